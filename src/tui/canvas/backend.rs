//! What ratatui asks of a backend, answered from what the canvas knows; nothing here writes to the terminal.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};

use super::Canvas;
use crate::tui::pen::Pen;

impl<W: Write> Backend for Canvas<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            let place = Position::new(x, y);
            self.put_orphan(Some(place));
            self.put(place, cell);
            self.note(place, cell.cell_width() > 1);
        }
        self.put_orphan(None);
        self.put_blanks();
        // Whatever writes to the screen next starts plain.
        self.take_pen(Pen::default());
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted.get_or_insert(Position::ORIGIN);
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        if self.wanted.is_some() {
            self.wanted = Some(position.into());
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.take_pen(Pen::default());
        self.wide.fill(false);
        self.cells.extend_from_slice(match clear_type {
            ClearType::All => b"\x1b[2J",
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        });
        self.at = None;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::default(),
        })
    }

    /// Does nothing: ratatui flushes more than once a frame, [`Canvas::commit`] writes it whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn scroll_region_up(&mut self, region: std::ops::Range<u16>, amount: u16) -> io::Result<()> {
        self.scroll(&region, amount, b'S');
        Ok(())
    }

    fn scroll_region_down(&mut self, region: std::ops::Range<u16>, amount: u16) -> io::Result<()> {
        self.scroll(&region, amount, b'T');
        Ok(())
    }
}

impl<W: Write> Canvas<W> {
    fn scroll(&mut self, region: &std::ops::Range<u16>, amount: u16, letter: u8) {
        self.take_pen(Pen::default());
        self.sequence(format_args!("\x1b[{};{}r", region.start + 1, region.end));
        self.command(amount, letter);
        self.cells.extend_from_slice(b"\x1b[r");
        self.at = None;
    }
}
