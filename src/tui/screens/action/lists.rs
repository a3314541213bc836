//! The lists within a corrective action: the chain of whys, and the planned actions.

use crate::{
    domain::action::{Cause, CauseMethod, CauseNode, CorrectiveAction, Fix, PlannedAction},
    tui::{
        data::Data,
        screens::form::{
            date,
            field::{Field, Kind},
        },
        theme::Role,
    },
};

use super::{
    ActionKey as Key, Part,
    fields::{DATES, day, person},
};

const ACTIONS: &str = "Actions, so that it does not happen again";

/// Returns the chain of whys.
pub(super) fn whys(action: &CorrectiveAction) -> &[CauseNode] {
    action
        .cause
        .as_ref()
        .map_or(&[], |cause| cause.whys.as_slice())
}

/// Tells whether the chain of whys is shown: it is the method, or no method was taken yet.
pub(super) fn shows_whys(action: &CorrectiveAction) -> bool {
    action
        .cause
        .as_ref()
        .is_none_or(|cause| cause.method == CauseMethod::FiveWhys)
}

/// Makes the fields of the cause: the method, the chain of whys, the root.
pub(super) fn cause(action: &CorrectiveAction) -> Vec<Field<Key>> {
    let cause = action.cause.as_ref();
    let labels = CauseMethod::ALL
        .iter()
        .map(|method| method.label().to_owned())
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
            Kind::Choice {
                labels,
                details: Vec::new(),
                taken,
            },
            method,
        )
        .section("Cause"),
    ];
    if shows_whys(action) {
        let whys = whys(action);
        for (at, why) in whys.iter().enumerate() {
            fields.push(one_why(at, &why.text, why.root, whys));
        }
        fields.push(
            one_why(whys.len(), "", false, whys).placeholder(if whys.is_empty() {
                "why did it happen? o answers"
            } else {
                "and why that? o answers"
            }),
        );
    }
    if let Some(cause) = cause.filter(|_| !shows_whys(action)) {
        fields.extend(diagram(cause));
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

/// Makes the field that tells of the fishbone or the fault tree: how much is on it, and its root causes.
fn diagram(cause: &Cause) -> Option<Field<Key>> {
    let noun = match cause.method {
        CauseMethod::Fishbone => "cause",
        CauseMethod::FaultTree => "event",
        CauseMethod::FiveWhys | CauseMethod::Other => return None,
    };
    let mut said = match cause.nodes().len() {
        0 => String::new(),
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    };
    for root in cause.roots() {
        said.push_str("\nroot cause: ");
        said.push_str(&root.text);
    }
    let field = Field::new(Key::Diagram, "diagram", "diagram", Kind::ReadOnly, said);
    Some(
        field
            .placeholder("nothing is drawn yet: c draws it")
            .hint("c draws it"),
    )
}

fn one_why(at: usize, why: &str, root: bool, whys: &[CauseNode]) -> Field<Key> {
    let question = match at.checked_sub(1).and_then(|before| whys.get(before)) {
        Some(before) => format!("why: {}?", before.text.trim().trim_end_matches('.')),
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
    .note(root.then(|| ("root cause".to_owned(), Role::Warning)))
    .depth(number)
}

/// Makes the fields of one planned action.
pub(super) fn planned(
    planned: &PlannedAction,
    first: bool,
    known: &str,
    data: &Data,
) -> Vec<Field<Key>> {
    let today = data.clock.today();
    let unproved = planned.proof_gap(&data.proofs).map(|_| {
        let fix = data.proofs.of(&planned.commit);
        let word = match fix {
            // It is there, and yet no fix.
            Some(Fix::Stands | Fix::Rebased { .. }) => "no proof",
            Some(fix) => fix.word(),
            None => "not checked",
        };
        (word.to_owned(), Role::Warning)
    });
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
                .note(match part {
                    Part::Due => due.clone(),
                    Part::Commit => unproved.clone(),
                    Part::What | Part::Owner | Part::Done | Part::Proof => None,
                })
                .right();
            if first && part == Part::What {
                field.section(ACTIONS)
            } else {
                field
            }
        })
        .collect()
}

/// Makes the field where one more action is planned.
pub(super) fn another(action: &CorrectiveAction) -> Field<Key> {
    let none = action.actions.is_empty();
    let label = if none { "actions" } else { "another action" };
    let field = Field::new(Key::NewPlanned, "action-new", label, Kind::Line, "").right();
    if none {
        field.placeholder("none yet: o plans one").section(ACTIONS)
    } else {
        field.placeholder("o plans one more")
    }
}
