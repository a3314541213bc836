//! Checklists out of tables and into tables: CSV and XLSX are imported, CSV is exported.

use std::{fs, path::Path};

use crate::{
    atomic,
    domain::{
        checklist::Checklist,
        id::{ChecklistId, InvalidId},
        record::SCHEMA,
    },
    error::{Error, Result},
    safe,
    store::{
        Store, StoreError,
        library::{Library, Origin},
        lint,
        table::{self, Head},
    },
    vcs::{self, Repository},
};

pub use crate::store::table::{Field, Note, Taken, Wanted};

use super::LIMIT;

/// The mark with which some spreadsheet programs know UTF-8.
const BOM: char = '\u{feff}';

/// What a person says about the checklist that a table becomes; what is left out comes from the table or the file's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The id.
    pub id: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The standard or framework.
    pub standard: Option<String>,
    /// Its edition.
    pub edition: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The licence.
    pub licence: Option<String>,
}

/// A checklist that was read from a table, and not yet written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The checklist.
    pub checklist: Checklist,
    /// The text of its file.
    pub text: String,
    /// What was taken, and what was not.
    pub taken: Taken,
    /// How many questions name no evidence to ask for.
    pub without_evidence: usize,
    /// How many other faults the linter finds.
    pub faults: usize,
}

/// Reads a table and makes a checklist of it; writes nothing.
pub fn import(path: &Path, wanted: &Wanted, about: &About) -> Result<Imported> {
    let mut taken = table::import(path, wanted)?;
    let head = std::mem::take(&mut taken.head);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let said =
        |given: &Option<String>, told: &str| given.as_deref().unwrap_or(told).trim().to_owned();
    let id = said(&about.id, &head.id);
    let id = if id.is_empty() { slug(&stem) } else { id };
    let id = checklist_id(&id)?;
    let mut title = said(&about.title, &head.title);
    if title.is_empty() && !taken.exact {
        let name = stem.replace(['_', '-'], " ");
        safe::clean_text(&name).trim().clone_into(&mut title);
    }
    let mut standard = said(&about.standard, &head.standard);
    if standard.is_empty() && !taken.exact {
        standard.clone_from(&title);
    }
    let checklist = Checklist {
        schema: SCHEMA,
        id,
        title,
        standard,
        edition: said(&about.edition, &head.edition),
        version: head.version.clone(),
        language: said(&about.language, &head.language),
        licence: said(&about.licence, &head.licence),
        attribution: head.attribution.clone(),
        provenance: provenance(path, &taken, &head),
        clauses: std::mem::take(&mut taken.clauses),
        references: std::mem::take(&mut taken.references),
    };
    if let Some(why) = checklist.contradiction() {
        return Err(Error::usage(format!(
            "Could not import {}: {}",
            shown(path),
            safe::escape_line(&why)
        )));
    }
    let text = table::to_toml(&checklist);
    if text.len() as u64 > LIMIT {
        return Err(Error::usage(format!(
            "Could not import {}: it would be larger than a checklist may be (1 MiB)",
            shown(path)
        ))
        .hint("make several checklists of it, one for each standard"));
    }
    let without_evidence = checklist
        .clauses
        .iter()
        .flat_map(|clause| &clause.questions)
        .filter(|question| question.evidence.is_empty())
        .count();
    let faults = lint::lint(&text, "").len();
    Ok(Imported {
        checklist,
        text,
        taken,
        without_evidence,
        faults: faults.saturating_sub(without_evidence),
    })
}

/// Says where a checklist comes from that does not say so itself.
fn provenance(path: &Path, taken: &Taken, head: &Head) -> String {
    if taken.exact {
        return head.provenance.clone();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = safe::clean_text(&name);
    match &taken.sheet {
        Some(sheet) => format!("Imported from {name}, sheet {sheet}."),
        None => format!("Imported from {name}."),
    }
}

fn shown(path: &Path) -> String {
    safe::escape_line(&path.display().to_string()).into_owned()
}

/// Makes an id of a file's name: lower case, and a hyphen for whatever an id does not hold.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let slug: String = parts.join("-").chars().take(64).collect();
    slug.trim_end_matches('-').to_owned()
}

fn checklist_id(text: &str) -> Result<ChecklistId> {
    text.parse().map_err(|why: InvalidId| {
        Error::usage(format!("Could not name the checklist: {why}"))
            .hint("give it an id: --id supplier-audit")
    })
}

/// Writes an imported checklist into the workspace that a folder is in, and returns its path relative to the root.
///
/// Refuses to replace a checklist, or to take the place of a built-in one, unless that is asked for (`force`).
pub fn keep(dir: &Path, imported: &Imported, force: bool) -> Result<String> {
    let id = &imported.checklist.id;
    let path = format!("checklists/{id}.toml");
    let repository = vcs::open(dir)?;
    let root = repository.work_dir();
    if !Store::is_workspace(root) {
        let root = root.to_owned();
        return Err(
            Error::from(StoreError::NoWorkspace { root }).hint("write the file elsewhere: -o FILE")
        );
    }
    let refuse = |why: &str| {
        Error::usage(format!("Could not write {path}: {why}")).hint("give it another id: --id ID")
    };
    let library = Library::load(root);
    let is_there = fs::symlink_metadata(root.join(&path)).is_ok();
    match library.origin(id) {
        Some(Origin::Own(other)) if *other != path => {
            let other = safe::escape_line(other);
            return Err(refuse(&format!("{other} has the id {id} already")));
        }
        Some(Origin::BuiltIn) if !force && !is_there => {
            let why = format!("it would take the place of the built-in checklist {id}");
            return Err(refuse(&why).hint("if it is to: --force"));
        }
        Some(Origin::Own(_) | Origin::BuiltIn) | None if is_there && !force => {
            return Err(refuse("it is there already").hint("replace it: --force"));
        }
        Some(Origin::Own(_) | Origin::BuiltIn) | None => {}
    }
    atomic::write_beneath(root, &path, imported.text.as_bytes()).map_err(|cause| {
        let cause = cause.to_string();
        Error::unavailable(format!(
            "Could not write {path}: {}",
            safe::escape_line(&cause)
        ))
    })?;
    Ok(path)
}

/// A checklist written as CSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The table.
    pub text: String,
    /// Whether it is the same checklist when it is read back.
    pub comes_back: bool,
}

/// Writes a checklist as CSV, with a byte order mark where a program needs one to know UTF-8.
pub fn export(checklist: &Checklist, bom: bool) -> Result<Exported> {
    if let Some(why) = checklist.contradiction() {
        return Err(Error::usage(format!(
            "Could not export {}: {}",
            checklist.id,
            safe::escape_line(&why)
        ))
        .hint(format!("tickmark checklist lint {}", checklist.id)));
    }
    let mut text = table::export(checklist);
    let comes_back = table::comes_back(checklist, &text);
    if bom {
        text.insert(0, BOM);
    }
    Ok(Exported { text, comes_back })
}
