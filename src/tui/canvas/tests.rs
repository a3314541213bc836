use ratatui::Terminal;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use super::*;

/// Counts the writes that a terminal would get.
#[derive(Default)]
struct Wire {
    writes: Vec<Vec<u8>>,
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Painted = Terminal<Canvas<Wire>>;

fn terminal(width: u16, height: u16) -> Painted {
    Terminal::new(Canvas::new(Wire::default(), Size::new(width, height), true)).unwrap()
}

fn draw(terminal: &mut Painted, lines: &[Line<'_>], cursor: Option<Position>) -> Vec<u8> {
    let before = terminal.backend().writer().writes.len();
    terminal
        .draw(|frame| {
            for (row, line) in lines.iter().enumerate() {
                let area = Rect::new(0, u16::try_from(row).unwrap(), frame.area().width, 1);
                frame.render_widget(line, area);
            }
            if let Some(cursor) = cursor {
                frame.set_cursor_position(cursor);
            }
        })
        .unwrap();
    terminal.backend_mut().commit().unwrap();
    let writes = terminal.backend().writer().writes.split_off_at(before);
    assert!(writes.len() <= 1, "a frame is one write");
    writes.into_iter().flatten().collect()
}

trait SplitOffAt {
    fn split_off_at(&self, at: usize) -> Vec<Vec<u8>>;
}

impl SplitOffAt for Vec<Vec<u8>> {
    fn split_off_at(&self, at: usize) -> Vec<Vec<u8>> {
        self.iter().skip(at).cloned().collect()
    }
}

fn shown(frames: &[Vec<u8>], rows: u16, columns: u16) -> vt100::Parser {
    let mut parser = vt100::Parser::new(
        std::num::NonZeroU16::new(rows).unwrap(),
        std::num::NonZeroU16::new(columns).unwrap(),
        0,
    );
    for frame in frames {
        parser.process(frame);
    }
    parser
}

/// What the eye sees: a blank has no ink, and its weight does not show.
fn look(parser: &vt100::Parser) -> Vec<String> {
    let screen = parser.screen();
    let (rows, columns) = screen.size();
    let mut seen = Vec::new();
    for row in 0..rows.get() {
        for column in 0..columns.get() {
            let cell = screen.cell(row, column).unwrap();
            let blank = cell.contents().trim().is_empty();
            let ink = (!blank).then(|| (cell.fgcolor(), cell.bold()));
            let paper = (cell.bgcolor(), cell.inverse());
            seen.push(format!(
                "{row},{column} {:?} {ink:?} {paper:?}",
                cell.contents().trim()
            ));
        }
    }
    seen
}

#[test]
fn a_frame_is_one_bracketed_write() {
    let mut terminal = terminal(20, 3);
    let bytes = draw(&mut terminal, &[Line::from("hello")], None);
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "\u{1b}[?2026h\u{1b}[Hhello\u{1b}[?25l\u{1b}[?2026l"
    );
}

#[test]
fn an_unchanged_frame_writes_nothing() {
    let mut terminal = terminal(20, 3);
    let cursor = Some(Position::new(3, 1));
    draw(&mut terminal, &[Line::from("hello")], cursor);
    assert!(draw(&mut terminal, &[Line::from("hello")], cursor).is_empty());
}

#[test]
fn a_cursor_that_moves_costs_a_few_bytes() {
    let mut terminal = terminal(20, 3);
    draw(&mut terminal, &[], Some(Position::new(3, 1)));
    let bytes = draw(&mut terminal, &[], Some(Position::new(4, 1)));
    assert_eq!(bytes, b"\x1b[C");
}

#[test]
fn plain_blanks_up_to_the_edge_are_erased_at_once() {
    let mut terminal = terminal(19, 2);
    draw(&mut terminal, &[Line::from("a-long-line-of-text")], None);
    let bytes = draw(&mut terminal, &[Line::from("a")], None);
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "\u{1b}[?2026h\u{1b}[1;2H\u{1b}[K\u{1b}[?2026l"
    );
}

#[test]
fn moving_a_reversed_row_stays_under_three_hundred_bytes() {
    let mut terminal = terminal(120, 40);
    let row = |number: usize, selected: bool| {
        let text =
            format!("{number:>3}  clause {number}: a title of usual length, and its verdict");
        let style = if selected {
            Style::new().add_modifier(Modifier::REVERSED)
        } else {
            Style::new()
        };
        Line::styled(format!("{text:<110}"), style)
    };
    let list = |selected: usize| -> Vec<Line<'static>> {
        (0..40)
            .map(|number| row(number, number == selected))
            .collect()
    };
    let first = draw(&mut terminal, &list(3), None);
    assert!(first.len() <= 6000, "first frame: {} bytes", first.len());
    let moved = draw(&mut terminal, &list(4), None);
    assert!(moved.len() <= 300, "a move: {} bytes", moved.len());
    let parser = shown(&[first, moved], 40, 120);
    assert!(parser.screen().cell(4, 0).unwrap().inverse());
    assert!(!parser.screen().cell(3, 0).unwrap().inverse());
}

#[test]
fn styles_and_wide_text_arrive_as_drawn() {
    let mut terminal = terminal(30, 3);
    let before = [
        Line::styled("監査 audit", Style::new().fg(Color::Yellow)),
        Line::styled("bold", Style::new().add_modifier(Modifier::BOLD)),
        Line::from("e\u{301}galite\u{301} 👩‍🔬 end"),
    ];
    let after = [
        Line::styled(
            "監 audit",
            Style::new().fg(Color::LightRed).bg(Color::Indexed(17)),
        ),
        Line::styled("dim", Style::new().add_modifier(Modifier::DIM)),
        Line::from("plain"),
    ];
    let frames = [
        draw(&mut terminal, &before, None),
        draw(&mut terminal, &after, None),
    ];
    let parser = shown(&frames, 3, 30);
    let screen = parser.screen();
    let rows: Vec<String> = screen
        .rows(0, 30)
        .map(|row| row.trim_end().to_owned())
        .collect();
    assert_eq!(rows, ["監 audit", "dim", "plain"]);
    assert_eq!(screen.cell(0, 0).unwrap().fgcolor(), vt100::Color::Idx(9));
    assert_eq!(screen.cell(0, 0).unwrap().bgcolor(), vt100::Color::Idx(17));
    assert!(screen.cell(1, 0).unwrap().dim());
    assert!(!screen.cell(1, 0).unwrap().bold());
}

/// Plays 200 frames of random spans and compares each with the same lines on a fresh screen.
fn play_film(words: &[&'static str], styles: &[Style]) {
    let mut terminal = terminal(40, 8);
    let mut parser = shown(&[], 8, 40);
    let mut seed = 7_usize;
    let mut next = |limit: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    for _ in 0..200 {
        let mut span = || Span::styled(words[next(words.len())], styles[next(styles.len())]);
        let lines: Vec<Line<'_>> = (0..8)
            .map(|_| Line::from_iter([span(), span(), span()]))
            .collect();
        parser.process(&draw(&mut terminal, &lines, None));
        let mut fresh = super::tests::terminal(40, 8);
        let whole = shown(&[draw(&mut fresh, &lines, None)], 8, 40);
        for (seen, drawn) in look(&parser).into_iter().zip(look(&whole)) {
            assert_eq!(seen, drawn);
        }
    }
}

#[test]
fn every_frame_of_a_random_film_shows_what_was_drawn() {
    play_film(
        &[
            "",
            "clause",
            "   ",
            "ok",
            "監査",
            "안전 b",
            "a rather long piece of text",
        ],
        &[
            Style::new(),
            Style::new().add_modifier(Modifier::REVERSED),
            Style::new().fg(Color::Blue).add_modifier(Modifier::BOLD),
            Style::new().bg(Color::Rgb(1, 2, 3)),
        ],
    );
}
