//! The form of a corrective action: correction, extent, the chain of whys, planned actions and their effect
//! (ISO/IEC 42001, 10.2).

mod fields;
mod further;
mod key;
mod lists;
mod write;

use std::rc::Rc;

use crate::{
    domain::{
        action::{ActionState, CauseMethod, ChangeKind, CorrectiveAction},
        id::{ActionId, AuditId, FindingId},
        papers::{CitedIn, WorkingPapers},
    },
    error::Error,
    session::{cause, follow_up},
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent},
        theme::Role,
    },
};

pub use key::{ActionKey, ChangePart, Part, Shown};

use super::{
    cause::CauseScreen,
    extent::ExtentScreen,
    finding::FindingForm,
    form::{
        RecordForm, Sheet, date, evidence,
        field::{Field, Head},
        marks,
        moves::{self, Offer},
    },
};

/// The form of a corrective action.
pub type ActionForm = RecordForm<ActionSheet>;

/// A corrective action as a form shows it.
#[derive(Debug, Clone)]
pub struct ActionSheet {
    audit: AuditId,
    id: ActionId,
    /// The finding whose form this one was opened from, so that going there goes back.
    from: Option<FindingId>,
}

impl RecordForm<ActionSheet> {
    /// Opens the form of a corrective action.
    pub fn new(audit: AuditId, id: ActionId) -> Self {
        Self::over(ActionSheet {
            audit,
            id,
            from: None,
        })
    }

    /// Opens the form of a corrective action from that of a finding.
    pub fn from_finding(audit: AuditId, id: ActionId, finding: FindingId) -> Self {
        Self::over(ActionSheet {
            audit,
            id,
            from: Some(finding),
        })
    }
}

impl Sheet for ActionSheet {
    type Key = ActionKey;

    fn audit(&self) -> &AuditId {
        &self.audit
    }

    fn context(&self) -> Context {
        Context::CorrectiveAction
    }

    fn subject(&self) -> String {
        format!("action {}", self.id)
    }

    fn head(&self, papers: &WorkingPapers, data: &Data, glyphs: &Glyphs) -> Option<Head> {
        let action = papers.actions.get(&self.id)?;
        let findings: Vec<_> = action
            .findings
            .iter()
            .filter_map(|id| papers.findings.get(id))
            .collect();
        let mut line = vec![(self.id.to_string(), Role::Title)];
        if let Some(kind) = findings.iter().map(|finding| finding.kind).min() {
            let (mark, role) = marks::finding(kind, glyphs);
            line.push((format!("{mark} {}", marks::short(kind)), role));
        }
        line.push((
            action.state.label().to_owned(),
            marks::action_state(action.state),
        ));
        if !action.state.is_settled() {
            line.push((
                format!("waiting for: {}", action.state.waiting_for()),
                Role::Dim,
            ));
        }
        if let Some(due) = action.next_due() {
            line.push(date::distance(due, data.clock.today()));
        }
        let about: Vec<String> = findings
            .iter()
            .map(|finding| {
                let said = if finding.statement.trim().is_empty() {
                    &finding.title
                } else {
                    &finding.statement
                };
                format!(
                    "{}  {}",
                    finding.id,
                    said.split_whitespace().collect::<Vec<_>>().join(" ")
                )
            })
            .collect();
        let proposed = papers.reopening(action, &data.citations, &data.proofs);
        // First, for little of it is shown where there is little room.
        let proposed = proposed.map(|proposed| proposed.told());
        let about: Vec<String> = proposed.into_iter().chain(about).collect();
        Some(Head {
            line,
            about: about.join("\n"),
        })
    }

    fn fields(&self, papers: &WorkingPapers, data: &Data) -> Vec<Field<ActionKey>> {
        papers
            .actions
            .get(&self.id)
            .map_or_else(Vec::new, |action| fields::of(action, papers, data))
    }

    fn write(
        &self,
        key: &ActionKey,
        text: &str,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Result<Vec<Intent>, String> {
        write::text(self, key, text, papers, cx)
    }

    fn take(&self, key: &ActionKey, at: usize, papers: &WorkingPapers, _cx: Cx<'_>) -> Vec<Intent> {
        if let ActionKey::Change(number, ChangePart::Kind) = key {
            let kind = ChangeKind::ALL.get(at).copied();
            return kind.map_or_else(Vec::new, |kind| {
                further::take_kind(&self.id, number, kind, papers)
            });
        }
        match (key, CauseMethod::ALL.get(at)) {
            (ActionKey::Method, Some(method)) => {
                match cause::take_method(papers, &self.id, *method) {
                    Ok(change) => vec![Intent::Apply(change)],
                    Err(refusal) => vec![Intent::Toast(refusal.to_string())],
                }
            }
            _ => Vec::new(),
        }
    }

    fn entry(&self, key: &ActionKey, papers: &WorkingPapers) -> Option<ActionKey> {
        let action = papers.actions.get(&self.id)?;
        match key {
            ActionKey::Method
            | ActionKey::Why(_)
            | ActionKey::Diagram
            | ActionKey::Root
            | ActionKey::NotFoundEarlier => {
                lists::shows_whys(action).then(|| ActionKey::Why(lists::whys(action).len()))
            }
            ActionKey::Planned(..)
            | ActionKey::NewPlanned
            | ActionKey::NeedReason
            | ActionKey::NoAction => Some(ActionKey::NewPlanned),
            ActionKey::Change(..) | ActionKey::NewChange => Some(ActionKey::NewChange),
            _ => None,
        }
    }

    fn becomes(&self, key: &ActionKey, papers: &WorkingPapers) -> Option<ActionKey> {
        let action = papers.actions.get(&self.id)?;
        match key {
            ActionKey::NewPlanned => Some(ActionKey::Planned(action.next_action_id(), Part::What)),
            ActionKey::NewChange => {
                Some(ActionKey::Change(action.next_change_id(), ChangePart::What))
            }
            _ => None,
        }
    }

    fn remove(&self, key: &ActionKey, papers: &WorkingPapers) -> Option<Vec<Intent>> {
        let action = papers.actions.get(&self.id)?;
        let change = match key {
            ActionKey::Why(at) if *at < lists::whys(action).len() => {
                let id = lists::whys(action).get(*at)?.id.clone();
                let what = format!("why {} removed", at + 1);
                let method = CauseMethod::FiveWhys;
                let removed =
                    cause::edit(papers, &self.id, method, &what, |cause| cause.remove(&id));
                match removed {
                    Ok((_, change)) => change,
                    Err(refusal) => return Some(vec![Intent::Toast(refusal.to_string())]),
                }
            }
            ActionKey::Planned(number, _) => {
                let what = format!("action {number} removed");
                let removed = follow_up::edit_action(papers, &self.id, &what, |action| {
                    action.actions.retain(|planned| planned.id != *number);
                });
                match removed {
                    Ok(change) => change,
                    Err(refusal) => return Some(vec![Intent::Toast(refusal.to_string())]),
                }
            }
            ActionKey::Change(number, _) => {
                let what = format!("change {number} removed");
                let removed = follow_up::edit_action(papers, &self.id, &what, |action| {
                    action.changes.retain(|change| change.id != *number);
                });
                match removed {
                    Ok(change) => change,
                    Err(refusal) => return Some(vec![Intent::Toast(refusal.to_string())]),
                }
            }
            _ => return None,
        };
        Some(vec![
            Intent::Apply(change),
            Intent::Toast("removed; undo brings it back".to_owned()),
        ])
    }

    fn act(
        &self,
        key: &ActionKey,
        action: Action,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Option<Vec<Intent>> {
        let record = papers.actions.get(&self.id)?;
        match action {
            Action::MoveOn => Some(move_on(&self.audit, &self.id, cx)),
            Action::OpenFinding => Some(self.open_finding(record, papers)),
            Action::OpenCause => Some(vec![Intent::Open(Box::new(CauseScreen::new(
                self.audit.clone(),
                self.id.clone(),
            )))]),
            Action::OpenExtent => Some(vec![Intent::Open(Box::new(ExtentScreen::new(
                self.audit.clone(),
                self.id.clone(),
            )))]),
            other => {
                let selected = if let ActionKey::Evidence(id) = key {
                    id.as_ref()
                } else {
                    None
                };
                let place = CitedIn::Action(self.id.clone());
                evidence::act(
                    other,
                    &self.audit,
                    &place,
                    &record.evidence,
                    selected,
                    papers,
                    cx,
                )
            }
        }
    }

    fn why_not(&self, action: Action, papers: &WorkingPapers, _data: &Data) -> Option<String> {
        let record = papers.actions.get(&self.id)?;
        match action {
            Action::ShowCitation | Action::RemoveCitation if record.evidence.is_empty() => {
                Some("nothing is cited yet".to_owned())
            }
            Action::MoveOn if record.next_states().is_empty() => Some(format!(
                "a {} corrective action stays as it is",
                record.state
            )),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Action> {
        vec![
            Action::EditField,
            Action::NextField,
            Action::AddItem,
            Action::Cite,
            Action::MoveOn,
            Action::OpenCause,
            Action::OpenExtent,
            Action::OpenFinding,
        ]
    }
}

impl ActionSheet {
    fn open_finding(&self, record: &CorrectiveAction, papers: &WorkingPapers) -> Vec<Intent> {
        let there: Vec<_> = record
            .findings
            .iter()
            .filter_map(|id| papers.findings.get(id))
            .collect();
        let open = |id: &FindingId| -> Vec<Intent> {
            if self.from.as_ref() == Some(id) {
                return vec![Intent::Close];
            }
            let form = FindingForm::from_action(self.audit.clone(), id.clone(), self.id.clone());
            vec![Intent::Open(Box::new(form))]
        };
        match there.as_slice() {
            [] => vec![Intent::Toast(
                "the finding it answers is not there".to_owned(),
            )],
            [only] => open(&only.id),
            several => {
                let ids: Vec<FindingId> =
                    several.iter().map(|finding| finding.id.clone()).collect();
                let choices = several
                    .iter()
                    .map(|finding| Choice {
                        label: format!("{}  {}", finding.id, finding.title),
                        detail: marks::short(finding.kind).to_owned(),
                        disabled: None,
                    })
                    .collect();
                let (audit, own) = (self.audit.clone(), self.id.clone());
                let done = move |at: usize, _: Cx<'_>| {
                    ids.get(at).map_or_else(Vec::new, |id| {
                        let form = FindingForm::from_action(audit.clone(), id.clone(), own.clone());
                        vec![Intent::Open(Box::new(form))]
                    })
                };
                vec![Intent::Open(Box::new(Choose::new(
                    "Findings",
                    choices,
                    Box::new(done),
                )))]
            }
        }
    }
}

/// Lists the states that can follow, each with what stands in its way.
pub(super) fn offers(
    papers: &WorkingPapers,
    action: &CorrectiveAction,
    data: &Data,
) -> Result<Vec<Offer<ActionState>>, Error> {
    let step = data.step("")?;
    Ok(moves::offers(
        action.next_states(),
        ActionState::label,
        |to| {
            let mut details = Vec::new();
            if !to.is_settled() {
                details.push(format!("then waits for: {}", to.waiting_for()));
            }
            let back = papers.taken_back(action, to).into_iter();
            details.extend(
                back.map(|(finding, to)| format!("{} is {} with it", finding.id, to.label())),
            );
            details.join("; ")
        },
        &step,
        |to, step| follow_up::move_action(papers, &action.id, to, step, &data.known()),
    ))
}

/// Asks to which state a corrective action moves on, and moves it there.
pub(super) fn move_on(audit: &AuditId, id: &ActionId, cx: Cx<'_>) -> Vec<Intent> {
    let Some(papers) = cx.data.audit(audit) else {
        return vec![Intent::Fail(Data::gone(audit))];
    };
    let Some(action) = papers.actions.get(id) else {
        return vec![Intent::Toast(format!("{id} is not there any more"))];
    };
    match offers(papers, action, cx.data) {
        Ok(offers) => {
            let (audit, own) = (audit.clone(), id.clone());
            moves::choose(
                id.as_str(),
                offers,
                Rc::new(move |to, step, cx| {
                    let papers = cx
                        .data
                        .audit(&audit)
                        .ok_or_else(|| moves::gone(own.as_str()))?;
                    follow_up::move_action(papers, &own, to, step, &cx.data.known())
                }),
            )
        }
        Err(error) => vec![Intent::Fail(error)],
    }
}
