//! What was cited beside what is there now, line by line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::evidence::{CitationState, LineRange};
use crate::domain::linediff::{self, Step};
use crate::session::evidence::Comparison;
use crate::session::paths::PREVIEW_LIMIT;
use crate::tui::find::Find;
use crate::tui::screens::picker::shown_lines;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::scroll::{self, Scroll};
use crate::tui::widgets::{Look, frame, paint};

/// The narrowest area in which the two texts stand side by side; in a narrower one there is one text with both.
pub(super) const SIDE_BY_SIDE: u16 = 100;

/// How many bytes from the start decide whether a file is text, as git does it.
const LOOKED_AT: usize = 8_000;

/// Both texts and the way from one to the other.
#[derive(Debug)]
pub(super) struct Sides {
    then: Vec<String>,
    now: Vec<String>,
    steps: Vec<Step>,
    pairs: Vec<Pair>,
    cited_then: Option<LineRange>,
    cited_now: Option<LineRange>,
    is_gone: bool,
}

/// A row with the two texts side by side; lines are counted from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pair {
    then: Option<usize>,
    now: Option<usize>,
    same: bool,
}

impl Sides {
    /// Puts the texts side by side, or says why they cannot be.
    pub(super) fn of(comparison: &Comparison) -> Result<Self, String> {
        let then = match &comparison.then {
            Ok(bytes) => bytes.as_slice(),
            Err(why) => return Err(format!("What was cited cannot be shown: {why}")),
        };
        let now = comparison.now.as_deref();
        for bytes in [Some(then), now].into_iter().flatten() {
            if bytes.iter().take(LOOKED_AT).any(|byte| *byte == 0) {
                return Err("The file is no text: there are no lines to compare.".to_owned());
            }
            if u64::try_from(bytes.len()).unwrap_or(u64::MAX) >= PREVIEW_LIMIT {
                return Err(
                    "The file is too large to compare here: tickmark evidence show has all of it."
                        .to_owned(),
                );
            }
        }
        let (old, new) = (
            String::from_utf8_lossy(then),
            String::from_utf8_lossy(now.unwrap_or_default()),
        );
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let steps = linediff::compare(&old, &new);
        let cited_then = comparison.link.lines;
        let cited_now = match &comparison.state {
            CitationState::Moved { lines, .. } => *lines,
            CitationState::Unchanged { .. } => cited_then,
            _ => cited_then.and_then(|cited| follow(&steps, cited)),
        };
        Ok(Self {
            then: shown_lines(then),
            now: shown_lines(now.unwrap_or_default()),
            pairs: pairs(&steps),
            steps,
            cited_then,
            cited_now,
            is_gone: now.is_none(),
        })
    }

    /// Returns the lines that stand now where the cited ones stood.
    pub(super) fn cited_now(&self) -> Option<LineRange> {
        self.cited_now
    }

    /// Tells whether the two texts have the same lines.
    pub(super) fn are_same(&self) -> bool {
        !self.is_gone
            && self
                .steps
                .iter()
                .all(|step| matches!(step, Step::Same { .. }))
    }

    /// Returns how many rows there are in an area of that width.
    pub(super) fn len(&self, wide: bool) -> usize {
        if wide {
            self.pairs.len()
        } else {
            self.steps.len()
        }
    }

    /// Returns the first row with a cited line; without any the first row that changed.
    pub(super) fn start(&self, wide: bool) -> usize {
        let places: Vec<(Option<usize>, Option<usize>)> = self.places(wide);
        let cited = places.iter().position(|(then, now)| {
            then.is_some_and(|line| holds(self.cited_then, line))
                || now.is_some_and(|line| holds(self.cited_now, line))
        });
        let changed = || {
            places
                .iter()
                .position(|(then, now)| then.is_none() != now.is_none())
        };
        cited.or_else(changed).unwrap_or(0)
    }

    fn places(&self, wide: bool) -> Vec<(Option<usize>, Option<usize>)> {
        if wide {
            self.pairs
                .iter()
                .map(|pair| (pair.then, pair.now))
                .collect()
        } else {
            self.steps
                .iter()
                .map(|step| (step.in_old(), step.in_new()))
                .collect()
        }
    }

    /// Returns the text of each row, to find something in.
    pub(super) fn texts(&self, wide: bool) -> Vec<String> {
        let text = |lines: &[String], at: Option<usize>| {
            at.and_then(|at| lines.get(at).cloned()).unwrap_or_default()
        };
        let row = |(then, now): (Option<usize>, Option<usize>)| {
            format!("{}\n{}", text(&self.then, then), text(&self.now, now))
        };
        self.places(wide).into_iter().map(row).collect()
    }

    /// Paints both texts, side by side where there is room; a row for the titles comes first.
    pub(super) fn render(
        &self,
        look: Look<'_>,
        area: Rect,
        titles: [&str; 2],
        scroll: Scroll,
        find: &Find,
        buf: &mut Buffer,
    ) {
        let [then, now] = titles;
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        let style = look.style(Role::Heading);
        if area.width < SIDE_BY_SIDE {
            let title = if self.are_same() {
                then.to_owned()
            } else {
                format!("- {then}   + {now}")
            };
            paint::text_at(look, area, 1, 0, &title, style, buf);
            let width = usize::from(body.width);
            let row = |index: usize| self.step_line(look, index, width, find);
            scroll::render(look, body, scroll, self.steps.len(), row, buf);
            return;
        }
        let half = (area.width - 1) / 2;
        let left = Rect {
            width: half,
            ..body
        };
        let right = Rect {
            x: area.x + half + 2,
            width: area.width - half - 2,
            ..body
        };
        paint::text_at(
            look,
            Rect {
                width: half,
                ..area
            },
            1,
            0,
            then,
            style,
            buf,
        );
        paint::text_at(
            look,
            Rect {
                x: right.x,
                width: right.width,
                ..area
            },
            1,
            0,
            now,
            style,
            buf,
        );
        frame::divider(
            look,
            Rect {
                x: area.x + half,
                width: 1,
                ..area
            },
            buf,
        );
        let height = usize::from(body.height);
        let top = scroll.top(self.pairs.len(), height);
        for (row, pair) in (0..body.height).zip(self.pairs.iter().skip(top)) {
            // One width for both, so that they begin at the same place.
            let width = usize::from(left.width.min(right.width.saturating_sub(2)));
            let line = self.then_line(look, *pair, width, find);
            paint::line_at(look, left, 0, row, &line, buf);
            let shown = Rect {
                width: right.width.saturating_sub(2),
                ..right
            };
            let line = self.now_line(look, *pair, width, find);
            paint::line_at(look, shown, 0, row, &line, buf);
        }
        scroll::more(look, right, top > 0, top + height < self.pairs.len(), buf);
    }

    fn step_line(&self, look: Look<'_>, index: usize, width: usize, find: &Find) -> Line<'_> {
        let alone = |then: Option<usize>, now: Option<usize>| {
            let is_own = |pair: &&Pair| {
                !pair.same && (then, now) == (then.and(pair.then), now.and(pair.now))
            };
            let pair = self.pairs.iter().find(is_own);
            pair.map_or(0, |pair| self.start_of(*pair, width))
        };
        match self.steps.get(index) {
            Some(Step::Same { old, new }) => self.line(look, Some(*old), *new, Kind::Same, 0, find),
            Some(Step::Removed { old }) => {
                let start = alone(Some(*old), None);
                self.line(look, Some(*old), *old, Kind::Removed, start, find)
            }
            Some(Step::Added { new }) => {
                let start = alone(None, Some(*new));
                self.line(look, None, *new, Kind::Added, start, find)
            }
            None => Line::default(),
        }
    }

    fn then_line(&self, look: Look<'_>, pair: Pair, width: usize, find: &Find) -> Line<'_> {
        let kind = if pair.same { Kind::Same } else { Kind::Removed };
        let start = self.start_of(pair, width);
        pair.then.map_or_else(Line::default, |at| {
            self.line(look, Some(at), at, kind, start, find)
        })
    }

    fn now_line(&self, look: Look<'_>, pair: Pair, width: usize, find: &Find) -> Line<'_> {
        let kind = if pair.same { Kind::Same } else { Kind::Added };
        let start = self.start_of(pair, width);
        pair.now.map_or_else(Line::default, |at| {
            self.line(look, None, at, kind, start, find)
        })
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

    /// Makes the line at `old` of the cited text, or at `number` of the text of now, numbered `number`, from a byte on.
    fn line(
        &self,
        look: Look<'_>,
        old: Option<usize>,
        number: usize,
        kind: Kind,
        start: usize,
        find: &Find,
    ) -> Line<'_> {
        let lines = if old.is_some() { &self.then } else { &self.now };
        let shown = lines
            .get(old.unwrap_or(number))
            .and_then(|line| line.get(start..))
            .unwrap_or_default();
        let is_cited = match old {
            Some(old) => holds(self.cited_then, old),
            None => holds(self.cited_now, number),
        };
        let digits = self.digits();
        let (sign, role) = match kind {
            Kind::Same if is_cited => (" ", Role::Range),
            Kind::Same => (" ", Role::DiffContext),
            Kind::Removed => ("-", Role::DiffRemoved),
            Kind::Added => ("+", Role::DiffAdded),
        };
        let bar = if is_cited { look.glyphs.cursor } else { " " };
        let mut line = Line::from(vec![
            Span::styled(bar, look.style(Role::Cursor)),
            Span::styled(
                format!("{:>digits$} ", number + 1),
                look.style(Role::LineNumber),
            ),
            Span::styled(sign, look.style(role)),
            Span::raw(" "),
        ]);
        if start > 0 {
            let cut = Span::styled(look.glyphs.ellipsis, look.style(Role::Dim));
            line.spans.push(cut);
        }
        let marks = find.marks(shown);
        line.spans
            .extend(paint::matched(shown, &marks, look.style(role), look.style(Role::Match)).spans);
        line
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Removed,
    Added,
}

/// Returns the byte from which two differing lines are shown in a width: the start, unless what differs would be cut off.
fn first_shown(then: &str, now: &str, room: usize) -> usize {
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

/// Tells whether lines hold the one at an index that counts from 0.
fn holds(lines: Option<LineRange>, index: usize) -> bool {
    let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
    lines.is_some_and(|lines| (lines.first()..=lines.last()).contains(&number))
}

/// Puts the lines that were taken out beside those that were put in instead.
fn pairs(steps: &[Step]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut free = 0;
    for step in steps {
        match *step {
            Step::Same { old, new } => {
                pairs.push(Pair {
                    then: Some(old),
                    now: Some(new),
                    same: true,
                });
                free = pairs.len();
            }
            Step::Removed { old } => pairs.push(Pair {
                then: Some(old),
                ..Pair::default()
            }),
            Step::Added { new } => {
                match pairs.get_mut(free) {
                    Some(pair) => pair.now = Some(new),
                    None => pairs.push(Pair {
                        now: Some(new),
                        ..Pair::default()
                    }),
                }
                free += 1;
            }
        }
    }
    pairs
}

/// Follows cited lines from the old text to what stands in their place in the new one; none when nothing does.
fn follow(steps: &[Step], cited: LineRange) -> Option<LineRange> {
    let is_cited = |step: &Step| step.in_old().is_some_and(|old| holds(Some(cited), old));
    let first = steps.iter().position(is_cited)?;
    let mut last = steps.iter().rposition(is_cited)?;
    // What was put in instead of the last cited lines follows them.
    if matches!(steps.get(last), Some(Step::Removed { .. })) {
        let rest = steps.iter().enumerate().skip(last + 1);
        let replaced = rest.skip_while(|(_, step)| matches!(step, Step::Removed { .. }));
        last = replaced
            .take_while(|(_, step)| matches!(step, Step::Added { .. }))
            .last()
            .map_or(last, |(at, _)| at);
    }
    let mut new = steps
        .get(first..=last)?
        .iter()
        .filter_map(|step| step.in_new());
    let number = |index: usize| u32::try_from(index + 1).ok();
    let from = new.next()?;
    LineRange::new(number(from)?, number(new.next_back().unwrap_or(from))?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(old: &str, new: &str) -> Vec<Step> {
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.split(' ').collect(), new.split(' ').collect());
        linediff::compare(&old, &new)
    }

    fn range(text: &str) -> LineRange {
        text.parse().unwrap()
    }

    #[test]
    fn replaced_lines_stand_beside_each_other() {
        let pair = |then, now, same| Pair { then, now, same };
        assert_eq!(
            pairs(&steps("a b c d", "a x d e")),
            [
                pair(Some(0), Some(0), true),
                pair(Some(1), Some(1), false),
                pair(Some(2), None, false),
                pair(Some(3), Some(2), true),
                pair(None, Some(3), false),
            ]
        );
    }

    #[test]
    fn cited_lines_are_followed_to_where_they_stand_now() {
        assert_eq!(
            follow(&steps("a b c", "x a b c"), range("2-3")),
            Some(range("3-4"))
        );
        assert_eq!(
            follow(&steps("a b c d", "a x y z d"), range("2-3")),
            Some(range("2-4"))
        );
        assert_eq!(follow(&steps("a b c", "a c"), range("2")), None);
        assert_eq!(
            follow(&steps("a b c", "a b c"), range("2")),
            Some(range("2"))
        );
    }

    #[test]
    fn a_difference_far_to_the_right_is_brought_into_sight() {
        assert_eq!(first_shown("a,b", "a,c", 40), 0);
        let same = "x".repeat(100);
        let (then, now) = (format!("{same}waived"), format!("{same}-"));
        assert_eq!(first_shown(&then, &now, 40), 90);
        let wide = "日".repeat(100);
        let start = first_shown(&format!("{wide}a"), &format!("{wide}b"), 40);
        assert_eq!(start, 95 * 3);
        assert_eq!(first_shown(&same, &format!("{same}b"), 40), 90);
    }
}
