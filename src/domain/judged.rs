//! Whose judgement an answer is: words that somebody else puts into it never make it theirs without being judged anew.
//!
//! Who gave an answer and when stands beside its verdict and its maturity. Whoever changes the words of what a colleague judged
//! would have both in their own name, so they judge it themselves, too ([`judged_too`]), or leave it. Citing further is no such
//! change: a citation says itself who obtained it.

use super::{
    answer::{Answer, SystemAnswer, Verdict},
    change::{Change, Edit},
    id::{QuestionId, SystemId},
    maturity::Maturity,
    people::People,
    person::Person,
    record::Record,
};

/// A judgement that an edit would put into the name of somebody who did not give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOver {
    /// What was judged, such as `10.2 #2`.
    pub what: String,
    /// How, in a word or two.
    pub judgement: String,
    /// Who did.
    pub by: Person,
    /// The words that are put beside it; empty where these are none.
    pub words: String,
    place: Place,
}

/// Where a judgement stands in a sheet of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    question: QuestionId,
    system: Option<SystemId>,
}

impl Place {
    /// Returns how it is judged there.
    fn judgement(&self, record: &Record) -> Option<Judgement> {
        let Record::Answers { sheet, .. } = record else {
            return None;
        };
        let answer = sheet.answer(&self.question)?;
        Some(match &self.system {
            None => Said::of(answer).judgement,
            Some(id) => Said::of_system(answer.system(id)?).judgement,
        })
    }
}

/// A verdict, a maturity, or both.
type Judgement = (Option<Verdict>, Option<Maturity>);

impl TakenOver {
    /// Says it in a sentence without a full stop.
    pub fn phrase(&self) -> String {
        format!("{} judged {} {}", self.by.name, self.what, self.judgement)
    }
}

/// What an answer says of a row or a system, as far as it matters here.
struct Said<'a> {
    judgement: Judgement,
    by: Option<&'a Person>,
    note: &'a str,
    reason: &'a str,
}

impl<'a> Said<'a> {
    fn of(answer: &'a Answer) -> Self {
        Self {
            judgement: (answer.verdict, answer.maturity),
            by: answer.by.as_ref(),
            note: &answer.note,
            reason: &answer.reason,
        }
    }

    fn of_system(answer: &'a SystemAnswer) -> Self {
        Self {
            judgement: (answer.verdict, None),
            by: answer.by.as_ref(),
            note: &answer.note,
            reason: &answer.reason,
        }
    }

    /// Tells whose judgement a later version has in another name, without its having changed.
    fn taken_over(
        &self,
        new: &Said<'_>,
        (what, place): (String, Place),
        people: &People,
    ) -> Option<TakenOver> {
        let (by, now) = (self.by?, new.by?);
        if self.judgement != new.judgement || people.has([by], now) {
            return None;
        }
        let judgement = match self.judgement {
            (Some(verdict), _) => verdict.label().to_owned(),
            (None, Some(maturity)) => format!("maturity {maturity}"),
            (None, None) => return None,
        };
        let parts = [(self.note, new.note), (self.reason, new.reason)];
        let words = parts.into_iter().find(|(old, new)| old != new);
        Some(TakenOver {
            what,
            judgement,
            by: by.clone(),
            words: words.map_or_else(String::new, |(_, new)| new.to_owned()),
            place,
        })
    }
}

/// Lists whose judgements an edit puts into another name together with other words.
///
/// That a judgement is given anew, and nothing else with it, is how somebody makes it theirs.
pub fn taken_over(
    before: Option<&Record>,
    after: Option<&Record>,
    people: &People,
) -> Vec<TakenOver> {
    let (Some(Record::Answers { sheet: before, .. }), Some(Record::Answers { sheet: after, .. })) =
        (before, after)
    else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for new in &after.answers {
        let Some(old) = before.answer(&new.question) else {
            continue;
        };
        let of_row = format!("{} #{}", after.reference, new.question);
        let place = |system: Option<&SystemId>| Place {
            question: new.question.clone(),
            system: system.cloned(),
        };
        let signed = Answer {
            by: new.by.clone(),
            at: new.at,
            systems: new.systems.clone(),
            ..old.clone()
        };
        if signed != *new {
            let there = (of_row.clone(), place(None));
            all.extend(Said::of(old).taken_over(&Said::of(new), there, people));
        }
        for system in &new.systems {
            let Some(old) = old.system(&system.id) else {
                continue;
            };
            if !is_as(system, old) {
                let there = (
                    format!("{of_row} for {}", system.id),
                    place(Some(&system.id)),
                );
                let (old, new) = (Said::of_system(old), Said::of_system(system));
                all.extend(old.taken_over(&new, there, people));
            }
        }
    }
    all
}

/// Lists the same of all edits of a change.
pub fn taken_over_by(change: &Change, people: &People) -> Vec<TakenOver> {
    let edits = change.edits.iter();
    edits
        .flat_map(|edit| taken_over(edit.before.as_ref(), edit.after.as_ref(), people))
        .collect()
}

/// Lists the judgements of others that one's own edit and theirs make together with one's own words, and that oneself did not give.
pub fn taken_over_together(mine: &Record, theirs: &Record, both: &Record) -> Vec<TakenOver> {
    let both = signed_by(mine, theirs, both);
    let mut taken = taken_over(Some(theirs), Some(&both), &People::default());
    taken.retain(|one| one.place.judgement(mine) != one.place.judgement(&both));
    taken
}

/// Returns what one's own edit and somebody else's make together with one's own name and time at each answer to which one's own edit
/// has added words: under theirs would stand what they never wrote.
#[must_use]
pub fn signed_by(mine: &Record, theirs: &Record, both: &Record) -> Record {
    let mut record = both.clone();
    let (
        Record::Answers { sheet, .. },
        Record::Answers { sheet: mine, .. },
        Record::Answers { sheet: theirs, .. },
    ) = (&mut record, mine, theirs)
    else {
        return record;
    };
    for answer in &mut sheet.answers {
        let (Some(own), Some(other)) = (
            mine.answer(&answer.question),
            theirs.answer(&answer.question),
        ) else {
            continue;
        };
        for system in &mut answer.systems {
            let (Some(own), Some(other)) = (own.system(&system.id), other.system(&system.id))
            else {
                continue;
            };
            if !is_as(system, other) {
                (system.by, system.at) = (own.by.clone(), own.at);
            }
        }
        let words = Answer {
            by: other.by.clone(),
            at: other.at,
            evidence: other.evidence.clone(),
            systems: other.systems.clone(),
            ..answer.clone()
        };
        if words != *other {
            (answer.by, answer.at) = (own.by.clone(), own.at);
        }
    }
    record
}

/// Tells whether two answers for a system say the same, whoever gave them and when.
fn is_as(one: &SystemAnswer, other: &SystemAnswer) -> bool {
    let signed = SystemAnswer {
        by: other.by.clone(),
        at: other.at,
        ..one.clone()
    };
    signed == *other
}

/// Judges anew what an edit would otherwise take over: first the judgements alone, then the words.
#[must_use]
pub fn judged_too(change: Change, people: &People) -> Change {
    let mut edits = Vec::new();
    for edit in change.edits {
        let taken = taken_over(edit.before.as_ref(), edit.after.as_ref(), people);
        match between(&edit, &taken) {
            Some(between) => {
                edits.push(Edit {
                    before: edit.before,
                    after: Some(between.clone()),
                });
                edits.push(Edit {
                    before: Some(between),
                    after: edit.after,
                });
            }
            None => edits.push(edit),
        }
    }
    Change {
        what: change.what,
        edits,
    }
}

/// Returns the record as it was, with judgements in the name in which the edit has them; none where it takes none over.
fn between(edit: &Edit, taken: &[TakenOver]) -> Option<Record> {
    let mut record = edit.before.clone().filter(|_| !taken.is_empty())?;
    let (Record::Answers { sheet, .. }, Some(Record::Answers { sheet: after, .. })) =
        (&mut record, &edit.after)
    else {
        return None;
    };
    for Place { question, system } in taken.iter().map(|one| &one.place) {
        let old = sheet
            .answers
            .iter_mut()
            .find(|old| old.question == *question);
        let (Some(old), Some(new)) = (old, after.answer(question)) else {
            continue;
        };
        match system {
            None => (old.by, old.at) = (new.by.clone(), new.at),
            Some(id) => {
                let old = old.systems.iter_mut().find(|old| old.id == *id);
                if let (Some(old), Some(new)) = (old, new.system(id)) {
                    (old.by, old.at) = (new.by.clone(), new.at);
                }
            }
        }
    }
    Some(record)
}
