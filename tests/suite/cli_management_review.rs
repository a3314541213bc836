//! What the records say for the management review, by command.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Issues a finding of a type and returns its id.
fn issued(desk: &Desk, kind: &str, title: &str) -> String {
    let args = [
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--evidence",
        "risk/register.csv:2-3",
        "--type",
        kind,
        "--title",
        title,
        "--requirement",
        "Every system is in the register.",
        "--objective-evidence",
        "Two of four systems are missing.",
        "--statement",
        "Two systems are not in the register.",
        "--grade-reason",
        "Two of four.",
    ];
    let id = desk.run(&args).ok().trim().to_owned();
    let to = if matches!(kind, "major" | "minor") {
        "issued"
    } else {
        "noted"
    };
    desk.run(&["finding", "move", &id, to]).ok();
    id
}

#[test]
fn the_review_tells_results_trend_and_what_is_to_be_added_from_elsewhere() {
    let desk = Desk::audit();
    issued(&desk, "major", "Systems are missing | everywhere");
    issued(&desk, "opportunity", "Sort the register");
    let text = desk.run(&["management-review"]).ok();
    for said in [
        "# Management review of Example Ltd: the audits",
        "- Nonconformities raised: 1; major: 1; that repeat an earlier finding: 0.",
        "| `a-1` First audit | fieldwork |",
        "There is no conclusion yet.",
        "| house:4.1 | 1 | 1 |",
        "Sort the register (opportunity for improvement, noted)",
        "## To be added from elsewhere",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains("missing | everywhere"), "{text}");
    let told = desk.run(&["management-review", "--json"]).json();
    assert_eq!(told["raised"], 1);
    assert_eq!(told["open"], 1);
    let last = told["trend"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["raised-major"], &last["open-major"]),
        (&1.into(), &1.into())
    );
    assert_eq!(told["audits"][0]["findings"][0]["type"], "major");
    assert_eq!(told["opportunities"][0]["title"], "Sort the register");
}

#[test]
fn a_period_before_everything_holds_nothing() {
    let desk = Desk::audit();
    issued(&desk, "minor", "Systems are missing");
    let period = ["--from", "2001-01-01", "--to", "2001-12-31"];
    let args = [&["management-review", "--json"], &period[..]].concat();
    let told = desk.run(&args).json();
    assert_eq!((&told["raised"], &told["open"]), (&0.into(), &0.into()));
    assert_eq!(told["audits"].as_array().unwrap().len(), 0);
    assert_eq!(told["from"], "2001-01-01");
    let one_end = desk.run(&["management-review", "--json", "--from", "2001-01-01"]);
    assert_eq!(one_end.json()["to"], "2001-12-31");
}

#[test]
fn a_period_out_of_our_time_is_refused_in_words() {
    let desk = Desk::audit();
    for (period, said) in [
        (&["--from", "9999-01-01"][..], "1900 to 2199"),
        (&["--to", "0000-01-01"][..], "1900 to 2199"),
        (
            &["--from", "0000-01-01", "--to", "9999-12-31"][..],
            "1900 to 2199",
        ),
        (
            &["--from", "1950-01-01", "--to", "2060-01-01"][..],
            "longer than 100 years",
        ),
    ] {
        let args = [&["management-review"], period].concat();
        desk.run(&args)
            .fails(2, &["Could not write the review", said]);
    }
}

#[test]
fn what_is_overdue_is_said_with_its_day_whatever_period_is_reviewed() {
    let desk = Desk::audit();
    let text = desk.run(&["management-review", "--to", "2001-12-31"]).ok();
    assert!(!text.contains("- Overdue: "), "{text}");
    assert!(text.contains("- Overdue on 20"), "{text}");
}

#[test]
fn a_period_that_ends_before_it_begins_is_wrong_use() {
    let desk = Desk::audit();
    let turned = ["--from", "2026-12-31", "--to", "2026-01-01"];
    let args = [&["management-review"], &turned[..]].concat();
    desk.run(&args)
        .fails(2, &["ends before it begins", "--from"]);
    desk.run(&["management-review", "--from", "soon"])
        .fails(2, &["soon"]);
}

#[test]
fn the_review_is_written_to_a_file_and_says_what_it_could_not_read() {
    let desk = Desk::audit();
    let id = issued(&desk, "minor", "Systems are missing");
    desk.write(
        &format!("audits/a-1/findings/{id}.toml"),
        "schema = 1\nid = \n",
    );
    let run = desk.run(&["management-review", "-o", "review.md"]);
    assert!(run.err.contains("wrote "), "{run:#?}");
    assert!(run.err.contains("1 record cannot be read"), "{run:#?}");
    assert_eq!(run.status, 1, "{run:#?}");
    assert_eq!(desk.run(&["management-review", "--json"]).status, 1);
    let text = desk.read("review.md");
    assert!(text.contains("nothing of them is counted"), "{text}");
    assert!(text.contains(&id), "{text}");
}
