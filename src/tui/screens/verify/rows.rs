//! The lines of a verification, and what is told of each.

use std::fmt::Write as _;

use ratatui::text::{Line, Span};

use crate::{
    domain::{
        object::short,
        record::RecordKey,
        verify::{Irregularity, Unchecked, Weight},
    },
    safe,
    session::verify::{self, Verification},
    tui::{
        screens::sheet::{LABEL, Sheet},
        text,
        theme::Role,
        widgets::Look,
    },
};

/// How wide the words in front are.
const WORD: usize = 10;

/// Below this width a line names the record alone and what happened to it; all of it is told below.
const NARROW: usize = 60;

/// A line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row<'v> {
    /// Something that is wrong, was put right, or is worth knowing.
    Told(&'v Irregularity),
    /// Something that could not be checked.
    Unchecked(&'v Unchecked),
}

/// Lists the lines: what is wrong, what could not be checked, what was put right or is worth knowing.
pub(super) fn of(verification: &Verification) -> Vec<Row<'_>> {
    let all = &verification.irregularities;
    let wrong = all.iter().filter(|one| one.counts()).map(Row::Told);
    let unchecked = verification.unchecked.iter().map(Row::Unchecked);
    let rest = all.iter().filter(|one| !one.counts()).map(Row::Told);
    wrong.chain(unchecked).chain(rest).collect()
}

/// Says how much was checked.
pub(super) fn summary(verification: &Verification) -> String {
    let counts = &verification.counts;
    let count = |n: usize, one: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    };
    let mut text = format!(
        "{}, {} of them with records; {} in {}, {}, {}, {}.",
        count(counts.commits, "commit"),
        counts.changing,
        count(counts.records, "record"),
        count(counts.versions, "version"),
        count(counts.transitions, "step"),
        count(counts.citations, "citation"),
        count(counts.signatures, "signature")
    );
    if verification.uncommitted > 0 {
        // Writing to a String does not fail.
        let _ = write!(
            text,
            " Not committed, and not judged: {}.",
            verification.uncommitted
        );
    }
    if let Some(operation) = verification.under_way {
        let _ = write!(
            text,
            " A {operation} is under way: what it brings is not judged."
        );
    }
    text
}

impl<'v> Row<'v> {
    /// Returns what it tells of the records; none of what could not be checked.
    pub(super) fn told(&self) -> Option<&'v Irregularity> {
        match self {
            Self::Told(one) => Some(one),
            Self::Unchecked(_) => None,
        }
    }

    fn word(&self) -> (&'static str, Role) {
        match self {
            Self::Told(one) if one.mended.is_some() => ("put right", Role::Dim),
            Self::Told(one) => match one.kind.weight() {
                Weight::Alarm => ("alarm", Role::Error),
                Weight::Breach => ("breach", Role::Warning),
                Weight::Note => ("note", Role::Dim),
            },
            Self::Unchecked(_) => ("unchecked", Role::Warning),
        }
    }

    /// Says it in one line.
    pub(super) fn said(&self) -> String {
        let text = match self {
            Self::Told(one) => {
                let name = one.record.as_ref().map(RecordKey::named);
                let name = name.unwrap_or_else(|| "repository".to_owned());
                format!("{name}  {}: {}", one.kind.label(), one.text)
            }
            Self::Unchecked(one) => format!("{}: {}", one.what, one.why),
        };
        safe::escape_line(&text).into_owned()
    }

    /// Says in a short line which record it is and what happened.
    fn briefly(&self) -> String {
        match self {
            Self::Told(one) => {
                let name = one.record.as_ref().map(RecordKey::short);
                let name = name.unwrap_or_else(|| "repository".to_owned());
                safe::escape_line(&format!("{name}  {}", one.text)).into_owned()
            }
            Self::Unchecked(_) => self.said(),
        }
    }

    /// Returns how many lines all of it takes.
    pub(super) fn lines(&self, width: usize, folder: &str) -> usize {
        self.parts(folder).iter().map(|part| part.rows(width)).sum()
    }

    /// Writes it as a line of the list.
    pub(super) fn line(&self, look: Look<'_>, width: usize) -> Line<'static> {
        let (word, role) = self.word();
        let said = if width < NARROW {
            self.briefly()
        } else {
            self.said()
        };
        let room = width.saturating_sub(WORD);
        Line::from(vec![
            Span::styled(text::pad(word, WORD).into_owned(), look.style(role)),
            Span::styled(
                text::fit(&said, room, look.glyphs.ellipsis),
                look.style(Role::Text),
            ),
        ])
    }

    /// Returns the command that shows it.
    pub(super) fn look(&self, folder: &str) -> String {
        match self {
            Self::Told(one) => verify::look(one, folder),
            Self::Unchecked(one) => one.how.clone(),
        }
    }

    /// Lists all that is told of it: how to look at it comes before what is the same for every line of its kind.
    fn parts(&self, folder: &str) -> Vec<Part> {
        let mut parts = vec![Part {
            label: "",
            said: self.said(),
            role: Role::Strong,
        }];
        let mut add = |label: &'static str, said: String, role: Role| {
            parts.push(Part { label, said, role });
        };
        let shown = self.look(folder);
        if !shown.is_empty() {
            add("look", safe::escape_line(&shown).into_owned(), Role::Text);
        }
        match self {
            Self::Told(one) => {
                if let (Some(commit), Some(by), Some(at)) = (&one.commit, &one.by, one.at) {
                    let commit = short(commit);
                    let when = at.strftime("%Y-%m-%d %H:%M UTC");
                    let by = safe::escape_line(&by.to_string()).into_owned();
                    add("commit", format!("{commit} by {by}, {when}"), Role::Text);
                }
                if let Some(mended) = &one.mended {
                    add("put right", short(mended).to_owned(), Role::Text);
                }
                add("", one.kind.means().to_owned(), Role::Dim);
            }
            Self::Unchecked(_) => {}
        }
        parts
    }

    /// Tells all of it.
    pub(super) fn sheet(&self, look: Look<'_>, width: usize, folder: &str) -> Sheet {
        let mut sheet = Sheet::new();
        for part in self.parts(folder) {
            let style = look.style(part.role);
            if part.label.is_empty() {
                sheet.wrapped("", &part.said, width, style);
            } else {
                sheet.labelled(look, part.label, &part.said, width, style);
            }
        }
        sheet
    }
}

/// A part of what is told: behind a label, or across the whole width.
struct Part {
    label: &'static str,
    said: String,
    role: Role,
}

impl Part {
    /// Returns how many lines it takes.
    fn rows(&self, width: usize) -> usize {
        let label = if self.label.is_empty() { 0 } else { LABEL };
        text::wrap_lines(&self.said, width.saturating_sub(label).max(8)).len()
    }
}
