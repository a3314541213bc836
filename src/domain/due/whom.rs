//! For whom something waits: persons where they are named, otherwise the audit team or the auditee.

use crate::domain::{
    action::{ActionState, CorrectiveAction},
    finding::{Finding, FindingState},
    papers::WorkingPapers,
    people::People,
    person::Person,
};

/// Who has to move next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// These persons.
    Persons(Vec<Person>),
    /// One of these members of the audit team.
    AuditTeam(Vec<Person>),
    /// Whoever answers for the place where it was found; no person is named.
    Auditee,
    /// Nobody: the matter is settled.
    Nobody,
}

impl Whom {
    /// Tells for whom a finding waits.
    pub fn of_finding(finding: &Finding, papers: &WorkingPapers) -> Self {
        of_finding(finding, papers)
    }

    /// Tells for whom a corrective action waits.
    pub fn of_action(action: &CorrectiveAction, papers: &WorkingPapers) -> Self {
        of_action(action, papers)
    }

    /// Tells whether it waits for a person, by name or as a member of the audit team.
    pub fn is(&self, person: &Person) -> bool {
        self.persons().iter().any(|one| one.is(person))
    }

    /// Returns those who can make the next step, as far as they are named.
    pub fn persons(&self) -> &[Person] {
        match self {
            Self::Persons(persons) | Self::AuditTeam(persons) => persons,
            Self::Auditee | Self::Nobody => &[],
        }
    }

    /// Says it in a few words, persons by their names: `Rolf Release`, `audit team`, `auditee`.
    pub fn label(&self) -> String {
        match self {
            Self::Persons(persons) => {
                let names: Vec<&str> = persons.iter().map(|p| p.name.as_str()).collect();
                names.join(", ")
            }
            Self::AuditTeam(_) => "audit team".to_owned(),
            Self::Auditee => "auditee".to_owned(),
            Self::Nobody => String::new(),
        }
    }
}

fn of_finding(finding: &Finding, papers: &WorkingPapers) -> Whom {
    use FindingState as S;
    match finding.state {
        S::Draft => match finding.raised_by() {
            Some(person) => Whom::Persons(vec![person.clone()]),
            None => Whom::AuditTeam(papers.audit.auditors()),
        },
        S::Accepted if finding.kind.is_nonconformity() => implementers(finding, papers),
        S::Issued
        | S::Acknowledged
        | S::Upheld
        | S::Returned
        | S::Reopened
        | S::Noted
        | S::Accepted => owners(finding, papers),
        S::Implemented => {
            let free = |person: &Person| {
                let actions = finding.answered_by(&papers.actions);
                let involved = actions
                    .iter()
                    .any(|action| action.is_owner_or_implementer(person, &People::default()));
                !involved
            };
            Whom::AuditTeam(papers.audit.auditors().into_iter().filter(free).collect())
        }
        S::Disputed | S::Responded | S::Verified => Whom::AuditTeam(papers.audit.auditors()),
        S::Closed | S::Withdrawn | S::Declined | S::Done => Whom::Nobody,
    }
}

/// Returns the owners of the corrective actions of a finding; before there are any, nobody is named.
fn owners(finding: &Finding, papers: &WorkingPapers) -> Whom {
    let actions = finding.answered_by(&papers.actions);
    named(actions.into_iter().filter_map(|a| a.owner.as_ref()), || {
        Whom::Auditee
    })
}

fn implementers(finding: &Finding, papers: &WorkingPapers) -> Whom {
    let actions = finding.answered_by(&papers.actions);
    named(actions.into_iter().flat_map(undone), || {
        owners(finding, papers)
    })
}

fn of_action(action: &CorrectiveAction, papers: &WorkingPapers) -> Whom {
    use ActionState as S;
    let owner = || named(action.owner.iter(), || Whom::Auditee);
    match action.state {
        S::Draft | S::Returned | S::NotEffective | S::Reopened => owner(),
        S::Proposed => {
            let free = |person: &Person| {
                action
                    .acceptance_gaps(person, &People::default())
                    .is_empty()
            };
            Whom::AuditTeam(papers.audit.auditors().into_iter().filter(free).collect())
        }
        S::Accepted => named(undone(action), owner),
        S::Implemented => {
            let free =
                |person: &Person| !action.is_owner_or_implementer(person, &People::default());
            match &action.effectiveness.verifier {
                Some(verifier) if free(verifier) => Whom::Persons(vec![verifier.clone()]),
                Some(_) | None => {
                    Whom::AuditTeam(papers.audit.auditors().into_iter().filter(free).collect())
                }
            }
        }
        S::Effective => {
            let free =
                |person: &Person| !action.is_owner_or_implementer(person, &People::default());
            Whom::AuditTeam(papers.audit.auditors().into_iter().filter(free).collect())
        }
        S::Closed | S::Withdrawn => Whom::Nobody,
    }
}

/// Iterates over those who have something planned still to do.
fn undone(action: &CorrectiveAction) -> impl Iterator<Item = &Person> {
    let planned = action
        .actions
        .iter()
        .filter(|planned| planned.done.is_none());
    planned.filter_map(|planned| planned.owner.as_ref())
}

/// Names persons, each once; says something else where there are none.
fn named<'a>(persons: impl Iterator<Item = &'a Person>, otherwise: impl FnOnce() -> Whom) -> Whom {
    let mut once: Vec<Person> = Vec::new();
    for person in persons {
        if !once.iter().any(|other| other.is(person)) {
            once.push(person.clone());
        }
    }
    if once.is_empty() {
        otherwise()
    } else {
        Whom::Persons(once)
    }
}
