//! A program in a real pseudo-terminal, with the screen that a person would see.
//!
//! Waiting is waiting for output: nothing sleeps and hopes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Long enough for a busy machine; only a failing test waits this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program and its screen.
pub(crate) struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    chunks: Receiver<Vec<u8>>,
    reader: Option<JoinHandle<()>>,
    deaf: Arc<AtomicBool>,
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

impl Pty {
    /// Starts a command in a terminal of this many columns and rows.
    pub(crate) fn spawn(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let (sender, chunks) = channel();
        let deaf = Arc::new(AtomicBool::new(false));
        let deafness = Arc::clone(&deaf);
        let reader = std::thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while !deafness.load(Ordering::SeqCst) {
                match output.read(&mut buffer) {
                    Ok(count) if count > 0 => {
                        if sender.send(buffer[..count].to_vec()).is_err() {
                            return;
                        }
                    }
                    _ => return,
                }
            }
        });
        Self {
            master: Some(pair.master),
            keyboard: Some(keyboard),
            child,
            chunks,
            reader: Some(reader),
            deaf,
            screen: parser(columns, rows),
            bytes: Vec::new(),
        }
    }

    /// Types.
    pub(crate) fn type_keys(&mut self, keys: &str) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    /// Lets a thread of its own type from now on: what is typed just as the program ends may never be taken.
    pub(crate) fn typist(&mut self) -> Sender<&'static str> {
        let mut keyboard = self.keyboard.take().unwrap();
        let (typist, typed) = channel::<&'static str>();
        std::thread::spawn(move || {
            for keys in typed {
                if keyboard.write_all(keys.as_bytes()).is_err() || keyboard.flush().is_err() {
                    return;
                }
            }
        });
        typist
    }

    /// Changes the terminal's size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let master = self.master.as_ref().unwrap();
        master.resize(size(columns, rows)).unwrap();
        self.screen = parser(columns, rows);
    }

    /// Waits until the screen shows this text.
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen is as wanted.
    pub(crate) fn wait_until(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let start = Instant::now();
        while !wanted(self.screen.screen()) {
            let left = PATIENCE.saturating_sub(start.elapsed());
            assert!(
                self.absorb(left),
                "waited for {what}, saw:\n{}",
                self.screen.screen().contents()
            );
        }
    }

    /// Takes in one piece of output; false when none came in time.
    pub(crate) fn absorb(&mut self, time: Duration) -> bool {
        match self.chunks.recv_timeout(time) {
            Ok(chunk) => {
                self.screen.process(&chunk);
                self.bytes.extend(chunk);
                true
            }
            Err(_) => false,
        }
    }

    /// The screen as it is.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// All that was written so far.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The id of the process that was started.
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends a signal to a process.
    pub(crate) fn signal(name: &str, id: u32) {
        let status = std::process::Command::new("kill")
            .args([format!("-{name}"), id.to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Stops reading what the program writes; `keys` must make it write something.
    pub(crate) fn stop_reading(&mut self, keys: &str) {
        self.deaf.store(true, Ordering::SeqCst);
        self.type_keys(keys);
        self.reader.take().unwrap().join().unwrap();
    }

    /// Closes the terminal, as a lost connection does; `keys` must make the program write something.
    pub(crate) fn hang_up(&mut self, keys: &str) {
        self.stop_reading(keys);
        self.keyboard = None;
        self.master = None;
    }

    /// Tells whether it has come to its end by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for the end and returns the exit status, having taken in all output.
    pub(crate) fn wait(&mut self) -> u32 {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "waited for the end, saw:\n{}",
                self.screen.screen().contents()
            );
            if self.reader.is_none() || !self.absorb(Duration::from_millis(20)) {
                std::thread::yield_now();
            }
        };
        if self.reader.is_some() {
            while self.absorb(Duration::from_millis(200)) {}
        }
        status.exit_code()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(
        NonZeroU16::new(rows).unwrap(),
        NonZeroU16::new(columns).unwrap(),
        0,
    )
}

/// How often each thread went to sleep so far.
#[cfg(target_os = "linux")]
pub(crate) fn wakeups(id: u32) -> Vec<String> {
    let mut counts: Vec<String> = std::fs::read_dir(format!("/proc/{id}/task"))
        .unwrap()
        .map(|task| {
            let status = std::fs::read_to_string(task.unwrap().path().join("status")).unwrap();
            status
                .lines()
                .filter(|line| line.starts_with("Name") || line.starts_with("voluntary"))
                .collect()
        })
        .collect();
    counts.sort();
    counts
}
