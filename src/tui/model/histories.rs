//! What the historian is asked, and when: whenever the question has changed, for the audits that are under way.

use crate::{
    domain::id::AuditId,
    error::Error,
    session::independence::Remembered,
    tui::{
        effect::{Effect, LookRequest, Request},
        weighed,
    },
};

use super::Model;

impl Model {
    /// Asks for every audit under way about which something else is to be known than was asked last.
    ///
    /// The others are asked about when somebody looks: their reports are out.
    pub(super) fn looks(&mut self) -> Vec<Effect> {
        let under_way: Vec<AuditId> = self
            .data
            .papers
            .values()
            .filter(|papers| !papers.audit.state.is_out())
            .map(|papers| papers.audit.id.clone())
            .collect();
        under_way.iter().filter_map(|id| self.look(id)).collect()
    }

    /// Asks for an audit, unless just that was asked last.
    pub(super) fn look(&mut self, id: &AuditId) -> Option<Effect> {
        let papers = self.data.audit(id)?;
        let asked = weighed::questions(papers, &self.data.workspace);
        if self.asked.get(id) == Some(&asked) {
            return None;
        }
        self.asked.insert(id.clone(), asked.clone());
        Some(Effect::Look(LookRequest {
            audit: id.clone(),
            asked,
            declared: self.data.workspace.repositories.clone(),
        }))
    }

    /// Takes in what the history said, and hands it to whoever reviews.
    pub(super) fn looked(
        &mut self,
        audit: AuditId,
        said: Result<Remembered, Error>,
        effects: &mut Vec<Effect>,
    ) {
        if let Ok(said) = &said {
            let learn = Request::Learn(audit.clone(), Box::new(said.clone()));
            effects.push(Effect::Ask(learn));
        }
        self.data.weighed.learn(audit, said);
        self.data.weigh();
        self.refresh();
    }
}
