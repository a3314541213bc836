//! People as they are typed into a form.

use crate::{
    domain::{papers::WorkingPapers, person::Person, similar},
    tui::data::Data,
};

/// Lists whom the audit knows: its team, the owners of its actions, and who is at work; each once.
pub fn known(papers: &WorkingPapers, data: &Data) -> Vec<Person> {
    let team = papers.audit.team.iter().map(|member| &member.person);
    let owners = papers.actions.values().flat_map(|action| {
        let planned = action
            .actions
            .iter()
            .filter_map(|planned| planned.owner.as_ref());
        action.owner.iter().chain(planned)
    });
    let mut known: Vec<Person> = Vec::new();
    for person in team.chain(owners).chain(data.actor.as_ref().ok()) {
        if !known.iter().any(|other| other.is(person)) {
            known.push(person.clone());
        }
    }
    known
}

/// Reads a person: `Name <mail>`, or the name, a part of it or the address of somebody known. Nothing is nobody.
pub fn parse(text: &str, known: &[Person]) -> Result<Option<Person>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let invalid = match text.parse::<Person>() {
        Ok(person) => return Ok(Some(person)),
        Err(invalid) => invalid,
    };
    let lower = text.to_lowercase();
    let whole = |person: &&Person| {
        person.name.to_lowercase() == lower || person.email.to_lowercase() == lower
    };
    if let Some(person) = known.iter().find(whole) {
        return Ok(Some(person.clone()));
    }
    let mut partly = known
        .iter()
        .filter(|person| person.name.to_lowercase().contains(&lower));
    match (partly.next(), partly.next()) {
        (Some(person), None) => return Ok(Some(person.clone())),
        (Some(one), Some(other)) => return Err(format!("\"{text}\" could be {one} or {other}")),
        (None, _) => {}
    }
    let names = known.iter().map(|person| person.name.as_str());
    Err(match similar::nearest(text, names) {
        Some(near) => format!("{invalid}; did you mean {near}?"),
        None => invalid.to_string(),
    })
}

/// Says who is known, for a hint.
pub fn hint(known: &[Person]) -> String {
    let names: Vec<&str> = known.iter().map(|person| person.name.as_str()).collect();
    if names.is_empty() {
        "Name <mail@example.org>".to_owned()
    } else {
        format!("Name <mail>, or a part of the name of {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Person> {
        [
            "Mira Okafor <mira@example.org>",
            "Jonas Lind <jonas@example.org>",
            "Britt Lind <britt@example.org>",
        ]
        .iter()
        .map(|text| text.parse().unwrap())
        .collect()
    }

    #[test]
    fn somebody_known_is_named_in_short() {
        let name = |text: &str| parse(text, &people()).unwrap().map(|person| person.name);
        assert_eq!(name("mira").as_deref(), Some("Mira Okafor"));
        assert_eq!(name("britt@example.org").as_deref(), Some("Britt Lind"));
        assert_eq!(
            name("New One <new@example.org>").as_deref(),
            Some("New One")
        );
        assert_eq!(name(" "), None);
    }

    #[test]
    fn an_ambiguous_or_unknown_name_is_explained() {
        assert!(parse("lind", &people()).unwrap_err().contains(" or "));
        assert!(
            parse("Mira Okafr", &people())
                .unwrap_err()
                .contains("did you mean Mira Okafor?")
        );
    }
}
