//! The organization's register of AI systems: read as it is committed, told what is wrong with it, and the scope of an audit.

use crate::cli_desk::Desk;

const REGISTER: &str = "System no.;System;Owner;AI Act class;Stage
AI-1;Claims triage;Claims;high;live
AI-2;Chat;Service;limited;live
;Fraud;Claims;high;pilot
AI-2;Churn;Sales;minimal;live
";

/// A workspace with an audit and a register that is committed and named.
fn desk() -> Desk {
    let desk = Desk::audit();
    commit(&desk, "ai/systems.csv", REGISTER);
    let columns = ["--column", "id=System no.", "--column", "vendor=Stage"];
    let told = desk.run(&[&["system", "register", "ai/systems.csv"][..], &columns].concat());
    assert!(told.ok().contains("2 systems, 2 problems"));
    desk
}

fn commit(desk: &Desk, path: &str, text: &str) {
    desk.write(path, text);
    desk.git(&["add", path]);
    desk.git(&["commit", "-q", "-m", "Register", "--", path]);
}

#[test]
fn systems_are_listed_and_shown_with_what_the_register_says() {
    let desk = desk();
    let list = desk.run(&["system", "list"]).ok();
    assert!(list.contains("AI-1  Claims triage  high"), "{list}");
    let document = desk.run(&["system", "list", "--json"]).json();
    assert_eq!(document["systems"].as_array().unwrap().len(), 2);
    assert_eq!(document["systems"][0]["further"]["vendor"], "live");
    assert_eq!(document["systems"][0]["lines"][0], 2);
    assert_eq!(document["problems"], 2);
    let shown = desk.run(&["system", "show", "claims TRIAGE"]).ok();
    assert!(
        shown.contains("owner: Claims") && shown.contains("register: ai/systems.csv:2"),
        "{shown}"
    );
    desk.run(&["system", "show", "Chta"])
        .fails(2, &["none of that id or name", "did you mean AI-2 (Chat)?"]);
}

#[test]
fn the_check_names_line_and_column_and_ends_with_one() {
    let desk = desk();
    let run = desk.run(&["system", "check"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(
        run.out
            .contains("ai/systems.csv:4: column \"System no.\": the system has no id"),
        "{run:#?}"
    );
    assert!(
        run.out
            .contains("ai/systems.csv:5: column \"System no.\": there are two systems AI-2"),
        "{run:#?}"
    );
    commit(
        &desk,
        "ai/systems.csv",
        "System no.;System;Stage\nAI-1;Triage;live\n",
    );
    assert!(
        desk.run(&["system", "check"])
            .ok()
            .contains("1 system, 0 problems")
    );
}

#[test]
fn what_is_not_committed_is_told_apart_and_not_looked_at() {
    let desk = desk();
    desk.write("ai/systems.csv", "System no.;System;Stage\nAI-7;New;live\n");
    let run = desk.run(&["system", "list"]);
    assert!(
        run.out.contains("AI-1") && !run.out.contains("AI-7"),
        "{run:#?}"
    );
    assert!(run.err.contains("differs on disk"), "{run:#?}");
    desk.write("ai/other.csv", REGISTER);
    let settings = desk.read("tickmark.toml");
    desk.run(&["system", "register", "ai/other.csv"])
        .fails(2, &["is on disk and not committed", "commit it first"]);
    assert_eq!(desk.read("tickmark.toml"), settings);
}

#[test]
fn a_register_that_is_not_there_or_not_named_says_what_to_do() {
    let desk = Desk::audit();
    desk.run(&["system", "list"]).fails(
        2,
        &["tickmark.toml names none", "tickmark system register PATH"],
    );
    let settings = desk.read("tickmark.toml");
    for path in [
        "no/such.csv",
        "../../../../etc/passwd",
        "/etc/passwd",
        "models//x.csv",
    ] {
        let run = desk.run(&["system", "register", path]);
        run.fails(run.status, &["Could not", "tickmark.toml is as it was"]);
        assert!(matches!(run.status, 2 | 3), "{run:#?}");
    }
    assert_eq!(desk.read("tickmark.toml"), settings);
    desk.run(&["system", "register", "x.csv", "--column", "id"])
        .fails(2, &["WORD=HEADING"]);
    assert_ne!(desk.run(&["system", "check"]).status, 0);
}

#[test]
fn a_column_that_is_not_there_is_refused_with_the_one_that_may_be_meant() {
    let desk = desk();
    let settings = desk.read("tickmark.toml");
    let register = |column: &str| {
        let register = ["system", "register", "ai/systems.csv", "--column"];
        desk.run(&[&register[..], &[column]].concat())
    };
    register("id=Sytem no.").fails(
        2,
        &[
            "there is no column \"Sytem no.\"",
            "did you mean \"System no.\"?",
        ],
    );
    register("banana=foo").fails(
        2,
        &["there is no column \"foo\"", "its columns: System no. |"],
    );
    commit(&desk, "ai/notes.csv", "subject,text\na,b\n");
    desk.run(&["system", "register", "ai/notes.csv"]).fails(
        2,
        &["no column holds the ids", "its columns: subject | text"],
    );
    assert_eq!(desk.read("tickmark.toml"), settings);
}

#[test]
fn days_that_no_calendar_has_and_an_unclosed_quote_are_told_with_their_lines() {
    let desk = desk();
    commit(
        &desk,
        "ai/systems.csv",
        "System no.;System;Stage;in use since\nAI-1;Triage;live;2026-99-99\nAI-2;Churn;live;2026-04-11\nAI-3;\"Fraud;live;\nAI-4;Chat;live;\n",
    );
    let run = desk.run(&["system", "check"]);
    for said in [
        "ai/systems.csv:2: column \"in use since\": 2026-99-99 is no date",
        "ai/systems.csv:4: a quote is opened here and never closed",
    ] {
        assert!(run.out.contains(said), "{said} in {run:#?}");
    }
    assert!(!run.out.contains("2026-04-11"), "{run:#?}");
    assert_eq!(run.status, 1);
}

#[test]
fn a_system_without_a_name_is_no_question() {
    desk().run(&["system", "show", " "]).fails(
        2,
        &["neither an id nor a name is given", "tickmark system list"],
    );
}

#[test]
fn one_long_name_widens_its_own_row_alone_and_is_whole_in_json() {
    let desk = Desk::audit();
    let long = "x".repeat(5000);
    let text = format!("id,name,stage\nAI-1,{long},live\nAI-2,Chat,live\n");
    commit(&desk, "ai/systems.csv", &text);
    desk.run(&["system", "register", "ai/systems.csv"]).ok();
    let list = desk.run(&["system", "list"]).ok();
    let short = list.lines().find(|line| line.starts_with("AI-2")).unwrap();
    assert!(short.len() < 100, "{short}");
    let document = desk.run(&["system", "list", "--json"]).json();
    assert_eq!(document["systems"][0]["name"], long);
}

#[test]
fn a_hostile_register_harms_nobody() {
    let desk = desk();
    commit(
        &desk,
        "ai/evil.toml",
        "[[system]]\nid = \"AI-1\"\nname = \"\u{202e}x\\u001b[2J\"\n[[system]]\nid = \"../../x\"\n",
    );
    let run = desk.run(&["system", "register", "ai/evil.toml"]);
    assert!(run.out.contains("1 system"), "{run:#?}");
    let list = desk.run(&["system", "list"]).ok();
    assert!(
        !list.contains('\u{1b}') && !list.contains('\u{202e}'),
        "{list:?}"
    );
    commit(&desk, "ai/evil.toml", "[[system]]\nid = = 7\n");
    desk.run(&["system", "list"]).fails(2, &["ai/evil.toml:2"]);
}

#[test]
fn a_scope_takes_systems_by_id_or_name_and_refuses_those_that_nobody_knows() {
    let desk = desk();
    let set = ["audit", "set", "a-1", "--ai-system"];
    let named = ["claims triage", "AI-1", "Chta"];
    desk.run(&[&set[..], &named[..]].concat()).fails(
        2,
        &[
            "the register knows no such AI system",
            "did you mean AI-2 (Chat)?",
            "--unlisted",
        ],
    );
    let run = desk.run(&[&set[..], &named[..], &["--unlisted"]].concat());
    assert_eq!(run.out, "a-1: scope changed\n", "{run:#?}");
    assert!(
        run.err
            .contains("no AI system \"Chta\"; did you mean AI-2?"),
        "{run:#?}"
    );
    let scope = |desk: &Desk| {
        desk.run(&["audit", "show", "a-1", "--json"]).json()["audit"]["scope"]["ai-systems"].clone()
    };
    assert_eq!(scope(&desk), serde_json::json!(["AI-1", "Chta"]));
    let check = desk.run(&["system", "check"]);
    assert!(
        check
            .out
            .contains("a-1: its scope has the AI system \"Chta\""),
        "{check:#?}"
    );
    let listed = desk.run(&["system", "list", "--audit", "a-1"]).ok();
    assert!(
        listed.contains("AI-1") && !listed.contains("AI-2"),
        "{listed}"
    );
    desk.run(&["audit", "set", "a-1", "--without-ai-system", "Chta"])
        .ok();
    assert_eq!(scope(&desk), serde_json::json!(["AI-1"]));
}

/// The same with both systems in the scope of the audit.
fn scoped() -> Desk {
    let desk = desk();
    desk.run(&["audit", "set", "a-1", "--ai-system", "AI-1", "AI-2"])
        .ok();
    let ben = ["--auditor", "Ben <ben@example.org>"];
    desk.run(&[&["audit", "set", "a-1"], &ben[..]].concat())
        .ok();
    desk
}

fn answer(desk: &Desk, system: &str, more: &[&str]) -> crate::cli_desk::Run {
    desk.run(&[&["answer", "a-1", "4.1", "--system", system][..], more].concat())
}

#[test]
fn a_row_is_answered_for_single_systems_and_proposes_the_gravest_verdict() {
    let desk = scoped();
    let first = answer(
        &desk,
        "Claims triage",
        &[
            "--verdict",
            "conforming",
            "--evidence",
            "risk/method.md:1-3",
        ],
    );
    assert!(
        first
            .out
            .contains("for AI-1 Claims triage: conforming, 1 of 2 systems answered"),
        "{first:#?}"
    );
    let second = answer(
        &desk,
        "AI-2",
        &["--verdict", "nonconforming", "--note", "not in it"],
    );
    assert!(
        second
            .err
            .contains("the row is unanswered, and the gravest of its systems nonconforming"),
        "{second:#?}"
    );
    let record = desk.read("audits/a-1/answers/house/4.1.toml");
    assert!(
        record.contains("[[answer.system]]") && record.contains("name = \"Claims triage\""),
        "{record}"
    );
    let status = desk.run(&["status", "a-1", "--json"]).json();
    let systems = &status["audits"][0]["systems"];
    assert_eq!(
        (&systems["answered"], &systems["wanted"]),
        (&2.into(), &2.into())
    );
    assert_eq!(status["audits"][0]["answered"], 0);
    let better = desk.run(&["answer", "a-1", "4.1", "--verdict", "observation"]);
    assert!(
        better.err.contains(
            "the row is observation, and the gravest of its systems nonconforming: tickmark answer a-1 house:4.1#1 --verdict nonconforming"
        ),
        "{better:#?}"
    );
    better.ok();
    let status = desk.run(&["status", "a-1"]).ok();
    assert!(
        status.contains("systems   2 of 2 answered in 1 row; 1 row with another verdict"),
        "{status}"
    );
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("AI-1 Claims triage") && report.contains("not in it"),
        "{report}"
    );
    assert!(
        report.contains("The gravest verdict on a system is *nonconforming*"),
        "{report}"
    );
}

#[test]
fn an_answer_for_a_system_keeps_who_answered_the_row_and_forgets_what_is_cited_no_more() {
    let desk = scoped();
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--verdict",
        "conforming",
        "--note",
        "so",
    ])
    .ok();
    let by = |desk: &Desk| {
        desk.read("audits/a-1/answers/house/4.1.toml")
            .lines()
            .find(|l| l.starts_with("by"))
            .unwrap()
            .to_owned()
    };
    let before = by(&desk);
    let args = [
        "answer",
        "a-1",
        "4.1",
        "--system",
        "AI-1",
        "--verdict",
        "conforming",
    ];
    assert_eq!(desk.run_as("Ben", &args).status, 0);
    assert_eq!(by(&desk), before);
    answer(&desk, "AI-1", &["--evidence", "risk/method.md"]).ok();
    let record = desk.read("audits/a-1/answers/house/4.1.toml");
    let id = record
        .split("evidence = [\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    desk.run(&["evidence", "remove", "a-1", id]).ok();
    assert!(!desk.read("audits/a-1/answers/house/4.1.toml").contains(id));
    answer(&desk, "AI-1", &["--verdict", "none"]).ok();
    assert!(
        !desk
            .read("audits/a-1/answers/house/4.1.toml")
            .contains("[[answer.system]]")
    );
}

#[test]
fn a_system_that_is_not_meant_is_refused_with_what_to_do() {
    let desk = scoped();
    answer(&desk, "Caht", &["--verdict", "conforming"])
        .fails(2, &["knows no such AI system", "did you mean"]);
    answer(&desk, "AI-1", &["--verdict", "not-applicable"]).fails(2, &["needs a reason"]);
    desk.run(&["audit", "set", "a-1", "--without-ai-system", "AI-2"])
        .ok();
    answer(&desk, "AI-2", &["--verdict", "conforming"])
        .fails(2, &["not in the scope", "--ai-system"]);
}

/// The same with documents that speak of the systems.
fn documented() -> Desk {
    let desk = scoped();
    desk.write("impact/ai-1.md", "# Impact of the claims triage\n");
    desk.write("impact/ai-10.md", "# Another one\n");
    desk.write(
        "risk/systems.csv",
        "id,System,risk\nR-1,AI-1,bias\nR-2,AI-2,leak\nR-3,AI-1 Claims triage,drift\n",
    );
    desk.write(
        "releases/log.md",
        "2026: churn 3\n2026: claims_triage 2.0\n",
    );
    desk.git(&["add", "."]);
    desk.git(&["commit", "-q", "-m", "Documents"]);
    desk
}

fn trail(desk: &Desk, more: &[&str]) -> crate::cli_desk::Run {
    desk.run(&[&["system", "trail", "a-1", "AI-1"][..], more].concat())
}

#[test]
fn a_trail_finds_what_speaks_of_a_system_in_paths_and_lines() {
    let desk = documented();
    let document = trail(&desk, &["--json"]).json();
    let found = |step: usize| {
        let hits = document["links"][step]["found"].as_array().unwrap().clone();
        let place = |hit: &serde_json::Value| {
            format!("{}:{}", hit["path"].as_str().unwrap(), hit["lines"][0])
        };
        hits.iter().map(place).collect::<Vec<_>>()
    };
    assert_eq!(found(0), ["impact/ai-1.md:null"]);
    assert_eq!(found(1), ["risk/systems.csv:2", "risk/systems.csv:4"]);
    assert!(found(2).is_empty());
    assert_eq!(found(3), ["releases/log.md:2"]);
    assert_eq!(document["begun"], false);
    // Looking changes nothing.
    assert!(!desk.repo().join("audits/a-1/trails").exists());
}

#[test]
fn of_very_many_files_so_many_are_looked_into_each_once_and_the_rest_is_counted() {
    let desk = documented();
    // Both patterns of the step fit each of them; "releases/log.md" is one more.
    for number in 0..405 {
        let path = format!("ops/deploy-release-{number:03}.md");
        desk.write(&path, "of AI-1 and others\n");
    }
    desk.git(&["add", "ops"]);
    desk.git(&["commit", "-q", "-m", "Releases"]);
    let document = trail(&desk, &["--json"]).json();
    let link = &document["links"][3];
    assert_eq!(link["step"], "release");
    let troubles = link["troubles"].as_array().unwrap();
    assert!(
        troubles
            .iter()
            .any(|t| t == "6 files were not looked into, 400 were"),
        "{troubles:?}"
    );
    let found = link["found"].as_array().unwrap();
    assert_eq!((found.len(), &link["more"]), (20, &380.into()));
}

#[test]
fn a_link_holds_by_the_only_thing_found_or_by_what_is_named() {
    let desk = documented();
    let told = trail(&desk, &["--holds", "impact-assessment"]).ok();
    assert!(told.contains("AI-1 Claims triage: 1 of 5 hold"), "{told}");
    trail(&desk, &["--holds", "risk"]).fails(
        2,
        &["2 things were found", "risk/systems.csv:2", "--evidence"],
    );
    trail(&desk, &["--holds", "data"]).fails(2, &["nothing was found", "--broken"]);
    trail(
        &desk,
        &["--holds", "risk", "--evidence", "risk/systems.csv:2"],
    )
    .ok();
    trail(&desk, &["--holds", "ris"]).fails(2, &["did you mean risk?"]);
    let record = desk.read("audits/a-1/trails/AI-1.toml");
    assert!(
        record.contains("system = \"AI-1\"") && record.contains("path = \"impact/ai-1.md\""),
        "{record}"
    );
    let check = desk.run(&["evidence", "check", "a-1"]).ok();
    assert!(check.contains("risk/systems.csv:2"), "{check}");
    let committed = desk.run(&["commit", "a-1"]).ok();
    assert!(!committed.is_empty());
    let log = desk.git(&["log", "-1", "--format=%B"]);
    assert!(
        log.contains("trail AI-1: 2 of 5 hold") && log.contains("AI-System: AI-1"),
        "{log}"
    );
    assert!(!desk.git(&["status", "--short"]).contains("trails"));
}

#[test]
fn a_broken_link_drafts_a_finding_that_says_what_was_searched_at_which_commit() {
    let desk = documented();
    trail(&desk, &["--broken", "data"]).fails(2, &["--note"]);
    let run = trail(&desk, &["--broken", "data", "--note", "No data sheet"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let list = desk.run(&["finding", "list", "a-1", "--json"]).json();
    let id = list["findings"][0]["id"].as_str().unwrap().to_owned();
    assert!(run.out.contains(&format!("{id} drafted")), "{run:#?}");
    let record = desk.read(&format!("audits/a-1/findings/{id}.toml"));
    let commit = desk.git(&["rev-parse", "--short=10", "HEAD"]);
    for text in [
        "where = \"AI-1 Claims triage\"",
        "\"iso-42001:A.7.2\"",
        "No data sheet",
        "Searched: **/*data*",
        commit.trim(),
        "path = \"ai/systems.csv\"",
    ] {
        assert!(record.contains(text), "{text} is missing in {record}");
    }
    assert!(
        desk.read("audits/a-1/trails/AI-1.toml")
            .contains(&format!("finding = \"{id}\""))
    );
    // Said again, the finding is not drafted a second time.
    trail(&desk, &["--broken", "data", "--note", "Still none"]).ok();
    let list = desk.run(&["finding", "list", "a-1", "--json"]).json();
    assert_eq!(list["findings"].as_array().unwrap().len(), 1);
    let shown = trail(&desk, &[]);
    assert_eq!(shown.status, 1, "{shown:#?}");
    assert!(
        shown.out.contains("data  Data: broken") && shown.out.contains(&id),
        "{shown:#?}"
    );
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("## Trails of AI systems") && report.contains("Still none"),
        "{report}"
    );
    let status = desk.run(&["status", "a-1"]).ok();
    assert!(
        status.contains("trails    0 of 5 links hold in 1 trail, 1 broken"),
        "{status}"
    );
    trail(&desk, &["--not-applicable", "data", "--note", "bought in"]).ok();
    trail(&desk, &["--take-back", "data"]).ok();
    assert_eq!(trail(&desk, &[]).status, 0);
}

#[test]
fn a_trail_is_written_for_systems_in_the_scope_alone() {
    let desk = documented();
    desk.run(&["audit", "set", "a-1", "--without-ai-system", "AI-1"])
        .ok();
    let said = ["it is not in the scope of the audit", "--ai-system"];
    trail(&desk, &["--holds", "impact-assessment"]).fails(2, &said);
    trail(&desk, &["--broken", "data", "--note", "x"]).fails(2, &said);
    assert!(!desk.repo().join("audits/a-1/trails").exists());
    // Looking is free.
    trail(&desk, &["--json"]).json();
}

#[test]
fn a_retired_system_is_looked_at_only_where_the_scope_names_it() {
    let desk = desk();
    let retired = "System no.;System;Stage\nAI-1;Triage;retired\n";
    commit(&desk, "ai/systems.csv", retired);
    desk.run(&[
        "system",
        "register",
        "ai/systems.csv",
        "--column",
        "id=System no.",
    ])
    .ok();
    let broken = ["--broken", "data", "--note", "x"];
    trail(&desk, &broken).fails(2, &["the register has it as retired", "--ai-system"]);
    answer(&desk, "AI-1", &["--verdict", "conforming"])
        .fails(2, &["the register has it as retired"]);
    desk.run(&["audit", "set", "a-1", "--ai-system", "AI-1"])
        .ok();
    trail(&desk, &broken).ok();
}

#[test]
fn a_link_that_holds_after_all_tells_of_its_finding_and_of_evidence_that_does_not_name_the_system()
{
    let desk = documented();
    trail(&desk, &["--broken", "data", "--note", "No data sheet"]).ok();
    let list = desk.run(&["finding", "list", "a-1", "--json"]).json();
    let id = list["findings"][0]["id"].as_str().unwrap().to_owned();
    let run = trail(
        &desk,
        &["--holds", "data", "--evidence", "risk/systems.csv:3"],
    );
    for text in [
        format!("{id} was drafted when the link broke, and is draft"),
        "risk/systems.csv:3 does not name AI-1 Claims triage".to_owned(),
    ] {
        assert!(run.err.contains(&text), "{text} in {run:#?}");
    }
    let run = trail(
        &desk,
        &["--holds", "risk", "--evidence", "risk/systems.csv:2"],
    );
    assert!(!run.err.contains("does not name"), "{run:#?}");
}

#[test]
fn an_assessment_after_the_release_is_told_in_the_trail_and_the_review() {
    let desk = scoped();
    for (path, date) in [
        ("releases/ai-1.md", "2026-01-05"),
        ("impact/ai-1.md", "2026-04-01"),
    ] {
        desk.write(path, "AI-1\n");
        desk.git(&["add", path]);
        let when = format!("{date}T12:00:00Z");
        let mut commit = desk.command_of("git");
        commit
            .env("GIT_COMMITTER_DATE", &when)
            .env("GIT_AUTHOR_DATE", &when);
        commit.args(["commit", "-q", "-m", "x", "--", path]);
        assert!(commit.status().unwrap().success());
    }
    trail(&desk, &["--holds", "release"]).ok();
    let run = trail(&desk, &["--holds", "impact-assessment"]);
    assert!(
        run.err.contains(
            "out of order: impact assessment is of 2026-04-01, after release of 2026-01-05"
        ),
        "{run:#?}"
    );
    assert_eq!(trail(&desk, &[]).status, 1);
    let review = desk.run(&["commit", "a-1", "--dry-run"]);
    assert!(
        format!("{}{}", review.out, review.err).contains("trail AI-1 is out of order"),
        "{review:#?}"
    );
}

#[test]
fn the_steps_of_a_trail_can_be_ones_own_with_rows_and_placeholders() {
    let desk = documented();
    let settings = desk.read("tickmark.toml");
    desk.write("tickmark.toml", &format!("{settings}\n[[register.trail]]\nid = \"assessed\"\ntitle = \"Assessed\"\ncriteria = [\"house:4.1\"]\npaths = [\"impact/{{id}}.md\"]\n\n[[register.trail]]\nid = \"risk\"\ntitle = \"Risk\"\nrows = \"risk/systems.csv\"\ncolumn = \"System\"\n"));
    let document = trail(&desk, &["--json"]).json();
    let links = document["links"].as_array().unwrap();
    assert_eq!(links.len(), 2);
    assert_eq!(links[0]["found"][0]["path"], "impact/ai-1.md");
    assert_eq!(links[1]["found"].as_array().unwrap().len(), 2);
    assert_eq!(
        links[1]["searched"][0],
        "rows of risk/systems.csv by System"
    );
}
