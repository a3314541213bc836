//! Bringing this clone and another repository together: how far both are apart, what a sync came to, and what has to be chosen.
//!
//! All that is known of it is the program's ([`Syncing`]): the screen shows it, and asks. A sync goes on where one leaves the
//! screen, and what was chosen is there again when one comes back.
//!
//! [`Syncing`]: crate::tui::syncing::Syncing

mod rows;
mod sides;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{merge::Side, record::RecordKey},
    safe,
    session::sync::RecordClash,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, SyncTold},
        panel::{Cx, Intent, NOTHING_BESIDE, Panel, SyncDeed, View, motion},
        syncing::{State, Syncing},
        text,
        theme::Role,
        widgets::{
            Look, frame,
            list::{self, ListState, Motion},
            paint,
            scroll::{self, Scroll},
        },
    },
};

use super::opening;
use rows::Row;

/// The screen.
#[derive(Default)]
pub struct SyncScreen {
    list: ListState,
    /// How far both sides of the selected clash are scrolled.
    about: Scroll,
    /// What is told of the selected clash, as it was wrapped last.
    told: Option<Told>,
    /// Whether a sync was under way when it was looked last.
    is_going: bool,
}

/// What is told of a clash, wrapped: both sides may be long, and are not to be broken anew for each key and frame.
struct Told {
    /// What it was wrapped for.
    of: Wrapping,
    rows: Vec<sides::Row>,
}

/// What lines that tell of a clash depend on, as long as the same clashes.
#[derive(PartialEq, Eq)]
struct Wrapping {
    at: usize,
    width: usize,
    chosen: Option<(Side, bool)>,
    refused: Option<Side>,
}

impl Wrapping {
    fn of(at: usize, clash: &RecordClash, sync: &Syncing, width: usize) -> Self {
        Self {
            at,
            width,
            chosen: sync.chosen(clash),
            refused: sync.refused(clash),
        }
    }
}

/// The parts of the screen: its title, the list, and below a rule both sides of what is selected.
struct Areas {
    title: Rect,
    list: Rect,
    rule: Rect,
    sides: Rect,
}

impl Areas {
    fn of(area: Rect, clashes: usize) -> Self {
        let title = area.height.min(1);
        let rest = area.height - title;
        let list = match text::cells(clashes) {
            0 => rest,
            clashes => clashes.min((rest / 3).max(1)).min(rest),
        };
        let rule = (rest - list).min(1);
        let at = |y: u16, height: u16| Rect {
            y: area.y + y,
            height,
            ..area
        };
        Self {
            title: at(0, title),
            list: at(title, list),
            rule: at(title + list, rule),
            sides: at(title + list + rule, rest - list - rule),
        }
    }

    /// Returns the room for the text of both sides, between the margins.
    fn body(&self) -> Rect {
        Rect {
            x: self.sides.x + 1.min(self.sides.width),
            width: self.sides.width.saturating_sub(1),
            ..self.sides
        }
    }

    /// Returns how wide the text of both sides is: the marks of more above and below stand beside it.
    fn width(&self) -> usize {
        usize::from(self.body().width.saturating_sub(2))
    }
}

impl SyncScreen {
    /// Opens the screen.
    pub fn new() -> Self {
        Self::default()
    }

    fn rows(data: &Data, area: Rect) -> Vec<Row> {
        rows::of(
            data,
            usize::from(area.width.saturating_sub(list::GUTTER + 1)),
        )
    }

    fn len(data: &Data, area: Rect) -> usize {
        match data.sync.clashes().len() {
            0 => Self::rows(data, area).len(),
            clashes => clashes,
        }
    }

    fn height(data: &Data, area: Rect) -> usize {
        usize::from(Areas::of(area, data.sync.clashes().len()).list.height)
    }

    /// Goes to a line: both sides of a clash are read from their beginning.
    fn select(&mut self, at: usize, cx: Cx<'_>) {
        let (len, height) = (Self::len(cx.data, cx.area), Self::height(cx.data, cx.area));
        let before = self.list.selected;
        self.list.select(at, len, height);
        if self.list.selected != before {
            self.about = Scroll::default();
        }
        self.wrap(cx);
    }

    /// Goes to the next clash of which nothing is chosen, or the one before; behind the last one comes the first.
    fn next_unchosen(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let sync = &cx.data.sync;
        let all = sync.clashes().len();
        let step = |by: usize| {
            let by = if forwards { by } else { all - by };
            (self.list.selected + by) % all.max(1)
        };
        let is_open = |at: &usize| {
            let clash = sync.clashes().get(*at);
            clash.is_some_and(|clash| sync.chosen(clash).is_none())
        };
        let Some(at) = (1..=all).map(step).find(is_open) else {
            return vec![Intent::Toast("something is chosen of each".to_owned())];
        };
        self.select(at, cx);
        Vec::new()
    }

    /// Scrolls both sides of the selected clash.
    fn scroll(&mut self, way: Motion, cx: Cx<'_>) {
        self.wrap(cx);
        let areas = Areas::of(cx.area, cx.data.sync.clashes().len());
        if let Some(told) = &self.told {
            let height = usize::from(areas.sides.height);
            self.about.go(way, told.rows.len(), height);
        }
    }

    /// Wraps what is told of the selected clash, where that is not done yet.
    fn wrap(&mut self, cx: Cx<'_>) {
        let sync = &cx.data.sync;
        let (at, width) = (
            self.list.selected,
            Areas::of(cx.area, sync.clashes().len()).width(),
        );
        let Some(clash) = sync.clashes().get(at) else {
            self.told = None;
            return;
        };
        let of = Wrapping::of(at, clash, sync, width);
        if self.told.as_ref().is_none_or(|told| told.of != of) {
            let rows = sides::of(clash, sync, width);
            self.told = Some(Told { of, rows });
        }
    }

    /// Returns what is told of the selected clash in this width.
    fn told(&self, clash: &RecordClash, sync: &Syncing, width: usize) -> Cow<'_, [sides::Row]> {
        let of = Wrapping::of(self.list.selected, clash, sync, width);
        match &self.told {
            Some(told) if told.of == of => Cow::Borrowed(&told.rows),
            _ => Cow::Owned(sides::of(clash, sync, width)),
        }
    }

    fn key(&self, cx: Cx<'_>) -> Option<RecordKey> {
        if let Some(clash) = cx.data.sync.clashes().get(self.list.selected) {
            return Some(clash.key.clone());
        }
        let rows = Self::rows(cx.data, cx.area);
        rows.get(self.list.selected)?.key.clone()
    }

    /// Opens the record of the selected line.
    fn open(&self, cx: Cx<'_>) -> Vec<Intent> {
        let told = |text: &str| vec![Intent::Toast(text.to_owned())];
        match self.key(cx) {
            None => told("no record is meant here"),
            Some(key) => match opening::panel_of(&key, opening::Place::default(), cx.data) {
                Some(panel) => vec![Intent::Open(panel)],
                None => told(&format!("{} cannot be opened here", key.named())),
            },
        }
    }

    fn copy(&self, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let text = if let Some(clash) = cx.data.sync.clashes().get(self.list.selected) {
            sides::copied(clash)
        } else {
            let rows = Self::rows(cx.data, cx.area);
            rows.get(self.list.selected)?.said.trim().to_owned()
        };
        Some(vec![Intent::Copy(text)])
    }

    /// Says in a line how it stands.
    fn standing(data: &Data) -> (String, Role) {
        let sync = &data.sync;
        let role = match &sync.state {
            _ if !sync.moved().is_empty() => Role::Error,
            State::Going { .. } => Role::Strong,
            State::Clashing(_) | State::Asks { .. } => Role::Warning,
            State::Conflicting(_) | State::Failed(_) => Role::Error,
            State::Done(synced) if synced.is_amiss() => Role::Warning,
            State::Done(_) => Role::Ok,
            State::Idle => Role::Dim,
        };
        let said = match (&sync.state, &sync.distance) {
            (State::Idle, None) => "reading how far both sides are apart...".to_owned(),
            (State::Idle, Some(Err(_))) => "nothing can be synced".to_owned(),
            (State::Idle, Some(Ok(distance))) if !distance.is_there => {
                format!("{} is not there yet", distance.other)
            }
            (State::Idle, Some(Ok(distance))) => format!(
                "{}: {} ahead, {} behind, as fetched last",
                distance.other, distance.ahead, distance.behind
            ),
            // The lines below say it in full.
            (State::Failed(_), _) => "could not be done".to_owned(),
            _ => sync.said(),
        };
        (safe::escape_line(&said).into_owned(), role)
    }

    fn draw_title(look: Look<'_>, area: Rect, data: &Data, buf: &mut Buffer) {
        let (said, role) = Self::standing(data);
        let left = Line::from(vec![
            Span::styled(" Sync", look.style(Role::Title)),
            Span::styled(format!("  {said}"), look.style(role)),
        ]);
        paint::both_sides(look, area, 0, &left, &Line::default(), buf);
    }
}

impl Panel for SyncScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Sync, Context::List]
    }

    fn name(&self) -> String {
        "sync".to_owned()
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        vec![Intent::Sync(SyncDeed::Look)]
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Sync(SyncTold::Ended(_)) => {
                self.about = Scroll::default();
                // Something else may clash at the same place.
                self.told = None;
                let sync = &cx.data.sync;
                let is_open = |clash: &RecordClash| sync.chosen(clash).is_none();
                let first = sync.clashes().iter().position(is_open);
                self.select(first.unwrap_or(0), cx);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.is_going = cx.data.sync.is_going();
        self.list
            .fit(Self::len(cx.data, cx.area), Self::height(cx.data, cx.area));
        self.wrap(cx);
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let choose = |side: Side, whole: bool| {
            Some(vec![Intent::Sync(SyncDeed::Choose {
                at: self.list.selected,
                side,
                whole,
            })])
        };
        match action {
            Action::Sync => Some(vec![Intent::Sync(SyncDeed::Begin { push: true })]),
            Action::SyncTake => Some(vec![Intent::Sync(SyncDeed::Begin { push: false })]),
            Action::Back if cx.data.sync.is_going() && !cx.data.sync.is_stopping() => {
                Some(vec![Intent::Sync(SyncDeed::Stop)])
            }
            Action::ClashOurs => choose(Side::Ours, false),
            Action::ClashTheirs => choose(Side::Theirs, false),
            Action::ClashOursWhole => choose(Side::Ours, true),
            Action::ClashTheirsWhole => choose(Side::Theirs, true),
            Action::NextUnchosen | Action::PreviousUnchosen => {
                Some(self.next_unchosen(action == Action::NextUnchosen, cx))
            }
            Action::GuidanceDown => {
                self.scroll(Motion::HalfPageDown, cx);
                Some(Vec::new())
            }
            Action::GuidanceUp => {
                self.scroll(Motion::HalfPageUp, cx);
                Some(Vec::new())
            }
            Action::OpenRecord => Some(self.open(cx)),
            Action::Copy => self.copy(cx),
            other => {
                let mut list = self.list;
                let (len, height) = (Self::len(cx.data, cx.area), Self::height(cx.data, cx.area));
                list.go(motion(other, cx.count)?, len, height);
                self.select(list.selected, cx);
                self.list = list;
                Some(Vec::new())
            }
        }
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let clashes = data.sync.clashes();
        match action {
            Action::Sync | Action::SyncTake if data.sync.is_going() => {
                Some("a sync is under way".to_owned())
            }
            Action::Sync | Action::SyncTake => data.may_write("sync").err().map(|e| e.message),
            Action::ClashOurs
            | Action::ClashTheirs
            | Action::ClashOursWhole
            | Action::ClashTheirsWhole
            | Action::NextUnchosen
            | Action::PreviousUnchosen
                if clashes.is_empty() =>
            {
                Some("nothing clashes here".to_owned())
            }
            Action::GuidanceDown | Action::GuidanceUp if clashes.is_empty() => {
                Some(NOTHING_BESIDE.to_owned())
            }
            Action::MoveOn | Action::OpenRow | Action::DrawSample => {
                Some("no record is listed here".to_owned())
            }
            Action::Find | Action::NextMatch | Action::PreviousMatch => {
                Some("there is nothing to search here".to_owned())
            }
            _ => None,
        }
    }

    fn back_says(&self) -> Option<&'static str> {
        self.is_going.then_some("stop")
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if data.sync.is_going() {
            return vec![Action::Back];
        }
        if !data.sync.clashes().is_empty() {
            return vec![
                Action::ClashOurs,
                Action::ClashTheirs,
                Action::NextUnchosen,
                Action::Sync,
                Action::ClashTheirsWhole,
                Action::GuidanceDown,
                Action::Back,
            ];
        }
        let mut hints = vec![Action::Sync, Action::SyncTake];
        let distance = data.sync.distance.as_ref();
        let is_behind =
            distance.is_some_and(|it| it.as_ref().is_ok_and(|it| !it.uncommitted.is_empty()));
        hints.extend(is_behind.then_some(Action::GoReview));
        hints.extend([Action::OpenRecord, Action::Back]);
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let (look, sync) = (view.look, &view.data.sync);
        let clashes = sync.clashes();
        let areas = Areas::of(area, clashes.len());
        Self::draw_title(look, areas.title, view.data, buf);
        if clashes.is_empty() {
            let rows = Self::rows(view.data, area);
            let line = |at: usize| {
                rows.get(at)
                    .map_or_else(Line::default, |row| row.line(look))
            };
            list::render(look, areas.list, &self.list, rows.len(), "", line, buf);
            return None;
        }
        let width = usize::from(area.width.saturating_sub(list::GUTTER + 1));
        let line = |at: usize| {
            let clash = clashes.get(at);
            clash.map_or_else(Line::default, |clash| sides::line(look, clash, sync, width))
        };
        list::render(look, areas.list, &self.list, clashes.len(), "", line, buf);
        if let Some(clash) = clashes.get(self.list.selected)
            && !areas.sides.is_empty()
        {
            frame::rule(look, areas.rule, buf);
            let rows = self.told(clash, sync, areas.width());
            let line = |at: usize| {
                let row = rows.get(at);
                row.map_or_else(Line::default, |row| row.line(look, areas.width()))
            };
            scroll::render(look, areas.body(), self.about, rows.len(), line, buf);
        }
        None
    }
}
