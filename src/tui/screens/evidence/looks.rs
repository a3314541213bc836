//! What the screen asks the tracers for, and how it takes their answers.

use crate::{
    domain::evidence::EvidenceLink,
    session::{
        comparison::{Beside, Spot, Which},
        trail::{CommitBetween, Trail},
    },
    tui::{
        data::Data,
        effect::{Question, Trace},
        panel::{Cx, Intent},
    },
};

use super::{
    EvidenceView, Seen,
    happened::Entry,
    seen::{Compared, InCommit},
};

impl EvidenceView {
    /// Asks for what the screen shows of the citation as it is in the record, and for what happened.
    pub(super) fn look(&mut self, data: &Data) -> Vec<Intent> {
        match &self.link {
            Some(link) if link.path.is_some() => {
                let trail = Question::Trail(Box::new(link.clone()));
                let mut intents = self.ask(data);
                intents.push(trace(trail, data));
                intents
            }
            Some(_) => {
                self.seen = Seen::Without(String::new());
                Vec::new()
            }
            None => {
                self.seen = Seen::Without("This citation is not there any more.".to_owned());
                Vec::new()
            }
        }
    }

    /// Asks for what is to be seen.
    fn ask(&self, data: &Data) -> Vec<Intent> {
        let Some(link) = &self.link else {
            return Vec::new();
        };
        let link = Box::new(link.clone());
        let question = if let Some(commit) = self.commit() {
            Question::Commit { link, commit }
        } else {
            let (which, beside) = self.wanted();
            Question::Compare {
                link,
                which,
                beside,
            }
        };
        vec![trace(question, data)]
    }

    /// Shows an entry of what happened; none is what is there now.
    pub(super) fn show_entry(&mut self, entry: Option<Entry>, data: &Data) -> Vec<Intent> {
        match entry {
            Some(Entry::Note) => Vec::new(),
            Some(Entry::Proposal(_) | Entry::Commit(_) | Entry::Earlier(_)) | None => {
                self.shows = entry;
                self.pins = false;
                self.find.cancel();
                self.ask(data)
            }
        }
    }

    /// Returns which pin is compared with what, as far as that is what is to be seen.
    fn wanted(&self) -> (Which, Beside) {
        match self.shows {
            Some(Entry::Earlier(number)) => (Which::Earlier(number), Beside::default()),
            Some(Entry::Proposal(number)) => {
                let proposal = self
                    .trail
                    .as_ref()
                    .and_then(|trail| trail.proposals.as_ref().ok()?.get(number));
                let place = proposal.map(|proposal| Spot {
                    path: proposal.path.clone(),
                    lines: proposal.lines,
                });
                (Which::Current, Beside { at: None, place })
            }
            Some(Entry::Commit(_) | Entry::Note) | None => (Which::Current, Beside::default()),
        }
    }

    fn commit(&self) -> Option<Box<CommitBetween>> {
        let Some(Entry::Commit(number)) = self.shows else {
            return None;
        };
        let of = |trail: &Trail| trail.between.as_ref().ok()?.commits.get(number).cloned();
        self.trail.as_ref().and_then(of).map(Box::new)
    }

    /// Returns the citation as it is in what is seen.
    pub(super) fn seen_link(&self) -> Option<&EvidenceLink> {
        match &self.seen {
            Seen::Compared(compared) => Some(&compared.sight.link),
            Seen::InCommit(seen) => Some(&seen.link),
            Seen::Waiting | Seen::Without(_) => None,
        }
    }

    pub(super) fn take_comparison(&mut self, compared: &Compared, cx: Cx<'_>) -> Vec<Intent> {
        let sight = &compared.sight;
        if sight.which == Which::Current {
            self.state = Some(sight.state.clone());
        }
        let wanted = (sight.which, sight.beside.clone());
        if self.wanted() != wanted || self.commit().is_some() {
            return Vec::new();
        }
        // The place is kept when the same texts come again, as after a reload.
        let is_first = match &self.seen {
            Seen::Compared(seen) => {
                (&seen.sight.link, seen.sight.which, &seen.sight.beside)
                    != (&sight.link, sight.which, &sight.beside)
            }
            Seen::Waiting | Seen::Without(_) | Seen::InCommit(_) => true,
        };
        self.seen = Seen::Compared(Box::new(compared.clone()));
        if is_first {
            self.go_to_start(cx);
        }
        if std::mem::take(&mut self.pins) && is_first {
            return self.pin_anew(cx.data);
        }
        Vec::new()
    }

    pub(super) fn take_commit(&mut self, seen: &InCommit, cx: Cx<'_>) {
        if self.commit().is_some_and(|commit| *commit == seen.commit) {
            self.seen = Seen::InCommit(Box::new(seen.clone()));
            self.go_to_start(cx);
        }
    }
}

fn trace(question: Question, data: &Data) -> Intent {
    Intent::Trace(Trace {
        declared: data.workspace.repositories.clone(),
        question,
    })
}
