//! What the sample organization has to show: its repository, and (in `records`) its audits.

mod records;

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use jiff::civil::date;

use super::*;
use crate::{
    domain::{due, finding::FindingState, papers::WorkingPapers},
    session::Session,
};

fn clock(on: Date) -> Clock {
    let at = on
        .at(9, 30, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap();
    Clock::Fixed(at.timestamp())
}

fn november() -> Clock {
    clock(date(2026, 11, 22))
}

struct Demo {
    _dir: tempfile::TempDir,
    root: PathBuf,
    clock: Clock,
}

impl Demo {
    fn made(clock: Clock) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = make(&dir.path().join("northfield"), &clock).unwrap();
        Self {
            _dir: dir,
            root,
            clock,
        }
    }

    fn session(&self) -> Session {
        Session::open(&self.root, self.clock.clone()).unwrap()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .current_dir(&self.root)
            .args(["-c", "core.quotepath=off"])
            .args(arguments)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn current(session: &Session) -> &WorkingPapers {
    session.audit(&"aims-internal".parse().unwrap()).unwrap()
}

#[test]
fn two_runs_of_one_day_are_the_same_to_the_commit() {
    let [one, two] = [Demo::made(november()), Demo::made(november())];
    for question in [
        ["rev-parse", "HEAD"].as_slice(),
        &["status", "--porcelain"],
        &["diff"],
    ] {
        assert_eq!(one.git(question), two.git(question));
    }
}

#[test]
fn another_day_moves_dates_and_nothing_else() {
    let one = Demo::made(november());
    for today in [date(2028, 2, 29), date(2026, 12, 31), date(2027, 3, 1)] {
        let other = Demo::made(clock(today));
        let files = |demo: &Demo| demo.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
        assert_eq!(files(&one), files(&other));
        let subjects = |demo: &Demo| demo.git(&["log", "--format=%an %s"]);
        assert_eq!(subjects(&one), subjects(&other));
        assert!(!other.git(&["grep", "-c", "", "HEAD"]).is_empty());
        let session = other.session();
        assert!(session.broken().is_empty());
        assert_eq!(overdue(&session), [(-6, "David Achebe".to_owned())]);
    }
}

fn overdue(session: &Session) -> Vec<(i32, String)> {
    let today = session.clock().today();
    due::queue(session.papers().values())
        .into_iter()
        .filter(|item| item.is_overdue(today))
        .map(|item| (item.days_left(today).unwrap(), item.owner))
        .collect()
}

#[test]
fn the_organization_has_a_real_history() {
    let demo = Demo::made(november());
    let log = demo.git(&["log", "--format=%an", "--", ".", ":!audits"]);
    assert!(log.lines().count() >= 50);
    assert!(log.lines().collect::<BTreeSet<_>>().len() >= 8);
    let ages = demo.git(&["log", "--format=%ct", "--reverse"]);
    let ages: Vec<i64> = ages.lines().map(|age| age.parse().unwrap()).collect();
    assert!(ages.is_sorted());
    assert!(ages.last().unwrap() <= &demo.clock.now().as_second());
    let files = demo.git(&["ls-files"]);
    assert!(
        files
            .lines()
            .any(|file| file == "training/Training needs.md")
    );
    let people = demo.git(&["show", "HEAD:training/records.csv"]);
    assert!(people.contains("Sören Åkesson"));
    demo.git(&["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn no_date_is_left_to_be_filled_in() {
    let demo = Demo::made(november());
    let found = Command::new("grep")
        .args(["-rl", "{{day:", "--exclude-dir=.git", "."])
        .current_dir(&demo.root)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout), "");
    assert!(!demo.git(&["log", "--format=%B"]).contains("{{day:"));
}

#[test]
fn only_the_leftovers_are_uncommitted() {
    let demo = Demo::made(november());
    let session = demo.session();
    let finding = current(&session)
        .findings
        .values()
        .find(|finding| finding.state == FindingState::Draft)
        .unwrap();
    let status = demo.git(&["status", "--porcelain", "--untracked-files=all"]);
    let finding = format!(" M audits/aims-internal/findings/{}.toml", finding.id);
    assert_eq!(
        status.lines().collect::<Vec<_>>(),
        [
            " M audits/aims-internal/answers/iso-42001/9.1.toml",
            &finding,
            " M training/records.csv",
            "?? audits/aims-internal/answers/iso-42001/7.5.2.toml",
            "?? monitoring/drift-note.md",
        ]
    );
    let review = session.review(None).unwrap();
    assert_eq!(review.files.len(), 3);
    assert!(!review.is_blocked(), "{:?}", review.problems);
    assert_eq!(review.others.staged, 0);
    assert_eq!(session.actor().unwrap().name, "Astrid Lindqvist");
}

#[test]
fn every_step_of_a_record_is_in_a_commit_of_the_person_who_made_it() {
    let demo = Demo::made(november());
    let session = demo.session();
    let mut authors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for papers in session.papers().values() {
        for finding in papers.findings.values() {
            let by = finding.history.iter().map(|entry| entry.by.to_string());
            authors.insert(format!("findings/{}", finding.id), by.collect());
        }
        for action in papers.actions.values() {
            let by = action.history.iter().map(|entry| entry.by.to_string());
            authors.insert(format!("actions/{}", action.id), by.collect());
        }
    }
    for (name, by) in authors {
        let path = format!(":(glob)audits/*/{name}.toml");
        let log = demo.git(&["log", "--format=%an <%ae>", "--", &path]);
        let committed: BTreeSet<String> = log.lines().map(str::to_owned).collect();
        assert!(by.is_subset(&committed), "{name}: {by:?} and {committed:?}");
    }
    let trailers = demo.git(&["log", "-1", "--format=%(trailers)", "--", "audits"]);
    assert!(trailers.contains("Audit: aims-internal"), "{trailers}");
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let error = make(dir.path(), &november()).unwrap_err();
    assert_eq!(error.kind, crate::error::ErrorKind::Refused);
    assert!(!error.hints.is_empty());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn east_of_greenwich_nothing_happens_in_the_future() {
    let before_dawn = Clock::Fixed("2026-11-22T00:00:01Z".parse().unwrap());
    let demo = Demo::made(before_dawn);
    let newest = demo.git(&["log", "-1", "--format=%ct"]);
    assert!(newest.trim().parse::<i64>().unwrap() <= demo.clock.now().as_second());
}

#[test]
fn the_workspace_record_is_in_canonical_form() {
    let demo = Demo::made(november());
    let (_, workspace) = Store::open(&demo.root).unwrap();
    let text = fs::read_to_string(demo.root.join(WORKSPACE)).unwrap();
    assert_eq!(
        text,
        Store::text_of(&crate::domain::record::Record::Workspace(workspace))
    );
}

#[test]
fn a_date_is_filled_in_only_where_it_is_meant() {
    let today = date(2026, 3, 1);
    assert_eq!(
        plot::dated("{{day:-1}} {{day:x}} {{day:", today),
        "2026-02-28 {{day:x}} {{day:"
    );
    assert_eq!(plot::dated("é{{day:0}}", today), "é2026-03-01");
}
