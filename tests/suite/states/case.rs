//! A labelled case: what was there, what is cited, what happened then, and the word that is right.

/// Something that happens to files. Paths are relative to the case's own folder, and bytes, for names are.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A file gets these bytes; what stands in its place goes.
    Write(Vec<u8>, Vec<u8>),
    /// A symbolic link gets this target.
    Link(Vec<u8>, Vec<u8>),
    /// A file or folder goes.
    Remove(Vec<u8>),
    /// A file or folder gets another name.
    Rename(Vec<u8>, Vec<u8>),
    /// A file may be run.
    Executable(Vec<u8>),
    /// git is asked for something in the case's folder.
    Git(Vec<String>),
}

pub(super) fn write(path: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> Step {
    Step::Write(path.as_ref().to_vec(), bytes.as_ref().to_vec())
}

pub(super) fn link(path: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Step {
    Step::Link(path.as_ref().to_vec(), target.as_ref().to_vec())
}

pub(super) fn remove(path: impl AsRef<[u8]>) -> Step {
    Step::Remove(path.as_ref().to_vec())
}

pub(super) fn rename(from: impl AsRef<[u8]>, to: impl AsRef<[u8]>) -> Step {
    Step::Rename(from.as_ref().to_vec(), to.as_ref().to_vec())
}

pub(super) fn executable(path: impl AsRef<[u8]>) -> Step {
    Step::Executable(path.as_ref().to_vec())
}

pub(super) fn git(args: &[&str]) -> Step {
    Step::Git(args.iter().map(|arg| (*arg).to_owned()).collect())
}

/// What is right to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) word: &'static str,
    /// The path and lines that it moved to, within the case's folder.
    pub(super) to: Option<(&'static str, Option<[u32; 2]>)>,
    /// A part of the phrase.
    pub(super) phrase: &'static str,
}

/// How the repository is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// As it was made.
    Made,
    /// After `git gc --prune=now`.
    Collected,
    /// Packed with a multi-pack index, bitmaps and a commit graph.
    Repacked,
    /// A full clone.
    Clone,
    /// A clone of the last commit alone.
    Shallow,
    /// A clone without blobs, of which the checkout fetched those of the tip.
    Partial,
    /// The same, with a checkout of nothing but the records.
    PartialSparse,
    /// A sparse checkout of folders, the cases not among them.
    Cone,
    /// The same, with an index that has no entries for what is left out.
    SparseIndex,
    /// A sparse checkout of patterns, the cases not among them.
    Patterns,
    /// A linked work tree at the tip.
    Linked,
    /// A clone that borrows the objects of the other.
    Alternates,
}

impl Variant {
    /// The work tree is another than that in which it was cited.
    fn is_elsewhere(self) -> bool {
        !matches!(self, Self::Made | Self::Collected | Self::Repacked)
    }
}

/// A labelled case.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own about the case"
)]
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Committed before it is cited.
    pub(super) before: Vec<Step>,
    /// On disk when it is cited, and not committed.
    pub(super) loose: Vec<Step>,
    /// The path as it is written, within the case's folder.
    pub(super) path: &'static str,
    /// Whether the path is written in quotation marks.
    pub(super) quoted: bool,
    pub(super) lines: Option<&'static str>,
    /// Whether it is cited from the work tree.
    pub(super) work_tree: bool,
    /// Committed after it was cited, one commit each.
    pub(super) after: Vec<Vec<Step>>,
    /// What happens at last, and is not committed.
    pub(super) left: Vec<Step>,
    /// Whether it stands at the top of the repository and not in a folder of its own.
    pub(super) at_top: bool,
    /// What is right; none where citing is refused, with this exit status and a part of the message.
    expected: Result<Expected, &'static str>,
    /// Whether the tip has none of the cited bytes, so that a clone of the tip lacks them.
    cut_off: bool,
    /// The word where the work tree is another.
    elsewhere: Option<Expected>,
    /// Whether the tip has another file in its place, which a clone without blobs cannot compare.
    is_over: bool,
}

/// Begins a case.
pub(super) fn case(name: &'static str) -> Case {
    Case {
        name,
        before: Vec::new(),
        loose: Vec::new(),
        path: "p",
        quoted: false,
        lines: None,
        work_tree: false,
        after: Vec::new(),
        left: Vec::new(),
        at_top: false,
        expected: Err("nothing is expected"),
        cut_off: false,
        elsewhere: None,
        is_over: false,
    }
}

impl Case {
    /// Is committed before it is cited.
    pub(super) fn has(mut self, step: Step) -> Self {
        self.before.push(step);
        self
    }

    /// Is done on disk before it is cited.
    pub(super) fn on_disk(mut self, step: Step) -> Self {
        self.loose.push(step);
        self
    }

    /// Cites another path than `p`.
    pub(super) fn cites(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// Cites another path than `p`, written in quotation marks.
    pub(super) fn cites_quoted(mut self, path: &'static str) -> Self {
        self.quoted = true;
        self.cites(path)
    }

    /// Cites lines.
    pub(super) fn lines(mut self, lines: &'static str) -> Self {
        self.lines = Some(lines);
        self
    }

    /// Cites the file as it is on disk.
    pub(super) fn taken_from_disk(mut self) -> Self {
        self.work_tree = true;
        self
    }

    /// Is committed afterwards, all in one commit.
    pub(super) fn then(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.after.push(steps.into_iter().collect());
        self
    }

    /// Is done at last, and not committed.
    pub(super) fn at_last(mut self, step: Step) -> Self {
        self.left.push(step);
        self
    }

    /// Stands at the top of the repository.
    pub(super) fn at_top(mut self) -> Self {
        self.at_top = true;
        self
    }

    /// The word that is right.
    pub(super) fn is(self, word: &'static str) -> Self {
        self.says(word, "")
    }

    /// The word that is right, and a part of the phrase.
    pub(super) fn says(mut self, word: &'static str, phrase: &'static str) -> Self {
        self.expected = Ok(Expected {
            word,
            to: None,
            phrase,
        });
        self
    }

    /// It moved: to this path, or these lines.
    pub(super) fn moved(mut self, path: &'static str, lines: Option<[u32; 2]>) -> Self {
        self.expected = Ok(Expected {
            word: "moved",
            to: Some((path, lines)),
            phrase: "",
        });
        self
    }

    /// It is not cited yet by anybody, or was: `not committed yet`.
    pub(super) fn waits(self) -> Self {
        self.says("uncommitted", "not committed yet")
    }

    /// It was cited from the work tree and will not be committed as it was.
    pub(super) fn never_committed(self) -> Self {
        self.says("uncommitted", "never committed as cited")
    }

    /// Citing it is refused, with this in the message.
    pub(super) fn refused_saying(mut self, message: &'static str) -> Self {
        self.expected = Err(message);
        self
    }

    /// The tip has none of the cited bytes.
    pub(super) fn cut_off(mut self) -> Self {
        self.cut_off = true;
        self
    }

    /// In another work tree this is right.
    pub(super) fn elsewhere(mut self, word: &'static str, phrase: &'static str) -> Self {
        self.elsewhere = Some(Expected {
            word,
            to: None,
            phrase,
        });
        self
    }

    /// The tip has another file in its place.
    pub(super) fn over_another(mut self) -> Self {
        self.is_over = true;
        self
    }

    /// Returns what is cited, as one types it.
    pub(super) fn target(&self, folder: &str) -> String {
        let mut path = if folder.is_empty() {
            self.path.to_owned()
        } else {
            format!("{folder}/{}", self.path)
        };
        if self.quoted {
            path = format!("\"{path}\"");
        }
        self.lines
            .map_or(path.clone(), |lines| format!("{path}:{lines}"))
    }

    /// Returns the message with which citing is refused.
    pub(super) fn refused(&self) -> Option<&'static str> {
        self.expected.as_ref().err().copied()
    }

    /// Returns what is right in a variant.
    pub(super) fn expected(&self, variant: Variant) -> Expected {
        let expected = self.expected.clone().unwrap();
        let just = |word, phrase| Expected {
            word,
            to: None,
            phrase,
        };
        let is_kept_by_nobody = expected.word == "uncommitted" || self.elsewhere.is_some();
        match variant {
            Variant::Made | Variant::Collected | Variant::Repacked => expected,
            Variant::PartialSparse if self.is_over => just("not-downloaded", ""),
            // Whether it was committed before the last commit cannot be known.
            Variant::Shallow if is_kept_by_nobody => just("not-downloaded", ""),
            _ if self.elsewhere.is_some() => self.elsewhere.clone().unwrap(),
            // Nobody else has what was not committed.
            _ if is_kept_by_nobody => just("uncommitted", "never committed as cited"),
            Variant::Shallow | Variant::Partial if self.cut_off => just("not-downloaded", ""),
            Variant::PartialSparse if self.cut_off || !self.at_top => just("not-downloaded", ""),
            _ => {
                debug_assert!(variant.is_elsewhere());
                expected
            }
        }
    }
}
