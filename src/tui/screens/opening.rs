//! The screen of a record that a line is about, as of a verification or of a sync.

use crate::{
    domain::{
        checklist::Clause,
        id::{Criterion, QuestionId, RowKey},
        papers::WorkingPapers,
        record::RecordKey,
        signoff,
    },
    session::by_system::OfSystem,
    tui::{
        data::Data,
        panel::Panel,
        screens::{
            action::ActionForm, applicability::ApplicabilityScreen, audit::AuditForm,
            finding::FindingForm, independence::IndependenceScreen, programme::ProgrammeScreen,
            sample::SampleScreen, signoff::SignOffScreen, trail::TrailScreen, walk::Walk,
        },
    },
};

/// What of a record a line is about: nothing more where it names none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    /// The field.
    pub(super) field: &'a str,
    /// What the line says, which may name a question.
    pub(super) text: &'a str,
}

/// Opens what a line is about; none where that is not there any more, or has no screen.
pub(super) fn panel_of(
    record: &RecordKey,
    place: Place<'_>,
    data: &Data,
) -> Option<Box<dyn Panel>> {
    let papers = record.audit().and_then(|audit| data.audit(audit));
    let within = || Some((papers?, papers?.audit.id.clone()));
    Some(match record {
        RecordKey::Finding(_, id) => {
            let (papers, audit) = within()?;
            papers.findings.get(id)?;
            Box::new(FindingForm::new(audit, id.clone()))
        }
        RecordKey::Action(_, id) => {
            let (papers, audit) = within()?;
            papers.actions.get(id)?;
            Box::new(ActionForm::new(audit, id.clone()))
        }
        RecordKey::Sample(_, id) => {
            let (papers, audit) = within()?;
            papers.samples.get(id)?;
            Box::new(SampleScreen::new(audit, id.clone()))
        }
        RecordKey::Trail(_, system) => {
            let (papers, audit) = within()?;
            let system = OfSystem {
                id: system.clone(),
                name: papers.trails.get(system)?.name.clone(),
            };
            Box::new(TrailScreen::new(audit, system))
        }
        RecordKey::Answers(_, checklist, reference) => {
            let (papers, _) = within()?;
            let criterion = Criterion {
                checklist: checklist.clone(),
                reference: reference.clone(),
            };
            Box::new(Walk::at(papers, row(papers, &criterion, place.text)?))
        }
        RecordKey::Audit(_) => {
            let (_, audit) = within()?;
            // What is told of a sign-off bears the name of its tag.
            if place.field.starts_with(&signoff::tag_folder(&audit)) {
                Box::new(SignOffScreen::at(audit, place.field.to_owned()))
            } else if place.field == "independence" {
                Box::new(IndependenceScreen::new(audit))
            } else {
                Box::new(AuditForm::new(audit))
            }
        }
        RecordKey::Applicability(checklist) => {
            data.applicability.get(checklist)?;
            Box::new(ApplicabilityScreen::of(None, checklist.clone()))
        }
        RecordKey::Programme => {
            data.programme.as_ref()?;
            Box::new(ProgrammeScreen::new())
        }
        RecordKey::Workspace | RecordKey::Criteria(..) | RecordKey::Kept { .. } => return None,
    })
}

/// Finds the row of a clause that is told of: the question that the text names, or else the first one that is answered.
fn row(papers: &WorkingPapers, criterion: &Criterion, text: &str) -> Option<RowKey> {
    let clause: &Clause = papers
        .checklists
        .get(&criterion.checklist)?
        .clause(&criterion.reference)?;
    let questions = || clause.questions.iter().map(|question| &question.id);
    let is_named = |id: &QuestionId| {
        let mut words = text.split(|c: char| c.is_whitespace() || ":,;".contains(c));
        words.any(|word| word.strip_prefix('#') == Some(id.as_str()))
    };
    let is_answered = |id: &QuestionId| {
        let sheet = papers.answers.get(criterion);
        sheet.is_some_and(|sheet| sheet.answer(id).is_some())
    };
    let question = questions()
        .find(|id| is_named(id))
        .or_else(|| questions().find(|id| is_answered(id)))
        .or_else(|| questions().next())?;
    Some(RowKey {
        checklist: criterion.checklist.clone(),
        reference: criterion.reference.clone(),
        question: question.clone(),
    })
}
