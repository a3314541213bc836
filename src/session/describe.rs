//! Describing evidence: writing the fields of a citation, and looking whether a role names somebody.

use jiff::civil::Date;

use crate::{
    clock::Clock,
    domain::{
        evidence::{EvidenceField, EvidenceKind, EvidenceLink, is_commit_id, names_somebody},
        papers::WorkingPapers,
        person::Person,
        workspace::has_password,
    },
};

use super::Session;

/// How many commits are looked at for the names of those who work in the repository.
const AUTHORS_OF: usize = 500;

/// Writes a field of a citation as a person gave it, or says why it cannot stand there.
///
/// What is given empty is taken out. A day without a time is taken at noon.
pub fn write(
    link: &mut EvidenceLink,
    field: EvidenceField,
    text: &str,
    clock: &Clock,
) -> Result<(), String> {
    let text = text.trim();
    match field {
        EvidenceField::What => text.clone_into(&mut link.what),
        EvidenceField::Who => text.clone_into(&mut link.who),
        EvidenceField::Where => text.clone_into(&mut link.place),
        EvidenceField::Note => text.clone_into(&mut link.note),
        EvidenceField::Origin => text.clone_into(&mut link.origin),
        EvidenceField::Command => text.clone_into(&mut link.command),
        EvidenceField::Url => {
            let is_address = text.is_empty()
                || ["https://", "http://"].iter().any(|scheme| {
                    text.strip_prefix(scheme)
                        .is_some_and(|rest| !rest.is_empty())
                });
            if !is_address || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
                return Err("an address begins with https:// and has no spaces".to_owned());
            }
            if has_password(text) {
                return Err(
                    "the address holds a password, and records are committed: leave it out"
                        .to_owned(),
                );
            }
            text.clone_into(&mut link.url);
        }
        EvidenceField::Commit => {
            if !text.is_empty() && !is_commit_id(text) {
                return Err("a commit is named by its full id: git rev-parse NAME".to_owned());
            }
            link.commit = (!text.is_empty()).then(|| text.to_ascii_lowercase());
        }
        EvidenceField::ExitStatus => {
            let status = (!text.is_empty()).then(|| text.parse()).transpose();
            link.exit_status = status.map_err(|_| "an exit status is a number".to_owned())?;
        }
        EvidenceField::Effective => {
            let date = (!text.is_empty()).then(|| text.parse::<Date>()).transpose();
            let date = date.map_err(|_| "a day is written 2026-10-01".to_owned())?;
            if date.is_some_and(|date| date > clock.today()) {
                return Err("that day has not come yet".to_owned());
            }
            link.effective = date;
        }
        EvidenceField::At => {
            if text.is_empty() {
                return Err("say when: 2026-11-20, or 2026-11-20T10:15".to_owned());
            }
            let at = clock
                .moment(text)
                .ok_or("a moment is written 2026-11-20, or 2026-11-20T10:15")?;
            // A day alone is meant, and noon may still be to come.
            let at = if text == clock.today().to_string() {
                at.min(clock.now())
            } else {
                at
            };
            if at > clock.now() {
                return Err("that moment has not come yet".to_owned());
            }
            link.obtained_at = at;
        }
        EvidenceField::Bytes => return Err("bytes are pinned, not written".to_owned()),
    }
    Ok(())
}

/// Says whom the role of a citation names, among those whom the audit and its records know.
pub fn names(link: &EvidenceLink, known: &[Person]) -> Option<String> {
    names_somebody(&link.who, known)
}

/// Says why a citation cannot be made as it is: what it lacks.
pub fn lacks(link: &EvidenceLink) -> Option<String> {
    let missing = link.missing();
    let first = missing.first()?;
    Some(match (link.kind, first) {
        (EvidenceKind::Interview, EvidenceField::Who) => {
            "say who, by role: release manager".to_owned()
        }
        (kind, field) => format!("say {}", kind.asks(*field)),
    })
}

/// Lists whom the records of an audit name: its team, the owners of its actions, who wrote its answers.
pub fn known(papers: &WorkingPapers) -> Vec<Person> {
    let team = papers.audit.team.iter().map(|member| &member.person);
    let owners = papers.actions.values().flat_map(|action| {
        let planned = action.actions.iter().filter_map(|p| p.owner.as_ref());
        action.owner.iter().chain(planned)
    });
    let writers = papers
        .answers
        .values()
        .flat_map(|sheet| sheet.answers.iter().filter_map(|answer| answer.by.as_ref()));
    let mut known: Vec<Person> = Vec::new();
    for person in team.chain(owners).chain(writers) {
        if !known.contains(person) {
            known.push(person.clone());
        }
    }
    known
}

impl Session {
    /// Lists the authors of the newest commits; nobody where these cannot be read.
    pub fn authors(&self) -> Vec<Person> {
        let authors = self.repository().recent_authors(AUTHORS_OF);
        authors.unwrap_or_default()
    }

    /// Lists whose names no role should be: those whom the records name, and the authors of the newest commits.
    pub fn known_people(&self) -> Vec<Person> {
        let mut people: Vec<Person> = self.papers().values().flat_map(known).collect();
        people.extend(self.actor().ok());
        people.extend(self.authors());
        people.sort_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
        people.dedup();
        people
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::EvidenceId;

    fn clock() -> Clock {
        Clock::Fixed("2026-11-22T10:15:00Z".parse().unwrap())
    }

    fn written(field: EvidenceField, text: &str) -> Result<String, String> {
        let by: Person = "Mira Okafor <mira@example.org>".parse().unwrap();
        let kind = EvidenceKind::MergeRequest;
        let mut link =
            EvidenceLink::of_talk(EvidenceId::draw(1), kind, String::new(), by, clock().now());
        write(&mut link, field, text, &clock())?;
        Ok(link.value(field))
    }

    #[test]
    fn a_moment_may_be_a_day_and_never_in_the_future() {
        let at = |text: &str| written(EvidenceField::At, text);
        assert_eq!(at("2026-11-20").as_deref(), Ok("2026-11-20T12:00:00Z"));
        assert_eq!(
            at("2026-11-20T09:05").as_deref(),
            Ok("2026-11-20T09:05:00Z")
        );
        assert_eq!(
            at("2026-11-20 09:05").as_deref(),
            Ok("2026-11-20T09:05:00Z")
        );
        assert_eq!(
            at("2026-11-20T09:05:00+01:00").as_deref(),
            Ok("2026-11-20T08:05:00Z")
        );
        // Noon has not come yet today: the day is meant.
        assert_eq!(at("2026-11-22").as_deref(), Ok("2026-11-22T10:15:00Z"));
        assert!(at("2026-11-23").unwrap_err().contains("not come yet"));
        assert!(at("yesterday").is_err());
        assert!(at("").is_err());
    }

    #[test]
    fn addresses_and_commits_are_looked_at() {
        let url = |text: &str| written(EvidenceField::Url, text);
        assert!(url("https://forge.example.org/x/7").is_ok());
        for bad in ["javascript:alert(1)", "https://", "https://a b", "forge/7"] {
            assert!(url(bad).is_err(), "{bad}");
        }
        assert!(written(EvidenceField::Commit, "c0ffee").is_err());
        assert!(written(EvidenceField::Commit, &"C0".repeat(20)).is_ok());
        assert!(written(EvidenceField::Effective, "2027-01-01").is_err());
    }
}
