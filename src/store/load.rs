//! Loading the records of audits, two files at a time.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    io,
    path::Path,
    sync::{Mutex, PoisonError},
    thread::{Builder, ScopedJoinHandle},
};

use crate::{
    atomic::AtomicError,
    beneath::{Folder, Kind},
    domain::{
        checklist::Checklist,
        id::AuditId,
        papers::WorkingPapers,
        record::{Record, RecordKey},
    },
};

use super::{
    BrokenRecord, Loaded, LoadedProgramme, LoadedStatements, Located, Store, StoreError, library,
    paths, read,
};

/// With fewer files a second thread costs more than it brings.
const MANY: usize = 64;

/// What is said of a record that is something else than a file.
const NO_FILE: &str = "it is not a file; links are not followed";

/// A file to read.
struct Job {
    key: RecordKey,
    relative: String,
}

/// What was in a file.
enum Content {
    Record(Box<Record>),
    Checklist(Box<Checklist>),
}

/// What came of reading a file.
struct Outcome {
    key: RecordKey,
    relative: String,
    source: Option<read::Source>,
    content: Result<(Content, Option<u32>), Broken>,
}

/// What is wrong with a file: what was found first, and what beside that.
struct Broken {
    error: Located,
    more: Vec<Located>,
}

impl Broken {
    fn of(key: RecordKey, path: String, Self { error, more }: Self) -> BrokenRecord {
        BrokenRecord {
            key: Some(key),
            path,
            error,
            more,
        }
    }
}

pub(super) fn audits(root: &Path, records: &str) -> Result<Vec<AuditId>, StoreError> {
    let Some(folder) = opened(root, records)? else {
        return Ok(Vec::new());
    };
    let mut audits = Vec::new();
    for (name, kind) in listed(&folder, records)? {
        if kind != Kind::Folder {
            continue;
        }
        // Without its own record but with others it is an audit that lost it, and is told as broken.
        let is_audit = || {
            let held = folder.folder(OsStr::new(&name)).ok().flatten()?;
            let own = held.look(OsStr::new("audit.toml")).ok().flatten();
            let copies = || {
                let copies = held.folder(OsStr::new("criteria")).ok().flatten()?;
                copies.list().ok()
            };
            Some(own.is_some() || copies().is_some_and(|copies| !copies.is_empty()))
        };
        if let Ok(id) = name.parse::<AuditId>()
            && is_audit() == Some(true)
        {
            audits.push(id);
        }
    }
    audits.sort();
    Ok(audits)
}

/// Opens a folder beneath the root; none where there is none, and an error where a symbolic link is on the way.
fn opened(root: &Path, relative: &str) -> Result<Option<Folder>, StoreError> {
    match Folder::root(root).and_then(|root| root.beneath(relative)) {
        Ok(folder) => Ok(folder),
        Err(AtomicError::Symlink { .. }) => Err(StoreError::Linked {
            path: relative.to_owned(),
        }),
        // A file, or a pipe: no folder.
        Err(AtomicError::InTheWay { .. }) => Ok(None),
        Err(cause) => Err(unlisted(relative, cause)),
    }
}

/// Lists a folder by name; names that are no text are left out.
fn listed(folder: &Folder, relative: &str) -> Result<Vec<(String, Kind)>, StoreError> {
    let names = folder.list().map_err(|cause| unlisted(relative, cause))?;
    let mut names: Vec<_> = names
        .into_iter()
        .filter_map(|(name, kind)| Some((name.into_string().ok()?, kind)))
        .collect();
    names.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(names)
}

fn unlisted(relative: &str, cause: AtomicError) -> StoreError {
    StoreError::Io {
        path: relative.to_owned(),
        source: match cause {
            AtomicError::Io { source, .. } => source,
            refused => io::Error::other(refused),
        },
    }
}

impl Store {
    /// Reads the records of all audits.
    pub fn load_all(&mut self) -> Result<Vec<(AuditId, Loaded)>, StoreError> {
        let mut jobs = Vec::new();
        let mut audits = Vec::new();
        for id in self.audits()? {
            let (more, broken) = self.jobs(&id)?;
            audits.push((id, more.len(), broken));
            jobs.extend(more);
        }
        let mut outcomes = read_all(&self.root, jobs).into_iter();
        Ok(audits
            .into_iter()
            .map(|(id, count, broken)| {
                let loaded = self.assemble(&id, outcomes.by_ref().take(count).collect(), broken);
                (id, loaded)
            })
            .collect())
    }

    /// Reads the statements of applicability.
    pub fn load_applicability(&mut self) -> Result<LoadedStatements, StoreError> {
        let mut listing = Listing {
            store: self,
            jobs: Vec::new(),
            broken: Vec::new(),
        };
        listing.folder(&format!("{}/{}", self.records, paths::APPLICABILITY))?;
        let Listing { jobs, broken, .. } = listing;
        let mut loaded = LoadedStatements {
            broken,
            ..LoadedStatements::default()
        };
        for outcome in read_all(&self.root, jobs) {
            if let Some(source) = outcome.source {
                self.held.insert(outcome.key.clone(), source);
            }
            match outcome.content {
                Ok((content, newer)) => {
                    if newer.is_some() {
                        loaded.read_only.push(outcome.key);
                    }
                    if let Content::Record(record) = content
                        && let Record::Applicability(statement) = *record
                    {
                        loaded
                            .statements
                            .insert(statement.checklist.clone(), statement);
                    }
                }
                Err(broken) => {
                    let broken = Broken::of(outcome.key, outcome.relative, broken);
                    loaded.broken.push(broken);
                }
            }
        }
        Ok(loaded)
    }

    /// Reads the audit programme, if there is one.
    pub fn load_programme(&mut self) -> LoadedProgramme {
        let key = RecordKey::Programme;
        let relative = self.path_of(&key);
        let mut more = Vec::new();
        let understood = read::source(&self.root, &relative).and_then(|source| {
            let Some(source) = source else {
                return Ok(None);
            };
            let understood = read::record(&relative, &key, &source.text);
            if let Err(error) = &understood {
                more = Self::further_faults(&key, &relative, &source.text, error);
            }
            self.held.insert(key.clone(), source);
            understood.map(Some)
        });
        match understood {
            Ok(None) => LoadedProgramme::default(),
            Ok(Some(understood)) => LoadedProgramme {
                is_newer: understood.newer.is_some(),
                programme: match understood.record {
                    Record::Programme(programme) => Some(programme),
                    Record::Workspace(_)
                    | Record::Applicability(_)
                    | Record::Audit(_)
                    | Record::Criteria { .. }
                    | Record::Answers { .. }
                    | Record::Finding { .. }
                    | Record::Action { .. }
                    | Record::Sample { .. }
                    | Record::Trail { .. } => None,
                },
                broken: None,
            },
            Err(error) => LoadedProgramme {
                broken: Some(BrokenRecord {
                    key: Some(key),
                    path: relative,
                    error,
                    more,
                }),
                ..LoadedProgramme::default()
            },
        }
    }

    fn jobs(&self, id: &AuditId) -> Result<(Vec<Job>, Vec<BrokenRecord>), StoreError> {
        let folder = format!("{}/{id}", self.records);
        let mut listing = Listing {
            store: self,
            jobs: Vec::new(),
            broken: Vec::new(),
        };
        if matches!(opened(&self.root, &folder), Ok(Some(_))) {
            listing.file(format!("{folder}/audit.toml"));
            for name in ["criteria", "findings", "actions", "samples", "trails"] {
                listing.folder(&format!("{folder}/{name}"))?;
            }
            let answers = format!("{folder}/answers");
            for (name, kind) in listing.names(&answers)? {
                if kind == Kind::Folder {
                    listing.folder(&format!("{answers}/{name}"))?;
                }
            }
        }
        Ok((listing.jobs, listing.broken))
    }

    fn assemble(
        &mut self,
        id: &AuditId,
        outcomes: Vec<Outcome>,
        mut broken: Vec<BrokenRecord>,
    ) -> Loaded {
        let mut read_only = Vec::new();
        let mut audit = None;
        let mut checklists = Vec::new();
        let mut records = Vec::new();
        for Outcome {
            key,
            relative,
            source,
            content,
        } in outcomes
        {
            if let Some(source) = source {
                self.held.insert(key.clone(), source);
            }
            match content {
                Ok((content, newer)) => {
                    if newer.is_some() {
                        read_only.push(key);
                    }
                    match content {
                        Content::Checklist(checklist) => checklists.push(*checklist),
                        Content::Record(record) => match *record {
                            Record::Audit(found) => audit = Some(found),
                            other => records.push(other),
                        },
                    }
                }
                Err(found) => broken.push(Broken::of(key, relative, found)),
            }
        }
        let mut whole = true;
        for checklist in audit.iter().flat_map(|audit| &audit.checklists) {
            if checklists.iter().any(|held| &held.id == checklist) {
                continue;
            }
            whole = false;
            let key = RecordKey::Criteria(id.clone(), checklist.clone());
            if broken.iter().all(|b| b.key.as_ref() != Some(&key)) {
                let path = self.path_of(&key);
                let error = Located::whole(&path, "the audit's copy of the checklist is missing")
                    .hint(format!("bring it back: git checkout -- '{path}'"));
                broken.push(BrokenRecord {
                    key: Some(key),
                    path,
                    error,
                    more: Vec::new(),
                });
            }
        }
        let papers = audit.filter(|_| whole).map(|audit| {
            let mut papers = WorkingPapers::new(audit, checklists);
            for record in &records {
                papers.put(record);
            }
            papers
        });
        Loaded {
            papers,
            broken,
            read_only,
        }
    }
}

/// The files of an audit, as its folders are listed.
struct Listing<'a> {
    store: &'a Store,
    jobs: Vec<Job>,
    broken: Vec<BrokenRecord>,
}

impl Listing<'_> {
    /// Lists a folder by name; nothing where it is not there or a link, which is told.
    fn names(&mut self, folder: &str) -> Result<Vec<(String, Kind)>, StoreError> {
        match opened(&self.store.root, folder) {
            Ok(Some(held)) => listed(&held, folder),
            Ok(None) => Ok(Vec::new()),
            Err(StoreError::Linked { .. }) => {
                self.fault(
                    folder.to_owned(),
                    "it is a symbolic link, which is not followed",
                );
                Ok(Vec::new())
            }
            Err(cause) => Err(cause),
        }
    }

    fn folder(&mut self, folder: &str) -> Result<(), StoreError> {
        let mut entries = self.names(folder)?;
        // Of two names that differ by case alone the one that is a record's is read.
        let records = &self.store.records;
        entries
            .sort_by_key(|(name, _)| paths::key_of(records, &format!("{folder}/{name}")).is_none());
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, kind) in &entries {
            let lower = name.to_ascii_lowercase();
            if lower
                .strip_suffix(".toml")
                .is_none_or(|stem| stem.starts_with('.'))
            {
                continue;
            }
            let relative = format!("{folder}/{name}");
            // Elsewhere both may be one file, and one of them is lost there.
            if let Some(other) = seen.insert(lower, name) {
                let message =
                    format!("its name is that of {other} but for the case of its letters");
                self.fault_with(
                    relative,
                    &message,
                    "keep one of them: one record has one file",
                );
                continue;
            }
            if name.strip_suffix(".toml").is_none() {
                let hint = "rename it, so that it ends in .toml";
                self.fault_with(
                    relative,
                    "its name does not end in .toml, but nearly so",
                    hint,
                );
                continue;
            }
            if *kind == Kind::File {
                self.file(relative);
            } else {
                self.fault(relative, NO_FILE);
            }
        }
        Ok(())
    }

    fn file(&mut self, relative: String) {
        match paths::key_of(&self.store.records, &relative) {
            Some(key) => self.jobs.push(Job { key, relative }),
            None => self.fault(relative, "its name is that of no record"),
        }
    }

    fn fault_with(&mut self, relative: String, message: &str, hint: &str) {
        self.fault(relative, message);
        if let Some(broken) = self.broken.last_mut() {
            broken.error.hint = Some(hint.to_owned());
        }
    }

    fn fault(&mut self, relative: String, message: &str) {
        self.broken.push(BrokenRecord {
            key: paths::key_of(&self.store.records, &relative),
            error: Located::whole(&relative, message),
            more: Vec::new(),
            path: relative,
        });
    }
}

fn read_all(root: &Path, mut jobs: Vec<Job>) -> Vec<Outcome> {
    if jobs.len() < MANY {
        return read_in_turn(root, jobs);
    }
    let second = Mutex::new(jobs.split_off(jobs.len() / 2));
    let read_second = || {
        let jobs = std::mem::take(&mut *second.lock().unwrap_or_else(PoisonError::into_inner));
        read_in_turn(root, jobs)
    };
    std::thread::scope(|scope| {
        let other = Builder::new().spawn_scoped(scope, read_second);
        let mut outcomes = read_in_turn(root, jobs);
        match other.map(ScopedJoinHandle::join) {
            Ok(Ok(more)) => outcomes.extend(more),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // The system gives no more threads: this one reads them all.
            Err(_) => outcomes.extend(read_second()),
        }
        outcomes
    })
}

fn read_in_turn(root: &Path, jobs: Vec<Job>) -> Vec<Outcome> {
    let mut reader = Reader { root, held: None };
    jobs.into_iter().map(|job| reader.read(job)).collect()
}

/// Reads files one after the other, and holds the folder of the last one: the next is mostly in it.
struct Reader<'r> {
    root: &'r Path,
    held: Option<(String, Folder)>,
}

impl Reader<'_> {
    fn read(&mut self, Job { key, relative }: Job) -> Outcome {
        match self.source(&relative) {
            Ok(source) => {
                let content = understand(&relative, &key, &source.text).map_err(|error| Broken {
                    more: Store::further_faults(&key, &relative, &source.text, &error),
                    error,
                });
                Outcome {
                    key,
                    relative,
                    source: Some(source),
                    content,
                }
            }
            Err(error) => Outcome {
                key,
                relative,
                source: None,
                content: Err(Broken {
                    error,
                    more: Vec::new(),
                }),
            },
        }
    }

    fn source(&mut self, relative: &str) -> Result<read::Source, Located> {
        let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        let gone = || read::unreadable(relative, &io::ErrorKind::NotFound.into());
        let refused = |cause: AtomicError| match cause {
            AtomicError::Symlink { .. } | AtomicError::InTheWay { .. } => {
                Located::whole(relative, NO_FILE)
            }
            cause => read::refused(relative, &cause),
        };
        if self.held.as_ref().is_none_or(|(of, _)| of != folder) {
            self.held = None;
            let root = Folder::root(self.root).map_err(refused)?;
            let opened = root.beneath(folder).map_err(refused)?.ok_or_else(gone)?;
            self.held = Some((folder.to_owned(), opened));
        }
        let Some((_, held)) = &self.held else {
            return Err(gone());
        };
        let file = held.file(OsStr::new(name)).map_err(refused)?;
        read::file(file.ok_or_else(gone)?, relative)
    }
}

fn understand(
    relative: &str,
    key: &RecordKey,
    text: &str,
) -> Result<(Content, Option<u32>), Located> {
    if let RecordKey::Criteria(_, id) = key {
        let checklist = library::parse(text, relative)?;
        if checklist.id != *id {
            return Err(Located::whole(
                relative,
                &format!("it is the checklist {}, not {id}", checklist.id),
            ));
        }
        return Ok((Content::Checklist(Box::new(checklist)), None));
    }
    let understood = read::record(relative, key, text)?;
    Ok((
        Content::Record(Box::new(understood.record)),
        understood.newer,
    ))
}
