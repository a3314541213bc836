//! Whose a change is: what only the audit team changes, and until when; and what is the auditee's.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Rule, Unlawful};
use crate::domain::{
    action::{Answered, CorrectiveAction, Parties},
    audit::Audit,
    finding::{Finding, Sides, ToldField},
    guard::Reason,
    people::People,
    person::Person,
    record::Record,
    signed,
};

/// What is said about a draft as a whole.
pub const DRAFT: &str = "draft";

/// What is said about the auditee's own words as a whole: a corrective action, and a response.
pub const ANSWERING: &str = "what the auditee says";

/// What a change is held against beside the record itself.
#[derive(Debug, Clone)]
pub struct Ground<'a> {
    /// The audit as it stood before the change; none where there was none.
    pub before: Option<&'a Audit>,
    /// The audit as it stands after it.
    pub after: Option<&'a Audit>,
    /// Whose change it is.
    pub by: &'a Person,
    /// Who is whom.
    pub people: &'a People,
    /// The findings that a corrective action answers, or the finding that changes, each with its corrective actions: as they stood
    /// before the change, so that nobody lets himself in.
    pub answered: Vec<Answered<'a>>,
}

impl Ground<'_> {
    /// Returns the audit by which those are known who answer for the auditee.
    fn holder(&self) -> Option<&Audit> {
        self.before.or(self.after)
    }

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
        responded(old, new, ground, &mut all);
    }
    if let Record::Action { action: new, .. } = after {
        answering(before.and_then(Record::action), new, ground, &mut all);
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

/// What the auditee answers to a finding is his to write, or the audit team's for him.
fn responded(old: &Finding, new: &Finding, ground: &Ground<'_>, all: &mut Vec<Unlawful>) {
    let field = ToldField::Response;
    if old.told(field) == new.told(field) || ground.is_of_team(ground.by) {
        return;
    }
    let Some(holder) = ground.holder() else {
        return;
    };
    let mut known = ground.answered.iter();
    let known = known.find(|one| one.finding.id == old.id);
    let sides = Sides {
        team: &holder.auditors(),
        auditees: &holder.named_auditees(),
        actions: known.map_or(&[], |one| one.actions.as_slice()),
        people: ground.people,
    };
    let gap = old.outsider_gap(ground.by, &sides);
    all.extend(gap.map(|gap| of_others(field.key(), gap)));
}

/// A corrective action is drafted and written by those who answer for a finding of it or have a part in it, or by the audit team.
fn answering(
    old: Option<&CorrectiveAction>,
    new: &CorrectiveAction,
    ground: &Ground<'_>,
    all: &mut Vec<Unlawful>,
) {
    let Some(holder) = ground.holder() else {
        return;
    };
    let (team, auditees) = (holder.auditors(), holder.named_auditees());
    let of_finding = |one: &Answered<'_>, by: &Person| {
        let sides = Sides {
            team: &team,
            auditees: &auditees,
            actions: &one.actions,
            people: ground.people,
        };
        one.finding.outsider_gap(by, &sides)
    };
    let answered = ground.answered.iter();
    let Some(old) = old else {
        let Some(first) = new.history.first() else {
            return;
        };
        let mut answered = answered.filter(|one| new.findings.contains(&one.finding.id));
        let gap = answered.find_map(|one| of_finding(one, &first.by));
        all.extend(gap.map(|mut gap| {
            gap.text = format!("drafted by {}: {}", first.by.name, gap.text);
            of_others(gap.field, gap)
        }));
        return;
    };
    if !old.is_rewritten(new) || ground.is_of_team(ground.by) {
        return;
    }
    let (own, further): (Vec<_>, Vec<_>) = answered
        .filter(|one| {
            new.findings.contains(&one.finding.id) || old.findings.contains(&one.finding.id)
        })
        .cloned()
        .partition(|one| old.findings.contains(&one.finding.id));
    let parties = Parties {
        team: &team,
        auditees: &auditees,
        answered: &own,
        people: ground.people,
    };
    let gap = old.outsider_gap(ground.by, &parties);
    // What it is made to answer beside is that of those who answer for it.
    let gap = gap.or_else(|| further.iter().find_map(|one| of_finding(one, ground.by)));
    all.extend(gap.map(|gap| of_others(gap.field, gap)));
}

fn of_others(field: &'static str, gap: Reason) -> Unlawful {
    Unlawful::of(Rule::Person, field, ANSWERING.to_owned(), gap.text)
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
    let mut by_time: BTreeMap<(&str, Option<Timestamp>), Vec<&Person>> = BTreeMap::new();
    for act in known.iter().flat_map(|one| signed::acts(one)) {
        by_time.entry((act.field, act.at)).or_default().push(act.by);
    }
    let is_known = |act: &signed::Act<'_>| {
        let then = by_time.get(&(act.field, act.at));
        then.is_some_and(|then| then.iter().any(|by| by.is(act.by)))
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
