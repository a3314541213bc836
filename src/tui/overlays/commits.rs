//! Choosing a commit to cite: the newest ones, found by a few letters of their subject, their id or their day; any other
//! by its id.

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
        effect::{Reply, Request},
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

/// Chooses a commit.
pub struct Commits {
    holder: Holder,
    newest: Option<Arc<Vec<CommitLine>>>,
    texts: Vec<String>,
    arena: Arena,
    ranking: Ranking,
    shown: Vec<usize>,
    query: QueryList,
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
        }
    }

    fn take(&mut self, commits: &Arc<Vec<CommitLine>>) {
        self.texts = commits.iter().map(told).collect();
        self.arena = self.texts.iter().map(String::as_str).collect();
        self.newest = Some(commits.clone());
        self.filter();
    }

    fn filter(&mut self) {
        let query = self.query.text();
        if query.is_empty() {
            self.shown = (0..self.texts.len()).take(LISTED).collect();
        } else {
            let found = self.ranking.search(&self.arena, query, LISTED, &|| false);
            self.shown = found
                .rows
                .iter()
                .filter_map(|hit| usize::try_from(hit.index).ok())
                .collect();
        }
        self.query.found();
    }

    /// Returns what is cited: the selected commit, or the one that is named by what was typed.
    fn chosen(&self) -> Option<String> {
        let selected = self.shown.get(self.query.selected());
        let commits = self.newest.as_ref()?;
        if let Some(commit) = selected.and_then(|at| commits.get(*at)) {
            return Some(commit.commit.clone());
        }
        let typed = self.query.text().trim();
        (!typed.is_empty()).then(|| typed.to_owned())
    }
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
        if let Reply::Commits(commits) = reply {
            self.take(commits);
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
                    return Some(vec![Intent::Toast("no commit is selected".to_owned())]);
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
        let title = match &self.newest {
            Some(commits) => format!("commit: {} of {}", self.shown.len(), commits.len()),
            None => "commit".to_owned(),
        };
        let line = |place: usize| {
            let told = self.shown.get(place).and_then(|at| self.texts.get(*at));
            told.map_or_else(Line::default, |told| {
                let marked = fuzzy::positions(told, self.query.text());
                let found = paint::matched(
                    told,
                    &marked,
                    look.style(Role::Text),
                    look.style(Role::Match),
                );
                Line::from(found.spans.into_iter().collect::<Vec<Span<'_>>>())
            })
        };
        let empty = match &self.newest {
            None => "Reading...",
            Some(commits) if commits.is_empty() => "this branch has no commit yet",
            Some(_) => "none of the newest; enter cites the one of this id",
        };
        self.query
            .draw(look, area, &title, (self.shown.len(), empty), line, buf)
    }
}
