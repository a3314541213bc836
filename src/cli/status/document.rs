//! What is gathered of each audit: the document that `--json` prints, and that the text is made of.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        Session,
        domain::{
            answer::Verdict,
            audit::{AuditMode, AuditState},
            due,
            finding::FindingState,
            id::{AuditId, ChecklistId, Criterion},
            independence::Independence,
            papers::WorkingPapers,
            person::Person,
        },
    },
};

use super::super::{output::line, pick, queue::Row, scores::Scores};

/// How far all of it is.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Document {
    pub(super) organisation: String,
    pub(super) branch: Option<String>,
    /// Who else has the terminal program open in this checkout.
    pub(super) here: Vec<Here>,
    pub(super) audits: Vec<Audit>,
    pub(super) applicability: Vec<Statement>,
    /// Records of no audit: the workspace's own and the statements of applicability.
    pub(super) uncommitted_records: usize,
    pub(super) due: Vec<Row>,
    pub(super) broken: Vec<Broken>,
    /// The files of records that the last commit has and the work tree does not.
    pub(super) absent: Vec<String>,
    /// The records that are staged as they were before they were committed.
    pub(super) taken_back: Vec<String>,
    /// The locks of git's that hold up a commit, but for those of a moment.
    pub(super) locks: Vec<Lock>,
}

/// A lock of git's.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Lock {
    pub(super) file: String,
    pub(super) seconds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tag: Option<String>,
}

/// Somebody who has the terminal program open.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Here {
    pub(super) person: Option<Person>,
    pub(super) host: String,
    pub(super) terminal: Option<String>,
    pub(super) process: u32,
    pub(super) since: Timestamp,
    #[serde(skip)]
    pub(super) summary: String,
}

/// How far a statement of applicability is.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Statement {
    pub(super) checklist: ChecklistId,
    pub(super) controls: usize,
    pub(super) included: usize,
    pub(super) excluded: usize,
    pub(super) undecided: usize,
    pub(super) implemented: usize,
    pub(super) approved_on: Option<Date>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Audit {
    pub(super) id: AuditId,
    pub(super) title: String,
    pub(super) state: AuditState,
    pub(super) mode: AuditMode,
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
    pub(super) rows: usize,
    pub(super) answered: usize,
    pub(super) percent: usize,
    pub(super) verdicts: BTreeMap<&'static str, usize>,
    /// None where nothing is answered by AI system.
    pub(super) systems: Option<BySystem>,
    /// How far the trails of AI systems are; none where no trail is followed.
    pub(super) trails: Option<Followed>,
    pub(super) gap: Option<Scores>,
    pub(super) findings: BTreeMap<&'static str, usize>,
    pub(super) open_nonconformities: usize,
    pub(super) overdue: usize,
    pub(super) citations: BTreeMap<&'static str, usize>,
    pub(super) drift: usize,
    /// The citations by whether they are of the right time.
    pub(super) freshness: BTreeMap<&'static str, usize>,
    pub(super) stale: usize,
    /// None once the report is out, which says it.
    pub(super) independence: Option<Team>,
    pub(super) uncommitted_records: usize,
    /// How it has come apart from the statement of applicability: the controls that would leave or come back.
    pub(super) applicability: Standing,
}

/// How far the rows are that are answered for single AI systems.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct BySystem {
    /// The rows that are.
    pub(super) rows: usize,
    /// Verdicts on systems in scope.
    pub(super) answered: usize,
    /// How many there are to be in these rows.
    pub(super) wanted: usize,
    /// Rows whose own verdict is another than the gravest of their systems.
    pub(super) differing: usize,
}

/// The links of all trails counted.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Followed {
    pub(super) trails: usize,
    pub(super) links: usize,
    pub(super) hold: usize,
    pub(super) broken: usize,
    pub(super) unseen: usize,
    /// Pairs of links whose dates are out of order.
    pub(super) out_of_order: usize,
}

/// What is known of the independence of the auditors.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Team {
    /// Conflicts without a safeguard.
    pub(super) open: usize,
    /// All conflicts.
    pub(super) conflicts: usize,
    /// Whether all of the history could be looked at.
    pub(super) determined: bool,
    #[serde(skip)]
    pub(super) summary: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Standing {
    pub(super) out_of_step: bool,
    pub(super) leaving: Vec<Criterion>,
    pub(super) returning: Vec<Criterion>,
    #[serde(skip)]
    pub(super) summary: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Broken {
    pub(super) path: String,
    pub(super) error: String,
}

/// Gathers how far all audits are, or one of them.
pub(super) fn gather(session: &mut Session, only: Option<&str>) -> Result<Document> {
    let asked = match only {
        Some(text) => Some(pick::audit(session, text)?.audit.id.clone()),
        None => None,
    };
    let ids: Vec<AuditId> = match &asked {
        Some(one) => vec![one.clone()],
        None => session.papers().keys().cloned().collect(),
    };
    let mut standings = BTreeMap::new();
    // Once the report is out it says how independent the auditors were.
    for id in ids {
        if session.audit(&id)?.audit.state.is_out() {
            continue;
        }
        let found = session.independence(&id);
        standings.insert(id, team(found));
    }
    let session = &*session;
    let papers: Vec<&WorkingPapers> = match only {
        Some(text) => vec![pick::audit(session, text)?],
        None => session.papers().values().collect(),
    };
    let pending = session.pending_counts()?;
    let due: Vec<Row> = due::queue(papers.iter().copied())
        .into_iter()
        .map(|item| Row::of(item, session))
        .collect();
    let audits = papers
        .into_iter()
        .map(|papers| {
            let id = &papers.audit.id;
            let overdue = due.iter().filter(|d| d.overdue && &d.audit == id).count();
            let standing = standings.remove(id);
            audit(session, papers, overdue, pending.of(id), standing)
        })
        .collect();
    let broken = session.broken().iter().map(|broken| Broken {
        path: broken.path.clone(),
        error: broken.error.to_string(),
    });
    Ok(Document {
        organisation: session.workspace().organisation.clone(),
        branch: session
            .repository()
            .head()
            .ok()
            .and_then(|head| head.branch),
        here: here(session),
        audits,
        applicability: if only.is_some() {
            Vec::new()
        } else {
            statements(session)
        },
        uncommitted_records: pending.workspace,
        due,
        broken: broken.collect(),
        absent: session.absent_of(asked.as_ref())?,
        taken_back: session.taken_back(asked.as_ref()),
        locks: locks(session),
    })
}

/// How old a lock of git's is that is told of: a git at work holds one for a moment.
const MOMENT: Duration = Duration::from_secs(5);

fn locks(session: &Session) -> Vec<Lock> {
    let tags = session.repository().tag_locks().into_iter();
    let of_tags = tags.map(|lock| (lock.path, lock.age, Some(lock.tag)));
    let locks = session.repository().locks().into_iter();
    locks
        .map(|(path, age)| (path, age, None))
        .chain(of_tags)
        .filter(|(_, age, _)| *age > MOMENT)
        .map(|(path, age, tag)| Lock {
            file: path.display().to_string(),
            seconds: age.as_secs(),
            tag,
        })
        .collect()
}

fn here(session: &Session) -> Vec<Here> {
    let others = session.others_here().into_iter().map(|one| Here {
        summary: one.described(session.clock()),
        person: one.person,
        host: one.host,
        terminal: one.terminal,
        process: one.process,
        since: one.since,
    });
    others.collect()
}

fn statements(session: &Session) -> Vec<Statement> {
    let described = session.applicability().values().map(|statement| {
        let decided = session
            .controls_of(statement.checklist.as_str())
            .map_or_else(|_| statement.recorded(), |it| statement.decided(it));
        Statement {
            checklist: statement.checklist.clone(),
            controls: decided.controls,
            included: decided.included,
            excluded: decided.excluded,
            undecided: decided.open(),
            implemented: decided.implemented,
            approved_on: statement.approved_on,
        }
    });
    described.collect()
}

fn out_of_step(session: &Session, papers: &WorkingPapers) -> Standing {
    if !papers.follows_statements() {
        return Standing::default();
    }
    let apart = papers.out_of_step(session.applicability());
    Standing {
        out_of_step: !apart.is_empty(),
        summary: apart.summary(),
        leaving: apart.leaving.into_iter().map(|it| it.control).collect(),
        returning: apart.returning,
    }
}

/// Tells what is known of independence; a history that cannot be read says nothing of it, and hinders nothing else.
fn team(found: Result<Independence>) -> Team {
    match found {
        Ok(found) => Team {
            open: found.open(),
            conflicts: found.conflicts.len(),
            determined: found.gaps.is_empty(),
            summary: if found.conflicts.is_empty() && found.gaps.is_empty() {
                String::new()
            } else {
                found.summary()
            },
        },
        Err(error) => Team {
            open: 0,
            conflicts: 0,
            determined: false,
            summary: format!("not determined: {}", line(&error.message)),
        },
    }
}

fn audit(
    session: &Session,
    papers: &WorkingPapers,
    overdue: usize,
    pending: usize,
    team: Option<Team>,
) -> Audit {
    let tally = papers.tally();
    let limits = &session.workspace().freshness;
    let states = session.check(papers);
    let mut citations = BTreeMap::new();
    for state in states.values() {
        *citations.entry(state.word()).or_default() += 1;
    }
    let standing = || {
        papers
            .findings
            .values()
            .filter(|f| f.state != FindingState::Withdrawn)
    };
    let mut findings = BTreeMap::new();
    for finding in standing() {
        *findings.entry(finding.kind.word()).or_default() += 1;
    }
    Audit {
        id: papers.audit.id.clone(),
        title: papers.audit.title.clone(),
        state: papers.audit.state,
        mode: papers.audit.mode,
        start: papers.audit.start,
        end: papers.audit.end,
        rows: tally.rows,
        answered: tally.answered(),
        percent: tally.percent(),
        verdicts: Verdict::ALL
            .iter()
            .map(|v| (v.word(), tally.of(*v)))
            .collect(),
        systems: by_system(session, papers),
        trails: trails(papers),
        gap: Scores::of(papers),
        findings,
        open_nonconformities: standing()
            .filter(|f| f.kind.is_nonconformity() && !f.state.is_settled())
            .count(),
        overdue,
        citations,
        drift: states.values().filter(|state| state.is_drift()).count(),
        stale: papers.stale(limits),
        freshness: papers
            .freshness(limits)
            .into_iter()
            .map(|(freshness, count)| (freshness.word(), count))
            .collect(),
        independence: team,
        uncommitted_records: pending,
        applicability: out_of_step(session, papers),
    }
}

fn by_system(session: &Session, papers: &WorkingPapers) -> Option<BySystem> {
    let scope = session.systems_in_scope(&papers.audit);
    let mut found = BySystem::default();
    for row in papers.rows() {
        let Some(answer) = papers.answer(&row.key()) else {
            continue;
        };
        if let Some(count) = answer.system_count(&scope) {
            found.rows += 1;
            found.answered += count.answered;
            found.wanted += count.systems;
        }
        let differs = answer.verdict.is_some() && answer.other_proposed().is_some();
        found.differing += usize::from(differs);
    }
    (found.rows + found.differing > 0).then_some(found)
}

fn trails(papers: &WorkingPapers) -> Option<Followed> {
    let mut found = Followed::default();
    for trail in papers.trails.values() {
        let counts = trail.counts();
        found.trails += 1;
        found.links += counts.links;
        found.hold += counts.hold;
        found.broken += counts.broken;
        found.unseen += counts.unseen;
        found.out_of_order += trail.out_of_order().len();
    }
    (found.trails > 0).then_some(found)
}
