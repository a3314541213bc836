//! Names that are no plain text.

use super::case::{Case, case, remove, rename, write};

fn only(name: &str) -> String {
    format!("one of {name}\ntwo of {name}\n")
}

pub(super) fn names() -> Vec<Case> {
    let long: &'static str = Box::leak("n".repeat(255).into_boxed_str());
    let plain = |name: &'static str| case(name).has(write(name, only(name))).cites(name);
    let mut cases: Vec<Case> = [
        "with spaces in it ",
        "with \"quotes\" in it",
        "with a\nline break and a\ttab",
        "with a \\ in it",
        "-leading-dash",
        ":(top)magic",
        "*?[a]{b}",
        "#comment",
        "übung/日本.md",
        "a\u{301}.md",
        "with \u{202e} in it",
        "\u{1b}[31mred",
        ".hidden",
        "CON",
        long,
    ]
    .into_iter()
    .map(|name| plain(name).is("unchanged"))
    .collect();
    cases.extend([
        plain("ünicode")
            .then([write("ünicode", "else\n")])
            .is("changed")
            .cut_off(),
        case("a name composed in another way")
            .has(write("e\u{301}.md", only("decomposed")))
            .cites("e\u{301}.md")
            .then([rename("e\u{301}.md", "\u{e9}.md")])
            .moved("\u{e9}.md", None),
        case("a file with a name that is no UTF-8")
            .has(write(b"caf\xe9.txt", only("latin")))
            .cites_quoted("caf\\351.txt")
            .is("unchanged"),
        case("lines of a file with a name that is no UTF-8")
            .has(write(b"caf\xe9.txt", only("latin lines")))
            .cites_quoted("caf\\351.txt")
            .lines("2")
            .then([write(
                b"caf\xe9.txt",
                "new\n".to_owned() + &only("latin lines"),
            )])
            .moved("caf\\351.txt", Some([3, 3]))
            .cut_off(),
        case("a file in a folder with a name that is no UTF-8")
            .has(write(b"\xff\xfe/p", only("odd folder")))
            .cites_quoted("\\377\\376/p")
            .then([remove(b"\xff\xfe/p")])
            .is("gone")
            .cut_off(),
        case("a file that moved to a name that is no UTF-8")
            .has(write("p", only("to latin")))
            .then([rename("p", b"\xe9t\xe9.md")])
            .moved("\\351t\\351.md", None),
        case("a file that moved from a name that is no UTF-8")
            .has(write(b"\xe9t\xe9.md", only("from latin")))
            .cites_quoted("\\351t\\351.md")
            .then([rename(b"\xe9t\xe9.md", "été.md")])
            .moved("été.md", None),
        case("a file of the work tree with a name that is no UTF-8")
            .on_disk(write(b"caf\xe9.txt", only("latin on disk")))
            .cites_quoted("caf\\351.txt")
            .taken_from_disk()
            .waits(),
        case("a name that begins with a quotation mark")
            .at_top()
            .has(write("\"p\" at the top", only("quoted")))
            .cites_quoted("\\\"p\\\" at the top")
            .is("unchanged"),
        case("a plain name that is written in quotation marks")
            .has(write("plain:3-4", only("plain")))
            .cites_quoted("plain:3-4")
            .is("unchanged"),
        case("a name that is quoted wrongly")
            .at_top()
            .cites("\"open")
            .refused_saying("is not quoted as git quotes names"),
        case("a quoted way out of the repository")
            .at_top()
            .cites("\"..\\057caf\\351\"")
            .refused_saying("outside the repository"),
        case("a way out of the repository")
            .at_top()
            .cites("a/../../etc/passwd")
            .refused_saying("leads out of the work tree"),
        case("a way into .git")
            .at_top()
            .cites(".git/config")
            .refused_saying("leads into .git"),
    ]);
    cases
}

#[test]
fn a_name_that_is_no_utf8_is_cited_as_the_shell_completes_it() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let ground = super::ground::Ground::new("sha1", &[]);
    ground.commit(&[write(b"d/caf\xe9.txt", "one\ntwo\n")]);
    let typed: [(&[u8], &str); 4] = [
        (b"d/caf\xe9.txt", ""),
        (b"d/caf\xe9.txt:2", "d"),
        (b"./caf\xe9.txt", "d"),
        (b"../d/caf\xe9.txt:1-2", "d"),
    ];
    for (path, folder) in typed {
        let mut command = ground.desk.command();
        command
            .current_dir(ground.desk.repo().join(folder))
            .args(["evidence", "add", super::ground::AUDIT, "4.1#1"])
            .arg(OsStr::from_bytes(path));
        let run = crate::cli_desk::Desk::finish(&mut assert_cmd::Command::from_std(command));
        assert_eq!(run.status, 0, "{run:#?}");
    }
    let told = ground.check();
    assert_eq!(told.len(), 4);
    for told in told.values() {
        assert_eq!(told["path"], r#""d/caf\351.txt""#);
        assert_eq!(told["state"], "unchanged");
    }
    // It is found among all paths as well.
    let found = ground
        .desk
        .run(&["evidence", "find", "caf351", "--json"])
        .json();
    assert_eq!(found["paths"][0], r#""d/caf\351.txt""#);
}
