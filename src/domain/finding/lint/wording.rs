//! Advice, causes and vague words: what does not belong into a statement, or says too little.
//!
//! What is to be done is the auditee's choice, and why it happened is for the auditee to find out. Words that leave open how
//! much or how well cannot be checked; one that the requirement itself uses is its wording, and is left alone.

use std::ops::Range;

use super::{
    super::{Finding, FindingType},
    Remark, Rule,
    words::{Word, is_english, phrase, quoted, words},
};

/// Says what is to be done.
const ADVICE: [&str; 26] = [
    "should",
    "shall be introduced",
    "must be introduced",
    "must be implemented",
    "must be established",
    "must be created",
    "must be added",
    "must be trained",
    "must be improved",
    "must be updated",
    "must be corrected",
    "must introduce",
    "must implement",
    "must establish",
    "needs to",
    "need to",
    "has to be",
    "have to be",
    "ought to",
    "recommend",
    "recommends",
    "recommended",
    "recommendation",
    "advisable",
    "we suggest",
    "could be improved",
];

/// Says why it happened.
const CAUSES: [&str; 20] = [
    "because",
    "due to",
    "owing to",
    "caused by",
    "as a result of",
    "root cause",
    "human error",
    "lack of awareness",
    "lack of training",
    "lack of time",
    "lack of resources",
    "lack of knowledge",
    "forgot",
    "forgotten",
    "negligence",
    "negligent",
    "careless",
    "carelessness",
    "by mistake",
    "overlooked",
];

/// What comes after `due to` where it tells a date and no cause.
const DATES: [&str; 7] = ["be", "expire", "start", "end", "begin", "finish", "close"];

/// Leaves open how much, how often or how well.
const VAGUE: [&str; 30] = [
    "some",
    "several",
    "many",
    "few",
    "various",
    "numerous",
    "often",
    "sometimes",
    "usually",
    "frequently",
    "rarely",
    "occasionally",
    "regularly",
    "generally",
    "mostly",
    "partly",
    "largely",
    "adequate",
    "adequately",
    "inadequate",
    "inadequately",
    "appropriate",
    "appropriately",
    "sufficient",
    "sufficiently",
    "insufficient",
    "insufficiently",
    "properly",
    "etc",
    "and so on",
];

pub(super) fn check(finding: &Finding, remarks: &mut Vec<Remark>) {
    let statement = finding.statement.as_str();
    if is_english(statement) {
        let words = words(statement);
        // That something could be better is what an opportunity says.
        let takes_advice = match finding.kind {
            FindingType::Opportunity | FindingType::GoodPractice => true,
            FindingType::Major | FindingType::Minor | FindingType::Observation => false,
        };
        if !takes_advice {
            let help = "say what is not met; what to do about it is the auditee's choice";
            say(statement, &words, &ADVICE, remarks, |said| {
                let text = format!("\"{said}\" gives advice");
                Remark::about(Rule::Advice, "statement", text, help)
            });
        }
        if finding.kind != FindingType::GoodPractice {
            let help =
                "say how it fails the requirement; why it happened is for the auditee to find out";
            say(statement, &words, &CAUSES, remarks, |said| {
                let text = format!("\"{said}\" gives a cause");
                Remark::about(Rule::Cause, "statement", text, help)
            });
        }
    }
    let required: Vec<String> = words(&finding.requirement)
        .into_iter()
        .map(|word| word.lower)
        .collect();
    let vague: Vec<&str> = VAGUE
        .into_iter()
        .filter(|word| !required.iter().any(|own| own == word))
        .collect();
    let help = "say how many, how often, or against which measure";
    for (field, text) in [
        ("objective-evidence", finding.objective_evidence.as_str()),
        ("statement", statement),
    ] {
        if is_english(text) {
            say(text, &words(text), &vague, remarks, |said| {
                let text = format!("\"{said}\" is vague");
                Remark::about(Rule::Vague, field, text, help)
            });
        }
    }
}

/// Makes a remark for each of the phrases in a text, quotations left out.
fn say(
    text: &str,
    words: &[Word<'_>],
    phrases: &[&str],
    remarks: &mut Vec<Remark>,
    remark: impl Fn(&str) -> Remark,
) {
    let quotes = quoted(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    for wanted in phrases {
        for (at, span) in phrase(words, wanted) {
            let next = words.get(at).map_or("", |word| word.lower.as_str());
            let is_date = *wanted == "due to" && DATES.contains(&next);
            let is_quoted = quotes.iter().any(|quote| quote.contains(&span.start));
            if !is_date && !is_quoted {
                found.push(span);
            }
        }
    }
    found.sort_by_key(|span| span.start);
    for span in found {
        let said = text.get(span.clone()).unwrap_or_default();
        let said: Vec<&str> = said.split_whitespace().collect();
        remarks.push(remark(&said.join(" ")).at(span));
    }
}
