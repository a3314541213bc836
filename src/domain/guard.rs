//! Why a step in a life cycle is refused: every reason at once, each with the field it is about.

use std::fmt;

/// One reason why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The key of the record's field that is missing or wrong, for a form to go to.
    pub field: &'static str,
    /// What is missing or wrong, as a short sentence without a full stop.
    pub text: String,
}

/// Why a step is refused: never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// All reasons.
    pub reasons: Vec<Reason>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<&str> = self.reasons.iter().map(|r| r.text.as_str()).collect();
        f.write_str(&texts.join("; "))
    }
}

impl std::error::Error for Refusal {}

/// Collects reasons while a guard is checked.
#[derive(Debug, Default)]
pub struct Reasons(Vec<Reason>);

impl Reasons {
    /// Starts without any.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reason when `holds` is false.
    pub fn require(&mut self, holds: bool, field: &'static str, text: impl Into<String>) {
        if !holds {
            self.0.push(Reason {
                field,
                text: text.into(),
            });
        }
    }

    /// Adds the reasons of another guard.
    pub fn extend(&mut self, reasons: impl IntoIterator<Item = Reason>) {
        self.0.extend(reasons);
    }

    /// Returns what was collected.
    pub fn into_vec(self) -> Vec<Reason> {
        self.0
    }

    /// Lets the step pass when there is no reason against it.
    pub fn verdict(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Refusal { reasons: self.0 })
        }
    }
}

/// Says why the life cycle has no such step: `a finding in state issued can become acknowledged or disputed, not closed`.
pub fn no_step(
    what: &str,
    state: impl fmt::Display,
    next: &[&str],
    to: impl fmt::Display,
) -> String {
    match next.split_last() {
        None => format!("{what} in state {state} stays as it is"),
        Some((only, [])) => format!("{what} in state {state} can become {only}, not {to}"),
        Some((last, others)) => format!(
            "{what} in state {state} can become {} or {last}, not {to}",
            others.join(", ")
        ),
    }
}

/// Tells whether a text says anything.
pub fn is_said(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Says why a text is no title: one is a line that says something, and reads the same wherever it stands.
pub fn as_title(text: &str) -> Result<(), &'static str> {
    if !is_said(text) {
        return Err("it has no title");
    }
    if text.chars().any(char::is_control) {
        return Err("a title is one line without control characters");
    }
    Ok(())
}
