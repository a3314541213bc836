//! `tickmark sync`: fetch, merge records field by field, push.

mod document;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{IsTerminal as _, stderr, stdin},
    str::FromStr,
    time::Duration,
};

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        domain::{
            merge::{Choice, Choices, ClashKind, FieldPath, Side, Voice},
            object::short,
        },
        sync::{
            Asking, Clashing, Conflicting, MovedTag, Outcome, Push, RecordClash, Stage, Synced,
            Wishes,
        },
    },
};

use super::{
    Place,
    output::{self, Reply, block, count, line},
};

/// Bring this clone and another repository together: fetch, merge the records field by field, push.
///
/// git itself fetches and pushes, with your settings and agents. Nothing changes until all of it fits: where both sides changed
/// the same field, both are shown with who said them, and --choose says which one is taken; other files are merged only
/// where git can without a conflict. What you have staged, edited or lying about stays as it is. Sign-offs come and go along; one that
/// is another on the other side is never overwritten. From then on git itself merges records field by field in this
/// clone, too.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark sync                                   with the repository of this branch
  tickmark sync --no-push                         take what is there, and send nothing
  tickmark sync --choose 'audits/a-1/answers/iso-42001/6.1.toml:answer[2]=theirs'

Exit status: 0 both sides are in step; 1 somebody has to choose, other files conflict, the other side does not take what is here, or
a sign-off was moved; 3 the other repository was not reached.")]
pub(super) struct SyncClones {
    /// The other repository, by the name that git has for it; that of the branch, or the only one, if left out.
    remote: Option<String>,

    /// Send nothing.
    #[arg(long)]
    no_push: bool,

    /// Where both sides changed a field, take what we have or what they have. PATH=theirs takes the record as a whole. Repeat it
    /// for several.
    #[arg(long, value_name = "PATH:FIELD=ours|theirs")]
    choose: Vec<Chosen>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,

    /// How long to wait for the other repository, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    time_limit: u64,
}

/// What was chosen of a clash.
#[derive(Debug, Clone)]
struct Chosen {
    path: String,
    field: FieldPath,
    side: Side,
}

impl FromStr for Chosen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let way = "write it as PATH:FIELD=ours or PATH:FIELD=theirs, as sync shows it, or PATH=ours for the whole record";
        let (place, side) = text.rsplit_once('=').ok_or(way)?;
        let side = [Side::Ours, Side::Theirs]
            .into_iter()
            .find(|known| known.word() == side)
            .ok_or(way)?;
        let (path, field) = place.split_once(':').unwrap_or((place, ""));
        let field = field
            .parse()
            .map_err(|cause: crate::session::domain::merge::InvalidPath| cause.to_string())?;
        Ok(Self {
            path: path.to_owned(),
            field,
            side,
        })
    }
}

pub(super) fn run(verb: &SyncClones, place: &Place) -> Result<Reply> {
    let mut choices: BTreeMap<String, Choices> = BTreeMap::new();
    for chosen in &verb.choose {
        let of_record = choices.entry(chosen.path.clone()).or_default();
        let before = of_record.insert(chosen.field.clone(), Choice::Take(chosen.side));
        if before.is_some_and(|before| before != Choice::Take(chosen.side)) {
            return Err(Error::usage(format!(
                "Could not sync: {}:{} is chosen twice, ours and theirs",
                line(&chosen.path),
                line(&chosen.field.to_string())
            )));
        }
    }
    let mut session = place.open()?;
    let wishes = Wishes {
        remote: verb.remote.as_deref(),
        push: !verb.no_push,
        choices: &choices,
        seen: None,
        within: Duration::from_secs(verb.time_limit),
        asking: if stdin().is_terminal() && stderr().is_terminal() {
            Asking::AtTerminal
        } else {
            Asking::Never
        },
        stop: &|| false,
    };
    let outcome = session.sync(&wishes, &mut |stage: Stage| output::tell(&stage.told()))?;
    match outcome {
        Outcome::Asks(asks) => Err(asks.into_error()),
        outcome if verb.json => document::reply(&outcome),
        Outcome::Done(synced) => Ok(done(&synced)),
        Outcome::Clashing(clashing) => Ok(clashes(&clashing)),
        Outcome::Conflicting(conflicting) => Err(conflicts(&conflicting)),
    }
}

fn done(synced: &Synced) -> Reply {
    let mut reply = Reply::text(format!("{}\n", line(&synced.told())));
    if let Some(merge) = &synced.merge {
        reply.line(format!("merged in {}", short(merge)));
    }
    for name in &synced.sign_offs.came {
        reply.line(format!("sign-off came: {}", line(name)));
    }
    for name in &synced.sign_offs.sent {
        reply.line(format!("sign-off sent: {}", line(name)));
    }
    if synced.is_set_up {
        reply.note("this clone now merges records field by field with git, too");
    }
    if let Push::Refused { output } = &synced.push {
        reply.note(format!(
            "{} does not take what is here:",
            line(&synced.remote)
        ));
        for said in output {
            reply.note(format!("  {}", line(said)));
        }
        reply.note("what came is here all the same; do what it asks for, then: tickmark sync");
    }
    moved(&mut reply, &synced.sign_offs.moved, &synced.remote);
    reply.no_if(synced.is_amiss())
}

/// Says which sign-offs are not the same on both sides.
fn moved(reply: &mut Reply, moved: &[MovedTag], remote: &str) {
    for tag in moved {
        reply.note(format!(
            "ALARM: the sign-off {} is another one on {}: {} there, {} here; neither was overwritten",
            line(&tag.name),
            line(remote),
            short(&tag.theirs),
            short(&tag.ours)
        ));
    }
    if !moved.is_empty() {
        reply.note(
            "find out who moved it, and why: git show ID shows each; tickmark signoff check AUDIT",
        );
    }
}

fn clashes(clashing: &Clashing) -> Reply {
    let mut reply = Reply::text(format!(
        "{} and this branch have both changed {}:\n",
        line(&clashing.other),
        count(clashing.clashes.len(), "field")
    ));
    let mut last = "";
    for clash in &clashing.clashes {
        if clash.path != last {
            reply.line(format!(
                "{} ({})",
                line(&clash.path),
                line(&clash.key.short())
            ));
            last = &clash.path;
        }
        reply.out.push_str(&told(clash));
    }
    reply.note("nothing was changed here; choose for each, and sync again, such as:");
    if let Some(first) = clashing.clashes.first() {
        let field = first.clash.path.to_string();
        reply.note(format!(
            "  tickmark sync --choose {}",
            quoted(&format!("{}:{field}=theirs", first.path))
        ));
    }
    let of_state = |clash: &RecordClash| clash.was_chosen && clash.clash.kind == ClashKind::State;
    if clashing.clashes.iter().any(of_state) {
        reply.note("of two states only that of the later step can be taken: the earlier one is in the history, and going back to it is a step of its own");
    }
    moved(&mut reply, &clashing.moved, &clashing.remote);
    reply.no_if(true)
}

/// Quotes a text for a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", line(text).replace('\'', r"'\''"))
}

/// Says a clash: where it is, and what each side has and who said it.
fn told(clash: &RecordClash) -> String {
    let place = if clash.clash.path.is_whole() {
        "the whole record".to_owned()
    } else {
        clash.clash.path.to_string()
    };
    let mut out = format!("  {}: {}\n", line(&place), clash.clash.kind.told());
    for (side, voice) in [(Side::Ours, &clash.ours), (Side::Theirs, &clash.theirs)] {
        // Writing to a String does not fail.
        let _ = writeln!(out, "    {side}{}", said_by(voice.as_ref()));
        match clash.clash.of(side) {
            Some(text) => out.push_str(&block(text, "      ")),
            None => out.push_str("      (nothing)\n"),
        }
    }
    out
}

fn said_by(voice: Option<&Voice>) -> String {
    voice.map_or_else(String::new, |voice| {
        format!(
            ", by {} at {} in {}",
            line(&voice.by.to_string()),
            voice.at,
            short(&voice.commit)
        )
    })
}

fn conflicts(conflicting: &Conflicting) -> Error {
    let other = line(&conflicting.other).into_owned();
    let mut details: Vec<String> = conflicting
        .files
        .iter()
        .map(|file| line(file).into_owned())
        .collect();
    let mut remarks = Reply::default();
    moved(&mut remarks, &conflicting.moved, &conflicting.remote);
    details.extend(remarks.notes);
    Error::refused(format!(
        "Could not sync: {other} and this branch have changed other files in ways that git cannot merge"
    ))
    .details(details)
    .hint("nothing was changed here")
    .hint(format!(
        "merge them yourself: git merge {other}, mend them, git commit; then: tickmark sync"
    ))
}
