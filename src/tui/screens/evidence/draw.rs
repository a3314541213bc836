//! How a citation is drawn: its head, the facts, the two texts or why they are not there, and what happened.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::tui::screens::picker::place_text;
use crate::{
    domain::evidence::{CitationState, within},
    safe,
    session::comparison::Which,
    tui::{
        action::{Action, Context},
        marks,
        panel::View,
        text,
        theme::Role,
        widgets::{list, paint},
    },
};

use super::{
    EvidenceView, Part, Seen, facts,
    happened::{self, LABEL},
    seen::Compared,
    sides::{Form, Painting, Sides},
};

impl EvidenceView {
    pub(super) fn draw_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let state = self.state(view.data);
        let style = look.style(marks::citation_role(state));
        let subject = match &self.link {
            Some(link) => safe::escape_line(&link.subject()).into_owned(),
            None => self.id.to_string(),
        };
        let phrase = match (state, &self.link) {
            (Some(CitationState::NoFile), _) | (_, None) => String::new(),
            (Some(state), _) => safe::escape_line(&state.phrase()).into_owned(),
            (None, Some(_)) => "not judged yet".to_owned(),
        };
        let left = Line::from(vec![
            Span::styled(format!(" {} ", marks::citation(look.glyphs, state)), style),
            Span::styled(subject, look.style(Role::Title)),
            Span::raw("   "),
            Span::styled(phrase, style),
        ]);
        let (at, count) = self.number(view.data);
        let right = if area.width < 60 {
            format!("{}/{count} ", at + 1)
        } else {
            format!(
                "citation {} of {count} of {} ",
                at + 1,
                place_text(&self.holder)
            )
        };
        let right = Line::from(Span::styled(right, look.style(Role::Dim)));
        paint::both_sides(look, area, 0, &left, &right, buf);
    }

    pub(super) fn draw_body(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let sides = match &self.seen {
            Seen::Waiting => Err("Comparing..."),
            Seen::Without(why) => Err(why.as_str()),
            Seen::Compared(compared) => compared.sides.as_ref().map_err(String::as_str),
            Seen::InCommit(seen) => seen.sides.as_ref().map_err(String::as_str),
        };
        match sides {
            Ok(sides) => {
                let [then, now] = self.titles(sides);
                let painting = Painting {
                    look,
                    form: Form::of(self.face, area.width),
                    titles: [&then, &now],
                    scroll: self.scroll,
                    find: &self.find,
                };
                sides.render(painting, area, buf);
            }
            Err(sentence) => {
                let inside = Rect {
                    x: area.x + 1.min(area.width),
                    width: area.width.saturating_sub(2),
                    ..area
                };
                let style = look.style(Role::Placeholder);
                let lines = text::wrap_lines(sentence, usize::from(inside.width));
                for (row, line) in (0..).zip(lines) {
                    paint::text_at(look, inside, 0, row, line, style, buf);
                }
            }
        }
    }

    /// Says what the two texts are.
    pub(super) fn titles(&self, sides: &Sides) -> [String; 2] {
        match &self.seen {
            Seen::Waiting | Seen::Without(_) => [String::new(), String::new()],
            Seen::InCommit(seen) => {
                let commit = happened::short(&seen.commit.commit);
                let by = safe::escape_line(&seen.commit.author.name);
                [
                    format!("before {commit}"),
                    format!("after {commit}, by {by}"),
                ]
            }
            Seen::Compared(compared) => compared_titles(compared, sides),
        }
    }

    /// Paints what happened: a title, and below it the list where there is room.
    pub(super) fn draw_happened(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let Some(link) = &self.link else { return };
        if area.is_empty() {
            return;
        }
        let has_focus = self.part == Part::Happened;
        let mut title = happened::summary(link, self.trail.as_ref());
        let key = view
            .keymap
            .key_of(Action::EvidencePart, &[Context::Evidence]);
        if let Some(key) = key.filter(|_| !has_focus) {
            title = format!("{title}   {key}");
        }
        let role = if has_focus {
            Role::Heading
        } else {
            Role::Label
        };
        paint::text_at(look, area, 1, 0, &title, look.style(role), buf);
        let body = Rect {
            y: area.y + 1,
            height: area.height - 1,
            ..area
        };
        let rows = &self.rows;
        let row = |at: usize| {
            let Some(entry) = rows.get(at) else {
                return Line::default();
            };
            let mut spans = vec![Span::styled(
                text::pad(entry.label, LABEL).into_owned(),
                look.style(Role::Label),
            )];
            spans.extend(
                entry
                    .pieces
                    .iter()
                    .map(|(role, piece)| Span::styled(piece.clone(), look.style(*role))),
            );
            Line::from(spans)
        };
        if has_focus {
            list::render(look, body, &self.list, rows.len(), "", row, buf);
        } else {
            let inside = Rect {
                x: body.x + list::GUTTER.min(body.width),
                width: body.width.saturating_sub(list::GUTTER),
                ..body
            };
            for (y, at) in (0..inside.height).zip(0..rows.len()) {
                paint::line_at(look, inside, 0, y, &row(at), buf);
            }
        }
    }
}

pub(super) fn compared_titles(compared: &Compared, sides: &Sides) -> [String; 2] {
    let sight = &compared.sight;
    let commit = facts::commit(sight.pin.commit.as_deref());
    let then = match sight.which {
        Which::Current => format!("as cited, {commit}"),
        Which::Earlier(number) => {
            let path = safe::escape_line(&sight.pin.path);
            format!("as cited before ({}), {path} at {commit}", number + 1)
        }
    };
    let likeness = compared
        .likeness
        .map_or_else(String::new, |likeness| format!(", {likeness} % alike"));
    let place = || {
        let place = within(".", &sight.now_path, sight.now_lines);
        safe::escape_line(&place).into_owned()
    };
    let now = match &sight.state {
        _ if sight.beside.place.is_some() => format!("proposed: {}{likeness}", place()),
        CitationState::Moved { lines, .. }
            if lines.is_some() || sight.pin.path != sight.now_path =>
        {
            format!("now, {}", place())
        }
        CitationState::Gone => "now: gone".to_owned(),
        CitationState::Changed if sides.are_same() => "now: only line ends differ".to_owned(),
        CitationState::Changed => match sight.now_lines {
            Some(lines) => format!("now, lines {lines}{likeness}"),
            None if sight.pin.lines.is_some() => "now: the lines are gone".to_owned(),
            None => format!("now{likeness}"),
        },
        CitationState::Moved { .. }
        | CitationState::Unchanged { .. }
        | CitationState::Uncommitted { .. }
        | CitationState::NotDownloaded
        | CitationState::NotHere { .. }
        | CitationState::LfsPointer
        | CitationState::MissingObject
        | CitationState::HashMismatch
        | CitationState::NoFile
        | CitationState::CannotJudge { .. } => "now".to_owned(),
    };
    [then, now]
}
