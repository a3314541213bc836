//! The texts of a finding as options, and how they are put into it.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        Session, applicability,
        domain::{
            change::Change,
            evidence::EvidenceLink,
            finding::{Finding, FindingType},
            id::{Criterion, FindingId},
            papers::WorkingPapers,
        },
    },
};

use super::super::{Place, pick, words};

/// What a finding says. A text given as `-` is read from stdin (one of them).
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct Texts {
    /// What it is: a nonconformity by its grade, or something else worth raising.
    #[arg(long = "type", value_name = "TYPE", value_parser = words::finding_type())]
    pub(super) kind: Option<FindingType>,

    /// A few words to know it by.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// First part: the requirement, in your own words.
    #[arg(long, value_name = "TEXT")]
    requirement: Option<String>,

    /// Second part: what was seen.
    #[arg(long, value_name = "TEXT")]
    objective_evidence: Option<String>,

    /// Third part: how the evidence fails the requirement.
    #[arg(long, value_name = "TEXT")]
    statement: Option<String>,

    /// Why this grade and no other.
    #[arg(long, value_name = "TEXT")]
    grade_reason: Option<String>,

    /// What follows or may follow from it.
    #[arg(long, value_name = "TEXT")]
    consequence: Option<String>,

    /// The process, site or AI system where it was found.
    #[arg(long = "where", value_name = "TEXT")]
    place: Option<String>,

    /// What the auditee says to it.
    #[arg(long, value_name = "TEXT")]
    response: Option<String>,

    /// A clause or control that it is about, CHECKLIST:REF; added to those that are there.
    #[arg(long = "criterion", value_name = "CHECKLIST:REF")]
    criteria: Vec<String>,

    /// An own document that is a criterion, such as 'risk/method.md, section 4'; added to those that are there.
    #[arg(long = "document", value_name = "TEXT")]
    documents: Vec<String>,

    /// An earlier finding that it repeats.
    #[arg(long = "repeats", value_name = "ID")]
    repeats: Vec<String>,

    /// A file to cite, with the lines if not all of it; added to what is cited.
    #[arg(long = "evidence", value_name = "PATH[:A-B]", value_parser = words::cited_file())]
    evidence: Vec<String>,

    /// Cite files as they are on disk, committed or not.
    #[arg(long, requires = "evidence")]
    worktree: bool,
}

/// The texts of [`Texts`], read and checked.
pub(super) struct Edit {
    texts: Texts,
    criteria: Vec<Criterion>,
    repeats: Vec<FindingId>,
    evidence: Vec<EvidenceLink>,
}

impl Texts {
    /// Reads texts from stdin, finds criteria and pins evidence, so that putting them in cannot fail.
    ///
    /// A criterion that does not apply is refused, unless the finding names it already: `named` are those.
    pub(super) fn read(
        mut self,
        session: &Session,
        papers: &WorkingPapers,
        named: &[Criterion],
        place: &Place,
    ) -> Result<Edit> {
        let texts = [
            &mut self.title,
            &mut self.requirement,
            &mut self.objective_evidence,
            &mut self.statement,
            &mut self.grade_reason,
            &mut self.consequence,
            &mut self.place,
            &mut self.response,
        ];
        if texts.iter().filter(|t| t.as_deref() == Some("-")).count() > 1 {
            return Err(Error::usage(
                "Could not read the texts: only one of them can come from stdin",
            ));
        }
        for text in texts.into_iter().flatten() {
            pick::text(text)?.trim_end().clone_into(text);
        }
        let criteria = self.criteria.iter().map(|text| {
            let criterion = pick::criterion(papers, text)?;
            if !named.contains(&criterion) {
                require_applicable(session, papers, &criterion)?;
            }
            Ok(criterion)
        });
        let criteria = criteria.collect::<Result<_>>()?;
        let repeats = self.repeats.iter().map(|text| {
            let (_, finding) = pick::finding(session, text)?;
            Ok(finding.id.clone())
        });
        let repeats = repeats.collect::<Result<_>>()?;
        let evidence = pick::pins(session, place, &self.evidence, self.worktree)?;
        Ok(Edit {
            texts: self,
            criteria,
            repeats,
            evidence,
        })
    }
}

/// Refuses a criterion that the statement of applicability excludes.
pub(super) fn require_applicable(
    session: &Session,
    papers: &WorkingPapers,
    criterion: &Criterion,
) -> Result<()> {
    applicability::require_applicable(papers, session.applicability(), criterion).map_err(
        |refusal| {
            Error::refused(format!(
                "Could not name {criterion} as criterion: {refusal}"
            ))
        },
    )
}

impl Edit {
    /// Puts what was given into the finding and leaves the rest as it is.
    pub(super) fn apply(self, finding: &mut Finding) {
        let texts = self.texts;
        if let Some(kind) = texts.kind {
            finding.kind = kind;
        }
        for (given, field) in [
            (texts.title, &mut finding.title),
            (texts.requirement, &mut finding.requirement),
            (texts.objective_evidence, &mut finding.objective_evidence),
            (texts.statement, &mut finding.statement),
            (texts.grade_reason, &mut finding.grade_reason),
            (texts.consequence, &mut finding.consequence),
            (texts.place, &mut finding.place),
            (texts.response, &mut finding.response),
        ] {
            if let Some(text) = given {
                *field = text;
            }
        }
        add(&mut finding.criteria, self.criteria);
        add(&mut finding.documents, texts.documents);
        let own = finding.id.clone();
        let earlier = self.repeats.into_iter().filter(|id| *id != own).collect();
        add(&mut finding.repeats, earlier);
        finding.evidence.extend(self.evidence);
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// Puts a later change of records that an earlier one makes into it, so that both are saved as one.
pub(in crate::cli) fn merged(mut first: Change, then: Change) -> Change {
    for later in then.edits {
        match first
            .edits
            .iter_mut()
            .find(|edit| edit.key() == later.key())
        {
            Some(edit) => edit.after = later.after,
            None => first.edits.push(later),
        }
    }
    first
}
