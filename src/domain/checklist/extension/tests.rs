use super::{super::made::base, *};

fn extension(rest: &str) -> Extension {
    let head = "schema = 1\ntitle = \"Ours\"\nstandard = \"STD 1:2023\"\nextends = \"base\"\n";
    toml::from_str(&format!("{head}{rest}")).unwrap()
}

fn refs(checklist: &Checklist) -> Vec<&str> {
    let clauses = checklist.clauses.iter();
    clauses.map(|c| c.reference.as_str()).collect()
}

fn asked(checklist: &Checklist, reference: &str) -> Vec<String> {
    let clause = checklist.clause(&reference.parse().unwrap()).unwrap();
    clause.questions.iter().map(|q| q.id.to_string()).collect()
}

fn misfits(rest: &str) -> Vec<(Place, String, Option<String>)> {
    let found = apply(&base(), &extension(rest)).unwrap_err();
    let facts = found.into_iter().map(|m| (m.place, m.message, m.hint));
    facts.collect()
}

#[test]
fn questions_are_added_behind_those_of_the_base_and_hidden_ones_are_gone() {
    let made = apply(
        &base(),
        &extension(
            "id = 'base'\n[[change]]\nref = '6.1'\nhide = ['1']\nhints = ['ours is risk/method.md']\n\
             [[change.question]]\nid = 'h1'\ntext = 'Which of ours?'\n",
        ),
    )
    .unwrap();
    assert_eq!(asked(&made, "6.1"), ["2", "h1"]);
    let clause = made.clause(&"6.1".parse().unwrap()).unwrap();
    assert_eq!(
        clause.hints,
        ["begin with the register", "ours is risk/method.md"]
    );
}

#[test]
fn what_the_extension_does_not_say_is_the_base_s_but_its_version() {
    let made = apply(&base(), &extension("id = 'base'\n")).unwrap();
    assert_eq!(made.title, "Ours");
    assert_eq!(
        [
            &made.edition,
            &made.language,
            &made.licence,
            &made.provenance
        ],
        ["2023", "en", "MIT", "made up"]
    );
    assert_eq!(made.version, "");
    assert_eq!(made.clauses, base().clauses);
}

#[test]
fn a_clause_of_one_s_own_stands_behind_the_last_one_below_its_parent() {
    let made = apply(
        &base(),
        &extension(
            "id = 'base'\n[[clause]]\nref = '6.9'\ntitle = 'Own'\nparent = '6'\nkind = 'clause'\n\
             [[clause]]\nref = 'X'\ntitle = 'Own too'\nkind = 'clause'\n\
             [[clause]]\nref = 'X.1'\ntitle = 'Below'\nparent = 'X'\nkind = 'clause'\n",
        ),
    )
    .unwrap();
    assert_eq!(refs(&made), ["6", "6.1", "6.2", "6.9", "7", "X", "X.1"]);
    assert_eq!(made.contradiction(), None);
}

#[test]
fn under_an_own_id_what_is_taken_over_shares_its_answer_with_the_base() {
    let rest = "[[change]]\nref = '6.1'\nquestion = [{ id = 'h1', text = 'Which of ours?' }]\n";
    let same = |id: &str| {
        let made = apply(&base(), &extension(&format!("id = '{id}'\n{rest}"))).unwrap();
        let clause = made.clause(&"6.1".parse().unwrap()).unwrap();
        let same = clause.questions.iter().map(|q| {
            let rows: Vec<String> = q.same_as.iter().map(ToString::to_string).collect();
            rows.join(" ")
        });
        same.collect::<Vec<_>>()
    };
    assert_eq!(same("ours"), ["base:6.1#1", "other:6.1#2", ""]);
    assert_eq!(same("base"), ["", "other:6.1#2", ""]);
}

#[test]
fn everything_that_does_not_fit_is_told_at_once_with_its_place() {
    let found = misfits(
        "id = 'base'\n\
         [[change]]\nref = '6.1'\nhide = ['2', '3']\nquestion = [{ id = '1', text = 'a' }, { id = 'h', text = 'b' }, { id = 'h', text = 'c' }]\n\
         [[change]]\nref = '6.1'\n\
         [[change]]\nref = '6.3'\n\
         [[change]]\nref = '6'\nquestion = [{ id = 'h', text = 'd' }]\n\
         [[clause]]\nref = '7'\ntitle = 'T'\nkind = 'clause'\n\
         [[clause]]\nref = '8'\ntitle = 'T'\nparent = '9'\nkind = 'clause'\n\
         [[clause]]\nref = '7.1'\ntitle = 'T'\nparent = '7'\nkind = 'clause'\n\
         [[clause]]\nref = '8'\ntitle = 'T'\nkind = 'clause'\n\
         [[reference]]\nref = 'C.1'\ntitle = 'T'\n[[reference]]\nref = 'C.1'\ntitle = 'T'\n",
    );
    let told: Vec<(Place, &str)> = found.iter().map(|m| (m.0, m.1.as_str())).collect();
    assert_eq!(
        told,
        [
            (Place::Hide(0, 1), "6.1 of base has no question 3 to hide"),
            (
                Place::Question(0, 0),
                "1 is a question of base already in 6.1"
            ),
            (
                Place::Question(0, 2),
                "there are two questions h in this clause"
            ),
            (Place::Change(1), "6.1 is changed twice"),
            (Place::Change(2), "base has no clause 6.3"),
            (
                Place::Question(3, 0),
                "6 is a heading with clauses below it, and carries a question"
            ),
            (Place::Clause(0), "7 is a clause of base already"),
            (Place::Parent(1), "there is no clause 9"),
            (
                Place::Parent(2),
                "7 carries questions, so that no clause can stand below it"
            ),
            (Place::Clause(3), "8 is there already"),
            (Place::Reference(1), "C.1 is there already"),
        ]
    );
    assert_eq!(found[4].2.as_deref(), Some("did you mean \"6.1\"?"));
    assert!(found[1].2.as_deref().unwrap().contains("h1"));
}
