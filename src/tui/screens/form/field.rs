//! A field of a form: what it is called, what it holds, and how it is drawn and written.

use crate::{domain::evidence::CitationState, tui::theme::Role};

/// What a field holds, and so how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A text of one line.
    Line,
    /// A text of several lines.
    Long,
    /// A date.
    Date,
    /// One of a few values.
    Choice {
        /// The values as they are shown.
        labels: Vec<String>,
        /// What each means, where there is something to say.
        details: Vec<String>,
        /// The one that is taken.
        taken: Option<usize>,
    },
    /// What is not written by hand.
    ReadOnly,
    /// A citation, with what became of it as far as it was judged.
    Evidence(Option<CitationState>),
}

impl Kind {
    /// Tells whether it is written as text.
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Line | Self::Long | Self::Date)
    }
}

/// The column of a wide form that a field stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// What is odd about how a field is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What is odd.
    pub text: String,
    /// What to do about it; said while the field is selected.
    pub help: &'static str,
}

/// A field; made anew from the records whenever it is needed, so that it cannot go stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<K> {
    /// Which one it is.
    pub key: K,
    /// Its name in the place of a draft, such as `why-2`; no two fields of a form have the same.
    pub name: String,
    /// What it is called on the screen.
    pub label: String,
    /// What it holds.
    pub kind: Kind,
    /// The value as it is typed.
    pub value: String,
    /// A few words beside the value, such as how many days are left.
    pub note: Option<(String, Role)>,
    /// What stands there while it is empty.
    pub placeholder: &'static str,
    /// What is said about it while it is selected.
    pub hint: String,
    /// The heading above it.
    pub section: Option<&'static str>,
    /// Its column in a wide form.
    pub column: Column,
    /// Whether it is one of those that are always visible together.
    pub together: bool,
    /// Its column where the parts stand side by side above both; that of a wide form if none.
    pub below_parts: Option<Column>,
    /// What is odd about how it is written, and what to do about it.
    pub remarks: Vec<Remark>,
    /// Why it is not written just so.
    pub held: Option<String>,
    /// Why whoever is at work may not change it, not even with a reason.
    pub barred: Option<String>,
    /// How far it hangs below the field before: the depth in a chain, 0 for none.
    pub depth: usize,
}

impl<K> Field<K> {
    /// Makes a field of the left column.
    pub fn new(
        key: K,
        name: impl Into<String>,
        label: impl Into<String>,
        kind: Kind,
        value: impl Into<String>,
    ) -> Self {
        Self {
            key,
            name: name.into(),
            label: label.into(),
            kind,
            value: value.into(),
            note: None,
            placeholder: "",
            hint: String::new(),
            section: None,
            column: Column::Left,
            together: false,
            below_parts: None,
            remarks: Vec::new(),
            held: None,
            barred: None,
            depth: 0,
        }
    }

    /// Says something beside the value.
    #[must_use]
    pub fn note(mut self, note: Option<(String, Role)>) -> Self {
        self.note = note;
        self
    }

    /// Says what belongs there while it is empty.
    #[must_use]
    pub fn placeholder(mut self, placeholder: &'static str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// Says something about it while it is selected.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Puts a heading above it.
    #[must_use]
    pub fn section(mut self, section: &'static str) -> Self {
        self.section = Some(section);
        self
    }

    /// Puts it into the right column.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.column = Column::Right;
        self
    }

    /// Keeps it visible together with the others of its kind.
    #[must_use]
    pub fn together(mut self) -> Self {
        self.together = true;
        self
    }

    /// Puts it into the left column where the parts stand side by side above both.
    #[must_use]
    pub fn left_below_parts(mut self) -> Self {
        self.below_parts = Some(Column::Left);
        self
    }

    /// Says why it is not written just so.
    #[must_use]
    pub fn held(mut self, why: Option<String>) -> Self {
        self.held = why;
        self
    }

    /// Says why whoever is at work may not change it.
    #[must_use]
    pub fn barred(mut self, why: Option<String>) -> Self {
        self.barred = why;
        self
    }

    /// Hangs it below the field before.
    #[must_use]
    pub fn depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }
}

/// What is said above the fields: which record it is, its state, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The pieces of the first line, each with its role.
    pub line: Vec<(String, Role)>,
    /// What the record is about: the question of its row, or the statement of its finding.
    pub about: String,
}
