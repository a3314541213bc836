//! The rules themselves, on made-up sources.

use super::breaches;

/// Reads one made-up file, with the doc it needs, and returns its breaches.
fn of(path: &str, text: &str) -> Vec<String> {
    let text = format!("//! Made up.\n{text}");
    let packages = ["git2", "toml", "jiff", "serde", "clap", "ratatui"];
    breaches(&[(path, &text)], &packages.map(str::to_owned).into())
}

fn is_refused(path: &str, text: &str) {
    assert_eq!(
        of(path, text).len(),
        1,
        "{path}: {text}\n{:?}",
        of(path, text)
    );
}

fn is_fine(path: &str, text: &str) {
    assert_eq!(of(path, text), [""; 0], "{path}: {text}");
}

#[test]
fn a_room_that_knows_too_much_is_found_however_it_says_so() {
    is_refused("src/store/read.rs", "use crate::vcs::Pin;");
    is_refused("src/store/read.rs", "use crate::{domain::id, vcs};");
    is_refused("src/store/read.rs", "use super::super::vcs;");
    is_refused(
        "src/store/mod.rs",
        "pub use super::{error::Error, tui as t};",
    );
    is_refused(
        "src/store/read.rs",
        "fn f() -> crate::session::Session { g() }",
    );
    is_refused(
        "src/store/read.rs",
        "macro_rules! m { () => { $crate::cli::run() } }",
    );
    is_refused("src/store/read.rs", "use crate::*;");
    is_refused("src/error.rs", "use super::*;");
    is_refused("src/error.rs", "use crate::store::StoreError;");
    is_refused("src/domain/id.rs", "use crate::error::Error;");
    is_refused("src/cli/new.rs", "use crate::store::Store;");
    is_refused(
        "src/tui/view.rs",
        "use crate::{domain::id, vcs::{self as v}};",
    );
}

#[test]
fn modules_within_a_file_count_as_levels() {
    is_fine(
        "src/store/mod.rs",
        "mod a { mod b { use super::super::read; } }",
    );
    is_refused("src/store/mod.rs", "mod a { } use super::vcs;");
    is_refused("src/store/mod.rs", "mod a { use super::super::vcs; }");
}

#[test]
fn what_the_map_allows_is_allowed() {
    is_fine(
        "src/session/open.rs",
        "use crate::{store::Store, vcs, report::x, clock::Clock};",
    );
    is_fine(
        "src/tui/view.rs",
        "use crate::{session::Head, domain::id, safe}; use ratatui::Frame;",
    );
    is_fine("src/main.rs", "use tickmark::{cli, tui};");
    is_refused("src/main.rs", "use tickmark::store::Store;");
}

#[test]
fn a_package_named_away_from_home_is_found() {
    is_refused("src/session/open.rs", "use git2::Repository;");
    is_refused("src/session/open.rs", "fn f(r: &git2::Repository) {}");
    is_refused("src/session/open.rs", "fn f(r: &::git2::Repository) {}");
    is_refused("src/session/open.rs", "extern crate git2;");
    is_refused("src/session/open.rs", "use git2 as g;");
    is_refused("src/cli/mod.rs", "use ratatui::Frame;");
    is_refused("src/tui/mod.rs", "use clap::Parser;");
    is_refused("src/fuzzy/search.rs", "use fuzzy_matcher::FuzzyMatcher;");
    is_fine("src/vcs/git.rs", "use git2::Repository;");
}

#[test]
fn the_domain_uses_no_other_package_and_stays_pure() {
    is_refused("src/domain/id.rs", "use toml::Value;");
    is_refused("src/domain/id.rs", "use std::{collections::BTreeMap, fs};");
    is_refused("src/domain/id.rs", "fn f() { std::env::var(\"HOME\"); }");
    is_refused(
        "src/domain/id.rs",
        "use jiff::Timestamp; fn f() { Timestamp::now(); }",
    );
    is_fine(
        "src/domain/id.rs",
        "use jiff::civil::Date; use serde::Deserialize;",
    );
}

#[test]
fn comments_and_strings_name_nothing() {
    is_fine(
        "src/store/read.rs",
        "// use crate::vcs;\n/* /* crate::tui */ git2::x */",
    );
    is_fine(
        "src/store/read.rs",
        "/// See [`crate::vcs::Pin`].\nfn f() {}",
    );
    is_fine(
        "src/store/read.rs",
        r#"const A: &str = "use crate::vcs; \" git2::x";"#,
    );
    is_fine(
        "src/store/read.rs",
        "const A: &str = r#\"use crate::vcs; \" unsafe\"#;",
    );
    is_fine(
        "src/store/read.rs",
        "const A: &[u8] = b\"crate::vcs::x\"; const B: u8 = b'\"';",
    );
    is_refused(
        "src/store/read.rs",
        "const Q: char = '\"'; use crate::vcs; const R: char = '\"';",
    );
    is_refused(
        "src/store/read.rs",
        "const Q: char = '\\''; use crate::vcs; // '",
    );
    is_refused(
        "src/store/read.rs",
        "fn f<'a>(x: &'a str) {} use crate::vcs; fn g<'a>() {}",
    );
    is_refused(
        "src/store/read.rs",
        "const A: &str = \"//\"; use crate::vcs;",
    );
}

#[test]
fn tests_may_use_anything() {
    is_fine(
        "src/store/read.rs",
        "#[cfg(test)] mod tests { use crate::vcs; fn f() { git2::x() } }",
    );
    is_fine(
        "src/store/read.rs",
        "#[cfg(test)]\n#[allow(dead_code)]\nfn f(a: [u8; 3]) -> git2::X { unsafe {} }",
    );
    is_fine("src/store/read.rs", "enum A { #[cfg(test)] B(git2::X), C }");
    is_refused(
        "src/store/read.rs",
        "#[cfg(test)] fn f() {} use crate::vcs;",
    );
    is_refused("src/store/read.rs", "#[cfg(not(test))] use crate::vcs;");
    is_refused(
        "src/store/read.rs",
        "#[cfg(test)] mod tests; use crate::vcs;",
    );
}

#[test]
fn a_file_of_tests_is_known_by_its_declaration() {
    let packages = ["git2".to_owned()].into();
    let parent = "//! Made up.\n#[cfg(test)]\nmod tests;";
    let child = "use git2::Repository;";
    let files = [("src/store/mod.rs", parent), ("src/store/tests.rs", child)];
    assert_eq!(breaches(&files, &packages), [""; 0]);
    let files = [
        ("src/store/mod.rs", "//! Made up."),
        ("src/store/tests.rs", child),
    ];
    assert_eq!(breaches(&files, &packages).len(), 2);
}

#[test]
fn unsafe_is_expected_in_one_place_only() {
    is_refused("src/store/read.rs", "fn f() { unsafe { g() } }");
    is_refused("src/store/read.rs", "#![allow(unsafe_code)]");
    is_fine("src/vcs/options.rs", "fn f() { unsafe { g() } }");
}

#[test]
fn a_file_without_a_doc_of_its_own_is_found() {
    let found = breaches(&[("src/store/read.rs", "use std::fs;")], &[].into());
    assert_eq!(found.len(), 1);
}
