use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::{
    domain::finding::FindingType,
    tui::screens::made_up::{self, AUDIT, SIZES, cx, draw, draw_at_any_size, press},
};

/// What is drawn next, so that several ids differ.
static DRAWN: AtomicU32 = AtomicU32::new(100);

fn audit() -> AuditId {
    AUDIT.parse().unwrap()
}

/// Three systems in scope, one of which nobody can answer for.
fn data() -> Data {
    let mut data = made_up::data();
    let papers = data.papers.get_mut(&audit()).unwrap();
    let scope = ["AI-1", "AI-2", "nobody's \u{e9}lan"].map(str::to_owned);
    papers.audit.scope.ai_systems = scope.to_vec();
    data.random = || Ok(DRAWN.fetch_add(1, Ordering::Relaxed));
    data
}

fn screen() -> RowSystems {
    RowSystems::new(audit(), "iso-42001:6.1.2#2".parse().unwrap())
}

/// Presses keys and makes what they change; returns what else they want.
fn keys(screen: &mut RowSystems, data: &mut Data, keys: &str) -> Vec<Intent> {
    let intents = press(screen, keys, cx(data, (100, 30)));
    let (changes, rest): (Vec<Intent>, Vec<Intent>) = intents
        .into_iter()
        .partition(|intent| matches!(intent, Intent::Apply(_)));
    for intent in changes {
        if let Intent::Apply(change) = intent {
            data.make(&change);
        }
    }
    rest
}

fn answer(data: &Data) -> &Answer {
    let papers = &data.papers[&audit()];
    papers
        .answer(&"iso-42001:6.1.2#2".parse().unwrap())
        .unwrap()
}

#[test]
fn verdict_keys_act_on_the_selected_system_and_again_take_it_back() {
    let (mut data, mut screen) = (data(), screen());
    keys(&mut screen, &mut data, "c");
    keys(&mut screen, &mut data, "enter x");
    let verdicts: Vec<_> = answer(&data)
        .systems
        .iter()
        .map(|s| (s.id.as_str(), s.verdict))
        .collect();
    assert_eq!(
        verdicts,
        [
            ("AI-1", Some(Verdict::Conforming)),
            ("AI-2", Some(Verdict::Nonconforming))
        ]
    );
    assert_eq!(answer(&data).verdict, None);
    assert_eq!(answer(&data).other_proposed(), Some(Verdict::Nonconforming));
    // The last line is the row itself.
    keys(&mut screen, &mut data, "G x");
    assert_eq!(answer(&data).verdict, Some(Verdict::Nonconforming));
    assert_eq!(answer(&data).other_proposed(), None);
    keys(&mut screen, &mut data, "k k x");
    assert_eq!(answer(&data).systems.len(), 1);
}

#[test]
fn a_verdict_that_needs_a_reason_asks_for_it_and_what_has_no_id_is_not_answered() {
    let (mut data, mut screen) = (data(), screen());
    let rest = keys(&mut screen, &mut data, "-");
    assert!(matches!(rest.as_slice(), [Intent::Open(prompt)] if prompt.name() == "reason on AI-1"));
    let rest = keys(&mut screen, &mut data, "j j c");
    assert!(matches!(rest.as_slice(), [Intent::Toast(why)] if why.contains("has no id")));
}

#[test]
fn f_raises_a_finding_that_says_where() {
    let (mut data, mut screen) = (data(), screen());
    keys(&mut screen, &mut data, "j o");
    keys(&mut screen, &mut data, "f");
    let papers = &data.papers[&audit()];
    let finding = papers.findings.values().next().unwrap();
    assert_eq!(
        (finding.place.as_str(), finding.kind),
        ("AI-2", FindingType::Observation)
    );
    assert_eq!(finding.evidence.len(), 3);
}

#[test]
fn the_systems_of_a_row_are_drawn_at_any_size() {
    let (mut data, mut screen) = (data(), screen());
    keys(&mut screen, &mut data, "c j x");
    for (width, height) in SIZES {
        let (rows, _) = draw(&screen, &data, (width, height));
        insta::assert_snapshot!(
            format!("row_systems_{width}x{height}"),
            rows.join("\n").trim_end()
        );
    }
    draw_at_any_size(&screen, &data);
    draw_at_any_size(
        &RowSystems::new(audit(), "a:1#1".parse().unwrap()),
        &made_up::data(),
    );
}
