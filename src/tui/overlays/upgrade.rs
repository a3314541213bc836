//! Asks before an audit takes another edition of a checklist, and says what becomes of its answers.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{change::Change, id::AuditId},
    session::editions::Upgrade,
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        panel::{Cx, Intent, Panel, View, motion},
        theme::{Role, Theme},
        widgets::{Look, hints::Hint, notice::Notice, scroll::Scroll},
    },
};

/// The question, with what is at stake below it.
pub struct UpgradeQuestion {
    audit: AuditId,
    change: Change,
    notice: Notice,
    scroll: Scroll,
}

impl UpgradeQuestion {
    /// Asks whether to make an upgrade.
    pub fn new(audit: AuditId, upgrade: Upgrade) -> Self {
        let notice = Notice {
            details: upgrade.told(),
            ..Notice::message(
                format!("upgrade {}", upgrade.checklist),
                Role::Warning,
                format!(
                    "{}: {}. No answer is lost.",
                    upgrade.checklist,
                    upgrade.versions()
                ),
            )
        };
        Self {
            audit,
            change: upgrade.change,
            notice,
            scroll: Scroll::default(),
        }
    }
}

impl Panel for UpgradeQuestion {
    fn contexts(&self) -> Vec<Context> {
        // Answered by a letter and never by enter; the keys of a notice scroll it.
        vec![Context::Confirm, Context::Overlay]
    }

    fn name(&self) -> String {
        self.notice.title.clone()
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Yes => Some(vec![
                Intent::Close,
                Intent::Apply(self.change.clone()),
                Intent::Toast(format!("{}; undo takes it back", self.change.what)),
            ]),
            Action::No | Action::Back => Some(vec![Intent::Close]),
            // Enter may have been typed ahead for something else.
            Action::Dismiss => Some(Vec::new()),
            other => {
                let way = motion(other, cx.count)?;
                // How many rows there are depends on the width alone.
                let plain = (Theme::plain(), Glyphs::ascii());
                let look = Look {
                    theme: &plain.0,
                    glyphs: &plain.1,
                };
                let (len, height) = self.notice.extent(look, cx.area);
                self.scroll.go(way, len, height);
                Some(Vec::new())
            }
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::Yes, Action::No, Action::Down]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let hint = |action, contexts: &[Context], title: &str| {
            let key = view.keymap.key_of(action, contexts);
            key.map(|key| Hint::new(key, title))
        };
        let keys = [
            hint(Action::Yes, &[Context::Confirm], "upgrade"),
            hint(Action::No, &[Context::Confirm], "stay"),
        ];
        let keys: Vec<Hint> = keys.into_iter().flatten().collect();
        self.notice.render(view.look, area, self.scroll, &keys, buf);
        None
    }
}
