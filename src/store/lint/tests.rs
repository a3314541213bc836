use super::*;

/// A checklist without a fault.
const GOOD: &str = r#"schema = 1
id = "house"
title = "House rules"
standard = "House rules"

[[clause]]
ref = "4"
title = "Risks"
kind = "clause"

[[clause]]
ref = "4.1"
title = "Register"
parent = "4"
kind = "clause"
related = [{ checklist = "iso-42001", ref = "6.1", relation = "equal" }]

[[clause.question]]
id = "1"
label = "every system is there"
text = "Is every system in the register?"

[[clause.question.evidence]]
method = "documents"
ask = "the register"

[[clause.question.nonconformity]]
text = "Two systems are missing."
grade = "minor"

[[clause]]
ref = "4.2"
title = "Method"
parent = "4"
kind = "clause"

[[clause.question]]
id = "1"
label = "method is used"
text = "Is the method followed?"
evidence = [{ method = "records", ask = "two assessments" }]
"#;

/// Spoils the good checklist; `@` in the new text is where the fault has to be found, and is taken out.
fn spoil(old: &str, new: &str) -> (String, usize, usize) {
    assert_eq!(GOOD.matches(old).count(), 1, "{old}");
    let marked = GOOD.replace(old, new);
    let at = marked.find('@').unwrap();
    let before = &marked[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.lines().last().map_or(0, |l| l.chars().count()) + 1;
    let column = if before.ends_with('\n') { 1 } else { column };
    (marked.replace('@', ""), line, column)
}

#[test]
fn a_good_checklist_has_no_fault_whatever_its_line_ends() {
    assert_eq!(lint(GOOD, "x.toml"), []);
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(lint(&windows, "x.toml"), []);
}

/// What is put in the place of a piece of the good checklist, and what is then said.
const SINGLE: &[(&str, &str, &str)] = &[
    // The file as a whole.
    ("schema = 1\n", "@", "the checklist has no schema"),
    ("schema = 1", "schema = @2", "there is no such schema"),
    ("schema = 1", "schema = @\"1\"", "there is no such schema"),
    ("id = \"house\"\n", "", "the checklist has no id"),
    ("\"house\"", "@\"My House\"", "My House"),
    (
        "title = \"House rules\"",
        "title = @\" \"",
        "the title is empty",
    ),
    (
        "title = \"House rules\"",
        "title = @7",
        "title has to be a text, and is a number",
    ),
    (
        "standard = \"House rules\"",
        "@standart = \"x\"",
        "there is no key \"standart\"",
    ),
    // A clause.
    ("ref = \"4.2\"", "ref = @\"4.1\"", "4.1 is there twice"),
    ("ref = \"4.2\"", "ref = @\"../x\"", "../x"),
    (
        "title = \"Method\"\n",
        "@nickname = \"Method\"\n",
        "there is no key \"nickname\"",
    ),
    ("title = \"Method\"", "title = @\"\"", "the title is empty"),
    (
        "title = \"Method\"\nparent = \"4\"",
        "title = \"Method\"\nparent = @\"5\"",
        "there is no clause 5",
    ),
    (
        "title = \"Method\"\nparent = \"4\"",
        "title = \"Method\"\nparent = @\"4.2\"",
        "the clause is above itself",
    ),
    (
        "title = \"Method\"\nparent = \"4\"\nkind = \"clause\"",
        "title = \"Method\"\nparent = \"4\"\nkind = @\"paragraph\"",
        "paragraph",
    ),
    (
        "title = \"Method\"\nparent = \"4\"\nkind = \"clause\"",
        "title = \"Method\"\nparent = \"4\"\nkind = @3",
        "kind has to be a text, and is a number",
    ),
    (
        "title = \"Risks\"\n",
        "title = \"Risks\"\nparent = @\"4.1\"\n",
        "the clause is above itself",
    ),
    // A link.
    (
        "checklist = \"iso-42001\"",
        "checklist = @\"ISO 42001\"",
        "ISO 42001",
    ),
    (
        "related = [{ checklist = \"iso-42001\", ref",
        "related = [@{ ref",
        "the link has no checklist",
    ),
    (
        "relation = \"equal\"",
        "@relations = \"equal\"",
        "there is no key \"relations\"",
    ),
    // A question.
    (
        "id = \"1\"\nlabel = \"every",
        "id = @\"\"\nlabel = \"every",
        "the id is empty",
    ),
    (
        "id = \"1\"\nlabel = \"every",
        "id = @\"a b\"\nlabel = \"every",
        "a b",
    ),
    (
        "text = \"Is every system in the register?\"",
        "@txt = \"x\"",
        "there is no key \"txt\"",
    ),
    (
        "text = \"Is every system in the register?\"",
        "text = @\"  \"",
        "the text is empty",
    ),
    (
        "\"every system is there\"",
        "@\"every single system is in there\"",
        "the label has 31 characters",
    ),
    (
        "[[clause.question.evidence]]\nmethod = \"documents\"\nask = \"the register\"\n",
        "",
        "names no evidence",
    ),
    // What goes with a question.
    (
        "method = \"documents\"",
        "method = @\"telepathy\"",
        "telepathy",
    ),
    ("ask = \"the register\"", "ask = @\"\"", "the ask is empty"),
    ("grade = \"minor\"", "grade = @\"tiny\"", "tiny"),
    (
        "grade = \"minor\"",
        "@grad = \"minor\"",
        "there is no key \"grad\"",
    ),
    // No TOML at all.
    ("kind = \"clause\"\nrelated", "kind = @clause\nrelated", ""),
    (
        "ref = \"4.2\"",
        "ref = \"4.2\"\n@ref = \"4.3\"",
        "duplicate key",
    ),
];

#[test]
fn every_single_fault_is_found_where_it_is() {
    for &(old, new, message) in SINGLE {
        // What is missing is told at the table that it is missing from.
        let missing = new.is_empty();
        let (text, line, column) = if missing {
            (GOOD.replace(old, new), 0, 0)
        } else {
            spoil(old, new)
        };
        let faults = lint(&text, "x.toml");
        let found = faults.iter().find(|f| {
            f.message.contains(message) && (missing || (f.line, f.column) == (line, column))
        });
        assert!(
            found.is_some(),
            "{new:?} at {line}:{column} {message:?} is missing in {faults:#?}"
        );
    }
}

#[test]
fn what_is_missing_is_told_at_the_head_of_its_table() {
    let cases = [
        (
            "ref = \"4.2\"\n",
            "the clause has no ref",
            "[[clause]]\ntitle = \"Method\"",
        ),
        (
            "kind = \"clause\"\nrelated",
            "the clause has no kind",
            "[[clause]]\nref = \"4.1\"",
        ),
        (
            "id = \"1\"\nlabel = \"every",
            "the question has no id",
            "[[clause.question]]",
        ),
        (
            "ask = \"the register\"\n",
            "the evidence has no ask",
            "[[clause.question.evidence]]",
        ),
        (
            "text = \"Two systems are missing.\"\n",
            "the nonconformity has no text",
            "[[clause.question.nonconformity]]",
        ),
    ];
    for (old, message, head) in cases {
        let text = GOOD.replace(
            old,
            match old {
                old if old.ends_with("related") => "related",
                old if old.ends_with("every") => "label = \"every",
                _ => "",
            },
        );
        let line = text[..text.find(head).unwrap()].matches('\n').count() + 1;
        let faults = lint(&text, "x.toml");
        let places: Vec<_> = faults
            .iter()
            .map(|f| (f.line, f.message.as_str()))
            .collect();
        assert_eq!(places, [(line, message)]);
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_file() {
    let text = GOOD
        .replace("title = \"Risks\"", "titel = \"Risks\"")
        .replace("grade = \"minor\"", "grade = \"tiny\"")
        .replace("id = \"house\"", "id = \"\"");
    let faults = lint(&text, "x.toml");
    assert!(faults.len() >= 4, "{faults:#?}");
    assert!(faults.is_sorted_by_key(|f| (f.line, f.column)));
    let near = faults.iter().find(|f| f.message.contains("titel")).unwrap();
    assert_eq!(near.hint.as_deref(), Some("did you mean \"title\"?"));
}

#[test]
fn a_parent_comes_before_its_children_and_a_heading_asks_nothing() {
    let late = GOOD.replace(
        "title = \"Register\"\nparent = \"4\"",
        "title = \"Register\"\nparent = \"4.2\"",
    );
    let messages = |text: &str| -> Vec<String> {
        lint(text, "x.toml")
            .into_iter()
            .map(|f| f.message)
            .collect()
    };
    assert_eq!(
        messages(&late),
        [
            "4.2 comes after it; parents come before their children",
            "4.2 is a heading with clauses below it, and carries a question"
        ]
    );
    let asks = GOOD.replace(
        "title = \"Method\"\nparent = \"4\"",
        "title = \"Method\"\nparent = \"4.1\"",
    );
    assert_eq!(
        messages(&asks),
        ["4.1 is a heading with clauses below it, and carries a question"]
    );
}

#[test]
fn hostile_checklists_are_faulty_and_nothing_worse() {
    let deep = format!("schema = 1\nx = {}", "[".repeat(100_000));
    for text in [
        "",
        "clause = 1",
        "clause = [1]",
        "[[clause]]",
        "\u{0}",
        "a.b.c = 1\na = 2",
        &deep,
    ] {
        assert!(!lint(text, "x.toml").is_empty(), "{:?}", text.get(..20));
    }
}
