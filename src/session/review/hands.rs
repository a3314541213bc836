//! By whom a commit is: its author and its co-authors, and whether they may be.

use crate::{
    domain::{
        people::People, person::Person, signoff::standing::SignatureState,
        trailers::CO_AUTHORS_AT_MOST,
    },
    error::{Error, Result},
    safe::escape_line,
};

use super::{
    super::{Session, verify::Signers},
    Review, under_way,
};

/// How many signatures are checked at once until one is found that is good.
const AT_ONCE: usize = 20;

/// By whom a commit is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hands {
    /// Whose news are in it beside the author's.
    pub co_authors: Vec<Person>,
    /// Whether somebody may be named who signs their own commits, though this one bears no signature of theirs.
    pub unproved: bool,
}

impl Session {
    /// Refuses to commit what is reviewed by these hands: something is in the name of somebody else, or somebody is named who has
    /// nothing in it, or who could have signed.
    pub fn check_hands(&self, review: &Review, hands: &Hands) -> Result<()> {
        if let Some(operation) = review.head.operation {
            return Err(under_way(operation));
        }
        let actor = self.actor()?;
        let author = review.author.clone().unwrap_or_else(|| actor.clone());
        let people = if hands.co_authors.is_empty() && author == actor {
            People::default()
        } else {
            self.people()
        };
        if hands.co_authors.len() > CO_AUTHORS_AT_MOST {
            return Err(Error::usage(format!(
                "Could not commit: it would have {} co-authors, and at most {CO_AUTHORS_AT_MOST} are read of one commit",
                hands.co_authors.len()
            ))
            .hint("commit in parts: tickmark commit --author 'NAME <MAIL>' takes the work of one"));
        }
        let others = review.others_named();
        let mut known = Vec::new();
        for named in &hands.co_authors {
            let name = escape_line(&named.name);
            if people.has([&author], named) {
                return Err(Error::usage(format!(
                    "Could not commit: {name} is the author, and so no co-author"
                )));
            }
            let of_them = others.iter().filter(|by| people.has([named], by));
            let before = known.len();
            known.extend(of_them.cloned());
            if known.len() == before {
                return Err(Error::refused(format!(
                    "Could not commit: nothing new in these records is in the name of {name}"
                ))
                .hint("a co-author is whoever put their name to something in them; leave the others out"));
            }
            if named.to_string().contains(char::is_control) {
                return Err(Error::usage(format!(
                    "Could not commit: {name} cannot be named in a message, for a control character in the name"
                )));
            }
        }
        let beside = review.names_beside(&known);
        if !beside.is_empty() {
            let mut error = Error::refused(
                "Could not commit: something new is in the name of somebody else than its author",
            )
            .details(
                beside
                    .iter()
                    .map(|problem| escape_line(&problem.text).into_owned()),
            );
            error.hints.extend(review.ways());
            return Err(error);
        }
        if hands.unproved {
            return Ok(());
        }
        let named = std::iter::once(&author).chain(&hands.co_authors);
        let named: Vec<Person> = named.cloned().collect();
        match self.signing(&named, &people).first() {
            Some(signer) => Err(unproved(signer)),
            None => Ok(()),
        }
    }

    /// Finds those of some people who sign their own commits, and would not sign one that whoever is at work makes.
    pub(super) fn signing(&self, named: &[Person], people: &People) -> Vec<Person> {
        let actor = self.actor().ok();
        let is_actor = |person: &Person| {
            actor
                .as_ref()
                .is_some_and(|actor| people.are_one(actor, person))
        };
        let named: Vec<&Person> = named.iter().filter(|one| !is_actor(one)).collect();
        if named.is_empty() {
            return Vec::new();
        }
        // What cannot be read proves nothing, and verifying says so.
        let places = self.record_places(None);
        let log = self
            .repository()
            .log(&places, usize::MAX)
            .unwrap_or_default();
        let good = |state: &SignatureState| matches!(state, SignatureState::Good { .. });
        let signs = |person: &&Person| {
            let own = log
                .iter()
                .filter(|entry| Signers::is_own(people, person, (&entry.author, &entry.committer)));
            let ids: Vec<&str> = own.map(|entry| entry.commit.as_str()).collect();
            ids.chunks(AT_ONCE).any(|ids| {
                let states = self.repository().signatures(ids, &|| false, &|_, _| ());
                states.is_some_and(|states| states.iter().any(good))
            })
        };
        named.into_iter().filter(signs).cloned().collect()
    }
}

/// Says that a commit would be told of as an alarm for good.
fn unproved(signer: &Person) -> Error {
    let name = escape_line(&signer.name);
    Error::refused(format!(
        "Could not commit: {name} signs their own commits, and this one would bear no signature of theirs, which verify tells as an \
         alarm for good (author-unproved)"
    ))
    .hint(format!("let {name} commit it"))
    .hint("commit it all the same: --unproved")
}
