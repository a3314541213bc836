//! Cutting a review down to the share of one person: the rest is left to be committed by whose it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        id::AuditId, papers::WorkingPapers, person::Person, problem::Problem, record::RecordKey,
    },
    error::{Error, Result},
    safe::escape_line,
    vcs::Change,
};

use super::{super::Session, PendingRecord, Review, names::News};

/// What would be committed of the acts of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewOf {
    /// The records of which all that is new is that person's, and the copies that they cite.
    pub review: Review,
    /// What is pending beside them, each with the reason why it is left out.
    pub left_out: Vec<String>,
}

impl Review {
    /// Cuts the review down to some of its files, with their problems and news, and judges what is left: it may rest on what is
    /// left out.
    ///
    /// That a copy is cited by no record is no problem of any file, and is told in any case.
    #[must_use]
    pub fn cut(&self, is_in: impl Fn(&PendingRecord) -> bool) -> Self {
        let mut cut = self.clone();
        cut.files.retain(|file| is_in(file));
        let has = |files: &[PendingRecord], record: &RecordKey| {
            files.iter().any(|file| file.key.as_ref() == Some(record))
        };
        let files = &cut.files;
        cut.problems.retain(|problem: &Problem| {
            has(files, &problem.record) || !has(&self.files, &problem.record)
        });
        cut.news.retain(|news| has(files, &news.record));
        if cut.files.len() < self.files.len() {
            for problem in self.alone.problems(&self.files, &is_in) {
                if !cut.problems.contains(&problem) {
                    cut.problems.push(problem);
                }
            }
            cut.problems.sort_by_key(|problem| problem.severity);
        }
        cut
    }

    /// Cuts the review down to the records in which nothing is new in the name of others.
    pub fn mine(&self, papers: &BTreeMap<AuditId, WorkingPapers>) -> ReviewOf {
        self.share(papers, |key, news| self.may_be_mine(key, news))
    }

    /// Says why a record is not committed as one's own alone: it holds something new in the name of others, or takes their answers
    /// out.
    fn may_be_mine(&self, key: &RecordKey, news: Option<&News>) -> Result<(), String> {
        match news {
            Some(news) if !news.others.is_empty() => {
                Err(format!("{} is left out: {}", key.named(), of_others(news)))
            }
            Some(_) | None => match self.alone.takes_out(key) {
                Some(by) => Err(format!(
                    "{} is left out: it is gone, and {} has answers in it",
                    key.named(),
                    by.name
                )),
                None => Ok(()),
            },
        }
    }

    /// Tells whether one's own records are any, and can be committed without the rest.
    pub(super) fn has_mine(&self) -> bool {
        let (taken, _) = self.taken(|key, news| self.may_be_mine(key, news));
        let mine = self.cut_to(&taken);
        !mine.files.is_empty() && (!mine.is_blocked() || self.is_blocked())
    }

    /// Cuts the review down to the records that somebody may commit.
    fn share(
        &self,
        papers: &BTreeMap<AuditId, WorkingPapers>,
        may: impl Fn(&RecordKey, Option<&News>) -> Result<(), String>,
    ) -> ReviewOf {
        let (taken, left_out) = self.taken(may);
        let mut review = self.cut_to(&taken);
        review.message = super::super::message::propose(&review.files, papers);
        ReviewOf { review, left_out }
    }

    fn cut_to(&self, taken: &BTreeSet<&RecordKey>) -> Self {
        self.cut(|file| match (&file.kept, &file.key) {
            (Some(kept), _) => kept.cited_in.iter().any(|record| taken.contains(record)),
            (None, key) => key.as_ref().is_some_and(|key| taken.contains(key)),
        })
    }

    /// Lists the records that somebody may commit, and why others are left out; the checklists that an audit keeps have no name of
    /// their own and go where it goes, and so do the copies that a record cites. No record goes without its audit.
    fn taken(
        &self,
        may: impl Fn(&RecordKey, Option<&News>) -> Result<(), String>,
    ) -> (BTreeSet<&RecordKey>, Vec<String>) {
        let mut left_out = Vec::new();
        let mut taken: BTreeSet<&RecordKey> = BTreeSet::new();
        let records = || {
            let records = self.files.iter().filter(|file| file.kept.is_none());
            records.filter_map(|file| file.key.as_ref())
        };
        for key in records().filter(|key| !is_criteria(key)) {
            let news = self.news.iter().find(|news| news.record == *key);
            match may(key, news) {
                Ok(()) => {
                    taken.insert(key);
                }
                Err(why) => left_out.push(why),
            }
        }
        let holder = |key: &RecordKey| key.audit().map(|audit| RecordKey::Audit(audit.clone()));
        let is_new = |audit: &RecordKey| {
            let mut new = self
                .files
                .iter()
                .filter(|file| file.change == Change::Added);
            new.any(|file| file.key.as_ref() == Some(audit))
        };
        let homeless: Vec<&RecordKey> = taken
            .iter()
            .copied()
            .filter(|key| {
                holder(key).is_some_and(|audit| is_new(&audit) && !taken.contains(&audit))
            })
            .collect();
        for key in homeless {
            taken.remove(key);
            left_out.push(format!(
                "{} is left out: its audit is, and was never committed",
                key.named()
            ));
        }
        for key in records().filter(|key| is_criteria(key)) {
            let goes = holder(key)
                .is_some_and(|audit| taken.contains(&audit) || !records().any(|key| *key == audit));
            if goes {
                taken.insert(key);
            } else {
                left_out.push(format!("{} is left out: its audit is", key.named()));
            }
        }
        (taken, left_out)
    }
}

impl Session {
    /// Reviews what is new in no name but that of whoever is at work.
    pub fn review_mine(&self, audit: Option<&AuditId>) -> Result<ReviewOf> {
        let review = self.review(audit)?;
        let mine = review.mine(self.papers());
        if mine.review.files.is_empty() && !mine.left_out.is_empty() {
            let mut error = Error::refused(
                "Could not commit: each record that has changed holds something new in the name of others",
            )
            .details(escaped(&mine.left_out));
            error.hints.extend(review.ways());
            return Err(error);
        }
        Ok(mine)
    }

    /// Reviews what is new in the name of an author, and of co-authors where some are named: others leave their work to be
    /// committed by themselves.
    pub fn review_of(
        &self,
        audit: Option<&AuditId>,
        author: &Person,
        co_authors: &[Person],
    ) -> Result<ReviewOf> {
        let whole = self.review_by(audit, Some(author))?;
        let people = self.people();
        let name = &author.name;
        let of = whole.share(
            self.papers(),
            |key, news| {
                let stranger = news.is_some_and(|news| {
                    let mut others = news.others.iter();
                    others.any(|one| !people.has(co_authors, &one.by))
                });
                match news {
                    Some(news) if stranger => {
                        Err(format!("{} is left out: {}", key.named(), of_others(news)))
                    }
                    Some(_) => Ok(()),
                    None => Err(format!(
                        "{} is left out: nothing new in it is in the name of {name}; whoever commits without --author takes it",
                        key.named()
                    )),
                }
            },
        );
        if of.review.files.is_empty() {
            return Err(Error::refused(format!(
                "Could not commit: no pending record holds the work of {} alone",
                escape_line(name)
            ))
            .details(escaped(&of.left_out))
            .hint("all of it together, with the others as co-authors: tickmark commit --co-author 'NAME <MAIL>'"));
        }
        Ok(of)
    }
}

fn escaped(texts: &[String]) -> impl Iterator<Item = String> + '_ {
    texts.iter().map(|text| escape_line(text).into_owned())
}

/// Names the first thing that is in the name of somebody else.
fn of_others(news: &News) -> String {
    let Some(first) = news.others.first() else {
        return String::new();
    };
    format!("{} in the name of {}", first.what, first.by.name)
}

const fn is_criteria(key: &RecordKey) -> bool {
    matches!(key, RecordKey::Criteria(..))
}
