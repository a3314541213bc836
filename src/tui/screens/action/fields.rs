//! The fields of a corrective action.

use jiff::civil::Date;

use crate::{
    domain::{
        action::{ActionState, CauseMethod, CorrectiveAction, PlannedAction},
        papers::WorkingPapers,
        person::Person,
    },
    tui::{
        data::Data,
        screens::form::{
            date, evidence,
            field::{Field, Kind},
            history, people,
        },
    },
};

use super::{ActionKey as Key, Part};

const DATES: &str = "2026-12-01, +14 days, +2w weeks";

/// Returns the chain of whys.
pub(super) fn whys(action: &CorrectiveAction) -> &[String] {
    action
        .cause
        .as_ref()
        .map_or(&[], |cause| cause.whys.as_slice())
}

/// Tells whether the chain of whys is shown: it is the method, or no method was taken yet, or whys are there.
pub(super) fn shows_whys(action: &CorrectiveAction) -> bool {
    action
        .cause
        .as_ref()
        .is_none_or(|cause| cause.method == CauseMethod::FiveWhys || !cause.whys.is_empty())
}

/// Makes the fields of a corrective action: what happened and why on the left, what is done and its effect on the right.
pub(super) fn of(
    action: &CorrectiveAction,
    papers: &WorkingPapers,
    data: &Data,
) -> Vec<Field<Key>> {
    let known = people::hint(&people::known(papers, data));
    let today = data.clock.today();
    let mut fields = first(action, &known);
    fields.extend(cause(action));
    for (at, planned) in action.actions.iter().enumerate() {
        fields.extend(planned_action(planned, at == 0, &known, today));
    }
    let mut new = Field::new(
        Key::NewPlanned,
        "action-new",
        "another action",
        Kind::Line,
        "",
    )
    .placeholder("o plans one more")
    .right();
    if action.actions.is_empty() {
        "actions".clone_into(&mut new.label);
        new = new
            .placeholder("none yet: o plans one")
            .section("Actions, so that it does not happen again");
    }
    fields.push(new);
    fields.extend(rest(action, today));
    fields.extend(evidence::fields(&action.evidence, data, Key::Evidence));
    fields.extend(past(action));
    fields
}

fn first(action: &CorrectiveAction, known: &str) -> Vec<Field<Key>> {
    let findings: Vec<String> = action.findings.iter().map(ToString::to_string).collect();
    vec![
        Field::new(Key::Title, "title", "title", Kind::Line, &action.title)
            .placeholder("a few words to know it by"),
        Field::new(
            Key::Findings,
            "findings",
            "answers",
            Kind::Line,
            findings.join(", "),
        )
        .placeholder("findings: F-7K3QX2")
        .hint("f opens the finding"),
        Field::new(
            Key::Owner,
            "owner",
            "owner",
            Kind::Line,
            person(action.owner.as_ref()),
        )
        .placeholder("who answers for it")
        .hint(known),
        Field::new(
            Key::Containment,
            "containment",
            "containment",
            Kind::Long,
            &action.containment,
        )
        .placeholder("what was done at once to contain it")
        .section("Correction"),
        Field::new(
            Key::Correction,
            "correction",
            "correction",
            Kind::Long,
            &action.correction.what,
        )
        .placeholder("what puts the found case right"),
        Field::new(
            Key::CorrectionDone,
            "correction-done",
            "correction done",
            Kind::Date,
            day(action.correction.done),
        )
        .placeholder("not yet")
        .hint(DATES),
        Field::new(
            Key::Consequences,
            "consequences",
            "consequences",
            Kind::Long,
            &action.consequences,
        )
        .placeholder("how they were dealt with: people, customers, authorities"),
        Field::new(
            Key::Extent,
            "extent",
            "searched",
            Kind::Long,
            &action.extent.searched,
        )
        .placeholder("where else was looked, and how")
        .section("Extent"),
        Field::new(
            Key::ExtentResult,
            "extent-result",
            "found there",
            Kind::Long,
            &action.extent.result,
        )
        .placeholder("what was found, and what was decided for each"),
    ]
}

fn cause(action: &CorrectiveAction) -> Vec<Field<Key>> {
    let cause = action.cause.as_ref();
    let labels = CauseMethod::ALL
        .iter()
        .map(|method| method.label())
        .collect();
    let taken = cause.and_then(|cause| {
        CauseMethod::ALL
            .iter()
            .position(|method| *method == cause.method)
    });
    let method = cause.map_or("", |cause| cause.method.word());
    let mut fields = vec![
        Field::new(
            Key::Method,
            "method",
            "method",
            Kind::Choice { labels, taken },
            method,
        )
        .section("Cause"),
    ];
    if shows_whys(action) {
        let whys = whys(action);
        for (at, why) in whys.iter().enumerate() {
            fields.push(one_why(at, why, whys));
        }
        fields.push(
            one_why(whys.len(), "", whys).placeholder(if whys.is_empty() {
                "why did it happen? o answers"
            } else {
                "and why that? o answers"
            }),
        );
    }
    fields.push(
        Field::new(
            Key::Root,
            "root-cause",
            "root cause",
            Kind::Long,
            cause.map_or("", |cause| &cause.root),
        )
        .placeholder("the cause that can be acted on; \"human error\" alone is none"),
    );
    let late = cause.map_or("", |cause| &cause.not_found_earlier);
    fields.push(
        Field::new(
            Key::NotFoundEarlier,
            "not-found-earlier",
            "why not found earlier",
            Kind::Long,
            late,
        )
        .placeholder("why nobody noticed before the audit"),
    );
    fields
}

fn one_why(at: usize, why: &str, whys: &[String]) -> Field<Key> {
    let question = match at.checked_sub(1).and_then(|before| whys.get(before)) {
        Some(before) => format!("why: {}?", before.trim().trim_end_matches('.')),
        None => "why did it happen?".to_owned(),
    };
    let number = at + 1;
    Field::new(
        Key::Why(at),
        format!("why-{number}"),
        format!("{number} why?"),
        Kind::Line,
        why,
    )
    .hint(question)
    .depth(number)
}

fn planned_action(
    planned: &PlannedAction,
    first: bool,
    known: &str,
    today: Date,
) -> Vec<Field<Key>> {
    let number = &planned.id;
    let due = planned
        .due
        .filter(|_| planned.done.is_none())
        .map(|due| date::distance(due, today));
    Part::ALL
        .into_iter()
        .map(|part| {
            let (kind, value, placeholder, hint) = match part {
                Part::What => (Kind::Line, planned.what.clone(), "what is done", ""),
                Part::Owner => (
                    Kind::Line,
                    person(planned.owner.as_ref()),
                    "who does it",
                    known,
                ),
                Part::Due => (Kind::Date, day(planned.due), "until when", DATES),
                Part::Done => (Kind::Date, day(planned.done), "not yet", DATES),
                Part::Proof => (
                    Kind::Line,
                    planned.proof.clone(),
                    "what shows that it was done",
                    "",
                ),
                Part::Commit => (
                    Kind::Line,
                    planned.commit.clone(),
                    "the commit that did it",
                    "",
                ),
            };
            let label = match part {
                Part::What => format!("action {number}"),
                Part::Owner | Part::Due | Part::Done | Part::Proof | Part::Commit => {
                    format!("  {}", part.word())
                }
            };
            let name = format!("action-{number}-{}", part.word());
            let field = Field::new(Key::Planned(number.clone(), part), name, label, kind, value)
                .placeholder(placeholder)
                .hint(hint)
                .note(due.clone().filter(|_| part == Part::Due))
                .right();
            if first && part == Part::What {
                field.section("Actions, so that it does not happen again")
            } else {
                field
            }
        })
        .collect()
}

fn rest(action: &CorrectiveAction, today: Date) -> Vec<Field<Key>> {
    let effect = &action.effectiveness;
    let judged = action.state == ActionState::Implemented;
    let result = match (effect.result, &effect.verifier) {
        (Some(result), Some(verifier)) => {
            format!("{}, {verifier}\n{}", result.label(), effect.basis)
        }
        (Some(result), None) => format!("{}\n{}", result.label(), effect.basis),
        (None, _) => String::new(),
    };
    vec![
        Field::new(
            Key::NoAction,
            "no-action",
            "why none",
            Kind::Long,
            &action.no_action_reason,
        )
        .placeholder("only where no action is needed: why")
        .right(),
        Field::new(
            Key::Changes,
            "changes",
            "changes",
            Kind::Long,
            &action.changes,
        )
        .placeholder("to risks, statement of applicability or the management system")
        .right(),
        Field::new(
            Key::Criterion,
            "criterion",
            "criterion",
            Kind::Long,
            &effect.criterion,
        )
        .placeholder("what has to be true for it to have worked")
        .section("Effectiveness")
        .right(),
        Field::new(
            Key::Measure,
            "measure",
            "measure",
            Kind::Long,
            &effect.measure,
        )
        .placeholder("how that is measured")
        .right(),
        Field::new(
            Key::NotBefore,
            "not-before",
            "not before",
            Kind::Date,
            day(effect.not_before),
        )
        .placeholder("the first day on which it can be judged")
        .hint(DATES)
        .right(),
        Field::new(
            Key::EffectDue,
            "effect-due",
            "judged until",
            Kind::Date,
            day(effect.due),
        )
        .placeholder("set when it is implemented")
        .note(
            effect
                .due
                .filter(|_| judged)
                .map(|due| date::distance(due, today)),
        )
        .hint(DATES)
        .right(),
        Field::new(
            Key::Result,
            "result",
            "result",
            Kind::ReadOnly,
            result.trim_end(),
        )
        .placeholder("s moves it to effective or not effective")
        .right(),
    ]
}

fn past(action: &CorrectiveAction) -> Vec<Field<Key>> {
    let mut fields = Vec::new();
    if !action.due_changes.is_empty() {
        let date =
            |date: Option<Date>| date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
        let lines: Vec<String> = action
            .due_changes
            .iter()
            .rev()
            .map(|change| {
                let (from, to) = (date(change.from_due), date(change.to_due));
                format!(
                    "action {}: {from} to {to}, {}: {}",
                    change.action, change.by.name, change.why
                )
            })
            .collect();
        fields.push(
            Field::new(
                Key::DueChanges,
                "due-changes",
                "moved dates",
                Kind::ReadOnly,
                lines.join("\n"),
            )
            .right(),
        );
    }
    let history = history::lines(&action.history, |state| state.label());
    fields.push(
        Field::new(Key::History, "history", "history", Kind::ReadOnly, history)
            .section("History")
            .right(),
    );
    fields
}

fn person(person: Option<&Person>) -> String {
    person.map(ToString::to_string).unwrap_or_default()
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
