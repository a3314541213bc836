//! The fishbone as a fish: six bones along a spine that leads to what happened. Where the terminal is large enough it stands
//! above the list of its causes.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::action::{Branch, Cause, CauseMethod, CauseNode, Stem},
    safe,
    tui::{
        text,
        theme::Role,
        widgets::{Look, paint},
    },
};

/// From this size on the fish is drawn.
const SMALLEST: (u16, u16) = (100, 26);

/// How many causes a bone shows.
const MOST: usize = 4;

/// How many lines tell what happened.
const MOST_WHAT: usize = 5;

/// How many bones there are on a side.
const BONES: u16 = 3;

/// A bone: its branch, and the causes on it in the order of the list.
type Bone<'a> = (Branch, Vec<&'a CauseNode>);

fn bones(cause: &Cause) -> Vec<Bone<'_>> {
    let mut bones: Vec<Bone<'_>> = Vec::new();
    for row in cause.outline().iter().filter(|row| !row.last.is_empty()) {
        match row.stem {
            Stem::Branch(branch) => bones.push((branch, Vec::new())),
            Stem::Node(node) => {
                if let Some((_, causes)) = bones.last_mut() {
                    causes.push(node);
                }
            }
        }
    }
    bones
}

/// Returns the rows of the bones on a side: the name of the branch, and the causes of the longest.
fn side_height(bones: &[Bone<'_>]) -> u16 {
    let longest = bones.iter().map(|(_, causes)| causes.len().min(MOST)).max();
    1 + text::cells(longest.unwrap_or(0).max(1))
}

/// Returns how many rows the fish takes of an area; none where it is too small, or another method is taken.
pub(super) fn height(area: Rect, cause: Option<&Cause>) -> u16 {
    let Some(cause) = cause.filter(|cause| cause.method == CauseMethod::Fishbone) else {
        return 0;
    };
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return 0;
    }
    let bones = bones(cause);
    let (upper, lower) = bones.split_at(bones.len().min(usize::from(BONES)));
    side_height(upper) + 1 + side_height(lower) + 1
}

/// Draws the fish, the selected cause marked in it.
pub(super) fn draw(
    look: Look<'_>,
    area: Rect,
    cause: &Cause,
    what: &str,
    selected: Option<&str>,
    buf: &mut Buffer,
) {
    let bones = bones(cause);
    let (upper, lower) = bones.split_at(bones.len().min(usize::from(BONES)));
    let head = area.width / 5;
    let column = (area.width - head) / BONES;
    let spine = side_height(upper);
    let bone = |(at, row): (u16, u16), (up, bone): (bool, &Bone<'_>), buf: &mut Buffer| {
        let (branch, causes) = bone;
        let high = if up { spine } else { side_height(lower) };
        // From the outer end in: the name, then the causes, each one cell nearer to the spine.
        let x = 1 + at * column + row;
        let y = if up { row } else { spine + high - row };
        let stroke = match (up, look.glyphs.bullet.is_ascii()) {
            (true, true) => "\\",
            (true, false) => "╲",
            (false, true) => "/",
            (false, false) => "╱",
        };
        paint::text_at(look, area, x, y, stroke, look.style(Role::Border), buf);
        let (said, role) = match usize::from(row).checked_sub(1) {
            None => (branch.label().to_owned(), Role::Label),
            Some(place) => match causes.get(place) {
                Some(_) if place + 1 == MOST && causes.len() > MOST => {
                    (format!("and {} more", causes.len() - place), Role::Dim)
                }
                Some(node) => (
                    format!(
                        "{} {}",
                        safe::escape_line(&node.id),
                        safe::escape_line(&node.text)
                    ),
                    role(node, selected),
                ),
                None => return,
            },
        };
        let room = usize::from(column.saturating_sub(row + 5));
        let said = text::truncate(&said, room, look.glyphs.ellipsis);
        paint::text_at(look, area, x + 2, y, &said, look.style(role), buf);
    };
    for (up, side) in [(true, upper), (false, lower)] {
        let high = side_height(side);
        for (at, one) in (0..).zip(side) {
            for row in 0..high {
                bone((at, row), (up, one), buf);
            }
        }
    }
    let line = look
        .glyphs
        .horizontal
        .repeat(usize::from(area.width - head - 2));
    paint::text_at(look, area, 1, spine, &line, look.style(Role::Border), buf);
    let tip = area.width - head;
    let arrow = if look.glyphs.bullet.is_ascii() {
        ">"
    } else {
        "▶"
    };
    paint::text_at(
        look,
        area,
        tip - 1,
        spine,
        arrow,
        look.style(Role::Border),
        buf,
    );
    let room = usize::from(head.saturating_sub(2));
    let lines = text::wrap_lines(what, room);
    let first = spine.saturating_sub(text::cells(lines.len().min(MOST_WHAT) / 2));
    for (at, line) in (0..).zip(lines.iter().take(MOST_WHAT)) {
        let last = usize::from(at) + 1 == MOST_WHAT && lines.len() > MOST_WHAT;
        let line = if last {
            let cut = text::truncate(line, room.saturating_sub(2), "");
            format!("{} {}", cut.trim_end(), look.glyphs.ellipsis)
        } else {
            (*line).to_owned()
        };
        let style = look.style(Role::Heading);
        paint::text_at(look, area, tip + 1, first + at, &line, style, buf);
    }
}

fn role(node: &CauseNode, selected: Option<&str>) -> Role {
    if selected == Some(node.id.as_str()) {
        Role::Strong
    } else if node.root {
        Role::Warning
    } else {
        Role::Text
    }
}
