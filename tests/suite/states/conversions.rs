//! Line ends, encodings, keywords, filter programs and pointers to large file storage.

use super::case::{Case, case, git, remove, write};

const CRLF: &str = "one\r\ntwo\r\nthree\r\n";
const LF: &str = "one\ntwo\nthree\n";
const MIXED: &str = "one\r\ntwo\nthree\r\n";

/// Little-endian UTF-16 with its mark.
fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A case with an attribute for its file.
fn with(name: &'static str, attributes: &str) -> Case {
    case(name).has(write(".gitattributes", format!("p {attributes}\n")))
}

/// What is cited from disk and then committed as it is there, whatever git makes of it on its way: always unchanged.
#[expect(clippy::too_many_lines, reason = "a table, one case after the other")]
pub(super) fn committed_as_cited() -> Vec<Case> {
    let as_cited = |case: Case, bytes: &[u8]| {
        // Some filler keeps the blobs of the cases apart.
        let bytes = [bytes, bytes].concat();
        case.on_disk(write("p", &bytes))
            .taken_from_disk()
            .then([write("p", &bytes)])
            .is("unchanged")
    };
    let new = |name, attributes: &str, bytes: &[u8]| as_cited(with(name, attributes), bytes);
    let over = |name, attributes: &str, old: &[u8], bytes: &[u8]| {
        let stored_first = case(name)
            .has(write("p", old))
            .has(git(&["-c", "core.autocrlf=false", "add", "p"]))
            .has(write(".gitattributes", format!("p {attributes}\n")));
        as_cited(stored_first, bytes)
    };
    vec![
        new("CRLF without an attribute", "-diff", CRLF.as_bytes()),
        new("CRLF of a text", "text", CRLF.as_bytes()),
        new("CRLF of what may be text", "text=auto", CRLF.as_bytes()),
        new("CRLF with eol=crlf", "eol=crlf", CRLF.as_bytes()),
        new("CRLF with eol=lf", "text eol=lf", CRLF.as_bytes()),
        new(
            "CRLF guessed with eol=crlf",
            "text=auto eol=crlf",
            CRLF.as_bytes(),
        ),
        new("CRLF of no text", "-text", CRLF.as_bytes()),
        new("CRLF of a binary file", "binary", CRLF.as_bytes()),
        new("CRLF by the old attribute", "crlf", CRLF.as_bytes()),
        new("CRLF by the old word input", "crlf=input", CRLF.as_bytes()),
        new("mixed line ends of a text", "text", MIXED.as_bytes()),
        new(
            "mixed line ends of what may be text",
            "text=auto",
            MIXED.as_bytes(),
        ),
        new(
            "a lone carriage return in what may be text",
            "text=auto",
            b"a\r\nb\rc\r\n",
        ),
        new("a lone carriage return in a text", "text", b"a\r\nb\rc\r\n"),
        new("a NUL in what may be text", "text=auto", b"a\r\nb\0c\r\n"),
        new("a NUL in a text", "text", b"a\r\nb\0c\r\n"),
        new(
            "a mark of UTF-8 before CRLF",
            "text=auto",
            b"\xef\xbb\xbfa\r\nb\r\n",
        ),
        new(
            "UTF-16 by its attribute",
            "text working-tree-encoding=UTF-16",
            &utf16("für\r\nzwei\r\n")[..],
        ),
        new(
            "UTF-16LE by its attribute",
            "text working-tree-encoding=UTF-16LE",
            b"a\0\r\0\n\0",
        ),
        new(
            "ISO 8859-1 by its attribute",
            "text working-tree-encoding=ISO-8859-1",
            b"caf\xe9\r\n",
        ),
        new(
            "UTF-16 without an attribute",
            "-diff",
            &utf16("für\r\nzwei\r\n"),
        ),
        new("a keyword", "ident", b"$Id: 1234 $\n$Id$\n$Id: open\n"),
        new("a keyword with CRLF", "ident text", b"$Id: 1234 $\r\nx\r\n"),
        over(
            "CRLF stored once, text guessed since",
            "text=auto",
            CRLF.as_bytes(),
            b"new\r\nlines\r\n",
        ),
        over(
            "mixed ends stored once, text guessed since",
            "text=auto",
            MIXED.as_bytes(),
            b"new\r\nlines\n",
        ),
        over(
            "CRLF stored once, a text since",
            "text",
            CRLF.as_bytes(),
            b"new\r\nlines\r\n",
        ),
        over(
            "LF stored once, text guessed since",
            "text=auto",
            LF.as_bytes(),
            b"new\r\nlines\r\n",
        ),
        over(
            "no text stored once, text guessed since",
            "text=auto",
            b"a\r\nb\0\r\n",
            b"new\r\nlines\r\n",
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table, one case after the other")]
pub(super) fn conversions() -> Vec<Case> {
    vec![
        with("line ends that differ on disk alone", "text=auto")
            .has(write("p", LF))
            .on_disk(write("p", CRLF))
            .taken_from_disk()
            .is("unchanged"),
        with("lines whose ends differ on disk alone", "text")
            .has(write("p", LF))
            .on_disk(write("p", CRLF))
            .taken_from_disk()
            .lines("2-3")
            .is("unchanged"),
        with("CRLF on disk that waits to be committed", "text")
            .on_disk(write("p", "waits\r\ntwo\r\n"))
            .taken_from_disk()
            .lines("2")
            .at_last(write("p", "new\r\nwaits\r\ntwo\r\n"))
            .waits(),
        case("line ends that a commit turned")
            .has(write("p", "turned\r\ntwo\r\n"))
            .then([write("p", "turned\ntwo\n")])
            .is("changed")
            .cut_off(),
        case("lines whose ends a commit turned")
            .has(write("p", "turned line\r\ntwo\r\n"))
            .lines("1")
            .then([write("p", "turned line\ntwo\n")])
            .is("changed")
            .cut_off(),
        case("lines below a mark of UTF-8 that went")
            .has(write("p", b"\xef\xbb\xbfmarked\ntwo\nthree\n"))
            .lines("2-3")
            .then([write("p", "marked\ntwo\nthree\n")])
            .says("unchanged", "the file changed elsewhere")
            .cut_off(),
        with("UTF-16 that is committed", "working-tree-encoding=UTF-16")
            .has(write("p", utf16("committed\n")))
            .is("unchanged"),
        with(
            "UTF-16 that is committed, cited from disk",
            "working-tree-encoding=UTF-16",
        )
        .has(write("p", utf16("committed too\n")))
        .taken_from_disk()
        .is("unchanged"),
        with(
            "UTF-16 that waits, and is none any more",
            "working-tree-encoding=UTF-16",
        )
        .on_disk(write("p", utf16("waits in sixteen\n")))
        .taken_from_disk()
        .at_last(write("p", "eight\n"))
        .says("cannot-judge", "working-tree-encoding")
        .elsewhere("uncommitted", "never committed as cited"),
        with(
            "an encoding that is not known here",
            "working-tree-encoding=SHIFT-JIS",
        )
        .on_disk(write("p", b"\x93\xfa\x96\x7b\n"))
        .taken_from_disk()
        .refused_saying("working-tree-encoding is \"SHIFT-JIS\""),
        with(
            "an encoding that is not known here, committed",
            "working-tree-encoding=SHIFT-JIS",
        )
        .has(write("p", b"\x93\xfa\x96\x7b\n"))
        .is("unchanged"),
        with("a keyword that git has expanded", "ident")
            .has(write("p", "$Id$\nexpanded\n"))
            .on_disk(write("p", "$Id: 0123456789 $\nexpanded\n"))
            .taken_from_disk()
            .is("unchanged"),
        with("a file behind a filter", "filter=shout")
            .has(write("p", "filtered\n"))
            .is("unchanged"),
        with("a file behind a filter, changed", "filter=shout")
            .has(write("p", "filtered once\n"))
            .then([write("p", "filtered twice\n")])
            .is("changed")
            .cut_off(),
        with("a file behind a filter, from disk", "filter=shout")
            .has(write("p", "small\n"))
            .taken_from_disk()
            .refused_saying("passes through the filter \"shout\""),
        with(
            "a file behind a filter whose program is not here",
            "filter=nobody",
        )
        .on_disk(write("p", "small\n"))
        .taken_from_disk()
        .refused_saying("passes through the filter \"nobody\""),
        case("a file of the work tree that has a filter since")
            .on_disk(write("p", "before the filter\n"))
            .taken_from_disk()
            .at_last(write(".gitattributes", "p filter=shout\n"))
            .at_last(write("p", "after the filter\n"))
            .says("cannot-judge", "filter \"shout\"")
            .elsewhere("uncommitted", "never committed as cited"),
        case("a file of the work tree that has a filter since and is as it was")
            .on_disk(write("p", "kept with the filter\n"))
            .taken_from_disk()
            .at_last(write(".gitattributes", "p filter=shout\n"))
            .waits(),
    ]
}

const REAL: &str = "the real bytes\n";
/// The SHA-256 of these.
const REAL_SHA256: &str = "d13ca93baa8a8b9b91ef9c946f7d5e7ae03469fe06c72b60b8961e5993ece61a";

fn pointer(sha256: &str, size: usize) -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n")
}

fn real_pointer() -> String {
    pointer(REAL_SHA256, REAL.len())
}

pub(super) fn large_files() -> Vec<Case> {
    let other = pointer(&"4d".repeat(32), 12);
    let lfs = |name| with(name, "filter=lfs diff=lfs merge=lfs -text");
    vec![
        lfs("a pointer")
            .has(write("p", real_pointer()))
            .is("lfs-pointer"),
        case("a pointer of which no attribute says so")
            .has(write("p", real_pointer()))
            .is("lfs-pointer"),
        lfs("a pointer to other content now")
            .has(write("p", pointer(&"5e".repeat(32), 12)))
            .then([write("p", &other)])
            .is("changed")
            .cut_off(),
        lfs("a pointer that is gone")
            .has(write("p", pointer(&"6f".repeat(32), 12)))
            .then([remove("p")])
            .is("gone")
            .cut_off(),
        lfs("a file that went into large file storage")
            .has(write("p", REAL))
            .then([write("p", real_pointer())])
            .is("lfs-pointer"),
        lfs("lines of a file that went into large file storage")
            .has(write("p", REAL))
            .lines("1")
            .then([write("p", real_pointer())])
            .is("lfs-pointer"),
        lfs("lines of a file that went into large file storage with other bytes")
            .has(write("p", "real bytes to be replaced\n"))
            .lines("1")
            .then([write("p", &other)])
            .is("lfs-pointer")
            .cut_off(),
        lfs("a file that went into large file storage with other bytes")
            .has(write("p", "real bytes to be replaced too\n"))
            .then([write("p", &other)])
            .is("changed")
            .cut_off(),
        lfs("a pointer that became its content")
            .has(write("p", real_pointer()))
            .then([write("p", REAL)])
            .is("unchanged"),
        lfs("a pointer that became other content")
            .has(write("p", real_pointer()))
            .then([write("p", "other content\n")])
            .is("changed"),
        lfs("content on disk, a pointer in git")
            .has(write("p", real_pointer()))
            .on_disk(write("p", REAL))
            .taken_from_disk()
            .is("lfs-pointer"),
        lfs("content on disk that no commit points to")
            .has(write("p", real_pointer()))
            .on_disk(write("p", "edited\n"))
            .taken_from_disk()
            .refused_saying("passes through the filter \"lfs\""),
        case("a file of the work tree that went into large file storage")
            .on_disk(write("p", "before large file storage\n"))
            .taken_from_disk()
            .at_last(write(".gitattributes", "p filter=lfs\n"))
            .at_last(write("p", "after\n"))
            .is("lfs-pointer")
            .elsewhere("uncommitted", "never committed as cited"),
    ]
}
