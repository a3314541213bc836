//! Merging two versions of a record, rule by rule.

use std::fmt::Write as _;

use super::*;
use crate::{
    domain::merge::{Choice, Choices, Clash, ClashKind, FieldPath, Side},
    store::merging::{MergeFault, Merged, Versions},
};

fn outcome(base: &str, ours: &str, theirs: &str, choices: &Choices) -> Merged {
    let bases = [Some(base)];
    let versions = Versions {
        bases: &bases,
        ours: Some(ours),
        theirs: Some(theirs),
    };
    Store::merge(None, "x.toml", versions, choices).unwrap()
}

/// Merges what does not clash.
#[track_caller]
fn merged(base: &str, ours: &str, theirs: &str) -> String {
    match outcome(base, ours, theirs, &Choices::new()) {
        Merged::Text(text) => text,
        Merged::Same(Side::Ours) => ours.to_owned(),
        Merged::Same(Side::Theirs) => theirs.to_owned(),
        other => panic!("{other:#?}"),
    }
}

#[track_caller]
fn clashing(base: &str, ours: &str, theirs: &str) -> Vec<Clash> {
    match outcome(base, ours, theirs, &Choices::new()) {
        Merged::Clashing { clashes, .. } => clashes,
        other => panic!("{other:#?}"),
    }
}

/// Names what clashes, and how.
#[track_caller]
fn clashes(base: &str, ours: &str, theirs: &str) -> Vec<(String, ClashKind)> {
    clashing(base, ours, theirs)
        .iter()
        .map(|clash| (clash.path.to_string(), clash.kind))
        .collect()
}

/// Merges as somebody decided about one clash.
#[track_caller]
fn decided(base: &str, ours: &str, theirs: &str, path: &str, choice: Choice) -> String {
    let choices = Choices::from([(path.parse().unwrap(), choice)]);
    match outcome(base, ours, theirs, &choices) {
        Merged::Text(text) => text,
        Merged::Same(Side::Ours) => ours.to_owned(),
        Merged::Same(Side::Theirs) => theirs.to_owned(),
        other => panic!("{other:#?}"),
    }
}

const SAID: &str = "schema = 1\n\ntitle = \"t\"\n\nowner = \"Ada\"\n\nwhere = \"here\"\n";

#[test]
fn what_one_side_alone_changed_is_as_that_side_has_it() {
    let ours = SAID.replace("\"t\"", "\"ours\"");
    let theirs = SAID.replace("\"here\"", "\"there\"") + "\nstatement = \"new\"\n";
    let both = theirs.replace("\"t\"", "\"ours\"");
    assert_eq!(merged(SAID, &ours, &theirs), both);
    assert_eq!(merged(SAID, &theirs, &ours), both);
    assert_eq!(merged(SAID, &ours, SAID), ours);
    // Taken out by one side, and put in alike by both.
    let out = SAID.replace("owner = \"Ada\"\n\n", "");
    assert_eq!(
        merged(SAID, &ours, &out),
        ours.replace("owner = \"Ada\"\n\n", "")
    );
    assert_eq!(merged(SAID, &ours, &ours), ours);
}

#[test]
fn a_moment_is_the_same_however_it_is_written() {
    let base = "schema = 1\n\nat = 2026-11-22T10:15:00Z\n\ntitle = \"t\"\n";
    let ours = base.replace("00Z", "00+00:00");
    let theirs = base.replace("10:15:00Z", "11:15:00Z");
    assert_eq!(merged(base, &ours, &theirs), theirs);
}

#[test]
fn two_values_of_one_field_clash_and_a_person_decides() {
    let ours = SAID.replace("\"t\"", "\"ours\"");
    let theirs = SAID
        .replace("\"t\"", "\"theirs\"")
        .replace("\"here\"", "\"there\"");
    let told = clashing(SAID, &ours, &theirs);
    assert_eq!(
        told,
        [Clash {
            path: FieldPath::whole().key("title"),
            kind: ClashKind::Value,
            base: Some("t".into()),
            ours: Some("ours".into()),
            theirs: Some("theirs".into()),
        }]
    );
    let take = |side| decided(SAID, &ours, &theirs, "title", Choice::Take(side));
    assert_eq!(take(Side::Theirs), theirs);
    assert_eq!(take(Side::Ours), theirs.replace("\"theirs\"", "\"ours\""));
    // Taken out by one of them is another value, too.
    let out = SAID.replace("title = \"t\"\n\n", "");
    assert_eq!(
        clashes(SAID, &ours, &out),
        [("title".into(), ClashKind::Removed)]
    );
    assert_eq!(
        decided(SAID, &ours, &out, "title", Choice::Take(Side::Theirs)),
        out
    );
}

const ANSWERS: &str = r#"schema = 1

checklist = "iso-42001"

ref = "6.1.2"

[[answer]]
id = "1"
verdict = "conforming"
note = "one"
by = "Ada <ada@example.org>"
at = 2026-11-22T10:00:00Z

[[answer]]
id = "3"
verdict = "conforming"
by = "Ada <ada@example.org>"
at = 2026-11-22T10:00:00Z
"#;

const SECOND: &str = r#"[[answer]]
id = "2"
verdict = "nonconforming"
by = "Ben <ben@example.org>"
at = 2026-11-22T11:00:00Z

"#;

fn answered(verdict: &str, by: &str, at: &str) -> String {
    ANSWERS.replacen(
        "verdict = \"conforming\"\nnote = \"one\"\nby = \"Ada <ada@example.org>\"\nat = 2026-11-22T10:00:00Z",
        &format!("verdict = \"{verdict}\"\nnote = \"one\"\nby = \"{by}\"\nat = 2026-11-22T{at}Z"),
        1,
    )
}

#[test]
fn answers_to_different_questions_are_both_there() {
    let third = "[[answer]]\nid = \"3\"";
    let theirs = ANSWERS.replace(third, &format!("{SECOND}{third}"));
    let ours = answered("observation", "Cleo <cleo@example.org>", "12:00:00");
    let both = ours.replace(third, &format!("{SECOND}{third}"));
    assert_eq!(merged(ANSWERS, &ours, &theirs), both);
    assert_eq!(merged(ANSWERS, &theirs, &ours), both);
}

#[test]
fn an_answer_is_one_with_who_gave_it_and_is_never_mixed() {
    let ours = answered("observation", "Cleo <cleo@example.org>", "12:00:00");
    let theirs = ANSWERS
        .replacen("\"one\"", "\"other\"", 1)
        .replacen("Ada <ada", "Ben <ben", 1)
        .replacen("10:00:00", "13:00:00", 1);
    assert_eq!(
        clashes(ANSWERS, &ours, &theirs),
        [("answer[1]".into(), ClashKind::Value)]
    );
    let told = clashing(ANSWERS, &ours, &theirs).remove(0);
    assert!(
        told.ours
            .unwrap()
            .starts_with("verdict: observation\nnote: one\nby: Cleo")
    );
    assert_eq!(
        decided(
            ANSWERS,
            &ours,
            &theirs,
            "answer[1]",
            Choice::Take(Side::Theirs)
        ),
        theirs
    );
    // Who only signed it again has said nothing else.
    let again = answered("conforming", "Ben <ben@example.org>", "13:00:00");
    assert_eq!(merged(ANSWERS, &ours, &again), ours);
    let later = answered("conforming", "Cleo <cleo@example.org>", "14:00:00");
    assert_eq!(merged(ANSWERS, &again, &later), later);
    assert_eq!(merged(ANSWERS, &later, &again), later);
}

fn cited(path: &str, blob: &str, note: &str, earlier: &str) -> String {
    format!(
        "schema = 1\n\n[[evidence]]\nid = \"E-4T6W0N\"\npath = \"{path}\"\nblob = \"{blob}\"\nnote = \"{note}\"\n{earlier}"
    )
}

fn earlier(blob: &str, at: &str) -> String {
    format!("\n[[evidence.earlier]]\npath = \"a\"\nblob = \"{blob}\"\nat = 2026-11-22T{at}Z\n")
}

#[test]
fn a_pin_is_taken_whole_with_its_earlier_pins_and_the_note_by_itself() {
    let base = cited("a", "b0", "n", "");
    let ours = cited("b", "b0", "n", &earlier("b0", "10:00:00"));
    let theirs = cited("a", "b1", "said", &earlier("b0", "11:00:00"));
    assert_eq!(
        clashes(&base, &ours, &theirs),
        [("evidence[E-4T6W0N]".into(), ClashKind::Pin)]
    );
    let take = |side| {
        decided(
            &base,
            &ours,
            &theirs,
            "evidence[E-4T6W0N]",
            Choice::Take(side),
        )
    };
    assert_eq!(take(Side::Theirs), theirs);
    assert_eq!(take(Side::Ours), ours.replace("\"n\"", "\"said\""));
    let note = cited("a", "b0", "said", "");
    assert_eq!(
        merged(&base, &ours, &note),
        ours.replace("\"n\"", "\"said\"")
    );
}

#[test]
fn a_draw_and_a_grade_are_never_mixed() {
    let base = "schema = 1\n\nseed = \"a\"\n\n[population]\nkind = \"files\"\nglob = \"x\"\n\n[[item]]\nid = \"x1\"\nresult = \"unseen\"\n";
    let ours = base.replace("\"a\"", "\"b\"").replace("x1", "x2");
    let theirs = base
        .replace("glob = \"x\"", "glob = \"y\"")
        .replace("x1", "y1");
    assert_eq!(
        clashes(base, &ours, &theirs),
        [("population".into(), ClashKind::Pin)]
    );
    let take = |side| decided(base, &ours, &theirs, "population", Choice::Take(side));
    assert_eq!(take(Side::Ours), ours);
    assert_eq!(take(Side::Theirs), theirs);

    let base = "schema = 1\n\ntype = \"minor\"\n\ngrade-reason = \"single\"\n";
    let ours = base.replace("minor", "major");
    let theirs = base.replace("single", "one case");
    assert_eq!(
        clashes(base, &ours, &theirs),
        [("type".into(), ClashKind::Value)]
    );
}

#[test]
fn lists_of_texts_are_sets() {
    let list = |items: &str| format!("schema = 1\n\ncriteria = [{items}]\n");
    let base = list("\"a\", \"b\", \"c\"");
    let ours = list("\"c\", \"a\", \"b\", \"ours\"");
    let theirs = list("\"a\", \"c\", \"theirs\"");
    let text = merged(&base, &ours, &theirs);
    let table: Table = text.parse().unwrap();
    let want = ["c", "a", "ours", "theirs"].map(|text| Value::String(text.into()));
    assert_eq!(table["criteria"], Value::Array(want.into()));
    // The last one taken out takes the key with it.
    let one = list("\"a\"");
    assert_eq!(
        merged(&one, "schema = 1\n", &list("\"a\", \"b\""))
            .parse::<Table>()
            .unwrap()["criteria"],
        Value::Array(vec!["b".into()])
    );
}

#[test]
fn appended_tables_of_both_are_there_and_those_without_a_name_by_all_they_say() {
    let risk = |what: &str| format!("\n[[oddity]]\nwhat = \"{what}\"\n");
    let base = format!("schema = 1\n{}{}", risk("a"), risk("a"));
    let ours = format!("{base}{}", risk("ours"));
    let theirs = format!("schema = 1\n{}{}", risk("a"), risk("theirs"));
    let all = format!(
        "schema = 1\n{}{}{}",
        risk("a"),
        risk("ours"),
        risk("theirs")
    );
    assert_eq!(merged(&base, &ours, &theirs), all);
}

#[test]
fn a_table_taken_out_by_one_and_changed_by_the_other_clashes() {
    let control = |reference: &str, why: &str| {
        format!(
            "\n[[control]]\nref = \"{reference}\"\nincluded = true\njustification = \"{why}\"\n"
        )
    };
    let base = format!("schema = 1\n{}{}", control("A.2", "w"), control("A.3", "w"));
    let ours = format!("schema = 1\n{}", control("A.3", "w"));
    let theirs = base.replacen("\"w\"", "\"why\"", 1);
    assert_eq!(
        clashes(&base, &ours, &theirs),
        [("control[A.2]".into(), ClashKind::Removed)]
    );
    let take = |side| decided(&base, &ours, &theirs, "control[A.2]", Choice::Take(side));
    assert_eq!(take(Side::Ours), ours);
    assert_eq!(take(Side::Theirs), theirs);
    // Taken out, and left alone by the other.
    let other = base.replace("A.3\"\nincluded = true", "A.3\"\nincluded = false");
    assert_eq!(
        merged(&base, &ours, &other),
        ours.replace("included = true", "included = false")
    );
}

#[test]
fn the_order_of_a_list_is_followed_where_one_side_alone_changed_it() {
    let forms =
        |name: &str, at: &str| format!("\n[[repository]]\nname = \"{name}\"\npath = \"{at}\"\n");
    let head = "schema = 1\n";
    let base = format!("{head}{}{}", forms("1", "a"), forms("2", "b"));
    let ours = base.replace("\"b\"", "\"ours\"");
    let theirs = format!("{head}{}{}", forms("2", "b"), forms("1", "a"));
    assert_eq!(
        merged(&base, &ours, &theirs),
        format!("{head}{}{}", forms("2", "ours"), forms("1", "a"))
    );
}

#[test]
fn two_tables_of_one_number_both_stay_and_theirs_gets_the_next_one() {
    let event = |id: &str, text: &str, under: &str| {
        let under = if under.is_empty() {
            String::new()
        } else {
            format!("under = \"{under}\"\n")
        };
        format!("\n[[cause.event]]\nid = \"{id}\"\ntext = \"{text}\"\n{under}")
    };
    let head = "schema = 1\n\n[cause]\nmethod = \"fault-tree\"\n";
    let base = format!("{head}{}", event("1", "top", ""));
    let ours = format!("{base}{}", event("2", "ours", "1"));
    let theirs = format!(
        "{base}{}{}",
        event("2", "theirs", "1"),
        event("3", "below", "2")
    );
    assert_eq!(
        merged(&base, &ours, &theirs),
        format!(
            "{ours}{}{}",
            event("3", "below", "4"),
            event("4", "theirs", "1")
        )
    );
}

/// Writes a chain of whys; a text that ends in `!` is marked as a root cause.
fn chain(whys: &[&str]) -> String {
    let mut text = "schema = 1\n\n[cause]\nmethod = \"five-whys\"\n".to_owned();
    for (number, why) in (1..).zip(whys) {
        let said = why.trim_end_matches('!');
        write!(
            text,
            "\n[[cause.why]]\nid = \"{number}\"\ntext = \"{said}\"\n"
        )
        .unwrap();
        if said != *why {
            text.push_str("root = true\n");
        }
    }
    text
}

#[test]
fn a_chain_of_whys_goes_on_as_one_side_goes_on_with_it() {
    let base = chain(&["a", "b"]);
    let on = chain(&["a", "b", "c!"]);
    for (ours, theirs, is) in [
        (&base, &on, on.clone()),
        // One asks on, the other marks what stands as it was.
        (
            &chain(&["a", "b", "c"]),
            &chain(&["a", "b!"]),
            chain(&["a", "b!", "c"]),
        ),
        // Both ask on alike, and one further.
        (
            &on,
            &chain(&["a", "b", "c!", "d"]),
            chain(&["a", "b", "c!", "d"]),
        ),
        // One takes the last why out, the other has left it alone.
        (&chain(&["a"]), &chain(&["a!", "b"]), chain(&["a!"])),
    ] {
        assert_eq!(merged(&base, ours, theirs), is);
        assert_eq!(merged(&base, theirs, ours), is);
    }
    let none = chain(&[]);
    let longer = chain(&["a", "b"]);
    assert_eq!(merged(&none, &chain(&["a"]), &longer), longer);
}

#[test]
fn a_chain_of_whys_that_both_answer_otherwise_is_one_thing() {
    let base = chain(&["a", "b"]);
    let whole = [("cause.why".to_owned(), ClashKind::Value)];
    for (ours, theirs) in [
        (
            chain(&["a", "b", "ours"]),
            chain(&["a", "b", "theirs", "below!"]),
        ),
        (chain(&["a", "ours"]), chain(&["a", "b", "below b"])),
        (chain(&["ours", "b"]), chain(&["a", "theirs"])),
        (chain(&["a", "ours"]), chain(&["a", "b!"])),
        // One has found the root where the other asks on, and finds another.
        (chain(&["a", "b", "c!"]), chain(&["a", "b!"])),
        (chain(&["a!", "b"]), chain(&["a", "b!"])),
    ] {
        assert_eq!(clashes(&base, &ours, &theirs), whole, "{ours}\n{theirs}");
        assert_eq!(clashes(&base, &theirs, &ours), whole, "{ours}\n{theirs}");
        for (side, is) in [(Side::Ours, &ours), (Side::Theirs, &theirs)] {
            let chosen = decided(&base, &ours, &theirs, "cause.why", Choice::Take(side));
            assert_eq!(chosen, *is);
        }
    }
    let told = clashing(
        &chain(&[]),
        &chain(&["ours"]),
        &chain(&["theirs", "below!"]),
    );
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].base, None);
    assert_eq!(told[0].ours.as_deref(), Some("1. ours"));
    assert_eq!(
        told[0].theirs.as_deref(),
        Some("1. theirs\n2. below (root cause)")
    );
}

#[test]
fn planned_actions_of_one_number_are_taken_whole_where_the_date_of_one_was_moved() {
    let action = |what: &str| format!("\n[[action]]\nid = \"1\"\nwhat = \"{what}\"\n");
    let moved = "\n[[due-changes]]\naction = \"1\"\nat = 2026-11-22T10:00:00Z\n";
    let base = "schema = 1\n";
    let ours = format!("{base}{}", action("ours"));
    let theirs = format!("{base}{}{moved}", action("theirs"));
    assert_eq!(
        clashes(base, &ours, &theirs),
        [("action[1]".into(), ClashKind::Value)]
    );
}

#[test]
fn a_meeting_that_both_moved_to_another_day_is_one_meeting_still() {
    let held = |on: &str| {
        format!("schema = 1\n\n[[meeting]]\nkind = \"closing\"\non = {on}\nattended = [\"q\"]\n")
    };
    assert_eq!(
        clashes(
            &held("2026-11-20"),
            &held("2026-11-21"),
            &held("2026-11-22")
        )
        .len(),
        1
    );
    // Where one alone moved it, or both to the same day, nothing is to be decided.
    for (ours, theirs) in [("2026-11-21", "2026-11-21"), ("2026-11-21", "2026-11-20")] {
        let merged = outcome(
            &held("2026-11-20"),
            &held(ours),
            &held(theirs),
            &Choices::new(),
        );
        assert!(!matches!(merged, Merged::Clashing { .. }), "{merged:#?}");
    }
}

fn lived(state: &str, entries: &[(&str, &str)]) -> String {
    let mut text = format!("schema = 1\n\nstate = \"{state}\"\n");
    for (at, to) in entries {
        let _ = write!(
            text,
            "\n[[history]]\nat = 2026-11-22T{at}:00Z\nby = \"Ada <ada@example.org>\"\nto = \"{to}\"\n"
        );
    }
    text
}

#[test]
fn the_entries_of_both_histories_stay_and_the_state_is_that_of_the_last_one() {
    let base = lived("issued", &[("10:00", "draft"), ("11:00", "issued")]);
    let ours = lived(
        "acknowledged",
        &[
            ("10:00", "draft"),
            ("11:00", "issued"),
            ("13:00", "acknowledged"),
        ],
    );
    let theirs = lived(
        "responded",
        &[
            ("10:00", "draft"),
            ("11:00", "issued"),
            ("12:00", "acknowledged"),
            ("12:30", "responded"),
        ],
    );
    assert_eq!(
        clashes(&base, &ours, &theirs),
        [("state".into(), ClashKind::State)]
    );
    let take = |side| decided(&base, &ours, &theirs, "state", Choice::Take(side));
    assert_eq!(
        take(Side::Ours),
        lived(
            "acknowledged",
            &[
                ("10:00", "draft"),
                ("11:00", "issued"),
                ("12:00", "acknowledged"),
                ("12:30", "responded"),
                ("13:00", "acknowledged")
            ],
        )
    );
    // Nobody has gone back to the other one: that would be a step.
    let choices = Choices::from([("state".parse().unwrap(), Choice::Take(Side::Theirs))]);
    let still = outcome(&base, &ours, &theirs, &choices);
    assert!(matches!(still, Merged::Clashing { .. }), "{still:?}");
    // One side alone moved it on; both moved it to the same state.
    let title = base.replace("schema = 1\n", "schema = 1\n\ntitle = \"t\"\n");
    assert_eq!(
        merged(&base, &title, &ours),
        ours.replace("schema = 1\n", "schema = 1\n\ntitle = \"t\"\n")
    );
    let earlier = lived(
        "acknowledged",
        &[
            ("10:00", "draft"),
            ("11:00", "issued"),
            ("12:00", "acknowledged"),
        ],
    );
    let all = lived(
        "acknowledged",
        &[
            ("10:00", "draft"),
            ("11:00", "issued"),
            ("12:00", "acknowledged"),
            ("13:00", "acknowledged"),
        ],
    );
    assert_eq!(merged(&base, &ours, &earlier), all);
    assert_eq!(merged(&base, &earlier, &ours), all);
}

#[test]
fn what_is_only_ever_added_stays_whoever_else_took_it_out() {
    let amended = |whys: &[&str]| {
        whys.iter().fold("schema = 1\n".to_owned(), |text, why| {
            text + &format!("\n[[amendment]]\nat = 2026-11-22T10:00:00Z\nfield = \"statement\"\nwhy = \"{why}\"\n")
        })
    };
    let (base, ours, theirs) = (
        amended(&["a"]),
        amended(&["ours"]),
        amended(&["a", "theirs"]),
    );
    assert_eq!(
        merged(&base, &ours, &theirs),
        amended(&["ours", "a", "theirs"])
    );
}

#[test]
fn long_texts_are_merged_line_by_line() {
    let note = |text: &str| format!("schema = 1\n\nnote = '''\n{text}'''\n");
    let base = note("one\ntwo\nthree\n");
    let (ours, theirs) = (note("first\ntwo\nthree\n"), note("one\ntwo\nthird\n"));
    assert_eq!(merged(&base, &ours, &theirs), note("first\ntwo\nthird\n"));
    let other = note("uno\ntwo\nthree\n");
    assert_eq!(
        clashes(&base, &ours, &other),
        [("note".into(), ClashKind::Text)]
    );
    let own = Choice::Write("1\ntwo\nthree\n".into());
    assert_eq!(
        decided(&base, &ours, &other, "note", own),
        note("1\ntwo\nthree\n")
    );
    // What nobody wrote as several lines is one value.
    let (ours, theirs) = (
        SAID.replace("\"here\"", "\"ours\""),
        SAID.replace("\"here\"", "\"theirs\""),
    );
    assert_eq!(
        clashes(SAID, &ours, &theirs),
        [("where".into(), ClashKind::Value)]
    );
}

#[test]
fn keys_of_another_version_are_merged_and_a_newer_record_is_left_alone() {
    let base = "schema = 1\n\nfuture = 1\n\n[[mood]]\nid = \"a\"\nlevel = 1\n";
    let ours = base.replace("future = 1", "future = 2");
    let theirs = base.replace("level = 1", "level = 2\nwhy = \"so\"");
    assert_eq!(
        merged(base, &ours, &theirs),
        theirs.replace("future = 1", "future = 2")
    );
    let newer = theirs.replace("schema = 1", "schema = 2");
    let versions = Versions {
        bases: &[Some(base)],
        ours: Some(&ours),
        theirs: Some(&newer),
    };
    assert_eq!(
        Store::merge(None, "x.toml", versions, &Choices::new()),
        Err(MergeFault::Newer(2))
    );
}

#[test]
fn with_two_bases_unchanged_means_equal_to_both() {
    let said = |title: &str, place: &str| {
        format!("schema = 1\n\ntitle = \"{title}\"\n\nwhere = \"{place}\"\n")
    };
    let (one, two) = (said("a", "x"), said("b", "x"));
    let (ours, theirs) = (said("a", "y"), said("b", "x"));
    let versions = Versions {
        bases: &[Some(&one), Some(&two)],
        ours: Some(&ours),
        theirs: Some(&theirs),
    };
    let Merged::Clashing { clashes, text } =
        Store::merge(None, "x.toml", versions, &Choices::new()).unwrap()
    else {
        panic!("merged")
    };
    assert_eq!(clashes.len(), 1);
    assert_eq!(
        (clashes[0].path.to_string(), clashes[0].base.clone()),
        ("title".into(), None)
    );
    assert_eq!(text.as_deref(), Some(ours.as_str()));
}

#[test]
fn a_checklist_is_kept_to_the_letter_and_a_record_removed_by_one_is_decided_whole() {
    let key = RecordKey::Criteria(audit_id(), "iso-42001".parse().unwrap());
    let merge = |key: &RecordKey, bases: &[Option<&str>], ours, theirs, choices: &Choices| {
        Store::merge(
            Some(key),
            "x.toml",
            Versions {
                bases,
                ours,
                theirs,
            },
            choices,
        )
        .unwrap()
    };
    let none = Choices::new();
    let whole = |merged: Merged| match merged {
        Merged::Clashing { clashes, .. } => (clashes[0].path.is_whole(), clashes[0].kind),
        other => panic!("{other:?}"),
    };
    let base = [Some("a")];
    assert_eq!(
        merge(&key, &base, Some("b"), Some("a"), &none),
        Merged::Same(Side::Ours)
    );
    assert_eq!(
        whole(merge(&key, &base, Some("b"), Some("c"), &none)),
        (true, ClashKind::Whole)
    );
    let theirs = Choices::from([(FieldPath::whole(), Choice::Take(Side::Theirs))]);
    assert_eq!(
        merge(&key, &base, Some("b"), Some("c"), &theirs),
        Merged::Same(Side::Theirs)
    );

    let finding = finding(full_finding());
    let text = Store::text_of(&finding);
    let changed = text.replace("\"said\"", "\"other\"");
    let base = [Some(text.as_str())];
    assert_eq!(
        whole(merge(&finding.key(), &base, Some(&changed), None, &none)),
        (true, ClashKind::Removed)
    );
    assert_eq!(
        merge(&finding.key(), &base, Some(&changed), None, &theirs),
        Merged::Removed
    );
    assert_eq!(
        merge(&finding.key(), &base, Some(&text), None, &none),
        Merged::Removed
    );
    let nothing = Versions {
        bases: &base,
        ours: None,
        theirs: None,
    };
    assert_eq!(
        Store::merge(Some(&key), "x.toml", nothing, &none),
        Err(MergeFault::Nothing)
    );
}

#[test]
fn the_comments_of_both_stay() {
    let base = "# a record\nschema = 1\n\ntitle = \"t\"\n\nwhere = \"here\"\n\n[[item]]\nid = \"1\"\nnote = \"n\"\n";
    let ours = base
        .replace("title", "# ours\ntitle")
        .replace("\"here\"", "\"here\" # beside")
        .replace("\"n\"", "\"heard\"");
    let theirs = base
        .replace("\"here\"", "\"there\"")
        .replace("[[item]]", "# theirs\n[[item]]")
        + "\n# new\n[[item]]\nid = \"2\"\nnote = \"m\"\n# the end\n";
    let want = "# a record\nschema = 1\n\n# ours\ntitle = \"t\"\n\nwhere = \"there\" # beside\n\n# theirs\n[[item]]\nid = \"1\"\nnote = \"heard\"\n\n# new\n[[item]]\nid = \"2\"\nnote = \"m\"\n# the end\n";
    assert_eq!(merged(base, &ours, &theirs), want);
    assert_eq!(merged(base, &theirs, &ours), want);
}

#[test]
fn what_cannot_be_understood_is_never_guessed_at() {
    let finding = finding(full_finding());
    let key = finding.key();
    let text = Store::text_of(&finding);
    let theirs = text.replace("\"minor\"", "\"tiny\"");
    let ours = text.replace("\"said\"", "\"ours\"");
    let versions = |bases, theirs| Versions {
        bases,
        ours: Some(ours.as_str()),
        theirs: Some(theirs),
    };
    let bases = [Some(text.as_str())];
    let fault = Store::merge(
        Some(&key),
        "x.toml",
        versions(&bases, &theirs),
        &Choices::new(),
    );
    assert!(
        matches!(fault, Err(MergeFault::Broken(Side::Theirs, _))),
        "{fault:?}"
    );
    // Without a base that can be read what differs clashes, and nothing is lost.
    let theirs = text.replace("'''\none\ntwo'''", "\"two\"");
    let bases = [Some("<<<<<<< ours\n")];
    let merged = Store::merge(
        Some(&key),
        "x.toml",
        versions(&bases, &theirs),
        &Choices::new(),
    );
    assert!(matches!(merged, Ok(Merged::Clashing { .. })), "{merged:?}");
}

#[test]
fn what_could_not_be_read_again_is_decided_whole() {
    let finding = finding(full_finding());
    let text = Store::text_of(&finding);
    let long = format!("\"{}\"", "much ".repeat(130_000));
    let ours = text.replace("title = \"said\"", &format!("title = {long}"));
    let theirs = text.replace("where = \"said\"", &format!("where = {long}"));
    let versions = Versions {
        bases: &[Some(text.as_str())],
        ours: Some(&ours),
        theirs: Some(&theirs),
    };
    let key = finding.key();
    let merged = Store::merge(Some(&key), "x.toml", versions, &Choices::new()).unwrap();
    let Merged::Clashing { clashes, text } = merged else {
        panic!("merged")
    };
    assert!(clashes[0].path.is_whole() && clashes[0].kind == ClashKind::Whole);
    assert_eq!(text.as_deref(), Some(ours.as_str()));
    let theirs = Choices::from([(FieldPath::whole(), Choice::Take(Side::Theirs))]);
    let taken = Store::merge(Some(&key), "x.toml", versions, &theirs);
    assert_eq!(taken, Ok(Merged::Same(Side::Theirs)));
}

#[test]
fn a_record_of_a_former_form_is_brought_to_that_of_today() {
    let action = full_action();
    let key = action.key();
    let Record::Action { action, .. } = &action else {
        panic!("no action")
    };
    let head = format!(
        "schema = 1\n\nid = \"{}\"\n\nstate = \"draft\"\n\ntitle = \"t\"\n",
        action.id
    );
    let base = format!("{head}\n[cause]\nmethod = \"five-whys\"\nwhys = [\"a\", \"b\"]\n");
    let ours = base.replace("\"t\"", "\"ours\"");
    let theirs = base.replace("\"b\"]", "\"b\", \"c\"]");
    let versions = Versions {
        bases: &[Some(&base)],
        ours: Some(&ours),
        theirs: Some(&theirs),
    };
    let Merged::Text(text) = Store::merge(Some(&key), "x.toml", versions, &Choices::new()).unwrap()
    else {
        panic!("clashes")
    };
    let table: Table = text.parse().unwrap();
    assert_eq!(table["title"].as_str(), Some("ours"));
    assert_eq!(table["cause"]["why"].as_array().unwrap().len(), 3, "{text}");
}

#[test]
fn a_clash_is_written_between_marks_and_is_told_by_whoever_reads_it() {
    let finding = finding(full_finding());
    let text = Store::text_of(&finding);
    let ours = text.replace("where = \"said\"", "where = \"ours\"");
    let theirs = text
        .replace("where = \"said\"", "where = \"theirs\"")
        .replace("title = \"said\"", "title = \"new\"");
    let versions = Versions {
        bases: &[Some(text.as_str())],
        ours: Some(&ours),
        theirs: Some(&theirs),
    };
    let key = finding.key();
    let Merged::Clashing { clashes, .. } =
        Store::merge(Some(&key), "x.toml", versions, &Choices::new()).unwrap()
    else {
        panic!("merged")
    };
    assert_eq!(clashes.len(), 1);
    let marked = Store::with_marks(Some(&key), "x.toml", versions).unwrap();
    assert_eq!(
        marked,
        theirs.replace(
            "where = \"theirs\"\n",
            "<<<<<<< ours\nwhere = \"ours\"\n=======\nwhere = \"theirs\"\n>>>>>>> theirs\n"
        )
    );
    let fault = read::record("x.toml", &key, &marked).unwrap_err();
    assert!(fault.message.contains("were not merged"), "{fault}");
}

#[test]
fn the_key_of_a_record_is_told_from_its_path_alone() {
    for (path, is_one) in [
        ("audits/2026-q1/findings/F-7K3QX2.toml", true),
        ("docs/our/audits/2026-q1/answers/iso-42001/6.1.2.toml", true),
        ("tickmark.toml", true),
        ("docs/programme.toml", true),
        ("docs/notes.toml", false),
        ("notes.toml", false),
    ] {
        assert_eq!(Store::key_anywhere(path).is_some(), is_one, "{path}");
    }
}
