//! Editions of checklists: which one an audit was planned with, how two differ, and the upgrade from one to another.

use std::path::Path;

use serde::Serialize;

use crate::{
    domain::{
        audit::AuditState,
        change::{Change, Edit},
        checklist::{
            Checklist,
            upgrade::{self, Effect},
        },
        id::{AuditId, ChecklistId},
        papers::WorkingPapers,
        record::Record,
        similar,
    },
    error::{Error, Result},
    store::library::{self, Library, content_hash},
};

use super::{Session, checklists};

/// The copy of a checklist that an audit keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Edition {
    /// The checklist's id.
    pub id: ChecklistId,
    /// What it is about.
    pub title: String,
    /// The standard or framework.
    pub standard: String,
    /// The standard's edition.
    pub edition: String,
    /// The version of the checklist.
    pub version: String,
    /// The language.
    pub language: String,
    /// The licence of its questions.
    pub licence: String,
    /// Where numbers, titles and questions come from.
    pub provenance: String,
    /// The SHA-256 of the copy, in hexadecimal.
    pub hash: String,
    /// What is at hand now, where that says something else.
    pub another: Option<Another>,
}

/// A checklist at hand that says something else than the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Another {
    /// Its version.
    pub version: String,
    /// Its hash.
    pub hash: String,
    /// Whether its version is a later one.
    pub newer: bool,
}

impl Another {
    /// Says what is at hand: `a newer version 1.2.0`.
    pub fn phrase(&self) -> String {
        let what = if self.newer { "a newer" } else { "another" };
        let version = crate::safe::escape_line(&self.version);
        format!("{what} version {version}").trim_end().to_owned()
    }
}

/// An upgrade that can be made: the change, and what it means for the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgrade {
    /// The change.
    pub change: Change,
    /// The checklist.
    pub checklist: ChecklistId,
    /// The version of the copy now.
    pub from: String,
    /// The version that it becomes.
    pub to: String,
    /// What becomes of rows and answers.
    pub effect: Effect,
}

/// Makes a change in the papers of its audit; where it brings another edition of a checklist, that too.
pub fn apply(change: &Change, papers: &mut WorkingPapers) {
    change.apply(papers);
    for edit in &change.edits {
        if let (
            Some(Record::Criteria { .. }),
            Some(Record::Criteria {
                checklist, text, ..
            }),
        ) = (&edit.before, &edit.after)
        {
            match library::parse(text, &format!("{checklist}.toml")) {
                Ok(checklist) => papers.replace_checklist(checklist),
                // What was written was read before.
                Err(fault) => tracing::error!(%fault, "the copy of a checklist cannot be read"),
            }
        }
    }
}

/// Reads a checklist file, made whole where it extends another.
pub fn read_file(library: &Library, path: &Path, shown: &str) -> Result<Checklist> {
    let faults = match checklists::read(path, shown)? {
        Ok(text) => match library.read(&text, shown) {
            Ok((checklist, _)) => return Ok(checklist),
            Err(faults) => faults,
        },
        Err(fault) => vec![fault],
    };
    Err(Error::usage(format!(
        "Could not read the checklist {}",
        crate::safe::escape_line(shown)
    ))
    .details(faults.iter().map(ToString::to_string))
    .hint("all its faults: tickmark checklist lint FILE"))
}

impl Session {
    /// Lists the checklists that an audit was planned with, as it keeps them.
    pub fn editions(&self, papers: &WorkingPapers) -> Vec<Edition> {
        let edition = |copy: &Checklist| Edition {
            id: copy.id.clone(),
            title: copy.title.clone(),
            standard: copy.standard.clone(),
            edition: copy.edition.clone(),
            version: copy.version.clone(),
            language: copy.language.clone(),
            licence: copy.licence.clone(),
            provenance: copy.provenance.clone(),
            hash: self
                .store()
                .copy(&papers.audit.id, &copy.id)
                .map(content_hash)
                .unwrap_or_default(),
            another: self.another(copy),
        };
        papers.checklists().map(edition).collect()
    }

    fn another(&self, copy: &Checklist) -> Option<Another> {
        let entry = self.library().get(&copy.id)?.ok()?;
        let version = &entry.checklist.version;
        (!upgrade::is_current(copy, &entry.checklist)).then(|| Another {
            newer: upgrade::is_later(version, &copy.version),
            version: version.clone(),
            hash: entry.hash(),
        })
    }

    /// Finds the copy of a checklist that an audit keeps, or says which ones it has.
    pub fn copy(&self, audit: &AuditId, checklist: &str) -> Result<&Checklist> {
        let papers = self.audit(audit)?;
        let id = checklist.parse::<ChecklistId>().ok();
        let found = id.and_then(|id| papers.checklists.get(&id));
        found.ok_or_else(|| {
            let known: Vec<&str> = papers.checklists().map(|c| c.id.as_str()).collect();
            let error = Error::usage(format!(
                "Could not find the checklist {} in the audit {audit}: it is not audited against it",
                crate::safe::escape_line(checklist)
            ));
            match similar::nearest(checklist, known.iter().copied()) {
                Some(near) => error.hint(format!("did you mean {near}?")),
                None => error.hint(format!("it is audited against {}", known.join(", "))),
            }
        })
    }

    /// Makes the upgrade of an audit to the edition of a checklist that is at hand now; none where it has that already.
    ///
    /// Refuses an audit that is issued or closed: it stays as it was judged. No answer is lost; see
    /// [`upgrade`](mod@upgrade).
    pub fn upgrade(&self, audit: &AuditId, checklist: &str) -> Result<Option<Upgrade>> {
        let papers = self.audit(audit)?;
        let id = self.copy(audit, checklist)?.id.clone();
        let could_not = |why: String| format!("Could not upgrade {id} in {audit}: {why}");
        match papers.audit.state {
            AuditState::Planned | AuditState::Fieldwork | AuditState::Reporting => {}
            state @ (AuditState::Issued | AuditState::FollowUp | AuditState::Closed) => {
                let why = format!("the audit is {}", state.label());
                return Err(Error::refused(could_not(why))
                    .hint("its report is out, and it stays as it was judged"));
            }
        }
        let entry = self.checklist(id.as_str())?;
        if let Some(why) = entry.checklist.contradiction() {
            return Err(
                Error::usage(could_not(format!("in the checklist at hand {why}")))
                    .hint(format!("all its faults: tickmark checklist lint {id}")),
            );
        }
        let Some(old) = papers.checklists.get(&id) else {
            return Ok(None);
        };
        if upgrade::is_current(old, &entry.checklist) {
            return Ok(None);
        }
        let Some(made) = upgrade::upgrade(papers, &entry.checklist) else {
            return Ok(None);
        };
        let text = if made.checklist == entry.checklist {
            entry.text.clone()
        } else {
            let remark = format!(
                "{id} {}, with what the audit {audit} keeps of its copy before.",
                crate::safe::escape_line(&entry.checklist.version)
            );
            library::whole_text(&made.checklist, &remark)
                .ok_or_else(|| Error::unavailable(could_not("it cannot be written".to_owned())))?
        };
        let record = |text: String| Record::Criteria {
            audit: audit.clone(),
            checklist: id.clone(),
            text,
        };
        let before = self.store().copy(audit, &id).map(str::to_owned);
        Ok(Some(Upgrade {
            change: Change {
                what: format!("{id} upgraded"),
                edits: vec![Edit {
                    before: before.map(record),
                    after: Some(record(text)),
                }],
            },
            from: old.version.clone(),
            to: entry.checklist.version.clone(),
            effect: made.effect,
            checklist: id,
        }))
    }
}
