//! Two versions of a text, line by line, with the cited lines marked.

mod draw;
#[cfg(test)]
mod tests;

pub(super) use self::draw::Painting;

use crate::{
    domain::{evidence::LineRange, linediff::Step},
    session::comparison::{Comparison, Edit, is_comparable, is_text},
    tui::screens::picker::shown_lines,
};

/// The narrowest area in which the two texts stand side by side; in a narrower one there is one text with both.
pub(super) const SIDE_BY_SIDE: u16 = 100;

/// Which of the texts is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Face {
    /// Both.
    #[default]
    Both,
    /// What was cited alone.
    Then,
    /// What is there alone.
    Now,
}

/// How the texts are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Side by side.
    Pairs,
    /// One text with the lines of both.
    Unified,
    /// What was cited alone.
    Then,
    /// What is there alone.
    Now,
}

impl Form {
    /// Returns the layout for an area of some width.
    pub(super) fn of(face: Face, width: u16) -> Self {
        match face {
            Face::Then => Self::Then,
            Face::Now => Self::Now,
            Face::Both if width >= SIDE_BY_SIDE => Self::Pairs,
            Face::Both => Self::Unified,
        }
    }
}

/// Both texts and the way from one to the other.
#[derive(Debug, Clone)]
pub struct Sides {
    then: Vec<String>,
    now: Vec<String>,
    steps: Vec<Step>,
    pairs: Vec<Pair>,
    cited_then: Option<LineRange>,
    cited_now: Option<LineRange>,
    is_gone: bool,
    /// Whether the two texts have the same lines.
    is_same: bool,
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
        let now = match &comparison.now {
            Ok(now) => now.as_deref(),
            Err(why) => return Err(format!("What is there cannot be shown: {why}")),
        };
        check(then, now.unwrap_or_default())?;
        Ok(Self {
            then: shown_lines(then),
            now: shown_lines(now.unwrap_or_default()),
            pairs: pairs(&comparison.steps),
            steps: comparison.steps.clone(),
            cited_then: comparison.sight.pin.lines,
            cited_now: comparison.sight.now_lines,
            is_gone: now.is_none(),
            is_same: now.is_some() && are_same(&comparison.steps),
        })
    }

    /// Puts a file before and after a commit side by side, or says why that cannot be.
    pub(super) fn of_edit(edit: Edit) -> Result<Self, String> {
        check(&edit.then, &edit.now)?;
        Ok(Self {
            then: shown_lines(&edit.then),
            now: shown_lines(&edit.now),
            pairs: pairs(&edit.steps),
            is_same: are_same(&edit.steps),
            steps: edit.steps,
            cited_then: edit.cited_then,
            cited_now: edit.cited_now,
            is_gone: false,
        })
    }

    /// Tells whether the two texts have the same lines.
    pub(super) fn are_same(&self) -> bool {
        self.is_same
    }

    /// Returns how many rows there are.
    pub(super) fn len(&self, form: Form) -> usize {
        match form {
            Form::Pairs => self.pairs.len(),
            Form::Unified => self.steps.len(),
            Form::Then => self.then.len(),
            Form::Now => self.now.len(),
        }
    }

    /// Returns the first row with a cited line; without any the first row that changed.
    pub(super) fn start(&self, form: Form) -> usize {
        let cited = self.places(form).iter().position(|(then, now)| {
            then.is_some_and(|line| holds(self.cited_then, line))
                || now.is_some_and(|line| holds(self.cited_now, line))
        });
        let changed = || self.changed(form).iter().position(|changed| *changed);
        cited.or_else(changed).unwrap_or(0)
    }

    /// Returns the row at which the next change after a row begins, or the one before it; none where there is none.
    pub(super) fn change(&self, form: Form, from: usize, forwards: bool) -> Option<usize> {
        let changed = self.changed(form);
        let begins = |row: &usize| {
            let is_changed = |row: usize| changed.get(row).copied().unwrap_or(false);
            is_changed(*row) && !row.checked_sub(1).is_some_and(is_changed)
        };
        if forwards {
            (from + 1..changed.len()).find(begins)
        } else {
            (0..from.min(changed.len())).rev().find(begins)
        }
    }

    /// Tells of each row whether something changed in it.
    fn changed(&self, form: Form) -> Vec<bool> {
        match form {
            Form::Pairs => self.pairs.iter().map(|pair| !pair.same).collect(),
            Form::Unified => self.steps.iter().map(|step| !is_same(*step)).collect(),
            Form::Then => self.alone(self.then.len(), |step| step.in_old()),
            Form::Now => self.alone(self.now.len(), |step| step.in_new()),
        }
    }

    fn alone(&self, len: usize, line: impl Fn(&Step) -> Option<usize>) -> Vec<bool> {
        let mut changed = vec![false; len];
        for step in self.steps.iter().filter(|step| !is_same(**step)) {
            if let Some(slot) = line(step).and_then(|line| changed.get_mut(line)) {
                *slot = true;
            }
        }
        changed
    }

    /// Returns the lines of each row.
    fn places(&self, form: Form) -> Vec<(Option<usize>, Option<usize>)> {
        match form {
            Form::Pairs => self
                .pairs
                .iter()
                .map(|pair| (pair.then, pair.now))
                .collect(),
            Form::Unified => self
                .steps
                .iter()
                .map(|step| (step.in_old(), step.in_new()))
                .collect(),
            Form::Then => (0..self.then.len())
                .map(|line| (Some(line), None))
                .collect(),
            Form::Now => (0..self.now.len()).map(|line| (None, Some(line))).collect(),
        }
    }

    /// Returns the text of each row, to find something in.
    pub(super) fn texts(&self, form: Form) -> Vec<String> {
        let text = |lines: &[String], at: Option<usize>| {
            at.and_then(|at| lines.get(at).cloned()).unwrap_or_default()
        };
        let row = |(then, now): (Option<usize>, Option<usize>)| {
            format!("{}\n{}", text(&self.then, then), text(&self.now, now))
        };
        self.places(form).into_iter().map(row).collect()
    }
}

/// Says why two texts cannot be shown line by line.
fn check(then: &[u8], now: &[u8]) -> Result<(), String> {
    for bytes in [then, now] {
        if !is_text(bytes) {
            return Err("The file is no text: there are no lines to compare.".to_owned());
        }
        if !is_comparable(bytes) {
            return Err(
                "The file is too large to compare here: tickmark evidence show has all of it."
                    .to_owned(),
            );
        }
    }
    Ok(())
}

fn is_same(step: Step) -> bool {
    matches!(step, Step::Same { .. })
}

fn are_same(steps: &[Step]) -> bool {
    steps.iter().all(|step| is_same(*step))
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
