//! Texts that somebody made to have a terminal obey them, through what is drawn, the title and the log.

use ratatui::{
    Terminal,
    layout::{Rect, Size},
    style::Style,
    text::Line,
};

use super::desk::Desk;
use crate::{
    safe::hostile::{Strings, asked, assert_ours_alone},
    session::hostile::{HELD, workspace},
    tui::{
        canvas::Canvas,
        glyphs::Glyphs,
        terminal::{Options, Screen},
        theme::{Colours, Theme},
        view,
        widgets::{Look, paint},
    },
};

/// Draws what the program shows onto a canvas, and holds what goes out on the wire.
fn wire_of(desk: &Desk, size: (u16, u16), what: &str) {
    let canvas = Canvas::new(Vec::new(), Size::new(size.0, size.1), true);
    let mut terminal = Terminal::new(canvas).unwrap();
    terminal
        .draw(|frame| {
            view::draw(&desk.model, frame);
        })
        .unwrap();
    terminal.backend_mut().commit().unwrap();
    assert_ours_alone(what, terminal.backend().writer());
}

#[test]
fn no_text_of_a_workspace_reaches_the_terminal_as_it_is() {
    let rounds = asked(HELD).div_ceil(HELD * 10);
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        let mut strings = Strings::new(1000 + round as u64);
        workspace(folder.path(), &mut strings);
        let mut desk = Desk::open(folder);
        for size in [(120, 40), (80, 24), (200, 60)] {
            desk.resize(size.0, size.1);
            // Home, the walk, its papers and lists, a finding, the log, the files and one of them, what is to be committed.
            for keys in [
                "esc", "enter", "j", "J", "enter", "esc", "g f", "j", "enter", "j", "ctrl-d",
                "esc", "g l", "j", "enter", "esc", "e", "e v i l", "down", "down", "tab", "esc",
                "esc", "g r", "j", "esc", "g m", "esc", "?", "esc", "g b", "esc", "g h",
            ] {
                desk.keys(keys);
                wire_of(&desk, size, keys);
            }
        }
    }
}

#[test]
fn no_text_is_painted_or_made_a_title_as_it_is() {
    let (theme, glyphs) = (Theme::default_for(Colours::Sixteen), Glyphs::unicode());
    let look = Look {
        theme: &theme,
        glyphs: &glyphs,
    };
    let size = Size::new(40, 25);
    let mut strings = Strings::new(11);
    let mut screen = Screen::over(Vec::new(), size, Options::default()).unwrap();
    let mut written = 0;
    let all = asked(20_000);
    let mut seen = 0;
    while seen < all {
        let canvas = Canvas::new(Vec::new(), size, true);
        let mut terminal = Terminal::new(canvas).unwrap();
        let texts: Vec<String> = (0..75).map(|_| strings.text()).collect();
        seen += texts.len();
        terminal
            .draw(|frame| {
                let area = frame.area();
                let buf = frame.buffer_mut();
                for (row, three) in texts.chunks(3).enumerate() {
                    let row = u16::try_from(row).unwrap();
                    paint::text_at(look, area, 0, row, &three[0], Style::new(), buf);
                    let line = Line::from(vec![(&*three[1]).into(), (&*three[2]).into()]);
                    paint::line_at(look, area, 20, row, &line, buf);
                }
                // What no widget has made safe meets the gate before the wire.
                for (x, text) in texts.iter().take(40).enumerate() {
                    let place = Rect::new(u16::try_from(x).unwrap(), 24, 1, 1);
                    // ratatui itself measures no control characters.
                    let text: String = text.chars().filter(|c| !c.is_control()).collect();
                    buf[(place.x, place.y)].set_symbol(&text);
                }
            })
            .unwrap();
        terminal.backend_mut().commit().unwrap();
        assert_ours_alone("painted", terminal.backend().writer());
        screen.set_title(&texts[0]);
        screen.flush().unwrap();
        let titled = screen.writer();
        assert_ours_alone("the title", &titled[written..]);
        written = titled.len();
    }
}
