//! What the audit was: objectives, scope, criteria, client, auditees, team, dates, methods.

use crate::domain::{
    audit::{Audit, AuditMode, AuditState},
    checklist::Checklist,
    guard::is_said,
    papers::WorkingPapers,
};

use super::{
    ReportInput,
    escape::{code, inline},
    independence,
    page::Page,
    signoff,
};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let audit = &input.papers.audit;
    page.heading(
        1,
        if is_said(&audit.title) {
            &audit.title
        } else {
            audit.id.as_str()
        },
    );
    page.table(["Audit report", ""], facts(input.organisation, audit));
    if matches!(
        audit.state,
        AuditState::Planned | AuditState::Fieldwork | AuditState::Reporting
    ) {
        page.part(&format!(
            "**This is a draft.** The report has not been issued; the state of the audit is *{}*.",
            audit.state.label()
        ));
    }
    signoff::write(input, page);
    page.heading(2, "Objectives");
    or_nothing(page, &audit.objectives, "No objectives are recorded.");
    scope(input.papers, page);
    page.heading(2, "Audit criteria");
    page.list(
        input
            .papers
            .checklists()
            .map(checklist)
            .chain(audit.criteria.iter().map(|text| inline(text))),
    );
    page.heading(2, "Audit team");
    page.table(
        ["Role", "Name", "E-mail", "Independence"],
        audit.team.iter().map(|member| {
            [
                member.role.label().to_owned(),
                inline(&member.person.name),
                inline(&member.person.email),
                independence::of_member(input, member),
            ]
        }),
    );
    assignments(audit, page);
    independence::write(input, page);
    page.heading(2, "Auditees");
    or_nothing(page, &audit.auditees, "No auditees are recorded.");
    let people = people_met(input.papers);
    if !people.is_empty() {
        page.part(&format!("Met, by role: {}.", people.join(", ")));
    }
    page.heading(2, "Methods");
    or_nothing(page, &audit.methods, "No methods are recorded.");
    meetings(audit, page);
    page.heading(2, "Distribution");
    or_nothing(page, &audit.distribution, "No distribution is recorded.");
}

fn facts(organisation: &str, audit: &Audit) -> Vec<[String; 2]> {
    let dates = |from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>| match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("to {to}"),
        (None, None) => String::new(),
    };
    let issued = audit
        .history
        .iter()
        .rev()
        .find(|entry| entry.to == AuditState::Issued);
    [
        ("Id", code(audit.id.as_str())),
        ("Organisation", inline(organisation)),
        ("Audit client", inline(&audit.client)),
        ("State", audit.state.label().to_owned()),
        ("Judges", judges(audit)),
        ("Fieldwork", dates(audit.start, audit.end)),
        (
            "Period looked at",
            dates(audit.period_start, audit.period_end),
        ),
        (
            "Report issued",
            issued
                .map(|entry| {
                    format!(
                        "{} by {}",
                        entry.at.strftime("%Y-%m-%d"),
                        inline(&entry.by.name)
                    )
                })
                .unwrap_or_default(),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| [key.to_owned(), value])
    .collect()
}

/// Says what the audit judges where that is not conformity.
fn judges(audit: &Audit) -> String {
    match audit.mode {
        AuditMode::Conformity => String::new(),
        AuditMode::GapAnalysis => {
            format!("{}, target {}", audit.mode.label(), audit.usual_target())
        }
    }
}

fn or_nothing(page: &mut Page, items: &[String], nothing: &str) {
    if items.is_empty() {
        page.part(nothing);
    } else {
        page.list(items.iter().map(|item| inline(item)));
    }
}

fn scope(papers: &WorkingPapers, page: &mut Page) {
    let scope = &papers.audit.scope;
    page.heading(2, "Scope");
    page.text(&scope.text);
    let lists = [
        ("Organizational units", &scope.units),
        ("Processes", &scope.processes),
        ("Sites", &scope.sites),
        ("AI systems", &scope.ai_systems),
    ];
    let said = lists.iter().any(|(_, items)| !items.is_empty());
    page.list(
        lists
            .into_iter()
            .filter(|(_, items)| !items.is_empty())
            .map(|(label, items)| {
                let items: Vec<String> = items.iter().map(|item| inline(item)).collect();
                format!("{label}: {}", items.join(", "))
            }),
    );
    if !said && !is_said(&scope.text) {
        page.part("No scope is recorded.");
    }
    if !papers.audit.only.is_empty() {
        let only: Vec<String> = papers.audit.only.iter().map(ToString::to_string).collect();
        page.part(&format!(
            "The audit is limited to these clauses and what is below them: {}.",
            inline(&only.join(", "))
        ));
    }
    if let Some(from) = &papers.audit.from {
        page.part(&format!(
            "It was carried over from the audit {}.",
            inline(from.as_str())
        ));
    }
    if !papers.audit.rows.is_empty() {
        let rows: Vec<String> = papers.audit.rows.iter().map(ToString::to_string).collect();
        page.part(&format!(
            "The audit is limited to these questions: {}.",
            inline(&rows.join(", "))
        ));
    }
    page.heading(3, "Left out of the scope");
    if papers.audit.exclusions.is_empty() {
        page.part(
            if papers.audit.only.is_empty() && papers.audit.rows.is_empty() {
                "No clause or control of the audit criteria was left out."
            } else {
                "Nothing of what the audit is limited to was left out."
            },
        );
    } else {
        page.table(
            ["Clause or control", "Title", "Reason"],
            papers.audit.exclusions.iter().map(|exclusion| {
                let clause = papers
                    .checklists
                    .get(&exclusion.checklist)
                    .and_then(|c| c.clause(&exclusion.reference));
                [
                    inline(&format!("{}:{}", exclusion.checklist, exclusion.reference)),
                    clause.map(|c| inline(&c.title)).unwrap_or_default(),
                    inline(&exclusion.reason),
                ]
            }),
        );
    }
}

fn checklist(checklist: &Checklist) -> String {
    let mut text = inline(&checklist.standard);
    if is_said(&checklist.edition) && !checklist.standard.contains(&checklist.edition) {
        text = format!("{text}, edition {}", inline(&checklist.edition));
    }
    let version = if is_said(&checklist.version) {
        format!(", version {}", code(&checklist.version))
    } else {
        String::new()
    };
    format!(
        "{text} (checklist {}{version})",
        code(checklist.id.as_str())
    )
}

fn assignments(audit: &Audit, page: &mut Page) {
    page.list(audit.assignments.iter().map(|assignment| {
        let refs: Vec<String> = assignment.refs.iter().map(|r| inline(r.as_str())).collect();
        let paths: Vec<String> = assignment.paths.iter().map(|p| code(p.as_str())).collect();
        let area = if paths.is_empty() {
            String::new()
        } else {
            format!(", and what belongs to them in {}", paths.join(", "))
        };
        format!(
            "{} audited {} of {}{area}",
            inline(&assignment.auditor.name),
            refs.join(", "),
            code(assignment.checklist.as_str())
        )
    }));
}

/// Lists whom the auditors met, by role, each once.
fn people_met(papers: &WorkingPapers) -> Vec<String> {
    let met: std::collections::BTreeSet<&str> = papers
        .answers
        .values()
        .flat_map(|sheet| sheet.answers.iter())
        .flat_map(|answer| answer.people.iter().map(String::as_str))
        .collect();
    met.into_iter().map(inline).collect()
}

fn meetings(audit: &Audit, page: &mut Page) {
    if audit.meetings.is_empty() {
        return;
    }
    page.heading(2, "Meetings");
    for meeting in &audit.meetings {
        let on = meeting
            .on
            .map(|date| format!(", {date}"))
            .unwrap_or_default();
        page.heading(3, &format!("{}{on}", meeting.kind));
        page.labelled("Not held:", &meeting.not_held);
        page.labelled("Attended by:", &meeting.attendance.join(", "));
        page.text(&meeting.notes);
    }
}
