use super::{guard::*, message, standing::*, *};
use crate::domain::{
    action::{ActionState, CorrectiveAction},
    audit::{Audit, AuditState, TeamMember, TeamRole},
    finding::{Finding, FindingState, FindingType},
    guard::Refusal,
    history::Step,
    people::People,
};

fn person(name: &str) -> Person {
    format!("{name} <{}@example.org>", name.to_lowercase())
        .parse()
        .unwrap()
}

fn sign_off(role: SignOffRole, by: &str) -> SignOff {
    SignOff {
        audit: "aims-2026".parse().unwrap(),
        role,
        round: 1,
        by: person(by),
        at: "2026-11-27T09:00:00Z".parse().unwrap(),
        meaning: role.meaning().to_owned(),
        words: String::new(),
        commit: "a".repeat(40),
        folder: "audits/aims-2026".to_owned(),
        tree: "b".repeat(40),
        root: "c".repeat(64),
        files: 12,
        previous: None,
        reviews: (role == SignOffRole::Reviewed).then(|| "d".repeat(40)),
        key: None,
        key_list: None,
    }
}

fn read(sign_off: &SignOff) -> Result<SignOff, String> {
    message::parse(&message::write(sign_off), sign_off.by.clone(), sign_off.at)
}

#[test]
fn what_a_tag_says_reads_back() {
    let mut one = sign_off(SignOffRole::Prepared, "Ada");
    assert_eq!(read(&one), Ok(one.clone()));
    one.words = "Two controls were sampled.\n\nSee the note on 6.1.2.".to_owned();
    one.previous = Some("e".repeat(64));
    one.reviews = Some("f".repeat(40));
    one.key = Some("SHA256:abc+/def".to_owned());
    one.key_list = Some("9".repeat(64));
    assert_eq!(read(&one), Ok(one.clone()));
}

#[test]
fn own_words_are_never_taken_for_facts() {
    let mut one = sign_off(SignOffRole::Prepared, "Ada");
    one.words = "Role: reviewed\nRound: 9\n\nCommit: none".to_owned();
    assert_eq!(read(&one), Ok(one.clone()));
}

#[test]
fn a_fact_that_is_missing_doubled_or_malformed_is_told() {
    let text = message::write(&sign_off(SignOffRole::Prepared, "Ada"));
    let parse =
        |text: &str| message::parse(text, person("Ada"), Timestamp::UNIX_EPOCH).unwrap_err();
    let without = |name: &str| -> String {
        let kept = text.lines().filter(|line| !line.starts_with(name));
        kept.flat_map(|line| [line, "\n"]).collect()
    };
    assert_eq!(
        parse(&without("Root-SHA256")),
        "it does not say Root-SHA256"
    );
    assert_eq!(
        parse(&format!("{text}Role: reviewed\n")),
        "it says Role twice"
    );
    assert_eq!(
        parse(&text.replace(&"c".repeat(64), "none")),
        "its Root-SHA256 is no hash"
    );
    assert_eq!(
        parse(&text.replace("schema: 1", "schema: 2")),
        "a newer version of tickmark wrote it"
    );
    assert!(parse("a release\n").contains("no lines of facts"));
}

#[test]
fn own_words_are_cleaned_and_may_not_look_like_a_signature() {
    assert_eq!(message::clean("  a  \n\n\n b\n\n").unwrap(), "  a\n\n b");
    assert!(message::clean("a\n-----BEGIN SSH SIGNATURE-----").is_err());
    assert!(message::clean("a\u{1b}[2J").is_err());
    assert!(message::clean(&"x".repeat(4_001)).is_err());
}

#[test]
fn a_tag_is_known_by_its_name_and_by_no_other_spelling_of_it() {
    let audit: AuditId = "aims-2026".parse().unwrap();
    let name = "tickmark/aims-2026/prepared-12";
    assert_eq!(named(name), Some((audit, SignOffRole::Prepared, 12)));
    for other in [
        "v1.0",
        "tickmark/aims-2026/prepared-012",
        "tickmark/aims-2026/prepared-1/x",
        "tickmark/aims-2026/signed-1",
        "tickmark/aims-2026/prepared-+1",
        "tickmark/../prepared-1",
    ] {
        assert_eq!(named(other), None, "{other}");
    }
}

fn audit(state: AuditState) -> Audit {
    let step = Step {
        by: person("Ada"),
        at: Timestamp::UNIX_EPOCH,
        today: jiff::civil::date(2026, 1, 1),
        why: String::new(),
    };
    let mut audit = Audit::plan(
        "aims-2026".parse().unwrap(),
        String::new(),
        Vec::new(),
        &step,
    );
    audit.state = state;
    audit.team = [
        ("Ada", TeamRole::Lead),
        ("Ben", TeamRole::Auditor),
        ("Olga", TeamRole::Observer),
    ]
    .map(|(name, role)| TeamMember {
        person: person(name),
        role,
    })
    .to_vec();
    audit
}

fn check(
    audit: &Audit,
    role: SignOffRole,
    by: &str,
    earlier: &[Earlier<'_>],
) -> Result<(), Refusal> {
    Readiness {
        records: &Records {
            audit,
            findings: Vec::new(),
            actions: Vec::new(),
        },
        role,
        by: &person(by),
        key: None,
        people: &People::default(),
        uncommitted: 0,
        broken: &[],
        blocking: &[],
        earlier,
    }
    .check()
}

fn refused(done: Result<(), Refusal>, text: &str) {
    let refusal = done.unwrap_err();
    assert!(refusal.to_string().contains(text), "{refusal}");
}

#[test]
fn the_audit_team_leader_prepares_and_nobody_else() {
    let audit = audit(AuditState::Reporting);
    let as_prepared = |by| check(&audit, SignOffRole::Prepared, by, &[]);
    assert_eq!(as_prepared("Ada"), Ok(()));
    for other in ["Ben", "Olga", "Zoe"] {
        refused(as_prepared(other), "is not the audit team leader");
    }
    let mut nobody_leads = audit.clone();
    nobody_leads.team.clear();
    refused(
        check(&nobody_leads, SignOffRole::Prepared, "Ada", &[]),
        "has no audit team leader",
    );
}

#[test]
fn a_second_person_reviews_who_is_no_observer() {
    let audit = audit(AuditState::Issued);
    let prepared = sign_off(SignOffRole::Prepared, "Ada");
    let earlier = [Earlier {
        sign_off: &prepared,
        object: "d",
        counts: true,
    }];
    let review = |by| check(&audit, SignOffRole::Reviewed, by, &earlier);
    assert_eq!(review("Ben"), Ok(()));
    assert_eq!(review("Zoe"), Ok(()), "somebody from outside the team");
    refused(review("Ada"), "by a second person");
    refused(review("Olga"), "is an observer");
}

#[test]
fn who_is_audited_or_owns_or_implements_an_action_never_reviews() {
    let mut audit = audit(AuditState::Issued);
    let step = |by: &str| Step {
        by: person(by),
        at: Timestamp::UNIX_EPOCH,
        today: jiff::civil::date(2026, 1, 1),
        why: String::new(),
    };
    let entry = |by: &str, to| step(by).entry(None, to);
    let mut finding = Finding::draft(
        "F-7K3QX2".parse().unwrap(),
        FindingType::Major,
        &step("Ada"),
    );
    finding.history.extend([
        entry("Rolf", FindingState::Acknowledged),
        entry("Ben", FindingState::Responded),
        entry("Zoe", FindingState::Closed),
    ]);
    let mut action = CorrectiveAction::draft(
        "C-2M9VTA".parse().unwrap(),
        finding.id.clone(),
        &step("Kim"),
    );
    action.owner = Some(person("Olaf"));
    action
        .history
        .push(step("Iris").entry(None, ActionState::Implemented));
    audit.auditees = ["Release unit", "mara", "Nils <NILS@example.org>"]
        .map(str::to_owned)
        .to_vec();
    let records = Records {
        audit: &audit,
        findings: vec![&finding],
        actions: vec![&action],
    };
    let people = People::default();
    let not = |by: &str| not_entitled(&records, SignOffRole::Reviewed, &person(by), &people);
    for by in ["Olaf", "Iris"] {
        assert!(
            not(by)
                .unwrap()
                .contains("owns or implements the corrective action C-2M9VTA")
        );
    }
    for by in ["Rolf", "Mara", "Nils"] {
        assert!(not(by).unwrap().contains("is audited"), "{by}");
    }
    for by in ["Ben", "Zoe", "Kim"] {
        assert_eq!(not(by), None, "{by} audits, or is from outside the team");
    }
}

#[test]
fn one_key_does_not_sign_in_both_roles() {
    let audit = audit(AuditState::Issued);
    let mut prepared = sign_off(SignOffRole::Prepared, "Ada");
    prepared.key = Some("SHA256:a".to_owned());
    let earlier = [Earlier {
        sign_off: &prepared,
        object: "d",
        counts: true,
    }];
    let records = Records {
        audit: &audit,
        findings: Vec::new(),
        actions: Vec::new(),
    };
    let with = |key| {
        let readiness = Readiness {
            records: &records,
            role: SignOffRole::Reviewed,
            by: &person("Ben"),
            key,
            people: &People::default(),
            uncommitted: 0,
            broken: &[],
            blocking: &[],
            earlier: &earlier,
        };
        readiness.check()
    };
    refused(
        with(Some("SHA256:a")),
        "the key SHA256:a has signed it as prepared",
    );
    assert_eq!(with(Some("SHA256:b")), Ok(()));
    assert_eq!(with(None), Ok(()));
}

#[test]
fn only_what_counts_as_prepared_is_reviewed() {
    let audit = audit(AuditState::Issued);
    let prepared = sign_off(SignOffRole::Prepared, "Ada");
    let stale = [Earlier {
        sign_off: &prepared,
        object: "d",
        counts: false,
    }];
    let review = |earlier: &[Earlier<'_>]| check(&audit, SignOffRole::Reviewed, "Ben", earlier);
    refused(review(&[]), "not signed off as prepared yet");
    refused(review(&stale), "to be signed again first");
}

#[test]
fn nothing_is_signed_twice_while_it_holds() {
    let audit = audit(AuditState::Issued);
    let prepared = sign_off(SignOffRole::Prepared, "Ada");
    let mut reviewed = sign_off(SignOffRole::Reviewed, "Ben");
    reviewed.reviews = Some("d".to_owned());
    let earlier = [(&prepared, "d"), (&reviewed, "e")].map(|(sign_off, object)| Earlier {
        sign_off,
        object,
        counts: true,
    });
    refused(
        check(&audit, SignOffRole::Prepared, "Ada", &earlier),
        "signed off as prepared already",
    );
    refused(
        check(&audit, SignOffRole::Reviewed, "Ben", &earlier),
        "signed it off as reviewed already",
    );
    assert_eq!(
        check(&audit, SignOffRole::Reviewed, "Zoe", &earlier),
        Ok(())
    );
}

#[test]
fn what_is_not_committed_not_readable_or_too_early_is_not_signed() {
    let early = audit(AuditState::Fieldwork);
    refused(
        check(&early, SignOffRole::Prepared, "Ada", &[]),
        "in state fieldwork",
    );
    let audit = audit(AuditState::Reporting);
    let refusal = Readiness {
        records: &Records {
            audit: &audit,
            findings: Vec::new(),
            actions: Vec::new(),
        },
        role: SignOffRole::Prepared,
        by: &person("Ada"),
        key: None,
        people: &People::default(),
        uncommitted: 2,
        broken: &["a.toml:2:1: no".to_owned()],
        blocking: &["F-7K3QX2 cites nothing".to_owned()],
        earlier: &[],
    }
    .check()
    .unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "2 records are not committed; a record cannot be read: a.toml:2:1: no; F-7K3QX2 cites nothing"
    );
}

#[test]
fn a_key_that_is_not_the_one_named_or_no_signature_at_all_is_an_alarm() {
    let mut one = sign_off(SignOffRole::Prepared, "Ada");
    assert_eq!(
        SignatureState::Unsigned.as_said_by(&one),
        SignatureState::Unsigned
    );
    one.key = Some("SHA256:a".to_owned());
    let stripped = SignatureState::Unsigned.as_said_by(&one);
    assert!(
        matches!(stripped, SignatureState::Lacking { .. }),
        "{stripped:?}"
    );
    let good = |key: &str| SignatureState::Good {
        key: key.to_owned(),
        signer: "ada@example.org".to_owned(),
    };
    assert_eq!(good("SHA256:a").as_said_by(&one), good("SHA256:a"));
    let other = good("SHA256:b").as_said_by(&one);
    assert!(
        other.is_alarm() && other.phrase().contains("SHA256:b did"),
        "{other:?}"
    );
}

#[test]
fn the_reason_of_a_change_after_the_sign_off_is_found_in_its_commit() {
    let message = with_why("Audit a-1: F-7K3QX2 closed\n", "the fix\nwas shown");
    assert_eq!(
        message,
        "Audit a-1: F-7K3QX2 closed\n\nAfter-sign-off: the fix was shown\n"
    );
    assert_eq!(why_of(&message), "the fix was shown");
    assert_eq!(why_of("Audit a-1: planned"), "");
}
