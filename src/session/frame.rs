//! The frame of an audit: its meetings, and what is concluded against each objective.

use crate::domain::{
    audit::{Audit, Meeting},
    change::Change,
    guard::{Reason, Refusal},
    papers::WorkingPapers,
};

use super::follow_up;

/// Adds a meeting to an audit, or puts it in the place of another one, or says every reason why not.
pub fn put_meeting(
    papers: &WorkingPapers,
    at: Option<usize>,
    meeting: Meeting,
) -> Result<Change, Refusal> {
    let what = format!("{} meeting", meeting.kind);
    let after = papers.audit.with_meeting(at, meeting)?;
    Ok(follow_up::edit_audit(papers, &what, |audit| *audit = after))
}

/// Takes a meeting out.
pub fn remove_meeting(papers: &WorkingPapers, at: usize) -> Option<Change> {
    let kind = papers.audit.meetings.get(at)?.kind.clone();
    let change = follow_up::edit_audit(papers, &format!("{kind} meeting removed"), |audit| {
        audit.meetings.remove(at);
    });
    Some(change)
}

/// Finds an objective by its number from 1, or by its words.
pub fn objective<'a>(audit: &'a Audit, named: &str) -> Result<&'a str, Refusal> {
    let named = named.trim();
    let by_number = || {
        let place = named.parse::<usize>().ok()?.checked_sub(1)?;
        audit.objectives.get(place)
    };
    let by_words = audit.objectives.iter().find(|text| text.trim() == named);
    by_words
        .or_else(by_number)
        .map(String::as_str)
        .ok_or_else(|| Refusal {
            reasons: vec![Reason::new(
                "objective",
                match audit.objectives.len() {
                    0 => "the audit has no objectives".to_owned(),
                    n => format!("the audit has the objectives 1 to {n}, not {named}"),
                },
            )],
        })
}
