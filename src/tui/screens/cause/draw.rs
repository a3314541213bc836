//! How the cause is drawn: what happened, the diagram, and the selected node whole.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::action::{Cause, CauseMethod, OutlineRow, Spot, Stem, Strokes},
    safe,
    tui::{
        glyphs::Glyphs,
        panel::View,
        text,
        theme::Role,
        widgets::{
            Look, frame,
            list::{self, GUTTER, ListState},
            paint,
        },
    },
};

use super::{CauseScreen, fish, hint, question};

/// The rows below the diagram that tell of the selected node.
const DETAIL: u16 = 4;

/// From this height on the selected node is told below the diagram.
const WITH_DETAIL: u16 = 14;

struct Areas {
    head: Rect,
    what: Rect,
    fish: Rect,
    list: Rect,
    rule: Rect,
    detail: Rect,
}

fn areas(area: Rect, cause: Option<&Cause>) -> Areas {
    let detail = if area.height >= WITH_DETAIL {
        DETAIL
    } else {
        0
    };
    let rule = u16::from(detail > 0);
    // The head of a fish says what happened.
    let fish = fish::height(area, cause);
    let what = u16::from(area.height >= 6 && fish == 0);
    let above = 1 + what + fish;
    let list = area.height.saturating_sub(above + rule + detail);
    let at = |y: u16, height: u16| Rect {
        y: area.y.saturating_add(y),
        height,
        ..area
    };
    Areas {
        head: at(0, area.height.min(1)),
        what: at(1, what),
        fish: at(1, fish),
        list: at(above, list),
        rule: at(above + list, rule),
        detail: at(above + list + rule, detail),
    }
}

/// Returns how many lines of the diagram are in sight.
pub(super) fn list_height(area: Rect, cause: Option<&Cause>) -> usize {
    usize::from(areas(area, cause).list.height)
}

/// Returns the strokes that stand beside these glyphs.
fn strokes(glyphs: &Glyphs) -> Strokes {
    if *glyphs == Glyphs::ascii() {
        Strokes::ascii()
    } else {
        Strokes::unicode()
    }
}

impl CauseScreen {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let cause = self.cause(view.data);
        let areas = areas(area, cause);
        self.draw_head(areas.head, cause, buf, view);
        let rows = self.rows(view.data);
        let selected = self.at(&rows);
        if let (Some((papers, action)), Some(cause)) = (self.record(view.data), cause) {
            let what = action.happened(&papers.findings);
            let what = safe::escape_line(&what).into_owned();
            if areas.fish.is_empty() {
                let width = usize::from(areas.what.width.saturating_sub(2));
                let what = text::truncate(&what, width, look.glyphs.ellipsis);
                let style = look.style(Role::Heading);
                paint::text_at(look, areas.what, 1, 0, &what, style, buf);
            } else {
                let node = match rows.get(selected).map(|row| row.stem) {
                    Some(Stem::Node(node)) => Some(node.id.as_str()),
                    Some(Stem::Branch(_)) | None => None,
                };
                fish::draw(look, areas.fish, cause, &what, node, buf);
            }
        }
        let width = usize::from(areas.list.width.saturating_sub(GUTTER));
        let row = |at: usize| {
            rows.get(at)
                .map_or_else(Line::default, |row| line(look, row, width))
        };
        let state = ListState {
            selected,
            offset: self.list.offset,
        };
        list::render(look, areas.list, &state, rows.len(), empty(cause), row, buf);
        if !areas.detail.is_empty() {
            frame::rule(look, areas.rule, buf);
            if let (Some(row), Some(cause)) = (rows.get(state.selected), cause) {
                draw_detail(look, areas.detail, row, cause, buf);
            }
        }
    }

    fn draw_head(&self, area: Rect, cause: Option<&Cause>, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let method = cause.map_or("no method yet", |cause| cause.method.label());
        let left = Line::from(vec![
            Span::styled(
                format!(" Cause of {}", self.action),
                look.style(Role::Title),
            ),
            Span::styled(format!("   by {method}"), look.style(Role::Text)),
        ]);
        let right = cause.map_or_else(Line::default, |cause| {
            let (nodes, roots) = (cause.nodes().len(), cause.roots().len());
            let (said, role) = match (cause.faults().first(), nodes, roots) {
                (Some(fault), ..) => (format!("{} ", safe::escape_line(fault)), Role::Error),
                (None, 0, _) => (String::new(), Role::Dim),
                (None, _, 0) => ("no root cause marked ".to_owned(), Role::Warning),
                (None, _, 1) => ("1 root cause ".to_owned(), Role::Ok),
                (None, ..) => (format!("{roots} root causes "), Role::Ok),
            };
            Line::from(Span::styled(said, look.style(role)))
        });
        paint::both_sides(look, area, 0, &left, &right, buf);
    }
}

fn empty(cause: Option<&Cause>) -> &'static str {
    match cause.map(|cause| cause.method) {
        None => "No method was taken yet: m takes one.",
        Some(CauseMethod::FiveWhys) => "Why did it happen? o answers, and asks on from there.",
        Some(CauseMethod::FaultTree) => {
            "Nothing is drawn yet: o names the top event, and then what brought it about."
        }
        Some(CauseMethod::Fishbone | CauseMethod::Other) => {
            "This method is told in words, in the form; m takes one that is drawn."
        }
    }
}

fn line(look: Look<'_>, row: &OutlineRow<'_>, width: usize) -> Line<'static> {
    let strokes = strokes(look.glyphs);
    let lead = row.lead(&strokes);
    let mut spans = vec![Span::styled(lead.clone(), look.style(Role::Border))];
    let node = match row.stem {
        Stem::Branch(branch) => {
            spans.push(Span::styled(branch.label(), look.style(Role::Label)));
            return Line::from(spans);
        }
        Stem::Node(node) => node,
    };
    let number = format!("{} ", safe::escape_line(&node.id));
    let gate = node
        .gate
        .map_or_else(String::new, |gate| format!("[{}] ", gate.word()));
    let mark = if node.root {
        format!("  {} root cause", strokes.mark)
    } else {
        String::new()
    };
    let taken: usize = [&lead, &number, &gate, &mark]
        .into_iter()
        .map(|part| text::width(part))
        .sum();
    let said = safe::escape_line(&node.text).into_owned();
    let said = text::truncate(&said, width.saturating_sub(taken), look.glyphs.ellipsis);
    let role = if node.root { Role::Strong } else { Role::Text };
    spans.push(Span::styled(number, look.style(Role::Dim)));
    spans.push(Span::styled(gate, look.style(Role::Key)));
    spans.push(Span::styled(said.into_owned(), look.style(role)));
    spans.push(Span::styled(mark, look.style(Role::Warning)));
    Line::from(spans)
}

fn draw_detail(look: Look<'_>, area: Rect, row: &OutlineRow<'_>, cause: &Cause, buf: &mut Buffer) {
    let rows: Vec<(Role, String)> = match row.stem {
        Stem::Branch(branch) => vec![(Role::Dim, hint(branch).to_owned())],
        Stem::Node(node) => {
            let above = cause.parent(&node.id);
            let asked = match (above, node.branch) {
                (Some(above), _) => question(cause, &Spot::Under(above.to_owned())),
                (None, Some(branch)) => branch.label().to_owned(),
                (None, None) if cause.method == CauseMethod::FiveWhys => {
                    "why did it happen?".to_owned()
                }
                (None, None) => "the top event: what happened".to_owned(),
            };
            vec![(Role::Dim, asked), (Role::Text, node.text.clone())]
        }
    };
    let width = usize::from(area.width.saturating_sub(2));
    let mut at = 0;
    for (role, said) in rows {
        for line in text::wrap_lines(&safe::escape_line(&said), width) {
            paint::text_at(look, area, 1, at, line, look.style(role), buf);
            at += 1;
        }
    }
}
