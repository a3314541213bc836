//! The checklists at hand: those that come with the program, and the workspace's own, which shadow them by id.
//!
//! A checklist is parsed when it is asked for: the shipped ones are large, and most runs need one or none. One that extends
//! another is made whole then (`compose`), so that nobody else has to know.

pub(super) mod compose;

use std::{collections::BTreeMap, ffi::OsStr, fmt::Write as _, path::Path, sync::OnceLock};

use sha2::{Digest as _, Sha256};

use crate::{
    beneath::Folder,
    domain::{
        checklist::{Checklist, Clause, Question},
        id::ChecklistId,
    },
};

use super::{Located, read};

pub use compose::{BaseFault, whole_text};

/// The checklists that come with the program.
const BUILT_IN: &[&str] = &[
    include_str!("../../checklists/iso-42001.toml"),
    include_str!("../../checklists/iso-27001.toml"),
    include_str!("../../checklists/iso-9001.toml"),
    include_str!("../../checklists/nist-ai-rmf.toml"),
    include_str!("../../checklists/eu-ai-act.toml"),
    include_str!("../../checklists/gdpr.toml"),
];

/// The folder of the workspace's own checklists.
pub const FOLDER: &str = "checklists";

/// Where a checklist comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The program.
    BuiltIn,
    /// A file of the workspace, relative to its root.
    Own(String),
}

/// A checklist that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The checklist.
    pub checklist: Checklist,
    /// What an audit keeps of it: the text of its file to the letter; of one that extends another, all of it.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The checklist that it extends.
    pub extends: Option<ChecklistId>,
}

impl Entry {
    /// Returns the hash of its content; see [`content_hash`].
    pub fn hash(&self) -> String {
        content_hash(&self.text)
    }
}

/// Returns the SHA-256 of a checklist's text in hexadecimal, the same whatever the line ends of its file.
pub fn content_hash(text: &str) -> String {
    let digest = Sha256::digest(read::normal(text).as_bytes());
    digest.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The checklists at hand.
#[derive(Debug)]
pub struct Library {
    shelf: BTreeMap<ChecklistId, Book>,
    /// The shipped ones that an own one of their id stands before.
    behind: BTreeMap<ChecklistId, Book>,
    /// The ids in the order in which people look for them: the program's own, main standard first, then the workspace's.
    order: Vec<ChecklistId>,
    broken: Vec<Located>,
}

#[derive(Debug)]
struct Book {
    title: String,
    text: Text,
    origin: Origin,
    extends: OnceLock<Option<ChecklistId>>,
    entry: OnceLock<Result<Entry, Vec<Located>>>,
}

impl Book {
    fn path(&self, id: &ChecklistId) -> String {
        match &self.origin {
            Origin::BuiltIn => format!("{id}.toml"),
            Origin::Own(path) => path.clone(),
        }
    }

    /// Returns what it extends; what cannot be parsed extends nothing.
    fn extends(&self) -> Option<&ChecklistId> {
        let extends = self.extends.get_or_init(|| match &self.text {
            Text::Shipped(_) => None,
            Text::Own(text) => compose::extends(text),
        });
        extends.as_ref()
    }
}

#[derive(Debug)]
enum Text {
    Shipped(&'static str),
    Own(Box<str>),
}

impl Text {
    fn get(&self) -> &str {
        match self {
            Self::Shipped(text) => text,
            Self::Own(text) => text,
        }
    }
}

impl Library {
    /// Takes the checklists that come with the program.
    pub fn built_in() -> Self {
        let mut library = Self {
            shelf: BTreeMap::new(),
            behind: BTreeMap::new(),
            order: Vec::new(),
            broken: Vec::new(),
        };
        for text in BUILT_IN {
            library.add(Text::Shipped(text), Origin::BuiltIn, "a shipped checklist");
        }
        library
    }

    /// Takes the checklists that come with the program and those of a workspace.
    ///
    /// A file that cannot be read is listed by [`Library::broken`]; it hinders no other.
    pub fn load(root: &Path) -> Self {
        let mut library = Self::built_in();
        let folder = Folder::root(root).and_then(|root| root.folder(OsStr::new(FOLDER)));
        let listed = folder.and_then(|folder| folder.map(|folder| folder.list()).transpose());
        let mut names: Vec<String> = listed
            .ok()
            .flatten()
            .into_iter()
            .flatten()
            .filter_map(|(name, _)| name.into_string().ok())
            .filter(|name| {
                name.strip_suffix(".toml")
                    .is_some_and(|stem| !stem.starts_with('.'))
            })
            .collect();
        names.sort();
        for name in names {
            let path = format!("{FOLDER}/{name}");
            match read::source(root, &path) {
                Ok(Some(source)) => {
                    library.add(Text::Own(source.text), Origin::Own(path.clone()), &path);
                }
                Ok(None) => {}
                Err(fault) => library.broken.push(fault),
            }
        }
        library
    }

    /// Finds a checklist, or every fault that keeps it from being read; none when there is none of that id.
    pub fn get(&self, id: &ChecklistId) -> Option<Result<&Entry, &[Located]>> {
        let book = self.shelf.get(id)?;
        Some(self.open(id, book))
    }

    fn open<'l>(&'l self, id: &ChecklistId, book: &'l Book) -> Result<&'l Entry, &'l [Located]> {
        let entry = book.entry.get_or_init(|| {
            let text = book.text.get();
            let (checklist, text) = self.read(text, &book.path(id))?;
            Ok(Entry {
                checklist,
                text,
                origin: book.origin.clone(),
                extends: book.extends().cloned(),
            })
        });
        entry.as_ref().map_err(Vec::as_slice)
    }

    /// Reads the text of a checklist file, and returns with it the text that an audit keeps of it; of one that extends
    /// another, all of it.
    pub fn read(&self, text: &str, path: &str) -> Result<(Checklist, String), Vec<Located>> {
        if compose::extends(text).is_some() {
            return compose::compose(self, text, path);
        }
        let checklist = parse(text, path).map_err(|fault| vec![fault])?;
        Ok((checklist, text.to_owned()))
    }

    /// Finds the checklist that one of this id extends: a shipped one, or another own one that extends nothing.
    pub fn base(&self, id: &ChecklistId, of: &ChecklistId) -> Result<&Entry, BaseFault> {
        let front = self.shelf.get(id);
        let fits = |book: &&Book| {
            // One of the same id can only mean the shipped one behind it.
            let other = id != of || book.origin == Origin::BuiltIn;
            other && book.extends().is_none()
        };
        let book = front.filter(fits).or_else(|| self.behind.get(id));
        match book {
            Some(book) => self
                .open(id, book)
                .map_err(|faults| BaseFault::Broken(faults.to_vec())),
            None => Err(match front.and_then(Book::extends) {
                Some(next) if id != of => BaseFault::Extends(next.clone()),
                Some(_) | None => BaseFault::Missing,
            }),
        }
    }

    /// Finds the shipped checklist that an own one of the same id stands before.
    pub fn behind(&self, id: &ChecklistId) -> Option<&Entry> {
        self.open(id, self.behind.get(id)?).ok()
    }

    /// Returns what a checklist extends.
    pub fn extends(&self, id: &ChecklistId) -> Option<&ChecklistId> {
        self.shelf.get(id)?.extends()
    }

    /// Lists the ids of the checklists, each with its title: those of the program first, then the workspace's.
    ///
    /// Nothing is parsed for it.
    pub fn titles(&self) -> Vec<(String, String)> {
        self.order
            .iter()
            .filter_map(|id| Some((id.to_string(), self.shelf.get(id)?.title.clone())))
            .collect()
    }

    /// Returns where a checklist comes from.
    pub fn origin(&self, id: &ChecklistId) -> Option<&Origin> {
        self.shelf.get(id).map(|book| &book.origin)
    }

    /// Returns the text of a checklist, broken or not.
    pub fn text(&self, id: &ChecklistId) -> Option<&str> {
        self.shelf.get(id).map(|book| book.text.get())
    }

    /// Tells whether the workspace's own checklists are the same as those of another, to the letter.
    pub fn has_the_same_own(&self, other: &Self) -> bool {
        self.own().eq(other.own()) && self.broken == other.broken
    }

    /// Iterates over the path and the text of each checklist of the workspace.
    fn own(&self) -> impl Iterator<Item = (&str, &str)> {
        self.shelf.values().filter_map(|book| match &book.origin {
            Origin::Own(path) => Some((path.as_str(), book.text.get())),
            Origin::BuiltIn => None,
        })
    }

    /// Lists the files of the workspace that are no checklist at all: unreadable, without an id, or with that of another.
    pub fn broken(&self) -> &[Located] {
        &self.broken
    }

    fn add(&mut self, text: Text, origin: Origin, path: &str) {
        let head = header(text.get());
        let Some(id) = head.get("id").and_then(|id| id.parse::<ChecklistId>().ok()) else {
            let fault = Located::whole(path, "the checklist has no id in its first lines").hint(
                "begin it with: schema = 1, id = \"...\", title = \"...\", standard = \"...\"",
            );
            self.broken.push(fault);
            return;
        };
        if let (Origin::Own(_), Some(Origin::Own(other))) =
            (&origin, self.shelf.get(&id).map(|book| &book.origin))
        {
            let message = format!("it has the id {id}, which {other} has already");
            self.broken
                .push(Located::whole(path, &message).hint("give it an id of its own"));
            return;
        }
        let title = ["standard", "title"]
            .iter()
            .filter_map(|key| head.get(key))
            .copied();
        let title = crate::safe::escape_line(&title.collect::<Vec<_>>().join(", ")).into_owned();
        let book = Book {
            title,
            text,
            origin,
            extends: OnceLock::new(),
            entry: OnceLock::new(),
        };
        if let Some(behind) = self.shelf.insert(id.clone(), book) {
            self.behind.insert(id, behind);
        } else {
            self.order.push(id);
        }
    }
}

/// Reads the short texts at the top of a file without parsing all of it.
fn header(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .map(|line| line.trim_start_matches('\u{feff}').trim())
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| {
            let (key, value) = line.split_once('=')?;
            let value = value.trim();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let value = value.get(1..)?.split(quote).next()?;
            Some((key.trim(), value))
        })
        .collect()
}

/// Parses a whole checklist; texts lose the white space around them.
pub fn parse(text: &str, path: &str) -> Result<Checklist, Located> {
    // Most audits hold the very text of a shipped checklist: one reading serves them all.
    static SHIPPED: [OnceLock<Option<Checklist>>; BUILT_IN.len()] =
        [const { OnceLock::new() }; BUILT_IN.len()];
    let shipped = BUILT_IN
        .iter()
        .zip(&SHIPPED)
        .find(|(shipped, _)| **shipped == text);
    if let Some(known) =
        shipped.and_then(|(_, once)| once.get_or_init(|| understand(text, path).ok()).as_ref())
    {
        return Ok(known.clone());
    }
    understand(text, path)
}

fn understand(text: &str, path: &str) -> Result<Checklist, Located> {
    let clean = read::normal(text);
    let mut document = document(&clean, path)?;
    if let Some((base, span)) = document.said("extends") {
        let message = format!("it extends {base}, and only whole checklists can be kept");
        return Err(Located::at(path, &clean, Some(span), &message)
            .hint("put it into checklists/, where it is made whole"));
    }
    let mut checklist: Checklist = document.take()?;
    trim(&mut checklist.provenance);
    checklist.clauses.iter_mut().for_each(trim_clause);
    for reference in &mut checklist.references {
        trim(&mut reference.text);
    }
    Ok(checklist)
}

fn document<'a>(clean: &'a str, path: &'a str) -> Result<read::Document<'a>, Located> {
    let document = read::Document::parse(path, clean)?;
    if let Some(newer) = document.newer()? {
        return Err(Located::whole(
            path,
            &format!("it has schema {newer}, which is newer than this version"),
        )
        .hint("install the current version of tickmark"));
    }
    Ok(document)
}

fn trim_clause(clause: &mut Clause) {
    for text in [&mut clause.objective, &mut clause.text, &mut clause.note] {
        trim(text);
    }
    clause.questions.iter_mut().for_each(trim_question);
}

fn trim_question(question: &mut Question) {
    trim(&mut question.text);
    trim(&mut question.sample);
}

fn trim(text: &mut String) {
    if text.trim().len() != text.len() {
        *text = text.trim().to_owned();
    }
}

#[cfg(test)]
mod tests;
