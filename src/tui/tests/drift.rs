//! What the auditor saw, what happened since, and pinning anew, by keys in a real repository.

use super::desk::{Desk, git, policy};

/// Cites lines 10 to 12 of the policy in the first row and goes back to it.
fn cited() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter e").types("aipolicy").keys("tab");
    desk.keys("1 0 G v j j enter");
    desk.sees("policy/ai-policy.md:10-12");
    desk
}

/// Writes the policy anew, commits that, and has the program read everything again.
fn edit(desk: &mut Desk, subject: &str, files: &[(&str, &str)]) {
    for (path, text) in files {
        std::fs::write(desk.folder.path().join(path), text).unwrap();
    }
    let folder = desk.folder.path();
    git(folder, &["add", "-A", "policy"]);
    git(folder, &["commit", "-q", "-m", subject]);
    desk.ask(crate::tui::effect::Request::Reload);
}

fn record(desk: &Desk) -> String {
    let listed = desk.git(&["ls-files", "-o", "-m", "audits/aims/answers"]);
    listed.lines().map(|path| desk.read(path)).collect()
}

#[test]
fn lines_that_moved_are_pinned_anew_with_a_reason_and_undo_takes_it_back() {
    let mut desk = cited();
    edit(
        &mut desk,
        "Put a preamble first",
        &[("policy/ai-policy.md", &format!("preamble\n{}", policy()))],
    );
    desk.keys("v");
    desk.sees("moved to policy/ai-policy.md:11-13")
        .sees("1 commit since, none to what was cited")
        .sees("Put a preamble first");
    desk.keys("r")
        .sees("Why is it pinned anew?")
        .sees("now, policy/ai-policy.md:11-13");
    desk.keys("enter").sees("it needs a reason");
    desk.types("a preamble came").keys("enter");
    desk.sees("pinned anew: policy/ai-policy.md:11-13; undo takes it back");
    desk.sees("a preamble came").sees("as cited");
    let saved = record(&desk);
    for part in [
        "lines = [11, 13]",
        "lines = [10, 12]",
        "why = \"a preamble came\"",
    ] {
        assert!(saved.contains(part), "{part}: {saved}");
    }
    desk.keys("u");
    assert!(!record(&desk).contains("earlier"));
    desk.sees("moved to policy/ai-policy.md:11-13");
    desk.keys("ctrl-r");
    assert!(record(&desk).contains("a preamble came"));
}

#[test]
fn a_reason_to_pin_anew_that_is_refused_is_still_there() {
    let mut desk = cited();
    let moved = format!("preamble\n{}", policy());
    edit(
        &mut desk,
        "Put a preamble first",
        &[("policy/ai-policy.md", &moved)],
    );
    desk.editor = Some(|text| format!("{text} a preamble came\n"));
    desk.keys("v r ctrl-e").sees("a preamble came");
    // The branch moves while the reason is typed.
    std::fs::remove_file(desk.folder.path().join("policy/ai-policy.md")).unwrap();
    desk.git(&["commit", "-q", "-a", "-m", "Remove the policy"]);
    desk.keys("enter").sees("Could not");
    desk.keys("enter")
        .sees("a preamble came")
        .sees("Why is it pinned anew?");
    desk.git(&["reset", "-q", "--hard", "HEAD^"]);
    desk.keys("enter")
        .sees("pinned anew: policy/ai-policy.md:11-13");
    assert!(record(&desk).contains("why = \"a preamble came\""));
}

#[test]
fn where_lines_went_is_proposed_looked_at_and_taken() {
    let mut desk = cited();
    let lines: Vec<String> = policy().lines().map(str::to_owned).collect();
    let mut rest = lines.clone();
    let taken: Vec<String> = rest.drain(6..16).collect();
    edit(
        &mut desk,
        "Take the middle to a file of its own",
        &[
            ("policy/ai-policy.md", &(rest.join("\n") + "\n")),
            ("policy/middle.md", &(taken.join("\n") + "\n")),
        ],
    );
    desk.keys("v");
    desk.sees("changed since")
        .sees("100 % policy/middle.md:4-6   taken to another file, in ")
        .sees("Take the middle to a file of its own");
    desk.keys("tab enter");
    desk.sees("proposed: policy/middle.md:4-6, 100 % alike");
    desk.keys("r").sees("policy/middle.md:4-6");
    desk.types("split").keys("enter");
    let saved = record(&desk);
    assert!(
        saved.contains("path = \"policy/middle.md\"") && saved.contains("why = \"split\""),
        "{saved}"
    );
    // The earlier pin is shown from the list.
    desk.keys("tab j j j j G enter")
        .sees("as cited before (1), policy/ai-policy.md at ");
}

#[test]
fn a_commit_in_between_is_shown_with_what_it_did() {
    let mut desk = cited();
    let edited = policy().replace("11 The policy", "11 The new policy");
    edit(&mut desk, "Renew it", &[("policy/ai-policy.md", &edited)]);
    desk.resize(80, 24);
    desk.keys("v tab G enter");
    desk.sees("- before ")
        .sees("+ after ")
        .sees("11 The new policy says thing 11.");
    desk.keys("esc").sees("as cited");
    desk.keys("} r").sees("11 The new policy");
    desk.keys("esc q q");
}

#[test]
fn what_the_comparison_finds_changed_the_walk_says_too() {
    let mut desk = cited();
    desk.sees("= policy/ai-policy.md:10-12");
    let folder = desk.folder.path();
    git(folder, &["mv", "policy/ai-policy.md", "policy/rules.md"]);
    git(folder, &["commit", "-q", "-m", "Rename the policy"]);
    desk.keys("v").sees("moved to policy/rules.md:10-12");
    desk.keys("q")
        .sees("moved to")
        .sees_no("= policy/ai-policy.md");
}
