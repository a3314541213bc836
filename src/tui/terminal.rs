//! The full screen: modes on and off, frames, the window title.
//!
//! While it runs, nothing is ever asked of the terminal: another thread reads the keys and would eat the answer
//! (taskwarrior-tui#784). The size comes from the kernel once, then with each resize event.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write};
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal};

use super::canvas::Canvas;
use crate::safe;

/// What is on, for a panic that has no [`Screen`] at hand: a set of the `ON_` bits.
static ON: AtomicU8 = AtomicU8::new(0);
const ON_RAW: u8 = 1;
const ON_SCREEN: u8 = 2;
const ON_TITLE: u8 = 4;

/// A panic took the terminal away for good: a frame of another thread would bury the message.
static GIVEN_UP: AtomicBool = AtomicBool::new(false);

/// Alternate screen, bracketed paste, focus reports.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?1004h";
/// The mouse (in case it was on), focus reports, bracketed paste and a frame's bracket off; plain, the cursor back, the
/// alternate screen left.
const LEAVE: &[u8] =
    b"\x1b[?1006l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?2026l\x1b[m\x1b[?25h\x1b[?1049l";
/// Clicks and the wheel with wide coordinates; no motion, which would flood a slow link.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Saving and restoring the window title on the terminal's own stack; neither is answered.
const TITLE_PUSH: &[u8] = b"\x1b[22;2t";
const TITLE_POP: &[u8] = b"\x1b[23;2t";
/// Longer titles serve nobody.
const TITLE_LENGTH: usize = 120;
/// What is drawn for when the kernel does not know the size.
const USUAL: Size = Size::new(80, 24);

/// What a screen uses beyond drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether the window title is set and restored.
    pub title: bool,
    /// Whether a frame is bracketed so that the terminal shows it whole (mode 2026; unknown to a terminal, it is ignored).
    pub synchronized: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: true,
            synchronized: true,
        }
    }
}

/// Owns the terminal's modes and draws frames, one `write` each; leaves cleanly when dropped.
pub struct Screen<W: Write> {
    terminal: Terminal<Canvas<W>>,
    options: Options,
    /// Whether this is the process's real terminal, with a raw mode to set and a kernel to ask for the size.
    real: bool,
    on: bool,
    mouse: bool,
    title: String,
}

impl Screen<File> {
    /// Takes the terminal that standard output is; nothing is changed before [`Screen::enter`].
    ///
    /// Writes go to a duplicate of the descriptor, past the line buffer of [`io::Stdout`], which would cut a frame.
    pub fn open(options: Options) -> io::Result<Self> {
        let stdout = io::stdout();
        if !stdout.is_terminal() {
            return Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "standard output is not a terminal",
            ));
        }
        let writer = File::from(stdout.as_fd().try_clone_to_owned()?);
        let mut screen = Self::over(writer, measure(), options)?;
        screen.real = true;
        Ok(screen)
    }
}

impl<W: Write> Screen<W> {
    /// Draws into any writer at a fixed size, without touching a terminal's modes.
    pub fn over(writer: W, size: Size, options: Options) -> io::Result<Self> {
        let canvas = Canvas::new(writer, size, options.synchronized);
        Ok(Self {
            terminal: Terminal::new(canvas)?,
            options,
            real: false,
            on: false,
            mouse: false,
            title: String::new(),
        })
    }

    /// Turns the full screen on; what that takes goes out with the next frame.
    pub fn enter(&mut self) -> io::Result<()> {
        if self.on {
            return Ok(());
        }
        if self.real {
            crossterm::terminal::enable_raw_mode()?;
            ON.store(ON_RAW, Ordering::SeqCst);
            self.set_size(measure());
        }
        self.on = true;
        let canvas = self.terminal.backend_mut();
        canvas.forget();
        if self.options.title {
            canvas.queue_aside(TITLE_PUSH);
        }
        canvas.queue_aside(ENTER);
        if self.mouse {
            canvas.queue_aside(MOUSE_ON);
        }
        if !self.title.is_empty() {
            let title = std::mem::take(&mut self.title);
            self.set_title(&title);
        }
        self.repaint()
    }

    /// Gives the terminal back as it was; a screen that is off stays off.
    pub fn leave(&mut self) -> io::Result<()> {
        if !self.on {
            return Ok(());
        }
        self.on = false;
        let canvas = self.terminal.backend_mut();
        canvas.forget();
        if self.real {
            return restore();
        }
        canvas.queue_aside(&leaving(self.options.title));
        canvas.commit_aside()
    }

    /// Takes the terminal again after somebody else may have changed its modes, as a shell does on `fg`.
    pub fn enter_anew(&mut self) -> io::Result<()> {
        if self.real {
            // crossterm remembers that raw mode is on and would do nothing.
            let _ = crossterm::terminal::disable_raw_mode();
        }
        self.on = false;
        self.enter()
    }

    /// Draws a frame if anything in it differs from the last one, in one `write`.
    pub fn draw<F>(&mut self, paint: F) -> io::Result<()>
    where
        F: FnOnce(&mut Frame<'_>) -> Option<Position>,
    {
        self.terminal.draw(|frame| {
            if let Some(cursor) = paint(frame) {
                frame.set_cursor_position(cursor);
            }
        })?;
        self.flush()
    }

    /// Writes what is queued beside the frames.
    pub fn flush(&mut self) -> io::Result<()> {
        if self.real && self.on {
            if GIVEN_UP.load(Ordering::SeqCst) {
                return Err(io::Error::other(
                    "the terminal was given back after a fault",
                ));
            }
            let title = if self.options.title { ON_TITLE } else { 0 };
            ON.store(ON_RAW | ON_SCREEN | title, Ordering::SeqCst);
        }
        self.terminal.backend_mut().commit()
    }

    /// Says the size that is drawn for.
    pub fn size(&self) -> Size {
        self.terminal.size().unwrap_or(USUAL)
    }

    /// Takes a new size: the next frame clears the screen and draws all of it.
    pub fn set_size(&mut self, size: Size) {
        self.terminal.backend_mut().set_size(usable(size));
    }

    /// Makes the next frame clear the screen and draw all of it.
    pub fn repaint(&mut self) -> io::Result<()> {
        let size = self.size();
        // Not `Terminal::clear`, which asks the terminal where its cursor is.
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Queues bytes for the terminal that are no part of a frame, such as [`super::clipboard::copy`] makes.
    pub fn send(&mut self, bytes: &[u8]) {
        self.terminal.backend_mut().queue_aside(bytes);
    }

    /// Sets the window title to `tickmark: <text>`, made safe; an empty text or the same one does nothing.
    pub fn set_title(&mut self, text: &str) {
        if !self.options.title || text.is_empty() || text == self.title {
            return;
        }
        text.clone_into(&mut self.title);
        let shown = safe::clean_text(text).replace(['\n', '\t'], " ");
        let cut: String = shown.chars().take(TITLE_LENGTH).collect();
        // Cut between two characters that belong together, the first would be left with nothing to join.
        let safe = safe::clean_text(&cut);
        self.send(format!("\x1b]2;tickmark: {safe}\x07").as_bytes());
    }

    /// Turns reports of clicks and the wheel on or off.
    pub fn set_mouse(&mut self, mouse: bool) {
        if mouse != self.mouse {
            self.mouse = mouse;
            if self.on {
                self.send(if mouse { MOUSE_ON } else { MOUSE_OFF });
            }
        }
    }

    /// Borrows the writer.
    pub fn writer(&self) -> &W {
        self.terminal.backend().writer()
    }
}

impl<W: Write> Drop for Screen<W> {
    fn drop(&mut self) {
        // Nobody is left to tell, and a terminal that is gone needs no restoring.
        let _ = self.leave();
    }
}

/// Restores the terminal after a panic; every later frame fails, which ends the loop even if the panic was caught.
pub(super) fn give_up() -> io::Result<()> {
    GIVEN_UP.store(true, Ordering::SeqCst);
    restore()
}

/// Restores the process's terminal if a [`Screen`] has it; for an end that cannot wait for the screen's own.
pub fn restore() -> io::Result<()> {
    let on = ON.swap(0, Ordering::SeqCst);
    if on == 0 {
        return Ok(());
    }
    let written = if on & ON_SCREEN == 0 {
        Ok(())
    } else {
        // Past the lock of standard output, which a thread that panicked may hold.
        io::stdout()
            .as_fd()
            .try_clone_to_owned()
            .and_then(|stdout| File::from(stdout).write_all(&leaving(on & ON_TITLE != 0)))
    };
    crossterm::terminal::disable_raw_mode().and(written)
}

fn leaving(title: bool) -> Vec<u8> {
    let mut bytes = LEAVE.to_vec();
    if title {
        bytes.extend_from_slice(TITLE_POP);
    }
    bytes
}

fn measure() -> Size {
    crossterm::terminal::size().map_or(USUAL, |(width, height)| usable(Size::new(width, height)))
}

/// Some pseudo-terminals have no size, and a buffer has an area of at most 65 535 cells.
fn usable(size: Size) -> Size {
    if size.width == 0 || size.height == 0 {
        return USUAL;
    }
    let width = size.width.min(1000);
    let height = size.height.min(u16::MAX / width);
    Size::new(width, height)
}

#[cfg(test)]
mod tests;
