//! The marks and lines that the screens are drawn with, in Unicode and in ASCII.
//!
//! A mark stands beside a word and a colour, never instead of one. The ASCII twins are for locales other than UTF-8 and
//! for fonts without the shapes; they differ from each other just as the Unicode ones do.

/// A set of marks and line pieces; each takes one cell, but for the mark of a major nonconformity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyphs {
    /// The mark of a row that conforms.
    pub conforming: &'static str,
    /// The mark of a nonconformity.
    pub nonconforming: &'static str,
    /// The mark of a major nonconformity; two cells.
    pub major: &'static str,
    /// The mark of an observation.
    pub observation: &'static str,
    /// The mark of an opportunity for improvement.
    pub opportunity: &'static str,
    /// The mark of a good practice.
    pub good_practice: &'static str,
    /// The mark of a row that is not applicable.
    pub not_applicable: &'static str,
    /// The mark of a row left out of the audit.
    pub not_audited: &'static str,
    /// The mark of a row without an answer.
    pub unanswered: &'static str,
    /// The mark of a step that is missing to a target.
    pub below: &'static str,
    /// The mark of a citation that is as it was.
    pub unchanged: &'static str,
    /// The mark of a citation found elsewhere.
    pub moved: &'static str,
    /// The mark of a citation whose lines changed.
    pub changed: &'static str,
    /// The mark of a citation that is no longer there.
    pub gone: &'static str,
    /// The mark of a citation from the work tree, and of work not committed.
    pub uncommitted: &'static str,
    /// The mark of what must not be overlooked.
    pub alarm: &'static str,
    /// The bar beside the selected row.
    pub cursor: &'static str,
    /// The mark of what is answered together.
    pub alike: &'static str,
    /// The mark of something folded.
    pub folded: &'static str,
    /// The mark of something unfolded.
    pub unfolded: &'static str,
    /// A horizontal line.
    pub horizontal: &'static str,
    /// A vertical line.
    pub vertical: &'static str,
    /// Where a vertical line begins below a horizontal one.
    pub tee_down: &'static str,
    /// Where a vertical line ends on a horizontal one.
    pub tee_up: &'static str,
    /// Where a horizontal line begins at a vertical one.
    pub tee_right: &'static str,
    /// Where a horizontal line ends at a vertical one.
    pub tee_left: &'static str,
    /// Where lines cross.
    pub cross: &'static str,
    /// The corner of a box.
    pub top_left: &'static str,
    /// The corner of a box.
    pub top_right: &'static str,
    /// The corner of a box.
    pub bottom_left: &'static str,
    /// The corner of a box.
    pub bottom_right: &'static str,
    /// A part of a progress bar that is done.
    pub done: &'static str,
    /// A part of a progress bar that is to do.
    pub to_do: &'static str,
    /// The mark of what a bar is to reach.
    pub goal: &'static str,
    /// What an audit will look at.
    pub heat_planned: &'static str,
    /// What an audit has looked at in part.
    pub heat_partly: &'static str,
    /// What an audit has looked at.
    pub heat_answered: &'static str,
    /// What stands for text that was cut off.
    pub ellipsis: &'static str,
    /// The mark of more text above.
    pub more_above: &'static str,
    /// The mark of more text below.
    pub more_below: &'static str,
    /// What is before this.
    pub previous: &'static str,
    /// What comes after this.
    pub next: &'static str,
    /// What stands between equal parts of a line.
    pub separator: &'static str,
    /// What stands before each of several things.
    pub bullet: &'static str,
}

impl Glyphs {
    /// Returns the Unicode set.
    pub const fn unicode() -> Self {
        Self {
            conforming: "✓",
            nonconforming: "✗",
            major: "✗✗",
            observation: "○",
            opportunity: "△",
            good_practice: "★",
            not_applicable: "–",
            not_audited: "?",
            unanswered: "·",
            below: "↓",
            unchanged: "=",
            moved: "→",
            changed: "≠",
            gone: "∅",
            uncommitted: "~",
            alarm: "!",
            cursor: "▌",
            alike: "≡",
            folded: "▸",
            unfolded: "▾",
            horizontal: "─",
            vertical: "│",
            tee_down: "┬",
            tee_up: "┴",
            tee_right: "├",
            tee_left: "┤",
            cross: "┼",
            top_left: "┌",
            top_right: "┐",
            bottom_left: "└",
            bottom_right: "┘",
            done: "▰",
            to_do: "▱",
            goal: "│",
            heat_planned: "░",
            heat_partly: "▒",
            heat_answered: "█",
            ellipsis: "…",
            more_above: "▲",
            more_below: "▼",
            previous: "‹",
            next: "›",
            separator: "│",
            bullet: "·",
        }
    }

    /// Returns the ASCII set.
    pub const fn ascii() -> Self {
        Self {
            conforming: "+",
            nonconforming: "x",
            major: "xx",
            observation: "o",
            opportunity: "^",
            good_practice: "*",
            not_applicable: "-",
            not_audited: "?",
            unanswered: ".",
            below: "<",
            unchanged: "=",
            moved: ">",
            changed: "#",
            gone: "0",
            uncommitted: "~",
            alarm: "!",
            cursor: "|",
            alike: "&",
            folded: ">",
            unfolded: "v",
            horizontal: "-",
            vertical: "|",
            tee_down: "+",
            tee_up: "+",
            tee_right: "+",
            tee_left: "+",
            cross: "+",
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            done: "#",
            to_do: "-",
            goal: "|",
            heat_planned: ":",
            heat_partly: "%",
            heat_answered: "#",
            ellipsis: "..",
            more_above: "^",
            more_below: "v",
            previous: "<",
            next: ">",
            separator: "|",
            bullet: "*",
        }
    }

    #[cfg(test)]
    fn marks(&self) -> [&'static str; 16] {
        [
            self.conforming,
            self.nonconforming,
            self.major,
            self.observation,
            self.opportunity,
            self.good_practice,
            self.not_applicable,
            self.not_audited,
            self.unanswered,
            self.below,
            self.unchanged,
            self.moved,
            self.changed,
            self.gone,
            self.uncommitted,
            self.alarm,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::text::width;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_marks_look_alike() {
        for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
            let marks = glyphs.marks();
            assert_eq!(marks.iter().collect::<BTreeSet<_>>().len(), marks.len());
        }
    }

    #[test]
    fn every_mark_but_the_major_one_takes_one_cell() {
        for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
            assert!(
                glyphs
                    .marks()
                    .iter()
                    .all(|mark| width(mark) == if *mark == glyphs.major { 2 } else { 1 })
            );
            for piece in [
                glyphs.cursor,
                glyphs.alike,
                glyphs.folded,
                glyphs.done,
                glyphs.to_do,
                glyphs.goal,
                glyphs.cross,
                glyphs.more_below,
            ] {
                assert_eq!(width(piece), 1);
            }
        }
    }

    #[test]
    fn the_ascii_set_is_ascii() {
        assert!(!format!("{:?}", Glyphs::ascii()).contains(|c: char| !c.is_ascii()));
    }
}
