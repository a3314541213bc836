//! Lines of a file that match a pattern.

use regex::bytes::Regex;

use super::{bytes, could_not, label};
use crate::{
    domain::{
        evidence::LineRange,
        sample::{Population, Unit},
    },
    error::Result,
    safe,
    vcs::Repository,
};

pub(super) fn units(repository: &dyn Repository, population: &Population) -> Result<Vec<Unit>> {
    let pattern = population.pattern.as_deref().unwrap_or_default();
    let regex = Regex::new(pattern).map_err(|cause| {
        let said = cause.to_string();
        let why = said.lines().last().unwrap_or_default();
        let why = why.trim().trim_start_matches("error: ");
        could_not(format!(
            "\"{}\" is no regular expression: {}",
            safe::escape_line(pattern),
            safe::escape_line(why)
        ))
        .hint("write a plain word, or escape . + ( ) [ ] with \\")
    })?;
    let (_, text) = bytes(repository, population)?;
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let mut units = Vec::new();
    for (number, line) in (1_u32..).zip(lines) {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if regex.is_match(line) {
            units.push(Unit {
                id: number.to_string(),
                label: label(&String::from_utf8_lossy(line)),
                stratum: String::new(),
                lines: LineRange::new(number, number).ok(),
            });
        }
    }
    Ok(units)
}
