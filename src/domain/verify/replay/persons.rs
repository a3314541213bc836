//! Who committed what, and who is whom since.

use std::{collections::BTreeSet, rc::Rc};

use super::Fold;
use crate::domain::{
    object::short,
    people::People,
    person::Person,
    record::Record,
    verify::{CO_AUTHOR, Irregularity, Kind, guards, mailmaps, past::PastCommit, view::Scene},
};

impl Fold<'_> {
    /// Tells of a commit that another made than its author, and of one by which people become one or are parted; the first
    /// where somebody put their name to something in it, the second where somebody had before.
    pub(super) fn people(
        &mut self,
        number: usize,
        commit: &PastCommit,
        has_past: bool,
        has_acts: bool,
    ) {
        let mut tell = |kind, field: &str, by: &Person, text: String| {
            self.replayed.irregularities.push(Irregularity {
                kind,
                record: None,
                path: None,
                field: field.to_owned(),
                commit: Some(commit.id.clone()),
                by: Some(by.clone()),
                at: Some(commit.committed),
                text,
                mended: None,
            });
        };
        let everybody = self.surroundings.people();
        if has_acts && !everybody.are_one(&commit.committer, &commit.written) {
            tell(
                Kind::CommittedByAnother,
                "committer",
                &commit.author,
                format!(
                    "{} committed it, and {} is named as the author",
                    commit.committer, commit.written
                ),
            );
        }
        // Who is named in a trailer is taken at their word as who is named as the author is.
        for number in std::mem::take(&mut self.joined) {
            let Some(named) = commit.co_authors.get(number) else {
                continue;
            };
            if !everybody.are_one(&commit.committer, named) {
                tell(
                    Kind::CommittedByAnother,
                    CO_AUTHOR,
                    named,
                    format!(
                        "{} committed it, and {named} is named as a co-author",
                        commit.committer
                    ),
                );
            }
        }
        if has_past && self.mailmaps.binary_search(&number).is_ok() {
            let before = self
                .surroundings
                .people_by(mailmaps::before(self.past, number));
            let after = self.surroundings.people_by(commit.mailmap);
            let persons = self.persons.get_or_init(|| mailmaps::persons(self.past));
            if let Some(text) = mailmaps::told(&before, &after, persons) {
                tell(Kind::MailmapChanged, ".mailmap", &commit.author, text);
            }
        }
    }

    /// Returns who was whom before a commit.
    pub(super) fn people_before(&self, number: usize) -> Rc<People> {
        self.surroundings
            .people_by(mailmaps::before(self.past, number))
    }

    /// Notes the steps that were lawful when they were taken, and are not by the `.mailmap` of HEAD.
    pub(super) fn by_head(
        &mut self,
        scene: &mut Scene<'_>,
        (before, after): (Option<&Record>, &Record),
        merged: Option<&[&Record]>,
    ) {
        let head = self.past.commits.last().and_then(|commit| commit.mailmap);
        if scene.steps == 0 || mailmaps::before(self.past, scene.number) == head {
            return;
        }
        let now = mailmaps::AsOf {
            around: scene.surroundings,
            people: scene.surroundings.people_by(head),
        };
        let mut again = Scene {
            surroundings: &now,
            told: Vec::new(),
            unchecked: Vec::new(),
            joined: BTreeSet::new(),
            ..*scene
        };
        guards::judge(
            &mut again,
            (before, after),
            merged,
            &self.known,
            &mut self.inapplicable,
        );
        let found = again.told;
        for one in found {
            let is_told = |other: &Irregularity| other.field == one.field && other.text == one.text;
            if one.kind != Kind::WrongPerson || scene.told.iter().any(is_told) {
                continue;
            }
            let by = self.brought_in(&scene.commit.written);
            let text = format!(
                "{}: by .mailmap since commit {by}, and lawful when the step was taken",
                one.text
            );
            scene.tell(Kind::MailmapSince, &one.field, text);
        }
    }

    /// Names the commits whose `.mailmap` makes somebody one with another person of the records.
    fn brought_in(&self, person: &Person) -> String {
        let persons = self.persons.get_or_init(|| mailmaps::persons(self.past));
        let commits = self.mailmaps.iter().filter_map(|number| {
            let commit = self.past.commits.get(*number)?;
            let before = self.people_before(*number);
            let after = self.surroundings.people_by(commit.mailmap);
            let is_it = mailmaps::joins(&before, &after, person, persons);
            is_it.then(|| short(&commit.id))
        });
        let commits: Vec<&str> = commits.collect();
        if commits.is_empty() {
            "unknown".to_owned()
        } else {
            commits.join(", ")
        }
    }
}
