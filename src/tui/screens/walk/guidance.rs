//! The guidance of a question: what a good answer shows, what to ask for, what is often found.

use ratatui::text::Span;

use crate::{
    domain::{
        answer::Verdict,
        checklist::{ClauseKind, Question, Related},
        papers::Row,
    },
    safe,
    tui::{
        action::{Action, Context},
        marks,
        panel::View,
        text,
        theme::Role,
        widgets::Look,
    },
};

use super::row::Sheet;

pub(super) fn heading(
    sheet: &mut Sheet,
    look: Look<'_>,
    row: Row<'_>,
    verdict: Option<Verdict>,
    width: usize,
) {
    let asked = row.clause.questions.iter().filter(|q| !q.retired);
    let of = asked.clone().count();
    let place = asked
        .clone()
        .position(|q| q.id == row.question.id)
        .map_or(0, |at| at + 1);
    let title = format!(
        "{}  {}",
        row.clause.reference,
        safe::escape_line(&row.clause.title)
    );
    let mut right = if row.question.retired {
        "retired: asked no more".to_owned()
    } else {
        format!("question {place} of {of}")
    };
    if row.clause.kind == ClauseKind::Control {
        right = format!("control  {right}");
    }
    // Where the verdict itself has no room, this says that a key was heard.
    if let Some(verdict) = verdict {
        right = format!("{} {right}", marks::verdict(look.glyphs, Some(verdict)));
    }
    if !row.question.roles.is_empty() && width > 90 {
        right = format!(
            "{right}  {}",
            safe::escape_line(&row.question.roles.join(", "))
        );
    }
    let room = width.saturating_sub(text::width(&right) + 1);
    sheet.push(vec![
        Span::styled(
            text::fit(&title, room, look.glyphs.ellipsis),
            look.style(Role::Title),
        ),
        Span::raw(" "),
        Span::styled(right, look.style(Role::Dim)),
    ]);
    sheet.blank();
}

/// Guidance in two or three lines: what to ask for, what is often found.
pub(super) fn folded_guidance(
    sheet: &mut Sheet,
    look: Look<'_>,
    row: Row<'_>,
    width: usize,
    view: Option<View<'_>>,
) {
    let (clause, question) = (row.clause, row.question);
    let dim = look.style(Role::Dim);
    let asks: Vec<String> = question
        .evidence
        .iter()
        .map(|hint| safe::escape_line(&hint.ask).into_owned())
        .collect();
    let mut lines = Vec::new();
    if !asks.is_empty() {
        lines.push(("ask for", asks.join("; ")));
    }
    if !question.sample.is_empty() {
        lines.push(("sample", safe::escape_line(&question.sample).into_owned()));
    }
    let found: Vec<String> = question
        .nonconformities
        .iter()
        .map(|n| safe::escape_line(&n.text).into_owned())
        .collect();
    if !found.is_empty() {
        lines.push(("often found", found.join(" ")));
    }
    if !clause.hints.is_empty() {
        let hints = safe::escape_line(&clause.hints.join("; ")).into_owned();
        lines.push(("house hints", hints));
    }
    if !clause.note.is_empty() {
        lines.push(("note", safe::escape_line(&clause.note).into_owned()));
    }
    for (label, said) in lines {
        let lead = format!(" {} {label}: ", look.glyphs.folded);
        let room = width.saturating_sub(text::width(&lead));
        sheet.push(vec![
            Span::styled(lead, look.style(Role::Label)),
            Span::styled(
                text::truncate(&said, room, look.glyphs.ellipsis).into_owned(),
                dim,
            ),
        ]);
    }
    if sheet.lines.last().is_some_and(|line| line.spans.len() > 1)
        && let Some(key) = view.and_then(|view| view.keymap.key_of(Action::Fold, &[Context::Walk]))
    {
        sheet.push(vec![Span::styled(
            format!("   {key} unfolds the guidance"),
            look.style(Role::Placeholder),
        )]);
    }
}

/// All of the guidance; `licensed` is the requirement's wording where it is kept here.
pub(super) fn unfolded_guidance(
    sheet: &mut Sheet,
    look: Look<'_>,
    row: Row<'_>,
    followers: &[Row<'_>],
    licensed: Option<&str>,
    width: usize,
) {
    let question = row.question;
    let (label, plain) = (look.style(Role::Label), look.style(Role::Text));
    let bullet = format!("   {} ", look.glyphs.bullet);
    let section = |sheet: &mut Sheet, title: &str, items: Vec<String>| {
        if items.is_empty() {
            return;
        }
        sheet.push(vec![Span::styled(
            format!(" {} {title}", look.glyphs.unfolded),
            label,
        )]);
        for item in items {
            let mut lead = bullet.clone();
            for line in text::wrap_lines(&item, width.saturating_sub(text::width(&bullet)).max(8)) {
                sheet.push(vec![
                    Span::styled(lead, label),
                    Span::styled(line.to_owned(), plain),
                ]);
                lead = " ".repeat(text::width(&bullet));
            }
        }
    };
    let lines = |items: &[String]| {
        items
            .iter()
            .map(|item| safe::escape_line(item).into_owned())
            .collect::<Vec<_>>()
    };
    for (title, words) in [
        (
            "the requirement (your licensed copy)",
            licensed.unwrap_or_default(),
        ),
        ("the criterion's words", row.clause.text.as_str()),
    ] {
        if !words.is_empty() {
            section(sheet, title, vec![safe::escape_text(words).into_owned()]);
        }
    }
    section(sheet, "a good answer shows", lines(&question.good));
    let asks = question
        .evidence
        .iter()
        .map(|hint| format!("{}: {}", hint.method.label(), safe::escape_line(&hint.ask)));
    section(sheet, "ask for", asks.collect());
    section(
        sheet,
        "sample",
        if question.sample.is_empty() {
            Vec::new()
        } else {
            lines(std::slice::from_ref(&question.sample))
        },
    );
    let found = question.nonconformities.iter().map(|n| {
        let why = if n.why.is_empty() {
            String::new()
        } else {
            format!(": {}", safe::escape_line(&n.why))
        };
        format!(
            "{} (usually {}{why})",
            safe::escape_line(&n.text),
            n.grade.label()
        )
    });
    section(sheet, "often found", found.collect());
    // Who answers for several standards has to see what each of them wants to see.
    for follower in followers {
        let title = format!(
            "{} {} #{} asks, and wants to see",
            follower.checklist.id, follower.clause.reference, follower.question.id
        );
        section(sheet, &title, wanted(follower.question));
    }
    section(sheet, "house hints", lines(&row.clause.hints));
    section(
        sheet,
        "topics that guidance suggests raising; no criterion",
        lines(&row.clause.topics),
    );
    section(sheet, "about this clause", about(row));
}

/// Lists what a question that is answered together with another one asks, and the evidence and the sample for it.
fn wanted(question: &Question) -> Vec<String> {
    let mut lines = vec![safe::escape_line(question.text.trim()).into_owned()];
    let asks = question
        .evidence
        .iter()
        .map(|hint| format!("{}: {}", hint.method.label(), safe::escape_line(&hint.ask)));
    lines.extend(asks);
    if !question.sample.is_empty() {
        lines.push(format!("sample: {}", safe::escape_line(&question.sample)));
    }
    lines.extend(
        question
            .nonconformities
            .iter()
            .map(|n| format!("often found: {}", safe::escape_line(&n.text))),
    );
    lines
}

fn about(row: Row<'_>) -> Vec<String> {
    let (clause, question) = (row.clause, row.question);
    let mut lines = Vec::new();
    if !clause.note.is_empty() {
        lines.push(safe::escape_line(&clause.note).into_owned());
    }
    if clause.documented_information {
        lines.push("documented information is demanded here".to_owned());
    }
    if clause.kind == ClauseKind::Control {
        lines.push("binding where the statement of applicability includes the control".to_owned());
    }
    if !question.covers.is_empty() {
        lines.push(format!(
            "covers {}",
            safe::escape_line(&question.covers.join(", "))
        ));
    }
    for (what, words) in [("roles", &question.roles), ("stages", &question.stages)] {
        if !words.is_empty() {
            let words = words.join(", ");
            lines.push(format!("{what}: {}", safe::escape_line(&words)));
        }
    }
    let entries: Vec<String> = question
        .bears_on
        .iter()
        .map(|entry| {
            let title = row.checklist.reference(entry).map(|entry| &entry.title);
            let title = title.map_or_else(String::new, |title| format!(" {title}"));
            safe::escape_line(&format!("{entry}{title}")).into_owned()
        })
        .collect();
    if !entries.is_empty() {
        lines.push(format!("bears on {}", entries.join(", ")));
    }
    if !clause.related.is_empty() {
        let related: Vec<String> = clause.related.iter().map(see_also).collect();
        lines.push(format!("see also {}", related.join(", ")));
    }
    lines
}

fn see_also(related: &Related) -> String {
    let sure: Vec<&str> = [&related.relation, &related.confidence]
        .into_iter()
        .map(String::as_str)
        .filter(|word| !word.is_empty())
        .collect();
    let place = format!("{} {}", related.checklist, related.reference);
    if sure.is_empty() {
        place
    } else {
        let sure = safe::escape_line(&sure.join(", ")).into_owned();
        format!("{place} ({sure})")
    }
}
