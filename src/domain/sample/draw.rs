//! The algorithm by which items are drawn. It is part of the record format: it never changes.
//!
//! # In words
//!
//! Every item has an *id*, one line of text: the path of a file, the commit of a commit, the key (or else the line number)
//! of a row, the number of a line. The *order* of a population is that of the bytes of the paths; of commits that of the
//! committer's time, then of their ids; of rows and lines that of the file. The *digest* of a population is the SHA-256 of all ids in this order,
//! each followed by a line feed.
//!
//! The *key* of an item is SHA-256(seed, line feed, id).
//!
//! - **random**: the n items with the smallest keys.
//! - **systematic**: the start is the number of the first 15 hexadecimal digits of SHA-256(seed), modulo N. The items stand
//!   at the places (start + ⌊i·N/n⌋) modulo N for i from 0 to n-1, counted from 0 in the order of the population: a constant
//!   interval of N/n, round the end (circular systematic sampling; each item has the same chance n/N).
//! - **stratified**: each stratum gets its share n·Nₛ/N, rounded down; what is left goes one each to the largest remainders, of equal
//!   ones to the first stratum by name. Where n is at least the number of strata, each that got nothing takes one from the
//!   stratum that has most, the first of these by name. In each stratum the items with the smallest keys are drawn.
//! - **judgement**: the items that the auditor names. **all**: all.
//!
//! A **replacement** is the item with the smallest key that is not in the sample yet, of the same stratum where there are
//! strata. So the first replacement in a random sample of n is the item that a sample of n+1 would have had more.
//!
//! A **wider** sample is drawn with the same seed, by the same rules, for the smallest number from the wanted one on that
//! gives all items of the narrower sample again. At random that is the wanted number, since keys do not depend on it;
//! systematically it is so for each whole multiple; in strata for all but odd cases.
//!
//! # By hand
//!
//! No program of ours is needed. For the files of a random sample of 3:
//!
//! ```sh
//! git ls-tree -r -z --name-only COMMIT | tr '\0' '\n' | grep '^models/' | LC_ALL=C sort > ids
//! sha256sum < ids                                                                # the digest
//! while IFS= read -r id; do
//!     printf '%s  %s\n' "$(printf '%s\n%s' "$SEED" "$id" | sha256sum | cut -c1-64)" "$id"
//! done < ids | LC_ALL=C sort | head -n 3                                          # the items
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::{Design, MOST_ITEMS, Population, SampleMethod, Size, Unit, size::Asked};
use crate::domain::guard::{Reasons, Refusal, is_said};

/// SHA-256; a function that is given, since pure rules bring no hash of their own.
pub type Hash = fn(&[u8]) -> [u8; 32];

/// The longest seed.
const LONGEST_SEED: usize = 64;

/// Returns the digest of a population, in hex.
pub fn digest(units: &[Unit], hash: Hash) -> String {
    let mut listing = Vec::new();
    for unit in units {
        listing.extend_from_slice(unit.id.as_bytes());
        listing.push(b'\n');
    }
    hex(hash(&listing))
}

/// Writes a hash in hex.
pub fn hex(hash: [u8; 32]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    hash.iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Returns the key by which an item is drawn.
pub fn key(seed: &str, id: &str, hash: Hash) -> [u8; 32] {
    let mut text = Vec::with_capacity(seed.len() + 1 + id.len());
    text.extend_from_slice(seed.as_bytes());
    text.push(b'\n');
    text.extend_from_slice(id.as_bytes());
    hash(&text)
}

/// Tells whether a text can be a seed: one line that everybody can type.
pub fn is_seed(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_SEED
        && text.trim() == text
        && !text.chars().any(char::is_control)
}

/// A population ready to be drawn from with one seed.
#[derive(Debug)]
pub struct Frame<'a> {
    units: &'a [Unit],
    /// The places of the units by their keys.
    by_key: Vec<usize>,
    start: usize,
}

impl<'a> Frame<'a> {
    /// Computes the keys of all units.
    pub fn new(units: &'a [Unit], seed: &str, hash: Hash) -> Self {
        let mut keyed: Vec<([u8; 32], usize)> = units
            .iter()
            .enumerate()
            .map(|(place, unit)| (key(seed, &unit.id, hash), place))
            .collect();
        // Equal keys would take two items of one id, which no population has.
        keyed.sort_unstable();
        // Fifteen digits fit a shell's signed numbers.
        let digits = hash(seed.as_bytes())
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
            >> 4;
        let start = digits.checked_rem(units.len() as u64).unwrap_or(0);
        Self {
            units,
            by_key: keyed.into_iter().map(|(_, place)| place).collect(),
            start: usize::try_from(start).unwrap_or(0),
        }
    }

    /// Draws so many units, or as many as there are, and returns their places in the order of the population.
    ///
    /// What is chosen by judgement is not drawn: for that there are none.
    pub fn draw(&self, method: SampleMethod, number: usize) -> Vec<usize> {
        let number = number.min(self.units.len());
        let mut drawn: Vec<usize> = match method {
            SampleMethod::Random => self.by_key.iter().take(number).copied().collect(),
            SampleMethod::Systematic => self.every(number),
            SampleMethod::Stratified => self.by_stratum(number),
            SampleMethod::Judgement => Vec::new(),
            SampleMethod::All => (0..self.units.len()).collect(),
        };
        drawn.sort_unstable();
        drawn
    }

    fn every(&self, number: usize) -> Vec<usize> {
        let all = self.units.len();
        (0..number)
            .map(|i| {
                let step = (i as u128 * all as u128).checked_div(number as u128);
                let step = usize::try_from(step.unwrap_or(0)).unwrap_or(0);
                (self.start + step).checked_rem(all).unwrap_or(0)
            })
            .collect()
    }

    fn by_stratum(&self, number: usize) -> Vec<usize> {
        let mut strata: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for place in &self.by_key {
            if let Some(unit) = self.units.get(*place) {
                strata.entry(&unit.stratum).or_default().push(*place);
            }
        }
        let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
        strata
            .into_values()
            .zip(allot(&sizes, number))
            .flat_map(|(places, share)| places.into_iter().take(share))
            .collect()
    }

    /// Draws the wider sample: the smallest number from the wanted one on that gives these units again.
    pub fn widen(
        &self,
        method: SampleMethod,
        narrow: &BTreeSet<&str>,
        wanted: usize,
    ) -> (usize, Vec<usize>) {
        let holds = |drawn: &[usize]| {
            let drawn: BTreeSet<&str> = self.ids(drawn).collect();
            narrow.is_subset(&drawn)
        };
        let all = self.units.len();
        (wanted..all)
            .map(|number| (number, self.draw(method, number)))
            .find(|(_, drawn)| holds(drawn))
            .unwrap_or_else(|| (all, (0..all).collect()))
    }

    /// Returns the unit that comes next: the one with the smallest key that is not taken, of a stratum where one is given.
    pub fn next(&self, taken: &BTreeSet<&str>, stratum: Option<&str>) -> Option<&'a Unit> {
        self.by_key
            .iter()
            .filter_map(|place| self.units.get(*place))
            .find(|unit| {
                !taken.contains(unit.id.as_str())
                    && stratum.is_none_or(|stratum| unit.stratum == stratum)
            })
    }

    /// Returns the units at these places.
    pub fn units(&self, places: &[usize]) -> Vec<Unit> {
        let found = places.iter().filter_map(|place| self.units.get(*place));
        found.cloned().collect()
    }

    fn ids(&self, places: &[usize]) -> impl Iterator<Item = &'a str> {
        let found = places.iter().filter_map(|place| self.units.get(*place));
        found.map(|unit| unit.id.as_str())
    }
}

/// Shares a number out among strata of these sizes, in proportion, by largest remainder.
///
/// The shares sum to the number where it is at most the sum of the sizes, and none is larger than its stratum.
pub fn allot(sizes: &[usize], number: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum();
    let number = number.min(all);
    if all == 0 {
        return vec![0; sizes.len()];
    }
    let exact = |size: &usize| *size as u128 * number as u128;
    let whole = |size: &usize| usize::try_from(exact(size) / all as u128).unwrap_or(0);
    let mut shares: Vec<usize> = sizes.iter().map(whole).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    // Stable, so that of equal remainders the first stratum comes first.
    order.sort_by_key(|at| {
        std::cmp::Reverse(sizes.get(*at).map_or(0, |size| exact(size) % all as u128))
    });
    let left = number.saturating_sub(shares.iter().sum());
    for at in order.into_iter().take(left) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    let filled = sizes.iter().filter(|size| **size > 0).count();
    if number >= filled {
        for at in 0..shares.len() {
            let empty = shares.get(at) == Some(&0) && sizes.get(at).is_some_and(|size| *size > 0);
            if !empty {
                continue;
            }
            let most = shares.iter().max().copied().unwrap_or(0);
            if let Some(giver) = shares.iter_mut().find(|share| **share == most) {
                *giver -= 1;
            }
            if let Some(share) = shares.get_mut(at) {
                *share += 1;
            }
        }
    }
    shares
}

/// Draws what a design asks for from a population that was read, or says every reason why not.
pub fn draw(
    design: &Design,
    population: &Population,
    units: &[Unit],
    hash: Hash,
) -> Result<(Size, Vec<Unit>), Refusal> {
    let mut reasons = Reasons::new();
    reasons.require(
        !units.is_empty(),
        "population",
        format!("there are no {}", population.describe()),
    );
    if design.method.needs_seed() {
        reasons.require(
            is_seed(&design.seed),
            "seed",
            format!(
                "a seed is one line of at most {LONGEST_SEED} characters, without blanks around it"
            ),
        );
    }
    check_strata(design, population, &mut reasons);
    let size = match design.method {
        SampleMethod::All => Size {
            rule: None,
            number: units.len(),
        },
        SampleMethod::Judgement => {
            check_named(design, units, &mut reasons);
            let named: BTreeSet<&str> = design.named.iter().map(String::as_str).collect();
            Size {
                rule: None,
                number: named.len(),
            }
        }
        SampleMethod::Random | SampleMethod::Systematic | SampleMethod::Stratified => {
            let asked = design
                .size
                .unwrap_or(Asked::Rule(super::SizeRule::Sqrt { tenths: 10 }));
            let size = asked.of(units.len());
            reasons.require(
                units.is_empty() || size.number <= units.len(),
                "size",
                format!(
                    "{} items are asked for, and there are {}",
                    size.number,
                    units.len()
                ),
            );
            size
        }
    };
    reasons.require(
        size.number <= MOST_ITEMS,
        "size",
        format!(
            "{} items are more than a sample holds ({MOST_ITEMS})",
            size.number
        ),
    );
    reasons.verdict()?;
    let drawn = if design.method == SampleMethod::Judgement {
        let named = |unit: &&Unit| design.named.contains(&unit.id);
        units.iter().filter(named).cloned().collect()
    } else {
        let frame = Frame::new(units, &design.seed, hash);
        frame.units(&frame.draw(design.method, size.number))
    };
    Ok((size, drawn))
}

fn check_strata(design: &Design, population: &Population, reasons: &mut Reasons) {
    let known = super::Strata::known(population.kind);
    match (&design.strata, design.method) {
        (None, SampleMethod::Stratified) => reasons.require(
            false,
            "strata",
            match known {
                Some(known) => {
                    format!("a stratified sample needs to know what parts the population: {known}")
                }
                None => format!("nothing parts {} into strata", population.kind.label()),
            },
        ),
        (Some(strata), SampleMethod::Stratified) => reasons.require(
            strata.fits(population.kind),
            "strata",
            match known {
                Some(known) => format!(
                    "{strata} does not part {}; what does is {known}",
                    population.kind.label()
                ),
                None => format!("nothing parts {} into strata", population.kind.label()),
            },
        ),
        (Some(_), method) => reasons.require(
            false,
            "strata",
            format!("a sample of method {method} has no strata; the method that has is stratified"),
        ),
        (None, _) => {}
    }
}

fn check_named(design: &Design, units: &[Unit], reasons: &mut Reasons) {
    reasons.require(
        !design.named.is_empty(),
        "item",
        "a sample by judgement names its items",
    );
    reasons.require(
        is_said(&design.reason),
        "reason",
        "a sample by judgement says why these items",
    );
    let known: BTreeSet<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
    for id in design
        .named
        .iter()
        .filter(|id| !known.contains(id.as_str()))
    {
        let near = crate::domain::similar::nearest(id, known.iter().copied());
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        reasons.require(
            units.is_empty(),
            "item",
            format!("{} is not in the population{near}", id.escape_debug()),
        );
    }
}
