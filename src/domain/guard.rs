//! Why a step in a life cycle is refused: every reason at once, each with the field it is about.

use std::fmt;

/// One reason why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The key of the record's field that is missing or wrong, for a form to go to.
    pub field: &'static str,
    /// What it is about, by which it is known again; none where the text says nothing that counts or quotes.
    pub about: Option<String>,
    /// What is missing or wrong, as a short sentence without a full stop.
    pub text: String,
}

impl Reason {
    /// Makes a reason whose text is all that it is about: no count, state or date is in it.
    pub fn new(field: &'static str, text: impl Into<String>) -> Self {
        Self {
            field,
            about: None,
            text: text.into(),
        }
    }

    /// Tells whether another one is the same, whatever it counts and quotes: asked of other versions of the same records.
    pub fn is(&self, other: &Self) -> bool {
        self.field == other.field && self.subject() == other.subject()
    }

    fn subject(&self) -> &str {
        self.about.as_deref().unwrap_or(&self.text)
    }
}

/// Keeps those reasons that stand in both lists: what stands only in one was met in the other.
#[must_use]
pub fn shared(mut reasons: Vec<Reason>, others: &[Reason]) -> Vec<Reason> {
    reasons.retain(|reason| others.iter().any(|other| other.is(reason)));
    reasons
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
            self.0.push(Reason::new(field, text));
        }
    }

    /// Adds a reason when `holds` is false, whose text counts or quotes what may differ from version to version.
    pub fn require_about(
        &mut self,
        holds: bool,
        field: &'static str,
        about: impl Into<String>,
        text: impl Into<String>,
    ) {
        if !holds {
            self.0.push(Reason {
                about: Some(about.into()),
                ..Reason::new(field, text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_again_whatever_it_counts() {
        let counted = |n: usize| {
            let mut reasons = Reasons::new();
            reasons.require_about(
                n == 0,
                "answers",
                "unanswered",
                format!("{n} are unanswered"),
            );
            reasons.require(false, "title", "it has no title");
            reasons.into_vec()
        };
        assert_eq!(shared(counted(5), &counted(3)), counted(5));
        let [title] = shared(counted(5), &counted(0)).try_into().unwrap();
        assert_eq!(title, Reason::new("title", "it has no title"));
        assert!(shared(counted(5), &[]).is_empty());
    }

    #[test]
    fn reasons_of_one_field_are_told_apart_by_what_they_are_about() {
        let one = Reason::new("by", "the owner cannot accept the plan");
        let other = Reason::new("by", "only a member of the audit team can accept a plan");
        assert!(shared(vec![one], &[other]).is_empty());
    }
}
