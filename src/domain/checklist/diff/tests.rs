use super::{
    super::made::{base, with},
    *,
};

fn difference(replaced: &[(&str, &str)]) -> Difference {
    Difference::between(&base(), &with(replaced))
}

#[test]
fn a_checklist_does_not_differ_from_itself_whatever_its_line_breaks() {
    assert!(difference(&[]).is_empty());
    let broken = difference(&[("What changed?", "What\\n  changed?")]);
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn the_edition_the_version_and_a_title_are_told_old_and_new() {
    let found = difference(&[
        ("edition = \"2023\"", "edition = \"2026\""),
        ("title = \"Risks\"", "title = \"AI risks\""),
    ]);
    let said: Vec<_> = found
        .head
        .iter()
        .map(|s| (s.field, &*s.old, &*s.new))
        .collect();
    assert_eq!(said, [("edition", "2023", "2026")]);
    assert_eq!(found.clauses_retitled.len(), 1);
    assert_eq!(found.clauses_retitled[0].old, "Risks");
    assert!(found.clauses_added.is_empty() && found.clauses_changed.is_empty());
}

#[test]
fn a_question_in_other_words_is_told_old_and_new_and_one_with_other_guidance_by_its_keys() {
    let found = difference(&[
        ("Who decided?", "Who has decided, and when?"),
        (
            "id = \"1\", text = \"What was short?\"",
            "id = \"1\", text = \"What was short?\", sample = \"3\", roles = [\"user\"]",
        ),
    ]);
    assert_eq!(found.questions_reworded.len(), 1);
    assert_eq!(found.questions_reworded[0].old, "Who decided?");
    assert_eq!(found.questions_changed.len(), 1);
    assert_eq!(found.questions_changed[0].fields, ["sample", "roles"]);
}

#[test]
fn a_question_with_the_same_words_elsewhere_has_moved() {
    let found = difference(&[
        ("  { id = \"1\", text = \"What changed?\" },\n", ""),
        (
            "question = [{ id = \"1\", text = \"Which ones are measured?\" }]",
            "question = [{ id = \"1\", text = \"Which ones are measured?\" }, { id = \"2\", text = \"What changed?\" }]",
        ),
    ]);
    assert!(found.questions_added.is_empty() && found.questions_removed.is_empty());
    let moved = &found.questions_moved[0];
    assert_eq!(
        (moved.from_ref.as_str(), moved.to_ref.as_str()),
        ("6.1", "6.2")
    );
    assert_eq!(moved.to_id.as_str(), "2");
}

#[test]
fn a_clause_with_another_number_is_not_one_gone_and_one_new() {
    let found = difference(&[("ref = \"7\"", "ref = \"8\"")]);
    assert_eq!(found.clauses_renumbered.len(), 1);
    assert!(found.clauses_added.is_empty() && found.clauses_removed.is_empty());
    assert_eq!(found.questions_moved.len(), 1);
}

#[test]
fn only_the_clause_that_was_moved_has_moved() {
    let mut new = base();
    new.clauses.swap(1, 2);
    let found = Difference::between(&base(), &new);
    assert_eq!(found.clauses_moved.len(), 1);
    let below = with(&[(
        "title = \"Support\"\n",
        "title = \"Support\"\nparent = \"6\"\n",
    )]);
    let found = Difference::between(&base(), &below);
    let moved: Vec<_> = found
        .clauses_moved
        .iter()
        .map(|m| m.reference.as_str())
        .collect();
    assert_eq!(moved, ["7"]);
    assert_eq!(found.clauses_moved[0].old_parent, None);
}

#[test]
fn the_other_way_round_what_was_added_is_removed() {
    let less = with(&[("  { id = \"1\", text = \"What changed?\" },\n", "")]);
    let there = Difference::between(&base(), &less);
    let back = Difference::between(&less, &base());
    assert_eq!(there.questions_removed, back.questions_added);
    assert_eq!(there.questions_removed[0].text, "What changed?");
}

#[test]
fn that_an_extension_shares_its_rows_with_its_base_is_no_difference() {
    let extension = "schema = 1\nid = 'ours'\ntitle = 'Base'\nstandard = 'STD 1:2023'\nextends = 'base'\nversion = '1.0.0'\n";
    let extension = toml::from_str(extension).unwrap();
    let ours = crate::domain::checklist::extension::apply(&base(), &extension).unwrap();
    let found = Difference::between(&base(), &ours);
    let fields: Vec<_> = found.head.iter().map(|said| said.field).collect();
    assert_eq!(fields, ["id"]);
    assert_eq!(found.questions_changed, []);
}
