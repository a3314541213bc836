use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::diff::Diff;
use super::hints::Hint;
use super::list::ListState;
use super::notice::Notice;
use super::scroll::Scroll;
use super::testing::with_look;
use super::*;
use crate::tui::action::Context;
use crate::tui::keymap::{Key, Keymap};

const TEXT: &str = "大きさ of the risk\u{202e} 👩\u{200d}💻 assessment\tand more";

/// Paints one widget after the other into an area, each into a fresh buffer.
fn each(look: Look<'_>, area: Rect, check: impl Fn(&str, &Buffer)) {
    let painted = |name: &str, paint: &dyn Fn(&mut Buffer)| {
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 16));
        for cell in &mut buf.content {
            cell.set_symbol("#");
        }
        paint(&mut buf);
        check(name, &buf);
    };
    let notice = Notice {
        details: vec![TEXT.to_owned(); 3],
        hints: vec![TEXT.to_owned()],
        ..Notice::message("title", Role::Error, TEXT)
    };
    let keymap = Keymap::default();
    let follows = keymap.which_key(&[Context::Walk, Context::Global], &[Key::char('g')]);
    let field = field::TextField::new(TEXT, true);
    let line = field::TextField::new(TEXT, false);
    let diff = Diff::parse("@@ -1,2 +1,2 @@\n-a\n+b\n c");
    let hints = vec![vec![Hint::new("?", "all keys"), Hint::new("大", "wide")]];
    let state = ListState {
        selected: 7,
        offset: 3,
    };
    let scroll = Scroll { top: 4 };
    painted("list", &|buf| {
        list::render(look, area, &state, 20, "", |_| Line::raw(TEXT), buf);
    });
    painted("empty list", &|buf| {
        list::render(look, area, &state, 0, TEXT, |_| Line::raw(TEXT), buf);
    });
    painted("scroll", &|buf| {
        scroll::render(look, area, scroll, 20, |_| Line::raw(TEXT), buf);
    });
    painted("diff", &|buf| {
        diff.render(look, area, Scroll::default(), buf);
    });
    painted("hints", &|buf| hints::render(look, area, &hints, buf));
    painted("notice", &|buf| {
        notice.render(look, area, scroll, &[Hint::new("y", "copy")], buf);
    });
    painted("which key", &|buf| {
        which_key::render(look, area, &[Key::char('g')], &follows, buf);
    });
    painted("field", &|buf| {
        field.render(area, buf, Style::new(), true);
    });
    painted("field of one line", &|buf| {
        line.render(area, buf, Style::new(), true);
    });
    painted("rule", &|buf| frame::rule(look, area, buf));
    painted("divider", &|buf| frame::divider(look, area, buf));
    painted("both sides", &|buf| {
        paint::both_sides(look, area, 0, &Line::raw(TEXT), &Line::raw("3 Sep"), buf);
    });
}

#[test]
fn no_widget_paints_outside_of_its_area() {
    with_look(|look| {
        for width in 0..36 {
            for height in [0, 1, 2, 3, 5, 8, 13] {
                let area = Rect::new(3, 2, width, height);
                each(look, area, |name, buf| {
                    for y in 0..buf.area.height {
                        for x in 0..buf.area.width {
                            if !area.contains((x, y).into()) {
                                assert_eq!(
                                    buf[(x, y)].symbol(),
                                    "#",
                                    "{name} at {x} {y} of {area}"
                                );
                            }
                        }
                    }
                });
            }
        }
    });
}

#[test]
fn a_widget_survives_an_area_beyond_the_screen() {
    with_look(|look| {
        for area in [
            Rect::new(30, 10, 40, 40),
            Rect::new(90, 90, 5, 5),
            Rect::new(0, 0, 200, 100),
        ] {
            each(look, area, |_, _| {});
        }
    });
}
