//! What a key does: the action that it stands for, done by the topmost panel or by the program itself.

use crate::domain::id::AuditId;
use crate::tui::{
    action::{Action, Context},
    effect::{Effect, Request},
    keymap::{Key, Press},
    overlays::{confirm::Confirm, help::Help, jump::Jump, search::Search},
    panel::Intent,
    screens::{self},
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
            // It stops what is under way before it is about the program.
            Press::Match(Action::Quit) if self.may_stop_sync() => self.data.sync.stop(),
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

    /// Does the actions that belong to no panel.
    pub(super) fn act_alone(&mut self, action: Action, effects: &mut Vec<Effect>) {
        match action {
            Action::Undo => self.undo(effects),
            Action::Redo => self.redo(effects),
            Action::Back => self.back(effects),
            Action::Quit => self.quit(effects),
            Action::Help => {
                let help = Help::new(&self.contexts(), &self.settings.keymap, |action| {
                    self.stack
                        .last()
                        .and_then(|panel| panel.why_not(action, &self.data))
                });
                self.carry_out(vec![Intent::Open(Box::new(help))], effects);
            }
            Action::Jump | Action::GoClause => {
                let jump = Jump::new(&self.data, self.audit(), action == Action::GoClause);
                self.carry_out(vec![Intent::Open(Box::new(jump))], effects);
            }
            Action::Search => match self.audit_meant().cloned() {
                Some(audit) => {
                    let search = Search::new(audit);
                    self.carry_out(vec![Intent::Open(Box::new(search))], effects);
                }
                None => self.toast = Some("select an audit first".to_owned()),
            },
            Action::GoHome => {
                self.keep_draft(true, effects);
                self.stack.truncate(1);
                self.refresh();
            }
            there if self.is_there(there) => {}
            Action::GoReview if self.back_to_review(effects) => {}
            Action::GoWalk
            | Action::GoChart
            | Action::GoFindings
            | Action::GoActions
            | Action::GoSamples
            | Action::GoApplicability
            | Action::GoIndependence
            | Action::GoSignOff
            | Action::GoReferences
            | Action::GoAudit
            | Action::GoProgramme
            | Action::GoQueue
            | Action::GoManagementReview
            | Action::GoRepositories
            | Action::GoVerify
            | Action::GoSync
            | Action::GoSystems
            | Action::GoReview => {
                let audit = match action {
                    // Without an open audit the review is that of the whole workspace.
                    Action::GoReview | Action::GoVerify => self.audit(),
                    _ => self.audit_meant(),
                };
                match screens::go(action, audit, &self.data) {
                    Ok(intents) => self.carry_out(intents, effects),
                    Err(text) => self.toast = Some(text),
                }
            }
            Action::Redraw => {
                effects.push(Effect::Redraw);
                effects.push(Effect::Ask(Request::WhoIsHere));
                self.look_again(true, effects);
            }
            Action::Suspend => {
                self.keep_draft(true, effects);
                effects.push(Effect::Suspend);
            }
            Action::NextTheme => self.next_theme(effects),
            Action::ToggleMouse => {
                self.settings.mouse = !self.settings.mouse;
                let taken = if self.settings.mouse {
                    "taken"
                } else {
                    "left to the terminal"
                };
                self.toast = Some(format!("the mouse is {taken}"));
            }
            Action::Reload => effects.push(Effect::Ask(Request::Reload)),
            other => self.toast = Some(format!("{} does nothing here", other.info().title)),
        }
    }

    /// Tells whether a person is already where an action goes.
    fn is_there(&self, action: Action) -> bool {
        let name = || self.stack.last().map(|panel| panel.name());
        match action {
            Action::GoReview => self.is_at(Context::Review),
            Action::GoQueue => self.is_at(Context::Queue),
            Action::GoManagementReview => self.is_at(Context::ManagementReview),
            Action::GoApplicability => self.is_at(Context::Applicability),
            Action::GoRepositories => name().is_some_and(|name| name == "repositories"),
            Action::GoSystems => name().is_some_and(|name| name == "AI systems"),
            Action::GoIndependence => self.is_at(Context::Independence),
            Action::GoVerify => name().is_some_and(|name| name.ends_with("verification")),
            Action::GoProgramme => self.is_at(Context::Programme),
            Action::GoAudit => self.is_at(Context::Audit),
            Action::GoSignOff => self.is_at(Context::SignOff),
            Action::GoSync => self.is_at(Context::Sync),
            _ => false,
        }
    }

    /// Goes back to the review that lies below, where one does: of two, one would commit what was ticked in the other.
    fn back_to_review(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(at) = self.stack.iter().rposition(|panel| panel.is_review()) else {
            return false;
        };
        self.keep_draft(true, effects);
        self.stack.truncate(at + 1);
        self.refresh();
        true
    }

    /// Returns the audit that an action is about: the one that is open, or else that of the selected line.
    fn audit_meant(&self) -> Option<&AuditId> {
        let pointed = || {
            let panels = self.stack.iter().rev();
            panels
                .map(|panel| panel.points_at(&self.data))
                .find(Option::is_some)
                .flatten()
        };
        self.audit().or_else(pointed)
    }

    fn next_theme(&mut self, effects: &mut Vec<Effect>) {
        let name = self.settings.themes.after(self.settings.theme.name());
        match self.settings.themes.take(&name) {
            Ok(theme) => {
                self.toast = Some(format!("theme {}", theme.name()));
                self.settings.theme = theme;
            }
            Err(error) => self.carry_out(vec![Intent::Fail(error)], effects),
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
        if self.data.sync.is_going() && !self.leaving {
            self.data.sync.stop();
            self.leaving = true;
            self.toast = Some("stopping the sync, then leaving".to_owned());
        } else if self.in_flight.is_empty() {
            effects.push(Effect::Exit(0));
        } else {
            self.leaving = true;
            self.toast = Some("saving, then leaving".to_owned());
        }
    }
}
