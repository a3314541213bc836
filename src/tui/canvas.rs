//! Cells to bytes: the last step of a frame, with as few bytes and as few writes as a slow link deserves.
//!
//! ratatui's own crossterm backend flushes at every cursor command, ends each frame with 25 bytes of resets even when
//! nothing changed, spells the sixteen colours as 256-colour codes and asks the kernel for the size at each frame. This
//! one holds the size and the cursor itself, never asks the terminal anything, collects a whole frame and hands it over
//! in one `write`; a frame that changes nothing writes nothing.

use std::io::{self, Write};
use std::time::Duration;

use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};

use super::pen::Pen;
use crate::safe;

mod backend;

/// Bytes that a frame may take before the buffer has to grow; a first frame of a large terminal is a tenth of it.
const FRAME_CAPACITY: usize = 64 * 1024;
/// Blanks at a row's end that are worth an "erase to the end of the line".
const ERASE_WORTH: u16 = 3;

/// What is written in the place of a symbol that a terminal would obey, or not show.
const UNSHOWN: &str = "?";

const SYNC_BEGIN: &[u8] = b"\x1b[?2026h";
const SYNC_END: &[u8] = b"\x1b[?2026l";
const CURSOR_SHOW: &[u8] = b"\x1b[?25h";
const CURSOR_HIDE: &[u8] = b"\x1b[?25l";

/// Turns the cells of ratatui into bytes and collects them until [`Canvas::commit`].
#[derive(Debug)]
pub(super) struct Canvas<W: Write> {
    writer: W,
    size: Size,
    /// The frame's cells, escape sequences included.
    cells: Vec<u8>,
    /// What goes out before the frame: modes, titles, the clipboard.
    aside: Vec<u8>,
    /// What is written in the end, kept to reuse its memory.
    outgoing: Vec<u8>,
    /// The style the terminal writes with now.
    pen: Pen,
    /// Where the terminal's cursor is, when that is certain.
    at: Option<Position>,
    /// Where the visible cursor should be; none hides it.
    wanted: Option<Position>,
    /// What the terminal was told last: none before anything was said.
    visible: Option<bool>,
    /// A run of plain blanks that was not written yet.
    blanks: Option<(Position, u16)>,
    /// The places where the terminal shows the first half of a wide character, row by row.
    wide: Vec<bool>,
    /// The second half of a wide character whose first half was written over.
    orphan: Option<Position>,
    synchronized: bool,
}

impl<W: Write> Canvas<W> {
    /// Makes a canvas of a fixed size over a writer; `synchronized` brackets each frame with mode 2026.
    pub(super) fn new(writer: W, size: Size, synchronized: bool) -> Self {
        Self {
            writer,
            size,
            cells: Vec::with_capacity(FRAME_CAPACITY),
            aside: Vec::new(),
            outgoing: Vec::with_capacity(FRAME_CAPACITY),
            pen: Pen::default(),
            at: None,
            wanted: None,
            visible: None,
            blanks: None,
            wide: vec![false; area(size)],
            orphan: None,
            synchronized,
        }
    }

    /// Takes a new size; the next draw notices and repaints.
    pub(super) fn set_size(&mut self, size: Size) {
        self.size = size;
        self.wide = vec![false; area(size)];
    }

    /// Queues bytes that go out before the next frame, outside its bracket.
    pub(super) fn queue_aside(&mut self, bytes: &[u8]) {
        self.aside.extend_from_slice(bytes);
    }

    /// Forgets what was queued and what the terminal is believed to show, as after another program used the screen.
    pub(super) fn forget(&mut self) {
        self.cells.clear();
        self.aside.clear();
        self.pen = Pen::default();
        self.at = None;
        self.visible = None;
        self.blanks = None;
    }

    /// Borrows the writer.
    pub(super) fn writer(&self) -> &W {
        &self.writer
    }

    /// Writes everything queued in one `write`, and nothing when nothing is.
    pub(super) fn commit(&mut self) -> io::Result<()> {
        let drawn = !self.cells.is_empty();
        match self.wanted {
            Some(place) => {
                self.go_to(place);
                if self.visible != Some(true) {
                    self.cells.extend_from_slice(CURSOR_SHOW);
                    self.visible = Some(true);
                }
            }
            None => {
                if self.visible != Some(false) {
                    self.cells.extend_from_slice(CURSOR_HIDE);
                    self.visible = Some(false);
                }
            }
        }
        self.outgoing.clear();
        self.outgoing.append(&mut self.aside);
        // A cursor that only moves cannot tear.
        if self.synchronized && drawn {
            self.outgoing.extend_from_slice(SYNC_BEGIN);
            self.outgoing.append(&mut self.cells);
            self.outgoing.extend_from_slice(SYNC_END);
        } else {
            self.outgoing.append(&mut self.cells);
        }
        self.write_outgoing()
    }

    /// Writes only what was queued aside, and says nothing of the cursor: for the last bytes on leaving.
    pub(super) fn commit_aside(&mut self) -> io::Result<()> {
        self.outgoing.clear();
        self.outgoing.append(&mut self.aside);
        self.write_outgoing()
    }

    fn write_outgoing(&mut self) -> io::Result<()> {
        if self.outgoing.is_empty() {
            return Ok(());
        }
        write_whole(&mut self.writer, &self.outgoing)?;
        self.writer.flush()
    }

    fn go_to(&mut self, place: Position) {
        let Position { x, y } = place;
        match self.at {
            Some(at) if at == place => {}
            Some(at) if at.y == y && at.x < x => self.command(x - at.x, b'C'),
            Some(at) if at.y == y && x == 0 => self.cells.push(b'\r'),
            Some(at) if at.y == y => self.command(at.x - x, b'D'),
            // Raw mode: a line feed goes straight down.
            Some(at) if at.y + 1 == y && x == 0 => self.cells.extend_from_slice(b"\r\n"),
            Some(_) | None if x == 0 => self.command(y + 1, b'H'),
            Some(_) | None => self.sequence(format_args!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.at = Some(place);
    }

    /// Queues a control sequence with one count, which may be left out when it is one.
    fn command(&mut self, count: u16, letter: u8) {
        if count == 1 {
            self.cells.extend_from_slice(b"\x1b[");
        } else {
            self.sequence(format_args!("\x1b[{count}"));
        }
        self.cells.push(letter);
    }

    fn sequence(&mut self, sequence: std::fmt::Arguments<'_>) {
        // Writing into a vector cannot fail.
        let _ = self.cells.write_fmt(sequence);
    }

    fn take_pen(&mut self, pen: Pen) {
        if pen != self.pen {
            self.sequence(format_args!("\x1b[{}m", self.pen.to(pen)));
            self.pen = pen;
        }
    }

    fn advance(&mut self, width: Option<u16>) {
        // In the last column the cursor waits to wrap, and terminals differ in what they call that place.
        self.at = match (self.at, width) {
            (Some(at), Some(width)) if at.x + width < self.size.width => {
                Some(Position::new(at.x + width, at.y))
            }
            (Some(_) | None, Some(_) | None) => None,
        };
    }

    fn put(&mut self, place: Position, cell: &Cell) {
        let pen = Pen::of(cell);
        let symbol = match cell.symbol() {
            "" => " ",
            symbol if is_shown_as_itself(symbol) => symbol,
            _ => UNSHOWN,
        };
        if symbol == " " && pen == Pen::default() {
            match &mut self.blanks {
                Some((start, length)) if start.y == place.y && start.x + *length == place.x => {
                    *length += 1;
                }
                Some(_) | None => {
                    self.put_blanks();
                    self.blanks = Some((place, 1));
                }
            }
            return;
        }
        self.put_blanks();
        self.go_to(place);
        self.take_pen(pen);
        self.cells.extend_from_slice(symbol.as_bytes());
        // What stands for a symbol may be narrower than it.
        let width = certain_width(symbol).filter(|_| symbol == cell.symbol());
        self.advance(width);
    }

    /// Notes what a place shows now; `wide` is the first half of a wide character, which covers the place after it, too.
    fn note(&mut self, place: Position, wide: bool) {
        let index = usize::from(place.y) * usize::from(self.size.width) + usize::from(place.x);
        let last = place.x + u16::from(wide);
        let cut = self
            .wide
            .get_mut(index + usize::from(wide))
            .is_some_and(std::mem::take);
        if let Some(shown) = self.wide.get_mut(index) {
            *shown = wide;
        }
        self.orphan = (cut && last + 1 < self.size.width).then(|| Position::new(last + 1, place.y));
    }

    /// Blanks a half character, which terminals fill in with whatever style was in force, unless it comes next anyway.
    /// ratatui leaves it out where the lost character had no background of its own.
    fn put_orphan(&mut self, next: Option<Position>) {
        if let Some(orphan) = self.orphan.take()
            && next != Some(orphan)
        {
            self.put(orphan, &Cell::EMPTY);
        }
    }

    fn put_blanks(&mut self) {
        let Some((start, length)) = self.blanks.take() else {
            return;
        };
        self.go_to(start);
        self.take_pen(Pen::default());
        if length > ERASE_WORTH && start.x + length >= self.size.width {
            self.cells.extend_from_slice(b"\x1b[K");
        } else {
            self.cells
                .resize(self.cells.len() + usize::from(length), b' ');
            self.advance(Some(length));
        }
    }
}

/// Tells whether a terminal shows a symbol, and obeys nothing in it: the last gate before the wire, which nothing but what a widget
/// forgot to make safe ever meets.
fn is_shown_as_itself(symbol: &str) -> bool {
    match symbol.as_bytes() {
        [b' '..=b'~'] => true,
        bytes => !bytes.iter().any(u8::is_ascii_control) && safe::first_hidden(symbol).is_none(),
    }
}

fn area(size: Size) -> usize {
    usize::from(size.width) * usize::from(size.height)
}

/// Width of a symbol when all terminals agree on it; after any other the cursor is placed anew.
fn certain_width(symbol: &str) -> Option<u16> {
    let mut characters = symbol.chars();
    let first = characters.next()?;
    if characters.next().is_some() {
        return None;
    }
    match symbol.cell_width() {
        1 => Some(1),
        // CJK and Hangul: two columns everywhere, unlike emoji.
        2 if matches!(first, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff60}') => {
            Some(2)
        }
        _ => None,
    }
}

/// Writes all bytes, also to a terminal that some other program has set to non-blocking.
fn write_whole(writer: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match writer.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
