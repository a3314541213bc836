//! The licensed wording of clauses: kept in the git directory, for whoever has the licence, and never in the work tree.
//!
//! One file a checklist, `texts/<checklist>.toml`, shared by all work trees of the repository and for its owner alone (0600):
//!
//! | key | type | meaning |
//! |---|---|---|
//! | `schema` *, `checklist` * | number, id | version of the format; whose clauses |
//! | `[[clause]]` | tables | `ref` *, `text` *: a clause and its wording |

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{
    atomic::{self, AtomicError},
    beneath,
    domain::{
        checklist::Checklist,
        id::{ChecklistId, Ref},
        record::SCHEMA,
    },
};

use super::{Located, StoreError, read, write};

/// The folder within the private one.
const FOLDER: &str = "texts";

/// The licensed wording at hand, by checklist and clause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LicensedTexts {
    texts: BTreeMap<ChecklistId, BTreeMap<Ref, String>>,
}

/// Where the licensed wording of a repository is kept.
#[derive(Debug, Clone)]
pub struct TextShelf {
    folder: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    schema: u32,
    checklist: ChecklistId,
    #[serde(default, rename = "clause")]
    clauses: Vec<Wording>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Wording {
    #[serde(rename = "ref")]
    reference: Ref,
    text: String,
}

impl LicensedTexts {
    /// Returns the wording of a clause.
    pub fn of(&self, checklist: &ChecklistId, reference: &Ref) -> Option<&str> {
        let texts = self.texts.get(checklist)?;
        texts.get(reference).map(String::as_str)
    }

    /// Tells whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Takes over the wording of the checklist that another extends, where that has none of its own.
    pub fn inherit(&mut self, checklist: &ChecklistId, base: &ChecklistId) {
        let Some(others) = self.texts.get(base).filter(|_| base != checklist).cloned() else {
            return;
        };
        let own = self.texts.entry(checklist.clone()).or_default();
        for (reference, text) in others {
            own.entry(reference).or_insert(text);
        }
    }

    /// Puts the wording into a checklist, and returns into how many clauses.
    pub fn put_into(&self, checklist: &mut Checklist) -> usize {
        let Some(texts) = self.texts.get(&checklist.id) else {
            return 0;
        };
        let mut count = 0;
        for clause in &mut checklist.clauses {
            if let Some(text) = texts.get(&clause.reference) {
                clause.text = text.trim().to_owned();
                count += 1;
            }
        }
        count
    }
}

impl TextShelf {
    /// Names the folder that all work trees of a repository share; what is kept in it is made when the first text is.
    pub fn at(shared: &Path) -> Self {
        Self {
            folder: shared.join(FOLDER),
        }
    }

    /// Reads all of it, and lists the files that cannot be understood.
    pub fn load(&self) -> (LicensedTexts, Vec<Located>) {
        let mut loaded = LicensedTexts::default();
        let mut broken = Vec::new();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(id) = name
                .strip_suffix(".toml")
                .and_then(|stem| stem.parse().ok())
            else {
                continue;
            };
            match self.read(&id) {
                Ok(texts) if texts.is_empty() => {}
                Ok(texts) => {
                    loaded.texts.insert(id, texts);
                }
                Err(StoreError::Broken(fault)) => broken.push(fault),
                Err(other) => broken.push(Located::whole(&name, &other.to_string())),
            }
        }
        (loaded, broken)
    }

    /// Reads the wording of a checklist's clauses.
    pub fn read(&self, checklist: &ChecklistId) -> Result<BTreeMap<Ref, String>, StoreError> {
        let path = self.path(checklist);
        let shown = shown(checklist);
        let opened = match beneath::plain(&path) {
            Ok(opened) => opened,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(cause) if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) => {
                tracing::warn!(%cause, path = %path.display(), "a text is no file");
                return Err(StoreError::Linked { path: shown });
            }
            Err(source) => {
                return Err(StoreError::Io {
                    path: shown,
                    source,
                });
            }
        };
        let source = read::file(opened, &shown).map_err(StoreError::Broken)?;
        let file: File = read::Document::parse(&shown, &source.text)
            .and_then(|mut document| document.take())
            .map_err(StoreError::Broken)?;
        if file.schema > SCHEMA {
            return Err(StoreError::NewerSchema {
                path: shown,
                found: file.schema,
            });
        }
        let texts = file.clauses.into_iter();
        Ok(texts
            .map(|clause| (clause.reference, clause.text))
            .collect())
    }

    /// Keeps the wording of a clause, or forgets it; returns whether that changes anything.
    ///
    /// A file that cannot be understood is never overwritten.
    pub fn set(
        &self,
        checklist: &ChecklistId,
        reference: &Ref,
        text: Option<&str>,
    ) -> Result<bool, StoreError> {
        let mut texts = self.read(checklist)?;
        let before = match text {
            Some(text) => texts.insert(reference.clone(), text.to_owned()),
            None => texts.remove(reference),
        };
        if before.as_deref() == text {
            return Ok(false);
        }
        self.write(checklist, texts)?;
        Ok(true)
    }

    fn write(
        &self,
        checklist: &ChecklistId,
        texts: BTreeMap<Ref, String>,
    ) -> Result<(), StoreError> {
        let path = self.path(checklist);
        let failed = |source| StoreError::Io {
            path: shown(checklist),
            source,
        };
        if texts.is_empty() {
            return match fs::remove_file(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(failed(cause)),
                Ok(()) | Err(_) => Ok(()),
            };
        }
        let clauses = texts.into_iter();
        let file = File {
            schema: SCHEMA,
            checklist: checklist.clone(),
            clauses: clauses
                .map(|(reference, text)| Wording { reference, text })
                .collect(),
        };
        let table = Table::try_from(&file).map_err(|cause| failed(io::Error::other(cause)))?;
        let text = write::document(&table);
        if text.len() as u64 > read::LIMIT {
            return Err(StoreError::TooLarge {
                path: shown(checklist),
                bytes: text.len(),
                most: read::LIMIT,
            });
        }
        atomic::make_private_folder(&self.folder).map_err(failed)?;
        atomic::replace_private(&path, text.as_bytes()).map_err(|cause| {
            failed(match cause {
                AtomicError::Io { source, .. } => source,
                refused => io::Error::other(refused),
            })
        })
    }

    fn path(&self, checklist: &ChecklistId) -> PathBuf {
        self.folder.join(format!("{checklist}.toml"))
    }
}

/// Names the file as a person finds it.
fn shown(checklist: &ChecklistId) -> String {
    format!(".git/tickmark/{FOLDER}/{checklist}.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ChecklistId {
        text.parse().unwrap()
    }

    fn clause(text: &str) -> Ref {
        text.parse().unwrap()
    }

    #[test]
    fn a_text_is_kept_to_the_letter_until_it_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = TextShelf::at(dir.path());
        let words = "one 'two' '''three'''\n\n\tfour \u{1b}";
        assert!(shelf.set(&id("a"), &clause("6.1"), Some(words)).unwrap());
        assert!(!shelf.set(&id("a"), &clause("6.1"), Some(words)).unwrap());
        shelf.set(&id("a"), &clause("6.2"), Some("other")).unwrap();
        let (texts, broken) = shelf.load();
        assert_eq!(texts.of(&id("a"), &clause("6.1")), Some(words));
        assert_eq!(texts.of(&id("b"), &clause("6.1")), None);
        assert_eq!(broken, []);
        assert!(shelf.set(&id("a"), &clause("6.1"), None).unwrap());
        assert!(shelf.set(&id("a"), &clause("6.2"), None).unwrap());
        assert!(shelf.load().0.is_empty());
        assert!(!dir.path().join("texts/a.toml").exists());
    }

    #[test]
    fn one_that_extends_another_has_its_texts_where_it_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = TextShelf::at(dir.path());
        shelf.set(&id("a"), &clause("1"), Some("a1")).unwrap();
        shelf.set(&id("a"), &clause("2"), Some("a2")).unwrap();
        shelf.set(&id("b"), &clause("2"), Some("b2")).unwrap();
        let mut texts = shelf.load().0;
        texts.inherit(&id("b"), &id("a"));
        assert_eq!(texts.of(&id("b"), &clause("1")), Some("a1"));
        assert_eq!(texts.of(&id("b"), &clause("2")), Some("b2"));
    }

    #[test]
    fn a_broken_file_is_told_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = TextShelf::at(dir.path());
        fs::create_dir(dir.path().join("texts")).unwrap();
        fs::write(dir.path().join("texts/a.toml"), "schema = 1\n= x\n").unwrap();
        assert_eq!(shelf.load().1[0].line, 2);
        let kept = shelf.set(&id("a"), &clause("1"), Some("x"));
        assert!(matches!(kept, Err(StoreError::Broken(_))));
    }

    #[cfg(unix)]
    #[test]
    fn texts_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let shelf = TextShelf::at(dir.path());
        shelf.set(&id("a"), &clause("1"), Some("x")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&shelf.folder), 0o700);
        assert_eq!(mode(&shelf.path(&id("a"))), 0o600);
    }
}
