//! The checklists at hand: those that come with the program, and the workspace's own, which shadow them by id.
//!
//! A checklist is parsed when it is asked for: the shipped ones are large, and most runs need one or none.

use std::{collections::BTreeMap, fs, path::Path, sync::OnceLock};

use crate::domain::{checklist::Checklist, id::ChecklistId};

use super::{Located, read};

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
const FOLDER: &str = "checklists";

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
    /// The text of its file, to the letter.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// The checklists at hand.
#[derive(Debug)]
pub struct Library {
    shelf: BTreeMap<ChecklistId, Book>,
    /// The ids in the order in which people look for them: the program's own, main standard first, then the workspace's.
    order: Vec<ChecklistId>,
    broken: Vec<Located>,
}

#[derive(Debug)]
struct Book {
    title: String,
    text: Text,
    origin: Origin,
    entry: OnceLock<Result<Entry, Vec<Located>>>,
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
        let folder = root.join(FOLDER);
        if !fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
            return library;
        }
        let mut names: Vec<String> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
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
        let entry = book.entry.get_or_init(|| {
            let path = match &book.origin {
                Origin::BuiltIn => format!("{id}.toml"),
                Origin::Own(path) => path.clone(),
            };
            match parse(book.text.get(), &path) {
                Ok(checklist) => Ok(Entry {
                    checklist,
                    text: book.text.get().to_owned(),
                    origin: book.origin.clone(),
                }),
                Err(fault) => Err(vec![fault]),
            }
        });
        Some(entry.as_ref().map_err(Vec::as_slice))
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
        if !self.shelf.contains_key(&id) {
            self.order.push(id.clone());
        }
        self.shelf.insert(
            id,
            Book {
                title,
                text,
                origin,
                entry: OnceLock::new(),
            },
        );
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

/// Parses a checklist; texts lose the white space around them.
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
    let mut document = read::Document::parse(path, &clean)?;
    if let Some(newer) = document.newer()? {
        return Err(Located::whole(
            path,
            &format!("it has schema {newer}, which is newer than this version"),
        )
        .hint("install the current version of tickmark"));
    }
    let mut checklist: Checklist = document.take()?;
    trim(&mut checklist.provenance);
    for clause in &mut checklist.clauses {
        for text in [&mut clause.objective, &mut clause.text, &mut clause.note] {
            trim(text);
        }
        for question in &mut clause.questions {
            trim(&mut question.text);
            trim(&mut question.sample);
        }
    }
    for reference in &mut checklist.references {
        trim(&mut reference.text);
    }
    Ok(checklist)
}

fn trim(text: &mut String) {
    if text.trim().len() != text.len() {
        *text = text.trim().to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipped_checklist_is_found_and_parsed_on_demand() {
        let library = Library::built_in();
        assert!(library.broken().is_empty());
        let id = "iso-42001".parse().unwrap();
        let entry = library.get(&id).unwrap().unwrap();
        assert_eq!(entry.checklist.standard, "ISO/IEC 42001:2023");
        assert_eq!(entry.origin, Origin::BuiltIn);
        assert!(
            entry
                .checklist
                .clauses
                .iter()
                .flat_map(|c| &c.questions)
                .all(|q| q.text == q.text.trim())
        );
        assert!(
            library
                .titles()
                .iter()
                .any(|(id, title)| id == "iso-42001" && title.contains("42001:2023, AI"))
        );
    }

    #[test]
    fn an_own_checklist_shadows_the_shipped_one_of_its_id() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("checklists")).unwrap();
        let own = "schema = 1\nid = 'iso-42001'\ntitle = 'Ours'\nstandard = 'House'\n";
        fs::write(root.path().join("checklists/x.toml"), own).unwrap();
        fs::write(root.path().join("checklists/y.toml"), "nonsense").unwrap();
        fs::write(root.path().join("checklists/z.toml"), own).unwrap();
        let library = Library::load(root.path());
        let id = "iso-42001".parse().unwrap();
        assert_eq!(library.get(&id).unwrap().unwrap().checklist.title, "Ours");
        assert_eq!(
            library.origin(&id),
            Some(&Origin::Own("checklists/x.toml".into()))
        );
        let broken: Vec<&str> = library.broken().iter().map(|b| b.path.as_str()).collect();
        assert_eq!(broken, ["checklists/y.toml", "checklists/z.toml"]);
    }
}
