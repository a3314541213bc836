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
    tui::{screens::sheet::Sheet, text, theme::Role, widgets::Look},
};

/// How wide the words in front are.
const WORD: usize = 10;

/// A line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row<'v> {
    /// Something that is wrong, was put back, or is worth knowing.
    Told(&'v Irregularity),
    /// Something that could not be checked.
    Unchecked(&'v Unchecked),
}

/// Lists the lines: what is wrong, what could not be checked, what was put back or is worth knowing.
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
    let mut text = format!(
        "{} commits, {} of them with records; {} records in {} versions, {} steps, {} citations, {} signatures.",
        counts.commits,
        counts.changing,
        counts.records,
        counts.versions,
        counts.transitions,
        counts.citations,
        counts.signatures
    );
    if verification.uncommitted > 0 {
        // Writing to a String does not fail.
        let _ = write!(
            text,
            " Not committed, and not judged: {}.",
            verification.uncommitted
        );
    }
    text
}

impl<'v> Row<'v> {
    /// Returns the record that it is about.
    pub(super) fn record(&self) -> Option<&'v RecordKey> {
        match self {
            Self::Told(one) => one.record.as_ref(),
            Self::Unchecked(_) => None,
        }
    }

    fn word(&self) -> (&'static str, Role) {
        match self {
            Self::Told(one) if one.mended.is_some() => ("put back", Role::Dim),
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

    /// Writes it as a line of the list.
    pub(super) fn line(&self, look: Look<'_>, width: usize) -> Line<'static> {
        let (word, role) = self.word();
        let room = width.saturating_sub(WORD);
        Line::from(vec![
            Span::styled(text::pad(word, WORD).into_owned(), look.style(role)),
            Span::styled(
                text::fit(&self.said(), room, look.glyphs.ellipsis),
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

    /// Tells all of it.
    pub(super) fn sheet(&self, look: Look<'_>, width: usize, folder: &str) -> Sheet {
        let mut sheet = Sheet::new();
        let plain = look.style(Role::Text);
        sheet.wrapped("", &self.said(), width, look.style(Role::Strong));
        match self {
            Self::Told(one) => {
                sheet.wrapped("", one.kind.means(), width, look.style(Role::Dim));
                if let (Some(commit), Some(by), Some(at)) = (&one.commit, &one.by, one.at) {
                    let commit = short(commit);
                    let when = at.strftime("%Y-%m-%d %H:%M UTC");
                    let said =
                        format!("{commit} by {}, {when}", safe::escape_line(&by.to_string()));
                    sheet.labelled(look, "commit", &said, width, plain);
                }
                if let Some(mended) = &one.mended {
                    let mended = short(mended);
                    sheet.labelled(look, "put back", mended, width, plain);
                }
            }
            Self::Unchecked(_) => {}
        }
        let shown = self.look(folder);
        if !shown.is_empty() {
            sheet.labelled(look, "look", &safe::escape_line(&shown), width, plain);
        }
        sheet
    }
}
