//! A citation and what became of it, as commands tell it.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::session::{
    Session,
    domain::{
        evidence::{CitationState, EvidenceField, EvidenceKind, EvidenceLink, LineRange},
        freshness::{Age, Freshness},
        holder::Holder,
        id::{AuditId, EvidenceId},
        papers::{CitedIn, WorkingPapers},
    },
    follow_up::Citations,
};

use super::super::output::{Reply, count, line};

/// A citation and what became of it, as commands tell it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::cli) struct Cited {
    /// The citation.
    pub(in crate::cli) id: EvidenceId,
    /// The audit that holds it; none for the statement of applicability.
    audit: Option<AuditId>,
    /// What holds it.
    #[serde(rename = "cited-in")]
    pub(super) place: String,
    /// What kind of thing is cited.
    kind: EvidenceKind,
    /// What is cited, in one line.
    pub(super) subject: String,
    /// The name of the repository; `.` for the one that the workspace is in.
    repository: String,
    /// What is said of it, where it is no file or a kept copy.
    #[serde(flatten)]
    said: Said,
    path: Option<String>,
    lines: Option<LineRange>,
    pub(super) commit: Option<String>,
    /// What became of it.
    pub(super) state: &'static str,
    /// The same in words.
    pub(super) phrase: String,
    /// What to do about it, where that is known.
    pub(super) hint: Option<String>,
    moved_to: Option<String>,
    moved_to_lines: Option<LineRange>,
    drift: bool,
    /// Whether the commit at which it was cited is not here.
    commit_missing: bool,
    /// Whether it is of the right time, by its date, its age when it was relied on, and the limit that it is held against.
    freshness: Freshness,
    dated: Option<Date>,
    age_days: Option<i32>,
    limit: Option<Limit>,
    #[serde(skip)]
    age: String,
    #[serde(skip)]
    judged: bool,
}

/// What is said of evidence that is no file, and of a kept copy; what is not said has no key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Said {
    #[serde(skip_serializing_if = "String::is_empty")]
    what: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    who: String,
    #[serde(rename = "where", skip_serializing_if = "String::is_empty")]
    place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    command: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_status: Option<i32>,
    #[serde(skip_serializing_if = "String::is_empty")]
    origin: String,
    obtained_at: Timestamp,
    /// What its kind needs and it lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<EvidenceField>,
}

impl Said {
    fn of(link: &EvidenceLink) -> Self {
        Self {
            what: link.what.clone(),
            who: link.who.clone(),
            place: link.place.clone(),
            url: link.url.clone(),
            command: link.command.clone(),
            exit_status: link.exit_status,
            origin: link.origin.clone(),
            obtained_at: link.obtained_at,
            missing: link.missing(),
        }
    }
}

/// A limit of the house.
#[derive(Debug, Clone, Serialize)]
struct Limit {
    name: String,
    days: u16,
}

impl Cited {
    /// Tells what became of these citations of a record of an audit.
    pub(in crate::cli) fn of(
        session: &Session,
        papers: &WorkingPapers,
        place: &CitedIn,
        links: &[EvidenceLink],
        states: &Citations,
    ) -> Vec<Self> {
        let holder = Holder::InAudit(papers.audit.id.clone(), place.clone());
        let held = links.iter().map(|link| (holder.clone(), link));
        Self::all(session, held, states)
    }

    /// Tells what became of citations in their places.
    pub(in crate::cli) fn all<'a>(
        session: &Session,
        held: impl IntoIterator<Item = (Holder, &'a EvidenceLink)>,
        states: &Citations,
    ) -> Vec<Self> {
        let held: Vec<_> = held.into_iter().collect();
        let links: Vec<_> = held.iter().map(|(_, link)| *link).collect();
        let missing = session.missing_commits(&links);
        held.iter()
            .map(|(holder, link)| {
                let age = session.age(holder, link);
                Self::one(holder, link, states, age, missing.contains(&link.id))
            })
            .collect()
    }

    /// Tells what became of a citation in its place.
    pub(in crate::cli) fn held(
        session: &Session,
        holder: &Holder,
        link: &EvidenceLink,
        states: &Citations,
    ) -> Self {
        let age = session.age(holder, link);
        let missing = session.missing_commits(&[link]);
        Self::one(holder, link, states, age, missing.contains(&link.id))
    }

    /// Tells whether the answer of a command that was asked about it is no: it drifted, or could not be judged, which is
    /// never a pass.
    pub(in crate::cli) fn is_no(&self) -> bool {
        self.drift || !self.judged
    }

    /// Writes the state, and after it the same in words.
    pub(super) fn told(&self) -> String {
        let phrase = line(&self.phrase);
        let said_again = format!("{}: ", self.state.replace('-', " "));
        let phrase = phrase.strip_prefix(&said_again).unwrap_or(&phrase);
        format!("{}: {phrase}", self.state)
    }

    /// Tells whether it is neither as it was cited nor something that cannot drift.
    pub(in crate::cli) fn is_drift(&self) -> bool {
        self.drift
    }

    /// Tells whether it could be judged.
    pub(in crate::cli) fn is_judged(&self) -> bool {
        self.judged
    }

    /// Tells whether it was too old when it was relied on.
    pub(in crate::cli) fn is_stale(&self) -> bool {
        self.freshness == Freshness::Stale
    }

    /// Writes it as a line of the check.
    pub(in crate::cli) fn line(&self) -> String {
        format!(
            "{:<14}  {}  {}  in {}  ({}){}",
            self.state,
            self.id,
            line(&self.subject),
            line(&self.place),
            line(&self.phrase),
            self.aged()
        )
    }

    /// Says of which date it is, and what that means.
    pub(super) fn dated_line(&self) -> String {
        let dated = match (self.dated, self.age_days) {
            (Some(date), Some(days)) if days > 0 => {
                format!(
                    "of {date}, {} before it was relied on",
                    count(days.unsigned_abs() as usize, "day")
                )
            }
            (Some(date), _) => format!("of {date}"),
            (None, _) => return line(&self.age).into_owned(),
        };
        format!("{dated}: {}", line(&self.age))
    }

    /// Says that it is too old, or from after the period, where it is.
    fn aged(&self) -> String {
        if self.freshness.is_doubtful() {
            format!("  {}", line(&self.age))
        } else {
            String::new()
        }
    }

    fn one(
        holder: &Holder,
        link: &EvidenceLink,
        states: &Citations,
        age: Age,
        is_commit_missing: bool,
    ) -> Self {
        let state = states
            .get(&link.id)
            .cloned()
            .unwrap_or(CitationState::CannotJudge {
                why: "it was not looked at".to_owned(),
            });
        let (moved_to, moved_to_lines) = match &state {
            CitationState::Moved { path, lines } => (Some(path.clone()), *lines),
            CitationState::Unchanged { .. }
            | CitationState::Changed
            | CitationState::Gone
            | CitationState::Uncommitted { .. }
            | CitationState::NotDownloaded
            | CitationState::NotHere { .. }
            | CitationState::LfsPointer
            | CitationState::MissingObject
            | CitationState::HashMismatch
            | CitationState::NoFile
            | CitationState::CannotJudge { .. } => (None, None),
        };
        let mut phrase = state.phrase();
        if is_commit_missing {
            phrase.push_str("; the cited commit is not in this repository");
        }
        Self {
            id: link.id.clone(),
            audit: holder.audit().cloned(),
            place: holder.to_string(),
            kind: link.kind,
            subject: link.subject(),
            repository: link.repository.clone(),
            said: Said::of(link),
            path: link.path.clone(),
            lines: link.lines,
            commit: link.commit.clone(),
            state: state.word(),
            phrase,
            hint: state.hint().map(str::to_owned),
            moved_to,
            moved_to_lines,
            drift: state.is_drift(),
            commit_missing: is_commit_missing,
            freshness: age.freshness,
            dated: age.dated,
            age_days: age.days,
            age: age.phrase(),
            limit: age.limit.map(|(name, days)| Limit { name, days }),
            judged: state.is_judged(),
        }
    }
}

/// Writes citations below a finding or corrective action.
pub(in crate::cli) fn cited_lines(citations: &[Cited], reply: &mut Reply) {
    for cited in citations {
        reply.line(format!(
            "evidence: {}  {}  ({}){}",
            cited.id,
            line(&cited.subject),
            line(&cited.phrase),
            cited.aged()
        ));
    }
}
