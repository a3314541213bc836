//! One answer for what several standards ask alike: which rows of an audit are one row.
//!
//! Management system standards share a structure (ISO/IEC Directives, Annex SL). A question names the one elsewhere that
//! the same answer serves ([`Question::same_as`](super::checklist::Question::same_as)); in an audit that has both they are
//! one row. The first of them in the order of the walk and in scope **leads**: it is asked, and its answer counts for the
//! others, which **follow** it. A follower that has an answer of its own, be it only the mark that it is to be answered
//! apart, follows no more.

use std::collections::{BTreeMap, HashMap};

use super::{
    checklist::Checklist,
    id::{ChecklistId, QuestionId, Ref, RowKey},
};

/// Which rows ask the same, whatever is answered and in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedRows {
    /// Each of at least two rows, in the order of the walk.
    groups: Vec<Vec<RowKey>>,
    /// The group of each row, found without making a key: most clauses share nothing.
    group_of: HashMap<ChecklistId, HashMap<Ref, Vec<(QuestionId, usize)>>>,
}

impl SharedRows {
    /// Finds the rows of these checklists, given in the order of the walk, that ask the same.
    pub fn of<'a>(checklists: impl IntoIterator<Item = &'a Checklist>) -> Self {
        // A row is known by what it is the same as, or by itself: so two that name a third meet even where that is not audited.
        let mut by_name: BTreeMap<RowKey, Vec<RowKey>> = BTreeMap::new();
        for checklist in checklists {
            for clause in &checklist.clauses {
                // One that is asked no more keeps its own answer and serves nobody else.
                for question in clause.questions.iter().filter(|q| !q.retired) {
                    let own = RowKey {
                        checklist: checklist.id.clone(),
                        reference: clause.reference.clone(),
                        question: question.id.clone(),
                    };
                    let name = question.same_as.first().unwrap_or(&own).clone();
                    by_name.entry(name).or_default().push(own);
                }
            }
        }
        let groups: Vec<Vec<RowKey>> = by_name
            .into_values()
            .filter(|rows| rows.len() > 1)
            .collect();
        let mut group_of: HashMap<ChecklistId, HashMap<Ref, Vec<_>>> = HashMap::new();
        for (place, rows) in groups.iter().enumerate() {
            for row in rows {
                let clauses = group_of.entry(row.checklist.clone()).or_default();
                let questions = clauses.entry(row.reference.clone()).or_default();
                questions.push((row.question.clone(), place));
            }
        }
        Self { groups, group_of }
    }

    /// Tells whether any row of a clause is asked elsewhere, too.
    pub fn shares(&self, checklist: &ChecklistId, reference: &Ref) -> bool {
        self.group_of
            .get(checklist)
            .is_some_and(|clauses| clauses.contains_key(reference))
    }

    /// Lists all rows that ask the same as this one, itself included, in the order of the walk; none for a row by itself.
    pub fn alike(&self, row: &RowKey) -> &[RowKey] {
        self.alike_at(&row.checklist, &row.reference, &row.question)
    }

    /// Does the same for a question in its place.
    pub fn alike_at(
        &self,
        checklist: &ChecklistId,
        reference: &Ref,
        question: &QuestionId,
    ) -> &[RowKey] {
        self.group_of
            .get(checklist)
            .and_then(|clauses| clauses.get(reference))
            .and_then(|questions| questions.iter().find(|(id, _)| id == question))
            .and_then(|(_, place)| self.groups.get(*place))
            .map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{
        answer::{Answer, AnswerSheet, Verdict},
        audit::{Audit, Exclusion, ExclusionSource},
        checklist::Checklist,
        history::Step,
        id::{Criterion, RowKey},
        papers::WorkingPapers,
        record::Record,
    };

    fn checklist(id: &str, questions: &[(&str, Option<&str>)]) -> Checklist {
        let questions: Vec<String> = questions
            .iter()
            .map(|(id, same)| {
                let same = same.map_or(String::new(), |row| format!("same-as = [\"{row}\"]\n"));
                format!("[[clause.question]]\nid = \"{id}\"\ntext = \"How?\"\n{same}")
            })
            .collect();
        let questions = questions.concat();
        let text = format!(
            "schema = 1\nid = \"{id}\"\ntitle = \"t\"\nstandard = \"s\"\n\
             [[clause]]\nref = \"7\"\ntitle = \"Support\"\nkind = \"clause\"\n\
             [[clause]]\nref = \"7.2\"\ntitle = \"Competence\"\nparent = \"7\"\nkind = \"clause\"\n{questions}"
        );
        toml::from_str(&text).unwrap()
    }

    /// An audit against three standards: all share one row, two of them another whose first one is not audited.
    fn papers() -> WorkingPapers {
        let step = Step {
            by: "Ada Auditor <ada@example.org>".parse().unwrap(),
            at: "2026-03-02T09:00:00Z".parse().unwrap(),
            today: "2026-03-02".parse().unwrap(),
            why: String::new(),
        };
        let checklists = [
            checklist("one", &[("1", None), ("2", None)]),
            checklist(
                "two",
                &[("1", Some("one:7.2#1")), ("2", Some("nine:7.2#1"))],
            ),
            checklist(
                "three",
                &[
                    ("1", Some("nine:7.2#1")),
                    ("2", Some("one:7.2#1")),
                    ("3", None),
                ],
            ),
        ];
        let ids = checklists.iter().map(|c| c.id.clone()).collect();
        let audit = Audit::plan("a".parse().unwrap(), "A".to_owned(), ids, &step);
        WorkingPapers::new(audit, checklists)
    }

    fn row(text: &str) -> RowKey {
        text.parse().unwrap()
    }

    fn put(papers: &mut WorkingPapers, key: &str, change: impl FnOnce(&mut Answer)) {
        let key = row(key);
        let mut sheet = AnswerSheet::new(key.checklist.clone(), key.reference.clone());
        let mut answer = Answer::to(key.question.clone());
        change(&mut answer);
        sheet.put(answer);
        papers.put(&Record::Answers {
            audit: papers.audit.id.clone(),
            sheet,
        });
    }

    fn asked(papers: &WorkingPapers) -> Vec<String> {
        papers.rows().map(|row| row.key().to_string()).collect()
    }

    #[test]
    fn what_several_standards_ask_is_asked_once() {
        let papers = papers();
        assert_eq!(
            asked(&papers),
            ["one:7.2#1", "one:7.2#2", "two:7.2#2", "three:7.2#3"]
        );
        assert_eq!(papers.all_rows().count(), 7);
        assert_eq!(
            papers.followers(&row("one:7.2#1")),
            [&row("two:7.2#1"), &row("three:7.2#2")]
        );
        assert_eq!(papers.leader(&row("three:7.2#1")), Some(&row("two:7.2#2")));
        assert_eq!(papers.leader(&row("one:7.2#1")), None);
    }

    #[test]
    fn one_answer_counts_for_every_standard_and_once_in_the_audit() {
        let mut papers = papers();
        put(&mut papers, "one:7.2#1", |a| {
            a.verdict = Some(Verdict::Conforming);
        });
        assert_eq!(papers.verdict(&row("two:7.2#1")), Some(Verdict::Conforming));
        let tally = papers.tally();
        assert_eq!((tally.answered(), tally.rows), (1, 4));
        let own: Vec<(usize, usize)> = papers
            .checklists()
            .map(|checklist| {
                let whole = papers.tallies(checklist)[0];
                (whole.answered(), whole.rows)
            })
            .collect();
        assert_eq!(own, [(1, 2), (1, 2), (1, 3)]);
    }

    #[test]
    fn a_row_with_an_answer_of_its_own_follows_no_more() {
        let mut papers = papers();
        put(&mut papers, "two:7.2#1", |a| a.apart = true);
        put(&mut papers, "one:7.2#1", |a| {
            a.verdict = Some(Verdict::Conforming);
        });
        assert!(asked(&papers).contains(&"two:7.2#1".to_owned()));
        assert_eq!(papers.verdict(&row("two:7.2#1")), None);
        assert_eq!(
            papers.verdict(&row("three:7.2#2")),
            Some(Verdict::Conforming)
        );
        assert_eq!(papers.alike(&row("two:7.2#1")).len(), 2);
    }

    #[test]
    fn the_next_one_leads_where_the_first_is_out_of_scope() {
        let mut papers = papers();
        papers.audit.exclusions.push(Exclusion {
            checklist: "one".parse().unwrap(),
            reference: "7".parse().unwrap(),
            reason: "not there".to_owned(),
            source: ExclusionSource::Plan,
        });
        assert_eq!(papers.leader(&row("three:7.2#2")), Some(&row("two:7.2#1")));
        assert_eq!(papers.tally().rows, 3);
    }

    #[test]
    fn an_audit_is_limited_to_the_clauses_that_it_names() {
        let mut papers = papers();
        let only: Criterion = "two:7".parse().unwrap();
        papers.audit.only.push(only);
        assert_eq!(asked(&papers), ["two:7.2#1", "two:7.2#2"]);
    }

    #[test]
    fn an_audit_can_answer_everything_apart() {
        let mut papers = papers();
        let mut audit = papers.audit.clone();
        audit.rules.answer_apart = true;
        papers.put(&Record::Audit(audit));
        assert_eq!(papers.rows().count(), 7);
    }
}
