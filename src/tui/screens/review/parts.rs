//! Where the parts of the review stand, at any size.

use ratatui::layout::Rect;

/// The narrowest area in which records and changes stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// The least area in which all parts are shown at once; in a smaller one there is one at a time.
const ALL: (u16, u16) = (60, 15);

/// How wide the names of problems and message are.
pub(super) const LABEL: u16 = 11;

/// A part of the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Records,
    Changes,
    Problems,
    Message,
}

impl Part {
    pub(super) const ALL: [Self; 4] = [Self::Records, Self::Changes, Self::Problems, Self::Message];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Records => "Records",
            Self::Changes => "Changes",
            Self::Problems => "Problems",
            Self::Message => "Message",
        }
    }

    pub(super) fn next(self, forwards: bool) -> Self {
        match (self, forwards) {
            (Self::Records, true) | (Self::Problems, false) => Self::Changes,
            (Self::Changes, true) | (Self::Message, false) => Self::Problems,
            (Self::Problems, true) | (Self::Records, false) => Self::Message,
            (Self::Message, true) | (Self::Changes, false) => Self::Records,
        }
    }
}

/// The areas of the parts; an empty one is not shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) head: Rect,
    /// The names of the parts, where only one is shown.
    pub(super) tabs: Rect,
    pub(super) records: Rect,
    /// The line between records and changes: one cell wide or one row high.
    pub(super) line: Rect,
    pub(super) changes: Rect,
    /// The line above problems and message.
    pub(super) rule: Rect,
    pub(super) problems: Rect,
    pub(super) message: Rect,
}

impl Parts {
    /// Lays the parts out; `problems` and `message` say how many rows these would like.
    pub(super) fn of(area: Rect, part: Part, head: u16, problems: u16, message: u16) -> Self {
        let head_height = head.min(area.height);
        let body = Rect {
            y: area.y + head_height,
            height: area.height - head_height,
            ..area
        };
        let mut parts = Self {
            head: Rect {
                height: head_height,
                ..area
            },
            ..Self::default()
        };
        if area.width < ALL.0 || area.height < ALL.1 {
            let tabs = body.height.min(1);
            parts.tabs = Rect {
                height: tabs,
                ..body
            };
            let rest = Rect {
                y: body.y + tabs,
                height: body.height - tabs,
                ..body
            };
            match part {
                Part::Records => parts.records = rest,
                Part::Changes => parts.changes = rest,
                Part::Problems => parts.problems = rest,
                Part::Message => parts.message = rest,
            }
            return parts;
        }
        let most = (body.height / 4).max(1);
        let message = if part == Part::Message {
            message.clamp(3, most.max(3) * 2)
        } else {
            message.clamp(1, most)
        };
        let problems = problems.clamp(1, most);
        let lower = message + problems + 1;
        let upper = Rect {
            height: body.height.saturating_sub(lower),
            ..body
        };
        parts.rule = Rect {
            y: upper.bottom(),
            height: 1,
            ..body
        };
        parts.problems = Rect {
            y: upper.bottom() + 1,
            height: problems,
            ..body
        };
        parts.message = Rect {
            y: upper.bottom() + 1 + problems,
            height: message,
            ..body
        };
        if area.width >= SIDE_BY_SIDE {
            let left = upper.width * 9 / 20;
            parts.records = Rect {
                width: left,
                ..upper
            };
            parts.line = Rect {
                x: upper.x + left,
                width: 1,
                ..upper
            };
            parts.changes = Rect {
                x: upper.x + left + 2,
                width: upper.width - left - 2,
                ..upper
            };
        } else {
            let above = (upper.height / 3).max(1).min(upper.height);
            parts.records = Rect {
                height: above,
                ..upper
            };
            let rest = upper.height - above;
            parts.line = Rect {
                y: upper.y + above,
                height: rest.min(1),
                ..upper
            };
            parts.changes = Rect {
                y: upper.y + above + rest.min(1),
                height: rest.saturating_sub(1),
                ..upper
            };
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_stay_within_the_area_at_any_size() {
        for width in 0..140 {
            for height in 0..45 {
                for part in Part::ALL {
                    let area = Rect::new(3, 2, width, height);
                    let parts = Parts::of(area, part, 2, 9, 9);
                    let all = [
                        parts.head,
                        parts.tabs,
                        parts.records,
                        parts.line,
                        parts.changes,
                        parts.rule,
                        parts.problems,
                        parts.message,
                    ];
                    for one in all.into_iter().filter(|one| !one.is_empty()) {
                        assert_eq!(one.intersection(area), one, "{area:?} {part:?} {one:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_parts_go_round() {
        for part in Part::ALL {
            assert_eq!(part.next(true).next(false), part);
        }
    }
}
