//! Whose a change is: what only the audit team changes, and until when.

use super::{Rule, Unlawful};
use crate::domain::{
    audit::Audit, finding::Finding, people::People, person::Person, record::Record, signed,
};

/// What is said about a draft as a whole.
pub const DRAFT: &str = "draft";

/// What a change is held against beside the record itself.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The audit as it stood before the change; none where there was none.
    pub before: Option<&'a Audit>,
    /// The audit as it stands after it.
    pub after: Option<&'a Audit>,
    /// Whose change it is.
    pub by: &'a Person,
    /// Who is whom.
    pub people: &'a People,
}

impl Ground<'_> {
    /// Tells whether somebody works in the audit team. Whoever is enrolled by the change counts: who enrolled him is asked
    /// by itself. Where there is no audit nobody is told apart.
    fn is_of_team(&self, person: &Person) -> bool {
        let mut teams = self.before.into_iter().chain(self.after).peekable();
        teams.peek().is_none() || teams.any(|audit| audit.is_of_team(person, self.people))
    }
}

/// Lists what a change may not do by whom it is, or since the report is out.
pub fn refused_to(before: Option<&Record>, after: &Record, ground: &Ground<'_>) -> Vec<Unlawful> {
    let mut all = Vec::new();
    if before == Some(after) {
        return all;
    }
    if let (Some(Record::Audit(old)), Record::Audit(new)) = (before, after) {
        let refused = old.edits_refused_to(new, ground.by, ground.people);
        all.extend(refused.map(|reason| Unlawful {
            rule: Rule::Person,
            reason,
        }));
    }
    if let (Some(Record::Finding { finding: old, .. }), Record::Finding { finding: new, .. }) =
        (before, after)
    {
        drafted(old, new, ground, &mut all);
    }
    if after.is_answer(before) {
        answered(before, after, ground, &mut all);
    }
    all
}

/// What a draft says is the working paper of whoever raised it and of the team.
fn drafted(old: &Finding, new: &Finding, ground: &Ground<'_>, all: &mut Vec<Unlawful>) {
    let raised = old.raised_by();
    let may = ground.is_of_team(ground.by) || ground.people.has(raised, ground.by);
    if !may && old.is_redrafted(new) {
        all.push(Unlawful::of(
            Rule::Person,
            "by",
            DRAFT.to_owned(),
            format!(
                "a draft is written by the audit team, and {} is none of it",
                ground.by.name
            ),
        ));
    }
}

/// Answers, samples, trails and new findings are those of the audit team, and no more once the report is out.
fn answered(before: Option<&Record>, after: &Record, ground: &Ground<'_>, all: &mut Vec<Unlawful>) {
    if let Some(held) = ground.before.and_then(Audit::answers_held) {
        all.push(Unlawful::of(
            Rule::Answered,
            "answers",
            String::new(),
            format!("{}: {}", deed(before, after), held.text),
        ));
    }
    let known: Vec<&Record> = before.into_iter().collect();
    all.extend(outsiders(&known, after, ground));
}

/// Says what became of an answer.
pub fn deed(before: Option<&Record>, after: &Record) -> String {
    let deed = if before.is_some() {
        "changed"
    } else {
        "is new"
    };
    format!("{} {deed}", after.key().short())
}

/// Lists the new acts in an answer by others than the audit team; `known` are the versions that it was made of.
pub fn outsiders(known: &[&Record], after: &Record, ground: &Ground<'_>) -> Vec<Unlawful> {
    let known: Vec<_> = known.iter().flat_map(|one| signed::acts(one)).collect();
    let is_known = |act: &signed::Act<'_>| {
        let mut known = known.iter();
        known.any(|other| other.field == act.field && other.at == act.at && other.by.is(act.by))
    };
    let mut signed = signed::acts(after);
    if after.finding().is_some() {
        // What came after it was raised is for its guards.
        signed.truncate(1);
    }
    let is_outsiders = |act: &signed::Act<'_>| !is_known(act) && !ground.is_of_team(act.by);
    let outside = signed.into_iter().filter(is_outsiders);
    outside
        .map(|act| {
            let text = format!(
                "{} is by {}, who is not of the audit team",
                act.what, act.by
            );
            Unlawful::of(Rule::Person, "by", act.what, text)
        })
        .collect()
}
