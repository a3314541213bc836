//! Cutting a review down to the share of one person: the rest is left to be committed by whose it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{id::AuditId, papers::WorkingPapers, person::Person, record::RecordKey},
    error::{Error, Result},
    safe::escape_line,
    vcs::Change,
};

use super::{super::Session, Asked, PendingRecord, Review, names::News, stopped};

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
        self.cut_unless(&is_in, &|| false)
            .unwrap_or_else(|| self.cut_unjudged(is_in))
    }

    /// Does the same; none once `stop` says that nobody waits for it.
    pub fn cut_unless(
        &self,
        is_in: impl Fn(&PendingRecord) -> bool,
        stop: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut cut = self.cut_unjudged(&is_in);
        if cut.files.len() < self.files.len() {
            let known: BTreeSet<(&RecordKey, &str)> = cut
                .problems
                .iter()
                .map(|problem| (&problem.record, problem.text.as_str()))
                .collect();
            let mut parted = self.alone.problems(&self.files, &is_in, stop)?;
            parted.retain(|problem| !known.contains(&(&problem.record, problem.text.as_str())));
            cut.problems.extend(parted);
            cut.problems.sort_by_key(|problem| problem.severity);
        }
        Some(cut)
    }

    /// Cuts the review down to some of its files, with their problems and news, and judges nothing.
    #[must_use]
    pub fn cut_unjudged(&self, is_in: impl Fn(&PendingRecord) -> bool) -> Self {
        let mut cut = self.clone();
        cut.files.retain(|file| is_in(file));
        let keys = |files: &[PendingRecord]| -> BTreeSet<RecordKey> {
            files.iter().filter_map(|file| file.key.clone()).collect()
        };
        let (left, all) = (keys(&cut.files), keys(&self.files));
        let is_told = |record: &RecordKey| left.contains(record) || !all.contains(record);
        cut.problems.retain(|problem| is_told(&problem.record));
        cut.news.retain(|news| left.contains(&news.record));
        cut
    }

    /// Cuts the review down to the records in which nothing new is of others; none once `stop` says that nobody waits for it.
    pub fn mine_unless(
        &self,
        papers: &BTreeMap<AuditId, WorkingPapers>,
        stop: &dyn Fn() -> bool,
    ) -> Option<ReviewOf> {
        self.share(papers, |key, news| self.may_be_mine(key, news), stop)
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
        let Some(mine) = self.cut_to(&taken, &|| false) else {
            return false;
        };
        !mine.files.is_empty() && (!mine.is_blocked() || self.is_blocked())
    }

    /// Cuts the review down to the records that somebody may commit.
    fn share(
        &self,
        papers: &BTreeMap<AuditId, WorkingPapers>,
        may: impl Fn(&RecordKey, Option<&News>) -> Result<(), String>,
        stop: &dyn Fn() -> bool,
    ) -> Option<ReviewOf> {
        let (taken, left_out) = self.taken(may);
        let mut review = self.cut_to(&taken, stop)?;
        review.message = super::super::message::propose(&review.files, papers);
        Some(ReviewOf { review, left_out })
    }

    fn cut_to(&self, taken: &BTreeSet<&RecordKey>, stop: &dyn Fn() -> bool) -> Option<Self> {
        let is_taken = |file: &PendingRecord| match (&file.kept, &file.key) {
            (Some(kept), _) => kept.cited_in.iter().any(|record| taken.contains(record)),
            (None, key) => key.as_ref().is_some_and(|key| taken.contains(key)),
        };
        self.cut_unless(is_taken, stop)
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
        let news: BTreeMap<&RecordKey, &News> =
            self.news.iter().map(|news| (&news.record, news)).collect();
        for key in records().filter(|key| !is_criteria(key)) {
            match may(key, news.get(key).copied()) {
                Ok(()) => {
                    taken.insert(key);
                }
                Err(why) => left_out.push(why),
            }
        }
        let holder = |key: &RecordKey| key.audit().map(|audit| RecordKey::Audit(audit.clone()));
        let new = self
            .files
            .iter()
            .filter(|file| file.change == Change::Added);
        let new: BTreeSet<&RecordKey> = new.filter_map(|file| file.key.as_ref()).collect();
        let pending: BTreeSet<&RecordKey> = records().collect();
        let homeless: Vec<&RecordKey> = taken
            .iter()
            .copied()
            .filter(|key| {
                holder(key).is_some_and(|audit| new.contains(&audit) && !taken.contains(&audit))
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
                .is_some_and(|audit| taken.contains(&audit) || !pending.contains(&audit));
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
    /// Reviews what a commit by an author would contain, or else one by whoever is at work, whosever it is.
    pub fn review_for(&self, audit: Option<&AuditId>, author: Option<&Person>) -> Result<Review> {
        let asked = Asked {
            audit,
            author,
            without: &BTreeMap::new(),
            stop: &|| false,
        };
        self.review_by(&asked)?.ok_or_else(stopped)
    }

    /// Cuts a review down to what is new in no name but that of whoever is at work.
    pub fn review_mine(&self, review: &Review) -> Result<ReviewOf> {
        let mine = review.mine_unless(self.papers(), &|| false);
        let mine = mine.ok_or_else(stopped)?;
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

    /// Cuts a review for a commit by an author down to what is new in their name, and of co-authors where some are named: others
    /// leave their work to be committed by themselves.
    pub fn review_of(
        &self,
        whole: &Review,
        author: &Person,
        co_authors: &[Person],
    ) -> Result<ReviewOf> {
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
            &|| false,
        );
        let of = of.ok_or_else(stopped)?;
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

/// Names what is somebody else's.
fn of_others(news: &News) -> String {
    news.whats().join("; ")
}

const fn is_criteria(key: &RecordKey) -> bool {
    matches!(key, RecordKey::Criteria(..))
}
