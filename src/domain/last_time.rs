//! What was found last time: the answer and the findings that an earlier audit has for a row of one carried over from it.

use std::collections::BTreeMap;

use super::{
    answer::Answer,
    finding::{Finding, FindingState},
    guard::is_said,
    id::{AuditId, Ref, RowKey},
    papers::WorkingPapers,
};

/// What earlier audits say of a row.
#[derive(Debug, Clone)]
pub struct LastTime<'a> {
    /// The latest audit that says something.
    pub papers: &'a WorkingPapers,
    /// The row there.
    pub row: RowKey,
    /// What was answered there.
    pub answer: Option<&'a Answer>,
    /// Whether the question had other words then.
    pub reworded: bool,
    /// The findings on the row: all of that audit, and of those before it what is still open, each with its audit.
    pub findings: Vec<(&'a AuditId, &'a Finding)>,
}

/// Lists the audits that an audit was carried over from, the latest first, as far as they can be read.
pub fn before<'a>(
    all: &'a BTreeMap<AuditId, WorkingPapers>,
    papers: &WorkingPapers,
) -> Vec<&'a WorkingPapers> {
    let mut found: Vec<&WorkingPapers> = Vec::new();
    let mut next = papers.audit.from.as_ref();
    while let Some(earlier) = next.and_then(|id| all.get(id)) {
        // Records edited by hand may lead in a circle.
        let known = |other: &&WorkingPapers| other.audit.id == earlier.audit.id;
        if earlier.audit.id == papers.audit.id || found.iter().any(known) {
            break;
        }
        found.push(earlier);
        next = earlier.audit.from.as_ref();
    }
    found
}

/// Finds what was found last time of a row; a row that several standards share by whichever of them was audited then.
pub fn last_time<'a>(
    all: &'a BTreeMap<AuditId, WorkingPapers>,
    papers: &WorkingPapers,
    row: &RowKey,
) -> Option<LastTime<'a>> {
    papers.audit.from.as_ref()?;
    let mut rows = vec![row];
    rows.extend(papers.alike(row));
    let mut found: Option<LastTime<'a>> = None;
    for earlier in before(all, papers) {
        let there = rows.iter().find(|row| earlier.row(row).is_some());
        let Some(there) = there else {
            continue;
        };
        let findings = findings_on(earlier, there);
        let open = |finding: &&Finding| !finding.state.is_settled();
        if let Some(found) = &mut found {
            let open = findings.into_iter().filter(open);
            found.findings.extend(open.map(|f| (&earlier.audit.id, f)));
            continue;
        }
        let answer = earlier
            .answer(there)
            .filter(|answer| says_something(answer));
        if answer.is_none() && findings.is_empty() {
            continue;
        }
        let text = |papers: &WorkingPapers, key: &RowKey| {
            Some(papers.row(key)?.question.text.trim().to_owned())
        };
        let findings = findings.into_iter();
        found = Some(LastTime {
            papers: earlier,
            row: (*there).clone(),
            answer,
            reworded: text(earlier, there) != text(papers, there),
            findings: findings.map(|f| (&earlier.audit.id, f)).collect(),
        });
    }
    found
}

fn says_something(answer: &Answer) -> bool {
    answer.verdict.is_some() || answer.maturity.is_some() || is_said(&answer.note)
}

/// Lists the findings of a row that stand, and those on its clause that were raised from no row.
fn findings_on<'a>(papers: &'a WorkingPapers, row: &RowKey) -> Vec<&'a Finding> {
    let of_clause = papers.findings_on(&row.criterion());
    let mut found = papers.findings_of(row);
    found.extend(of_clause.into_iter().filter(|f| f.row.is_none()));
    found.retain(|finding| finding.state != FindingState::Withdrawn);
    found
}

/// Lists the open findings of an audit and of those before it, each with its audit: what a follow-up looks at.
pub fn open_findings<'a>(
    all: &'a BTreeMap<AuditId, WorkingPapers>,
    from: &'a WorkingPapers,
) -> Vec<(&'a WorkingPapers, &'a Finding)> {
    let audits = std::iter::once(from).chain(before(all, from));
    audits
        .flat_map(|papers| papers.findings.values().map(move |f| (papers, f)))
        .filter(|(_, finding)| !finding.state.is_settled())
        .collect()
}

/// Lists the rows that open findings are about, each once: those that they were raised from, with all that ask the same, and
/// where there is none, every row of their criteria.
pub fn open_rows(open: &[(&WorkingPapers, &Finding)]) -> Vec<RowKey> {
    let mut rows: Vec<RowKey> = Vec::new();
    let mut add = |row: &RowKey| {
        if !rows.contains(row) {
            rows.push(row.clone());
        }
    };
    for (papers, finding) in open {
        match &finding.row {
            Some(row) => {
                add(row);
                papers.alike(row).into_iter().for_each(&mut add);
            }
            None => {
                for checklist in papers.checklists() {
                    let named = |reference: &Ref| {
                        finding.criteria.iter().any(|criterion| {
                            criterion.checklist == checklist.id && criterion.reference == *reference
                        })
                    };
                    let clauses = checklist.clauses.iter();
                    for clause in clauses.filter(|clause| named(&clause.reference)) {
                        for question in clause.questions.iter().filter(|q| !q.retired) {
                            add(&RowKey {
                                checklist: checklist.id.clone(),
                                reference: clause.reference.clone(),
                                question: question.id.clone(),
                            });
                        }
                    }
                }
            }
        }
    }
    rows
}
