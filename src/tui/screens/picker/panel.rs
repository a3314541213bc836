//! The picker on the stack of screens: what its keys do, and what it hears.

use crate::{
    domain::id::AuditId,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{FindRequest, Origin, Reply},
        keymap::Key,
        panel::{Cx, Intent, Panel, View},
        widgets::field::Pressed,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Focus, MOST_AHEAD, Mode, Picker, place_text, preferred, preview};

impl Panel for Picker {
    fn contexts(&self) -> Vec<Context> {
        match self.focus {
            Focus::Files => vec![Context::Files, Context::Picker],
            Focus::Lines if self.preview.find.is_typing() => vec![Context::Text],
            Focus::Lines => vec![Context::Preview],
        }
    }

    fn name(&self) -> String {
        format!("cite for {}", place_text(&self.holder))
    }

    fn audit(&self) -> Option<&AuditId> {
        self.holder.audit()
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let (preferred, lines) = preferred(&self.holder, cx.data);
        self.preview.cite(lines);
        self.files.prefer(preferred);
        let mut intents = vec![Intent::Find(FindRequest::Refresh)];
        intents.extend(self.query_changed(cx));
        intents
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match (action, self.focus) {
            (Action::Back, _) => self.back(cx),
            (_, Focus::Files) => self.act_in_files(action, cx),
            (Action::BackToFiles, Focus::Lines) => Some(self.leave_file(cx)),
            (_, Focus::Lines)
                if self.has_to_wait(action, cx)
                    && action.info().contexts.contains(&Context::Preview) =>
            {
                if self.ahead.len() < MOST_AHEAD {
                    self.ahead.push((action, cx.count));
                }
                Some(Vec::new())
            }
            (_, Focus::Lines) => self.act_in_lines(action, cx),
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match self.focus {
            Focus::Files => match self.query.press(key) {
                Pressed::Changed => Some(self.query_changed(cx)),
                Pressed::Moved => Some(Vec::new()),
                Pressed::Ignored => None,
            },
            Focus::Lines => {
                let changed = self.preview.find.press(key)?;
                if changed {
                    self.preview.find_lines(self.areas(cx.area).preview);
                }
                Some(Vec::new())
            }
        }
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match self.focus {
            Focus::Files => {
                self.query.paste(text);
                Some(self.query_changed(cx))
            }
            Focus::Lines => {
                self.preview.find.paste(text)?;
                self.preview.find_lines(self.areas(cx.area).preview);
                Some(Vec::new())
            }
        }
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Paths { query, found } => {
                self.files.take(query, found);
                match self.mode {
                    Mode::Paths => self.catch_up(cx),
                    Mode::Contents => Vec::new(),
                }
            }
            Reply::Contents { ticket, found, end } => {
                self.contents.take(*ticket, found, end.as_deref());
                match (self.mode, self.focus) {
                    (Mode::Contents, Focus::Files) => self.show_selected(cx),
                    (Mode::Contents, Focus::Lines) | (Mode::Paths, _) => Vec::new(),
                }
            }
            Reply::Previewed { path, content } => {
                let area = self.areas(cx.area).preview;
                self.preview.take(path, content, area);
                self.catch_up(cx)
            }
            Reply::Failed(failure) if self.blind && failure.of == Origin::Paths => {
                self.leave_file(cx)
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        match self.focus {
            Focus::Files => vec![
                Action::PickerAccept,
                Action::SearchContents,
                Action::PickerPreview,
                Action::Back,
            ],
            Focus::Lines if self.preview.find.is_typing() => vec![Action::TextAccept, Action::Back],
            Focus::Lines => {
                let mut hints = vec![Action::CiteRange];
                if self.preview.has_lines() {
                    hints.extend([Action::PickRange, Action::CiteFile]);
                }
                if self.preview.is_table() {
                    hints.extend([Action::ToggleTable, Action::ScrollRight]);
                } else if self.preview.has_lines() {
                    hints.push(Action::Find);
                }
                hints.push(Action::BackToFiles);
                hints
            }
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let areas = self.areas(area);
        let in_query = self.draw_head(areas.head, buf, view);
        let focus = self.focus == Focus::Files;
        if !areas.files.is_empty() {
            match self.mode {
                Mode::Paths => self.files.render(view.look, areas.files, focus, buf),
                Mode::Contents => self.contents.render(view.look, areas.files, focus, buf),
            }
            self.draw_remark(areas.remark, buf, view);
        }
        if !areas.line.is_empty() {
            preview::divide(view.look, areas.line, buf);
        }
        let in_file = if areas.preview.is_empty() {
            None
        } else {
            self.preview.render(view.look, areas.preview, !focus, buf)
        };
        in_file.or(in_query)
    }
}
