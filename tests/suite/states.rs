//! The labelled set: every state of a citation, each case with the word that is right.
//!
//! Each case is made by git, cited by the program's own `evidence add`, changed, and told by `evidence check --json`. The
//! tables are in the files beside this one: [`files`] (whole files, lines, symbolic links at the tip), [`names`],
//! [`conversions`] (line ends, encodings, filters, pointers), [`work_tree`]. One repository holds them all, and is reached
//! in many ways: after garbage collection, in clones of all kinds, sparse, linked, in both formats of ids. What needs a
//! repository of its own is in [`history`] and [`damage`].

mod case;
mod conversions;
mod damage;
mod files;
mod ground;
mod history;
mod names;
mod work_tree;

use self::{
    case::{Case, Variant},
    ground::Cases,
};

fn all() -> Vec<Case> {
    [
        files::whole(),
        files::lines(),
        files::links(),
        names::names(),
        conversions::committed_as_cited(),
        conversions::conversions(),
        conversions::large_files(),
        work_tree::work_tree(),
    ]
    .concat()
}

/// In this order: the last ones change how the objects lie.
const VARIANTS: [Variant; 12] = [
    Variant::Made,
    Variant::Linked,
    Variant::Alternates,
    Variant::Clone,
    Variant::Shallow,
    Variant::Partial,
    Variant::PartialSparse,
    Variant::Cone,
    Variant::SparseIndex,
    Variant::Patterns,
    Variant::Repacked,
    Variant::Collected,
];

/// Lays all cases out and says which are told wrongly, in whatever way they are reached.
fn hold(format: &str) {
    let cases = Cases::lay_out(format, &[], all());
    let faults: Vec<_> = VARIANTS
        .iter()
        .flat_map(|variant| cases.faults(*variant))
        .collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn the_set_is_large_and_no_case_is_there_twice() {
    let mut names: Vec<_> = all().iter().map(|case| case.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "{names:#?}");
    assert!(count >= 150, "{count}");
}

#[test]
fn every_case_is_told_rightly_however_it_is_reached() {
    hold("sha1");
}

#[test]
fn every_case_is_told_rightly_in_a_repository_of_sha256_too() {
    hold("sha256");
}

#[test]
fn line_ends_are_told_as_git_stores_them_whatever_its_configuration() {
    for config in [
        &[("core.autocrlf", "true")][..],
        &[("core.autocrlf", "input")],
        &[("core.autocrlf", "true"), ("core.safecrlf", "false")],
        &[("core.eol", "crlf")],
    ] {
        let cases = Cases::lay_out("sha1", config, conversions::committed_as_cited());
        let faults = cases.faults(Variant::Made);
        assert!(faults.is_empty(), "{config:?}:\n{}", faults.join("\n"));
    }
}
