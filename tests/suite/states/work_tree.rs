//! What is cited from the work tree, before it is committed or without ever being.

use super::case::{Case, case, executable, git, link, remove, rename, write};

fn only(name: &str) -> String {
    format!("# {name}\none of {name}\ntwo of {name}\nthree of {name}\n")
}

/// A file that is on disk and not committed, cited as it is there.
fn new(name: &'static str) -> Case {
    case(name).on_disk(write("p", only(name))).taken_from_disk()
}

#[expect(clippy::too_many_lines, reason = "a table, one case after the other")]
pub(super) fn work_tree() -> Vec<Case> {
    vec![
        new("a new file").waits(),
        new("a new file, committed")
            .then([write("p", only("a new file, committed"))])
            .is("unchanged"),
        new("a new file, committed elsewhere")
            .then([rename("p", "q")])
            .moved("q", None),
        new("a new file, committed after an edit")
            .then([write("p", "else\n")])
            .never_committed()
            .over_another(),
        new("a new file, committed, then edited")
            .then([write("p", only("a new file, committed, then edited"))])
            .then([write("p", "else\n")])
            .is("changed")
            .cut_off(),
        new("a new file, committed, then deleted")
            .then([write("p", only("a new file, committed, then deleted"))])
            .then([remove("p")])
            .is("gone")
            .cut_off(),
        new("a new file, committed, then edited on disk")
            .then([write(
                "p",
                only("a new file, committed, then edited on disk"),
            )])
            .at_last(write("p", "else\n"))
            .is("unchanged"),
        new("a new file, edited on disk")
            .at_last(write("p", "else\n"))
            .never_committed(),
        new("a new file, deleted on disk")
            .at_last(remove("p"))
            .never_committed(),
        new("a new file, renamed on disk")
            .at_last(rename("p", "q"))
            .never_committed(),
        new("a new file that became a folder")
            .at_last(remove("p"))
            .at_last(write("p/q", "else\n"))
            .never_committed(),
        new("a new file that became a symbolic link")
            .at_last(link("p", "else"))
            .never_committed(),
        case("a new file whose folder became a symbolic link")
            .on_disk(write("d/p", "behind a link since\n"))
            .cites("d/p")
            .taken_from_disk()
            .at_last(rename("d", "e"))
            .at_last(link("d", "e"))
            .says("cannot-judge", "symbolic link")
            .elsewhere("uncommitted", "never committed as cited"),
        case("a file edited on disk")
            .has(write("p", "before the edit\n"))
            .on_disk(write("p", "after the edit\n"))
            .taken_from_disk()
            .waits()
            .over_another(),
        case("a file edited on disk, and edited back")
            .has(write("p", "before both edits\n"))
            .on_disk(write("p", "between both edits\n"))
            .taken_from_disk()
            .at_last(write("p", "before both edits\n"))
            .never_committed()
            .over_another(),
        case("a file edited on disk, committed in part")
            .has(write("p", "a\nold\nb\n"))
            .on_disk(write("p", "a\nnew in part\nb\nmore\n"))
            .taken_from_disk()
            .lines("2")
            .then([write("p", "a\nnew in part\nb\n")])
            .says("unchanged", "the file changed elsewhere")
            .over_another(),
        case("lines of an edited file that shifted when they were committed")
            .has(write("p", "a\nold\n"))
            .on_disk(write("p", "a\nnew and shifted\n"))
            .taken_from_disk()
            .lines("2")
            .then([write("p", "top\na\nnew and shifted\n")])
            .moved("p", Some([3, 3])),
        case("an unchanged file, from disk")
            .has(write("p", only("clean")))
            .taken_from_disk()
            .then([write("p", "else\n")])
            .is("changed")
            .cut_off(),
        new("a staged file").at_last(git(&["add", "p"])).waits(),
        new("a staged file, edited since")
            .at_last(git(&["add", "p"]))
            .at_last(write("p", "else\n"))
            .waits(),
        new("a staged file, deleted on disk since")
            .at_last(git(&["add", "p"]))
            .at_last(remove("p"))
            .waits(),
        new("a file that is only announced to git")
            .at_last(git(&["add", "-N", "p"]))
            .waits(),
        new("a file that is only announced to git, edited since")
            .at_last(git(&["add", "-N", "p"]))
            .at_last(write("p", "else\n"))
            .never_committed(),
        case("an ignored file")
            .has(write(".gitignore", "p\n"))
            .on_disk(write("p", "ignored\n"))
            .taken_from_disk()
            .waits(),
        case("a file at which git is told not to look")
            .has(write("p", "assumed\n"))
            .on_disk(git(&["update-index", "--assume-unchanged", "p"]))
            .on_disk(write("p", "changed all the same\n"))
            .taken_from_disk()
            .waits()
            .over_another(),
        case("a file that git leaves out of the work tree")
            .has(write("p", "skipped\n"))
            .on_disk(git(&["update-index", "--skip-worktree", "p"]))
            .on_disk(write("p", "there all the same\n"))
            .taken_from_disk()
            .waits()
            .over_another(),
        case("a file that git leaves out of the work tree, at the tip")
            .has(write("p", "skipped at the tip\n"))
            .on_disk(git(&["update-index", "--skip-worktree", "p"]))
            .on_disk(remove("p"))
            .is("unchanged"),
        case("a new symbolic link")
            .on_disk(link("p", "a target"))
            .taken_from_disk()
            .waits(),
        case("a new symbolic link with another target since")
            .on_disk(link("p", "a first target"))
            .taken_from_disk()
            .at_last(link("p", "a second target"))
            .never_committed(),
        new("a new file that may be run now")
            .at_last(executable("p"))
            .waits(),
        case("lines of a new file that shifted")
            .on_disk(write("p", "a\nshifted on disk\n"))
            .taken_from_disk()
            .lines("2")
            .at_last(write("p", "top\na\nshifted on disk\n"))
            .waits(),
        case("lines of a new file that were edited")
            .on_disk(write("p", "a\nedited on disk\n"))
            .taken_from_disk()
            .lines("2")
            .at_last(write("p", "a\nelse\n"))
            .never_committed(),
        case("an empty new file")
            .on_disk(write("p", ""))
            .taken_from_disk()
            .waits(),
        case("a file that is nowhere")
            .taken_from_disk()
            .refused_saying("there is no file"),
    ]
}
