//! Tampering with real git on a real audit: `tickmark verify` names each kind, the record, the commit and what is wrong.

mod built;
mod citations;
mod guards;
mod histories;
mod identity;
mod merges;
mod persons;
mod signed;
pub(crate) mod story;
mod who_is_whom;

use crate::cli_desk::Desk;

use self::story::Story;

/// A way to tamper, and what is to be said of it.
struct Case {
    /// What is done.
    name: &'static str,
    deed: fn(&Desk, &Story),
    /// The kind that must be told.
    kind: &'static str,
    /// Words that its text must have.
    words: &'static [&'static str],
}

/// Does what a case says on a copy of the audit, and holds what is told against it.
fn try_all(cases: &[Case]) {
    let (desk, story) = story::told();
    for case in cases {
        let desk = desk.copied();
        (case.deed)(&desk, story);
        let run = desk.run(&["verify", "--json"]);
        assert_eq!(run.status, 1, "{}: {run:#?}", case.name);
        let told = run.json();
        let all = told["irregularities"].as_array().unwrap();
        let is_it = |one: &&serde_json::Value| {
            let text = one["text"].as_str().unwrap();
            one["kind"] == case.kind
                && one["counts"] == true
                && case.words.iter().all(|word| text.contains(word))
        };
        let one = all.iter().find(is_it).unwrap_or_else(|| {
            panic!(
                "{}: no {} with {:?} in {all:#?}",
                case.name, case.kind, case.words
            )
        });
        let look = one["look"].as_str().unwrap();
        assert!(look.starts_with("git "), "{}: {look}", case.name);
        // What is pointed at is there to be looked at.
        let shown = desk.command_of("sh").args(["-c", look]).output().unwrap();
        assert!(shown.status.success(), "{}: {look}: {shown:?}", case.name);
        let human = desk.run(&["verify"]);
        assert_eq!(human.status, 1, "{}", case.name);
        assert!(
            human.out.starts_with("not in order"),
            "{}: {human:#?}",
            case.name
        );
        assert!(human.out.contains(case.kind), "{}: {human:#?}", case.name);
    }
}

#[test]
fn nothing_is_wrong_before_anybody_tampers() {
    let (desk, _) = story::told();
    let run = desk.run(&["verify", "--json", "--strict"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let told = run.json();
    assert_eq!(told["in-order"], true);
    assert!(
        told["checked"]["transitions"].as_u64().unwrap() >= 18,
        "{told:#?}"
    );
    assert!(
        told["checked"]["citations"].as_u64().unwrap() >= 3,
        "{told:#?}"
    );
}
