//! Whatever is done to a finding that is allowed: nothing that was said is lost, and any two versions are lawful.

use proptest::prelude::*;

use super::{made::*, *};

/// Something that somebody tries.
#[derive(Debug, Clone)]
enum Deed {
    Move(FindingState, usize, bool),
    Edit(usize, String),
    Amend(usize, String, usize, bool),
    Grade(FindingType, usize, bool),
    Repin,
    Drop(bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    let state = prop::sample::select(FindingState::ALL);
    let kind = prop::sample::select(FindingType::ALL);
    let text = "[a-c ]{0,4}";
    prop_oneof![
        6 => (state, 0..3_usize, any::<bool>()).prop_map(|(to, by, why)| Deed::Move(to, by, why)),
        3 => (0..14_usize, text).prop_map(|(field, text)| Deed::Edit(field, text)),
        3 => (0..14_usize, text, 0..3_usize, any::<bool>())
            .prop_map(|(field, text, by, why)| Deed::Amend(field, text, by, why)),
        3 => (kind, 0..3_usize, any::<bool>()).prop_map(|(kind, by, why)| Deed::Grade(kind, by, why)),
        1 => Just(Deed::Repin),
        1 => any::<bool>().prop_map(Deed::Drop),
    ]
}

fn write(finding: &mut Finding, field: usize, text: &str) {
    let own = match field {
        0 => &mut finding.title,
        1 => &mut finding.requirement,
        2 => &mut finding.objective_evidence,
        3 => &mut finding.statement,
        4 => &mut finding.consequence,
        5 => &mut finding.grade_reason,
        6 => &mut finding.place,
        7 => &mut finding.response,
        8 => return finding.documents.push(text.to_owned()),
        9 => return finding.criteria.push("iso-42001:6.1".parse().unwrap()),
        10 => return finding.repeats.push(FindingId::draw(3)),
        11 => return finding.evidence.push(talk(20)),
        12 => {
            finding.response_due = Some("2027-02-01".parse().unwrap());
            return;
        }
        _ => return finding.evidence[0].note.push_str(text),
    };
    text.clone_into(own);
}

fn who(number: usize) -> &'static str {
    [AUDITOR, SECOND, OWNER][number]
}

fn why(said: bool) -> &'static str {
    if said { "said" } else { "" }
}

/// Does what is allowed; what is refused leaves the finding as it is.
fn done(finding: &Finding, deed: &Deed) -> Finding {
    let edited = |change: &dyn Fn(&mut Finding)| {
        let mut after = finding.clone();
        change(&mut after);
        let lawful = finding.unlawful_edits(&after).is_empty();
        if lawful { after } else { finding.clone() }
    };
    let action = remedy();
    let after = match deed {
        Deed::Move(to, by, said) => moved(finding, *to, &step(who(*by), why(*said)), &[&action]),
        Deed::Edit(field, text) => Ok(edited(&|f| write(f, *field, text))),
        Deed::Amend(field, text, by, said) => {
            amended(finding, who(*by), why(*said), |f| write(f, *field, text))
        }
        Deed::Grade(kind, by, said) => graded(finding, *kind, who(*by), why(*said)),
        Deed::Repin => Ok(edited(&|f| {
            let Some(link) = f.evidence.iter_mut().find(|link| link.pin().is_some()) else {
                return;
            };
            let now = step(AUDITOR, "").at;
            *link = link.repinned(pin("0abc"), "edited", person(AUDITOR), now);
        })),
        Deed::Drop(true) => amended(finding, AUDITOR, "said", |f| f.evidence.truncate(1)),
        Deed::Drop(false) => Ok(edited(&|f| f.evidence.truncate(1))),
    };
    after.unwrap_or_else(|_| finding.clone())
}

proptest! {
    #[test]
    fn no_sequence_of_allowed_deeds_loses_what_was_said(
        kind in prop::sample::select(FindingType::ALL),
        deeds in prop::collection::vec(deed(), 1..40),
    ) {
        let mut versions = vec![whole(kind)];
        for deed in &deeds {
            let next = done(&versions[versions.len() - 1], deed);
            versions.push(next);
        }
        for (at, after) in versions.iter().enumerate() {
            prop_assert_eq!(Some(after.state), after.history.last().map(|entry| entry.to));
            prop_assert_eq!(after.unlawful_birth(), []);
            for before in &versions[..at] {
                prop_assert_eq!(&before.id, &after.id);
                prop_assert!(after.history.starts_with(&before.history));
                prop_assert!(after.amendments.starts_with(&before.amendments));
                prop_assert!(after.reclassifications.starts_with(&before.reclassifications));
                prop_assert_eq!(before.unlawful_edits(after), []);
            }
        }
    }
}
