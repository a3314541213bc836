//! Who signed the audit off, and whether the records of the report are those that were signed.
//!
//! A tag that something is wrong with is named with what is wrong, and does not count.

use crate::domain::signoff::{
    fault::TagFault,
    standing::{Reported, Standing},
};

use super::{
    ReportInput,
    escape::{code, inline},
    page::Page,
};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    if input.sign_offs.is_empty() {
        return;
    }
    page.heading(2, "Sign-off");
    page.table(
        [
            "As",
            "Name",
            "E-mail",
            "On",
            "Records",
            "Commit",
            "Root hash",
        ],
        input.sign_offs.iter().map(row),
    );
    for Reported { sign_off, .. } in input.sign_offs {
        let who = format!("{}, {}:", sign_off.by.name, sign_off.name());
        page.labelled(&who, &sign_off.meaning);
        page.text(&sign_off.words);
    }
}

fn row(reported: &Reported) -> [String; 7] {
    let sign_off = &reported.sign_off;
    [
        sign_off.role.label().to_owned(),
        inline(&sign_off.by.name),
        inline(&sign_off.by.email),
        sign_off.at.strftime("%Y-%m-%d").to_string(),
        wrong(reported).unwrap_or_else(|| records(&reported.standing)),
        code(&sign_off.commit),
        code(&sign_off.root),
    ]
}

/// Says why a sign-off does not count; none where nothing is wrong with it.
fn wrong(reported: &Reported) -> Option<String> {
    let standing = &reported.standing;
    let faults = reported.faults.iter().map(TagFault::phrase);
    let wrong: Vec<String> = standing
        .is_alarm()
        .then(|| standing.phrase())
        .into_iter()
        .chain(reported.lacking.clone())
        .chain(faults)
        .collect();
    (!wrong.is_empty()).then(|| inline(&format!("does not count: {}", wrong.join("; "))))
}

fn records(standing: &Standing) -> String {
    match standing {
        Standing::Fresh => "as signed".to_owned(),
        Standing::Stale { changes, .. } if changes.is_empty() => {
            "changed since, and not committed".to_owned()
        }
        Standing::Stale { changes, .. } => match changes.len() {
            1 => "1 record changed since".to_owned(),
            n => format!("{n} records changed since"),
        },
        Standing::Lost(_)
        | Standing::Contradicted { .. }
        | Standing::Missing { .. }
        | Standing::Unreadable { .. }
        | Standing::CannotTell { .. } => inline(&standing.phrase()),
    }
}
