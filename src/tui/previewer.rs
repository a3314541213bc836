//! The previewer: a thread of its own that reads the file one looks at, and lets it go as soon as one looks at another.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
};

use crate::session::paths::Files;

use super::{effect::Reply, runner::Sender, shown::Shown};

/// The way to ask the previewer; a newer question makes it drop what it is at.
#[derive(Debug, Clone)]
pub struct Previews {
    newest: Arc<AtomicU64>,
    inbox: mpsc::Sender<(u64, String)>,
}

/// The previewer's end of the line.
pub struct Previewer {
    root: PathBuf,
    newest: Arc<AtomicU64>,
    asked: mpsc::Receiver<(u64, String)>,
}

impl Previews {
    /// Makes the two ends, for the repository that holds a folder.
    pub fn new(root: &Path) -> (Self, Previewer) {
        let newest = Arc::new(AtomicU64::new(0));
        let (inbox, asked) = mpsc::channel();
        let previewer = Previewer {
            root: root.to_owned(),
            newest: Arc::clone(&newest),
            asked,
        };
        (Self { newest, inbox }, previewer)
    }

    /// Asks for a file; the answers come as [`Reply::Previewed`].
    pub fn ask(&self, path: String) {
        let number = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
        // The previewer ends only with the program, and then nobody waits for an answer.
        let _ = self.inbox.send((number, path));
    }
}

impl Previewer {
    /// Works until nobody asks or listens any more.
    pub fn run(self, answers: &Sender<Reply>) {
        while let Ok((number, path)) = self.asked.recv() {
            let mut listened = true;
            self.read(number, path, &mut |reply| listened &= answers.reply(reply));
            if !listened {
                return;
            }
        }
    }

    /// Reads a file, unless a newer question came meanwhile.
    fn read(&self, number: u64, path: String, tell: &mut dyn FnMut(Reply)) {
        let stale = || self.newest.load(Ordering::SeqCst) != number;
        if stale() {
            return;
        }
        let read = Files::open(&self.root).and_then(|files| {
            files.preview(&path, &stale, &mut |preview, more| {
                let shown = Shown::of(preview, more);
                // Marking a large file takes its time, too.
                if !stale() {
                    tell(Reply::Previewed {
                        path: path.clone(),
                        content: Ok(Box::new(shown)),
                    });
                }
            })
        });
        if let Err(error) = read {
            let content = Err(error);
            tell(Reply::Previewed { path, content });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vcs::{history::HistoryWriter, init};

    fn told(previewer: &Previewer) -> Vec<(String, bool)> {
        let mut told = Vec::new();
        while let Ok((number, path)) = previewer.asked.try_recv() {
            previewer.read(number, path, &mut |reply| {
                if let Reply::Previewed { path, content } = reply {
                    told.push((path, content.is_ok()));
                }
            });
        }
        told
    }

    #[test]
    fn only_the_file_that_is_wanted_last_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let repository = init(folder.path()).unwrap();
        let author = "Mira Okafor <mira@example.org>".parse().unwrap();
        let at = "2026-09-01T08:00:00Z".parse().unwrap();
        let mut writer = HistoryWriter::new(&repository).unwrap();
        let large = "line\n".repeat(200_000);
        let files: [(&str, Option<&[u8]>); 2] =
            [("a", Some(b"a")), ("large", Some(large.as_bytes()))];
        writer.commit(&author, at, "Add", &files).unwrap();
        writer.finish().unwrap();
        let (previews, previewer) = Previews::new(folder.path());
        for path in ["large", "none", "a"] {
            previews.ask(path.to_owned());
        }
        assert_eq!(told(&previewer), [("a".to_owned(), true)]);
        previews.ask("none".to_owned());
        assert_eq!(told(&previewer), [("none".to_owned(), false)]);
        previews.ask("large".to_owned());
        // The beginning at once, and then all of it.
        assert_eq!(told(&previewer).len(), 2);
    }
}
