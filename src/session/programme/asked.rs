//! What the programme may say how often it is audited: a clause that no checklist has would ask for nothing.

use crate::{
    domain::{checklist::Checklist, id::Criterion, programme::Subject, similar},
    error::{Error, Result},
    session::Session,
};

/// A clause that its checklist does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchClause {
    /// What was named.
    pub clause: Criterion,
    /// The clause that may be meant.
    pub near: Option<String>,
}

impl std::fmt::Display for NoSuchClause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Criterion {
            checklist,
            reference,
        } = &self.clause;
        write!(f, "{checklist} has no clause or control {reference}")
    }
}

/// Looks for a clause in these copies of checklists, and says that it is in none; nothing where none is a copy of its own.
pub fn no_such_clause<'a>(
    of: &Subject,
    copies: impl IntoIterator<Item = &'a Checklist>,
) -> Option<NoSuchClause> {
    let Subject::Clause(clause) = of else {
        return None;
    };
    let copies = copies.into_iter();
    let own: Vec<&Checklist> = copies.filter(|copy| copy.id == clause.checklist).collect();
    let has = |copy: &&Checklist| copy.clause(&clause.reference).is_some();
    if own.is_empty() || own.iter().any(has) {
        return None;
    }
    let known = own.iter().flat_map(|copy| &copy.clauses);
    let known = known.map(|clause| clause.reference.as_str());
    let near = similar::nearest(clause.reference.as_str(), known);
    Some(NoSuchClause {
        clause: clause.clone(),
        near: near.map(|near| format!("{}:{near}", clause.checklist)),
    })
}

impl Session {
    /// Refuses what no checklist has, at hand or in an audit: a slip in the number of a clause would ask for nothing.
    pub fn check_asked(&self, of: &Subject) -> Result<()> {
        let Subject::Clause(clause) = of else {
            return Ok(());
        };
        let in_audits = self.papers().values();
        let mut copies: Vec<&Checklist> = in_audits.flat_map(|p| p.checklists.values()).collect();
        if let Some(Ok(entry)) = self.library().get(&clause.checklist) {
            copies.push(&entry.checklist);
        }
        if copies.iter().all(|copy| copy.id != clause.checklist) {
            // It says which checklists there are.
            self.checklist(clause.checklist.as_str())?;
        }
        let Some(missing) = no_such_clause(of, copies) else {
            return Ok(());
        };
        let error = Error::usage(format!("Could not say how often it is audited: {missing}"));
        Err(match missing.near {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!(
                "list the clauses: tickmark checklist show {}",
                clause.checklist
            )),
        })
    }
}
