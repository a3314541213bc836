//! What a programme leaves out: what fewer audits look at than are to, and audits that were to begin and are not made.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;

use super::{
    Programme, Standing, Subject,
    coverage::{Coverage, Covered, Part, Unasked},
};
use crate::domain::{id::AuditId, papers::WorkingPapers};

/// Something that the programme leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// Fewer audits look at it than are to.
    Short {
        /// What; a clause stands for all below it that are left out alike.
        subject: Subject,
        /// Its title.
        title: String,
        /// How many clauses with questions are meant, itself included.
        count: usize,
        /// How many audits are to look at it.
        wanted: u32,
        /// How many do, or will.
        audits: u32,
    },
    /// The programme says how often it is audited, and asks for nothing by that.
    Unasked {
        /// What.
        subject: Subject,
        /// Why not.
        why: Unasked,
    },
    /// An audit was to begin, and is not made.
    Late {
        /// Which one.
        audit: AuditId,
        /// When it was to begin.
        start: Date,
    },
    /// An audit has no date.
    Undated {
        /// Which one.
        audit: AuditId,
    },
}

/// Says how often: `once`, `twice`, `3 times`.
pub fn times(n: u32) -> String {
    match n {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short {
                subject,
                title,
                count,
                wanted,
                audits,
            } => {
                match subject {
                    Subject::Clause(clause) => write!(f, "{clause} {title}")?,
                    Subject::Process(name) => write!(f, "process \"{name}\"")?,
                    Subject::AiSystem(name) => write!(f, "AI system \"{name}\"")?,
                }
                if *count > 1 {
                    write!(f, " with what is below it ({count} clauses)")?;
                }
                match audits {
                    0 => f.write_str(" is in no audit of the period"),
                    n => write!(
                        f,
                        " is planned or audited {}, {} is asked",
                        times(*n),
                        times(*wanted)
                    ),
                }
            }
            Self::Unasked { subject, why } => {
                write!(f, "the programme says how often {subject} is audited, and ")?;
                f.write_str(match why {
                    Unasked::NoSuchClause => "its checklist has no such clause",
                    Unasked::NotCovered => "does not cover its checklist",
                })
            }
            Self::Late { audit, start } => {
                write!(
                    f,
                    "the audit {audit} was to begin on {start} and is not made"
                )
            }
            Self::Undated { audit } => write!(f, "the audit {audit} has no date"),
        }
    }
}

/// Lists what the programme leaves out; clauses that are left out alike with all beside them are told by the one above.
pub fn gaps(
    programme: &Programme,
    coverage: &Coverage,
    made: &BTreeMap<AuditId, WorkingPapers>,
    today: Date,
) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = coverage.parts.iter().flat_map(of_part).collect();
    let unasked = coverage.unasked.iter();
    gaps.extend(unasked.map(|(subject, why)| Gap::Unasked {
        subject: subject.clone(),
        why: *why,
    }));
    for audit in &programme.audits {
        match (audit.standing(made, today), audit.start) {
            (Standing::Late, Some(start)) => gaps.push(Gap::Late {
                audit: audit.id.clone(),
                start,
            }),
            (Standing::Planned, None) => gaps.push(Gap::Undated {
                audit: audit.id.clone(),
            }),
            (Standing::Dropped(_) | Standing::Planned | Standing::Late | Standing::Made(_), _) => {}
        }
    }
    gaps
}

fn of_part(part: &Part) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut at = 0;
    while let Some(line) = part.lines.get(at) {
        let below = part
            .lines
            .iter()
            .skip(at + 1)
            .take_while(|other| other.depth > line.depth)
            .count();
        let all = part.lines.get(at..=at + below).unwrap_or_default();
        // What is excluded is not asked for, and speaks neither for nor against it.
        let asked: Vec<&Covered> = all
            .iter()
            .filter(|line| line.is_asked && line.excluded.is_none())
            .collect();
        let alike = asked.first().is_some_and(|first| {
            first.is_short()
                && asked
                    .iter()
                    .all(|other| (other.wanted, other.audits) == (first.wanted, first.audits))
        });
        if let Some(first) = asked.first().filter(|_| alike) {
            gaps.push(Gap::Short {
                subject: line.subject.clone(),
                title: line.title.clone(),
                count: asked.len(),
                wanted: first.wanted,
                audits: first.audits,
            });
            at += below;
        } else if line.is_short() {
            gaps.push(Gap::Short {
                subject: line.subject.clone(),
                title: line.title.clone(),
                count: 1,
                wanted: line.wanted,
                audits: line.audits,
            });
        }
        at += 1;
    }
    gaps
}
