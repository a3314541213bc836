//! A sync as one JSON document.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    cli::output::Reply,
    error::Result,
    session::{
        domain::merge::{ClashKind, Voice},
        sync::{MovedTag, Outcome, Push, RecordClash},
    },
};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    /// `done`, `clashes` or `conflicts`.
    outcome: &'static str,
    remote: &'a str,
    other: &'a str,
    commit: Option<&'a str>,
    merge: Option<&'a str>,
    came: Vec<&'a str>,
    merged: Vec<&'a str>,
    sent: Vec<&'a str>,
    push: Option<Pushed<'a>>,
    sign_offs: SignOffs<'a>,
    clashes: Vec<Clashed<'a>>,
    conflicts: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Pushed<'a> {
    /// `done`, `needless`, `unwanted` or `refused`.
    state: &'static str,
    said: Vec<&'a str>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "kebab-case")]
struct SignOffs<'a> {
    came: Vec<&'a str>,
    sent: Vec<&'a str>,
    moved: Vec<Moved<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Moved<'a> {
    name: &'a str,
    ours: &'a str,
    theirs: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Clashed<'a> {
    path: &'a str,
    record: String,
    field: String,
    kind: &'static str,
    base: Option<&'a str>,
    ours: Version<'a>,
    theirs: Version<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Version<'a> {
    value: Option<&'a str>,
    by: Option<String>,
    at: Option<Timestamp>,
    commit: Option<&'a str>,
}

impl<'a> Version<'a> {
    fn of(value: Option<&'a str>, voice: Option<&'a Voice>) -> Self {
        Self {
            value,
            by: voice.map(|voice| voice.by.to_string()),
            at: voice.map(|voice| voice.at),
            commit: voice.map(|voice| voice.commit.as_str()),
        }
    }
}

const fn word(kind: ClashKind) -> &'static str {
    match kind {
        ClashKind::Value => "value",
        ClashKind::Text => "text",
        ClashKind::Pin => "pin",
        ClashKind::State => "state",
        ClashKind::Removed => "removed",
        ClashKind::Held => "held",
        ClashKind::Whole => "whole",
    }
}

fn moved(tags: &[MovedTag]) -> Vec<Moved<'_>> {
    tags.iter()
        .map(|tag| Moved {
            name: &tag.name,
            ours: &tag.ours,
            theirs: &tag.theirs,
        })
        .collect()
}

fn clashed(clash: &RecordClash) -> Clashed<'_> {
    let of = &clash.clash;
    Clashed {
        path: &clash.path,
        record: clash.key.short(),
        field: of.path.to_string(),
        kind: word(of.kind),
        base: of.base.as_deref(),
        ours: Version::of(of.ours.as_deref(), clash.ours.as_ref()),
        theirs: Version::of(of.theirs.as_deref(), clash.theirs.as_ref()),
    }
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    texts.into_iter().map(String::as_str).collect()
}

/// Writes what a sync came to.
pub(super) fn reply(outcome: &Outcome) -> Result<Reply> {
    let blank = |outcome, remote, other, tags| Document {
        outcome,
        remote,
        other,
        commit: None,
        merge: None,
        came: Vec::new(),
        merged: Vec::new(),
        sent: Vec::new(),
        push: None,
        sign_offs: SignOffs {
            moved: moved(tags),
            ..SignOffs::default()
        },
        clashes: Vec::new(),
        conflicts: Vec::new(),
    };
    let (document, is_no) = match outcome {
        Outcome::Done(synced) => {
            let (state, said) = match &synced.push {
                Push::Done => ("done", Vec::new()),
                Push::Needless => ("needless", Vec::new()),
                Push::Unwanted => ("unwanted", Vec::new()),
                Push::Refused { output } => ("refused", texts(output)),
            };
            let tags = &synced.sign_offs;
            let document = Document {
                commit: Some(&synced.commit),
                merge: synced.merge.as_deref(),
                came: texts(&synced.came),
                merged: texts(&synced.merged),
                sent: texts(&synced.sent),
                push: Some(Pushed { state, said }),
                sign_offs: SignOffs {
                    came: texts(&tags.came),
                    sent: texts(&tags.sent),
                    moved: moved(&tags.moved),
                },
                ..blank("done", &synced.remote, &synced.other, &[])
            };
            (document, synced.is_amiss())
        }
        Outcome::Clashing(clashing) => {
            let document = Document {
                clashes: clashing.clashes.iter().map(clashed).collect(),
                ..blank(
                    "clashes",
                    &clashing.remote,
                    &clashing.other,
                    &clashing.moved,
                )
            };
            (document, true)
        }
        // Nothing came of it: the command fails.
        Outcome::Asks(asks) => return Err(asks.clone().into_error()),
        Outcome::Conflicting(conflicting) => {
            let document = Document {
                conflicts: texts(&conflicting.files),
                ..blank(
                    "conflicts",
                    &conflicting.remote,
                    &conflicting.other,
                    &conflicting.moved,
                )
            };
            (document, true)
        }
    };
    Ok(Reply::json(&document)?.no_if(is_no))
}
