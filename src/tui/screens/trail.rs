//! The trail of an AI system: its links, what was found for each, what is cited, and where the trail breaks.

mod deeds;
mod draw;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        id::{AuditId, StepId},
        papers::{CitedIn, WorkingPapers},
        trail_test::{TrailLink, TrailTest},
    },
    error::Result,
    session::{
        by_system::{self, OfSystem},
        trail_test::{self, Found, StepFound},
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Question, Reply, Trace},
        panel::{Cx, Intent, Panel, View, motion},
        widgets::list::ListState,
    },
};

/// The trail of one system in an audit.
pub struct TrailScreen {
    audit: AuditId,
    system: OfSystem,
    list: ListState,
    /// What was found; none while it is looked for.
    found: Option<Result<Arc<Found>>>,
}

impl TrailScreen {
    /// Follows the trail of a system.
    pub fn new(audit: AuditId, system: OfSystem) -> Self {
        Self {
            audit,
            system,
            list: ListState::default(),
            found: None,
        }
    }

    fn papers<'d>(&self, data: &'d Data) -> Result<&'d WorkingPapers> {
        data.audit(&self.audit)
            .ok_or_else(|| Data::gone(&self.audit))
    }

    /// Returns the trail as it is on record, or as it begins.
    fn trail(&self, data: &Data) -> Option<TrailTest> {
        let papers = data.audit(&self.audit)?;
        Some(trail_test::trail(papers, &self.system, &data.workspace))
    }

    fn selected(&self, data: &Data) -> Option<TrailLink> {
        let links = self.trail(data)?.links;
        links.into_iter().nth(self.list.selected)
    }

    fn found_for(&self, id: &StepId) -> Option<&StepFound> {
        self.found.as_ref()?.as_ref().ok()?.step(id)
    }

    fn look(&self, data: &Data) -> Vec<Intent> {
        let trail = self.trail(data);
        let ask = trail.map(|trail| {
            Intent::Trace(Trace {
                declared: data.workspace.repositories.clone(),
                question: Question::SystemTrail(Box::new(trail)),
            })
        });
        ask.into_iter().collect()
    }

    /// Puts the trail on record where it is not yet: only what is on record can cite.
    fn begun(&self, data: &Data) -> Vec<Intent> {
        let papers = data.audit(&self.audit);
        let new = papers.filter(|papers| !papers.trails.contains_key(&self.system.id));
        let begin = new.zip(self.trail(data));
        let begin =
            begin.map(|(papers, trail)| Intent::Apply(trail_test::changed(papers, "begun", trail)));
        begin.into_iter().collect()
    }

    /// Refuses to say anything of the trail where the report is out, whoever is at work is not of the audit team, or the system
    /// is not in the scope of the audit.
    fn require_judging(&self, data: &Data) -> Result<()> {
        let papers = self.papers(data)?;
        data.require_answering(papers)?;
        by_system::find(&papers.audit, data.register(), self.system.id.as_str())?;
        Ok(())
    }

    fn place(&self, id: &StepId) -> CitedIn {
        CitedIn::Link(self.system.id.clone(), id.clone())
    }
}

/// Tells whether an action says something of a link.
fn judges(action: Action) -> bool {
    matches!(
        action,
        Action::LinkHolds
            | Action::LinkBroken
            | Action::LinkNotApplicable
            | Action::LinkTakenBack
            | Action::LookAtFound
            | Action::Cite
    )
}

impl Panel for TrailScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Trail]
    }

    fn name(&self) -> String {
        format!("trail of {}", self.system.id)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.look(cx.data)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if judges(action)
            && let Err(error) = self.require_judging(cx.data)
        {
            return Some(vec![Intent::Fail(error)]);
        }
        Some(match action {
            Action::LinkHolds => self.holds(cx),
            Action::LinkBroken => self.broken(cx.data),
            Action::LinkNotApplicable => self.not_applicable(cx.data),
            Action::LinkTakenBack => {
                let link = self.selected(cx.data)?;
                self.judge(&link.id, "taken back", cx.data, TrailTest::taken_back)
            }
            Action::OpenLinkFinding => self.open_finding(cx.data),
            Action::LookAtFound => self.pick(true, cx.data),
            Action::LookAgain => {
                self.found = None;
                self.look(cx.data)
            }
            Action::Cite => self.pick(false, cx.data),
            Action::ShowCitation => self.show(cx.data),
            other => {
                let len = self.trail(cx.data).map_or(0, |trail| trail.links.len());
                let motion = motion(other, cx.count)?;
                self.list.go(motion, len, draw::height(cx.area));
                Vec::new()
            }
        })
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let link = self.selected(data)?;
        match action {
            Action::ShowCitation if link.evidence.is_empty() => {
                Some("the link cites nothing yet".to_owned())
            }
            Action::OpenLinkFinding if link.finding.is_none() => {
                Some("the link has no finding".to_owned())
            }
            _ => None,
        }
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        if let Reply::Trail { system, found } = reply
            && *system == self.system.id
        {
            self.found = Some(found.clone());
        }
        Vec::new()
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let len = self.trail(cx.data).map_or(0, |trail| trail.links.len());
        let place = self.list.selected.min(len.saturating_sub(1));
        self.list.select(place, len, draw::height(cx.area));
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::LinkHolds,
            Action::LinkBroken,
            Action::LookAtFound,
            Action::Cite,
            Action::OpenLinkFinding,
            Action::LinkNotApplicable,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view);
        None
    }
}
