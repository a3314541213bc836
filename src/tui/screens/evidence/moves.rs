//! Where the screen of a citation goes by keys, and how its area is parted.

use ratatui::layout::Rect;

use crate::tui::{
    data::Data,
    panel::{Cx, Intent},
    text,
    widgets::scroll::Scroll,
};

use super::{
    EvidenceView, Part,
    sides::{Face, Form},
};

/// How many rows above the cited lines, or above a change, are shown at first.
const ABOVE: usize = 3;

/// The least height at which what happened is listed below the texts all the time.
const TALL: u16 = 30;

/// The least height at which texts and list have room together.
pub(super) const LOW: u16 = 16;

/// The most rows that the list takes while the texts are looked at.
const LISTED: u16 = 8;

impl EvidenceView {
    /// Parts an area below the facts: the texts, titles included, and what happened.
    pub(super) fn areas(&self, data: &Data, area: Rect) -> (Rect, Rect) {
        let gap = u16::from(area.height >= 20);
        let above = (1 + text::cells(self.facts(data, area).len()) + gap).min(area.height);
        let rest = Rect {
            y: area.y + above,
            height: area.height - above,
            ..area
        };
        let is_file = self.link.as_ref().is_some_and(|link| link.path.is_some());
        let rows = text::cells(self.rows.len());
        let wanted = match self.part {
            _ if !is_file => 0,
            Part::Happened if area.height < LOW => rest.height,
            Part::Happened => (rows + 1).min((rest.height / 2).max(4)),
            Part::Texts if area.height >= TALL => rows.min(LISTED) + 1,
            Part::Texts => u16::from(rest.height > 3),
        };
        let below = wanted.min(rest.height);
        let between = u16::from(area.height >= TALL && below > 0 && below < rest.height);
        let texts = Rect {
            height: rest.height - below - between,
            ..rest
        };
        let happened = Rect {
            y: rest.bottom() - below,
            height: below,
            ..rest
        };
        (texts, happened)
    }

    /// Returns how many rows of the texts are visible.
    pub(super) fn height(&self, cx: Cx<'_>) -> usize {
        let (texts, _) = self.areas(cx.data, cx.area);
        usize::from(texts.height.saturating_sub(1 + self.find_row()))
    }

    pub(super) fn find_row(&self) -> u16 {
        u16::from(self.find.is_typing() || !self.find.query().is_empty())
    }

    pub(super) fn form(&self, cx: Cx<'_>) -> Form {
        Form::of(self.face, cx.area.width)
    }

    pub(super) fn go_to(&mut self, row: Option<usize>, nothing: &str, cx: Cx<'_>) -> Vec<Intent> {
        let height = self.height(cx);
        let form = self.form(cx);
        let len = self.sides().map_or(0, |sides| sides.len(form));
        match row {
            Some(row) => {
                self.scroll.top = row.saturating_sub(ABOVE).min(len.saturating_sub(height));
                self.at = row;
                Vec::new()
            }
            None => vec![Intent::Toast(nothing.to_owned())],
        }
    }

    pub(super) fn go_to_change(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let form = self.form(cx);
        let row = self
            .sides()
            .and_then(|sides| sides.change(form, self.at, forwards));
        let nothing = if forwards {
            "no further change"
        } else {
            "no change before this"
        };
        self.go_to(row, nothing, cx)
    }

    pub(super) fn switch_side(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let (face, told) = match self.face {
            Face::Both => (Face::Then, "what was cited, alone"),
            Face::Then => (Face::Now, "what is there, alone"),
            Face::Now => (Face::Both, "both"),
        };
        self.face = face;
        self.go_to_start(cx);
        vec![Intent::Toast(told.to_owned())]
    }

    pub(super) fn go_to_start(&mut self, cx: Cx<'_>) {
        let form = self.form(cx);
        let start = self.sides().map_or(0, |sides| sides.start(form));
        self.scroll = Scroll {
            top: start.saturating_sub(ABOVE),
        };
        self.at = start;
    }

    pub(super) fn find_rows(&mut self, cx: Cx<'_>) {
        let form = self.form(cx);
        let texts = self
            .sides()
            .map(|sides| sides.texts(form))
            .unwrap_or_default();
        self.find.search(texts.iter().map(String::as_str));
        let first = self.find.first_from(self.scroll.top);
        if first.is_some() {
            self.go_to(first, "", cx);
        }
    }

    /// Goes back a step within the screen; none where there is no step to go back.
    pub(super) fn go_back(&mut self, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find_row() > 0 {
            self.find.cancel();
            return Some(Vec::new());
        }
        if self.shows.is_some() {
            return Some(self.show_entry(None, cx.data));
        }
        if self.part == Part::Happened {
            self.part = Part::Texts;
            return Some(Vec::new());
        }
        None
    }

    pub(super) fn other_part(&mut self) -> Vec<Intent> {
        self.part = match self.part {
            Part::Happened => Part::Texts,
            Part::Texts if self.rows.is_empty() => {
                let said = if self.trail.is_none() {
                    "the history is still being looked into"
                } else {
                    "nothing has happened since"
                };
                return vec![Intent::Toast(said.to_owned())];
            }
            Part::Texts => Part::Happened,
        };
        Vec::new()
    }
}
