//! The question before a commit in which something new is in the names of others: mine alone, all of it together, or not now.

use std::fmt::Write as _;

use crate::{
    domain::{person::Person, problem::Severity},
    safe,
    session::review::{Hands, Review},
    tui::{
        data::Data,
        overlays::choose::{Choice, Choose},
        panel::Cx,
    },
};

use super::deeds::committed;

/// How many people are named.
const NAMED: usize = 3;

/// What is to be committed, as it was when it was asked for.
pub(super) struct Asked {
    /// The ticked records.
    pub(super) review: Box<Review>,
    /// The message.
    pub(super) message: String,
    /// Whether somebody has written it, so that it is not proposed anew for fewer records.
    pub(super) is_own_message: bool,
}

/// Asks whose work is to be committed.
pub(super) fn whose(asked: Asked, data: &Data) -> Choose {
    let others = asked.review.others_named();
    let names = names(&others);
    let mine = asked.review.mine(&data.papers).review;
    let (own, all) = (mine.files.len(), asked.review.files.len());
    let records = |count: usize| match count {
        1 => "1 record".to_owned(),
        more => format!("{more} records"),
    };
    let mut together = format!(
        "One commit by you of {}, with a trailer for {names}. verify notes that they are taken at their word.",
        records(all)
    );
    let signing: Vec<Person> = asked
        .review
        .unproved
        .iter()
        .filter(|signer| others.iter().any(|other| other.is(signer)))
        .cloned()
        .collect();
    let is_unproved = !signing.is_empty();
    if is_unproved {
        // Writing to a String does not fail.
        let _ = write!(
            together,
            " An alarm for good: of {}, who signs their own commits, this one would bear no signature.",
            self::names(&signing)
        );
    }
    let blocked = mine
        .problems
        .iter()
        .find(|problem| problem.severity == Severity::Blocks);
    let why_not = if own == 0 {
        Some(format!(
            "each record holds something in the name of {names}"
        ))
    } else {
        blocked.map(|problem| safe::escape_line(&problem.text).into_owned())
    };
    let choice = |label: String, detail: String, disabled: Option<String>| Choice {
        label,
        detail,
        disabled,
    };
    let choices = vec![
        choice(
            "commit mine alone".to_owned(),
            format!(
                "{} of {all}; what holds anything in the name of {names} stays to be committed.",
                records(own)
            ),
            why_not.clone(),
        ),
        choice(format!("commit together with {names}"), together, None),
        choice(
            "not now".to_owned(),
            "Nothing is committed, and the records stay as they are.".to_owned(),
            None,
        ),
    ];
    let title = format!("in the name of {names}, too: whose work is committed?");
    let done = move |at: usize, _: Cx<'_>| match at {
        0 => {
            let message = if asked.is_own_message {
                asked.message.clone()
            } else {
                mine.message.clone()
            };
            committed(Box::new(mine.clone()), message, Hands::default())
        }
        1 => {
            let hands = Hands {
                co_authors: others.clone(),
                // The choice has said what it means.
                unproved: is_unproved,
            };
            committed(asked.review.clone(), asked.message.clone(), hands)
        }
        _ => Vec::new(),
    };
    let short = if own == 0 {
        "nothing here is yours alone"
    } else {
        "it rests on theirs"
    };
    Choose::new(&title, choices, Box::new(done)).saying(0, short)
}

/// Names people for a sentence: `Ben Berg and Cy Cole`.
fn names(people: &[Person]) -> String {
    let mut names: Vec<String> = people
        .iter()
        .take(NAMED)
        .map(|person| safe::escape_line(&person.name).into_owned())
        .collect();
    if people.len() > NAMED {
        names.push(format!("{} more", people.len() - NAMED));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
