use super::*;

fn source(columns: &[(&str, &str)]) -> RegisterSource {
    RegisterSource {
        path: "ai/systems.csv".to_owned(),
        table: String::new(),
        trail: Vec::new(),
        columns: columns
            .iter()
            .map(|(word, heading)| ((*word).to_owned(), (*heading).to_owned()))
            .collect(),
    }
}

fn register(columns: &[(&str, &str)], text: &[&str]) -> Register {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let headings = cells(text[0]);
    let rows = (2..).zip(&text[1..]).map(|(line, text)| RawRow {
        lines: LineRange::new(line, line).unwrap(),
        cells: cells(text),
    });
    Register::of(&source(columns), &headings, rows.collect())
}

fn told(register: &Register) -> Vec<String> {
    let problems = register.problems.iter();
    problems.map(|p| format!("{}: {p}", p.line)).collect()
}

#[test]
fn usual_headings_are_known_without_being_named() {
    let register = register(
        &[],
        &[
            "System ID,AI system,Business owner,Intended use,Life-cycle stage,EU AI Act class,Our role,Vendor",
            "AI-1,Claims triage,Claims,sorts claims,live,high,deployer,Acme",
        ],
    );
    assert_eq!(told(&register), Vec::<String>::new());
    let system = &register.systems[0];
    let said: Vec<&str> = RegisterField::ALL.iter().map(|f| system.says(*f)).collect();
    assert_eq!(
        said,
        [
            "AI-1",
            "Claims triage",
            "Claims",
            "sorts claims",
            "live",
            "high",
            "deployer"
        ]
    );
    assert_eq!(system.further, [("Vendor".to_owned(), "Acme".to_owned())]);
}

#[test]
fn mapped_columns_come_before_usual_ones_and_own_names_are_kept() {
    let register = register(
        &[("id", "Key"), ("name", "title"), ("supplier", "Vendor")],
        &[
            "ID,Key,Title,Name,Vendor,Cost",
            "x,AI-1,Triage,other,Acme,7",
        ],
    );
    let system = &register.systems[0];
    assert_eq!(
        (system.id.as_str(), system.name.as_str()),
        ("AI-1", "Triage")
    );
    assert_eq!(system.further, [("supplier".to_owned(), "Acme".to_owned())]);
}

#[test]
fn a_mapped_column_that_is_not_there_is_told_with_the_one_that_may_be_meant() {
    let register = register(&[("owner", "Ownr")], &["Id,Name,Owner", "1,a,b"]);
    assert_eq!(
        told(&register),
        ["1: there is no column \"Ownr\", which is to hold the owner"]
    );
    assert!(
        register.problems[0]
            .hint
            .contains("did you mean \"Owner\"?")
    );
    assert_eq!(register.systems.len(), 1);
}

#[test]
fn empty_doubled_and_impossible_ids_are_told_and_the_rest_is_usable() {
    let register = register(
        &[],
        &[
            "Id,Name,Owner",
            "AI-1,a,x",
            ",b,x",
            "ai-1,c,x",
            "../x,d,x",
            "AI-2,e,",
        ],
    );
    let ids: Vec<&str> = register.systems.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["AI-1", "AI-2"]);
    let told = told(&register);
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told[0], "3: column \"Id\": the system has no id");
    assert_eq!(
        told[1],
        "4: column \"Id\": there are two systems ai-1; the first is in line 2"
    );
    assert!(told[2].starts_with("5: column \"Id\": \"../x\" is no id of an AI system"));
    assert_eq!(told[3], "6: column \"Owner\": AI-2 has no owner");
}

#[test]
fn a_register_without_ids_knows_systems_by_name_or_says_that_it_cannot() {
    let by_name = register(&[], &["System,Owner", "Claims triage,x"]);
    assert_eq!(by_name.systems[0].id.as_str(), "Claims triage");
    let none = register(&[], &["Colour,Shape", "red,round"]);
    assert_eq!(told(&none), ["1: no column holds the ids of the systems"]);
    assert!(none.problems[0].hint.contains("Colour | Shape"));
}

#[test]
fn a_system_is_found_by_id_or_name_in_any_case_or_the_nearest_is_named() {
    let register = register(&[], &["Id,Name", "AI-1,Claims triage", "AI-2,Chat"]);
    let id = |named| match named {
        Named::Found(system) => format!("found {}", system.id),
        Named::Unknown(Some(near)) => format!("near {}", near.id),
        Named::Unknown(None) => "unknown".to_owned(),
    };
    assert_eq!(id(register.named("ai-2")), "found AI-2");
    assert_eq!(id(register.named("claims TRIAGE")), "found AI-1");
    assert_eq!(id(register.named("AI-1 Claims triage")), "found AI-1");
    assert_eq!(id(register.named("Claims triag")), "near AI-1");
    assert_eq!(id(register.named("something else")), "unknown");
}

#[test]
fn a_scope_names_systems_once_whether_the_register_knows_them_or_not() {
    let register = register(&[], &["Id,Name", "AI-1,Claims triage"]);
    let scope = ["Claims triage", "AI-1", "AI-9", "ein Vögelchen"].map(str::to_owned);
    let systems = scoped(&scope, Some(&register));
    let told: Vec<(Option<&str>, &str, bool)> = systems
        .iter()
        .map(|s| {
            (
                s.id.as_ref().map(SystemId::as_str),
                s.name.as_str(),
                s.is_known,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("AI-1"), "Claims triage", true),
            (Some("AI-9"), "AI-9", false),
            (None, "ein Vögelchen", false)
        ]
    );
    assert_eq!(scoped(&scope, None).len(), 4);
}

#[test]
fn a_system_is_found_by_id_by_name_and_by_both_the_first_one_of_a_name() {
    let register = register(
        &[],
        &[
            "Id,Name",
            "AI 1,Chat",
            "AI-2,chat",
            "AI,1 Chat",
            "AI-3,AI-2",
        ],
    );
    let found = |text: &str| register.find(text).map(|system| system.id.to_string());
    for (text, id) in [
        ("ai 1", "AI 1"),
        (" CHAT ", "AI 1"),
        ("AI-2 Chat", "AI-2"),
        ("ai-2chat", "AI-2"),
        // Both "AI 1" with "Chat" and "AI" with "1 Chat": the first one in the file.
        ("AI 1 Chat", "AI 1"),
        ("AI-2", "AI-2"),
        ("AI-3", "AI-3"),
    ] {
        assert_eq!(found(text).as_deref(), Some(id), "{text}");
    }
    for text in ["", "AI-4", "AI-2 Chats", "Cha"] {
        assert_eq!(found(text), None, "{text}");
    }
}
