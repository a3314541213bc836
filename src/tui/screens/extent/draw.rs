//! How the extent is drawn: a line that says how far it is, the searches with their places, and the selected one.

use std::fmt::Write as _;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::{
        action::{ExtentHit, ExtentSearch, HitDecision},
        object::short,
    },
    safe,
    tui::{
        glyphs::Glyphs,
        panel::View,
        text,
        theme::Role,
        widgets::{
            Look, frame,
            list::{self, GUTTER},
            paint,
        },
    },
};

use super::{Entry, ExtentScreen};

/// The rows below the list that tell of the selected place.
const DETAIL: u16 = 6;

/// From this height on the selected place is told below the list.
const WITH_DETAIL: u16 = 14;

struct Areas {
    head: Rect,
    list: Rect,
    rule: Rect,
    detail: Rect,
}

fn areas(area: Rect) -> Areas {
    let detail = if area.height >= WITH_DETAIL {
        DETAIL
    } else {
        0
    };
    let rule = u16::from(detail > 0);
    let list = area.height.saturating_sub(1 + rule + detail);
    let at = |y: u16, height: u16| Rect {
        y: area.y.saturating_add(y),
        height,
        ..area
    };
    Areas {
        head: at(0, area.height.min(1)),
        list: at(1, list),
        rule: at(1 + list, rule),
        detail: at(1 + list + rule, detail),
    }
}

/// Returns how many rows of the list are in sight.
pub(super) fn list_height(area: Rect) -> usize {
    usize::from(areas(area).list.height)
}

fn mark(glyphs: &Glyphs, decision: Option<HitDecision>) -> &'static str {
    match decision {
        Some(HitDecision::Affected) => glyphs.nonconforming,
        Some(HitDecision::NotAffected) => glyphs.not_applicable,
        None => glyphs.unanswered,
    }
}

fn role(decision: Option<HitDecision>) -> Role {
    match decision {
        Some(HitDecision::Affected) => Role::VerdictNonconforming,
        Some(HitDecision::NotAffected) => Role::VerdictNotApplicable,
        None => Role::VerdictUnanswered,
    }
}

impl ExtentScreen {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let areas = areas(area);
        let entries = self.all(view.data);
        self.draw_head(areas.head, &entries, buf, view);
        let width = usize::from(areas.list.width.saturating_sub(GUTTER));
        let row = |at: usize| match entries.get(at) {
            Some(Entry::Search(search)) => search_line(look, search),
            Some(Entry::Hit(search, hit)) => hit_line(look, search, hit, width),
            None => Line::default(),
        };
        let empty = if self.searching.is_some() {
            "Searching..."
        } else {
            "Nothing was searched for yet: o searches the files of the repository for more of the same."
        };
        list::render(look, areas.list, &self.list, entries.len(), empty, row, buf);
        if !areas.detail.is_empty() {
            frame::rule(look, areas.rule, buf);
            if let Some(entry) = entries.get(self.list.selected) {
                draw_detail(look, areas.detail, *entry, buf);
            }
        }
    }

    fn draw_head(&self, area: Rect, entries: &[Entry<'_>], buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let hits: Vec<_> = entries
            .iter()
            .filter_map(|entry| match entry {
                Entry::Hit(_, hit) => Some(hit.decision),
                Entry::Search(_) => None,
            })
            .collect();
        let count = |wanted| hits.iter().filter(|decision| **decision == wanted).count();
        let mut left = vec![Span::styled(
            format!(" Extent of {}", self.action),
            look.style(Role::Title),
        )];
        if let Some(asked) = &self.searching {
            left.push(Span::styled(
                format!("   searching for {}", safe::escape_line(&asked.query.query)),
                look.style(Role::Warning),
            ));
        }
        let right = if entries.is_empty() {
            Line::default()
        } else {
            let open = count(None);
            Line::from(vec![
                Span::styled(
                    format!("{} affected   ", count(Some(HitDecision::Affected))),
                    look.style(Role::Text),
                ),
                Span::styled(
                    format!("{open} of {} undecided ", hits.len()),
                    look.style(if open == 0 { Role::Ok } else { Role::Warning }),
                ),
            ])
        };
        paint::both_sides(look, area, 0, &Line::from(left), &right, buf);
    }
}

fn search_line(look: Look<'_>, search: &ExtentSearch) -> Line<'static> {
    let counts = search.counts();
    let mut said = if search.fixed {
        format!("\"{}\"", safe::escape_line(&search.query))
    } else {
        format!("/{}/", safe::escape_line(&search.query))
    };
    for path in &search.paths {
        said.push_str(" in:");
        said.push_str(&safe::escape_line(path));
    }
    let mut facts = match (counts.hits, counts.undecided) {
        (0, _) => "   nothing found".to_owned(),
        (hits, 0) => format!("   {hits} decided"),
        (hits, open) => format!("   {open} of {hits} undecided"),
    };
    if search.more > 0 {
        // Writing to a String does not fail.
        let _ = write!(facts, ", {} more not kept", search.more);
    }
    if search.not_searched > 0 {
        // Writing to a String does not fail.
        let _ = write!(facts, ", {} files not searched", search.not_searched);
    }
    Line::from(vec![
        Span::styled(format!("{}  ", search.id), look.style(Role::Dim)),
        Span::styled(said, look.style(Role::Heading)),
        Span::styled(facts, look.style(Role::Dim)),
    ])
}

fn hit_line(look: Look<'_>, search: &ExtentSearch, hit: &ExtentHit, width: usize) -> Line<'static> {
    let place = safe::escape_line(&search.place_of(hit)).into_owned();
    let column = (width * 2 / 5).clamp(12, 48);
    Line::from(vec![
        Span::styled(
            format!("   {} ", mark(look.glyphs, hit.decision)),
            look.style(role(hit.decision)),
        ),
        Span::styled(
            text::pad(
                &text::truncate_start(&place, column, look.glyphs.ellipsis),
                column,
            )
            .into_owned(),
            look.style(Role::Label),
        ),
        Span::raw("  "),
        Span::styled(
            safe::escape_line(hit.text.trim()).into_owned(),
            look.style(Role::Text),
        ),
    ])
}

fn draw_detail(look: Look<'_>, area: Rect, entry: Entry<'_>, buf: &mut Buffer) {
    let mut rows: Vec<(Role, String)> = Vec::new();
    match entry {
        Entry::Search(search) => {
            let at = search.commit.as_deref().unwrap_or("no commit yet");
            // Searches from before they were counted have none.
            let files = match search.files {
                0 => String::new(),
                1 => "1 file ".to_owned(),
                count => format!("{count} files "),
            };
            rows.push((
                Role::Dim,
                format!(
                    "{}searched by {}, {}, at {}",
                    files,
                    search.by.name,
                    search.at.strftime("%-d %b %Y %H:%M UTC"),
                    short(at)
                ),
            ));
            if search.more > 0 || search.not_searched > 0 {
                rows.push((
                    Role::Warning,
                    "not everything is listed: narrow the search, or say in the result of the extent what became of the rest"
                        .to_owned(),
                ));
            }
        }
        Entry::Hit(search, hit) => {
            rows.push((Role::Label, search.place_of(hit)));
            rows.push((Role::Text, hit.text.trim().to_owned()));
            let said = hit.decision.map_or_else(
                || "nobody has decided: a is affected, x is not".to_owned(),
                |decision| match (&hit.decided_by, hit.decided_at) {
                    (Some(by), Some(at)) => format!(
                        "{}, {}, {}",
                        decision.label(),
                        by.name,
                        at.strftime("%-d %b %Y")
                    ),
                    _ => decision.label().to_owned(),
                },
            );
            rows.push((role(hit.decision), said));
            if !hit.why.is_empty() {
                rows.push((Role::Text, hit.why.clone()));
            }
        }
    }
    let width = usize::from(area.width.saturating_sub(2));
    let mut row = 0;
    for (role, said) in rows {
        for line in text::wrap_lines(&safe::escape_line(&said), width) {
            paint::text_at(look, area, 1, row, line, look.style(role), buf);
            row += 1;
        }
    }
}
