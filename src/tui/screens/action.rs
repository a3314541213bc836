//! The form of a corrective action: correction, extent, the chain of whys, planned actions and their effect
//! (ISO/IEC 42001, 10.2).

mod fields;
mod write;

use std::rc::Rc;

use crate::{
    domain::{
        action::{ActionState, CauseMethod, CorrectiveAction},
        id::{ActionId, AuditId, EvidenceId, FindingId},
        papers::{CitedIn, WorkingPapers},
    },
    error::Error,
    session::follow_up,
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent},
        theme::Role,
    },
};

use super::{
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

/// A field of a corrective action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionKey {
    /// The title.
    Title,
    /// The findings it answers.
    Findings,
    /// Who answers for it.
    Owner,
    /// What was done at once.
    Containment,
    /// What put the found case right.
    Correction,
    /// When that was done.
    CorrectionDone,
    /// How the consequences were dealt with.
    Consequences,
    /// Where else was looked.
    Extent,
    /// What was found there.
    ExtentResult,
    /// How the cause was looked for.
    Method,
    /// One why of the chain, counted from 0; the one after the last is empty.
    Why(usize),
    /// The root cause.
    Root,
    /// Why it was not found earlier.
    NotFoundEarlier,
    /// A part of a planned action, by the number of the action.
    Planned(String, Part),
    /// The planned action that is not there yet.
    NewPlanned,
    /// Why no action is needed.
    NoAction,
    /// Changes to risks, statement of applicability or the management system.
    Changes,
    /// What has to be true for it to have worked.
    Criterion,
    /// How that is measured.
    Measure,
    /// The first day on which it can be judged.
    NotBefore,
    /// Until when it is judged.
    EffectDue,
    /// What the check found, and who checked.
    Result,
    /// A citation, or the place where there is none.
    Evidence(Option<EvidenceId>),
    /// Due dates that were moved.
    DueChanges,
    /// Its history.
    History,
}

/// A part of a planned action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What is to be done.
    What,
    /// Who does it.
    Owner,
    /// Until when.
    Due,
    /// When it was done.
    Done,
    /// What shows that it was done.
    Proof,
    /// The commit that did it.
    Commit,
}

impl Part {
    /// Every part, in the order of the form.
    const ALL: [Self; 6] = [
        Self::What,
        Self::Owner,
        Self::Due,
        Self::Done,
        Self::Proof,
        Self::Commit,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Owner => "owner",
            Self::Due => "due",
            Self::Done => "done",
            Self::Proof => "proof",
            Self::Commit => "commit",
        }
    }
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

    fn take(&self, key: &ActionKey, at: usize, papers: &WorkingPapers) -> Vec<Intent> {
        match (key, CauseMethod::ALL.get(at)) {
            (ActionKey::Method, Some(method)) => {
                let what = format!("cause by {}", method.label());
                vec![Intent::Apply(follow_up::edit_action(
                    papers,
                    &self.id,
                    &what,
                    |action| {
                        write::cause(action).method = *method;
                    },
                ))]
            }
            _ => Vec::new(),
        }
    }

    fn entry(&self, key: &ActionKey, papers: &WorkingPapers) -> Option<ActionKey> {
        let action = papers.actions.get(&self.id)?;
        match key {
            ActionKey::Method
            | ActionKey::Why(_)
            | ActionKey::Root
            | ActionKey::NotFoundEarlier => {
                fields::shows_whys(action).then(|| ActionKey::Why(fields::whys(action).len()))
            }
            ActionKey::Planned(..)
            | ActionKey::NewPlanned
            | ActionKey::NoAction
            | ActionKey::Changes => Some(ActionKey::NewPlanned),
            _ => None,
        }
    }

    fn remove(&self, key: &ActionKey, papers: &WorkingPapers) -> Option<Vec<Intent>> {
        let action = papers.actions.get(&self.id)?;
        let change = match key {
            ActionKey::Why(at) if *at < fields::whys(action).len() => {
                let what = format!("why {} removed", at + 1);
                follow_up::edit_action(papers, &self.id, &what, |action| {
                    let whys = &mut write::cause(action).whys;
                    if *at < whys.len() {
                        whys.remove(*at);
                    }
                })
            }
            ActionKey::Planned(number, _) => {
                let what = format!("action {number} removed");
                follow_up::edit_action(papers, &self.id, &what, |action| {
                    action.actions.retain(|planned| planned.id != *number);
                })
            }
            _ => return None,
        };
        Some(vec![
            Intent::Apply(change),
            Intent::Toast("removed; u brings it back".to_owned()),
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
            other => {
                let selected = match key {
                    ActionKey::Evidence(id) => id.as_ref(),
                    _ => None,
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
            if to.is_settled() {
                String::new()
            } else {
                format!("then waits for: {}", to.waiting_for())
            }
        },
        &step,
        |to, step| follow_up::move_action(papers, &action.id, to, step, &data.workspace.days),
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
                    follow_up::move_action(papers, &own, to, step, &cx.data.workspace.days)
                }),
            )
        }
        Err(error) => vec![Intent::Fail(error)],
    }
}
