//! What was sampled: population, method, size, seed and results, then what failed and what was replaced.

use crate::domain::sample::{ItemResult, Sample, SampleItem, SampleMethod};

use super::{
    ReportInput,
    escape::{code, inline},
    findings::cited,
    page::Page,
};

/// What a reader has to know of any sample.
const LIMITS: &str = "These samples were drawn where not all could be looked at; unseen items may differ. A sample drawn at \
random, systematically or from strata was drawn with the seed beside it, and whoever has the repository draws the same items \
again. One by judgement holds what the auditors chose, and says nothing of what they did not.";

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let samples = &input.papers.samples;
    if samples.is_empty() {
        return;
    }
    page.heading(2, "Samples");
    page.part(LIMITS);
    page.table(
        [
            "Sample",
            "For",
            "Population",
            "Items",
            "Method",
            "Size",
            "Seed",
            "Results",
        ],
        samples.values().map(row),
    );
    for sample in samples.values() {
        one(input, sample, page);
    }
}

fn row(sample: &Sample) -> [String; 8] {
    let population = &sample.population;
    let short: String = population.commit.chars().take(10).collect();
    let belongs = [
        sample.row.as_ref().map(ToString::to_string),
        sample.finding.as_ref().map(ToString::to_string),
    ];
    let belongs: Vec<String> = belongs.into_iter().flatten().collect();
    let strata = sample
        .strata
        .as_ref()
        .map(|strata| format!(" by {strata}"))
        .unwrap_or_default();
    let rule = sample
        .size
        .rule
        .map(|rule| format!(" ({rule})"))
        .unwrap_or_default();
    [
        sample.id.to_string(),
        inline(&belongs.join(", ")),
        format!("{} at {}", inline(&population.describe()), code(&short)),
        population.size.to_string(),
        inline(&format!("{}{strata}", sample.method.label())),
        inline(&format!("{}{rule}", sample.size.number)),
        if sample.seed.is_empty() {
            String::new()
        } else {
            code(&sample.seed)
        },
        sample.counts().to_string(),
    ]
}

fn one(input: &ReportInput<'_>, sample: &Sample, page: &mut Page) {
    let failed: Vec<&SampleItem> = sample
        .items
        .iter()
        .filter(|item| item.result == ItemResult::Fail && !item.is_replaced())
        .collect();
    let replaced: Vec<&SampleItem> = sample.items.iter().filter(|i| i.is_replaced()).collect();
    let judged = sample.method == SampleMethod::Judgement;
    let silent = failed.is_empty()
        && replaced.is_empty()
        && sample.conclusion.trim().is_empty()
        && sample.widens.is_none()
        && !judged;
    if silent {
        return;
    }
    page.heading(3, &format!("{} {}", sample.id, sample.subject()));
    if let Some(narrow) = &sample.widens {
        page.part(&format!("Wider than {narrow}, and holds its items."));
    }
    if judged {
        page.labelled("Why these items.", &sample.reason);
    }
    if !failed.is_empty() {
        page.part("**Failed**");
        page.list(failed.into_iter().map(|item| exception(input, item)));
    }
    if !replaced.is_empty() {
        page.part("**Replaced**");
        page.list(replaced.into_iter().map(|item| {
            let other = item.replaced_by.as_deref().unwrap_or_default();
            format!(
                "{} by {}: {}",
                code(&item.id),
                code(other),
                inline(&item.reason)
            )
        }));
    }
    page.labelled("Conclusion.", &sample.conclusion);
}

fn exception(input: &ReportInput<'_>, item: &SampleItem) -> String {
    let mut said = code(&item.id);
    for (lead, text) in [(" ", &item.label), (": ", &item.note)] {
        if !text.trim().is_empty() {
            said = format!("{said}{lead}{}", inline(text));
        }
    }
    for link in &item.evidence {
        said = format!("{said}; {}", cited(input, link));
    }
    said
}
