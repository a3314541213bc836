use proptest::prelude::*;

use super::*;

fn cited(text: &str) -> LineRange {
    text.parse().unwrap()
}

fn follow(old: &str, new: &str, lines: &str) -> Followed {
    Way::new(old.as_bytes(), new.as_bytes()).follow(cited(lines))
}

fn same_at(old: &str, new: &str, lines: &str) -> Option<String> {
    let found = same(old.as_bytes(), new.as_bytes(), cited(lines));
    assert_eq!(
        found,
        Way::new(old.as_bytes(), new.as_bytes()).same(cited(lines)),
        "the short way and the long one agree"
    );
    found.map(|lines| lines.to_string())
}

fn edited_at(old: &str, new: &str, lines: &str) -> Option<(String, u8)> {
    match follow(old, new, lines) {
        Followed::Edited(alike) => Some((alike.lines.to_string(), alike.likeness)),
        Followed::Same(_) | Followed::Gone => None,
    }
}

/// Writes a line a word.
fn text(words: &str) -> String {
    words.replace(' ', "\n") + "\n"
}

#[test]
fn lines_are_followed_through_edits_above_and_below() {
    let at = same_at(&text("a b c d"), &text("x y a b c"), "2-3");
    assert_eq!(at.as_deref(), Some("4-5"));
    let at = same_at("a\nb", "b\nc\n", "2");
    assert_eq!(at.as_deref(), Some("1"), "a last line without its end");
}

#[test]
fn a_twin_that_stood_there_from_the_start_is_not_taken_for_the_cited_line() {
    let old = "one\napproved: yes\ntwo\napproved: yes\n";
    let new = "one\napproved: no\ntwo\napproved: yes\n";
    assert_eq!(same_at(old, new, "2"), None);
    assert_eq!(edited_at(old, new, "2").unwrap().0, "2");
    assert_eq!(same_at(old, new, "4").as_deref(), Some("4"));
    // Nor is it when it is the only one left.
    assert_eq!(same_at(&text("x a b x"), &text("a b x"), "1"), None);
}

#[test]
fn of_twins_the_one_that_the_edits_lead_to_is_taken() {
    let old = "f1 {\n}\nf2 {\n}\n";
    let new = "f1 {\n}\nf3 {\n}\nf2 {\n}\n";
    assert_eq!(same_at(old, new, "4").as_deref(), Some("6"));
    assert_eq!(same_at(old, new, "2").as_deref(), Some("2"));
}

#[test]
fn blocks_that_changed_places_are_found_both() {
    let (a, b) = (text("a1 a2 } a3"), text("b1 b2 } b3"));
    let (old, new) = (format!("{a}{b}"), format!("{b}{a}"));
    assert_eq!(same_at(&old, &new, "1-4").as_deref(), Some("5-8"));
    assert_eq!(same_at(&old, &new, "5-8").as_deref(), Some("1-4"));
}

#[test]
fn edited_lines_are_followed_to_what_stands_in_their_place() {
    let (old, new) = (text("a b c d"), text("a x y z d"));
    assert_eq!(edited_at(&old, &new, "2-3").unwrap().0, "2-4");
    assert_eq!(follow(&text("a b c"), &text("a c"), "2"), Followed::Gone);
    let old = "limit: 10 days\nowner: data science\nreview: yearly\n";
    let new = "limit: 12 days\nowner: risk team\nreview: twice yearly\n";
    assert_eq!(edited_at(old, new, "1").unwrap().0, "1");
    assert_eq!(edited_at(old, new, "2").unwrap().0, "2");
    assert_eq!(edited_at(old, new, "3").unwrap().0, "3");
    assert_eq!(edited_at(old, new, "2-3").unwrap().0, "2-3");
}

#[test]
fn a_line_put_between_cited_lines_belongs_to_them() {
    let found = edited_at(&text("a b c d"), &text("a b new c d"), "2-3").unwrap();
    assert_eq!(found.0, "2-4");
    assert!(found.1 > 50, "{found:?}");
}

#[test]
fn a_bracket_that_stayed_behind_stands_for_nothing() {
    let old = "before\nfn check() {\n    all of it\n}\nafter\n";
    assert_eq!(follow(old, "before\n}\nafter\n", "2-4"), Followed::Gone);
}

#[test]
fn other_line_ends_are_other_bytes_at_the_same_place() {
    let old = "a\nb\nc\n";
    assert_eq!(
        edited_at(old, "a\r\nb\r\nc\r\n", "2-3"),
        Some(("2-3".to_owned(), 99))
    );
    assert_eq!(
        same_at("a\r\nb\r\n", "x\r\na\r\nb\r\n", "2").as_deref(),
        Some("3")
    );
    // A line end mended on one line leaves its neighbours where they are.
    assert_eq!(same_at(old, "a\nb\r\nc\n", "3").as_deref(), Some("3"));
}

#[test]
fn an_empty_file_has_nothing() {
    assert_eq!(follow("a\n", "", "1"), Followed::Gone);
    assert_eq!(
        same(b"a\n", b"b\n", cited("2")),
        None,
        "more than there was"
    );
    assert_eq!(follow("a\n", "a\n", "2-3"), Followed::Gone);
}

#[test]
fn lines_taken_to_another_file_are_known_there_although_they_were_edited() {
    let excerpt =
        "## Release\n\nNo model is released\nwithout a signed assessment\nof its risks.\n";
    let other = "# Rules\n\nOther things first.\n\n### Release\n\n  No model is released\n  without a signed\n  of its risks.\n\nEnd\n";
    let found = alike_lines(other.as_bytes(), excerpt.as_bytes(), 60);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].lines, cited("5-9"));
    assert!((75..100).contains(&found[0].likeness), "{found:?}");
    assert_eq!(
        alike_lines(b"nothing\nof\nit\n", excerpt.as_bytes(), 60),
        []
    );
    assert_eq!(alike_lines(b"", excerpt.as_bytes(), 60), []);
}

#[test]
fn a_bracket_tells_nothing() {
    assert!(!is_telling(b"    }\n}\n"));
    assert!(!is_telling(b"// -----------\n"));
    assert!(is_telling(b"approved by: CRO\n"));
    assert!(is_telling("承認済み\n".as_bytes()));
}

#[test]
fn likeness_goes_from_nothing_to_the_same_bytes() {
    let old: Vec<&[u8]> = vec![b"the limit is ten days", b"and no more"];
    assert_eq!(likeness::of_lines(&old, &old), 100);
    let new: Vec<&[u8]> = vec![b"  the limit is ten days", b"  and no more"];
    assert_eq!(likeness::of_lines(&old, &new), 99, "indented");
    let new: Vec<&[u8]> = vec![b"the limit is twelve days", b"and no more"];
    assert!((70..99).contains(&likeness::of_lines(&old, &new)));
    assert_eq!(likeness::of_lines(&old, &[b"zzz"]), 0);
    assert_eq!(likeness::of_texts(b"a\nb\n", b"a\nb\n"), 100);
    assert_eq!(likeness::of_texts(b"a\nb\n", b"a\nc\n"), 50);
    assert_eq!(likeness::of_texts(b"", b"a\n"), 0);
    assert_eq!(likeness::kept(b"a\n", b"a\nb\nc\n"), 99);
    assert_eq!(likeness::kept(b"a\nb\n", b"b\n"), 50);
}

proptest! {
    /// Edits of lines that are all different leave no doubt where the others are.
    #[test]
    fn what_was_not_edited_is_found_wherever_it_is(
        edits in proptest::collection::vec((0_usize..30, 0_u8..3), 0..25),
        first in 0_usize..28,
        count in 1_usize..5,
    ) {
        let old: Vec<String> = (0..32).map(|n| format!("line {n}")).collect();
        let mut new: Vec<Option<String>> = old.iter().cloned().map(Some).collect();
        let mut put_in: Vec<Vec<String>> = vec![Vec::new(); 32];
        for (number, (at, kind)) in edits.iter().enumerate() {
            match kind {
                0 => new[*at] = None,
                1 => new[*at] = Some(format!("other {number}")),
                _ => put_in[*at].push(format!("more {number}")),
            }
        }
        let last = (first + count).min(32);
        let mut text = String::new();
        let mut at = None;
        let mut line = 0;
        let mut whole = true;
        for (number, kept) in new.iter().enumerate() {
            let inside = (first..last).contains(&number);
            if number != first && inside && !put_in[number].is_empty() {
                whole = false;
            }
            for more in &put_in[number] {
                text.push_str(more);
                text.push('\n');
                line += 1;
            }
            if number == first {
                at = Some(line);
            }
            whole &= !inside || kept.as_ref() == Some(&old[number]);
            if let Some(kept) = kept {
                text.push_str(kept);
                text.push('\n');
                line += 1;
            }
        }
        let old = old.iter().fold(String::new(), |all, line| all + line + "\n");
        let lines = super::range(first, last - first).unwrap();
        let expected = whole.then(|| super::range(at.unwrap(), last - first).unwrap());
        prop_assert_eq!(same(old.as_bytes(), text.as_bytes(), lines), expected);
        let way = Way::new(old.as_bytes(), text.as_bytes());
        prop_assert_eq!(way.same(lines), expected);
        if let Followed::Edited(alike) = way.follow(lines) {
            prop_assert!(alike.likeness < 100);
            prop_assert!(alike.lines.cut(text.as_bytes()).is_some());
        }
    }

    #[test]
    fn following_never_fails_and_never_lies(old in "([ab}] ?\n){0,12}", new in "([ab}] ?\n){0,12}", first in 1_u32..12, more in 0_u32..4) {
        let lines = LineRange::new(first, first + more).unwrap();
        let found = same(old.as_bytes(), new.as_bytes(), lines);
        let way = Way::new(old.as_bytes(), new.as_bytes());
        prop_assert_eq!(found, way.same(lines));
        if let Some(found) = found {
            let bare = |text: &str, lines: LineRange| lines.cut(text.as_bytes()).map(|cut| cut.trim_ascii_end().to_vec());
            prop_assert_eq!(bare(&old, lines), bare(&new, found));
        }
        if let Followed::Edited(alike) = way.follow(lines) {
            prop_assert!(alike.lines.cut(new.as_bytes()).is_some());
        }
        for alike in alike_lines(new.as_bytes(), old.as_bytes(), 0) {
            prop_assert!(alike.lines.cut(new.as_bytes()).is_some());
        }
    }
}
