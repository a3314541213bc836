//! What the program asks of the world, and what the world answers: git and disk through the worker, paths through the
//! finder, the terminal through the loop.

use std::sync::Arc;

use crate::{
    domain::{
        change::Change,
        checklist::Checklist,
        evidence::{EvidenceLink, LineRange},
        holder::Holder,
        id::{AuditId, ChecklistId, EvidenceId},
    },
    error::Error,
    session::{
        Committed, Content, Draft, Resume,
        editions::Upgrade,
        evidence::Comparison,
        evidence::Target,
        follow_up::Citations,
        paths::{Found, Preferred},
        plan::Plan,
        review::{PendingCounts, Review},
        search::{FileHits, Grepped},
    },
};

use super::data::Data;

/// Something for the world outside the model.
#[derive(Debug)]
pub enum Effect {
    /// For the worker: git and disk.
    Ask(Request),
    /// For the finder: paths of the repository.
    Find(FindRequest),
    /// For the terminal's clipboard.
    Copy(String),
    /// A text for the user's editor; the answer comes as [`Reply::Edited`].
    Edit(String),
    /// Paint everything again.
    Redraw,
    /// Give the shell back until `fg`.
    Suspend,
    /// End the program with this status.
    Exit(u8),
}

/// What the worker is asked to do. Requests are done one after the other, in order.
#[derive(Debug, Clone)]
pub enum Request {
    /// Save a change that the model has made already.
    Save(Change),
    /// Judge the citations of an audit.
    Check(AuditId),
    /// Judge the citations of the statements of applicability.
    CheckStatements,
    /// Read the checklists that have controls.
    Controls,
    /// Pin a file for citing in a place, replacing the citation with this id if one is given.
    Pin {
        /// Where it is cited.
        holder: Holder,
        /// What is cited.
        target: Target,
        /// Whether the work tree's bytes are meant rather than those of the branch's tip.
        work_tree: bool,
        /// The citation that it replaces.
        replaces: Option<EvidenceId>,
    },
    /// Show what was cited beside what is there now.
    Compare(Box<EvidenceLink>),
    /// Show what a commit would contain: of one audit, or all.
    Review(Option<AuditId>),
    /// Commit what was reviewed.
    Commit {
        /// What was reviewed.
        review: Box<Review>,
        /// The message.
        message: String,
    },
    /// Plan an audit against these checklists.
    Plan {
        /// The plan.
        plan: Plan,
        /// The checklists' ids.
        checklists: Vec<String>,
    },
    /// Say what it would mean for an audit to take the edition of a checklist that is at hand.
    Upgrade {
        /// The audit.
        audit: AuditId,
        /// The checklist.
        checklist: ChecklistId,
    },
    /// Read everything again.
    Reload,
    /// Keep half-typed text.
    KeepDraft(Draft),
    /// Forget the half-typed text of a place: it is saved or given up.
    DropDraft {
        /// The audit.
        audit: String,
        /// The place.
        place: String,
    },
    /// Remember where the person is.
    KeepPlace(Resume),
    /// Say when everything asked before is done; the program is ending.
    Report(std::sync::mpsc::Sender<()>),
}

/// What the finder is asked to do. A newer request of the same kind makes an older one moot.
#[derive(Debug, Clone)]
pub enum FindRequest {
    /// Rank the paths of the repository.
    Paths {
        /// What is typed.
        query: String,
        /// How many rows are wanted.
        limit: usize,
        /// What to prefer among equals.
        preferred: Arc<Preferred>,
    },
    /// Search the contents of files.
    Contents {
        /// What is typed: a pattern, and filters.
        query: String,
    },
    /// Search contents no longer.
    StopContents,
    /// Read the beginning of a file.
    Preview(String),
    /// Look whether the branch has moved, and list the paths again if it has.
    Refresh,
}

/// What worker and finder answer.
#[derive(Debug)]
pub enum Reply {
    /// The workspace as it was read, at the start or again.
    Loaded(Box<Data>),
    /// A change is saved; the counts of what is not committed are fresh.
    Saved {
        /// The change as it is on disk, where it was merged with an edit from outside.
        merged: Vec<crate::domain::record::Record>,
        /// How many records are not committed.
        pending: PendingCounts,
    },
    /// A change could not be saved; the model takes it back and keeps the text.
    NotSaved {
        /// The change.
        change: Change,
        /// Why.
        error: Error,
    },
    /// How many records are not committed.
    Counted(PendingCounts),
    /// The checklists that have controls.
    Controls(Arc<Vec<Checklist>>),
    /// Citations were judged.
    Checked(Citations),
    /// A file was pinned.
    Pinned {
        /// Where it is to be cited.
        holder: Holder,
        /// The citation.
        link: Box<EvidenceLink>,
    },
    /// What was cited beside what is there now.
    Compared(Box<Comparison>),
    /// What a commit would contain.
    Reviewed(Box<Review>),
    /// The records are committed.
    Committed(Committed),
    /// An audit is planned; all data follow.
    Planned(AuditId),
    /// What it would mean for an audit to take the edition of a checklist that is at hand; none where it has that already.
    Upgrade {
        /// The audit.
        audit: AuditId,
        /// The checklist.
        checklist: ChecklistId,
        /// The upgrade.
        upgrade: Option<Box<Upgrade>>,
    },
    /// The best paths for a query.
    Paths {
        /// The query that they answer.
        query: String,
        /// What was found.
        found: Found,
    },
    /// Lines found in the contents of files: those since the last answer.
    Contents {
        /// The query that they answer.
        query: String,
        /// The files with their lines, in the order of the paths.
        found: Vec<FileHits>,
        /// What the search came to, when it is at its end.
        end: Option<Box<ContentsEnd>>,
    },
    /// The beginning of a file.
    Previewed {
        /// The path.
        path: String,
        /// The content, or why it cannot be shown.
        content: Result<Content, Error>,
    },
    /// The user's editor is closed.
    Edited(Result<String, Error>),
    /// Something else failed.
    Failed(Error),
}

/// What a search of contents came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsEnd {
    /// How much was found and searched, or why nothing could be.
    pub outcome: Result<Grepped, Error>,
    /// What a person has to know of the filters.
    pub remark: Option<String>,
}

/// The lines that were picked, for messages.
pub fn lines_text(lines: Option<LineRange>) -> String {
    lines.map_or_else(
        || "the whole file".to_owned(),
        |lines| {
            let noun = if lines.count() == 1 { "line" } else { "lines" };
            format!("{noun} {lines}")
        },
    )
}
