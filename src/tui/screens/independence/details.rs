//! What is known of the selected row: the commits of a conflict and its safeguard, or a sentence.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::{
    domain::{
        independence::{Conflict, Contribution, Matter, Standing},
        papers::WorkingPapers,
    },
    safe,
    tui::{
        glyphs::Glyphs,
        screens::sheet::Sheet,
        text,
        theme::{Colours, Role, Theme},
        widgets::Look,
    },
};

use super::rows::Row;

/// Returns how many lines there are, to scroll them.
pub(super) fn length(row: &Row<'_>, area: Rect, papers: Option<&WorkingPapers>) -> usize {
    let (theme, glyphs) = (Theme::default_for(Colours::None), Glyphs::ascii());
    let look = Look {
        theme: &theme,
        glyphs: &glyphs,
    };
    of(row, look, area, papers).lines.len()
}

/// Makes the lines.
pub(super) fn of(
    row: &Row<'_>,
    look: Look<'_>,
    area: Rect,
    papers: Option<&WorkingPapers>,
) -> Sheet {
    let mut sheet = Sheet::new();
    let width = Sheet::width(area);
    let dim = look.style(Role::Dim);
    match row {
        Row::Conflict(conflict) => of_conflict(conflict, look, width, &mut sheet),
        Row::Gap(gap) => sheet.wrapped("", &safe::escape_line(&gap.phrase()), width, dim),
        Row::Auditor(known) => {
            let who = safe::escape_line(&known.auditor.to_string()).into_owned();
            sheet.wrapped("", &who, width, look.style(Role::Text));
            let said = match known.standing {
                Standing::NoneFound => {
                    "No commit of the audited period shows work on the files and areas that are audited here."
                }
                Standing::Safeguarded => "A safeguard is named for all that was worked on.",
                Standing::NotDetermined => {
                    "Not all of the history could be looked at, so that nothing is said either way."
                }
                Standing::Conflict => "Some of what was worked on has no safeguard: see above.",
            };
            sheet.wrapped("", said, width, dim);
            let assigned = papers.into_iter().flat_map(|p| &p.audit.assignments);
            for assignment in assigned.filter(|a| a.auditor.is(&known.auditor)) {
                let refs: Vec<&str> = assignment
                    .refs
                    .iter()
                    .map(crate::domain::id::Ref::as_str)
                    .collect();
                let paths: Vec<&str> = assignment
                    .paths
                    .iter()
                    .map(crate::domain::pattern::PathPattern::as_str)
                    .collect();
                let area = if paths.is_empty() {
                    "no area".to_owned()
                } else {
                    format!("area {}", paths.join(", "))
                };
                let said = format!("{}: {}; {area}", assignment.checklist, refs.join(", "));
                sheet.wrapped("", &safe::escape_line(&said), width, look.style(Role::Text));
            }
        }
    }
    sheet
}

fn of_conflict(conflict: &Conflict, look: Look<'_>, width: usize, sheet: &mut Sheet) {
    let text = look.style(Role::Text);
    if !conflict.cited_in.is_empty() {
        let places: Vec<String> = conflict.cited_in.iter().map(ToString::to_string).collect();
        let places = safe::escape_line(&places.join(", ")).into_owned();
        sheet.labelled(look, "Cited in", &places, width, text);
    }
    if let Some(safeguard) = &conflict.safeguard {
        let reason = safe::escape_text(safeguard.reason.trim()).into_owned();
        sheet.labelled(look, "Safeguard", &reason, width, text);
        let who = format!(
            "named by {}, approved by {}, {}",
            safeguard.by.name,
            safeguard.approved_by.name,
            safeguard.at.strftime("%-d %b %Y")
        );
        sheet.labelled(
            look,
            "",
            &safe::escape_line(&who),
            width,
            look.style(Role::Dim),
        );
    } else {
        let said = "none is named: where independence is not possible, name what keeps the audit impartial";
        sheet.labelled(look, "Safeguard", said, width, look.style(Role::Warning));
    }
    if conflict.since > 0 {
        let said = match conflict.since {
            1 => "1 commit came later, which nobody has approved".to_owned(),
            since => format!("{since} commits came later, which nobody has approved"),
        };
        sheet.labelled(look, "", &said, width, look.style(Role::Warning));
    }
    sheet.blank();
    for done in &conflict.commits {
        let short: String = done.commit.chars().take(8).collect();
        let lead = format!("{}  {short}  ", done.on);
        let mut said = safe::escape_line(&done.subject).into_owned();
        if let Some(how) = how(conflict, done) {
            said = format!("{said}  ({})", safe::escape_line(&how));
        }
        let room = width.saturating_sub(text::width(&lead));
        sheet.push(vec![
            Span::styled(lead, look.style(Role::Dim)),
            Span::styled(
                text::truncate(&said, room, look.glyphs.ellipsis).into_owned(),
                text_style(look, conflict, done),
            ),
        ]);
    }
}

fn text_style(look: Look<'_>, conflict: &Conflict, done: &Contribution) -> ratatui::style::Style {
    let is_late = conflict.safeguard.as_ref().is_some_and(|s| done.at > s.at);
    look.style(if is_late { Role::Warning } else { Role::Text })
}

/// Says what is not plain about a commit: as co-author, under another address, under another name of the file.
fn how(conflict: &Conflict, done: &Contribution) -> Option<String> {
    let mut parts = Vec::new();
    if done.co_author {
        parts.push("as co-author".to_owned());
    }
    if done.is_alias() {
        parts.push(format!("as {}", done.as_written));
    }
    match &conflict.matter {
        Matter::File { path, .. } => {
            let other = done.paths.iter().find(|touched| *touched != path);
            parts.extend(other.map(|name| format!("then {name}")));
        }
        Matter::Area(_) => match done.paths.as_slice() {
            [only] => parts.push(only.clone()),
            several => parts.push(format!("{} files", several.len())),
        },
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}
