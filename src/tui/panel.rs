//! What every screen and overlay is: a panel on a stack. The topmost hears keys; all hear the replies.
//!
//! A panel never changes records and never touches git or disk: it returns [`Intent`]s. The model carries out those that
//! concern itself and passes the others on as effects.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{change::Change, id::AuditId, merge::Side},
    error::Error,
    session::signoff::Proposal,
};

use super::{
    action::{Action, Context},
    data::Data,
    effect::{FindRequest, Reply, Request, Trace},
    keymap::{Key, Keymap},
    widgets::{Look, list::Motion},
};

/// What a panel wants.
pub enum Intent {
    /// A change of records: made at once, saved, and kept for undo.
    Apply(Change),
    /// A panel on top of this one.
    Open(Box<dyn Panel>),
    /// A panel in the place of this one.
    Replace(Box<dyn Panel>),
    /// This panel goes.
    Close,
    /// This panel goes, and the one below does this action.
    CloseAndDo(Action),
    /// All panels go but the lowest, and this one comes.
    GoTo(Box<dyn Panel>),
    /// Something of the worker.
    Ask(Request),
    /// Something of the finder.
    Find(FindRequest),
    /// A file to look at, of the previewer.
    Preview(String),
    /// Something of the tracers.
    Trace(Trace),
    /// What the history says of the auditors of an audit, unless that is known.
    Look(AuditId),
    /// A sign-off, shown and agreed to; the program may ask for a passphrase outside the screen.
    Sign(Box<Proposal>),
    /// Something about bringing both sides together.
    Sync(SyncDeed),
    /// A word at the bottom, until the next key.
    Toast(String),
    /// A notice that stays until a key.
    Fail(Error),
    /// A text for the user's editor; the answer comes to [`Panel::edited`].
    Edit(String),
    /// A text for the clipboard.
    Copy(String),
    /// The half-typed text is saved or given up: its draft can go.
    DropDraft,
    /// Whoever has taken the text of this change up again lets go of it: it is decided what becomes of it.
    LetGo(Change),
    /// An action of the model's own: undo, help, quit and the like.
    Do(Action),
}

/// What a person wants of bringing both sides together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncDeed {
    /// To see how far both sides are apart, as fetched last.
    Look,
    /// To begin, or to go on with what was chosen.
    Begin {
        /// Whether what is here is sent.
        push: bool,
    },
    /// To stop it.
    Stop,
    /// To choose what is taken of a clash; the same again takes that back.
    Choose {
        /// The place of the clash in the list.
        at: usize,
        /// What is taken.
        side: Side,
        /// Whether of the whole record.
        whole: bool,
    },
}

/// What a panel may look at while it acts.
#[derive(Debug, Clone, Copy)]
pub struct Cx<'a> {
    /// The records.
    pub data: &'a Data,
    /// The part of the terminal that the panel is drawn in.
    pub area: Rect,
    /// The count typed before the action.
    pub count: Option<usize>,
}

/// What a panel may look at while it is drawn.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The records.
    pub data: &'a Data,
    /// Theme and glyphs.
    pub look: Look<'a>,
    /// The keys, to name them in the text.
    pub keymap: &'a Keymap,
}

/// Text that is being typed and not saved yet, for drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing<'a> {
    /// The audit that it belongs to; none for what belongs to the workspace.
    pub audit: Option<&'a AuditId>,
    /// Where it is typed; [`Panel::resume_writing`] of the right panel understands it.
    pub place: &'a str,
    /// What is typed.
    pub text: &'a str,
    /// What it started from.
    pub base: &'a str,
}

/// A screen or an overlay.
pub trait Panel {
    /// Returns the contexts of its keys, the innermost first; `Global` is added by the model.
    fn contexts(&self) -> Vec<Context>;

    /// Returns what the window title and the notices call it.
    fn name(&self) -> String;

    /// Returns the audit that it shows.
    fn audit(&self) -> Option<&AuditId> {
        None
    }

    /// Returns the audit of the selected line, where the panel shows several: the one that "go to" means there.
    fn points_at<'a>(&self, _data: &'a Data) -> Option<&'a AuditId> {
        None
    }

    /// Tells whether it is drawn over the panel below rather than instead of it.
    fn is_overlay(&self) -> bool {
        false
    }

    /// Tells whether it is the review before a commit, of which one is enough.
    fn is_review(&self) -> bool {
        false
    }

    /// Does an action of its contexts; none where it has no meaning here.
    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>>;

    /// Says why an action does nothing now, for help; none where it would do something.
    fn why_not(&self, _action: Action, _data: &Data) -> Option<String> {
        None
    }

    /// Takes a key before the key map does: a focused text field. None leaves it to the key map.
    fn press(&mut self, _key: Key, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        None
    }

    /// Takes pasted text, as one edit. None where nothing can be typed; the text is then dropped, never run as keys.
    fn paste(&mut self, _text: &str, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        None
    }

    /// Says what it wants as soon as it is on the stack: what it asks for.
    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        Vec::new()
    }

    /// Hears an answer to whatever anybody asked, of the worker or of any thread beside it.
    fn hear(&mut self, _reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        Vec::new()
    }

    /// Takes the text that comes back from the user's editor.
    fn edited(&mut self, _text: &str, _cx: Cx<'_>) -> Vec<Intent> {
        Vec::new()
    }

    /// Puts itself in order after records have changed, such as by undo or from outside.
    fn refresh(&mut self, _cx: Cx<'_>) {}

    /// Returns the text that is being typed.
    fn writing(&self) -> Option<Writing<'_>> {
        None
    }

    /// Tells whether it has the text of this change open again, because it could not be saved.
    fn holds(&self, _change: &Change) -> bool {
        false
    }

    /// Lets go of the text that came back because this change could not be saved.
    fn let_go(&mut self, _change: &Change) {}

    /// Tells whether going back keeps what is typed, for the footer to say so.
    fn back_keeps(&self) -> bool {
        self.writing().is_some()
    }

    /// Returns what the footer calls going back, where it means more than that.
    fn back_says(&self) -> Option<&'static str> {
        None
    }

    /// Opens the field of a place again and puts a recovered text in it; false where the place is unknown.
    fn resume_writing(&mut self, _place: &str, _text: &str, _cx: Cx<'_>) -> bool {
        false
    }

    /// Returns a few words that say where the person is within it, to come back to.
    fn place(&self) -> Option<String> {
        None
    }

    /// Says how far each of its parts is scrolled, to come back to.
    fn scrolled(&self) -> Vec<usize> {
        Vec::new()
    }

    /// Scrolls its parts as [`Panel::scrolled`] said; a part that is shorter now shows its end.
    fn scroll_to(&mut self, _scrolled: &[usize], _cx: Cx<'_>) {}

    /// Lists the actions that the footer names, the most useful first.
    fn hints(&self, data: &Data) -> Vec<Action>;

    /// Returns the size that an overlay wants, given that of the body; a screen gets all of it.
    fn wants(&self, body: Rect) -> Rect {
        body
    }

    /// Draws itself and says where the terminal's cursor goes.
    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position>;
}

/// Returns the motion that an action stands for, a count taken into account.
pub fn motion(action: Action, count: Option<usize>) -> Option<Motion> {
    Some(match action {
        Action::Down | Action::PickerDown => Motion::Down(count.unwrap_or(1)),
        Action::Up | Action::PickerUp => Motion::Up(count.unwrap_or(1)),
        Action::HalfPageDown => Motion::HalfPageDown,
        Action::HalfPageUp => Motion::HalfPageUp,
        Action::PageDown | Action::PickerPageDown => Motion::PageDown,
        Action::PageUp | Action::PickerPageUp => Motion::PageUp,
        Action::Top => count.map_or(Motion::Top, Motion::Row),
        Action::Bottom => count.map_or(Motion::Bottom, Motion::Row),
        _ => return None,
    })
}

/// Why nothing scrolls beside a list.
pub const NOTHING_BESIDE: &str = "there is no text beside the list";

/// Why what is done to a record does nothing while a text of it is typed.
pub const TYPED_FIRST: &str = "the text that is typed comes first";

/// Tells whether an action of a context waits until what is typed is kept: it has no meaning in a text.
pub fn typed_first(action: Action, context: Context) -> bool {
    let contexts = action.info().contexts;
    contexts.contains(&context)
        && !contexts.contains(&Context::Text)
        && !contexts.contains(&Context::Fields)
}

/// Turns the result of something that may fail into intents.
pub fn or_fail(result: Result<Vec<Intent>, Error>) -> Vec<Intent> {
    result.unwrap_or_else(|error| vec![Intent::Fail(error)])
}
