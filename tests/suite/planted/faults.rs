//! The faults: what is put in the place of what, with `@` where it has to be found, and what is said.

/// A checklist with every key and without a fault.
pub(super) const GOOD: &str = r#"schema = 1
id = "supplier"
title = "Supplier rules"
standard = "Supplier rules"
edition = "2026"

[[clause]]
ref = "4"
title = "Risks"
kind = "clause"

[[clause]]
ref = "4.1"
title = "Register"
parent = "4"
kind = "clause"
documented-information = true
topics = ["owners"]
hints = ["begin with the list"]
related = [{ checklist = "iso-42001", ref = "6.1", relation = "intersects", confidence = "medium" }]

[[clause.question]]
id = "1"
label = "every system is there"
text = "How do you know that every system is in the register?"
good = ["it is held against the list of licences"]
sample = "3 systems"
covers = ["4.1 a)"]
roles = ["provider", "deployer"]
stages = ["design", "operation"]
bears-on = ["R.1"]
same-as = ["iso-42001:4.1#1"]

[[clause.question.evidence]]
method = "documents"
ask = "the register"

[[clause.question.nonconformity]]
text = "Two systems are missing."
grade = "minor"
why = "a lapse"

[[clause.question]]
id = "2"
label = "who adds a system"
text = "Who adds a system, and when?"
evidence = [{ method = "interview", ask = "a buyer" }]
nonconformity = [{ text = "Nobody does.", grade = "major", why = "nobody can" }]

[[clause]]
ref = "4.2"
title = "Method"
parent = "4"
kind = "clause"

[[clause.question]]
id = "1"
label = "method is used"
text = "Which method is used?"
evidence = [{ method = "records", ask = "two assessments" }]
nonconformity = [{ text = "There is none.", grade = "major", why = "nothing can be compared" }]

[[reference]]
ref = "R"
title = "Sources of risk"

[[reference]]
ref = "R.1"
title = "Dependence"
parent = "R"
text = "One supplier alone."
"#;

/// What is put in the place of a piece of the good checklist, with `@` where the fault has to be found, and what is said.
pub(super) const PLANTED: &[(&str, &str, &str)] = &[
    // The head.
    ("schema = 1\n", "@", "the checklist has no schema"),
    ("schema = 1", "schema = @3", "there is no such schema"),
    (
        "schema = 1\nid = \"supplier\"\n",
        "@schema = 1\n",
        "the checklist has no id",
    ),
    ("\"supplier\"", "@\"The Supplier\"", "is no checklist id"),
    (
        "schema = 1\nid = \"supplier\"\ntitle = \"Supplier rules\"\n",
        "@schema = 1\nid = \"supplier\"\n",
        "the checklist has no title",
    ),
    (
        "standard = \"Supplier rules\"",
        "standard = @\" \"",
        "the standard is empty",
    ),
    (
        "edition = \"2026\"",
        "edition = @2026",
        "edition has to be a text, and is a number",
    ),
    ("edition", "@edtion", "there is no key \"edtion\" here"),
    (
        "title = \"Supplier rules\"",
        "title = \"Sup@\u{202e}plier\"",
        "U+202E is not seen as itself",
    ),
    (
        "edition = \"2026\"",
        "edition = @\"20\\u001b26\"",
        "the character U+001B",
    ),
    (
        "edition = \"2026\"",
        "edition = \"2026\" # @\u{200b}",
        "U+200B is not seen as itself",
    ),
    ("edition = \"2026\"", "edition = @2026-x", ""),
    (
        "edition = \"2026\"",
        "edition = \"2026\"\n@edition = \"2\"",
        "duplicate key",
    ),
    (
        "[[reference]]\nref = \"R\"\n",
        "[[@change]]\nref = \"4.1\"\n\n[[reference]]\nref = \"R\"\n",
        "a checklist that changes another names it",
    ),
    // Clauses.
    (
        "[[clause]]\nref = \"4\"\ntitle = \"Risks\"\nkind = \"clause\"",
        "[[clause]]\nref = \"4\"\ntitle = \"Risks\"\nkind = @\"claus\"",
        "did you mean \"clause\"?",
    ),
    (
        "@[[clause]]\nref = \"4.2\"\ntitle = \"Method\"\n",
        "@[[clause]]\nref = \"4.2\"\n",
        "the clause has no title",
    ),
    ("ref = \"4.2\"", "ref = @\"4.1\"", "4.1 is there twice"),
    (
        "ref = \"4.2\"",
        "ref = @\"4/2\"",
        "is no clause or control reference",
    ),
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
        "ref = \"4\"\ntitle = \"Risks\"\nkind = \"clause\"",
        "ref = \"4\"\ntitle = \"Risks\"\nkind = \"clause\"\nparent = @\"9\"\n\
         \n[[clause]]\nref = \"9\"\ntitle = \"Late\"\nkind = \"clause\"",
        "9 comes after it",
    ),
    (
        "ref = \"4\"\ntitle = \"Risks\"\nkind = \"clause\"\n",
        "ref = \"4\"\ntitle = \"Risks\"\nkind = \"clause\"\n\
         \n@[[clause.question]]\nid = \"1\"\ntext = \"What for?\"\nevidence = [{ method = \"records\", ask = \"x\" }]\n",
        "4 is a heading with clauses below it, and carries a question",
    ),
    (
        "[[reference]]\nref = \"R\"\n",
        "[[clause]]\nref = @\"5\"\ntitle = \"Bare\"\nkind = \"clause\"\n\n[[reference]]\nref = \"R\"\n",
        "5 has no clause below it, and no question",
    ),
    (
        "documented-information = true",
        "documented-information = @\"yes\"",
        "has to be true or false",
    ),
    (
        "topics = [\"owners\"]",
        "topics = @\"owners\"",
        "topics has to be a list of texts",
    ),
    (
        "hints = [\"begin with the list\"]",
        "hints = [@\"\"]",
        "an entry of hints is empty",
    ),
    // Links of clauses.
    (
        "{ checklist = \"iso-42001\", ref = \"6.1\"",
        "{ checklist = @\"iso-4201\", ref = \"6.1\"",
        "there is no checklist iso-4201",
    ),
    (
        "ref = \"6.1\"",
        "ref = @\"6.1.9\"",
        "iso-42001 has no clause 6.1.9",
    ),
    (
        "relation = \"intersects\"",
        "relation = @\"intersect\"",
        "\"intersect\" is no relation",
    ),
    (
        "confidence = \"medium\"",
        "confidence = @\"sure\"",
        "\"sure\" is no confidence",
    ),
    // Questions.
    (
        "id = \"2\"",
        "id = @\"1\"",
        "there are two questions 1 in this clause",
    ),
    ("id = \"2\"", "id = @\"a b\"", "is no question id"),
    (
        "\"who adds a system\"",
        "@\"who is it that adds a new system\"",
        "the label has 32 characters",
    ),
    (
        "label = \"who adds a system\"",
        "label = @\"Every system is there\"",
        "4.1 #1 has the same label",
    ),
    (
        "text = \"Which method is used?\"",
        "text = @\"Who adds a system -- and when?\"",
        "4.1 #2 asks the same",
    ),
    (
        "text = \"Which method is used?\"",
        "text = @\"\"",
        "the text is empty",
    ),
    (
        "[[clause.question]]\nid = \"2\"\nlabel = \"who adds a system\"\ntext = \"Who adds a system, and when?\"\nevidence = [{ method = \"interview\", ask = \"a buyer\" }]\n",
        "@[[clause.question]]\nid = \"2\"\nlabel = \"who adds a system\"\ntext = \"Who adds a system, and when?\"\n",
        "names no evidence to ask for",
    ),
    (
        "covers = [\"4.1 a)\"]",
        "covers = [@\"4.2 a)\"]",
        "\"4.2 a)\" is no item of 4.1",
    ),
    (
        "covers = [\"4.1 a)\"]",
        "covers = [@\"4.1.2 a)\"]",
        "\"4.1.2 a)\" is no item of 4.1",
    ),
    ("\"deployer\"", "@\"deplyer\"", "\"deplyer\" is no role"),
    (
        "\"operation\"",
        "@\"operations\"",
        "\"operations\" is no stage",
    ),
    (
        "bears-on = [\"R.1\"]",
        "bears-on = [@\"R.2\"]",
        "there is no entry R.2",
    ),
    (
        "same-as = [\"iso-42001:4.1#1\"]",
        "same-as = [@\"iso-42001 4.1\"]",
        "is no row",
    ),
    (
        "same-as = [\"iso-42001:4.1#1\"]",
        "same-as = [@\"supplier:4.2#1\"]",
        "in this very checklist",
    ),
    (
        "same-as = [\"iso-42001:4.1#1\"]",
        "same-as = [@\"iso-42001:4.1#9\"]",
        "iso-42001 has no question",
    ),
    (
        "same-as = [\"iso-42001:4.1#1\"]",
        "same-as = [\"iso-42001:4.1#1\", @\"iso-9001:4.1#1\"]",
        "the same as one other",
    ),
    (
        "same-as = [\"iso-42001:4.1#1\"]",
        "same-as = [@\"iso-27001:7.2#1\"]",
        "is the same as iso-42001:7.2",
    ),
    (
        "method = \"documents\"",
        "method = @\"paper\"",
        "is no evidence method",
    ),
    ("ask = \"the register\"", "ask = @\"\"", "the ask is empty"),
    ("grade = \"minor\"", "grade = @\"tiny\"", "is no grade"),
    (
        "why = \"a lapse\"",
        "@wy = \"a lapse\"",
        "there is no key \"wy\"",
    ),
    // Entries to look up.
    (
        "text = \"One supplier alone.\"\n",
        "text = \"One supplier alone.\"\n\n[[reference]]\nref = @\"R.1\"\ntitle = \"Again\"\n",
        "R.1 is there twice",
    ),
    ("parent = \"R\"", "parent = @\"Q\"", "there is no entry Q"),
];

/// What only `--strict` finds.
pub(super) const UNOPEN: &[(&str, &str, &str)] = &[
    (
        "text = \"Which method is used?\"",
        "text = @\"Is a method used?\"",
        "answered by yes or no",
    ),
    (
        "text = \"Which method is used?\"",
        "text = @\"Show me the method. Was it used?\"",
        "begins with \"Was\"",
    ),
    (
        "text = \"Which method is used?\"",
        "text = @\"What shall be used?\"",
        "\"shall\" is the standard's word",
    ),
    (
        "ask = \"a buyer\"",
        "ask = @\"who shall buy\"",
        "\"shall\" is the standard's word",
    ),
    (
        "text = \"Which method is used?\"",
        "text = @\"Which method is used by whom and when and where and why and with what and how often \
         and at which price and who has said so and who has not?\"",
        "at most 25",
    ),
    (
        "[[clause.question]]\nid = \"2\"\nlabel = \"who adds a system\"\ntext = \"Who adds a system, and when?\"\nevidence = [{ method = \"interview\", ask = \"a buyer\" }]\nnonconformity = [{ text = \"Nobody does.\", grade = \"major\", why = \"nobody can\" }]\n",
        "@[[clause.question]]\nid = \"2\"\nlabel = \"who adds a system\"\ntext = \"Who adds a system, and when?\"\nevidence = [{ method = \"interview\", ask = \"a buyer\" }]\nnonconformity = [{ text = \"Nobody does.\", grade = \"major\" }]\n",
        "no typical nonconformity",
    ),
];

/// What is planted into the shipped checklist, behind the clause that is named first.
pub(super) const IN_SHIPPED: &[(&str, &str, &str, &str)] = &[
    (
        "schema = 1",
        "edition = \"2023\"",
        "@editoin = \"2023\"",
        "there is no key \"editoin\"",
    ),
    (
        "schema = 1",
        "language = \"en\"",
        "language = @[\"en\"]",
        "language has to be a text, and is a list",
    ),
    ("schema = 1", "version", "# @\u{202e}\nversion", "U+202E"),
    (
        "ref = \"4.1\"",
        "kind = \"clause\"",
        "kind = @\"cluase\"",
        "is no kind of clause",
    ),
    (
        "ref = \"5.1\"",
        "parent = \"5\"",
        "parent = @\"5.9\"",
        "there is no clause 5.9",
    ),
    (
        "ref = \"5.3\"",
        "title = ",
        "@tittle = \"x\"\ntitle = ",
        "there is no key \"tittle\"",
    ),
    (
        "title = \"AI policy\"",
        "parent = \"5\"",
        "parent = @\"10\"",
        "10 comes after it",
    ),
    (
        "ref = \"A.6.2.4\"",
        "ref = \"A.6.2.4\"",
        "ref = @\"A.6.2.3\"",
        "A.6.2.3 is there twice",
    ),
    (
        "ref = \"6.1.2\"",
        "checklist = \"iso-27001\"",
        "checklist = @\"iso-27002\"",
        "there is no checklist iso-27002",
    ),
    (
        "ref = \"6.1.2\"",
        "ref = \"MAP 5.1\"",
        "ref = @\"MAP 5.9\"",
        "nist-ai-rmf has no clause MAP 5.9",
    ),
    (
        "ref = \"6.1.2\"",
        "relation = \"intersects\"",
        "relation = @\"touches\"",
        "is no relation",
    ),
    (
        "ref = \"6.1.2\"",
        "confidence = \"low\"",
        "confidence = @\"lowish\"",
        "is no confidence",
    ),
    (
        "ref = \"6.1.2\"",
        "\nid = \"2\"",
        "\nid = @\"1\"",
        "two questions 1 in this clause",
    ),
    (
        "ref = \"6.1.2\"",
        "label = \"criteria and order applied\"",
        "label = @\"criteria and the order applied\"",
        "the label has 30 characters",
    ),
    (
        "ref = \"6.1.2\"",
        "label = \"criteria and order applied\"",
        "label = @\"issues with AI content\"",
        "4.1 #1 has the same label",
    ),
    (
        "ref = \"6.1.2\"",
        "documented-information = true",
        "documented-information = @1",
        "has to be true or false",
    ),
    (
        "ref = \"6.1.2\"",
        "covers = [\"6.1.2 b)\"]",
        "covers = [@\"6.1.3 b)\"]",
        "is no item of 6.1.2",
    ),
    (
        "ref = \"6.1.2\"",
        "bears-on = [\"C.2.1\"]",
        "bears-on = [@\"C.2.99\"]",
        "there is no entry C.2.99",
    ),
    (
        "ref = \"6.1.2\"",
        "bears-on = [\"C.2.1\"]",
        "bears-on = [\"C.2.1\"]\nsame-as = [@\"iso-27001:6.1.2#99\"]",
        "iso-27001 has no question",
    ),
    (
        "ref = \"6.1.2\"",
        "bears-on = [\"C.2.1\"]",
        "bears-on = [\"C.2.1\"]\nsame-as = [@\"iso-42001:6.1.3#1\"]",
        "in this very checklist",
    ),
    (
        "ref = \"6.1.2\"",
        "bears-on = [\"C.2.1\"]",
        "bears-on = [\"C.2.1\"]\nstages = [@\"running\"]",
        "is no stage",
    ),
    (
        "ref = \"6.1.2\"",
        "bears-on = [\"C.2.1\"]",
        "bears-on = [\"C.2.1\"]\nroles = [@\"wizard\"]",
        "is no role",
    ),
    (
        "ref = \"6.1.2\"",
        "method = \"records\"",
        "method = @\"record\"",
        "is no evidence method",
    ),
    (
        "ref = \"6.1.2\"",
        "ask = \"both raters\"",
        "ask = @\"  \"",
        "the ask is empty",
    ),
    (
        "ref = \"6.1.2\"",
        "grade = \"minor\"",
        "grade = @\"low\"",
        "is no grade",
    ),
    (
        "ref = \"6.1.2\"",
        "text = '''\nLet a colleague rate this risk without seeing your rating. How do you explain where the two results differ?\n'''",
        "text = @''' '''",
        "the text is empty",
    ),
    (
        "ref = \"A.6.2.4\"",
        "\"criteria for release\",",
        "@7,",
        "an entry of topics has to be a text",
    ),
    (
        "[[reference]]",
        "[[reference]]\nref = \"C.2.1\"",
        "[[reference]]\nref = @\"Annex C\"\ntitle = \"Again\"\n\n[[reference]]\nref = \"C.2.1\"",
        "Annex C is there twice",
    ),
];

/// An extension of the shipped checklist without a fault.
pub(super) const OURS: &str = r#"schema = 1
id = "iso-42001"
title = "AI management system, with our questions"
standard = "ISO/IEC 42001:2023"
extends = "iso-42001"
version = "1.1.0-halden.1"

[[change]]
ref = "6.1.2"
hide = ["3"]
hints = ["Our method is risk/method.md; start there."]

[[change.question]]
id = "h1"
label = "our own scale"
text = "Where does the house scale of effects come from?"
bears-on = ["C.2.1"]
evidence = [{ method = "documents", ask = "risk/method.md" }]

[[clause]]
ref = "H.1"
title = "House rules"
kind = "clause"

[[clause.question]]
id = "1"
label = "house rules are known"
text = "Which house rules do you work by?"
evidence = [{ method = "interview", ask = "two developers" }]
"#;

/// What is planted into the extension.
pub(super) const IN_EXTENSION: &[(&str, &str, &str)] = &[
    (
        "extends = \"iso-42001\"",
        "extends = @\"iso-42002\"",
        "there is no checklist iso-42002",
    ),
    (
        "extends = \"iso-42001\"",
        "extends = @\"ISO\"",
        "is no checklist id",
    ),
    (
        "[[change]]\nref = \"6.1.2\"\nhide = [\"3\"]",
        "[[change]]\nref = @\"6.1.9\"\nhide = []",
        "iso-42001 has no clause 6.1.9",
    ),
    (
        "hide = [\"3\"]",
        "hide = [@\"33\"]",
        "has no question 33 to hide",
    ),
    (
        "hide = [\"3\"]",
        "@hides = [\"3\"]",
        "there is no key \"hides\"",
    ),
    (
        "id = \"h1\"",
        "id = @\"1\"",
        "1 is a question of iso-42001 already",
    ),
    (
        "id = \"h1\"",
        "id = @\"3\"",
        "3 is a question of iso-42001 already",
    ),
    (
        "label = \"our own scale\"",
        "label = @\"a second rater agrees\"",
        "iso-42001:6.1.2 #2 has the same label",
    ),
    (
        "ref = \"H.1\"",
        "ref = @\"6.1\"",
        "6.1 is a clause of iso-42001 already",
    ),
    (
        "kind = \"clause\"",
        "kind = \"clause\"\nparent = @\"H\"",
        "there is no clause H",
    ),
    (
        "kind = \"clause\"",
        "kind = \"clause\"\nparent = @\"4.1\"",
        "4.1 carries questions",
    ),
    (
        "bears-on = [\"C.2.1\"]",
        "bears-on = [@\"C.9\"]",
        "there is no entry C.9",
    ),
];
