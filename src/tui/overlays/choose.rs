//! A choice of one among several; what cannot be chosen says why.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::tui::{
    action::{Action, Context},
    data::Data,
    panel::{Cx, Intent, Panel, View, motion},
    text,
    theme::Role,
    widgets::{
        frame,
        list::{self, ListState},
        paint,
    },
};

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is, in a few words.
    pub label: String,
    /// What it means, in a sentence; may be empty.
    pub detail: String,
    /// Why it cannot be chosen now.
    pub disabled: Option<String>,
}

/// What is done with the choice, given by its place in the list.
pub type Chosen = Box<dyn Fn(usize, Cx<'_>) -> Vec<Intent>>;

/// Lets a person choose; closes itself before what was chosen is done.
pub struct Choose {
    title: String,
    choices: Vec<Choice>,
    list: ListState,
    done: Chosen,
    /// Why a choice is off, in a few words beside its label.
    reasons: Vec<(usize, String)>,
}

impl Choose {
    /// Offers these choices, the first that can be chosen selected.
    pub fn new(title: &str, choices: Vec<Choice>, done: Chosen) -> Self {
        let selected = choices
            .iter()
            .position(|c| c.disabled.is_none())
            .unwrap_or(0);
        Self {
            title: title.to_owned(),
            choices,
            list: ListState {
                selected,
                offset: 0,
            },
            done,
            reasons: Vec::new(),
        }
    }

    /// Says beside the label of a choice that is off why it is, in a few words.
    #[must_use]
    pub fn saying(mut self, place: usize, why: &str) -> Self {
        self.reasons.push((place, why.to_owned()));
        self
    }

    /// Selects a choice beforehand.
    #[must_use]
    pub fn selecting(mut self, place: usize) -> Self {
        self.list.selected = place;
        self
    }

    /// Returns the explanation of the selected choice: why it is disabled, or what it means.
    fn explanation(&self) -> Option<(&str, Role)> {
        let choice = self.choices.get(self.list.selected)?;
        match &choice.disabled {
            Some(why) => Some((why, Role::Warning)),
            None => Some((&choice.detail, Role::Dim)),
        }
    }
}

impl Panel for Choose {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::List]
    }

    fn name(&self) -> String {
        self.title.clone()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::OpenRecord => {
                let choice = self.choices.get(self.list.selected)?;
                if let Some(why) = &choice.disabled {
                    return Some(vec![Intent::Toast(format!("{}: {why}", choice.label))]);
                }
                let mut intents = vec![Intent::Close];
                intents.extend((self.done)(self.list.selected, cx));
                Some(intents)
            }
            Action::Back => Some(vec![Intent::Close]),
            other => {
                let height = usize::from(cx.area.height);
                self.list
                    .go(motion(other, cx.count)?, self.choices.len(), height);
                Some(Vec::new())
            }
        }
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            // A choice is a list of no records.
            Action::DrawSample
            | Action::Copy
            | Action::MoveOn
            | Action::OpenRow
            | Action::GuidanceDown
            | Action::GuidanceUp
            | Action::Find
            | Action::NextMatch
            | Action::PreviousMatch => Some("this is a choice: take one, or go back".to_owned()),
            _ => None,
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::OpenRecord, Action::Back]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let width = area.width.min(78);
        let room = usize::from(width.saturating_sub(4));
        let explained = self.explanation();
        let lines = explained
            .map_or(0, |(said, _)| text::wrap(said, room).len())
            .min(8);
        let height = text::cells(self.choices.len() + lines + if lines > 0 { 3 } else { 2 })
            .min(area.height);
        let inside = frame::boxed(
            look,
            frame::centred(area, width, height),
            &self.title,
            Role::BorderFocus,
            buf,
        );
        let rows = inside.height.min(text::cells(self.choices.len()));
        let line = |place: usize| {
            let choice = self.choices.get(place);
            let label = choice.map_or("", |c| c.label.as_str());
            let off = choice.is_some_and(|c| c.disabled.is_some());
            let role = if off { Role::Dim } else { Role::Text };
            let mut reasons = self.reasons.iter();
            let why = reasons.find(|(of, _)| *of == place);
            let suffix = match why {
                _ if !off => String::new(),
                Some((_, why)) => format!("  ({why})"),
                None => "  (not now)".to_owned(),
            };
            Line::from(vec![
                Span::styled(label, look.style(role)),
                Span::styled(suffix, look.style(Role::Dim)),
            ])
        };
        let list_area = Rect {
            height: rows,
            ..inside
        };
        list::render(
            look,
            list_area,
            &self.list,
            self.choices.len(),
            "nothing to choose from",
            line,
            buf,
        );
        if let Some((said, role)) = explained {
            let below = Rect {
                y: inside.y + rows + 1,
                height: inside.height.saturating_sub(rows + 1),
                ..inside
            };
            for (y, wrapped) in
                (0..below.height).zip(text::wrap_lines(said, usize::from(below.width)))
            {
                paint::text_at(look, below, 0, y, wrapped, look.style(role), buf);
            }
        }
        None
    }
}
