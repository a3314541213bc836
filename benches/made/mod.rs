//! A workspace to measure in: an audit against ISO/IEC 42001 as it is planned, and as many records as are asked for.

use std::{fs, path::Path, process::Command};

use tickmark::{
    clock::Clock,
    domain::{
        action::{Cause, CauseMethod, CorrectiveAction, PlannedAction},
        finding::{Finding, FindingType},
        history::Step,
        id::{ActionId, AuditId, FindingId},
        record::Record,
    },
    session::{Session, init, plan::Plan},
    store::Store,
};

/// Today, for everything that is measured.
pub(crate) fn clock() -> Clock {
    Clock::Fixed("2026-11-22T10:00:00Z".parse().expect("a moment"))
}

/// Makes a workspace with one audit planned against ISO/IEC 42001.
#[allow(
    dead_code,
    reason = "not everything that is measured is against one standard"
)]
pub(crate) fn workspace(dir: &Path) -> Session {
    workspace_against(dir, &["iso-42001"])
}

/// Makes a workspace with one audit planned against these checklists.
pub(crate) fn workspace_against(dir: &Path, checklists: &[&str]) -> Session {
    git(dir, &["init", "--quiet", "--initial-branch=main"]);
    for (key, value) in [
        ("user.name", "Astrid Lindqvist"),
        ("user.email", "astrid@example.org"),
        ("commit.gpgsign", "false"),
        ("core.hooksPath", ".git/hooks"),
    ] {
        git(dir, &["config", key, value]);
    }
    let mut session = init::init(dir, Some("Northfield Mutual"), clock())
        .expect("a workspace is made")
        .into_session();
    let plan = Plan::new(
        audit(),
        "Internal audit of the AI management system".to_owned(),
    );
    session
        .plan(
            plan,
            &checklists
                .iter()
                .map(|id| (*id).to_owned())
                .collect::<Vec<_>>(),
        )
        .expect("an audit is planned");
    session
}

/// Writes findings and corrective actions, so many together, of about forty lines each.
#[allow(dead_code, reason = "not everything that is measured needs records")]
pub(crate) fn fill(session: &Session, records: u32) {
    let step = session.step("").expect("somebody is at work");
    for number in 0..records {
        let record = if number % 3 == 0 {
            Record::Action {
                audit: audit(),
                action: action(number, &step),
            }
        } else {
            Record::Finding {
                audit: audit(),
                finding: finding(number, &step),
            }
        };
        let path = session
            .store()
            .root()
            .join(session.store().path_of(&record.key()));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, Store::text_of(&record)).expect("a record is written");
    }
}

fn audit() -> AuditId {
    "aims-2026".parse().expect("an id")
}

fn finding(number: u32, step: &Step) -> Finding {
    let mut finding = Finding::draft(FindingId::draw(number), FindingType::Minor, step);
    finding.title = format!("Release {number} without an impact assessment");
    finding.grade_reason = text(
        "One release of twelve; the others were assessed in time.",
        3,
    );
    finding.criteria = vec!["iso-42001:8.4".parse().expect("a criterion")];
    finding.place = "Claims triage".into();
    finding.requirement = text(
        "Releases of high impact are assessed before they go live.",
        4,
    );
    finding.objective_evidence = text("The log has no assessment for this release.", 8);
    finding.statement = text("The release went live without the assessment.", 4);
    finding.consequence = text("Nobody knows whom a wrong proposal harms.", 4);
    finding
}

fn action(number: u32, step: &Step) -> CorrectiveAction {
    let finding = FindingId::draw(number + 1);
    let mut action = CorrectiveAction::draft(ActionId::draw(number), finding, step);
    action.title = format!("Assess release {number} and close the gate");
    action.containment.what = text("A handler reads every proposal again.", 3);
    action.correction.what = text("The assessment was made afterwards.", 3);
    action.extent.searched = text("All releases since January.", 3);
    action.extent.result = text("Two more, both assessed since.", 3);
    let mut cause = Cause::by(CauseMethod::FiveWhys);
    cause.root = text("The gate can be waived by one person.", 2);
    let whys = (1..=5).map(|why| format!("Because of thing {why}."));
    cause.set_whys(&whys.collect::<Vec<_>>());
    action.cause = Some(cause);
    action.actions = vec![PlannedAction {
        id: "1".to_owned(),
        what: "Take the waiver out of the release tool".to_owned(),
        owner: Some(step.by.clone()),
        due: Some(step.today),
        done: None,
        proof: String::new(),
        commit: String::new(),
        evidence: Vec::new(),
    }];
    action
}

fn text(line: &str, lines: usize) -> String {
    [line].repeat(lines).join("\n")
}

fn git(dir: &Path, args: &[&str]) {
    let status = Command::new("git")
        .current_dir(dir)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .status()
        .expect("git runs");
    assert!(status.success(), "git {args:?}");
}
