use super::{
    super::made::{base, with},
    *,
};
use crate::domain::{
    answer::{Answer, AnswerSheet, Verdict},
    audit::Audit,
    finding::{Finding, FindingType},
    history::Step,
    id::FindingId,
    record::Record,
};

fn step() -> Step {
    Step {
        by: "Mira <mira@example.org>".parse().unwrap(),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: String::new(),
    }
}

fn row(text: &str) -> RowKey {
    text.parse().unwrap()
}

/// Papers of an audit against the small checklist, with these rows conforming.
fn papers(answered: &[&str]) -> WorkingPapers {
    let ids = vec!["base".parse().unwrap()];
    let audit = Audit::plan("a".parse().unwrap(), "A".into(), ids, &step());
    let mut papers = WorkingPapers::new(audit, [base()]);
    for text in answered {
        answer(&mut papers, &row(text));
    }
    papers
}

fn answer(papers: &mut WorkingPapers, row: &RowKey) {
    let empty = AnswerSheet::new(row.checklist.clone(), row.reference.clone());
    let mut sheet = papers
        .answers
        .get(&row.criterion())
        .cloned()
        .unwrap_or(empty);
    let mut given = Answer::to(row.question.clone());
    given.verdict = Some(Verdict::Conforming);
    sheet.put(given);
    let audit = papers.audit.id.clone();
    papers.put(&Record::Answers { audit, sheet });
}

fn rows(papers: &WorkingPapers) -> Vec<String> {
    papers.rows().map(|row| row.key().to_string()).collect()
}

fn retired(checklist: &Checklist) -> Vec<String> {
    let clauses = checklist.clauses.iter();
    let questions = clauses.flat_map(|c| c.questions.iter().map(move |q| (c, q)));
    let retired = questions.filter(|(_, q)| q.retired);
    retired
        .map(|(c, q)| format!("{}#{}", c.reference, q.id))
        .collect()
}

#[test]
fn an_answer_to_the_same_words_is_unchanged_and_one_to_others_is_told_with_both() {
    let papers = papers(&["base:6.1#1", "base:6.1#2"]);
    let made = upgrade(&papers, &with(&[("Who decided?", "Who has decided?")])).unwrap();
    assert_eq!(made.effect.unchanged, [row("base:6.1#1")]);
    let reworded = &made.effect.reworded[0];
    assert_eq!(
        (
            reworded.row.to_string().as_str(),
            &*reworded.old,
            &*reworded.new
        ),
        ("base:6.1#2", "Who decided?", "Who has decided?")
    );
    assert!(made.effect.gone.is_empty() && made.effect.to_answer.is_empty());
    assert_eq!(retired(&made.checklist), [""; 0]);
}

#[test]
fn a_question_that_is_gone_stays_retired_for_its_answer_and_only_for_that() {
    let gone = with(&[
        ("  { id = \"1\", text = \"What changed?\" },\n", ""),
        (
            "question = [{ id = \"1\", text = \"What was short?\" }]\n",
            "",
        ),
    ]);
    let mut papers = papers(&["base:6.1#1"]);
    let made = upgrade(&papers, &gone).unwrap();
    assert_eq!(made.effect.gone[0].row, row("base:6.1#1"));
    assert_eq!(made.effect.dropped[0].row, row("base:7#1"));
    assert_eq!(retired(&made.checklist), ["6.1#1"]);
    papers.replace_checklist(made.checklist);
    assert_eq!(rows(&papers), ["base:6.1#2", "base:6.1#1", "base:6.2#1"]);
    assert_eq!((papers.tally().answered(), papers.tally().rows), (1, 3));
}

#[test]
fn a_clause_that_is_gone_stays_with_those_above_it_for_its_answers() {
    let mut new = base();
    new.clauses
        .retain(|clause| clause.reference.as_str() == "7");
    let mut papers = papers(&["base:6.2#1"]);
    let made = upgrade(&papers, &new).unwrap().checklist;
    assert_eq!(retired(&made), ["6.2#1"]);
    let kept: Vec<_> = made.clauses.iter().filter(|c| c.retired).collect();
    assert_eq!(kept.len(), 2);
    assert_eq!(made.contradiction(), None);
    papers.replace_checklist(made);
    assert_eq!(rows(&papers), ["base:7#1", "base:6.2#1"]);
}

#[test]
fn an_answer_stays_where_it_is_when_its_question_moves() {
    let new = with(&[
        ("  { id = \"1\", text = \"What changed?\" },\n", ""),
        (
            "[{ id = \"1\", text = \"What was short?\" }]",
            "[{ id = \"1\", text = \"What was short?\" }, { id = \"2\", text = \"What changed?\" }]",
        ),
    ]);
    let papers = papers(&["base:6.1#1"]);
    let made = upgrade(&papers, &new).unwrap();
    let moved = &made.effect.moved[0];
    assert_eq!(
        (&moved.row, &moved.to),
        (&row("base:6.1#1"), &row("base:7#2"))
    );
    assert_eq!(made.effect.to_answer[0].row, row("base:7#2"));
    assert_eq!(retired(&made.checklist), ["6.1#1"]);
}

#[test]
fn a_retired_question_stays_retired_at_the_next_upgrade_and_is_asked_again_when_it_is_back() {
    let less = with(&[("  { id = \"1\", text = \"What changed?\" },\n", "")]);
    let mut papers = papers(&["base:6.1#1"]);
    papers.replace_checklist(upgrade(&papers, &less).unwrap().checklist);
    let again = upgrade(&papers, &less).unwrap();
    assert!(again.effect.is_none(), "{:?}", again.effect);
    assert_eq!(retired(&again.checklist), ["6.1#1"]);
    let back = upgrade(&papers, &base()).unwrap();
    assert_eq!(retired(&back.checklist), [""; 0]);
    assert_eq!(back.effect.unchanged, [row("base:6.1#1")]);
}

#[test]
fn what_a_finding_names_can_still_be_looked_up() {
    let mut papers = papers(&[]);
    let mut finding = Finding::draft(FindingId::draw(1), FindingType::Minor, &step());
    finding.row = Some(row("base:6.2#1"));
    finding.criteria = vec!["base:7".parse().unwrap()];
    let audit = papers.audit.id.clone();
    papers.put(&Record::Finding { audit, finding });
    let mut new = base();
    new.clauses.truncate(2);
    let made = upgrade(&papers, &new).unwrap().checklist;
    papers.replace_checklist(made);
    assert!(papers.row(&row("base:6.2#1")).is_some());
    let checklist = papers.checklists.values().next().unwrap();
    assert!(checklist.clause(&"7".parse().unwrap()).is_some());
    assert_eq!(rows(&papers), ["base:6.1#1", "base:6.1#2"]);
}

#[test]
fn a_row_that_was_answered_along_with_a_gone_one_has_to_be_answered_by_itself() {
    let mut papers = papers(&["base:6.1#1"]);
    let mut other = with(&[(
        "{ id = \"1\", text = \"What changed?\" }",
        "{ id = \"1\", text = \"What changed there?\", same-as = [\"base:6.1#1\"] }",
    )]);
    other.id = "other".parse().unwrap();
    papers.audit.checklists.push(other.id.clone());
    papers.replace_checklist(other);
    assert!(!rows(&papers).contains(&"other:6.1#1".to_owned()));
    let less = with(&[("  { id = \"1\", text = \"What changed?\" },\n", "")]);
    let made = upgrade(&papers, &less).unwrap();
    assert_eq!(made.effect.to_answer[0].row, row("other:6.1#1"));
}

#[test]
fn a_copy_is_current_whatever_is_retired_in_it_and_whichever_texts_were_put_in() {
    let less = with(&[("  { id = \"1\", text = \"What changed?\" },\n", "")]);
    let papers = papers(&["base:6.1#1"]);
    let mut copy = upgrade(&papers, &less).unwrap().checklist;
    copy.clauses[1].text = "licensed words".to_owned();
    assert!(is_current(&copy, &less));
    assert!(!is_current(&copy, &base()));
    let mut retitled = less.clone();
    retitled.clauses[1].title = "AI risks".to_owned();
    assert!(!is_current(&copy, &retitled));
}

#[test]
fn texts_that_were_put_in_stay_within_an_edition() {
    let mut papers = papers(&[]);
    let mut copy = base();
    copy.clauses[1].text = "licensed words".to_owned();
    papers.replace_checklist(copy);
    let text = |new: &Checklist| {
        upgrade(&papers, new).unwrap().checklist.clauses[1]
            .text
            .clone()
    };
    assert_eq!(text(&with(&[("1.0.0", "1.1.0")])), "licensed words");
    assert_eq!(
        text(&with(&[("edition = \"2023\"", "edition = \"2026\"")])),
        ""
    );
}

#[test]
fn versions_are_compared_number_by_number() {
    assert!(is_later("1.10.0", "1.9.2"));
    assert!(is_later("1.1.0-halden.2", "1.0.9"));
    assert!(!is_later("1.0.0", "1.0.0"));
    assert!(!is_later("", "1.0.0"));
}
