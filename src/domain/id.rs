//! Names of things in records: audits, checklists, clauses, questions, findings, corrective actions, samples, citations.
//!
//! Ids of findings, actions, samples and citations are a letter and six characters of Crockford's base 32, drawn at random, so
//! that two clones never collide; they are never reused. An audit's id is a slug that the user chooses.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Says why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidId {
    what: &'static str,
    given: String,
    rule: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no {}: {}",
            self.given.escape_debug(),
            self.what,
            self.rule
        )
    }
}

impl std::error::Error for InvalidId {}

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn is_slug(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 64
        && text.starts_with(edge)
        && text.ends_with(edge)
        && text.chars().all(|c| edge(c) || c == '-')
}

fn is_audit(text: &str) -> bool {
    // These name what lies beside the folders of the audits.
    is_slug(text) && !matches!(text, "soa" | "programme")
}

fn is_reference(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    text.len() <= 64
        && text.starts_with(edge)
        && text.ends_with(|c| edge(c) || c == ')')
        && !text.contains("..")
        && text
            .chars()
            .all(|c| edge(c) || matches!(c, '.' | ' ' | '-' | '(' | ')'))
}

fn is_question(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 32
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn is_system(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    text.len() <= 64
        && text.starts_with(edge)
        && text.ends_with(edge)
        && !text.contains("..")
        && text
            .chars()
            .all(|c| edge(c) || matches!(c, '.' | ' ' | '-' | '_'))
}

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident, $what:literal, $valid:expr, $rule:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Returns the text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidId { what: $what, given: text.to_owned(), rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

text_id!(
    /// Names an audit: the slug that is also the name of its folder.
    AuditId,
    "audit id",
    is_audit,
    "lower-case letters, digits and hyphens, at most 64, and neither soa nor programme"
);
text_id!(
    /// Names a checklist, such as `iso-42001`.
    ChecklistId,
    "checklist id",
    is_slug,
    "lower-case letters, digits and hyphens, at most 64"
);
text_id!(
    /// Names a grade of the organisation's own, such as `major-safety`.
    GradeId,
    "grade id",
    is_slug,
    "lower-case letters, digits and hyphens, at most 64"
);
text_id!(
    /// Names a clause or control within its checklist, such as `6.1.2` or `A.6.2.4`.
    Ref,
    "clause or control reference",
    is_reference,
    "letters, digits, dots, spaces, hyphens and parentheses, at most 64"
);
text_id!(
    /// Names a question within its clause or control; permanent, so that answers stay where they belong.
    QuestionId,
    "question id",
    is_question,
    "letters, digits and hyphens, at most 32"
);

text_id!(
    /// Names a step of the trail of an AI system, such as `impact-assessment`.
    StepId,
    "step of a trail",
    is_slug,
    "lower-case letters, digits and hyphens, at most 64"
);
text_id!(
    /// Names an AI system as the organization's register does, such as `AI-007`; also the name of the record of its trail.
    SystemId,
    "id of an AI system",
    is_system,
    "letters, digits, dots, spaces, hyphens and underscores, at most 64"
);

macro_rules! drawn_id {
    ($(#[$meta:meta])* $name:ident, $letter:literal, $what:literal) => {
        text_id!(
            $(#[$meta])*
            $name,
            $what,
            |text| {
                text.strip_prefix(concat!($letter, "-")).is_some_and(|tail| {
                    tail.len() == 6 && tail.bytes().all(|byte| CROCKFORD.contains(&byte))
                })
            },
            "it reads like F-7K3QX2: a letter, a hyphen, six of 0-9 A-Z without I L O U"
        );

        impl $name {
            /// Makes an id from 30 random bits (the lower ones of `random`).
            pub fn draw(random: u32) -> Self {
                let mut text = String::from(concat!($letter, "-"));
                for place in (0..6).rev() {
                    let digit = (random >> (place * 5)) as usize & 31;
                    text.push(CROCKFORD.get(digit).copied().map_or('0', char::from));
                }
                Self(text)
            }
        }
    };
}

drawn_id!(
    /// Names a finding: `F-7K3QX2`.
    FindingId,
    "F",
    "finding id"
);
drawn_id!(
    /// Names a corrective action: `C-2M9VTA`.
    ActionId,
    "C",
    "corrective action id"
);
drawn_id!(
    /// Names a sample: `S-9D0KXM`.
    SampleId,
    "S",
    "sample id"
);
drawn_id!(
    /// Names a citation of evidence: `E-4T6W0N`.
    EvidenceId,
    "E",
    "evidence id"
);

/// A clause or control of one checklist, as a criterion of a finding: `iso-42001:6.1.2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Criterion {
    /// The checklist.
    pub checklist: ChecklistId,
    /// The clause or control.
    pub reference: Ref,
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.checklist, self.reference)
    }
}

impl FromStr for Criterion {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let (checklist, reference) = text.split_once(':').ok_or_else(|| InvalidId {
            what: "criterion",
            given: text.to_owned(),
            rule: "it reads CHECKLIST:REF, such as iso-42001:6.1.2",
        })?;
        Ok(Self {
            checklist: checklist.parse()?,
            reference: reference.parse()?,
        })
    }
}

impl TryFrom<String> for Criterion {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<Criterion> for String {
    fn from(criterion: Criterion) -> Self {
        criterion.to_string()
    }
}

/// One row of an audit: a question of a clause or control of a checklist, `iso-42001:6.1.2#1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RowKey {
    /// The checklist.
    pub checklist: ChecklistId,
    /// The clause or control.
    pub reference: Ref,
    /// The question.
    pub question: QuestionId,
}

impl RowKey {
    /// Returns the clause or control that the row asks about.
    pub fn criterion(&self) -> Criterion {
        Criterion {
            checklist: self.checklist.clone(),
            reference: self.reference.clone(),
        }
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}#{}", self.checklist, self.reference, self.question)
    }
}

impl FromStr for RowKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let (criterion, question) = text.split_once('#').ok_or_else(|| InvalidId {
            what: "row",
            given: text.to_owned(),
            rule: "it reads CHECKLIST:REF#QUESTION, such as iso-42001:6.1.2#1",
        })?;
        let Criterion {
            checklist,
            reference,
        } = criterion.parse()?;
        Ok(Self {
            checklist,
            reference,
            question: question.parse()?,
        })
    }
}

impl TryFrom<String> for RowKey {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<RowKey> for String {
    fn from(row: RowKey) -> Self {
        row.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_row_reads_as_it_is_written() {
        let row: RowKey = "iso-42001:A.6.2.4#2".parse().unwrap();
        assert_eq!(row.reference.as_str(), "A.6.2.4");
        assert_eq!(row.to_string(), "iso-42001:A.6.2.4#2");
    }

    #[test]
    fn an_id_cannot_name_a_path_elsewhere() {
        for text in [
            "soa", "", ".", "..", "a/b", "../x", "a\\b", "-a", "a-", "A", "x\0",
        ] {
            assert!(text.parse::<AuditId>().is_err(), "{text:?}");
        }
        for text in ["", "..", "6..1", "/6", "6/1", ".git", "6.", "a\u{202e}b"] {
            assert!(text.parse::<Ref>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_id_of_a_system_can_name_a_file_and_no_other_place() {
        for text in ["AI-007", "claims triage", "v1.2_b", "7"] {
            assert!(text.parse::<SystemId>().is_ok(), "{text:?}");
        }
        for text in [
            "",
            ".",
            "..",
            "a/b",
            "a..b",
            "-a",
            "a ",
            "AI\n7",
            "caf\u{e9}",
        ] {
            assert!(text.parse::<SystemId>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_drawn_id_is_valid(random: u32) {
            let id = FindingId::draw(random);
            prop_assert_eq!(id.as_str().parse::<FindingId>().unwrap(), id);
        }
    }
}
