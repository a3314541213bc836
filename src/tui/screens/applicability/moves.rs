//! Moving among the checklists and controls: the selection stays on a control that is there, and in sight.

use std::sync::Arc;

use crate::{
    domain::checklist::Checklist,
    tui::{
        data::Data,
        panel::{Cx, Intent},
        widgets::{
            list::{ListState, Motion},
            scroll::Scroll,
        },
    },
};

use super::{ApplicabilityScreen, Pane, draw::Areas, entries};

impl ApplicabilityScreen {
    /// Takes in the checklists that have controls.
    pub(super) fn take(&mut self, checklists: &Arc<Vec<Checklist>>, cx: Cx<'_>) {
        self.checklists = Some(Arc::clone(checklists));
        if self.checklist(cx.data).is_none() {
            self.shown = checklists.first().map(|checklist| checklist.id.clone());
        }
        self.settle(cx);
    }

    /// Goes to the statement of the next or previous checklist.
    pub(super) fn step_checklist(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let all = self.checklists.as_deref().map_or(&[][..], Vec::as_slice);
        if all.len() < 2 {
            let why = match self.checklists {
                Some(_) => "no other checklist at hand has controls",
                None => "the checklists are still being read",
            };
            return vec![Intent::Toast(why.to_owned())];
        }
        let at = all
            .iter()
            .position(|checklist| Some(&checklist.id) == self.shown.as_ref())
            .unwrap_or(0);
        let next = (if forwards { at + 1 } else { at + all.len() - 1 }) % all.len();
        self.shown = all.get(next).map(|checklist| checklist.id.clone());
        self.at = None;
        self.list = ListState::default();
        self.find.cancel();
        self.settle(cx);
        Vec::new()
    }

    /// Goes to a control, counted in their order, and brings it into sight.
    fn go_to(&mut self, place: usize, cx: Cx<'_>) {
        let Some(checklist) = self.checklist(cx.data) else {
            return;
        };
        let Some(control) = checklist.controls().nth(place) else {
            return;
        };
        let reference = control.reference.clone();
        if self.at.as_ref() != Some(&reference) {
            self.scroll = Scroll::default();
            self.citation = 0;
        }
        self.at = Some(reference);
        self.fit(cx);
    }

    /// Returns which of the controls is selected, counted in their order.
    pub(super) fn place_among(&self, data: &Data) -> usize {
        let mut controls = self
            .checklist(data)
            .into_iter()
            .flat_map(Checklist::controls);
        controls
            .position(|control| Some(&control.reference) == self.at.as_ref())
            .unwrap_or(0)
    }

    /// Puts the selection on a control that is there.
    pub(super) fn settle(&mut self, cx: Cx<'_>) {
        let place = self.place_among(cx.data);
        self.go_to(place, cx);
        let citations = self.citations(cx.data).len();
        self.citation = self.citation.min(citations.saturating_sub(1));
        self.search(cx.data);
    }

    /// Brings the selected control into sight in the list.
    pub(super) fn fit(&mut self, cx: Cx<'_>) {
        let Some(checklist) = self.checklist(cx.data) else {
            return;
        };
        let entries = entries::of(checklist);
        let at = entries::place(&entries, self.at.as_ref());
        let len = entries.len();
        let height = usize::from(Areas::of(cx.area, self.is_at_control()).list.height);
        self.list.select(at, len, height);
    }

    pub(super) fn is_at_control(&self) -> bool {
        self.pane == Pane::Control || self.typing.is_some()
    }

    pub(super) fn go(&mut self, way: Motion, cx: Cx<'_>) {
        let areas = Areas::of(cx.area, self.is_at_control());
        if self.pane == Pane::Control {
            let height = usize::from(areas.control.height);
            let last = self.citations(cx.data).len().saturating_sub(1);
            self.citation = way.apply(self.citation, last, height);
            let length = self.control_length(areas.control, cx.data);
            self.scroll.go(way, length, height);
            return;
        }
        let count = self.checklist(cx.data).map_or(0, |c| c.controls().count());
        let height = usize::from(areas.list.height);
        let to = way.apply(self.place_among(cx.data), count.saturating_sub(1), height);
        self.go_to(to, cx);
    }

    /// Goes to the next or previous control that nothing is decided about, around the end.
    pub(super) fn step_undecided(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let Some(checklist) = self.checklist(cx.data) else {
            return Vec::new();
        };
        let statement = self.statement(cx.data);
        let open: Vec<usize> = checklist
            .controls()
            .enumerate()
            .filter(|(_, control)| {
                statement.is_none_or(|s| s.decision(&control.reference).is_none())
            })
            .map(|(place, _)| place)
            .collect();
        let at = self.place_among(cx.data);
        let next = if forwards {
            open.iter().find(|place| **place > at).or(open.first())
        } else {
            open.iter().rev().find(|place| **place < at).or(open.last())
        };
        match next.copied() {
            Some(next) => {
                self.go_to(next, cx);
                Vec::new()
            }
            None => vec![Intent::Toast("every control is decided".to_owned())],
        }
    }

    fn search(&mut self, data: &Data) {
        let Some(checklist) = self.checklist(data) else {
            return;
        };
        let statement = self.statement(data);
        let said: Vec<String> = checklist
            .controls()
            .map(|control| {
                let decision = statement.and_then(|s| s.decision(&control.reference));
                entries::said(control, decision)
            })
            .collect();
        self.find.search(said.iter().map(String::as_str));
    }

    /// Searches anew after the query changed: the first match from the selected control on.
    pub(super) fn typed_query(&mut self, cx: Cx<'_>) {
        self.search(cx.data);
        if let Some(place) = self.find.first_from(self.place_among(cx.data)) {
            self.go_to(place, cx);
        }
    }

    pub(super) fn step_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        if self.find.query().is_empty() {
            return vec![Intent::Toast("find something first".to_owned())];
        }
        match self.find.step(self.place_among(cx.data), forwards) {
            Some(place) => {
                self.go_to(place, cx);
                Vec::new()
            }
            None => vec![Intent::Toast(format!(
                "nothing matches {}",
                self.find.query()
            ))],
        }
    }

    pub(super) fn enter(&mut self, pane: Pane, cx: Cx<'_>) -> Vec<Intent> {
        self.pane = pane;
        self.fit(cx);
        Vec::new()
    }
}
