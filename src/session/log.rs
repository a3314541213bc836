//! Who changed which records, when: read from the commits.

use crate::{
    domain::{
        id::{ActionId, AuditId, FindingId, SampleId},
        record::RecordKey,
    },
    error::{Error, Result},
    vcs::LogEntry,
};

use super::Session;

/// What a log is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogSubject {
    /// Every record of the workspace.
    Workspace,
    /// Every record of an audit.
    Audit(AuditId),
    /// One finding.
    Finding(FindingId),
    /// One corrective action.
    Action(ActionId),
    /// One sample.
    Sample(SampleId),
}

impl LogSubject {
    /// Reads an audit's id, a finding's, an action's or a sample's; nothing means the workspace.
    pub fn parse(text: Option<&str>) -> Result<Self> {
        let Some(text) = text else {
            return Ok(Self::Workspace);
        };
        if let Ok(id) = text.parse() {
            return Ok(Self::Finding(id));
        }
        if let Ok(id) = text.parse() {
            return Ok(Self::Action(id));
        }
        if let Ok(id) = text.parse() {
            return Ok(Self::Sample(id));
        }
        text.parse()
            .map(Self::Audit)
            .map_err(|cause| Error::usage(format!("Could not read the log: {cause}")))
    }
}

impl Session {
    /// Lists the commits that touched the subject's records, newest first.
    pub fn log(&self, subject: &LogSubject, limit: usize) -> Result<Vec<LogEntry>> {
        let folder = self.store().records_folder();
        let paths = match subject {
            LogSubject::Workspace => vec!["tickmark.toml".to_owned(), folder.to_owned()],
            LogSubject::Audit(id) => vec![format!("{folder}/{}", self.audit(id)?.audit.id)],
            LogSubject::Finding(id) => {
                let holder = self.papers().values().find(|p| p.findings.contains_key(id));
                let key = holder.map(|p| RecordKey::Finding(p.audit.id.clone(), id.clone()));
                vec![
                    self.store()
                        .path_of(&key.ok_or_else(|| unknown(id.as_str()))?),
                ]
            }
            LogSubject::Action(id) => {
                let holder = self.papers().values().find(|p| p.actions.contains_key(id));
                let key = holder.map(|p| RecordKey::Action(p.audit.id.clone(), id.clone()));
                vec![
                    self.store()
                        .path_of(&key.ok_or_else(|| unknown(id.as_str()))?),
                ]
            }
            LogSubject::Sample(id) => {
                let holder = self.papers().values().find(|p| p.samples.contains_key(id));
                let key = holder.map(|p| RecordKey::Sample(p.audit.id.clone(), id.clone()));
                vec![
                    self.store()
                        .path_of(&key.ok_or_else(|| unknown(id.as_str()))?),
                ]
            }
        };
        Ok(self.repository().log(&paths, limit)?)
    }
}

fn unknown(id: &str) -> Error {
    Error::usage(format!(
        "Could not find {id}: no audit of this workspace has it"
    ))
    .hint("list them: tickmark finding list, tickmark action list, tickmark sample list AUDIT")
}
