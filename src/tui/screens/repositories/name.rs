//! What is asked for to name a repository.

use crate::{
    domain::{change::Change, workspace::EvidenceRepository},
    error::Error,
    safe,
    session::declare,
    tui::{
        overlays::fill::{Asked, Fault, Fill},
        panel::{Cx, Intent},
    },
};

/// The fields, by the keys that they have in `tickmark.toml`.
const KEYS: [&str; 3] = ["name", "path", "url"];

/// Where a repository that is half named is kept as half-typed text.
const PLACE: &str = "repository named";

/// Asks for the name, and for path and address, which may be known already.
pub fn ask(path: &str, url: &str) -> Fill {
    let given = |text: &str, asked: Asked| Asked {
        text: text.to_owned(),
        ..asked
    };
    let asked = vec![
        Asked::line("name", "what citations call it, such as models"),
        given(
            path,
            Asked::line(
                "path",
                "where it is, relative to the top of this repository, such as ../models",
            ),
        ),
        given(
            url,
            Asked::line("url", "where others get it; may be left empty"),
        ),
    ];
    let done = move |texts: &[String], cx: Cx<'_>| {
        let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
        let repository = EvidenceRepository {
            name: text(0),
            path: text(1),
            url: text(2),
        };
        let named = repository.clone();
        let change = declare::declare(&cx.data.workspace, repository).map_err(|error| {
            let key = named.fault().map_or("name", |fault| fault.key);
            Fault {
                at: KEYS.iter().position(|known| *known == key).unwrap_or(0),
                why: fault(error),
            }
        })?;
        if named.path.is_empty() {
            return Err(Fault {
                at: 1,
                why: "a path says where others put their clone, too".to_owned(),
            });
        }
        Ok(made(change))
    };
    Fill::new("name a repository", asked, Box::new(done)).kept_at(None, PLACE.to_owned())
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
