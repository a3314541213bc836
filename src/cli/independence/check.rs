//! Each auditor, and the commits that show what he has worked on.

use clap::Args;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        evidence::within,
        id::AuditId,
        independence::{Conflict, Contribution, Independence, Matter, Safeguard, Standing},
        object::short,
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
    pick,
};

/// How many commits of a conflict are listed as text; JSON has all.
const LISTED: usize = 10;

/// Say of each auditor whether commits of the audited period show work on cited files or on the assigned area.
///
/// Meant with a cited file are those who obtained it, answered its row, or have its clause assigned; all auditors where
/// nobody has. Addresses are taken together by .mailmap, and co-authors of a commit count. The records of audits are no
/// conflict. Exit status 1 while a conflict has no safeguard, and where not all of the history is here: that is never a pass.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark independence check aims-2026
  tickmark independence check aims-2026 --json | jq '.conflicts[] | select(.open)'")]
pub(super) struct Check {
    /// The audit.
    audit: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'i> {
    audit: AuditId,
    period_start: Option<Date>,
    period_end: Option<Date>,
    files: usize,
    areas: usize,
    /// Conflicts without a safeguard.
    open: usize,
    /// Whether nothing speaks against the audit.
    clear: bool,
    auditors: Vec<Known>,
    conflicts: Vec<Told<'i>>,
    gaps: Vec<Unknown>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Known {
    auditor: String,
    standing: Standing,
    conflicts: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Told<'i> {
    auditor: String,
    /// The cited file; none for an area.
    path: Option<&'i str>,
    repository: Option<&'i str>,
    /// The area; none for a cited file.
    area: Option<&'i str>,
    cited_in: Vec<String>,
    open: bool,
    commits: Vec<Work<'i>>,
    safeguard: Option<&'i Safeguard>,
    /// How many commits are younger than the safeguard.
    since: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Work<'i> {
    commit: &'i str,
    on: Date,
    at: Timestamp,
    as_written: String,
    co_author: bool,
    subject: &'i str,
    paths: &'i [String],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Unknown {
    kind: &'static str,
    before: Option<Date>,
    text: String,
}

pub(super) fn run(verb: &Check, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let id = pick::audit(&session, &verb.audit)?.audit.id.clone();
    let found = session.independence(&id)?;
    let no = !found.is_clear();
    if verb.json {
        return Ok(Reply::json(&document(id, &found))?.no_if(no));
    }
    let mut reply = Reply::default();
    describe(&id, &found, &mut reply);
    Ok(reply.no_if(no))
}

fn document(audit: AuditId, found: &Independence) -> Document<'_> {
    Document {
        audit,
        period_start: found.from,
        period_end: found.to,
        files: found.files,
        areas: found.areas,
        open: found.open(),
        clear: found.is_clear(),
        auditors: found
            .auditors
            .iter()
            .map(|known| Known {
                auditor: known.auditor.to_string(),
                standing: known.standing,
                conflicts: known.conflicts,
            })
            .collect(),
        conflicts: found.conflicts.iter().map(told).collect(),
        gaps: found
            .gaps
            .iter()
            .map(|gap| Unknown {
                kind: gap.word(),
                before: gap.before(),
                text: gap.phrase(),
            })
            .collect(),
    }
}

fn told(conflict: &Conflict) -> Told<'_> {
    let (path, repository, area) = match &conflict.matter {
        Matter::File { repository, path } => (Some(path.as_str()), Some(repository.as_str()), None),
        Matter::Area(area) => (None, None, Some(area.as_str())),
    };
    Told {
        auditor: conflict.auditor.to_string(),
        path,
        repository,
        area,
        cited_in: conflict.cited_in.iter().map(ToString::to_string).collect(),
        open: conflict.is_open(),
        commits: conflict.commits.iter().map(Work::of).collect(),
        safeguard: conflict.safeguard.as_ref(),
        since: conflict.since,
    }
}

impl<'i> Work<'i> {
    fn of(done: &'i Contribution) -> Self {
        Self {
            commit: &done.commit,
            on: done.on,
            at: done.at,
            as_written: done.as_written.to_string(),
            co_author: done.co_author,
            subject: &done.subject,
            paths: &done.paths,
        }
    }
}

fn describe(id: &AuditId, found: &Independence, reply: &mut Reply) {
    reply.line(format!("{id}: {}", found.summary()));
    reply.line(format!(
        "  looked at  {}, {}, {}",
        period(found),
        count(found.files, "cited file"),
        count(found.areas, "area")
    ));
    for known in &found.auditors {
        reply.line(format!(
            "  {:<26} {}",
            known.standing.label(),
            line(&known.auditor.to_string())
        ));
    }
    for conflict in &found.conflicts {
        describe_conflict(conflict, reply);
    }
    for gap in &found.gaps {
        reply.line(format!("\n{}", line(&gap.phrase())));
    }
    if found.open() > 0 {
        reply.note(format!(
            "where independence is not possible, name the safeguard: tickmark independence override {id} --auditor MAIL \
             --path PATH --reason TEXT --approved-by 'NAME <MAIL>'"
        ));
    }
    if found.from.is_none() {
        reply.note(format!(
            "no audited period is set, so that all of the history counts: tickmark audit set {id} --period-start DATE"
        ));
    }
}

fn period(found: &Independence) -> String {
    match (found.from, found.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("everything to {to}"),
        (None, None) => "everything".to_owned(),
    }
}

fn describe_conflict(conflict: &Conflict, reply: &mut Reply) {
    let what = match &conflict.matter {
        Matter::File { repository, path } => within(repository, path, None),
        Matter::Area(area) => format!("area {area}"),
    };
    let state = if conflict.is_open() {
        "conflict"
    } else {
        "safeguarded"
    };
    reply.line(format!(
        "\n{state}: {} has worked on {}, {}",
        line(&conflict.auditor.name),
        line(&what),
        count(conflict.commits.len(), "commit")
    ));
    if !conflict.cited_in.is_empty() {
        let places: Vec<String> = conflict.cited_in.iter().map(ToString::to_string).collect();
        reply.line(format!("  cited in   {}", line(&places.join(", "))));
    }
    for done in conflict.commits.iter().take(LISTED) {
        reply.line(format!("  {}", describe_work(conflict, done)));
    }
    if let Some(more) = conflict
        .commits
        .len()
        .checked_sub(LISTED)
        .filter(|n| *n > 0)
    {
        reply.line(format!("  and {more} more: --json has all"));
    }
    if let Some(safeguard) = &conflict.safeguard {
        reply.line(format!(
            "  safeguard  {}  (by {}, approved by {}, {})",
            line(&safeguard.reason),
            line(&safeguard.by.name),
            line(&safeguard.approved_by.name),
            safeguard.at.strftime("%Y-%m-%d")
        ));
    }
    if conflict.since > 0 {
        reply.line(format!(
            "  {} since the safeguard was approved",
            count(conflict.since, "commit")
        ));
    }
}

fn describe_work(conflict: &Conflict, done: &Contribution) -> String {
    let id = short(&done.commit);
    let mut text = format!("{}  {id}  {}", done.on, line(&done.subject));
    let mut more = Vec::new();
    if done.co_author {
        more.push("as co-author".to_owned());
    }
    if done.is_alias() {
        more.push(format!("as {}", line(&done.as_written.to_string())));
    }
    if let Matter::File { path, .. } = &conflict.matter {
        let before: Vec<&String> = done.paths.iter().filter(|p| *p != path).collect();
        if let Some(name) = before.first() {
            more.push(format!("then {}", line(name)));
        }
    }
    if !more.is_empty() {
        text = format!("{text}  ({})", more.join(", "));
    }
    text
}
