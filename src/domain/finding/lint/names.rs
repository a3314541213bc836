//! People's names: a record tells people by their role, so that it is about the system and can be handed on.
//!
//! Known are the people whom the audit's records name (its team, auditees, owners, whoever answered a row or moved a record)
//! and the authors of the repository. A name that is itself a role (`Quality Manager <qm@example.org>`) names nobody. A
//! surname counts alone only of those whom the records name, and where it is written as in the name and not at the beginning
//! of a sentence. Where it was found may say whose process it is, and is left alone.

use std::{collections::BTreeSet, ops::Range};

use crate::domain::{papers::WorkingPapers, person::Person};

use super::{
    super::Finding,
    Remark, Rule,
    words::{Word, quoted, words},
};

/// How short a surname may be to be looked for on its own.
const SHORTEST: usize = 4;

/// Words that make a name that of a role.
const ROLES: [&str; 33] = [
    "administrator",
    "ai",
    "analyst",
    "audit",
    "auditor",
    "automation",
    "board",
    "bot",
    "ci",
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

/// The names that are looked for in the texts of findings: put together once for an audit, and not at each look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(Vec<Name>);

/// A name of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    /// Its words in lower case.
    words: Vec<String>,
    /// The surname as it is written, where that counts alone.
    surname: Option<String>,
}

impl Names {
    /// Takes the names of those whom the records of an audit name, and of authors of the repository; roles are left out.
    pub fn of(papers: &WorkingPapers, authors: &[Person]) -> Self {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let auditees = auditees(papers);
        let in_records = named_in(papers).chain(&auditees);
        let in_records = in_records.map(|person| (person.name.as_str(), true));
        let authors = authors.iter().map(|person| (person.name.as_str(), false));
        let once = in_records
            .chain(authors)
            .filter(|(name, _)| seen.insert(name));
        Self(
            once.filter_map(|(name, is_recorded)| Name::of(name, is_recorded))
                .collect(),
        )
    }
}

impl Name {
    /// Takes a name apart; none for one word, and for a role.
    fn of(name: &str, is_recorded: bool) -> Option<Self> {
        let words = words(name);
        let [_, .., surname] = words.as_slice() else {
            return None;
        };
        let is_role = |word: &Word<'_>| ROLES.contains(&word.lower.as_str());
        if words.iter().any(is_role) {
            return None;
        }
        let is_long = surname.text.chars().count() >= SHORTEST && starts_upper(surname.text);
        Some(Self {
            surname: (is_recorded && is_long).then(|| surname.text.to_owned()),
            words: words.iter().map(|word| word.lower.clone()).collect(),
        })
    }

    /// Finds where a text names somebody, by the whole name or the surname.
    fn within(&self, text: &str, words: &[Word<'_>]) -> Vec<Range<usize>> {
        let whole = words.windows(self.words.len()).filter_map(|window| {
            let same = window.iter().zip(&self.words).all(|(a, b)| a.lower == *b);
            let (first, last) = (window.first()?, window.last()?);
            same.then_some(first.span.start..last.span.end)
        });
        let mut found: Vec<Range<usize>> = whole.collect();
        if let Some(surname) = &self.surname {
            let alone = words.iter().filter(|word| word.text == surname);
            let within = alone.filter(|word| !begins_sentence(text, word.span.start));
            found.extend(within.map(|word| word.span.clone()));
        }
        found
    }
}

pub(super) fn check(finding: &Finding, names: &Names, remarks: &mut Vec<Remark>) {
    for told in finding.told_texts() {
        let words = words(told.text);
        let quotes = quoted(told.text);
        let mut found = addresses(told.text);
        found.extend(titled(told.text, &words));
        for name in &names.0 {
            found.extend(name.within(told.text, &words));
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

/// Iterates over the people whom the records of an audit name, one as often as there is.
fn named_in(papers: &WorkingPapers) -> impl Iterator<Item = &Person> {
    let team = papers.audit.team.iter().map(|member| &member.person);
    let actions = papers.actions.values().flat_map(|action| {
        let planned = action.actions.iter().filter_map(|part| part.owner.as_ref());
        let moved = action.history.iter().map(|entry| &entry.by);
        let verifier = action.effectiveness.verifier.iter();
        action
            .owner
            .iter()
            .chain(planned)
            .chain(moved)
            .chain(verifier)
    });
    let findings = papers.findings.values();
    let moved = findings.flat_map(|finding| finding.history.iter().map(|entry| &entry.by));
    let sheets = papers.answers.values();
    let answered = sheets.flat_map(|sheet| sheet.answers.iter().filter_map(|a| a.by.as_ref()));
    team.chain(actions).chain(moved).chain(answered)
}

/// Lists the auditees that are written as persons: most are roles or units.
fn auditees(papers: &WorkingPapers) -> Vec<Person> {
    let auditees = papers.audit.auditees.iter();
    auditees.filter_map(|text| text.parse().ok()).collect()
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
