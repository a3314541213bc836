//! Which fields a citation of each kind has, and which of them it cannot do without.
//!
//! | kind | needs | has besides |
//! |---|---|---|
//! | file | the pinned bytes | where a kept copy comes from, of when it is |
//! | interview | who was asked, by role | what about, where |
//! | observation | what was watched | where, who did it, by role |
//! | meeting | which meeting | who was there, by role, where |
//! | screen shown | which system or view | who showed it, by role, where |
//! | commit | its full id | its subject, its date |
//! | merge request | its address | number and title, the commit it became |
//! | output of a command | the command line, the pinned bytes | the exit status, on which host |
//!
//! Each has a note, who obtained it and when. What was watched, met for or shown may stand in the note instead, where
//! older records have it. Nobody is named: people are told by their role.

use super::{EvidenceKind, EvidenceLink};
use crate::domain::guard::is_said;

words! {
    /// A field of a citation that a person writes, by its key in the record.
    pub enum EvidenceField: "field of a citation" {
        /// What was talked about, watched or shown; number and title of a merge request.
        What = "what", "what";
        /// Who was heard or watched, by role.
        Who = "who", "who";
        /// Where it was.
        Where = "where", "where";
        /// When it was obtained.
        At = "obtained-at", "when";
        /// The address of a merge request.
        Url = "url", "address";
        /// The id of a commit.
        Commit = "commit", "commit";
        /// The command line.
        Command = "command", "command";
        /// The status that the command ended with.
        ExitStatus = "exit-status", "exit status";
        /// Where the bytes of a kept copy were taken from.
        Origin = "origin", "taken from";
        /// Of when the bytes are.
        Effective = "effective", "of when";
        /// The pinned bytes: path, blob and SHA-256.
        Bytes = "blob", "bytes";
        /// What the auditor notes about it.
        Note = "note", "note";
    }
}

impl EvidenceKind {
    /// Lists the fields that a person writes for this kind, in the order of a form.
    pub const fn fields(self) -> &'static [EvidenceField] {
        use EvidenceField::{At, Effective, Note, Origin, Url, What, Where, Who};
        match self {
            Self::File => &[Origin, Effective, Note],
            Self::Interview => &[Who, What, Where, At, Note],
            Self::Observation => &[What, Where, Who, At, Note],
            Self::Meeting | Self::Screen => &[What, Who, Where, At, Note],
            Self::Commit => &[What, Note],
            Self::MergeRequest => &[Url, What, EvidenceField::Commit, At, Note],
            Self::CommandOutput => &[What, Origin, Effective, Note],
        }
    }

    /// Lists the fields that a citation of this kind cannot do without.
    pub const fn needs(self) -> &'static [EvidenceField] {
        use EvidenceField::{Bytes, Command, Url, What, Who};
        match self {
            Self::File => &[Bytes],
            Self::Interview => &[Who],
            Self::Observation | Self::Meeting | Self::Screen => &[What],
            Self::Commit => &[EvidenceField::Commit],
            Self::MergeRequest => &[Url],
            Self::CommandOutput => &[Command, Bytes],
        }
    }

    /// Says in a sentence what this kind of evidence is, for whoever chooses one.
    pub const fn about(self) -> &'static str {
        match self {
            Self::File => "A file of a git repository, or lines of it, pinned by its bytes.",
            Self::Interview => {
                "What somebody said: who by role, what it was about, where and when."
            }
            Self::Observation => "What you watched: what, where, who did it by role, and when.",
            Self::Meeting => {
                "A meeting that you attended: which one, who was there by role, and when."
            }
            Self::Screen => "A system or view that was shown to you: which one, by whom, and when.",
            Self::Commit => {
                "A commit, by its full id; its subject and its day are kept, its author is not."
            }
            Self::MergeRequest => "A merge or pull request, by its address; nothing is fetched.",
            Self::CommandOutput => "What a command printed, kept as a file beside the records.",
        }
    }

    /// Says what a field asks for in a citation of this kind.
    pub const fn asks(self, field: EvidenceField) -> &'static str {
        match (field, self) {
            (EvidenceField::What, Self::Interview) => "what it was about",
            (EvidenceField::What, Self::Observation) => "what was watched",
            (EvidenceField::What, Self::Meeting) => "which meeting it was",
            (EvidenceField::What, Self::Screen) => "which system or view was shown",
            (EvidenceField::What, Self::Commit) => "the subject of the commit",
            (EvidenceField::What, Self::MergeRequest) => {
                "number and title, such as: !42 Release gate"
            }
            (EvidenceField::What, Self::CommandOutput | Self::File) => "what it shows",
            (EvidenceField::Who, Self::Interview) => "who was asked, by role: release manager",
            (EvidenceField::Who, Self::Meeting) => "who was there, by role: release board",
            (EvidenceField::Who, Self::Screen) => "who showed it, by role: release manager",
            (
                EvidenceField::Who,
                Self::File
                | Self::Observation
                | Self::Commit
                | Self::MergeRequest
                | Self::CommandOutput,
            ) => "who was watched, by role: release manager",
            (EvidenceField::Where, _) => "where it was: room, site, video call",
            (EvidenceField::At, _) => "when: 2026-11-20, or 2026-11-20T10:15",
            (EvidenceField::Url, _) => "the address: https://forge.example.org/...",
            (EvidenceField::Commit, Self::MergeRequest) => "the commit it became, if it is merged",
            (EvidenceField::Commit, _) => "the full id of the commit",
            (EvidenceField::Command, _) => "the command as it was typed",
            (EvidenceField::ExitStatus, _) => "the status it ended with",
            (EvidenceField::Origin, Self::CommandOutput) => "the host it ran on",
            (EvidenceField::Origin, _) => "where the copy was taken from",
            (EvidenceField::Effective, _) => "of when the content is: 2026-10-01",
            (EvidenceField::Bytes, _) => "path, blob and sha256 of the bytes",
            (EvidenceField::Note, _) => "what you note about it",
        }
    }
}

impl EvidenceLink {
    /// Lists the fields that a person writes for this citation, in the order of a form.
    ///
    /// Of a file that is no kept copy git says where it is from and of when.
    pub fn fields(&self) -> &'static [EvidenceField] {
        if self.kind == EvidenceKind::File && !self.is_kept() {
            return &[EvidenceField::Note];
        }
        self.kind.fields()
    }

    /// Lists the fields that a citation of its kind needs and this one lacks, each once.
    ///
    /// The commands, the forms, the guard of an issue and the review all ask here.
    pub fn missing(&self) -> Vec<EvidenceField> {
        let lacks = |field: &EvidenceField| match field {
            EvidenceField::What => !is_said(&self.what) && !is_said(&self.note),
            EvidenceField::Who => !is_said(&self.who),
            EvidenceField::Where => !is_said(&self.place),
            EvidenceField::Url => !is_said(&self.url),
            EvidenceField::Commit => !self.commit.as_deref().is_some_and(is_commit_id),
            EvidenceField::Command => !is_said(&self.command),
            EvidenceField::ExitStatus => self.exit_status.is_none(),
            EvidenceField::Origin => !is_said(&self.origin),
            EvidenceField::Effective => self.effective.is_none(),
            EvidenceField::Bytes => {
                self.path.is_none() || self.blob.is_none() || self.sha256.is_none()
            }
            EvidenceField::Note => !is_said(&self.note),
            EvidenceField::At => false,
        };
        self.kind.needs().iter().copied().filter(lacks).collect()
    }

    /// Says what the citation lacks, as the end of a sentence; none where it is whole.
    pub fn shortcoming(&self) -> Option<String> {
        let missing = self.missing();
        if missing.is_empty() {
            return None;
        }
        let asked: Vec<&str> = missing
            .iter()
            .map(|field| short(self.kind.asks(*field)))
            .collect();
        Some(format!("does not say {}", asked.join(" and ")))
    }

    /// Returns what a field says, empty where it says nothing; moments and days as records write them.
    pub fn value(&self, field: EvidenceField) -> String {
        match field {
            EvidenceField::What => self.what.clone(),
            EvidenceField::Who => self.who.clone(),
            EvidenceField::Where => self.place.clone(),
            EvidenceField::At => self.obtained_at.to_string(),
            EvidenceField::Url => self.url.clone(),
            EvidenceField::Commit => self.commit.clone().unwrap_or_default(),
            EvidenceField::Command => self.command.clone(),
            EvidenceField::ExitStatus => self
                .exit_status
                .map(|status| status.to_string())
                .unwrap_or_default(),
            EvidenceField::Origin => self.origin.clone(),
            EvidenceField::Effective => self
                .effective
                .map(|date| date.to_string())
                .unwrap_or_default(),
            EvidenceField::Bytes => self.blob.clone().unwrap_or_default(),
            EvidenceField::Note => self.note.clone(),
        }
    }

    /// Tells whether it cites a copy that is kept beside the records.
    pub fn is_kept(&self) -> bool {
        self.repository == "." && self.path.as_deref().is_some_and(super::is_kept_path)
    }
}

/// Returns what is asked for without the example behind it.
fn short(asked: &str) -> &str {
    asked.split([',', ':']).next().unwrap_or(asked)
}

/// Tells whether a text is a commit's id in full, of whatever hash.
pub fn is_commit_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{id::EvidenceId, person::Person};

    fn link(kind: EvidenceKind) -> EvidenceLink {
        let by: Person = "Mira Okafor <mira@example.org>".parse().unwrap();
        let at = "2026-11-22T10:15:00Z".parse().unwrap();
        EvidenceLink::of_talk(EvidenceId::draw(1), kind, String::new(), by, at)
    }

    #[test]
    fn every_kind_without_fields_lacks_what_it_needs() {
        for kind in EvidenceKind::ALL {
            assert_eq!(link(*kind).missing(), kind.needs(), "{kind}");
            assert!(!kind.needs().is_empty(), "{kind}");
        }
        assert_eq!(
            link(EvidenceKind::Interview).shortcoming().as_deref(),
            Some("does not say who was asked")
        );
    }

    #[test]
    fn an_interview_needs_who_and_a_screen_what() {
        let interview = EvidenceLink {
            who: "release manager".into(),
            ..link(EvidenceKind::Interview)
        };
        assert_eq!(interview.missing(), []);
        let screen = EvidenceLink {
            who: "release manager".into(),
            ..link(EvidenceKind::Screen)
        };
        assert_eq!(screen.missing(), [EvidenceField::What]);
        let noted = EvidenceLink {
            note: "the release tool".into(),
            ..screen
        };
        assert_eq!(noted.missing(), []);
    }

    #[test]
    fn a_commit_needs_its_id_in_full() {
        let short = EvidenceLink {
            commit: Some("c0ffee".into()),
            ..link(EvidenceKind::Commit)
        };
        assert_eq!(short.missing(), [EvidenceField::Commit]);
        for full in ["a".repeat(40), "b".repeat(64)] {
            let whole = EvidenceLink {
                commit: Some(full),
                ..link(EvidenceKind::Commit)
            };
            assert_eq!(whole.missing(), []);
        }
    }
}
