//! Recurrence: earlier findings on the same criterion, process or cause, over all audits of a workspace.
//!
//! What comes back shows that a correction did not reach its cause. The auditor links what is a repeat; a linked repeat
//! proposes a higher grade, which he takes or says why not.

mod cause;

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    finding::{Finding, FindingState, FindingType},
    guard::is_said,
    id::{AuditId, Criterion, FindingId},
    papers::WorkingPapers,
};

words! {
    /// What two findings have in common.
    pub enum Likeness: "likeness of findings" {
        /// A criterion, or one that the checklist says is equal to it.
        Criterion = "criterion", "same criterion";
        /// The process, site or AI system.
        Process = "process", "same process";
        /// The root cause of their corrective actions.
        Cause = "cause", "same cause";
    }
}

/// An earlier finding that has something in common with one that is looked at.
#[derive(Debug, Clone)]
pub struct Earlier<'a> {
    /// The audit that it is of.
    pub audit: &'a AuditId,
    /// The finding.
    pub finding: &'a Finding,
    /// What they have in common; nothing where it is only linked.
    pub alike: Vec<Likeness>,
    /// Its root cause, as far as one was found.
    pub cause: String,
    /// Whether it is linked as what is repeated.
    pub linked: bool,
}

impl Earlier<'_> {
    /// Says what they have in common: `same criterion, same cause`.
    pub fn alike_in_words(&self) -> String {
        let words: Vec<&str> = self.alike.iter().map(|alike| alike.label()).collect();
        words.join(", ")
    }
}

/// Lists earlier findings that have something in common with a finding, the linked ones first, then by how much they have.
///
/// Earlier are those of other audits that were raised before it and handed over, and of its own audit those that are settled:
/// what is found twice in one audit is its extent. Withdrawn ones and good practice are no recurrence; what is linked is
/// always there.
pub fn earlier<'a>(
    all: &'a BTreeMap<AuditId, WorkingPapers>,
    papers: &WorkingPapers,
    finding: &Finding,
) -> Vec<Earlier<'a>> {
    let own = Traits::of(finding, papers, &Causes::of(papers));
    let raised = |finding: &Finding| finding.history.first().map(|entry| entry.at);
    let mut found: Vec<Earlier<'a>> = Vec::new();
    for other in all.values() {
        let own_audit = other.audit.id == papers.audit.id;
        let causes = Causes::of(other);
        for candidate in other.findings.values().filter(|f| f.id != finding.id) {
            let linked = finding.repeats.contains(&candidate.id);
            let stands = is_handed_over(candidate.state)
                && candidate.kind != FindingType::GoodPractice
                && finding.kind != FindingType::GoodPractice;
            let before = if own_audit {
                candidate.state.is_settled()
            } else {
                raised(candidate) <= raised(finding)
            };
            let counts = stands && before;
            if !linked && !counts {
                continue;
            }
            let alike = own.alike(candidate, causes.of_finding(&candidate.id));
            if linked || !alike.is_empty() {
                found.push(Earlier {
                    audit: &other.audit.id,
                    finding: candidate,
                    alike,
                    cause: causes.of_finding(&candidate.id).join("; "),
                    linked,
                });
            }
        }
    }
    found.sort_by_key(|earlier| {
        (
            !earlier.linked,
            Reverse(earlier.alike.len()),
            earlier.finding.kind,
            Reverse(raised(earlier.finding)),
            earlier.finding.id.clone(),
        )
    });
    found
}

/// Tells whether a finding was handed over and stands.
const fn is_handed_over(state: FindingState) -> bool {
    match state {
        FindingState::Draft | FindingState::Withdrawn => false,
        FindingState::Issued
        | FindingState::Acknowledged
        | FindingState::Disputed
        | FindingState::Upheld
        | FindingState::Responded
        | FindingState::Accepted
        | FindingState::Returned
        | FindingState::Implemented
        | FindingState::Verified
        | FindingState::Closed
        | FindingState::Reopened
        | FindingState::Noted
        | FindingState::Declined
        | FindingState::Done => true,
    }
}

/// What a finding can have in common with others.
struct Traits {
    criteria: Vec<Criterion>,
    places: Vec<String>,
    causes: Vec<cause::Words>,
}

impl Traits {
    fn of(finding: &Finding, papers: &WorkingPapers, all: &Causes<'_>) -> Self {
        let mut criteria = finding.criteria.clone();
        for named in &finding.criteria {
            let clause = papers.checklists.get(&named.checklist);
            let clause = clause.and_then(|checklist| checklist.clause(&named.reference));
            let related = clause.into_iter().flat_map(|clause| &clause.related);
            criteria.extend(
                related
                    .filter(|it| it.relation == "equal")
                    .map(|it| Criterion {
                        checklist: it.checklist.clone(),
                        reference: it.reference.clone(),
                    }),
            );
        }
        Self {
            criteria,
            places: places(&finding.place),
            causes: all
                .of_finding(&finding.id)
                .iter()
                .map(|text| cause::Words::of(text))
                .collect(),
        }
    }

    fn alike(&self, other: &Finding, causes: &[&str]) -> Vec<Likeness> {
        let mut alike = Vec::new();
        if other.criteria.iter().any(|c| self.criteria.contains(c)) {
            alike.push(Likeness::Criterion);
        }
        if !self.places.is_empty() && places(&other.place).iter().any(|p| self.places.contains(p)) {
            alike.push(Likeness::Process);
        }
        let same_cause = |text: &&str| {
            let words = cause::Words::of(text);
            self.causes.iter().any(|own| own.is_alike(&words))
        };
        if !self.causes.is_empty() && causes.iter().any(same_cause) {
            alike.push(Likeness::Cause);
        }
        alike
    }
}

/// Takes the places apart that are named together; letter case and spaces make no other place.
fn places(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '/', '\n']);
    let parts = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts
        .map(|part| part.to_lowercase())
        .filter(|part| !part.is_empty())
        .collect()
}

/// The root causes that corrective actions name, by the finding that they answer: one look at the actions of an audit, and not
/// one for each of its findings.
struct Causes<'a>(BTreeMap<&'a FindingId, Vec<&'a str>>);

impl<'a> Causes<'a> {
    fn of(papers: &'a WorkingPapers) -> Self {
        let mut causes: BTreeMap<&FindingId, Vec<&str>> = BTreeMap::new();
        for action in papers.actions.values().filter(|a| !a.is_withdrawn()) {
            let root = action.cause.as_ref().map(|cause| cause.root.as_str());
            let Some(root) = root.filter(|root| is_said(root)) else {
                continue;
            };
            for finding in &action.findings {
                causes.entry(finding).or_default().push(root);
            }
        }
        Self(causes)
    }

    fn of_finding(&self, id: &FindingId) -> &[&'a str] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }
}

/// A higher grade that a linked repeat proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The grade.
    pub kind: FindingType,
    /// The gravest finding that is repeated.
    pub repeats: FindingId,
    /// What that was.
    pub was: FindingType,
    /// The audit that it is of.
    pub audit: AuditId,
}

impl Proposal {
    /// Says why: `repeats F-7K3QX2, a minor nonconformity of aims-2025`.
    pub fn why(&self) -> String {
        let article = if self.was.label().starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        format!(
            "repeats {}, {article} {} of {}",
            self.repeats,
            self.was.label(),
            self.audit
        )
    }
}

/// Proposes a higher grade for a finding that repeats earlier ones, where one of them was as grave or graver.
///
/// A minor nonconformity that repeats one, major or minor, becomes major: what was done did not remove the cause. An
/// observation that repeats one or a nonconformity becomes a minor nonconformity, an opportunity an observation. Once the
/// finding is handed over its grade stays.
pub fn proposal(all: &BTreeMap<AuditId, WorkingPapers>, finding: &Finding) -> Option<Proposal> {
    if finding.state != FindingState::Draft {
        return None;
    }
    let kind = match finding.kind {
        FindingType::Minor => FindingType::Major,
        FindingType::Observation => FindingType::Minor,
        FindingType::Opportunity => FindingType::Observation,
        FindingType::Major | FindingType::GoodPractice => return None,
    };
    let as_grave = |was: FindingType| match finding.kind {
        FindingType::Minor => was.is_nonconformity(),
        FindingType::Observation | FindingType::Opportunity => {
            was.is_nonconformity() || was == FindingType::Observation
        }
        FindingType::Major | FindingType::GoodPractice => false,
    };
    let repeated = finding.repeats.iter().filter_map(|id| {
        all.values()
            .find_map(|papers| Some((&papers.audit.id, papers.findings.get(id)?)))
    });
    repeated
        .filter(|(_, earlier)| is_handed_over(earlier.state) && as_grave(earlier.kind))
        .min_by_key(|(_, earlier)| earlier.kind)
        .map(|(audit, earlier)| Proposal {
            kind,
            repeats: earlier.id.clone(),
            was: earlier.kind,
            audit: audit.clone(),
        })
}

#[cfg(test)]
mod tests;
