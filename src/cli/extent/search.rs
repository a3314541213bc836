//! Searching for more of the same.

use clap::Args;

use crate::{
    error::Result,
    session::{domain::action::ExtentQuery, extent, repositories::HERE},
};

use super::{
    super::{
        Place,
        output::{Reply, count, line},
        pick,
    },
    action, refused,
    show::{self, Document},
};

/// Search the files of the repository at the branch's tip, and keep query, hits and commit in the corrective action.
///
/// The same query again takes the place of the former search; what was decided about a place stays decided as long as the
/// same text stands in the same file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark extent search F-7K3QX2 'approved by: -' --fixed --path releases
  tickmark extent search C-2M9VTA 'risk(level)? *= *none' --path '**/*.toml'")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub(super) struct Search {
    /// The corrective action, or the finding that it answers.
    #[arg(value_name = "ACTION|FINDING")]
    id: String,

    /// A regular expression. Letter case counts when it has a capital.
    pattern: String,

    /// Take the pattern as it is, as no expression.
    #[arg(long)]
    fixed: bool,

    /// Only whole words.
    #[arg(long)]
    word: bool,

    /// Only within a folder, a file, or the paths that fit a pattern such as '**/*.csv'; may be repeated.
    #[arg(long = "path", value_name = "PATH|PATTERN")]
    paths: Vec<String>,

    /// In another repository of tickmark.toml.
    #[arg(long, value_name = "NAME", default_value = HERE)]
    repository: String,

    /// Only show what is found, and keep nothing.
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Search, place: &Place) -> Result<Reply> {
    let mut session = place.open_for(!verb.dry_run)?;
    let (papers, action) = action(&session, &verb.id)?;
    let mut paths = verb.paths.clone();
    if verb.repository == HERE {
        for path in &mut paths {
            *path = pick::in_repository(&session, place, path)?;
        }
    }
    let query = ExtentQuery {
        query: verb.pattern.clone(),
        fixed: verb.fixed,
        word: verb.word,
        repository: verb.repository.clone(),
        paths,
    };
    let found = session.search_extent(&query)?;
    let id = action.id.clone();
    let step = session.step("")?;
    // As it is kept, whether it is kept or not.
    let mut extent = action.extent.clone();
    let number = extent.note(&query, found.clone(), &step);
    let Some(search) = extent.search(&number) else {
        return Ok(Reply::default());
    };
    let mut reply = if verb.json {
        Reply::json(&Document::of(&id, std::slice::from_ref(search)))?
    } else {
        let mut reply = Reply::default();
        show::search(search, &mut reply);
        reply
    };
    if verb.dry_run {
        reply.note("nothing is kept");
        return Ok(reply.no_if(search.hits.is_empty()));
    }
    let (number, change) = extent::keep(papers, &id, &query, found, &step)
        .map_err(|refusal| refused(&format!("keep a search in {id}"), refusal))?;
    reply.note(format!(
        "kept as search {number} of {id}: {}",
        count(search.hits.len(), "hit")
    ));
    if let Some(first) = search.hits.iter().find(|hit| hit.decision.is_none()) {
        reply.note(format!(
            "decide: tickmark extent decide {id} {number} {} affected|not-affected --why ...",
            line(&first.id)
        ));
    }
    let none = search.hits.is_empty();
    session.apply(&change)?;
    Ok(reply.no_if(none))
}
