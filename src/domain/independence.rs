//! Whether the auditors have worked on what they audit: their commits to the files that are cited and to their areas.
//!
//! The standards ask for auditors who are objective and impartial; ISO/IEC 42001 (9.2.2) and ISO 19011 do not ban in so
//! many words that somebody audits what he has worked on. Where independence is not possible, the audit names the safeguard
//! that keeps it impartial ([`Safeguard`]), and a second person approves it.
//!
//! **Who is meant** for a cited file ([`inquiries`]): who obtained it, who answered the row that it is cited in, and whom the
//! clause is assigned to. A clause that nobody is assigned to is that of all auditors: the leader and the auditors of the
//! team. Experts and observers do not audit, and are meant only where they obtained evidence or answered a row all the same.
//! Evidence of corrective actions is brought by the auditee, so there only auditors count. For an area: its auditor.
//!
//! **What counts** as work on a file is a commit, within the audited period, of which one is the author or a co-author
//! ([`Contribution`]). The records of audits are the auditors' own work and count for nothing.
//!
//! What the history does not show, such as before the edge of a shallow clone, is a [`Gap`]: then nobody is called free of
//! conflicts.

mod asked;
mod safeguard;
#[cfg(test)]
mod tests;
mod work;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use self::{
    asked::{Inquiry, inquiries},
    safeguard::Safeguard,
    work::{Contribution, Contributions, Gap},
};

use self::asked::{Cited, cited};
use super::{
    audit::Assignment,
    evidence::within,
    papers::{CitedIn, WorkingPapers},
    pattern::PathPattern,
    person::Person,
};

words! {
    /// What is known of the independence of an auditor.
    pub enum Standing: "standing" {
        /// No work on what is audited was found.
        NoneFound = "none-found", "no conflict found";
        /// There was such work, and a safeguard is named and approved for all of it.
        Safeguarded = "safeguarded", "conflict with a safeguard";
        /// Not all of the history could be looked at.
        NotDetermined = "not-determined", "not determined";
        /// There was such work, and no safeguard for some of it.
        Conflict = "conflict", "conflict";
    }
}

/// What an auditor has worked on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// A file that is cited.
    File {
        /// The name of its repository; `.` is this one.
        repository: String,
        /// The path.
        path: String,
    },
    /// The area that is assigned.
    Area(PathPattern),
}

impl std::fmt::Display for Matter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File { repository, path } => f.write_str(&within(repository, path, None)),
            Self::Area(area) => write!(f, "{area}"),
        }
    }
}

/// An auditor who has worked on what is audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Who.
    pub auditor: Person,
    /// On what.
    pub matter: Matter,
    /// The commits that show it, the newest first.
    pub commits: Vec<Contribution>,
    /// Where the file is cited; nowhere for an area.
    pub cited_in: Vec<CitedIn>,
    /// The safeguard that is named for it.
    pub safeguard: Option<Safeguard>,
    /// How many of the commits are younger than the safeguard, which nobody has approved then.
    pub since: usize,
}

impl Conflict {
    /// Tells whether it stands without a safeguard, or with one that knows not all of it.
    pub fn is_open(&self) -> bool {
        self.safeguard.is_none() || self.since > 0
    }
}

/// What is known of an auditor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditorStanding {
    /// Who.
    pub auditor: Person,
    /// What is known.
    pub standing: Standing,
    /// How many conflicts there are, those with a safeguard included.
    pub conflicts: usize,
}

/// What is known of the independence of those who do an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Independence {
    /// The first day of the audited period; none when all of the history before its end counts.
    pub from: Option<Date>,
    /// The last day of the audited period; none when all that has come since counts.
    pub to: Option<Date>,
    /// Everybody who was looked at, in the order of the team.
    pub auditors: Vec<AuditorStanding>,
    /// The conflicts, the open ones first.
    pub conflicts: Vec<Conflict>,
    /// What the history does not show.
    pub gaps: Vec<Gap>,
    /// How many files are cited.
    pub files: usize,
    /// How many areas are assigned.
    pub areas: usize,
}

impl Independence {
    /// Counts the conflicts that have no safeguard.
    pub fn open(&self) -> usize {
        self.conflicts.iter().filter(|c| c.is_open()).count()
    }

    /// Tells whether nothing speaks against the audit: no open conflict, and nothing that could not be looked at.
    pub fn is_clear(&self) -> bool {
        self.open() == 0 && self.gaps.is_empty()
    }

    /// Says how it stands, in a few words.
    pub fn summary(&self) -> String {
        let noun = |n: usize| if n == 1 { "conflict" } else { "conflicts" };
        let mut parts = Vec::new();
        let (open, all) = (self.open(), self.conflicts.len());
        if open > 0 {
            parts.push(format!("{open} {} without a safeguard", noun(open)));
        }
        if all > open {
            let covered = all - open;
            parts.push(format!("{covered} {} with a safeguard", noun(covered)));
        }
        if !self.gaps.is_empty() {
            parts.push("not all of the history could be looked at".to_owned());
        }
        if parts.is_empty() {
            "no conflict found".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

impl Matter {
    /// Returns the path that a safeguard names it by: in another repository the name of that comes first.
    pub fn locator(&self) -> String {
        match self {
            Self::File { repository, path } if repository == "." => path.clone(),
            Self::File { repository, path } => format!("{repository}/{path}"),
            Self::Area(area) => area.to_string(),
        }
    }
}

/// Holds what people have done, by the name of the repository, against what they audit.
///
/// `records` is the folder of all records. Of a repository that is not in `work` nothing can be told.
pub fn judge(
    papers: &WorkingPapers,
    work: &BTreeMap<String, Contributions>,
    records: &str,
) -> Independence {
    let audit = &papers.audit;
    let files = cited(papers, records);
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut gaps: Vec<Gap> = Vec::new();
    for (repository, asked) in inquiries(papers, records) {
        match work.get(&repository) {
            Some(work) => gaps.extend(work.gaps.iter().cloned()),
            None if asked.is_empty() => {}
            None => gaps.push(Gap::Absent(repository)),
        }
    }
    for ((repository, path), file) in &files {
        if let Some(work) = work.get(repository) {
            conflicts.extend(of_file(repository, path, file, work));
        }
    }
    if let Some(work) = work.get(".") {
        for assignment in &audit.assignments {
            for area in &assignment.paths {
                let found = of_area(assignment, area, work, &conflicts);
                conflicts.extend(found);
            }
        }
    }
    for conflict in &mut conflicts {
        conflict
            .commits
            .sort_by(|a, b| (b.at, &b.commit).cmp(&(a.at, &a.commit)));
        let covering = audit
            .safeguards
            .iter()
            .filter(|s| s.covers(conflict, audit));
        if let Some(safeguard) = covering.max_by_key(|s| s.at) {
            conflict.since = conflict
                .commits
                .iter()
                .filter(|c| c.at > safeguard.at)
                .count();
            conflict.safeguard = Some(safeguard.clone());
        }
    }
    conflicts.sort_by(|a, b| {
        let key = |c: &Conflict| {
            (
                !c.is_open(),
                c.auditor.email.to_ascii_lowercase(),
                c.matter.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    let people = asked::people(papers, &files);
    let auditors = people
        .into_iter()
        .map(|auditor| standing(auditor, &conflicts, !gaps.is_empty()));
    Independence {
        from: audit.period_start,
        to: audit.period_end,
        auditors: auditors.collect(),
        files: files.len(),
        areas: audit.assignments.iter().map(|a| a.paths.len()).sum(),
        conflicts,
        gaps,
    }
}

fn of_file(repository: &str, path: &str, file: &Cited, work: &Contributions) -> Vec<Conflict> {
    let names = work.names.get(path);
    let is_it =
        |touched: &String| touched == path || names.is_some_and(|names| names.contains(touched));
    let of = |auditor: &Person| {
        let commits: Vec<Contribution> = work
            .made
            .iter()
            .filter(|done| done.by.is(auditor) && done.paths.iter().any(is_it))
            .map(|done| done.limited_to(is_it))
            .collect();
        (!commits.is_empty()).then(|| Conflict {
            auditor: auditor.clone(),
            matter: Matter::File {
                repository: repository.to_owned(),
                path: path.to_owned(),
            },
            commits,
            cited_in: file.places.clone(),
            safeguard: None,
            since: 0,
        })
    };
    file.people.iter().filter_map(of).collect()
}

fn of_area(
    assignment: &Assignment,
    area: &PathPattern,
    work: &Contributions,
    known: &[Conflict],
) -> Option<Conflict> {
    let auditor = &assignment.auditor;
    let matter = Matter::Area(area.clone());
    // An area may stand in several assignments of one auditor, one for each checklist.
    if known
        .iter()
        .any(|c| c.matter == matter && c.auditor.is(auditor))
    {
        return None;
    }
    let is_it = |touched: &String| area.fits(touched);
    let commits: Vec<Contribution> = work
        .made
        .iter()
        .filter(|done| done.by.is(auditor) && done.paths.iter().any(is_it))
        .map(|done| done.limited_to(is_it))
        .collect();
    (!commits.is_empty()).then(|| Conflict {
        auditor: auditor.clone(),
        matter,
        commits,
        cited_in: Vec::new(),
        safeguard: None,
        since: 0,
    })
}

fn standing(auditor: Person, conflicts: &[Conflict], has_gaps: bool) -> AuditorStanding {
    let own: Vec<&Conflict> = conflicts
        .iter()
        .filter(|c| c.auditor.is(&auditor))
        .collect();
    let standing = if own.iter().any(|c| c.is_open()) {
        Standing::Conflict
    } else if has_gaps {
        Standing::NotDetermined
    } else if own.is_empty() {
        Standing::NoneFound
    } else {
        Standing::Safeguarded
    };
    AuditorStanding {
        auditor,
        standing,
        conflicts: own.len(),
    }
}
