//! What stands beside the plan: changes to the management system, which citations show a part, and the rounds before.

use crate::{
    domain::{
        action::{ChangeKind, CorrectiveAction, EffectivenessResult, FixedIn, Round, SystemChange},
        evidence::EvidenceLink,
        guard::is_said,
        id::{ActionId, EvidenceId},
        papers::WorkingPapers,
    },
    session::answer::split_list,
    tui::{
        panel::{Cx, Intent},
        screens::form::{
            date,
            field::{Field, Kind},
        },
        theme::Role,
    },
};

use super::{
    ActionKey as Key, ActionSheet, ChangePart, Shown,
    fields::{DATES, day},
    write::edit,
};

/// Makes the fields of the changes to the management system, and the one where another is noted.
pub(super) fn changes(action: &CorrectiveAction) -> Vec<Field<Key>> {
    let mut fields: Vec<Field<Key>> = action.changes.iter().flat_map(one_change).collect();
    let none = action.changes.is_empty();
    let label = if none { "changes" } else { "another change" };
    let field = Field::new(Key::NewChange, "change-new", label, Kind::Line, "").right();
    fields.push(if none {
        field.placeholder("to risks, statement of applicability, impact assessment, procedures")
    } else {
        field.placeholder("one more change to the management system")
    });
    fields
}

fn one_change(change: &SystemChange) -> Vec<Field<Key>> {
    let number = &change.id;
    ChangePart::ALL
        .into_iter()
        .map(|part| {
            let key = Key::Change(number.clone(), part);
            let name = format!("change-{number}-{}", part.word());
            let label = format!("  {}", part.word());
            match part {
                ChangePart::What => {
                    let label = format!("change {number}");
                    Field::new(key, name, label, Kind::Line, &change.what)
                        .placeholder("what becomes other")
                }
                ChangePart::Kind => {
                    let labels = ChangeKind::ALL.iter().map(|kind| kind.label().to_owned());
                    let taken = ChangeKind::ALL.iter().position(|kind| *kind == change.kind);
                    let kind = Kind::Choice {
                        labels: labels.collect(),
                        details: Vec::new(),
                        taken,
                    };
                    Field::new(key, name, label, kind, change.kind.word())
                }
                ChangePart::Where => Field::new(key, name, label, Kind::Line, &change.place)
                    .placeholder("a document, a register and its entry"),
                ChangePart::Made => Field::new(key, name, label, Kind::Date, day(change.done))
                    .placeholder("not yet")
                    .hint(DATES),
            }
            .right()
        })
        .collect()
}

/// Makes the field that names which citations show a part.
pub(super) fn shown_by(part: Shown, evidence: &[EvidenceId], links: &[EvidenceLink]) -> Field<Key> {
    let ids: Vec<&str> = evidence.iter().map(EvidenceId::as_str).collect();
    let known: Vec<String> = links
        .iter()
        .map(|link| format!("{} {}", link.id, link.subject()))
        .collect();
    let hint = if known.is_empty() {
        "e cites a file first".to_owned()
    } else {
        known.join("; ")
    };
    let name = format!("shown-by-{}", part.word());
    let label = match &part {
        Shown::Containment | Shown::Correction | Shown::Effectiveness => "shown by",
        Shown::Planned(_) => "  shown by",
    };
    Field::new(Key::ShownBy(part), name, label, Kind::Line, ids.join(", "))
        .placeholder("which citations show it: E-4T6W0N")
        .hint(hint)
}

/// Reads which citations show a part; each has to be one of the record.
pub(super) fn citations(text: &str, links: &[EvidenceLink]) -> Result<Vec<EvidenceId>, String> {
    let mut ids = Vec::new();
    for part in split_list(text) {
        let id: EvidenceId = part
            .to_ascii_uppercase()
            .parse()
            .map_err(|invalid| format!("{invalid}"))?;
        if !links.iter().any(|link| link.id == id) {
            return Err(format!("it does not cite {id}"));
        }
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Notes a change to the management system; of which kind is said in its own field.
pub(super) fn new_change(
    id: &ActionId,
    what: &str,
    papers: &WorkingPapers,
) -> Result<Vec<Intent>, String> {
    if what.is_empty() {
        return Ok(Vec::new());
    }
    edit(papers, id, "change noted", |action| {
        let id = action.next_change_id();
        action.changes.push(SystemChange {
            id,
            kind: ChangeKind::Procedure,
            what: what.to_owned(),
            place: String::new(),
            done: None,
        });
    })
}

/// Writes a part of a change to the management system.
pub(super) fn change(
    sheet: &ActionSheet,
    number: &str,
    part: ChangePart,
    said: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let made = match part {
        ChangePart::Made => date::parse(said, cx.data.clock.today())?,
        ChangePart::What | ChangePart::Kind | ChangePart::Where => None,
    };
    if part == ChangePart::What && said.trim().is_empty() {
        return Err("a change without a text is none; x removes it".to_owned());
    }
    let what = format!("change {number} {}", part.word());
    edit(papers, &sheet.id, &what, |action| {
        let Some(change) = action.changes.iter_mut().find(|change| change.id == number) else {
            return;
        };
        match part {
            ChangePart::What => said.trim().clone_into(&mut change.what),
            ChangePart::Where => said.trim().clone_into(&mut change.place),
            ChangePart::Made => change.done = made,
            ChangePart::Kind => {}
        }
    })
}

/// Takes the kind of a change to the management system.
pub(super) fn take_kind(
    id: &ActionId,
    number: &str,
    kind: ChangeKind,
    papers: &WorkingPapers,
) -> Vec<Intent> {
    let taken = edit(papers, id, &format!("change {number} kind"), |action| {
        if let Some(change) = action.changes.iter_mut().find(|change| change.id == number) {
            change.kind = kind;
        }
    });
    taken.unwrap_or_else(|why| vec![Intent::Toast(why)])
}

/// Writes which citations show a part.
pub(super) fn shown(
    sheet: &ActionSheet,
    part: &Shown,
    said: &str,
    papers: &WorkingPapers,
) -> Result<Vec<Intent>, String> {
    let record = papers.actions.get(&sheet.id);
    let links = record.map(|action| action.evidence.as_slice());
    let ids = citations(said, links.unwrap_or_default())?;
    let what = format!("{} shown", part.word());
    edit(papers, &sheet.id, &what, |action| match part {
        Shown::Containment => action.containment.evidence = ids,
        Shown::Correction => action.correction.evidence = ids,
        Shown::Effectiveness => action.effectiveness.evidence = ids,
        Shown::Planned(number) => {
            let planned = action
                .actions
                .iter_mut()
                .find(|planned| planned.id == *number);
            if let Some(planned) = planned {
                planned.evidence = ids;
            }
        }
    })
}

/// Makes a field for every round before: why it ended, and what was tried.
pub(super) fn rounds(action: &CorrectiveAction) -> Vec<Field<Key>> {
    action
        .rounds
        .iter()
        .enumerate()
        .map(|(at, round)| {
            let name = format!("round-{}", round.id);
            let label = format!("round {}", round.id);
            let field = Field::new(Key::Round(at), name, label, Kind::ReadOnly, told(round))
                .note(Some(("ended".to_owned(), Role::Warning)))
                .right();
            if at == 0 {
                field.section("What was tried before")
            } else {
                field
            }
        })
        .collect()
}

fn told(round: &Round) -> String {
    let mut lines = vec![format!(
        "{} by {}: {}",
        round.at.strftime("%Y-%m-%d"),
        round.by.name,
        round.why
    )];
    if let Some(cause) = &round.cause {
        lines.push(format!("root cause: {}", cause.root_cause()));
    }
    if is_said(&round.no_action_reason) {
        lines.push(format!("no action: {}", round.no_action_reason));
    }
    for planned in &round.actions {
        let done = planned
            .done
            .map_or_else(|| "not done".to_owned(), |day| format!("done {day}"));
        let commit = if is_said(&planned.commit) {
            format!(", {}", FixedIn::of(&planned.commit).told())
        } else {
            String::new()
        };
        lines.push(format!(
            "action {}: {} ({done}{commit})",
            planned.id, planned.what
        ));
    }
    if let Some(result) = round.effectiveness.result.map(EffectivenessResult::label) {
        lines.push(format!("result: {result}"));
    }
    lines.join("\n")
}
