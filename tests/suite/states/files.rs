//! What becomes of files and of lines in them, cited at the branch's tip.

use super::case::{Case, case, executable, git, link, remove, rename, write};

const POLICY: &str = "# Policy\none\ntwo\nthree\nfour\n";

/// Bytes that occur in no other case.
fn only(name: &str) -> String {
    format!("# {name}\none of {name}\ntwo of {name}\nthree of {name}\nfour of {name}\n")
}

#[expect(clippy::too_many_lines, reason = "a table, one case after the other")]
pub(super) fn whole() -> Vec<Case> {
    vec![
        case("an untouched file")
            .has(write("p", POLICY))
            .is("unchanged"),
        case("a file whose neighbours changed")
            .has(write("p", POLICY))
            .has(write("q", "q"))
            .then([write("q", "else"), write("o", "new")])
            .is("unchanged"),
        case("an edited file")
            .has(write("p", only("edited")))
            .then([write("p", "else\n")])
            .is("changed")
            .cut_off(),
        case("a file of which only white space changed")
            .has(write("p", "a  b\n"))
            .then([write("p", "a b\n")])
            .is("changed")
            .cut_off(),
        case("a file that lost its last line end")
            .has(write("p", "line end\n"))
            .then([write("p", "line end")])
            .is("changed")
            .cut_off(),
        case("a deleted file")
            .has(write("p", only("deleted")))
            .then([remove("p")])
            .is("gone")
            .cut_off(),
        case("a file that was changed and changed back")
            .has(write("p", only("back")))
            .then([write("p", "else\n")])
            .then([write("p", only("back"))])
            .is("unchanged"),
        case("a file that was deleted and came back")
            .has(write("p", only("returned")))
            .then([remove("p")])
            .then([write("p", only("returned"))])
            .is("unchanged"),
        case("a renamed file")
            .has(write("p", only("renamed")))
            .then([rename("p", "q")])
            .moved("q", None),
        case("a file moved into another folder")
            .has(write("docs/p", only("folder")))
            .cites("docs/p")
            .then([write("aaa", only("folder")), rename("docs/p", "policies/p")])
            .moved("policies/p", None),
        case("a file renamed and edited")
            .has(write("p", only("renamed and edited")))
            .then([rename("p", "q"), write("q", "else\n")])
            .is("gone")
            .cut_off(),
        case("a file copied, then deleted")
            .has(write("p", only("copied")))
            .then([write("q", only("copied"))])
            .then([remove("p")])
            .moved("q", None),
        case("a file copied, then edited")
            .has(write("p", only("kept as a copy")))
            .then([write("q", only("kept as a copy")), write("p", "else\n")])
            .is("changed"),
        case("one of two equal files, deleted")
            .has(write("p", only("twin")))
            .has(write("q", only("twin")))
            .then([remove("p")])
            .moved("q", None),
        case("two files that changed places")
            .has(write("p", only("left")))
            .has(write("q", only("right")))
            .then([write("p", only("right")), write("q", only("left"))])
            .is("changed"),
        case("a file that became a folder")
            .has(write("p", only("now a folder")))
            .then([remove("p"), write("p/else", "else\n")])
            .is("gone")
            .cut_off(),
        case("a file that went into a folder of its name")
            .has(write("p", only("into a folder")))
            .then([remove("p"), write("p/index", only("into a folder"))])
            .moved("p/index", None),
        case("a folder that became a file")
            .has(write("d/p", only("folder became a file")))
            .cites("d/p")
            .then([remove("d"), write("d", "else\n")])
            .is("gone")
            .cut_off(),
        case("a file that may be run now")
            .has(write("p", POLICY))
            .then([executable("p")])
            .is("unchanged"),
        case("a name of which only the case changed")
            .has(write("policy.md", only("case")))
            .cites("policy.md")
            .then([rename("policy.md", "Policy.md")])
            .moved("Policy.md", None),
        case("a file behind others that sort around folders")
            .has(write("a-b/p", "1"))
            .has(write("a.b", "2"))
            .has(write("a/p", POLICY))
            .has(write("a0", "3"))
            .cites("a/p")
            .then([remove("a.b")])
            .is("unchanged"),
        case("an empty file").has(write("p", "")).is("unchanged"),
        case("an empty file that is no more, beside other empty files")
            .has(write("p", ""))
            .has(write("q", ""))
            .then([remove("p")])
            .is("gone"),
        case("a file that was emptied")
            .has(write("p", only("emptied")))
            .then([write("p", "")])
            .is("changed")
            .cut_off(),
        case("an empty file that was filled")
            .has(write("p", ""))
            .then([write("p", "else\n")])
            .is("changed"),
        case("a binary file")
            .has(write("p", b"\x7fELF\0\0\x01\xff"))
            .is("unchanged"),
        case("a binary file that changed")
            .has(write("p", b"\x7fELF\0\0\x02\xff"))
            .then([write("p", b"\x7fELF\0\0\x03\xff")])
            .is("changed")
            .cut_off(),
        case("a binary file that moved")
            .has(write("p", b"\x7fELF\0\0\x04\xff"))
            .then([rename("p", "q")])
            .moved("q", None),
        case("a file that was deleted on disk and nowhere else")
            .has(write("p", POLICY))
            .at_last(remove("p"))
            .is("unchanged"),
        case("a file that was edited on disk and nowhere else")
            .has(write("p", POLICY))
            .at_last(write("p", "else\n"))
            .is("unchanged"),
        case("a file whose edit is staged and not committed")
            .has(write("p", POLICY))
            .at_last(write("p", "else\n"))
            .at_last(git(&["add", "p"]))
            .is("unchanged"),
        case("a file that is taken out of the index and not committed")
            .has(write("p", POLICY))
            .at_last(git(&["rm", "-q", "--cached", "p"]))
            .is("unchanged"),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table, one case after the other")]
pub(super) fn lines() -> Vec<Case> {
    let long = "x".repeat(1 << 20) + "\n";
    vec![
        case("untouched lines")
            .has(write("p", POLICY))
            .lines("2-3")
            .is("unchanged"),
        case("lines below an insertion")
            .has(write("p", only("inserted above")))
            .lines("2-3")
            .then([write(
                "p",
                "new\nnew\n".to_owned() + &only("inserted above"),
            )])
            .moved("p", Some([4, 5]))
            .cut_off(),
        case("lines below a deletion")
            .has(write(
                "p",
                "gone\ngone\n".to_owned() + &only("deleted above"),
            ))
            .lines("4-5")
            .then([write("p", only("deleted above"))])
            .moved("p", Some([2, 3]))
            .cut_off(),
        case("lines that went to the end")
            .has(write("p", "to the end\na\nb\nc\n"))
            .lines("1")
            .then([write("p", "a\nb\nc\nto the end\n")])
            .moved("p", Some([4, 4]))
            .cut_off(),
        case("lines above an insertion")
            .has(write("p", only("inserted below")))
            .lines("2-3")
            .then([write("p", only("inserted below") + "more\n")])
            .says("unchanged", "the file changed elsewhere")
            .cut_off(),
        case("lines of a file that changed above without a shift")
            .has(write("p", "old\nkept as it was\n"))
            .lines("2")
            .then([write("p", "new\nkept as it was\n")])
            .says("unchanged", "the file changed elsewhere")
            .cut_off(),
        case("lines that were edited")
            .has(write("p", only("edited lines")))
            .lines("2-3")
            .then([write("p", only("edited lines").replace("two of", "2 of"))])
            .is("changed")
            .cut_off(),
        case("lines that were deleted")
            .has(write("p", "a\nb\nlines to go\nc\n"))
            .lines("3")
            .then([write("p", "a\nb\nc\n")])
            .is("changed")
            .cut_off(),
        case("lines between which others were inserted")
            .has(write("p", "a\nb torn\nc torn\nd\n"))
            .lines("2-3")
            .then([write("p", "a\nb torn\nnew\nc torn\nd\n")])
            .is("changed")
            .cut_off(),
        case("a line of which there are several, the nearest above")
            .has(write("p", "1\ndup above\n2\n3\n4\n5\n"))
            .lines("2")
            .then([write("p", "dup above\n1\n2\n3\n4\n5\ndup above\n")])
            .moved("p", Some([1, 1]))
            .cut_off(),
        case("a line of which there are several, the nearest below")
            .has(write("p", "1\n2\n3\n4\ndup below\n6\n"))
            .lines("5")
            .then([write("p", "dup below\n1\n2\n3\n4\ndup below\n6\n")])
            .moved("p", Some([6, 6]))
            .cut_off(),
        case("a line of which there are several, one still in its place")
            .has(write("p", "dup kept\n2\ndup kept\n"))
            .lines("3")
            .then([write("p", "dup kept\ndup kept\ndup kept\n")])
            .says("unchanged", "the file changed elsewhere")
            .cut_off(),
        case("the last line without a line end, with lines added below")
            .has(write("p", "a\nopen end"))
            .lines("2")
            .then([write("p", "a\nopen end\nb\n")])
            .says("unchanged", "the file changed elsewhere")
            .cut_off(),
        case("the last line without a line end, with lines inserted above")
            .has(write("p", "a\nopen end below"))
            .lines("1-2")
            .then([write("p", "new\na\nopen end below")])
            .moved("p", Some([2, 3]))
            .cut_off(),
        case("the last line, that lost its line end")
            .has(write("p", "a\nclosed end\n"))
            .lines("2")
            .then([write("p", "a\nclosed end")])
            .says("unchanged", "the file changed elsewhere")
            .cut_off(),
        case("the one line of a file")
            .has(write("p", "the only line"))
            .lines("1")
            .is("unchanged"),
        case("an empty line")
            .has(write("p", "a with a gap\n\nb\n"))
            .lines("2")
            .then([write("p", "a with a gap\nnew\n\nb\n")])
            .moved("p", Some([3, 3]))
            .cut_off(),
        case("lines of a file that was renamed")
            .has(write("p", only("lines renamed")))
            .lines("2-3")
            .then([rename("p", "q")])
            .moved("q", Some([2, 3])),
        case("lines of a file that was renamed and edited")
            .has(write("p", only("lines renamed, edited")))
            .lines("2-3")
            .then([
                rename("p", "q"),
                write("q", only("lines renamed, edited") + "more\n"),
            ])
            .is("gone")
            .cut_off(),
        case("lines of a file that was emptied")
            .has(write("p", only("lines emptied")))
            .lines("2-3")
            .then([write("p", "")])
            .is("changed")
            .cut_off(),
        case("a line of a megabyte")
            .has(write("p", "a\n".to_owned() + &long + "b\n"))
            .lines("2")
            .then([write("p", "new\na\n".to_owned() + &long + "b\n")])
            .moved("p", Some([3, 3]))
            .cut_off(),
        case("a part of a longer line is not the line")
            .has(write("p", "a\nshort\nb\n"))
            .lines("2")
            .then([write("p", "a\nshorter\nnot short\nb\n")])
            .is("changed")
            .cut_off(),
        case("more lines than there are")
            .has(write("p", "a\n"))
            .lines("1-2")
            .refused_saying("has 1 line"),
        case("a folder")
            .has(write("d/p", "a\n"))
            .cites("d")
            .refused_saying("is a folder"),
    ]
}

pub(super) fn links() -> Vec<Case> {
    vec![
        case("a symbolic link to a file")
            .has(write("q", POLICY))
            .has(link("p", "q"))
            .then([write("q", "else\n")])
            .is("unchanged"),
        case("a symbolic link that leads nowhere")
            .has(link("p", "nowhere"))
            .is("unchanged"),
        case("a symbolic link out of the repository")
            .has(link("p", "../../../../etc/passwd"))
            .is("unchanged"),
        case("a symbolic link with another target")
            .has(link("p", "first target"))
            .then([link("p", "second target")])
            .is("changed")
            .cut_off(),
        case("a symbolic link that was renamed")
            .has(link("p", "target of a renamed link"))
            .then([rename("p", "q")])
            .moved("q", None),
        case("a symbolic link that became a file")
            .has(link("p", "target of a link that became a file"))
            .then([write("p", "else\n")])
            .is("changed")
            .cut_off(),
        case("a symbolic link with another target, beside one with the old")
            .has(link("p", "target of two links"))
            .has(link("q", "target of two links"))
            .then([link("p", "another target")])
            .is("changed"),
        case("a file that moved and left a symbolic link")
            .has(write("p", only("left a link")))
            .then([rename("p", "new/p"), link("p", "new/p")])
            .moved("new/p", None),
        case("lines of a file that moved and left a symbolic link")
            .has(write("p", only("left a link, lines")))
            .lines("2-3")
            .then([rename("p", "new/p"), link("p", "new/p")])
            .moved("new/p", Some([2, 3])),
        case("a file that gave way to a symbolic link")
            .has(write("p", only("gave way")))
            .then([link("p", "elsewhere")])
            .is("changed")
            .cut_off(),
        case("a folder that moved and left a symbolic link")
            .has(write("docs/p", only("folder left a link")))
            .cites("docs/p")
            .then([rename("docs", "documents"), link("docs", "documents")])
            .moved("documents/p", None),
        case("through a symbolic link to a folder")
            .has(write("documents/p", POLICY))
            .has(link("docs", "documents"))
            .cites("docs/p")
            .taken_from_disk()
            .refused_saying("leads through a symbolic link"),
    ]
}
