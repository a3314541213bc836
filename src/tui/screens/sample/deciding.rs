//! What is done with the selected item and the sample: results, replacements, evidence, a wider sample.

use crate::{
    domain::{
        evidence::EvidenceLink,
        id::SampleId,
        papers::CitedIn,
        sample::{ItemResult, PopulationKind, Sample, SampleItem, SampleMethod},
    },
    safe,
    session::{
        answer::split_list,
        cite,
        sample::{self, Widening},
    },
    tui::{
        action::Action,
        data::Data,
        effect::Request,
        overlays::{
            choose::{Choice, Choose},
            prompt::Prompt,
        },
        panel::{Cx, Intent, or_fail},
        screens::{evidence::EvidenceView, picker::Picker, walk::Walk},
    },
};

use super::{SampleScreen, typing::Part};

impl SampleScreen {
    /// Does the actions on the item and the sample; none for any other.
    pub(super) fn decide(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        Some(match action {
            Action::ItemPasses => self.give(ItemResult::Pass, cx),
            Action::ItemFails => self.give(ItemResult::Fail, cx),
            Action::ItemNotApplicable => self.give(ItemResult::NotApplicable, cx),
            Action::EditItemNote => self.start_note(cx),
            Action::EditConclusion => {
                self.open_field(Part::Conclusion, cx.data);
                Vec::new()
            }
            Action::ExternalEditor => {
                let mut intents = self.start_note(cx);
                let text = self.typing.as_ref().map(|typing| typing.base.clone());
                intents.extend(text.map(Intent::Edit));
                intents
            }
            Action::ReplaceItem => self.ask_replacement(cx.data),
            Action::WidenSample => self.ask_wider(cx.data),
            Action::RedrawSample => vec![
                Intent::Ask(Request::RedrawSample {
                    audit: self.audit.clone(),
                    sample: self.id.clone(),
                }),
                Intent::Toast("drawing again".to_owned()),
            ],
            Action::Cite => self.cite(cx.data),
            Action::ShowCitation => self.show_citation(cx.data),
            Action::RemoveCitation => self.remove_citation(cx),
            Action::OpenRow => self.open_row(cx.data),
            Action::Copy => self
                .item(cx.data)
                .map(|item| Intent::Copy(item.id.clone()))
                .into_iter()
                .collect(),
            _ => return None,
        })
    }

    /// Says why an action does nothing now.
    pub(super) fn why_not_now(&self, action: Action, data: &Data) -> Option<String> {
        let item = self.item(data)?;
        let sample = self.sample(data)?;
        match action {
            Action::ShowCitation | Action::RemoveCitation if item.evidence.is_empty() => {
                Some("nothing is cited for the item yet".to_owned())
            }
            Action::ItemPasses
            | Action::ItemFails
            | Action::ItemNotApplicable
            | Action::EditItemNote
            | Action::Cite => item
                .replaced_by
                .as_ref()
                .map(|other| format!("it was replaced by {other}")),
            Action::ReplaceItem => sample
                .replaceable(&item.id, "said")
                .err()
                .map(|refusal| refusal.to_string()),
            Action::WidenSample if !sample.can_widen() => {
                Some("it holds every item of its population".to_owned())
            }
            Action::WidenSample => self
                .papers(data)?
                .widening(&self.id)
                .map(|wide| format!("{} widens it already", wide.id)),
            Action::OpenRow if sample.row.is_none() => Some("it was drawn for no row".to_owned()),
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing is searched for; / starts".to_owned())
            }
            _ => None,
        }
    }

    /// Gives the selected item a result; the same one again takes it back.
    fn give(&self, result: ItemResult, cx: Cx<'_>) -> Vec<Intent> {
        let Some((papers, item)) = self.papers(cx.data).zip(self.item(cx.data)) else {
            return Vec::new();
        };
        let given = if item.result == result {
            ItemResult::Unseen
        } else {
            result
        };
        let made = cx.data.step("").map(|step| {
            match sample::set_result(papers, &self.id, &item.id, given, None, &step) {
                Ok(change) => vec![Intent::Apply(change)],
                Err(refusal) => vec![Intent::Toast(refusal.to_string())],
            }
        });
        or_fail(made)
    }

    /// Asks why the item cannot be looked at, and in a sample by judgement what stands for it.
    fn ask_replacement(&self, data: &Data) -> Vec<Intent> {
        let Some((sample, item)) = self.sample(data).zip(self.item(data)) else {
            return Vec::new();
        };
        if let Err(refusal) = sample.replaceable(&item.id, "said") {
            return vec![Intent::Toast(refusal.to_string())];
        }
        let (audit, id, item) = (self.audit.clone(), self.id.clone(), item.id.clone());
        let title = format!("replace {}", safe::escape_line(&item));
        let judged = sample.method == SampleMethod::Judgement;
        let done = move |why: &str, _: Cx<'_>| {
            if why.is_empty() {
                return Err("a replacement needs a reason: it goes into the record".to_owned());
            }
            let request = Request::ReplaceItem {
                audit: audit.clone(),
                sample: id.clone(),
                item: item.clone(),
                named: None,
                reason: why.to_owned(),
            };
            Ok(if judged {
                vec![Intent::Open(Box::new(ask_name(request)))]
            } else {
                vec![Intent::Ask(request)]
            })
        };
        let label = "Why it cannot be looked at (the next item of the draw stands for it):";
        vec![Intent::Open(Box::new(Prompt::new(
            &title,
            label,
            "",
            Box::new(done),
        )))]
    }

    /// Asks how wide the wider sample is to be; the proposed size is there already.
    fn ask_wider(&self, data: &Data) -> Vec<Intent> {
        let Some((papers, sample)) = self.papers(data).zip(self.sample(data)) else {
            return Vec::new();
        };
        if let Some(wide) = papers.widening(&self.id) {
            let screen = Self::new(self.audit.clone(), wide.id.clone());
            return vec![Intent::Open(Box::new(screen))];
        }
        if !sample.can_widen() {
            return vec![Intent::Toast(
                "it holds every item of its population".to_owned(),
            )];
        }
        let (audit, id) = (self.audit.clone(), self.id.clone());
        if sample.method == SampleMethod::Judgement {
            return vec![Intent::Open(Box::new(ask_more(audit, id)))];
        }
        let (number, all) = (sample.size.number, sample.population.size);
        let twice = number.saturating_mul(2).min(all);
        let done = move |text: &str, _: Cx<'_>| {
            let size: usize = text.parse().map_err(|_| "write a number".to_owned())?;
            if size <= number || size > all {
                return Err(format!("a number from {} to {all}", number + 1));
            }
            Ok(vec![Intent::Ask(Request::WidenSample {
                audit: audit.clone(),
                sample: id.clone(),
                by: Widening {
                    size: Some(size),
                    ..Widening::default()
                },
            })])
        };
        let label = format!("How many of {all} (these {number} are among them):");
        vec![Intent::Open(Box::new(Prompt::new(
            "a wider sample",
            &label,
            &twice.to_string(),
            Box::new(done),
        )))]
    }

    fn cited_in(&self, item: &SampleItem) -> CitedIn {
        CitedIn::Item(self.id.clone(), item.id.clone())
    }

    /// Opens the picker, with the item's file in it where it has one.
    fn cite(&self, data: &Data) -> Vec<Intent> {
        let Some((sample, item)) = self.sample(data).zip(self.item(data)) else {
            return Vec::new();
        };
        if let Some(other) = &item.replaced_by {
            return vec![Intent::Toast(format!("it was replaced by {other}"))];
        }
        let picker = Picker::new(self.audit.clone(), self.cited_in(item));
        let picker = match query(sample, item) {
            Some(query) => picker.with_query(&query),
            None => picker,
        };
        vec![Intent::Open(Box::new(picker))]
    }

    fn show_citation(&self, data: &Data) -> Vec<Intent> {
        let Some(item) = self.item(data) else {
            return Vec::new();
        };
        match item.evidence.first() {
            Some(link) => vec![Intent::Open(Box::new(EvidenceView::new(
                self.audit.clone(),
                self.cited_in(item),
                link.id.clone(),
            )))],
            None => vec![Intent::Toast(
                "nothing is cited for the item yet; e finds a file".to_owned(),
            )],
        }
    }

    /// Removes the item's citation; of several, which one is asked.
    fn remove_citation(&self, cx: Cx<'_>) -> Vec<Intent> {
        let Some((papers, item)) = self.papers(cx.data).zip(self.item(cx.data)) else {
            return Vec::new();
        };
        let place = self.cited_in(item);
        let removed = || Intent::Toast("citation removed; undo brings it back".to_owned());
        match item.evidence.as_slice() {
            [] => vec![Intent::Toast("nothing is cited for the item".to_owned())],
            [only] => or_fail(cx.data.step("").map(|step| {
                let change = cite::remove(papers, &place, &only.id, &step);
                vec![Intent::Apply(change), removed()]
            })),
            several => {
                let choices = several.iter().map(|link| Choice {
                    label: safe::escape_line(&link.subject()).into_owned(),
                    detail: link.id.to_string(),
                    disabled: None,
                });
                let ids: Vec<_> = several
                    .iter()
                    .map(|link: &EvidenceLink| link.id.clone())
                    .collect();
                let audit = self.audit.clone();
                let done =
                    move |at: usize, cx: Cx<'_>| {
                        let Some((id, papers)) = ids.get(at).zip(cx.data.audit(&audit)) else {
                            return Vec::new();
                        };
                        or_fail(cx.data.step("").map(|step| {
                            vec![Intent::Apply(cite::remove(papers, &place, id, &step))]
                        }))
                    };
                vec![Intent::Open(Box::new(Choose::new(
                    "remove which citation",
                    choices.collect(),
                    Box::new(done),
                )))]
            }
        }
    }

    fn open_row(&self, data: &Data) -> Vec<Intent> {
        let row = self.sample(data).and_then(|sample| sample.row.clone());
        match (row, self.papers(data)) {
            (Some(row), Some(papers)) => {
                vec![Intent::GoTo(Box::new(Walk::at(papers, row)))]
            }
            (Some(_), None) | (None, _) => {
                vec![Intent::Toast("it was drawn for no row".to_owned())]
            }
        }
    }
}

/// Returns what the picker starts with: the item's file, and its lines.
fn query(sample: &Sample, item: &SampleItem) -> Option<String> {
    match sample.population.kind {
        PopulationKind::Files => Some(item.id.clone()),
        PopulationKind::Commits => None,
        PopulationKind::CsvRows | PopulationKind::Lines => {
            let path = sample.population.path.as_deref()?;
            Some(match item.lines {
                Some(lines) => format!("{path}:{lines}"),
                None => path.to_owned(),
            })
        }
    }
}

/// Asks what stands for an item, where the auditor names it.
fn ask_name(request: Request) -> Prompt {
    let done = move |text: &str, _: Cx<'_>| {
        if text.is_empty() {
            return Err("name an item of the population by its id".to_owned());
        }
        let mut request = request.clone();
        if let Request::ReplaceItem { named, .. } = &mut request {
            *named = Some(text.to_owned());
        }
        Ok(vec![Intent::Ask(request)])
    };
    let label = "What stands for it, by its id:";
    Prompt::new("replace by", label, "", Box::new(done))
}

/// Asks for further items of a sample by judgement, and why.
fn ask_more(audit: crate::domain::id::AuditId, sample: SampleId) -> Prompt {
    let done = move |text: &str, _: Cx<'_>| {
        let named = split_list(text);
        if named.is_empty() {
            return Err(
                "name items of the population by their ids, several with commas".to_owned(),
            );
        }
        let (audit, sample) = (audit.clone(), sample.clone());
        let why = move |reason: &str, _: Cx<'_>| {
            if reason.is_empty() {
                return Err("say why these: it goes into the record".to_owned());
            }
            Ok(vec![Intent::Ask(Request::WidenSample {
                audit: audit.clone(),
                sample: sample.clone(),
                by: Widening {
                    size: None,
                    named: named.clone(),
                    reason: reason.to_owned(),
                },
            })])
        };
        Ok(vec![Intent::Open(Box::new(Prompt::new(
            "a wider sample",
            "Why these:",
            "",
            Box::new(why),
        )))])
    };
    let label = "Further items by their ids, several with commas:";
    Prompt::new("a wider sample", label, "", Box::new(done))
}
