//! The previewer: a thread of its own that reads the file one looks at, and lets it go as soon as one looks at another.

use std::{path::Path, sync::Arc};

use crate::session::paths::Files;

use super::{effect::Reply, lane::Asked, runner::Sender, shown::Shown};

/// Reads the files that it is asked for, in the repository that holds a folder; the answers come as [`Reply::Previewed`].
pub fn run(root: &Path, asked: Asked<String>, answers: &Sender<Reply>) {
    asked.serve(answers, |path, stale, tell| read(root, &path, stale, tell));
}

fn read(root: &Path, path: &str, stale: &dyn Fn() -> bool, tell: &mut dyn FnMut(Reply) -> bool) {
    let read = Files::open(root).and_then(|files| {
        files.preview(path, stale, &mut |preview, more| {
            let content = Ok(Arc::new(Shown::of(preview, more)));
            let path = path.to_owned();
            tell(Reply::Previewed { path, content });
        })
    });
    if let Err(error) = read {
        let (path, content) = (path.to_owned(), Err(error));
        tell(Reply::Previewed { path, content });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        tui::{
            channel::{Channel, Wire},
            lane::lane,
        },
        vcs::{history::HistoryWriter, init},
    };

    /// Asks for these files at once, and returns what is told of which.
    fn told(root: &Path, paths: &[&str]) -> Vec<(String, bool)> {
        let (previews, asked) = lane();
        for path in paths {
            previews.ask((*path).to_owned());
        }
        drop(previews);
        let mut channel = Channel::new();
        run(root, asked, &channel.sender());
        let mut told = Vec::new();
        while let Some(wire) = channel.try_next() {
            if let Wire::Reply(Reply::Previewed { path, content }) = wire {
                told.push((path, content.is_ok()));
            }
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
        let told = |paths: &[&str]| told(folder.path(), paths);
        assert_eq!(told(&["large", "none", "a"]), [("a".to_owned(), true)]);
        assert_eq!(told(&["none"]), [("none".to_owned(), false)]);
        // The beginning at once, and then all of it.
        assert_eq!(told(&["large"]).len(), 2);
    }
}
