//! Where the parts of the picker are.

use ratatui::layout::Rect;

use super::{Focus, Picker};

/// The narrowest area in which list and file stand side by side.
pub(super) const SIDE_BY_SIDE: u16 = 100;

/// The lowest area in which the file stands below the list.
const BELOW: u16 = 18;

/// Where the parts are.
pub(super) struct Areas {
    pub(super) head: Rect,
    pub(super) files: Rect,
    /// The row below the list.
    pub(super) remark: Rect,
    pub(super) line: Rect,
    pub(super) preview: Rect,
}

/// The lowest list that has a row for remarks below it.
const REMARKED: u16 = 5;

impl Picker {
    pub(super) fn areas(&self, area: Rect) -> Areas {
        let mut areas = self.parts(area);
        if areas.files.height >= REMARKED {
            areas.files.height -= 1;
            areas.remark = Rect {
                y: areas.files.y.saturating_add(areas.files.height),
                height: 1,
                ..areas.files
            };
        }
        areas
    }

    fn parts(&self, area: Rect) -> Areas {
        let head = Rect {
            height: area.height.min(1),
            ..area
        };
        let body = Rect {
            y: area.y.saturating_add(head.height),
            height: area.height.saturating_sub(1),
            ..area
        };
        let none = Rect {
            width: 0,
            height: 0,
            ..body
        };
        if area.width >= SIDE_BY_SIDE {
            let left = area.width * 9 / 20;
            return Areas {
                head,
                remark: none,
                files: Rect {
                    width: left - 1,
                    ..body
                },
                line: Rect {
                    x: body.x + left,
                    width: 1,
                    ..body
                },
                preview: Rect {
                    x: body.x + left + 2,
                    width: body.width - left - 2,
                    ..body
                },
            };
        }
        match self.focus {
            Focus::Lines => Areas {
                head,
                remark: none,
                files: none,
                line: none,
                preview: body,
            },
            Focus::Files if area.height < BELOW => Areas {
                head,
                remark: none,
                files: body,
                line: none,
                preview: none,
            },
            Focus::Files => {
                let above = body.height / 2;
                let rest = body.height - above;
                Areas {
                    head,
                    remark: none,
                    files: Rect {
                        height: above,
                        ..body
                    },
                    line: Rect {
                        y: body.y + above,
                        height: 1,
                        ..body
                    },
                    preview: Rect {
                        y: body.y + above + 1,
                        height: rest - 1,
                        ..body
                    },
                }
            }
        }
    }
}
