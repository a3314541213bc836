//! What the program asks of the world, and what the world answers: git and disk through the worker, paths through the
//! finder, who did what through the historian, the terminal through the loop.

mod failing;
mod sampling;
mod syncing;
mod ticking;

pub use failing::{Failure, Origin, Ticket};
pub use sampling::{SampleReply, SampleRequest};
pub use syncing::{SyncRequest, SyncTold};
pub use ticking::{ReviewAsked, Tick};

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use jiff::civil::Date;

use crate::{
    domain::{
        action::{ExtentQuery, Found as FoundExtent, Proofs},
        change::Change,
        checklist::Checklist,
        evidence::{EvidenceLink, LineRange},
        holder::Holder,
        id::{AuditId, ChecklistId, EvidenceId, SystemId},
        sample::{Design, Population},
        trail_test::TrailTest,
        workspace::EvidenceRepository,
    },
    error::Error,
    session::{
        CommitLine, Committed, Draft, Recovery, Resume, ShownCommit,
        clash::Clash,
        comparison::{Beside, Which},
        editions::Upgrade,
        evidence::Target,
        follow_up::Citations,
        independence::{Questions, Remembered},
        keep::Kept,
        paths::{self, Preferred},
        plan::Plan,
        presence::Present,
        register::ReadRegister,
        repositories::Standing,
        review::{Hands, PendingCounts, Review, Ticked},
        search::{FileHits, Grepped},
        signoff::{Proposal, SignOffMark, SignOffs, SignedOff},
        trail::CommitBetween,
        trail_test::Found,
        verify::{Progress, Verification},
        writing::Unwritable,
    },
};

use super::{
    data::Data,
    screens::evidence::{Compared, InCommit, Trailed},
    shown::Shown,
};

/// Something for the world outside the model.
#[derive(Debug)]
pub enum Effect {
    /// For the worker: git and disk.
    Ask(Request),
    /// For the finder: paths of the repository.
    Find(FindRequest),
    /// For the previewer: a file to look at.
    Preview(String),
    /// For the tracers: what became of citations, and how; where there is more of the same; what
    /// a sample would be drawn from.
    Trace(Trace),
    /// For the historian: who has worked on what.
    Look(LookRequest),
    /// A sign-off that was agreed to; with a key it is signed outside the screen, where a passphrase can be asked for.
    Sign(Box<Proposal>),
    /// For the syncer: the other side. Where git may ask something it is done outside the screen.
    Sync(SyncRequest),
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
    /// Save what takes an edit back, unless something that is committed would be gone with it.
    TakeBack(Change),
    /// Look whether files or the branch have changed since they were read, and read all again if so.
    LookAgain,
    /// Judge the citations of an audit.
    Check(AuditId),
    /// Judge the citations of the statements of applicability.
    CheckStatements,
    /// Read the checklists that have controls.
    Controls,
    /// Read the checklists that the audit programme is to cover.
    Standards,
    /// Look which repositories of evidence are here.
    Repositories,
    /// Pin a file for citing in a place.
    Pin {
        /// Where it is cited.
        holder: Holder,
        /// What is cited.
        target: Target,
        /// Whether the work tree's bytes are meant rather than those of the branch's tip.
        work_tree: bool,
    },
    /// Pin a citation anew; the old pin stays in it.
    Repin {
        /// Where it is cited.
        holder: Holder,
        /// The citation.
        link: Box<EvidenceLink>,
        /// What it is pinned to, at the branch's tip.
        target: Target,
        /// Why.
        why: String,
    },
    /// Keep a copy of a file on disk and cite it.
    Keep {
        /// Where it is cited.
        holder: Holder,
        /// What is to be kept.
        copy: Box<Copying>,
    },
    /// Cite a commit.
    CiteCommit {
        /// Where it is cited.
        holder: Holder,
        /// The commit, as a person names it.
        commit: String,
    },
    /// List the newest commits.
    Commits,
    /// Show a commit that is cited.
    ShowCommit(Box<EvidenceLink>),
    /// Show what a commit would contain.
    Review(ReviewAsked),
    /// Judge what is ticked of a review, by itself.
    Tick(Tick),
    /// Commit what was reviewed.
    Commit {
        /// What was reviewed.
        review: Box<Review>,
        /// The message.
        message: String,
        /// By whom it is, as whoever was asked has said.
        hands: Hands,
    },
    /// Do something about a lock that holds up commits.
    Lock(LockDeed),
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
    /// Say what became of the sign-offs of an audit, and what would be signed with these own words.
    SignOffs {
        /// The audit.
        audit: AuditId,
        /// The own words.
        words: String,
    },
    /// Sign what was shown, without a key.
    SignOff(Box<Proposal>),
    /// Say in a word how each audit is signed off.
    SignOffMarks,
    /// Something about samples.
    Sample(SampleRequest),
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
        /// Which of the deeds about drafts it is; the model says.
        turn: u64,
    },
    /// Keep what the history said for an audit, so that a review tells of it.
    Learn(AuditId, Box<Remembered>),
    /// Remember where the person is.
    KeepPlace(Resume),
    /// Say when everything asked before is done, and how many changes could not be saved so far.
    Report(std::sync::mpsc::Sender<usize>),
    /// Look who else is at work in the checkout.
    WhoIsHere,
}

/// A file to keep a copy of, and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copying {
    /// The path of the file, from the top of the workspace; `~` is the home folder.
    pub path: String,
    /// Where it is from; the path when empty.
    pub origin: String,
    /// The name that the copy has behind its id; that of the file when empty.
    pub name: String,
    /// Of when its content is; today when there is none.
    pub dated: Option<Date>,
    /// What the auditor notes about it.
    pub note: String,
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
        /// The number of the question.
        ticket: Ticket,
        /// What is typed: a pattern, and filters.
        query: String,
    },
    /// Search contents no longer.
    StopContents,
    /// Look whether the branch has moved, and list the paths again if it has.
    Refresh,
    /// Open the repositories anew: others may have come.
    Forget,
}

/// What a tracer is asked, and the repositories that the workspace names.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The repositories.
    pub declared: Vec<EvidenceRepository>,
    /// The question.
    pub question: Question,
}

/// What a tracer is asked. A newer question of the same lane makes an older one moot.
#[derive(Debug, Clone)]
pub enum Question {
    /// What was cited beside what is there.
    Compare {
        /// The citation.
        link: Box<EvidenceLink>,
        /// Which of its pins.
        which: Which,
        /// What it is compared with.
        beside: Beside,
    },
    /// What a commit made of its file.
    Commit {
        /// The citation.
        link: Box<EvidenceLink>,
        /// The commit.
        commit: Box<CommitBetween>,
    },
    /// What happened to its file since, and where what was cited may be.
    Trail(Box<EvidenceLink>),
    /// Where there is more of the same.
    Extent(ExtentAsked),
    /// What a sample would be drawn from, and how many items of it a design would draw.
    Population(Box<(Population, Design)>),
    /// Whether the life cycle was kept, and nothing was touched since.
    Verify(VerifyAsked),
    /// What speaks of an AI system at each step of its trail.
    SystemTrail(Box<TrailTest>),
}

/// A verification that somebody waits for. Two are the same where they share their `cancel`.
#[derive(Debug, Clone)]
pub struct VerifyAsked {
    /// The audit; the whole workspace when there is none.
    pub audit: Option<AuditId>,
    /// Set when nobody waits for it any more.
    pub cancel: Arc<AtomicBool>,
}

/// What is told of a verification.
#[derive(Debug)]
pub enum VerifyTold {
    /// How far it is.
    Going(Progress),
    /// What it came to; nothing where it was stopped.
    Done(Result<Option<Box<Verification>>, Error>),
}

/// A search for more of the same. Two are the same where they share their `cancel`.
#[derive(Debug, Clone)]
pub struct ExtentAsked {
    /// What is searched for.
    pub query: ExtentQuery,
    /// The folder of the records, which are left out.
    pub records: String,
    /// Set when nobody waits for it any more.
    pub cancel: Arc<AtomicBool>,
}

/// What the historian is asked to do. A newer request about the same audit makes an older one moot.
#[derive(Debug, Clone)]
pub struct LookRequest {
    /// The audit.
    pub audit: AuditId,
    /// What is asked of each repository.
    pub asked: Questions,
    /// The repositories beside this one.
    pub declared: Vec<EvidenceRepository>,
}

/// What a person does about a lock that holds up commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockDeed {
    /// Wait for its end.
    Wait,
    /// Remove it, which was so old when they were asked: its holder is gone.
    Remove(Duration),
    /// Go on without writing anything, for this reason.
    OnlyRead(String),
}

/// What the watcher saw, whoever did it: that may have been this program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outside {
    /// Records, HEAD or the branch.
    pub records: bool,
    /// Who is at work in the checkout.
    pub people: bool,
}

/// What worker, finder, tracers, historian and watcher answer.
#[derive(Debug)]
pub enum Reply {
    /// The workspace as it was read again. The model takes it in before panels hear of it, and what was known before is left.
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
        /// What somebody else made of the same records, where that is why.
        clash: Option<Box<Clash>>,
    },
    /// Something was changed from outside, or somebody came or went.
    Outside(Outside),
    /// Who else is at work in the checkout.
    Here(Vec<Present>),
    /// How many records are not committed.
    Counted(PendingCounts),
    /// Nothing can be saved any more, for this reason; or it can be again.
    Unwritable(Option<Unwritable>),
    /// The checklists that have controls.
    Controls(Arc<Vec<Checklist>>),
    /// The checklists that the audit programme is to cover.
    Standards(Arc<Vec<Checklist>>),
    /// How it stands with the repositories of evidence.
    Repositories(Vec<Standing>),
    /// The register of AI systems: none where none is named, or why it cannot be read.
    Register(Result<Option<Arc<ReadRegister>>, Error>),
    /// What was found for the trail of an AI system, or why nothing could be looked for.
    Trail {
        /// The system.
        system: SystemId,
        /// What was found.
        found: Result<Arc<Found>, Error>,
    },
    /// A lock was waited for, or removed: how it stands with it now.
    Healed(Recovery),
    /// Citations were judged.
    Checked(Citations),
    /// It was found out what became of the commits that fixed something.
    Proved(Proofs),
    /// A file was pinned.
    Pinned {
        /// Where it is to be cited.
        holder: Holder,
        /// The citation.
        link: Box<EvidenceLink>,
    },
    /// What a search for more of the same found, or why nothing could be searched.
    Extent(ExtentAsked, Result<FoundExtent, Error>),
    /// How a verification goes, or what it came to.
    Verify(VerifyAsked, VerifyTold),
    /// What was cited beside what is there.
    Compared(Box<Compared>),
    /// What a commit made of the file of a citation.
    InCommit(Box<InCommit>),
    /// What happened to the file of a citation, and where what was cited may be.
    Trailed(Box<Trailed>),
    /// A copy is kept.
    Kept {
        /// Where it is to be cited.
        holder: Holder,
        /// The copy and its citation.
        kept: Box<Kept>,
    },
    /// The newest commits, newest first.
    Commits(Arc<Vec<CommitLine>>),
    /// A commit that is cited, or why it cannot be shown.
    ShownCommit {
        /// The citation.
        id: EvidenceId,
        /// The commit.
        shown: Result<Box<ShownCommit>, Error>,
    },
    /// What a commit would contain.
    Reviewed(Box<Review>),
    /// What is ticked of a review, judged by itself.
    Ticked {
        /// The number of the question.
        number: Ticket,
        /// The answer.
        ticked: Box<Ticked>,
    },
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
    /// What became of the sign-offs of an audit, and what would be signed.
    SignOffs {
        /// The audit.
        audit: AuditId,
        /// The sign-offs, or why they cannot be read.
        found: Box<Result<SignOffs, Error>>,
    },
    /// An audit is signed off, or why not.
    SignedOff(Box<Result<SignedOff, Error>>),
    /// How audits are signed off, each that is.
    SignOffMarks(BTreeMap<AuditId, SignOffMark>),
    /// What is told of bringing both sides together. The model takes it in before panels hear of it.
    Sync(SyncTold),
    /// An answer about samples.
    Sample(SampleReply),
    /// The best paths for a query.
    Paths {
        /// The query that they answer.
        query: String,
        /// What was found.
        found: paths::Found,
    },
    /// Lines found in the contents of files: those since the last answer.
    Contents {
        /// The question that they answer.
        ticket: Ticket,
        /// The files with their lines, in the order of the paths.
        found: Vec<FileHits>,
        /// What the search came to, when it is at its end.
        end: Option<Box<ContentsEnd>>,
    },
    /// A file to look at; of a large one the beginning first.
    Previewed {
        /// The path.
        path: String,
        /// What there is to see, or why there is nothing.
        content: Result<Arc<Shown>, Error>,
    },
    /// What the history said for an audit, or why it could not be looked through.
    Looked {
        /// The audit.
        audit: AuditId,
        /// What it said.
        said: Box<Result<Remembered, Error>>,
    },
    /// The user's editor is closed.
    Edited(Result<String, Error>),
    /// A word on what was done, beside its answer.
    Remark(String),
    /// Something else failed.
    Failed(Failure),
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
