//! The sign-offs of an audit held against each other: each names the one before it, and a review the one that it reviews.
//!
//! What a clone has not fetched is not missing: where a remote is configured without its tags, and where none of the audit's
//! tags are here, it is told as what cannot be checked. Where others of them are here, one that is not was taken away.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::SignOffState;
use crate::{
    domain::{
        object::short,
        people::People,
        signoff::{
            SignOff, SignOffRole,
            fault::TagFault,
            standing::{KeyList, SignatureState, Standing},
        },
        verify::AHEAD,
    },
    vcs::FoundTag,
};

/// What sign-offs are held against beside each other.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// The present moment; none where clocks are to have no part in it.
    pub(super) now: Option<Timestamp>,
    /// Who is whom.
    pub(super) people: &'a People,
    /// Whether fetching brings tags.
    pub(super) fetches_tags: bool,
}

/// Notes what is wrong with sign-offs beside the records that they are about.
pub(super) fn judge(tags: &[FoundTag], states: &mut [SignOffState], around: Around<'_>) {
    let find = |object: &str| tags.iter().find(|tag| tag.object == object);
    for (tag, state) in tags.iter().zip(states) {
        if let Some(from) = &tag.was {
            state.faults.push(TagFault::Moved {
                from: from.clone(),
                known_by: "the log of the tag".to_owned(),
            });
        }
        let Ok(sign_off) = &tag.said else { continue };
        let mut named = |object: Option<&String>, what: &'static str| -> Option<&FoundTag> {
            let object = object?;
            let found = find(object);
            if found.is_none() && around.fetches_tags {
                state.faults.push(TagFault::Missing {
                    object: object.clone(),
                    what,
                });
            } else if found.is_none() {
                state.gaps.push(format!(
                    "{what} ({}) is not here, and the remote is configured without tags",
                    short(object)
                ));
            }
            found
        };
        let before = named(sign_off.previous.as_ref(), "the sign-off before it");
        let reviewed = named(sign_off.reviews.as_ref(), "the sign-off that it reviews");
        let before = before.and_then(|before| before.said.as_ref().ok());
        state
            .faults
            .extend(odd_time(tag, sign_off, before, around.now));
        if sign_off.role == SignOffRole::Reviewed {
            match reviewed {
                Some(prepared) => review((tag, sign_off), prepared, around.people, state),
                None if sign_off.reviews.is_none() => state.faults.push(TagFault::OtherRecords),
                None => {}
            }
        }
        if state.signature == SignatureState::Unsigned {
            let earlier = tags
                .iter()
                .filter_map(|tag| tag.said.as_ref().ok())
                .filter(|earlier| {
                    earlier.at < sign_off.at && around.people.are_one(&earlier.by, &sign_off.by)
                })
                .find_map(|earlier| earlier.key.as_ref());
            if let Some(key) = earlier {
                state.signature = SignatureState::Lacking {
                    why: format!("{} has signed with the key {key} before", sign_off.by.name),
                };
            }
        }
    }
}

/// Holds a review against what it reviews.
fn review(
    (tag, sign_off): (&FoundTag, &SignOff),
    prepared_tag: &FoundTag,
    people: &People,
    state: &mut SignOffState,
) {
    let Ok(prepared) = &prepared_tag.said else {
        return;
    };
    if people.are_one(&prepared.by, &sign_off.by) {
        state.faults.push(TagFault::SamePerson {
            person: sign_off.by.clone(),
        });
    } else if keys(prepared_tag).intersection(&keys(tag)).next().is_some() {
        state.faults.push(TagFault::SameKey {
            prepared: prepared.by.clone(),
            reviewed: sign_off.by.clone(),
        });
    }
    let is_same_bytes = (&prepared.tree, &prepared.root) == (&sign_off.tree, &sign_off.root);
    if prepared.role != SignOffRole::Prepared || !is_same_bytes {
        state.faults.push(TagFault::OtherRecords);
    }
}

/// Lists the keys of a tag: the one that it says, and the one that its signature holds. To tell that two are one nobody has to
/// be trusted.
fn keys(tag: &FoundTag) -> BTreeSet<&str> {
    let said = tag.said.as_ref().ok().and_then(|said| said.key.as_deref());
    said.into_iter().chain(tag.key.as_deref()).collect()
}

/// A sign-off as a commit that was made after it remembers it.
#[derive(Debug)]
pub(super) struct Recalled {
    /// The name of the tag.
    pub(super) name: String,
    /// The tag object.
    pub(super) object: String,
    /// The commit.
    pub(super) commit: String,
}

/// Notes which tags are not those that commits after them remember, and which are not here at all.
pub(super) fn recall(recalled: &[Recalled], states: &mut Vec<SignOffState>, fetches_tags: bool) {
    let any_here = !states.is_empty();
    for once in recalled {
        let known_by = format!("the commit {}", short(&once.commit));
        match states.iter_mut().find(|state| state.name == once.name) {
            Some(state) if state.object == once.object => {}
            Some(state) => {
                let is_told = state
                    .faults
                    .iter()
                    .any(|fault| matches!(fault, TagFault::Moved { .. }));
                if !is_told {
                    state.faults.push(TagFault::Moved {
                        from: once.object.clone(),
                        known_by,
                    });
                }
            }
            None => states.push(SignOffState {
                name: once.name.clone(),
                object: once.object.clone(),
                sign_off: None,
                standing: not_here(&known_by, any_here, fetches_tags),
                signature: SignatureState::Unsigned,
                key_list: KeyList::Unknown,
                faults: Vec::new(),
                gaps: Vec::new(),
                is_stranger: false,
            }),
        }
    }
}

/// Says what it means that a tag is not here.
fn not_here(known_by: &str, any_here: bool, fetches_tags: bool) -> Standing {
    if any_here && fetches_tags {
        return Standing::Missing {
            why: format!(
                "{known_by} names it, and it is not here, although other sign-offs of the audit are"
            ),
        };
    }
    let why = if fetches_tags {
        "no tag of a sign-off of the audit is"
    } else {
        "the remote is configured without tags"
    };
    Standing::CannotTell {
        why: format!("{known_by} names it, and it is not here: {why} (git fetch --tags)"),
    }
}

/// Says what is odd about when a sign-off was made.
fn odd_time(
    tag: &FoundTag,
    sign_off: &SignOff,
    before: Option<&SignOff>,
    now: Option<Timestamp>,
) -> Option<TagFault> {
    let at = sign_off.at;
    if now.is_some_and(|now| at.as_second() > now.as_second().saturating_add(AHEAD)) {
        return Some(TagFault::Future { at });
    }
    let (what, then) = match (tag.committed, before) {
        (Some(committed), _) if at < committed => ("the commit that it is about", committed),
        (_, Some(before)) if at < before.at => ("the sign-off that it follows", before.at),
        (_, _) => return None,
    };
    Some(TagFault::Backdated {
        why: format!("it is dated {at}, before {what} ({then})"),
    })
}
