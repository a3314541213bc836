//! Both sides of a clash in one file, between git's marks.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::domain::linediff::{self, Step};

const OURS: &str = "<<<<<<< ours\n";
const BETWEEN: &str = "=======\n";
const THEIRS: &str = ">>>>>>> theirs\n";

/// Brings two texts together, with marks around what is not the same: a whole `key = value` each, however many lines it has.
pub(super) fn between(ours: &str, theirs: &str) -> String {
    let (ours, theirs) = (pieces(ours), pieces(theirs));
    let mut text = String::new();
    let (mut one, mut other) = (String::new(), String::new());
    for step in linediff::compare(&ours, &theirs) {
        match step {
            Step::Same { old, .. } => {
                close(&mut text, &mut one, &mut other);
                text.push_str(ours.get(old).copied().unwrap_or_default());
            }
            Step::Removed { old } => one.push_str(ours.get(old).copied().unwrap_or_default()),
            Step::Added { new } => other.push_str(theirs.get(new).copied().unwrap_or_default()),
        }
    }
    close(&mut text, &mut one, &mut other);
    text
}

/// Writes a place that is not the same, and begins anew.
fn close(text: &mut String, one: &mut String, other: &mut String) {
    if one.is_empty() && other.is_empty() {
        return;
    }
    text.push_str(OURS);
    text.push_str(one);
    text.push_str(BETWEEN);
    text.push_str(other);
    text.push_str(THEIRS);
    one.clear();
    other.clear();
}

/// Cuts a text into lines; those of one value are one piece.
fn pieces(text: &str) -> Vec<&str> {
    let mut values = Vec::new();
    if let Ok(root) = DeTable::parse(text) {
        spans(root.get_ref(), &mut values);
    }
    values.sort_unstable();
    let mut values = values.into_iter().peekable();
    let mut pieces = Vec::new();
    let (mut begin, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        while values.next_if(|(_, end)| *end <= at).is_some() {}
        // A value that goes on beyond this line holds it and the next one together.
        if values.peek().is_some_and(|(start, _)| *start < at) {
            continue;
        }
        pieces.extend(text.get(begin..at));
        begin = at;
    }
    pieces.extend(text.get(begin..).filter(|rest| !rest.is_empty()));
    pieces
}

/// Collects where the values of a table stand that have no header of their own.
fn spans(table: &DeTable<'_>, found: &mut Vec<(usize, usize)>) {
    for (_, value) in table {
        span(value, found);
    }
}

fn span(value: &Spanned<DeValue<'_>>, found: &mut Vec<(usize, usize)>) {
    match value.get_ref() {
        DeValue::Table(inner) => spans(inner, found),
        DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
            items.iter().for_each(|item| span(item, found));
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_) => found.push((value.span().start, value.span().end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_around_whole_values() {
        let ours = "schema = 1\n\nnote = '''\none\ntwo'''\n\ntitle = \"t\"\n";
        let theirs = "schema = 1\n\nnote = '''\none\nthree'''\n\ntitle = \"t\"\n";
        assert_eq!(
            between(ours, theirs),
            "schema = 1\n\n<<<<<<< ours\nnote = '''\none\ntwo'''\n=======\nnote = '''\none\nthree'''\n>>>>>>> theirs\n\ntitle = \"t\"\n"
        );
    }

    #[test]
    fn what_one_side_does_not_have_stands_alone() {
        assert_eq!(
            between("a = 1\n", "a = 1\nb = [\n  1,\n]\n"),
            "a = 1\n<<<<<<< ours\n=======\nb = [\n  1,\n]\n>>>>>>> theirs\n"
        );
    }

    #[test]
    fn a_file_with_marks_is_no_record() {
        let text = between("a = 1\n", "a = 2\n");
        assert!(text.parse::<toml::Table>().is_err());
    }
}
