//! A fix that was taken back, as a person sees it: at home, in the queue and in the form, and opening it again.

use super::desk::Desk;
use crate::tui::effect::Request;

const ACTION: &str = "audits/aims/actions/C-2M9VTA.toml";
const FINDING: &str = "audits/aims/findings/F-7K3QX2.toml";

/// Makes an implemented corrective action whose fixing commit was reverted.
fn reverted() -> Desk {
    let mut desk = Desk::new();
    let put = |path: &str, text: &str| {
        let path = desk.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("fix.md", "fixed\n");
    desk.git(&["add", "fix.md"]);
    desk.git(&["commit", "-q", "-m", "Fix it", "--", "fix.md"]);
    let commit = desk.git(&["rev-parse", "HEAD"]);
    desk.git(&["revert", "--no-edit", "HEAD"]);
    let history = "[[history]]\nat = 2026-11-20T10:00:00Z\nby = \"Petra <petra@example.org>\"\nto = \"implemented\"\n";
    put(
        FINDING,
        &format!(
            "schema = 1\nid = \"F-7K3QX2\"\ntype = \"minor\"\nstate = \"implemented\"\ntitle = \"Waived\"\n\n{history}"
        ),
    );
    let commit = commit.trim();
    put(
        ACTION,
        &format!(
            "schema = 1\nid = \"C-2M9VTA\"\nstate = \"implemented\"\ntitle = \"Gate it\"\nfindings = [\"F-7K3QX2\"]\n\n\
             [[action]]\nid = \"1\"\nwhat = \"Take it out\"\ndone = 2026-11-10\ncommit = \"{commit}\"\n\n{history}"
        ),
    );
    desk.ask(Request::Reload);
    desk
}

#[test]
fn a_fix_that_was_reverted_is_told_at_home_in_the_queue_and_in_the_form() {
    let mut desk = reverted();
    let said = "F-7K3QX2 proposes to be reopened: its fixing commit";
    desk.sees("No longer holds").sees(said);
    desk.keys("g q").sees("C-2M9VTA").sees("F-7K3QX2 proposes");
    desk.keys("enter").sees(said).sees("was reverted by");
}

#[test]
fn opening_it_again_keeps_what_was_tried_and_opens_the_finding() {
    let mut desk = reverted();
    desk.keys("g q enter s").sees("reopened");
    desk.keys("j j enter")
        .sees("reopened")
        .sees("What was tried before");
    let action = desk.read(ACTION);
    for part in [
        "state = \"reopened\"",
        "[[round]]",
        "was reverted by",
        "[[round.action]]",
    ] {
        assert!(action.contains(part), "{part}: {action}");
    }
    let finding = desk.read(FINDING);
    assert!(finding.contains("state = \"returned\""), "{finding}");
    desk.keys("esc esc").sees_no("No longer holds");
}
