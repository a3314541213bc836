//! `tickmark status`: how far the audits are, what is due, what has drifted, what is not committed.

mod document;
mod text;

use clap::Args;

use crate::{
    error::Result,
    session::{BrokenRecord, Session, domain::record::RecordKey},
};

use super::{
    Place,
    output::{Reply, count, line},
};

/// Show how far the audits are: progress, verdicts, maturity and gap, what is open and overdue, evidence that drifted, what is uncommitted,
/// and who else has the program open in this checkout.
///
/// Exit status 1 while a record of what is asked for cannot be read: nothing of it is counted.
#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:
  tickmark status
  tickmark status aims-2026 --json | jq '.audits[0].percent'")]
pub(super) struct Status {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Status, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let document = document::gather(&mut session, verb.audit.as_deref())?;
    let unread = unread(&session, verb.audit.as_deref());
    if verb.json {
        return Ok(Reply::json(&document)?.no_if(unread > 0));
    }
    let mut reply = Reply::default();
    text::write(&document, &mut reply);
    if !document.absent.is_empty() {
        let are = if document.absent.len() == 1 {
            "is"
        } else {
            "are"
        };
        reply.note(format!(
            "{} committed and not here, and {are} not counted; git checkout -- PATH brings back what was removed, and git \
             sparse-checkout add FOLDER what a sparse checkout leaves out: {}",
            count(document.absent.len(), "record"),
            line(&document.absent.join(", "))
        ));
    }
    for lock in &document.locks {
        let what = match &lock.tag {
            Some(tag) => format!("no sign-off can be written as {}", line(tag)),
            None => "nothing can be committed".to_owned(),
        };
        reply.note(format!(
            "{what}: {} is there, for {} s; wait for the other program, and if none is running, remove it",
            line(&lock.file),
            lock.seconds
        ));
    }
    if let Some(told) = taken_back(&document.taken_back) {
        reply.note(told);
    }
    if unread > 0 {
        reply.note(format!(
            "{} cannot be read, and nothing of that is counted",
            count(unread, "record")
        ));
    }
    Ok(reply.no_if(unread > 0))
}

/// Says which records are staged as they were before they were committed, and the way out; none where there are none.
pub(super) fn taken_back(paths: &[String]) -> Option<String> {
    let told = match paths.len() {
        0 => return None,
        1 => "1 record is staged as it was before it was committed, and the next git commit would take it back".to_owned(),
        many => format!(
            "{many} records are staged as they were before they were committed, and the next git commit would take them back"
        ),
    };
    Some(format!(
        "{told}; git restore --staged -- PATH: {}",
        line(&paths.join(", "))
    ))
}

/// Counts the records that cannot be read: all of them, or those of an audit and of the workspace, which it is judged by.
fn unread(session: &Session, only: Option<&str>) -> usize {
    let concerns = |broken: &&BrokenRecord| match (only, &broken.key) {
        (None, _) | (Some(_), None) => true,
        (Some(_), Some(RecordKey::Programme)) => false,
        (Some(audit), Some(key)) => key.audit().is_none_or(|id| id.as_str() == audit),
    };
    session.broken().iter().filter(concerns).count()
}
