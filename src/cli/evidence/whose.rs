//! Whose citations a command is about: an audit's, or those of the statements of applicability.

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            applicability::Statements,
            evidence::EvidenceLink,
            holder::Holder,
            id::{Criterion, EvidenceId},
            papers::WorkingPapers,
            similar,
        },
    },
};

use super::super::{output::line, pick};

/// What stands for the statements of applicability where an audit is named; no audit can have that id.
pub(super) const STATEMENTS: &str = "soa";

/// Whose citations are meant.
#[derive(Clone, Copy)]
pub(super) enum Whose<'s> {
    /// Those of an audit.
    Audit(&'s WorkingPapers),
    /// Those of the statements of applicability.
    Statements(&'s Statements),
}

/// Finds whose citations are meant: an audit's, or those of the statements of applicability.
pub(super) fn whose<'s>(session: &'s Session, text: &str) -> Result<Whose<'s>> {
    if text == STATEMENTS {
        return Ok(Whose::Statements(session.applicability()));
    }
    pick::audit(session, text).map(Whose::Audit)
}

impl<'s> Whose<'s> {
    /// Iterates over the citations, each with what holds it.
    pub(super) fn citations(self) -> Box<dyn Iterator<Item = (Holder, &'s EvidenceLink)> + 's> {
        match self {
            Self::Audit(papers) => Box::new(
                papers
                    .citations()
                    .map(|(place, link)| (Holder::InAudit(papers.audit.id.clone(), place), link)),
            ),
            Self::Statements(statements) => Box::new(statements.values().flat_map(|statement| {
                statement.citations().map(|(reference, link)| {
                    let control = Criterion {
                        checklist: statement.checklist.clone(),
                        reference: reference.clone(),
                    };
                    (Holder::Control(control), link)
                })
            })),
        }
    }

    /// Returns what it is called on the command line.
    pub(super) fn name(self) -> &'s str {
        match self {
            Self::Audit(papers) => papers.audit.id.as_str(),
            Self::Statements(_) => STATEMENTS,
        }
    }
}

/// Finds a citation of an audit or of the statements of applicability, or says which one was probably meant.
pub(super) fn find_citation<'s>(
    session: &Session,
    whose: Whose<'s>,
    text: &str,
) -> Result<(Holder, &'s EvidenceLink)> {
    let id: Option<EvidenceId> = text.to_ascii_uppercase().parse().ok();
    if let Some(found) = whose
        .citations()
        .find(|(_, link)| Some(&link.id) == id.as_ref())
    {
        return Ok(found);
    }
    let error = Error::usage(format!(
        "Could not find the citation {}: no record of {} has it",
        line(text),
        whose.name()
    ));
    let elsewhere = id.as_ref().and_then(|id| {
        let audits = session.papers().values().map(Whose::Audit);
        let mut all = audits.chain([Whose::Statements(session.applicability())]);
        all.find(|other| other.citations().any(|(_, link)| link.id == *id))
    });
    if let Some(elsewhere) = elsewhere {
        return Err(error.hint(match elsewhere {
            Whose::Audit(papers) => format!("the audit {} has it", papers.audit.id),
            Whose::Statements(_) => {
                "the statement of applicability has it: write soa for the audit".to_owned()
            }
        }));
    }
    let known: Vec<&str> = whose
        .citations()
        .map(|(_, link)| link.id.as_str())
        .collect();
    Err(match similar::nearest(text, known) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!(
            "list them: tickmark evidence check {}",
            whose.name()
        )),
    })
}
