//! The steps of a trail, and where to look for each.

use serde::{Deserialize, Serialize};

use crate::domain::id::{Criterion, StepId};

/// A step of the trail: what is to be there for each AI system, and where to look for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TrailStep {
    /// What it is known by.
    pub id: StepId,
    /// What it is, in a few words.
    pub title: String,
    /// The clauses and controls that ask for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// Patterns of paths, after `NAME//` in another repository. `{id}` and `{name}` stand for those of the system; a pattern
    /// with neither means the files that speak of the system in their path or in a line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// A CSV file whose rows are looked through.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows: String,
    /// The column of that file that names the system.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
}

/// Id, title, criteria and paths of the usual steps.
const USUAL: [(&str, &str, &[&str], &[&str]); 5] = [
    (
        "impact-assessment",
        "Impact assessment",
        &["iso-42001:6.1.4", "iso-42001:A.5.3"],
        &["**/*impact*"],
    ),
    (
        "risk",
        "Risk",
        &["iso-42001:6.1.2", "iso-42001:8.2"],
        &["**/*risk*"],
    ),
    (
        "data",
        "Data",
        &["iso-42001:A.7.2", "iso-42001:A.7.5"],
        &["**/*data*"],
    ),
    (
        "release",
        "Release",
        &["iso-42001:A.6.2.5"],
        &["**/*release*", "**/*deploy*"],
    ),
    (
        "monitoring",
        "Monitoring",
        &["iso-42001:A.6.2.6"],
        &["**/*monitor*", "**/*incident*"],
    ),
];

/// Lists the steps that a trail has where `tickmark.toml` says nothing else, with criteria of ISO/IEC 42001.
pub fn usual_steps() -> Vec<TrailStep> {
    let usual = USUAL.iter().filter_map(|(id, title, criteria, paths)| {
        Some(TrailStep {
            id: id.parse().ok()?,
            title: (*title).to_owned(),
            criteria: criteria
                .iter()
                .filter_map(|text| text.parse().ok())
                .collect(),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            rows: String::new(),
            column: String::new(),
        })
    });
    usual.collect()
}
