//! Making a checklist whole that extends another.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::{
    domain::{
        checklist::{
            Checklist,
            extension::{self, Extension, Misfit, Place},
        },
        id::ChecklistId,
        similar,
    },
    safe,
};

use super::{
    super::{Located, read, write},
    Library, document, trim, trim_clause, trim_question, understand,
};

/// Why a checklist cannot be extended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseFault {
    /// There is none of that id.
    Missing,
    /// It extends this one itself.
    Extends(ChecklistId),
    /// It cannot be read.
    Broken(Vec<Located>),
}

/// Returns what the text of a checklist file says that it extends; none for a whole one, and for what is no TOML.
pub(super) fn extends(text: &str) -> Option<ChecklistId> {
    let clean = read::normal(text);
    let (root, errors) = DeTable::parse_recoverable(&clean);
    let said = root
        .get_ref()
        .get("extends")
        .filter(|_| errors.is_empty())?;
    said.get_ref().as_str()?.parse().ok()
}

/// Makes a checklist whole, and writes it as one that extends nothing; it reads back as exactly what was made.
pub(super) fn compose(
    library: &Library,
    text: &str,
    path: &str,
) -> Result<(Checklist, String), Vec<Located>> {
    let clean = read::normal(text);
    let extension = extension(&clean, path).map_err(|fault| vec![fault])?;
    let base = match library.base(&extension.extends, &extension.id) {
        Ok(base) => base,
        Err(why) => {
            let ids = (&extension.id, &extension.extends);
            let place = place_of_extends(&clean);
            let file = (path, clean.as_ref());
            return Err(vec![base_fault(library, ids, &why, file, place)]);
        }
    };
    let made = extension::apply(&base.checklist, &extension)
        .map_err(|misfits| locate(&misfits, path, &clean))?;
    let could_not = |why: &str| vec![Located::whole(path, why)];
    let remark = format!(
        "What {} makes of {} {}.",
        safe::escape_line(path),
        base.checklist.id,
        safe::escape_line(&base.checklist.version)
    );
    // What an audit would read back is what was meant, or nothing is audited against it.
    let whole = whole_text(&made, &remark)
        .ok_or_else(|| could_not("it cannot be written as a whole checklist"))?;
    if whole.len() as u64 > read::LIMIT {
        return Err(could_not(&format!(
            "with what it extends it has {} bytes, and a checklist at most {}",
            whole.len(),
            read::LIMIT
        )));
    }
    Ok((made, whole))
}

/// Writes a checklist as the text of a file, with a remark in its first line; none where it would not read back the same.
///
/// It is written as the shipped ones are, so that two editions differ in git by what they say and not by how.
pub fn whole_text(checklist: &Checklist, remark: &str) -> Option<String> {
    let text = format!("# {remark}\n{}", write::checklist::text(checklist));
    let read = understand(&text, "checklist.toml").ok()?;
    (read == *checklist).then_some(text)
}

/// Reads what an extension says itself; texts lose the white space around them.
pub(in crate::store) fn extension(text: &str, path: &str) -> Result<Extension, Located> {
    let mut extension: Extension = document(text, path)?.take()?;
    trim_all(&mut extension);
    Ok(extension)
}

/// Says why the base of a checklist cannot be extended, at the place that names it; the ids are those of the two.
pub(in crate::store) fn base_fault(
    library: &Library,
    (id, base): (&ChecklistId, &ChecklistId),
    why: &BaseFault,
    (path, text): (&str, &str),
    place: Option<Range<usize>>,
) -> Located {
    let at = |message: &str| Located::at(path, text, place, message);
    match why {
        BaseFault::Missing if base == id => at(&format!(
            "no checklist {base} comes with the program that it could extend"
        ))
        .hint("name the checklist that it extends, and give it an id of its own"),
        BaseFault::Missing => {
            let fault = at(&format!("there is no checklist {base}"));
            let titles = library.titles();
            let known: Vec<&str> = titles.iter().map(|(id, _)| id.as_str()).collect();
            match similar::nearest(base.as_str(), known.iter().copied()) {
                Some(near) => fault.hint(format!("did you mean \"{near}\"?")),
                None => fault.hint(format!("there are: {}", known.join(", "))),
            }
        }
        BaseFault::Extends(next) => at(&format!("{base} extends {next} itself")).hint(format!(
            "extend {next}, or bring both together in one checklist"
        )),
        BaseFault::Broken(faults) => {
            let fault = at(&format!("{base}, which it extends, has faults"));
            match faults.first() {
                Some(first) => fault.hint(format!("the first: {first}")),
                None => fault,
            }
        }
    }
}

fn place_of_extends(text: &str) -> Option<Range<usize>> {
    let (root, _) = DeTable::parse_recoverable(text);
    root.get_ref().get("extends").map(toml::Spanned::span)
}

/// Gives what does not fit its place in the file.
pub(in crate::store) fn locate(misfits: &[Misfit], path: &str, text: &str) -> Vec<Located> {
    let (root, _) = DeTable::parse_recoverable(text);
    let located = misfits.iter().map(|misfit| {
        let span = span_of(root.get_ref(), misfit.place);
        let fault = Located::at(path, text, span, &misfit.message);
        match &misfit.hint {
            Some(hint) => fault.hint(hint.clone()),
            None => fault,
        }
    });
    located.collect()
}

fn span_of(root: &DeTable<'_>, place: Place) -> Option<Range<usize>> {
    let change = |at: usize| table(root, "change", at);
    match place {
        Place::Change(at) => span(change(at)?, "ref"),
        Place::Hide(at, n) => {
            let list = change(at)?.get("hide")?.get_ref().as_array()?;
            list.get(n).map(toml::Spanned::span)
        }
        Place::Question(at, n) => span(table(change(at)?, "question", n)?, "id"),
        Place::Clause(at) => span(table(root, "clause", at)?, "ref"),
        Place::Parent(at) => span(table(root, "clause", at)?, "parent"),
        Place::Reference(at) => span(table(root, "reference", at)?, "ref"),
    }
}

fn table<'t, 'a>(table: &'t DeTable<'a>, key: &str, at: usize) -> Option<&'t DeTable<'a>> {
    let list = table.get(key)?.get_ref().as_array()?;
    list.get(at)
        .and_then(|item| DeValue::as_table(item.get_ref()))
}

fn span(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    table.get(key).map(toml::Spanned::span)
}

fn trim_all(extension: &mut Extension) {
    trim(&mut extension.provenance);
    extension.clauses.iter_mut().for_each(trim_clause);
    for change in &mut extension.changes {
        change.questions.iter_mut().for_each(trim_question);
    }
    for reference in &mut extension.references {
        trim(&mut reference.text);
    }
}
