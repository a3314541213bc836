//! Moving among the items: the selection stays on one that is there, and in sight.

use ratatui::layout::Rect;

use crate::{
    domain::sample::{ItemResult, Sample, SampleItem},
    tui::{
        data::Data,
        panel::{Cx, Intent},
        widgets::{list::Motion, scroll::Scroll},
    },
};

use super::{SampleScreen, paint::Areas};

/// Returns all that is said of an item, to be searched.
fn said(item: &SampleItem) -> String {
    format!(
        "{} {} {} {} {}",
        item.id,
        item.label,
        item.stratum,
        item.result.label(),
        item.note
    )
}

impl SampleScreen {
    /// Returns which item is selected.
    pub(super) fn place_in(&self, sample: &Sample) -> usize {
        let by_id = self
            .at
            .as_ref()
            .and_then(|at| sample.items.iter().position(|item| item.id == *at));
        let last = sample.items.len().saturating_sub(1);
        by_id.unwrap_or(self.list.selected.min(last))
    }

    pub(super) fn select_first_unseen(&mut self, data: &Data) {
        let open = |item: &&SampleItem| item.result == ItemResult::Unseen && !item.is_replaced();
        let first = self
            .sample(data)
            .and_then(|sample| sample.items.iter().find(open).or(sample.items.first()));
        self.at = first.map(|item| item.id.clone());
    }

    fn select(&mut self, place: usize, cx: Cx<'_>) {
        let Some(sample) = self.sample(cx.data) else {
            return;
        };
        let Some(item) = sample.items.get(place) else {
            return;
        };
        if self.at.as_ref() != Some(&item.id) {
            self.scroll = Scroll::default();
        }
        self.at = Some(item.id.clone());
        self.settle(cx);
    }

    /// Puts the selection on an item that is there, and brings it into sight.
    pub(super) fn settle(&mut self, cx: Cx<'_>) {
        let Some(sample) = self.sample(cx.data) else {
            return;
        };
        let place = self.place_in(sample);
        self.at = sample.items.get(place).map(|item| item.id.clone());
        let height = usize::from(self.areas(cx.area, cx.data).list.height);
        self.list.select(place, sample.items.len(), height);
        let said: Vec<String> = sample.items.iter().map(said).collect();
        self.find.search(said.iter().map(String::as_str));
    }

    pub(super) fn areas(&self, area: Rect, data: &Data) -> Areas {
        Areas::of(area, self.head_height(area, data), self.typing.is_some())
    }

    pub(super) fn go(&mut self, way: Motion, cx: Cx<'_>) {
        let Some(sample) = self.sample(cx.data) else {
            return;
        };
        let height = usize::from(self.areas(cx.area, cx.data).list.height);
        let last = sample.items.len().saturating_sub(1);
        self.select(way.apply(self.place_in(sample), last, height), cx);
    }

    /// Scrolls what is said of the item, where that is longer than its part.
    pub(super) fn scroll_item(&mut self, down: bool, cx: Cx<'_>) {
        let way = if down {
            Motion::HalfPageDown
        } else {
            Motion::HalfPageUp
        };
        let area = self.areas(cx.area, cx.data).item;
        let length = self.item_length(area, cx.data);
        self.scroll.go(way, length, usize::from(area.height));
    }

    /// Goes to the next or previous item that nobody has looked at, around the end.
    pub(super) fn step_unseen(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let Some(sample) = self.sample(cx.data) else {
            return Vec::new();
        };
        let open: Vec<usize> = sample
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.result == ItemResult::Unseen && !item.is_replaced())
            .map(|(place, _)| place)
            .collect();
        let at = self.place_in(sample);
        let next = if forwards {
            open.iter().find(|place| **place > at).or(open.first())
        } else {
            open.iter().rev().find(|place| **place < at).or(open.last())
        };
        match next.copied() {
            Some(next) => {
                self.select(next, cx);
                Vec::new()
            }
            None => vec![Intent::Toast("every item was looked at".to_owned())],
        }
    }

    /// Searches anew after the query changed: the first match from the selected item on.
    pub(super) fn typed_query(&mut self, cx: Cx<'_>) {
        self.settle(cx);
        if let Some(place) = self.find.first_from(self.list.selected) {
            self.select(place, cx);
        }
    }

    pub(super) fn step_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        if self.find.query().is_empty() {
            return vec![Intent::Toast("find something first".to_owned())];
        }
        match self.find.step(self.list.selected, forwards) {
            Some(place) => {
                self.select(place, cx);
                Vec::new()
            }
            None => vec![Intent::Toast(format!(
                "nothing matches {}",
                self.find.query()
            ))],
        }
    }
}
