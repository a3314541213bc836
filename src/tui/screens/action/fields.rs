//! The fields of a corrective action.

use jiff::civil::Date;

use crate::{
    domain::{
        action::{ActionState, CorrectiveAction},
        holder::Holder,
        papers::{CitedIn, WorkingPapers},
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

use super::{ActionKey as Key, Shown, further, lists};

pub(super) const DATES: &str = date::FORMS;

/// Makes the fields of a corrective action: what happened and why on the left, what is done and its effect on the right.
pub(super) fn of(
    action: &CorrectiveAction,
    papers: &WorkingPapers,
    data: &Data,
) -> Vec<Field<Key>> {
    let known = people::hint(&people::known(papers, data));
    let today = data.clock.today();
    let mut fields = first(action, &known);
    fields.extend(lists::cause(action));
    for (at, planned) in action.actions.iter().enumerate() {
        fields.extend(lists::planned(planned, at == 0, &known, data));
        let shown = Shown::Planned(planned.id.clone());
        fields.push(further::shown_by(shown, &planned.evidence, &action.evidence).right());
    }
    fields.push(lists::another(action));
    fields.extend(need(action));
    fields.extend(further::changes(action));
    fields.extend(effect(action, &known, today));
    let barred = barred(action, papers, data);
    for field in &mut fields {
        if matches!(
            field.key,
            Key::Criterion | Key::Measure | Key::NotBefore | Key::Verifier
        ) {
            field.barred.clone_from(&barred);
        }
    }
    fields.extend(further::rounds(action));
    let holder = Holder::InAudit(papers.audit.id.clone(), CitedIn::Action(action.id.clone()));
    fields.extend(evidence::fields(
        &holder,
        &action.evidence,
        data,
        Key::Evidence,
    ));
    fields.push(past(action));
    fields
}

/// Says why whoever is at work cannot change by what the effect is judged; none where he can, or nobody is known to be.
fn barred(action: &CorrectiveAction, papers: &WorkingPapers, data: &Data) -> Option<String> {
    let step = data.step("said").ok().filter(|_| action.holds_terms())?;
    let gaps = action.term_gaps(&step, &papers.audit.auditors(), &data.people);
    gaps.into_iter().next().map(|gap| gap.text)
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
            &action.containment.what,
        )
        .placeholder("what was done at once to contain it")
        .section("Correction"),
        Field::new(
            Key::ContainmentDone,
            "containment-done",
            "contained",
            Kind::Date,
            day(action.containment.done),
        )
        .placeholder("not yet")
        .hint(DATES),
        further::shown_by(
            Shown::Containment,
            &action.containment.evidence,
            &action.evidence,
        ),
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
        further::shown_by(
            Shown::Correction,
            &action.correction.evidence,
            &action.evidence,
        ),
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

/// Makes the fields of whether action is needed at all.
fn need(action: &CorrectiveAction) -> [Field<Key>; 2] {
    [
        Field::new(
            Key::NeedReason,
            "need",
            "why needed",
            Kind::Long,
            &action.need_reason,
        )
        .placeholder("why action is needed, where that is to be said")
        .right(),
        Field::new(
            Key::NoAction,
            "no-action",
            "why none",
            Kind::Long,
            &action.no_action_reason,
        )
        .placeholder("only where no action is needed: why")
        .right(),
    ]
}

fn effect(action: &CorrectiveAction, known: &str, today: Date) -> Vec<Field<Key>> {
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
            Key::Verifier,
            "verifier",
            "verifier",
            Kind::Line,
            person(effect.verifier.as_ref()),
        )
        .placeholder("who judges it: neither owner nor implementer")
        .hint(known)
        .right(),
        further::shown_by(Shown::Effectiveness, &effect.evidence, &action.evidence).right(),
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

fn past(action: &CorrectiveAction) -> Field<Key> {
    let moved = action.due_changes.iter();
    let moved = moved.map(|moved| (moved.at, moved.told(), &moved.by, moved.why.as_str()));
    let retold = action.term_changes.iter();
    let retold = retold.map(|change| (change.at, change.told(), &change.by, change.why.as_str()));
    let label = ActionState::label;
    let all = moved.chain(retold);
    let history = history::lines(&action.history, &action.evidence, label, all);
    Field::new(Key::History, "history", "history", Kind::ReadOnly, history)
        .section("History")
        .right()
}

pub(super) fn person(person: Option<&Person>) -> String {
    person.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
