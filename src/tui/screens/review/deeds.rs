//! What one can do with what is reviewed: commit it, or open one of its records.

use std::sync::Arc;

use crate::{
    domain::{
        id::{Criterion, QuestionId, RowKey},
        papers::WorkingPapers,
        problem::Severity,
        record::RecordKey,
        signoff::standing,
    },
    error::Error,
    safe,
    session::{
        by_system::OfSystem,
        review::{Hands, Review},
    },
    tui::{
        data::Data,
        effect::{Request, Tick, Ticket},
        overlays::prompt::Prompt,
        panel::{Cx, Intent, Panel},
        screens::{
            action::ActionForm, applicability::ApplicabilityScreen, finding::FindingForm,
            programme::ProgrammeScreen, sample::SampleScreen, trail::TrailScreen, walk::Walk,
        },
    },
};

use super::{
    Committing, ReviewScreen,
    parts::Part,
    whose::{Asked, whose},
};

impl ReviewScreen {
    /// Says why nothing can be committed now.
    pub(super) fn refusal(&self) -> Option<Error> {
        let Some(review) = &self.review else {
            return Some(Error::refused(
                "Could not commit: the records are still being compared",
            ));
        };
        if let Some(operation) = review.head.operation {
            return Some(
                Error::refused(format!(
                    "Could not commit: a {operation} is under way in this repository"
                ))
                .hint("finish or abort it with git first; the records stay as they are"),
            );
        }
        if review.head.branch.is_none() {
            return Some(Error::refused("Could not commit: HEAD is detached").hint(
                "switch to a branch first: git switch BRANCH; the records stay as they are",
            ));
        }
        if review.files.is_empty() {
            return Some(Error::refused(
                "Could not commit: no record has changed since the last commit",
            ));
        }
        if self.records.ticked() == 0 {
            return Some(
                Error::refused("Could not commit: no record is ticked")
                    .hint("take one in with space"),
            );
        }
        // What is ticked is judged before it is committed.
        if let Some(chosen) = self.ticked.as_ref().map(|ticked| &ticked.review)
            && chosen.is_blocked()
        {
            let blocking = chosen
                .problems
                .iter()
                .filter(|problem| problem.severity == Severity::Blocks);
            return Some(
                Error::refused(
                    "Could not commit: the records have faults that must be mended first",
                )
                .details(blocking.map(|problem| safe::escape_line(&problem.text).into_owned()))
                .hint("] goes to the next problem, enter opens its record"),
            );
        }
        if self.message.text().trim().is_empty() {
            return Some(
                Error::usage("Could not commit: the message is empty").hint("write one with i"),
            );
        }
        None
    }

    /// Asks what stands against committing what is ticked by itself.
    pub(super) fn ask_what_is_ticked(&mut self) -> Vec<Intent> {
        let Some(review) = self.review.clone() else {
            return Vec::new();
        };
        let number = Ticket::draw();
        self.asked = Some(number);
        vec![Intent::Ask(Request::Tick(Tick {
            number,
            review,
            left_out: self.records.out(),
            cancel: Arc::clone(&self.cancel),
        }))]
    }

    /// Takes back that a commit is wanted: whoever goes on with something else has thought better of it. Tells whether one was.
    pub(super) fn call_off(&mut self) -> bool {
        let was_wanted = self.committing == Committing::Wanted;
        if was_wanted {
            self.committing = Committing::No;
        }
        was_wanted
    }

    /// Says so where a commit was wanted of what is still being written.
    pub(super) fn wrote_on(&mut self) -> Vec<Intent> {
        let said = self
            .call_off()
            .then(|| Intent::Toast("the commit is called off: write, then commit".to_owned()));
        said.into_iter().collect()
    }

    pub(super) fn commit(&mut self, data: &Data) -> Vec<Intent> {
        if self.committing == Committing::UnderWay {
            return vec![Intent::Toast("the commit is under way".to_owned())];
        }
        if data.sync.is_going() {
            let refusal = Error::refused("Could not commit: a sync is under way");
            return vec![Intent::Fail(
                refusal.hint("commit once it is done, or stop it: g S, esc"),
            )];
        }
        if let Some(refusal) = self.refusal() {
            return vec![Intent::Fail(refusal)];
        }
        let Some(ticked) = self.ticked.clone() else {
            self.committing = Committing::Wanted;
            let mut intents = if self.asked.is_none() {
                // It could not be judged before.
                self.ask_what_is_ticked()
            } else {
                Vec::new()
            };
            let text = "what is ticked is judged first, then committed; any other key calls it off";
            intents.push(Intent::Toast(text.to_owned()));
            return intents;
        };
        self.is_writing = false;
        let asked = Asked {
            is_own_message: self.message.text() != self.proposed,
            message: self.message.text().to_owned(),
            ticked,
        };
        // Whoever thinks better of a question is where they were; who answers it has committed.
        self.committing = Committing::Asked;
        if asked.ticked.review.others_named().is_empty() {
            let review = Box::new(asked.ticked.review);
            let intents = committed(review, asked.message, Hands::default());
            if matches!(intents.as_slice(), [Intent::Ask(_)]) {
                self.committing = Committing::UnderWay;
            }
            return intents;
        }
        vec![Intent::Open(Box::new(whose(asked)))]
    }

    pub(super) fn open(&self, data: &Data) -> Vec<Intent> {
        let key = match self.part {
            Part::Problems => self.problems.selected().map(|problem| &problem.record),
            Part::Records | Part::Changes | Part::Message => self.records.key(),
        };
        let not = |why: &str| vec![Intent::Toast(why.to_owned())];
        match key {
            Some(RecordKey::Finding(audit, id)) => {
                vec![Intent::Open(Box::new(FindingForm::new(
                    audit.clone(),
                    id.clone(),
                )))]
            }
            Some(RecordKey::Action(audit, id)) => {
                vec![Intent::Open(Box::new(ActionForm::new(
                    audit.clone(),
                    id.clone(),
                )))]
            }
            Some(RecordKey::Sample(audit, id)) => {
                vec![Intent::Open(Box::new(SampleScreen::new(
                    audit.clone(),
                    id.clone(),
                )))]
            }
            Some(RecordKey::Trail(audit, system)) => {
                let trail = data
                    .audit(audit)
                    .and_then(|papers| papers.trails.get(system));
                let system = OfSystem {
                    id: system.clone(),
                    name: trail.map(|trail| trail.name.clone()).unwrap_or_default(),
                };
                let screen = TrailScreen::new(audit.clone(), system);
                vec![Intent::Open(Box::new(screen))]
            }
            Some(RecordKey::Answers(audit, checklist, reference)) => {
                let criterion = Criterion {
                    checklist: checklist.clone(),
                    reference: reference.clone(),
                };
                let walk = data
                    .audit(audit)
                    .and_then(|papers| Some(Walk::at(papers, first_row(papers, &criterion)?)));
                match walk {
                    Some(walk) => vec![Intent::Open(Box::new(walk))],
                    None => not("its question is not in the checklist"),
                }
            }
            Some(RecordKey::Audit(audit)) => match data.audit(audit) {
                Some(papers) => vec![Intent::Open(Box::new(Walk::new(papers)))],
                None => not("it is not there any more"),
            },
            Some(RecordKey::Applicability(checklist)) => {
                let screen = ApplicabilityScreen::of(self.audit().cloned(), checklist.clone());
                vec![Intent::Open(Box::new(screen))]
            }
            Some(RecordKey::Kept { .. }) => not("no record cites the copy"),
            Some(RecordKey::Programme) => {
                vec![Intent::Open(Box::new(ProgrammeScreen::new()))]
            }
            Some(RecordKey::Workspace | RecordKey::Criteria(..)) => {
                not("this record has no screen of its own")
            }
            None => not("this file has no screen of its own"),
        }
    }
}

/// Commits, or asks first why records change after their audit was signed off.
pub(super) fn committed(review: Box<Review>, message: String, hands: Hands) -> Vec<Intent> {
    if review.lacks_reason(&message) {
        return vec![Intent::Open(Box::new(ask_why(review, message, hands)))];
    }
    vec![Intent::Ask(Request::Commit {
        review,
        message,
        hands,
    })]
}

/// Asks why records change after their audit was signed off, and commits with the answer.
fn ask_why(review: Box<Review>, message: String, hands: Hands) -> Prompt {
    let audits: Vec<String> = review.signed.iter().map(ToString::to_string).collect();
    let label = format!(
        "{} was signed off. Why do its records change now? The reason stays in the message of the commit.",
        audits.join(", ")
    );
    let done = move |why: &str, _cx: Cx<'_>| {
        if why.is_empty() {
            return Err("say why; esc goes back without a commit".to_owned());
        }
        Ok(vec![Intent::Ask(Request::Commit {
            review: review.clone(),
            message: standing::with_why(&message, why),
            hands: hands.clone(),
        })])
    };
    Prompt::new("After the sign-off", &label, "", Box::new(done))
}

/// Returns the first row of a clause that has an answer, or else the first one there is.
fn first_row(papers: &WorkingPapers, criterion: &Criterion) -> Option<RowKey> {
    let row = |question: &QuestionId| RowKey {
        checklist: criterion.checklist.clone(),
        reference: criterion.reference.clone(),
        question: question.clone(),
    };
    let clause = papers
        .checklists
        .get(&criterion.checklist)?
        .clause(&criterion.reference)?;
    let answered = papers
        .answers
        .get(criterion)
        .into_iter()
        .flat_map(|sheet| &sheet.answers);
    answered
        .map(|answer| &answer.question)
        .find(|question| clause.question(question).is_some())
        .or_else(|| clause.questions.first().map(|question| &question.id))
        .map(row)
}
