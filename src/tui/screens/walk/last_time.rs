//! What was found last time, below the question: verdict, note and findings of the audit that this one was carried over from.

use ratatui::text::Span;

use crate::{
    domain::{last_time, papers::WorkingPapers},
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        marks,
        panel::{Cx, Intent, View},
        text,
        theme::Role,
        widgets::Look,
    },
};

use super::{
    Walk,
    row::{LABEL, Sheet},
};

/// How many findings of last time are named; the others are a key away.
const FINDINGS: usize = 2;

/// Adds what was found last time: a line for the verdict, one for the note and one for each finding.
pub(super) fn last_time_lines(
    sheet: &mut Sheet,
    look: Look<'_>,
    papers: &WorkingPapers,
    walk: &Walk,
    width: usize,
    data: &Data,
    view: Option<View<'_>>,
) {
    let dim = look.style(Role::Dim);
    let label = |text: &str| {
        let shown = text::pad(text, LABEL).into_owned();
        Span::styled(format!(" {shown}"), look.style(Role::Label))
    };
    let room = width.saturating_sub(LABEL + 1);
    let cut = |shown: &str, room: usize| -> String {
        text::truncate(&safe::escape_line(shown), room, look.glyphs.ellipsis).into_owned()
    };
    let Some(found) = last_time::last_time(&data.papers, papers, &walk.row) else {
        if let Some(from) = &papers.audit.from
            && data.audit(from).is_none()
        {
            let shown = format!("{from} cannot be read");
            let warned = Span::styled(cut(&shown, room), look.style(Role::Warning));
            sheet.blank();
            sheet.push(vec![label("Last time"), warned]);
        }
        return;
    };
    let (mark, role) = marks::answer(look.glyphs, &found.papers.audit, found.answer);
    let word = match found.answer {
        Some(answer) => match (answer.verdict, answer.maturity) {
            (Some(verdict), _) => verdict.label().to_owned(),
            (None, Some(maturity)) => format!("maturity {maturity}"),
            (None, None) => "a note".to_owned(),
        },
        None => "unanswered".to_owned(),
    };
    let mut told = vec![found.papers.audit.id.to_string()];
    let given = found.answer.and_then(|a| a.by.as_ref().zip(a.at));
    if let Some((by, at)) = given {
        let day = at.to_zoned(jiff::tz::TimeZone::system()).date();
        told.push(marks::name(by, data.actor.as_ref().ok()));
        told.push(marks::day(day, data.clock.today()));
    }
    if found.reworded {
        told.push("asked in other words".to_owned());
    }
    let key = view.and_then(|view| view.keymap.key_of(Action::ShowLastTime, &[Context::Walk]));
    let key = key.map_or_else(String::new, |key| format!("   {key} shows it"));
    let verdict = format!("{mark} {word}");
    let left = room.saturating_sub(text::width(&verdict) + 3 + text::width(&key));
    sheet.blank();
    sheet.push(vec![
        label("Last time"),
        Span::styled(verdict, look.style(role)),
        Span::styled(format!("   {}", cut(&told.join(", "), left)), dim),
        Span::styled(key, look.style(Role::Placeholder)),
    ]);
    let note = found.answer.map_or("", |answer| answer.note.trim());
    if !note.is_empty() {
        // One line of it; line ends are no reason to stop there.
        let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
        sheet.push(vec![label(""), Span::styled(cut(&note, room), dim)]);
    }
    for (audit, finding) in found.findings.iter().take(FINDINGS) {
        let role = marks::finding_role(finding.kind);
        let mark = format!("{} ", marks::finding(look.glyphs, finding.kind));
        let elsewhere = if **audit == found.papers.audit.id {
            String::new()
        } else {
            format!(" ({audit})")
        };
        let shown = format!(
            "{}  {}  {}{elsewhere}  \"{}\"",
            finding.id,
            finding.kind.word(),
            finding.state.label(),
            finding.title
        );
        let state = if finding.state.is_settled() {
            dim
        } else {
            look.style(Role::Text)
        };
        let left = room.saturating_sub(text::width(&mark));
        sheet.push(vec![
            label(""),
            Span::styled(mark, look.style(role)),
            Span::styled(cut(&shown, left), state),
        ]);
    }
    let more = found.findings.len().saturating_sub(FINDINGS);
    if more > 0 {
        sheet.push(vec![label(""), Span::styled(format!("{more} more"), dim)]);
    }
}

impl Walk {
    /// Opens the row as it was answered last time, in the walk of that audit.
    pub(super) fn show_last_time(&self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(papers) = self.papers(cx.data) else {
            return Vec::new();
        };
        match last_time::last_time(&cx.data.papers, papers, &self.row) {
            Some(found) => {
                let walk = Self::at(found.papers, found.row);
                vec![Intent::Open(Box::new(walk))]
            }
            None => vec![Intent::Toast(no_last_time(papers))],
        }
    }
}

/// Says why there is nothing to show of last time.
pub(super) fn no_last_time(papers: &WorkingPapers) -> String {
    match &papers.audit.from {
        Some(from) => format!("{from} says nothing of this row"),
        None => "the audit was not carried over from another one".to_owned(),
    }
}
