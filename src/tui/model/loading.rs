//! Records as they are on disk: read again, merged when they were saved, and what has to be judged anew.

use std::collections::BTreeMap;

use crate::domain::{
    applicability::StatementOfApplicability, evidence::EvidenceLink, id::AuditId,
    papers::WorkingPapers, record::Record,
};
use crate::session::comparison::{Beside, Sight, Which};
use crate::tui::data::Data;
use crate::tui::effect::{Effect, FindRequest, Reply, Request, SampleReply};

use super::Model;

/// For how many seconds after a look at the files a key does not look again.
const LOOK_AFTER: i64 = 2;

impl Model {
    /// Asks whether files or the branch have changed: when the person comes back, and now and then when a key is pressed.
    ///
    /// Nothing looks by itself: where nobody is at work nothing is read.
    pub(super) fn look_again(&mut self, comes_back: bool, effects: &mut Vec<Effect>) {
        let now = self.data.clock.now();
        let waited = now.as_second() - self.looked.as_second();
        if comes_back || !(0..LOOK_AFTER).contains(&waited) {
            self.looked = now;
            effects.push(Effect::Ask(Request::LookAgain));
        }
    }

    /// Takes in what every panel looks at, before any of them hears of it.
    pub(super) fn take_in(&mut self, reply: &mut Reply, effects: &mut Vec<Effect>) {
        match reply {
            Reply::Loaded(data) => {
                std::mem::swap(&mut self.data, data);
                self.tell_what_came(data);
                self.keep_judgements(data);
                self.data.random = data.random;
                self.data.repositories = std::mem::take(&mut data.repositories);
                self.data.sign_offs = std::mem::take(&mut data.sign_offs);
                self.data.sync = std::mem::take(&mut data.sync);
                self.data.register = std::mem::replace(&mut data.register, Ok(None));
                self.make_again();
                self.data.weigh();
                self.refresh();
                // The branch may have moved, and other repositories may have come.
                effects.push(Effect::Find(FindRequest::Forget));
                effects.extend(self.checks());
                self.asked.clear();
                effects.extend(self.looks());
            }
            Reply::Saved { merged, pending } => {
                self.landed();
                self.data.pending = pending.clone();
                if !merged.is_empty() {
                    for record in std::mem::take(merged) {
                        self.take_merged(record);
                    }
                    self.make_again();
                }
                self.refresh();
            }
            Reply::Sample(SampleReply::Drawn { audit, sample, .. }) => {
                self.take_drawn(audit, (**sample).clone(), effects);
            }
            Reply::Sync(told) => self.take_sync(told),
            Reply::Compared(compared) => self.take_state(&compared.sight, effects),
            _ => {}
        }
    }

    /// Goes on saying what is known of citations that stand as they stood, on the tip that was there: until they are judged anew
    /// no screen loses a word over somebody else's edit.
    fn keep_judgements(&mut self, before: &Data) {
        if before.head != self.data.head {
            return;
        }
        let stood: BTreeMap<_, _> = links(before).map(|link| (&link.id, link)).collect();
        let known: Vec<_> = links(&self.data)
            .filter(|link| stood.get(&link.id) == Some(link))
            .filter_map(|link| Some((link.id.clone(), before.citations.get(&link.id)?.clone())))
            .collect();
        self.data.citations.extend(known);
    }

    /// Says that another branch is checked out, or that audits are gone; `before` is what was known.
    fn tell_what_came(&mut self, before: &Data) {
        let branch = |data: &Data| data.head.as_ref().and_then(|head| head.branch.clone());
        let (was, is) = (branch(before), branch(&self.data));
        if was != is {
            let name = is.unwrap_or_else(|| "no branch".to_owned());
            self.toast = Some(format!(
                "{name} is checked out now: the records are those of it"
            ));
            return;
        }
        let gone: Vec<&str> = before
            .papers
            .keys()
            .filter(|id| !self.data.papers.contains_key(*id))
            .map(AuditId::as_str)
            .collect();
        if !gone.is_empty() {
            self.toast = Some(format!("not there any more: {}", gone.join(", ")));
        }
    }

    /// Takes in what became of a citation that was looked at. Where it is not what was known the branch has moved, and all are
    /// judged again, so that no screen goes on saying what another denies.
    fn take_state(&mut self, sight: &Sight, effects: &mut Vec<Effect>) {
        if sight.which != Which::Current || sight.beside != Beside::default() {
            return;
        }
        let known = self.data.citations.get(&sight.link.id);
        if known.is_some_and(|known| *known != sight.state) {
            effects.extend(self.checks());
        }
    }

    /// Takes in a record that was merged with an edit from outside when it was saved.
    fn take_merged(&mut self, record: Record) {
        if let Record::Applicability(statement) = record {
            self.data
                .applicability
                .insert(statement.checklist.clone(), statement);
        } else if let Record::Programme(programme) = record {
            self.data.programme = Some(programme);
            self.data.derived.forget();
        } else {
            let papers = record
                .key()
                .audit()
                .and_then(|id| self.data.papers.get_mut(id));
            let Some(papers) = papers else { return };
            papers.put(&record);
            self.data.weigh();
        }
        self.toast = Some("merged with an edit from outside".to_owned());
    }

    /// Lists what has to be asked so that every citation is judged.
    pub(super) fn checks(&self) -> Vec<Effect> {
        let audits = self.data.papers.keys().cloned().map(Request::Check);
        let cites = |statement: &StatementOfApplicability| statement.citations().next().is_some();
        let stated = self.data.applicability.values().any(cites);
        // Before they are judged: one that has come meanwhile is found.
        std::iter::once(Request::Repositories)
            .chain(audits)
            .chain(stated.then_some(Request::CheckStatements))
            .chain([Request::SignOffMarks])
            .map(Effect::Ask)
            .collect()
    }

    /// Asks for the checks of those who cite something that nobody has judged yet.
    pub(super) fn unjudged(&self) -> impl Iterator<Item = Request> {
        let is_new = |link: &EvidenceLink| !self.data.citations.contains_key(&link.id);
        let new = |papers: &&WorkingPapers| papers.citations().any(|(_, link)| is_new(link));
        let audits: Vec<AuditId> = self
            .data
            .papers
            .values()
            .filter(new)
            .map(|papers| papers.audit.id.clone())
            .collect();
        let mut statements = self.data.applicability.values();
        let stated = statements.any(|s| s.citations().any(|(_, link)| is_new(link)));
        audits
            .into_iter()
            .map(Request::Check)
            .chain(stated.then_some(Request::CheckStatements))
    }
}

/// Lists all citations.
fn links(data: &Data) -> impl Iterator<Item = &EvidenceLink> {
    let audits = data.papers.values().flat_map(WorkingPapers::citations);
    let statements = data.applicability.values();
    let controls = statements.flat_map(StatementOfApplicability::citations);
    audits
        .map(|(_, link)| link)
        .chain(controls.map(|(_, link)| link))
}
