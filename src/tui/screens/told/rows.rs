//! The rows of a citation without bytes: its fields, and of a commit its message and the files it touched.

use std::fmt::Write as _;

use crate::{
    domain::evidence::{CitationState, EvidenceField, EvidenceKind},
    safe,
    session::{FileChange, ShownCommit},
    tui::{data::Data, text, theme::Role},
};

use super::ToldView;

/// The width of the labels in front of the fields.
pub(super) const LABEL: usize = 12;

/// A row of the screen: a label and what is said behind it; without a label the row is the text's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) label: Option<&'static str>,
    pub(super) said: String,
    pub(super) role: Role,
}

impl ToldView {
    /// Makes the rows for a width.
    pub(super) fn rows(&self, data: &Data, width: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let Some(link) = &self.link else {
            rows.push(Row {
                label: None,
                said: "This citation is not there any more.".to_owned(),
                role: Role::Placeholder,
            });
            return rows;
        };
        let room = width.saturating_sub(LABEL).max(8);
        let mut add = |label: &'static str, said: &str, role: Role| {
            let mut label = label;
            for line in text::wrap_lines(said, room) {
                rows.push(Row {
                    label: Some(std::mem::take(&mut label)),
                    said: line.to_owned(),
                    role,
                });
            }
        };
        if link.kind == EvidenceKind::Commit {
            let commit = link.commit.as_deref().unwrap_or_default();
            add("commit", &safe::escape_line(commit), Role::Text);
            if link.repository != "." {
                add(
                    "repository",
                    &safe::escape_line(&link.repository),
                    Role::Text,
                );
            }
        }
        for field in link.fields() {
            let said = match field {
                EvidenceField::At => data.clock.written(link.obtained_at).replace('T', " "),
                other => link.value(*other),
            };
            if !said.is_empty() {
                add(field.label(), &safe::escape_text(&said), Role::Text);
            }
        }
        let by = safe::escape_line(&link.obtained_by.name);
        let method = link.method.map_or("obtained", |method| method.label());
        add("obtained", &format!("{method} by {by}"), Role::Dim);
        if let Some(lacking) = link.shortcoming() {
            add(
                "incomplete",
                &format!("it {lacking}; i writes it"),
                Role::Warning,
            );
        }
        if let Some((role, advice)) = data.citation(&self.id).and_then(advice) {
            add("", advice, role);
        }
        match &self.commit {
            None if link.kind == EvidenceKind::Commit => add("", "Reading...", Role::Placeholder),
            None => {}
            Some(Err(why)) => {
                add("", "", Role::Text);
                add("", why, Role::Warning);
            }
            Some(Ok(shown)) => rows.extend(commit_rows(shown, width)),
        }
        rows
    }
}

/// Makes the rows of a commit: its message, and the files it touched.
fn commit_rows(shown: &ShownCommit, width: usize) -> Vec<Row> {
    let plain = |said: String, role: Role| Row {
        label: None,
        said,
        role,
    };
    let mut rows = vec![plain(String::new(), Role::Text)];
    let subject = format!(
        "{}  {}",
        shown.line.on,
        safe::escape_line(&shown.line.subject)
    );
    let wrapped = |said: &str, role: Role, rows: &mut Vec<Row>| {
        for line in text::wrap_lines(said, width.max(8)) {
            rows.push(plain(line.to_owned(), role));
        }
    };
    wrapped(&subject, Role::Title, &mut rows);
    if !shown.body.is_empty() {
        rows.push(plain(String::new(), Role::Text));
        wrapped(&safe::escape_text(&shown.body), Role::Text, &mut rows);
    }
    rows.push(plain(String::new(), Role::Text));
    let counts = |lines: Option<(usize, usize)>| {
        lines.map_or_else(String::new, |(added, removed)| {
            format!("+{added} -{removed}")
        })
    };
    let widest = shown
        .files
        .iter()
        .map(|file| counts(file.lines).len())
        .max()
        .unwrap_or(0);
    for file in &shown.files {
        let (letter, role) = match file.change {
            FileChange::Added => ("A", Role::DiffAdded),
            FileChange::Modified => ("M", Role::Text),
            FileChange::Deleted => ("D", Role::DiffRemoved),
        };
        let mut said = format!("{letter} ");
        // Writing to a String does not fail.
        let _ = write!(said, "{:>widest$}  ", counts(file.lines));
        said.push_str(&safe::escape_line(&file.path));
        rows.push(plain(said, role));
    }
    let more = match shown.touched {
        None => Some(format!(
            "Which files it touched cannot be told: {}.",
            shown.why_untold()
        )),
        Some(0) => Some("It touched no file.".to_owned()),
        Some(touched) if touched > shown.files.len() => {
            Some(format!("and {} more files", touched - shown.files.len()))
        }
        Some(_) => None,
    };
    rows.extend(more.map(|said| plain(said, Role::Dim)));
    rows
}

/// Says what the state of a commit means and what to do about it, where the word alone does not.
fn advice(state: &CitationState) -> Option<(Role, &str)> {
    Some(match state {
        CitationState::NotHere { hint, .. } => {
            return state.hint().map(|_| (Role::CitationOther, hint.as_str()));
        }
        CitationState::Gone => (
            Role::CitationGone,
            "No branch or tag leads to it any more: the history was rewritten, and git will drop it.",
        ),
        CitationState::NotDownloaded => (
            Role::CitationOther,
            "It is not in this clone: fetch all branches, or ask whoever cited it to push it.",
        ),
        CitationState::MissingObject => (
            Role::CitationAlarm,
            "Alarm: git has lost it, and there is no server that may have it.",
        ),
        CitationState::HashMismatch => (
            Role::CitationAlarm,
            "Alarm: git was tampered with. Look into it before anything else.",
        ),
        CitationState::Unchanged { .. }
        | CitationState::Moved { .. }
        | CitationState::Changed
        | CitationState::Uncommitted { .. }
        | CitationState::LfsPointer
        | CitationState::NoFile
        | CitationState::CannotJudge { .. } => return None,
    })
}
