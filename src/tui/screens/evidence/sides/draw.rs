//! How two versions of a text are drawn.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{Form, Pair, Sides, holds};
use crate::{
    domain::linediff::Step,
    tui::{
        find::Find,
        text,
        theme::Role,
        widgets::{
            Look, frame, paint,
            scroll::{self, Scroll},
        },
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Removed,
    Added,
}

/// A line to be drawn: which of which text, and from which of its bytes on.
#[derive(Debug, Clone, Copy)]
struct Shown {
    /// The lines' numbers in both texts, counted from 0.
    then: Option<usize>,
    now: Option<usize>,
    kind: Kind,
    start: usize,
}

/// How the texts are to be painted.
#[derive(Clone, Copy)]
pub(in super::super) struct Painting<'a> {
    pub(in super::super) look: Look<'a>,
    pub(in super::super) form: Form,
    /// What the two texts are.
    pub(in super::super) titles: [&'a str; 2],
    pub(in super::super) scroll: Scroll,
    /// What is searched for in them.
    pub(in super::super) find: &'a Find,
}

impl Sides {
    /// Paints the texts; a row for the titles comes first.
    pub(in super::super) fn render(&self, painting: Painting<'_>, area: Rect, buf: &mut Buffer) {
        let Painting {
            look,
            form,
            titles,
            scroll,
            find,
        } = painting;
        let [then, now] = titles;
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        let title = match form {
            Form::Pairs => return self.side_by_side(painting, area, buf),
            Form::Unified if self.are_same() => then.to_owned(),
            Form::Unified => format!("- {then}   + {now}"),
            Form::Then => then.to_owned(),
            Form::Now => now.to_owned(),
        };
        paint::text_at(look, area, 1, 0, &title, look.style(Role::Heading), buf);
        let width = usize::from(body.width);
        let row = |index: usize| match form {
            Form::Pairs | Form::Unified => self.step_line(look, index, width, find),
            Form::Then => self.alone_line(look, (Some(index), None), find),
            Form::Now => self.alone_line(look, (None, Some(index)), find),
        };
        scroll::render(look, body, scroll, self.len(form), row, buf);
    }

    fn side_by_side(&self, painting: Painting<'_>, area: Rect, buf: &mut Buffer) {
        let Painting {
            look,
            titles,
            scroll,
            find,
            ..
        } = painting;
        let half = area.width.saturating_sub(1) / 2;
        let left = Rect {
            width: half,
            ..area
        };
        let right = Rect {
            x: area.x + half + 2,
            width: area.width.saturating_sub(half + 2),
            ..area
        };
        let style = look.style(Role::Heading);
        for (side, title) in [left, right].into_iter().zip(titles) {
            paint::text_at(look, side, 1, 0, title, style, buf);
        }
        let between = Rect {
            x: area.x + half,
            width: 1.min(area.width),
            ..area
        };
        frame::divider(look, between, buf);
        let below = |side: Rect| Rect {
            y: side.y.saturating_add(1),
            height: side.height.saturating_sub(1),
            ..side
        };
        let (left, right) = (below(left), below(right));
        let height = usize::from(left.height);
        let top = scroll.top(self.pairs.len(), height);
        // One width for both, so that they begin at the same place.
        let shown = Rect {
            width: right.width.saturating_sub(2),
            ..right
        };
        let width = usize::from(left.width.min(shown.width));
        for (row, pair) in (0..left.height).zip(self.pairs.iter().skip(top)) {
            let line = self.side_line(look, *pair, true, width, find);
            paint::line_at(look, left, 0, row, &line, buf);
            let line = self.side_line(look, *pair, false, width, find);
            paint::line_at(look, shown, 0, row, &line, buf);
        }
        scroll::more(look, right, top > 0, top + height < self.pairs.len(), buf);
    }

    fn side_line(
        &self,
        look: Look<'_>,
        pair: Pair,
        is_then: bool,
        width: usize,
        find: &Find,
    ) -> Line<'_> {
        let (then, now) = if is_then {
            (pair.then, None)
        } else {
            (None, pair.now)
        };
        if then.or(now).is_none() {
            return Line::default();
        }
        let kind = match (pair.same, is_then) {
            (true, _) => Kind::Same,
            (false, true) => Kind::Removed,
            (false, false) => Kind::Added,
        };
        let start = self.start_of(pair, width);
        let shown = Shown {
            then,
            now,
            kind,
            start,
        };
        self.line(look, shown, false, find)
    }

    fn step_line(&self, look: Look<'_>, index: usize, width: usize, find: &Find) -> Line<'_> {
        let Some(step) = self.steps.get(index) else {
            return Line::default();
        };
        let (then, now) = (step.in_old(), step.in_new());
        let (kind, start) = match step {
            Step::Same { .. } => (Kind::Same, 0),
            Step::Removed { .. } => (
                Kind::Removed,
                self.start_alone(|pair| pair.then == then, width),
            ),
            Step::Added { .. } => (Kind::Added, self.start_alone(|pair| pair.now == now, width)),
        };
        let shown = Shown {
            then,
            now,
            kind,
            start,
        };
        self.line(look, shown, true, find)
    }

    fn alone_line(
        &self,
        look: Look<'_>,
        (then, now): (Option<usize>, Option<usize>),
        find: &Find,
    ) -> Line<'_> {
        let shown = Shown {
            then,
            now,
            kind: Kind::Same,
            start: 0,
        };
        self.line(look, shown, false, find)
    }

    /// Returns the byte at which a line begins to be shown that differs from the one beside it.
    fn start_alone(&self, is_own: impl Fn(&Pair) -> bool, width: usize) -> usize {
        let pair = self.pairs.iter().find(|pair| !pair.same && is_own(pair));
        pair.map_or(0, |pair| self.start_of(*pair, width))
    }

    /// Returns the byte at which two differing lines begin to be shown: late enough to have their difference in sight.
    fn start_of(&self, pair: Pair, width: usize) -> usize {
        let texts = pair
            .then
            .and_then(|at| self.then.get(at))
            .zip(pair.now.and_then(|at| self.now.get(at)));
        match texts {
            Some((then, now)) if !pair.same => {
                first_shown(then, now, width.saturating_sub(4 + self.digits()))
            }
            _ => 0,
        }
    }

    fn digits(&self) -> usize {
        self.then.len().max(self.now.len()).max(1).to_string().len()
    }

    /// Makes a line: the mark of a cited one, its number, or both where it may have two, what happened to it, its text.
    fn line(&self, look: Look<'_>, line: Shown, both: bool, find: &Find) -> Line<'_> {
        let (lines, at) = match line.then {
            Some(then) => (&self.then, then),
            None => (&self.now, line.now.unwrap_or_default()),
        };
        let shown = lines
            .get(at)
            .and_then(|text| text.get(line.start..))
            .unwrap_or_default();
        let is_cited = line.then.is_some_and(|then| holds(self.cited_then, then))
            || line.now.is_some_and(|now| holds(self.cited_now, now));
        let digits = self.digits();
        let (sign, role) = match line.kind {
            Kind::Same if is_cited => (" ", Role::Range),
            Kind::Same => (" ", Role::DiffContext),
            Kind::Removed => ("-", Role::DiffRemoved),
            Kind::Added => ("+", Role::DiffAdded),
        };
        let number = |at: Option<usize>| at.map_or_else(String::new, |at| (at + 1).to_string());
        let numbers = if both && !self.are_numbers_same() {
            format!(
                "{:>digits$} {:>digits$} ",
                number(line.then),
                number(line.now)
            )
        } else {
            format!("{:>digits$} ", at + 1)
        };
        let bar = if is_cited { look.glyphs.cursor } else { " " };
        let mut made = Line::from(vec![
            Span::styled(bar, look.style(Role::Cursor)),
            Span::styled(numbers, look.style(Role::LineNumber)),
            Span::styled(sign, look.style(role)),
            Span::raw(" "),
        ]);
        if line.start > 0 {
            let cut = Span::styled(look.glyphs.ellipsis, look.style(Role::Dim));
            made.spans.push(cut);
        }
        let marks = find.marks(shown);
        made.spans
            .extend(paint::matched(shown, &marks, look.style(role), look.style(Role::Match)).spans);
        made
    }

    /// Tells whether one number a line says all.
    fn are_numbers_same(&self) -> bool {
        self.are_same() || self.is_gone
    }
}

/// Returns the byte from which two differing lines are shown in a width: the start, unless what differs would be cut off.
pub(super) fn first_shown(then: &str, now: &str, room: usize) -> usize {
    let common: usize = then
        .chars()
        .zip(now.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let before = then.get(..common).unwrap_or_default();
    if text::width(before) + room / 4 <= room {
        return 0;
    }
    common - text::truncate_start(before, room / 4, "").len()
}
