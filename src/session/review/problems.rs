//! What is wrong with pending records in themselves, whoever commits them.

use std::collections::BTreeSet;

use crate::{
    domain::{
        applicability::Statements,
        problem::{Problem, Severity},
        record::RecordKey,
    },
    safe::escape_line,
    store::{Located, Store},
    vcs::Change,
};

use super::{super::Session, PendingRecord};

impl Session {
    /// Lists the records whose files somebody else has changed since they were read.
    pub(super) fn changed_outside(&self, files: &[PendingRecord]) -> Vec<Problem> {
        let behind = |file: &&PendingRecord| {
            let key = file.key.as_ref();
            file.kept.is_none() && key.is_some_and(|key| self.store().is_behind(key, &file.new))
        };
        let problem = |file: &PendingRecord| {
            Some(Problem {
                record: file.key.clone()?,
                severity: Severity::Blocks,
                text: "its file has changed since it was read: the records are to be read again"
                    .to_owned(),
            })
        };
        files.iter().filter(behind).filter_map(problem).collect()
    }

    /// Lists the faults of the pending records that cannot be understood.
    pub(super) fn problems_of_broken(&self, files: &[PendingRecord]) -> Vec<Problem> {
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let mut problems = Vec::new();
        for broken in self.broken() {
            let Some(key) = &broken.key else { continue };
            if paths.contains(broken.path.as_str()) {
                problems.extend(broken.faults().map(|fault| Problem {
                    record: key.clone(),
                    severity: Severity::Blocks,
                    text: fault.to_string(),
                }));
            }
        }
        problems
    }

    /// Lists what is odd about the statements of applicability that are pending.
    pub(super) fn problems_of_statements(
        &self,
        pending: impl Fn(&RecordKey) -> bool,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (id, statement) in self.applicability() {
            let record = RecordKey::Applicability(id.clone());
            if !pending(&record) {
                continue;
            }
            let links: Vec<_> = statement.citations().map(|(_, link)| link).collect();
            let checklist = self.controls_of(id.as_str()).ok();
            problems.extend(statement.problems(checklist, &self.check_links(&links)));
            for papers in self.papers().values().filter(|p| p.follows_statements()) {
                let only = Statements::from([(id.clone(), statement.clone())]);
                let apart = papers.out_of_step(&only);
                if !apart.is_empty() {
                    let audit = &papers.audit.id;
                    problems.push(Problem {
                        record: record.clone(),
                        severity: Severity::Warning,
                        text: format!(
                            "the audit {audit} is out of step with it ({}): tickmark soa apply {audit}",
                            apart.summary()
                        ),
                    });
                }
            }
        }
        problems
    }
}

/// Tells of ids that stand twice in a record that was edited by hand, and of keys that look like a slip of the pen.
pub(super) fn oddities(file: &PendingRecord) -> Vec<Problem> {
    let Some(key) = file.key.as_ref().filter(|_| file.kept.is_none()) else {
        return Vec::new();
    };
    let problem = |severity, odd: Located| Problem {
        record: key.clone(),
        severity,
        text: format!(
            "line {}: {}: {}",
            odd.line,
            odd.message,
            odd.hint.unwrap_or_default()
        ),
    };
    // Which of two counts, nobody could tell afterwards.
    let doubles = Store::doubles(key, &file.path, &file.new).into_iter();
    let odd = Store::odd_keys(key, &file.path, &file.new).into_iter();
    doubles
        .map(|odd| problem(Severity::Blocks, odd))
        .chain(odd.map(|odd| problem(Severity::Warning, odd)))
        .collect()
}

/// Says that a record which was committed is gone: it is withdrawn, never removed, and its id never used again.
pub(super) fn removed(file: &PendingRecord) -> Option<Problem> {
    let record = file
        .key
        .clone()
        .filter(|_| file.change == Change::Deleted)?;
    match record {
        RecordKey::Workspace
        | RecordKey::Applicability(_)
        | RecordKey::Programme
        | RecordKey::Audit(_)
        | RecordKey::Finding(..)
        | RecordKey::Action(..)
        | RecordKey::Sample(..)
        | RecordKey::Trail(..) => {}
        // A sheet without an answer has no file; a copy that is gone is broken.
        RecordKey::Answers(..) | RecordKey::Criteria(..) | RecordKey::Kept { .. } => return None,
    }
    let text = format!(
        "{} was removed, and a record is withdrawn instead; bring it back: git checkout -- '{}'",
        record.short(),
        escape_line(&file.path)
    );
    Some(Problem {
        record,
        severity: Severity::Blocks,
        text,
    })
}
