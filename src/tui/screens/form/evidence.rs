//! The citations of a finding or a corrective action within its form.

use crate::{
    domain::{
        evidence::EvidenceLink,
        holder::Holder,
        id::{AuditId, EvidenceId},
        papers::{CitedIn, WorkingPapers},
    },
    session::cite,
    tui::{
        action::Action,
        data::Data,
        panel::{Cx, Intent},
        screens::{kinds, picker::Picker, told},
        theme::Role,
    },
};

use super::field::{Field, Kind};

/// Makes a field for each citation, or one that says how to cite.
pub fn fields<K>(
    holder: &Holder,
    links: &[EvidenceLink],
    data: &Data,
    key: impl Fn(Option<EvidenceId>) -> K,
) -> Vec<Field<K>> {
    if links.is_empty() {
        let none = Field::new(key(None), "evidence", "evidence", Kind::ReadOnly, "")
            .placeholder("none yet: e a file, E other kinds");
        return vec![none.right()];
    }
    links
        .iter()
        .enumerate()
        .map(|(at, link)| {
            let label = if at == 0 { "evidence" } else { "" };
            let kind = Kind::Evidence(data.citation(&link.id).cloned());
            let name = format!("evidence-{}", link.id);
            let hint = match &link.commit {
                Some(commit) => {
                    let short: String = commit.chars().take(8).collect();
                    let on = link
                        .effective
                        .map(|date| format!(", of {date}"))
                        .unwrap_or_default();
                    format!("{} at {short}{on}; v shows it, d removes it", link.id)
                }
                None => format!("{}; v shows it, d removes it", link.id),
            };
            let age = data.age(holder, link);
            let (hint, note) = if age.freshness.is_doubtful() {
                let word = (age.freshness.label().to_owned(), Role::Warning);
                (format!("{} ({hint})", age.phrase()), Some(word))
            } else {
                (hint, None)
            };
            Field::new(
                key(Some(link.id.clone())),
                name,
                label,
                kind,
                link.subject(),
            )
            .hint(hint)
            .note(note)
            .right()
        })
        .collect()
}

/// Does what can be done with citations; `selected` is the one under the cursor, and without one the first is meant.
pub fn act(
    action: Action,
    audit: &AuditId,
    place: &CitedIn,
    links: &[EvidenceLink],
    selected: Option<&EvidenceId>,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Option<Vec<Intent>> {
    let link = || match selected {
        Some(id) => links.iter().find(|link| link.id == *id),
        None => links.first(),
    };
    match action {
        Action::Cite => Some(vec![Intent::Open(Box::new(Picker::new(
            audit.clone(),
            place.clone(),
        )))]),
        Action::CiteOther => Some(kinds::choose(Holder::InAudit(audit.clone(), place.clone()))),
        Action::ShowCitation | Action::EditField => {
            if action == Action::EditField && selected.is_none() {
                return None;
            }
            let Some(link) = link() else {
                return Some(vec![Intent::Toast(
                    "nothing is cited yet; e cites a file".to_owned(),
                )]);
            };
            let holder = Holder::InAudit(audit.clone(), place.clone());
            Some(vec![Intent::Open(told::view(
                holder,
                link.id.clone(),
                cx.data,
            ))])
        }
        Action::RemoveCitation => {
            let Some(id) = selected else {
                return Some(vec![Intent::Toast(
                    "select the citation to remove".to_owned(),
                )]);
            };
            let step = match cx.data.step("") {
                Ok(step) => step,
                Err(error) => return Some(vec![Intent::Fail(error)]),
            };
            Some(match cite::remove(papers, place, id, &step) {
                Ok(change) => vec![
                    Intent::Apply(change),
                    Intent::Toast("removed; undo brings it back".to_owned()),
                ],
                Err(error) => vec![Intent::Fail(error)],
            })
        }
        _ => None,
    }
}
