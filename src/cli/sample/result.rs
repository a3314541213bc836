//! What was found of an item.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        cite,
        domain::{papers::CitedIn, sample::ItemResult},
        sample,
    },
};

use super::{
    super::{
        Place,
        output::{Reply, line},
        pick, words,
    },
    tell,
};

/// Record what was found of an item: pass, fail, not-applicable; unseen takes it back.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark sample result aims-2026 S-9D0KXM 43 fail --note 'no test report' --evidence releases/log.csv:41")]
pub(super) struct SetResult {
    /// The audit.
    audit: String,

    /// The sample.
    id: String,

    /// The item.
    item: String,

    /// What was found.
    #[arg(value_parser = words::item_result())]
    result: ItemResult,

    /// What was seen; replaces the note that is there.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// A file that shows it, with the lines if not all of it; added to what is cited.
    #[arg(long = "evidence", value_name = "PATH[:A-B]")]
    evidence: Vec<String>,

    /// Cite files as they are on disk, committed or not.
    #[arg(long, requires = "evidence")]
    worktree: bool,
}

pub(super) fn run(verb: &SetResult, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, found) = super::named(&session, &verb.audit, &verb.id)?;
    let item = super::item(found, &verb.item)?.id.clone();
    let (audit, id) = (papers.audit.id.clone(), found.id.clone());
    let note = verb.note.as_deref().map(pick::text).transpose()?;
    let step = session.step("")?;
    let mut change = sample::set_result(papers, &id, &item, verb.result, note.as_deref(), &step)
        .map_err(|refusal| sample::refused("record the result", refusal))?;
    let links = pick::pins(&session, place, &verb.evidence, verb.worktree)?;
    let remarks: Vec<String> = links.iter().filter_map(|l| session.remark_on(l)).collect();
    let mut after = papers.clone();
    change.apply(&mut after);
    for link in links {
        let place = CitedIn::Item(id.clone(), item.clone());
        let cited = cite::cite(&after, &place, &link, &step)?;
        cited.apply(&mut after);
    }
    if let (Some(edit), Some(sample)) = (change.edits.first_mut(), after.samples.get(&id)) {
        edit.after = Some(crate::session::domain::record::Record::Sample {
            audit: audit.clone(),
            sample: sample.clone(),
        });
    }
    session.apply(&change)?;
    let (papers, found) = super::named(&session, audit.as_str(), id.as_str())?;
    let item = found
        .item(&item)
        .ok_or_else(|| Error::usage(format!("Could not find the item {} any more", line(&item))))?;
    let mut reply = Reply::text(format!("{}\n", tell::item_line(item)));
    reply.notes.extend(remarks);
    reply.note(format!("{id}: {}", found.counts()));
    tell::propose(papers, found, &mut reply);
    Ok(reply)
}
