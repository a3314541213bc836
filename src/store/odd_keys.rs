//! Keys that no record has, and that look like a slip of the pen: what stands behind one of them is read by nobody.
//!
//! A key that this version does not know is kept, as a newer one may have written it. One that is nearly a key which could stand
//! at that place, and does not, is told.

use std::borrow::Cow;

use serde::{Deserialize, de::IgnoredAny};
use serde_ignored::Path;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Deserializer},
};

use crate::domain::{
    action::CorrectiveAction,
    answer::AnswerSheet,
    applicability::StatementOfApplicability,
    audit::Audit,
    finding::Finding,
    programme::Programme,
    record::RecordKey,
    sample::Sample,
    similar::{self, is_slip},
    trail_test::TrailTest,
    workspace::Workspace,
};

use super::{
    Store,
    located::Located,
    read::{self, Document},
};

/// How many of one record are told.
const TOLD_AT_MOST: usize = 20;

/// Every key that some table of some record has.
pub(super) const KEYS: &[&str] = &[
    "action",
    "ai-systems",
    "amendment",
    "answer",
    "answer-apart",
    "apart",
    "approved-by",
    "approved-on",
    "assignment",
    "at",
    "attendance",
    "audit",
    "auditees",
    "auditor",
    "auditors",
    "basis",
    "blob",
    "bone",
    "branch",
    "by",
    "cause",
    "change",
    "checklist",
    "checklists",
    "client",
    "column",
    "columns",
    "command",
    "commit",
    "conclusion",
    "conforming-needs-evidence",
    "consequence",
    "consequences",
    "containment",
    "control",
    "correction",
    "criteria",
    "criterion",
    "days",
    "decided-at",
    "decided-by",
    "decision",
    "delimiter",
    "digest",
    "distribution",
    "divided-opinions",
    "documents",
    "done",
    "drawn-at",
    "drawn-by",
    "dropped",
    "due",
    "due-changes",
    "earlier",
    "effective",
    "effectiveness",
    "end",
    "event",
    "evidence",
    "excerpt-sha256",
    "exclusion",
    "exit-status",
    "extent",
    "field",
    "files",
    "finding",
    "findings",
    "fixed",
    "for",
    "frequency",
    "freshness",
    "from",
    "from-due",
    "from-grade",
    "from-reason",
    "gate",
    "glob",
    "good-practice",
    "grade",
    "grade-reason",
    "grading",
    "history",
    "hit",
    "id",
    "implementation",
    "included",
    "independence",
    "item",
    "justification",
    "key",
    "kind",
    "kinds",
    "label",
    "lead",
    "line",
    "lines",
    "link",
    "major",
    "maturity",
    "measure",
    "meeting",
    "method",
    "methods",
    "minor",
    "mode",
    "more",
    "name",
    "need-reason",
    "no-action-reason",
    "not-before",
    "not-covered",
    "not-found-earlier",
    "not-held",
    "not-searched",
    "note",
    "notes",
    "number",
    "objective",
    "objective-conclusion",
    "objective-evidence",
    "objectives",
    "observation",
    "obtained-at",
    "obtained-by",
    "of",
    "on",
    "only",
    "opportunity",
    "organisation",
    "origin",
    "owner",
    "path",
    "paths",
    "pattern",
    "people",
    "period-end",
    "period-start",
    "person",
    "population",
    "processes",
    "proof",
    "purpose",
    "query",
    "reason",
    "reclassification",
    "records",
    "ref",
    "refs",
    "register",
    "repeats",
    "replaced-by",
    "replaces",
    "repository",
    "requirement",
    "response",
    "response-due",
    "responsibility",
    "result",
    "risk",
    "risk-basis",
    "risk-class",
    "role",
    "root",
    "round",
    "row",
    "rows",
    "rule",
    "rules",
    "schema",
    "scope",
    "search",
    "searched",
    "seed",
    "sha256",
    "since",
    "sites",
    "size",
    "source",
    "stage",
    "start",
    "state",
    "statement",
    "status",
    "strata",
    "stratum",
    "system",
    "table",
    "target",
    "team",
    "term",
    "term-changes",
    "text",
    "times",
    "title",
    "to",
    "to-due",
    "to-grade",
    "trail",
    "treatment",
    "type",
    "under",
    "units",
    "until",
    "url",
    "verdict",
    "verifier",
    "was",
    "what",
    "where",
    "who",
    "why",
    "widens",
    "word",
];

/// A step on the way to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

impl Store {
    /// Lists the odd keys of all records that were read, and the ids that stand in one list twice.
    pub fn all_oddities(&self) -> Vec<Located> {
        let held = self.held.iter();
        held.flat_map(|(key, source)| {
            let path = self.path_of(key);
            let mut found = Self::doubles(key, &path, &source.text);
            found.extend(Self::odd_keys(key, &path, &source.text));
            found
        })
        .collect()
    }

    /// Lists the keys of a record's text that are nearly keys it could have; nothing for a text that cannot be understood.
    pub fn odd_keys(key: &RecordKey, path: &str, text: &str) -> Vec<Located> {
        let clean = read::normal(text);
        let Ok(document) = Document::parse(path, &clean) else {
            return Vec::new();
        };
        let root = document.root();
        let Some(ignored) = ignored(key, root) else {
            return Vec::new();
        };
        ignored
            .iter()
            .filter_map(|way| {
                let (Step::Key(given), parents) = way.split_last()? else {
                    return None;
                };
                let place = key_of(table(root, parents)?, given)?;
                let meant = meant(key, root, (parents, given))?;
                let message = format!("no key is named \"{given}\" here, and nobody reads it");
                Some(
                    document
                        .at(place, &message)
                        .hint(format!("did you mean {meant}?")),
                )
            })
            .take(TOLD_AT_MOST)
            .collect()
    }
}

/// Returns the key that was probably meant: it is near, it is not there, and it would be read.
fn meant(
    record: &RecordKey,
    root: &DeTable<'_>,
    (parents, given): (&[Step], &str),
) -> Option<&'static str> {
    let beside = table(root, parents)?;
    let absent =
        (KEYS.iter()).filter(|known| !beside.contains_key(**known) && is_slip(given, known));
    let mut left: Vec<&'static str> = absent.copied().collect();
    // The nearest ones first, until one of them has its place here.
    for _ in 0..3 {
        let near = similar::nearest(given, left.iter().copied())?;
        left.retain(|known| *known != near);
        let mut renamed = root.clone();
        rename(&mut renamed, parents, (given, near))?;
        let way: Vec<Step> = parents
            .iter()
            .cloned()
            .chain([Step::Key(near.to_owned())])
            .collect();
        // A value that does not fit is one that is read.
        if ignored(record, &renamed).is_none_or(|ignored| !ignored.contains(&way)) {
            return Some(near);
        }
    }
    None
}

/// Lists the ways to the keys that nothing is read from; none for a record that cannot be read.
fn ignored(key: &RecordKey, root: &DeTable<'_>) -> Option<Vec<Vec<Step>>> {
    let mut found = Vec::new();
    let read = read_as(key, root, &mut |path: Path<'_>| found.push(way(&path)));
    read.is_ok().then_some(found)
}

/// Reads a record of this kind, and notes each way to something that nothing is read from.
pub(super) fn read_as(
    key: &RecordKey,
    root: &DeTable<'_>,
    note: &mut dyn FnMut(Path<'_>),
) -> Result<(), toml::de::Error> {
    fn of<'de, T: Deserialize<'de>>(
        root: &DeTable<'de>,
        note: &mut dyn FnMut(Path<'_>),
    ) -> Result<(), toml::de::Error> {
        let deserializer = Deserializer::from(Spanned::new(0..0, root.clone()));
        serde_ignored::deserialize(deserializer, note).map(|_: T| ())
    }
    match key {
        RecordKey::Workspace => of::<Workspace>(root, note),
        RecordKey::Applicability(_) => of::<StatementOfApplicability>(root, note),
        RecordKey::Programme => of::<Programme>(root, note),
        RecordKey::Audit(_) => of::<Audit>(root, note),
        RecordKey::Answers(..) => of::<AnswerSheet>(root, note),
        RecordKey::Finding(..) => of::<Finding>(root, note),
        RecordKey::Action(..) => of::<CorrectiveAction>(root, note),
        RecordKey::Sample(..) => of::<Sample>(root, note),
        RecordKey::Trail(..) => of::<TrailTest>(root, note),
        // Copies are other people's texts.
        RecordKey::Criteria(..) | RecordKey::Kept { .. } => of::<IgnoredAny>(root, note),
    }
}

fn way(path: &Path<'_>) -> Vec<Step> {
    match path {
        Path::Root => Vec::new(),
        Path::Seq { parent, index } => with(parent, Step::Item(*index)),
        Path::Map { parent, key } => with(parent, Step::Key(key.clone())),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => way(parent),
    }
}

fn with(parent: &Path<'_>, step: Step) -> Vec<Step> {
    let mut all = way(parent);
    all.push(step);
    all
}

fn table<'d, 'a>(root: &'d DeTable<'a>, way: &[Step]) -> Option<&'d DeTable<'a>> {
    let mut at = root;
    let mut rest = way;
    loop {
        rest = match rest {
            [] => return Some(at),
            [Step::Key(key), Step::Item(item), rest @ ..] => {
                at = at
                    .get(key.as_str())?
                    .get_ref()
                    .as_array()?
                    .get(*item)?
                    .get_ref()
                    .as_table()?;
                rest
            }
            [Step::Key(key), rest @ ..] => {
                at = at.get(key.as_str())?.get_ref().as_table()?;
                rest
            }
            [Step::Item(_), ..] => return None,
        };
    }
}

fn key_of(table: &DeTable<'_>, key: &str) -> Option<std::ops::Range<usize>> {
    let (found, _) = table.get_key_value(key)?;
    Some(found.span())
}

fn rename(root: &mut DeTable<'_>, way: &[Step], (from, to): (&str, &'static str)) -> Option<()> {
    let mut at = root;
    let mut rest = way;
    loop {
        rest = match rest {
            [] => break,
            [Step::Key(key), Step::Item(item), rest @ ..] => {
                at = as_table(item_of(at.get_mut(key.as_str())?.get_mut(), *item)?)?;
                rest
            }
            [Step::Key(key), rest @ ..] => {
                at = as_table(at.get_mut(key.as_str())?.get_mut())?;
                rest
            }
            [Step::Item(_), ..] => return None,
        };
    }
    let value = at.remove(from)?;
    at.insert(Spanned::new(0..0, Cow::Borrowed(to)), value);
    Some(())
}

fn as_table<'d, 'a>(value: &'d mut DeValue<'a>) -> Option<&'d mut DeTable<'a>> {
    match value {
        DeValue::Table(table) => Some(table),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_) => None,
    }
}

fn item_of<'d, 'a>(value: &'d mut DeValue<'a>, place: usize) -> Option<&'d mut DeValue<'a>> {
    match value {
        DeValue::Array(items) => items.get_mut(place).map(Spanned::get_mut),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUDIT: &str = "schema = 1\nid = \"a-1\"\ntitle = \"T\"\nstate = \"planned\"\n";

    fn told(key: &str, path: &str, text: &str) -> Vec<String> {
        let key = crate::store::paths::key_of("audits", key).unwrap();
        let odd = Store::odd_keys(&key, path, text);
        odd.iter()
            .map(|odd| {
                format!(
                    "{}:{} {} {}",
                    odd.line,
                    odd.column,
                    odd.message,
                    odd.hint.clone().unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn a_slip_in_a_key_is_told_with_its_place_and_the_key_that_was_meant() {
        let sheet = "schema = 1\nchecklist = \"house\"\nref = \"4.1\"\n\n[[answer]]\nid = \"1\"\nverdit = \"conforming\"\n";
        let path = "audits/a-1/answers/house/4.1.toml";
        assert_eq!(
            told(path, path, sheet),
            ["7:1 no key is named \"verdit\" here, and nobody reads it did you mean verdict?"]
        );
    }

    #[test]
    fn what_is_like_no_key_is_left_to_newer_versions() {
        let path = "audits/a-1/audit.toml";
        let text = format!("{AUDIT}zone-of-influence = 3\n\n[extension]\nstates = 1\n");
        assert_eq!(told(path, path, &text), <[String; 0]>::default());
    }

    #[test]
    fn a_key_that_stands_beside_the_right_one_or_belongs_elsewhere_is_none_of_ours() {
        let path = "audits/a-1/audit.toml";
        let text = format!("{AUDIT}titel = \"x\"\nverdicts = 1\n");
        assert_eq!(told(path, path, &text), <[String; 0]>::default());
    }
}
