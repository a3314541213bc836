use super::*;
use crate::session::preview::Dialect;
use proptest::prelude::*;

const FAMILIES: [Family; 18] = [
    Family::Plain,
    Family::Markdown,
    Family::Toml,
    Family::Yaml,
    Family::Json,
    Family::Ini,
    Family::Table,
    Family::Log,
    Family::Diff,
    Family::Markup,
    Family::Source(Dialect::C),
    Family::Source(Dialect::Rust),
    Family::Source(Dialect::Python),
    Family::Source(Dialect::Shell),
    Family::Source(Dialect::Sql),
    Family::Source(Dialect::Dashes),
    Family::Source(Dialect::Semicolon),
    Family::Source(Dialect::Percent),
];

/// Marks a text line by line: each mark as its text and a short word for its role.
fn marked(family: Family, text: &str) -> Vec<String> {
    let mut state = State::START;
    let mut found = Vec::new();
    for shown in text.lines() {
        let (marks, next) = line(family, state, shown);
        state = next;
        for (range, role) in marks {
            let name = role.name().rsplit('.').next().unwrap();
            found.push(format!("{name}:{}", &shown[range]));
        }
    }
    found
}

#[test]
fn markdown() {
    let text = "---\nowner: Mira\n---\n# Policy\n- see `a` and [b](c.md)\n```sh\nrm # x\n```\n**must** text\n";
    assert_eq!(
        marked(Family::Markdown, text),
        [
            "comment:---",
            "key:owner",
            "comment:---",
            "heading:# Policy",
            "keyword:-",
            "string:`a`",
            "key:[b]",
            "comment:c.md",
            "string:```sh",
            "string:rm # x",
            "string:```",
            "keyword:**must**",
        ]
    );
}

#[test]
fn toml() {
    let text = "# on top\n[[control]]\nref = \"A.2.2\" # why\nsince = 2026-11-27\nok = true\nnote = \"\"\"\nlong\n\"\"\"\n";
    assert_eq!(
        marked(Family::Toml, text),
        [
            "comment:# on top",
            "heading:[[control]]",
            "key:ref",
            "string:\"A.2.2\"",
            "comment:# why",
            "key:since",
            "number:2026-11-27",
            "key:ok",
            "keyword:true",
            "key:note",
            "string:\"\"\"",
            "string:long",
            "string:\"\"\"",
        ]
    );
}

#[test]
fn yaml() {
    let text = "---\nname: a plain text 12 # why\n- at: 10:30\nurl: http://x#y\n- run: |\n    echo 1\n\n  next: [1, \"b\"]\n";
    assert_eq!(
        marked(Family::Yaml, text),
        [
            "heading:---",
            "key:name",
            "comment:# why",
            "keyword:-",
            "key:at",
            "number:10:30",
            "key:url",
            "keyword:-",
            "key:run",
            "keyword:|",
            "string:    echo 1",
            "key:next",
            "number:1",
            "string:\"b\"",
        ]
    );
}

#[test]
fn json() {
    assert_eq!(
        marked(
            Family::Json,
            "{\"a\\\"b\": [-1.5e3, \"c\", true, nulls]} // d"
        ),
        [
            "key:\"a\\\"b\"",
            "number:-1.5e3",
            "string:\"c\"",
            "keyword:true",
            "comment:// d"
        ]
    );
}

#[test]
fn settings() {
    assert_eq!(
        marked(Family::Ini, "[core]\n; why\neditor = vi\n"),
        ["heading:[core]", "comment:; why", "key:editor"]
    );
}

#[test]
fn source_code() {
    let c = "#include <a.h>\nint a = 0x1F; /* b\n c */ char *d = \"e\\\"f\"; // g\n";
    assert_eq!(
        marked(Family::Source(Dialect::C), c),
        [
            "keyword:#include",
            "keyword:int",
            "number:0x1F",
            "comment:/* b",
            "comment: c */",
            "keyword:char",
            "string:\"e\\\"f\"",
            "comment:// g"
        ]
    );
    let rust = "fn a<'a>(b: &'a str) -> char { /* c /* d */ */ 'e' }\nlet f = r#\"g\"h\n\"#;\n";
    assert_eq!(
        marked(Family::Source(Dialect::Rust), rust),
        [
            "keyword:fn",
            "comment:/* c /* d */ */",
            "string:'e'",
            "keyword:let",
            "string:r#\"g\"h",
            "string:\"#"
        ]
    );
    let python = "def a():\n    \"\"\"b\n    c\"\"\"\n    return 'd'  # e\n";
    assert_eq!(
        marked(Family::Source(Dialect::Python), python),
        [
            "keyword:def",
            "string:\"\"\"b",
            "string:    c\"\"\"",
            "keyword:return",
            "string:'d'",
            "comment:# e"
        ]
    );
    let sql = "SELECT a FROM b -- c\nwhere d = 'e''f' limit 10";
    assert_eq!(
        marked(Family::Source(Dialect::Sql), sql),
        [
            "keyword:SELECT",
            "keyword:FROM",
            "comment:-- c",
            "keyword:where",
            "string:'e''f'",
            "keyword:limit",
            "number:10"
        ]
    );
    assert_eq!(
        marked(Family::Source(Dialect::Shell), "if a#b; then # c"),
        ["keyword:if", "keyword:then", "comment:# c"]
    );
}

#[test]
fn markup() {
    let xml = "<?xml version=\"1.0\"?>\n<a b='c'\n d=\"e\">f &amp; g</a> <!-- h\n i --> < j";
    assert_eq!(
        marked(Family::Markup, xml),
        [
            "keyword:<?xml",
            "key:version",
            "string:\"1.0\"",
            "keyword:?>",
            "keyword:<a",
            "key:b",
            "string:'c'",
            "key:d",
            "string:\"e\"",
            "keyword:>",
            "number:&amp;",
            "keyword:</a>",
            "comment:<!-- h",
            "comment: i -->",
        ]
    );
}

#[test]
fn logs() {
    let log = "2026-11-27T08:00:01.5Z ERROR denied \"x y\"\nNov 27 08:00:00 host app[1]: [warn] an ERROR of no weight\n{\"level\": \"info\"}\nno time at all\n";
    assert_eq!(
        marked(Family::Log, log),
        [
            "comment:2026-11-27T08:00:01.5Z",
            "alarm:ERROR",
            "string:\"x y\"",
            "comment:Nov 27 08:00:00",
            "warning:warn",
            "key:\"level\"",
            "string:\"info\"",
        ]
    );
}

#[test]
fn changes() {
    assert_eq!(
        marked(Family::Diff, "@@ -1 +1 @@\n-a\n+b\n c\n"),
        ["header:@@ -1 +1 @@", "removed:-a", "added:+b"]
    );
}

#[test]
fn a_line_longer_than_any_screen_is_not_marked() {
    let long = format!("\"{}\"", "x".repeat(LONG));
    assert_eq!(line(Family::Json, State::START, &long).0, []);
}

proptest! {
    #[test]
    fn marks_are_ascending_and_end_between_characters(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        pieces in prop::collection::vec("[a-z#/*\"'`<>&;:=\\-\\[\\]{}|\\\\()!~0-9ä大 \\t]{0,12}", 0..12),
        lines in 1usize..4,
    ) {
        let texts = [String::from_utf8_lossy(&bytes).into_owned(), pieces.concat()];
        for text in texts {
            for family in FAMILIES {
                let mut state = State::START;
                for _ in 0..lines {
                    let (marks, next) = line(family, state, &text);
                    let mut at = 0;
                    for (range, _) in marks {
                        prop_assert!(range.start >= at && range.start < range.end, "{family:?} {range:?}");
                        prop_assert!(text.get(range.clone()).is_some(), "{family:?} {range:?}");
                        at = range.end;
                    }
                    prop_assert!(at <= text.len());
                    state = next;
                }
            }
        }
    }
}
