//! Where cited lines stand in another version of their text, or in another text altogether.
//!
//! Bytes come first: lines that stand there as they were are *the same*, and of several such places the one counts that
//! the lines between the versions lead to. A twin that stood beside the cited lines from the start is never taken for them:
//! it says nothing about what became of them. Only then comes what stands in their place, with a measure of how alike it is;
//! that is a proposal, and never an answer.

mod block;
pub mod likeness;
#[cfg(test)]
mod tests;
mod window;

use super::{
    evidence::LineRange,
    linediff::{self, Step},
};

pub use self::window::alike_lines;

/// The fewest bytes that lines must have, spaces apart, to be known again in a text of which they were never a part.
const TELLING: usize = 8;

/// Where cited lines stand in another version of their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// They stand there as they were.
    Same(LineRange),
    /// Other lines stand in their place.
    Edited(Alike),
    /// Nothing stands in their place.
    Gone,
}

impl Followed {
    /// Returns the lines, as they were or edited.
    pub const fn lines(self) -> Option<LineRange> {
        match self {
            Self::Same(lines) => Some(lines),
            Self::Edited(alike) => Some(alike.lines),
            Self::Gone => None,
        }
    }
}

/// Lines that are like the cited ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// Where they stand.
    pub lines: LineRange,
    /// How alike they are, in percent; 100 is the same bytes.
    pub likeness: u8,
}

/// Cuts a text into lines, without their line feeds; a last line without one counts.
pub fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\n").unwrap_or(line))
        .collect()
}

/// Finds cited lines in another version of their text; none when they do not stand there as they were.
///
/// The way between the versions is looked for only where there is a choice.
pub fn same(old: &[u8], new: &[u8], cited: LineRange) -> Option<LineRange> {
    let excerpt = cited.cut(old)?;
    let mut there = places(new, excerpt);
    let only = there.next()?;
    if there.next().is_none() && places(old, excerpt).nth(1).is_none() {
        return range(only, count(cited));
    }
    Way::new(old, new).same(cited)
}

/// Finds all places at which a text has the lines of `excerpt`, counted from 0.
///
/// Whether the last line ends in a line feed does not matter: it depends on what follows it.
pub fn places<'t>(text: &'t [u8], excerpt: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let needle = excerpt.strip_suffix(b"\n").unwrap_or(excerpt);
    let mut from = 0;
    let starts = std::iter::from_fn(move || {
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        from += rest
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(rest.len(), |end| end + 1);
        Some(rest)
    });
    starts.enumerate().filter_map(move |(number, rest)| {
        let after = rest.strip_prefix(needle)?;
        matches!(after.first(), None | Some(b'\n')).then_some(number)
    })
}

/// Tells whether lines say enough to be known again in a text of which they were never a part: a bracket does not.
pub fn is_telling(excerpt: &[u8]) -> bool {
    let said = excerpt.iter().filter(|byte| !byte.is_ascii_whitespace());
    said.count() >= TELLING && excerpt.iter().any(u8::is_ascii_alphanumeric)
        || excerpt.iter().filter(|byte| !byte.is_ascii()).count() >= TELLING
}

/// Two versions of a text and the way from one to the other, line by line.
#[derive(Debug, Clone)]
pub struct Way<'t> {
    old: Vec<&'t [u8]>,
    new: Vec<&'t [u8]>,
    steps: Vec<Step>,
    /// For each new line the old one that it is.
    from: Vec<Option<usize>>,
}

impl<'t> Way<'t> {
    /// Compares two versions; that only the line ends of a line differ does not part it from itself.
    pub fn new(old: &'t [u8], new: &'t [u8]) -> Self {
        let (old, new) = (lines(old), lines(new));
        let bare = |lines: &[&'t [u8]]| -> Vec<&'t [u8]> {
            let bare = |line: &&'t [u8]| line.strip_suffix(b"\r").unwrap_or(line);
            lines.iter().map(bare).collect()
        };
        let steps = linediff::compare(&bare(&old), &bare(&new));
        let mut from = vec![None; new.len()];
        for step in &steps {
            if let Step::Same { old, new } = *step
                && let Some(slot) = from.get_mut(new)
            {
                *slot = Some(old);
            }
        }
        Self {
            old,
            new,
            steps,
            from,
        }
    }

    /// Returns the steps from the old version to the new one.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Gives the steps away.
    pub fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Follows cited lines.
    pub fn follow(&self, cited: LineRange) -> Followed {
        if let Some(lines) = self.same(cited) {
            return Followed::Same(lines);
        }
        self.edited(cited).map_or(Followed::Gone, Followed::Edited)
    }

    /// Finds cited lines where they stand as they were.
    ///
    /// Where the way leads comes first, then of all other places the nearest; those that stood there before, as twins of
    /// the cited lines, are left out.
    pub fn same(&self, cited: LineRange) -> Option<LineRange> {
        let start = start(cited);
        let length = count(cited);
        let block = self.old.get(start..start.checked_add(length)?)?;
        let is_here =
            |at: usize| at.checked_add(length).and_then(|end| self.new.get(at..end)) == Some(block);
        let led = self.from.iter().position(|from| *from == Some(start));
        let led =
            led.filter(|at| is_here(*at) && (0..length).all(|n| self.is_from(at + n, start + n)));
        let other = || {
            let all = (0..=self.new.len().checked_sub(length)?).filter(|at| is_here(*at));
            let new = all.filter(|at| !self.stood_there_before(*at, length));
            new.min_by_key(|at| at.abs_diff(start))
        };
        range(led.or_else(other)?, length)
    }

    /// Finds what stands in the place of cited lines; none where nothing does.
    pub fn edited(&self, cited: LineRange) -> Option<Alike> {
        let (first, end) = (start(cited), start(cited).checked_add(count(cited))?);
        let block = self.old.get(first..end)?;
        let (mut kept, mut put_in): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut steps = self.steps.as_slice();
        while let Some(step) = steps.first() {
            if let Step::Same { old, new } = *step {
                if (first..end).contains(&old) {
                    kept.push(new);
                }
                steps = steps.get(1..).unwrap_or_default();
                continue;
            }
            let length = steps
                .iter()
                .take_while(|step| !matches!(step, Step::Same { .. }))
                .count();
            let (change, rest) = steps.split_at(length);
            steps = rest;
            if let Some((low, high)) = self.within(change, first, end) {
                put_in.extend([low, high]);
            }
        }
        // A bracket that stayed behind does not stand for what was cited.
        let says = |line: &[u8]| {
            line.iter()
                .filter(|byte| !byte.is_ascii_whitespace())
                .count()
                > 2
        };
        let left_over = put_in.is_empty()
            && block.iter().any(|line| says(line))
            && !kept
                .iter()
                .any(|at| self.new.get(*at).is_some_and(|line| says(line)));
        if left_over {
            return None;
        }
        let all = || kept.iter().chain(&put_in).copied();
        let (low, high) = (all().min()?, all().max()?);
        Some(Alike {
            lines: range(low, high + 1 - low)?,
            likeness: likeness::of_lines(block, self.new.get(low..=high)?),
        })
    }

    /// Finds the first and the last line that a change put in the place of those of the lines `first..end` that it took out.
    fn within(&self, change: &[Step], first: usize, end: usize) -> Option<(usize, usize)> {
        let mut taken = change.iter().filter_map(|step| step.in_old());
        let low = taken.next()?;
        let taken = low..taken.next_back().unwrap_or(low) + 1;
        let cited = taken.start.max(first)..taken.end.min(end);
        if cited.is_empty() {
            return None;
        }
        let mut put_in = change.iter().filter_map(|step| step.in_new());
        let from = put_in.next()?;
        let put_in = from..put_in.next_back().unwrap_or(from) + 1;
        let found = block::part(
            self.old.get(taken.clone())?,
            self.new.get(put_in.clone())?,
            cited.start - taken.start..cited.end - taken.start,
        )?;
        Some((put_in.start + found.start, put_in.start + found.end - 1))
    }

    /// Tells whether lines of the new version are new in it, at least half of them.
    pub fn put_in(&self, lines: LineRange) -> bool {
        let there = self.from.iter().skip(start(lines)).take(count(lines));
        let new = there.filter(|from| from.is_none()).count();
        2 * new >= count(lines)
    }

    fn is_from(&self, new: usize, old: usize) -> bool {
        self.from.get(new).copied().flatten() == Some(old)
    }

    /// Tells whether new lines are old ones that stood together.
    fn stood_there_before(&self, at: usize, length: usize) -> bool {
        let Some(old) = self.from.get(at).copied().flatten() else {
            return false;
        };
        (0..length).all(|n| self.is_from(at + n, old + n))
    }
}

/// Returns the first line, counted from 0.
fn start(lines: LineRange) -> usize {
    usize::try_from(lines.first() - 1).unwrap_or(usize::MAX)
}

fn count(lines: LineRange) -> usize {
    usize::try_from(lines.count()).unwrap_or(usize::MAX)
}

/// Returns the range of so many lines from one on that is counted from 0.
fn range(at: usize, count: usize) -> Option<LineRange> {
    let first = u32::try_from(at).ok()?.checked_add(1)?;
    let last = first.checked_add(u32::try_from(count).ok()?.checked_sub(1)?)?;
    LineRange::new(first, last).ok()
}
