//! Independence: the replay does not ask of it, so of each report that is out it is asked here, as far as it can be told now.

use crate::{
    domain::{
        audit::AuditState,
        id::AuditId,
        independence::Conflict,
        papers::WorkingPapers,
        record::Record,
        verify::{Content, Past, Unchecked},
    },
    error::Result,
    session::Session,
};

use super::{Asked, Verification};

/// Tells of the reports that are out of which it is not certain that their auditors were independent; false when it was stopped.
///
/// What has come to light only since, and what was safeguarded only since, cannot be told from what was known then: it is not
/// checked, and no breach.
pub(super) fn judge(
    session: &Session,
    asked: &Asked,
    (past, tip): (&Past, &[(u32, u32)]),
    stop: &(dyn Fn() -> bool + Sync),
    verification: &mut Verification,
) -> Result<bool> {
    for (_, version) in tip {
        let Some(Record::Audit(audit)) = past.record(*version) else {
            continue;
        };
        let issued = audit
            .history
            .iter()
            .rev()
            .find(|entry| entry.to == AuditState::Issued);
        let Some(issued) = issued.filter(|_| asked.audit.as_ref().is_none_or(|id| *id == audit.id))
        else {
            continue;
        };
        if stop() {
            return Ok(false);
        }
        let Some(papers) = papers(past, tip, &audit.id) else {
            continue;
        };
        let Some(found) = session.independence_while(&papers, &|| stop())? else {
            return Ok(false);
        };
        let stood = |conflict: &&Conflict| {
            let safeguard = conflict.safeguard.as_ref();
            let safeguard = safeguard.filter(|safeguard| safeguard.at <= issued.at);
            let mut then = conflict.commits.iter().filter(|work| work.at <= issued.at);
            then.any(|work| safeguard.is_none_or(|safeguard| work.at > safeguard.at))
        };
        let open = found.conflicts.iter().filter(stood).count();
        let why = match (open, found.gaps.len()) {
            (0, 0) => continue,
            (0, _) => "not all of the history could be looked at".to_owned(),
            (1, _) => "1 conflict has no safeguard of before that".to_owned(),
            (n, _) => format!("{n} conflicts have no safeguard of before that"),
        };
        verification.unchecked.push(Unchecked {
            what: format!(
                "whether the auditors of {} were independent when its report was issued",
                audit.id
            ),
            why,
            how: format!("what is known now: tickmark independence {}", audit.id),
        });
    }
    Ok(true)
}

/// Puts the papers of an audit together as they are at the branch's tip.
fn papers(past: &Past, tip: &[(u32, u32)], id: &AuditId) -> Option<WorkingPapers> {
    let of_it = tip.iter().filter(|(key, _)| {
        let audit = past.key(*key).and_then(|key| key.audit());
        audit == Some(id)
    });
    let contents = of_it.filter_map(|(_, version)| past.version(*version)?.content.as_ref().ok());
    let (mut audit, mut checklists, mut records) = (None, Vec::new(), Vec::new());
    for content in contents {
        match content {
            Content::Checklist(checklist) => checklists.push((**checklist).clone()),
            Content::Record(record) => {
                if let Record::Audit(own) = &**record {
                    audit = Some(own.clone());
                }
                records.push(record);
            }
            Content::Kept => {}
        }
    }
    let mut papers = WorkingPapers::new(audit?, checklists);
    for record in records {
        papers.put(record);
    }
    Some(papers)
}
