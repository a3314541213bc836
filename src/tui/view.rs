//! One frame of the program: the status line, the panel, what is said at the bottom. A pure function of the model.

use std::time::Instant;

use ratatui::{
    Frame,
    layout::{Position, Rect},
    style::Modifier,
    text::{Line, Span},
};

use crate::{domain::answer::Verdict, safe};

use super::{
    action::{Action, Context},
    marks,
    model::{Model, SAVING_SHOWN_AFTER},
    panel::View,
    theme::Role,
    widgets::{Look, frame, hints, paint, progress, which_key},
};

/// The smallest terminal that anything can be done in.
const LEAST: (u16, u16) = (32, 8);
/// From this width on the status line has room for the title of the audit.
const TITLE_FROM: u16 = 100;

/// From this width on the status line names what the means of a gap analysis are of.
const WORDS_FROM: u16 = 60;

/// Returns the part of the terminal that belongs to the panel: all but the status line and the footer, with a rule at each
/// where there is room, and the banner where nothing can be saved.
pub fn body(size: Rect, has_banner: bool) -> Rect {
    let edge = if has_rules(size) { 2 } else { 1 };
    let above = edge + u16::from(has_banner);
    Rect {
        y: size.y + above.min(size.height),
        height: size.height.saturating_sub(edge + above),
        ..size
    }
}

fn has_rules(size: Rect) -> bool {
    size.height >= 30
}

/// Draws the model and says where the terminal's cursor goes.
pub fn draw(model: &Model, frame: &mut Frame<'_>) -> Option<Position> {
    let size = frame.area();
    let look = Look {
        theme: &model.settings.theme,
        glyphs: &model.settings.glyphs,
    };
    let buf = frame.buffer_mut();
    buf.set_style(size, look.style(Role::Background));
    if size.width < LEAST.0 || size.height < LEAST.1 {
        too_small(look, size, buf);
        return None;
    }
    let body = body(size, model.data.unwritable.is_some());
    let view = View {
        data: &model.data,
        look,
        keymap: &model.settings.keymap,
    };
    status(model, look, Rect { height: 1, ..size }, buf);
    if has_rules(size) {
        frame::rule(
            look,
            Rect {
                y: size.y + 1,
                height: 1,
                ..size
            },
            buf,
        );
        frame::rule(
            look,
            Rect {
                y: size.bottom() - 2,
                height: 1,
                ..size
            },
            buf,
        );
    }
    if let Some(unwritable) = &model.data.unwritable {
        let row = Rect {
            y: body.y.saturating_sub(1),
            height: 1,
            ..size
        };
        banner(look, &unwritable.why, row, buf);
    }
    let first = model
        .stack
        .iter()
        .rposition(|panel| !panel.is_overlay())
        .unwrap_or(0);
    let mut cursor = None;
    for panel in model.stack.iter().skip(first) {
        // Only the topmost panel is typed in; the cursor of those below it goes with their focus.
        cursor = panel.draw(panel.wants(body), buf, view);
    }
    footer(
        model,
        look,
        Rect {
            y: size.bottom() - 1,
            height: 1,
            ..size
        },
        buf,
    );
    let follows = model
        .settings
        .keymap
        .which_key(&model.contexts(), model.pending.keys());
    if !model.pending.keys().is_empty() && !follows.is_empty() {
        which_key::render(look, body, model.pending.keys(), &follows, buf);
        return None;
    }
    cursor
}

/// Says on every screen that nothing is saved here, and why.
fn banner(look: Look<'_>, why: &str, row: Rect, buf: &mut ratatui::buffer::Buffer) {
    let style = look.style(Role::Warning).add_modifier(Modifier::REVERSED);
    buf.set_style(row, style);
    let text = format!(" read-only: {}", safe::escape_line(why));
    paint::text_at(look, row, 0, 0, &text, style, buf);
}

fn too_small(look: Look<'_>, size: Rect, buf: &mut ratatui::buffer::Buffer) {
    let text = format!("{}x{} is too small", size.width, size.height);
    paint::text_at(look, size, 0, 0, &text, look.style(Role::Warning), buf);
    let least = format!("make it {}x{}", LEAST.0, LEAST.1);
    paint::text_at(look, size, 0, 1, &least, look.style(Role::Text), buf);
}

fn status(model: &Model, look: Look<'_>, row: Rect, buf: &mut ratatui::buffer::Buffer) {
    buf.set_style(row, look.style(Role::Bar));
    let mut left = vec![Span::raw(" ")];
    let mut right: Vec<Span<'static>> = Vec::new();
    let papers = model.audit().and_then(|id| model.data.audit(id));
    if let Some(papers) = papers {
        let title = safe::escape_line(&papers.audit.title).into_owned();
        left.push(Span::styled(
            papers.audit.id.to_string(),
            look.style(Role::Title),
        ));
        // Beside the figures a title of a few letters says nothing.
        if row.width >= TITLE_FROM {
            left.push(Span::raw("  "));
            left.push(Span::styled(title, look.style(Role::Dim)));
        }
        let tally = papers.tally();
        right.push(Span::raw(format!("{} of {}", tally.answered(), tally.rows)));
        let means = marks::means(look, papers.audit.mode, &tally);
        right.extend(means.map(|means| {
            let named = row.width >= WORDS_FROM;
            let word = if named { "maturity " } else { "" };
            Span::styled(format!("{word}{}", means.content), means.style)
        }));
        for verdict in [
            Verdict::Nonconforming,
            Verdict::Observation,
            Verdict::Opportunity,
        ] {
            let mark = marks::verdict(look.glyphs, Some(verdict));
            let style = look.style(marks::verdict_role(Some(verdict)));
            right.extend(progress::badge(mark, tally.of(verdict), style));
        }
        let today = model.data.clock.today();
        let due = model.data.due();
        let own = due.iter().filter(|item| item.audit == papers.audit.id);
        let late = own.filter(|item| item.is_overdue(today)).count();
        right.extend(
            progress::badge(look.glyphs.alarm, late, look.style(Role::StateOverdue))
                .map(|badge| Span::styled(format!("{} overdue", badge.content), badge.style)),
        );
    } else {
        let name = safe::escape_line(&model.data.workspace.organisation).into_owned();
        left.push(Span::styled(name, look.style(Role::Title)));
    }
    let uncommitted = model.uncommitted();
    if uncommitted > 0 {
        let text = format!("{}{uncommitted} to commit", look.glyphs.uncommitted);
        right.push(Span::styled(text, look.style(Role::StateUncommitted)));
    }
    if model
        .saving_since
        .is_some_and(|since| Instant::now() >= since + SAVING_SHOWN_AFTER)
    {
        right.push(Span::styled("Saving...", look.style(Role::Warning)));
    }
    if model.data.sync.is_going() {
        right.push(Span::styled("Syncing...", look.style(Role::Strong)));
    }
    right.extend(
        model
            .company()
            .map(|with| Span::styled(with, look.style(Role::Strong))),
    );
    if let Some(head) = &model.data.head {
        let branch = head.branch.as_deref().unwrap_or("no branch");
        right.push(Span::styled(
            safe::escape_line(branch).into_owned(),
            look.style(Role::Dim),
        ));
    }
    let mut spaced = Vec::new();
    for span in right {
        spaced.push(Span::raw("  "));
        spaced.push(span);
    }
    spaced.push(Span::raw(" "));
    paint::both_sides(look, row, 0, &Line::from(left), &Line::from(spaced), buf);
}

fn footer(model: &Model, look: Look<'_>, row: Rect, buf: &mut ratatui::buffer::Buffer) {
    let Some(top) = model.stack.last() else {
        return;
    };
    if let Some(toast) = &model.toast {
        let text = format!(" {}", safe::escape_line(toast));
        paint::text_at(look, row, 0, 0, &text, look.style(Role::Strong), buf);
        return;
    }
    let contexts = model.contexts();
    let mut actions = top.hints(&model.data);
    actions.push(Action::Help);
    let line = Rect {
        x: row.x + 1,
        width: row.width.saturating_sub(1),
        ..row
    };
    let mut named = hints::of(&model.settings.keymap, &contexts, &actions);
    if let Some(says) = top.back_says() {
        let back = Action::Back.info().title;
        for hint in named.iter_mut().filter(|hint| hint.title == back) {
            says.clone_into(&mut hint.title);
        }
    }
    if contexts.contains(&Context::Text) && top.back_keeps() {
        // Going back keeps what was typed there; nobody should have to try it.
        let back = Action::Back.info().title;
        for hint in named.iter_mut().filter(|hint| hint.title == back) {
            "keep".clone_into(&mut hint.title);
        }
    }
    hints::render(look, line, &[named], buf);
}
