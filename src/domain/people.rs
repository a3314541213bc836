//! Who is whom: whether two persons, as records and commits name them, are one.
//!
//! A person is known by the e-mail address, by the other addresses that `.mailmap` gives them, and by the key with which
//! commits are signed: two addresses that sign with one key are one person.
//!
//! Two questions are told apart. Whether somebody may be **another** person than the one who must not act is answered with
//! all that is known ([`People::are_one`]). Whether somebody **is** the person who may act is answered without the keys
//! ([`People::has`]). A line of `.mailmap` counts for both: whoever can commit one joins two people, and takes from the one what
//! the other has done. So a change of it that joins or parts people is told by `verify`, which holds each step against the file
//! as it was when the step was taken.

use std::collections::{BTreeMap, BTreeSet};

use super::person::Person;

/// Who is whom; by default everybody is known by the address alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// The addresses that belong together by `.mailmap`.
    mapped: Groups,
    /// The same, and those that sign with one key.
    keyed: Groups,
    /// The addresses of those who are told apart by the name beside an address: by name and address, in lower case.
    by_name: BTreeMap<(String, String), BTreeSet<String>>,
}

/// Addresses in lower case, each with the one that it was joined to; those that stand for themselves are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Groups {
    joined: BTreeMap<String, String>,
    /// How many addresses each one stands for that stands for others.
    sizes: BTreeMap<String, usize>,
}

impl Groups {
    fn root<'a>(&'a self, address: &'a str) -> &'a str {
        let mut at = address;
        while let Some(next) = self.joined.get(at) {
            at = next;
        }
        at
    }

    /// Joins two addresses, the smaller group to the larger, so that no way to the one that stands for all is long.
    fn join(&mut self, one: &str, other: &str) {
        let (one, other) = (self.root(one).to_owned(), self.root(other).to_owned());
        if one == other {
            return;
        }
        let size = |address: &str| self.sizes.get(address).copied().unwrap_or(1);
        let (all, is_less) = (size(&one) + size(&other), size(&one) < size(&other));
        let (stays, goes) = if is_less { (other, one) } else { (one, other) };
        self.sizes.remove(&goes);
        self.sizes.insert(stays.clone(), all);
        self.joined.insert(goes, stays);
    }
}

impl People {
    /// Notes that two addresses are those of one person.
    pub fn map(&mut self, one: &str, other: &str) {
        let (one, other) = (one.to_lowercase(), other.to_lowercase());
        self.mapped.join(&one, &other);
        self.keyed.join(&one, &other);
    }

    /// Notes that an address, where this name stands beside it, is that of the person with another address.
    pub fn map_named(&mut self, address: &str, name: &str, beside: &str) {
        let written = (name.to_lowercase(), beside.to_lowercase());
        let addresses = self.by_name.entry(written).or_default();
        addresses.insert(address.to_lowercase());
    }

    /// Notes that commits of these addresses are signed with one key.
    pub fn sign<'a>(&mut self, addresses: impl IntoIterator<Item = &'a str>) {
        let mut addresses = addresses.into_iter().map(str::to_lowercase);
        let Some(first) = addresses.next() else {
            return;
        };
        for other in addresses {
            self.keyed.join(&first, &other);
        }
    }

    /// Tells whether two persons are one, by address, `.mailmap` or signing key: who must not act in both parts.
    pub fn are_one(&self, one: &Person, other: &Person) -> bool {
        self.meet(&self.keyed, one, other)
    }

    /// Tells whether somebody is among these, by address or `.mailmap`: who may act.
    pub fn has<'p>(&self, among: impl IntoIterator<Item = &'p Person>, person: &Person) -> bool {
        let is = |other: &Person| self.meet(&self.mapped, other, person);
        among.into_iter().any(is)
    }

    /// Tells whether anybody among these is one with a person.
    pub fn any_is<'p>(&self, among: impl IntoIterator<Item = &'p Person>, person: &Person) -> bool {
        among.into_iter().any(|other| self.are_one(other, person))
    }

    /// Returns the address that stands for a person by `.mailmap`: the same for two persons who are one by it.
    pub fn stands_for(&self, person: &Person) -> String {
        let addresses = self.addresses(person);
        let roots = addresses.iter().map(|address| self.mapped.root(address));
        roots.min().unwrap_or_default().to_owned()
    }

    /// Returns every address that stands for a person by `.mailmap`: two persons [are one](Self::has) where they have one in
    /// common.
    pub fn all_for(&self, person: &Person) -> BTreeSet<String> {
        let addresses = self.addresses(person);
        let roots = addresses.iter().map(|address| self.mapped.root(address));
        roots.map(str::to_owned).collect()
    }

    fn meet(&self, groups: &Groups, one: &Person, other: &Person) -> bool {
        if one.is(other) {
            return true;
        }
        let (one, other) = (self.addresses(one), self.addresses(other));
        one.iter().any(|one| {
            let root = groups.root(one);
            other.iter().any(|other| groups.root(other) == root)
        })
    }

    /// Returns the addresses of a person: the written one, and those that `.mailmap` has for this name beside it.
    fn addresses(&self, person: &Person) -> Vec<String> {
        let written = person.email.to_lowercase();
        let named = self
            .by_name
            .get(&(person.name.to_lowercase(), written.clone()));
        std::iter::once(written)
            .chain(named.into_iter().flatten().cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(text: &str) -> Person {
        text.parse().unwrap()
    }

    fn ada() -> Person {
        person("Ada Auditor <ada@example.org>")
    }

    fn at_home() -> Person {
        person("Ada <Ada@Home.example.org>")
    }

    #[test]
    fn without_more_a_person_is_known_by_the_address() {
        let people = People::default();
        assert!(people.are_one(&ada(), &person("A. <ADA@example.org>")));
        assert!(!people.are_one(&ada(), &at_home()));
        assert!(people.has([&ada()], &person("A. <ADA@example.org>")));
        assert!(!people.has([&ada()], &at_home()));
    }

    #[test]
    fn an_address_of_the_mailmap_is_the_same_person() {
        let mut people = People::default();
        people.map("ada@example.org", "ada@home.example.org");
        assert!(people.are_one(&ada(), &at_home()));
        assert!(people.has([&ada()], &at_home()));
    }

    #[test]
    fn addresses_are_joined_over_others() {
        let mut people = People::default();
        people.map("a@example.org", "b@example.org");
        people.map("c@example.org", "d@example.org");
        people.map("d@example.org", "a@example.org");
        let (b, c) = (person("B <b@example.org>"), person("C <c@example.org>"));
        assert!(people.are_one(&b, &c) && people.are_one(&c, &b));
        assert!(!people.are_one(&b, &ada()));
    }

    #[test]
    fn a_long_chain_of_lines_leaves_every_way_short() {
        let mut people = People::default();
        let address = |number: usize| format!("a{number}@example.org");
        for number in 1..20_000 {
            people.map(&address(number), &address(0));
        }
        let way = |from: String| {
            let next = |at: &String| people.mapped.joined.get(at).cloned();
            std::iter::successors(Some(from), next).count()
        };
        let longest = (0..20_000).map(|number| way(address(number))).max();
        assert!(longest.unwrap() <= 16, "{longest:?}");
        let of = |number| person(&format!("A <{}>", address(number)));
        assert!(people.are_one(&of(3), &of(19_999)));
        assert_eq!(people.stands_for(&of(3)), people.stands_for(&of(19_999)));
    }

    #[test]
    fn one_key_makes_two_addresses_one_person_and_gives_none_of_them_a_part() {
        let mut people = People::default();
        people.sign(["ada@example.org", "ada@home.example.org"]);
        assert!(people.are_one(&ada(), &at_home()));
        assert!(!people.has([&ada()], &at_home()));
    }

    #[test]
    fn a_shared_address_is_told_apart_by_the_name_and_stays_what_it_is() {
        let mut people = People::default();
        people.map_named("ada@example.org", "Ada", "shared@example.org");
        let ada_there = person("ADA <shared@example.org>");
        let ben_there = person("Ben <shared@example.org>");
        assert!(people.are_one(&ada(), &ada_there));
        assert!(!people.are_one(&ada(), &ben_there));
        assert!(people.are_one(&ada_there, &ben_there));
        let common = |one: &Person, other: &Person| {
            let one = people.all_for(one);
            people.all_for(other).iter().any(|root| one.contains(root))
        };
        for (one, other) in [
            (&ada(), &ada_there),
            (&ada(), &ben_there),
            (&ada_there, &ben_there),
        ] {
            assert_eq!(common(one, other), people.has([one], other));
        }
    }
}
