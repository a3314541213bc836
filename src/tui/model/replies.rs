//! What an answer of the worker or the finder changes.

use crate::domain::{change::Change, evidence::EvidenceLink, holder::Holder};
use crate::error::Error;
use crate::safe::escape_line;
use crate::session::{
    Committed, Recovery, clash::Clash, review::PendingCounts, signoff::SignedOff,
};
use crate::tui::{
    effect::{Effect, Failure, Reply, Request},
    overlays::upgrade::UpgradeQuestion,
    panel::{Cx, Intent},
};

use super::Model;

impl Model {
    #[allow(clippy::too_many_lines, reason = "one arm a reply")]
    pub(super) fn hear(&mut self, mut reply: Reply, effects: &mut Vec<Effect>) {
        self.changed = true;
        // What is not committed, or not sent, is another by then.
        self.data.sync.distance_is_old |= matches!(reply, Reply::Saved { .. } | Reply::Loaded(_));
        self.take_in(&mut reply, effects);
        let wanted = self.tell_all(&reply);
        let mut intents = Vec::new();
        match reply {
            Reply::Loaded(_) => {}
            Reply::Saved { .. } => {
                if self.leaving && self.in_flight.is_empty() && !self.data.sync.is_going() {
                    effects.push(Effect::Exit(0));
                    return;
                }
                effects.extend(self.unjudged().map(Effect::Ask));
                effects.extend(self.looks());
            }
            Reply::Counted(pending) => self.data.pending = pending,
            Reply::NotSaved {
                change,
                error,
                clash,
            } => self.not_saved(change, error, clash, effects, &mut intents),
            Reply::Repositories(found) => {
                self.data.repositories = found;
                self.refresh();
            }
            Reply::Standards(found) => {
                self.data.standards = found;
                self.data.derived.forget();
            }
            Reply::Register(found) => {
                self.data.register = found;
                self.refresh();
            }
            Reply::Unwritable(now) => {
                if now.is_none() && self.data.unwritable.is_some() {
                    self.toast = Some("it can be saved again".to_owned());
                }
                self.data.unwritable = now;
                self.refresh();
            }
            Reply::Outside(seen) => self.look_outside(seen, effects),
            Reply::Here(here) => self.meets(here),
            Reply::Remark(text) => self.toast = Some(text),
            Reply::Checked(states) => {
                self.data.citations.extend(states);
                self.judged();
            }
            Reply::Proved(proofs) => {
                self.data.proofs.extend(proofs);
                self.judged();
            }
            Reply::Looked { audit, said } => self.looked(audit, *said, effects),
            Reply::Pinned { holder, link } => self.cite(&holder, &link, &mut intents),
            Reply::Kept { holder, kept } => {
                self.cite(&holder, &kept.link, &mut intents);
                let path = kept.link.path.as_deref().unwrap_or_default();
                let mut told = vec![format!("kept {}", escape_line(path))];
                told.extend(kept.notes);
                intents.push(Intent::Toast(told.join("; ")));
            }
            Reply::Healed(Recovery::Nothing) => {
                self.toast = Some("the lock is gone".to_owned());
            }
            Reply::Healed(found) => self.healed(&found, effects),
            Reply::Committed(done) => self.committed(&done, effects),
            Reply::Planned(audit) => {
                effects.push(Effect::Ask(Request::Reload));
                self.toast = Some(format!("{audit} is planned"));
            }
            Reply::Upgrade {
                audit,
                upgrade: Some(upgrade),
                ..
            } => {
                let ask = UpgradeQuestion::new(audit, *upgrade);
                intents.push(Intent::Open(Box::new(ask)));
            }
            Reply::Upgrade {
                checklist,
                upgrade: None,
                ..
            } => self.toast = Some(format!("the audit has {checklist} as it is at hand")),
            Reply::SignOffMarks(marks) => self.data.sign_offs = marks,
            Reply::SignedOff(done) => {
                effects.push(Effect::Ask(Request::SignOffMarks));
                intents.push(signed_off(*done));
            }
            Reply::Sync(told) => self.synced(&told, effects),
            Reply::Sample(reply) => self.hear_of_sample(reply, &mut intents),
            Reply::Edited(Ok(text)) => {
                let edited = self.with_top(|panel, cx| panel.edited(&text, cx));
                intents.extend(edited.unwrap_or_default());
            }
            Reply::Edited(Err(error)) | Reply::Failed(Failure { error, .. }) => {
                intents.push(Intent::Fail(error));
            }
            Reply::Commits(_)
            | Reply::ShownCommit { .. }
            | Reply::Compared(_)
            | Reply::InCommit(_)
            | Reply::Trailed(_)
            | Reply::Trail { .. }
            | Reply::Controls(_)
            | Reply::Extent(..)
            | Reply::Verify(..)
            | Reply::Reviewed(_)
            | Reply::Ticked { .. }
            | Reply::SignOffs { .. }
            | Reply::Paths { .. }
            | Reply::Contents { .. }
            | Reply::Previewed { .. } => {}
        }
        // From the top down, so that nobody's place moves before its turn.
        for (at, wanted) in wanted.into_iter().rev() {
            self.carry_out_at(at, wanted, effects);
        }
        self.carry_out(intents, effects);
    }

    /// Forgets what was worked out from citations and fixing commits.
    fn judged(&mut self) {
        self.data.derived.forget();
        self.refresh();
    }

    /// Takes a change back that could not be saved, and says why; where somebody else has changed the same it asks.
    fn not_saved(
        &mut self,
        change: Change,
        error: Error,
        clash: Option<Box<Clash>>,
        effects: &mut Vec<Effect>,
        intents: &mut Vec<Intent>,
    ) {
        let failed = self.landed();
        self.failed += 1;
        // Somebody has to read why before the program ends.
        self.leaving = false;
        let clash = clash.filter(|_| Self::is_made(failed.as_ref()));
        if let Some(clash) = clash {
            let typed = failed.as_ref().and_then(|it| it.typed().first().cloned());
            self.take_back(failed);
            self.clashes(change, *clash, (&error, typed), effects, intents);
            return;
        }
        let is_kept = self.keep_typed(failed.as_ref(), &change, effects);
        if !Self::is_made(failed.as_ref()) {
            // What stands in the way may be somebody else's edit: it is seen, and the next try is made on it.
            effects.push(Effect::Ask(Request::LookAgain));
        }
        self.take_back(failed);
        intents.push(Intent::Fail(if is_kept {
            error.hint("what you typed is among the drafts, and offered at the next start")
        } else {
            error
        }));
    }

    /// Says that records are committed, and reads them again.
    fn committed(&mut self, done: &Committed, effects: &mut Vec<Effect>) {
        self.data.pending = PendingCounts::default();
        self.forget_creations();
        let noun = if done.files == 1 { "record" } else { "records" };
        let id: String = done.commit.chars().take(8).collect();
        let branch = done
            .branch
            .strip_prefix("refs/heads/")
            .unwrap_or(&done.branch);
        self.toast = Some(format!(
            "committed {} {noun} on {branch} as {id}",
            done.files
        ));
        if let Some(lost) = done.what_is_lost() {
            self.toast = Some(format!("committed as {id}, but {}", escape_line(&lost)));
        }
        effects.push(Effect::Ask(Request::Reload));
    }

    /// Lets every panel hear an answer, and returns what each of them wants with its place on the stack.
    pub(super) fn tell_all(&mut self, reply: &Reply) -> Vec<(usize, Vec<Intent>)> {
        let area = self.body();
        let cx = Cx {
            data: &self.data,
            area,
            count: None,
        };
        let panels = self.stack.iter_mut().enumerate();
        panels
            .map(|(at, panel)| (at, panel.hear(reply, cx)))
            .collect()
    }

    fn cite(&mut self, holder: &Holder, link: &EvidenceLink, intents: &mut Vec<Intent>) {
        let made = self
            .data
            .step("")
            .and_then(|step| self.data.holders().cite(holder, link, &step));
        intents.push(made.map_or_else(Intent::Fail, Intent::Apply));
        intents.push(Intent::Ask(check_of(holder)));
    }
}

/// Says that an audit is signed off, and how others come to see it; or why it is not.
fn signed_off(done: Result<SignedOff, Error>) -> Intent {
    match done {
        Ok(signed) => Intent::Toast(format!(
            "signed; others see it after: git push origin tag {}",
            signed.sign_off.name()
        )),
        Err(error) => Intent::Fail(error),
    }
}

/// Returns what judges the citations of a holder.
fn check_of(holder: &Holder) -> Request {
    match holder {
        Holder::InAudit(audit, _) => Request::Check(audit.clone()),
        Holder::Control(_) => Request::CheckStatements,
    }
}
