//! One search: a walk, two threads that read and scan, and their finds put back in order.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender, SyncSender, TrySendError},
    },
    thread,
};

use git2::{Odb, Oid};

use super::{
    FileHits, GrepQuery, Grepped, Skipped,
    scan::scan,
    walk::{self, Walk, Wanted},
};
use crate::vcs::{GitRepository, VcsError, attributes};

/// How many threads read and scan.
const THREADS: usize = 2;
/// How many files are handed out at a time: few at first, so that something is there to see.
const FIRST_BATCH: usize = 16;
const BATCH: usize = 128;
/// How many batches wait.
const WAITING: usize = 8;

/// Files to be searched, with their place in the order.
struct Batch {
    number: usize,
    files: Vec<Wanted>,
}

/// What a batch came to.
struct Done {
    number: usize,
    found: Vec<FileHits>,
    searched: usize,
    skipped: Skipped,
    /// Whether it was not cut short.
    whole: bool,
}

type Results = Receiver<Result<Done, VcsError>>;
type Sink<'s> = dyn FnMut(FileHits) -> ControlFlow<()> + 's;

/// Searches; see [`Repository::grep`](crate::vcs::Repository::grep).
pub(in crate::vcs) fn grep(
    repo: &GitRepository,
    query: &GrepQuery<'_>,
    cancel: &(dyn Fn() -> bool + Sync),
    sink: &mut Sink<'_>,
) -> Result<Grepped, VcsError> {
    let at = match query.commit {
        Some(name) => Some(repo.commit_named(name)?),
        None => repo.tip()?,
    };
    let Some((commit, tree)) = at else {
        return Ok(Grepped {
            complete: true,
            ..Grepped::default()
        });
    };
    let handles: Vec<GitRepository> = (0..THREADS)
        .map(|_| repo.handle())
        .collect::<Result<_, _>>()?;
    let mut walk = Walk::new(repo, query);
    let (to_do, batches) = mpsc::sync_channel::<Batch>(WAITING);
    let (answers, done) = mpsc::channel();
    let batches = Mutex::new(batches);
    let enough = AtomicBool::new(false);
    let cancel = &|| enough.load(Ordering::Relaxed) || cancel();
    let mut gathering = Gathering::new(query, sink, commit.to_string(), &enough);
    thread::scope(|scope| {
        // However this closure is left, it ends with it, and then the threads end.
        let to_do = to_do;
        let mut started = 0;
        for repo in handles {
            let (answers, batches) = (answers.clone(), &batches);
            let work = move || work(&repo, query, batches, &answers, cancel);
            started += usize::from(thread::Builder::new().spawn_scoped(scope, work).is_ok());
        }
        drop(answers);
        if started == 0 {
            // Nobody would take what is handed out.
            return Err(VcsError::git("search the contents")(git2::Error::from_str(
                "no thread could be started",
            )));
        }
        let walked = hand_out_all(&mut walk, tree, &to_do, &done, &mut gathering, cancel);
        drop(to_do);
        if !matches!(walked, Ok(ControlFlow::Continue(()))) {
            enough.store(true, Ordering::Relaxed);
        }
        while gathering.wait(&done)? {}
        gathering.grepped.complete = walked?.is_continue() && gathering.whole;
        Ok(())
    })?;
    let mut grepped = gathering.grepped;
    grepped.skipped.add(&walk.skipped);
    Ok(grepped)
}

/// Hands out what the walk comes upon, and takes in what is found meanwhile.
fn hand_out_all(
    walk: &mut Walk<'_>,
    tree: Oid,
    to_do: &SyncSender<Batch>,
    done: &Results,
    gathering: &mut Gathering<'_, '_>,
    cancel: &dyn Fn() -> bool,
) -> Result<ControlFlow<()>, VcsError> {
    let mut number = 0;
    let mut hand_out = |files: Vec<Wanted>| {
        let mut batch = Batch { number, files };
        number += 1;
        loop {
            gathering.drain(done)?;
            if cancel() {
                return Ok(ControlFlow::Break(()));
            }
            match to_do.try_send(batch) {
                Ok(()) => return Ok(ControlFlow::Continue(())),
                Err(TrySendError::Full(back)) => batch = back,
                Err(TrySendError::Disconnected(_)) => return Ok(ControlFlow::Break(())),
            }
            if !gathering.wait(done)? {
                // No thread is left that would take it.
                return Ok(ControlFlow::Break(()));
            }
        }
    };
    let mut room = FIRST_BATCH;
    let mut files = Vec::with_capacity(room);
    let mut failed = None;
    let flow = walk.run(tree, &mut |wanted| {
        files.push(wanted);
        if files.len() < room {
            return ControlFlow::Continue(());
        }
        room = BATCH;
        let full = std::mem::replace(&mut files, Vec::with_capacity(room));
        hand_out(full).unwrap_or_else(|error| {
            failed = Some(error);
            ControlFlow::Break(())
        })
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if flow.is_continue() && !files.is_empty() {
        return hand_out(files);
    }
    Ok(flow)
}

/// Searches batches until no more are handed out.
fn work(
    repo: &GitRepository,
    query: &GrepQuery<'_>,
    batches: &Mutex<Receiver<Batch>>,
    answers: &Sender<Result<Done, VcsError>>,
    cancel: &dyn Fn() -> bool,
) {
    loop {
        let next = batches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(batch) = next else { return };
        // Whoever does not listen any more has heard enough.
        if answers.send(search(repo, query, batch, cancel)).is_err() {
            return;
        }
    }
}

/// Puts what the threads found in order, hands it over and counts.
struct Gathering<'a, 's> {
    query: &'a GrepQuery<'a>,
    sink: &'a mut Sink<'s>,
    /// What came before its turn.
    early: BTreeMap<usize, Done>,
    next: usize,
    grepped: Grepped,
    /// Whether every batch was searched to its end.
    whole: bool,
    /// Set when the sink has heard enough.
    enough: &'a AtomicBool,
}

impl<'a, 's> Gathering<'a, 's> {
    fn new(
        query: &'a GrepQuery<'a>,
        sink: &'a mut Sink<'s>,
        commit: String,
        enough: &'a AtomicBool,
    ) -> Self {
        Self {
            query,
            sink,
            early: BTreeMap::new(),
            next: 0,
            grepped: Grepped {
                commit: Some(commit),
                ..Grepped::default()
            },
            whole: true,
            enough,
        }
    }

    /// Takes what is there.
    fn drain(&mut self, done: &Results) -> Result<(), VcsError> {
        while let Ok(result) = done.try_recv() {
            self.take(result?);
        }
        Ok(())
    }

    /// Waits for one batch; false when none will come any more.
    fn wait(&mut self, done: &Results) -> Result<bool, VcsError> {
        let Ok(result) = done.recv() else {
            return Ok(false);
        };
        self.take(result?);
        Ok(true)
    }

    fn take(&mut self, done: Done) {
        self.early.insert(done.number, done);
        while let Some(done) = self.early.remove(&self.next) {
            self.next += 1;
            self.whole &= done.whole;
            self.grepped.searched += done.searched;
            self.grepped.skipped.add(&done.skipped);
            for hits in done.found {
                self.hand_over(hits);
            }
        }
    }

    fn hand_over(&mut self, mut hits: FileHits) {
        let lines = hits.lines.len() + hits.more;
        let given = self.grepped.lines - self.grepped.more;
        let room = self.query.lines.saturating_sub(given);
        hits.lines.truncate(room);
        hits.more = lines - hits.lines.len();
        self.grepped.files += 1;
        self.grepped.lines += lines;
        self.grepped.more += hits.more;
        let heard = self.enough.load(Ordering::Relaxed);
        if !heard && !hits.lines.is_empty() && (self.sink)(hits).is_break() {
            self.enough.store(true, Ordering::Relaxed);
            self.whole = false;
        }
    }
}

/// Searches a batch; the question whether to go on is asked before every file.
fn search(
    repo: &GitRepository,
    query: &GrepQuery<'_>,
    batch: Batch,
    cancel: &dyn Fn() -> bool,
) -> Result<Done, VcsError> {
    let odb = repo.odb()?;
    let regex = query.pattern.regex().clone();
    let mut done = Done {
        number: batch.number,
        found: Vec::new(),
        searched: 0,
        skipped: Skipped::default(),
        whole: true,
    };
    for file in batch.files {
        if cancel() {
            done.whole = false;
            break;
        }
        let bytes = match read(repo, &odb, &file, query.file_at_most) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                done.skipped.large += 1;
                continue;
            }
            Err(error) if walk::unread(&error, &mut done.skipped) => continue,
            Err(error) => return Err(error),
        };
        let bytes = bytes.data();
        if !attributes::is_text(bytes) {
            done.skipped.binary += 1;
        } else if attributes::is_lfs_pointer(bytes) {
            done.skipped.lfs += 1;
        } else {
            done.searched += 1;
            let scanned = scan(&regex, bytes, query.lines_per_file);
            if !scanned.lines.is_empty() || scanned.more > 0 {
                done.found.push(FileHits {
                    path: file.path,
                    blob: file.id.to_string(),
                    lines: scanned.lines,
                    more: scanned.more,
                });
            }
        }
    }
    Ok(done)
}

/// Reads a file; none where it is too large.
fn read<'o>(
    repo: &GitRepository,
    odb: &'o Odb<'_>,
    file: &Wanted,
    at_most: u64,
) -> Result<Option<git2::OdbObject<'o>>, VcsError> {
    if repo.size_of(odb, file.id)? > at_most {
        return Ok(None);
    }
    repo.blob_object(odb, file.id).map(Some)
}
