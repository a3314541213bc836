use super::*;
use crate::tui::keymap::Chord;
use crate::tui::widgets::testing::rows;
use proptest::prelude::*;
use unicode_segmentation::GraphemeCursor;

fn press(field: &mut TextField, keys: &str) {
    for key in Chord::parse(keys).unwrap().keys() {
        field.press(*key);
    }
}

fn typed(text: &str) -> TextField {
    let mut field = TextField::new("", true);
    for c in text.chars() {
        field.press(if c == '\n' {
            Key::plain(Code::Enter)
        } else {
            Key::char(c)
        });
    }
    field
}

fn shown(field: &TextField, width: u16, height: u16) -> (Vec<String>, Option<(u16, u16)>) {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    let caret = field.render(buf.area, &mut buf, Style::new(), true);
    (rows(&buf), caret.map(|caret| (caret.x, caret.y)))
}

#[test]
fn what_is_typed_is_in_the_text() {
    let field = typed("Two of three\nwere assessed");
    assert_eq!(field.text(), "Two of three\nwere assessed");
    assert_eq!(field.caret(), field.text().len());
}

#[test]
fn the_caret_steps_over_whole_graphemes() {
    let mut field = TextField::new("a👩\u{200d}💻e\u{301}大", true);
    let mut stops = vec![field.caret()];
    while field.caret() > 0 {
        press(&mut field, "left");
        stops.push(field.caret());
    }
    assert_eq!(stops, [18, 15, 12, 1, 0]);
    press(&mut field, "right right backspace");
    assert_eq!(field.text(), "ae\u{301}大");
}

#[test]
fn the_caret_stands_where_the_terminal_paints() {
    let mut field = TextField::new("大👩\u{200d}💻e\u{301}x", true);
    assert_eq!(shown(&field, 20, 1).1, Some((6, 0)));
    press(&mut field, "left left");
    assert_eq!(shown(&field, 20, 1).1, Some((4, 0)));
}

#[test]
fn long_lines_wrap_between_words_and_the_caret_follows() {
    let field = TextField::new("Two of three systems", true);
    assert_eq!(field.height_for(10), 3);
    assert_eq!(
        shown(&field, 10, 3),
        (
            vec!["Two of".into(), "three".into(), "systems".into()],
            Some((7, 2))
        )
    );
}

#[test]
fn up_and_down_go_by_visual_rows_and_keep_the_column() {
    let mut field = TextField::new("abcdef\nab\nabcdef", true);
    shown(&field, 20, 3);
    press(&mut field, "left up");
    assert_eq!(field.caret(), 9);
    press(&mut field, "up");
    assert_eq!(field.caret(), 5);
    press(&mut field, "up");
    assert_eq!(field.caret(), 0);
    press(&mut field, "down");
    assert_eq!(field.caret(), 9);
}

#[test]
fn home_and_end_keep_to_the_line() {
    let mut field = TextField::new("one\ntwo", true);
    press(&mut field, "home");
    assert_eq!(field.caret(), 4);
    press(&mut field, "left home");
    assert_eq!(field.caret(), 0);
    press(&mut field, "end");
    assert_eq!(field.caret(), 3);
}

#[test]
fn words_and_lines_are_deleted_at_once() {
    let mut field = TextField::new("one two  ", true);
    press(&mut field, "ctrl-w");
    assert_eq!(field.text(), "one ");
    press(&mut field, "ctrl-u");
    assert_eq!(field.text(), "");
    let mut field = TextField::new("one\ntwo", true);
    press(&mut field, "home left ctrl-k");
    assert_eq!(field.text(), "onetwo");
    press(&mut field, "ctrl-k");
    assert_eq!(field.text(), "one");
}

#[test]
fn a_paste_is_one_edit() {
    let mut field = typed("note: ");
    field.paste("q\r\nx\u{1b}y");
    assert_eq!(field.text(), "note: q\nxy");
    field.undo();
    assert_eq!(field.text(), "note: ");
    field.redo();
    assert_eq!(field.text(), "note: q\nxy");
}

#[test]
fn typing_is_taken_back_word_by_word() {
    let mut field = typed("one two");
    press(&mut field, "ctrl-_");
    assert_eq!(field.text(), "one ");
    press(&mut field, "ctrl-_");
    assert_eq!(field.text(), "");
    press(&mut field, "ctrl-r ctrl-r");
    assert_eq!(field.text(), "one two");
}

#[test]
fn a_field_of_one_line_takes_no_breaks_and_leaves_keys_to_the_form() {
    let mut field = TextField::new("a\nb", false);
    assert_eq!(field.text(), "a b");
    field.paste("\nc");
    assert_eq!(field.text(), "a b c");
    for key in [
        "enter", "up", "down", "tab", "esc", "ctrl-s", "pgdn", "ctrl-d", "ctrl-n",
    ] {
        assert_eq!(
            field.press(Key::parse(key).unwrap()),
            Pressed::Ignored,
            "{key}"
        );
    }
}

#[test]
fn a_field_of_one_line_scrolls_sideways() {
    let mut field = TextField::new("monitoring/大きさ.csv", false);
    assert_eq!(shown(&field, 8, 1), (vec![" さ.csv".into()], Some((7, 0))));
    press(&mut field, "home");
    assert_eq!(shown(&field, 8, 1), (vec!["monitori".into()], Some((0, 0))));
}

#[test]
fn the_text_scrolls_to_the_caret() {
    let mut field = TextField::new("1\n2\n3\n4", true);
    assert_eq!(
        shown(&field, 5, 2),
        (vec!["3".into(), "4".into()], Some((1, 1)))
    );
    press(&mut field, "up up up");
    assert_eq!(
        shown(&field, 5, 2),
        (vec!["1".into(), "2".into()], Some((1, 0)))
    );
}

#[test]
fn hidden_characters_of_the_text_are_shown() {
    let field = TextField::new("a\u{202e}b", true);
    assert_eq!(
        shown(&field, 20, 1),
        (vec!["a\\u{202e}b".into()], Some((10, 0)))
    );
    assert_eq!(field.text(), "a\u{202e}b");
}

fn any_key() -> impl Strategy<Value = String> {
    let keys = [
        "a",
        "大",
        "👩",
        "\u{200d}",
        "\u{301}",
        "🇸",
        "space",
        "enter",
        "left",
        "right",
        "up",
        "down",
        "home",
        "end",
        "backspace",
        "del",
        "ctrl-w",
        "ctrl-u",
        "ctrl-k",
        "ctrl-a",
        "pgup",
        "pgdn",
    ];
    prop::sample::select(keys.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn any_edits_keep_the_caret_on_a_grapheme_and_can_be_taken_back(
        start in "[a 大\u{301}\\n]{0,12}", keys in prop::collection::vec(any_key(), 0..60), width in 1u16..12, height in 1u16..4,
    ) {
        let mut field = TextField::new(&start, true);
        for key in &keys {
            field.press(Key::parse(key).unwrap());
            let mut cursor = GraphemeCursor::new(field.caret(), field.text().len(), true);
            prop_assert!(cursor.is_boundary(field.text(), 0).unwrap());
            let (_, caret) = shown(&field, width, height);
            prop_assert!(caret.is_some_and(|(x, y)| x < width && y < height));
        }
        let end = field.text().to_owned();
        let mut steps = 0;
        while field.undo() == Pressed::Changed { steps += 1; }
        prop_assert_eq!(field.text(), start.as_str());
        for _ in 0..steps { field.redo(); }
        prop_assert_eq!(field.text(), end.as_str());
    }
}
