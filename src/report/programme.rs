//! The audit programme as a document: what it says, its audits, what they cover together, and what they leave out.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::{
    guard::is_said,
    id::AuditId,
    papers::WorkingPapers,
    programme::{
        PlannedAudit, Programme, Standing, Subject,
        coverage::{Cell, Coverage, Covered, Level, Part},
        gaps::{self, Gap},
    },
};

use super::{
    escape::{code, inline},
    page::Page,
};

/// What the document of a programme is made of.
#[derive(Debug, Clone, Copy)]
pub struct ProgrammeInput<'a> {
    /// The organization whose management system is audited.
    pub organisation: &'a str,
    /// The programme.
    pub programme: &'a Programme,
    /// The audits that there are.
    pub audits: &'a BTreeMap<AuditId, WorkingPapers>,
    /// What they come to together.
    pub coverage: &'a Coverage,
    /// What the programme leaves out.
    pub gaps: &'a [Gap],
    /// The day by which an audit that was to begin is late.
    pub today: Date,
}

/// Writes the programme as Markdown.
pub fn programme(input: &ProgrammeInput<'_>) -> String {
    let mut page = Page::new();
    let programme = input.programme;
    let title = if is_said(&programme.title) {
        &programme.title
    } else {
        "Audit programme"
    };
    page.heading(1, title);
    page.table(
        ["Audit programme", ""],
        [
            ["Organisation".to_owned(), inline(input.organisation)],
            ["Period".to_owned(), programme.period()],
        ],
    );
    said(programme, &mut page);
    audits(input, &mut page);
    page.heading(2, "Coverage");
    for (number, column) in (1..).zip(&input.coverage.columns) {
        page.part(&format!("{number}: {}", inline(&column.name)));
    }
    for part in &input.coverage.parts {
        covered(part, &mut page);
    }
    page.heading(2, "What the programme leaves out");
    if input.gaps.is_empty() {
        page.part("Nothing.");
    }
    page.list(input.gaps.iter().map(|gap| inline(&gap.to_string())));
    page.finish()
}

fn said(programme: &Programme, page: &mut Page) {
    let list = |page: &mut Page, heading: &str, items: &[String], nothing: &str| {
        page.heading(2, heading);
        if items.is_empty() {
            page.part(nothing);
        }
        page.list(items.iter().map(|item| inline(item)));
    };
    list(
        page,
        "Objectives",
        &programme.objectives,
        "No objectives are recorded.",
    );
    page.heading(2, "Risk basis");
    page.text(&programme.risk_basis);
    page.part(&format!(
        "Each clause, process and AI system is audited {} in the period, but for these.",
        gaps::times(programme.usual_times())
    ));
    page.table(
        ["What", "How often", "Why"],
        programme.frequencies.iter().map(|frequency| {
            [
                inline(&frequency.of.to_string()),
                gaps::times(frequency.times),
                inline(&frequency.why),
            ]
        }),
    );
    page.heading(2, "Responsibilities");
    page.table(
        ["Who", "For what"],
        programme
            .responsibilities
            .iter()
            .map(|one| [inline(&one.who), inline(&one.what)]),
    );
    list(
        page,
        "Methods",
        &programme.methods,
        "No methods are recorded.",
    );
    page.heading(2, "Risks of the programme");
    page.table(
        ["Risk", "Treatment"],
        programme
            .risks
            .iter()
            .map(|risk| [inline(&risk.what), inline(&risk.treatment)]),
    );
}

fn audits(input: &ProgrammeInput<'_>, page: &mut Page) {
    page.heading(2, "Audits");
    let row = |audit: &PlannedAudit| {
        let standing = audit.standing(input.audits, input.today);
        let team: Vec<String> = audit.team().iter().map(|p| inline(&p.name)).collect();
        let state = match standing {
            Standing::Dropped(why) => format!("dropped: {}", inline(why)),
            Standing::Planned | Standing::Late | Standing::Made(_) => standing.label().to_owned(),
        };
        [
            code(audit.id.as_str()),
            inline(&audit.title),
            audit.dates(),
            team.join(", "),
            state,
        ]
    };
    page.table(
        ["Audit", "Title", "When", "Team", "State"],
        input.programme.audits.iter().map(row),
    );
}

fn covered(part: &Part, page: &mut Page) {
    page.heading(3, &part.title);
    let sum = part.sum();
    page.part(&format!(
        "{} of {} are audited as often as is asked; {} are in no audit, {} are excluded by the statement of applicability.",
        sum.met, sum.wanted, sum.none, sum.excluded
    ));
    let line = |line: &Covered| {
        let name = match &line.subject {
            Subject::Clause(clause) => format!("{} {}", clause.reference, line.title),
            Subject::Process(name) | Subject::AiSystem(name) => name.clone(),
        };
        let asked = match &line.excluded {
            Some(why) => format!("excluded: {}", inline(why)),
            None if line.is_asked => format!("{} of {}", line.audits, line.wanted),
            None => String::new(),
        };
        let cells: Vec<String> = (1..)
            .zip(&line.cells)
            .filter(|(_, cell)| cell.level != Level::Nothing)
            .map(|(number, cell)| format!("{number}: {}", told(cell)))
            .collect();
        [inline(&name), asked, cells.join("; ")]
    };
    page.table(
        ["What", "Audits of those asked", "In audit"],
        part.lines.iter().map(line),
    );
}

fn told(cell: &Cell) -> String {
    let label = cell.level.label();
    match (cell.level, &cell.why) {
        (Level::Partly | Level::Nonconforming, _) if cell.rows > 0 => {
            format!("{label} ({} of {})", cell.answered, cell.rows)
        }
        (_, Some(why)) => format!("{label}: {}", inline(why)),
        (_, None) => label.to_owned(),
    }
}
