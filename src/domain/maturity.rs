//! Maturity in a gap analysis: how far a practice is, how far it is to be, and the gap between, row by row.

use serde::{Deserialize, Serialize};

use super::answer::Answer;

/// How far a practice is, from 0 to 5.
///
/// The steps are those of the usual capability models (ISO/IEC 33020), in our own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Maturity(u8);

/// Says why a number is no maturity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMaturity {
    given: String,
}

impl std::fmt::Display for NoMaturity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let given = &self.given;
        write!(
            f,
            "{given} is no maturity: it is a whole number from 0 to 5"
        )
    }
}

impl std::error::Error for NoMaturity {}

impl Maturity {
    /// What a gap analysis aims at where nobody has said otherwise: a defined practice.
    pub const USUAL_TARGET: Self = Self(3);

    /// Lists every step, lowest first.
    pub const ALL: [Self; 6] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// Returns the number, 0 to 5.
    pub const fn level(self) -> u8 {
        self.0
    }

    /// Returns what the step means, in a few words.
    pub const fn label(self) -> &'static str {
        match self.0 {
            0 => "not there",
            1 => "done by some, when they think of it",
            2 => "planned and followed up",
            3 => "defined, and done so everywhere",
            4 => "measured and kept within limits",
            _ => "improved from what is measured",
        }
    }
}

impl TryFrom<i64> for Maturity {
    type Error = NoMaturity;

    fn try_from(number: i64) -> Result<Self, NoMaturity> {
        u8::try_from(number)
            .ok()
            .filter(|level| *level <= 5)
            .map(Self)
            .ok_or_else(|| NoMaturity {
                given: number.to_string(),
            })
    }
}

impl From<Maturity> for i64 {
    fn from(maturity: Maturity) -> Self {
        Self::from(maturity.0)
    }
}

impl std::fmt::Display for Maturity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::str::FromStr for Maturity {
    type Err = NoMaturity;

    fn from_str(text: &str) -> Result<Self, NoMaturity> {
        text.parse::<i64>()
            .ok()
            .and_then(|number| Self::try_from(number).ok())
            .ok_or_else(|| NoMaturity {
                given: format!("\"{}\"", text.escape_debug()),
            })
    }
}

/// How much is missing to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortfall {
    /// Nothing: the target is reached.
    None,
    /// A step at most.
    OneStep,
    /// More than a step.
    More,
}

impl Shortfall {
    /// Judges missing steps, given in tenths.
    const fn of_tenths(missing: usize) -> Self {
        match missing {
            0 => Self::None,
            1..=10 => Self::OneStep,
            11.. => Self::More,
        }
    }
}

/// How far a practice is and how far it is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    /// How far it is.
    pub maturity: Maturity,
    /// How far it is to be.
    pub target: Maturity,
}

impl Rating {
    /// Returns how many steps are missing to the target.
    pub const fn missing(self) -> u8 {
        self.target.0.saturating_sub(self.maturity.0)
    }

    /// Returns how much is missing to the target.
    pub const fn shortfall(self) -> Shortfall {
        Shortfall::of_tenths(self.missing() as usize * 10)
    }

    /// Says how maturity and target compare, in a few words.
    pub fn compared(self) -> String {
        match self.missing() {
            0 if self.maturity == self.target => "target reached".to_owned(),
            0 => "above the target".to_owned(),
            1 => "one step missing".to_owned(),
            steps => format!("{steps} steps missing"),
        }
    }
}

impl std::fmt::Display for Rating {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { maturity, target } = self;
        write!(f, "{maturity} of {target}: {}", maturity.label())
    }
}

/// Maturity and targets summed over any set of rows; rows that are not rated do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gap {
    /// How many rows are rated.
    pub rated: usize,
    /// How many of them are below their target.
    pub below: usize,
    /// The steps that are missing to the targets, over all rows below them.
    pub missing: usize,
    maturity: usize,
    target: usize,
}

impl Gap {
    /// Counts one more row; `usual` is the audit's target, for an answer without one of its own.
    pub fn add(&mut self, answer: Option<&Answer>, usual: Maturity) {
        let Some(rating) = answer.and_then(|answer| answer.rating(usual)) else {
            return;
        };
        let missing = rating.missing();
        self.rated += 1;
        self.below += usize::from(missing > 0);
        self.missing += usize::from(missing);
        self.maturity += usize::from(rating.maturity.level());
        self.target += usize::from(rating.target.level());
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        self.rated += other.rated;
        self.below += other.below;
        self.missing += other.missing;
        self.maturity += other.maturity;
        self.target += other.target;
    }

    /// Returns the mean maturity in tenths (0 to 50), rounded; none while no row is rated.
    pub fn maturity_tenths(&self) -> Option<usize> {
        mean_tenths(self.maturity, self.rated)
    }

    /// Returns the mean target in tenths (0 to 50), rounded; none while no row is rated.
    pub fn target_tenths(&self) -> Option<usize> {
        mean_tenths(self.target, self.rated)
    }

    /// Returns the steps that are missing to a row's target on average, in tenths (0 to 50); none while no row is rated.
    ///
    /// Rounded up, so that it is nothing only where nothing is missing.
    pub fn missing_tenths(&self) -> Option<usize> {
        (self.rated > 0).then(|| (self.missing * 10).div_ceil(self.rated))
    }

    /// Returns how much is missing on average; none while no row is rated.
    pub fn shortfall(&self) -> Option<Shortfall> {
        self.missing_tenths().map(Shortfall::of_tenths)
    }
}

/// Writes tenths as a number with one decimal, such as `2.4`.
pub fn tenths(tenths: usize) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn mean_tenths(sum: usize, count: usize) -> Option<usize> {
    (sum * 10 + count / 2).checked_div(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{answer::Verdict, id::QuestionId};

    fn rated(maturity: u8, target: Option<u8>) -> Answer {
        let question: QuestionId = "1".parse().unwrap();
        Answer {
            maturity: Some(Maturity(maturity)),
            target: target.map(Maturity),
            ..Answer::to(question)
        }
    }

    #[test]
    fn a_maturity_is_a_whole_number_from_0_to_5() {
        for text in ["-1", "6", "2.5", "", "three", "300"] {
            assert!(text.parse::<Maturity>().is_err(), "{text}");
        }
        for level in Maturity::ALL {
            assert_eq!(level.to_string().parse(), Ok(level));
        }
    }

    #[test]
    fn a_gap_counts_only_what_is_below_its_target() {
        let mut gap = Gap::default();
        let usual = Maturity::USUAL_TARGET;
        gap.add(Some(&rated(1, None)), usual);
        gap.add(Some(&rated(5, None)), usual);
        gap.add(Some(&rated(4, Some(5))), usual);
        gap.add(None, usual);
        assert_eq!((gap.rated, gap.below, gap.missing), (3, 2, 3));
        assert_eq!(gap.maturity_tenths(), Some(33));
        assert_eq!(gap.target_tenths(), Some(37));
        assert_eq!(gap.missing_tenths(), Some(10));
        assert_eq!(gap.shortfall(), Some(Shortfall::OneStep));
        assert_eq!(Gap::default().maturity_tenths(), None);
        assert_eq!(Gap::default().shortfall(), None);
    }

    #[test]
    fn a_row_that_is_set_aside_counts_in_no_mean() {
        let mut gap = Gap::default();
        let mut aside = rated(0, None);
        aside.verdict = Some(Verdict::NotApplicable);
        gap.add(Some(&aside), Maturity::USUAL_TARGET);
        assert_eq!(gap, Gap::default());
        aside.verdict = Some(Verdict::Observation);
        gap.add(Some(&aside), Maturity::USUAL_TARGET);
        assert_eq!(gap.missing, 3);
    }

    #[test]
    fn a_rating_says_in_words_what_is_missing() {
        let said = |maturity, target| {
            let answer = rated(maturity, target);
            let rating = answer.rating(Maturity::USUAL_TARGET).unwrap();
            (rating.compared(), rating.shortfall())
        };
        assert_eq!(
            said(2, None),
            ("one step missing".to_owned(), Shortfall::OneStep)
        );
        assert_eq!(
            said(0, Some(5)),
            ("5 steps missing".to_owned(), Shortfall::More)
        );
        assert_eq!(
            said(3, None),
            ("target reached".to_owned(), Shortfall::None)
        );
        assert_eq!(
            said(4, None),
            ("above the target".to_owned(), Shortfall::None)
        );
    }

    #[test]
    fn a_small_gap_never_rounds_to_none() {
        let mut gap = Gap::default();
        for _ in 0..99 {
            gap.add(Some(&rated(3, None)), Maturity::USUAL_TARGET);
        }
        gap.add(Some(&rated(2, None)), Maturity::USUAL_TARGET);
        assert_eq!(gap.maturity_tenths(), Some(30));
        assert_eq!(gap.shortfall(), Some(Shortfall::OneStep));
    }
}
