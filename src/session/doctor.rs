//! What works here, what does not, and how to mend it.

mod ground;

use std::path::Path;

use crate::{
    clock::Clock,
    domain::{finding, freshness::FreshnessLimit},
    error::Error,
    vcs::{self, HeadState, Recovery, Repository},
};

use super::{Session, checklists, healed, presence, repositories::Standing};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It works.
    Good,
    /// It works, with a limit.
    Limited,
    /// It does not work.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub what: &'static str,
    /// How it came out.
    pub health: Health,
    /// What was seen.
    pub seen: String,
    /// How to mend it, one step each.
    pub hints: Vec<String>,
}

impl Check {
    /// Notes what was seen.
    pub fn new(what: &'static str, health: Health, seen: impl Into<String>) -> Self {
        Self {
            what,
            health,
            seen: seen.into(),
            hints: Vec::new(),
        }
    }

    /// Adds a way to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    fn failed(what: &'static str, error: Error) -> Self {
        Self {
            what,
            health: Health::Bad,
            seen: error.message,
            hints: error.hints,
        }
    }
}

/// Looks at repository, identity, branch, signing and workspace of a folder.
pub fn examine(dir: &Path, clock: Clock) -> Vec<Check> {
    let mut checks = Vec::new();
    let repository = match vcs::open(dir) {
        Ok(repository) => repository,
        Err(cause) => {
            checks.push(Check::failed("repository", cause.into()));
            return checks;
        }
    };
    let place = repository.work_dir().display().to_string();
    checks.push(Check::new(
        "repository",
        Health::Good,
        crate::safe::escape_line(&place),
    ));
    checks.push(match repository.identity() {
        Ok(person) => Check::new("identity", Health::Good, person.to_string()),
        Err(cause) => Check::failed("identity", cause.into()),
    });
    checks.push(branch(&repository));
    match Session::open(dir, clock) {
        Ok(session) => {
            checks.extend(commits(&session));
            checks.extend(presence::checks(&session));
            checks.extend(workspace(&session));
            checks.extend(ground::checks(&session));
        }
        Err(error) => checks.push(Check::failed("workspace", error)),
    }
    checks
}

fn branch(repository: &dyn Repository) -> Check {
    let head = match repository.head() {
        Ok(head) => head,
        Err(cause) => return Check::failed("branch", cause.into()),
    };
    let name = head
        .branch
        .clone()
        .unwrap_or_else(|| "no branch".to_owned());
    if let Some(operation) = head.operation {
        return Check::new(
            "branch",
            Health::Bad,
            format!("{name}, with a {operation} under way"),
        )
        .hint(format!(
            "finish or abort the {operation}; records cannot be committed until then"
        ));
    }
    match head.state {
        HeadState::Branch => Check::new("branch", Health::Good, name),
        HeadState::Unborn => Check::new(
            "branch",
            Health::Good,
            format!("{name}, without a commit yet"),
        ),
        HeadState::Detached => Check::new("branch", Health::Bad, "HEAD is detached")
            .hint("records can only be committed on a branch: git switch BRANCH"),
    }
}

/// Says what a commit has to reckon with: one that was cut short, locks, an index that git alone reads, others who work here.
fn commits(session: &Session) -> Vec<Check> {
    let mut checks = Vec::new();
    let shown = |path: &Path| crate::safe::escape_line(&path.display().to_string()).into_owned();
    if let Some(error) = session.unhealed() {
        checks.push(Check::failed("commits", error.clone()));
    }
    let engine = session.repository().engine();
    let mut is_told = false;
    if let Some(found) = session.healed() {
        let seen = healed::sentence(found).unwrap_or_default();
        is_told = matches!(found, Recovery::ForeignLock { .. });
        let health = if is_told {
            Health::Bad
        } else {
            Health::Limited
        };
        checks.push(Check::new("commits", health, seen));
    }
    for lock in session.repository().tag_locks() {
        let seen = format!(
            "git's tag {} is locked, for {} s: its audit cannot be signed off",
            crate::safe::escape_line(&lock.tag),
            lock.age.as_secs()
        );
        let hint = format!(
            "wait for the other program; if none is running, remove {}",
            shown(&lock.path)
        );
        checks.push(Check::new("sign-offs", Health::Limited, seen).hint(hint));
    }
    for (path, age) in session.repository().locks() {
        let is_index = path.ends_with("index.lock");
        if is_index && is_told {
            continue;
        }
        let what = if is_index { "index is" } else { "branches are" };
        let seen = format!(
            "git's {what} locked, for {} s: nothing can be committed",
            age.as_secs()
        );
        let hint = format!(
            "wait for the other program; if none is running, remove {}",
            shown(&path)
        );
        checks.push(Check::new("commits", Health::Limited, seen).hint(hint));
    }
    let taken_back = session.taken_back(None);
    if let Some(first) = taken_back.first() {
        let seen = match taken_back.len() {
            1 => format!(
                "a record is staged as it was before it was committed: {}",
                crate::safe::escape_line(first)
            ),
            many => format!(
                "{many} records are staged as they were before they were committed, such as {}",
                crate::safe::escape_line(first)
            ),
        };
        let folder = session.store().records_folder();
        let check = Check::new("commits", Health::Bad, seen);
        checks.push(check.hint(format!(
            "the next git commit would take them back: git restore --staged -- {}",
            crate::safe::escape_line(folder)
        )));
    }
    if let Some(path) = engine.set_aside {
        let seen = format!(
            "the note of a commit that was cut short could not be understood: {}",
            shown(&path)
        );
        let check = Check::new("commits", Health::Limited, seen);
        checks.push(check.hint("see with git status what was committed, then remove it"));
    }
    if engine.by_git {
        checks.push(Check::new(
            "commits",
            Health::Good,
            "the index is split or sparse: the git program makes the commits",
        ));
    }
    if engine.is_shared {
        let seen = "the repository is shared with others (core.sharedRepository), and so is what is written";
        let check = Check::new("commits", Health::Good, seen);
        checks.push(check.hint("one clone for each auditor is better"));
    }
    checks
}

/// Looks at the checklists of one's own: which cannot be read, and that nobody but the user commits them.
fn own_checklists(session: &Session) -> Vec<Check> {
    let library = session.library();
    let mut own = 0;
    let mut faults: Vec<String> = library.broken().iter().map(ToString::to_string).collect();
    for (id, _) in library.titles() {
        let Ok(id) = id.parse() else { continue };
        if checklists::file_of(library, &id).is_none() {
            continue;
        }
        own += 1;
        if let Some(Err(found)) = library.get(&id) {
            faults.extend(found.iter().map(ToString::to_string));
        }
    }
    let mut checks: Vec<Check> = faults
        .into_iter()
        .map(|fault| {
            Check::new("checklist", Health::Bad, fault).hint("all faults: tickmark checklist lint")
        })
        .collect();
    if own > 0 {
        let noun = if own == 1 { "checklist" } else { "checklists" };
        checks.push(Check::new(
            "checklists",
            Health::Good,
            format!(
                "{own} {noun} of your own in checklists/: yours to commit, as tickmark commit takes records alone"
            ),
        ));
    }
    checks
}

/// Says how it stands with a repository that holds evidence; one that is cited from and not here is missed.
fn evidence(standing: &Standing) -> Check {
    let name = crate::safe::escape_line(&standing.declared.name).into_owned();
    match standing.head() {
        Ok(head) => {
            let health = if standing.astray().is_some() {
                Health::Limited
            } else {
                Health::Good
            };
            let check = Check::new("evidence", health, format!("{name}, {head}"));
            match standing.astray() {
                Some(_) => check.hint(
                    "what is cited there is pinned as it is checked out; commit or update the submodule to have both agree",
                ),
                None => check,
            }
        }
        Err(absent) => {
            let health = if standing.cited > 0 {
                Health::Bad
            } else {
                Health::Limited
            };
            let check = Check::new("evidence", health, absent.sentence());
            if absent.hint.is_empty() {
                check
            } else {
                check.hint(absent.hint.clone())
            }
        }
    }
}

/// Tells of ids that stand in one list twice, and of keys that look like a slip of the pen, each with its place.
fn oddities(session: &Session) -> Vec<Check> {
    session
        .store()
        .all_oddities()
        .into_iter()
        .map(|odd| {
            let hint = odd.hint.clone().unwrap_or_default();
            let place = format!("{}:{}:{}: {}", odd.path, odd.line, odd.column, odd.message);
            Check::new("record", Health::Limited, place).hint(hint)
        })
        .collect()
}

/// Tells of records that speak of what is not there, or lead back to themselves.
fn relations(session: &Session) -> Vec<Check> {
    let papers = session.papers().values();
    papers
        .flat_map(|papers| {
            let mut found = papers.relations();
            found.extend(session.problems_between(papers));
            found
        })
        .map(|problem| {
            let path = session.store().path_of(&problem.record);
            let seen = format!("{path}: {}", problem.text);
            let seen = crate::safe::escape_line(&seen).into_owned();
            Check::new("record", Health::Limited, seen)
                .hint("mend the record, or bring back what it speaks of")
        })
        .collect()
}

/// Says whether git merges the records of this clone field by field; nothing where it does.
fn merging(session: &Session) -> Option<Check> {
    let standing = session.merge_standing();
    let seen = match (standing.is_named, standing.is_known) {
        (true, true) => return None,
        (true, false) => {
            "this clone does not know how records are merged, so git merges their lines"
        }
        (false, _) => "git is not told how records are merged, so it merges their lines",
    };
    let check = Check::new("merging", Health::Limited, seen);
    Some(check.hint("let git merge them field by field: tickmark init"))
}

fn workspace(session: &Session) -> Vec<Check> {
    let audits = session.papers().len();
    let organisation = crate::safe::escape_line(&session.workspace().organisation).into_owned();
    let mut checks = vec![Check::new(
        "workspace",
        Health::Good,
        format!(
            "{organisation}, {audits} {} in {}/",
            if audits == 1 { "audit" } else { "audits" },
            session.store().records_folder()
        ),
    )];
    for odd in FreshnessLimit::oddities(&session.workspace().freshness) {
        let odd = crate::safe::escape_line(&odd).into_owned();
        let check = Check::new("freshness", Health::Limited, odd);
        checks.push(
            check.hint("mend [[freshness]] in tickmark.toml: the first limit that fits counts"),
        );
    }
    for odd in finding::oddities(&session.workspace().grades) {
        let odd = crate::safe::escape_line(&odd).into_owned();
        let check = Check::new("grades", Health::Limited, odd);
        checks.push(check.hint("mend [[grade]] in tickmark.toml"));
    }
    for broken in session.broken() {
        for fault in broken.faults() {
            let check = Check::new("record", Health::Bad, fault.to_string());
            let check = (fault.hint.iter()).fold(check, |check, hint| check.hint(hint.clone()));
            checks
                .push(check.hint(
                    "mend the file in an editor; it is never overwritten while it is broken",
                ));
        }
    }
    checks.extend(oddities(session));
    checks.extend(relations(session));
    if let Some(told) = session.uncommitted_mailmap() {
        checks.push(Check::new("people", Health::Limited, told));
    }
    checks.extend(own_checklists(session));
    checks.extend(session.standings().iter().map(evidence));
    for fault in session.texts().1 {
        let check = Check::new("texts", Health::Bad, fault.to_string());
        checks.push(check.hint("mend the file; it is never overwritten while it is broken"));
    }
    checks.extend(merging(session));
    checks
}
