//! How it stands, as text.

use crate::session::domain::{
    answer::Verdict, audit::AuditState, finding::FindingType, freshness::Freshness,
};

use super::{
    super::output::{Reply, count, line},
    document::{Audit, Document, Statement},
};

/// Writes how far everything is.
pub(super) fn write(document: &Document, reply: &mut Reply) {
    let branch = document.branch.as_deref().unwrap_or("no branch");
    reply.line(format!(
        "{}, on {}",
        line(&document.organisation),
        line(branch)
    ));
    for one in &document.here {
        reply.line(format!("also here: {}", one.summary));
    }
    for audit in &document.audits {
        reply.out.push('\n');
        describe(audit, reply);
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
    of_systems(audit, reply);
    if let Some(scores) = &audit.gap {
        scores.describe(reply);
    }
    of_findings(audit, reply);
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

/// Tells of what is answered and followed by AI system.
fn of_systems(audit: &Audit, reply: &mut Reply) {
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
}

fn of_findings(audit: &Audit, reply: &mut Reply) {
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
