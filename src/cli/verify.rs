//! `tickmark verify`: was the life cycle kept, commit by commit, and has nobody touched the proof since?

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::{
            id::AuditId,
            object::short,
            record::RecordKey,
            verify::{Irregularity, Kind, Unchecked},
        },
        verify::{Verification, look},
    },
};

use super::{
    Place,
    output::{Reply, count, line},
};

/// Replay the history of the records, and tell what was not lawful, what was touched since, and what could not be checked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark verify                    every record of the workspace
  tickmark verify aims-2026 --json
  tickmark verify --kinds            what each kind of irregularity means

Exit status: 1 when anything is wrong, a record that cannot be read at the last commit included. What could not be checked (a
shallow clone, a missing object, a fix in another repository) is told and never called verified; with --strict it is a no as
well. What lies uncommitted is counted and not judged. Whether auditors are independent is the business of: tickmark
independence; of a report that is out it is told where that is not certain.")]
pub(super) struct Verify {
    /// The audit; the whole workspace if left out.
    audit: Option<AuditId>,

    /// Say no as well when anything could not be checked.
    #[arg(long)]
    strict: bool,

    /// Print what each kind of irregularity means instead.
    #[arg(long, conflicts_with_all = ["audit", "strict"])]
    kinds: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    verdict: String,
    in_order: bool,
    complete: bool,
    head: Option<String>,
    uncommitted: usize,
    under_way: Option<&'static str>,
    irregularities: Vec<Row>,
    unchecked: Vec<Gap>,
    checked: Checked,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    kind: Kind,
    weight: &'static str,
    counts: bool,
    audit: Option<AuditId>,
    record: Option<String>,
    path: Option<String>,
    field: String,
    commit: Option<String>,
    by: Option<String>,
    at: Option<Timestamp>,
    text: String,
    look: String,
    mended_by: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Gap {
    what: String,
    why: String,
    how: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Checked {
    commits: usize,
    commits_with_records: usize,
    records: usize,
    versions: usize,
    transitions: usize,
    citations: usize,
    signatures: usize,
}

#[derive(Serialize)]
struct Kinds {
    kinds: Vec<Meaning>,
}

#[derive(Serialize)]
struct Meaning {
    kind: Kind,
    label: &'static str,
    weight: &'static str,
    means: &'static str,
}

pub(super) fn run(verb: &Verify, place: &Place) -> Result<Reply> {
    if verb.kinds {
        return kinds(verb.json);
    }
    let session = place.open()?;
    let folder = session.store().records_folder().to_owned();
    // Nobody stops it, so that there is an answer.
    let verification = session.verify(verb.audit.as_ref(), &|| false, &|_| {})?;
    let verification = verification.unwrap_or_default();
    let is_complete = verification.unchecked.is_empty();
    let no = verification.is_irregular() || (verb.strict && !is_complete);
    if verb.json {
        return Ok(Reply::json(&document(verification, &folder))?.no_if(no));
    }
    let mut reply = Reply::default();
    reply.line(verification.verdict());
    let (wrong, rest): (Vec<_>, Vec<_>) = verification
        .irregularities
        .iter()
        .partition(|one| one.counts());
    let (mended, notes): (Vec<_>, Vec<_>) = rest.into_iter().partition(|one| one.mended.is_some());
    told(&mut reply, "Wrong", &wrong, &folder);
    told(&mut reply, "Put right since", &mended, &folder);
    told(&mut reply, "Worth knowing", &notes, &folder);
    untold(&mut reply, &verification.unchecked);
    summary(&mut reply, &verification);
    Ok(reply.no_if(no))
}

fn kinds(json: bool) -> Result<Reply> {
    if json {
        let kinds = Kind::ALL.iter().map(|kind| Meaning {
            kind: *kind,
            label: kind.label(),
            weight: kind.weight().word(),
            means: kind.means(),
        });
        return Reply::json(&Kinds {
            kinds: kinds.collect(),
        });
    }
    let mut reply = Reply::default();
    for kind in Kind::ALL {
        reply.line(format!(
            "{:<20} {:<7} {}",
            kind.word(),
            kind.weight().word(),
            kind.means()
        ));
    }
    Ok(reply)
}

/// Writes irregularities below a heading.
fn told(reply: &mut Reply, heading: &str, irregularities: &[&Irregularity], folder: &str) {
    if irregularities.is_empty() {
        return;
    }
    reply.line(format!("\n{heading}:"));
    for one in irregularities {
        let name = one
            .record
            .as_ref()
            .map_or_else(|| "the repository".to_owned(), RecordKey::named);
        reply.line(format!(
            "  {:<6}  {}  {}: {}",
            one.kind.weight().word(),
            line(&name),
            one.kind,
            line(&one.text)
        ));
        if let (Some(commit), Some(by), Some(at)) = (&one.commit, &one.by, one.at) {
            reply.line(format!(
                "          commit {} by {}, {}",
                short(commit),
                line(&by.to_string()),
                at.strftime("%Y-%m-%d %H:%M UTC")
            ));
        }
        if let Some(mended) = &one.mended {
            reply.line(format!("          put right in commit {}", short(mended)));
        }
        reply.line(format!("          look: {}", line(&look(one, folder))));
    }
}

/// Writes what could not be checked.
fn untold(reply: &mut Reply, unchecked: &[Unchecked]) {
    if unchecked.is_empty() {
        return;
    }
    reply.line("\nNot checked:");
    for one in unchecked {
        reply.line(format!("  {}: {}", line(&one.what), line(&one.why)));
        if !one.how.is_empty() {
            reply.line(format!("          to check it: {}", line(&one.how)));
        }
    }
}

fn summary(reply: &mut Reply, verification: &Verification) {
    let counts = &verification.counts;
    reply.line(format!(
        "\nChecked: {} ({} with records), {} in {}, {}, {}, {}",
        count(counts.commits, "commit"),
        counts.changing,
        count(counts.records, "record"),
        count(counts.versions, "version"),
        count(counts.transitions, "step"),
        count(counts.citations, "citation"),
        count(counts.signatures, "signature"),
    ));
    if let Some(head) = &verification.head {
        reply.line(format!("Up to commit {}", short(head)));
    }
    match verification.uncommitted {
        0 => {}
        1 => reply.line("1 record is not committed, and not judged"),
        n => reply.line(format!("{n} records are not committed, and not judged")),
    }
    if let Some(operation) = verification.under_way {
        reply.line(format!(
            "A {operation} is under way: what it brings is not committed, and not judged; finish it (git status says how), and verify again"
        ));
    }
}

fn document(verification: Verification, folder: &str) -> Document {
    let verdict = verification.verdict();
    let in_order = !verification.is_irregular();
    let counts = verification.counts;
    let rows = verification.irregularities.into_iter().map(|one| Row {
        kind: one.kind,
        weight: one.kind.weight().word(),
        counts: one.counts(),
        audit: one.record.as_ref().and_then(RecordKey::audit).cloned(),
        record: one.record.as_ref().map(RecordKey::short),
        look: look(&one, folder),
        path: one.path,
        field: one.field,
        commit: one.commit,
        by: one.by.map(|by| by.to_string()),
        at: one.at,
        text: one.text,
        mended_by: one.mended,
    });
    let gaps = verification.unchecked.iter().map(|gap| Gap {
        what: gap.what.clone(),
        why: gap.why.clone(),
        how: gap.how.clone(),
    });
    Document {
        verdict,
        in_order,
        complete: verification.unchecked.is_empty(),
        head: verification.head,
        uncommitted: verification.uncommitted,
        under_way: verification.under_way,
        irregularities: rows.collect(),
        unchecked: gaps.collect(),
        checked: Checked {
            commits: counts.commits,
            commits_with_records: counts.changing,
            records: counts.records,
            versions: counts.versions,
            transitions: counts.transitions,
            citations: counts.citations,
            signatures: counts.signatures,
        },
    }
}
