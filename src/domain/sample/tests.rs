//! What holds of any draw, and items that must never change: they were computed with `sha256sum` and `sort`.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{
    draw::{Frame, allot, digest, draw},
    redraw::{differences, next_for},
    size::Asked,
    wider::{wider, wider_by_judgement},
    *,
};
use crate::domain::{history::Step, id::SampleId};

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn unit(id: String, stratum: &str) -> Unit {
    Unit {
        label: format!("label of {id}"),
        id,
        stratum: stratum.to_owned(),
        lines: None,
    }
}

/// Makes a population; each unit's stratum is that of its number.
fn units(count: usize, stratum: impl Fn(usize) -> &'static str) -> Vec<Unit> {
    (1..=count)
        .map(|n| unit(format!("item-{n}"), stratum(n)))
        .collect()
}

fn thirds(n: usize) -> &'static str {
    ["c", "a", "b"][n % 3]
}

fn plain(_: usize) -> &'static str {
    ""
}

fn step() -> Step {
    Step {
        by: "Mira <mira@example.org>".parse().unwrap(),
        at: "2026-11-22T10:15:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: String::new(),
    }
}

fn population(units: &[Unit]) -> Population {
    Population {
        size: units.len(),
        digest: digest(units, sha256),
        ..Population::of(PopulationKind::CsvRows)
    }
}

fn design(method: SampleMethod, number: usize) -> Design {
    Design {
        title: "releases".to_owned(),
        row: None,
        finding: None,
        method,
        strata: (method == SampleMethod::Stratified).then(|| Strata::Column("x".to_owned())),
        size: Some(Asked::Number(number)),
        seed: "golden".to_owned(),
        named: Vec::new(),
        reason: String::new(),
    }
}

fn drawn(method: SampleMethod, number: usize, units: &[Unit]) -> Sample {
    let design = design(method, number);
    let population = population(units);
    let (size, drawn) = draw(&design, &population, units, sha256).unwrap();
    Sample::drawn(SampleId::draw(1), &design, population, size, drawn, &step())
}

fn ids(sample: &Sample) -> Vec<&str> {
    sample.items.iter().map(|item| item.id.as_str()).collect()
}

fn check(sample: &Sample, units: &[Unit]) -> Vec<String> {
    differences(sample, &population(units), units, sha256)
}

/// Replaces an item by the next of the draw.
fn replace(sample: &Sample, id: &str, units: &[Unit]) -> Sample {
    let frame = Frame::new(units, &sample.seed, sha256);
    let next = next_for(sample, id, &frame).unwrap().clone();
    sample.replaced(id, next, "not to be had").unwrap()
}

#[test]
fn the_digest_is_that_of_the_list_of_ids() {
    assert_eq!(
        digest(&units(20, plain), sha256),
        "c52c8f90c63783993bc635a9cfb4bcbe480a5e309ab3b3b51764c0d10129ae0c"
    );
}

#[test]
fn items_drawn_at_random_never_change() {
    let units = units(20, plain);
    let sample = drawn(SampleMethod::Random, 5, &units);
    assert_eq!(
        ids(&sample),
        ["item-1", "item-2", "item-13", "item-15", "item-20"]
    );
    let sample = replace(&replace(&sample, "item-2", &units), "item-17", &units);
    assert_eq!(ids(&sample)[5..], ["item-17", "item-10"]);
    assert!(check(&sample, &units).is_empty());
}

#[test]
fn items_drawn_systematically_never_change() {
    let sample = drawn(SampleMethod::Systematic, 6, &units(20, plain));
    assert_eq!(
        ids(&sample),
        [
            "item-2", "item-5", "item-8", "item-12", "item-15", "item-18"
        ]
    );
}

#[test]
fn items_drawn_from_strata_never_change() {
    // 7 of a (1, 4, ..), 7 of b (2, 5, ..), 6 of c (3, 6, ..): 2.45, 2.45 and 2.1 of 7, so 3, 2 and 2.
    let sample = drawn(SampleMethod::Stratified, 7, &units(20, thirds));
    assert_eq!(
        ids(&sample),
        [
            "item-1", "item-2", "item-3", "item-10", "item-13", "item-15", "item-20"
        ]
    );
}

#[test]
fn shares_are_proportional_and_leave_no_stratum_out_where_that_can_be() {
    assert_eq!(allot(&[90, 10], 10), [9, 1]);
    assert_eq!(allot(&[98, 1, 1], 5), [3, 1, 1]);
    assert_eq!(allot(&[98, 1, 1], 2), [2, 0, 0]);
    assert_eq!(allot(&[10, 10, 10], 4), [2, 1, 1]);
    assert_eq!(allot(&[0, 3], 2), [0, 2]);
    assert_eq!(allot(&[], 3), Vec::<usize>::new());
}

#[test]
fn what_is_asked_for_must_be_there() {
    let units = units(4, plain);
    let why = |design: &Design, units: &[Unit]| {
        draw(design, &population(units), units, sha256)
            .unwrap_err()
            .to_string()
    };
    assert!(why(&design(SampleMethod::Random, 5), &units).contains("5 items are asked for"));
    assert!(why(&design(SampleMethod::All, 1), &[]).contains("there are no rows"));
    let seedless = Design {
        seed: " ".to_owned(),
        ..design(SampleMethod::Random, 1)
    };
    assert!(why(&seedless, &units).contains("a seed is one line"));
    let unparted = Design {
        strata: None,
        ..design(SampleMethod::Stratified, 1)
    };
    assert!(why(&unparted, &units).contains("column:NAME"));
    let judged = Design {
        named: vec!["item-9".to_owned()],
        ..design(SampleMethod::Judgement, 1)
    };
    let said = why(&judged, &units);
    assert!(said.contains("why these items") && said.contains("item-9 is not in the population"));
    let many: Vec<Unit> = (0..=MOST_ITEMS).map(|n| unit(n.to_string(), "")).collect();
    assert!(why(&design(SampleMethod::All, 1), &many).contains("more than a sample holds"));
}

#[test]
fn a_replacement_needs_a_reason_and_something_that_was_not_seen() {
    let units = units(6, plain);
    let sample = drawn(SampleMethod::Random, 2, &units);
    let id = sample.items[0].id.clone();
    let refused = |sample: &Sample, reason: &str| {
        sample
            .replaced(&id, unit("item-x".to_owned(), ""), reason)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(refused(&sample, " "), "a replacement needs a reason");
    let seen = sample
        .with_result(&id, ItemResult::Fail, None, &step())
        .unwrap();
    assert!(refused(&seen, "gone").contains("what was seen is not replaced"));
    let once = replace(&sample, &id, &units);
    assert!(refused(&once, "gone").contains("was replaced by"));
    let again = once.with_result(&id, ItemResult::Pass, None, &step());
    assert!(again.unwrap_err().to_string().contains("was replaced by"));
    let all = drawn(SampleMethod::All, 1, &units);
    assert!(refused(&all, "gone").contains("every item of its population"));
    // Nobody has to look at what was replaced.
    assert_eq!(once.counts().items, 2);
    assert_eq!(once.counts().to_string(), "0 of 2 seen");
}

#[test]
fn a_failed_item_proposes_twice_as_many_and_at_most_all() {
    let units = units(5, plain);
    let sample = drawn(SampleMethod::Random, 3, &units);
    assert_eq!(sample.proposed_size(), None);
    let failed = sample
        .with_result(
            &sample.items[1].id,
            ItemResult::Fail,
            Some("late\n"),
            &step(),
        )
        .unwrap();
    assert_eq!(failed.proposed_size(), Some(5));
    assert_eq!(failed.items[1].note, "late");
    assert_eq!(failed.counts().to_string(), "1 of 3 seen, 1 failed");
    let all = drawn(SampleMethod::All, 1, &units);
    let failed = all
        .with_result("item-1", ItemResult::Fail, None, &step())
        .unwrap();
    assert_eq!(failed.proposed_size(), None);
}

#[test]
fn a_wider_sample_takes_over_what_was_found_and_replaces_again_what_cannot_be_seen() {
    let units = units(20, plain);
    let sample = drawn(SampleMethod::Random, 3, &units);
    // 13, 2, 15; the next are 20, 1, 17, 10.
    let sample = replace(&replace(&sample, "item-2", &units), "item-20", &units);
    let sample = sample
        .with_result("item-13", ItemResult::Pass, None, &step())
        .unwrap()
        .with_result("item-1", ItemResult::Fail, Some("late"), &step())
        .unwrap();
    let wide = wider(&sample, SampleId::draw(2), 6, &units, sha256, &step());
    assert_eq!(wide.widens, Some(sample.id.clone()));
    assert_eq!(wide.size.number, 6);
    // 2 and 20 cannot be seen; two more than six come in for them.
    assert_eq!(wide.counts().items, 6);
    assert_eq!(wide.items.len(), 8);
    let item = |id: &str| wide.item(id).unwrap();
    assert!(item("item-2").is_replaced() && item("item-20").is_replaced());
    assert_eq!(item("item-20").reason, "not to be had");
    assert_eq!(item("item-1").result, ItemResult::Fail);
    assert_eq!(item("item-1").note, "late");
    assert_eq!(item("item-13").result, ItemResult::Pass);
    assert!(
        check(&wide, &units).is_empty(),
        "{:?}",
        check(&wide, &units)
    );
}

#[test]
fn a_sample_by_judgement_is_widened_by_more_names() {
    let units = units(6, plain);
    let design = Design {
        named: vec!["item-3".to_owned(), "item-1".to_owned()],
        reason: "complaints".to_owned(),
        ..design(SampleMethod::Judgement, 0)
    };
    let (size, named) = draw(&design, &population(&units), &units, sha256).unwrap();
    let sample = Sample::drawn(
        SampleId::draw(1),
        &design,
        population(&units),
        size,
        named,
        &step(),
    );
    assert_eq!(ids(&sample), ["item-1", "item-3"]);
    assert!(sample.seed.is_empty());
    let wide = wider_by_judgement(&sample, SampleId::draw(2), vec![units[4].clone()], &step());
    assert_eq!(ids(&wide), ["item-1", "item-3", "item-5"]);
    assert!(check(&wide, &units).is_empty());
}

#[test]
fn tampering_with_a_record_is_found() {
    let units = units(20, thirds);
    let sample = replace(
        &drawn(SampleMethod::Stratified, 7, &units),
        "item-2",
        &units,
    );
    assert!(check(&sample, &units).is_empty());
    let tampered = |change: &dyn Fn(&mut Sample)| {
        let mut other = sample.clone();
        change(&mut other);
        check(&other, &units)
    };
    let found = |change: &dyn Fn(&mut Sample), says: &str| {
        let found = tampered(change);
        assert!(found.iter().any(|d| d.contains(says)), "{says}: {found:?}");
    };
    found(
        &|s| s.seed = "other".to_owned(),
        "is drawn and not recorded",
    );
    found(
        &|s| s.items[0].id = "item-4".to_owned(),
        "item-4 is recorded and not drawn",
    );
    found(
        &|s| s.items[0].label = "nicer".to_owned(),
        "the record says \"nicer\"",
    );
    found(&|s| s.items[0].stratum = "b".to_owned(), "of the stratum");
    found(
        &|s| {
            s.items.remove(0);
        },
        "item-1 is drawn and not recorded",
    );
    found(&|s| s.items.push(s.items[0].clone()), "is recorded twice");
    found(&|s| s.size.number = 6, "the size is 6");
    found(
        &|s| s.size.rule = Some("sqrt".parse().unwrap()),
        "the rule sqrt gives 5",
    );
    found(&|s| s.population.size = 19, "the record says 19");
    found(&|s| s.population.digest = "00".to_owned(), "the digest");
    found(&|s| s.items[1].reason.clear(), "without a reason");
    found(&|s| s.items[1].replaced_by = None, "does not say so");
    found(&|s| s.items.truncate(7), "does not stand for it");
    found(
        &|s| {
            let last = s.items.len() - 1;
            s.items[last].id = "item-20".to_owned();
            s.items[1].replaced_by = Some("item-20".to_owned());
        },
        "the next of the draw is",
    );
}

fn methods() -> impl Strategy<Value = SampleMethod> {
    prop::sample::select(vec![
        SampleMethod::Random,
        SampleMethod::Systematic,
        SampleMethod::Stratified,
    ])
}

proptest! {
    #[test]
    fn so_many_different_items_are_drawn_and_the_same_again(
        count in 1_usize..120, share in 0_usize..100, seed in "[a-z0-9]{1,8}", method in methods(),
    ) {
        let units = units(count, thirds);
        let number = (count * share / 100).clamp(1, count);
        let frame = Frame::new(&units, &seed, sha256);
        let places = frame.draw(method, number);
        prop_assert_eq!(places.len(), number);
        prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(places.iter().all(|place| *place < count));
        prop_assert_eq!(&places, &Frame::new(&units, &seed, sha256).draw(method, number));
    }

    #[test]
    fn who_is_drawn_does_not_depend_on_the_order_of_the_population(count in 1_usize..60, number in 1_usize..60) {
        let mut units = units(count, thirds);
        for method in [SampleMethod::Random, SampleMethod::Stratified] {
            let drawn = |units: &[Unit]| -> BTreeSet<String> {
                let frame = Frame::new(units, "s", sha256);
                frame.units(&frame.draw(method, number)).into_iter().map(|u| u.id).collect()
            };
            let before = drawn(&units);
            units.reverse();
            prop_assert_eq!(before, drawn(&units));
        }
    }

    #[test]
    fn a_systematic_sample_leaves_no_gap_wider_than_its_interval(count in 1_usize..200, number in 1_usize..200, seed in "[a-z]{1,6}") {
        let number = number.min(count);
        let units = units(count, plain);
        let places = Frame::new(&units, &seed, sha256).draw(SampleMethod::Systematic, number);
        let next = places.iter().skip(1).copied().chain([places[0] + count]);
        for (at, next) in places.iter().zip(next) {
            let gap = next - at;
            prop_assert!(gap == count / number || gap == count.div_ceil(number), "{gap}");
        }
    }

    #[test]
    fn a_wider_sample_holds_the_narrower_one(
        count in 2_usize..80, number in 1_usize..40, more in 1_usize..40, seed in "[a-z]{1,6}", method in methods(),
    ) {
        let units = units(count, |n| if n % 7 == 0 { "rare" } else { thirds(n) });
        let number = number.min(count - 1);
        let wanted = (number + more).min(count);
        let frame = Frame::new(&units, &seed, sha256);
        let named = |places: &[usize]| -> BTreeSet<String> {
            frame.units(places).into_iter().map(|u| u.id).collect()
        };
        let narrow = named(&frame.draw(method, number));
        let borrowed: BTreeSet<&str> = narrow.iter().map(String::as_str).collect();
        let (size, places) = frame.widen(method, &borrowed, wanted);
        prop_assert!(size >= wanted && size <= count);
        prop_assert_eq!(&places, &frame.draw(method, size));
        prop_assert!(narrow.is_subset(&named(&places)));
        if method == SampleMethod::Random {
            prop_assert_eq!(size, wanted);
        }
        if method == SampleMethod::Systematic && wanted % number == 0 {
            prop_assert_eq!(size, wanted);
        }
    }

    #[test]
    fn shares_sum_to_the_number_and_stay_within_their_strata(
        sizes in prop::collection::vec(0_usize..40, 1..9), number in 0_usize..200,
    ) {
        let shares = allot(&sizes, number);
        let all: usize = sizes.iter().sum();
        prop_assert_eq!(shares.iter().sum::<usize>(), number.min(all));
        prop_assert!(shares.iter().zip(&sizes).all(|(share, size)| share <= size));
        let filled = sizes.iter().filter(|size| **size > 0).count();
        if number >= filled {
            prop_assert!(shares.iter().zip(&sizes).all(|(share, size)| *share > 0 || *size == 0));
        }
    }

    #[test]
    fn every_record_is_drawn_again_the_same_whatever_was_replaced(
        count in 3_usize..60, number in 1_usize..20, method in methods(), picks in prop::collection::vec(0_usize..40, 0..5),
    ) {
        let units = units(count, thirds);
        let mut sample = drawn(method, number.min(count), &units);
        for pick in picks {
            let id = sample.items[pick % sample.items.len()].id.clone();
            let frame = Frame::new(&units, &sample.seed, sha256);
            let Some(next) = next_for(&sample, &id, &frame).cloned() else { continue };
            if let Ok(after) = sample.replaced(&id, next, "not to be had") {
                sample = after;
            }
        }
        prop_assert!(check(&sample, &units).is_empty(), "{:?}", check(&sample, &units));
        if sample.can_widen() {
            let wide = wider(&sample, SampleId::draw(2), sample.size.number + 1, &units, sha256, &step());
            prop_assert!(check(&wide, &units).is_empty(), "{:?}", check(&wide, &units));
        }
    }
}

#[test]
fn what_failed_is_no_longer_said_to_have_failed_only_with_a_new_note() {
    let failed = drawn(SampleMethod::All, 3, &units(3, plain))
        .with_result("item-1", ItemResult::Fail, Some("no approval"), &step())
        .unwrap();
    for note in [None, Some(""), Some("no approval")] {
        for result in [
            ItemResult::Unseen,
            ItemResult::Pass,
            ItemResult::NotApplicable,
        ] {
            let refused = failed.with_result("item-1", result, note, &step());
            assert!(refused.is_err(), "{result:?} {note:?}");
        }
    }
    let note = Some("the approval was in the other log");
    let passed = failed.with_result("item-1", ItemResult::Pass, note, &step());
    assert_eq!(passed.unwrap().items[0].result, ItemResult::Pass);
}
