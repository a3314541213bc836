//! The kinds of irregularities: what each means, and how to look at one by hand.

words! {
    /// A kind of irregularity.
    pub enum Kind: "kind of irregularity" {
        /// An entry of a history was changed or taken out.
        HistoryChanged = "history-changed", "history changed";
        /// A step that the life cycle does not have.
        StateSkipped = "state-skipped", "state skipped";
        /// A state that the history does not tell of.
        StateUnexplained = "state-unexplained", "state without a history entry";
        /// A step whose guards were not met.
        GuardUnmet = "guard-unmet", "guard not met";
        /// A step by somebody whom its guards keep from it.
        WrongPerson = "wrong-person", "by somebody who may not";
        /// Something in the name of another than the author of the commit.
        ForeignEntry = "foreign-entry", "not by the author of its commit";
        /// A time that had not come.
        FutureTime = "future-time", "time in the future";
        /// A time before what it follows.
        BackdatedTime = "backdated-time", "backdated";
        /// A field that was not to be changed any more.
        EditedPastGuards = "edited-past-guards", "edited past its guards";
        /// A record that was deleted.
        Deleted = "deleted", "record deleted";
        /// A record that was given another id.
        Renumbered = "renumbered", "record re-numbered";
        /// An id that was used again.
        IdReused = "id-reused", "id used again";
        /// A record whose file has the name of another.
        WrongName = "wrong-name", "file name of another record";
        /// A record that cannot be read at the branch's tip.
        Unreadable = "unreadable", "cannot be read";
        /// A record that says it is of an older format than before.
        SchemaLowered = "schema-lowered", "format lowered";
        /// Something from a branch that a merge brings in after it was made fast.
        MergedLate = "merged-late", "merged after it was made fast";
        /// What a branch had done, and a merge threw away.
        LostInMerge = "lost-in-merge", "lost in a merge";
        /// A citation that was pinned to other bytes without saying so.
        CitationReplaced = "citation-replaced", "citation replaced";
        /// A citation of a commit that does not have these bytes there.
        CitationForged = "citation-forged", "citation forged";
        /// Bytes that do not hash to what the record says.
        BytesReplaced = "bytes-replaced", "cited bytes replaced";
        /// Two citations of one id.
        CitationTwice = "citation-twice", "id of a citation used twice";
        /// Something settled whose evidence is gone.
        EvidenceGone = "evidence-gone", "closed, and its evidence is gone";
        /// A sample that is not what was drawn.
        SampleChanged = "sample-changed", "sample changed after it was drawn";
        /// An audit's own copy of a checklist that changed after the report was out.
        CriteriaChanged = "criteria-changed", "criteria changed after the report";
        /// An object in place of which git shows another.
        ObjectReplaced = "object-replaced", "git object replaced";
        /// A sign-off that records were changed after, without a word.
        SignOffStale = "sign-off-stale", "changed after the sign-off";
        /// A sign-off that the branch does not lead to any more.
        SignOffLost = "sign-off-lost", "signed commit lost";
        /// A sign-off that says what is not so.
        SignOffForged = "sign-off-forged", "sign-off forged";
        /// The tag of a sign-off that was moved.
        TagMoved = "tag-moved", "tag moved";
        /// The tag of a sign-off that is missing, although others of its audit are here.
        TagMissing = "tag-missing", "sign-off missing";
        /// A list of trusted keys that does not vouch for the signer any more.
        KeysSwapped = "keys-swapped", "list of keys swapped";
        /// A signature by the key of another.
        WrongKey = "wrong-key", "signed by the wrong key";
        /// A signature that does not hold, or is missing where there was one.
        BadSignature = "bad-signature", "bad signature";
        /// A commit by another than its author, who signs their own.
        AuthorUnproved = "author-unproved", "author not proved";
        /// A sign-off after which records were added to, with a reason.
        SignOffFollowed = "sign-off-followed", "added to after the sign-off";
        /// A sign-off by somebody whom no record of the audit names, and no key proves.
        UnknownSigner = "unknown-signer", "signer not known";
        /// A list of trusted keys that has changed.
        KeysChanged = "keys-changed", "list of keys changed";
        /// An audit's copy of a checklist that changed before the report was out.
        CriteriaUpgraded = "criteria-upgraded", "criteria changed during the audit";
        /// House rules that changed while an audit was under way.
        RulesChanged = "rules-changed", "rules changed during an audit";
        /// An answer that is not there any more.
        AnswerTakenOut = "answer-taken-out", "answer taken out";
        /// One of two changes that a merge could not have kept both of.
        MergeChose = "merge-chose", "merge chose one of two";
        /// A commit that another person made than its author.
        CommittedByAnother = "committed-by-another", "committed by another";
        /// A `.mailmap` that makes people of the records one, or parts them.
        MailmapChanged = "mailmap-changed", "people joined or parted";
        /// A step that was lawful when it was taken and is not by the `.mailmap` of HEAD.
        MailmapSince = "mailmap-since", "one person since";
    }
}

/// How grave an irregularity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// The proof itself was touched: bytes, ids, histories, signatures.
    Alarm,
    /// The life cycle was not kept.
    Breach,
    /// Worth knowing, and nothing against anybody.
    Note,
}

impl Weight {
    /// Returns the word of commands and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Breach => "breach",
            Self::Note => "note",
        }
    }
}

impl Kind {
    /// Returns how grave it is.
    pub const fn weight(self) -> Weight {
        match self {
            Self::HistoryChanged
            | Self::Deleted
            | Self::Renumbered
            | Self::IdReused
            | Self::WrongName
            | Self::LostInMerge
            | Self::CitationReplaced
            | Self::CitationForged
            | Self::BytesReplaced
            | Self::CitationTwice
            | Self::SampleChanged
            | Self::CriteriaChanged
            | Self::ObjectReplaced
            | Self::ForeignEntry
            | Self::SignOffLost
            | Self::SignOffForged
            | Self::TagMoved
            | Self::TagMissing
            | Self::KeysSwapped
            | Self::WrongKey
            | Self::BadSignature
            | Self::AuthorUnproved => Weight::Alarm,
            Self::StateSkipped
            | Self::StateUnexplained
            | Self::GuardUnmet
            | Self::WrongPerson
            | Self::FutureTime
            | Self::BackdatedTime
            | Self::EditedPastGuards
            | Self::MergedLate
            | Self::Unreadable
            | Self::SchemaLowered
            | Self::EvidenceGone
            | Self::SignOffStale => Weight::Breach,
            Self::CriteriaUpgraded
            | Self::RulesChanged
            | Self::SignOffFollowed
            | Self::UnknownSigner
            | Self::KeysChanged
            | Self::AnswerTakenOut
            | Self::MergeChose
            | Self::CommittedByAnother
            | Self::MailmapChanged
            | Self::MailmapSince => Weight::Note,
        }
    }

    /// Says what it means.
    #[expect(clippy::too_many_lines, reason = "one sentence for each kind")]
    pub const fn means(self) -> &'static str {
        match self {
            Self::HistoryChanged => {
                "An entry of the record's history was changed, moved or taken out. Entries are only ever added."
            }
            Self::StateSkipped => {
                "A history entry goes to a state that cannot follow the one before, or says it came from another."
            }
            Self::StateUnexplained => "The state is not where the last history entry leads.",
            Self::GuardUnmet => {
                "A step was taken although something that it needs was missing, before and after; one commit adds more steps to a record than can be judged; or a draft stands beside a report that is out."
            }
            Self::WrongPerson => {
                "A step was taken by somebody who may not take it: the owner or implementer who verifies, the one who raised it and withdraws it or answers for the auditee, an outsider who accepts, judges, closes, amends or grades, who answers for the auditee, writes in a draft or in a corrective action, hands one in or says that it is done, moves or changes an audit that has begun, or answers in it."
            }
            Self::ForeignEntry => {
                "A history entry, an answer or a citation is in the name of somebody who is neither the author of the commit that brought it in nor named as a co-author in its trailers (by the .mailmap that stood before it)."
            }
            Self::FutureTime => {
                "A time in a record is later than its commit by more than an hour, or a time is more than a day ahead of the clock here."
            }
            Self::BackdatedTime => {
                "A time is more than an hour before what it follows: the history entry before it, the commit that had brought that in, the commit before, or the planning of the audit, before which it has no answers, findings or samples."
            }
            Self::EditedPastGuards => {
                "A field was changed that none of the states in that commit lets change."
            }
            Self::Deleted => {
                "A record is gone. Records are withdrawn, never deleted; only answers may be taken out, until the report is out."
            }
            Self::Renumbered => "A record came back under another id.",
            Self::IdReused => "An id names another record than it did before, or two records.",
            Self::WrongName => "The id in the record is not that of its file.",
            Self::Unreadable => {
                "The branch's last commit has a record that cannot be read: leftovers of a merge, a link in place of the file, no record at all."
            }
            Self::SchemaLowered => "The record says it is of an older format than it was in.",
            Self::MergedLate => {
                "A merge brings in from a branch what the record's state, or the report, held fast by then: whoever took that step had not seen it. It counts no more once it is put back, amended with a reason, or the plan accepted anew; a finding, once it is withdrawn."
            }
            Self::LostInMerge => {
                "A merge does not have what a branch had: an entry, an answer, a citation, an item or a whole record, or has it as it was before."
            }
            Self::CitationReplaced => {
                "A citation was pinned to other bytes, and the pin before it was not kept."
            }
            Self::CitationForged => {
                "The commit that a citation names has other bytes at that path, or none."
            }
            Self::BytesReplaced => "The cited bytes do not have the SHA-256 that the record says.",
            Self::CitationTwice => "Two citations have the same id.",
            Self::EvidenceGone => {
                "A closed finding or corrective action rests on a file that is gone, or an effective or closed corrective action on a fix that was undone."
            }
            Self::SampleChanged => {
                "Method, seed, size, population or items are not those that were drawn."
            }
            Self::CriteriaChanged => {
                "The copy of the checklist that the audit keeps was changed after its report was out."
            }
            Self::ObjectReplaced => {
                "git replace or a graft makes git show another object or history than the one that was committed."
            }
            Self::SignOffStale => {
                "Records were changed after the sign-off by a commit that gives no reason (After-sign-off: ...), or something that was signed was removed."
            }
            Self::SignOffLost => {
                "The branch does not lead to the signed commit: it was amended, rebased, rolled back or replaced since."
            }
            Self::SignOffForged => {
                "The sign-off says what its commit does not bear out, or cannot be read."
            }
            Self::TagMoved => "The tag of the sign-off was another object before.",
            Self::TagMissing => {
                "A sign-off that a later one or a commit names is not here, although others of its audit are: its tag was deleted, or never fetched."
            }
            Self::KeysSwapped => {
                "The list of trusted keys is not the one that the signer had, and does not vouch for the signature."
            }
            Self::WrongKey => {
                "The signature is good, and by a key that belongs to somebody else than the person named."
            }
            Self::BadSignature => {
                "The signature does not fit the bytes, or is missing although a key had signed before."
            }
            Self::AuthorUnproved => {
                "A commit that changes records, or a merge with entries, answers or citations of its own, was committed by another person than its author, or than a co-author whose entries they are, who had signed commits of their own before: nothing shows that they are theirs."
            }
            Self::AnswerTakenOut => "An answer was taken out, or its verdict taken back.",
            Self::MergeChose => {
                "Two branches had changed the same answer, citation, item or field, and the merge has one of both, or a third; or one branch alone had changed a field, and the merge has it as it was before."
            }
            Self::CommittedByAnother => {
                "A commit that changes records, or a merge with entries, answers or citations of its own, was committed by another person than its author, or than a co-author whose entries they are; they are taken at their word."
            }
            Self::MailmapChanged => {
                ".mailmap was changed so that people of the records become one person, or are parted."
            }
            Self::MailmapSince => {
                "A step was lawful by the .mailmap that stood before its commit, and is not by that of HEAD: a later line says that two people are one."
            }
            Self::SignOffFollowed => {
                "Records were added to after the sign-off, and every commit says why."
            }
            Self::UnknownSigner => {
                "No record that was signed names the signer, and no trusted key shows who that is: a reviewer may come from outside of the audit, and then ask who it was."
            }
            Self::KeysChanged => {
                "The list of trusted keys is not the one that the signer had, and still vouches for the signature."
            }
            Self::CriteriaUpgraded => {
                "The copy of the checklist that the audit keeps was changed, as an upgrade does."
            }
            Self::RulesChanged => {
                "The grading, the grades of the house, the deadlines, the limits of age or the rules of the audit were changed while it was under way."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_it_means() {
        for kind in Kind::ALL {
            assert!(kind.means().ends_with('.'), "{kind}");
        }
    }
}
