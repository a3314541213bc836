//! Corrective actions listed, and one shown whole.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        action::{
            ActionState, CorrectiveAction, EffectivenessResult, FixedIn, Fixing, PlannedAction,
            Proofs,
        },
        due::{self, Whom},
        finding::FindingType,
        guard::is_said,
        id::{ActionId, AuditId, EvidenceId, FindingId},
        papers::{CitedIn, WorkingPapers},
        person::Person,
    },
};

use super::super::{
    Place,
    evidence::{Cited, cited_lines},
    history,
    output::{Reply, count, field, line},
    pick,
    queue::{self, FailOn, ReopeningTold, WaitsFor, WhomTold, tell_unread},
    words,
};

/// List corrective actions, the earliest due date first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark action list --overdue
  tickmark action list aims-2026 --json --fail-on overdue     for CI: exit status 1 when one is overdue")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub(super) struct List {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Only those that are overdue.
    #[arg(long)]
    overdue: bool,

    /// Only those that are not settled.
    #[arg(long)]
    open: bool,

    /// Only those that wait for you, by git's user.email.
    #[arg(long)]
    mine: bool,

    /// Only those in this state.
    #[arg(long, value_name = "STATE", value_parser = words::action_state())]
    state: Option<ActionState>,

    /// End with exit status 1 when there are some of this kind.
    #[arg(long, value_enum, value_name = "KIND")]
    fail_on: Option<FailOn>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Show a corrective action whole: correction, extent, cause, actions and their dates, effectiveness, history.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The corrective action.
    id: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Rows {
    actions: Vec<Row>,
    overdue: usize,
    /// Records that could not be read, of which nobody knows whether they are overdue.
    unread: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    id: ActionId,
    audit: AuditId,
    state: ActionState,
    title: String,
    findings: Vec<FindingId>,
    #[serde(rename = "type")]
    kind: Option<FindingType>,
    owner: Option<Person>,
    due: Option<Date>,
    days_left: Option<i32>,
    overdue: bool,
    waiting_for: &'static str,
    #[serde(flatten)]
    whom: WhomTold,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Whole<'a> {
    audit: &'a AuditId,
    action: &'a CorrectiveAction,
    due: Option<Date>,
    overdue: bool,
    next_states: &'static [ActionState],
    /// The number of the round that is under way.
    round: usize,
    reopening: Option<ReopeningTold>,
    citations: Vec<Cited>,
}

pub(super) fn list(verb: &List, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = queue::asked(&session, verb.audit.as_deref())?;
    let today = session.clock().today();
    let filter = WaitsFor::of(verb.mine, None, &session)?;
    let mut actions: Vec<Row> = papers
        .iter()
        .flat_map(|papers| papers.actions.values().map(move |action| (*papers, action)))
        .filter(|(papers, action)| filter.is(&Whom::of_action(action, papers)))
        .map(|(papers, action)| row(papers, action, today))
        .collect();
    let unread = queue::unread(&session, verb.audit.as_deref());
    let overdue = actions.iter().filter(|a| a.overdue).count();
    let open = actions.iter().filter(|a| !a.state.is_settled()).count();
    let no = match verb.fail_on {
        Some(FailOn::Overdue) => overdue + unread > 0,
        Some(FailOn::Open) => open + unread > 0,
        None => false,
    };
    actions.retain(|action| {
        (!verb.overdue || action.overdue)
            && (!verb.open || !action.state.is_settled())
            && verb.state.is_none_or(|state| action.state == state)
    });
    actions.sort_by(|a, b| (a.due.is_none(), a.due, &a.id).cmp(&(b.due.is_none(), b.due, &b.id)));
    if verb.json {
        return Ok(Reply::json(&Rows {
            actions,
            overdue,
            unread,
        })?
        .no_if(no));
    }
    let mut reply = Reply::default();
    for action in &actions {
        let due = match action.due {
            Some(date) if action.overdue => format!("overdue since {date}"),
            Some(date) => format!("due {date}"),
            None => "no date".to_owned(),
        };
        let findings: Vec<&str> = action.findings.iter().map(FindingId::as_str).collect();
        let owner = action.owner.as_ref().map_or("nobody", |p| p.name.as_str());
        reply.line(format!(
            "{}  {:<13}  {due}  {}  {}  ({})",
            action.id,
            action.state.word(),
            findings.join(" "),
            line(&action.title),
            line(owner)
        ));
    }
    if actions.is_empty() {
        reply.note("there is no such corrective action");
    }
    tell_unread(unread, verb.fail_on, &mut reply);
    Ok(reply.no_if(no))
}

fn row(papers: &WorkingPapers, action: &CorrectiveAction, today: Date) -> Row {
    let due = due::of_action(action, papers);
    Row {
        id: action.id.clone(),
        audit: papers.audit.id.clone(),
        state: action.state,
        title: action.title.clone(),
        findings: action.findings.clone(),
        kind: due::grade(action, papers),
        owner: action.owner.clone(),
        due,
        days_left: due::days_left(due, today),
        overdue: due::is_past(due, today),
        waiting_for: action.state.waiting_for(),
        whom: WhomTold::from(&Whom::of_action(action, papers)),
    }
}

pub(super) fn show(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (papers, action) = pick::action(&session, &verb.id)?;
    let links: Vec<_> = action.evidence.iter().collect();
    let citations = Cited::of(
        &session,
        papers,
        &CitedIn::Action(action.id.clone()),
        &action.evidence,
        &session.check_links(&links),
    );
    let due = due::of_action(action, papers);
    let overdue = due::is_past(due, session.clock().today());
    let proved = session.proved(papers);
    let proposed = proved
        .reopenings
        .into_iter()
        .find(|one| one.action == action.id);
    if verb.json {
        return Reply::json(&Whole {
            audit: &papers.audit.id,
            action,
            due,
            overdue,
            next_states: action.next_states(),
            round: action.round(),
            reopening: proposed.as_ref().map(ReopeningTold::from),
            citations,
        });
    }
    let mut reply = Reply::default();
    reply.line(format!(
        "{}  {}  ({})",
        action.id,
        action.state.label(),
        papers.audit.id
    ));
    let what = action.happened(&papers.findings);
    describe(action, &what, &mut reply.out);
    plan(&action.actions, &proved.proofs, &mut reply);
    rounds(action, &mut reply);
    cited_lines(&citations, &mut reply);
    let steps = action.history.iter().map(|entry| {
        let label = entry.to.label().to_owned();
        (entry.at, &entry.by, label, entry.why.as_str())
    });
    let moved = action.due_changes.iter().map(|moved| {
        let told = line(&moved.told()).into_owned();
        (moved.at, &moved.by, told, moved.why.as_str())
    });
    let retold = action.term_changes.iter().map(|change| {
        let told = line(&change.told()).into_owned();
        (change.at, &change.by, told, change.why.as_str())
    });
    let all = steps.chain(moved).chain(retold);
    history::lines(all, &action.evidence, &mut reply);
    if overdue {
        reply.note("it is overdue");
    }
    if let Some(proposed) = &proposed {
        reply.note(line(&proposed.told()));
        reply.note(format!(
            "tickmark action move {} reopened opens it again, for that reason",
            action.id
        ));
    }
    let next: Vec<&str> = action.next_states().iter().map(|s| s.word()).collect();
    if !next.is_empty() {
        reply.note(format!("it can become {}", next.join(", ")));
    }
    Ok(reply)
}

fn describe(action: &CorrectiveAction, what: &str, out: &mut String) {
    let person =
        |person: &Option<Person>| person.as_ref().map(ToString::to_string).unwrap_or_default();
    let date = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
    let findings: Vec<&str> = action.findings.iter().map(FindingId::as_str).collect();
    field(out, "title", &action.title);
    field(out, "answers", &findings.join(", "));
    field(out, "owner", &person(&action.owner));
    field(out, "containment", &action.containment.what);
    field(out, "containment done", &date(action.containment.done));
    field(
        out,
        "containment shown by",
        &ids(&action.containment.evidence),
    );
    field(out, "correction", &action.correction.what);
    field(out, "correction done", &date(action.correction.done));
    field(
        out,
        "correction shown by",
        &ids(&action.correction.evidence),
    );
    field(out, "consequences", &action.consequences);
    field(out, "extent", &action.extent.searched);
    field(out, "extent found", &action.extent.result);
    for search in &action.extent.searches {
        let counts = search.counts();
        let said = format!(
            "\"{}\": {}, {} affected, {} undecided (tickmark extent show {})",
            search.query,
            count(counts.hits, "hit"),
            counts.affected,
            counts.undecided,
            action.id
        );
        field(out, &format!("search {}", search.id), &said);
    }
    if let Some(cause) = &action.cause {
        field(out, "cause by", cause.method.label());
        for drawn in cause.drawing(what, &super::cause::strokes()) {
            out.push_str("    ");
            out.push_str(&line(&drawn));
            out.push('\n');
        }
        field(out, "root cause", &cause.root_cause());
        field(out, "not found earlier because", &cause.not_found_earlier);
    }
    field(out, "action is needed because", &action.need_reason);
    field(out, "no action because", &action.no_action_reason);
    for change in &action.changes {
        let made = change
            .done
            .map_or_else(|| "not made yet".to_owned(), |day| format!("made {day}"));
        field(
            out,
            &format!("change {}", change.id),
            &format!("{}  ({made})", change.told()),
        );
    }
    let effect = &action.effectiveness;
    field(out, "effective when", &effect.criterion);
    field(out, "measured by", &effect.measure);
    field(out, "judged not before", &date(effect.not_before));
    field(out, "judged by", &date(effect.due));
    field(out, "verifier", &person(&effect.verifier));
    field(
        out,
        "result",
        effect
            .result
            .map(EffectivenessResult::label)
            .unwrap_or_default(),
    );
    field(out, "rests on", &effect.basis);
    field(out, "shown by", &ids(&effect.evidence));
}

fn ids(evidence: &[EvidenceId]) -> String {
    let ids: Vec<&str> = evidence.iter().map(EvidenceId::as_str).collect();
    ids.join(", ")
}

fn plan(actions: &[PlannedAction], proofs: &Proofs, reply: &mut Reply) {
    for planned in actions {
        let owner = planned.owner.as_ref().map_or("nobody", |p| p.name.as_str());
        let date = match (planned.done, planned.due) {
            (Some(done), _) => format!("done {done}"),
            (None, Some(due)) => format!("due {due}"),
            (None, None) => "no date".to_owned(),
        };
        reply.line(format!(
            "action {}: {}  ({}, {date})",
            line(&planned.id),
            line(&planned.what),
            line(owner)
        ));
        field(&mut reply.out, "    shown by", &planned.proof);
        let commit = match proofs.of(&planned.commit) {
            Some(fix) if is_said(&planned.commit) => {
                let remark = proofs.fixing(&planned.commit).and_then(Fixing::remark);
                let remark = remark.map(|remark| format!("; {remark}"));
                format!(
                    "{} {}{}",
                    FixedIn::of(&planned.commit).told(),
                    fix.phrase(),
                    remark.unwrap_or_default()
                )
            }
            Some(_) | None => planned.commit.clone(),
        };
        field(&mut reply.out, "    commit", &commit);
        field(&mut reply.out, "    shown by", &ids(&planned.evidence));
    }
}

/// Shows what was tried before.
fn rounds(action: &CorrectiveAction, reply: &mut Reply) {
    for round in &action.rounds {
        reply.line(format!(
            "round {}, ended {} by {}: {}",
            line(&round.id),
            round.at.strftime("%Y-%m-%d"),
            line(&round.by.name),
            line(&round.why)
        ));
        let out = &mut reply.out;
        if let Some(cause) = &round.cause {
            field(out, "    root cause", &cause.root_cause());
        }
        field(out, "    action was needed because", &round.need_reason);
        field(out, "    no action because", &round.no_action_reason);
        field(out, "    effective when", &round.effectiveness.criterion);
        let result = round.effectiveness.result.map(EffectivenessResult::label);
        field(out, "    result", result.unwrap_or_default());
        plan(&round.actions, &Proofs::none(), reply);
    }
}
