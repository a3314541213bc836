//! The edits of a text field, to be taken back one step at a time.

/// What an edit was: only typing and deleting grow together with the edit before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A character that was typed.
    Typed,
    /// Something that was deleted.
    Deleted,
    /// A paste, or a text set from outside.
    Whole,
}

/// An edit: at a byte offset one text stands in the place of another.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: usize,
    pub(super) removed: String,
    pub(super) inserted: String,
    pub(super) caret_before: usize,
    pub(super) kind: Kind,
}

/// The edits made, and those taken back.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    closed: bool,
}

impl History {
    /// Records an edit; one that goes on with the edit before becomes a part of it, a word at a time.
    pub(super) fn record(&mut self, step: Step) {
        self.undone.clear();
        let closed = std::mem::take(&mut self.closed);
        match self.done.last_mut() {
            Some(last) if !closed && goes_on(last, &step) => {
                last.inserted.push_str(&step.inserted);
                if step.kind == Kind::Deleted {
                    if step.at < last.at {
                        last.removed.insert_str(0, &step.removed);
                    } else {
                        last.removed.push_str(&step.removed);
                    }
                    last.at = step.at;
                }
            }
            _ => self.done.push(step),
        }
    }

    /// Ends the edit before: the next one is a step of its own.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn undo(&mut self) -> Option<Step> {
        self.closed = true;
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step)
    }

    pub(super) fn redo(&mut self) -> Option<Step> {
        self.closed = true;
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step)
    }
}

fn goes_on(last: &Step, step: &Step) -> bool {
    match (last.kind, step.kind) {
        (Kind::Typed, Kind::Typed) => {
            let begins_word = last.inserted.ends_with(char::is_whitespace)
                && !step.inserted.starts_with(char::is_whitespace);
            step.at == last.at + last.inserted.len() && !begins_word
        }
        (Kind::Deleted, Kind::Deleted) => {
            step.at + step.removed.len() == last.at || step.at == last.at
        }
        _ => false,
    }
}

/// A text as a field takes it: no control characters but line breaks and tabs, and these as spaces in a single line.
pub(super) fn accepted(text: &str, multiline: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .map(|c| {
            if matches!(c, '\n' | '\t') && !multiline {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}
