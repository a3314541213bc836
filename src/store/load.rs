//! Loading the records of audits, two files at a time.

use std::{collections::BTreeMap, fs, io, path::Path, path::PathBuf};

use crate::domain::{
    checklist::Checklist,
    id::AuditId,
    papers::WorkingPapers,
    record::{Record, RecordKey},
};

use super::{
    BrokenRecord, Loaded, LoadedProgramme, LoadedStatements, Located, Store, StoreError, library,
    paths, read,
};

/// With fewer files a second thread costs more than it brings.
const MANY: usize = 64;

/// A file to read.
struct Job {
    key: RecordKey,
    path: PathBuf,
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
    if !is_real_folder(root, records) {
        return if has_link(root, records) {
            Err(StoreError::Linked {
                path: records.to_owned(),
            })
        } else {
            Ok(Vec::new())
        };
    }
    let io = |source: io::Error| StoreError::Io {
        path: records.to_owned(),
        source,
    };
    let mut audits = Vec::new();
    for entry in fs::read_dir(root.join(records)).map_err(io)? {
        let entry = entry.map_err(io)?;
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let id = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<AuditId>().ok());
        // Without its own record but with others it is an audit that lost it, and is told as broken.
        let is_audit = || {
            entry.path().join("audit.toml").is_file()
                || fs::read_dir(entry.path().join("criteria"))
                    .is_ok_and(|mut copies| copies.next().is_some())
        };
        if let Some(id) = id.filter(|_| is_audit()) {
            audits.push(id);
        }
    }
    audits.sort();
    Ok(audits)
}

/// Tells whether a folder is there and none of it is a symbolic link.
fn is_real_folder(root: &Path, relative: &str) -> bool {
    let mut path = root.to_owned();
    relative.split('/').all(|part| {
        path.push(part);
        fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir())
    })
}

/// Tells whether a symbolic link is on the way to a folder, or in its place.
fn has_link(root: &Path, relative: &str) -> bool {
    let mut path = root.to_owned();
    relative.split('/').any(|part| {
        path.push(part);
        fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink())
    })
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
        let mut outcomes = read_all(jobs).into_iter();
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
        for outcome in read_all(jobs) {
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
        if is_real_folder(&self.root, &folder) {
            listing.file(
                self.root.join(&folder).join("audit.toml"),
                format!("{folder}/audit.toml"),
            );
            for name in ["criteria", "findings", "actions", "samples", "trails"] {
                listing.folder(&format!("{folder}/{name}"))?;
            }
            let answers = format!("{folder}/answers");
            for (name, kind) in entries(&self.root, &answers)? {
                if kind.is_dir() {
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
    fn folder(&mut self, folder: &str) -> Result<(), StoreError> {
        if has_link(&self.store.root, folder) {
            self.fault(
                folder.to_owned(),
                "it is a symbolic link, which is not followed",
            );
            return Ok(());
        }
        let mut entries = entries(&self.store.root, folder)?;
        // Of two names that differ by case alone the one that is a record's is read.
        let records = &self.store.records;
        entries
            .sort_by_key(|(name, _)| paths::key_of(records, &format!("{folder}/{name}")).is_none());
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, kind) in &entries {
            let small = name.to_ascii_lowercase();
            if small
                .strip_suffix(".toml")
                .is_none_or(|stem| stem.starts_with('.'))
            {
                continue;
            }
            let relative = format!("{folder}/{name}");
            // Elsewhere both may be one file, and one of them is lost there.
            if let Some(other) = seen.insert(small, name) {
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
            if kind.is_file() {
                self.file(self.store.root.join(&relative), relative);
            } else {
                self.fault(relative, "it is not a file; links are not followed");
            }
        }
        Ok(())
    }

    fn file(&mut self, path: PathBuf, relative: String) {
        match paths::key_of(&self.store.records, &relative) {
            Some(key) => self.jobs.push(Job {
                key,
                path,
                relative,
            }),
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

/// Lists a folder by name; nothing where it is not there or a link.
fn entries(root: &Path, folder: &str) -> Result<Vec<(String, fs::FileType)>, StoreError> {
    if !is_real_folder(root, folder) {
        return Ok(Vec::new());
    }
    let io = |source: io::Error| StoreError::Io {
        path: folder.to_owned(),
        source,
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(root.join(folder)).map_err(io)? {
        let entry = entry.map_err(io)?;
        if let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) {
            entries.push((name, kind));
        }
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}

fn read_all(mut jobs: Vec<Job>) -> Vec<Outcome> {
    if jobs.len() < MANY {
        return jobs.into_iter().map(read_one).collect();
    }
    let second = jobs.split_off(jobs.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| second.into_iter().map(read_one).collect::<Vec<_>>());
        let mut outcomes: Vec<Outcome> = jobs.into_iter().map(read_one).collect();
        match other.join() {
            Ok(more) => outcomes.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        outcomes
    })
}

fn read_one(
    Job {
        key,
        path,
        relative,
    }: Job,
) -> Outcome {
    let source = match fs::symlink_metadata(&path) {
        Ok(found) if !found.is_file() => Err(Located::whole(
            &relative,
            "it is not a file; links are not followed",
        )),
        Ok(_) | Err(_) => read::file(&path, &relative),
    };
    match source {
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
