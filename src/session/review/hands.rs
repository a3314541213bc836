//! By whom a commit is: its author and its co-authors, and whether they may be.

use crate::{
    domain::{people::People, person::Person, trailers::CO_AUTHORS_AT_MOST},
    error::{Error, Result},
    safe::escape_line,
};

use super::{
    super::{Session, verify::Signers},
    Review, under_way,
};

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
                "Could not commit: something new is of somebody else than the author of the commit",
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
        // Where their name stands at nothing, verifying asks for no signature of theirs.
        let signing = review.others_signing();
        let co_authors = hands.co_authors.iter();
        let co_authors =
            co_authors.filter(|named| signing.iter().any(|by| people.has([*named], by)));
        let named: Vec<Person> = std::iter::once(&author)
            .chain(co_authors)
            .cloned()
            .collect();
        let signing = self.signing(&named, &people, &|| false);
        match signing.unwrap_or_default().first() {
            Some(signer) => Err(unproved(signer)),
            None => Ok(()),
        }
    }

    /// Finds those of some people who sign their own commits, and would not sign one that whoever is at work makes.
    ///
    /// None once `stop` says that nobody waits for it.
    pub(super) fn signing(
        &self,
        named: &[Person],
        people: &People,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<Person>> {
        let actor = self.actor().ok();
        let is_actor = |person: &Person| {
            actor
                .as_ref()
                .is_some_and(|actor| people.are_one(actor, person))
        };
        let named: Vec<&Person> = named.iter().filter(|one| !is_actor(one)).collect();
        if named.is_empty() {
            return Some(Vec::new());
        }
        // What cannot be read proves nothing, and verifying says so.
        let log = self.log_of_records();
        let mut signing = Vec::new();
        for person in named {
            let own = log
                .iter()
                .filter(|entry| Signers::is_own(people, person, (&entry.author, &entry.committer)));
            let ids: Vec<&str> = own.map(|entry| entry.commit.as_str()).collect();
            if self.any_good_signature(&ids, stop)? {
                signing.push(person.clone());
            }
        }
        Some(signing)
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
