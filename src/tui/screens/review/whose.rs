//! The question before a commit in which something new is in the names of others: mine alone, all of it together, or not now.

use std::fmt::Write as _;

use crate::{
    domain::{person::Person, problem::Severity},
    error::Result,
    safe,
    session::review::{Hands, Review, Ticked},
    tui::{
        overlays::choose::{Choice, Choose},
        panel::Cx,
    },
};

use super::deeds::committed;

/// How many people are named.
const NAMED: usize = 3;

/// What is to be committed, as it was when it was asked for.
pub(super) struct Asked {
    /// The ticked records, and what of them can be committed alone.
    pub(super) ticked: Ticked,
    /// The message.
    pub(super) message: String,
    /// Whether somebody has written it, so that it is not proposed anew for fewer records.
    pub(super) is_own_message: bool,
}

/// What a choice commits.
enum Deed {
    Part(Box<Review>),
    Together(Box<Review>, Hands),
    Nothing,
}

/// Asks whose work is to be committed.
pub(super) fn whose(asked: Asked) -> Choose {
    let Asked {
        ticked,
        message,
        is_own_message,
    } = asked;
    let review = ticked.review;
    let others = review.others_named();
    let names = names(&others);
    let mine = ticked
        .mine
        .unwrap_or_else(|| review.cut_unjudged(|_| false));
    let (own, all) = (mine.files.len(), review.files.len());
    let records = |count: usize| match count {
        1 => "1 record".to_owned(),
        more => format!("{more} records"),
    };
    let mut together = format!(
        "One commit by you of {}, with a trailer for {names}. verify notes that they are taken at their word.",
        records(all)
    );
    let signing: Vec<Person> = review
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
        Some(format!("each record holds something of {names}"))
    } else {
        blocked.map(|problem| safe::escape_line(&problem.text).into_owned())
    };
    let mut choices = vec![choice(
        "commit mine alone".to_owned(),
        format!(
            "{} of {all}; what holds anything of {names} stays to be committed.",
            records(own)
        ),
        why_not,
    )];
    let mut deeds = vec![Deed::Part(Box::new(mine))];
    if let Some(without) = ticked.without {
        choices.push(without_fields(&review, &without, &names));
        deeds.push(without.map_or(Deed::Nothing, |part| Deed::Part(Box::new(part))));
    }
    choices.extend([
        choice(format!("commit together with {names}"), together, None),
        choice(
            "not now".to_owned(),
            "Nothing is committed, and the records stay as they are.".to_owned(),
            None,
        ),
    ]);
    let hands = Hands {
        co_authors: others,
        // The choice has said what it means.
        unproved: is_unproved,
    };
    deeds.push(Deed::Together(Box::new(review), hands));
    let title = format!("it holds work of {names}, too: whose is committed?");
    let done = move |at: usize, _: Cx<'_>| match deeds.get(at) {
        Some(Deed::Part(part)) => {
            let message = if is_own_message {
                message.clone()
            } else {
                part.message.clone()
            };
            committed(part.clone(), message, Hands::default())
        }
        Some(Deed::Together(review, hands)) => {
            committed(review.clone(), message.clone(), hands.clone())
        }
        Some(Deed::Nothing) | None => Vec::new(),
    };
    let short = if own == 0 {
        "nothing here is yours alone"
    } else {
        "it rests on theirs"
    };
    Choose::new(&title, choices, Box::new(done)).saying(0, short)
}

fn choice(label: String, detail: String, disabled: Option<String>) -> Choice {
    Choice {
        label,
        detail,
        disabled,
    }
}

/// Offers all but the fields that bear no name and that others have saved.
fn without_fields(review: &Review, without: &Result<Review>, names: &str) -> Choice {
    let fields = review.nameless_of_others();
    let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
    let told = format!(
        "All but {}, which {names} saved here without a name: it stays to be committed.",
        safe::escape_line(&some(&fields))
    );
    let refusal = match without {
        Ok(part) => {
            let theirs = part.problems_of_names();
            let mut all = theirs.iter().chain(&part.problems);
            let blocked = all.find(|problem| problem.severity == Severity::Blocks);
            blocked.map(|problem| safe::escape_line(&problem.text).into_owned())
        }
        Err(error) => Some(safe::escape_line(&error.message).into_owned()),
    };
    choice("commit without their fields".to_owned(), told, refusal)
}

/// Lists a few of several.
fn some(all: &[String]) -> String {
    let mut listed = all.get(..NAMED).unwrap_or(all).join(", ");
    if all.len() > NAMED {
        // Writing to a String does not fail.
        let _ = write!(listed, " and {} more", all.len() - NAMED);
    }
    listed
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
