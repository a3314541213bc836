//! How a line of the chart is drawn: name, bar and figures, as many of them as a width has room for.

use std::fmt::Write as _;

use ratatui::text::{Line, Span};

use crate::{
    domain::{answer::Verdict, audit::AuditMode, maturity::tenths, progress::Tally},
    safe,
    tui::{
        find::Find,
        marks, text,
        theme::Role,
        widgets::{Look, bar, paint, progress},
    },
};

use super::lines::{Charted, Subject};

/// The highest maturity, in tenths and in steps.
const MOST: usize = 50;
const STEPS: usize = 5;

/// The words of the legend, full and short, in the order of the verdicts.
const WORDS: [(Option<Verdict>, &str, &str); 8] = [
    (Some(Verdict::Conforming), "conforming", "conforming"),
    (Some(Verdict::Nonconforming), "nonconforming", "nonconf."),
    (Some(Verdict::Observation), "observation", "observation"),
    (Some(Verdict::Opportunity), "opportunity", "OFI"),
    (Some(Verdict::GoodPractice), "good practice", "good"),
    (Some(Verdict::NotApplicable), "not applicable", "n/a"),
    (Some(Verdict::NotAudited), "not audited", "not audited"),
    (None, "unanswered", "open"),
];

/// How wide the columns are, the gap before each included; 0 where there is no room for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    mode: AuditMode,
    name: usize,
    bar: usize,
    answered: usize,
    mean: usize,
    target: usize,
    missing: usize,
    counts: usize,
}

impl Columns {
    /// Shares a width out: the name and then the bar are the last to go.
    pub(super) fn of(mode: AuditMode, width: usize) -> Self {
        let gap = mode == AuditMode::GapAnalysis;
        let from = |least: usize, room: usize| if width >= least { room } else { 0 };
        let bar = match width {
            0..34 => 0,
            34..60 => 12,
            60..100 => 22,
            100.. => 32,
        };
        let counts = match width {
            0..46 => 0,
            46..76 => 7,
            76..100 => 18,
            100.. => 36,
        };
        let mut columns = Self {
            mode,
            name: 0,
            bar,
            answered: from(24, 9),
            mean: if gap { from(16, 6) } else { 0 },
            target: if gap { from(60, 8) } else { 0 },
            missing: if gap { from(60, 9) } else { 0 },
            counts: if gap { 0 } else { counts },
        };
        let taken = bar
            + columns.answered
            + columns.mean
            + columns.target
            + columns.missing
            + columns.counts;
        columns.name = width.saturating_sub(taken);
        columns
    }

    /// Makes the line of headings; in a gap analysis the steps of the scale stand over the bars.
    pub(super) fn heading(&self, look: Look<'_>) -> Line<'static> {
        let answered = "answered";
        let mut shown = text::fit("clause", self.name, look.glyphs.ellipsis);
        if self.bar > 0 {
            let over = match self.mode {
                AuditMode::Conformity => "verdicts".to_owned(),
                AuditMode::GapAnalysis => bar::axis(STEPS, self.bar - 2),
            };
            shown.push_str("  ");
            shown.push_str(&text::fit(&over, self.bar - 2, look.glyphs.ellipsis));
        }
        for (heading, width) in [
            ("mean", self.mean),
            ("target", self.target),
            ("missing", self.missing),
            (answered, self.answered),
        ] {
            if width > 0 {
                // Writing to a String does not fail.
                let _ = write!(shown, "{heading:>width$}");
            }
        }
        Line::styled(shown, look.style(Role::Dim))
    }

    /// Makes the line of a checklist or clause, with what was searched for marked in its name.
    pub(super) fn line(&self, line: &Charted<'_>, find: &Find, look: Look<'_>) -> Line<'static> {
        let mut spans = self.name(line, find, look);
        if self.bar > 0 {
            spans.push(Span::raw("  "));
            spans.extend(self.bar_of(&line.tally, look));
        }
        let gap = &line.tally.gap;
        let dim = look.style(Role::Dim);
        let mut right = |said: &str, width: usize, style| {
            if width > 0 {
                let pad = width.saturating_sub(text::width(said));
                spans.push(Span::raw(" ".repeat(pad)));
                spans.push(Span::styled(said.to_owned(), style));
            }
        };
        let mean = |mean: Option<usize>| mean.map_or_else(|| "-".to_owned(), tenths);
        let role = marks::shortfall_role(gap.shortfall());
        right(&mean(gap.maturity_tenths()), self.mean, look.style(role));
        right(&mean(gap.target_tenths()), self.target, dim);
        let missing = match gap.missing {
            0 => String::new(),
            steps => format!("{} {steps}", look.glyphs.below),
        };
        right(&missing, self.missing, look.style(role));
        let answered = format!("{}/{}", line.tally.answered(), line.tally.rows);
        right(&answered, self.answered, dim);
        if self.counts > 0 {
            spans.extend(self.counts_of(&line.tally, look));
        }
        Line::from(spans)
    }

    fn name(&self, line: &Charted<'_>, find: &Find, look: Look<'_>) -> Vec<Span<'static>> {
        let mark = match line.open {
            Some(true) => look.glyphs.unfolded,
            Some(false) => look.glyphs.folded,
            None => " ",
        };
        let title = safe::escape_line(line.title);
        let (shown, role) = match &line.subject {
            Subject::Checklist(_) => (format!("{}  {title}", line.reference), Role::Title),
            Subject::Clause(_) => {
                let indent = "  ".repeat(line.depth.saturating_sub(1));
                let role = if line.depth == 1 {
                    Role::Strong
                } else {
                    Role::Text
                };
                (
                    format!("{indent}{mark} {:<4} {title}", line.reference),
                    role,
                )
            }
        };
        let shown = text::fit(&shown, self.name, look.glyphs.ellipsis);
        let plain = look.style(role);
        let marked = plain.patch(look.style(Role::Match));
        paint::matched(&shown, &find.marks(&shown), plain, marked)
            .spans
            .into_iter()
            .map(|span| Span::styled(span.content.into_owned(), span.style))
            .collect()
    }

    fn bar_of(&self, tally: &Tally, look: Look<'_>) -> Vec<Span<'static>> {
        let cells = self.bar - 2;
        match self.mode {
            AuditMode::Conformity => {
                bar::shares(tally.shares(cells).into_iter().map(|(verdict, cells)| {
                    let fill = marks::verdict(look.glyphs, verdict);
                    (fill, look.style(marks::verdict_role(verdict)), cells)
                }))
            }
            AuditMode::GapAnalysis => {
                let gap = &tally.gap;
                let style = look.style(marks::shortfall_role(gap.shortfall()));
                let (value, goal) = (gap.maturity_tenths(), gap.target_tenths());
                bar::scale(look, value, goal, MOST, cells, style)
            }
        }
    }

    /// Counts the verdicts, as many as there is room for, the gravest first.
    fn counts_of(&self, tally: &Tally, look: Look<'_>) -> Vec<Span<'static>> {
        let mut left = self.counts;
        let mut spans = Vec::new();
        for verdict in [
            Verdict::Nonconforming,
            Verdict::Observation,
            Verdict::Opportunity,
            Verdict::GoodPractice,
            Verdict::Conforming,
            Verdict::NotAudited,
            Verdict::NotApplicable,
        ] {
            let mark = marks::verdict(look.glyphs, Some(verdict));
            let style = look.style(marks::verdict_role(Some(verdict)));
            let Some(badge) = progress::badge(mark, tally.of(verdict), style) else {
                continue;
            };
            let wide = text::width(&badge.content) + 2;
            if wide > left {
                break;
            }
            left -= wide;
            spans.push(Span::raw("  "));
            spans.push(badge);
        }
        spans
    }
}

/// Makes the legend: what the bars are filled with, in full words where they fit.
pub(super) fn legend(look: Look<'_>, mode: AuditMode, tally: &Tally, room: usize) -> Line<'static> {
    let dim = look.style(Role::Dim);
    if mode == AuditMode::GapAnalysis {
        let pieces = [
            (look.glyphs.done, Role::Progress, " maturity  "),
            (look.glyphs.goal, Role::Strong, " target  "),
            (look.glyphs.below, Role::GapOneStep, " steps missing"),
        ];
        let pieces = pieces
            .into_iter()
            .flat_map(|(mark, role, said)| [(mark, look.style(role)), (said, dim)]);
        return pieces
            .map(|(said, style)| Span::styled(said, style))
            .collect();
    }
    let there = tally.shares(WORDS.len());
    let entries = |short: bool| {
        let words = WORDS
            .into_iter()
            .filter(|(verdict, ..)| there.iter().any(|(given, _)| given == verdict));
        words.map(move |(verdict, full, less)| {
            let word = if short { less } else { full };
            (verdict, word)
        })
    };
    let needed = |gap: usize| -> usize {
        let wide = |(_, word): (_, &str)| 2 + text::width(word) + gap;
        entries(false).map(wide).sum()
    };
    let (short, gap) = match room {
        room if needed(2) <= room + 2 => (false, "  "),
        room if needed(1) <= room + 1 => (false, " "),
        _ => (true, " "),
    };
    entries(short)
        .flat_map(|(verdict, word)| {
            let mark = marks::verdict(look.glyphs, verdict);
            [
                Span::styled(mark, look.style(marks::verdict_role(verdict))),
                Span::styled(format!(" {word}{gap}"), dim),
            ]
        })
        .collect()
}
