//! Signing an audit off: what would be signed, what stands against it, and the tag.

use std::collections::BTreeSet;

use crate::{
    domain::{
        guard::Refusal,
        id::AuditId,
        problem::Severity,
        signoff::{
            SignOff, SignOffRole,
            guard::{Earlier, Readiness, Records, role_for},
            message, named,
        },
    },
    error::{Error, Result},
};

use super::{Session, SignOffState};

/// What would be signed, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What would be signed.
    pub sign_off: SignOff,
    /// The branch, in full.
    pub branch: String,
    /// Every reason why it is not signed now; none where it can be.
    pub refusal: Option<Refusal>,
    /// Whether no record of the audit names who would sign.
    pub is_stranger: bool,
}

/// A sign-off that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOff {
    /// What it says.
    pub sign_off: SignOff,
    /// Its tag object.
    pub object: String,
}

impl Session {
    /// Shows what would be signed now: in this role, or in the one that the person may take.
    pub fn propose_sign_off(
        &self,
        audit: &AuditId,
        role: Option<SignOffRole>,
        words: &str,
        states: &[SignOffState],
    ) -> Result<Proposal> {
        let papers = self.audit(audit)?;
        let words = message::clean(words)
            .map_err(|why| Error::usage(format!("Could not take your own words: {why}")))?;
        let by = self.actor()?;
        let head = self.repository().head()?;
        let (Some(branch), Some(commit)) = (head.branch, head.commit) else {
            return Err(Error::refused(
                "Could not sign off: no branch with a commit is checked out",
            )
            .hint("switch to the branch of the audit first: git switch BRANCH"));
        };
        let folder = self.folder_of(audit);
        let root = self.repository().root_at(&commit, &folder).map_err(|_| {
            Error::refused(format!(
                "Could not sign off: the records of {audit} are not committed"
            ))
            .hint(format!("tickmark commit {audit}"))
        })?;
        let earlier: Vec<Earlier<'_>> = states
            .iter()
            .filter_map(|state| {
                Some(Earlier {
                    sign_off: state.sign_off.as_ref()?,
                    object: &state.object,
                    counts: state.counts(),
                })
            })
            .collect();
        let problems = papers.problems(&self.check(papers), self.applicability());
        let blocking: BTreeSet<String> = problems
            .into_iter()
            .filter(|problem| problem.severity == Severity::Blocks)
            .map(|problem| problem.text)
            .collect();
        let blocking: Vec<String> = blocking.into_iter().collect();
        let people = self.people();
        let key = self.repository().signing_key(&by)?;
        let records = Records::of(papers);
        let mut readiness = Readiness {
            records: &records,
            role: SignOffRole::Prepared,
            by: &by,
            key: key.as_deref(),
            people: &people,
            uncommitted: self.pending_counts()?.of(audit),
            broken: &self.unreadable_of(audit),
            blocking: &blocking,
            earlier: &earlier,
        };
        readiness.role = role.unwrap_or_else(|| role_for(&readiness));
        let role = readiness.role;
        let reviews = (role == SignOffRole::Reviewed)
            .then(|| readiness.prepared())
            .flatten()
            .map(|prepared| prepared.object.to_owned());
        let now = self.clock().now();
        let refusal = readiness.check().err();
        Ok(Proposal {
            sign_off: SignOff {
                audit: audit.clone(),
                role,
                round: next_round(states, role),
                at: now,
                meaning: role.meaning().to_owned(),
                words,
                commit,
                folder,
                tree: root.tree,
                root: root.hash,
                files: root.files.len(),
                previous: newest(states),
                reviews,
                key,
                key_list: self.repository().key_list(),
                by: by.clone(),
            },
            branch: format!("refs/heads/{branch}"),
            refusal,
            is_stranger: !records.know(&by, &people),
        })
    }

    /// Signs what was proposed and shown.
    pub fn sign_off(&self, proposal: &Proposal) -> Result<SignedOff> {
        self.may_write("sign off")?;
        let sign_off = &proposal.sign_off;
        if let Some(refusal) = &proposal.refusal {
            let reasons = refusal.reasons.iter().map(|reason| reason.text.clone());
            let mut error = Error::refused(format!(
                "Could not sign {} off as {}",
                sign_off.audit, sign_off.role
            ))
            .details(reasons);
            if refusal
                .reasons
                .iter()
                .any(|reason| reason.field == "commit")
            {
                error = error.hint(format!("tickmark commit {}", sign_off.audit));
            }
            return Err(error);
        }
        // Reading what one signs takes its time.
        let sign_off = SignOff {
            at: self.clock().now(),
            ..sign_off.clone()
        };
        let object = self.repository().write_tag(&sign_off, &proposal.branch)?;
        Ok(SignedOff { sign_off, object })
    }
}

/// Returns the number of the next sign-off in a role: beyond every tag that is there, readable or not.
fn next_round(states: &[SignOffState], role: SignOffRole) -> u32 {
    states
        .iter()
        .filter_map(|state| named(&state.name))
        .filter(|(_, of, _)| *of == role)
        .map(|(_, _, round)| round)
        .max()
        .unwrap_or(0)
        .saturating_add(1)
}

/// Returns the tag object of the newest sign-off: the latest of those that no other one follows.
fn newest(states: &[SignOffState]) -> Option<String> {
    let said = || {
        states
            .iter()
            .filter_map(|state| Some((state, state.sign_off.as_ref()?)))
    };
    let followed: BTreeSet<&str> = said()
        .filter_map(|(_, sign_off)| sign_off.previous.as_deref())
        .collect();
    said()
        .filter(|(state, _)| !followed.contains(state.object.as_str()))
        .max_by_key(|(_, sign_off)| (sign_off.at, sign_off.role))
        .map(|(state, _)| state.object.clone())
}
