//! What the files of the plot hold, as they are written there.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    domain::{
        action::{ActionState, Cause, Effectiveness, Extent, PlannedAction, Reaction},
        answer::{Method, Verdict},
        audit::{Assignment, AuditState, Exclusion, Meeting, Scope, TeamMember},
        evidence::{EvidenceKind, LineRange},
        finding::{FindingState, FindingType},
        id::{AuditId, ChecklistId, Criterion, RowKey, StepId, SystemId},
        independence::Safeguard,
        person::Person,
        signoff::SignOffRole,
    },
    error::Result,
};

use super::failed;

/// The history of the organization.
#[derive(Debug, Deserialize)]
pub(super) struct History {
    #[serde(rename = "commit")]
    pub(super) commits: Vec<Commit>,
    pub(super) statement: Stated,
    pub(super) uncommitted: Leftovers,
}

/// The statement of applicability, made out of a table that the organization has.
#[derive(Debug, Deserialize)]
pub(super) struct Stated {
    pub(super) at: Timestamp,
    pub(super) by: Person,
    pub(super) checklist: ChecklistId,
    pub(super) table: String,
}

/// One commit of the organization.
#[derive(Debug, Deserialize)]
pub(super) struct Commit {
    pub(super) at: Timestamp,
    pub(super) author: Person,
    pub(super) message: String,
    #[serde(default)]
    pub(super) files: Vec<Source>,
    #[serde(default, rename = "move")]
    pub(super) moves: Vec<Rename>,
    #[serde(default)]
    pub(super) remove: Vec<String>,
}

/// A file and the embedded text that it gets.
#[derive(Debug, Deserialize)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) source: String,
}

/// A pure rename.
#[derive(Debug, Deserialize)]
pub(super) struct Rename {
    pub(super) from: String,
    pub(super) to: String,
}

/// What lies in the work tree and is not committed.
#[derive(Debug, Deserialize)]
pub(super) struct Leftovers {
    pub(super) files: Vec<Source>,
}

/// One audit.
#[derive(Debug, Deserialize)]
pub(super) struct Plot {
    pub(super) audit: Frame,
    #[serde(default, rename = "answer")]
    pub(super) answers: Vec<Reply>,
    #[serde(default, rename = "finding")]
    pub(super) findings: Vec<Found>,
    #[serde(default, rename = "action")]
    pub(super) actions: Vec<Remedy>,
    #[serde(default, rename = "sample")]
    pub(super) samples: Vec<Drawn>,
    #[serde(default, rename = "trail")]
    pub(super) trails: Vec<Followed>,
}

/// The plan of an audit and its steps.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Frame {
    pub(super) id: AuditId,
    pub(super) title: String,
    pub(super) by: Person,
    pub(super) at: Timestamp,
    pub(super) objectives: Vec<String>,
    pub(super) criteria: Vec<String>,
    pub(super) client: String,
    pub(super) auditees: Vec<String>,
    pub(super) start: Date,
    pub(super) end: Date,
    pub(super) period_start: Option<Date>,
    pub(super) period_end: Option<Date>,
    pub(super) methods: Vec<String>,
    #[serde(default)]
    pub(super) conclusion: String,
    #[serde(default)]
    pub(super) not_covered: String,
    #[serde(default)]
    pub(super) distribution: Vec<String>,
    pub(super) scope: Scope,
    pub(super) team: Vec<TeamMember>,
    #[serde(default)]
    pub(super) exclusions: Vec<Exclusion>,
    #[serde(default)]
    pub(super) assignments: Vec<Assignment>,
    #[serde(default)]
    pub(super) safeguards: Vec<Safeguard>,
    #[serde(default)]
    pub(super) meetings: Vec<Meeting>,
    pub(super) moves: Vec<Move<AuditState>>,
    #[serde(default)]
    pub(super) sign_offs: Vec<SignedAs>,
}

/// A sign-off of an audit.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct SignedAs {
    #[serde(rename = "as")]
    pub(super) role: SignOffRole,
    pub(super) by: Person,
    pub(super) at: Timestamp,
    #[serde(default)]
    pub(super) words: String,
}

/// A step in the life of a record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move<S> {
    pub(super) to: S,
    pub(super) by: Person,
    pub(super) at: Timestamp,
    #[serde(default)]
    pub(super) why: String,
}

/// The answer of a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    pub(super) row: RowKey,
    pub(super) verdict: Verdict,
    pub(super) by: Person,
    pub(super) at: Timestamp,
    #[serde(default)]
    pub(super) pending: bool,
    #[serde(default)]
    pub(super) methods: Vec<Method>,
    #[serde(default)]
    pub(super) people: Vec<String>,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) evidence: Vec<Cited>,
}

/// A citation; one with a time is added by itself, later than what it belongs to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Cited {
    pub(super) path: Option<String>,
    pub(super) lines: Option<LineRange>,
    #[serde(default)]
    pub(super) work_tree: bool,
    pub(super) kind: Option<EvidenceKind>,
    /// A commit of the organization, by its subject.
    pub(super) commit: Option<String>,
    /// An embedded text that is kept as a copy.
    pub(super) copy: Option<String>,
    #[serde(default)]
    pub(super) origin: String,
    #[serde(default)]
    pub(super) what: String,
    #[serde(default)]
    pub(super) who: String,
    #[serde(default, rename = "where")]
    pub(super) place: String,
    #[serde(default)]
    pub(super) note: String,
    pub(super) at: Option<Timestamp>,
    pub(super) by: Option<Person>,
    #[serde(default)]
    pub(super) pending: bool,
}

/// A finding.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Found {
    pub(super) label: String,
    #[serde(rename = "type")]
    pub(super) kind: FindingType,
    pub(super) title: String,
    pub(super) rows: Vec<RowKey>,
    pub(super) criteria: Vec<Criterion>,
    #[serde(default)]
    pub(super) documents: Vec<String>,
    #[serde(rename = "where")]
    pub(super) place: String,
    pub(super) requirement: String,
    pub(super) objective_evidence: String,
    pub(super) statement: String,
    #[serde(default)]
    pub(super) grade_reason: String,
    #[serde(default)]
    pub(super) consequence: String,
    #[serde(default)]
    pub(super) response: String,
    #[serde(default)]
    pub(super) repeats: Vec<String>,
    pub(super) response_due: Option<Date>,
    #[serde(default)]
    pub(super) evidence: Vec<Cited>,
    pub(super) moves: Vec<Move<FindingState>>,
}

/// A corrective action.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Remedy {
    pub(super) label: String,
    pub(super) finding: String,
    pub(super) title: String,
    pub(super) owner: Person,
    pub(super) opened: Timestamp,
    pub(super) written: Timestamp,
    pub(super) carried_out: Option<Timestamp>,
    #[serde(default)]
    pub(super) containment: String,
    #[serde(default)]
    pub(super) correction: Reaction,
    #[serde(default)]
    pub(super) consequences: String,
    #[serde(default)]
    pub(super) extent: Extent,
    pub(super) cause: Option<Cause>,
    #[serde(default)]
    pub(super) effectiveness: Effectiveness,
    #[serde(default)]
    pub(super) planned: Vec<PlannedAction>,
    #[serde(default)]
    pub(super) evidence: Vec<Cited>,
    #[serde(default)]
    pub(super) moves: Vec<Move<ActionState>>,
}

/// A sample of rows: when it was drawn, and what was found.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Drawn {
    pub(super) label: String,
    pub(super) title: String,
    pub(super) row: RowKey,
    pub(super) from: String,
    pub(super) key: String,
    pub(super) size: usize,
    pub(super) seed: String,
    pub(super) by: Person,
    pub(super) at: Timestamp,
    pub(super) looked: Timestamp,
    pub(super) conclusion: String,
    /// The items that failed; all others passed.
    #[serde(default)]
    pub(super) failed: Vec<Exception>,
}

/// An item of a sample that failed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exception {
    pub(super) item: String,
    pub(super) note: String,
    pub(super) evidence: Cited,
}

/// The trail of an AI system, as far as somebody has followed it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Followed {
    pub(super) system: SystemId,
    pub(super) name: String,
    pub(super) by: Person,
    pub(super) at: Timestamp,
    #[serde(rename = "link")]
    pub(super) links: Vec<Followable>,
}

/// A link of a trail: it holds by what is cited, or is broken, for which there is a finding.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Followable {
    pub(super) step: StepId,
    #[serde(default)]
    pub(super) evidence: Vec<Cited>,
    #[serde(default)]
    pub(super) note: String,
    /// The label of the finding, where it is broken.
    pub(super) broken: Option<String>,
}

impl Commit {
    /// Lists what the commit writes and deletes, given the files before it.
    pub(super) fn changes(
        &self,
        before: &BTreeMap<String, Vec<u8>>,
        today: Date,
    ) -> Result<Vec<(String, Option<Vec<u8>>)>> {
        let mut changes = Vec::new();
        for file in &self.files {
            changes.push((file.path.clone(), Some(file.bytes(today)?)));
        }
        for Rename { from, to } in &self.moves {
            let bytes = before
                .get(from)
                .ok_or_else(|| failed(format!("{from} is not there")))?;
            changes.push((to.clone(), Some(bytes.clone())));
            changes.push((from.clone(), None));
        }
        changes.extend(self.remove.iter().map(|path| (path.clone(), None)));
        Ok(changes)
    }
}

impl Source {
    /// Returns the bytes of the file today.
    pub(super) fn bytes(&self, today: Date) -> Result<Vec<u8>> {
        embedded(&self.source, today)
    }
}

/// Returns the bytes of an embedded text today.
pub(super) fn embedded(name: &str, today: Date) -> Result<Vec<u8>> {
    let text =
        super::files::text(name).ok_or_else(|| failed(format!("there is no text {name}")))?;
    Ok(dated(text, today).into_bytes())
}

/// Reads a file of the plot with its dates filled in.
pub(super) fn read<T: DeserializeOwned>(text: &str, today: Date) -> Result<T> {
    toml::from_str(&dated(text, today)).map_err(failed)
}

/// Replaces every `{{day:-12}}` by the date 12 days before today.
///
/// What is no number, or leads out of the calendar, stays as it is.
pub(super) fn dated(text: &str, today: Date) -> String {
    const OPEN: &str = "{{day:";
    let mut dated = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        dated.push_str(before);
        let date = after.split_once("}}").and_then(|(days, after)| {
            let days: i64 = days.parse().ok()?;
            Some((today.checked_add(days.days()).ok()?, after))
        });
        if let Some((date, after)) = date {
            dated.push_str(&date.to_string());
            rest = after;
        } else {
            dated.push_str(OPEN);
            rest = after;
        }
    }
    dated.push_str(rest);
    dated
}
