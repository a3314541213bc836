//! Pinning anew: both sides once more, and the reason, which stays in the record with the old pin.

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{evidence::EvidenceLink, holder::Holder, id::AuditId},
    safe,
    session::evidence::Target,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View},
        text,
        theme::Role,
        widgets::{
            field::{Pressed, TextField},
            paint,
            scroll::Scroll,
        },
    },
};

use super::sides::{Face, Form, Painting, Sides};

/// The rows that the reason takes, with what is said about it.
const FOOT: u16 = 4;

/// How many rows above the cited lines are shown.
const ABOVE: usize = 2;

/// What is asked before a citation is pinned anew.
#[derive(Debug)]
pub(super) struct Repin {
    pub(super) holder: Holder,
    pub(super) link: EvidenceLink,
    pub(super) target: Target,
    /// Both sides; none where they are no texts.
    pub(super) sides: Option<Arc<Sides>>,
    /// What the sides are.
    pub(super) titles: [String; 2],
    pub(super) field: TextField,
    pub(super) fault: Option<&'static str>,
    /// Whether the next esc gives up what was typed.
    pub(super) giving_up: bool,
    /// Whether the worker is asked, who may refuse: the reason stays until the citation is pinned.
    pub(super) waiting: bool,
}

impl Repin {
    /// Returns what is pinned anew, as a title.
    fn title(&self) -> String {
        let to = crate::domain::evidence::within(".", &self.target.path, self.target.lines);
        format!("pin {} anew: {}", self.link.id, safe::escape_line(&to))
    }

    fn accept(&mut self) -> Vec<Intent> {
        if self.waiting {
            return Vec::new();
        }
        let why = self.field.text().trim();
        if why.is_empty() {
            self.fault = Some("it needs a reason: it stays in the record, with the old pin");
            return Vec::new();
        }
        let request = Request::Repin {
            holder: self.holder.clone(),
            link: Box::new(self.link.clone()),
            target: self.target.clone(),
            why: why.to_owned(),
        };
        self.waiting = true;
        vec![Intent::Ask(request)]
    }
}

impl Panel for Repin {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Text]
    }

    fn name(&self) -> String {
        format!("pin {} anew", self.link.id)
    }

    fn audit(&self) -> Option<&AuditId> {
        self.holder.audit()
    }

    fn press(&mut self, key: Key, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        match self.field.press(key) {
            Pressed::Ignored => None,
            Pressed::Changed => {
                (self.fault, self.giving_up) = (None, false);
                Some(Vec::new())
            }
            Pressed::Moved => Some(Vec::new()),
        }
    }

    fn paste(&mut self, text: &str, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.field.paste(text);
        self.fault = None;
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept => Some(self.accept()),
            Action::Back if self.giving_up || self.field.is_empty() => Some(vec![Intent::Close]),
            Action::Back => {
                self.giving_up = true;
                self.fault = Some("enter pins it anew; esc again gives it up");
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Pinned { holder, link }
                if self.waiting && (holder, &link.id) == (&self.holder, &self.link.id) =>
            {
                return vec![Intent::Close];
            }
            Reply::Failed(_) => self.waiting = false,
            _ => {}
        }
        Vec::new()
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::TextAccept, Action::Back]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        if area.is_empty() {
            return None;
        }
        let style = look.style(Role::Title);
        paint::text_at(look, area, 1, 0, &self.title(), style, buf);
        let foot = FOOT.min(area.height.saturating_sub(1));
        let body = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1 + foot),
            ..area
        };
        if let Some(sides) = &self.sides
            && body.height > 1
        {
            let form = Form::of(Face::Both, area.width);
            let [then, now] = &self.titles;
            let painting = Painting {
                look,
                form,
                titles: [then, now],
                scroll: Scroll {
                    top: sides.start(form).saturating_sub(ABOVE),
                },
                find: &Find::default(),
            };
            sides.render(painting, body, buf);
        }
        let inside = Rect {
            x: area.x + 1.min(area.width),
            y: body.bottom(),
            width: area.width.saturating_sub(2),
            height: area.bottom().saturating_sub(body.bottom()),
        };
        let label = "Why is it pinned anew? The old pin stays in the record, with this reason.";
        let lines = text::wrap_lines(label, usize::from(inside.width));
        let mut row = u16::from(inside.height > 2);
        for line in lines
            .into_iter()
            .take(usize::from(inside.height.saturating_sub(row + 1)))
        {
            paint::text_at(look, inside, 0, row, line, look.style(Role::Label), buf);
            row += 1;
        }
        if inside.height <= row {
            return None;
        }
        let field = Rect {
            y: inside.y + row,
            height: 1,
            ..inside
        };
        let cursor = self
            .field
            .render(field, buf, look.style(Role::FieldFocus), true);
        let said = match self.fault {
            Some(fault) => Some((fault, Role::Error)),
            None => self.waiting.then_some(("At work...", Role::Hint)),
        };
        if let Some((said, role)) = said {
            paint::text_at(look, inside, 0, row + 1, said, look.style(role), buf);
        }
        cursor
    }
}
