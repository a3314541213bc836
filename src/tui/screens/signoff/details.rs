//! What is known of the selected row: what was signed, what is wrong with it, what changed since; or what is missing.

use ratatui::layout::Rect;

use crate::{
    domain::signoff::{
        SignOff,
        standing::{Addition, ChangedRecord, KeyList, Standing},
    },
    safe,
    session::signoff::{Proposal, SignOffState},
    tui::{
        glyphs::Glyphs,
        screens::sheet::Sheet,
        theme::{Colours, Role, Theme},
        widgets::Look,
    },
};

use super::rows::Row;

/// Returns how many lines there are, to scroll them.
pub(super) fn length(row: &Row<'_>, area: Rect) -> usize {
    plain(row, Sheet::width(area)).lines.len()
}

/// Returns the lines as one text, to be copied.
pub(super) fn text(row: &Row<'_>) -> String {
    let lines = plain(row, 1_000).lines;
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn plain(row: &Row<'_>, width: usize) -> Sheet {
    let (theme, glyphs) = (Theme::default_for(Colours::None), Glyphs::ascii());
    let look = Look {
        theme: &theme,
        glyphs: &glyphs,
    };
    of(row, look, width)
}

/// Makes the lines.
pub(super) fn of(row: &Row<'_>, look: Look<'_>, width: usize) -> Sheet {
    let mut sheet = Sheet::new();
    match row {
        Row::State(state) => of_state(state, look, width, &mut sheet),
        Row::Next(proposal) => of_proposal(proposal, look, width, &mut sheet),
        Row::Not(error) => {
            sheet.wrapped("", &error.message, width, look.style(Role::Text));
            for hint in &error.hints {
                sheet.wrapped("  ", hint, width, look.style(Role::Dim));
            }
        }
    }
    sheet
}

fn of_state(state: &SignOffState, look: Look<'_>, width: usize, sheet: &mut Sheet) {
    let bad = look.style(Role::Error);
    let role = match (state.standing.is_alarm(), state.standing.is_fresh()) {
        (true, _) => Role::Error,
        (false, true) => Role::Ok,
        (false, false) => Role::Warning,
    };
    let escaped = |text: &str| safe::escape_line(text).into_owned();
    sheet.labelled(
        look,
        "State",
        &escaped(&state.standing.phrase()),
        width,
        look.style(role),
    );
    let role = if state.signature.is_alarm() {
        Role::Error
    } else {
        Role::Text
    };
    let said = escaped(&state.signature.phrase());
    sheet.labelled(look, "Signature", &said, width, look.style(role));
    for fault in &state.faults {
        sheet.labelled(look, "Wrong", &escaped(&fault.phrase()), width, bad);
    }
    for gap in &state.gaps {
        let style = look.style(Role::Warning);
        sheet.labelled(look, "Not known", &escaped(gap), width, style);
    }
    if state.key_list == KeyList::Changed {
        let said = "the list of trusted keys is not the one that the signer had";
        sheet.labelled(look, "Keys", said, width, look.style(Role::Warning));
    }
    if state.is_stranger {
        let said = "the signer is in no record of the audit";
        sheet.labelled(look, "Signer", said, width, look.style(Role::Warning));
    }
    if let Standing::Stale {
        changes, additions, ..
    } = &state.standing
    {
        sheet.blank();
        of_changes(changes, look, width, sheet);
        of_additions(additions, look, width, sheet);
    }
    sheet.blank();
    if let Some(sign_off) = &state.sign_off {
        of_facts(sign_off, look, width, sheet);
    }
    sheet.labelled(look, "Tag", &state.name, width, look.style(Role::Dim));
    sheet.labelled(look, "Object", &state.object, width, look.style(Role::Dim));
}

fn of_changes(changes: &[ChangedRecord], look: Look<'_>, width: usize, sheet: &mut Sheet) {
    let mut label = "Since";
    for record in changes {
        let said = format!("{} {}", record.short, record.change.label());
        let said = safe::escape_line(&said).into_owned();
        sheet.labelled(look, label, &said, width, look.style(Role::Text));
        label = "";
    }
}

fn of_additions(additions: &[Addition], look: Look<'_>, width: usize, sheet: &mut Sheet) {
    let mut label = "Who, why";
    for after in additions {
        let why = if after.why.is_empty() {
            "no reason given"
        } else {
            &after.why
        };
        let said = format!(
            "{}  {}  {}: {why}",
            after.at.strftime("%Y-%m-%d %H:%M"),
            after.by.name,
            after.subject
        );
        let role = if after.why.is_empty() {
            Role::Warning
        } else {
            Role::Text
        };
        let said = safe::escape_line(&said).into_owned();
        sheet.labelled(look, label, &said, width, look.style(role));
        label = "";
    }
}

fn of_proposal(proposal: &Proposal, look: Look<'_>, width: usize, sheet: &mut Sheet) {
    if let Some(refusal) = &proposal.refusal {
        let mut label = "Missing";
        for reason in &refusal.reasons {
            let said = safe::escape_line(&reason.text).into_owned();
            sheet.labelled(look, label, &said, width, look.style(Role::Warning));
            label = "";
        }
        sheet.blank();
    }
    of_facts(&proposal.sign_off, look, width, sheet);
    let key = match &proposal.sign_off.key {
        Some(key) => safe::escape_line(key).into_owned(),
        None => "none: the tag is not signed with a key (git config user.signingkey)".to_owned(),
    };
    sheet.labelled(look, "Key", &key, width, look.style(Role::Text));
}

fn of_facts(sign_off: &SignOff, look: Look<'_>, width: usize, sheet: &mut Sheet) {
    let text = look.style(Role::Text);
    let dim = look.style(Role::Dim);
    let escaped = |text: &str| safe::escape_text(text).into_owned();
    sheet.labelled(look, "Who", &escaped(&sign_off.by.to_string()), width, text);
    sheet.labelled(look, "Meaning", &escaped(&sign_off.meaning), width, text);
    if !sign_off.words.is_empty() {
        sheet.labelled(look, "Own words", &escaped(&sign_off.words), width, text);
    }
    sheet.labelled(look, "Commit", &sign_off.commit, width, dim);
    let root = format!(
        "{} over {} files in {}",
        sign_off.root, sign_off.files, sign_off.folder
    );
    sheet.labelled(look, "Root hash", &escaped(&root), width, dim);
    if let Some(previous) = &sign_off.previous {
        sheet.labelled(look, "Before it", previous, width, dim);
    }
    if let Some(reviews) = &sign_off.reviews {
        sheet.labelled(look, "Reviews", reviews, width, dim);
    }
}
