//! `tickmark queue`: what waits for whom, until when and since when.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        BrokenRecord, Session,
        domain::{
            due::{self, DueItem, QueueOrder, Whom},
            finding::FindingType,
            id::{ActionId, AuditId, FindingId},
            papers::WorkingPapers,
            person::Person,
            record::RecordKey,
            reopening::Reopening,
        },
    },
};

use super::{
    Place,
    output::{Reply, count, line},
    pick, words,
};

/// List what waits: until when, since when, for whom; overdue work first.
///
/// Findings until they are answered, corrective actions until they are closed. It waits for persons where they are named,
/// otherwise for the audit team or the auditee; whoever may not make the next step is not waited for.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark queue --mine
  tickmark queue aims-2026 --for rolf@example.org
  tickmark queue --by grade --json
  tickmark queue --fail-on overdue            for CI: exit status 1 when something is overdue")]
pub(super) struct Queue {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Only what waits for you, by git's user.email.
    #[arg(long)]
    mine: bool,

    /// Only what waits for a person (name or e-mail address), for audit-team or for auditee.
    #[arg(long = "for", value_name = "WHOM", conflicts_with = "mine")]
    whom: Option<String>,

    /// Only what is overdue.
    #[arg(long)]
    overdue: bool,

    /// What comes first: the earliest date, what has waited longest, or the gravest.
    #[arg(long = "by", value_name = "ORDER", value_parser = words::queue_order(), default_value = "date")]
    order: QueueOrder,

    /// End with exit status 1 when there is something of this kind among what is listed.
    #[arg(long, value_enum, value_name = "KIND")]
    fail_on: Option<FailOn>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// What a list can be a gate against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Something is overdue.
    Overdue,
    /// Something is not settled.
    Open,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    due: Vec<Row>,
    /// What counts as done and proposes to be reopened.
    reopenings: Vec<ReopeningTold>,
    overdue: usize,
    /// Records that could not be read, of which nobody knows whether they are overdue.
    unread: usize,
}

/// A proposal to open something again, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ReopeningTold {
    pub(super) action: ActionId,
    pub(super) findings: Vec<FindingId>,
    pub(super) reasons: Vec<String>,
}

impl From<&Reopening> for ReopeningTold {
    fn from(proposed: &Reopening) -> Self {
        Self {
            action: proposed.action.clone(),
            findings: proposed.findings.clone(),
            reasons: proposed.reasons.clone(),
        }
    }
}

/// An entry of the queue as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Row {
    pub(super) audit: AuditId,
    id: String,
    #[serde(rename = "type")]
    kind: Option<FindingType>,
    state: &'static str,
    title: String,
    owner: String,
    waiting_for: &'static str,
    #[serde(flatten)]
    whom: WhomTold,
    days_waiting: Option<i64>,
    due: Option<Date>,
    days_left: Option<i32>,
    pub(super) overdue: bool,
}

/// For whom something waits, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct WhomTold {
    /// `persons`, `audit-team`, `auditee` or `nobody`.
    whom: &'static str,
    /// Those who can make the next step, as far as they are named.
    persons: Vec<Person>,
}

impl From<&Whom> for WhomTold {
    fn from(whom: &Whom) -> Self {
        Self {
            whom: word(whom),
            persons: whom.persons().to_vec(),
        }
    }
}

const fn word(whom: &Whom) -> &'static str {
    match whom {
        Whom::Persons(_) => "persons",
        Whom::AuditTeam(_) => "audit-team",
        Whom::Auditee => "auditee",
        Whom::Nobody => "nobody",
    }
}

impl Row {
    pub(super) fn of(item: DueItem, session: &Session) -> Self {
        let today = session.clock().today();
        Self {
            days_left: item.days_left(today),
            overdue: item.is_overdue(today),
            days_waiting: item.age(session.clock().now()),
            whom: WhomTold::from(&item.whom),
            id: item.subject.to_string(),
            audit: item.audit,
            kind: item.kind,
            state: item.state,
            title: item.title,
            owner: item.owner,
            waiting_for: item.waiting_for,
            due: item.due,
        }
    }

    /// Says it in a line.
    pub(super) fn line(&self) -> String {
        let mut text = match self.due {
            Some(date) => date.to_string(),
            None => "no date   ".to_owned(),
        };
        let days = |n: u32| count(n as usize, "day");
        let when = match self.days_left {
            Some(left) if self.overdue => format!("overdue by {}", days(left.unsigned_abs())),
            Some(0) => "today".to_owned(),
            Some(left) => format!("in {}", days(left.unsigned_abs())),
            None => String::new(),
        };
        // Writing to a String does not fail.
        let _ = write!(
            text,
            "  {when:<18}  {:<13}  {}  {}: {}",
            self.kind.map_or("", FindingType::word),
            self.id,
            line(&self.title),
            self.waiting_for
        );
        if !self.whom_label().is_empty() {
            let _ = write!(text, " by {}", line(&self.whom_label()));
        }
        match self.days_waiting {
            Some(waited) if waited > 0 => {
                let waited = usize::try_from(waited).unwrap_or_default();
                let _ = write!(text, ", for {}", count(waited, "day"));
            }
            Some(_) | None => {}
        }
        text
    }

    fn whom_label(&self) -> String {
        match self.whom.whom {
            "audit-team" => "the audit team".to_owned(),
            "auditee" if self.owner.is_empty() => "the auditee".to_owned(),
            "auditee" => format!("the auditee ({})", self.owner),
            _ => {
                let persons = self.whom.persons.iter();
                let names: Vec<&str> = persons.map(|p| p.name.as_str()).collect();
                names.join(", ")
            }
        }
    }
}

pub(super) fn run(verb: &Queue, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = asked(&session, verb.audit.as_deref())?;
    let mut items = due::queue(papers.iter().copied());
    due::sort(&mut items, verb.order);
    let filter = WaitsFor::of(verb.mine, verb.whom.as_deref(), &session)?;
    items.retain(|item| filter.is(&item.whom));
    let mut rows: Vec<Row> = items.into_iter().map(|i| Row::of(i, &session)).collect();
    let overdue = rows.iter().filter(|row| row.overdue).count();
    let unread = unread(&session, verb.audit.as_deref());
    let no = match verb.fail_on {
        Some(FailOn::Overdue) => overdue + unread > 0,
        Some(FailOn::Open) => rows.len() + unread > 0,
        None => false,
    };
    rows.retain(|row| !verb.overdue || row.overdue);
    let proposed: Vec<Reopening> = papers
        .iter()
        .flat_map(|papers| session.proved(papers).reopenings)
        .collect();
    if verb.json {
        let document = Document {
            due: rows,
            reopenings: proposed.iter().map(ReopeningTold::from).collect(),
            overdue,
            unread,
        };
        return Ok(Reply::json(&document)?.no_if(no));
    }
    let mut reply = Reply::default();
    for row in &rows {
        reply.line(format!("{}  ({})", row.line(), row.audit));
    }
    for proposed in &proposed {
        reply.line(line(&proposed.told()));
    }
    if rows.is_empty() && proposed.is_empty() {
        reply.note("nothing waits");
    }
    tell_unread(unread, verb.fail_on, &mut reply);
    Ok(reply.no_if(no))
}

/// Returns the papers of an audit, or of all.
pub(super) fn asked<'s>(
    session: &'s Session,
    audit: Option<&str>,
) -> Result<Vec<&'s WorkingPapers>> {
    Ok(match audit {
        Some(text) => vec![pick::audit(session, text)?],
        None => session.papers().values().collect(),
    })
}

/// For whom what is listed is to wait.
pub(super) enum WaitsFor {
    /// Whoever it is.
    Anybody,
    /// A person.
    Person(Person),
    /// A name, an address, or one of the words for those who are not named.
    Named(String),
}

impl WaitsFor {
    pub(super) fn of(mine: bool, named: Option<&str>, session: &Session) -> Result<Self> {
        Ok(match named {
            _ if mine => Self::Person(session.actor()?),
            Some(text) => Self::Named(text.trim().to_lowercase()),
            None => Self::Anybody,
        })
    }

    pub(super) fn is(&self, whom: &Whom) -> bool {
        match self {
            Self::Anybody => true,
            Self::Person(me) => whom.is(me),
            Self::Named(named) => {
                let is = |person: &Person| {
                    let forms = [&person.name, &person.email, &person.to_string()]
                        .map(|form| form.to_lowercase());
                    forms.contains(named)
                };
                named == word(whom) || whom.persons().iter().any(is)
            }
        }
    }
}

/// Counts the records that cannot be read and could be overdue.
pub(super) fn unread(session: &Session, audit: Option<&str>) -> usize {
    let concerns = |broken: &&BrokenRecord| {
        let of_audit = |id: &AuditId| audit.is_none_or(|asked| asked == id.as_str());
        match &broken.key {
            Some(
                RecordKey::Audit(id)
                | RecordKey::Criteria(id, _)
                | RecordKey::Finding(id, _)
                | RecordKey::Action(id, _),
            ) => of_audit(id),
            Some(
                RecordKey::Workspace
                | RecordKey::Applicability(_)
                | RecordKey::Programme
                | RecordKey::Answers(..)
                | RecordKey::Kept { .. }
                | RecordKey::Sample(..)
                | RecordKey::Trail(..),
            ) => false,
            None => true,
        }
    };
    session.broken().iter().filter(concerns).count()
}

/// Says that a gate does not pass what it could not read.
pub(super) fn tell_unread(unread: usize, fail_on: Option<FailOn>, reply: &mut Reply) {
    if unread > 0 && fail_on.is_some() {
        reply.note(format!(
            "{} cannot be read, which is no pass",
            count(unread, "record")
        ));
    }
}
