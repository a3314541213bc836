use super::*;

const WALK: [Context; 2] = [Context::Walk, Context::Global];

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

fn mistakes(source: &str) -> Vec<String> {
    Keymap::parse(source)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_default_keys_have_no_conflict_in_any_context() {
    let keymap = Keymap::default();
    let conflicts: Vec<_> = keymap
        .conflicts()
        .into_iter()
        .map(|(context, a, b)| {
            format!(
                "{}: {} {} {}",
                context.name(),
                a.chord,
                a.action.id(),
                b.action.id()
            )
        })
        .collect();
    assert_eq!(conflicts, Vec::<String>::new());
}

#[test]
fn every_default_key_can_be_read_and_reaches_its_action() {
    let keymap = Keymap::default();
    for info in ACTIONS {
        for context in info.contexts {
            for keys in info.keys {
                let chord =
                    Chord::parse(keys).unwrap_or_else(|error| panic!("{}: {error}", info.id));
                let (last, first) = chord.keys().split_last().unwrap();
                assert_eq!(
                    keymap.press(&[*context, Context::Global], first, *last),
                    Press::Match(info.action)
                );
            }
        }
    }
}

#[test]
fn contexts_where_letters_are_typed_bind_none() {
    let keymap = Keymap::default();
    for context in [Context::Picker, Context::Text] {
        for binding in keymap.of(context) {
            assert!(
                binding.chord.keys().iter().all(|key| key.typed().is_none()),
                "{}",
                binding.chord
            );
        }
    }
}

#[test]
fn the_prefixes_of_screen_and_tmux_are_left_alone() {
    for binding in Keymap::default().bindings {
        assert!(
            !binding
                .chord
                .keys()
                .iter()
                .any(|key| [Key::ctrl('a'), Key::ctrl('b')].contains(key))
        );
    }
}

#[test]
fn the_inner_context_decides() {
    let keymap = Keymap::default();
    assert_eq!(
        keymap.press(&WALK, &[], key("c")),
        Press::Match(Action::VerdictConforming)
    );
    assert_eq!(
        keymap.press(&WALK, &[], key("u")),
        Press::Match(Action::Undo)
    );
    assert_eq!(
        keymap.press(&[Context::Home, Context::Global], &[], key("x")),
        Press::None
    );
}

#[test]
fn after_a_prefix_the_keys_that_can_follow_are_told() {
    let keymap = Keymap::default();
    let Press::Prefix(follows) = keymap.press(&WALK, &[], key("g")) else {
        panic!("g is a prefix");
    };
    let keys: String = follows
        .iter()
        .map(|follow| follow.key.to_string())
        .collect();
    assert_eq!(keys, "ghwcbfaqMmsiorSlveApy");
    assert_eq!(
        keymap.press(&WALK, &[key("g")], key("f")),
        Press::Match(Action::GoFindings)
    );
    assert_eq!(keymap.press(&WALK, &[key("g")], key("z")), Press::None);
}

#[test]
fn a_number_before_an_action_counts() {
    let (keymap, mut pending) = (Keymap::default(), Pending::default());
    assert_eq!(pending.press(&keymap, &WALK, key("1")), Press::Count(1));
    assert_eq!(pending.press(&keymap, &WALK, key("0")), Press::Count(10));
    assert_eq!(
        pending.press(&keymap, &WALK, key(".")),
        Press::Match(Action::RepeatVerdict)
    );
    assert_eq!(pending.take_count(), Some(10));
    assert_eq!(pending.take_count(), None);
}

#[test]
fn where_digits_rate_no_number_counts() {
    let (keymap, mut pending) = (Keymap::default(), Pending::default());
    let stack = [Context::Gap, Context::Walk, Context::Global];
    assert_eq!(pending.press(&keymap, &stack, key("7")), Press::None);
    assert_eq!(
        pending.press(&keymap, &stack, key("0")),
        Press::Match(Action::RateZero)
    );
    assert_eq!(pending.take_count(), None);
    // A digit that is unbound does not fall back to counting.
    let own = Keymap::parse("[gap]\nrate-two = []").unwrap();
    assert_eq!(pending.press(&own, &stack, key("2")), Press::None);
    assert!(pending.is_empty());
}

#[test]
fn escape_gives_up_a_chord_and_does_nothing_else() {
    let (keymap, mut pending) = (Keymap::default(), Pending::default());
    pending.press(&keymap, &WALK, key("g"));
    assert_eq!(pending.press(&keymap, &WALK, key("esc")), Press::None);
    assert!(pending.is_empty());
    assert_eq!(
        pending.press(&keymap, &WALK, key("esc")),
        Press::Match(Action::Back)
    );
}

#[test]
fn the_file_of_default_keys_reads_back_as_them() {
    let read = Keymap::parse(&Keymap::to_toml()).unwrap();
    let default = Keymap::default();
    for context in Context::ALL {
        assert!(
            default.bound(context).eq(read.bound(context)),
            "{}",
            context.name()
        );
    }
}

#[test]
fn keys_of_a_file_replace_the_default_ones_in_their_context() {
    let keymap = Keymap::parse(
        "[walk]\nverdict-conforming = [\"C\", \"f2\"]\nnext-row = []\nnav.down = \"ctrl-n\"",
    )
    .unwrap();
    assert_eq!(
        keymap.keys_of(Action::VerdictConforming, &WALK),
        ["C", "f2"]
    );
    assert_eq!(keymap.key_of(Action::NextRow, &WALK), None);
    assert_eq!(keymap.keys_of(Action::Down, &WALK), ["ctrl-n"]);
    assert_eq!(
        keymap.keys_of(Action::Down, &[Context::Home]),
        ["j", "down"]
    );
}

#[test]
fn a_table_named_by_the_start_of_an_id_means_every_context() {
    let keymap = Keymap::parse("[nav]\ndown = [\"down\"]").unwrap();
    assert_eq!(keymap.keys_of(Action::Down, &WALK), ["down"]);
    assert_eq!(keymap.keys_of(Action::Down, &[Context::Review]), ["down"]);
}

#[test]
fn what_is_said_of_one_context_outweighs_what_is_said_of_all() {
    let keymap =
        Keymap::parse("[walk]\n\"nav.down\" = [\"ctrl-n\"]\n[nav]\ndown = [\"down\"]").unwrap();
    assert_eq!(keymap.keys_of(Action::Down, &WALK), ["ctrl-n"]);
    assert_eq!(keymap.keys_of(Action::Down, &[Context::Home]), ["down"]);
}

#[test]
fn all_mistakes_are_told_with_their_place() {
    assert_eq!(
        mistakes(
            "[wlak]\na = []\n[walk]\nverdict-confroming = [\"c\"]\nnote = [\"ctrl-enter\", 3]\n\"home.open\" = [\"O\"]\n"
        ),
        [
            "1:2: no context is named \"wlak\"; did you mean \"walk\"?",
            "4:1: no action is named \"verdict-confroming\" in [walk]; did you mean \"verdict-conforming\"?",
            "5:9: \"ctrl-enter\" does not reach the program from every terminal: most send it without ctrl",
            "5:23: keys are a list of texts, such as [\"g g\", \"home\"]",
            "6:1: home.open has no meaning in [walk], only in [home]",
        ]
    );
}

#[test]
fn conflicts_name_both_actions() {
    assert_eq!(
        mistakes("[walk]\nnote = [\"c\", \"u\", \"g\"]\n")[..2],
        [
            "2:1: in [walk], \"c\" means both walk.verdict-conforming and walk.note",
            "2:1: in [walk], \"g g\" (nav.top) and \"g\" (walk.note) begin alike, so that one is never reached",
        ]
    );
    assert!(mistakes("[walk]\nnote = [\"u\"]\n")[0].contains("walk.note and edit.undo"));
    assert!(
        mistakes("[edit]\nundo = [\"x\"]\n")
            .iter()
            .any(|told| told.starts_with("2:1: in [walk]"))
    );
}

#[test]
fn there_is_always_a_way_out() {
    assert_eq!(
        mistakes("[global]\nquit = []\n"),
        ["2:1: global.quit needs a key: there must be a way out"]
    );
}
