//! How a trail looks: a line for each link, and beneath what is said, cited and found of the selected one.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::trail_test::{LinkState, TrailLink, TrailTest},
    safe,
    tui::{
        glyphs::Glyphs,
        panel::View,
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, GUTTER},
            paint,
        },
    },
};

use super::TrailScreen;

/// How many rows the links have at most, one beside the list for the line above it.
const LINKS: u16 = 8;

/// Parts the screen into a line about the whole, the links, and what is said of the selected one.
fn parts(area: Rect) -> [Rect; 3] {
    let head = area.height.min(1);
    let links = LINKS.min((area.height - head).div_ceil(2));
    let part = |y: u16, height: u16| Rect {
        y: area.y + y,
        height,
        ..area
    };
    let rest = area.height - head - links;
    [part(0, head), part(head, links), part(head + links, rest)]
}

/// Returns how many rows the list has.
pub(super) fn height(area: Rect) -> usize {
    let [_, links, _] = parts(area);
    usize::from(links.height)
}

fn mark(glyphs: &Glyphs, state: LinkState) -> (&'static str, Role) {
    match state {
        LinkState::Unseen => (glyphs.unanswered, Role::Dim),
        LinkState::Holds => (glyphs.conforming, Role::VerdictConforming),
        LinkState::Broken => (glyphs.nonconforming, Role::VerdictNonconforming),
        LinkState::NotApplicable => (glyphs.not_applicable, Role::Dim),
    }
}

impl TrailScreen {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let [head, above, below] = parts(area);
        let look = view.look;
        let Some(trail) = self.trail(view.data) else {
            paint::text_at(
                look,
                head,
                1,
                0,
                "the audit is not there any more",
                look.style(Role::Warning),
                buf,
            );
            return;
        };
        let about = format!("{}: {}", safe::escape_line(&trail.called()), trail.counts());
        let width = usize::from(area.width.saturating_sub(2));
        let about = text::truncate(&about, width, look.glyphs.ellipsis);
        paint::text_at(look, head, 1, 0, &about, look.style(Role::Strong), buf);
        let room = usize::from(above.width.saturating_sub(GUTTER + 1));
        let line = |place: usize| {
            let link = trail.links.get(place);
            link.map_or_else(Line::default, |link| self.link(link, room, view))
        };
        list::render(look, above, &self.list, trail.links.len(), "", line, buf);
        self.about(&trail, below, buf, view);
    }

    /// Writes a link as a line: its mark, what it is, how it stands, its date, and what was found.
    fn link(&self, link: &TrailLink, width: usize, view: View<'_>) -> Line<'static> {
        let look = view.look;
        let (mark, role) = mark(look.glyphs, link.state);
        let date = link
            .date()
            .map_or_else(String::new, |date| date.to_string());
        let found = match (&self.found, self.found_for(&link.id)) {
            (None, _) => "looking...".to_owned(),
            (Some(_), None) => String::new(),
            (Some(_), Some(found)) => match found.hits.len() + found.more {
                0 => "nothing found".to_owned(),
                n => format!("{n} found"),
            },
        };
        let finding = link
            .finding
            .as_ref()
            .map_or_else(String::new, |id| format!("  {id}"));
        let title = (width / 3).clamp(8, 32);
        let room = width.saturating_sub(title + 34);
        let fit = |said: &str, width: usize| text::fit(said, width, look.glyphs.ellipsis);
        Line::from(vec![
            Span::styled(format!("{mark} "), look.style(role)),
            Span::styled(
                fit(&safe::escape_line(&link.title), title),
                look.style(Role::Text),
            ),
            Span::raw("  "),
            Span::styled(fit(link.state.label(), 14), look.style(role)),
            Span::raw("  "),
            Span::styled(fit(&date, 10), look.style(Role::Label)),
            Span::raw("  "),
            Span::styled(
                fit(&format!("{found}{finding}"), room),
                look.style(Role::Dim),
            ),
        ])
    }

    /// Paints what is odd about the trail, then note, citations and finds of the selected link.
    fn about(&self, trail: &TrailTest, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        if area.is_empty() {
            return;
        }
        frame::rule(look, Rect { height: 1, ..area }, buf);
        let mut rows: Vec<(Role, String)> = Vec::new();
        for odd in trail.out_of_order() {
            rows.push((
                Role::Warning,
                format!("out of order: {}", safe::escape_line(&odd.to_string())),
            ));
        }
        if let Some(Err(error)) = &self.found {
            rows.push((Role::Warning, error.message.clone()));
        }
        if let Some(link) = trail.links.get(self.list.selected) {
            let criteria: Vec<String> = link.criteria.iter().map(ToString::to_string).collect();
            rows.push((Role::Label, criteria.join("  ")));
            if !link.note.trim().is_empty() {
                rows.push((Role::Text, safe::escape_line(link.note.trim()).into_owned()));
            }
            for cited in &link.evidence {
                rows.push((
                    Role::Text,
                    format!("cited  {}", safe::escape_line(&cited.subject())),
                ));
            }
            if let Some(found) = self.found_for(&link.id) {
                for hit in &found.hits {
                    let text = format!("found  {}  {}", hit.place(), safe::escape_line(&hit.text));
                    rows.push((Role::Text, text.trim_end().to_owned()));
                }
                if found.more > 0 {
                    rows.push((Role::Dim, format!("found  {} more", found.more)));
                }
                let places = found.places.join("; ");
                rows.push((
                    Role::Dim,
                    format!("looked in {}", safe::escape_line(&places)),
                ));
                rows.extend(
                    found
                        .troubles
                        .iter()
                        .map(|why| (Role::Warning, format!("not looked at: {why}"))),
                );
            }
        }
        let width = usize::from(area.width.saturating_sub(2));
        let lines = rows
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .flat_map(|(role, text)| {
                let lines = text::wrap_lines(text, width).into_iter();
                lines.map(|line| (*role, line))
            });
        let room = usize::from(area.height.saturating_sub(1));
        for (y, (role, line)) in (1..).zip(lines.take(room)) {
            paint::text_at(look, area, 1, y, line, look.style(role), buf);
        }
    }
}
