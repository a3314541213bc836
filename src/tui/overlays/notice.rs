//! An error or a word of warning that stays until it is read.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    error::Error,
    tui::{
        action::{Action, Context},
        data::Data,
        panel::{Cx, Intent, Panel, View, motion},
        widgets::{self, hints, scroll::Scroll},
    },
};

/// Says what went wrong, why, and what to do about it.
pub struct Notice {
    notice: widgets::notice::Notice,
    scroll: Scroll,
}

impl Notice {
    /// Makes the notice of an error.
    pub fn new(error: &Error) -> Self {
        Self {
            notice: widgets::notice::Notice::error(error),
            scroll: Scroll::default(),
        }
    }

    /// Shows what is told, until a key.
    pub fn saying(notice: widgets::notice::Notice) -> Self {
        Self {
            notice,
            scroll: Scroll::default(),
        }
    }
}

impl Panel for Notice {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Overlay]
    }

    fn name(&self) -> String {
        self.notice.title.clone()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Dismiss | Action::Back => Some(vec![Intent::Close]),
            Action::Copy => Some(vec![Intent::Copy(self.notice.text())]),
            other => {
                let motion = motion(other, cx.count)?;
                // How many rows there are depends on the theme's wrapping at this width only.
                let rows = self.notice.text().lines().count().saturating_mul(2);
                self.scroll.go(motion, rows, usize::from(cx.area.height));
                Some(Vec::new())
            }
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::Dismiss, Action::Copy]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let keys = hints::of(
            view.keymap,
            &[Context::Overlay, Context::Global],
            &[Action::Dismiss, Action::Copy],
        );
        self.notice.render(view.look, area, self.scroll, &keys, buf);
        None
    }
}
