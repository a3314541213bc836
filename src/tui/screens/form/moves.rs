//! Moving a record to another state: the states that can follow, each with every reason why not, and the question why.

use std::rc::Rc;

use crate::{
    domain::{
        change::Change,
        guard::{Reason, Refusal},
        history::Step,
    },
    error::Error,
    safe,
    tui::{
        overlays::{
            choose::{Choice, Choose},
            prompt::Prompt,
        },
        panel::{Cx, Intent},
    },
};

/// A state that can follow, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer<T> {
    /// The state.
    pub to: T,
    /// Its label.
    pub label: &'static str,
    /// What it means, in a few words.
    pub detail: String,
    /// Every reason why it is refused; none where it is not.
    pub refused: Vec<String>,
    /// What speaks against it and can be overruled.
    pub doubts: Vec<String>,
    /// Whether it needs a reason.
    pub needs_why: bool,
}

/// Tries each state without moving there: with a reason to see what else is missing, and without to see whether it is asked for.
pub fn offers<T: Copy>(
    states: &[T],
    label: impl Fn(T) -> &'static str,
    detail: impl Fn(T) -> String,
    step: &Step,
    dry_run: impl Fn(T, &Step) -> Result<Change, Refusal>,
) -> Vec<Offer<T>> {
    states
        .iter()
        .map(|to| {
            let said = Step {
                why: "said".to_owned(),
                ..step.clone()
            };
            let unsaid = Step {
                why: String::new(),
                ..step.clone()
            };
            let refused = dry_run(*to, &said).err().map_or_else(Vec::new, reasons);
            let needs_why = dry_run(*to, &unsaid)
                .err()
                .is_some_and(|refusal| refusal.reasons.iter().any(|reason| reason.field == "why"));
            Offer {
                to: *to,
                label: label(*to),
                detail: detail(*to),
                refused,
                doubts: Vec::new(),
                needs_why,
            }
        })
        .collect()
}

/// Does the move; the function finds the record as it is by then.
pub type Move<T> = Rc<dyn Fn(T, &Step, Cx<'_>) -> Result<Change, Refusal>>;

/// Opens the choice of the states; the one that is chosen is moved to, after the reason was asked for where it needs one.
pub fn choose<T: Copy + 'static>(
    record: &str,
    offers: Vec<Offer<T>>,
    make: Move<T>,
) -> Vec<Intent> {
    if offers.is_empty() {
        return vec![Intent::Toast(format!(
            "{record} is at the end of its life: nothing follows"
        ))];
    }
    let choices = offers
        .iter()
        .map(|offer| Choice {
            label: offer.label.to_owned(),
            detail: offer.detail.clone(),
            disabled: (!offer.refused.is_empty()).then(|| offer.refused.join("; ")),
        })
        .collect();
    let title = format!("{record} becomes");
    let record = record.to_owned();
    let done = move |at: usize, cx: Cx<'_>| {
        let Some(offer) = offers.get(at) else {
            return Vec::new();
        };
        if !offer.doubts.is_empty() && offer.refused.is_empty() {
            return vec![ask_despite(&record, offer, Rc::clone(&make))];
        }
        if offer.needs_why && offer.refused.is_empty() {
            return vec![ask_why(&record, offer.to, offer.label, Rc::clone(&make))];
        }
        carry_out(&record, offer.to, offer.label, "", &make, cx)
    };
    // The first state is the way forward: where it is refused, its reasons are what one wants to see.
    let choose = Choose::new(&title, choices, Box::new(done)).selecting(0);
    vec![Intent::Open(Box::new(choose))]
}

/// Asks whether what speaks against a step is overruled; staying is what is chosen beforehand.
fn ask_despite<T: Copy + 'static>(record: &str, offer: &Offer<T>, make: Move<T>) -> Intent {
    let said = offer.doubts.join("; ");
    let choice = |label: String| Choice {
        label,
        detail: said.clone(),
        disabled: None,
    };
    let choices = vec![
        choice("go back and look at it".to_owned()),
        choice(format!("{} despite that", offer.label)),
    ];
    let count = match offer.doubts.len() {
        1 => "1 remark".to_owned(),
        count => format!("{count} remarks"),
    };
    let title = format!("{record}: {count} on how it is written");
    let (to, label, needs_why) = (offer.to, offer.label, offer.needs_why);
    let record = record.to_owned();
    let done = move |at: usize, cx: Cx<'_>| match at {
        1 if needs_why => vec![ask_why(&record, to, label, Rc::clone(&make))],
        1 => carry_out(&record, to, label, "", &make, cx),
        _ => Vec::new(),
    };
    Intent::Open(Box::new(
        Choose::new(&title, choices, Box::new(done)).selecting(0),
    ))
}

fn ask_why<T: Copy + 'static>(record: &str, to: T, label: &'static str, make: Move<T>) -> Intent {
    let title = format!("{record} becomes {label}");
    let place = title.clone();
    let record = record.to_owned();
    let done = move |why: &str, cx: Cx<'_>| {
        if why.trim().is_empty() {
            return Err("say why: it goes into the record's history".to_owned());
        }
        Ok(carry_out(&record, to, label, why, &make, cx))
    };
    let prompt = Prompt::new(&title, "why", "", Box::new(done)).kept_at(None, place);
    Intent::Open(Box::new(prompt))
}

fn carry_out<T>(
    record: &str,
    to: T,
    label: &str,
    why: &str,
    make: &Move<T>,
    cx: Cx<'_>,
) -> Vec<Intent> {
    let step = match cx.data.step(why) {
        Ok(step) => step,
        Err(error) => return vec![Intent::Fail(error)],
    };
    match make(to, &step, cx) {
        Ok(change) => vec![
            Intent::Apply(change),
            Intent::Toast(format!("{record} is {label} now")),
        ],
        Err(refusal) => vec![Intent::Fail(refused(record, label, refusal))],
    }
}

/// Makes the notice of a refusal, every reason a line of its own.
pub fn refused(record: &str, label: &str, refusal: Refusal) -> Error {
    let count = refusal.reasons.len();
    let noun = if count == 1 {
        "one thing is"
    } else {
        "some things are"
    };
    Error::refused(format!(
        "Could not make {record} {label}: {noun} in the way"
    ))
    .details(reasons(refusal))
}

fn reasons(refusal: Refusal) -> Vec<String> {
    refusal
        .reasons
        .into_iter()
        .map(|reason| safe::escape_line(&reason.text).into_owned())
        .collect()
}

/// Says that a record is not there any more, as a refusal.
pub fn gone(record: &str) -> Refusal {
    Refusal {
        reasons: vec![Reason::new("id", format!("{record} is not there any more"))],
    }
}
