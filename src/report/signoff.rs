//! Who signed the audit off, and whether the records of the report are those that were signed.

use crate::domain::signoff::{SignOff, standing::Standing};

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
    for (sign_off, _) in input.sign_offs {
        let who = format!("{}, {}:", sign_off.by.name, sign_off.name());
        page.labelled(&who, &sign_off.meaning);
        page.text(&sign_off.words);
    }
}

fn row((sign_off, standing): &(SignOff, Standing)) -> [String; 7] {
    [
        sign_off.role.label().to_owned(),
        inline(&sign_off.by.name),
        inline(&sign_off.by.email),
        sign_off.at.strftime("%Y-%m-%d").to_string(),
        records(standing),
        code(&sign_off.commit),
        code(&sign_off.root),
    ]
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
        | Standing::Unreadable { .. }
        | Standing::CannotTell { .. } => inline(&standing.phrase()),
    }
}
