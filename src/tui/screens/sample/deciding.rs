//! What is done with the selected item and the sample: results, replacements, evidence, a wider sample.

use crate::{
    domain::{
        evidence::EvidenceLink,
        holder::Holder,
        id::{AuditId, SampleId},
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
        effect::{Reply, Request, SampleReply, SampleRequest},
        overlays::{
            choose::{Choice, Choose},
            fill::{Asked, Fault, Fill},
        },
        panel::{Cx, Intent, or_fail},
        screens::{kinds, picker::Picker, told, walk::Walk},
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
                ask(SampleRequest::Redraw {
                    audit: self.audit.clone(),
                    sample: self.id.clone(),
                }),
                Intent::Toast("drawing again".to_owned()),
            ],
            Action::Cite => self.cite(cx.data),
            Action::CiteOther => self.cite_other(cx.data),
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
            | Action::Cite
            | Action::CiteOther => item
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
        let judged = sample.method == SampleMethod::Judgement;
        let fill = ask_replacement(self.audit.clone(), self.id.clone(), &item.id, judged);
        vec![Intent::Open(Box::new(fill))]
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
        vec![Intent::Open(Box::new(ask_wider(&self.audit, sample)))]
    }

    fn cited_in(&self, item: &SampleItem) -> CitedIn {
        CitedIn::Item(self.id.clone(), item.id.clone())
    }

    fn holder(&self, item: &SampleItem) -> Holder {
        Holder::InAudit(self.audit.clone(), self.cited_in(item))
    }

    /// Asks what else than a file is cited for the item.
    fn cite_other(&self, data: &Data) -> Vec<Intent> {
        match self.item(data) {
            Some(item) => match &item.replaced_by {
                Some(other) => vec![Intent::Toast(format!("it was replaced by {other}"))],
                None => kinds::choose(self.holder(item)),
            },
            None => Vec::new(),
        }
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
            // The others are a key away there.
            Some(link) => vec![Intent::Open(told::view(
                self.holder(item),
                link.id.clone(),
                data,
            ))],
            None => vec![Intent::Toast(
                "nothing is cited for the item yet".to_owned(),
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
            [only] => or_fail(cx.data.step("").and_then(|step| {
                let change = cite::remove(papers, &place, &only.id, &step)?;
                Ok(vec![Intent::Apply(change), removed()])
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
                let done = move |at: usize, cx: Cx<'_>| {
                    let Some((id, papers)) = ids.get(at).zip(cx.data.audit(&audit)) else {
                        return Vec::new();
                    };
                    or_fail(cx.data.step("").and_then(|step| {
                        let change = cite::remove(papers, &place, id, &step)?;
                        Ok(vec![Intent::Apply(change)])
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

/// Returns what the picker starts with: the item's file, and its lines; nothing where these are in another repository.
fn query(sample: &Sample, item: &SampleItem) -> Option<String> {
    if sample.population.repository != "." {
        return None;
    }
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

fn ask(request: SampleRequest) -> Intent {
    Intent::Ask(Request::Sample(request))
}

/// Opens the fields of what was half typed about a sample again: `replace SAMPLE ITEM`, or `widen SAMPLE`.
pub fn form_at(audit: &AuditId, place: &str, data: &Data) -> Option<Fill> {
    let (deed, rest) = place.split_once(' ')?;
    let (id, item) = rest.split_once(' ').unwrap_or((rest, ""));
    let id: SampleId = id.parse().ok()?;
    let sample = data.audit(audit)?.samples.get(&id)?;
    match deed {
        "replace" => {
            sample.replaceable(item, "said").ok()?;
            let judged = sample.method == SampleMethod::Judgement;
            Some(ask_replacement(audit.clone(), id, item, judged))
        }
        "widen" => sample.can_widen().then(|| ask_wider(audit, sample)),
        _ => None,
    }
}

/// Asks why an item cannot be looked at; and what stands for it, where the auditor names that. It stays until something
/// stands for it: a reason that was typed is still there when nothing can.
fn ask_replacement(audit: AuditId, sample: SampleId, item: &str, judged: bool) -> Fill {
    let title = format!("replace {}", safe::escape_line(item));
    let kept = (audit.clone(), format!("replace {sample} {item}"));
    let hint = if judged {
        "why it cannot be looked at: it goes into the record"
    } else {
        "why it cannot be looked at; the next item of the draw stands for it"
    };
    let mut asked = vec![Asked::line("why", hint)];
    if judged {
        let hint = "the id of the item of the population that stands for it";
        asked.push(Asked::line("replaced by", hint));
    }
    let item = item.to_owned();
    let of = (sample.clone(), item.clone());
    let done = move |texts: &[String], _: Cx<'_>| {
        let reason = said(
            texts,
            0,
            "a replacement needs a reason: it goes into the record",
        )?;
        let named = if judged {
            Some(said(texts, 1, "name an item of the population by its id")?)
        } else {
            None
        };
        Ok(vec![ask(SampleRequest::Replace {
            audit: audit.clone(),
            sample: sample.clone(),
            item: item.clone(),
            named,
            reason,
        })])
    };
    Fill::new(&title, asked, Box::new(done))
        .until(move |reply| {
            matches!(reply, Reply::Sample(SampleReply::StandIn { sample, item, .. })
            if (sample, item) == (&of.0, &of.1))
        })
        .kept_at(Some(kept.0), kept.1)
}

/// Asks how wide the wider sample is to be, the proposed size is there already; or, of a sample by judgement, for its
/// further items and why these. It stays until the wider sample is drawn.
fn ask_wider(audit: &AuditId, sample: &Sample) -> Fill {
    let kept = (audit.clone(), format!("widen {}", sample.id));
    let (audit, id) = (audit.clone(), sample.id.clone());
    let (number, all) = (sample.size.number, sample.population.size);
    let widen = move |by: Widening| {
        vec![ask(SampleRequest::Widen {
            audit: audit.clone(),
            sample: id.clone(),
            by,
        })]
    };
    let fill = if sample.method == SampleMethod::Judgement {
        let asked = vec![
            Asked::line(
                "further items",
                "by their ids in the population, several with commas",
            ),
            Asked::line("why these", "it goes into the record"),
        ];
        let done = move |texts: &[String], _: Cx<'_>| {
            let named = "name items of the population by their ids, several with commas";
            let named = split_list(&said(texts, 0, named)?);
            let reason = said(texts, 1, "say why these: it goes into the record")?;
            Ok(widen(Widening {
                size: None,
                named,
                reason,
            }))
        };
        Fill::new("a wider sample", asked, Box::new(done))
    } else {
        let asked = Asked {
            text: number.saturating_mul(2).min(all).to_string(),
            ..Asked::line(
                "how many",
                &format!("of {all}; these {number} are among them"),
            )
        };
        let done = move |texts: &[String], _: Cx<'_>| {
            let fault = |why: String| Fault { at: 0, why };
            let size: usize = said(texts, 0, "write a number")?
                .parse()
                .map_err(|_| fault("write a number".to_owned()))?;
            if size <= number || size > all {
                return Err(fault(format!("a number from {} to {all}", number + 1)));
            }
            Ok(widen(Widening {
                size: Some(size),
                ..Widening::default()
            }))
        };
        Fill::new("a wider sample", vec![asked], Box::new(done))
    };
    let narrow = sample.id.clone();
    fill.until(move |reply| {
        matches!(reply, Reply::Sample(SampleReply::Drawn { sample, .. })
            if sample.widens.as_ref() == Some(&narrow))
    })
    .kept_at(Some(kept.0), kept.1)
}

/// Returns the text of a field, or says what belongs there.
fn said(texts: &[String], at: usize, lacks: &str) -> Result<String, Fault> {
    let text = texts.get(at).filter(|text| !text.is_empty());
    text.cloned().ok_or_else(|| Fault {
        at,
        why: lacks.to_owned(),
    })
}
