//! The meetings of an audit: opening, closing, and others.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        domain::audit::{Audit, Meeting},
        frame,
    },
};

use super::super::{
    Place,
    output::{Reply, field, line},
    pick,
};

/// Record the opening and the closing meeting, and others: when, who was there, what was said.
#[derive(Debug, Args)]
pub(super) struct MeetingCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Add(Add),
    Set(Set),
    Remove(Remove),
    List(List),
}

/// Record a meeting, or why there was none.
///
/// The report is written after an opening meeting, and goes out after a closing meeting, or with the reason why there was none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark audit meeting add aims-2026 opening --on 2026-03-02 --attended 'AI lead' --attended 'audit team'
  tickmark audit meeting add aims-2026 closing --not-held 'Desk audit: findings were sent for comment'")]
struct Add {
    /// The audit.
    audit: String,

    /// Which one: opening, closing, or in own words.
    kind: String,

    #[command(flatten)]
    said: Said,
}

/// Write more of a meeting; what is not given stays as it is.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark audit meeting set aims-2026 opening --notes - < minutes.txt")]
struct Set {
    /// The audit.
    audit: String,

    /// Which one: its number in the list, or opening or closing where there is one of it.
    which: String,

    #[command(flatten)]
    said: Said,
}

/// Take a meeting out that was recorded by mistake.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark audit meeting remove aims-2026 2")]
struct Remove {
    /// The audit.
    audit: String,

    /// Which one: its number in the list, or opening or closing where there is one of it.
    which: String,
}

/// List the meetings of an audit.
#[derive(Debug, Args)]
struct List {
    /// The audit.
    audit: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Said {
    /// When it was, or is to be.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,

    /// Add somebody who was there, by role or name; repeat it for several.
    #[arg(long = "attended", value_name = "WHO")]
    attended: Vec<String>,

    /// What was said; `-` is read from stdin.
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,

    /// Why it was not held.
    #[arg(long, value_name = "REASON")]
    not_held: Option<String>,
}

impl Said {
    /// Writes what is given into a meeting.
    fn write(self, meeting: &mut Meeting) -> Result<()> {
        if let Some(on) = self.on {
            meeting.on = Some(on);
            // Whoever says when it was says that it was held.
            meeting.not_held.clear();
        }
        for who in self.attended {
            if !meeting.attendance.contains(&who) {
                meeting.attendance.push(who);
            }
        }
        if let Some(notes) = self.notes {
            pick::text(&notes)?
                .trim_end()
                .clone_into(&mut meeting.notes);
        }
        if let Some(why) = self.not_held {
            why.trim().clone_into(&mut meeting.not_held);
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Document<'a> {
    audit: &'a str,
    meetings: &'a [Meeting],
}

pub(super) fn run(command: MeetingCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Add(verb) => put(&verb.audit, Which::New(verb.kind), verb.said, place),
        Verb::Set(verb) => put(&verb.audit, Which::There(verb.which), verb.said, place),
        Verb::Remove(verb) => remove(&verb, place),
        Verb::List(verb) => list(&verb, place),
    }
}

/// The meeting that is written.
enum Which {
    /// One that is not there yet, of this kind.
    New(String),
    /// One that is there.
    There(String),
}

fn put(audit: &str, which: Which, said: Said, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, audit)?;
    let (at, mut meeting) = match which {
        Which::New(kind) => (None, Meeting::of(&kind)),
        Which::There(which) => {
            let at = find(&papers.audit, &which)?;
            let there = papers.audit.meetings.get(at).cloned();
            (Some(at), there.unwrap_or_default())
        }
    };
    said.write(&mut meeting)?;
    let missing = meeting.missing(session.clock().today());
    let twice = at
        .is_none()
        .then(|| papers.audit.meeting_before(&meeting))
        .flatten();
    let number = at.unwrap_or(papers.audit.meetings.len());
    let change = frame::put_meeting(papers, at, meeting).map_err(|refusal| {
        Error::usage(format!(
            "Could not record the meeting: {}",
            line(&refusal.to_string())
        ))
    })?;
    let is_same = change.is_empty();
    session.apply(&change)?;
    let audit = &pick::audit(&session, audit)?.audit;
    let written = audit.meetings.get(number).map(told).unwrap_or_default();
    let mut reply = Reply::text(format!(
        "{}: meeting {}: {}\n",
        audit.id,
        number + 1,
        line(&written)
    ));
    if is_same {
        reply.note("nothing has changed");
    }
    if let Some(before) = twice {
        reply.note(format!(
            "there is a meeting of this kind already, number {}; where that one was meant: tickmark audit meeting remove {} {}",
            before + 1,
            audit.id,
            number + 1
        ));
    }
    if let Some(missing) = missing {
        reply.note(format!("it does not count yet: {}", line(&missing)));
    }
    Ok(reply)
}

fn remove(verb: &Remove, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let (id, at) = (papers.audit.id.clone(), find(&papers.audit, &verb.which)?);
    let gone = papers.audit.meetings.get(at).map(told).unwrap_or_default();
    if let Some(change) = frame::remove_meeting(papers, at) {
        session.apply(&change)?;
    }
    Ok(Reply::text(format!(
        "{id}: meeting {} taken out: {}\n",
        at + 1,
        line(&gone)
    )))
}

/// Finds a meeting by its number from 1, or by its kind.
fn find(audit: &Audit, which: &str) -> Result<usize> {
    let number = which.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    if let Some(at) = number.filter(|at| *at < audit.meetings.len()) {
        return Ok(at);
    }
    let is_it = |meeting: &Meeting| meeting.kind.trim().eq_ignore_ascii_case(which.trim());
    let of_kind: Vec<usize> = audit
        .meetings
        .iter()
        .enumerate()
        .filter(|(_, meeting)| is_it(meeting))
        .map(|(at, _)| at)
        .collect();
    match of_kind.as_slice() {
        [only] => Ok(*only),
        [] => Err(Error::usage(format!(
            "Could not find the meeting {}: {} has no such meeting",
            line(which),
            audit.id
        ))
        .hint(format!(
            "list them: tickmark audit meeting list {}",
            audit.id
        ))),
        _ => Err(Error::usage(format!(
            "Could not tell which meeting is meant: {} has {} of the kind {}",
            audit.id,
            of_kind.len(),
            line(which)
        ))
        .hint(format!(
            "name it by its number: tickmark audit meeting list {}",
            audit.id
        ))),
    }
}

fn list(verb: &List, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let audit = &pick::audit(&session, &verb.audit)?.audit;
    if verb.json {
        return Reply::json(&Document {
            audit: audit.id.as_str(),
            meetings: &audit.meetings,
        });
    }
    let mut reply = Reply::default();
    lines(audit, &mut reply.out);
    if audit.meetings.is_empty() {
        reply.note("no meeting is recorded yet");
    }
    Ok(reply)
}

/// Tells of every meeting, each with its number.
pub(super) fn lines(audit: &Audit, out: &mut String) {
    for (number, meeting) in (1..).zip(&audit.meetings) {
        field(out, &format!("meeting {number}"), &told(meeting));
        field(out, "  notes", &meeting.notes);
    }
}

/// Says in a line which meeting it is, when it was and who was there.
fn told(meeting: &Meeting) -> String {
    let on = meeting.on.map(|on| on.to_string());
    let attended = format!("attended by {}", meeting.attendance.join("; "));
    let not_held = format!("not held: {}", meeting.not_held);
    let parts = [
        Some(meeting.kind.clone()),
        on,
        (!meeting.attendance.is_empty()).then_some(attended),
        (!meeting.not_held.is_empty()).then_some(not_held),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
