//! What is asked for to name a repository.

use crate::{
    domain::{change::Change, workspace::EvidenceRepository},
    error::Error,
    safe,
    session::declare,
    tui::{
        overlays::prompt::Prompt,
        panel::{Cx, Intent},
    },
};

const TITLE: &str = "name a repository";

/// Asks for a name, then for path and address, which may be known already.
pub(super) fn ask(path: &str, url: &str) -> Prompt {
    let (path, url) = (path.to_owned(), url.to_owned());
    let done = move |text: &str, cx: Cx<'_>| {
        let repository = EvidenceRepository {
            name: text.to_owned(),
            path: String::new(),
            url: String::new(),
        };
        declare::declare(&cx.data.workspace, repository.clone()).map_err(fault)?;
        Ok(vec![Intent::Open(Box::new(ask_path(
            repository, &path, &url,
        )))])
    };
    Prompt::new(
        TITLE,
        "Its name in citations, such as models:",
        "",
        Box::new(done),
    )
}

fn ask_path(repository: EvidenceRepository, path: &str, url: &str) -> Prompt {
    let url = url.to_owned();
    let done = move |text: &str, cx: Cx<'_>| {
        if text.is_empty() {
            return Err("a path says where others put their clone, too".to_owned());
        }
        let repository = EvidenceRepository {
            path: text.to_owned(),
            ..repository.clone()
        };
        declare::declare(&cx.data.workspace, repository.clone()).map_err(fault)?;
        Ok(vec![Intent::Open(Box::new(ask_url(repository, &url)))])
    };
    let label = "Where it is, relative to the top of this repository, such as ../models:";
    Prompt::new(TITLE, label, path, Box::new(done))
}

fn ask_url(repository: EvidenceRepository, url: &str) -> Prompt {
    let done = move |text: &str, cx: Cx<'_>| {
        let repository = EvidenceRepository {
            url: text.to_owned(),
            ..repository.clone()
        };
        let change = declare::declare(&cx.data.workspace, repository).map_err(fault)?;
        Ok(made(change))
    };
    let label = "Where others get it (may be left empty):";
    Prompt::new(TITLE, label, url, Box::new(done))
}

/// Makes the change, and says so.
pub(super) fn made(change: Change) -> Vec<Intent> {
    let told = format!("{}; undo takes it back", safe::escape_line(&change.what));
    vec![Intent::Apply(change), Intent::Toast(told)]
}

fn fault(error: Error) -> String {
    let message = error.message;
    let why = message
        .split_once(": ")
        .map_or(message.as_str(), |(_, why)| why);
    match error.hints.first() {
        Some(hint) => format!("{why}; {hint}"),
        None => why.to_owned(),
    }
}
