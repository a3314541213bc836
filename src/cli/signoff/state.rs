//! A sign-off and what became of it: one JSON value and one block of text for every verb.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        Session,
        domain::{
            id::AuditId,
            object::short,
            signoff::{
                SignOff,
                standing::{Addition, ChangedRecord, KeyList, Standing},
            },
            verify::Kind,
        },
        signoff::SignOffState,
    },
};

use super::super::{
    output::{Reply, line},
    pick,
};

/// Sign-offs of several audits.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Document<'a> {
    pub(super) sign_offs: Vec<Row<'a>>,
}

/// A sign-off and what became of it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Row<'a> {
    audit: &'a str,
    tag: &'a str,
    object: &'a str,
    #[serde(flatten)]
    said: Option<Said<'a>>,
    state: &'static str,
    told: String,
    changes: Vec<Differing<'a>>,
    additions: Vec<After<'a>>,
    signature: &'static str,
    signature_told: String,
    signed_with: Option<&'a str>,
    key_list_changed: bool,
    faults: Vec<Fault>,
    irregularities: Vec<Irregular>,
    unchecked: Vec<Gap>,
    counts: bool,
}

/// What a sign-off says.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Said<'a> {
    role: &'static str,
    round: u32,
    by: String,
    at: Timestamp,
    meaning: &'a str,
    words: &'a str,
    commit: &'a str,
    folder: &'a str,
    tree: &'a str,
    root_sha256: &'a str,
    files: usize,
    previous: Option<&'a str>,
    reviews: Option<&'a str>,
    key: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Differing<'a> {
    path: &'a str,
    record: &'a str,
    change: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct After<'a> {
    commit: &'a str,
    by: String,
    at: Timestamp,
    subject: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Fault {
    fault: &'static str,
    text: String,
}

/// What `tickmark verify` says of it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Irregular {
    kind: Kind,
    weight: &'static str,
    text: String,
}

/// What could not be checked.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Gap {
    what: String,
    why: String,
    how: String,
}

/// The sign-offs of one audit.
pub(super) struct OfAudit {
    pub(super) audit: AuditId,
    pub(super) states: Vec<SignOffState>,
}

/// Reads the sign-offs of the audit that is named, or of all.
pub(super) fn read(session: &Session, audit: Option<&str>) -> Result<Vec<OfAudit>> {
    // An audit whose records are gone was signed off all the same.
    let signed = session.signed_off_audits()?;
    let audits: Vec<AuditId> = match audit {
        Some(text) => {
            let id = pick::audit_id(text)?;
            if !signed.contains(&id) {
                session.audit(&id)?;
            }
            vec![id]
        }
        None => signed,
    };
    audits
        .into_iter()
        .map(|audit| {
            Ok(OfAudit {
                states: session.sign_offs(&audit)?,
                audit,
            })
        })
        .collect()
}

/// Makes the JSON document of sign-offs.
pub(super) fn document(found: &[OfAudit]) -> Document<'_> {
    let rows = found
        .iter()
        .flat_map(|of| of.states.iter().map(|state| row(&of.audit, state)));
    Document {
        sign_offs: rows.collect(),
    }
}

/// Makes the JSON value of a sign-off.
pub(super) fn row<'a>(audit: &'a AuditId, state: &'a SignOffState) -> Row<'a> {
    let (changes, additions) = since(&state.standing);
    let verdict = state.verdict();
    let irregularities = verdict.told.into_iter().map(|told| Irregular {
        weight: told.kind.weight().word(),
        kind: told.kind,
        text: told.text,
    });
    let unchecked = verdict.unchecked.into_iter().map(|gap| Gap {
        what: gap.what,
        why: gap.why,
        how: gap.how,
    });
    Row {
        audit: audit.as_str(),
        tag: &state.name,
        object: &state.object,
        said: state.sign_off.as_ref().map(said),
        state: state.standing.word(),
        told: state.standing.phrase(),
        changes: changes
            .iter()
            .map(|record| Differing {
                path: &record.path,
                record: &record.short,
                change: record.change.word(),
            })
            .collect(),
        additions: additions
            .iter()
            .map(|after| After {
                commit: &after.commit,
                by: after.by.to_string(),
                at: after.at,
                subject: &after.subject,
                why: &after.why,
            })
            .collect(),
        signature: state.signature.word(),
        signature_told: state.signature.phrase(),
        signed_with: state.signature.key(),
        key_list_changed: state.key_list == KeyList::Changed,
        faults: state
            .faults
            .iter()
            .map(|fault| Fault {
                fault: fault.word(),
                text: fault.phrase(),
            })
            .collect(),
        irregularities: irregularities.collect(),
        unchecked: unchecked.collect(),
        counts: state.counts(),
    }
}

/// Makes the JSON value of what a sign-off says.
pub(super) fn said(sign_off: &SignOff) -> Said<'_> {
    Said {
        role: sign_off.role.word(),
        round: sign_off.round,
        by: sign_off.by.to_string(),
        at: sign_off.at,
        meaning: &sign_off.meaning,
        words: &sign_off.words,
        commit: &sign_off.commit,
        folder: &sign_off.folder,
        tree: &sign_off.tree,
        root_sha256: &sign_off.root,
        files: sign_off.files,
        previous: sign_off.previous.as_deref(),
        reviews: sign_off.reviews.as_deref(),
        key: sign_off.key.as_deref(),
    }
}

/// Returns what changed since a sign-off, and in which commits.
pub(super) fn since(standing: &Standing) -> (&[ChangedRecord], &[Addition]) {
    match standing {
        Standing::Stale {
            changes, additions, ..
        } => (changes, additions),
        Standing::Fresh
        | Standing::Lost(_)
        | Standing::Contradicted { .. }
        | Standing::Missing { .. }
        | Standing::Unreadable { .. }
        | Standing::CannotTell { .. } => (&[], &[]),
    }
}

/// Tells a sign-off in a line, and below it what is wrong and what changed since.
pub(super) fn tell(state: &SignOffState, reply: &mut Reply) {
    let who = match &state.sign_off {
        Some(sign_off) => format!(
            "{}, {}",
            line(&sign_off.line()),
            sign_off.at.strftime("%Y-%m-%d %H:%M")
        ),
        None => "unknown".to_owned(),
    };
    reply.line(format!(
        "{}  {who}  {}",
        state.name,
        line(&state.standing.phrase())
    ));
    reply.line(format!("    {}", line(&state.signature.phrase())));
    for fault in &state.faults {
        reply.line(format!("    wrong: {}", line(&fault.phrase())));
    }
    for gap in &state.gaps {
        reply.line(format!("    not checked: {}", line(gap)));
    }
    if state.is_stranger {
        reply.line("    the signer is in no record of the audit");
    }
    if state.key_list == KeyList::Changed {
        reply.line("    the list of trusted keys is not the one that the signer had");
    }
    let (changes, additions) = since(&state.standing);
    for record in changes {
        reply.line(format!(
            "    {}  {}",
            record.change.word(),
            line(&record.short)
        ));
    }
    for after in additions {
        let why = if after.why.is_empty() {
            "no reason given".to_owned()
        } else {
            format!("why: {}", line(&after.why))
        };
        reply.line(format!(
            "    after  {}  {}  {}  {}; {why}",
            short(&after.commit),
            after.at.strftime("%Y-%m-%d %H:%M"),
            line(&after.by.name),
            line(&after.subject)
        ));
    }
}
