//! The parts of a corrective action: how the case was reacted to, what is planned, what else it changes, how its effect is
//! judged.

use std::fmt;

use jiff::civil::Date;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, SeqAccess, Visitor, value},
};

use crate::domain::{id::EvidenceId, person::Person};

words! {
    /// What a check of effectiveness came to.
    pub enum EffectivenessResult: "effectiveness result" {
        /// It worked.
        Effective = "effective", "effective";
        /// It did not.
        NotEffective = "not-effective", "not effective";
    }
}

words! {
    /// What of the management system a corrective action changes.
    pub enum ChangeKind: "kind of change" {
        /// A risk, its level or its treatment.
        Risk = "risk", "risk";
        /// The statement of applicability.
        Applicability = "soa", "statement of applicability";
        /// An AI system impact assessment.
        ImpactAssessment = "impact-assessment", "impact assessment";
        /// A procedure or other documented information.
        Procedure = "procedure", "procedure";
        /// Something else, such as training.
        Other = "other", "other";
    }
}

/// What was done about the found case: at once to contain it, or to put it right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reaction {
    /// What.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
    /// Which of the citations of the record show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

impl Reaction {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads it as it is written today, or as a text alone, as it was before.
    pub(super) fn read<'de, D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = Reaction;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table with what, done and evidence")
            }

            fn visit_str<E>(self, what: &str) -> Result<Reaction, E> {
                Ok(Reaction {
                    what: what.to_owned(),
                    ..Reaction::default()
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Reaction, A::Error> {
                Reaction::deserialize(value::MapAccessDeserializer::new(table))
            }
        }
        reader.deserialize_any(Written)
    }
}

/// A change to the management system that goes with a corrective action (ISO/IEC 42001, 10.2 e).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SystemChange {
    /// The number within the record: `1`, `2`, ...
    pub id: String,
    /// What of the system.
    pub kind: ChangeKind,
    /// What becomes other there.
    pub what: String,
    /// Where it stands: a document, a register and its entry.
    #[serde(default, rename = "where", skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
}

impl SystemChange {
    /// Reads the changes as they are written today, or as one text, as they were before.
    pub(super) fn read_all<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<Self>, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = Vec<SystemChange>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("tables with id, kind, what, where and done")
            }

            fn visit_str<E>(self, what: &str) -> Result<Self::Value, E> {
                Ok(vec![SystemChange {
                    id: "1".to_owned(),
                    kind: ChangeKind::Other,
                    what: what.to_owned(),
                    place: String::new(),
                    done: None,
                }])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, tables: A) -> Result<Self::Value, A::Error> {
                Deserialize::deserialize(value::SeqAccessDeserializer::new(tables))
            }
        }
        reader.deserialize_any(Written)
    }

    /// Says what it is in a line: `procedure: the waiver goes (releases.md, section 3)`.
    pub fn told(&self) -> String {
        let place = self.place.trim();
        let at = if place.is_empty() {
            String::new()
        } else {
            format!(" ({place})")
        };
        format!("{}: {}{at}", self.kind.label(), self.what)
    }
}

/// One thing that is done so that it does not happen again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlannedAction {
    /// The number within the record: `1`, `2`, ...
    pub id: String,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Person>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
    /// What shows that it was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proof: String,
    /// The commit that did it; in another repository after its name and `@`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub commit: String,
    /// Which of the citations of the record show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

/// How it is judged whether the actions worked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Effectiveness {
    /// What has to be true.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub criterion: String,
    /// How it is measured.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub measure: String,
    /// The first day on which it can be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Date>,
    /// Until when it is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Who is to judge it, or has: neither owner nor implementer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<Person>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<EffectivenessResult>,
    /// What the result rests on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// Which of the citations of the record show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

impl Effectiveness {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
