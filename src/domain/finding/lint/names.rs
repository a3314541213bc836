//! People's names: a record tells people by their role, so that it is about the system and can be handed on.
//!
//! Known are the people whom the audit's records name: its team, owners, whoever moved a record. A name that is itself a role
//! (`Quality Manager <qm@example.org>`) names nobody, and a surname counts alone only where it is written as in the name and
//! not at the beginning of a sentence. Where it was found may say whose process it is, and is left alone.

use std::ops::Range;

use crate::domain::{papers::WorkingPapers, person::Person};

use super::{
    super::Finding,
    Remark, Rule,
    words::{Word, quoted, words},
};

/// How short a surname may be to be looked for on its own.
const SHORTEST: usize = 4;

/// Words that make a name that of a role.
const ROLES: [&str; 30] = [
    "administrator",
    "ai",
    "analyst",
    "audit",
    "auditor",
    "board",
    "committee",
    "compliance",
    "department",
    "desk",
    "developer",
    "director",
    "engineer",
    "head",
    "lead",
    "leader",
    "manager",
    "officer",
    "operator",
    "owner",
    "privacy",
    "quality",
    "responsible",
    "security",
    "service",
    "specialist",
    "steward",
    "support",
    "system",
    "team",
];

/// Forms of address, each as it is written before a name.
const TITLES: [&str; 10] = [
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr",
    "Prof",
    "Professor",
    "Herr",
    "Frau",
    "Mx",
];

/// What is called so and is nobody, after `Ms` and its like.
const PRODUCTS: [&str; 8] = [
    "Teams", "Office", "Word", "Excel", "Access", "Outlook", "Azure", "Windows",
];

/// First parts of addresses that belong to no person.
const MAILBOXES: [&str; 32] = [
    "abuse",
    "admin",
    "ai",
    "audit",
    "ciso",
    "compliance",
    "contact",
    "dpo",
    "feedback",
    "git",
    "help",
    "helpdesk",
    "hello",
    "hr",
    "incident",
    "incidents",
    "info",
    "it",
    "legal",
    "mail",
    "no-reply",
    "noreply",
    "office",
    "ops",
    "postmaster",
    "privacy",
    "quality",
    "sales",
    "security",
    "service",
    "support",
    "team",
];

const HELP: &str = "name the role instead, such as \"release manager\"";

pub(super) fn check(finding: &Finding, papers: &WorkingPapers, remarks: &mut Vec<Remark>) {
    let known = known(papers);
    for told in finding.told_texts() {
        let words = words(told.text);
        let quotes = quoted(told.text);
        let mut found = addresses(told.text);
        found.extend(titled(told.text, &words));
        for person in &known {
            found.extend(named(told.text, &words, person));
        }
        found.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut last = 0;
        for span in found {
            let is_quoted = quotes.iter().any(|quote| quote.contains(&span.start));
            if span.start < last || is_quoted {
                continue;
            }
            last = span.end;
            let who = told.text.get(span.clone()).unwrap_or_default();
            let text = format!("\"{who}\" names a person");
            remarks.push(Remark::about(Rule::PersonName, told.field, text, HELP).at(span));
        }
    }
}

/// Lists the people whom the records of an audit name, roles left out.
fn known(papers: &WorkingPapers) -> Vec<&Person> {
    let team = papers.audit.team.iter().map(|member| &member.person);
    let actions = papers.actions.values().flat_map(|action| {
        let planned = action.actions.iter().filter_map(|part| part.owner.as_ref());
        let moved = action.history.iter().map(|entry| &entry.by);
        action.owner.iter().chain(planned).chain(moved)
    });
    let moved = papers
        .findings
        .values()
        .flat_map(|finding| finding.history.iter().map(|entry| &entry.by));
    let mut known: Vec<&Person> = Vec::new();
    for person in team.chain(actions).chain(moved) {
        let is_role = words(&person.name)
            .iter()
            .any(|word| ROLES.contains(&word.lower.as_str()));
        if !is_role && !known.iter().any(|other| other.name == person.name) {
            known.push(person);
        }
    }
    known
}

/// Finds where a text names somebody, by the whole name or the surname.
fn named(text: &str, words: &[Word<'_>], person: &Person) -> Vec<Range<usize>> {
    let name = self::words(&person.name);
    let [_, .., surname] = name.as_slice() else {
        return Vec::new();
    };
    let whole = words.windows(name.len()).filter_map(|window| {
        let same = window.iter().zip(&name).all(|(a, b)| a.lower == b.lower);
        let (first, last) = (window.first()?, window.last()?);
        same.then_some(first.span.start..last.span.end)
    });
    let mut found: Vec<Range<usize>> = whole.collect();
    if surname.text.chars().count() >= SHORTEST && starts_upper(surname.text) {
        let alone = words.iter().filter(|word| word.text == surname.text);
        let within = alone.filter(|word| !begins_sentence(text, word.span.start));
        found.extend(within.map(|word| word.span.clone()));
    }
    found
}

/// Finds `Mr`, `Ms`, `Dr` and their like with the name after them.
fn titled(text: &str, words: &[Word<'_>]) -> Vec<Range<usize>> {
    let pairs = words.windows(2).filter_map(|pair| {
        let [title, name] = pair else { return None };
        let between = text.get(title.span.end..name.span.start)?;
        let joined = matches!(between, " " | ". " | "." | "\u{a0}" | ".\u{a0}");
        let is_name = starts_upper(name.text)
            && !PRODUCTS.contains(&name.text)
            && name.text.chars().any(char::is_alphabetic);
        (TITLES.contains(&title.text) && joined && is_name)
            .then_some(title.span.start..name.span.end)
    });
    pairs.collect()
}

/// Finds e-mail addresses that may be a person's.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + 1..)) else {
            continue;
        };
        let start = at - before.len() + before.trim_end_matches(is_local).len();
        let host_len = after.len() - after.trim_start_matches(is_host).len();
        let host = after
            .get(..host_len)
            .unwrap_or_default()
            .trim_end_matches(['.', '-']);
        let local = text.get(start..at).unwrap_or_default();
        let is_named = host.rsplit_once('.').is_some_and(|(name, top)| {
            !name.is_empty() && top.len() > 1 && top.chars().all(|c| c.is_ascii_alphabetic())
        });
        // `git@example.org:group/name` and `//user@host` are places, no people.
        let is_place = before.get(..start).is_some_and(|lead| lead.ends_with("//"))
            || after
                .get(host.len()..)
                .is_some_and(|rest| rest.starts_with(':') && !rest.starts_with(": "));
        let is_mailbox = MAILBOXES.contains(&local.to_ascii_lowercase().as_str());
        if !local.is_empty() && is_named && !is_place && !is_mailbox {
            found.push(start..at + 1 + host.len());
        }
    }
    found
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Tells whether a place in a text is the beginning of a sentence or of a line.
fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let trimmed = before.trim_end_matches([' ', '\t', '"', '(', '*', '-', '\u{201c}']);
    // The point after an initial, as in `M. Okafor`, ends no sentence.
    let is_initial = trimmed.strip_suffix('.').is_some_and(|lead| {
        let mut letters = lead.chars().rev();
        letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_none_or(|c| !c.is_alphanumeric())
    });
    !is_initial && (trimmed.is_empty() || trimmed.ends_with(['.', '!', '?', ':', ';', '\n']))
}
