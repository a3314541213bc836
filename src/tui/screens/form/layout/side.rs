//! The parts of a record side by side, where there is room for that: what the form of a finding is about.

use ratatui::layout::Rect;

use super::{
    super::field::{Column, Field},
    Focus, Stack, below, stack,
};
use crate::tui::text;

/// From this width and height on the parts stand side by side.
const SIDE_BY_SIDE: (u16, u16) = (110, 24);
/// The fewest rows of parts that stand side by side.
const PARTS: usize = 5;

/// Tells whether a form has parts, and room for them beside each other.
pub(super) fn fits<K>(area: Rect, fields: &[Field<K>]) -> bool {
    fields.iter().any(|field| field.together)
        && area.width >= SIDE_BY_SIDE.0
        && area.height >= SIDE_BY_SIDE.1
}

/// Parts an area into its left and its right half.
pub(super) fn halves(area: Rect) -> (Rect, Rect) {
    let left = Rect {
        width: area.width / 2,
        ..area
    };
    let right = Rect {
        x: area.x + left.width,
        width: area.width - left.width,
        ..area
    };
    (left, right)
}

/// Lays the parts beside each other, what comes before them above, and everything else below in two columns.
pub(super) fn lay<K>(body: Rect, fields: &[Field<K>], focus: Focus<'_>) -> Vec<Stack> {
    let parts: Vec<usize> = (0..fields.len())
        .filter(|at| fields.get(*at).is_some_and(|field| field.together))
        .collect();
    let first = parts.first().copied().unwrap_or(0);
    let mut lead = stack(body, fields, focus, |at, _| at < first);
    let rows = text::cells(lead.len).min(body.height);
    lead.area.height = rows;
    let rest = below(body, rows + u16::from(rows > 0));
    let count = text::cells(parts.len()).max(1);
    let width = rest.width / count;
    let place = |at: usize| Rect {
        x: rest.x + width * text::cells(at),
        width,
        ..rest
    };
    let one = |part: usize, area: Rect| stack(area, fields, focus, |at, _| at == part);
    let wanted = parts.iter().enumerate();
    let wanted = wanted.map(|(at, part)| one(*part, place(at)).len).max();
    let most = (usize::from(body.height) * 2 / 5).max(PARTS);
    let rows = text::cells(wanted.unwrap_or(0).clamp(PARTS, most)).min(rest.height);
    let beside = parts.iter().enumerate().map(|(at, part)| {
        let area = Rect {
            height: rows,
            ..place(at)
        };
        one(*part, area)
    });
    let (left, right) = halves(below(rest, rows + 1));
    let column = |area: Rect, column: Column| {
        stack(area, fields, focus, |at, field| {
            let own = field.below_parts.unwrap_or(field.column);
            at > first && !field.together && own == column
        })
    };
    let mut stacks = vec![lead];
    stacks.extend(beside);
    stacks.push(column(left, Column::Left));
    stacks.push(column(right, Column::Right));
    stacks
}
