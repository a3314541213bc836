//! Half-typed text that was left over when the program ended without a goodbye.

use std::path::PathBuf;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::id::AuditId,
    error::Error,
    safe,
    session::Draft,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        panel::{Cx, Intent, Panel, View, motion},
        screens, text,
        theme::Role,
        widgets::{
            diff::Diff,
            frame,
            list::{self, ListState, Motion},
            scroll::Scroll,
        },
    },
};

/// The largest that the box gets.
const SIZE: (u16, u16) = (100, 28);

/// The least that it is high.
const LEAST: u16 = 8;

/// A text that is offered, and what it is held against.
struct Offer {
    draft: Draft,
    /// What the record says there now; none where the place is not there, or takes no text.
    now: Option<String>,
}

impl Offer {
    /// Compares the text with what the record says now, and that with what the text was begun from.
    fn compared(&self, width: usize) -> Diff {
        let Self { draft, now } = self;
        let safe = |text: &str| safe::escape_text(text).into_owned();
        let (typed, base) = (safe(&draft.text), safe(&draft.base));
        let now = now.as_deref().map(safe);
        match now {
            None => Diff::of_texts(&base, &typed, width)
                .under("its place takes no text now; what was typed (+) on what was there (-)"),
            Some(now) if now == base => Diff::of_texts(&now, &typed, width)
                .under("what was typed (+) on what the record says (-)"),
            Some(now) => Diff::of_texts(&now, &typed, width)
                .under("what was typed (+) beside what the record says now (-)")
                .and(
                    Diff::of_texts(&base, &now, width)
                        .under("since it was begun the record itself has changed"),
                ),
        }
    }
}

/// Offers each left-over text, beside what the record says now: take it up again where it was typed, or let it go.
pub struct Recover {
    offers: Vec<Offer>,
    list: ListState,
    scroll: Scroll,
    /// Whether the key to let go was the last one: the second one means it.
    asked: bool,
}

impl Recover {
    /// Offers these texts.
    pub fn new(drafts: Vec<Draft>) -> Self {
        let offers = drafts.into_iter().map(|draft| Offer { draft, now: None });
        Self {
            offers: offers.collect(),
            list: ListState::default(),
            scroll: Scroll::default(),
            asked: false,
        }
    }

    fn take_up(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(Offer { draft, .. }) = self.offers.get(self.list.selected) else {
            return vec![Intent::Close];
        };
        let draft = draft.clone();
        let Some(mut panel) = open_at(&draft, cx) else {
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
        if self.list.selected >= self.offers.len() {
            return vec![Intent::Close];
        }
        let offer = self.offers.remove(self.list.selected);
        self.list.fit(self.offers.len(), 1);
        self.scroll = Scroll::default();
        let mut intents = Vec::new();
        if self.offers.is_empty() {
            intents.push(Intent::Close);
        }
        intents.push(forget(offer.draft));
        intents
    }

    /// Lets go what the records say by now: it was saved after all, and only its draft was left.
    fn settle(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.refresh(cx);
        let is_saved = |offer: &mut Offer| offer.now.as_ref() == Some(&offer.draft.text);
        let saved: Vec<Offer> = self.offers.extract_if(.., is_saved).collect();
        if saved.is_empty() {
            return Vec::new();
        }
        self.list.fit(self.offers.len(), 1);
        self.scroll = Scroll::default();
        let mut intents: Vec<Intent> = saved.into_iter().map(|it| forget(it.draft)).collect();
        if self.offers.is_empty() {
            intents.push(Intent::Close);
        }
        intents
    }

    /// Compares the selected text.
    fn compared(&self, width: usize) -> Diff {
        let selected = self.offers.get(self.list.selected);
        selected.map_or_else(Diff::default, |offer| offer.compared(width))
    }

    /// Returns the box: as high as the longest comparison needs, where there is room.
    fn boxed(&self, area: Rect) -> Rect {
        let width = area.width.min(SIZE.0);
        let inside = usize::from(width.saturating_sub(4));
        let lines = self.offers.iter().map(|offer| offer.compared(inside).len());
        let height = text::cells(lines.max().unwrap_or_default() + self.offers.len() + 3);
        frame::centred(area, width, height.clamp(LEAST, SIZE.1))
    }

    /// Splits what is inside the box into the list and the comparison.
    fn parts(&self, inside: Rect) -> (Rect, Rect) {
        let rows = text::cells(self.offers.len()).min(inside.height / 3).max(1);
        let list = Rect {
            height: rows,
            ..inside
        };
        let below = Rect {
            y: inside.y + rows + 1,
            height: inside.height.saturating_sub(rows + 1),
            ..inside
        };
        (list, below)
    }
}

/// Opens the panel that a text was typed in.
fn open_at(draft: &Draft, cx: Cx<'_>) -> Option<Box<dyn Panel>> {
    let audit: Option<AuditId> = draft.audit.parse().ok();
    screens::at(audit.as_ref(), &draft.place, cx.data)
}

/// Finds out what the record says in the place of a text: what one would begin with there now.
fn said_now(draft: &Draft, cx: Cx<'_>) -> Option<String> {
    let mut panel = open_at(draft, cx)?;
    if !panel.resume_writing(&draft.place, &draft.text, cx) {
        return None;
    }
    let said = panel.writing().map(|writing| writing.base.to_owned());
    // A panel that has nothing to tell apart has the text already.
    Some(said.unwrap_or_else(|| draft.text.clone()))
}

fn forget(draft: Draft) -> Intent {
    let Draft { audit, place, .. } = draft;
    let turn = 0;
    Intent::Ask(Request::DropDraft { audit, place, turn })
}

/// Tells of files with half-typed text that could not be understood.
pub fn set_aside(paths: &[PathBuf]) -> Option<Error> {
    if paths.is_empty() {
        return None;
    }
    let names = paths.iter().map(|path| {
        let name = path.display().to_string();
        safe::escape_line(&name).into_owned()
    });
    let error = Error::unavailable(
        "Could not read half-typed text that was left over: it is broken, or too large to be typed",
    );
    Some(
        error.details(names).hint(
            "the files are put aside under these names: look what is in them, then remove them",
        ),
    )
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

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.settle(cx)
    }

    fn hear(&mut self, _reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        // What is known of the records by now may have it.
        self.settle(cx)
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        for offer in &mut self.offers {
            offer.now = said_now(&offer.draft, cx);
        }
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
                let offer = self.offers.get(self.list.selected)?;
                Some(vec![Intent::Copy(offer.draft.text.clone())])
            }
            // Left for the next start: nothing typed is ever thrown away unasked.
            Action::Back => Some(vec![Intent::Close]),
            Action::GuidanceDown | Action::GuidanceUp => {
                let inside = frame::inside(self.boxed(cx.area));
                let (_, below) = self.parts(inside);
                let len = self.compared(usize::from(below.width)).len();
                let way = if action == Action::GuidanceDown {
                    Motion::HalfPageDown
                } else {
                    Motion::HalfPageUp
                };
                self.scroll.go(way, len, usize::from(below.height));
                Some(Vec::new())
            }
            other => {
                self.list.go(
                    motion(other, cx.count)?,
                    self.offers.len(),
                    usize::from(cx.area.height),
                );
                self.scroll = Scroll::default();
                Some(Vec::new())
            }
        }
    }

    fn back_says(&self) -> Option<&'static str> {
        Some("later")
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::TakeUp,
            Action::LetGo,
            Action::Copy,
            Action::GuidanceDown,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let inside = frame::boxed(
            look,
            self.boxed(area),
            "text that was being typed when the program ended",
            Role::BorderFocus,
            buf,
        );
        let (above, below) = self.parts(inside);
        let line = |place: usize| {
            let draft = self.offers.get(place).map(|offer| &offer.draft);
            draft.map_or_else(Line::default, |draft| {
                let place = safe::escape_line(&draft.place).into_owned();
                let at = view.data.clock.said(draft.saved_at);
                let audit = safe::escape_line(&draft.audit);
                Line::from(vec![
                    Span::styled(place, look.style(Role::Text)),
                    Span::styled(format!("  {audit}  typed {at}"), look.style(Role::Dim)),
                ])
            })
        };
        let (len, empty) = (self.offers.len(), "nothing left");
        list::render(look, above, &self.list, len, empty, line, buf);
        let compared = self.compared(usize::from(below.width));
        compared.render(look, below, self.scroll, buf);
        None
    }
}
