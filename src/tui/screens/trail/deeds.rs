//! What one can do with a link of a trail: cite what was found, say that it is broken, and what follows from it.

use std::sync::Arc;

use crate::{
    domain::{
        change::Change,
        guard::Refusal,
        holder::Holder,
        id::{AuditId, EvidenceId, StepId},
        trail_test::{TrailLink, TrailTest},
    },
    error::{Error, Result},
    safe,
    session::{
        by_system::OfSystem,
        evidence::Target,
        trail_test::{self, Broken, Found},
    },
    tui::{
        data::Data,
        effect::Request,
        overlays::{
            choose::{Choice, Choose},
            prompt::Prompt,
        },
        panel::{Cx, Intent, or_fail},
        screens::{finding::FindingForm, picker::Picker, told},
    },
};

use super::TrailScreen;

impl TrailScreen {
    /// Cites what was found for the selected link, which then holds.
    pub(super) fn holds(&self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(link) = self.selected(cx.data) else {
            return Vec::new();
        };
        if !link.evidence.is_empty() {
            let mut intents = self.judge(&link.id, "holds", cx.data, |trail, id, step| {
                trail.holds(id, Vec::new(), None, step)
            });
            let papers = self.papers(cx.data).ok().zip(self.trail(cx.data));
            let left = papers
                .and_then(|(papers, trail)| trail_test::left_behind(papers, &trail, &link.id));
            intents.extend(left.map(Intent::Toast));
            return intents;
        }
        let hits = self
            .found_for(&link.id)
            .map_or(&[][..], |found| &found.hits);
        let holder = Holder::InAudit(self.audit.clone(), self.place(&link.id));
        let targets: Vec<Target> = hits.iter().map(|hit| hit.target.clone()).collect();
        match targets.as_slice() {
            [] => {
                let text = "nothing was found that could be cited; e finds a file, x says that the link is broken";
                vec![Intent::Toast(text.to_owned())]
            }
            [one] => {
                let mut intents = self.begun(cx.data);
                intents.push(Intent::Ask(pin(&holder, one)));
                intents
            }
            _ => {
                let choices = hits.iter().map(|hit| Choice {
                    label: hit.place(),
                    detail: safe::escape_line(&hit.text).into_owned(),
                    disabled: None,
                });
                let choices = choices.collect();
                let (audit, system) = (self.audit.clone(), self.system.clone());
                let done = move |place: usize, cx: Cx<'_>| {
                    let mut intents = Self::new(audit.clone(), system.clone()).begun(cx.data);
                    let target = targets.get(place);
                    intents.extend(target.map(|target| Intent::Ask(pin(&holder, target))));
                    intents
                };
                let title = format!("what shows it: {}", safe::escape_line(&link.title));
                vec![Intent::Open(Box::new(Choose::new(
                    &title,
                    choices,
                    Box::new(done),
                )))]
            }
        }
    }

    /// Says something of a link, or says why not.
    pub(super) fn judge(
        &self,
        id: &StepId,
        what: &str,
        data: &Data,
        say: impl FnOnce(
            &TrailTest,
            &StepId,
            &crate::domain::history::Step,
        ) -> Result<TrailTest, Refusal>,
    ) -> Vec<Intent> {
        let made = (|| {
            let papers = self.papers(data)?;
            let trail = trail_test::trail(papers, &self.system, &data.workspace);
            let after = say(&trail, id, &data.step("")?).map_err(refused)?;
            let change = trail_test::changed(papers, &format!("{id} {what}"), after);
            Ok(vec![Intent::Apply(change)])
        })();
        or_fail(made)
    }

    /// Asks what is missing, says that the link is broken, and drafts the finding.
    pub(super) fn broken(&self, data: &Data) -> Vec<Intent> {
        let Some(link) = self.selected(data) else {
            return Vec::new();
        };
        let found = match &self.found {
            Some(Ok(found)) => Some(Arc::clone(found)),
            Some(Err(_)) => None,
            None => {
                return vec![Intent::Toast(
                    "it is still looked for what speaks of the system".to_owned(),
                )];
            }
        };
        let (audit, system, id) = (self.audit.clone(), self.system.clone(), link.id.clone());
        let done = move |text: &str, cx: Cx<'_>| {
            let made = break_it(&audit, &system, &id, text, found.as_deref(), cx.data);
            made.map_err(|error| said(&error))
        };
        self.prompt("what is missing", &link, Box::new(done))
    }

    /// Asks why a step asks for nothing of the system.
    pub(super) fn not_applicable(&self, data: &Data) -> Vec<Intent> {
        let Some(link) = self.selected(data) else {
            return Vec::new();
        };
        let (audit, system, id) = (self.audit.clone(), self.system.clone(), link.id.clone());
        let done = move |text: &str, cx: Cx<'_>| {
            let screen = Self::new(audit.clone(), system.clone());
            let mut intents = screen.judge(&id, "not applicable", cx.data, |trail, id, step| {
                trail.not_applicable(id, text, step)
            });
            match intents.pop() {
                Some(Intent::Fail(error)) => Err(said(&error)),
                last => {
                    intents.extend(last);
                    Ok(intents)
                }
            }
        };
        self.prompt("why it does not apply", &link, Box::new(done))
    }

    pub(super) fn prompt(
        &self,
        label: &str,
        link: &TrailLink,
        done: crate::tui::overlays::prompt::Entered,
    ) -> Vec<Intent> {
        let title = safe::escape_line(&link.title).into_owned();
        let place = format!("{label} {} {}", self.system.id, link.id);
        let prompt = Prompt::new(&title, label, &link.note.replace('\n', " "), done);
        vec![Intent::Open(Box::new(
            prompt.kept_at(Some(self.audit.clone()), place),
        ))]
    }

    /// Opens the picker for the selected link, at what was found first.
    pub(super) fn pick(&self, at_found: bool, data: &Data) -> Vec<Intent> {
        let Some(link) = self.selected(data) else {
            return Vec::new();
        };
        let mut picker = Picker::new(self.audit.clone(), self.place(&link.id));
        let hit = self
            .found_for(&link.id)
            .and_then(|found| found.hits.first());
        match hit.filter(|_| at_found) {
            Some(hit) => picker = picker.with_query(&hit.place()),
            None if at_found => {
                return vec![Intent::Toast(
                    "nothing was found for this link; e finds a file".to_owned(),
                )];
            }
            None => {}
        }
        let mut intents = self.begun(data);
        intents.push(Intent::Open(Box::new(picker)));
        intents
    }

    /// Shows what the selected link cites, then and now.
    pub(super) fn show(&self, data: &Data) -> Vec<Intent> {
        let Some(link) = self.selected(data) else {
            return Vec::new();
        };
        let holder = Holder::InAudit(self.audit.clone(), self.place(&link.id));
        match link.evidence.as_slice() {
            [] => vec![Intent::Toast("the link cites nothing yet".to_owned())],
            [one] => vec![Intent::Open(told::view(holder, one.id.clone(), data))],
            several => {
                let choices = several.iter().map(|cited| Choice {
                    label: safe::escape_line(&cited.subject()).into_owned(),
                    detail: cited.id.to_string(),
                    disabled: None,
                });
                let ids: Vec<EvidenceId> = several.iter().map(|cited| cited.id.clone()).collect();
                let done = move |place: usize, cx: Cx<'_>| {
                    let id = ids.get(place).cloned();
                    let view = id.map(|id| Intent::Open(told::view(holder.clone(), id, cx.data)));
                    view.into_iter().collect()
                };
                vec![Intent::Open(Box::new(Choose::new(
                    "what the link cites",
                    choices.collect(),
                    Box::new(done),
                )))]
            }
        }
    }

    pub(super) fn open_finding(&self, data: &Data) -> Vec<Intent> {
        match self.selected(data).and_then(|link| link.finding) {
            Some(id) => {
                let form = FindingForm::new(self.audit.clone(), id);
                vec![Intent::Open(Box::new(form))]
            }
            None => vec![Intent::Toast(
                "the link has no finding; x says that it is broken, and drafts one".to_owned(),
            )],
        }
    }
}

fn pin(holder: &Holder, target: &Target) -> Request {
    Request::Pin {
        holder: holder.clone(),
        target: target.clone(),
        work_tree: false,
    }
}

fn refused(refusal: Refusal) -> Error {
    crate::session::sample::refused("change the trail", refusal)
}

/// Says an error in one line, with its first reason.
fn said(error: &Error) -> String {
    let first = error
        .details
        .first()
        .map(|detail| detail.trim_start_matches("- "));
    first.map_or_else(|| error.message.clone(), str::to_owned)
}

/// Says that a link is broken, and drafts its finding.
fn break_it(
    audit: &AuditId,
    system: &OfSystem,
    id: &StepId,
    note: &str,
    found: Option<&Found>,
    data: &Data,
) -> Result<Vec<Intent>> {
    let papers = data.audit(audit).ok_or_else(|| Data::gone(audit))?;
    let trail = trail_test::trail(papers, system, &data.workspace);
    // Each citation is followed by itself, so that the finding has one of its own.
    let mut register = found.and_then(|found| found.register.clone());
    if let Some(link) = &mut register {
        let mut drawn = data.draw_evidence(1)?.into_iter();
        link.id = drawn.next().unwrap_or_else(|| link.id.clone());
    }
    let finding = data.draw_finding()?;
    let broken = Broken {
        id,
        note,
        found: found.and_then(|found| found.step(id)),
        finding: Some((finding, register)),
    };
    let change: Change =
        trail_test::break_link(papers, &trail, broken, &data.step("")?).map_err(refused)?;
    let drafted = if change.edits.len() > 1 {
        "the finding is drafted; f opens it"
    } else {
        "the link is broken; its finding is there already"
    };
    Ok(vec![
        Intent::Apply(change),
        Intent::Toast(drafted.to_owned()),
    ])
}
