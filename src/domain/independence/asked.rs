//! Who is meant with what: the question that the history is asked.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::{
    audit::TeamRole,
    evidence::{EvidenceKind, HERE},
    finding::Finding,
    id::{Criterion, RowKey},
    papers::{CitedIn, WorkingPapers},
    pattern::PathPattern,
    person::Person,
};

/// What the history of one repository is asked: who of these people has worked on these files and areas in this time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inquiry {
    /// Whose work is looked for.
    pub people: Vec<Person>,
    /// The first day; none when there is no limit.
    pub from: Option<Date>,
    /// The last day; none when there is no limit.
    pub to: Option<Date>,
    /// The files, followed through renames.
    pub files: Vec<String>,
    /// The areas.
    pub areas: Vec<PathPattern>,
}

impl Inquiry {
    /// Tells whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() || (self.files.is_empty() && self.areas.is_empty())
    }
}

/// A file, by the name of its repository and its path.
pub(super) type File = (String, String);

/// What is said of a file that is cited: who is meant with it, and where.
#[derive(Debug, Default)]
pub(super) struct Cited {
    pub(super) people: Vec<Person>,
    pub(super) places: Vec<CitedIn>,
}

/// Makes the questions for an audit, by the name of the repository; `records` is the folder of all records.
///
/// Areas are those of this repository. They and cited paths may lead into a submodule: whoever asks the history asks that of
/// the submodule, too, and takes the answer in under the paths from the top.
pub fn inquiries(papers: &WorkingPapers, records: &str) -> BTreeMap<String, Inquiry> {
    let files = cited(papers, records);
    let audit = &papers.audit;
    let mut areas: Vec<PathPattern> = audit
        .assignments
        .iter()
        .flat_map(|a| a.paths.iter().cloned())
        .collect();
    areas.sort();
    areas.dedup();
    let plain = Inquiry {
        people: people(papers, &files),
        from: audit.period_start,
        to: audit.period_end,
        ..Inquiry::default()
    };
    let mut asked: BTreeMap<String, Inquiry> = BTreeMap::new();
    if !areas.is_empty() {
        let here = asked
            .entry(HERE.to_owned())
            .or_insert_with(|| plain.clone());
        here.areas = areas;
    }
    for (repository, path) in files.into_keys() {
        let there = asked.entry(repository).or_insert_with(|| plain.clone());
        there.files.push(path);
    }
    asked
}

/// Lists everybody who is meant with anything: the auditors of the team first, in its order.
pub(super) fn people(papers: &WorkingPapers, files: &BTreeMap<File, Cited>) -> Vec<Person> {
    let audit = &papers.audit;
    let mut people = audit.auditors();
    let assigned = audit.assignments.iter().map(|a| &a.auditor);
    for person in assigned.chain(files.values().flat_map(|file| &file.people)) {
        add(&mut people, person);
    }
    people
}

/// Lists the files that are cited; records of audits, kept copies among them, are the auditors' own.
pub(super) fn cited(papers: &WorkingPapers, records: &str) -> BTreeMap<File, Cited> {
    let own = |path: &str| {
        path == "tickmark.toml"
            || path
                .strip_prefix(records)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut files: BTreeMap<File, Cited> = BTreeMap::new();
    for (place, link) in papers.citations() {
        let Some(path) = &link.path else { continue };
        let is_own = link.repository == HERE && own(path);
        if link.kind != EvidenceKind::File || is_own {
            continue;
        }
        let file = files
            .entry((link.repository.clone(), path.clone()))
            .or_default();
        for person in meant(papers, &place, &link.obtained_by) {
            add(&mut file.people, &person);
        }
        if !file.places.contains(&place) {
            file.places.push(place);
        }
    }
    files
}

/// Lists who is meant with a citation in its place.
fn meant(papers: &WorkingPapers, place: &CitedIn, obtained_by: &Person) -> Vec<Person> {
    let mut people = vec![obtained_by.clone()];
    match place {
        CitedIn::Row(row) => {
            of_row(papers, row, &mut people);
        }
        CitedIn::Finding(id) => {
            if let Some(finding) = papers.findings.get(id) {
                of_finding(papers, finding, &mut people);
            }
        }
        CitedIn::Item(sample, item) => {
            if let Some(sample) = papers.samples.get(sample) {
                add(&mut people, &sample.drawn_by);
                if let Some(by) = sample.item(item).and_then(|item| item.by.as_ref()) {
                    add(&mut people, by);
                }
                if let Some(row) = &sample.row {
                    of_row(papers, row, &mut people);
                }
            }
        }
        CitedIn::Link(system, step) => {
            let link = papers.trails.get(system).and_then(|trail| trail.link(step));
            if let Some(by) = link.and_then(|link| link.by.as_ref()) {
                add(&mut people, by);
            }
        }
        // The auditee brings it; whether it worked is verified by somebody who is neither owner nor implementer.
        CitedIn::Action(_) => {
            let audits = |person: &Person| {
                let mut team = papers.audit.team.iter();
                team.any(|member| member.person.is(person) && member.role != TeamRole::Observer)
            };
            people.retain(audits);
        }
    }
    people
}

fn of_row(papers: &WorkingPapers, row: &RowKey, people: &mut Vec<Person>) {
    if let Some(by) = papers.own_answer(row).and_then(|answer| answer.by.as_ref()) {
        add(people, by);
    }
    let followers = papers.followers(row);
    let criteria = std::iter::once(row).chain(followers).map(RowKey::criterion);
    for criterion in criteria {
        assigned(papers, &criterion, people);
    }
}

fn of_finding(papers: &WorkingPapers, finding: &Finding, people: &mut Vec<Person>) {
    if let Some(row) = &finding.row {
        of_row(papers, row, people);
    }
    for criterion in &finding.criteria {
        assigned(papers, criterion, people);
    }
}

/// Adds whom a clause is assigned to; all auditors where it is assigned to nobody.
fn assigned(papers: &WorkingPapers, criterion: &Criterion, people: &mut Vec<Person>) {
    let checklist = papers.checklists.get(&criterion.checklist);
    let clause = checklist.and_then(|c| c.clause(&criterion.reference));
    let mut refs = vec![&criterion.reference];
    if let Some((checklist, clause)) = checklist.zip(clause) {
        refs.extend(checklist.ancestors(clause).map(|above| &above.reference));
    }
    let audit = &papers.audit;
    let mut any = false;
    for assignment in audit
        .assignments
        .iter()
        .filter(|a| a.checklist == criterion.checklist)
    {
        if assignment.refs.iter().any(|named| refs.contains(&named)) {
            any = true;
            add(people, &assignment.auditor);
        }
    }
    if !any {
        for auditor in audit.auditors() {
            add(people, &auditor);
        }
    }
}

fn add(people: &mut Vec<Person>, person: &Person) {
    if !people.iter().any(|known| known.is(person)) {
        people.push(person.clone());
    }
}
