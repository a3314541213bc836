//! A few fields that are filled in over the screen and taken together, such as those of an interview.
//!
//! Enter goes on to the next field, and from the last one takes them all; a field of several lines takes enter for
//! itself. Nothing is given up by a single key.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::domain::id::AuditId;
use crate::tui::{
    action::{Action, Context},
    data::Data,
    effect::{Origin, Reply},
    fields_draft::FieldsDraft,
    keymap::Key,
    panel::{Cx, Intent, Panel, View, Writing},
    text,
    theme::Role,
    widgets::{
        field::{Pressed, TextField},
        frame, paint,
    },
};

/// How many rows a field of several lines has at most.
const ROWS: u16 = 5;

/// A field that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// What it is, in a word or two.
    pub label: String,
    /// What belongs there, and how it is written.
    pub hint: String,
    /// What stands there at first.
    pub text: String,
    /// Whether it may have several lines.
    pub is_long: bool,
}

/// What is wrong with what was filled in: in which field, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place of the field.
    pub at: usize,
    /// What is wrong, as a short sentence.
    pub why: String,
}

/// Whether an answer is the one that is waited for.
pub type Heard = Box<dyn Fn(&Reply) -> bool>;

/// What is done with the texts, in the order of the fields.
pub type Filled = Box<dyn Fn(&[String], Cx<'_>) -> Result<Vec<Intent>, Fault>>;

/// Asks for a few texts at once.
pub struct Fill {
    title: String,
    asked: Vec<Asked>,
    fields: Vec<TextField>,
    at: usize,
    fault: Option<Fault>,
    /// Whether the next esc gives up what was typed.
    giving_up: bool,
    /// What is heard when what was filled in is done with; none where that is at once.
    until: Option<Heard>,
    /// What is waited for.
    waiting: Option<Origin>,
    /// What is kept of it while it is filled in.
    draft: Option<FieldsDraft>,
    /// Whether what was typed is taken or given up, and need not be kept any more.
    is_over: bool,
    done: Filled,
}

impl Asked {
    /// Asks for one line, which is empty at first.
    pub fn line(label: &str, hint: &str) -> Self {
        Self {
            label: label.to_owned(),
            hint: hint.to_owned(),
            ..Self::default()
        }
    }
}

impl Fill {
    /// Asks for these fields, the first one first.
    pub fn new(title: &str, asked: Vec<Asked>, done: Filled) -> Self {
        let fields = asked
            .iter()
            .map(|asked| TextField::new(&asked.text, asked.is_long))
            .collect();
        Self {
            title: title.to_owned(),
            asked,
            fields,
            at: 0,
            fault: None,
            giving_up: false,
            until: None,
            waiting: None,
            draft: None,
            is_over: false,
            done,
        }
    }

    /// Keeps what is typed as half-typed text of a place, from which [`super::super::screens::at`] opens it again.
    #[must_use]
    pub fn kept_at(mut self, audit: Option<AuditId>, place: String) -> Self {
        self.draft = Some(FieldsDraft::new(audit, place, self.texts()));
        self
    }

    /// Returns the fields with their labels.
    fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let labels = self.asked.iter().map(|asked| asked.label.as_str());
        labels.zip(self.fields.iter().map(TextField::text))
    }

    /// Takes in that something was typed.
    fn changed(&mut self) {
        self.giving_up = false;
        self.fault = None;
        if let Some(mut draft) = self.draft.take() {
            draft.note(self.texts());
            self.draft = Some(draft);
        }
    }

    /// Closes, and forgets the text that was kept.
    fn close(&mut self) -> Vec<Intent> {
        self.is_over = true;
        let kept = self.draft.as_ref().map(|_| Intent::DropDraft);
        kept.into_iter().chain([Intent::Close]).collect()
    }

    /// Stays until such an answer comes, so that what was typed is still there when it fails.
    #[must_use]
    pub fn until(mut self, heard: impl Fn(&Reply) -> bool + 'static) -> Self {
        self.until = Some(Box::new(heard));
        self
    }

    fn is_changed(&self) -> bool {
        let same = |(asked, field): (&Asked, &TextField)| {
            TextField::new(&asked.text, asked.is_long).text() == field.text()
        };
        !self.asked.iter().zip(&self.fields).all(same)
    }

    fn step(&mut self, forwards: bool) {
        let last = self.fields.len().saturating_sub(1);
        self.at = match (forwards, self.at) {
            (true, at) if at >= last => 0,
            (true, at) => at + 1,
            (false, 0) => last,
            (false, at) => at - 1,
        };
    }

    fn take(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        if self.waiting.is_some() {
            return Vec::new();
        }
        let texts: Vec<String> = self
            .fields
            .iter()
            .map(|field| field.text().trim().to_owned())
            .collect();
        match (self.done)(&texts, cx) {
            Ok(wanted) if self.until.is_some() => {
                self.waiting = wanted.iter().find_map(|intent| match intent {
                    Intent::Ask(request) => Some(request.origin()),
                    _ => None,
                });
                wanted
            }
            Ok(wanted) => {
                let mut intents = self.close();
                intents.extend(wanted);
                intents
            }
            Err(fault) => {
                self.at = fault.at.min(self.fields.len().saturating_sub(1));
                self.fault = Some(fault);
                Vec::new()
            }
        }
    }

    fn label_width(&self) -> usize {
        let widths = self.asked.iter().map(|asked| text::width(&asked.label));
        widths.max().unwrap_or(0).min(16) + 2
    }

    /// Returns how many rows a field takes.
    fn rows(&self, at: usize, width: u16) -> u16 {
        let Some(field) = self.fields.get(at).filter(|field| field.is_multiline()) else {
            return 1;
        };
        let least = if at == self.at { 2 } else { 1 };
        field.height_for(width).clamp(least, ROWS)
    }
}

impl Panel for Fill {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Text, Context::Fields, Context::Describe]
    }

    fn name(&self) -> String {
        self.title.clone()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn press(&mut self, key: Key, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        match self.fields.get_mut(self.at)?.press(key) {
            Pressed::Ignored => None,
            Pressed::Changed => {
                self.changed();
                Some(Vec::new())
            }
            Pressed::Moved => Some(Vec::new()),
        }
    }

    fn paste(&mut self, text: &str, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.fields.get_mut(self.at)?.paste(text);
        self.changed();
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept if self.at + 1 >= self.fields.len() => Some(self.take(cx)),
            Action::SaveForm => Some(self.take(cx)),
            Action::TextAccept | Action::TextNextField | Action::Down => {
                self.step(true);
                Some(Vec::new())
            }
            Action::TextPreviousField | Action::Up => {
                self.step(false);
                Some(Vec::new())
            }
            Action::ExternalEditor => {
                let text = self.fields.get(self.at)?.text().to_owned();
                Some(vec![Intent::Edit(text)])
            }
            Action::Back if self.giving_up || !self.is_changed() => Some(self.close()),
            Action::Back => {
                self.giving_up = true;
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn edited(&mut self, text: &str, _cx: Cx<'_>) -> Vec<Intent> {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.set_text(text.trim_end_matches(['\n', '\r']));
        }
        self.changed();
        Vec::new()
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        let Some(of) = self.waiting else {
            return Vec::new();
        };
        if self.until.as_ref().is_some_and(|heard| heard(reply)) {
            return self.close();
        }
        if matches!(reply, Reply::Failed(failure) if failure.of == of) {
            self.waiting = None;
        }
        Vec::new()
    }

    fn writing(&self) -> Option<Writing<'_>> {
        let draft = self.draft.as_ref().filter(|_| !self.is_over)?;
        Some(draft.writing())
    }

    fn back_keeps(&self) -> bool {
        false
    }

    fn resume_writing(&mut self, place: &str, text: &str, _cx: Cx<'_>) -> bool {
        let read = |draft: &FieldsDraft| draft.read(place, text);
        let Some(kept) = self.draft.as_ref().and_then(read) else {
            return false;
        };
        let is_asked = |label: &str| self.asked.iter().any(|asked| asked.label == label);
        if !kept.iter().all(|(label, _)| is_asked(label)) {
            return false;
        }
        for (asked, field) in self.asked.iter().zip(&mut self.fields) {
            let text = kept.iter().find(|(label, _)| *label == asked.label);
            field.set_text(text.map_or("", |(_, text)| text));
        }
        self.changed();
        true
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::SaveForm,
            Action::TextNextField,
            Action::TextPreviousField,
            Action::ExternalEditor,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let width = area.width.min(78);
        let room = usize::from(width.saturating_sub(4));
        let label = self.label_width().min(room / 2);
        let field_width = text::cells(room.saturating_sub(label));
        let hint = self
            .asked
            .get(self.at)
            .map_or("", |asked| asked.hint.as_str());
        let (said, role) = match (&self.fault, self.giving_up) {
            (_, true) => ("esc again gives up what was typed", Role::Error),
            (Some(fault), false) => (fault.why.as_str(), Role::Error),
            (None, false) if self.waiting.is_some() => ("At work...", Role::Hint),
            (None, false) => (hint, Role::Hint),
        };
        let below = text::wrap_lines(said, room);
        let rows: Vec<u16> = (0..self.fields.len())
            .map(|at| self.rows(at, field_width))
            .collect();
        let wanted = rows.iter().sum::<u16>() + text::cells(below.len()) + 3;
        let inside = frame::boxed(
            look,
            frame::centred(area, width, wanted.min(area.height)),
            &self.title,
            Role::BorderFocus,
            buf,
        );
        let told = text::cells(below.len()).min(inside.height.saturating_sub(1));
        let gap = u16::from(inside.height > rows.iter().sum::<u16>() + told);
        let height = inside.height.saturating_sub(told + gap);
        // On a low terminal the selected field is what one has to see.
        let mut first = 0;
        let sum = |from: usize| rows.iter().skip(from).take(self.at + 1 - from).sum::<u16>();
        while first < self.at && sum(first) > height {
            first += 1;
        }
        let mut y = 0;
        let mut cursor = None;
        for (at, (asked, field)) in self.asked.iter().zip(&self.fields).enumerate().skip(first) {
            let own = rows
                .get(at)
                .copied()
                .unwrap_or(1)
                .min(height.saturating_sub(y));
            if own == 0 {
                break;
            }
            let selected = at == self.at;
            let shown = text::truncate(&asked.label, label.saturating_sub(1), look.glyphs.ellipsis);
            let role = if selected { Role::Heading } else { Role::Label };
            paint::text_at(look, inside, 0, y, &shown, look.style(role), buf);
            let place = Rect {
                x: inside.x + text::cells(label),
                y: inside.y + y,
                width: field_width.min(inside.width.saturating_sub(text::cells(label))),
                height: own,
            };
            let role = if selected {
                Role::FieldFocus
            } else {
                Role::Field
            };
            let caret = field.render(place, buf, look.style(role), selected);
            cursor = cursor.or(caret.filter(|_| selected));
            y += own;
        }
        for (y, line) in (height + gap..).zip(below.iter().take(usize::from(told))) {
            paint::text_at(look, inside, 0, y, line, look.style(role), buf);
        }
        cursor
    }
}
