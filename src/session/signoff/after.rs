//! What changes after a sign-off: it says why, it remembers what was signed, and takes nothing of it away.

use std::collections::BTreeSet;

use crate::{
    domain::{
        id::AuditId,
        problem::{Problem, Severity},
        record::RecordKey,
        signoff::named,
    },
    error::{Error, Result},
    vcs::{At, Change, VcsError},
};

use super::{Session, chain::Recalled};
use crate::session::review::{PendingRecord, Review};

/// The line of a commit's message that names a sign-off that was made before it, with its tag object.
const BEFORE: &str = "Sign-off";

impl Session {
    /// Lists the audits among pending records that were ever signed off.
    pub(in crate::session) fn signed_among(&self, files: &[PendingRecord]) -> Result<Vec<AuditId>> {
        let mut signed = Vec::new();
        for audit in audits(files) {
            if self.is_signed_off(audit)? {
                signed.push(audit.clone());
            }
        }
        Ok(signed)
    }

    /// Lists the pending records that are gone although somebody signed them; others are looked after without sign-offs.
    pub(in crate::session) fn removed_though_signed(
        &self,
        files: &[PendingRecord],
        signed: &[AuditId],
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        for audit in signed {
            let tags = self.repository().sign_off_tags(audit).unwrap_or_default();
            let commits: BTreeSet<&str> = tags
                .iter()
                .filter_map(|tag| Some(tag.said.as_ref().ok()?.commit.as_str()))
                .collect();
            for file in files.iter().filter(|file| file.change == Change::Deleted) {
                let Some(record) = file.key.clone().filter(|key| key.audit() == Some(audit)) else {
                    continue;
                };
                let was_there = |commit: &&str| {
                    let at = At::Commit((*commit).to_owned());
                    self.repository().read(&at, &file.path, 0).is_ok()
                };
                if commits.iter().any(was_there) {
                    problems.push(Problem {
                        text: format!(
                            "{} was signed off, and is not removed any more; bring it back: git checkout -- '{}'",
                            record.short(),
                            crate::safe::escape_line(&file.path)
                        ),
                        record,
                        severity: Severity::Blocks,
                    });
                }
            }
        }
        problems
    }

    /// Names the sign-offs of these audits with their tag objects, for the message of a commit that is made after them.
    pub(in crate::session) fn sign_offs_before(&self, audits: &[AuditId]) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        for audit in audits {
            for tag in self.repository().sign_off_tags(audit)? {
                lines.push(format!("{BEFORE}: {} {}", tag.name, tag.object));
            }
        }
        Ok(lines)
    }

    /// Lists the sign-offs of an audit as the commits of its records remember them, the earliest memory of each.
    pub(super) fn recalled(&self, audit: &AuditId) -> Result<Vec<Recalled>, VcsError> {
        let entries = self
            .repository()
            .log_saying(BEFORE, &[self.folder_of(audit)])?;
        let mut recalled: Vec<Recalled> = Vec::new();
        for entry in entries.iter().rev() {
            let lines = entry.body.lines().filter_map(|line| {
                let (name, object) = line
                    .strip_prefix(BEFORE)?
                    .strip_prefix(": ")?
                    .split_once(' ')?;
                let (of, _, _) = named(name)?;
                let is_id =
                    object.len() >= 40 && object.bytes().all(|byte| byte.is_ascii_hexdigit());
                (of == *audit && is_id).then_some((name, object))
            });
            for (name, object) in lines {
                if !recalled.iter().any(|once| once.name == name) {
                    recalled.push(Recalled {
                        name: name.to_owned(),
                        object: object.to_owned(),
                        commit: entry.commit.clone(),
                    });
                }
            }
        }
        Ok(recalled)
    }
}

/// Lists the signed audits of which a review still has records.
pub(in crate::session) fn signed_here(review: &Review) -> Vec<AuditId> {
    let here = audits(&review.files);
    let signed = review.signed.iter().filter(|audit| here.contains(audit));
    signed.cloned().collect()
}

/// Refuses to change what was signed without a reason.
pub(in crate::session) fn no_reason(signed: &[AuditId]) -> Error {
    let named: Vec<&str> = signed.iter().map(AuditId::as_str).collect();
    Error::refused(format!(
        "Could not commit: {} signed off, and a change after that needs a reason",
        match named.as_slice() {
            [one] => format!("{one} is"),
            several => format!("{} are", several.join(", ")),
        }
    ))
    .hint("give it: tickmark commit --why 'the auditee corrected the owner of the action'")
}

fn audits(files: &[PendingRecord]) -> BTreeSet<&AuditId> {
    files
        .iter()
        .filter_map(|file| file.key.as_ref())
        .filter_map(RecordKey::audit)
        .collect()
}
