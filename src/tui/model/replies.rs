//! What an answer of the worker or the finder changes.

use crate::domain::{id::AuditId, papers::WorkingPapers};
use crate::tui::{
    data::Data,
    effect::{Effect, Reply, Request},
    overlays::upgrade::UpgradeQuestion,
    panel::{Cx, Intent},
};

use super::Model;

impl Model {
    pub(super) fn hear(&mut self, reply: Reply, effects: &mut Vec<Effect>) {
        self.changed = true;
        let mut intents = Vec::new();
        let area = self.body();
        for panel in &mut self.stack {
            let cx = Cx {
                data: &self.data,
                area,
                count: None,
            };
            intents.extend(panel.hear(&reply, cx));
        }
        match reply {
            Reply::Loaded(data) => {
                self.data = Data {
                    random: self.data.random,
                    ..*data
                };
                self.refresh();
                effects.extend(
                    self.data
                        .papers
                        .keys()
                        .map(|id| Effect::Ask(Request::Check(id.clone()))),
                );
            }
            Reply::Saved { merged, pending } => {
                self.saved();
                self.data.pending = pending;
                for record in merged {
                    let papers = record
                        .key()
                        .audit()
                        .and_then(|id| self.data.papers.get_mut(id));
                    if let Some(papers) = papers {
                        papers.put(&record);
                        self.toast = Some("merged with an edit from outside".to_owned());
                    }
                }
                self.refresh();
                if self.leaving && self.in_flight == 0 {
                    effects.push(Effect::Exit(0));
                    return;
                }
                effects.extend(
                    self.unjudged()
                        .map(|audit| Effect::Ask(Request::Check(audit))),
                );
            }
            Reply::Counted(pending) => self.data.pending = pending,
            Reply::NotSaved { change, error } => {
                self.saved();
                // Somebody has to read why before the program ends.
                self.leaving = false;
                self.take_back(&change);
                intents.push(Intent::Fail(error));
            }
            Reply::Checked(states) => self.data.citations.extend(states),
            Reply::Pinned { audit, place, link } => self.cite(&audit, &place, &link, &mut intents),
            Reply::Committed(done) => {
                self.data.pending.clear();
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
                effects.push(Effect::Ask(Request::Reload));
            }
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
            Reply::Edited(Ok(text)) => {
                let edited = self.with_top(|panel, cx| panel.edited(&text, cx));
                intents.extend(edited.unwrap_or_default());
            }
            Reply::Edited(Err(error)) | Reply::Failed(error) => intents.push(Intent::Fail(error)),
            Reply::Compared(_)
            | Reply::Reviewed(_)
            | Reply::Paths { .. }
            | Reply::Previewed { .. } => {}
        }
        self.carry_out(intents, effects);
    }

    fn cite(
        &mut self,
        audit: &AuditId,
        place: &crate::domain::papers::CitedIn,
        link: &crate::domain::evidence::EvidenceLink,
        intents: &mut Vec<Intent>,
    ) {
        let Some(papers) = self.data.papers.get(audit) else {
            intents.push(Intent::Fail(Data::gone(audit)));
            return;
        };
        match self.data.step("") {
            Ok(step) => intents.push(Intent::Apply(crate::session::cite::cite(
                papers, place, link, &step,
            ))),
            Err(error) => intents.push(Intent::Fail(error)),
        }
        intents.push(Intent::Ask(Request::Check(audit.clone())));
    }

    /// Lists the audits that cite something nobody has judged yet.
    fn unjudged(&self) -> impl Iterator<Item = AuditId> {
        let new = |papers: &&WorkingPapers| {
            papers
                .citations()
                .any(|(_, link)| !self.data.citations.contains_key(&link.id))
        };
        self.data
            .papers
            .values()
            .filter(new)
            .map(|papers| papers.audit.id.clone())
    }

    pub(super) fn saved(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 {
            self.saving_since = None;
        }
    }
}
