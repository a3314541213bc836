//! The form of an audit: its plan, its meetings, its conclusion, and its life (ISO 19011, 6.3 to 6.5).

mod fields;
mod key;
mod write;

use std::rc::Rc;

use crate::{
    domain::{
        audit::{Audit, AuditState},
        change::Change,
        evidence::EvidenceLink,
        guard::{Reasons, Refusal},
        history::Step,
        id::{AuditId, ChecklistId},
        papers::WorkingPapers,
    },
    error::Error,
    session::{
        follow_up::{self, Citations, KnownOfAudit},
        frame,
        unreadable::unreadable,
    },
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        panel::{Cx, Intent},
        theme::Role,
        weighed::Known,
    },
};

pub use key::{AuditKey, Day, List, Part};

use super::form::{
    RecordForm, Sheet,
    field::{Field, Head},
    moves::{self, Offer},
};

/// The form of an audit.
pub type AuditForm = RecordForm<AuditSheet>;

/// An audit as a form shows it.
#[derive(Debug, Clone)]
pub struct AuditSheet {
    audit: AuditId,
}

impl RecordForm<AuditSheet> {
    /// Opens the form of an audit.
    pub fn new(audit: AuditId) -> Self {
        Self::over(AuditSheet { audit })
    }
}

impl Sheet for AuditSheet {
    type Key = AuditKey;

    fn audit(&self) -> &AuditId {
        &self.audit
    }

    fn context(&self) -> Context {
        Context::Audit
    }

    fn subject(&self) -> String {
        format!("audit {}", self.audit)
    }

    fn head(&self, papers: &WorkingPapers, _data: &Data, _glyphs: &Glyphs) -> Option<Head> {
        let audit = &papers.audit;
        let role = if audit.state.is_out() {
            Role::StateDone
        } else {
            Role::StateOpen
        };
        let mut line = vec![
            (audit.id.to_string(), Role::Title),
            (audit.state.label().to_owned(), role),
        ];
        let checklists: Vec<&str> = audit.checklists.iter().map(ChecklistId::as_str).collect();
        line.push((checklists.join(", "), Role::Dim));
        Some(Head {
            line,
            about: unsaid(audit),
        })
    }

    fn fields(&self, papers: &WorkingPapers, data: &Data) -> Vec<Field<AuditKey>> {
        fields::of(papers, data)
    }

    fn write(
        &self,
        key: &AuditKey,
        text: &str,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Result<Vec<Intent>, String> {
        write::text(key, text, papers, cx)
    }

    fn take(
        &self,
        _key: &AuditKey,
        _at: usize,
        _papers: &WorkingPapers,
        _cx: Cx<'_>,
    ) -> Vec<Intent> {
        Vec::new()
    }

    fn entry(&self, key: &AuditKey, _papers: &WorkingPapers) -> Option<AuditKey> {
        match key {
            AuditKey::Meeting(..) | AuditKey::NewMeeting => Some(AuditKey::NewMeeting),
            AuditKey::Title
            | AuditKey::List(_)
            | AuditKey::Scope
            | AuditKey::Client
            | AuditKey::Team(_)
            | AuditKey::Day(_)
            | AuditKey::Conclusion
            | AuditKey::Against(_)
            | AuditKey::Divided
            | AuditKey::NotCovered
            | AuditKey::History => None,
        }
    }

    fn becomes(&self, key: &AuditKey, papers: &WorkingPapers) -> Option<AuditKey> {
        let next = papers.audit.meetings.len();
        (*key == AuditKey::NewMeeting).then_some(AuditKey::Meeting(next, Part::Kind))
    }

    fn remove(&self, key: &AuditKey, papers: &WorkingPapers) -> Option<Vec<Intent>> {
        let AuditKey::Meeting(at, _) = key else {
            return None;
        };
        let change = frame::remove_meeting(papers, *at)?;
        Some(vec![
            Intent::Apply(change),
            Intent::Toast("removed; undo brings it back".to_owned()),
        ])
    }

    fn act(
        &self,
        _key: &AuditKey,
        action: Action,
        _papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Option<Vec<Intent>> {
        match action {
            Action::MoveOn => Some(move_on(&self.audit, cx)),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, papers: &WorkingPapers, data: &Data) -> Option<String> {
        match action {
            Action::AddItem | Action::RemoveItem => {
                fields::held(&AuditKey::NewMeeting, papers, data)
            }
            _ => None,
        }
    }

    fn amends(&self) -> bool {
        false
    }

    fn hints(&self) -> Vec<Action> {
        vec![
            Action::EditField,
            Action::NextField,
            Action::AddItem,
            Action::MoveOn,
            Action::Back,
        ]
    }
}

/// Says what the plan does not say yet; nothing once the report is out.
fn unsaid(audit: &Audit) -> String {
    if audit.state.is_out() {
        return String::new();
    }
    let lacks = audit.plan_lacks();
    let lacks: Vec<&str> = lacks.iter().map(|reason| reason.text.as_str()).collect();
    let might = audit.plan_might_say();
    let might: Vec<&str> = might.iter().map(|reason| reason.text.as_str()).collect();
    let before = match (audit.state, lacks.is_empty()) {
        (_, true) => String::new(),
        (AuditState::Planned, false) => format!("before fieldwork: {}", lacks.join(", ")),
        (_, false) => format!("before the report goes out: {}", lacks.join(", ")),
    };
    let parts = [before, might.join(", ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

/// Moves the audit to a state, or says every reason why not. What is not known yet is no reason for issuing the report.
fn moved(
    papers: &WorkingPapers,
    to: AuditState,
    step: &Step,
    data: &Data,
) -> Result<Change, Refusal> {
    let id = &papers.audit.id;
    let mut unknown = Reasons::new();
    let conflicts = match data.weighed.independence(id) {
        Known::Found(found) => found.open(),
        Known::Looking | Known::Failed(_) => {
            unknown.require(
                to != AuditState::Issued,
                "independence",
                "it is not known yet whether auditors have worked on what they audit: g i",
            );
            0
        }
    };
    let judged = |link: &EvidenceLink| data.citation(&link.id).is_some();
    let unjudged = papers.citations().filter(|(_, link)| !judged(link)).count();
    unknown.require(
        to != AuditState::Issued || unjudged == 0,
        "evidence",
        format!("{unjudged} citations are not judged yet"),
    );
    let citations: Citations = papers
        .citations()
        .filter_map(|(_, link)| Some((link.id.clone(), data.citation(&link.id)?.clone())))
        .collect();
    let known = KnownOfAudit {
        citations: &citations,
        conflicts,
        unreadable: &unreadable(&data.broken, &data.workspace.records, id),
        people: &data.people,
    };
    let moved = follow_up::move_audit(papers, to, step, &known);
    let mut unknown = unknown.into_vec();
    match moved {
        Ok(change) if unknown.is_empty() => Ok(change),
        Ok(_) => Err(Refusal { reasons: unknown }),
        Err(mut refusal) => {
            refusal.reasons.append(&mut unknown);
            Err(refusal)
        }
    }
}

/// Lists the states that can follow, each with what stands in its way.
fn offers(papers: &WorkingPapers, data: &Data) -> Result<Vec<Offer<AuditState>>, Error> {
    let step = data.step("")?;
    Ok(moves::offers(
        papers.audit.next_states(),
        AuditState::label,
        |to| meaning(to).to_owned(),
        &step,
        |to, step| moved(papers, to, step, data),
    ))
}

const fn meaning(to: AuditState) -> &'static str {
    match to {
        AuditState::Planned => "",
        AuditState::Fieldwork => "evidence is collected",
        AuditState::Reporting => "conclusions are drawn and the report is written",
        AuditState::Issued => "the report goes out, and is not taken back",
        AuditState::FollowUp => "corrective actions are followed up",
        AuditState::Closed => "the audit is complete",
    }
}

/// Asks to which state the audit moves on, and moves it there.
fn move_on(audit: &AuditId, cx: Cx<'_>) -> Vec<Intent> {
    let Some(papers) = cx.data.audit(audit) else {
        return vec![Intent::Fail(Data::gone(audit))];
    };
    match offers(papers, cx.data) {
        Ok(offers) => {
            let own = audit.clone();
            let make = move |to, step: &Step, cx: Cx<'_>| {
                let papers = cx.data.audit(&own);
                let papers = papers.ok_or_else(|| moves::gone(own.as_str()))?;
                moved(papers, to, step, cx.data)
            };
            moves::choose(audit.as_str(), offers, Rc::new(make))
        }
        Err(error) => vec![Intent::Fail(error)],
    }
}
