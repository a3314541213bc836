//! The model of the program: data, the stack of panels, keys half typed, undo; and the one function that changes it.
//!
//! [`Model::update`] takes a [`Message`] and returns the [`Effect`]s that concern the world outside. Drawing is a pure
//! function of the model ([`super::view`]).

mod clashing;
mod edits;
mod histories;
mod keys;
mod loading;
mod people;
mod replies;
mod sampling;
mod syncing;

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::{
    domain::{change::Change, id::AuditId},
    error::{Error, ErrorKind},
    session::{
        Draft, LeftOver, Recovery, Resume, healed, independence::Questions, presence::Present,
    },
};

pub use edits::Unsaved;

use super::{
    action::Context,
    data::Data,
    drafting::Drafting,
    effect::{Effect, Reply, Request},
    glyphs::Glyphs,
    keymap::{Key, Keymap, Pending},
    overlays::{
        notice::Notice,
        recover::{self, Recover},
    },
    panel::{Cx, Intent, Panel, Writing},
    screens::{self, home::Home},
    theme::{Shelf, Theme},
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
    /// The terminal's window has the focus again; files may have changed.
    FocusGained,
    /// The worker or a thread beside it answered.
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
    pub themes: Shelf,
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
    /// The changes on their way to the disk, the first first.
    in_flight: VecDeque<edits::InFlight>,
    undo: Vec<Change>,
    redo: Vec<Change>,
    drafting: Drafting,
    /// The texts that were saved or given up with the message that is taken in.
    dropped: Vec<Draft>,
    /// Who else is at work in the checkout.
    pub(super) here: Vec<Present>,
    /// How many changes could not be saved.
    failed: usize,
    /// What the historian was asked last for each audit.
    asked: BTreeMap<AuditId, Questions>,
    place: Option<Resume>,
    /// When it was last asked whether files have changed.
    looked: Timestamp,
    quit_armed: bool,
    /// Whether the program ends as soon as everything is saved.
    leaving: bool,
    changed: bool,
}

impl Model {
    /// Starts at home.
    pub fn new(data: Data, settings: Settings, width: u16, height: u16) -> Self {
        let looked = data.clock.now();
        let mut model = Self {
            data,
            settings,
            size: Rect::new(0, 0, width, height),
            stack: vec![Box::new(Home::new())],
            pending: Pending::default(),
            toast: None,
            saving_since: None,
            in_flight: VecDeque::new(),
            undo: Vec::new(),
            redo: Vec::new(),
            drafting: Drafting::default(),
            dropped: Vec::new(),
            here: Vec::new(),
            failed: 0,
            asked: BTreeMap::new(),
            place: None,
            looked,
            quit_armed: false,
            leaving: false,
            changed: true,
        };
        // A key may come before any answer: the selection has to be on something by then.
        model.data.weigh();
        model.refresh();
        model
    }

    /// Opens what is asked for at the start: the place where the person was, and half-typed text that was left over.
    pub fn begin(&mut self, resume: Option<Resume>, left_over: LeftOver) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(resume) = resume
            && let Some(panel) = screens::resume(&resume, &self.data)
        {
            self.carry_out(vec![Intent::Open(panel)], &mut effects);
            self.with_top(|panel, cx| panel.scroll_to(&resume.scrolled, cx));
        }
        if !left_over.drafts.is_empty() {
            let panel = Recover::new(left_over.drafts);
            self.carry_out(vec![Intent::Open(Box::new(panel))], &mut effects);
        }
        if let Some(told) = recover::set_aside(&left_over.set_aside) {
            self.fail(&told, &mut effects);
        }
        effects.extend(self.checks());
        effects.extend(self.looks());
        effects
    }

    /// Tells of a commit that was cut short, and asks about one that is held up.
    pub fn healed(&mut self, found: &Recovery, effects: &mut Vec<Effect>) {
        match super::overlays::held_up::question(found) {
            Some(panel) => self.carry_out(vec![Intent::Open(Box::new(panel))], effects),
            None => self.toast = healed::sentence(found),
        }
    }

    /// Tells of settings that are broken, an error a file.
    pub fn tell_of_settings(&mut self, errors: &[Error], effects: &mut Vec<Effect>) {
        for error in errors {
            tracing::warn!(message = %error.message, details = ?error.details, "shown to the user");
        }
        if let Some(notice) = super::settings::notice(errors) {
            self.open(Box::new(notice), effects);
        }
    }

    /// Takes in what happened and returns what the world outside has to do.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            Message::Key(key) => {
                self.look_again(false, &mut effects);
                self.press(key, &mut effects);
            }
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
            Message::FocusGained => {
                self.look_again(true, &mut effects);
                effects.push(Effect::Ask(Request::WhoIsHere));
            }
            Message::Reply(reply) => self.hear(reply, &mut effects),
            Message::Deadline => {
                self.changed |= self.saving_since.is_some();
                self.keep_draft(true, &mut effects);
            }
            Message::Resumed => {
                self.changed = true;
                effects.push(Effect::Ask(Request::Reload));
                effects.push(Effect::Ask(Request::WhoIsHere));
            }
            Message::Interrupt => self.quit(&mut effects),
        }
        self.keep_draft(false, &mut effects);
        self.drafting
            .settle(&writings(&self.stack), self.data.clock.now());
        self.note_typed();
        self.measure_again(&mut effects);
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

    /// Returns the half-typed texts of all panels as drafts.
    pub fn drafts(&self) -> Vec<Draft> {
        self.drafting
            .drafts(&writings(&self.stack), self.data.clock.now())
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
            scrolled: panel.scrolled(),
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

    fn is_at(&self, context: Context) -> bool {
        let top = self.stack.last();
        top.is_some_and(|panel| panel.contexts().contains(&context))
    }

    /// Tells whether changes are on their way to the disk.
    pub fn is_saving(&self) -> bool {
        !self.in_flight.is_empty()
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
        self.data.pending.total()
    }

    fn answered(&mut self) {
        self.toast = None;
        self.changed = true;
    }

    /// Carries out what a panel wants, in order.
    pub(super) fn carry_out(&mut self, intents: Vec<Intent>, effects: &mut Vec<Effect>) {
        for intent in intents {
            match intent {
                // What a person wanted along with a change that is refused came of it.
                Intent::Apply(change) => {
                    if !self.apply(change, effects) {
                        return;
                    }
                }
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
                Intent::Ask(request) => {
                    effects.push(Effect::Ask(self.drafting.in_turn(request)));
                }
                Intent::Find(request) => effects.push(Effect::Find(request)),
                Intent::Preview(path) => effects.push(Effect::Preview(path)),
                Intent::Trace(trace) => effects.push(Effect::Trace(trace)),
                Intent::Look(audit) => effects.extend(self.look(&audit)),
                Intent::Sign(proposal) => {
                    self.keep_draft(true, effects);
                    effects.push(Effect::Sign(proposal));
                }
                Intent::Sync(deed) => self.sync(deed, effects),
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
                Intent::DropDraft => self.drop_draft(self.stack.len().saturating_sub(1), effects),
                Intent::LetGo(change) => {
                    for panel in &mut self.stack {
                        panel.let_go(&change);
                    }
                    self.refresh();
                }
                Intent::Do(action) => self.act_alone(action, effects),
            }
        }
    }

    /// Carries out what a panel wants that heard something. One that is covered opens, closes and replaces in its own place,
    /// never in that of the panel that a person is at.
    pub(super) fn carry_out_at(
        &mut self,
        at: usize,
        intents: Vec<Intent>,
        effects: &mut Vec<Effect>,
    ) {
        if at + 1 >= self.stack.len() {
            self.carry_out(intents, effects);
            return;
        }
        for intent in intents {
            match intent {
                Intent::Close | Intent::CloseAndDo(_) => {
                    self.keep_draft(true, effects);
                    // The lowest stays.
                    if at > 0 && at < self.stack.len() {
                        self.stack.remove(at);
                    }
                    self.refresh();
                }
                Intent::Replace(panel) => {
                    if let Some(place) = self.stack.get_mut(at) {
                        *place = panel;
                    }
                    self.with_panel(at, None, |panel, cx| panel.refresh(cx));
                    let opened = self.with_panel(at, None, |panel, cx| panel.opened(cx));
                    self.carry_out_at(at, opened.unwrap_or_default(), effects);
                }
                Intent::Open(panel) | Intent::GoTo(panel) => {
                    let asks = self.stack.get(at).map(|panel| panel.name());
                    let asks = asks.unwrap_or_default();
                    let text = format!("{} can be asked for again in {asks}", panel.name());
                    self.toast = Some(text);
                }
                // What is typed on top of it is no business of its own.
                Intent::DropDraft => self.drop_draft(at, effects),
                other @ (Intent::Apply(_)
                | Intent::Ask(_)
                | Intent::Find(_)
                | Intent::Preview(_)
                | Intent::Trace(_)
                | Intent::Look(_)
                | Intent::Sign(_)
                | Intent::Sync(_)
                | Intent::Toast(_)
                | Intent::Fail(_)
                | Intent::Edit(_)
                | Intent::Copy(_)
                | Intent::LetGo(_)
                | Intent::Do(_)) => self.carry_out(vec![other], effects),
            }
        }
    }

    /// Forgets the drafts of texts that are saved or given up; the panel at this place says so.
    fn drop_draft(&mut self, at: usize, effects: &mut Vec<Effect>) {
        let writings = writings(&self.stack);
        let speaking = self.stack.get(at).and_then(|panel| panel.writing());
        for draft in self.drafting.drop_done(&writings, speaking) {
            effects.push(Effect::Ask(Request::DropDraft {
                audit: draft.audit.clone(),
                place: draft.place.clone(),
                turn: draft.turn,
            }));
            if draft.text != draft.base {
                self.dropped.push(draft);
            }
        }
    }

    fn open(&mut self, panel: Box<dyn Panel>, effects: &mut Vec<Effect>) {
        self.pending.clear();
        // What is typed below waits there, for nobody knows how long; what comes with text that was taken up is kept, too.
        self.keep_draft(true, effects);
        self.stack.push(panel);
        self.keep_draft(true, effects);
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

    pub(super) fn fail(&mut self, error: &Error, effects: &mut Vec<Effect>) {
        tracing::warn!(message = %error.message, details = ?error.details, "shown to the user");
        // Whoever is refused something may wait for it to count.
        let mailmap = self.data.mailmap.clone();
        let error = match mailmap.filter(|_| error.kind == ErrorKind::Refused) {
            Some(mailmap) => error.clone().hint(mailmap),
            None => error.clone(),
        };
        self.open(Box::new(Notice::new(&error)), effects);
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
        view::body(self.size, self.data.unwritable.is_some())
    }

    fn with_top<T>(&mut self, ask: impl FnOnce(&mut dyn Panel, Cx<'_>) -> T) -> Option<T> {
        self.with_top_counted(None, ask)
    }

    fn with_top_counted<T>(
        &mut self,
        count: Option<usize>,
        ask: impl FnOnce(&mut dyn Panel, Cx<'_>) -> T,
    ) -> Option<T> {
        let top = self.stack.len().checked_sub(1)?;
        self.with_panel(top, count, ask)
    }

    fn with_panel<T>(
        &mut self,
        at: usize,
        count: Option<usize>,
        ask: impl FnOnce(&mut dyn Panel, Cx<'_>) -> T,
    ) -> Option<T> {
        let body = self.body();
        let panel = self.stack.get_mut(at)?;
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
        let at = self.data.clock.now();
        for draft in self.drafting.notice(&writings(&self.stack), now, at) {
            let keep = self.drafting.in_turn(Request::KeepDraft(draft));
            effects.push(Effect::Ask(keep));
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

/// Returns the texts that are being typed, that of the topmost panel last.
fn writings(stack: &[Box<dyn Panel>]) -> Vec<Writing<'_>> {
    stack.iter().filter_map(|panel| panel.writing()).collect()
}
