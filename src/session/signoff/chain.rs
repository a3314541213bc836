//! The sign-offs of an audit held against each other: each names the one before it, and a review the one that it reviews.

use jiff::Timestamp;

use super::{SignOffState, short};
use crate::{
    domain::people::People,
    domain::signoff::{
        SignOff, SignOffRole,
        standing::{KeyList, SignatureState, Standing, TagFault},
    },
    vcs::FoundTag,
};

/// How far ahead of this machine's clock another one may be, in seconds.
const AHEAD_AT_MOST: i64 = 86_400;

/// Notes what is wrong with sign-offs beside the records that they are about.
pub(super) fn judge(
    tags: &[FoundTag],
    states: &mut [SignOffState],
    now: Timestamp,
    people: &People,
) {
    let find = |object: &str| tags.iter().find(|tag| tag.object == object);
    for (tag, state) in tags.iter().zip(states) {
        if let Some(from) = &tag.was {
            state.faults.push(TagFault::Moved {
                from: from.clone(),
                known_by: "the log of the tag".to_owned(),
            });
        }
        let Ok(sign_off) = &tag.said else { continue };
        let mut named = |object: Option<&String>, what: &'static str| -> Option<SignOff> {
            let object = object?;
            if let Some(found) = find(object) {
                return found.said.clone().ok();
            }
            state.faults.push(TagFault::Missing {
                object: object.clone(),
                what,
            });
            None
        };
        let before = named(sign_off.previous.as_ref(), "the sign-off before it");
        let reviewed = named(sign_off.reviews.as_ref(), "the sign-off that it reviews");
        if let Some(why) = odd_time(tag, sign_off, before.as_ref(), now) {
            state.faults.push(TagFault::Time { why });
        }
        match (sign_off.role, reviewed) {
            (SignOffRole::Prepared, _) => {}
            (SignOffRole::Reviewed, None) => {
                if sign_off.reviews.is_none() {
                    state.faults.push(TagFault::OtherRecords);
                }
            }
            (SignOffRole::Reviewed, Some(prepared)) => {
                if people.are_one(&prepared.by, &sign_off.by) {
                    state.faults.push(TagFault::SamePerson {
                        person: sign_off.by.clone(),
                    });
                }
                let is_same_bytes =
                    (&prepared.tree, &prepared.root) == (&sign_off.tree, &sign_off.root);
                if prepared.role != SignOffRole::Prepared || !is_same_bytes {
                    state.faults.push(TagFault::OtherRecords);
                }
            }
        }
        if state.signature == SignatureState::Unsigned {
            let earlier = tags
                .iter()
                .filter_map(|tag| tag.said.as_ref().ok())
                .filter(|earlier| {
                    earlier.at < sign_off.at && people.are_one(&earlier.by, &sign_off.by)
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
pub(super) fn recall(recalled: &[Recalled], states: &mut Vec<SignOffState>) {
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
                standing: Standing::Unreadable {
                    why: format!(
                        "the tag is not here, and {known_by} names it: it was deleted, or never fetched"
                    ),
                },
                signature: SignatureState::Unsigned,
                key_list: KeyList::Unknown,
                faults: Vec::new(),
            }),
        }
    }
}

/// Says what is odd about when a sign-off was made.
fn odd_time(
    tag: &FoundTag,
    sign_off: &SignOff,
    before: Option<&SignOff>,
    now: Timestamp,
) -> Option<String> {
    let at = sign_off.at;
    if at.as_second() > now.as_second().saturating_add(AHEAD_AT_MOST) {
        return Some(format!("it is dated in the future, {at}"));
    }
    if let Some(committed) = tag.committed.filter(|committed| at < *committed) {
        return Some(format!(
            "it is dated {at}, before the commit that it is about ({committed})"
        ));
    }
    let before = before.filter(|before| at < before.at)?;
    Some(format!(
        "it is dated {at}, before the sign-off that it follows ({})",
        before.at
    ))
}
