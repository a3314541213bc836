//! Verifying: the history of the records replayed, and their citations held against the repository.
//!
//! [`Session::verify`] reads every commit that HEAD reaches, parents before children, and every version of every record once, on two
//! threads; the rules are those of [`crate::domain::verify`]. What lies uncommitted in the work tree is counted, and not judged.

mod authors;
mod cited;
mod fixes;
mod independent;
mod pending;
mod read;
mod signed;
mod surroundings;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    domain::{
        id::AuditId,
        object::short,
        record::RecordKey,
        verify::{self as rules, Counts, Irregularity, Kind, Past, Surroundings as _, Unchecked},
    },
    error::Result,
    store::Store,
    vcs::{Repository, replay},
};

use super::Session;

pub use crate::domain::verify::Weight;

pub(super) use self::{authors::Signers, read::understand};

/// What is to be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    /// The folder of the records.
    folder: String,
    /// The audit; the whole workspace when left out.
    audit: Option<AuditId>,
    /// The present moment.
    now: Timestamp,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done.
    pub done: usize,
    /// Of how much.
    pub all: usize,
}

/// What is done one after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Looking through the commits.
    Commits,
    /// Reading records.
    Records,
    /// Replaying.
    Replay,
    /// Judging citations.
    Citations,
    /// Checking signatures.
    Signatures,
}

impl Stage {
    /// Says it to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Commits => "looking through commits",
            Self::Records => "reading records",
            Self::Replay => "replaying",
            Self::Citations => "judging citations",
            Self::Signatures => "checking signatures",
        }
    }
}

/// What verifying came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// What is wrong, the worst first, and then what is worth knowing.
    pub irregularities: Vec<Irregularity>,
    /// What could not be checked.
    pub unchecked: Vec<Unchecked>,
    /// How much was checked.
    pub counts: Counts,
    /// The commit up to which it was.
    pub head: Option<String>,
    /// How many records are not committed, and were not judged.
    pub uncommitted: usize,
    /// What is under way in the repository, such as a merge: what it brings is not committed, and was not judged.
    pub under_way: Option<&'static str>,
}

impl Verification {
    /// Tells whether anything is wrong.
    pub fn is_irregular(&self) -> bool {
        self.irregularities.iter().any(Irregularity::counts)
    }

    /// Tells whether records were changed after a sign-off, by commits that say why.
    fn is_followed(&self) -> bool {
        let mut told = self.irregularities.iter();
        told.any(|one| one.kind == Kind::SignOffFollowed)
    }

    /// Says what it came to in one sentence, which calls nothing verified that was not.
    pub fn verdict(&self) -> String {
        let wrong = self
            .irregularities
            .iter()
            .filter(|one| one.counts())
            .count();
        let unchecked = self.unchecked.len();
        let things = |n: usize| {
            if n == 1 {
                "1 thing".to_owned()
            } else {
                format!("{n} things")
            }
        };
        match (wrong, unchecked) {
            (0, 0) if self.counts.changing == 0 => {
                "there is no committed record to verify".to_owned()
            }
            (0, 0) if self.is_followed() => {
                "verified: every step was lawful, and what changed after a sign-off says why"
                    .to_owned()
            }
            (0, 0) => "verified: every step was lawful, and nothing was touched since".to_owned(),
            (0, n) => format!(
                "nothing wrong was found, and {} could not be checked: this is not verified",
                things(n)
            ),
            (n, 0) => format!(
                "not in order: {} wrong",
                if n == 1 {
                    "1 thing is".to_owned()
                } else {
                    format!("{n} things are")
                }
            ),
            (n, m) => format!(
                "not in order: {} wrong, and {} could not be checked",
                if n == 1 {
                    "1 thing is".to_owned()
                } else {
                    format!("{n} things are")
                },
                things(m)
            ),
        }
    }
}

/// Returns the command that shows what an irregularity is about.
pub fn look(irregularity: &Irregularity, folder: &str) -> String {
    let path = irregularity.path.clone().or_else(|| {
        let key = irregularity.record.as_ref()?;
        Some(Store::path_in(folder, key))
    });
    let quoted = path.map(|path| format!(" -- '{}'", path.replace('\'', "'\\''")));
    match &irregularity.commit {
        Some(commit) => format!(
            "git show {}{}",
            short(commit),
            quoted.unwrap_or_else(|| " --format=fuller --stat".to_owned())
        ),
        None if irregularity.kind == Kind::ObjectReplaced => "git replace -l".to_owned(),
        None => format!("git log -p{}", quoted.unwrap_or_default()),
    }
}

impl Session {
    /// Verifies an audit, or the whole workspace; none when it was stopped.
    pub fn verify(
        &self,
        audit: Option<&AuditId>,
        stop: &(dyn Fn() -> bool + Sync),
        progress: &dyn Fn(Progress),
    ) -> Result<Option<Verification>> {
        let asked = Asked {
            folder: self.store().records_folder().to_owned(),
            audit: audit.cloned(),
            now: self.clock().now(),
        };
        let repository = self.repository();
        let at = |stage| move |done, all| progress(Progress { stage, done, all });
        let replayed = repository.replay(&replay::Asked {
            folder: &asked.folder,
            folder_in: &Store::folder_in,
            stop,
            progress: &at(Stage::Commits),
        })?;
        let Some(history) = replayed else {
            return Ok(None);
        };
        let mut verification = Verification {
            head: history.commits.last().map(|commit| commit.id.clone()),
            uncommitted: uncommitted(repository, &asked)?,
            under_way: repository.head()?.operation,
            ..Verification::default()
        };
        replaced(&history, &mut verification);
        gaps(&history, &mut verification);
        let mailmaps = history.mailmaps.clone();
        let Some(past) = read::past(repository, &asked, history, stop, &at(Stage::Records))? else {
            return Ok(None);
        };
        let signed_off = signed::audits(self, &mut verification);
        if let Some(audit) = audit
            && !signed_off.contains(audit)
            && !past.keys.iter().any(|key| key.audit() == Some(audit))
        {
            self.audit(audit)?;
        }
        let surroundings = surroundings::Here::new(
            self.repositories(),
            &asked.folder,
            (&past, mailmaps.as_slice()),
            self.signed_at(&signed_off),
            stop,
        );
        let replayed = rules::replay(&past, asked.now, &surroundings, &at(Stage::Replay));
        let Some(replayed) = replayed else {
            return Ok(None);
        };
        verification.counts = replayed.counts;
        verification.irregularities.extend(replayed.irregularities);
        verification.unchecked.extend(replayed.unchecked);
        verification.unchecked.extend(surroundings.unchecked());
        at(Stage::Citations)(0, 0);
        cited::judge(
            self.repositories(),
            &asked,
            &past,
            &replayed.tip,
            &mut verification,
        );
        fixes::judge(
            self,
            asked.audit.as_ref(),
            &past,
            &replayed.tip,
            &mut verification,
        );
        if !independent::judge(
            self,
            &asked,
            (&past, &replayed.tip),
            stop,
            &mut verification,
        )? {
            return Ok(None);
        }
        at(Stage::Signatures)(0, 0);
        let audits = self.audits_of(&past, &replayed.tip, &signed_off);
        signed::sign_offs(self, &audits, asked.audit.as_ref(), &mut verification);
        let watch = (stop, &at(Stage::Signatures) as &dyn Fn(usize, usize));
        let people = surroundings.people();
        if !signed::commits(
            self,
            asked.audit.as_ref(),
            (&past, people),
            watch,
            &mut verification,
        ) {
            return Ok(None);
        }
        verification.order(&asked);
        Ok(Some(verification))
    }
}

impl Session {
    /// Lists the audits of the work tree, those of the branch's tip, and those that were signed off, wherever their folders are.
    fn audits_of(
        &self,
        past: &Past,
        tip: &[(u32, u32)],
        signed_off: &[AuditId],
    ) -> BTreeSet<AuditId> {
        let committed = tip.iter().filter_map(|(key, _)| past.key(*key)?.audit());
        let papers = self.papers().keys();
        let here = papers.chain(committed).cloned();
        here.chain(signed_off.iter().cloned()).collect()
    }

    /// Finds which audits were signed off at which commits; a tag that cannot be read is told where sign-offs are judged.
    fn signed_at(&self, signed_off: &[AuditId]) -> BTreeMap<String, Vec<AuditId>> {
        let mut signed: BTreeMap<String, Vec<AuditId>> = BTreeMap::new();
        for audit in signed_off {
            let tags = self.repository().sign_off_tags(audit).unwrap_or_default();
            for said in tags.into_iter().filter_map(|tag| tag.said.ok()) {
                signed.entry(said.commit).or_default().push(audit.clone());
            }
        }
        signed
    }
}

/// Says how what is not here is brought here.
const fn bring(is_clone: bool) -> &'static str {
    if is_clone {
        "git fetch --unshallow; of a partial clone: git fetch --refetch"
    } else {
        "git fsck tells more; another clone may have it"
    }
}

impl Verification {
    /// Puts the worst first, and leaves out what is not about the audit that was asked for.
    fn order(&mut self, asked: &Asked) {
        if let Some(audit) = &asked.audit {
            self.irregularities.retain(|one| one.concerns(audit));
        }
        self.irregularities
            .sort_by_key(|one| (!one.counts(), one.kind.weight(), one.record.clone(), one.at));
        self.unchecked.sort();
        self.unchecked.dedup();
    }
}

/// Counts the records that differ from the last commit.
fn uncommitted(repository: &dyn Repository, asked: &Asked) -> Result<usize> {
    let places = match &asked.audit {
        Some(audit) => vec![format!("{}/{audit}", asked.folder)],
        None => vec!["tickmark.toml".to_owned(), asked.folder.clone()],
    };
    let pending = repository.pending(&places)?;
    let is_record = |path: &str| {
        Store::key_in(&asked.folder, path).is_some_and(|key| !matches!(key, RecordKey::Kept { .. }))
    };
    Ok(pending.iter().filter(|file| is_record(&file.path)).count())
}

/// Tells of objects in place of which git shows others, where they are any of this.
fn replaced(history: &replay::Replay, verification: &mut Verification) {
    let mut tell = |text: String| {
        verification.irregularities.push(Irregularity {
            kind: Kind::ObjectReplaced,
            record: None,
            path: None,
            field: "git".to_owned(),
            commit: None,
            by: None,
            at: None,
            text,
            mended: None,
        });
    };
    for id in &history.replaced {
        let commit = history.commits.iter().any(|commit| commit.id == *id);
        if commit || history.blobs.contains(id) {
            let what = if commit { "commit" } else { "record" };
            tell(format!(
                "git shows another {what} in place of {id} (refs/replace): what is judged here is the one that was committed"
            ));
        }
    }
    if history.grafted {
        tell("info/grafts gives commits other parents than they name: what is judged here are their own".to_owned());
    }
}

/// Tells what of the history is not here.
fn gaps(history: &replay::Replay, verification: &mut Verification) {
    for gap in &history.gaps {
        let commit = short(&gap.commit);
        verification.unchecked.push(Unchecked {
            what: format!("the history at commit {commit} and before"),
            why: gap.why.clone(),
            how: bring(gap.is_clone).to_owned(),
        });
    }
}
