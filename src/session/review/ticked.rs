//! A part of a review, judged by itself, with the other ways in which it could be committed: it takes a replay, and may be stopped.

use std::collections::BTreeSet;

use crate::error::Result;

use super::{super::Session, Review};

/// What of a review is ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticked {
    /// The ticked records, with what stands against committing them without the others.
    pub review: Review,
    /// Those in which nothing is of others; none where nothing is anywhere.
    pub mine: Option<Review>,
    /// All of it but the fields that bear no name and that others have saved, or why that cannot be; none where there are none.
    pub without: Option<Result<Review>>,
}

impl Ticked {
    /// Takes the whole of a review in which everything is the author's: there is nothing more to judge.
    pub fn whole(review: &Review) -> Option<Self> {
        review.others_named().is_empty().then(|| Self {
            review: review.clone(),
            mine: None,
            without: None,
        })
    }
}

impl Session {
    /// Judges a review without the files of these paths; none once `stop` says that nobody waits for it.
    pub fn ticked(
        &self,
        review: &Review,
        left_out: &BTreeSet<String>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Ticked> {
        let cut = review.cut_unless(|file| !left_out.contains(&file.path), stop)?;
        if cut.others_named().is_empty() {
            return Some(Ticked {
                review: cut,
                mine: None,
                without: None,
            });
        }
        let mine = cut.mine_unless(self.papers(), stop)?.review;
        let nameless = cut.nameless_of_others();
        let without = if nameless.is_empty() {
            None
        } else {
            // A part that was given up is none, and never one without a problem.
            Some(
                self.review_without_unless(&cut, &nameless, stop)
                    .transpose()?,
            )
        };
        (!stop()).then_some(Ticked {
            review: cut,
            mine: Some(mine),
            without,
        })
    }
}
