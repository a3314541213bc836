//! How large a sample is: by number, or by a rule that is recorded with it.
//!
//! | rule | size for a population of N | where it comes from |
//! |---|---|---|
//! | `sqrt` | √N, rounded up | custom of auditors; IAF MD 1 asks it of the sites of an organization in a first audit |
//! | `sqrt:0.6`, `sqrt:0.8` | 0.6 √N and 0.8 √N, rounded up | the same document, for surveillance, and for recertification where the system has proved itself |
//! | `percent:10`, `percent:10:5` | 10 % of N, rounded up, and at least 5 | house rules |
//! | `attribute:95:10` | the smallest n which, seen without one exception, shows with 95 % confidence that fewer than 10 % of N are exceptions | probability: discovery sampling, an attribute sample that expects no exception |
//!
//! The square root and the percentage are conventions: they are easy to plan with, and no statistics stand behind them.
//! For `attribute` let D = ⌈pN⌉ be the smallest number of exceptions that is not tolerated. A sample of n without
//! replacement misses all of them with the hypergeometric probability C(N-D, n) / C(N, n); n is the smallest size for which
//! that is at most 1 - confidence. It is computed with whole numbers, so that no rounding decides. For large N it is the
//! familiar (1-p)ⁿ ≤ 1 - confidence: 29 for 95 % and 10 %, 59 for 95 % and 5 %.
//!
//! No rule gives less than 1 or more than N.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A rule for the size of a sample; written as in the table above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SizeRule {
    /// The square root of the population times a factor, in tenths.
    Sqrt {
        /// The factor, in tenths: 10 for the root itself.
        tenths: u16,
    },
    /// A share of the population, and at least so many.
    Percent {
        /// The share, in tenths of a percent.
        tenths: u16,
        /// The least number.
        at_least: usize,
    },
    /// As many as show, when none of them fails, that fewer than a rate are exceptions.
    Attribute {
        /// The confidence, in percent: 90, 95 or 99.
        confidence: u8,
        /// The rate that is not tolerated, in tenths of a percent.
        tenths: u16,
    },
}

/// What is asked for: a number, or what a rule makes of the population.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// So many.
    Number(usize),
    /// As many as the rule says.
    Rule(SizeRule),
}

/// Says why a text is no size of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSize(String);

impl fmt::Display for InvalidSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no size: write a number such as 7, sqrt, sqrt:0.6, percent:10, percent:10:5 (at least 5) or \
             attribute:95:10 (95 % confidence, 10 % tolerated; confidence is 90, 95 or 99)",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for InvalidSize {}

impl SizeRule {
    /// Returns how many items of a population the rule asks for.
    pub fn size(self, population: usize) -> usize {
        let size = match self {
            Self::Sqrt { tenths } => root(population, tenths),
            Self::Percent { tenths, at_least } => share(population, tenths).max(at_least),
            Self::Attribute { confidence, tenths } => {
                discovery(population, share(population, tenths).max(1), confidence)
            }
        };
        size.max(1).min(population)
    }
}

/// Returns the smallest m with m ≥ f/10 · √population.
fn root(population: usize, tenths: u16) -> usize {
    let wanted = u128::from(tenths).pow(2) * population as u128;
    let enough = |m: usize| 100 * (m as u128).pow(2) >= wanted;
    smallest(
        population.saturating_mul(usize::from(tenths) / 10 + 1),
        enough,
    )
}

/// Returns ⌈share · population⌉, the share in tenths of a percent.
fn share(population: usize, tenths: u16) -> usize {
    let exact = (population as u128 * u128::from(tenths)).div_ceil(1000);
    usize::try_from(exact).unwrap_or(usize::MAX)
}

/// Returns the smallest sample that finds one of so many exceptions with this confidence.
fn discovery(population: usize, exceptions: usize, confidence: u8) -> usize {
    let exceptions = exceptions.min(population);
    smallest(population, |n| {
        misses_at_most(population, exceptions, n, confidence)
    })
}

/// Returns the smallest number from 0 to `most` that is enough; `most` where none is. What is enough stays so above.
///
/// It gallops from below, since large numbers cost more to try.
fn smallest(most: usize, enough: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, 1.min(most));
    while high < most && !enough(high) {
        low = high + 1;
        high = high.saturating_mul(2).min(most);
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Tells whether C(N-D, n) / C(N, n) ≤ 1 - confidence, exactly.
///
/// The quotient is the product of (N-n-j) / (N-j) over j < D, and the same with n and D exchanged: the shorter one is taken.
fn misses_at_most(population: usize, exceptions: usize, n: usize, confidence: u8) -> bool {
    if n + exceptions > population {
        return true;
    }
    let (few, many) = (n.min(exceptions), n.max(exceptions));
    let mut missed = Natural::of(100);
    let mut all = Natural::of(u32::from(100 - confidence.min(99)));
    for j in 0..few {
        missed.multiply((population - many - j) as u64);
        all.multiply((population - j) as u64);
    }
    missed.compare(&all) != Ordering::Greater
}

/// A natural number of any length, in digits of 32 bits, the lowest first.
struct Natural(Vec<u32>);

/// Returns the lowest digit.
fn low(number: u128) -> u32 {
    u32::try_from(number & u128::from(u32::MAX)).unwrap_or(u32::MAX)
}

impl Natural {
    fn of(number: u32) -> Self {
        Self(vec![number])
    }

    fn multiply(&mut self, factor: u64) {
        // Both halves of the factor at once do not fit beside the carry of a digit.
        let mut carry: u128 = 0;
        for digit in &mut self.0 {
            carry += u128::from(*digit) * u128::from(factor);
            *digit = low(carry);
            carry >>= 32;
        }
        while carry > 0 {
            self.0.push(low(carry));
            carry >>= 32;
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let length = |digits: &[u32]| digits.iter().rposition(|d| *d > 0).map_or(0, |at| at + 1);
        let (own, its) = (length(&self.0), length(&other.0));
        own.cmp(&its).then_with(|| {
            let pairs = self.0.iter().zip(&other.0).take(own).rev();
            pairs
                .map(|(a, b)| a.cmp(b))
                .find(|order| *order != Ordering::Equal)
                .unwrap_or(Ordering::Equal)
        })
    }
}

/// Reads a number with at most one decimal, in tenths.
fn tenths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 1 {
        return None;
    }
    whole
        .parse::<u16>()
        .ok()?
        .checked_mul(10)?
        .checked_add(part.parse().ok()?)
}

fn written(tenths: u16) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        part => format!("{}.{part}", tenths / 10),
    }
}

impl fmt::Display for SizeRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqrt { tenths: 10 } => write!(f, "sqrt"),
            Self::Sqrt { tenths } => write!(f, "sqrt:{}", written(*tenths)),
            Self::Percent {
                tenths,
                at_least: 1,
            } => write!(f, "percent:{}", written(*tenths)),
            Self::Percent { tenths, at_least } => {
                write!(f, "percent:{}:{at_least}", written(*tenths))
            }
            Self::Attribute { confidence, tenths } => {
                write!(f, "attribute:{confidence}:{}", written(*tenths))
            }
        }
    }
}

impl FromStr for SizeRule {
    type Err = InvalidSize;

    fn from_str(text: &str) -> Result<Self, InvalidSize> {
        let parts: Vec<&str> = text.split(':').collect();
        let rate = |text: &str| tenths(text).filter(|tenths| (1..=1000).contains(tenths));
        let rule = match parts.as_slice() {
            ["sqrt"] => Some(Self::Sqrt { tenths: 10 }),
            ["sqrt", factor] => tenths(factor)
                .filter(|tenths| (1..=100).contains(tenths))
                .map(|tenths| Self::Sqrt { tenths }),
            ["percent", share] => rate(share).map(|tenths| Self::Percent {
                tenths,
                at_least: 1,
            }),
            ["percent", share, least] => rate(share)
                .zip(least.parse().ok().filter(|least| *least > 0))
                .map(|(tenths, at_least)| Self::Percent { tenths, at_least }),
            ["attribute", confidence, tolerated] => rate(tolerated)
                .zip(
                    confidence
                        .parse()
                        .ok()
                        .filter(|c| matches!(c, 90 | 95 | 99)),
                )
                .map(|(tenths, confidence)| Self::Attribute { confidence, tenths }),
            _ => None,
        };
        rule.ok_or_else(|| InvalidSize(text.to_owned()))
    }
}

impl TryFrom<String> for SizeRule {
    type Error = InvalidSize;

    fn try_from(text: String) -> Result<Self, InvalidSize> {
        text.parse()
    }
}

impl From<SizeRule> for String {
    fn from(rule: SizeRule) -> Self {
        rule.to_string()
    }
}

impl FromStr for Asked {
    type Err = InvalidSize;

    fn from_str(text: &str) -> Result<Self, InvalidSize> {
        match text.parse() {
            Ok(0) => Err(InvalidSize(text.to_owned())),
            Ok(number) => Ok(Self::Number(number)),
            Err(_) => text.parse().map(Self::Rule),
        }
    }
}

impl Asked {
    /// Returns the size that this comes to in a population.
    pub fn of(self, population: usize) -> super::Size {
        match self {
            Self::Number(number) => super::Size { rule: None, number },
            Self::Rule(rule) => super::Size {
                rule: Some(rule),
                number: rule.size(population),
            },
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::cast_precision_loss,
    reason = "the populations of the tests are small"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(rule: &str, population: usize) -> usize {
        rule.parse::<SizeRule>().unwrap().size(population)
    }

    #[test]
    fn square_roots_are_rounded_up() {
        let sizes = |rule| [1, 2, 4, 5, 10, 41, 100, 101].map(|n| size(rule, n));
        assert_eq!(sizes("sqrt"), [1, 2, 2, 3, 4, 7, 10, 11]);
        assert_eq!(sizes("sqrt:0.6"), [1, 1, 2, 2, 2, 4, 6, 7]);
        assert_eq!(sizes("sqrt:0.8"), [1, 2, 2, 2, 3, 6, 8, 9]);
    }

    #[test]
    fn a_percentage_is_rounded_up_and_has_a_least_number() {
        assert_eq!(
            [1, 9, 10, 11, 200].map(|n| size("percent:10", n)),
            [1, 1, 1, 2, 20]
        );
        assert_eq!([3, 9, 80].map(|n| size("percent:10:5", n)), [3, 5, 8]);
        assert_eq!(size("percent:0.5", 1000), 5);
    }

    #[test]
    fn an_attribute_sample_of_a_large_population_is_the_binomial_one() {
        // The smallest n with (1-p)^n <= 1 - confidence.
        for (rule, n) in [
            ("attribute:90:10", 22),
            ("attribute:95:10", 29),
            ("attribute:99:10", 44),
            ("attribute:90:5", 45),
            ("attribute:95:5", 59),
            ("attribute:99:5", 90),
            ("attribute:95:1", 299),
        ] {
            assert_eq!(size(rule, 10_000_000), n, "{rule}");
        }
    }

    #[test]
    fn an_attribute_sample_of_a_small_population_is_the_hypergeometric_one() {
        // One exception among 20: only 19 of them find it with a confidence of exactly 95 %.
        assert_eq!(size("attribute:95:5", 20), 19);
        // Two among 40: C(38, n) / C(40, n) = (40-n)(39-n) / (40*39).
        assert_eq!(size("attribute:95:5", 40), 31);
        assert_eq!(size("attribute:90:10", 50), 18);
        assert_eq!(size("attribute:99:10", 1), 1);
    }

    #[test]
    fn rules_read_as_they_are_written() {
        for text in [
            "sqrt",
            "sqrt:0.6",
            "percent:10",
            "percent:2.5:3",
            "attribute:95:0.5",
        ] {
            assert_eq!(text.parse::<SizeRule>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "root",
            "sqrt:",
            "sqrt:0",
            "sqrt:0.65",
            "percent:0",
            "percent:101",
            "percent:5:0",
            "attribute:80:10",
            "attribute:95",
            "attribute:95:0",
            "-1",
            "0",
            "1.5",
        ] {
            assert!(text.parse::<Asked>().is_err(), "{text:?}");
        }
        assert_eq!("7".parse::<Asked>().unwrap(), Asked::Number(7));
    }

    proptest! {
        #[test]
        fn no_rule_leaves_the_population(population in 1_usize..5000, which in 0_usize..6) {
            let rules = ["sqrt", "sqrt:0.6", "percent:1:9", "percent:100", "attribute:90:50", "attribute:99:0.1"];
            let n = size(rules[which], population);
            prop_assert!((1..=population).contains(&n));
        }

        #[test]
        fn an_attribute_sample_is_the_smallest_that_is_enough(population in 1_usize..400, tenths in 1_u16..=1000) {
            let rule = SizeRule::Attribute { confidence: 95, tenths };
            let exceptions = share(population, tenths).max(1);
            // As a quotient of products, with the rounding that the rule itself does without.
            let missed = |n: usize| (0..n).fold(1.0_f64, |p, i| {
                p * (population.saturating_sub(exceptions + i)) as f64 / (population - i) as f64
            });
            let n = rule.size(population);
            prop_assert!(missed(n) <= 0.05 + 1e-9);
            if n > 1 {
                prop_assert!(missed(n - 1) > 0.05 - 1e-9);
            }
        }
    }
}
