//! Whether a fix still stands: the commit that a planned action names, as the history of its repository has it.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use crate::domain::{
    evidence::HERE,
    guard::{Reason, Reasons, is_said},
    history::SLACK,
    id::FindingId,
    object::short,
    person::Person,
};

use super::{CorrectiveAction, PlannedAction};

/// What became of a commit that fixed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// It is in the history of the branch, and was not reverted.
    Stands,
    /// The branch does not lead to it, and has the same change as another commit, which stands: it was rebased or picked.
    Rebased {
        /// That commit.
        to: String,
    },
    /// The branch does not lead to it.
    Unreached,
    /// A later commit reverted it, and stands.
    Reverted {
        /// That commit.
        by: String,
        /// When that was made.
        on: Date,
    },
    /// Every file that it changed is again what it was before.
    Undone,
    /// It cannot be told.
    Unknown {
        /// Why not.
        why: String,
    },
}

impl Fix {
    /// Tells whether it is known not to hold any more, as opposed to what cannot be told.
    pub const fn is_lost(&self) -> bool {
        match self {
            Self::Unreached | Self::Reverted { .. } | Self::Undone => true,
            Self::Stands | Self::Rebased { .. } | Self::Unknown { .. } => false,
        }
    }

    /// Returns one word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Rebased { .. } => "rebased",
            Self::Unreached => "unreached",
            Self::Reverted { .. } => "reverted",
            Self::Undone => "undone",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Says what became of the commit: `was reverted by 5d6e7f8a9b on 2026-12-03`.
    pub fn phrase(&self) -> String {
        match self {
            Self::Stands => "is in the branch, and was not reverted".to_owned(),
            Self::Rebased { to } => {
                format!("was rebased as {}, which is in the branch", short(to))
            }
            Self::Unreached => "is not in the history of the branch".to_owned(),
            Self::Reverted { by, on } => format!("was reverted by {} on {on}", short(by)),
            Self::Undone => {
                "was undone: every file that it changed is again what it was before".to_owned()
            }
            Self::Unknown { why } => format!("cannot be checked: {why}"),
        }
    }
}

/// A commit as a planned action names it: `1a2b3c4`, or in another repository `models@1a2b3c4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedIn<'a> {
    /// The repository; `.` for the one that the workspace is in.
    pub repository: &'a str,
    /// The commit there.
    pub commit: &'a str,
}

impl<'a> FixedIn<'a> {
    /// Reads what a record says; as cited commits are named, `models//1a2b3c4` is taken as well.
    ///
    /// Names of repositories and of branches may have an `@` themselves: behind the one that parts them stands a commit's id, and
    /// an id has none.
    pub fn of(text: &'a str) -> Self {
        let text = text.trim();
        let before_id = || {
            text.rsplit_once('@')
                .filter(|(_, commit)| is_id(commit.trim()))
        };
        let split = text.split_once("//").or_else(before_id);
        let (repository, commit) = match split {
            Some((repository, commit)) if is_said(repository) => (repository.trim(), commit.trim()),
            Some(_) | None => (HERE, text),
        };
        Self { repository, commit }
    }

    /// Writes it as a record does.
    pub fn written(repository: &str, commit: &str) -> String {
        if repository == HERE {
            commit.to_owned()
        } else {
            format!("{repository}@{commit}")
        }
    }

    /// Names it as people read it: `1a2b3c4d5e`, or `1a2b3c4d5e of models`.
    pub fn told(self) -> String {
        let commit = short(self.commit);
        if self.repository == HERE {
            commit.to_owned()
        } else {
            format!("{commit} of {}", self.repository)
        }
    }
}

/// Tells whether a text is a commit's id, or the start of one.
fn is_id(text: &str) -> bool {
    (4..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Who made a commit that fixed something, when, and what it touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixing {
    /// Who made it, as the commits name them: its author and co-authors, and those of the commits that a merge brings in.
    pub by: Vec<Person>,
    /// Whether these are all: not where a merge brings in more commits than are looked at, or some are not here.
    pub is_whole: bool,
    /// When it was committed.
    pub at: Timestamp,
    /// What it changed; none where that cannot be told.
    pub files: Option<FixFiles>,
}

/// How many files a commit changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FixFiles {
    /// All of them.
    pub all: usize,
    /// Those that are records of audits.
    pub records: usize,
    /// Those that are again what they were before.
    pub back: usize,
}

impl Fixing {
    /// Says what part of it was undone, and that not everybody who made it is known; none where all of it stands, or nothing.
    pub fn remark(&self) -> Option<String> {
        let unknown = (!self.is_whole).then(|| {
            "it brings in more commits than were looked at, and who made the others is not known"
                .to_owned()
        });
        let said: Vec<String> = self.undone().into_iter().chain(unknown).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    fn undone(&self) -> Option<String> {
        let files = self.files?;
        (files.back > 0 && files.back < files.all).then(|| {
            let is = if files.back == 1 { "is" } else { "are" };
            format!(
                "{} of the {} files that it changed {is} again what they were before",
                files.back, files.all
            )
        })
    }

    /// Says why it is no fix of what was raised at a moment; none where nothing speaks against it.
    fn gap(&self, raised: Option<Timestamp>) -> Option<String> {
        match self.files {
            Some(files) if files.all == 0 => return Some("changes no file".to_owned()),
            Some(files) if files.records == files.all => {
                return Some("changes only the records of audits".to_owned());
            }
            Some(_) | None => {}
        }
        let raised = raised.filter(|raised| self.at.as_second() + SLACK < raised.as_second())?;
        Some(format!(
            "is of {}, and what it is to fix was raised on {}",
            day(self.at),
            day(raised)
        ))
    }
}

fn day(at: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

/// What is known of the commits that planned actions name, by how these name them, and of what they are to fix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proofs {
    fixes: BTreeMap<String, Fix>,
    fixings: BTreeMap<String, Fixing>,
    /// When findings were raised.
    raised: BTreeMap<FindingId, Timestamp>,
}

impl Proofs {
    /// Nothing is known of any commit.
    pub const fn none() -> Self {
        Self {
            fixes: BTreeMap::new(),
            fixings: BTreeMap::new(),
            raised: BTreeMap::new(),
        }
    }

    /// Notes what became of a commit.
    pub fn note(&mut self, written: &str, fix: Fix) {
        self.fixes.insert(written.trim().to_owned(), fix);
    }

    /// Notes who made a commit, when, and what it touched.
    pub fn tell(&mut self, written: &str, fixing: Fixing) {
        self.fixings.insert(written.trim().to_owned(), fixing);
    }

    /// Notes when a finding was raised.
    pub fn raise(&mut self, finding: &FindingId, at: Timestamp) {
        self.raised.insert(finding.clone(), at);
    }

    /// Takes what others know.
    pub fn extend(&mut self, others: Self) {
        self.fixes.extend(others.fixes);
        self.fixings.extend(others.fixings);
        self.raised.extend(others.raised);
    }

    /// Returns what became of a commit; none where nobody has looked.
    pub fn of(&self, written: &str) -> Option<&Fix> {
        self.fixes.get(written.trim())
    }

    /// Returns who made a commit, when, and what it touched; none where that is not known.
    pub fn fixing(&self, written: &str) -> Option<&Fixing> {
        self.fixings.get(written.trim())
    }
}

impl PlannedAction {
    /// Says why its fixing commit is no proof; none where it stands or none is named.
    pub fn proof_gap(&self, proofs: &Proofs) -> Option<String> {
        self.proof_gap_since(proofs, None)
    }

    /// Says the same where it is known when what it is to fix was raised.
    fn proof_gap_since(&self, proofs: &Proofs, raised: Option<Timestamp>) -> Option<String> {
        if !is_said(&self.commit) {
            return None;
        }
        let commit = FixedIn::of(&self.commit).told();
        let said = match proofs.of(&self.commit) {
            Some(Fix::Stands | Fix::Rebased { .. }) => {
                let fixing = proofs.fixing(&self.commit);
                fixing.and_then(|fixing| fixing.gap(raised))?
            }
            Some(other) => other.phrase(),
            None => "was not checked".to_owned(),
        };
        Some(format!("its fixing commit {commit} {said}"))
    }
}

impl CorrectiveAction {
    /// Returns when the first of the findings that it answers was raised, where that is known.
    fn raised(&self, proofs: &Proofs) -> Option<Timestamp> {
        let raised = |finding: &FindingId| proofs.raised.get(finding).copied();
        self.findings.iter().filter_map(raised).min()
    }

    /// Says why the fixing commit of a planned action is no proof; none where it stands or none is named.
    pub fn fix_gap(&self, planned: &PlannedAction, proofs: &Proofs) -> Option<String> {
        planned.proof_gap_since(proofs, self.raised(proofs))
    }

    /// Lists those who made the commits that fixed what is planned, as far as they are known.
    pub fn fixers<'p>(&'p self, proofs: &'p Proofs) -> impl Iterator<Item = &'p Person> {
        let commits = self.actions.iter().map(|planned| &planned.commit);
        commits
            .filter(|commit| is_said(commit))
            .filter_map(|commit| proofs.fixing(commit))
            .flat_map(|fixing| &fixing.by)
    }

    /// Lists those planned actions that are done now, and were not before, by a commit that is no proof.
    pub fn newly_done_gaps(&self, before: Option<&Self>, proofs: &Proofs) -> Vec<Reason> {
        let old = |planned: &PlannedAction| {
            let all = before.into_iter().flat_map(|action| &action.actions);
            all.into_iter().find(|old| old.id == planned.id)
        };
        let is_new = |planned: &&PlannedAction| {
            planned.done.is_some()
                && old(planned)
                    .is_none_or(|old| old.done != planned.done || old.commit != planned.commit)
        };
        let new = self.actions.iter().filter(is_new);
        new.filter_map(|planned| {
            let gap = self.fix_gap(planned, proofs)?;
            Some(Reason::new(
                "commit",
                format!("action {} of {}: {gap}", planned.id, self.id),
            ))
        })
        .collect()
    }

    /// Lists the fixing commits that are no proof, each with the planned action that names it.
    pub fn proof_gaps(&self, proofs: &Proofs) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        for planned in &self.actions {
            let gap = self.fix_gap(planned, proofs);
            let text = gap.unwrap_or_default();
            gaps.require_about(
                text.is_empty(),
                "commit",
                format!("action {} of {}", planned.id, self.id),
                format!("action {} of {}: {text}", planned.id, self.id),
            );
        }
        gaps.into_vec()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::workspace::name_fault;

    proptest! {
        #[test]
        fn what_is_written_is_read_as_it_was_meant(
            repository in "[a-z@.+]{1,6}(/[a-z@]{1,5})?",
            commit in "[0-9a-f]{4,64}",
            branch in "[a-z]{1,5}(@[g-z/]{1,5}){0,2}",
        ) {
            prop_assume!(name_fault(&repository).is_none());
            for repository in [HERE, &repository] {
                let written = FixedIn::written(repository, &commit);
                prop_assert_eq!(FixedIn::of(&written), FixedIn { repository, commit: &commit });
                let apart = format!("{repository}//{branch}");
                if !branch.contains("//") {
                    prop_assert_eq!(FixedIn::of(&apart), FixedIn { repository, commit: &branch });
                }
            }
            if !branch.contains("//") {
                prop_assert_eq!(FixedIn::of(&branch), FixedIn { repository: HERE, commit: &branch });
            }
        }
    }

    #[test]
    fn a_commit_of_another_repository_is_named_after_it() {
        let of = |text| {
            let fixed = FixedIn::of(text);
            (fixed.repository, fixed.commit)
        };
        assert_eq!(of(" 1a2b3c4 "), (".", "1a2b3c4"));
        assert_eq!(of("models@1a2b3c4"), ("models", "1a2b3c4"));
        assert_eq!(of("vendor/forms@1a2b3c4"), ("vendor/forms", "1a2b3c4"));
        assert_eq!(of("models//1a2b3c4"), ("models", "1a2b3c4"));
        assert_eq!(of("a@b@1a2b3c4"), ("a@b", "1a2b3c4"));
        assert_eq!(of("fix@home"), (".", "fix@home"));
        assert_eq!(of(".//fix@1a2b"), (".", "fix@1a2b"));
        assert_eq!(
            FixedIn::of("models@1a2b3c4d5e6f").told(),
            "1a2b3c4d5e of models"
        );
        assert_eq!(FixedIn::written(".", "1a2b"), "1a2b");
        assert_eq!(FixedIn::written("models", "1a2b"), "models@1a2b");
    }

    #[test]
    fn only_what_stands_is_a_proof() {
        let planned = PlannedAction {
            id: "1".to_owned(),
            commit: "1a2b3c4d5e6f".to_owned(),
            ..PlannedAction::default()
        };
        let with = |fix| {
            let mut proofs = Proofs::none();
            proofs.note("1a2b3c4d5e6f", fix);
            planned.proof_gap(&proofs)
        };
        assert_eq!(with(Fix::Stands), None);
        let again = Fix::Rebased {
            to: "5d6e7f8a9b0c".to_owned(),
        };
        assert_eq!(with(again), None);
        let reverted = Fix::Reverted {
            by: "5d6e7f8a9b0c".to_owned(),
            on: "2026-12-03".parse().unwrap(),
        };
        let said = "its fixing commit 1a2b3c4d5e was reverted by 5d6e7f8a9b on 2026-12-03";
        assert_eq!(with(reverted).unwrap(), said);
        let unknown = Fix::Unknown {
            why: "it is not here".to_owned(),
        };
        assert!(
            with(unknown)
                .unwrap()
                .ends_with("cannot be checked: it is not here")
        );
        assert!(
            planned
                .proof_gap(&Proofs::none())
                .unwrap()
                .ends_with("was not checked")
        );
    }

    #[test]
    fn what_is_older_than_the_finding_or_touches_records_alone_is_no_fix() {
        let finding: FindingId = "F-7K3QX2".parse().unwrap();
        let step = crate::domain::history::Step {
            by: "Rolf <rolf@example.org>".parse().unwrap(),
            at: "2026-03-02T10:00:00Z".parse().unwrap(),
            today: "2026-03-02".parse().unwrap(),
            why: String::new(),
        };
        let mut action =
            CorrectiveAction::draft("C-2M9VTA".parse().unwrap(), finding.clone(), &step);
        action.actions.push(PlannedAction {
            id: "1".to_owned(),
            commit: "1a2b3c4d5e6f".to_owned(),
            ..PlannedAction::default()
        });
        let gap = |at: &str, files: Option<FixFiles>| {
            let mut proofs = Proofs::none();
            proofs.note("1a2b3c4d5e6f", Fix::Stands);
            let by = vec![step.by.clone()];
            let at = at.parse().unwrap();
            let is_whole = true;
            proofs.tell(
                "1a2b3c4d5e6f",
                Fixing {
                    by,
                    is_whole,
                    at,
                    files,
                },
            );
            proofs.raise(&finding, "2026-03-01T10:00:00Z".parse().unwrap());
            let gaps = action.proof_gaps(&proofs).into_iter();
            gaps.map(|reason| reason.text).next().unwrap_or_default()
        };
        let files = |all, records| {
            let back = 0;
            Some(FixFiles { all, records, back })
        };
        let later = "2026-03-03T10:00:00Z";
        assert_eq!(gap(later, files(2, 1)), "");
        assert_eq!(gap(later, None), "");
        assert_eq!(
            gap("2026-03-01T09:30:00Z", files(2, 1)),
            "",
            "clocks differ"
        );
        assert!(gap(later, files(2, 2)).ends_with("changes only the records of audits"));
        assert!(gap(later, files(0, 0)).ends_with("changes no file"));
        let old = gap("2026-02-01T09:00:00Z", files(2, 1));
        let said = "is of 2026-02-01, and what it is to fix was raised on 2026-03-01";
        assert!(old.ends_with(said), "{old}");
    }
}
