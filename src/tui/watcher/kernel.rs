//! Watching by Linux's inotify.

use std::{
    collections::HashMap,
    fs,
    io::Read as _,
    mem::MaybeUninit,
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags},
    io::{self, Errno},
};

use crate::{
    session::presence::Watched,
    tui::{
        effect::{Outside, Reply},
        runner::Sender,
    },
};

/// How long it has to be quiet before a burst is told.
const QUIET: Duration = Duration::from_millis(150);

/// How long a burst is waited out: one that never ends is told all the same.
const PATIENCE: Duration = Duration::from_secs(2);

/// How deep folders are watched: an audit has answers in a folder of a folder.
const DEPTH: usize = 8;

/// How much of HEAD is read to see which branch it names.
const HEAD_AT_MOST: u64 = 4096;

/// Why a folder is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Interest {
    /// The records or checklists in it, and the folders.
    Records,
    /// Files and folders of these names.
    Names(Vec<String>),
    /// Whoever comes and goes.
    People,
}

/// What is watched, and why.
pub(super) struct Watcher {
    watched: Watched,
    queue: OwnedFd,
    interests: HashMap<i32, Vec<Interest>>,
    /// Whether the system watches no more.
    is_full: bool,
}

/// What the kernel has told.
#[derive(Debug, Default)]
struct Seen {
    outside: Outside,
    /// Whether folders came, went, or may have.
    folders: bool,
}

impl Watcher {
    /// Begins to watch.
    pub(super) fn new(watched: Watched) -> io::Result<Self> {
        let mut begun = Self {
            watched,
            queue: inotify::init(CreateFlags::CLOEXEC)?,
            interests: HashMap::new(),
            is_full: false,
        };
        begun.look();
        Ok(begun)
    }

    /// Tells of each burst, until nobody listens.
    pub(super) fn run(mut self, answers: &Sender<Reply>) -> io::Result<()> {
        let mut space = [MaybeUninit::uninit(); 16 * 1024];
        loop {
            let mut seen = Seen::default();
            {
                let mut reader = Reader::new(&self.queue, &mut space);
                self.read(&mut reader, &mut seen)?;
                let start = Instant::now();
                // What concerns nobody wakes nobody.
                while seen.is_any() && start.elapsed() < PATIENCE && is_more(&self.queue)? {
                    self.read(&mut reader, &mut seen)?;
                }
            }
            if seen.outside.records || seen.folders {
                self.look();
            }
            if seen.is_any() && !answers.reply(Reply::Outside(seen.outside)) {
                return Ok(());
            }
        }
    }

    /// Takes in all that the kernel tells at once, waiting for the first of it.
    fn read(&self, reader: &mut Reader<'_, &OwnedFd>, seen: &mut Seen) -> io::Result<()> {
        loop {
            match reader.next() {
                Ok(event) => {
                    let name = event.file_name().map(|name| name.to_string_lossy());
                    self.note(event.wd(), event.events(), name.as_deref(), seen);
                }
                Err(Errno::INTR) => {}
                Err(cause) => return Err(cause),
            }
            if reader.is_buffer_empty() {
                return Ok(());
            }
        }
    }

    fn note(&self, watch: i32, events: ReadFlags, name: Option<&str>, seen: &mut Seen) {
        if events.contains(ReadFlags::QUEUE_OVERFLOW) {
            *seen = Seen::all();
            return;
        }
        let gone = ReadFlags::DELETE_SELF | ReadFlags::MOVE_SELF | ReadFlags::UNMOUNT;
        let is_folder = events.contains(ReadFlags::ISDIR);
        for interest in self.interests.get(&watch).into_iter().flatten() {
            match interest {
                Interest::Records if events.intersects(gone) || is_folder => {
                    seen.outside.records = true;
                    seen.folders = true;
                }
                Interest::Records => {
                    seen.outside.records |= name.is_some_and(is_record);
                }
                Interest::Names(names) => {
                    let is_named = name.is_some_and(|name| names.iter().any(|it| it == name));
                    seen.outside.records |= is_named;
                    seen.folders |= is_named && is_folder;
                }
                Interest::People => {
                    let is_entry = name.is_some_and(|name| !name.starts_with('.'));
                    seen.outside.people |= is_entry;
                }
            }
        }
    }

    /// Watches all there is now. What is watched already stays so; of what was taken away the kernel forgets by itself.
    fn look(&mut self) {
        self.interests.clear();
        let Watched {
            root,
            records,
            checklists,
            git_dir,
            common,
            here,
        } = self.watched.clone();
        let top = records.split('/').next().unwrap_or_default();
        let names = ["tickmark.toml", top, checklists]
            .map(str::to_owned)
            .to_vec();
        self.watch(&root, Interest::Names(names));
        self.watch(&root.join(checklists), Interest::Records);
        let mut folder = root;
        for part in records.split('/') {
            folder.push(part);
            self.watch(&folder, Interest::Records);
        }
        self.watch_below(&folder, 0);
        self.watch(&git_dir, Interest::Names(vec!["HEAD".to_owned()]));
        self.watch(&common, Interest::Names(vec!["packed-refs".to_owned()]));
        let mut folder = common;
        // A branch may have slashes, and its folder may not be there yet.
        for part in branch(&git_dir).iter().flat_map(|name| name.split('/')) {
            self.watch(&folder, Interest::Names(vec![part.to_owned()]));
            folder.push(part);
        }
        self.watch(&here, Interest::People);
    }

    fn watch_below(&mut self, folder: &Path, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.watch(&entry.path(), Interest::Records);
                self.watch_below(&entry.path(), depth + 1);
            }
        }
    }

    fn watch(&mut self, folder: &Path, interest: Interest) {
        let flags = WatchFlags::CLOSE_WRITE
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO
            | WatchFlags::DELETE_SELF
            | WatchFlags::MOVE_SELF
            | WatchFlags::ONLYDIR
            | WatchFlags::DONT_FOLLOW;
        match inotify::add_watch(&self.queue, folder, flags) {
            Ok(watch) => self.interests.entry(watch).or_default().push(interest),
            Err(Errno::NOSPC) if !self.is_full => {
                self.is_full = true;
                let limit = "fs.inotify.max_user_watches";
                tracing::warn!(
                    limit,
                    "not all edits from outside are noticed by themselves"
                );
            }
            // It is not there, or cannot be read.
            Err(_) => {}
        }
    }
}

impl Seen {
    fn all() -> Self {
        Self {
            outside: Outside {
                records: true,
                people: true,
            },
            folders: true,
        }
    }

    fn is_any(&self) -> bool {
        self.outside.records || self.outside.people
    }
}

/// Waits for more; false where it has been quiet for long enough.
fn is_more(queue: &OwnedFd) -> io::Result<bool> {
    let quiet = Timespec::try_from(QUIET).map_err(|_| Errno::INVAL)?;
    loop {
        match poll(&mut [PollFd::new(queue, PollFlags::IN)], Some(&quiet)) {
            Ok(ready) => return Ok(ready > 0),
            Err(Errno::INTR) => {}
            Err(cause) => return Err(cause),
        }
    }
}

/// Tells whether a file may be a record by its name: no leftover of an editor, and no temporary one.
fn is_record(name: &str) -> bool {
    !name.starts_with('.') && Path::new(name).extension().is_some_and(|it| it == "toml")
}

/// Returns the branch that HEAD names, with `refs/heads/`; none where HEAD is detached.
fn branch(git_dir: &Path) -> Option<String> {
    let path: PathBuf = git_dir.join("HEAD");
    if !fs::symlink_metadata(&path).ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    let file = fs::File::open(path).ok()?;
    file.take(HEAD_AT_MOST).read_to_string(&mut text).ok()?;
    let name = text.strip_prefix("ref: ")?.trim_end();
    name.starts_with("refs/").then(|| name.to_owned())
}

#[cfg(test)]
mod tests;
