//! The question after a change that somebody else has made otherwise: see both, keep one's own, or take theirs.

use crate::{
    domain::{
        change::Change,
        judged::{self, TakenOver},
        people::People,
        record::RecordKey,
    },
    error::Error,
    safe,
    session::clash::Clash,
    tui::{
        effect::Request,
        panel::{Cx, Intent},
        theme::Role,
        widgets::notice::Notice as Told,
    },
};

use super::{
    choose::{Choice, Choose},
    notice::Notice,
};

/// How much of a text stands beside a choice; all of it is seen by choosing to.
const SHOWN: usize = 240;

/// Where what was written is kept until somebody has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// In the field that it was typed in, which is open again.
    InItsField,
    /// Among the drafts alone.
    Apart {
        /// The audit of the draft.
        audit: String,
        /// Its place.
        place: String,
    },
}

/// Asks what becomes of a change that clashes with what somebody else has made.
pub fn question(change: Change, clash: Clash, error: &Error, kept: &Kept) -> Choose {
    let names: Vec<String> = keys(&clash).iter().map(RecordKey::short).collect();
    let choice = |label: &str, detail: String, disabled: Option<String>| Choice {
        label: label.to_owned(),
        detail: safe::escape_line(&detail).into_owned(),
        disabled: disabled.map(|why| safe::escape_line(&why).into_owned()),
    };
    let theirs = if clash.gone.is_empty() {
        format!("theirs: {}", short(&clash.their_words()))
    } else {
        hints(error)
    };
    let choices = vec![
        choice(
            "see both",
            "Shows what you wrote and what is there now, in full; y copies it.".to_owned(),
            None,
        ),
        choice(
            &keeping(&clash),
            kept_words(&clash),
            clash.mine.as_ref().err().cloned(),
        ),
        choice(
            if clash.gone.is_empty() {
                "take theirs"
            } else {
                "leave it"
            },
            format!("{theirs} (what you wrote stays in the drafts)"),
            None,
        ),
        choice("decide later", later(kept).to_owned(), None),
    ];
    let title = if clash.gone.is_empty() {
        format!(
            "not saved: somebody else has changed {} as well",
            names.join(", ")
        )
    } else {
        format!("not saved: {} is not there any more", names.join(", "))
    };
    let (error, kept) = (error.clone(), kept.clone());
    let done = move |at: usize, _: Cx<'_>| match at {
        0 => vec![
            Intent::Open(Box::new(question(
                change.clone(),
                clash.clone(),
                &error,
                &kept,
            ))),
            Intent::Open(Box::new(Notice::saying(both(&clash, &error)))),
        ],
        1 => {
            let mut intents = vec![Intent::LetGo(change.clone())];
            intents.extend(clash.mine.iter().cloned().map(Intent::Apply));
            intents.push(dropped(&kept));
            intents
        }
        2 => vec![
            Intent::LetGo(change.clone()),
            Intent::Toast("taken as it is there; what you wrote stays in the drafts".to_owned()),
        ],
        _ => Vec::new(),
    };
    Choose::new(&title, choices, Box::new(done))
}

/// Says what keeping one's own words means: where somebody else has judged meanwhile, to judge it, too.
fn keeping(clash: &Clash) -> String {
    if clash.taken.is_empty() {
        "keep mine".to_owned()
    } else {
        format!("keep mine, and {}", judging_it(&clash.taken))
    }
}

/// Says what is kept, and who has judged what meanwhile.
fn kept_words(clash: &Clash) -> String {
    let mine = format!("mine: {} (u brings theirs back)", short(&clash.my_words()));
    if clash.taken.is_empty() {
        mine
    } else {
        format!("{}. {mine}", told(&clash.taken))
    }
}

/// Says what it is to judge what others have judged.
fn judging_it(taken: &[TakenOver]) -> String {
    match taken {
        [one] => format!("judge it {}, too", one.judgement),
        _ => "judge all of it, too".to_owned(),
    }
}

/// Says who has judged what.
fn told(taken: &[TakenOver]) -> String {
    let phrases: Vec<String> = taken.iter().map(TakenOver::phrase).collect();
    phrases.join("; ")
}

/// Asks whether a change puts words beside what somebody else has judged by judging it, too.
pub fn judging(change: Change, taken: &[TakenOver], people: &People, kept: &Kept) -> Choose {
    let judged = judging_it(taken);
    let mut names: Vec<&str> = taken.iter().map(|one| one.by.name.as_str()).collect();
    names.dedup();
    let safe = |text: &str| safe::escape_line(text).into_owned();
    let choice = |label: String, detail: &str| Choice {
        label: safe(&label),
        detail: detail.to_owned(),
        disabled: None,
    };
    let choices = vec![
        choice(
            judged,
            "What you have changed is saved, and the answer is yours from now on.",
        ),
        choice(
            format!("leave the answer of {}", names.join(" and ")),
            "Nothing is changed; what you wrote stays in the drafts. To cite further leaves the answer as it is.",
        ),
        choice("decide later".to_owned(), later(kept)),
    ];
    let title = format!("not saved: {}", safe(&told(taken)));
    let (judged, kept) = (judged::judged_too(change.clone(), people), kept.clone());
    let done = move |at: usize, _: Cx<'_>| match at {
        0 => vec![
            Intent::LetGo(change.clone()),
            Intent::Apply(judged.clone()),
            dropped(&kept),
        ],
        1 => vec![
            Intent::LetGo(change.clone()),
            Intent::Toast("left as it was judged; what you wrote stays in the drafts".to_owned()),
        ],
        _ => Vec::new(),
    };
    Choose::new(&title, choices, Box::new(done))
}

/// Says where what was written is until somebody has chosen.
const fn later(kept: &Kept) -> &'static str {
    match kept {
        Kept::InItsField => "The text is open in its field, as you left it.",
        Kept::Apart { .. } => {
            "What you wrote stays in the drafts, and is offered at the next start."
        }
    }
}

fn dropped(kept: &Kept) -> Intent {
    match kept {
        Kept::InItsField => Intent::DropDraft,
        Kept::Apart { audit, place } => Intent::Ask(Request::DropDraft {
            audit: audit.clone(),
            place: place.clone(),
            turn: 0,
        }),
    }
}

fn keys(clash: &Clash) -> Vec<RecordKey> {
    let mut keys: Vec<RecordKey> = clash.gone.clone();
    for both in &clash.both {
        if !keys.contains(&both.record) {
            keys.push(both.record.clone());
        }
    }
    keys
}

/// Puts both texts of each field below one another.
fn both(clash: &Clash, error: &Error) -> Told {
    let mut details = Vec::new();
    for field in &clash.both {
        let name = format!("{} {}", field.record.short(), field.field);
        details.push(safe::escape_line(&name).into_owned());
        for (whose, text) in [("mine:", &field.mine), ("theirs:", &field.theirs)] {
            details.push(format!("  {whose}"));
            details.extend(text.lines().map(|line| format!("    {line}")));
        }
    }
    let mut told = Told::message("both", Role::Warning, error.message.clone());
    told.details = details;
    if !clash.gone.is_empty() {
        told.hints.clone_from(&error.hints);
    }
    told
}

fn hints(error: &Error) -> String {
    error.hints.join("; ")
}

fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push_str(" ...");
    }
    if cut.is_empty() {
        "nothing".clone_into(&mut cut);
    }
    cut
}
