//! Conflicts of independence and stale evidence, by keys alone.

use super::desk::Desk;

/// A desk where the leader has written the policy that she cites in the first row.
fn desk() -> Desk {
    let desk = Desk::new();
    let policy = format!("{}And what she added.\n", super::desk::policy());
    std::fs::write(desk.folder.path().join("policy/ai-policy.md"), policy).unwrap();
    desk.git(&["add", "policy"]);
    let author = "--author=Astrid <ASTRID@example.org>";
    let on = "2026-10-05T08:00:00Z";
    let committed = std::process::Command::new("git")
        .current_dir(desk.folder.path())
        .args(["commit", "-q", author, "--date", on, "-m", "Add a sentence"])
        .env("GIT_COMMITTER_DATE", on)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .status();
    assert!(committed.unwrap().success());
    let mut desk = desk;
    desk.ask(crate::tui::effect::Request::Reload);
    desk
}

fn cite(desk: &mut Desk) {
    desk.keys("enter c e").types("aipol").keys("enter w");
    desk.sees("policy/ai-policy.md");
}

#[test]
fn work_of_an_auditor_on_what_is_cited_is_shown_with_its_commits() {
    let mut desk = desk();
    desk.keys("g i");
    desk.sees("no conflict found");
    desk.keys("q");
    cite(&mut desk);
    desk.keys("g h");
    desk.sees("aims independence: 1 conflict without a safeguard");
    desk.keys("g i");
    desk.sees("Astrid Lindqvist")
        .sees("policy/ai-policy.md")
        .sees("1 commit, no safeguard")
        .sees("iso-42001:4.1#1")
        .sees("2026-10-05")
        .sees("Add a sentence");
    desk.keys("enter");
    desk.sees("question 1 of");
}

#[test]
fn home_opens_the_conflicts_of_an_audit() {
    let mut desk = desk();
    cite(&mut desk);
    desk.keys("g h j enter");
    desk.sees("Independence").sees("Add a sentence");
}

#[test]
fn a_safeguard_takes_a_reason_and_a_second_person_and_can_be_undone() {
    let mut desk = desk();
    cite(&mut desk);
    desk.keys("g i o");
    desk.sees("what keeps the audit impartial where Astrid Lindqvist");
    desk.keys("ctrl-s");
    desk.sees("the reason is what a reader of the report looks for");
    desk.types("Jonas looks at the same").keys("enter");
    desk.sees("a second person");
    desk.types("Astrid <astrid@example.org>").keys("enter");
    desk.sees("Astrid Lindqvist cannot approve it");
    desk.keys("ctrl-u")
        .types("Bea Chair <bea@example.org>")
        .keys("enter");
    desk.sees("1 conflict with a safeguard")
        .sees("Jonas looks at the same")
        .sees("approved by Bea Chair");
    let record = desk.read("audits/aims/audit.toml");
    assert!(record.contains("[[independence]]"), "{record}");
    assert!(
        record.contains("approved-by = \"Bea Chair <bea@example.org>\""),
        "{record}"
    );
    desk.keys("o");
    desk.sees("a safeguard is named already");
    desk.keys("u");
    desk.sees("1 conflict without a safeguard");
    assert!(
        !desk
            .read("audits/aims/audit.toml")
            .contains("[[independence]]")
    );
}

#[test]
fn the_reason_of_a_safeguard_is_not_lost_by_an_esc_at_who_approved_it() {
    let mut desk = desk();
    cite(&mut desk);
    desk.keys("g i o").types("Jonas looks at it").keys("enter");
    desk.sees("a second person").sees("Jonas looks at it");
    desk.keys("esc");
    desk.sees("esc again gives up what was typed")
        .sees("Jonas looks at it");
    desk.types("Bea Chair <bea@example.org>").keys("enter");
    desk.sees("1 conflict with a safeguard")
        .sees("Jonas looks at it");
}

#[test]
fn an_area_is_held_against_the_history_before_anything_is_cited() {
    let mut desk = desk();
    let path = desk.folder.path().join("audits/aims/audit.toml");
    let record = std::fs::read_to_string(&path).unwrap();
    let assigned = "\n[[assignment]]\nauditor = \"Astrid Lindqvist <astrid@example.org>\"\nchecklist = \"iso-42001\"\nrefs = [\"4\"]\n";
    std::fs::write(&path, record + assigned).unwrap();
    desk.ask(crate::tui::effect::Request::Reload);
    desk.keys("enter g i a enter").types("/etc").keys("enter");
    desk.sees("is absolute");
    desk.keys("ctrl-u").types("policy/**").keys("enter");
    desk.sees("area policy/**").sees("1 commit, no safeguard");
    assert!(desk.read("audits/aims/audit.toml").contains("policy/**"));
}

#[test]
fn without_clauses_of_his_own_an_auditor_has_no_area() {
    let mut desk = desk();
    desk.keys("enter g i a");
    desk.sees("no clauses are assigned");
}

#[test]
fn the_review_warns_of_a_conflict_at_the_record_that_cites() {
    let mut desk = desk();
    cite(&mut desk);
    desk.keys("g r");
    desk.sees("Astrid Lindqvist has worked on policy/ai-policy.md");
}

#[test]
fn stale_evidence_is_marked_where_it_is_read() {
    let mut desk = Desk::new();
    let path = desk.folder.path().join("tickmark.toml");
    let record = std::fs::read_to_string(&path).unwrap();
    let limit = "\n[[freshness]]\nname = \"policy\"\npaths = [\"policy/**\"]\ndays = 30\n";
    std::fs::write(&path, record + limit).unwrap();
    desk.ask(crate::tui::effect::Request::Reload);
    cite(&mut desk);
    desk.sees("stale, as cited");
    desk.keys("v");
    desk.sees("Stale: 82 days old when relied on; the limit for \"policy\" is 30.");
    desk.keys("q x f");
    desk.sees("stale, as cited");
    desk.keys("q g r");
    desk.sees("stale: 82 days old");
    desk.keys("q g h");
    desk.sees("2 stale");
    desk.resize(80, 24);
    desk.keys("g w K");
    desk.sees("stale, as cited");
}

#[test]
fn the_screen_holds_at_any_size() {
    let mut desk = desk();
    cite(&mut desk);
    desk.keys("g i");
    for (width, height) in [(80, 24), (40, 12), (20, 6), (120, 40)] {
        desk.resize(width, height);
        desk.keys("j j k ) ( G g g");
        desk.frame();
    }
    desk.resize(80, 24);
    desk.sees("no safeguard").sees("Add a sentence");
}
