//! The texts of a finding as options, and how they are put into it.

use clap::Args;
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::{
        Session, applicability,
        domain::{
            change::Change,
            evidence::EvidenceLink,
            finding::{Classification, Finding, FindingType},
            id::{Criterion, FindingId},
            papers::WorkingPapers,
            workspace::Workspace,
        },
    },
};

use super::{
    super::{Place, output::line, pick, words},
    grades,
};

/// What a finding says. A text given as `-` is read from stdin (one of them).
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct Texts {
    /// What it is: a nonconformity by its grade, or something else worth raising.
    #[arg(long = "type", value_name = "TYPE", value_parser = words::finding_type())]
    kind: Option<FindingType>,

    /// One of the grades of the house instead of a type; 'tickmark finding grades' lists them with their criteria.
    #[arg(long, value_name = "GRADE", conflicts_with = "kind")]
    grade: Option<String>,

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

    /// Until when the auditee answers.
    #[arg(long, value_name = "DATE")]
    response_due: Option<Date>,

    /// A criterion to take out.
    #[arg(long = "drop-criterion", value_name = "CHECKLIST:REF")]
    dropped_criteria: Vec<String>,

    /// An own document to take out, as it is written in the finding.
    #[arg(long = "drop-document", value_name = "TEXT")]
    dropped_documents: Vec<String>,

    /// A citation to take out, by its id.
    #[arg(long = "drop-evidence", value_name = "EVIDENCE")]
    dropped_evidence: Vec<String>,

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
    class: Option<Classification>,
    dropped: Vec<Criterion>,
    criteria: Vec<Criterion>,
    repeats: Vec<FindingId>,
    evidence: Vec<EvidenceLink>,
}

impl Texts {
    /// Returns the classification that was given, by type or by grade of the house.
    pub(super) fn class(&self, workspace: &Workspace) -> Result<Option<Classification>> {
        match (&self.grade, self.kind) {
            (Some(grade), _) => grades::named(workspace, grade).map(Some),
            (None, Some(kind)) => Ok(Some(Classification::of(kind))),
            (None, None) => Ok(None),
        }
    }

    /// Tells whether a type or a grade is given.
    pub(super) fn names_grade(&self) -> bool {
        self.kind.is_some() || self.grade.is_some()
    }

    /// Reads texts from stdin, finds criteria and pins evidence, so that putting them in cannot fail.
    ///
    /// A criterion that does not apply is refused, unless the finding names it already; what is to be taken out has to be
    /// there.
    pub(super) fn read(
        mut self,
        session: &Session,
        papers: &WorkingPapers,
        finding: &Finding,
        place: &Place,
    ) -> Result<Edit> {
        let class = self.class(session.workspace())?;
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
            if !finding.criteria.contains(&criterion) {
                require_applicable(session, papers, &criterion)?;
            }
            Ok(criterion)
        });
        let criteria = criteria.collect::<Result<_>>()?;
        let dropped = self.dropped_criteria.iter().map(|text| {
            let named = finding.criteria.iter().find(|own| own.to_string() == *text);
            match named {
                Some(own) => Ok(own.clone()),
                None => pick::criterion(papers, text).and_then(|criterion| {
                    let there = finding.criteria.contains(&criterion);
                    there.then_some(criterion).ok_or_else(|| not_there(text))
                }),
            }
        });
        let dropped = dropped.collect::<Result<_>>()?;
        for text in &self.dropped_documents {
            if !finding.documents.contains(text) {
                return Err(not_there(text));
            }
        }
        for id in &mut self.dropped_evidence {
            id.make_ascii_uppercase();
            if !finding.evidence.iter().any(|link| link.id.as_str() == id) {
                return Err(not_there(id));
            }
        }
        let repeats = self.repeats.iter().map(|text| {
            let (_, finding) = pick::finding(session, text)?;
            Ok(finding.id.clone())
        });
        let repeats = repeats.collect::<Result<_>>()?;
        let evidence = pick::pins(session, place, &self.evidence, self.worktree)?;
        Ok(Edit {
            texts: self,
            class,
            dropped,
            criteria,
            repeats,
            evidence,
        })
    }
}

fn not_there(what: &str) -> Error {
    Error::usage(format!(
        "Could not take out {}: the finding does not have it",
        line(what)
    ))
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
        // The type that it has already leaves its grade alone.
        if let Some(class) = self.class
            && (class.kind != finding.kind || class.grade.is_some())
        {
            finding.kind = class.kind;
            finding.grade = class.grade;
        }
        if texts.response_due.is_some() {
            finding.response_due = texts.response_due;
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
        finding.criteria.retain(|own| !self.dropped.contains(own));
        finding
            .documents
            .retain(|own| !texts.dropped_documents.contains(own));
        let gone = |id: &str| texts.dropped_evidence.iter().any(|other| other == id);
        finding.evidence.retain(|link| !gone(link.id.as_str()));
        add(&mut finding.criteria, self.criteria);
        add(&mut finding.documents, texts.documents);
        let own = finding.id.clone();
        let earlier = self.repeats.into_iter().filter(|id| *id != own).collect();
        add(&mut finding.repeats, earlier);
        for link in self.evidence {
            // What it was raised with is not cited a second time.
            if !finding.evidence.iter().any(|own| own.cites_the_same(&link)) {
                finding.evidence.push(link);
            }
        }
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
