//! A row of the walk for each AI system in scope: verdict and note of each, and of the row itself at the end.

mod draw;
#[cfg(test)]
mod tests;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        answer::{Answer, Verdict},
        change::Change,
        id::{AuditId, EvidenceId, RowKey},
        papers::WorkingPapers,
    },
    error::{Error, Result},
    safe,
    session::{
        answer, applicability,
        by_system::{self, OfSystem},
        raise,
    },
    tui::{
        action::{Action, Context},
        data::Data,
        overlays::prompt::Prompt,
        panel::{Cx, Intent, Panel, View, motion, or_fail},
        screens::{finding::FindingForm, trail::TrailScreen},
        widgets::list::ListState,
    },
};

/// The list of AI systems for a row.
pub struct RowSystems {
    audit: AuditId,
    row: RowKey,
    list: ListState,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    /// A system, and whether it is in the scope of the audit.
    System(OfSystem, bool),
    /// Something that the scope names and that has no id.
    Nameless(String),
    /// The row itself.
    Row,
}

impl RowSystems {
    /// Lists the AI systems in scope for a row.
    pub fn new(audit: AuditId, row: RowKey) -> Self {
        Self {
            audit,
            row,
            list: ListState::default(),
        }
    }

    /// Tells whether there is no system to list.
    pub fn is_empty(&self, data: &Data) -> bool {
        self.entries(data).len() < 2
    }

    fn answer<'d>(&self, data: &'d Data) -> Option<&'d Answer> {
        data.audit(&self.audit)?.answer(&self.row)
    }

    /// Lists the systems in scope, those answered besides, and the row.
    fn entries(&self, data: &Data) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for system in data.systems_in_scope(&self.audit) {
            entries.push(match system.id {
                Some(id) => Entry::System(
                    OfSystem {
                        id,
                        name: system.name,
                    },
                    true,
                ),
                None => Entry::Nameless(system.text),
            });
        }
        for answered in self.answer(data).iter().flat_map(|answer| &answer.systems) {
            let listed = entries.iter().any(|entry| match entry {
                Entry::System(system, _) => system.id == answered.id,
                Entry::Nameless(_) | Entry::Row => false,
            });
            if !listed {
                let system = OfSystem {
                    id: answered.id.clone(),
                    name: answered.name.clone(),
                };
                entries.push(Entry::System(system, false));
            }
        }
        entries.push(Entry::Row);
        entries
    }

    fn selected(&self, data: &Data) -> Entry {
        let entry = self.entries(data).into_iter().nth(self.list.selected);
        entry.unwrap_or(Entry::Row)
    }

    fn papers<'d>(&self, data: &'d Data) -> Result<&'d WorkingPapers> {
        data.audit(&self.audit)
            .ok_or_else(|| Data::gone(&self.audit))
    }

    /// Says why nothing can be answered here.
    fn barred(&self, entry: &Entry, data: &Data) -> Option<String> {
        let papers = data.audit(&self.audit)?;
        if let Some(why) = papers
            .row(&self.row)
            .and_then(|row| papers.exclusion(row.checklist, row.clause))
        {
            return Some(format!(
                "left out of this audit: {}",
                safe::escape_line(why)
            ));
        }
        if let Err(error) = data.require_answering(papers) {
            return Some(error.message);
        }
        match entry {
            Entry::Nameless(text) => Some(format!(
                "the register does not know {}, and it has no id",
                safe::escape_line(text)
            )),
            Entry::System(..) | Entry::Row => None,
        }
    }

    /// Gives a verdict; the same one again takes it back. One that needs a reason asks for it.
    fn give(&self, verdict: Verdict, cx: Cx<'_>) -> Vec<Intent> {
        let entry = self.selected(cx.data);
        if let Some(why) = self.barred(&entry, cx.data) {
            return vec![Intent::Toast(why)];
        }
        let answer = self.answer(cx.data);
        let now = match &entry {
            Entry::System(system, _) => answer.and_then(|a| a.system(&system.id)?.verdict),
            Entry::Row | Entry::Nameless(_) => answer.and_then(|answer| answer.verdict),
        };
        let given = (now != Some(verdict)).then_some(verdict);
        let made = self.papers(cx.data).and_then(|papers| {
            let step = cx.data.step("")?;
            Ok(vec![Intent::Apply(match &entry {
                Entry::System(system, _) => {
                    by_system::set_verdict(papers, &self.row, system, given, &step)
                }
                Entry::Row | Entry::Nameless(_) => {
                    answer::set_verdict(papers, &self.row, given, &step)
                }
            })])
        });
        let is_made = made.is_ok();
        let mut intents = or_fail(made);
        if is_made && given.is_some_and(Verdict::needs_reason) {
            intents.extend(self.ask(&entry, true, cx.data));
        }
        intents
    }

    /// Asks for the note, or the reason, of an entry.
    fn ask(&self, entry: &Entry, reason: bool, data: &Data) -> Vec<Intent> {
        if let Some(why) = self.barred(entry, data) {
            return vec![Intent::Toast(why)];
        }
        let answer = self.answer(data);
        let (what, there, called) = match entry {
            Entry::System(system, _) => {
                let of = answer.and_then(|answer| answer.system(&system.id));
                (
                    Some(system.clone()),
                    of.map(|a| if reason { &a.reason } else { &a.note }),
                    system.id.to_string(),
                )
            }
            Entry::Row | Entry::Nameless(_) => (
                None,
                answer.map(|a| if reason { &a.reason } else { &a.note }),
                "the row".to_owned(),
            ),
        };
        let word = if reason { "reason" } else { "note" };
        let title = format!("{word} on {called}");
        let place = format!("{word} {} {called}", self.row);
        let text = there.cloned().unwrap_or_default();
        if text.contains('\n') {
            let why = format!(
                "the {word} has several lines: edit it in the record, or with tickmark answer --system"
            );
            return vec![Intent::Toast(why)];
        }
        let (audit, row) = (self.audit.clone(), self.row.clone());
        let done = move |text: &str, cx: Cx<'_>| {
            let made = write(&audit, &row, what.as_ref(), reason, text, cx.data);
            made.map(|change| vec![Intent::Apply(change)])
                .map_err(|error| error.message)
        };
        let prompt = Prompt::new(&title, word, &text, Box::new(done));
        vec![Intent::Open(Box::new(
            prompt.kept_at(Some(self.audit.clone()), place),
        ))]
    }

    /// Raises a finding from what is said of the selected system.
    fn raise(&self, cx: Cx<'_>) -> Vec<Intent> {
        let Entry::System(system, _) = self.selected(cx.data) else {
            let text = "select an AI system; in the walk f raises a finding from the row";
            return vec![Intent::Toast(text.to_owned())];
        };
        let made = self.papers(cx.data).and_then(|papers| {
            for criterion in raise::criteria(papers, &self.row) {
                applicability::require_applicable(papers, &cx.data.applicability, &criterion)
                    .map_err(|refusal| {
                        Error::refused(format!(
                            "Could not raise a finding from this row: {refusal}"
                        ))
                    })?;
            }
            let cited = papers
                .answer(&self.row)
                .map_or(0, |answer| answer.evidence.len());
            let mut ids = cx.data.draw_evidence(cited)?.into_iter();
            // Exactly as many ids are drawn as the row has citations.
            let mut draw = || ids.next().unwrap_or_else(|| EvidenceId::draw(0));
            let id = cx.data.draw_finding()?;
            let step = cx.data.step("")?;
            let (change, id) = by_system::finding(papers, &self.row, &system, id, &mut draw, &step);
            let form = FindingForm::new(self.audit.clone(), id);
            Ok(vec![Intent::Apply(change), Intent::Open(Box::new(form))])
        });
        or_fail(made)
    }

    /// Goes to the next system without a verdict.
    fn next_open(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let entries = self.entries(cx.data);
        let answer = self.answer(cx.data);
        let is_open = |place: &usize| match entries.get(*place) {
            Some(Entry::System(system, _)) => {
                let of = answer.and_then(|answer| answer.system(&system.id));
                of.is_none_or(|of| of.verdict.is_none())
            }
            Some(Entry::Row) => answer.is_none_or(|answer| answer.verdict.is_none()),
            Some(Entry::Nameless(_)) | None => false,
        };
        let places = (self.list.selected + 1..entries.len()).chain(0..=self.list.selected);
        match places.into_iter().find(is_open) {
            Some(place) => {
                self.list
                    .select(place, entries.len(), draw::height(cx.area));
                Vec::new()
            }
            None => vec![Intent::Toast(
                "every system has a verdict, and so has the row".to_owned(),
            )],
        }
    }
}

/// Writes the note, or the reason, of a system or of the row.
fn write(
    audit: &AuditId,
    row: &RowKey,
    system: Option<&OfSystem>,
    reason: bool,
    text: &str,
    data: &Data,
) -> Result<Change> {
    let papers = data.audit(audit).ok_or_else(|| Data::gone(audit))?;
    let step = data.step("")?;
    Ok(match (system, reason) {
        (None, true) => answer::set_reason(papers, row, text, &step),
        (None, false) => answer::set_note(papers, row, text, &step),
        (Some(system), _) => {
            let what = if reason { "reason" } else { "note" };
            by_system::edit(papers, row, system, what, &step, |answer| {
                let place = if reason {
                    &mut answer.reason
                } else {
                    &mut answer.note
                };
                text.clone_into(place);
            })
        }
    })
}

impl Panel for RowSystems {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Walk]
    }

    fn name(&self) -> String {
        format!("{} {} by AI system", self.audit, self.row.reference)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let verdict = match action {
            Action::VerdictConforming => Verdict::Conforming,
            Action::VerdictNonconforming => Verdict::Nonconforming,
            Action::VerdictObservation => Verdict::Observation,
            Action::VerdictOpportunity => Verdict::Opportunity,
            Action::VerdictGoodPractice => Verdict::GoodPractice,
            Action::VerdictNotApplicable => Verdict::NotApplicable,
            Action::VerdictNotAudited => Verdict::NotAudited,
            Action::EditNote | Action::EditReason => {
                let reason = action == Action::EditReason;
                return Some(self.ask(&self.selected(cx.data), reason, cx.data));
            }
            Action::RaiseFinding => return Some(self.raise(cx)),
            Action::NextOpen => return Some(self.next_open(cx)),
            Action::ToRow => {
                let Entry::System(system, _) = self.selected(cx.data) else {
                    return Some(vec![Intent::Toast("select an AI system".to_owned())]);
                };
                let screen = TrailScreen::new(self.audit.clone(), system);
                return Some(vec![Intent::Open(Box::new(screen))]);
            }
            other => {
                let len = self.entries(cx.data).len();
                let motion = motion(other, cx.count)?;
                self.list.go(motion, len, draw::height(cx.area));
                return Some(Vec::new());
            }
        };
        Some(self.give(verdict, cx))
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::VerdictConforming
            | Action::VerdictNonconforming
            | Action::VerdictObservation
            | Action::VerdictOpportunity
            | Action::VerdictGoodPractice
            | Action::VerdictNotApplicable
            | Action::VerdictNotAudited
            | Action::EditNote
            | Action::EditReason => self.barred(&self.selected(data), data),
            Action::NextOpen | Action::RaiseFinding | Action::ToRow => None,
            other if motion(other, None).is_some() => None,
            other => {
                let of_the_walk = other.info().contexts.contains(&Context::Walk);
                of_the_walk
                    .then(|| "this is done in the row itself; esc goes back to it".to_owned())
            }
        }
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let len = self.entries(cx.data).len();
        let place = self.list.selected.min(len.saturating_sub(1));
        self.list.select(place, len, draw::height(cx.area));
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::VerdictConforming,
            Action::VerdictNonconforming,
            Action::EditNote,
            Action::RaiseFinding,
            Action::NextOpen,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view);
        None
    }
}
