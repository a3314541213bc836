//! Samples: drawing, results, replacements, wider ones, and whether a record is drawn again the same.
//!
//! What changes a record is pure and returns a [`Change`]; what reads a population is a method of [`Session`].

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        change::Change,
        evidence::EvidenceLink,
        guard::{Reason, Refusal, is_said},
        history::Step,
        id::{EvidenceId, SampleId},
        papers::WorkingPapers,
        record::Record,
        sample::{
            Design, ItemResult, MOST_ITEMS, Population, Sample, SampleItem, SampleMethod, Size,
            Unit, draw, redraw, wider,
        },
    },
    error::{Error, Result},
    safe,
};

use super::{
    Session, draw_until,
    population::{Survey, sha256, survey},
    repositories::Repositories,
};

/// Makes the change that puts a sample on record that was just drawn.
pub fn drawn(papers: &WorkingPapers, sample: Sample) -> Change {
    let what = match &sample.widens {
        Some(narrow) => format!("{} drawn, wider than {narrow}", sample.id),
        None => format!("{} drawn", sample.id),
    };
    let audit = papers.audit.id.clone();
    Change::of(what, None, Record::Sample { audit, sample })
}

/// Changes the words of a sample by a function: title, conclusion, what it belongs to.
///
/// A sample that is not there leaves everything as it is.
pub fn edit(
    papers: &WorkingPapers,
    id: &SampleId,
    what: &str,
    change: impl FnOnce(&mut Sample),
) -> Change {
    let what = format!("{id} {what}");
    let Some(before) = papers.samples.get(id) else {
        return Change {
            what,
            edits: Vec::new(),
        };
    };
    let mut after = before.clone();
    change(&mut after);
    replace_record(papers, what, before, after)
}

/// Changes what is said of an item by a function; one that is not there or was replaced stays as it is.
pub fn edit_item(
    papers: &WorkingPapers,
    id: &SampleId,
    item: &str,
    what: &str,
    change: impl FnOnce(&mut SampleItem),
) -> Change {
    edit(papers, id, what, |sample| {
        if let Ok(after) = sample.changed(item, change) {
            *sample = after;
        }
    })
}

/// Gives an item a result and, where one is given, a note; or says why not.
pub fn set_result(
    papers: &WorkingPapers,
    id: &SampleId,
    item: &str,
    result: ItemResult,
    note: Option<&str>,
    step: &Step,
) -> std::result::Result<Change, Refusal> {
    let before = find(papers, id)?;
    let after = before.with_result(item, result, note, step)?;
    let what = format!("{id} {item} {}", result.label());
    Ok(replace_record(papers, what, before, after))
}

/// Lets a unit stand for an item, with a reason; or says why not.
pub fn replace(
    papers: &WorkingPapers,
    id: &SampleId,
    item: &str,
    unit: Unit,
    reason: &str,
) -> std::result::Result<Change, Refusal> {
    let before = find(papers, id)?;
    let what = format!("{id} {item} replaced by {}", unit.id);
    let after = before.replaced(item, unit, reason)?;
    Ok(replace_record(papers, what, before, after))
}

fn find<'p>(papers: &'p WorkingPapers, id: &SampleId) -> std::result::Result<&'p Sample, Refusal> {
    papers.samples.get(id).ok_or_else(|| Refusal {
        reasons: vec![Reason::new("id", format!("there is no sample {id}"))],
    })
}

fn replace_record(papers: &WorkingPapers, what: String, before: &Sample, after: Sample) -> Change {
    let record = |sample| Record::Sample {
        audit: papers.audit.id.clone(),
        sample,
    };
    Change::of(what, Some(record(before.clone())), record(after))
}

/// Turns a refusal into the error that a person sees.
pub fn refused(doing: &str, refusal: Refusal) -> Error {
    let error = Error::refused(format!(
        "Could not {doing}: {}",
        match refusal.reasons.len() {
            1 => "there is a reason against it".to_owned(),
            n => format!("there are {n} reasons against it"),
        }
    ));
    error.details(
        refusal
            .reasons
            .into_iter()
            .map(|reason| format!("- {}", safe::escape_line(&reason.text))),
    )
}

/// Draws a seed: sixteen hexadecimal digits.
pub fn seed() -> Result<String> {
    let (high, low) = (super::random()?, super::random()?);
    Ok(format!("{high:08x}{low:08x}"))
}

/// What a sample is to be widened by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Widening {
    /// The size; twice as many where it is not said.
    pub size: Option<usize>,
    /// The further items of a sample by judgement.
    pub named: Vec<String>,
    /// Why these.
    pub reason: String,
}

/// What a sample would be drawn from, without a word on which items: nobody is to choose among draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The population, with whole commits.
    pub population: Population,
    /// How many items would be drawn, or why none can be.
    pub size: std::result::Result<Size, Refusal>,
    /// The strata by name, each with the number of its items in the population.
    pub strata: Vec<(String, usize)>,
    /// The first items of the population.
    pub first: Vec<Unit>,
}

/// How many items of a population a preview shows.
const SHOWN: usize = 12;

/// Reads a population and says how many items of it a design would draw.
pub fn preview(
    repositories: &Repositories,
    asked: &Population,
    design: &Design,
) -> Result<Preview> {
    let repository = repositories.named(&asked.repository)?;
    let Survey { population, units } = survey(repository, asked, design.strata.as_ref())?;
    let size = draw::draw(design, &population, &units, sha256).map(|(size, _)| size);
    let mut strata: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in units.iter().filter(|_| design.strata.is_some()) {
        *strata.entry(&unit.stratum).or_default() += 1;
    }
    let strata = strata.into_iter().map(|(name, n)| (name.to_owned(), n));
    Ok(Preview {
        size,
        strata: strata.collect(),
        first: units.iter().take(SHOWN).cloned().collect(),
        population,
    })
}

impl Session {
    /// Reads a population and says how many items of it a design would draw; see [`preview`].
    pub fn preview_sample(&self, asked: &Population, design: &Design) -> Result<Preview> {
        preview(self.repositories(), asked, design)
    }

    /// Draws a sample from a population; nothing is saved.
    pub fn draw(&self, asked: &Population, design: &Design) -> Result<Sample> {
        let survey = self.survey(asked, design.strata.as_ref())?;
        let (size, units) = draw::draw(design, &survey.population, &survey.units, sha256)
            .map_err(|refusal| refused("draw the sample", refusal))?;
        let (id, step) = (self.draw_sample()?, self.step("")?);
        Ok(Sample::drawn(
            id,
            design,
            survey.population,
            size,
            units,
            &step,
        ))
    }

    /// Draws a sample again from its population, and lists every difference; none where it is the same.
    pub fn redraw(&self, sample: &Sample) -> Result<Vec<String>> {
        self.again(sample).map(|(_, differences)| differences)
    }

    fn again(&self, sample: &Sample) -> Result<(Vec<Unit>, Vec<String>)> {
        let survey = self.survey(&sample.population, sample.strata.as_ref())?;
        let found = redraw::differences(sample, &survey.population, &survey.units, sha256);
        Ok((survey.units, found))
    }

    /// Reads the population of a sample again, and refuses to go on where the record is not what is drawn.
    fn same_again(&self, sample: &Sample, doing: &str) -> Result<Vec<Unit>> {
        let (units, differences) = self.again(sample)?;
        if differences.is_empty() {
            return Ok(units);
        }
        let differences = differences
            .iter()
            .map(|d| format!("- {}", safe::escape_line(d)));
        Err(Error::refused(format!(
            "Could not {doing}: the record of {} is not what is drawn",
            sample.id
        ))
        .details(differences)
        .hint("bring the record back with git, or draw a new sample"))
    }

    /// Finds what stands for an item: the next of the draw, or what the auditor names where the sample was chosen so.
    pub fn stand_in(
        &self,
        sample: &Sample,
        item: &str,
        named: Option<&str>,
        reason: &str,
    ) -> Result<Unit> {
        let doing = "replace the item";
        sample
            .replaceable(item, reason)
            .map_err(|refusal| refused(doing, refusal))?;
        let could_not = |why: &str| Error::refused(format!("Could not {doing}: {why}"));
        let judged = sample.method == SampleMethod::Judgement;
        match (judged, named) {
            (true, None) => {
                return Err(Error::usage(format!(
                    "Could not {doing}: in a sample by judgement the auditor names what stands for it"
                ))
                .hint("name it: --with ITEM"));
            }
            (false, Some(_)) => {
                return Err(Error::usage(format!(
                    "Could not {doing}: the seed decides what stands for it, and nobody names it"
                ))
                .hint("leave out --with"));
            }
            (true, Some(_)) | (false, None) => {}
        }
        let units = self.same_again(sample, doing)?;
        if let Some(named) = named {
            return units
                .into_iter()
                .find(|unit| unit.id == named)
                .ok_or_else(|| {
                    could_not(&format!(
                        "{} is not in the population",
                        safe::escape_line(named)
                    ))
                });
        }
        let frame = draw::Frame::new(&units, &sample.seed, sha256);
        redraw::next_for(sample, item, &frame)
            .cloned()
            .ok_or_else(|| {
                could_not("no item is left that could stand for it")
                    .hint("say that it is not applicable, and why")
            })
    }

    /// Draws the wider sample of one, with what was found so far; nothing is saved.
    pub fn widen(&self, papers: &WorkingPapers, sample: &Sample, by: &Widening) -> Result<Sample> {
        let doing = "widen the sample";
        let could_not = |why: String| Error::refused(format!("Could not {doing}: {why}"));
        if let Some(other) = papers.widening(&sample.id) {
            return Err(could_not(format!("{} widens it already", other.id))
                .hint(format!("widen that one: {}", other.id)));
        }
        if !sample.can_widen() {
            return Err(could_not(
                "it holds every item of its population".to_owned(),
            ));
        }
        let all = sample.population.size;
        let twice = sample.size.number.saturating_mul(2).min(all);
        let wanted = by.size.unwrap_or(twice);
        let judged = sample.method == SampleMethod::Judgement;
        if !judged && (wanted <= sample.size.number || wanted > all) {
            return Err(Error::usage(format!(
                "Could not {doing}: {wanted} is not between {} and {all}",
                sample.size.number + 1
            )));
        }
        if wanted > MOST_ITEMS {
            return Err(could_not(format!(
                "a sample holds at most {MOST_ITEMS} items"
            )));
        }
        let more = if judged {
            require_named(sample, by)?
        } else {
            BTreeSet::new()
        };
        let units = self.same_again(sample, doing)?;
        let (id, step) = (self.draw_sample()?, self.step("")?);
        let mut wide = if judged {
            let found: Vec<Unit> = units
                .into_iter()
                .filter(|unit| more.contains(unit.id.as_str()))
                .collect();
            if let Some(missing) = more.iter().find(|id| !found.iter().any(|u| u.id == **id)) {
                return Err(could_not(format!(
                    "{} is not in the population",
                    safe::escape_line(missing)
                )));
            }
            let mut wide = wider::wider_by_judgement(sample, id, found, &step);
            wide.reason = format!("{}\n{}", wide.reason.trim_end(), by.reason.trim());
            wide
        } else {
            wider::wider(sample, id, wanted, &units, sha256, &step)
        };
        if wide.items.len() > MOST_ITEMS {
            return Err(could_not(format!(
                "a sample holds at most {MOST_ITEMS} items"
            )));
        }
        self.carry_evidence(sample, &mut wide)?;
        Ok(wide)
    }

    /// Cites in the wider sample what the narrower one cites for the same items, each citation with an id of its own.
    fn carry_evidence(&self, narrow: &Sample, wide: &mut Sample) -> Result<()> {
        let mut used: BTreeSet<EvidenceId> = BTreeSet::new();
        for item in &mut wide.items {
            let Some(old) = narrow.item(&item.id) else {
                continue;
            };
            let mut links: Vec<EvidenceLink> = Vec::with_capacity(old.evidence.len());
            for link in &old.evidence {
                let id = draw_until(super::random, EvidenceId::draw, |id| {
                    used.contains(id) || self.is_cited(id)
                })?;
                used.insert(id.clone());
                links.push(EvidenceLink { id, ..link.clone() });
            }
            item.evidence = links;
        }
        Ok(())
    }
}

/// Returns what a wider sample by judgement has more, which the auditor names and gives reasons for.
fn require_named<'b>(sample: &Sample, by: &'b Widening) -> Result<BTreeSet<&'b str>> {
    let more: BTreeSet<&str> = by.named.iter().map(String::as_str).collect();
    if more.is_empty() || !is_said(&by.reason) {
        return Err(Error::usage(
            "Could not widen the sample: the auditor names the further items of a sample by judgement, and says why",
        )
        .hint("--item ITEM --reason TEXT"));
    }
    match more.iter().find(|id| sample.item(id).is_some()) {
        Some(there) => Err(Error::usage(format!(
            "Could not widen the sample: {} is in it already",
            safe::escape_line(there)
        ))),
        None => Ok(more),
    }
}
