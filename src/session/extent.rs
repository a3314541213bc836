//! The extent of a nonconformity: what a search found, kept in the corrective action, and what is decided about each place.

use std::ops::ControlFlow;

use crate::domain::{
    action::{ExtentQuery, Found, HitDecision, Place},
    change::Change,
    guard::{Reasons, Refusal, is_said},
    history::Step,
    id::ActionId,
    papers::WorkingPapers,
};

use crate::{
    error::{Error, Result as Outcome},
    safe::escape_line,
    vcs::{GrepQuery, Pattern, PatternKind, grep::SEARCHED_AT_MOST},
};

use super::{
    Session, follow_up,
    repositories::{HERE, Repositories},
    selection::Selection,
};

/// How many hits a record keeps: each is to be decided about by a person.
pub const MOST_HITS: usize = 500;

/// How many characters of a line a record keeps.
const MOST_TEXT: usize = 200;

impl Session {
    /// Searches the files of a repository at its branch's tip for more of the same; see [`search`].
    pub fn search_extent(&self, query: &ExtentQuery) -> Outcome<Found> {
        let records = self.store().records_folder();
        search(self.repositories(), records, query, &|| false)
    }
}

/// Searches the files of a repository at its branch's tip for more of the same, the folder of the records left out;
/// cancelled, it says so as an error.
///
/// What is beyond [`MOST_HITS`] is counted and not kept, and so are the files that could not be searched.
pub fn search(
    repositories: &Repositories,
    records: &str,
    query: &ExtentQuery,
    cancel: &(dyn Fn() -> bool + Sync),
) -> Outcome<Found> {
    let kind = PatternKind {
        fixed: query.fixed,
        word: query.word,
        case: false,
    };
    let pattern = Pattern::new(&query.query, kind)?;
    let selection = Selection::new(&query.paths, &[])?;
    let own = query.repository == HERE;
    // The records themselves speak of the nonconformity: they are no further case of it.
    let is_record = |path: &str| {
        own && path
            .strip_prefix(records)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let wants = |path: &str| !is_record(path) && selection.wants(path);
    let mut found = Found::default();
    let searched = repositories.named(&query.repository)?.grep(
        &GrepQuery {
            pattern: &pattern,
            commit: None,
            beneath: &selection.beneath(),
            wants: &wants,
            lines_per_file: MOST_HITS,
            lines: MOST_HITS,
            file_at_most: SEARCHED_AT_MOST,
        },
        cancel,
        &mut |file| {
            found.places.extend(file.lines.iter().map(|line| Place {
                path: file.path.clone(),
                line: line.number,
                text: line.text.trim().chars().take(MOST_TEXT).collect(),
                blob: file.blob.clone(),
            }));
            ControlFlow::Continue(())
        },
    )?;
    if !searched.complete {
        return Err(Error::refused(
            "Could not search to the end: the search was broken off",
        ));
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    found.commit = searched.commit;
    if searched.searched == 0 {
        return Err(nothing_searched(query, searched.skipped.total()));
    }
    found.files = number(searched.searched);
    found.more = number(searched.more);
    found.not_searched = number(searched.skipped.total());
    Ok(found)
}

/// No file searched is no search: kept, it would read as if there were no further case.
fn nothing_searched(query: &ExtentQuery, skipped: usize) -> Error {
    let place = match query.paths.as_slice() {
        [] => "the repository".to_owned(),
        paths => escape_line(&paths.join(", ")).into_owned(),
    };
    let error = Error::usage(match skipped {
        0 => format!("Could not search: there is no file in {place}"),
        _ => format!("Could not search: no file in {place} could be read as text"),
    });
    if query.paths.is_empty() {
        error
    } else {
        error.hint("folders and patterns count from the top of the repository, as committed")
    }
}

/// Keeps a search and what it found, or says why not; the same query asked again takes the place of the former search.
///
/// Returns the id of the search, too.
pub fn keep(
    papers: &WorkingPapers,
    id: &ActionId,
    query: &ExtentQuery,
    found: Found,
    step: &Step,
) -> Result<(String, Change), Refusal> {
    open(papers, id)?;
    let mut search = String::new();
    let what = format!("searched for \"{}\"", query.query);
    let change = follow_up::edit_action(papers, id, &what, |action| {
        search = action.extent.note(query, found, step);
    })?;
    Ok((search, change))
}

/// Decides about hits of a search, or takes decisions back, or says why not.
pub fn decide(
    papers: &WorkingPapers,
    id: &ActionId,
    search: &str,
    hits: &[String],
    decision: Option<HitDecision>,
    (why, step): (&str, &Step),
) -> Result<Change, Refusal> {
    open(papers, id)?;
    let mut missing = Vec::new();
    let said = decision.map_or("undecided", HitDecision::label);
    let what = match hits {
        [hit] => format!("hit {hit} of search {search} {said}"),
        several => format!("{} hits of search {search} {said}", several.len()),
    };
    let change = follow_up::edit_action(papers, id, &what, |action| {
        for hit in hits {
            if !action.extent.decide(search, hit, decision, why, step) {
                missing.push(hit.as_str());
            }
        }
    })?;
    let mut reasons = Reasons::new();
    reasons.require(
        missing.is_empty(),
        "extent",
        format!(
            "{id} has no hit {} in a search {search}",
            missing.join(", ")
        ),
    );
    let looks_alike = decision == Some(HitDecision::NotAffected);
    reasons.require(
        !looks_alike || is_said(why),
        "extent",
        "what is not affected needs a reason",
    );
    reasons.verdict()?;
    Ok(change)
}

/// Takes a search and its hits out, or says why not.
pub fn forget(papers: &WorkingPapers, id: &ActionId, search: &str) -> Result<Change, Refusal> {
    open(papers, id)?;
    let mut there = false;
    let what = format!("search {search} removed");
    let change = follow_up::edit_action(papers, id, &what, |action| {
        there = action.extent.forget(search);
    })?;
    let mut reasons = Reasons::new();
    reasons.require(there, "extent", format!("{id} has no search {search}"));
    reasons.verdict()?;
    Ok(change)
}

/// Reads what a person types to search: a text, or an expression between slashes, and then `in:PATH`, as often as wanted.
///
/// A text that is to hold ` in:` can be searched for by command.
pub fn asked(text: &str) -> Option<ExtentQuery> {
    let mut rest = text.trim();
    let mut paths = Vec::new();
    while let Some((before, path)) = rest.rsplit_once(char::is_whitespace)
        && let Some(path) = path.strip_prefix("in:").filter(|path| !path.is_empty())
    {
        paths.insert(0, path.to_owned());
        rest = before.trim_end();
    }
    let expression = rest
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'))
        .filter(|expression| !expression.is_empty());
    let query = expression.unwrap_or(rest);
    (!query.is_empty()).then(|| ExtentQuery {
        query: query.to_owned(),
        fixed: expression.is_none(),
        word: false,
        repository: HERE.to_owned(),
        paths,
    })
}

/// Refuses where there is no such corrective action, and where it is settled: its extent is what it was settled on.
fn open(papers: &WorkingPapers, id: &ActionId) -> Result<(), Refusal> {
    let mut reasons = Reasons::new();
    let action = papers.actions.get(id);
    reasons.require(
        action.is_some(),
        "action",
        format!("there is no corrective action {id}"),
    );
    if let Some(action) = action {
        reasons.require(
            !action.state.is_settled(),
            "extent",
            format!(
                "{id} is {}, and its extent stays as it was",
                action.state.label()
            ),
        );
    }
    reasons.verdict()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_as_it_is_and_an_expression_stands_between_slashes() {
        let read = |text: &str| {
            let query = asked(text).unwrap();
            (query.query, query.fixed, query.paths)
        };
        let paths = |paths: &[&str]| paths.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        assert_eq!(read(" a. b "), ("a. b".into(), true, paths(&[])));
        assert_eq!(read("/a. b/"), ("a. b".into(), false, paths(&[])));
        assert_eq!(
            read("no risk in:risk in:**/*.md"),
            ("no risk".into(), true, paths(&["risk", "**/*.md"]))
        );
        assert_eq!(read("in:risk"), ("in:risk".into(), true, paths(&[])));
        assert_eq!(read("//"), ("//".into(), true, paths(&[])));
        assert!(asked("  ").is_none());
    }
}
