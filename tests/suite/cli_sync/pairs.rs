//! Two auditors who work at random in two clones, and sync both ways: nothing that one alone did is lost.
//!
//! `TICKMARK_PAIRS=200` makes as many pairs as it says, from `TICKMARK_SEED` on.

use std::collections::BTreeMap;

use super::{Pair, record};
use crate::{cli_desk::Desk, honest::Dice};

/// How many pairs are made without being asked for more.
const FEW: u64 = 20;

const ROWS: [&str; 3] = ["4.1#1", "4.2#1", "4.2#2"];

/// What one of both did since they were the same: what they touched, and a word that says it.
type Done = BTreeMap<String, String>;

/// Does something at random.
fn deed(
    desk: &Desk,
    who: &str,
    number: u64,
    dice: &mut Dice,
    findings: &[String],
    done: &mut Done,
) {
    let word = format!("{who} {number} {}", dice.roll(1_000_000));
    match dice.roll(6) {
        0..=2 => {
            let row = ROWS[dice.roll(ROWS.len())];
            let verdict = ["conforming", "observation", "nonconforming"][dice.roll(3)];
            record(desk, row, verdict, &word);
            done.insert(row.to_owned(), word);
        }
        3 => {
            let title = format!("Found by {word}");
            desk.run(&[
                "finding",
                "new",
                "a-1",
                "--type",
                "observation",
                "--criterion",
                "house:4.2",
                "--title",
                &title,
            ])
            .ok();
            done.insert(title.clone(), title);
        }
        4 => {
            let finding = &findings[dice.roll(findings.len())];
            let field = ["--statement", "--consequence", "--requirement"][dice.roll(3)];
            desk.run(&["finding", "set", finding, field, &word]).ok();
            done.insert(format!("{finding}{field}"), word);
        }
        _ => {
            let name = format!("notes/{who}-{number}.md");
            desk.write(&name, &word);
            desk.git(&["add", &name]);
            desk.git(&["commit", "-qm", "A note", "--", &name]);
            done.insert(name, word);
            return;
        }
    }
    desk.run(&["commit", "-m", &format!("Work of {who}")]).ok();
}

/// Returns all that a clone has: records and other files.
fn all(desk: &Desk) -> String {
    let listed = desk.git(&["ls-files", "-z"]);
    let mut text = String::new();
    for path in listed.split_terminator('\0') {
        text.push_str(&desk.read(path));
    }
    text
}

/// Syncs, and chooses at random where both changed the same; returns the fields that were chosen.
fn sync(desk: &Desk, dice: &mut Dice) -> usize {
    let run = desk.run(&["sync", "--json"]);
    if run.status == 0 {
        return 0;
    }
    let json = run.json();
    assert_eq!(json["outcome"], "clashes", "{json:#}");
    let clashes = json["clashes"].as_array().unwrap();
    let mut args = vec!["sync".to_owned()];
    for clash in clashes {
        let side = ["ours", "theirs"][dice.roll(2)];
        let place = format!(
            "{}:{}",
            clash["path"].as_str().unwrap(),
            clash["field"].as_str().unwrap()
        );
        args.extend(["--choose".to_owned(), format!("{place}={side}")]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    desk.run(&args).ok();
    clashes.len()
}

#[test]
fn what_two_did_at_random_is_there_in_both_clones() {
    let number = |name: &str, usual: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(usual)
    };
    let seed = number("TICKMARK_SEED", 1);
    let mut dice = Dice::of(seed);
    let pair = Pair::new();
    let findings: Vec<String> = (0..2)
        .map(|_| crate::cli_findings::drafted(&pair.ada))
        .collect();
    pair.ada.run(&["commit", "-m", "Drafts"]).ok();
    pair.ada.run(&["sync"]).ok();
    pair.ben.run(&["sync"]).ok();
    for round in 0..number("TICKMARK_PAIRS", FEW) {
        let (mut by_ada, mut by_ben) = (Done::new(), Done::new());
        for n in 0..=dice.roll(2) {
            let n = round * 10 + u64::try_from(n).unwrap();
            deed(&pair.ada, "Ada", n, &mut dice, &findings, &mut by_ada);
            deed(&pair.ben, "Ben", n, &mut dice, &findings, &mut by_ben);
        }
        let (first, second) = if dice.roll(2) == 0 {
            (&pair.ada, &pair.ben)
        } else {
            (&pair.ben, &pair.ada)
        };
        sync(first, &mut dice);
        let chosen = sync(second, &mut dice);
        sync(first, &mut dice);
        let (ada, ben) = (all(&pair.ada), all(&pair.ben));
        assert_eq!(ada, ben, "seed {seed}, round {round}");
        assert_eq!(
            pair.ada.git(&["rev-parse", "HEAD"]),
            pair.ben.git(&["rev-parse", "HEAD"])
        );
        let both = by_ada
            .keys()
            .filter(|key| by_ben.contains_key(*key))
            .count();
        assert!(
            chosen <= both,
            "seed {seed}, round {round}: {chosen} chosen, {both} by both"
        );
        for (done, other) in [(&by_ada, &by_ben), (&by_ben, &by_ada)] {
            for (key, word) in done.iter().filter(|(key, _)| !other.contains_key(*key)) {
                assert!(
                    ada.contains(word),
                    "seed {seed}, round {round}: {key}: {word} is lost"
                );
            }
        }
    }
    silent_but_for_choices(&pair.ada);
}

/// Holds that verify has no alarm; that a merge took one of two is worth knowing.
fn silent_but_for_choices(desk: &Desk) {
    let told = desk.run(&["verify"]);
    assert_eq!(told.status, 0, "{told:#?}");
}
