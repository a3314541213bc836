//! Planning an audit: its record and the frozen copies of its checklists.

use jiff::civil::Date;

use crate::domain::{
    applicability::Statements,
    audit::{Audit, AuditMode, TeamMember, TeamRole},
    change::{Change, Edit},
    checklist::{Checklist, Clause},
    guard::as_title,
    history::Step,
    id::{AuditId, Criterion, RowKey},
    maturity::Maturity,
    papers::WorkingPapers,
    person::Person,
    record::Record,
    similar,
};
use crate::{
    error::{Error, Result},
    store::library::Entry,
};

use super::{
    Session,
    carry_over::{self, CarryOver},
    programme,
};

/// What one says to plan an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The id: the slug that is also the name of its folder.
    pub id: AuditId,
    /// The title.
    pub title: String,
    /// What is looked at.
    pub scope: String,
    /// What it is to find out.
    pub objectives: Vec<String>,
    /// The audit team leader; whoever plans it when left out.
    pub lead: Option<Person>,
    /// The other auditors.
    pub auditors: Vec<Person>,
    /// The first day of the fieldwork.
    pub start: Option<Date>,
    /// The last day of the fieldwork.
    pub end: Option<Date>,
    /// The clauses and controls that it is limited to, each as `CHECKLIST:REF`, or `REF` for every checklist that has it.
    pub only: Vec<String>,
    /// Whether rows that several standards ask alike are answered one by one.
    pub answer_apart: bool,
    /// What it judges.
    pub mode: AuditMode,
    /// The maturity that a gap analysis aims at.
    pub target: Option<Maturity>,
    /// Whether the copies of the checklists hold the licensed wording that is kept; it is committed with them then.
    pub with_text: bool,
    /// The audit that it is carried over from.
    pub carried: Option<CarryOver>,
}

impl Plan {
    /// Makes a plan that says nothing but the id and the title.
    pub fn new(id: AuditId, title: String) -> Self {
        Self {
            id,
            title,
            scope: String::new(),
            objectives: Vec::new(),
            lead: None,
            auditors: Vec::new(),
            start: None,
            end: None,
            only: Vec::new(),
            answer_apart: false,
            mode: AuditMode::Conformity,
            target: None,
            with_text: false,
            carried: None,
        }
    }
}

/// Finds the clauses that an audit is limited to, or says which of them no checklist has.
///
/// Several in one text may have spaces between them; a reference with a space of its own (`Art. 6`) is found first.
pub fn limits(only: &[String], checklists: &[(Checklist, String)]) -> Result<Vec<Criterion>> {
    let mut limits = Vec::new();
    for text in only {
        let whole = clauses_named(text, checklists);
        if !whole.is_empty() {
            limits.extend(whole);
            continue;
        }
        for word in text.split_whitespace() {
            let found = clauses_named(word, checklists);
            if found.is_empty() {
                return Err(no_such_clause(word, checklists));
            }
            limits.extend(found);
        }
    }
    limits.dedup();
    Ok(limits)
}

/// Finds what `CHECKLIST:REF` names, or `REF` in every checklist that has it.
fn clauses_named(text: &str, checklists: &[(Checklist, String)]) -> Vec<Criterion> {
    let (named, reference) = match text.rsplit_once(':') {
        Some((checklist, reference)) => (Some(checklist.trim()), reference.trim()),
        None => (None, text.trim()),
    };
    checklists
        .iter()
        .filter(|(checklist, _)| named.is_none_or(|named| named == checklist.id.as_str()))
        .flat_map(|(checklist, _)| {
            let is_it = |clause: &&Clause| clause.reference.as_str() == reference;
            checklist
                .clauses
                .iter()
                .filter(is_it)
                .map(|clause| Criterion {
                    checklist: checklist.id.clone(),
                    reference: clause.reference.clone(),
                })
        })
        .collect()
}

fn no_such_clause(text: &str, checklists: &[(Checklist, String)]) -> Error {
    let refs = checklists
        .iter()
        .flat_map(|(checklist, _)| &checklist.clauses)
        .map(|clause| clause.reference.as_str());
    let reference = text
        .rsplit_once(':')
        .map_or(text, |(_, reference)| reference);
    let error = Error::usage(format!(
        "Could not limit the audit to {}: no checklist of it has such a clause",
        crate::safe::escape_line(text)
    ));
    match similar::nearest(reference, refs) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint("list the clauses: tickmark checklist show ID"),
    }
}

/// The audit that a new one is carried over from, and the rows that this is limited to.
#[derive(Debug, Clone)]
pub struct Earlier<'a> {
    /// The earlier audit.
    pub audit: &'a Audit,
    /// The rows; all of them when empty.
    pub rows: Vec<RowKey>,
}

/// Makes the records of a new audit against these checklists, each given with the text of its file.
///
/// `only` are the clauses and controls that it is limited to, as [`limits`] finds them. A control that the statement of
/// applicability excludes is left out, for the reason that stands there.
pub fn plan(
    plan: Plan,
    checklists: &[(Checklist, String)],
    only: Vec<Criterion>,
    statements: &Statements,
    carried: Option<Earlier<'_>>,
    step: &Step,
) -> (Change, WorkingPapers) {
    let ids = checklists.iter().map(|(c, _)| c.id.clone()).collect();
    let mut audit = Audit::plan(plan.id.clone(), plan.title, ids, step);
    audit.scope.text = plan.scope;
    audit.objectives = plan.objectives;
    audit.start = plan.start;
    audit.end = plan.end;
    audit.only = only;
    audit.rules.answer_apart = plan.answer_apart;
    audit.mode = plan.mode;
    audit.target = plan.target;
    let lead_is_named = plan.lead.is_some();
    let lead = plan.lead.unwrap_or_else(|| step.by.clone());
    audit.team.push(TeamMember {
        person: lead,
        role: TeamRole::Lead,
    });
    audit
        .team
        .extend(plan.auditors.into_iter().map(|person| TeamMember {
            person,
            role: TeamRole::Auditor,
        }));
    if let Some(earlier) = carried {
        audit.rows = earlier.rows;
        let copies: Vec<Checklist> = checklists.iter().map(|(c, _)| c.clone()).collect();
        carry_over::take_over(&mut audit, lead_is_named, earlier.audit, &copies);
    }
    let mut papers = WorkingPapers::new(audit, checklists.iter().map(|(c, _)| c.clone()));
    papers.audit = papers.aligned(statements);
    let mut edits = vec![Edit {
        before: None,
        after: Some(Record::Audit(papers.audit.clone())),
    }];
    edits.extend(checklists.iter().map(|(checklist, text)| Edit {
        before: None,
        after: Some(Record::Criteria {
            audit: plan.id.clone(),
            checklist: checklist.id.clone(),
            text: text.clone(),
        }),
    }));
    let change = Change {
        what: format!("{} planned", plan.id),
        edits,
    };
    (change, papers)
}

impl Session {
    /// Plans an audit against these checklists of the library and saves its records; one that is carried over from another
    /// takes those of that one where none are named.
    ///
    /// Refuses an id that is taken, a checklist that is not at hand, and dates in the wrong order.
    pub fn plan(&mut self, new: Plan, checklists: &[String]) -> Result<()> {
        if self.papers().contains_key(&new.id) {
            return Err(Error::usage(format!(
                "Could not plan {}: there is an audit of that id",
                new.id
            ))
            .hint("choose another id; ids are never reused"));
        }
        as_title(&new.title)
            .map_err(|why| Error::usage(format!("Could not plan {}: {why}", new.id)))?;
        if let (Some(start), Some(end)) = (new.start, new.end)
            && end < start
        {
            return Err(Error::usage(format!(
                "Could not plan {}: it would end before it starts",
                new.id
            )));
        }
        if checklists.is_empty() && new.carried.is_none() {
            return Err(
                Error::usage(format!("Could not plan {}: no checklist is named", new.id))
                    .hint("list them: tickmark checklist list"),
            );
        }
        let rows = match &new.carried {
            Some(carried) if carried.follow_up => self.rows_to_follow_up(&carried.from)?,
            Some(_) | None => Vec::new(),
        };
        let mut copies = match &new.carried {
            Some(carried) if checklists.is_empty() => self.carried_checklists(carried, &rows)?,
            Some(_) | None => Vec::new(),
        };
        let mut named: Vec<&String> = Vec::new();
        for id in checklists {
            // Named twice it is meant once.
            if named.contains(&id) {
                continue;
            }
            named.push(id);
            let entry = self.checklist(id)?;
            if let Some(why) = entry.checklist.contradiction() {
                return Err(Error::usage(format!(
                    "Could not plan {}: in the checklist {id} {why}",
                    new.id
                ))
                .hint(format!("all its faults: tickmark checklist lint {id}")));
            }
            copies.push((entry.checklist.clone(), entry.text.clone()));
        }
        if new.with_text {
            self.put_texts(&mut copies)?;
        }
        let only = limits(&new.only, &copies)?;
        let carried = new.carried.clone();
        let earlier = match &carried {
            Some(carried) => Some(Earlier {
                audit: &self.audit(&carried.from)?.audit,
                rows,
            }),
            None => None,
        };
        let step = self.step("")?;
        let id = new.id.clone();
        let (mut change, _) = plan(new, &copies, only, self.applicability(), earlier, &step);
        if let Some(row) = self.programme().and_then(|programme| programme.audit(&id)) {
            programme::complete(&mut change, row);
        }
        self.apply(&change)?;
        Ok(())
    }

    /// Finds a checklist of the library, or says which ones there are.
    pub fn checklist(&self, id: &str) -> Result<&Entry> {
        let found = id.parse().ok().map(|id| self.library().get(&id));
        match found {
            Some(Some(Ok(entry))) => Ok(entry),
            Some(Some(Err(faults))) => {
                Err(Error::usage(format!("Could not read the checklist {id}"))
                    .details(faults.iter().map(ToString::to_string))
                    .hint(format!("all its faults: tickmark checklist lint {id}")))
            }
            Some(None) | None => {
                let titles = self.library().titles();
                let known: Vec<&str> = titles.iter().map(|(id, _)| id.as_str()).collect();
                let error = Error::usage(format!(
                    "Could not find the checklist {}",
                    crate::safe::escape_line(id)
                ));
                Err(match similar::nearest(id, known.iter().copied()) {
                    Some(near) => error.hint(format!("did you mean {near}?")),
                    None => error.hint(format!("there are: {}", known.join(", "))),
                })
            }
        }
    }
}
