use super::*;
use crate::domain::id::EvidenceId;

fn step() -> Step {
    Step {
        by: "Ada <ada@example.org>".parse().unwrap(),
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
        today: "2026-11-20".parse().unwrap(),
        why: String::new(),
    }
}

fn id(text: &str) -> StepId {
    text.parse().unwrap()
}

fn cited(n: u32, date: &str) -> Vec<EvidenceLink> {
    let mut link = EvidenceLink::of_talk(
        EvidenceId::draw(n),
        crate::domain::evidence::EvidenceKind::Interview,
        "owner".to_owned(),
        step().by,
        step().at,
    );
    link.effective = Some(date.parse().unwrap());
    vec![link]
}

fn trail() -> TrailTest {
    TrailTest::begin("AI-1".parse().unwrap(), "Triage", &usual_steps())
}

#[test]
fn the_usual_trail_goes_from_the_assessment_to_the_monitoring() {
    let steps: Vec<String> = usual_steps()
        .iter()
        .map(|step| step.id.to_string())
        .collect();
    assert_eq!(
        steps,
        ["impact-assessment", "risk", "data", "release", "monitoring"]
    );
    assert!(
        usual_steps()
            .iter()
            .all(|step| !step.criteria.is_empty() && !step.paths.is_empty())
    );
    assert_eq!(trail().counts().to_string(), "0 of 5 hold, 5 not looked at");
}

#[test]
fn a_link_holds_by_what_is_cited_and_is_broken_with_a_word() {
    let trail = trail();
    let risk = id("risk");
    let refused = trail.holds(&risk, Vec::new(), None, &step()).unwrap_err();
    assert!(refused.to_string().contains("cited"));
    let trail = trail
        .holds(&risk, cited(1, "2026-02-01"), None, &step())
        .unwrap();
    assert_eq!(trail.link(&risk).unwrap().state, LinkState::Holds);
    assert!(
        trail
            .broken(&id("data"), " ", Searched::default(), None, &step())
            .is_err()
    );
    assert!(trail.not_applicable(&id("data"), "", &step()).is_err());
    let finding = FindingId::draw(7);
    let trail = trail
        .broken(
            &id("data"),
            "no data sheet",
            Searched::default(),
            Some(finding.clone()),
            &step(),
        )
        .unwrap();
    assert_eq!(
        trail.counts().to_string(),
        "1 of 5 hold, 1 broken, 3 not looked at"
    );
    // Said again, it stays the finding that was raised.
    let again = trail
        .broken(&id("data"), "none", Searched::default(), None, &step())
        .unwrap();
    assert_eq!(again.link(&id("data")).unwrap().finding, Some(finding));
    let unknown = trail.taken_back(&id("nothing"), &step()).unwrap_err();
    assert!(
        unknown.to_string().contains("impact-assessment"),
        "{unknown}"
    );
}

#[test]
fn an_assessment_that_came_after_the_release_is_told() {
    let trail = trail();
    let trail = trail
        .holds(
            &id("impact-assessment"),
            cited(1, "2026-05-04"),
            None,
            &step(),
        )
        .unwrap();
    let trail = trail
        .holds(&id("risk"), cited(2, "2026-01-10"), None, &step())
        .unwrap();
    let trail = trail
        .holds(&id("monitoring"), cited(3, "2026-06-01"), None, &step())
        .unwrap();
    let told: Vec<String> = trail
        .out_of_order()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        ["impact assessment is of 2026-05-04, after risk of 2026-01-10"]
    );
    let trail = trail
        .holds(&id("release"), cited(4, "2026-03-01"), None, &step())
        .unwrap();
    assert_eq!(trail.out_of_order().len(), 2);
    // What does not hold has no date that counts.
    let trail = trail.taken_back(&id("impact-assessment"), &step()).unwrap();
    assert_eq!(trail.out_of_order(), []);
}
