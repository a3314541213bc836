use super::*;
use crate::{
    domain::{finding::FindingType, holder::Holder, trail_test::LinkState},
    session::{evidence::Target, trail_test::Hit},
    tui::{
        effect::Request,
        screens::made_up::{self, AUDIT, SIZES, cx, draw, draw_at_any_size, file_link, press},
    },
};

fn audit() -> AuditId {
    AUDIT.parse().unwrap()
}

/// The audit with the system in its scope.
fn data() -> Data {
    let mut data = made_up::data();
    if let Some(papers) = data.papers.get_mut(&audit()) {
        papers.audit.scope.ai_systems.push("AI-1".to_owned());
    }
    data
}

fn system() -> OfSystem {
    OfSystem {
        id: "AI-1".parse().unwrap(),
        name: "Claims triage".to_owned(),
    }
}

fn hit(path: &str) -> Hit {
    Hit {
        target: Target::parse(path),
        text: "AI-1, Claims triage, \u{202e}high".to_owned(),
    }
}

fn found(id: &str, hits: &[&str]) -> StepFound {
    StepFound {
        id: id.parse().unwrap(),
        hits: hits.iter().map(|path| hit(path)).collect(),
        more: 0,
        places: vec![format!("**/*{id}*")],
        commit: Some("a1b2c3d4e5f60718".to_owned()),
        troubles: Vec::new(),
    }
}

/// A screen that has heard what was found.
fn screen(data: &Data) -> TrailScreen {
    let mut screen = TrailScreen::new(audit(), system());
    let found = Found {
        system: system().id,
        steps: vec![
            found("impact-assessment", &["impact/ai-1.md"]),
            found("risk", &["risk/register.csv:2-2", "risk/ai-1.md"]),
            found("data", &[]),
        ],
        register: Some(file_link(9, "ai/systems.csv", Some("2"))),
    };
    let reply = Reply::Trail {
        system: system().id,
        found: Ok(Arc::new(found)),
    };
    screen.hear(&reply, cx(data, (100, 30)));
    screen
}

fn keys(screen: &mut TrailScreen, data: &mut Data, keys: &str) -> Vec<Intent> {
    let intents = press(screen, keys, cx(data, (100, 30)));
    make(intents, data)
}

/// Makes what intents change, and returns the others.
fn make(intents: Vec<Intent>, data: &mut Data) -> Vec<Intent> {
    let mut rest = Vec::new();
    for intent in intents {
        match intent {
            Intent::Apply(change) => data.make(&change),
            other => rest.push(other),
        }
    }
    rest
}

#[test]
fn the_only_thing_that_was_found_is_pinned_for_the_link_and_more_are_offered() {
    let mut data = data();
    let mut screen = screen(&data);
    let asked = keys(&mut screen, &mut data, "c");
    assert!(matches!(
        asked.as_slice(),
        [Intent::Ask(Request::Pin { target, work_tree: false, .. })] if target.path == "impact/ai-1.md"
    ));
    // What cites has to be on record.
    assert!(data.papers[&audit()].trails.contains_key(&system().id));
    let offered = keys(&mut screen, &mut data, "j c");
    assert!(matches!(offered.as_slice(), [Intent::Open(_)]));
    let nothing = keys(&mut screen, &mut data, "j c");
    assert!(
        matches!(nothing.as_slice(), [Intent::Toast(text)] if text.contains("nothing was found"))
    );
}

#[test]
fn a_citation_makes_a_link_hold_and_taking_it_out_opens_it_again() {
    let mut data = data();
    let mut screen = screen(&data);
    keys(&mut screen, &mut data, "c");
    let holder = Holder::InAudit(audit(), screen.place(&"impact-assessment".parse().unwrap()));
    let link = file_link(5, "impact/ai-1.md", None);
    let step = data.step("").unwrap();
    let change = data.holders().cite(&holder, &link, &step).unwrap();
    data.make(&change);
    let state = |data: &Data| data.papers[&audit()].trails[&system().id].links[0].state;
    assert_eq!(state(&data), LinkState::Holds);
    let change = data.holders().remove(&holder, &link.id, &step).unwrap();
    data.make(&change);
    assert_eq!(state(&data), LinkState::Unseen);
}

#[test]
fn a_broken_link_asks_what_is_missing_and_drafts_the_finding() {
    let mut data = data();
    let mut screen = screen(&data);
    let mut opened = keys(&mut screen, &mut data, "j j x");
    let Some(Intent::Open(mut prompt)) = opened.pop() else {
        panic!("nothing was asked");
    };
    prompt.paste("no data sheet", cx(&data, (100, 30)));
    let intents = prompt
        .act(Action::TextAccept, cx(&data, (100, 30)))
        .unwrap();
    make(intents, &mut data);
    let papers = &data.papers[&audit()];
    let link = papers.trails[&system().id].links[2].clone();
    assert_eq!(link.state, LinkState::Broken);
    let finding = &papers.findings[link.finding.as_ref().unwrap()];
    assert_eq!(
        (finding.kind, finding.place.as_str()),
        (FindingType::Minor, "AI-1 Claims triage")
    );
    assert_eq!(finding.criteria, link.criteria);
    assert!(
        finding.objective_evidence.contains("at commit a1b2c3d4e5"),
        "{}",
        finding.objective_evidence
    );
    assert!(finding.objective_evidence.contains("Searched: **/*data*"));
    assert_eq!(finding.evidence[0].path.as_deref(), Some("ai/systems.csv"));
    assert_eq!(papers.link_of(&finding.id).unwrap().1.id, link.id);
    let opened = keys(&mut screen, &mut data, "f");
    assert!(matches!(opened.as_slice(), [Intent::Open(_)]));
    // What does not apply says why.
    let opened = keys(&mut screen, &mut data, "G -");
    assert!(matches!(opened.as_slice(), [Intent::Open(_)]));
}

#[test]
fn the_trail_is_drawn_at_any_size() {
    let mut data = data();
    let mut screen = screen(&data);
    keys(&mut screen, &mut data, "j");
    for (width, height) in SIZES {
        let (rows, _) = draw(&screen, &data, (width, height));
        insta::assert_snapshot!(
            format!("trail_{width}x{height}"),
            rows.join("\n").trim_end()
        );
    }
    draw_at_any_size(&screen, &data);
    draw_at_any_size(&TrailScreen::new("gone".parse().unwrap(), system()), &data);
}
