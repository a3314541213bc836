//! Freshness at its edges, and what holds of it whatever the dates.

use jiff::{Timestamp, ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::domain::{
    evidence::Pin,
    history::Step,
    id::{ChecklistId, EvidenceId},
    person::Person,
};

fn ada() -> Person {
    "Ada Auditor <ada@example.org>".parse().unwrap()
}

fn moment(day: Date) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn file(path: &str, effective: Option<Date>, cited: Date) -> EvidenceLink {
    let pin = Pin {
        repository: ".".to_owned(),
        path: path.to_owned(),
        commit: None,
        blob: "b".to_owned(),
        sha256: "s".to_owned(),
        lines: None,
        excerpt_sha256: None,
        effective,
    };
    EvidenceLink::of_file(EvidenceId::draw(1), pin, ada(), moment(cited))
}

fn talk(kind: EvidenceKind, on: Date) -> EvidenceLink {
    EvidenceLink::of_talk(
        EvidenceId::draw(2),
        kind,
        "lead".to_owned(),
        ada(),
        moment(on),
    )
}

fn limit(name: &str, paths: &[&str], kinds: &[EvidenceKind], days: u16) -> FreshnessLimit {
    FreshnessLimit {
        name: name.to_owned(),
        paths: paths.iter().map(|path| path.parse().unwrap()).collect(),
        kinds: kinds.to_vec(),
        days,
    }
}

fn audit(from: Option<Date>, to: Option<Date>) -> Audit {
    let step = Step {
        by: ada(),
        at: moment(date(2026, 1, 1)),
        today: date(2026, 1, 1),
        why: String::new(),
    };
    let house: ChecklistId = "house".parse().unwrap();
    let mut audit = Audit::plan(
        "a-1".parse().unwrap(),
        "First".to_owned(),
        vec![house],
        &step,
    );
    (audit.period_start, audit.period_end) = (from, to);
    audit
}

const FROM: Date = date(2026, 1, 1);
const TO: Date = date(2026, 6, 30);
const CITED: Date = date(2026, 9, 1);

#[test]
fn the_first_and_the_last_day_are_of_the_period() {
    let audit = audit(Some(FROM), Some(TO));
    let yardstick = Yardstick::of(&[], &audit);
    let of = |day| yardstick.judge(&file("a", Some(day), CITED)).freshness;
    assert_eq!(of(date(2025, 12, 31)), Freshness::BeforePeriod);
    assert_eq!(of(FROM), Freshness::Fresh);
    assert_eq!(of(TO), Freshness::Fresh);
    assert_eq!(of(date(2026, 7, 1)), Freshness::AfterPeriod);
    assert_eq!(
        yardstick.judge(&file("a", None, CITED)).freshness,
        Freshness::Undated
    );
}

#[test]
fn evidence_is_stale_the_day_after_its_limit() {
    let limits = [limit("log", &["monitoring"], &[], 90)];
    let yardstick = Yardstick::of_house(&limits);
    let aged = |days: i64| {
        let day = CITED.checked_sub(days.days()).unwrap();
        yardstick.judge(&file("monitoring/log.csv", Some(day), CITED))
    };
    assert_eq!(aged(90).freshness, Freshness::Fresh);
    let stale = aged(91);
    assert_eq!(stale.freshness, Freshness::Stale);
    assert_eq!(
        stale.phrase(),
        "stale: 91 days old when relied on; the limit for \"log\" is 90"
    );
}

#[test]
fn the_first_limit_that_fits_counts() {
    let limits = [
        limit("daily", &["monitoring/daily/**"], &[], 7),
        limit("log", &["monitoring"], &[], 90),
        limit("talk", &[], &[EvidenceKind::Interview], 30),
    ];
    let yardstick = Yardstick::of_house(&limits);
    let name = |link: &EvidenceLink| yardstick.judge(link).limit.map(|(name, _)| name);
    let at = |path| name(&file(path, Some(FROM), CITED));
    assert_eq!(at("monitoring/daily/1.csv").as_deref(), Some("daily"));
    assert_eq!(at("monitoring/log.csv").as_deref(), Some("log"));
    assert_eq!(at("policy/a.md"), None);
    assert_eq!(
        name(&talk(EvidenceKind::Interview, FROM)).as_deref(),
        Some("talk")
    );
    assert_eq!(name(&talk(EvidenceKind::Meeting, FROM)), None);
}

#[test]
fn a_policy_from_before_the_period_is_no_fault_unless_a_limit_says_so() {
    let audit = audit(Some(FROM), Some(TO));
    let old = file("policy/ai.md", Some(date(2023, 3, 1)), CITED);
    let plain = Yardstick::of(&[], &audit).judge(&old).freshness;
    assert_eq!(plain, Freshness::BeforePeriod);
    assert!(!plain.is_doubtful());
    let limits = [limit("policy", &["policy"], &[], 730)];
    assert_eq!(
        Yardstick::of(&limits, &audit).judge(&old).freshness,
        Freshness::Stale
    );
}

#[test]
fn a_talk_after_the_period_is_fine_and_ages_with_the_audit() {
    let mut audit = audit(Some(FROM), Some(TO));
    let limits = [limit("talk", &[], &[EvidenceKind::Interview], 30)];
    let held = talk(EvidenceKind::Interview, date(2026, 8, 1));
    let judge = |audit: &Audit| Yardstick::of(&limits, audit).judge(&held).freshness;
    assert_eq!(judge(&audit), Freshness::Fresh);
    audit.end = Some(date(2026, 8, 31));
    assert_eq!(judge(&audit), Freshness::Fresh);
    audit.end = Some(date(2026, 9, 1));
    assert_eq!(judge(&audit), Freshness::Stale);
    let issued = Step {
        by: ada(),
        at: moment(date(2026, 8, 20)),
        today: date(2026, 8, 20),
        why: String::new(),
    };
    audit
        .history
        .push(issued.entry(Some(AuditState::Reporting), AuditState::Issued));
    assert_eq!(judge(&audit), Freshness::Fresh);
}

#[test]
fn a_kept_copy_is_as_old_as_the_day_it_was_taken() {
    let limits = [limit("log", &["audits"], &[], 30)];
    let copy = EvidenceLink {
        origin: "https://example.org/log".to_owned(),
        ..file("audits/a-1/kept/log.csv", None, CITED)
    };
    let age = Yardstick::of_house(&limits).judge(&copy);
    assert_eq!((age.freshness, age.dated), (Freshness::Fresh, Some(CITED)));
}

#[test]
fn what_was_pinned_anew_was_relied_on_then() {
    let limits = [limit("log", &["log.csv"], &[], 30)];
    let yardstick = Yardstick::of_house(&limits);
    let first = file("log.csv", Some(date(2026, 8, 20)), CITED);
    assert_eq!(yardstick.judge(&first).days, Some(12));
    let pin = Pin {
        effective: Some(date(2026, 9, 15)),
        ..first.pin().unwrap()
    };
    let again = first.repinned(pin, "newer", ada(), moment(date(2026, 10, 20)));
    assert_eq!(yardstick.judge(&again).days, Some(35));
    assert_eq!(yardstick.judge(&again).freshness, Freshness::Stale);
}

#[test]
fn what_limits_say_together_is_looked_at() {
    let limits = [
        limit("all", &[], &[], 365),
        limit("log", &["log"], &[], 90),
        limit("log", &["x"], &[], 1),
    ];
    let odd = FreshnessLimit::oddities(&limits);
    assert!(
        odd.iter()
            .any(|said| said == "log never counts: all before it is about everything"),
        "{odd:?}"
    );
    assert!(
        odd.iter().any(|said| said == "two limits are called log"),
        "{odd:?}"
    );
    assert_eq!(FreshnessLimit::oddities(&limits[1..2]), [""; 0]);
}

fn day() -> impl Strategy<Value = Date> {
    (0_i64..2000).prop_map(|days| date(2023, 1, 1).checked_add(days.days()).unwrap())
}

proptest! {
    #[test]
    fn older_bytes_are_never_fresher(effective in day(), cited in day(), more in 0_i64..400, days in 0_u16..500) {
        let limits = [limit("any", &[], &[], days)];
        let yardstick = Yardstick::of_house(&limits);
        let effective = effective.min(cited);
        let older = effective.checked_sub(more.days()).unwrap();
        let young = yardstick.judge(&file("a", Some(effective), cited));
        let old = yardstick.judge(&file("a", Some(older), cited));
        prop_assert!(young.freshness != Freshness::Stale || old.freshness == Freshness::Stale);
        prop_assert!(old.days >= young.days);
    }

    #[test]
    fn without_period_and_limit_all_that_is_dated_is_fresh(effective in day(), cited in day()) {
        let effective = effective.min(cited);
        let age = Yardstick::of_house(&[]).judge(&file("a", Some(effective), cited));
        prop_assert_eq!(age.freshness, Freshness::Fresh);
        prop_assert!(age.days.unwrap() >= 0);
    }

    #[test]
    fn a_file_is_of_exactly_one_time(effective in day(), from in day(), length in 0_i64..400, cited in day()) {
        let to = from.checked_add(length.days()).unwrap();
        let audit = audit(Some(from), Some(to));
        let found = Yardstick::of(&[], &audit).judge(&file("a", Some(effective), cited)).freshness;
        let expected = if effective > cited.tomorrow().unwrap() {
            // Nobody can have cited it.
            Freshness::Undated
        } else if effective < from {
            Freshness::BeforePeriod
        } else if effective > to {
            Freshness::AfterPeriod
        } else {
            Freshness::Fresh
        };
        prop_assert_eq!(found, expected);
    }
}
