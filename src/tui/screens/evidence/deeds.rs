//! What is done with a citation: pinned anew, removed, copied.

use crate::{
    safe,
    session::{
        evidence::Target,
        repin::{held_fast, not_his, target},
    },
    tui::{
        data::Data,
        panel::{Intent, or_fail},
    },
};

use super::{
    EvidenceView, Part, Seen,
    happened::{self, Entry},
    repin::Repin,
};

impl EvidenceView {
    /// Returns what would be pinned anew, or why nothing is now.
    pub(super) fn again(&self, data: &Data) -> Result<Target, String> {
        if let Some(why) = held_fast(data.holders(), &self.holder) {
            return Err(why);
        }
        let not_his = |by| not_his(data.holders(), &self.holder, by, &data.people);
        if let Some(why) = data.actor.as_ref().ok().and_then(not_his) {
            return Err(why);
        }
        match &self.seen {
            _ if self.link.is_none() => Err("it is not there any more".to_owned()),
            // The record has another pin by now.
            _ if self
                .seen_link()
                .is_some_and(|seen| Some(seen) != self.link.as_ref()) =>
            {
                Err("it is still being compared".to_owned())
            }
            Seen::Waiting => Err("it is still being compared".to_owned()),
            Seen::Without(_) => Err("there is no file to compare".to_owned()),
            Seen::InCommit(_) => {
                Err("this is what a commit did: go back to what is there now".to_owned())
            }
            Seen::Compared(compared) => target(&compared.sight),
        }
    }

    /// Asks why it is pinned anew, with both sides in sight; a selected proposal is looked at first.
    pub(super) fn pin_anew(&mut self, data: &Data) -> Vec<Intent> {
        let selected = self.selected();
        if self.part == Part::Happened
            && matches!(selected, Some(Entry::Proposal(_)))
            && selected != self.shows
        {
            let intents = self.show_entry(selected, data);
            self.pins = true;
            return intents;
        }
        let target = match self.again(data) {
            Ok(target) => target,
            Err(why) => return vec![Intent::Toast(why)],
        };
        let Some(link) = self.link.clone() else {
            return Vec::new();
        };
        let mut asked = Repin::new(self.holder.clone(), link, target);
        if let Some(sides) = self.sides().cloned() {
            let titles = self.titles(&sides);
            asked = asked.beside(sides, titles);
        }
        vec![Intent::Open(Box::new(asked))]
    }

    pub(super) fn remove(&self, data: &Data) -> Vec<Intent> {
        let change = || {
            let step = data.step("")?;
            let change = data.holders().remove(&self.holder, &self.id, &step)?;
            let told = format!("{}; undo takes it back", safe::escape_line(&change.what));
            Ok(vec![
                Intent::Apply(change),
                Intent::Close,
                Intent::Toast(told),
            ])
        };
        or_fail(change())
    }

    pub(super) fn copy(&self) -> Option<Vec<Intent>> {
        let link = self.link.as_ref()?;
        let trail = self.trail.as_ref();
        let chosen = match self.selected().filter(|_| self.part == Part::Happened) {
            Some(Entry::Commit(at)) => trail
                .and_then(|trail| trail.between.as_ref().ok()?.commits.get(at))
                .map(|commit| commit.commit.clone()),
            Some(Entry::Proposal(at)) => trail
                .and_then(|trail| trail.proposals.as_ref().ok()?.get(at))
                .map(happened::place),
            Some(Entry::Earlier(at)) => link.earlier.get(at).map(|earlier| earlier.pin().told()),
            Some(Entry::Note) | None => None,
        };
        let whole = || {
            let commit = link.commit.as_deref().unwrap_or("work tree");
            format!("{} @ {commit}", link.subject())
        };
        Some(vec![Intent::Copy(chosen.unwrap_or_else(whole))])
    }
}
