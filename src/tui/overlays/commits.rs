//! Choosing a commit to cite: the newest ones, found by a few letters of their subject, their id or their day; any other
//! by its id.
//!
//! Who types an id means that commit and no other. Letters that happen to stand in another line must not win over it: a
//! line of its own offers what was typed, before all that only holds it somewhere.

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::holder::Holder,
    fuzzy::{self, Arena, Ranking},
    safe,
    session::CommitLine,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Origin, Reply, Request},
        keymap::Key,
        panel::{Cx, Intent, Panel, View},
        theme::Role,
        widgets::{paint, query::QueryList},
    },
};

/// How much of an id is shown: enough to tell commits apart.
const ID: usize = 10;

/// How many of the best are listed.
const LISTED: usize = 500;

/// From how many digits on a text is taken for the beginning of an id: git names no commit by fewer.
const ID_DIGITS: usize = 4;

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offer {
    /// One of the newest, by its place among them.
    Listed(usize),
    /// The commit that is named by what was typed.
    Typed,
}

/// Chooses a commit.
pub struct Commits {
    holder: Holder,
    newest: Option<Arc<Vec<CommitLine>>>,
    texts: Vec<String>,
    arena: Arena,
    ranking: Ranking,
    shown: Vec<Offer>,
    query: QueryList,
    /// Whether the newest could not be read.
    failed: bool,
}

impl Commits {
    /// Offers the newest commits for citing in a place, as soon as they are here.
    pub fn new(holder: Holder) -> Self {
        Self {
            holder,
            newest: None,
            texts: Vec::new(),
            arena: Arena::new(),
            ranking: Ranking::new(),
            shown: Vec::new(),
            query: QueryList::default(),
            failed: false,
        }
    }

    fn take(&mut self, commits: &Arc<Vec<CommitLine>>) {
        self.texts = commits.iter().map(told).collect();
        self.arena = self.texts.iter().map(String::as_str).collect();
        self.newest = Some(commits.clone());
        self.filter();
    }

    fn filter(&mut self) {
        let typed = self.query.text().trim().to_owned();
        let typed = typed.as_str();
        self.shown = if typed.is_empty() {
            (0..self.texts.len())
                .take(LISTED)
                .map(Offer::Listed)
                .collect()
        } else if names_commit(typed) {
            let by_id = self.of_id(typed);
            if by_id.is_empty() {
                let mut shown = vec![Offer::Typed];
                if !is_elsewhere(typed) {
                    shown.extend(self.found(typed));
                }
                shown
            } else {
                by_id
            }
        } else {
            let found = self.found(typed);
            // Before they are read, nobody can say that none of the newest is meant.
            let is_read = self.newest.is_some() || self.failed;
            let typed = (found.is_empty() && is_read).then_some(Offer::Typed);
            found.into_iter().chain(typed).collect()
        };
        self.query.found();
    }

    /// Lists the newest whose id begins so.
    fn of_id(&self, typed: &str) -> Vec<Offer> {
        let typed = typed.to_ascii_lowercase();
        let newest = self.newest.iter().flat_map(|newest| newest.iter());
        newest
            .enumerate()
            .filter(|(_, commit)| commit.commit.starts_with(&typed))
            .map(|(at, _)| Offer::Listed(at))
            .collect()
    }

    /// Lists the newest that hold these letters, the best first.
    fn found(&mut self, typed: &str) -> Vec<Offer> {
        let found = self.ranking.search(&self.arena, typed, LISTED, &|| false);
        found
            .rows
            .iter()
            .filter_map(|hit| usize::try_from(hit.index).ok())
            .map(Offer::Listed)
            .collect()
    }

    /// Returns what is cited: the commit of the selected line.
    fn chosen(&self) -> Option<String> {
        match self.shown.get(self.query.selected())? {
            Offer::Typed => Some(self.query.text().trim().to_owned()),
            Offer::Listed(at) => {
                let commit = self.newest.as_ref()?.get(*at)?;
                Some(commit.commit.clone())
            }
        }
    }
}

/// Tells whether a text is the id of a commit, or its beginning; or names one of another repository.
fn names_commit(typed: &str) -> bool {
    let is_id = typed.len() >= ID_DIGITS && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id || is_elsewhere(typed)
}

/// Tells whether a text names a commit of another repository, none of which is listed.
fn is_elsewhere(typed: &str) -> bool {
    typed.contains("//")
}

fn told(commit: &CommitLine) -> String {
    let id: String = commit.commit.chars().take(ID).collect();
    format!(
        "{}  {id}  {}",
        commit.on,
        safe::escape_line(&commit.subject)
    )
}

impl Panel for Commits {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Picker]
    }

    fn name(&self) -> String {
        "a commit".to_owned()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        vec![Intent::Ask(Request::Commits)]
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Commits(commits) => self.take(commits),
            Reply::Failed(failure) if self.newest.is_none() && failure.of == Origin::Commits => {
                self.failed = true;
                self.filter();
            }
            _ => {}
        }
        Vec::new()
    }

    fn press(&mut self, key: Key, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.query.press(key)? {
            self.filter();
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.query.paste(text);
        self.filter();
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::PickerAccept => {
                let Some(commit) = self.chosen() else {
                    let is_read = self.newest.is_some() || self.failed;
                    let said = if is_read {
                        "no commit is selected"
                    } else {
                        "the commits are still being read; a typed id is cited at once"
                    };
                    return Some(vec![Intent::Toast(said.to_owned())]);
                };
                let holder = self.holder.clone();
                Some(vec![
                    Intent::Close,
                    Intent::Ask(Request::CiteCommit { holder, commit }),
                ])
            }
            Action::Back => Some(vec![Intent::Close]),
            other => {
                self.query.go(other, cx.count, self.shown.len(), cx.area)?;
                Some(Vec::new())
            }
        }
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::PickerPreview => Some("no file is listed here".to_owned()),
            _ => None,
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::PickerAccept,
            Action::PickerDown,
            Action::PickerUp,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let listed = |offer: &&Offer| matches!(offer, Offer::Listed(_));
        let title = match &self.newest {
            Some(commits) => {
                let shown = self.shown.iter().filter(listed).count();
                format!("commit: {shown} of {}", commits.len())
            }
            None => "commit".to_owned(),
        };
        let line = |place: usize| match self.shown.get(place) {
            Some(Offer::Typed) => {
                let typed = safe::escape_line(self.query.text().trim()).into_owned();
                Line::from(vec![
                    Span::styled(typed, look.style(Role::Text)),
                    Span::styled("  enter cites the one of this id", look.style(Role::Dim)),
                ])
            }
            Some(Offer::Listed(at)) => self.texts.get(*at).map_or_else(Line::default, |told| {
                let marked = fuzzy::positions(told, self.query.text());
                let found = paint::matched(
                    told,
                    &marked,
                    look.style(Role::Text),
                    look.style(Role::Match),
                );
                Line::from(found.spans.into_iter().collect::<Vec<Span<'_>>>())
            }),
            None => Line::default(),
        };
        let empty = match &self.newest {
            None if self.failed => "the newest commits cannot be read; an id can be typed",
            None => "Reading...",
            Some(commits) if commits.is_empty() => "this branch has no commit yet",
            Some(_) => "",
        };
        self.query
            .draw(look, area, &title, (self.shown.len(), empty), line, buf)
    }
}
