//! The rows of the screen: each sign-off, then what would be signed next.

use ratatui::text::{Line, Span};

use crate::{
    domain::signoff::standing::Standing,
    error::Error,
    safe,
    session::signoff::{Proposal, SignOffMark, SignOffState, SignOffs},
    tui::{text, theme::Role, widgets::Look},
};

/// A row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row<'a> {
    /// A sign-off that is there.
    State(&'a SignOffState),
    /// What would be signed.
    Next(&'a Proposal),
    /// Why nothing can be signed.
    Not(&'a Error),
}

impl Row<'_> {
    /// Returns the name of the tag of a sign-off.
    pub(super) fn tag(&self) -> Option<&str> {
        match self {
            Self::State(state) => Some(&state.name),
            Self::Next(_) | Self::Not(_) => None,
        }
    }
}

/// Lists the rows.
pub(super) fn of(found: &SignOffs) -> Vec<Row<'_>> {
    let next = match &found.proposal {
        Ok(proposal) => Row::Next(proposal),
        Err(error) => Row::Not(error),
    };
    found.states.iter().map(Row::State).chain([next]).collect()
}

/// Says in a few words how the audit is signed off.
pub(super) fn summary(found: &SignOffs) -> (String, Role) {
    let bad = found.states.iter().filter(|state| state.is_bad()).count();
    if bad > 0 {
        let noun = if bad == 1 { "sign-off" } else { "sign-offs" };
        return (format!("something is wrong with {bad} {noun}"), Role::Error);
    }
    let counting: Vec<&str> = found
        .states
        .iter()
        .filter(|state| state.counts())
        .filter_map(|state| Some(state.sign_off.as_ref()?.role.label()))
        .collect();
    match (counting.is_empty(), found.states.is_empty()) {
        (_, true) => ("not signed off yet".to_owned(), Role::Dim),
        (true, false) => ("no sign-off is fresh".to_owned(), Role::Warning),
        (false, false) => (format!("{}, fresh", counting.join(" and ")), Role::Ok),
    }
}

/// Makes the mark of an audit's line at home.
pub fn mark(look: Look<'_>, mark: SignOffMark) -> Span<'static> {
    let (glyph, word, role) = match mark {
        SignOffMark::Prepared => (look.glyphs.conforming, "signed", Role::Ok),
        SignOffMark::Reviewed => (look.glyphs.conforming, "signed, reviewed", Role::Ok),
        SignOffMark::Stale => (look.glyphs.changed, "sign-off stale", Role::Warning),
        SignOffMark::Doubtful => (look.glyphs.alarm, "look at the sign-off", Role::Error),
    };
    Span::styled(format!("{glyph} {word}"), look.style(role))
}

/// Returns the glyph and role of a sign-off.
fn sign(look: Look<'_>, state: &SignOffState) -> (&'static str, Role) {
    if state.is_bad() {
        return (look.glyphs.alarm, Role::Error);
    }
    match &state.standing {
        Standing::Fresh => (look.glyphs.conforming, Role::Ok),
        Standing::Stale { .. } => (look.glyphs.changed, Role::Warning),
        Standing::CannotTell { .. }
        | Standing::Lost(_)
        | Standing::Contradicted { .. }
        | Standing::Missing { .. }
        | Standing::Unreadable { .. } => (look.glyphs.not_audited, Role::Warning),
    }
}

impl Row<'_> {
    pub(super) fn line(&self, look: Look<'_>, width: usize) -> Line<'static> {
        let (glyph, role, head, tail) = match self {
            Self::State(state) => {
                let (glyph, role) = sign(look, state);
                let head = match &state.sign_off {
                    Some(said) => format!(
                        "{} {} by {}  {}",
                        said.role.label(),
                        said.round,
                        said.by.name,
                        said.at.strftime("%Y-%m-%d %H:%M")
                    ),
                    None => state.name.clone(),
                };
                let tail = match (state.faults.first(), state.signature.is_alarm()) {
                    (Some(fault), _) => fault.phrase(),
                    (None, true) => state.signature.phrase(),
                    (None, false) => state.standing.phrase(),
                };
                (glyph, role, head, tail)
            }
            Self::Next(proposal) => {
                let head = format!("sign as {}", proposal.sign_off.line());
                match &proposal.refusal {
                    None => (look.glyphs.to_do, Role::Text, head, "ready".to_owned()),
                    Some(refusal) => {
                        let tail = match refusal.reasons.as_slice() {
                            [one] => one.text.clone(),
                            several => format!("{} things are missing", several.len()),
                        };
                        (look.glyphs.to_do, Role::Dim, head, tail)
                    }
                }
            }
            Self::Not(error) => (
                look.glyphs.to_do,
                Role::Dim,
                "nothing can be signed".to_owned(),
                error.message.clone(),
            ),
        };
        let head = text::fit(
            &safe::escape_line(&head),
            width.min(50),
            look.glyphs.ellipsis,
        );
        let tail = safe::escape_line(&tail).into_owned();
        Line::from(vec![
            Span::styled(format!("{glyph} "), look.style(role)),
            Span::styled(head, look.style(Role::Text)),
            Span::styled(format!("  {tail}"), look.style(role)),
        ])
    }
}
