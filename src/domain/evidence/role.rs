//! Whether a text that should be a role names a person.

use crate::domain::person::Person;

/// How short a surname may be to be looked for on its own.
const SHORTEST: usize = 3;

/// Says whom a text names that is to be a role: one of these people, or whoever has an address.
///
/// A guess, to warn by and never to refuse: a record tells people by their role, so that it can be handed on.
pub fn names_somebody<'a>(
    text: &str,
    known: impl IntoIterator<Item = &'a Person>,
) -> Option<String> {
    if let Some(address) = text
        .split_whitespace()
        .map(|word| word.trim_matches(['<', '>', ',', ';', '(', ')']))
        .find(|word| is_address(word))
    {
        return Some(address.to_owned());
    }
    let words: Vec<&str> = words(text).collect();
    let lower = words.join(" ").to_lowercase();
    known.into_iter().find_map(|person| {
        let name: Vec<&str> = self::words(&person.name).collect();
        let whole = name.join(" ").to_lowercase();
        let is_whole = name.len() > 1 && format!(" {lower} ").contains(&format!(" {whole} "));
        // Written as in the name: a role is seldom capitalised, and "Grant" is then no grant.
        let by_surname = name.len() > 1
            && name.last().is_some_and(|surname| {
                surname.chars().count() >= SHORTEST && words.contains(surname)
            });
        let alone = name.len() == 1 && lower == whole;
        (is_whole || by_surname || alone).then(|| person.name.clone())
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '-')))
        .filter(|word| !word.is_empty())
}

fn is_address(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(text: &str) -> Option<String> {
        let known: Vec<Person> = [
            "Mira Okafor <mira@example.org>",
            "Mark Grant <mark@example.org>",
        ]
        .iter()
        .map(|person| person.parse().unwrap())
        .collect();
        names_somebody(text, &known)
    }

    #[test]
    fn a_name_or_an_address_names_somebody() {
        assert_eq!(who("mira okafor").as_deref(), Some("Mira Okafor"));
        assert_eq!(who("Ms Okafor, lead").as_deref(), Some("Mira Okafor"));
        assert_eq!(
            who("Jane Doe <jane@example.org>").as_deref(),
            Some("jane@example.org")
        );
    }

    #[test]
    fn a_role_names_nobody() {
        for role in ["release manager", "grant officer", "head of data @ HQ", ""] {
            assert_eq!(who(role), None, "{role}");
        }
    }
}
