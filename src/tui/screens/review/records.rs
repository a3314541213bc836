//! The records of a commit: which are ticked, what changed in each, in words and as a diff.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::id::AuditId;
use crate::domain::linediff::{self, Step};
use crate::domain::record::RecordKey;
use crate::safe;
use crate::session::FileChange;
use crate::session::review::{PendingRecord, Review, human_size};
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::Look;
use crate::tui::widgets::diff::Diff;
use crate::tui::widgets::list::{self, ListState};

/// How many lines are shown around a change.
const CONTEXT: usize = 3;

/// How many names of what changed are told in the list.
const MOST_NAMES: usize = 4;

/// Fields that come with others and say nothing on their own.
const ACCOMPANYING: &[&str] = &[
    "at",
    "blob",
    "by",
    "command",
    "commit",
    "effective",
    "excerpt-sha256",
    "exit-status",
    "id",
    "kind",
    "lines",
    "method",
    "obtained-at",
    "obtained-by",
    "origin",
    "path",
    "repository",
    "schema",
    "sha256",
    "url",
    "what",
    "who",
];

/// A record as the list shows it.
#[derive(Debug)]
struct Entry {
    path: String,
    key: Option<RecordKey>,
    change: FileChange,
    /// The records that cite it, where it is a kept copy.
    cited_in: BTreeSet<RecordKey>,
    shown: String,
    about: String,
    diff: Diff,
    lines: Vec<String>,
}

/// The records that differ from the last commit, the given audit's first.
#[derive(Debug, Default)]
pub(super) struct Records {
    entries: Vec<Entry>,
    left_out: BTreeSet<String>,
    pub(super) state: ListState,
}

impl Records {
    /// Takes in what a commit would contain; ticks and selection stay with their records.
    pub(super) fn take(&mut self, review: &Review, folder: &str, first: Option<&AuditId>) {
        let selected = self.selected().map(|entry| entry.path.clone());
        let only = only_audit(review).or(first);
        self.entries = review
            .files
            .iter()
            .map(|file| Entry::of(file, folder, only))
            .collect();
        let is_first = |entry: &Entry| {
            first.is_some() && entry.key.as_ref().and_then(RecordKey::audit) == first
        };
        self.entries.sort_by_key(|entry| !is_first(entry));
        let entries = &self.entries;
        self.left_out
            .retain(|path| entries.iter().any(|entry| entry.path == *path));
        let at = selected.and_then(|path| entries.iter().position(|entry| entry.path == path));
        self.state.selected = at
            .unwrap_or(self.state.selected)
            .min(entries.len().saturating_sub(1));
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    fn selected(&self) -> Option<&Entry> {
        self.entries.get(self.state.selected)
    }

    /// Returns which record is selected, for a kept copy one that cites it; none for a file that is no record.
    pub(super) fn key(&self) -> Option<&RecordKey> {
        let entry = self.selected()?;
        entry.cited_in.first().or(entry.key.as_ref())
    }

    /// Selects a record.
    pub(super) fn select(&mut self, key: &RecordKey, height: usize) {
        if let Some(at) = self
            .entries
            .iter()
            .position(|entry| entry.key.as_ref() == Some(key))
        {
            self.state.select(at, self.entries.len(), height);
        }
    }

    /// Takes the selected record out of the commit, or back into it; a kept copy goes with the records that cite it.
    pub(super) fn toggle(&mut self) {
        let Some(entry) = self.selected() else { return };
        let was_out = self.is_out(entry);
        let mut paths: Vec<String> = self
            .citing(entry)
            .map(|record| record.path.clone())
            .collect();
        if paths.is_empty() {
            paths.push(entry.path.clone());
        }
        for path in paths {
            if was_out {
                self.left_out.remove(&path);
            } else {
                self.left_out.insert(path);
            }
        }
    }

    /// Returns the pending records that cite a kept copy.
    fn citing<'a>(&'a self, copy: &'a Entry) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(|entry| {
            let key = entry.key.as_ref();
            key.is_some_and(|key| copy.cited_in.contains(key))
        })
    }

    /// Tells whether a record is left out: a kept copy is when all that cite it and are pending are.
    fn is_out(&self, entry: &Entry) -> bool {
        let mut citing = self.citing(entry).peekable();
        if citing.peek().is_none() {
            return self.left_out.contains(&entry.path);
        }
        citing.all(|record| self.left_out.contains(&record.path))
    }

    /// Returns how many records are ticked.
    pub(super) fn ticked(&self) -> usize {
        let ticked = self.entries.iter().filter(|entry| !self.is_out(entry));
        ticked.count()
    }

    /// Returns the paths of what is left out.
    pub(super) fn out(&self) -> BTreeSet<String> {
        let out = self.entries.iter().filter(|entry| self.is_out(entry));
        out.map(|entry| entry.path.clone()).collect()
    }

    /// Returns the diff of the selected record.
    pub(super) fn diff(&self) -> Option<&Diff> {
        self.selected().map(|entry| &entry.diff)
    }

    /// Returns the lines of that diff, to find something in.
    pub(super) fn diff_lines(&self) -> impl Iterator<Item = &str> {
        let lines = self
            .selected()
            .map(|entry| entry.lines.as_slice())
            .unwrap_or_default();
        lines.iter().map(String::as_str)
    }

    /// Returns the text of the diff, to copy.
    pub(super) fn diff_text(&self) -> Option<String> {
        self.selected().map(|entry| entry.lines.join("\n"))
    }

    /// Returns the path of the selected record as it is shown.
    pub(super) fn title(&self) -> &str {
        self.selected()
            .map(|entry| entry.shown.as_str())
            .unwrap_or_default()
    }

    /// Paints the list.
    pub(super) fn render(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let widest = self
            .entries
            .iter()
            .map(|entry| text::width(&entry.shown))
            .max()
            .unwrap_or(0);
        let room = usize::from(area.width.saturating_sub(list::GUTTER));
        // The words on what changed have the last third where paths would take it all.
        let path = widest.min((room * 2 / 3).max(room.saturating_sub(30)));
        let row = |index: usize| self.row(look, index, path);
        list::render(
            look,
            area,
            &self.state,
            self.entries.len(),
            "Nothing to commit.",
            row,
            buf,
        );
    }

    fn row(&self, look: Look<'_>, index: usize, path: usize) -> Line<'_> {
        let Some(entry) = self.entries.get(index) else {
            return Line::default();
        };
        let (letter, role) = match entry.change {
            FileChange::Added => ("A", Role::DiffAdded),
            FileChange::Modified => ("M", Role::StateUncommitted),
            FileChange::Deleted => ("D", Role::DiffRemoved),
        };
        let is_out = self.is_out(entry);
        let (tick, about) = if is_out {
            (" ", "left out")
        } else {
            (look.glyphs.conforming, entry.about.as_str())
        };
        let plain = look.style(if is_out { Role::Dim } else { Role::Text });
        let shown = text::truncate_start(&entry.shown, path, look.glyphs.ellipsis);
        Line::from(vec![
            Span::styled(format!("{tick} "), look.style(Role::Ok)),
            Span::styled(
                format!("{letter} "),
                if is_out { plain } else { look.style(role) },
            ),
            Span::styled(text::pad(&shown, path).into_owned(), plain),
            Span::styled(format!("  {about}"), look.style(Role::Dim)),
        ])
    }
}

impl Entry {
    fn of(file: &PendingRecord, folder: &str, audit: Option<&AuditId>) -> Self {
        let within = file
            .path
            .strip_prefix(folder)
            .and_then(|path| path.strip_prefix('/'));
        // The audit that one is at is named at the top of the screen already.
        let beneath = |path| {
            audit.and_then(|audit| str::strip_prefix(path, audit.as_str())?.strip_prefix('/'))
        };
        let within = within.and_then(beneath).or(within);
        let (old, new) = (safe::escape_text(&file.old), safe::escape_text(&file.new));
        let unified = linediff::unified(&old, &new, CONTEXT);
        Self {
            shown: safe::escape_line(within.unwrap_or(&file.path)).into_owned(),
            about: about(file),
            diff: Diff::parse(&unified),
            lines: unified.lines().map(str::to_owned).collect(),
            path: file.path.clone(),
            key: file.key.clone(),
            change: file.change,
            cited_in: file
                .kept
                .as_ref()
                .map(|kept| kept.cited_in.clone())
                .unwrap_or_default(),
        }
    }
}

/// Returns the audit that all records belong to, if they belong to one.
fn only_audit(review: &Review) -> Option<&AuditId> {
    let mut audits = review
        .files
        .iter()
        .map(|file| file.key.as_ref().and_then(RecordKey::audit));
    let first = audits.next()??;
    audits.all(|audit| audit == Some(first)).then_some(first)
}

/// Says in a few words what changed in a record: the fields, and how many citations.
fn about(file: &PendingRecord) -> String {
    if let Some(kept) = file.kept.as_ref().filter(|kept| kept.bytes.is_some()) {
        return format!("copy, {}", human_size(kept.size()));
    }
    let names = match file.change {
        FileChange::Added => return "new".to_owned(),
        FileChange::Deleted => return "gone".to_owned(),
        FileChange::Modified => changed_fields(&file.old, &file.new),
    };
    let shown = names.len().min(MOST_NAMES);
    let mut about = names.get(..shown).unwrap_or_default().join(", ");
    if names.len() > shown {
        // Writing to a String does not fail.
        let _ = write!(about, " and {} more", names.len() - shown);
    }
    if about.is_empty() {
        "changed".to_owned()
    } else {
        safe::escape_line(&about).into_owned()
    }
}

fn changed_fields(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let (old_owners, new_owners) = (owners(&old), owners(&new));
    let mut names: Vec<String> = Vec::new();
    let mut citations = 0_usize;
    for step in linediff::compare(&old, &new) {
        let owner = match step {
            Step::Same { .. } => continue,
            Step::Removed { old } => old_owners.get(old),
            Step::Added { new } => new_owners.get(new),
        };
        match owner {
            Some(Owner::Table(name)) if name.ends_with("evidence") => citations += 1,
            Some(Owner::Field(name))
                if !ACCOMPANYING.contains(name) && !names.iter().any(|n| n == name) =>
            {
                names.push((*name).to_owned());
            }
            Some(Owner::Table(_) | Owner::Field(_)) | None => {}
        }
    }
    match citations {
        0 => {}
        1 => names.push("1 citation".to_owned()),
        more => names.push(format!("{more} citations")),
    }
    names
}

/// What a line of a record belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner<'a> {
    Table(&'a str),
    Field(&'a str),
}

/// Finds for each line the field that it is a part of, lines of a text in several lines included.
fn owners<'a>(lines: &[&'a str]) -> Vec<Owner<'a>> {
    let mut owner = Owner::Field("");
    let mut fence: Option<&str> = None;
    let mut owners = Vec::with_capacity(lines.len());
    for line in lines {
        match fence {
            Some(quotes) => {
                if line.contains(quotes) {
                    fence = None;
                }
            }
            None if line.starts_with('[') => {
                owner = Owner::Table(line.trim_matches(['[', ']', ' ']));
            }
            None => {
                if let Some((name, value)) = line.split_once('=') {
                    owner = Owner::Field(name.trim());
                    let quotes = ["'''", "\"\"\""]
                        .into_iter()
                        .find(|quotes| value.trim_start().starts_with(quotes));
                    fence = quotes.filter(|quotes| value.matches(quotes).count() == 1);
                }
            }
        }
        owners.push(owner);
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_by_its_fields() {
        let old = "schema = 1\n\n[[answer]]\nid = \"1\"\nnote = '''\none\ntwo\n'''\nby = \"A\"\n";
        let new = "schema = 1\n\n[[answer]]\nid = \"1\"\nverdict = \"conforming\"\nnote = '''\none\nb = c\n'''\nby = \"B\"\n\n\
                   [[answer.evidence]]\nid = \"E-1\"\npath = \"a\"\n\n[[answer.evidence]]\nid = \"E-2\"\n";
        assert_eq!(changed_fields(old, new), ["verdict", "note", "2 citations"]);
    }

    #[test]
    fn only_so_many_fields_are_named() {
        let file = PendingRecord {
            path: "audits/a/x.toml".to_owned(),
            key: None,
            change: FileChange::Modified,
            old: String::new(),
            new: "a = 1\nb = 1\nc = 1\nd = 1\ne = 1\nf = 1\n".to_owned(),
            kept: None,
        };
        assert_eq!(about(&file), "a, b, c, d and 2 more");
    }
}
