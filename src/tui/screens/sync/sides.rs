//! Both sides of what clashes: beside one another where there is room, else one above the other, and what both began with.

use std::{collections::HashSet, fmt::Write as _};

use ratatui::text::{Line, Span};

use crate::{
    domain::{
        merge::{Side, Voice},
        object::short,
    },
    safe,
    session::sync::RecordClash,
    tui::{
        syncing::{Syncing, why_refused},
        text,
        theme::Role,
        widgets::Look,
    },
};

/// From this width on both sides stand beside one another.
const WIDE: usize = 96;

/// How wide the word in front of a line of the list is.
const WORD: usize = 12;

/// Between both sides.
const BETWEEN: usize = 3;

/// A piece of a line, and how it looks.
type Told = (Role, String);

/// A line of what is told of a clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// Across the whole width.
    One(Told),
    /// Of both sides beside one another, ours first.
    Both(Told, Told),
}

impl Row {
    /// Writes it in a width.
    pub(super) fn line(&self, look: Look<'_>, width: usize) -> Line<'static> {
        let span = |(role, said): &Told| Span::styled(said.clone(), look.style(*role));
        match self {
            Self::One(told) => Line::from(span(told)),
            Self::Both(ours, theirs) => Line::from(vec![
                Span::styled(
                    text::pad(&ours.1, half(width)).into_owned(),
                    look.style(ours.0),
                ),
                Span::styled(
                    format!(" {} ", look.glyphs.vertical),
                    look.style(Role::Border),
                ),
                span(theirs),
            ]),
        }
    }
}

/// Returns how wide each side is where both stand beside one another.
const fn half(width: usize) -> usize {
    width.saturating_sub(BETWEEN) / 2
}

/// Writes a clash as a line of the list: what was chosen, the record, the field.
pub(super) fn line(
    look: Look<'_>,
    clash: &RecordClash,
    sync: &Syncing,
    width: usize,
) -> Line<'static> {
    let (word, role) = match (sync.chosen(clash), sync.refused(clash)) {
        (Some((side, false)), _) => (side.word().to_owned(), Role::Ok),
        (Some((side, true)), _) => (format!("all {side}"), Role::Ok),
        (None, Some(side)) => (format!("not {side}"), Role::Error),
        (None, None) => ("undecided".to_owned(), Role::Warning),
    };
    let said = format!(
        "{}  {}  {}",
        clash.key.named(),
        place(clash),
        clash.clash.kind.told()
    );
    let room = width.saturating_sub(WORD);
    Line::from(vec![
        Span::styled(text::pad(&word, WORD).into_owned(), look.style(role)),
        Span::styled(
            text::fit(&safe::escape_line(&said), room, look.glyphs.ellipsis),
            look.style(Role::Text),
        ),
    ])
}

fn place(clash: &RecordClash) -> String {
    if clash.clash.path.is_whole() {
        "the whole record".to_owned()
    } else {
        clash.clash.path.to_string()
    }
}

/// Tells all of a clash in lines of a width.
pub(super) fn of(clash: &RecordClash, sync: &Syncing, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |role: Role, said: &str| {
        let told = wrapped(said, width).into_iter();
        rows.extend(told.map(|said| Row::One((role, said))));
    };
    add(Role::Dim, &format!("{}: {}", clash.path, place(clash)));
    if sync.refused(clash).is_some() && sync.chosen(clash).is_none() {
        let why = text::capitalised(why_refused(clash.clash.kind));
        add(Role::Warning, &why);
    }
    if width >= WIDE {
        let [ours, theirs] =
            [Side::Ours, Side::Theirs].map(|one| side(clash, one, sync, half(width)));
        let nothing = || (Role::Text, String::new());
        for at in 0..ours.len().max(theirs.len()) {
            let piece = |side: &[Told]| side.get(at).cloned().unwrap_or_else(nothing);
            rows.push(Row::Both(piece(&ours), piece(&theirs)));
        }
    } else {
        for one in [Side::Ours, Side::Theirs] {
            rows.extend(side(clash, one, sync, width).into_iter().map(Row::One));
            rows.push(Row::One((Role::Text, String::new())));
        }
        rows.pop();
    }
    if let Some(base) = &clash.clash.base {
        rows.push(Row::One((Role::Text, String::new())));
        rows.push(Row::One((Role::Label, "before".to_owned())));
        let lines = base.lines().flat_map(|line| wrapped(line, width));
        rows.extend(lines.map(|said| Row::One((Role::Dim, said))));
    }
    rows
}

/// Breaks a line of a text so that it fits, safe to show.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let safe = safe::escape_line(line);
    let shown = text::expand_tabs(&safe);
    let rows = text::wrap_lines(&shown, width.max(8)).into_iter();
    rows.map(str::to_owned).collect()
}

/// Tells what a side has, with who said it; lines that it has not from what both began with stand out.
fn side(clash: &RecordClash, side: Side, sync: &Syncing, width: usize) -> Vec<Told> {
    let is_taken = sync.chosen(clash).is_some_and(|(taken, _)| taken == side);
    let voice = match side {
        Side::Ours => &clash.ours,
        Side::Theirs => &clash.theirs,
    };
    let taken = if is_taken { ", taken" } else { "" };
    let mut told = vec![(Role::Label, format!("{side}{taken}"))];
    let mut add = |role: Role, line: &str| {
        told.extend(wrapped(line, width).into_iter().map(|said| (role, said)));
    };
    for line in voice.iter().flat_map(by) {
        add(Role::Dim, &line);
    }
    let before: HashSet<&str> = clash
        .clash
        .base
        .iter()
        .flat_map(|base| base.lines())
        .collect();
    match clash.clash.of(side) {
        None => add(Role::Placeholder, "(nothing)"),
        Some(said) => {
            for line in said.lines() {
                let is_old = before.contains(line);
                add(if is_old { Role::Text } else { Role::Strong }, line);
            }
        }
    }
    told
}

/// Says who said it, when, and in which commit.
fn by(voice: &Voice) -> [String; 2] {
    [
        format!("by {}", voice.by),
        format!(
            "{} in {}",
            voice.at.strftime("%Y-%m-%d %H:%M UTC"),
            short(&voice.commit)
        ),
    ]
}

/// Writes a clash as a text to be copied.
pub(super) fn copied(clash: &RecordClash) -> String {
    let mut out = format!("{}: {}\n", clash.path, place(clash));
    for (side, voice) in [(Side::Ours, &clash.ours), (Side::Theirs, &clash.theirs)] {
        let by = voice.as_ref().map(|voice| by(voice).join(", "));
        let by = by.map_or_else(String::new, |by| format!(" {by}"));
        let said = clash.clash.of(side).unwrap_or("(nothing)");
        // Writing to a String does not fail.
        let _ = writeln!(out, "{side}{by}:\n{said}");
    }
    out
}
