use std::sync::Arc;

use super::*;
use crate::domain::workspace::EvidenceRepository;
use crate::session::paths::Found;
use crate::session::preview::{Body, More, look};
use crate::session::repositories::Standing;
use crate::session::search::{FileHits, GrepLine, Grepped, Skipped};
use crate::tui::action::Context;
use crate::tui::effect::{ContentsEnd, FindRequest, Reply, Ticket};
use crate::tui::panel::Panel as _;
use crate::tui::screens::made_up::{AUDIT, SIZES, cx, data, draw, draw_at_any_size, press, row};
use crate::tui::shown::Shown;

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

/// A file with these bytes, all of them here.
fn content(path: &str, bytes: impl AsRef<[u8]>) -> Reply {
    let bytes = bytes.as_ref().to_vec();
    let size = bytes.len() as u64;
    told(path, Shown::of(look(path, bytes, size), More::Nothing))
}

/// The beginning of a file, of which more follows.
fn beginning(path: &str, text: &str) -> Reply {
    let preview = look(path, text.as_bytes().to_vec(), 1 << 30);
    told(path, Shown::of(preview, More::Follows))
}

fn told(path: &str, shown: Shown) -> Reply {
    Reply::Previewed {
        path: path.to_owned(),
        content: Ok(Arc::new(shown)),
    }
}

fn text(path: &str) -> Reply {
    let lines: Vec<String> = (1..=60).map(|n| format!("line {n}\tof {path}")).collect();
    content(path, lines.join("\n"))
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
        Intent::Preview(path) => Some(path.clone()),
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
    // Where one of them lies in a submodule the list has it under the name of that.
    let mut data = data;
    data.repositories.push(Standing {
        declared: EvidenceRepository {
            name: "models".to_owned(),
            path: "risk".to_owned(),
            url: String::new(),
        },
        is_submodule: true,
        recorded: None,
        cited: 1,
        found: Ok(crate::session::Head {
            branch: None,
            commit: None,
            state: crate::session::HeadState::Unborn,
            operation: None,
        }),
    });
    let intents = Picker::new(AUDIT.parse().unwrap(), row()).opened(cx(&data, WIDE));
    let preferred = intents.iter().find_map(|intent| match intent {
        Intent::Find(FindRequest::Paths { preferred, .. }) => Some(preferred),
        _ => None,
    });
    assert_eq!(
        preferred.unwrap().cited,
        ["models//method.md", "releases/log.csv"]
    );
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
fn a_file_is_asked_for_as_soon_as_it_is_selected_and_one_passed_over_is_not_shown() {
    let data = data();
    let mut picker = opened(&data, "");
    assert_eq!(
        previewed(&picker.hear(&paths("", &["a", "b", "c"], true), cx(&data, WIDE))),
        ["a"]
    );
    assert_eq!(
        previewed(&press(&mut picker, "down down", cx(&data, WIDE))),
        ["b", "c"]
    );
    picker.hear(&text("a"), cx(&data, WIDE));
    assert!(!sees(&picker, &data, "line 1"));
    picker.hear(&text("c"), cx(&data, WIDE));
    assert!(sees(&picker, &data, "line 1  of c"));
}

fn sees(picker: &Picker, data: &Data, words: &str) -> bool {
    let (rows, _) = draw(picker, data, WIDE);
    rows.iter().any(|row| row.contains(words))
}

/// The picker in a file that is here.
fn in_file(data: &Data, path: &str, bytes: impl AsRef<[u8]>) -> Picker {
    let mut picker = opened(data, "");
    picker.hear(&paths("", &[path], true), cx(data, WIDE));
    picker.hear(&content(path, bytes), cx(data, WIDE));
    press(&mut picker, "enter", cx(data, WIDE));
    picker
}

#[test]
fn a_file_without_lines_says_what_it_is_and_is_cited_as_a_whole() {
    let data = data();
    let mut picker = in_file(&data, "model.bin", b"\0\x01some words here\0");
    assert!(sees(&picker, &data, "Bytes, 18 bytes"));
    assert!(sees(&picker, &data, "some words here"));
    let intents = press(&mut picker, "v", cx(&data, WIDE));
    assert!(matches!(intents.as_slice(), [Intent::Toast(_)]));
    assert_eq!(
        cited(&press(&mut picker, "enter", cx(&data, WIDE))).as_deref(),
        Some("model.bin")
    );
}

#[test]
fn neither_a_symbolic_link_nor_a_submodule_is_cited() {
    let data = data();
    for (body, why) in [
        (
            Body::Symlink("../\u{202e}secret".to_owned()),
            "../\\u{202e}secret",
        ),
        (
            Body::Submodule("4b825dc642cb".to_owned()),
            "at commit 4b825dc642:",
        ),
    ] {
        let mut picker = opened(&data, "");
        picker.hear(&paths("", &["link"], true), cx(&data, WIDE));
        let mut preview = look("link", Vec::new(), 0);
        preview.body = body;
        picker.hear(
            &told("link", Shown::of(preview, More::Nothing)),
            cx(&data, WIDE),
        );
        assert!(sees(&picker, &data, why), "{why}");
        let intents = press(&mut picker, "enter enter", cx(&data, WIDE));
        assert!(matches!(intents.as_slice(), [Intent::Toast(told)] if told.contains(why)));
    }
}

#[test]
fn lines_of_utf_16_are_shown_and_only_the_whole_file_is_cited() {
    let data = data();
    let bytes: Vec<u8> = "\u{feff}größe\nx\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut picker = in_file(&data, "export.txt", bytes);
    assert!(sees(&picker, &data, "1  größe"));
    let intents = press(&mut picker, "v enter", cx(&data, WIDE));
    assert!(matches!(&intents[0], Intent::Toast(why) if why.contains("UTF-16")));
    assert_eq!(cited(&intents[1..]).as_deref(), Some("export.txt"));
}

const TABLE: &str = "id,system,share\n1,\"claims\ntriage\",7.5\n2,fraud,12\n3,churn,8\n";

#[test]
fn a_table_is_shown_in_columns_and_its_records_are_cited_by_their_lines() {
    let data = data();
    let mut picker = in_file(&data, "register.csv", TABLE);
    assert!(sees(&picker, &data, "1  id  system"));
    assert!(sees(&picker, &data, "2   1  claims\\ntriage    7.5"));
    assert!(sees(&picker, &data, "4   2  fraud              12"));
    let intents = press(&mut picker, "j v j enter", cx(&data, WIDE));
    assert_eq!(cited(&intents).as_deref(), Some("register.csv:2-4"));
}

#[test]
fn a_table_becomes_lines_and_the_range_stays_on_its_lines() {
    let data = data();
    let mut picker = in_file(&data, "register.csv", TABLE);
    press(&mut picker, "j v t", cx(&data, WIDE));
    assert!(sees(&picker, &data, "3  triage\",7.5"));
    assert!(sees(&picker, &data, "enter cites lines 2-3"));
    press(&mut picker, "t", cx(&data, WIDE));
    assert!(sees(&picker, &data, "enter cites lines 2-3"));
    let intents = press(&mut picker, "esc t 5 G v enter", cx(&data, WIDE));
    assert_eq!(cited(&intents).as_deref(), Some("register.csv:5"));
    let mut other = in_file(&data, "a.md", "x\n");
    let intents = press(&mut other, "t", cx(&data, WIDE));
    assert!(matches!(intents.as_slice(), [Intent::Toast(why)] if why == "this file is no table"));
}

#[test]
fn the_headers_of_a_table_stay_in_sight_and_a_line_goes_to_its_record() {
    let data = data();
    let rows: Vec<String> = (1..=200).map(|n| format!("{n},name {n}")).collect();
    let mut picker = in_file(&data, "long.csv", format!("id,name\n{}", rows.join("\n")));
    let mut intents = press(&mut picker, "1 5 0 G", cx(&data, WIDE));
    assert!(sees(&picker, &data, "1   id  name"));
    assert!(sees(&picker, &data, "150  149  name 149"));
    intents.extend(press(&mut picker, "v enter", cx(&data, WIDE)));
    assert_eq!(cited(&intents).as_deref(), Some("long.csv:150"));
}

#[test]
fn the_columns_of_a_wide_table_are_scrolled() {
    let data = data();
    let names: Vec<String> = (0..100_000).map(|n| format!("column {n}")).collect();
    let values: Vec<String> = (0..100_000).map(|n| format!("{n}")).collect();
    let table = format!("{}\n{}\n", names.join(","), values.join(","));
    let mut picker = in_file(&data, "wide.csv", table);
    assert!(sees(&picker, &data, "1  column 0  column 1  "));
    press(&mut picker, "1 0 0 l", cx(&data, WIDE));
    assert!(sees(&picker, &data, "… column 100"));
    press(&mut picker, "9 9 9 l", cx(&data, WIDE));
    assert!(sees(&picker, &data, "… column 255"));
    press(&mut picker, "9 9 9 h", cx(&data, WIDE));
    assert!(sees(&picker, &data, "1  column 0  column 1  "));
}

#[test]
fn long_lines_are_scrolled_and_at_their_beginning_one_goes_back_to_the_files() {
    let data = data();
    let words: Vec<String> = (0..60).map(|n| format!("word{n:02}")).collect();
    let line = words.join(" ");
    let mut picker = in_file(&data, "long.txt", format!("{line}\nshort\n"));
    assert!(!sees(&picker, &data, "word20"));
    press(&mut picker, "l", cx(&data, WIDE));
    assert!(sees(&picker, &data, "1  …"));
    assert!(!sees(&picker, &data, "word00"));
    press(&mut picker, "5 0 >", cx(&data, WIDE));
    assert!(sees(&picker, &data, "word59"));
    press(&mut picker, "5 0 <", cx(&data, WIDE));
    assert!(sees(&picker, &data, "1  word00"));
    assert_eq!(picker.contexts(), [Context::Preview]);
    press(&mut picker, "h", cx(&data, WIDE));
    assert_eq!(picker.contexts(), [Context::Files, Context::Picker]);
}

#[test]
fn every_match_of_a_line_of_megabytes_is_brought_into_sight() {
    let data = data();
    let mut bytes = b"{\"a\":1,".repeat(400_000);
    for at in [100_000, 2_000_000] {
        bytes[at..at + 6].copy_from_slice(b"needle");
    }
    let mut picker = in_file(&data, "min.json", bytes);
    press(&mut picker, "/ n e e d l e", cx(&data, WIDE));
    assert!(sees(&picker, &data, "needle"));
    press(&mut picker, "enter", cx(&data, WIDE));
    let (first, _) = draw(&picker, &data, WIDE);
    press(&mut picker, "n", cx(&data, WIDE));
    assert!(sees(&picker, &data, "needle"));
    assert_eq!(picker.preview.cursor(), 0);
    press(&mut picker, "n", cx(&data, WIDE));
    let (again, _) = draw(&picker, &data, WIDE);
    assert_eq!(first, again);
}

#[test]
fn keys_that_need_the_whole_file_wait_for_it() {
    let data = data();
    let mut picker = opened(&data, "");
    picker.hear(&paths("", &["big.txt"], true), cx(&data, WIDE));
    picker.hear(&beginning("big.txt", "1\n2\n3\n"), cx(&data, WIDE));
    assert!(sees(&picker, &data, "1.0 GB, reading..."));
    assert!(cited(&press(&mut picker, "enter j G v k enter", cx(&data, WIDE))).is_none());
    let intents = picker.hear(&content("big.txt", "1\n2\n3\n4\n5\n"), cx(&data, WIDE));
    assert_eq!(cited(&intents).as_deref(), Some("big.txt:4-5"));
}

#[test]
fn lines_beyond_what_is_held_of_a_large_file_are_cited_as_they_were_typed() {
    let data = data();
    let mut picker = opened(&data, "big.log:5000000-5000010");
    picker.hear(&paths("big.log", &["big.log"], true), cx(&data, WIDE));
    let preview = look("big.log", b"1\n2\n".to_vec(), 1 << 30);
    picker.hear(
        &told("big.log", Shown::of(preview, More::Nothing)),
        cx(&data, WIDE),
    );
    assert!(sees(
        &picker,
        &data,
        "log, 2 lines in the first 4 bytes of 1.0 GB"
    ));
    press(&mut picker, "enter", cx(&data, WIDE));
    assert!(sees(
        &picker,
        &data,
        "enter cites lines 5000000-5000010, beyond what is shown"
    ));
    let intents = press(&mut picker, "enter", cx(&data, WIDE));
    assert_eq!(cited(&intents).as_deref(), Some("big.log:5000000-5000010"));
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

/// The number of the question that was asked last.
fn ticket(asked: &[Intent]) -> Ticket {
    let number = |intent: &Intent| match intent {
        Intent::Find(FindRequest::Contents { ticket, .. }) => Some(*ticket),
        _ => None,
    };
    asked.iter().rev().find_map(number).unwrap()
}

fn hits(asked: &[Intent], path: &str, lines: &[(u32, &str)]) -> Reply {
    Reply::Contents {
        ticket: ticket(asked),
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

fn at_end(asked: &[Intent], grepped: Grepped) -> Reply {
    Reply::Contents {
        ticket: ticket(asked),
        found: Vec::new(),
        end: Some(Box::new(ContentsEnd {
            outcome: Ok(grepped),
            remark: None,
        })),
    }
}

fn sought(intents: &[Intent]) -> Vec<String> {
    let query = |intent: &Intent| match intent {
        Intent::Find(FindRequest::Contents { query, .. }) => Some(query.clone()),
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
    let asked = press(&mut picker, "ctrl-g", cx(&data, WIDE));
    assert_eq!(sought(&asked), ["li"]);
    let asked = picker.hear(
        &hits(&asked, "risk.md", &[(7, "a line"), (9, "line too")]),
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
    let asked = press(&mut picker, "ctrl-g", cx(&data, WIDE));
    let intents = picker.act(Action::Back, cx(&data, WIDE)).unwrap();
    assert_eq!(sought(&intents), ["stop"]);
    picker.hear(&hits(&asked, "other.md", &[(7, "a line")]), cx(&data, WIDE));
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
    let asked = press(&mut picker, "ctrl-g l i n e", cx(&data, WIDE));
    let long = format!("{} line {}", "before ".repeat(60), "after ".repeat(60));
    let lines = [
        (3, "\t\tthe line\u{1b}[31m"),
        (120, long.as_str()),
        (1_204, "line, 大きさ line"),
    ];
    let path = "monitoring/\u{202e}long/path/release_log_checks.csv";
    picker.hear(&hits(&asked, path, &lines), cx(&data, WIDE));
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
    picker.hear(&at_end(&asked, grepped), cx(&data, WIDE));
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
    let asked = press(&mut picker, "ctrl-g l i n e", cx(&data, WIDE));
    let grepped = Grepped {
        searched: 1_234,
        complete: true,
        ..Grepped::default()
    };
    picker.hear(&at_end(&asked, grepped), cx(&data, WIDE));
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
