//! The form of a finding: its three parts always in sight together, below the question that they answer.

mod earlier;
mod fields;
mod key;
mod moving;
mod remarks;
mod weighed;
mod write;

use crate::{
    domain::{
        finding::{Finding, FindingState, ToldField},
        id::{ActionId, AuditId, FindingId},
        papers::{CitedIn, WorkingPapers},
    },
    error::Error,
    session::raise,
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, or_fail},
        theme::Role,
    },
};

pub use key::FindingKey;
pub(super) use moving::move_on;
#[cfg(test)]
pub(super) use write::criteria;

use super::{
    action::ActionForm,
    extent::ExtentScreen,
    form::{
        RecordForm, Sheet, evidence,
        field::{Field, Head, Remark},
        marks,
    },
    walk::Walk,
};

use self::weighed::WeighedFinding;

/// The form of a finding.
pub type FindingForm = RecordForm<FindingSheet>;

/// A finding as a form shows it.
#[derive(Debug, Clone)]
pub struct FindingSheet {
    audit: AuditId,
    id: FindingId,
    /// The corrective action whose form this one was opened from, so that going there goes back.
    from: Option<ActionId>,
    weighed: WeighedFinding,
}

impl RecordForm<FindingSheet> {
    /// Opens the form of a finding.
    pub fn new(audit: AuditId, id: FindingId) -> Self {
        Self::over(FindingSheet {
            audit,
            id,
            from: None,
            weighed: WeighedFinding::default(),
        })
    }

    /// Opens the form of a finding from that of its corrective action.
    pub fn from_action(audit: AuditId, id: FindingId, action: ActionId) -> Self {
        Self::over(FindingSheet {
            audit,
            id,
            from: Some(action),
            weighed: WeighedFinding::default(),
        })
    }
}

impl Sheet for FindingSheet {
    type Key = FindingKey;

    fn audit(&self) -> &AuditId {
        &self.audit
    }

    fn context(&self) -> Context {
        Context::Finding
    }

    fn subject(&self) -> String {
        format!("finding {}", self.id)
    }

    fn head(&self, papers: &WorkingPapers, data: &Data, glyphs: &Glyphs) -> Option<Head> {
        let finding = papers.findings.get(&self.id)?;
        let (mark, role) = marks::finding(finding.kind, glyphs);
        let offered = data.workspace.offered_grades();
        let grade = match finding.graded(&offered) {
            Some(grade) if grade.id.is_some() => grade.title.clone(),
            Some(_) | None => marks::short(finding.kind).to_owned(),
        };
        let mut line = vec![
            (self.id.to_string(), Role::Title),
            (format!("{mark} {grade}"), role),
            (
                finding.state.label().to_owned(),
                marks::finding_state(finding.state),
            ),
        ];
        if !finding.state.is_settled() {
            line.push((
                format!("waiting for: {}", finding.state.waiting_for()),
                Role::Dim,
            ));
        }
        Some(Head {
            line,
            about: about(finding, papers),
        })
    }

    fn fields(&self, papers: &WorkingPapers, data: &Data) -> Vec<Field<FindingKey>> {
        papers
            .findings
            .get(&self.id)
            .map_or_else(Vec::new, |finding| {
                fields::of(finding, &self.weighed, papers, data)
            })
    }

    fn weigh(&mut self, papers: &WorkingPapers, data: &Data) {
        if let Some(finding) = papers.findings.get(&self.id) {
            self.weighed = WeighedFinding::of(finding, papers, data);
        }
    }

    fn write(
        &self,
        key: &FindingKey,
        text: &str,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Result<Vec<Intent>, String> {
        write::text(&self.id, key, text, papers, cx)
    }

    fn take(&self, key: &FindingKey, at: usize, papers: &WorkingPapers, cx: Cx<'_>) -> Vec<Intent> {
        write::choice(&self.id, key, at, papers, cx)
    }

    fn remarks(
        &self,
        typed: Option<(&FindingKey, &str)>,
        papers: &WorkingPapers,
        data: &Data,
    ) -> Vec<(FindingKey, Remark)> {
        papers
            .findings
            .get(&self.id)
            .map_or_else(Vec::new, |finding| {
                self.weighed.remarks(finding, typed, papers, data)
            })
    }

    fn act(
        &self,
        key: &FindingKey,
        action: Action,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Option<Vec<Intent>> {
        let finding = papers.findings.get(&self.id)?;
        match action {
            Action::MoveOn => Some(move_on(&self.audit, &self.id, cx)),
            Action::OpenExtent => Some(self.open_extent(finding, papers, cx)),
            Action::RaiseAction => Some(self.raise_action(finding, papers, cx)),
            Action::EditField if *key == FindingKey::Actions => {
                Some(self.raise_action(finding, papers, cx))
            }
            Action::OpenRow => Some(open_row(finding, papers)),
            Action::EditField if matches!(key, FindingKey::Earlier(Some(_))) => {
                earlier::open(key, cx)
            }
            Action::LinkRepeat => Some(self.link_repeat(key, cx)),
            Action::TakeGrade => Some(moving::take_grade(&self.id, papers, cx)),
            Action::Amend | Action::RemoveCitation
                if matches!(key, FindingKey::Evidence(Some(_)))
                    && finding.holds(ToldField::Evidence) =>
            {
                let barred = fields::barred(finding, ToldField::Evidence, papers, cx.data);
                Some(match barred {
                    Some(why) => vec![Intent::Toast(why)],
                    None => write::drop_evidence(&self.id, key, papers),
                })
            }
            Action::Amend => {
                let said = if *key == FindingKey::Type {
                    "another grade is chosen: enter, or l and h; it asks why"
                } else {
                    "what is amended is a text or a citation: select one"
                };
                Some(vec![Intent::Toast(said.to_owned())])
            }
            other => {
                let selected = if let FindingKey::Evidence(id) = key {
                    id.as_ref()
                } else {
                    None
                };
                let place = CitedIn::Finding(self.id.clone());
                evidence::act(
                    other,
                    &self.audit,
                    &place,
                    &finding.evidence,
                    selected,
                    papers,
                    cx,
                )
            }
        }
    }

    fn why_not(&self, action: Action, papers: &WorkingPapers, _data: &Data) -> Option<String> {
        let finding = papers.findings.get(&self.id)?;
        match action {
            Action::OpenRow if finding.row.is_none() => {
                Some("it was raised from no row".to_owned())
            }
            Action::ShowCitation | Action::RemoveCitation if finding.evidence.is_empty() => {
                Some("nothing is cited yet".to_owned())
            }
            Action::TakeGrade => self
                .weighed
                .proposal
                .is_none()
                .then(|| "no linked repeat proposes a higher grade".to_owned()),
            Action::LinkRepeat => self
                .weighed
                .earlier
                .is_empty()
                .then(|| "there is no earlier finding of the kind".to_owned()),
            Action::MoveOn if finding.next_states().is_empty() => {
                Some(format!("a {} finding stays as it is", finding.state))
            }
            Action::Amend if finding.state == FindingState::Draft => {
                Some("a draft is written freely: enter writes a field".to_owned())
            }
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Action> {
        vec![
            Action::EditField,
            Action::NextField,
            Action::Cite,
            Action::MoveOn,
            Action::RaiseAction,
            Action::OpenExtent,
            Action::OpenRow,
        ]
    }
}

impl FindingSheet {
    /// Opens the corrective action that answers the finding, or raises one.
    fn raise_action(&self, finding: &Finding, papers: &WorkingPapers, cx: Cx<'_>) -> Vec<Intent> {
        let answering = finding.answered_by(&papers.actions);
        match answering.as_slice() {
            [] => match raise_action(&self.audit, &self.id, papers, cx.data) {
                Ok(intents) => intents,
                Err(error) => vec![Intent::Fail(error)],
            },
            [only] if self.from.as_ref() == Some(&only.id) => vec![Intent::Close],
            [only] => {
                let form =
                    ActionForm::from_finding(self.audit.clone(), only.id.clone(), self.id.clone());
                vec![Intent::Open(Box::new(form))]
            }
            several => {
                let ids: Vec<ActionId> = several.iter().map(|action| action.id.clone()).collect();
                let choices = several
                    .iter()
                    .map(|action| Choice {
                        label: format!("{}  {}", action.id, action.title),
                        detail: action.state.label().to_owned(),
                        disabled: None,
                    })
                    .collect();
                let (audit, from) = (self.audit.clone(), self.id.clone());
                let done = move |at: usize, _: Cx<'_>| {
                    ids.get(at).map_or_else(Vec::new, |id| {
                        let form =
                            ActionForm::from_finding(audit.clone(), id.clone(), from.clone());
                        vec![Intent::Open(Box::new(form))]
                    })
                };
                vec![Intent::Open(Box::new(Choose::new(
                    "Corrective actions",
                    choices,
                    Box::new(done),
                )))]
            }
        }
    }
}

impl FindingSheet {
    /// Opens the extent, which the corrective action keeps; where none answers the finding yet, one is raised with the first
    /// search.
    fn open_extent(&self, finding: &Finding, papers: &WorkingPapers, cx: Cx<'_>) -> Vec<Intent> {
        let answering = finding.answered_by(&papers.actions);
        // Of several the one that was worked on last.
        let latest = answering
            .iter()
            .max_by_key(|action| action.history.last().map(|entry| entry.at));
        let audit = self.audit.clone();
        let screen = match latest {
            Some(action) => Ok(ExtentScreen::new(audit, action.id.clone())),
            None => cx
                .data
                .draw_action()
                .map(|id| ExtentScreen::raising(audit, id, self.id.clone())),
        };
        or_fail(screen.map(|screen| vec![Intent::Open(Box::new(screen))]))
    }
}

fn raise_action(
    audit: &AuditId,
    finding: &FindingId,
    papers: &WorkingPapers,
    data: &Data,
) -> Result<Vec<Intent>, Error> {
    let (change, id) = raise::action(papers, finding, data.draw_action()?, &data.step("")?)?;
    let form = ActionForm::from_finding(audit.clone(), id, finding.clone());
    Ok(vec![Intent::Apply(change), Intent::Open(Box::new(form))])
}

/// Goes to the row that a finding was raised from.
pub(super) fn open_row(finding: &Finding, papers: &WorkingPapers) -> Vec<Intent> {
    match &finding.row {
        Some(row) => vec![Intent::GoTo(Box::new(Walk::at(papers, row.clone())))],
        None => vec![Intent::Toast(format!(
            "{} was raised from no row",
            finding.id
        ))],
    }
}

/// Says what the finding is about: the question of its row, or else the titles of its criteria.
fn about(finding: &Finding, papers: &WorkingPapers) -> String {
    if let Some(row) = finding.row.as_ref().and_then(|key| papers.row(key)) {
        let question = row
            .question
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        return format!("{} #{}  {question}", row.clause.reference, row.question.id);
    }
    let titles: Vec<String> = finding
        .criteria
        .iter()
        .filter_map(|criterion| {
            let clause = papers
                .checklists
                .get(&criterion.checklist)?
                .clause(&criterion.reference)?;
            Some(format!("{} {}", clause.reference, clause.title))
        })
        .collect();
    titles.join(", ")
}
