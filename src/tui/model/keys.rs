//! What a key does: the action that it stands for, done by the topmost panel or by the program itself.

use crate::tui::{
    action::Action,
    effect::Effect,
    keymap::{Key, Press},
    overlays::confirm::Confirm,
    panel::Intent,
    theme::Theme,
};

use super::Model;

impl Model {
    pub(super) fn press(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.answered();
        let armed = std::mem::take(&mut self.quit_armed);
        if self.pending.is_empty()
            && let Some(intents) = self.with_top(|panel, cx| panel.press(key, cx)).flatten()
        {
            self.carry_out(intents, effects);
            return;
        }
        let contexts = self.contexts();
        match self.pending.press(&self.settings.keymap, &contexts, key) {
            Press::Match(Action::Quit) => {
                self.quit_armed = true;
                if armed {
                    self.quit(effects);
                } else {
                    self.toast = Some("ctrl-c again leaves; nothing is lost".to_owned());
                }
            }
            Press::Match(action) => self.act(action, effects),
            Press::Prefix(_) | Press::Count(_) => {}
            Press::None => self.pending.clear(),
        }
    }

    pub(super) fn act(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let count = self.pending.take_count();
        let answer = self
            .with_top_counted(count, |panel, cx| panel.act(action, cx))
            .flatten();
        match answer {
            Some(intents) => self.carry_out(intents, effects),
            None => self.act_alone(action, effects),
        }
    }

    pub(super) fn next_theme(&mut self) {
        let names: Vec<&str> = self.settings.themes.iter().map(Theme::name).collect();
        let at = names
            .iter()
            .position(|name| *name == self.settings.theme.name());
        let next = at.map_or(0, |at| (at + 1) % names.len().max(1));
        if let Some(theme) = self.settings.themes.get(next) {
            self.toast = Some(format!("theme {}", theme.name()));
            self.settings.theme = theme.clone();
        }
    }

    pub(super) fn back(&mut self, effects: &mut Vec<Effect>) {
        if self.stack.len() > 1 {
            self.carry_out(vec![Intent::Close], effects);
            return;
        }
        match self.uncommitted() {
            0 => self.quit(effects),
            count => {
                let noun = if count == 1 {
                    "record is"
                } else {
                    "records are"
                };
                let confirm = Confirm::new(
                    "Leave tickmark?",
                    &format!(
                        "{count} {noun} saved and not committed yet. They stay as they are until you come back."
                    ),
                    "leave",
                    Action::Quit,
                );
                self.carry_out(vec![Intent::Open(Box::new(confirm))], effects);
            }
        }
    }

    /// Ends the program, or has it end when the last change is saved.
    pub(super) fn quit(&mut self, effects: &mut Vec<Effect>) {
        self.keep_draft(true, effects);
        if self.in_flight == 0 {
            effects.push(Effect::Exit(0));
        } else {
            self.leaving = true;
            self.toast = Some("saving, then leaving".to_owned());
        }
    }
}
