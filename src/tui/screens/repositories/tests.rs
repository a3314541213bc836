use super::*;
use crate::{
    domain::workspace::EvidenceRepository,
    session::{Head, HeadState, repositories::Absent},
    tui::screens::made_up::{self, SIZES, cx, draw, draw_at_any_size, press},
};

fn standing(name: &str, path: &str) -> Standing {
    Standing {
        declared: EvidenceRepository {
            name: name.to_owned(),
            path: path.to_owned(),
            url: "https://git.example.org/x.git".to_owned(),
        },
        is_submodule: false,
        recorded: None,
        cited: 0,
        found: Ok(Head {
            branch: Some("main".to_owned()),
            commit: Some("a1b2c3d4e5f60718293a4b5c6d7e8f9011223344".to_owned()),
            state: HeadState::Branch,
            operation: None,
        }),
    }
}

fn data() -> Data {
    Data {
        repositories: vec![
            Standing {
                cited: 12,
                ..standing("models", "../models")
            },
            Standing {
                is_submodule: true,
                recorded: Some("f".repeat(40)),
                ..standing("vendor/forms", "vendor/forms")
            },
            Standing {
                cited: 1,
                found: Err(Absent {
                    unknown: false,
                    name: "a name that is very long indeed \\u{202e}".to_owned(),
                    why: "is not on this machine".to_owned(),
                    hint: "at the top of this repository: git clone -- https://git.example.org/x.git ../x"
                        .to_owned(),
                }),
                ..standing("a name that is very long indeed \u{202e}", "../x")
            },
        ],
        ..made_up::data()
    }
}

#[test]
fn the_repositories_are_drawn_at_any_size() {
    let data = data();
    let mut screen = RepositoriesScreen::new();
    for (width, height) in SIZES {
        let (rows, _) = draw(&screen, &data, (width, height));
        insta::assert_snapshot!(
            format!("repositories_{width}x{height}"),
            rows.join("\n").trim_end()
        );
        press(&mut screen, "j", cx(&data, (width, height)));
    }
    draw_at_any_size(&screen, &data);
    draw_at_any_size(&RepositoriesScreen::new(), &made_up::data());
}

#[test]
fn y_copies_the_command_without_the_words_before_it() {
    let data = data();
    let mut screen = RepositoriesScreen::new();
    let intents = press(&mut screen, "G k y", cx(&data, (120, 40)));
    assert!(matches!(
        intents.as_slice(),
        [Intent::Copy(command)] if command == "git clone -- https://git.example.org/x.git ../x"
    ));
}
