//! `tickmark sample`: draw items to look at, record what was found of each, and show that anybody draws the same.

mod check;
mod draw;
mod list;
mod replace;
mod result;
mod set;
mod show;
mod tell;
mod widen;

use clap::{Args, Subcommand};

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            id::SampleId,
            papers::WorkingPapers,
            sample::{Sample, SampleItem},
            similar,
        },
    },
};

use super::{
    Place,
    output::{Reply, line},
    pick,
};

/// Draw samples anybody can redraw, record the results item by item, and check that a record is what was drawn.
#[derive(Debug, Args)]
#[command(after_help = HOW)]
pub(super) struct SampleCommand {
    #[command(subcommand)]
    verb: Verb,
}

/// How to draw again by hand; the same is in the README and, in full, in `domain::sample::draw`.
const HOW: &str = "\
How items are drawn (the algorithm is part of the record format and never changes):
  Items are known by ids of one line: the path of a file, the commit, the value of the key column or else the line
  number of a row, the number of a line. The order is that of the bytes of the paths, of the committer's time and then
  the ids, of the lines. The digest is the SHA-256 of all ids in order, each followed by a line feed.
  key of an item   SHA-256(seed, line feed, id)
  random           the n smallest keys; a wider sample has these and more; a replacement is the next key
  systematic       start = first 15 hex digits of SHA-256(seed) modulo N; places (start + floor(i*N/n)) modulo N
  stratified       shares by largest remainder, at least one where n allows; in each stratum the smallest keys
By hand, for 3 files at random:
  git ls-tree -r --name-only COMMIT | grep '^models/' | LC_ALL=C sort > ids; sha256sum < ids
  while IFS= read -r id; do
    printf '%s  %s\\n' \"$(printf '%s\\n%s' \"$SEED\" \"$id\" | sha256sum | cut -c1-64)\" \"$id\"
  done < ids | LC_ALL=C sort | head -n 3";

#[derive(Debug, Subcommand)]
enum Verb {
    Draw(Box<draw::Draw>),
    List(list::List),
    Show(show::Show),
    Check(check::Check),
    Result(result::SetResult),
    Replace(replace::Replace),
    Widen(widen::Widen),
    Set(set::Set),
}

pub(super) fn run(command: SampleCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Draw(verb) => draw::run(*verb, place),
        Verb::List(verb) => list::run(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
        Verb::Check(verb) => check::run(&verb, place),
        Verb::Result(verb) => result::run(&verb, place),
        Verb::Replace(verb) => replace::run(&verb, place),
        Verb::Widen(verb) => widen::run(&verb, place),
        Verb::Set(verb) => set::run(verb, place),
    }
}

/// Finds a sample of an audit.
fn named<'s>(
    session: &'s Session,
    audit: &str,
    text: &str,
) -> Result<(&'s WorkingPapers, &'s Sample)> {
    let papers = pick::audit(session, audit)?;
    let found = text
        .to_ascii_uppercase()
        .parse::<SampleId>()
        .ok()
        .and_then(|id| papers.samples.get(&id));
    if let Some(sample) = found {
        return Ok((papers, sample));
    }
    let end = format!("/samples/{}.toml", text.to_ascii_uppercase());
    if let Some(broken) = session.broken().iter().find(|b| b.path.ends_with(&end)) {
        return Err(Error::usage(format!("Could not read {}", broken.error))
            .hint("mend the file in an editor, or bring it back with git"));
    }
    let audit = &papers.audit.id;
    let error = Error::usage(format!(
        "Could not find the sample {}: the audit {audit} does not have it",
        line(text)
    ));
    let known = papers.samples.keys().map(SampleId::as_str);
    Err(match similar::nearest(text, known) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("list them: tickmark sample list {audit}")),
    })
}

/// Finds an item of a sample: by its id, or by its start where that is the id of a commit.
fn item<'s>(sample: &'s Sample, text: &str) -> Result<&'s SampleItem> {
    if let Some(item) = sample.item(text) {
        return Ok(item);
    }
    let begins: Vec<&SampleItem> = sample
        .items
        .iter()
        .filter(|item| text.len() >= 4 && item.id.starts_with(text))
        .collect();
    if let [only] = begins.as_slice() {
        return Ok(only);
    }
    let error = Error::usage(format!(
        "Could not find the item {}: {} does not have it",
        line(text),
        sample.id
    ));
    let known: Vec<&str> = sample.items.iter().map(|item| item.id.as_str()).collect();
    Err(match similar::nearest(text, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean {}?", line(near))),
        None => error.hint(format!(
            "list them: tickmark sample show AUDIT {}",
            sample.id
        )),
    })
}
