//! The statements of applicability of the audit's checklists, as they are now: control by control.

use crate::domain::{
    applicability::{ControlDecision, Implementation, StatementOfApplicability},
    checklist::Checklist,
};

use super::{ReportInput, escape::inline, page::Page};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let stated: Vec<(&Checklist, &StatementOfApplicability)> = input
        .papers
        .checklists()
        .filter_map(|checklist| Some((checklist, input.statements.get(&checklist.id)?)))
        .collect();
    if stated.is_empty() {
        return;
    }
    page.heading(2, "Statement of applicability");
    for (checklist, statement) in stated {
        page.heading(3, &checklist.standard);
        one(checklist, statement, page);
    }
}

fn one(checklist: &Checklist, statement: &StatementOfApplicability, page: &mut Page) {
    let decided = statement.decided(checklist);
    let approved = match (&statement.approved_by, statement.approved_on) {
        (Some(by), Some(on)) => format!("approved by {} on {on}", inline(&by.name)),
        (Some(by), None) => format!("approved by {}", inline(&by.name)),
        (None, _) => "not approved".to_owned(),
    };
    page.part(&format!(
        "Of {} controls {} are included, {} excluded, {} undecided; {approved}.",
        decided.controls,
        decided.included,
        decided.excluded,
        decided.open()
    ));
    page.table(
        [
            "Control",
            "Title",
            "Included",
            "Justification",
            "Implementation",
            "Status",
            "Owner",
        ],
        checklist.controls().map(|control| {
            let decision = statement.decision(&control.reference);
            let said = |text: fn(&ControlDecision) -> &str| {
                decision.map(|d| inline(text(d))).unwrap_or_default()
            };
            [
                inline(control.reference.as_str()),
                inline(&control.title),
                match decision {
                    Some(decision) if decision.included => "yes",
                    Some(_) => "no",
                    None => "undecided",
                }
                .to_owned(),
                said(|d| &d.justification),
                said(|d| &d.implementation),
                decision
                    .and_then(|d| d.status)
                    .map(Implementation::label)
                    .unwrap_or_default()
                    .to_owned(),
                said(|d| &d.owner),
            ]
        }),
    );
}
