use super::*;
use crate::session::paths::Found;
use crate::session::search::{FileHits, GrepLine, Grepped, Skipped};
use crate::session::{Content, FileKind};
use crate::tui::effect::{ContentsEnd, FindRequest};
use crate::tui::screens::made_up::{AUDIT, SIZES, cx, data, draw, draw_at_any_size, press, row};

const WIDE: (u16, u16) = (120, 40);

fn opened(data: &Data, query: &str) -> Picker {
    let mut picker = Picker::new(AUDIT.parse().unwrap(), row()).with_query(query);
    picker.opened(cx(data, WIDE));
    picker
}

fn paths(query: &str, rows: &[&str], complete: bool) -> Reply {
    Reply::Paths {
        query: query.to_owned(),
        found: Found {
            rows: rows.iter().map(|path| (*path).to_owned()).collect(),
            changed: Vec::new(),
            matched: rows.len(),
            total: 100_344,
            complete,
            remark: None,
        },
    }
}

fn content(path: &str, text: &str, kind: FileKind) -> Reply {
    Reply::Previewed {
        path: path.to_owned(),
        content: Ok(Content {
            bytes: text.as_bytes().to_vec(),
            size: text.len() as u64,
            kind,
        }),
    }
}

fn text(path: &str) -> Reply {
    let lines: Vec<String> = (1..=60).map(|n| format!("line {n}\tof {path}")).collect();
    content(path, &lines.join("\n"), FileKind::Text)
}

fn searched(intents: &[Intent]) -> Vec<String> {
    let query = |intent: &Intent| match intent {
        Intent::Find(FindRequest::Paths { query, .. }) => Some(query.clone()),
        _ => None,
    };
    intents.iter().filter_map(query).collect()
}

fn previewed(intents: &[Intent]) -> Vec<String> {
    let path = |intent: &Intent| match intent {
        Intent::Find(FindRequest::Preview(path)) => Some(path.clone()),
        _ => None,
    };
    intents.iter().filter_map(path).collect()
}

/// What is cited, as `path` or `path:10-24`, if the picker closes with it.
fn cited(intents: &[Intent]) -> Option<String> {
    match intents {
        [
            Intent::Ask(Request::Pin {
                target,
                replaces: None,
                work_tree: false,
                ..
            }),
            Intent::Close,
            Intent::Toast(_),
        ] => Some(match target.lines {
            Some(lines) => format!("{}:{lines}", target.path),
            None => target.path.clone(),
        }),
        _ => None,
    }
}

#[test]
fn opening_lists_files_and_prefers_cited_ones() {
    let data = data();
    let mut picker = Picker::new(AUDIT.parse().unwrap(), row());
    let intents = picker.opened(cx(&data, WIDE));
    let [
        Intent::Find(FindRequest::Refresh),
        Intent::Find(FindRequest::Paths {
            query, preferred, ..
        }),
    ] = intents.as_slice()
    else {
        panic!("no search");
    };
    assert_eq!(query, "");
    assert_eq!(preferred.cited, ["releases/log.csv", "risk/method.md"]);
    assert_eq!(preferred.folders, ["releases", "risk"]);
}

#[test]
fn every_letter_searches_and_letters_are_never_actions() {
    let data = data();
    let mut picker = opened(&data, "");
    assert_eq!(
        searched(&press(&mut picker, "q j w", cx(&data, WIDE))),
        ["q", "qj", "qjw"]
    );
}

#[test]
fn an_answer_to_an_older_query_is_dropped() {
    let data = data();
    let mut picker = opened(&data, "");
    press(&mut picker, "r e", cx(&data, WIDE));
    assert!(previewed(&picker.hear(&paths("r", &["old.md"], true), cx(&data, WIDE))).is_empty());
    assert_eq!(
        previewed(&picker.hear(&paths("re", &["new.md"], true), cx(&data, WIDE))),
        ["new.md"]
    );
}

#[test]
fn a_letter_and_enter_twice_cite_the_whole_file() {
    let data = data();
    let mut picker = opened(&data, "");
    press(&mut picker, "r", cx(&data, WIDE));
    picker.hear(&paths("r", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    assert_eq!(
        cited(&press(&mut picker, "enter enter", cx(&data, WIDE))).as_deref(),
        Some("risk.md")
    );
}

#[test]
fn lines_are_picked_with_v_and_j() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    let intents = press(&mut picker, "enter 9 j v j j enter", cx(&data, WIDE));
    assert_eq!(cited(&intents).as_deref(), Some("risk.md:10-12"));
}

#[test]
fn w_cites_the_whole_file_though_lines_are_picked() {
    let data = data();
    let mut picker = opened(&data, "risk.md:10-24");
    picker.hear(&paths("risk.md", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    assert_eq!(
        cited(&press(&mut picker, "enter w", cx(&data, WIDE))).as_deref(),
        Some("risk.md")
    );
}

#[test]
fn lines_in_the_query_are_picked_already() {
    let data = data();
    let mut picker = opened(&data, "risk.md:10-24");
    picker.hear(&paths("risk.md", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    assert_eq!(
        cited(&press(&mut picker, "enter enter", cx(&data, WIDE))).as_deref(),
        Some("risk.md:10-24")
    );
}

#[test]
fn lines_that_the_file_does_not_have_are_not_cited() {
    let data = data();
    let mut picker = opened(&data, "risk.md:100-124");
    picker.hear(&paths("risk.md", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    press(&mut picker, "enter", cx(&data, WIDE));
    let (rows, _) = draw(&picker, &data, WIDE);
    assert!(
        rows.iter()
            .any(|row| row.contains("the file does not have these lines"))
    );
}

#[test]
fn keys_typed_ahead_wait_for_the_file_that_they_mean() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["other.md"], true), cx(&data, WIDE));
    picker.hear(&text("other.md"), cx(&data, WIDE));
    assert!(cited(&press(&mut picker, "r enter j v j enter", cx(&data, WIDE))).is_none());
    picker.hear(&paths("r", &["first.md"], false), cx(&data, WIDE));
    picker.hear(&text("first.md"), cx(&data, WIDE));
    let asked =
        previewed(&picker.hear(&paths("r", &["risk.md", "first.md"], true), cx(&data, WIDE)));
    assert_eq!(asked, ["risk.md"]);
    let intents = picker.hear(&text("risk.md"), cx(&data, WIDE));
    assert_eq!(cited(&intents).as_deref(), Some("risk.md:2-3"));
}

#[test]
fn esc_gives_up_what_was_typed_ahead() {
    let data = data();
    let mut picker = opened(&data, "");
    press(&mut picker, "r enter enter esc", cx(&data, WIDE));
    let intents = picker.hear(&paths("r", &["risk.md"], true), cx(&data, WIDE));
    assert!(cited(&intents).is_none());
    assert!(cited(&picker.hear(&text("risk.md"), cx(&data, WIDE))).is_none());
    assert_eq!(picker.contexts(), [Context::Files, Context::Picker]);
}

#[test]
fn nothing_is_cited_where_nothing_matches() {
    let data = data();
    let mut picker = opened(&data, "");
    press(&mut picker, "z enter enter", cx(&data, WIDE));
    let intents = picker.hear(&paths("z", &[], true), cx(&data, WIDE));
    assert!(matches!(intents.as_slice(), [Intent::Toast(text)] if text == "no file matches"));
    assert_eq!(picker.contexts(), [Context::Files, Context::Picker]);
}

#[test]
fn one_preview_is_under_way_at_a_time() {
    let data = data();
    let mut picker = opened(&data, "");
    assert_eq!(
        previewed(&picker.hear(&paths("", &["a", "b", "c"], true), cx(&data, WIDE))),
        ["a"]
    );
    assert!(press(&mut picker, "down down", cx(&data, WIDE)).is_empty());
    assert_eq!(previewed(&picker.hear(&text("a"), cx(&data, WIDE))), ["c"]);
}

#[test]
fn a_file_without_lines_says_so_and_is_cited_as_a_whole() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["chart.png"], true), cx(&data, WIDE));
    picker.hear(
        &content("chart.png", "\0", FileKind::Binary),
        cx(&data, WIDE),
    );
    let (rows, _) = draw(&picker, &data, WIDE);
    assert!(
        rows.iter()
            .any(|row| row.contains("No text (1 bytes): it can be cited as a whole."))
    );
    let intents = press(&mut picker, "enter v", cx(&data, WIDE));
    assert!(matches!(intents.as_slice(), [Intent::Toast(_)]));
    assert_eq!(
        cited(&press(&mut picker, "enter", cx(&data, WIDE))).as_deref(),
        Some("chart.png")
    );
}

#[test]
fn a_symbolic_link_is_not_cited() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["link"], true), cx(&data, WIDE));
    let link = FileKind::Symlink("../\u{202e}secret".to_owned());
    picker.hear(&content("link", "", link), cx(&data, WIDE));
    let intents = press(&mut picker, "enter enter", cx(&data, WIDE));
    assert!(
        matches!(intents.as_slice(), [Intent::Toast(why)] if why.contains("../\\u{202e}secret"))
    );
}

#[test]
fn text_is_found_within_the_file() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    let intents = press(&mut picker, "enter / 4 2 enter v enter", cx(&data, WIDE));
    assert_eq!(cited(&intents).as_deref(), Some("risk.md:42"));
}

#[test]
fn back_goes_one_level_at_a_time() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    press(&mut picker, "enter v j", cx(&data, WIDE));
    assert!(picker.act(Action::Back, cx(&data, WIDE)).is_some());
    assert_eq!(picker.contexts(), [Context::Preview]);
    assert!(picker.act(Action::Back, cx(&data, WIDE)).is_some());
    assert_eq!(picker.contexts(), [Context::Files, Context::Picker]);
    assert!(picker.act(Action::Back, cx(&data, WIDE)).is_none());
}

fn hits(query: &str, path: &str, lines: &[(u32, &str)]) -> Reply {
    Reply::Contents {
        query: query.to_owned(),
        found: vec![FileHits {
            path: path.to_owned(),
            blob: String::new(),
            lines: lines
                .iter()
                .map(|(number, text)| {
                    let at = text.find("line").unwrap_or(0);
                    GrepLine {
                        number: *number,
                        text: (*text).to_owned(),
                        found: at..at + 4,
                        cut_before: false,
                        cut_after: false,
                    }
                })
                .collect(),
            more: 0,
        }],
        end: None,
    }
}

fn at_end(query: &str, grepped: Grepped) -> Reply {
    Reply::Contents {
        query: query.to_owned(),
        found: Vec::new(),
        end: Some(Box::new(ContentsEnd {
            outcome: Ok(grepped),
            remark: None,
        })),
    }
}

fn sought(intents: &[Intent]) -> Vec<String> {
    let query = |intent: &Intent| match intent {
        Intent::Find(FindRequest::Contents { query }) => Some(query.clone()),
        Intent::Find(FindRequest::StopContents) => Some("stop".to_owned()),
        _ => None,
    };
    intents.iter().filter_map(query).collect()
}

#[test]
fn a_line_that_is_found_in_contents_is_cited_with_three_keys() {
    let data = data();
    let mut picker = opened(&data, "");
    press(&mut picker, "l i", cx(&data, WIDE));
    assert_eq!(
        sought(&press(&mut picker, "ctrl-g", cx(&data, WIDE))),
        ["li"]
    );
    let asked = picker.hear(
        &hits("li", "risk.md", &[(7, "a line"), (9, "line too")]),
        cx(&data, WIDE),
    );
    assert_eq!(previewed(&asked), ["risk.md"]);
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    assert!(press(&mut picker, "enter", cx(&data, WIDE)).is_empty());
    assert_eq!(
        cited(&press(&mut picker, "enter", cx(&data, WIDE))).as_deref(),
        Some("risk.md:7")
    );
    // Back in the list and at the next line of the same file, which is here already.
    press(&mut picker, "esc down enter", cx(&data, WIDE));
    assert_eq!(
        cited(&press(&mut picker, "j enter", cx(&data, WIDE))).as_deref(),
        Some("risk.md:9-10")
    );
}

#[test]
fn every_letter_searches_contents_again_and_one_alone_stops_it() {
    let data = data();
    let mut picker = opened(&data, "");
    let asked = press(
        &mut picker,
        "ctrl-g a b c backspace backspace",
        cx(&data, WIDE),
    );
    assert_eq!(sought(&asked), ["stop", "stop", "ab", "abc", "ab", "stop"]);
}

#[test]
fn esc_goes_from_contents_to_paths_and_then_away() {
    let data = data();
    let mut picker = opened(&data, "risk.md");
    picker.hear(&paths("risk.md", &["risk.md"], true), cx(&data, WIDE));
    press(&mut picker, "ctrl-g", cx(&data, WIDE));
    let intents = picker.act(Action::Back, cx(&data, WIDE)).unwrap();
    assert_eq!(sought(&intents), ["stop"]);
    picker.hear(
        &hits("risk.md", "other.md", &[(7, "a line")]),
        cx(&data, WIDE),
    );
    let (rows, _) = draw(&picker, &data, WIDE);
    assert!(!rows.iter().any(|row| row.contains("other.md")));
    assert!(picker.act(Action::Back, cx(&data, WIDE)).is_none());
}

#[test]
fn enter_before_any_line_is_found_does_nothing() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["risk.md"], true), cx(&data, WIDE));
    picker.hear(&text("risk.md"), cx(&data, WIDE));
    let intents = press(&mut picker, "ctrl-g l i enter enter", cx(&data, WIDE));
    assert!(cited(&intents).is_none());
    assert_eq!(picker.contexts(), [Context::Files, Context::Picker]);
}

#[test]
fn a_filter_is_no_line_and_its_characters_are_not_marked() {
    let data = data();
    let mut picker = opened(&data, "");
    let asked = searched(&press(&mut picker, "l o g : 7", cx(&data, WIDE)));
    assert_eq!(asked, ["l", "lo", "log"]);
    picker.paste(" in:risk/ since:2026", cx(&data, WIDE));
    let found = paths("log in:risk/ since:2026", &["risk/log.md"], true);
    picker.hear(&found, cx(&data, WIDE));
    picker.hear(&text("risk/log.md"), cx(&data, WIDE));
    assert_eq!(
        cited(&press(&mut picker, "enter enter", cx(&data, WIDE))).as_deref(),
        Some("risk/log.md:7")
    );
}

#[test]
fn contents_are_drawn_at_any_size() {
    let data = data();
    let mut picker = opened(&data, "");
    press(&mut picker, "ctrl-g l i n e", cx(&data, WIDE));
    let long = format!("{} line {}", "before ".repeat(60), "after ".repeat(60));
    let lines = [
        (3, "\t\tthe line\u{1b}[31m"),
        (120, long.as_str()),
        (1_204, "line, 大きさ line"),
    ];
    let path = "monitoring/\u{202e}long/path/release_log_checks.csv";
    picker.hear(&hits("line", path, &lines), cx(&data, WIDE));
    let grepped = Grepped {
        lines: 3,
        files: 1,
        searched: 41,
        skipped: Skipped {
            binary: 2,
            large: 1,
            ..Skipped::default()
        },
        complete: true,
        ..Grepped::default()
    };
    picker.hear(&at_end("line", grepped), cx(&data, WIDE));
    for (width, height) in SIZES {
        let (rows, _) = draw(&picker, &data, (width, height));
        insta::assert_snapshot!(
            format!("contents_{width}x{height}"),
            rows.join("\n").trim_end()
        );
    }
    draw_at_any_size(&picker, &data);
}

#[test]
fn nothing_found_says_in_how_many_files() {
    let data = data();
    let mut picker = opened(&data, "");
    press(&mut picker, "ctrl-g l i n e", cx(&data, WIDE));
    let grepped = Grepped {
        searched: 1_234,
        complete: true,
        ..Grepped::default()
    };
    picker.hear(&at_end("line", grepped), cx(&data, WIDE));
    let (rows, _) = draw(&picker, &data, WIDE);
    assert!(
        rows.iter()
            .any(|row| row.contains("No line of 1 234 files matches."))
    );
}

fn picker_in_use(data: &Data) -> Picker {
    let mut picker = opened(data, "log");
    let found = [
        "releases/log.csv",
        "releases/log-2025.csv",
        "monitoring/\u{202e}long/path/release_log_checks.csv",
    ];
    picker.hear(&paths("log", &found, false), cx(data, WIDE));
    picker.hear(
        &content(
            "releases/log.csv",
            "date,system\n2026-09-03,\tclaims\n2026-09-04,\u{1b}[31m大きさ\n",
            FileKind::Text,
        ),
        cx(data, WIDE),
    );
    picker
}

#[test]
fn the_picker_is_drawn_at_any_size() {
    let data = data();
    let mut picker = picker_in_use(&data);
    for in_file in [false, true] {
        for (width, height) in SIZES {
            let (rows, cursor) = draw(&picker, &data, (width, height));
            assert_eq!(cursor.is_some(), !in_file);
            insta::assert_snapshot!(
                format!("picker_{width}x{height}_{in_file}"),
                rows.join("\n").trim_end()
            );
        }
        draw_at_any_size(&picker, &data);
        press(&mut picker, "enter j v", cx(&data, WIDE));
    }
}
