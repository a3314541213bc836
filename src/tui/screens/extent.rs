//! The extent of a nonconformity (ISO/IEC 42001, 10.2 b 3): searches for more of the same, and a decision for each place.
//!
//! The places of all searches stand in one list, below the search that found them; the selected one is told below it. What
//! was searched for and what was decided is kept in the corrective action as one goes.

mod draw;

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        action::{CorrectiveAction, ExtentHit, ExtentQuery, ExtentSearch, Found, HitDecision},
        guard::Refusal,
        id::{ActionId, AuditId, FindingId},
        papers::{CitedIn, WorkingPapers},
    },
    error::{Error, Result},
    safe,
    session::{extent, raise},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{ExtentAsked, Question, Reply, Trace},
        overlays::prompt::Prompt,
        panel::{Cx, Intent, Panel, View, motion, or_fail},
        widgets::list::{ListState, Motion},
    },
};

use super::picker::Picker;

/// One line of the list.
#[derive(Debug, Clone, Copy)]
enum Entry<'a> {
    Search(&'a ExtentSearch),
    Hit(&'a ExtentSearch, &'a ExtentHit),
}

impl<'a> Entry<'a> {
    fn search(self) -> &'a ExtentSearch {
        match self {
            Self::Search(search) | Self::Hit(search, _) => search,
        }
    }

    /// Returns the places that a decision about it is about.
    fn to_decide(self) -> Vec<String> {
        match self {
            Self::Hit(_, hit) => vec![hit.id.clone()],
            Self::Search(search) => {
                let open = search.hits.iter().filter(|hit| hit.decision.is_none());
                open.map(|hit| hit.id.clone()).collect()
            }
        }
    }

    fn is_undecided(self) -> bool {
        matches!(self, Self::Hit(_, hit) if hit.decision.is_none())
    }
}

/// The screen of the extent of a corrective action.
pub struct ExtentScreen {
    audit: AuditId,
    action: ActionId,
    list: ListState,
    /// The finding for which the corrective action is raised together with the first search, where none answers it yet.
    raised_for: Option<FindingId>,
    searching: Option<ExtentAsked>,
}

impl Drop for ExtentScreen {
    fn drop(&mut self) {
        self.break_off();
    }
}

impl ExtentScreen {
    /// Opens the extent of a corrective action.
    pub fn new(audit: AuditId, action: ActionId) -> Self {
        Self {
            audit,
            action,
            list: ListState::default(),
            raised_for: None,
            searching: None,
        }
    }

    /// Opens the extent of a finding that no corrective action answers: one is raised, with this id, when something was
    /// searched for.
    pub fn raising(audit: AuditId, action: ActionId, finding: FindingId) -> Self {
        let mut screen = Self::new(audit, action);
        screen.raised_for = Some(finding);
        screen
    }

    /// The same screen, at its top and without a search.
    fn afresh(&self) -> Self {
        let mut screen = Self::new(self.audit.clone(), self.action.clone());
        screen.raised_for.clone_from(&self.raised_for);
        screen
    }

    fn record<'a>(&self, data: &'a Data) -> Option<(&'a WorkingPapers, &'a CorrectiveAction)> {
        let papers = data.audit(&self.audit)?;
        Some((papers, papers.actions.get(&self.action)?))
    }

    fn entries(action: &CorrectiveAction) -> Vec<Entry<'_>> {
        let searches = action.extent.searches.iter();
        searches
            .flat_map(|search| {
                let hits = search.hits.iter().map(move |hit| Entry::Hit(search, hit));
                std::iter::once(Entry::Search(search)).chain(hits)
            })
            .collect()
    }

    fn all<'a>(&self, data: &'a Data) -> Vec<Entry<'a>> {
        self.record(data)
            .map_or_else(Vec::new, |(_, action)| Self::entries(action))
    }

    fn selected<'a>(&self, data: &'a Data) -> Option<Entry<'a>> {
        self.all(data).get(self.list.selected).copied()
    }

    fn go(&mut self, way: Motion, cx: Cx<'_>) {
        let count = self.all(cx.data).len();
        self.list.go(way, count, draw::list_height(cx.area));
    }

    fn step_undecided(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let entries = self.all(cx.data);
        let at = self.list.selected;
        let open = |place: &usize| entries.get(*place).is_some_and(|e| e.is_undecided());
        let next = if forwards {
            let after = (at + 1..entries.len()).find(open);
            after.or_else(|| (0..=at).find(open))
        } else {
            let before = (0..at).rev().find(open);
            before.or_else(|| (at..entries.len()).rev().find(open))
        };
        match next {
            Some(place) => {
                let height = draw::list_height(cx.area);
                self.list.select(place, entries.len(), height);
                Vec::new()
            }
            None => vec![Intent::Toast("every place is decided".to_owned())],
        }
    }

    fn break_off(&mut self) {
        if let Some(asked) = self.searching.take() {
            asked.cancel.store(true, Ordering::Relaxed);
        }
    }

    fn search(&mut self, query: ExtentQuery, data: &Data) -> Vec<Intent> {
        self.break_off();
        let asked = ExtentAsked {
            query,
            records: data.workspace.records.trim_end_matches('/').to_owned(),
            cancel: Arc::new(AtomicBool::new(false)),
        };
        self.searching = Some(asked.clone());
        vec![Intent::Trace(Trace {
            declared: data.workspace.repositories.clone(),
            question: Question::Extent(asked),
        })]
    }

    /// Asks what to search for; the screen that comes in place of this one searches.
    fn ask_search(&self) -> Vec<Intent> {
        let this = self.afresh();
        let prompt = Prompt::new(
            "more of the same",
            "a text, or /an expression/; then in:FOLDER or in:**/*.csv where not everything is meant",
            "",
            Box::new(move |text, cx| {
                let query = extent::asked(text).ok_or("say what to search for")?;
                let mut screen = this.afresh();
                let mut intents = screen.search(query, cx.data);
                intents.insert(0, Intent::Replace(Box::new(screen)));
                Ok(intents)
            }),
        );
        vec![Intent::Open(Box::new(prompt))]
    }

    fn take(&mut self, asked: &ExtentAsked, found: &Result<Found>, data: &Data) -> Vec<Intent> {
        let is_it = |mine: &ExtentAsked| Arc::ptr_eq(&mine.cancel, &asked.cancel);
        if !self.searching.as_ref().is_some_and(is_it) {
            return Vec::new();
        }
        self.searching = None;
        match found {
            Ok(found) => or_fail(self.keep(&asked.query, found.clone(), data)),
            Err(error) => vec![Intent::Fail(error.clone())],
        }
    }

    fn keep(&self, query: &ExtentQuery, found: Found, data: &Data) -> Result<Vec<Intent>> {
        let mut papers = Cow::Borrowed(
            data.audit(&self.audit)
                .ok_or_else(|| Data::gone(&self.audit))?,
        );
        let step = data.step("")?;
        let mut intents = Vec::new();
        if let Some(finding) = &self.raised_for
            && !papers.actions.contains_key(&self.action)
        {
            let (raised, _) = raise::action(&papers, finding, self.action.clone(), &step)?;
            raised.apply(papers.to_mut());
            intents.push(Intent::Apply(raised));
        }
        let count = found.places.len();
        let (_, change) = extent::keep(&papers, &self.action, query, found, &step)
            .map_err(|why| self.refused("keep the search", why))?;
        let noun = if count == 1 { "place" } else { "places" };
        intents.push(Intent::Apply(change));
        intents.push(Intent::Toast(if count == 0 {
            format!("{count} {noun} found")
        } else {
            format!("{count} {noun} found; ] goes to the next undecided one")
        }));
        Ok(intents)
    }

    /// Asks for a word on a decision, and decides: about the selected place, or about all that are undecided of the selected
    /// search.
    fn ask_decision(&self, decision: HitDecision, cx: Cx<'_>) -> Vec<Intent> {
        let Some(entry) = self.selected(cx.data) else {
            return vec![Intent::Toast("nothing was searched for yet".to_owned())];
        };
        let hits = entry.to_decide();
        let (what, before) = match entry {
            Entry::Hit(search, hit) => (
                safe::escape_line(&search.place_of(hit)).into_owned(),
                &*hit.why,
            ),
            Entry::Search(_) => match hits.len() {
                0 => return vec![Intent::Toast("every place of it is decided".to_owned())],
                1 => ("the one place that is undecided".to_owned(), ""),
                count => (format!("all {count} places that are undecided"), ""),
            },
        };
        let (title, label) = match decision {
            HitDecision::Affected => ("affected", "what is wrong there, or nothing"),
            HitDecision::NotAffected => ("not affected", "why it only looks alike"),
        };
        let (this, search) = (self.afresh(), entry.search().id.clone());
        let done = move |why: &str, cx: Cx<'_>| {
            this.decided(&search, &hits, Some(decision), why, cx.data)
                .map_err(|error| {
                    let details = error.details.join("; ");
                    details.trim_start_matches("- ").to_owned()
                })
        };
        let place = format!("{} {title}: {what}", self.action);
        let prompt = Prompt::new(title, &format!("{what}\n{label}"), before, Box::new(done))
            .kept_at(Some(self.audit.clone()), place);
        vec![Intent::Open(Box::new(prompt))]
    }

    fn decided(
        &self,
        search: &str,
        hits: &[String],
        decision: Option<HitDecision>,
        why: &str,
        data: &Data,
    ) -> Result<Vec<Intent>> {
        let (papers, _) = self.record(data).ok_or_else(|| Data::gone(&self.audit))?;
        let step = data.step("")?;
        extent::decide(papers, &self.action, search, hits, decision, (why, &step))
            .map(|change| vec![Intent::Apply(change)])
            .map_err(|why| self.refused("decide", why))
    }

    fn take_back(&self, cx: Cx<'_>) -> Vec<Intent> {
        match self.selected(cx.data) {
            Some(Entry::Hit(search, hit)) => {
                or_fail(self.decided(&search.id, std::slice::from_ref(&hit.id), None, "", cx.data))
            }
            Some(Entry::Search(_)) | None => {
                vec![Intent::Toast("select a place first".to_owned())]
            }
        }
    }

    /// Opens the selected place in its file, where it can be cited.
    fn cite(&self, cx: Cx<'_>) -> Vec<Intent> {
        match self.selected(cx.data) {
            Some(Entry::Hit(search, hit)) => {
                let place = CitedIn::Action(self.action.clone());
                let picker = Picker::new(self.audit.clone(), place);
                vec![Intent::Open(Box::new(
                    picker.with_query(&search.place_of(hit)),
                ))]
            }
            Some(Entry::Search(_)) | None => {
                vec![Intent::Toast("select a place first".to_owned())]
            }
        }
    }

    fn remove_search(&self, cx: Cx<'_>) -> Vec<Intent> {
        let (Some(entry), Some((papers, _))) = (self.selected(cx.data), self.record(cx.data))
        else {
            return vec![Intent::Toast("there is no search".to_owned())];
        };
        let removed = extent::forget(papers, &self.action, &entry.search().id);
        or_fail(
            removed
                .map(|change| {
                    vec![
                        Intent::Apply(change),
                        Intent::Toast("removed; undo brings it back".to_owned()),
                    ]
                })
                .map_err(|why| self.refused("remove the search", why)),
        )
    }

    fn refused(&self, what: &str, refusal: Refusal) -> Error {
        let reasons = refusal.reasons.into_iter();
        Error::refused(format!("Could not {what} in {}", self.action))
            .details(reasons.map(|reason| format!("- {}", reason.text)))
    }
}

impl Panel for ExtentScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Extent]
    }

    fn name(&self) -> String {
        format!("extent of {}", self.action)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let nothing = self.searching.is_none() && self.all(cx.data).is_empty();
        if nothing {
            return self.ask_search();
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        Some(match action {
            Action::SearchExtent => self.ask_search(),
            Action::SearchAgain => match self.selected(cx.data) {
                Some(entry) => {
                    let query = entry.search().asked();
                    self.search(query, cx.data)
                }
                None => self.ask_search(),
            },
            Action::HitAffected => self.ask_decision(HitDecision::Affected, cx),
            Action::HitNotAffected => self.ask_decision(HitDecision::NotAffected, cx),
            Action::HitUndecided => self.take_back(cx),
            Action::CiteHit => self.cite(cx),
            Action::RemoveSearch => self.remove_search(cx),
            Action::NextHit => self.step_undecided(true, cx),
            Action::PreviousHit => self.step_undecided(false, cx),
            Action::Back if self.searching.is_some() => {
                self.break_off();
                vec![Intent::Toast("the search was broken off".to_owned())]
            }
            Action::Copy => match self.selected(cx.data)? {
                Entry::Search(search) => vec![Intent::Copy(search.query.clone())],
                Entry::Hit(search, hit) => {
                    vec![Intent::Copy(format!(
                        "{}: {}",
                        search.place_of(hit),
                        hit.text
                    ))]
                }
            },
            other => {
                self.go(motion(other, cx.count)?, cx);
                Vec::new()
            }
        })
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let at_hit = matches!(self.selected(data), Some(Entry::Hit(..)));
        match action {
            Action::HitUndecided | Action::CiteHit if !at_hit => {
                Some("no place is selected".to_owned())
            }
            Action::HitAffected
            | Action::HitNotAffected
            | Action::Copy
            | Action::SearchAgain
            | Action::RemoveSearch
                if self.all(data).is_empty() =>
            {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Extent(asked, found) => self.take(asked, found, cx.data),
            _ => Vec::new(),
        }
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let count = self.all(cx.data).len();
        self.list.fit(count, draw::list_height(cx.area));
    }

    fn place(&self) -> Option<String> {
        Some(format!("action {}", self.action))
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if matches!(self.selected(data), Some(Entry::Hit(..))) {
            return vec![
                Action::HitAffected,
                Action::HitNotAffected,
                Action::NextHit,
                Action::CiteHit,
                Action::SearchExtent,
                Action::SearchAgain,
                Action::Back,
            ];
        }
        vec![
            Action::SearchExtent,
            Action::NextHit,
            Action::SearchAgain,
            Action::RemoveSearch,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view);
        None
    }
}
