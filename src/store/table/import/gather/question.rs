//! What a row asks, and the guidance that goes with it.

use crate::domain::{
    checklist::Question,
    id::{QuestionId, Ref},
};

use super::super::super::{Field, Row, cell};
use super::{Gather, LEAST};

impl Gather<'_> {
    /// Takes the question of a row, on a lettered item of the clause perhaps; the same one twice is left.
    pub(in super::super) fn question(
        &mut self,
        row: &Row,
        reference: &Ref,
        text: &str,
        item: Option<String>,
    ) {
        let same = (reference.clone(), cell::one_line(text).to_lowercase());
        if !self.mapping.exact
            && let Some(before) = self.asked.get(&same)
        {
            let why = format!("{reference} asks the same in row {before}");
            self.leave(row, Some(Field::Question), text, why);
            return;
        }
        self.asked.insert(same, row.number);
        let wished = self.parsed::<QuestionId>(row, Field::Id, str::to_owned);
        let is_used = wished
            .as_ref()
            .is_some_and(|id| self.used.contains(&(reference.clone(), id.clone())));
        let id = match &wished {
            Some(id) if !is_used => Some(id.clone()),
            Some(_) | None => self.free(reference),
        };
        let Some(id) = id else {
            return;
        };
        self.used.insert((reference.clone(), id.clone()));
        self.size += text.len() + LEAST;
        let mut question = Question {
            id,
            label: if self.mapping.exact {
                self.text(row, Field::Label).to_owned()
            } else {
                cell::one_line(self.text(row, Field::Label))
            },
            text: text.to_owned(),
            retired: false,
            good: Vec::new(),
            sample: String::new(),
            covers: self.words(self.text(row, Field::Covers)),
            roles: self.words(self.text(row, Field::Roles)),
            stages: self.words(self.text(row, Field::Stages)),
            bears_on: self.all(row, Field::BearsOn),
            same_as: self.all(row, Field::SameAs),
            evidence: Vec::new(),
            nonconformities: Vec::new(),
        };
        if question.covers.is_empty() {
            question.covers.extend(item);
        }
        self.guidance(row, &mut question);
        let Some(draft) = self.clause(row, reference) else {
            return;
        };
        draft.clause.questions.push(question);
        if let (true, Some(id)) = (is_used, wished) {
            let why =
                format!("{reference} has a question {id} already: it got the next free number");
            self.leave(row, Some(Field::Id), id.as_str(), why);
        }
    }

    /// Returns the first number that is no id of the clause yet.
    fn free(&mut self, reference: &Ref) -> Option<QuestionId> {
        let next = self.next.entry(reference.clone()).or_insert(1);
        loop {
            let id: QuestionId = next.to_string().parse().ok()?;
            *next += 1;
            if !self.used.contains(&(reference.clone(), id.clone())) {
                return Some(id);
            }
        }
    }

    /// Takes more guidance for the last question of a clause: a row that goes on with the one above it.
    pub(in super::super) fn more_guidance(&mut self, row: &Row, reference: &Ref) {
        let taken = self
            .clause(row, reference)
            .and_then(|draft| draft.clause.questions.pop());
        if let Some(mut question) = taken {
            self.guidance(row, &mut question);
            if let Some(draft) = self.clause(row, reference) {
                draft.clause.questions.push(question);
            }
        }
    }

    fn guidance(&mut self, row: &Row, question: &mut Question) {
        question
            .good
            .extend(self.list(self.text(row, Field::Guidance)));
        let evidence = self.text(row, Field::Evidence);
        question.evidence.extend(if self.mapping.exact {
            cell::read_evidence(evidence)
        } else {
            cell::loose_evidence(evidence)
        });
        let typical = self.list(self.text(row, Field::Nonconformity));
        let typical = cell::read_nonconformities(&typical);
        self.ungraded += typical.ungraded;
        question.nonconformities.extend(typical.nonconformities);
        let sample = self.text(row, Field::Sample);
        if !sample.is_empty() {
            if !question.sample.is_empty() {
                question.sample.push('\n');
            }
            question.sample.push_str(sample);
        }
    }
}
