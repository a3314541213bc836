//! Findings listed, and one shown whole.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        due::{self, Whom},
        finding::{Finding, FindingState, FindingType},
        id::{AuditId, Criterion, FindingId, GradeId},
        papers::{CitedIn, WorkingPapers},
    },
};

use super::super::{
    Place,
    evidence::{Cited, cited_lines},
    history,
    output::{Reply, count, field, line},
    pick,
    queue::{self, FailOn, WaitsFor, WhomTold, tell_unread},
    words,
};
use super::{earlier, lint};

/// List findings, gravest first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark finding list aims-2026 --open
  tickmark finding list --type major --json
  tickmark finding list --overdue --fail-on overdue     for CI: exit status 1 when one is overdue")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub(super) struct List {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Only those of this type.
    #[arg(long = "type", value_name = "TYPE", value_parser = words::finding_type())]
    kind: Option<FindingType>,

    /// Only those in this state.
    #[arg(long, value_name = "STATE", value_parser = words::finding_state())]
    state: Option<FindingState>,

    /// Only those that are not settled.
    #[arg(long)]
    open: bool,

    /// Only those whose answer is overdue, or a corrective action to them.
    #[arg(long)]
    overdue: bool,

    /// Only those that wait for you, by git's user.email.
    #[arg(long)]
    mine: bool,

    /// End with exit status 1 when there are some of this kind.
    #[arg(long, value_enum, value_name = "KIND")]
    fail_on: Option<FailOn>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Show a finding whole: its three parts, evidence and what became of it, corrective actions, history.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The finding.
    id: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Rows {
    findings: Vec<Row>,
    overdue: usize,
    /// Records that could not be read, of which nobody knows whether they are overdue.
    unread: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    id: FindingId,
    audit: AuditId,
    #[serde(rename = "type")]
    kind: FindingType,
    /// The grade of the organisation's own.
    grade: Option<GradeId>,
    state: FindingState,
    title: String,
    criteria: Vec<Criterion>,
    #[serde(rename = "where")]
    place: String,
    response_due: Option<Date>,
    due: Option<Date>,
    days_left: Option<i32>,
    overdue: bool,
    waiting_for: &'static str,
    #[serde(flatten)]
    whom: WhomTold,
    actions: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Whole<'a> {
    audit: &'a AuditId,
    finding: &'a Finding,
    actions: Vec<String>,
    next_states: &'static [FindingState],
    citations: Vec<Cited>,
    /// What its grade is called.
    grade_title: String,
    /// Until when it is to be closed, by the rule for its grade.
    closure_due: Option<Date>,
    /// The higher grade that a linked repeat proposes.
    proposed_type: Option<FindingType>,
}

pub(super) fn list(verb: &List, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = queue::asked(&session, verb.audit.as_deref())?;
    let today = session.clock().today();
    let filter = WaitsFor::of(verb.mine, None, &session)?;
    let mut findings: Vec<Row> = papers
        .iter()
        .flat_map(|papers| {
            papers
                .findings
                .values()
                .map(move |finding| (*papers, finding))
        })
        .filter(|(papers, finding)| filter.is(&Whom::of_finding(finding, papers)))
        .map(|(papers, finding)| row(papers, finding, today))
        .collect();
    let overdue = findings.iter().filter(|f| f.overdue).count();
    let open = findings.iter().filter(|f| !f.state.is_settled()).count();
    let unread = queue::unread(&session, verb.audit.as_deref());
    let no = match verb.fail_on {
        Some(FailOn::Overdue) => overdue + unread > 0,
        Some(FailOn::Open) => open + unread > 0,
        None => false,
    };
    findings.retain(|finding| {
        verb.kind.is_none_or(|kind| finding.kind == kind)
            && verb.state.is_none_or(|state| finding.state == state)
            && (!verb.open || !finding.state.is_settled())
            && (!verb.overdue || finding.overdue)
    });
    findings.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    if verb.json {
        let rows = Rows {
            findings,
            overdue,
            unread,
        };
        return Ok(Reply::json(&rows)?.no_if(no));
    }
    let mut reply = Reply::default();
    for finding in &findings {
        // One number may be that of several standards.
        let several = finding
            .criteria
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.checklist != b.checklist));
        let named = |criterion: &Criterion| {
            if several {
                criterion.to_string()
            } else {
                criterion.reference.to_string()
            }
        };
        let criteria: Vec<String> = finding.criteria.iter().map(named).collect();
        let due = match finding.due {
            Some(date) if finding.overdue => format!("  overdue since {date}"),
            Some(date) => format!("  due {date}"),
            None => String::new(),
        };
        reply.line(format!(
            "{}  {:<13}  {:<12}  {}  {}{due}",
            finding.id,
            finding.kind.word(),
            finding.state.word(),
            criteria.join(" "),
            line(&finding.title)
        ));
    }
    if findings.is_empty() {
        reply.note("there is no such finding");
    }
    tell_unread(unread, verb.fail_on, &mut reply);
    Ok(reply.no_if(no))
}

fn row(papers: &WorkingPapers, finding: &Finding, today: Date) -> Row {
    let actions = finding.answered_by(&papers.actions);
    let due = due::of_finding_and_actions(finding, papers);
    Row {
        id: finding.id.clone(),
        audit: papers.audit.id.clone(),
        kind: finding.kind,
        grade: finding.grade.clone(),
        state: finding.state,
        title: finding.title.clone(),
        criteria: finding.criteria.clone(),
        place: finding.place.clone(),
        response_due: finding.response_due,
        due,
        days_left: due::days_left(due, today),
        overdue: due::is_past(due, today),
        waiting_for: finding.state.waiting_for(),
        whom: WhomTold::from(&Whom::of_finding(finding, papers)),
        actions: actions.iter().map(|action| action.id.to_string()).collect(),
    }
}

pub(super) fn show(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (papers, finding) = pick::finding(&session, &verb.id)?;
    let links: Vec<_> = finding.evidence.iter().collect();
    let states = session.check_links(&links);
    let citations = Cited::of(
        &session,
        papers,
        &CitedIn::Finding(finding.id.clone()),
        &finding.evidence,
        &states,
    );
    let actions: Vec<String> = finding
        .answered_by(&papers.actions)
        .iter()
        .map(|action| action.id.to_string())
        .collect();
    let offered = session.workspace().offered_grades();
    let closure_due = finding.closure_due(&offered);
    if verb.json {
        return Reply::json(&Whole {
            grade_title: finding.grade_label(&offered),
            closure_due,
            audit: &papers.audit.id,
            finding,
            actions,
            next_states: finding.next_states(),
            citations,
            proposed_type: earlier::proposed(session.papers(), finding),
        });
    }
    let mut reply = Reply::default();
    reply.line(format!(
        "{}  {}, {}  ({})",
        finding.id,
        line(&finding.grade_label(&offered)),
        finding.state.label(),
        papers.audit.id
    ));
    let criteria: Vec<String> = finding.criteria.iter().map(ToString::to_string).collect();
    let out = &mut reply.out;
    field(out, "title", &finding.title);
    field(out, "criteria", &criteria.join(", "));
    field(out, "documents", &finding.documents.join("; "));
    field(out, "where", &finding.place);
    field(out, "requirement", &finding.requirement);
    field(out, "objective evidence", &finding.objective_evidence);
    field(out, "statement", &finding.statement);
    field(out, "why this grade", &finding.grade_reason);
    field(out, "consequence", &finding.consequence);
    let repeats: Vec<&str> = finding.repeats.iter().map(FindingId::as_str).collect();
    field(out, "repeats", &repeats.join(", "));
    if let Some(due) = finding.response_due {
        field(out, "answer due", &due.to_string());
    }
    if let Some(due) = closure_due.filter(|_| !finding.state.is_settled()) {
        field(out, "to be closed by", &due.to_string());
    }
    field(out, "response", &finding.response);
    field(out, "corrective actions", &actions.join(", "));
    cited_lines(&citations, &mut reply);
    let steps = finding.history.iter().map(|entry| {
        let label = entry.to.label().to_owned();
        (entry.at, &entry.by, label, entry.why.as_str())
    });
    let acts = finding.acts().into_iter();
    let acts = acts.map(|act| (act.at, act.by, line(&act.told).into_owned(), act.why));
    history::lines(steps.chain(acts), &finding.evidence, &mut reply);
    if finding.state == FindingState::Draft {
        earlier::point_out(session.papers(), papers, finding, &mut reply);
        let remarks = lint::remarks(&session, papers, finding, &states).len();
        if remarks > 0 {
            reply.note(format!(
                "{} on how it is written: tickmark finding lint {}",
                count(remarks, "remark"),
                finding.id
            ));
        }
    }
    earlier::tell_proposal(session.papers(), finding, &mut reply);
    let next: Vec<&str> = finding.next_states().iter().map(|s| s.word()).collect();
    if !next.is_empty() {
        reply.note(format!("it can become {}", next.join(", ")));
    }
    Ok(reply)
}
