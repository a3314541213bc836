//! What sign-offs come to: what is wrong with them, and what could not be checked.
//!
//! It is judged here, once, for all who tell of it: what alarms in `tickmark verify` does so in `tickmark signoff check`.

use jiff::Timestamp;

use crate::domain::{
    person::Person,
    signoff::{
        fault::TagFault,
        standing::{Addition, ChangedRecord, KeyList, RecordChange, SignatureState, Standing},
    },
    verify::{Kind, Unchecked, Weight},
};

use super::SignOffState;

/// What a sign-off comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong, or worth knowing.
    pub told: Vec<Told>,
    /// What could not be checked.
    pub unchecked: Vec<Unchecked>,
}

/// Something that is told of a sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What kind it is of.
    pub kind: Kind,
    /// What it is, as a sentence without a full stop.
    pub text: String,
    /// The commit to look at.
    pub commit: Option<String>,
    /// Whose it is.
    pub by: Option<Person>,
    /// When that was done.
    pub at: Option<Timestamp>,
}

impl Verdict {
    /// Tells whether anything of it is more than worth knowing.
    pub fn is_irregular(&self) -> bool {
        self.told
            .iter()
            .any(|told| told.kind.weight() != Weight::Note)
    }
}

impl SignOffState {
    /// Judges everything that is known of it.
    pub fn verdict(&self) -> Verdict {
        let mut judging = Judging {
            state: self,
            verdict: Verdict::default(),
        };
        judging.standing();
        judging.signature();
        judging.signer();
        judging.faults();
        judging.verdict
    }
}

struct Judging<'a> {
    state: &'a SignOffState,
    verdict: Verdict,
}

impl Judging<'_> {
    fn tell(&mut self, kind: Kind, text: impl std::fmt::Display) {
        let sign_off = self.state.sign_off.as_ref();
        self.verdict.told.push(Told {
            kind,
            text: format!("the sign-off {}: {text}", self.state.name),
            commit: sign_off.map(|sign_off| sign_off.commit.clone()),
            by: sign_off.map(|sign_off| sign_off.by.clone()),
            at: sign_off.map(|sign_off| sign_off.at),
        });
    }

    /// Tells something of a commit that was made after the sign-off.
    fn tell_of(&mut self, kind: Kind, after: &Addition, text: &str) {
        self.verdict.told.push(Told {
            kind,
            text: format!("the sign-off {}: {text}", self.state.name),
            commit: Some(after.commit.clone()),
            by: Some(after.by.clone()),
            at: Some(after.at),
        });
    }

    fn cannot(&mut self, what: &str, why: &str, how: &str) {
        self.verdict.unchecked.push(Unchecked {
            what: format!("{what} {}", self.state.name),
            why: why.to_owned(),
            how: how.to_owned(),
        });
    }

    fn standing(&mut self) {
        let state = self.state;
        match &state.standing {
            Standing::Fresh => {}
            Standing::Stale {
                changes,
                additions,
                more,
            } => self.stale(changes, additions, *more),
            Standing::Lost(lost) => self.tell(Kind::SignOffLost, lost.phrase()),
            Standing::Contradicted { why } | Standing::Unreadable { why } => {
                self.tell(Kind::SignOffForged, why);
            }
            Standing::Missing { .. } => self.tell(Kind::TagMissing, state.standing.phrase()),
            Standing::CannotTell { why } => {
                self.cannot(
                    "what became of the sign-off",
                    why,
                    "git fetch --tags; of a shallow clone: git fetch --unshallow --tags",
                );
            }
        }
        for gap in &state.gaps {
            self.cannot("something of the sign-off", gap, "git fetch --tags");
        }
    }

    /// What follows a report is added with a reason, and nothing that was signed goes.
    fn stale(&mut self, changes: &[ChangedRecord], additions: &[Addition], more: bool) {
        if more {
            self.cannot(
                "whether every commit says why since the sign-off",
                &format!("only the newest {} of them were looked at", additions.len()),
                "sign again what is there now",
            );
        }
        let phrase = self.state.standing.phrase();
        let removed = changes
            .iter()
            .any(|one| one.change == RecordChange::Removed);
        let silent = additions.iter().find(|after| after.why.is_empty());
        match (silent, additions.first()) {
            (Some(after), _) => {
                let text = format!("{phrase}, and a commit after it does not say why");
                self.tell_of(Kind::SignOffStale, after, &text);
            }
            (None, Some(after)) if removed => self.tell_of(Kind::SignOffStale, after, &phrase),
            (None, Some(after)) => {
                let text = match additions.len() {
                    1 => format!("{phrase}: {}", after.why),
                    n if more => format!("{phrase}, in more than {n} commits, last: {}", after.why),
                    n => format!("{phrase}, in {n} commits, last: {}", after.why),
                };
                self.tell_of(Kind::SignOffFollowed, after, &text);
            }
            (None, None) => self.tell(Kind::SignOffStale, phrase),
        }
    }

    fn signature(&mut self) {
        let state = self.state;
        match &state.signature {
            SignatureState::Unsigned | SignatureState::Good { .. } => {}
            SignatureState::Lacking { .. } | SignatureState::Bad { .. } => {
                self.tell(Kind::BadSignature, state.signature.phrase());
            }
            SignatureState::WrongKey { why, .. } => self.tell(Kind::WrongKey, why),
            SignatureState::UnknownKey { .. } | SignatureState::CannotCheck { .. } => self.cannot(
                "the signature of the sign-off",
                &state.signature.phrase(),
                "trust the signer's key: git config gpg.ssh.allowedSignersFile FILE, or gpg --lsign-key KEY",
            ),
        }
        if state.are_keys_swapped() {
            self.tell(
                Kind::KeysSwapped,
                "the list of trusted keys is another than the signer had, and the signature is not good by it",
            );
        } else if state.key_list == KeyList::Changed {
            self.tell(
                Kind::KeysChanged,
                "the list of trusted keys is another than the signer had, and still has the signer's key",
            );
        }
    }

    /// Whoever no record names may review, as one who manages the audit programme does; who that is says the tag alone.
    fn signer(&mut self) {
        let state = self.state;
        let is_proved = matches!(state.signature, SignatureState::Good { .. });
        if let (true, false, Some(sign_off)) = (state.is_stranger, is_proved, &state.sign_off) {
            let text = format!(
                "{} is in no record of the audit, and no key that is trusted here shows who that is",
                sign_off.by
            );
            self.tell(Kind::UnknownSigner, text);
        }
    }

    fn faults(&mut self) {
        for fault in &self.state.faults {
            let kind = match fault {
                TagFault::Moved { .. } => Kind::TagMoved,
                TagFault::Missing { .. } => Kind::TagMissing,
                TagFault::SamePerson { .. }
                | TagFault::SameKey { .. }
                | TagFault::NotEntitled { .. } => Kind::WrongPerson,
                TagFault::Future { .. } => Kind::FutureTime,
                TagFault::Backdated { .. } => Kind::BackdatedTime,
                TagFault::OtherRecords => Kind::SignOffForged,
            };
            self.tell(kind, fault.phrase());
        }
    }
}
