//! The model of the program: data, the stack of panels, keys half typed, undo; and the one function that changes it.
//!
//! [`Model::update`] takes a [`Message`] and returns the [`Effect`]s that concern the world outside. Drawing is a pure
//! function of the model ([`super::view`]).

use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use crate::{
    domain::{change::Change, id::AuditId, papers::WorkingPapers},
    error::Error,
    session::{Draft, Resume},
};

use super::{
    action::{Action, Context},
    data::Data,
    drafting::Drafting,
    effect::{Effect, Reply, Request},
    glyphs::Glyphs,
    keymap::{Key, Keymap, Pending, Press},
    overlays::{confirm::Confirm, help::Help, jump::Jump, notice::Notice},
    panel::{Cx, Intent, Panel},
    screens::{self, home::Home},
    theme::Theme,
    view,
};

/// How long saving may take before the screen says so.
pub const SAVING_SHOWN_AFTER: Duration = Duration::from_millis(150);

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// A key.
    Key(Key),
    /// Text pasted as a whole.
    Paste(String),
    /// The terminal's new size.
    Resize(u16, u16),
    /// The terminal's window lost the focus.
    FocusLost,
    /// The worker or the finder answered.
    Reply(Reply),
    /// The moment that [`Model::deadline`] named has come.
    Deadline,
    /// The program goes on after a suspension; files may have changed.
    Resumed,
    /// Somebody asks the program to end, as an interrupt from outside does.
    Interrupt,
}

/// How the program looks and is operated.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The styles.
    pub theme: Theme,
    /// The themes to change to, in order.
    pub themes: Vec<Theme>,
    /// The marks and lines.
    pub glyphs: Glyphs,
    /// The keys.
    pub keymap: Keymap,
    /// Whether the program takes the mouse.
    pub mouse: bool,
}

/// The state of the whole program.
pub struct Model {
    pub(super) data: Data,
    pub(super) settings: Settings,
    pub(super) size: Rect,
    pub(super) stack: Vec<Box<dyn Panel>>,
    pub(super) pending: Pending,
    pub(super) toast: Option<String>,
    pub(super) saving_since: Option<Instant>,
    in_flight: usize,
    undo: Vec<Change>,
    redo: Vec<Change>,
    drafting: Drafting,
    place: Option<Resume>,
    quit_armed: bool,
    /// Whether the program ends as soon as everything is saved.
    leaving: bool,
    changed: bool,
}

impl Model {
    /// Starts at home.
    pub fn new(data: Data, settings: Settings, width: u16, height: u16) -> Self {
        let mut model = Self {
            data,
            settings,
            size: Rect::new(0, 0, width, height),
            stack: vec![Box::new(Home::new())],
            pending: Pending::default(),
            toast: None,
            saving_since: None,
            in_flight: 0,
            undo: Vec::new(),
            redo: Vec::new(),
            drafting: Drafting::default(),
            place: None,
            quit_armed: false,
            leaving: false,
            changed: true,
        };
        // A key may come before any answer: the selection has to be on something by then.
        model.refresh();
        model
    }

    /// Opens what is asked for at the start: the place where the person was, and half-typed text that was left over.
    pub fn begin(&mut self, resume: Option<Resume>, left_over: Vec<Draft>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(resume) = resume
            && let Some(panel) = screens::resume(&resume, &self.data)
        {
            self.carry_out(vec![Intent::Open(panel)], &mut effects);
        }
        if !left_over.is_empty() {
            let panel = super::overlays::recover::Recover::new(left_over);
            self.carry_out(vec![Intent::Open(Box::new(panel))], &mut effects);
        }
        for audit in self.data.papers.keys() {
            effects.push(Effect::Ask(Request::Check(audit.clone())));
        }
        effects
    }

    /// Takes in what happened and returns what the world outside has to do.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            Message::Key(key) => self.press(key, &mut effects),
            Message::Paste(text) => {
                self.answered();
                let intents = self.with_top(|panel, cx| panel.paste(&text, cx)).flatten();
                if intents.is_none() {
                    self.toast = Some("nothing to paste into here".to_owned());
                }
                self.carry_out(intents.unwrap_or_default(), &mut effects);
            }
            Message::Resize(width, height) => {
                self.size = Rect::new(0, 0, width, height);
                self.refresh();
            }
            Message::FocusLost => self.keep_draft(true, &mut effects),
            Message::Reply(reply) => self.hear(reply, &mut effects),
            Message::Deadline => {
                self.changed |= self.saving_since.is_some();
                self.keep_draft(true, &mut effects);
            }
            Message::Resumed => {
                self.changed = true;
                effects.push(Effect::Ask(Request::Reload));
            }
            Message::Interrupt => self.quit(&mut effects),
        }
        self.keep_draft(false, &mut effects);
        self.keep_place(&mut effects);
        effects
    }

    /// Tells whether a frame is due since the last time this was asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Says when [`Message::Deadline`] is due.
    pub fn deadline(&self) -> Option<Instant> {
        let saving = self
            .saving_since
            .map(|since| since + SAVING_SHOWN_AFTER)
            .filter(|at| *at > Instant::now());
        [saving, self.drafting.due()].into_iter().flatten().min()
    }

    /// Returns the half-typed text as a draft, if there is any that is not kept yet.
    pub fn draft(&self) -> Option<Draft> {
        let writing = self.stack.iter().rev().find_map(|panel| panel.writing())?;
        Some(self.drafting.draft(writing, self.data.clock.now()))
    }

    /// Returns the place where the person is, to come back to.
    pub fn resume(&self) -> Option<Resume> {
        let panel = self
            .stack
            .iter()
            .rev()
            .find(|panel| panel.place().is_some())?;
        Some(Resume {
            audit: panel.audit().map(ToString::to_string).unwrap_or_default(),
            place: panel.place()?,
        })
    }

    /// Returns the audit that is shown, or the only one there is.
    pub fn audit(&self) -> Option<&AuditId> {
        let shown = self.stack.iter().rev().find_map(|panel| panel.audit());
        shown.or_else(|| match self.data.papers.len() {
            1 => self.data.papers.keys().next(),
            _ => None,
        })
    }

    /// Returns the contexts in which a key is looked up, the innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        let mut contexts = self
            .stack
            .last()
            .map_or_else(Vec::new, |panel| panel.contexts());
        contexts.push(Context::Global);
        contexts
    }

    fn is_reviewing(&self) -> bool {
        let top = self.stack.last();
        top.is_some_and(|panel| panel.contexts().contains(&Context::Review))
    }

    /// Tells whether changes are on their way to the disk.
    pub fn is_saving(&self) -> bool {
        self.in_flight > 0
    }

    /// Returns the size of the terminal.
    pub fn size(&self) -> Rect {
        self.size
    }

    /// Returns what the window is called.
    pub fn title(&self) -> String {
        self.stack
            .iter()
            .rev()
            .find(|panel| !panel.is_overlay())
            .map(|panel| panel.name())
            .unwrap_or_default()
    }

    /// Tells whether clicks and the wheel are taken from the terminal.
    pub fn takes_mouse(&self) -> bool {
        self.settings.mouse
    }

    /// Returns what is not committed, over all audits.
    pub fn uncommitted(&self) -> usize {
        self.data.pending.values().sum()
    }

    fn answered(&mut self) {
        self.toast = None;
        self.changed = true;
    }

    fn press(&mut self, key: Key, effects: &mut Vec<Effect>) {
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

    fn act(&mut self, action: Action, effects: &mut Vec<Effect>) {
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
    fn act_alone(&mut self, action: Action, effects: &mut Vec<Effect>) {
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
            Action::GoHome => {
                self.keep_draft(true, effects);
                self.stack.truncate(1);
                self.refresh();
            }
            Action::GoReview if self.is_reviewing() => {}
            Action::GoWalk | Action::GoFindings | Action::GoActions | Action::GoReview => {
                let pointed = self
                    .stack
                    .iter()
                    .rev()
                    .find_map(|p| p.points_at(&self.data));
                let audit = match action {
                    // Without an open audit the review is that of the whole workspace.
                    Action::GoReview => self.audit(),
                    _ => self.audit().or(pointed),
                };
                match screens::go(action, audit, &self.data) {
                    Ok(intents) => self.carry_out(intents, effects),
                    Err(text) => self.toast = Some(text),
                }
            }
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Suspend => {
                self.keep_draft(true, effects);
                effects.push(Effect::Suspend);
            }
            Action::NextTheme => self.next_theme(),
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

    fn next_theme(&mut self) {
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

    fn back(&mut self, effects: &mut Vec<Effect>) {
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
    fn quit(&mut self, effects: &mut Vec<Effect>) {
        self.keep_draft(true, effects);
        if self.in_flight == 0 {
            effects.push(Effect::Exit(0));
        } else {
            self.leaving = true;
            self.toast = Some("saving, then leaving".to_owned());
        }
    }

    fn hear(&mut self, reply: Reply, effects: &mut Vec<Effect>) {
        self.changed = true;
        let mut intents = Vec::new();
        let area = self.body();
        for panel in &mut self.stack {
            let cx = Cx {
                data: &self.data,
                area,
                count: None,
            };
            intents.extend(panel.hear(&reply, cx));
        }
        match reply {
            Reply::Loaded(data) => {
                self.data = Data {
                    random: self.data.random,
                    ..*data
                };
                self.refresh();
                effects.extend(
                    self.data
                        .papers
                        .keys()
                        .map(|id| Effect::Ask(Request::Check(id.clone()))),
                );
            }
            Reply::Saved { merged, pending } => {
                self.saved();
                self.data.pending = pending;
                for record in merged {
                    let papers = record
                        .key()
                        .audit()
                        .and_then(|id| self.data.papers.get_mut(id));
                    if let Some(papers) = papers {
                        papers.put(&record);
                        self.toast = Some("merged with an edit from outside".to_owned());
                    }
                }
                self.refresh();
                effects.extend(
                    self.unjudged()
                        .map(|audit| Effect::Ask(Request::Check(audit))),
                );
            }
            Reply::NotSaved { change, error } => {
                self.saved();
                // Somebody has to read why before the program ends.
                self.leaving = false;
                self.take_back(&change);
                intents.push(Intent::Fail(error));
            }
            Reply::Checked(states) => self.data.citations.extend(states),
            Reply::Pinned { audit, place, link } => self.cite(&audit, &place, &link, &mut intents),
            Reply::Committed(done) => {
                self.data.pending.clear();
                self.forget_creations();
                let noun = if done.files == 1 { "record" } else { "records" };
                let id: String = done.commit.chars().take(8).collect();
                let branch = done
                    .branch
                    .strip_prefix("refs/heads/")
                    .unwrap_or(&done.branch);
                self.toast = Some(format!(
                    "committed {} {noun} on {branch} as {id}",
                    done.files
                ));
                effects.push(Effect::Ask(Request::Reload));
            }
            Reply::Planned(audit) => {
                effects.push(Effect::Ask(Request::Reload));
                self.toast = Some(format!("{audit} is planned"));
            }
            Reply::Edited(Ok(text)) => {
                let edited = self.with_top(|panel, cx| panel.edited(&text, cx));
                intents.extend(edited.unwrap_or_default());
            }
            Reply::Edited(Err(error)) | Reply::Failed(error) => intents.push(Intent::Fail(error)),
            Reply::Compared(_)
            | Reply::Reviewed(_)
            | Reply::Paths { .. }
            | Reply::Previewed { .. } => {}
        }
        self.carry_out(intents, effects);
    }

    fn cite(
        &mut self,
        audit: &AuditId,
        place: &crate::domain::papers::CitedIn,
        link: &crate::domain::evidence::EvidenceLink,
        intents: &mut Vec<Intent>,
    ) {
        let Some(papers) = self.data.papers.get(audit) else {
            intents.push(Intent::Fail(Data::gone(audit)));
            return;
        };
        match self.data.step("") {
            Ok(step) => intents.push(Intent::Apply(crate::session::cite::cite(
                papers, place, link, &step,
            ))),
            Err(error) => intents.push(Intent::Fail(error)),
        }
        intents.push(Intent::Ask(Request::Check(audit.clone())));
    }

    /// Carries out what a panel wants, in order.
    pub(super) fn carry_out(&mut self, intents: Vec<Intent>, effects: &mut Vec<Effect>) {
        for intent in intents {
            match intent {
                Intent::Apply(change) => self.apply(change, effects),
                Intent::Open(panel) => self.open(panel, effects),
                Intent::Replace(panel) => {
                    self.stack.pop();
                    self.open(panel, effects);
                }
                Intent::Close => self.close(effects),
                Intent::CloseAndDo(action) => {
                    self.close(effects);
                    self.act(action, effects);
                }
                Intent::GoTo(panel) => {
                    self.keep_draft(true, effects);
                    self.stack.truncate(1);
                    self.open(panel, effects);
                }
                Intent::Ask(request) => effects.push(Effect::Ask(request)),
                Intent::Find(request) => effects.push(Effect::Find(request)),
                Intent::Toast(text) => self.toast = Some(text),
                Intent::Fail(error) => self.fail(&error, effects),
                Intent::Edit(text) => {
                    self.keep_draft(true, effects);
                    effects.push(Effect::Edit(text));
                }
                Intent::Copy(text) => {
                    effects.push(Effect::Copy(text));
                    self.toast = Some(super::clipboard::SENT.to_owned());
                }
                Intent::DropDraft => {
                    if let Some((audit, place)) = self.drafting.drop_kept() {
                        effects.push(Effect::Ask(Request::DropDraft { audit, place }));
                    }
                }
                Intent::Do(action) => self.act_alone(action, effects),
            }
        }
    }

    fn open(&mut self, panel: Box<dyn Panel>, effects: &mut Vec<Effect>) {
        self.pending.clear();
        self.stack.push(panel);
        self.refresh_top();
        let intents = self
            .with_top(|panel, cx| panel.opened(cx))
            .unwrap_or_default();
        self.carry_out(intents, effects);
    }

    fn close(&mut self, effects: &mut Vec<Effect>) {
        self.pending.clear();
        self.keep_draft(true, effects);
        if self.stack.len() > 1 {
            self.stack.pop();
        }
        self.refresh();
    }

    fn fail(&mut self, error: &Error, effects: &mut Vec<Effect>) {
        tracing::warn!(message = %error.message, details = ?error.details, "shown to the user");
        self.open(Box::new(Notice::new(error)), effects);
    }

    fn apply(&mut self, change: Change, effects: &mut Vec<Effect>) {
        if change.is_empty() {
            return;
        }
        self.make(&change, effects);
        self.undo.push(change);
        self.redo.clear();
    }

    fn make(&mut self, change: &Change, effects: &mut Vec<Effect>) {
        let audit = change
            .edits
            .iter()
            .find_map(|edit| edit.key()?.audit().cloned());
        if let Some(papers) = audit.and_then(|id| self.data.papers.get_mut(&id)) {
            change.apply(papers);
        }
        self.in_flight += 1;
        self.saving_since.get_or_insert_with(Instant::now);
        effects.push(Effect::Ask(Request::Save(change.clone())));
        self.refresh();
    }

    fn undo(&mut self, effects: &mut Vec<Effect>) {
        let Some(change) = self.undo.pop() else {
            self.toast = Some("nothing to undo".to_owned());
            return;
        };
        self.make(&change.inverse(), effects);
        self.toast = Some(format!("undone: {}", change.what));
        self.redo.push(change);
    }

    fn redo(&mut self, effects: &mut Vec<Effect>) {
        let Some(change) = self.redo.pop() else {
            self.toast = Some("nothing to redo".to_owned());
            return;
        };
        self.make(&change, effects);
        self.toast = Some(format!("done again: {}", change.what));
        self.undo.push(change);
    }

    /// Takes a change that could not be saved out of the model, so that the screen tells the truth.
    fn take_back(&mut self, change: &Change) {
        let audit = change
            .edits
            .iter()
            .find_map(|edit| edit.key()?.audit().cloned());
        if let Some(papers) = audit.and_then(|id| self.data.papers.get_mut(&id)) {
            change.inverse().apply(papers);
        }
        self.undo.retain(|made| made != change);
        self.redo.clear();
        self.refresh();
    }

    /// Lets go of undo up to the last change that made a record: a committed record is withdrawn, never deleted.
    fn forget_creations(&mut self) {
        let makes = |change: &Change| change.edits.iter().any(|edit| edit.before.is_none());
        let keep_from = self.undo.iter().rposition(makes).map_or(0, |at| at + 1);
        self.undo.drain(..keep_from);
        self.redo.clear();
    }

    /// Lists the audits that cite something nobody has judged yet.
    fn unjudged(&self) -> impl Iterator<Item = AuditId> {
        let new = |papers: &&WorkingPapers| {
            papers
                .citations()
                .any(|(_, link)| !self.data.citations.contains_key(&link.id))
        };
        self.data
            .papers
            .values()
            .filter(new)
            .map(|papers| papers.audit.id.clone())
    }

    fn saved(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 {
            self.saving_since = None;
        }
    }

    fn refresh(&mut self) {
        let area = self.body();
        for panel in &mut self.stack {
            panel.refresh(Cx {
                data: &self.data,
                area,
                count: None,
            });
        }
        self.changed = true;
    }

    fn refresh_top(&mut self) {
        self.with_top(|panel, cx| panel.refresh(cx));
        self.changed = true;
    }

    fn body(&self) -> Rect {
        view::body(self.size)
    }

    fn with_top<T>(&mut self, ask: impl FnOnce(&mut dyn Panel, Cx<'_>) -> T) -> Option<T> {
        self.with_top_counted(None, ask)
    }

    fn with_top_counted<T>(
        &mut self,
        count: Option<usize>,
        ask: impl FnOnce(&mut dyn Panel, Cx<'_>) -> T,
    ) -> Option<T> {
        let body = self.body();
        let panel = self.stack.last_mut()?;
        let area = panel.wants(body);
        Some(ask(
            panel.as_mut(),
            Cx {
                data: &self.data,
                area,
                count,
            },
        ))
    }

    fn keep_draft(&mut self, now: bool, effects: &mut Vec<Effect>) {
        let writing = self.stack.iter().rev().find_map(|panel| panel.writing());
        if let Some(draft) = self.drafting.notice(writing, now, self.data.clock.now()) {
            effects.push(Effect::Ask(Request::KeepDraft(draft)));
        }
    }

    fn keep_place(&mut self, effects: &mut Vec<Effect>) {
        let place = self.resume();
        if place.is_some() && place != self.place {
            self.place.clone_from(&place);
            effects.extend(place.map(|place| Effect::Ask(Request::KeepPlace(place))));
        }
    }
}
