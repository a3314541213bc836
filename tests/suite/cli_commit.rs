//! What a commit does not take: less of the past than what is committed, and the words of others in one's own name.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::{
    cli_desk::Desk,
    cli_engine::hook,
    tampering::story::{by, raise, told},
};

const FOURTH: &str = "audits/a-1/answers/house/4.1.toml";

/// Copies the story of an audit, to go on with it.
fn desk() -> (Desk, String, String) {
    let (desk, story) = told();
    (desk.copied(), story.issued.clone(), story.issued_path())
}

/// Puts a file back to what a commit has of it.
fn put_back(desk: &Desk, commit: &str, path: &str) {
    let text = desk.git(&["show", &format!("{commit}:{path}")]);
    desk.write(path, &text);
}

#[test]
fn a_finding_with_less_history_than_is_committed_is_not_committed() {
    let (desk, finding, path) = desk();
    let before = desk.git(&["rev-parse", "HEAD"]);
    by(
        &desk,
        "Ben",
        &[&["finding", "move", &finding, "acknowledged"]],
    );
    put_back(&desk, before.trim(), &path);
    let shown = desk.run_as("Ben", &["commit", "--dry-run"]);
    assert_eq!(shown.status, 1, "{shown:#?}");
    let head = desk.git(&["rev-parse", "HEAD"]);
    for name in ["Ben", "Ada"] {
        desk.run_as(name, &["commit"]).fails(
            1,
            &[
                "an entry of history was changed or taken out: it only grows",
                &format!("git checkout -- '{path}'"),
            ],
        );
    }
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
    desk.git(&["checkout", "--", &path]);
    desk.run(&["verify"]).ok();
}

#[test]
fn an_audit_with_less_history_than_is_committed_is_not_committed() {
    let desk = Desk::audit();
    desk.write_frame("a-1");
    for row in ["4.1", "4.2#1", "4.2#2"] {
        desk.run(&[
            "answer",
            "a-1",
            row,
            "--verdict",
            "conforming",
            "--note",
            "seen",
        ])
        .ok();
    }
    desk.run(&["commit"]).ok();
    let before = desk.git(&["rev-parse", "HEAD"]);
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    desk.run(&["commit"]).ok();
    put_back(&desk, before.trim(), "audits/a-1/audit.toml");
    desk.run(&["commit"])
        .fails(1, &["it only grows", "audits/a-1/audit.toml"]);
}

#[test]
fn a_field_that_is_held_is_not_committed_when_it_was_edited_by_hand() {
    let (desk, finding, path) = desk();
    let text = desk
        .read(&path)
        .replace("One of four is not", "All is well");
    desk.write(&path, &text);
    desk.run_as("Ada", &["commit"]).fails(
        1,
        &[
            &finding,
            "put statement = \"One of four is not",
            "throws away all that is not committed in that file",
            "git checkout -- ",
        ],
    );
}

#[test]
fn an_earlier_pin_that_was_taken_out_is_not_committed() {
    let (desk, _, _) = desk();
    let before = desk.git(&["rev-parse", "HEAD"]);
    let text = desk.read(FOURTH);
    let id = text
        .lines()
        .find_map(|line| line.strip_prefix("id = \"E-"))
        .unwrap();
    let id = format!("E-{}", id.trim_end_matches('"'));
    let repin: &[&str] = &[
        "evidence",
        "repin",
        "a-1",
        &id,
        "--to",
        "risk/register.csv:1-2",
        "--why",
        "the heading belongs to it",
    ];
    by(&desk, "Ada", &[repin]);
    put_back(&desk, before.trim(), FOURTH);
    desk.run_as("Ada", &["commit"])
        .fails(1, &["an earlier pin of", "was taken out or changed"]);
}

#[test]
fn what_another_person_saved_is_committed_by_them_or_in_their_name() {
    let (desk, finding, _) = desk();
    desk.run_as("Ben", &["finding", "move", &finding, "acknowledged"])
        .ok();
    let head = desk.git(&["rev-parse", "HEAD"]);
    desk.run_as("Ada", &["commit"]).fails(
        1,
        &[
            "in the name of Ben",
            "the commit would be by Ada",
            "tickmark commit --author 'Ben <ben@example.org>'",
        ],
    );
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
    desk.run_as("Ada", &["commit", "--author", "Ben <ben@example.org>"])
        .ok();
    assert_eq!(
        desk.git(&["log", "-1", "--format=%an %cn"]).trim(),
        "Ben Ada"
    );
    let verified = desk.run(&["verify"]);
    assert!(
        !verified.out.contains("foreign-entry") && verified.status == 0,
        "{verified:#?}"
    );
}

#[test]
fn a_commit_in_the_name_of_one_leaves_the_work_of_others_to_them() {
    let (desk, finding, path) = desk();
    desk.run_as("Ben", &["finding", "move", &finding, "acknowledged"])
        .ok();
    let own = raise(&desk, "Ada");
    let shown = desk.run_as(
        "Ada",
        &["commit", "--author", "Ben <ben@example.org>", "--dry-run"],
    );
    assert!(
        shown.out.contains(&path) && !shown.out.contains(&own),
        "{shown:#?}"
    );
    desk.run_as("Ada", &["commit", "--author", "Ben <ben@example.org>"])
        .fails(0, &[&own, "is left out", "in the name of Ada"]);
    let left = desk.git(&["status", "--porcelain", "audits"]);
    assert!(left.contains(&own) && !left.contains(&finding), "{left}");
    desk.run_as("Ada", &["commit"]).ok();
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
    desk.run(&["verify"]).ok();
}

#[test]
fn the_checklists_of_an_audit_go_with_it_when_a_colleague_commits_it() {
    let desk = Desk::audit();
    let new = [
        "new",
        "a-2",
        "--title",
        "Second",
        "--checklist",
        "iso-42001",
    ];
    desk.run_as("Ben", &new).ok();
    desk.run_as("Ada", &["commit", "--author", "Ben <ben@example.org>"])
        .ok();
    let named = desk.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(
        named.contains("audits/a-2/audit.toml")
            && named.contains("audits/a-2/criteria/iso-42001.toml"),
        "{named}"
    );
    assert!(!named.contains("audits/a-1"), "{named}");
}

/// Lets Ben acknowledge a finding and Ada amend it, with nothing committed in between; returns what was said to Ada.
fn both_at_one(desk: &Desk, finding: &str) -> String {
    desk.run_as("Ben", &["finding", "move", finding, "acknowledged"])
        .ok();
    let amended = amend(desk, finding, "Not yet in the register");
    assert_eq!(amended.status, 0, "{amended:#?}");
    amended.err
}

fn amend(desk: &Desk, finding: &str, title: &str) -> crate::cli_desk::Run {
    desk.run_as(
        "Ada",
        &[
            "finding",
            "amend",
            finding,
            "--title",
            title,
            "--why",
            "it will be",
        ],
    )
}

const BEN: &str = "Ben <ben@example.org>";

#[test]
fn a_record_with_the_news_of_two_is_committed_by_one_with_the_other_as_co_author() {
    let (desk, finding, _) = desk();
    both_at_one(&desk, &finding);
    for (name, other) in [("Ada", BEN), ("Ben", "Ada <ada@example.org>")] {
        desk.run_as(name, &["commit"]).fails(
            1,
            &[
                &finding,
                "in the name of",
                &format!("tickmark commit --co-author '{other}'"),
            ],
        );
    }
    desk.run_as("Ada", &["commit", "--author", BEN])
        .fails(1, &["no pending record holds the work of Ben alone"]);
    let done = desk.run_as("Ada", &["commit", "--co-author", BEN]).ok();
    assert!(done.contains(&format!("co-author: {BEN}")), "{done}");
    assert_eq!(
        desk.git(&[
            "log",
            "-1",
            "--format=%an %cn %(trailers:key=Co-authored-by)"
        ])
        .trim(),
        format!("Ada Ada Co-authored-by: {BEN}")
    );
    let verified = desk.run(&["verify"]);
    assert!(
        verified.status == 0 && !verified.out.contains("foreign-entry"),
        "{verified:#?}"
    );
    let noted = format!("Ada <ada@example.org> committed it, and {BEN} is named as a co-author");
    assert!(verified.out.contains(&noted), "{verified:#?}");
    let log = desk.run(&["log", &finding]).ok();
    assert!(log.contains(&format!("with {BEN}")), "{log}");
}

#[test]
fn whoever_comes_to_the_uncommitted_news_of_another_is_told_once() {
    let (desk, finding, _) = desk();
    let told = both_at_one(&desk, &finding);
    let way = format!(
        "{finding} holds what Ben has not committed, too: both go into one commit: tickmark commit --co-author '{BEN}'"
    );
    assert!(told.contains(&way), "{told}");
    let again = amend(&desk, &finding, "Not in the register yet");
    assert!(!again.err.contains("has not committed"), "{again:#?}");
    desk.run_as("Ada", &["commit", "--co-author", BEN]).ok();
    // What is committed is nobody's news.
    let later = amend(&desk, &finding, "Missing in the register");
    assert!(!later.err.contains("has not committed"), "{later:#?}");
}

#[test]
fn the_trailer_of_a_co_author_stands_where_git_reads_it_under_any_message() {
    for message in [
        "Both of us",
        "Both of us\n\nWe sat at one machine.\n",
        "Both of us\n\nSigned-off-by: Ada <ada@example.org>\n",
    ] {
        let (desk, finding, _) = desk();
        both_at_one(&desk, &finding);
        desk.run_as("Ada", &["commit", "--co-author", BEN, "-m", message])
            .ok();
        let trailers = desk.git(&["log", "-1", "--format=%(trailers)"]);
        assert!(
            trailers.trim().ends_with(&format!("Co-authored-by: {BEN}"))
                && trailers.contains(&format!("Finding: {finding}")),
            "{trailers}"
        );
        assert_eq!(
            trailers.contains("Signed-off-by"),
            message.contains("Signed-off-by")
        );
        desk.run(&["verify"]).ok();
    }
}

#[test]
fn a_hook_that_takes_a_co_author_out_of_where_git_reads_trailers_is_refused() {
    let (desk, finding, _) = desk();
    both_at_one(&desk, &finding);
    let head = desk.git(&["rev-parse", "HEAD"]);
    hook(&desk, "commit-msg", "printf '\\nChange-Id: 7\\n' >> \"$1\"");
    desk.run_as("Ada", &["commit", "--co-author", BEN]).fails(
        1,
        &[
            "the hook commit-msg has taken out of the message: Co-authored-by: Ben",
            "git interpret-trailers",
        ],
    );
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
    hook(
        &desk,
        "commit-msg",
        "git interpret-trailers --in-place --trailer 'Change-Id: 7' \"$1\"",
    );
    desk.run_as("Ada", &["commit", "--co-author", BEN]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn what_a_hook_of_git_itself_takes_out_of_a_message_is_told_with_the_commit() {
    let (desk, finding, _) = desk();
    both_at_one(&desk, &finding);
    desk.git(&["update-index", "--split-index"]);
    hook(&desk, "commit-msg", "printf '\\nChange-Id: 7\\n' >> \"$1\"");
    desk.run_as("Ada", &["commit", "--co-author", BEN]).fails(
        3,
        &[
            "was made, but a hook has taken out of its message: Co-authored-by: Ben",
            "git commit --amend",
        ],
    );
}

#[test]
fn only_who_put_their_name_to_something_is_a_co_author() {
    let (desk, finding, _) = desk();
    both_at_one(&desk, &finding);
    let head = desk.git(&["rev-parse", "HEAD"]);
    let cy = [
        "commit",
        "--co-author",
        BEN,
        "--co-author",
        "Cy <cy@example.org>",
    ];
    desk.run_as("Ada", &cy)
        .fails(1, &["nothing new in these records is in the name of Cy"]);
    let herself = ["commit", "--co-author", "Ada <ada@example.org>"];
    desk.run_as("Ada", &herself)
        .fails(2, &["Ada is the author"]);
    desk.run_as("Ada", &["commit", "--mine", "--co-author", BEN])
        .fails(2, &["--mine"]);
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn ones_own_work_is_committed_alone_where_other_records_hold_a_colleagues() {
    let (desk, finding, _) = desk();
    desk.run_as("Ben", &["finding", "move", &finding, "acknowledged"])
        .ok();
    desk.run_as("Ada", &["commit", "--mine"]).fails(
        1,
        &[
            "each record that has changed",
            &finding,
            "in the name of Ben",
        ],
    );
    let own = raise(&desk, "Ada");
    let said = desk.run_as("Ada", &["commit"]);
    said.fails(
        1,
        &["tickmark commit --mine", "--author 'Ben <ben@example.org>'"],
    );
    let shown = desk.run_as("Ada", &["commit", "a-1", "--mine", "--dry-run"]);
    shown.fails(0, &[&finding, "is left out"]);
    assert!(shown.out.contains(&own), "{shown:#?}");
    desk.run_as("Ada", &["commit", "a-1", "--mine"])
        .fails(0, &[&finding, "is left out", "in the name of Ben"]);
    let named = desk.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(named.contains(&own) && !named.contains(&finding), "{named}");
    desk.run_as("Ben", &["commit"]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn a_dry_run_names_what_is_in_the_name_of_others_and_the_ways_on() {
    let (desk, finding, _) = desk();
    both_at_one(&desk, &finding);
    let shown = desk.run_as("Ada", &["commit", "--dry-run"]);
    shown.fails(1, &["--co-author"]);
    for text in ["problems", "in the name of Ben", "whose own news are in it"] {
        assert!(shown.out.contains(text), "{shown:#?}");
    }
    let shown = desk.run_as("Ada", &["commit", "--dry-run", "--json"]);
    assert_eq!(shown.status, 1, "{shown:#?}");
    let shown = shown.json();
    assert!(
        shown["blocked"] == true && shown["problems"][0]["severity"] == "blocks",
        "{shown:#?}"
    );
    desk.run_as("Ada", &["commit", "--dry-run", "--co-author", BEN])
        .ok();
}

#[test]
fn an_address_of_the_mailmap_is_no_other_person() {
    let (desk, finding, _) = desk();
    desk.write(".mailmap", "Ben <ben@example.org> <benno@example.org>\n");
    desk.git(&["add", ".mailmap"]);
    desk.git(&["commit", "-q", "-m", "Ben has two addresses"]);
    desk.run_as("Benno", &["finding", "move", &finding, "acknowledged"])
        .ok();
    desk.run_as("Ben", &["commit"]).ok();
}

/// Lets Ada plan an audit that is never committed, in which Ben answers a row.
fn answered_in_a_new_audit(desk: &Desk) {
    let new = ["new", "a-2", "--title", "Second", "--checklist", "house"];
    let team = ["--lead", "Ada <ada@example.org>", "--auditor", BEN];
    desk.run_as("Ada", &[&new[..], &team[..]].concat()).ok();
    let answer = ["answer", "a-2", "4.1", "--verdict", "conforming"];
    desk.run_as("Ben", &answer).ok();
}

#[test]
fn no_record_is_committed_without_its_audit() {
    let (desk, _, _) = desk();
    answered_in_a_new_audit(&desk);
    desk.run_as("Ada", &["commit", "--author", BEN])
        .fails(1, &["its audit is, and was never committed"]);
    desk.run_as("Ada", &["commit", "--mine"]).ok();
    desk.run_as("Ada", &["commit", "--author", BEN]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn what_rests_on_a_team_that_is_left_out_is_not_committed_without_it() {
    let (desk, _, _) = desk();
    let enrol = ["audit", "set", "a-1", "--auditor", BEN];
    desk.run_as("Ada", &enrol).ok();
    let answer = ["answer", "a-1", "4.2#2", "--verdict", "conforming"];
    desk.run_as("Ben", &answer).ok();
    desk.run_as("Ada", &["commit", "--author", BEN]).fails(
        1,
        &["who is not of the audit team", "audits/a-1/audit.toml"],
    );
    desk.run_as("Ada", &["commit", "--mine"]).ok();
    desk.run_as("Ada", &["commit", "--author", BEN]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn what_git_is_in_the_middle_of_is_said_before_all_else() {
    let (desk, finding, _) = desk();
    desk.git(&["switch", "-q", "-c", "other"]);
    desk.git(&["commit", "-q", "--allow-empty", "-m", "Nothing"]);
    desk.git(&["switch", "-q", "main"]);
    desk.git(&["merge", "-q", "--no-ff", "--no-commit", "other"]);
    desk.run_as("Ben", &["finding", "move", &finding, "acknowledged"])
        .ok();
    let run = desk.run_as("Ada", &["commit"]);
    run.fails(1, &["a merge is under way"]);
    assert!(!run.err.contains("--co-author"), "{run:#?}");
}
