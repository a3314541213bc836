//! What is concluded against each objective (ISO 19011, 6.4.9).

use serde::{Deserialize, Serialize};

use super::Audit;
use crate::domain::guard::is_said;

/// What is concluded against one of the objectives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ObjectiveConclusion {
    /// The objective, in its words.
    pub objective: String,
    /// What is concluded against it.
    pub conclusion: String,
}

impl Audit {
    /// Returns what is concluded against an objective.
    pub fn concluded(&self, objective: &str) -> Option<&str> {
        self.conclusions
            .iter()
            .find(|concluded| concluded.objective == objective)
            .map(|concluded| concluded.conclusion.as_str())
            .filter(|text| is_said(text))
    }

    /// Writes what is concluded against an objective; an empty text takes it out.
    pub fn conclude(&mut self, objective: &str, conclusion: &str) {
        self.conclusions
            .retain(|concluded| concluded.objective != objective);
        if is_said(conclusion) {
            self.conclusions.push(ObjectiveConclusion {
                objective: objective.to_owned(),
                conclusion: conclusion.trim_end().to_owned(),
            });
        }
        let place = |concluded: &ObjectiveConclusion| {
            let mut objectives = self.objectives.iter();
            objectives.position(|objective| *objective == concluded.objective)
        };
        let mut sorted = self.conclusions.clone();
        sorted.sort_by_key(|concluded| place(concluded).unwrap_or(usize::MAX));
        self.conclusions = sorted;
    }

    /// Takes other objectives; what was concluded against one that is only reworded goes along with it.
    pub fn set_objectives(&mut self, objectives: Vec<String>) {
        if objectives.len() == self.objectives.len() {
            for (old, new) in self.objectives.iter().zip(&objectives) {
                let is_gone = !objectives.contains(old) && !self.objectives.contains(new);
                let mut concluded = self.conclusions.iter_mut();
                if let Some(concluded) =
                    concluded.find(|concluded| is_gone && concluded.objective == *old)
                {
                    concluded.objective.clone_from(new);
                }
            }
        }
        self.objectives = objectives;
    }
}
