//! `tickmark status`: how far the audits are, what is due, what has drifted, what is not committed.

use std::collections::BTreeMap;

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        BrokenRecord, Session,
        domain::{
            answer::Verdict,
            audit::{AuditMode, AuditState},
            due,
            finding::{FindingState, FindingType},
            freshness::Freshness,
            id::{AuditId, ChecklistId, Criterion},
            independence::Independence,
            papers::WorkingPapers,
            record::RecordKey,
        },
    },
};

use super::{
    Place,
    output::{Reply, count, line},
    pick,
    queue::Row,
    scores::Scores,
};

/// Show how far the audits are: progress, verdicts, maturity and gap, what is open and overdue, evidence that drifted, what is uncommitted.
///
/// Exit status 1 while a record of what is asked for cannot be read: nothing of it is counted.
#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:
  tickmark status
  tickmark status aims-2026 --json | jq '.audits[0].percent'")]
pub(super) struct Status {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    organisation: String,
    branch: Option<String>,
    audits: Vec<Audit>,
    applicability: Vec<Statement>,
    /// Records of no audit: the workspace's own and the statements of applicability.
    uncommitted_records: usize,
    due: Vec<Row>,
    broken: Vec<Broken>,
}

/// How far a statement of applicability is.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Statement {
    checklist: ChecklistId,
    controls: usize,
    included: usize,
    excluded: usize,
    undecided: usize,
    implemented: usize,
    approved_on: Option<Date>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Audit {
    id: AuditId,
    title: String,
    state: AuditState,
    mode: AuditMode,
    start: Option<Date>,
    end: Option<Date>,
    rows: usize,
    answered: usize,
    percent: usize,
    verdicts: BTreeMap<&'static str, usize>,
    /// None where nothing is answered by AI system.
    systems: Option<BySystem>,
    /// How far the trails of AI systems are; none where no trail is followed.
    trails: Option<Followed>,
    gap: Option<Scores>,
    findings: BTreeMap<&'static str, usize>,
    open_nonconformities: usize,
    overdue: usize,
    citations: BTreeMap<&'static str, usize>,
    drift: usize,
    /// The citations by whether they are of the right time.
    freshness: BTreeMap<&'static str, usize>,
    stale: usize,
    /// None once the report is out, which says it.
    independence: Option<Team>,
    uncommitted_records: usize,
    /// How it has come apart from the statement of applicability: the controls that would leave or come back.
    applicability: Standing,
}

/// How far the rows are that are answered for single AI systems.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct BySystem {
    /// The rows that are.
    rows: usize,
    /// Verdicts on systems in scope.
    answered: usize,
    /// How many there are to be in these rows.
    wanted: usize,
    /// Rows whose own verdict is another than the gravest of their systems.
    differing: usize,
}

/// The links of all trails counted.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Followed {
    trails: usize,
    links: usize,
    hold: usize,
    broken: usize,
    unseen: usize,
    /// Pairs of links whose dates are out of order.
    out_of_order: usize,
}

/// What is known of the independence of the auditors.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Team {
    /// Conflicts without a safeguard.
    open: usize,
    /// All conflicts.
    conflicts: usize,
    /// Whether all of the history could be looked at.
    determined: bool,
    #[serde(skip)]
    summary: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Standing {
    out_of_step: bool,
    leaving: Vec<Criterion>,
    returning: Vec<Criterion>,
    #[serde(skip)]
    summary: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Broken {
    path: String,
    error: String,
}

pub(super) fn run(verb: &Status, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let document = gather(&mut session, verb.audit.as_deref())?;
    let unread = unread(&session, verb.audit.as_deref());
    if verb.json {
        return Ok(Reply::json(&document)?.no_if(unread > 0));
    }
    let mut reply = Reply::default();
    let branch = document.branch.as_deref().unwrap_or("no branch");
    reply.line(format!(
        "{}, on {}",
        line(&document.organisation),
        line(branch)
    ));
    for audit in &document.audits {
        reply.out.push('\n');
        describe(audit, &mut reply);
    }
    if document.audits.is_empty() {
        reply.note("there is no audit yet; plan one: tickmark new AUDIT --title TITLE --checklist iso-42001");
    }
    if !document.applicability.is_empty() {
        reply.line("\nstatement of applicability");
    }
    for statement in &document.applicability {
        reply.line(format!("  {}", describe_statement(statement)));
    }
    if document.uncommitted_records > 0 {
        reply.line(format!(
            "\n{} of no audit not committed: tickmark commit",
            count(document.uncommitted_records, "record")
        ));
    }
    if !document.due.is_empty() {
        reply.line("\ndue");
        for due in &document.due {
            reply.line(format!("  {}", due.line()));
        }
    }
    if unread > 0 {
        reply.note(format!(
            "{} cannot be read, and nothing of that is counted",
            count(unread, "record")
        ));
    }
    Ok(reply.no_if(unread > 0))
}

/// Counts the records that cannot be read: all of them, or those of an audit and of the workspace, which it is judged by.
fn unread(session: &Session, only: Option<&str>) -> usize {
    let concerns = |broken: &&BrokenRecord| match (only, &broken.key) {
        (None, _) | (Some(_), None) => true,
        (Some(_), Some(RecordKey::Programme)) => false,
        (Some(audit), Some(key)) => key.audit().is_none_or(|id| id.as_str() == audit),
    };
    session.broken().iter().filter(concerns).count()
}

fn gather(session: &mut Session, only: Option<&str>) -> Result<Document> {
    let ids: Vec<AuditId> = match only {
        Some(text) => vec![pick::audit(session, text)?.audit.id.clone()],
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
        audits,
        applicability: if only.is_some() {
            Vec::new()
        } else {
            statements(session)
        },
        uncommitted_records: pending.workspace,
        due,
        broken: broken.collect(),
    })
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

fn describe(audit: &Audit, reply: &mut Reply) {
    reply.line(format!(
        "{}  {}  ({})",
        audit.id,
        line(&audit.title),
        audit.state.label()
    ));
    reply.line(format!(
        "  rows      {} of {} answered, {} %",
        audit.answered, audit.rows, audit.percent
    ));
    let verdicts = Verdict::ALL.iter().filter_map(|v| {
        Some((
            v.label(),
            *audit.verdicts.get(v.word()).filter(|n| **n > 0)?,
        ))
    });
    counted(reply, "verdicts", verdicts);
    if let Some(systems) = &audit.systems {
        let differing = match systems.differing {
            0 => String::new(),
            n => format!(
                "; {} with another verdict than the gravest of a system",
                count(n, "row")
            ),
        };
        reply.line(format!(
            "  systems   {} of {} answered in {}{differing}",
            systems.answered,
            systems.wanted,
            count(systems.rows, "row")
        ));
    }
    if let Some(trails) = &audit.trails {
        let mut parts = vec![format!(
            "{} of {} hold in {}",
            trails.hold,
            count(trails.links, "link"),
            count(trails.trails, "trail")
        )];
        for (n, word) in [
            (trails.broken, "broken"),
            (trails.out_of_order, "out of order"),
        ] {
            if n > 0 {
                parts.push(format!("{n} {word}"));
            }
        }
        reply.line(format!("  trails    {}", parts.join(", ")));
    }
    if let Some(scores) = &audit.gap {
        scores.describe(reply);
    }
    let findings = FindingType::ALL
        .iter()
        .filter_map(|t| Some((t.label(), *audit.findings.get(t.word())?)));
    counted(reply, "findings", findings);
    if audit.open_nonconformities + audit.overdue > 0 {
        let open = count(audit.open_nonconformities, "nonconformity");
        let overdue = match audit.overdue {
            0 => String::new(),
            n => format!(", {n} overdue"),
        };
        reply.line(format!("  open      {open}{overdue}"));
    }
    if audit.state == AuditState::Closed && audit.open_nonconformities > 0 {
        reply.line(format!(
            "  wrong     it is closed over what is open: tickmark audit move {} follow-up --why REASON",
            audit.id
        ));
    }
    counted(
        reply,
        "evidence",
        audit.citations.iter().map(|(word, n)| (*word, *n)),
    );
    let doubtful = Freshness::ALL.iter().filter(|f| f.is_doubtful());
    counted(
        reply,
        "freshness",
        doubtful.filter_map(|f| Some((f.label(), *audit.freshness.get(f.word())?))),
    );
    if let Some(team) = audit
        .independence
        .as_ref()
        .filter(|t| !t.summary.is_empty())
    {
        reply.line(format!(
            "  team      {}: tickmark independence check {}",
            team.summary, audit.id
        ));
    }
    if audit.applicability.out_of_step {
        reply.line(format!(
            "  controls  out of step with the statement of applicability, {}: tickmark soa apply {}",
            audit.applicability.summary, audit.id
        ));
    }
    if audit.uncommitted_records > 0 {
        reply.line(format!(
            "  pending   {} not committed: tickmark commit {}",
            count(audit.uncommitted_records, "record"),
            audit.id
        ));
    }
}

fn describe_statement(statement: &Statement) -> String {
    let approved = match statement.approved_on {
        Some(date) => format!("approved on {date}"),
        None => "not approved".to_owned(),
    };
    format!(
        "{}  {}: {} included, {} excluded, {} undecided; {approved}",
        statement.checklist,
        count(statement.controls, "control"),
        statement.included,
        statement.excluded,
        statement.undecided
    )
}

fn counted<'a>(reply: &mut Reply, what: &str, counts: impl Iterator<Item = (&'a str, usize)>) {
    let parts: Vec<String> = counts.map(|(label, n)| format!("{n} {label}")).collect();
    if !parts.is_empty() {
        reply.line(format!("  {what:<9} {}", parts.join(", ")));
    }
}
