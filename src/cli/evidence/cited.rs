//! A citation and what became of it, as commands tell it.

use serde::Serialize;

use crate::session::{
    domain::{
        evidence::{CitationState, EvidenceLink, LineRange},
        holder::Holder,
        id::{AuditId, EvidenceId},
        papers::WorkingPapers,
    },
    follow_up::Citations,
};

use super::super::output::{Reply, line};

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
    pub(super) place: Option<String>,
    /// What is cited, in one line.
    pub(super) subject: String,
    /// The name of the repository; `.` for the one that the workspace is in.
    repository: String,
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
    #[serde(skip)]
    judged: bool,
}

impl Cited {
    /// Tells what became of these citations of an audit.
    pub(in crate::cli) fn of(
        papers: &WorkingPapers,
        links: &[EvidenceLink],
        states: &Citations,
    ) -> Vec<Self> {
        links
            .iter()
            .map(|link| Self::one(Some(&papers.audit.id), None, link, states))
            .collect()
    }

    /// Tells what became of a citation in its place.
    pub(in crate::cli) fn held(holder: &Holder, link: &EvidenceLink, states: &Citations) -> Self {
        Self::one(holder.audit(), Some(holder), link, states)
    }

    /// Tells whether it is neither as it was cited nor something that cannot drift.
    pub(in crate::cli) fn is_drift(&self) -> bool {
        self.drift
    }

    /// Tells whether it could be judged.
    pub(in crate::cli) fn is_judged(&self) -> bool {
        self.judged
    }

    /// Writes it as a line of the check.
    pub(in crate::cli) fn line(&self) -> String {
        format!(
            "{:<14}  {}  {}  in {}  ({})",
            self.state,
            self.id,
            line(&self.subject),
            self.place.as_deref().unwrap_or_default(),
            line(&self.phrase)
        )
    }

    fn one(
        audit: Option<&AuditId>,
        place: Option<&Holder>,
        link: &EvidenceLink,
        states: &Citations,
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
        Self {
            id: link.id.clone(),
            audit: audit.cloned(),
            place: place.map(ToString::to_string),
            subject: link.subject(),
            repository: link.repository.clone(),
            path: link.path.clone(),
            lines: link.lines,
            commit: link.commit.clone(),
            state: state.word(),
            phrase: state.phrase(),
            hint: state.hint().map(str::to_owned),
            moved_to,
            moved_to_lines,
            drift: state.is_drift(),
            judged: !matches!(
                state,
                CitationState::NotDownloaded
                    | CitationState::NotHere { .. }
                    | CitationState::CannotJudge { .. }
            ),
        }
    }
}

/// Writes citations below a finding or corrective action.
pub(in crate::cli) fn cited_lines(citations: &[Cited], reply: &mut Reply) {
    for cited in citations {
        reply.line(format!(
            "evidence: {}  {}  ({})",
            cited.id,
            line(&cited.subject),
            line(&cited.phrase)
        ));
    }
}
