//! The audit programme and its heat map, by keys alone.

use super::desk::Desk;

/// Begins a programme that covers the standard, with an audit that is not made yet.
pub(super) fn begun() -> Desk {
    let mut desk = Desk::new();
    desk.keys("g p");
    desk.sees("no programme yet: o begins one");
    desk.keys("o").types("Audits 2026 and 2027").keys("tab");
    desk.types("2026-01-01").keys("tab").types("2027-12-31");
    desk.keys("tab tab tab").types("iso-42001").keys("tab tab");
    desk.types("iso-42001:7=2:many new people").keys("ctrl-s");
    desk.sees("Audits 2026 and 2027  2026-01-01 to 2027-12-31");
    desk.keys("o").types("aims-2027").keys("tab");
    desk.types("Support and operation").keys("tab");
    desk.types("2027-03-01").keys("tab tab");
    desk.types("Find out whether it lasts").keys("tab");
    desk.types("Support")
        .keys("tab")
        .types("iso-42001")
        .keys("tab");
    desk.types("7, 8").keys("ctrl-s");
    desk
}

#[test]
fn a_programme_is_begun_and_an_audit_planned_in_it() {
    let desk = begun();
    desk.sees("aims-2027")
        .sees("not made yet")
        .sees("Support and operation");
    let record = desk.read("audits/programme.toml");
    for said in [
        "start = 2026-01-01",
        "of = \"iso-42001:7\"",
        "why = \"many new people\"",
        "id = \"aims-2027\"",
        "\"iso-42001:7\",",
    ] {
        assert!(record.contains(said), "{said:?} in {record}");
    }
}

#[test]
fn an_audit_of_the_programme_is_made_from_its_row() {
    let mut desk = begun();
    desk.keys("m");
    desk.sees("aims-2027 is planned");
    let record = desk.read("audits/aims-2027/audit.toml");
    assert!(record.contains("Find out whether it lasts"), "{record}");
    assert!(record.contains("\"iso-42001:8\","), "{record}");
    assert!(record.contains("start = 2027-03-01"), "{record}");
    desk.keys("m");
    desk.sees("aims-2027 is made already");
}

#[test]
fn a_dropped_audit_stays_with_its_reason() {
    let mut desk = begun();
    desk.keys("x").types("No people").keys("enter");
    desk.sees("dropped");
    assert!(
        desk.read("audits/programme.toml")
            .contains("why = \"No people\"")
    );
    desk.keys("x");
    desk.sees("aims-2027 is dropped already");
    desk.keys("u");
    desk.sees("not made yet");
}

#[test]
fn the_heat_map_shows_every_clause_against_every_audit() {
    let mut desk = begun();
    // The audit that there is was planned this year, and counts though the programme does not have it.
    desk.keys("c");
    desk.sees("Coverage  by audit")
        .sees("1  aims from 2026-11-20");
    desk.keys("l");
    desk.sees("2  aims-2027 from 2027-03-01");
    desk.keys("t");
    desk.sees("by quarter").sees("2027 Q1: aims-2027");
    desk.keys("t h j enter");
    desk.sees("question 1 of");
}

#[test]
fn home_tells_of_the_programme_and_its_gaps() {
    let mut desk = begun();
    desk.keys("x").types("No people").keys("enter g h");
    desk.sees("Programme")
        .sees("2026-01-01 to 2027-12-31  0 of 0 audits done");
    desk.sees("1 gap");
    desk.keys("g p");
    desk.sees("iso-42001:7 ")
        .sees("is planned or audited once, twice is asked");
    desk.keys("j enter");
    desk.sees("only what is left out");
}

#[test]
fn a_programme_that_cannot_be_read_is_told_everywhere_and_not_begun_anew() {
    let mut desk = begun();
    let path = "audits/programme.toml";
    let broken = format!("{}broken = =\n", desk.read(path));
    desk.write(path, &broken);
    desk.ask(crate::tui::effect::Request::Reload);
    desk.sees("cannot be read").sees("! audits/programme.toml:");
    desk.sees_no("no programme yet");
    desk.keys("o");
    desk.sees("mend audits/programme.toml first: it cannot be read")
        .sees_no("first day");
    desk.keys("enter").sees("Could not read a record");
    desk.keys("enter c");
    desk.sees("audits/programme.toml:")
        .sees_no("no programme yet");
    desk.keys("g h");
    desk.sees("Programme")
        .sees("it cannot be read: g p says why");
    desk.resize(40, 12);
    let screen = desk.screen();
    let first = screen.lines().take(3).collect::<Vec<_>>().join("\n");
    assert!(first.contains("! audits/programme.toml:"), "{screen}");
    assert_eq!(desk.read(path), broken);
}

#[test]
fn a_frequency_of_a_clause_that_is_not_there_is_refused_while_it_is_typed() {
    let mut desk = begun();
    desk.keys("G i tab tab tab tab tab tab tab ctrl-a");
    desk.types("iso-42001:77=2:x").keys("ctrl-s");
    desk.sees("iso-42001 has no clause or control 77");
    assert!(!desk.read("audits/programme.toml").contains("77"));
}

#[test]
fn every_mark_of_the_heat_map_is_explained_and_columns_out_of_sight_are_counted() {
    let mut desk = begun();
    for id in ["aims-b", "aims-c", "aims-d"] {
        desk.keys("o").types(id).keys("tab").types("T").keys("tab");
        desk.types("2027-04-01").keys("ctrl-s");
    }
    desk.keys("c");
    desk.resize(80, 24);
    desk.sees("partly answered").sees("with nonconformity");
    desk.resize(40, 12);
    for word in [
        "none",
        "left out",
        "not audited",
        "planned",
        "some",
        "all",
        "nonconf.",
    ] {
        desk.sees(word);
    }
    desk.sees("columns 1 to 2 of 5");
    desk.keys("l l l");
    desk.sees("columns 3 to 4 of 5");
}
