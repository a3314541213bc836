//! Half-typed text that was left over when the program ended without a goodbye.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::id::AuditId,
    safe,
    session::Draft,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Request,
        panel::{Cx, Intent, Panel, View, motion},
        screens, text,
        theme::Role,
        widgets::{
            frame,
            list::{self, ListState},
            paint,
        },
    },
};

/// Offers each left-over text: take it up again where it was typed, or let it go.
pub struct Recover {
    drafts: Vec<Draft>,
    list: ListState,
    /// Whether the key to let go was the last one: the second one means it.
    asked: bool,
}

impl Recover {
    /// Offers these texts.
    pub fn new(drafts: Vec<Draft>) -> Self {
        Self {
            drafts,
            list: ListState::default(),
            asked: false,
        }
    }

    fn take_up(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(draft) = self.drafts.get(self.list.selected).cloned() else {
            return vec![Intent::Close];
        };
        let audit: Option<AuditId> = draft.audit.parse().ok();
        let opened = screens::at(audit.as_ref(), &draft.place, cx.data);
        let Some(mut panel) = opened else {
            return vec![Intent::Toast(format!(
                "{} is not there any more; y copies the text",
                draft.place
            ))];
        };
        if !panel.resume_writing(&draft.place, &draft.text, cx) {
            return vec![Intent::Toast(format!(
                "{} takes no text now; y copies it",
                draft.place
            ))];
        }
        let mut intents = self.let_go();
        intents.push(Intent::Open(panel));
        intents
    }

    /// Takes the selected text off the list, and the panel away with the last one.
    fn let_go(&mut self) -> Vec<Intent> {
        if self.list.selected >= self.drafts.len() {
            return vec![Intent::Close];
        }
        let draft = self.drafts.remove(self.list.selected);
        self.list.fit(self.drafts.len(), 1);
        let mut intents = Vec::new();
        if self.drafts.is_empty() {
            intents.push(Intent::Close);
        }
        intents.push(Intent::Ask(Request::DropDraft {
            audit: draft.audit,
            place: draft.place,
        }));
        intents
    }
}

impl Panel for Recover {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Recover]
    }

    fn name(&self) -> String {
        "half-typed text".to_owned()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let asked = std::mem::replace(&mut self.asked, action == Action::LetGo);
        match action {
            // A letter typed ahead must not throw a text away; nothing brings it back.
            Action::LetGo if !asked => Some(vec![Intent::Toast(
                "once more throws this text away; nothing brings it back".to_owned(),
            )]),
            Action::TakeUp => Some(self.take_up(cx)),
            Action::LetGo => {
                self.asked = false;
                Some(self.let_go())
            }
            Action::Copy => {
                let draft = self.drafts.get(self.list.selected)?;
                Some(vec![Intent::Copy(draft.text.clone())])
            }
            // Left for the next start: nothing typed is ever thrown away unasked.
            Action::Back => Some(vec![Intent::Close]),
            other => {
                self.list.go(
                    motion(other, cx.count)?,
                    self.drafts.len(),
                    usize::from(cx.area.height),
                );
                Some(Vec::new())
            }
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::TakeUp, Action::LetGo, Action::Copy, Action::Back]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let outer = frame::centred(area, area.width.min(90), area.height.min(20));
        let inside = frame::boxed(
            look,
            outer,
            "text that was being typed when the program ended",
            Role::BorderFocus,
            buf,
        );
        let rows = text::cells(self.drafts.len()).min(inside.height / 2).max(1);
        let list_area = Rect {
            height: rows,
            ..inside
        };
        let line = |place: usize| {
            self.drafts.get(place).map_or_else(Line::default, |draft| {
                Line::from(vec![
                    Span::styled(
                        safe::escape_line(&draft.place).into_owned(),
                        look.style(Role::Text),
                    ),
                    Span::styled(
                        format!(
                            "  {}  {} characters",
                            safe::escape_line(&draft.audit),
                            draft.text.chars().count()
                        ),
                        look.style(Role::Dim),
                    ),
                ])
            })
        };
        list::render(
            look,
            list_area,
            &self.list,
            self.drafts.len(),
            "nothing left",
            line,
            buf,
        );
        let below = Rect {
            y: inside.y + rows + 1,
            height: inside.height.saturating_sub(rows + 1),
            ..inside
        };
        if let Some(draft) = self.drafts.get(self.list.selected) {
            let shown = safe::escape_text(&draft.text);
            for (y, wrapped) in
                (0..below.height).zip(text::wrap_lines(&shown, usize::from(below.width)))
            {
                paint::text_at(look, below, 0, y, wrapped, look.style(Role::Field), buf);
            }
        }
        None
    }
}
