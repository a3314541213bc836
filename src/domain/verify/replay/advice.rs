//! How what a merge brought in too late is put right: only by what counts, as things stand at the branch's tip.

use super::{Fold, slips::Slip};
use crate::domain::{
    finding::ToldField,
    object::short,
    record::RecordKey,
    verify::{
        Irregularity, Kind,
        merges::{Rest, Way},
    },
};

impl Fold<'_> {
    /// Adds to all that a merge brought in too late, and that was not put right, what to do about it.
    pub(super) fn advise(&mut self) {
        let mut all = Vec::new();
        for (number, slips) in &self.slips {
            let Some(key) = self.past.key(*number) else {
                continue;
            };
            let is_out = key.audit().is_some_and(|audit| self.is_out(audit));
            for slip in slips {
                let told = self.replayed.irregularities.get(slip.told);
                let is_open =
                    |told: &&Irregularity| told.kind == Kind::MergedLate && told.mended.is_none();
                if let Some(told) = told.filter(is_open)
                    && let Some(advice) = self.advice((key, told), slip, is_out)
                {
                    all.push((slip.told, advice));
                }
            }
        }
        for (place, advice) in all {
            if let Some(told) = self.replayed.irregularities.get_mut(place) {
                told.text = format!("{}; {advice}", told.text);
            }
        }
    }

    fn advice(
        &self,
        (key, told): (&RecordKey, &Irregularity),
        slip: &Slip,
        is_out: bool,
    ) -> Option<String> {
        let Way::Lawful(reason) = &slip.way else {
            return None;
        };
        if slip.relied {
            return Some(
                "it was signed off since, or somebody whom it let in has done something: that stays told"
                    .to_owned(),
            );
        }
        let rest = slip.way.rest(Some(key));
        if slip.stepped && rest == Rest::OfAudit {
            return Some("a step was taken since that rests on it, and stays told".to_owned());
        }
        let field = reason.field;
        let is_said = ToldField::ALL.iter().any(|told| told.key() == field);
        // What was read by others by now is not put back in silence.
        if let RecordKey::Finding(_, id) = key
            && is_said
            && (slip.stepped || is_out)
        {
            return Some(format!(
                "others have read it by now: say what is right by tickmark finding amend {id}, with --why"
            ));
        }
        let good = slip.good_at.and_then(|good| self.past.commits.get(good));
        let good = good.map_or("HEAD^1", |commit| short(&commit.id));
        let path = told.path.as_deref().unwrap_or_default();
        let by_act = ", or change it by an act that says why";
        let or = if matches!(key, RecordKey::Action(..)) {
            format!("{by_act}; a plan may be returned and accepted anew")
        } else if matches!(key, RecordKey::Finding(..)) {
            by_act.to_owned()
        } else {
            String::new()
        };
        Some(format!(
            "put {field} back as git show '{good}:{path}' has it, leave what else stands there, and tickmark commit{or}"
        ))
    }
}
