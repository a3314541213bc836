//! Where the fields of a form go: one column, two, or one field at a time.

mod side;

use std::ops::Range;

use ratatui::layout::Rect;

use super::field::{Column, Field, Kind};
use crate::{
    safe,
    tui::{
        text,
        widgets::{field::TextField, list::GUTTER},
    },
};

/// From this width on there are two columns.
const TWO_COLUMNS: u16 = 100;
/// Below this width or height there is one field at a time.
const SMALL: (u16, u16) = (56, 14);
/// The room for the labels beside short values.
const LABEL: usize = 18;
/// The most rows of a hint or a message below a field.
const BELOW: usize = 4;
/// From this height on the parts stand apart.
const ROOMY: usize = 26;
/// The fewest rows of a text of several lines that is written.
const WRITING: usize = 3;

/// Which field is selected, and what is typed into it.
#[derive(Clone, Copy)]
pub(super) struct Focus<'a> {
    /// The selected field.
    pub(super) at: usize,
    /// What is typed, and what is wrong with it.
    pub(super) typing: Option<(&'a TextField, Option<&'a str>)>,
}

/// The places of a form's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// The first row.
    pub(super) head: Rect,
    /// What the record is about.
    pub(super) about: Rect,
    /// The fields: two stacks in a wide form, below one for each of the parts where these stand side by side.
    pub(super) stacks: Vec<Stack>,
    /// Whether there is room for one field only.
    pub(super) single: bool,
}

/// Fields one above the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stack {
    /// Where they are.
    pub(super) area: Rect,
    /// The fields, from the top.
    pub(super) blocks: Vec<Block>,
    /// How many rows they take.
    pub(super) len: usize,
}

/// The rows of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Which field.
    pub(super) field: usize,
    /// The first row in its stack.
    pub(super) top: usize,
    /// The rows of blank and heading above it.
    pub(super) above: usize,
    /// The rows of the label, where it stands above the value.
    pub(super) label: usize,
    /// The cells before the value.
    pub(super) indent: usize,
    /// The rows of the value.
    pub(super) value: usize,
    /// What is odd about how it is written, a line each.
    pub(super) remarks: Vec<String>,
    /// What is said below it, wrapped.
    pub(super) below: Vec<String>,
}

impl Block {
    /// Returns how many rows it takes.
    pub(super) fn height(&self) -> usize {
        self.above + self.label + self.value + self.remarks.len() + self.below.len()
    }

    fn rows(&self) -> Range<usize> {
        self.top..self.top + self.height()
    }
}

impl Stack {
    /// Returns the first visible row: the one remembered, moved so that the selected field is in sight.
    pub(super) fn top<K>(&self, fields: &[Field<K>], selected: usize, remembered: usize) -> usize {
        let height = usize::from(self.area.height);
        let last = self.len.saturating_sub(height);
        let Some(block) = self.blocks.iter().find(|block| block.field == selected) else {
            return remembered.min(last);
        };
        let is_together = |field: usize| fields.get(field).is_some_and(|field| field.together);
        let mut wanted = block.rows();
        if is_together(selected) {
            for other in self.blocks.iter().filter(|block| is_together(block.field)) {
                wanted = wanted.start.min(other.top)..wanted.end.max(other.rows().end);
            }
        }
        let lowest = wanted.end.saturating_sub(height).min(wanted.start);
        remembered.clamp(lowest, wanted.start).min(last)
    }

    /// Tells whether a field is in this stack.
    pub(super) fn holds(&self, field: usize) -> bool {
        self.blocks.iter().any(|block| block.field == field)
    }
}

/// Lays a form out.
pub(super) fn lay<K>(area: Rect, about: &str, fields: &[Field<K>], focus: Focus<'_>) -> Layout {
    let single = area.width < SMALL.0 || area.height < SMALL.1;
    let about_height = about_height(area, about, single);
    let head = Rect {
        height: area.height.min(1),
        ..area
    };
    let rest = below(area, head.height);
    let about = Rect {
        height: about_height.min(rest.height),
        ..rest
    };
    // A blank row between what the record is about and its fields, where there is room for calm.
    let gap = u16::from(!single && area.height >= 20);
    let body = below(rest, about.height.saturating_add(gap));
    let stacks = if single {
        vec![one_field(body, fields, focus)]
    } else if side::fits(area, fields) {
        side::lay(body, fields, focus)
    } else if area.width >= TWO_COLUMNS {
        let (left, right) = side::halves(body);
        vec![
            stack(left, fields, focus, |_, f| f.column == Column::Left),
            stack(right, fields, focus, |_, f| f.column == Column::Right),
        ]
    } else {
        vec![stack(body, fields, focus, |_, _| true)]
    };
    Layout {
        head,
        about,
        stacks,
        single,
    }
}

/// Wraps what the record is about for an area.
pub(super) fn about_lines(area: Rect, about: &str) -> Vec<String> {
    let shown = safe::escape_text(about.trim());
    let shown = text::expand_tabs(&shown);
    let width = usize::from(area.width.saturating_sub(GUTTER + 1)).max(1);
    text::wrap_lines(&shown, width)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn about_height(area: Rect, about: &str, single: bool) -> u16 {
    if about.trim().is_empty() || (single && area.height < 8) {
        return 0;
    }
    let most = match area.height {
        _ if single => 1,
        ..=19 => 1,
        20..=29 => 2,
        30.. => 3,
    };
    text::cells(about_lines(area, about).len()).min(most)
}

fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

fn one_field<K>(area: Rect, fields: &[Field<K>], focus: Focus<'_>) -> Stack {
    let width = usize::from(area.width.saturating_sub(1)).max(1);
    let below = fields
        .get(focus.at)
        .map_or_else(Vec::new, |field| below_of(field, focus, width));
    let remarks = fields
        .get(focus.at)
        .map_or_else(Vec::new, |field| remarks_of(field, true, width));
    let height = usize::from(area.height);
    let value = height
        .saturating_sub(1 + below.len() + remarks.len())
        .max(1);
    let block = Block {
        field: focus.at,
        top: 0,
        above: 0,
        label: 1,
        indent: 0,
        value,
        remarks,
        below,
    };
    Stack {
        area,
        len: height,
        blocks: if fields.is_empty() {
            Vec::new()
        } else {
            vec![block]
        },
    }
}

fn stack<K>(
    area: Rect,
    fields: &[Field<K>],
    focus: Focus<'_>,
    holds: impl Fn(usize, &Field<K>) -> bool,
) -> Stack {
    let width = usize::from(area.width.saturating_sub(GUTTER + 1));
    let height = usize::from(area.height).max(1);
    let mut blocks: Vec<Block> = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if holds(at, field) {
            let first = blocks.is_empty();
            blocks.push(block(at, field, focus, width, height, first));
        }
    }
    share(&mut blocks, fields, focus.at, height);
    let mut top = 0;
    for block in &mut blocks {
        block.top = top;
        top += block.height();
    }
    Stack {
        area,
        blocks,
        len: top,
    }
}

fn block<K>(
    at: usize,
    field: &Field<K>,
    focus: Focus<'_>,
    width: usize,
    height: usize,
    first: bool,
) -> Block {
    let stands_above = field.kind == Kind::Long;
    let indent = match () {
        () if stands_above => 0,
        () if field.depth > 0 => chain_indent(field).min(width / 2),
        () => LABEL.min(width / 2),
    };
    let room = width.saturating_sub(indent).max(1);
    let typing = focus.typing.filter(|_| at == focus.at);
    let below = if at == focus.at {
        below_of(field, focus, width)
    } else {
        Vec::new()
    };
    // The parts stand apart where there is room for calm.
    let apart = field.together && height >= ROOMY;
    let above = match field.section {
        Some(_) => 1 + usize::from(!first),
        None => usize::from(apart && !first),
    };
    let label = usize::from(stands_above);
    let natural = match typing {
        Some((text, _)) if text.is_multiline() => {
            usize::from(text.height_for(text::cells(room))).max(WRITING)
        }
        Some(_) => 1,
        None => value_lines(field, room).len(),
    };
    let remarks = remarks_of(field, at == focus.at, width);
    let most = height
        .saturating_sub(above + label + remarks.len() + below.len())
        .max(1);
    Block {
        field: at,
        top: 0,
        above,
        label,
        indent,
        value: natural.clamp(1, most),
        remarks,
        below,
    }
}

/// Returns the cells before the value of a field in a chain.
pub(super) fn chain_indent<K>(field: &Field<K>) -> usize {
    let arrow = if field.depth > 1 { 2 } else { 0 };
    2 * field.depth.saturating_sub(1) + arrow + text::width(&field.label) + 2
}

/// Shortens the fields that are visible together until all of them fit; the selected one keeps the most.
fn share<K>(blocks: &mut [Block], fields: &[Field<K>], selected: usize, height: usize) {
    let is_shared = |block: &Block| fields.get(block.field).is_some_and(|field| field.together);
    loop {
        let total: usize = blocks
            .iter()
            .filter(|block| is_shared(block))
            .map(Block::height)
            .sum();
        if total <= height {
            return;
        }
        // The longest of the others gives way first, the selected one when they are as short as it makes sense.
        let others = blocks
            .iter_mut()
            .filter(|block| is_shared(block) && block.field != selected && block.value > 2)
            .max_by_key(|block| block.value);
        if let Some(longest) = others {
            longest.value -= 1;
            continue;
        }
        let last = blocks
            .iter_mut()
            .filter(|block| is_shared(block) && block.value > 1)
            .max_by_key(|block| (block.field == selected, block.value));
        match last {
            Some(block) => block.value -= 1,
            None => return,
        }
    }
}

/// Writes what is odd about a field: each remark where the field is selected, elsewhere the first with how many there are.
fn remarks_of<K>(field: &Field<K>, selected: bool, width: usize) -> Vec<String> {
    let Some(first) = field.remarks.first() else {
        return Vec::new();
    };
    let width = width.saturating_sub(2).max(1);
    if !selected {
        let more = match field.remarks.len() {
            1 => String::new(),
            count => format!(", {} more", count - 1),
        };
        let room = width.saturating_sub(text::width(&more) + 2).max(1);
        let first = safe::escape_line(&first.text);
        let first = text::truncate(&first, room, "...");
        return vec![format!("! {first}{more}")];
    }
    let lines = field.remarks.iter().flat_map(|remark| {
        let said = safe::escape_line(&remark.text);
        // Of several each is named; what to do is said of one that stands alone.
        let shown = match field.remarks.as_slice() {
            [_] => format!("! {said}: {}", remark.help),
            [] | [_, _, ..] => format!("! {said}"),
        };
        let lines = text::wrap_lines(&shown, width);
        lines
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<String>>()
    });
    lines.take(BELOW).collect()
}

fn below_of<K>(field: &Field<K>, focus: Focus<'_>, width: usize) -> Vec<String> {
    let message = focus.typing.and_then(|(_, message)| message);
    let shown = message.unwrap_or(&field.hint);
    if shown.is_empty() {
        return Vec::new();
    }
    let shown = safe::escape_text(shown);
    text::wrap_lines(&shown, width.saturating_sub(2).max(1))
        .into_iter()
        .take(BELOW)
        .map(str::to_owned)
        .collect()
}

/// Wraps the value of a field as it is shown, or what stands there while it is empty.
pub(super) fn value_lines<K>(field: &Field<K>, width: usize) -> Vec<String> {
    if let Kind::Choice { .. } | Kind::Evidence(_) = field.kind {
        return vec![String::new()];
    }
    let value = if field.value.is_empty() {
        field.placeholder
    } else {
        field.value.trim_end()
    };
    let shown = match field.kind {
        Kind::Line | Kind::Date => safe::escape_line(value),
        Kind::Long | Kind::ReadOnly | Kind::Choice { .. } | Kind::Evidence(_) => {
            safe::escape_text(value)
        }
    };
    let shown = text::expand_tabs(&shown);
    text::wrap_lines(&shown, width.max(1))
        .into_iter()
        .map(str::to_owned)
        .collect()
}
