//! How independent the auditors were: their commits to what they audited, and the safeguards that were named.

use crate::domain::{
    audit::TeamMember,
    independence::{AuditorStanding, Conflict, Matter},
};

use super::{
    ReportInput,
    escape::{code, inline},
    page::Page,
};

/// How many commits of a conflict are listed.
const LISTED: usize = 10;

/// Says what is known of a member of the team; nothing of whoever does not audit.
pub(super) fn of_member(input: &ReportInput<'_>, member: &TeamMember) -> String {
    let known = |known: &&AuditorStanding| known.auditor.is(&member.person);
    let standing = input
        .independence
        .map(|found| found.auditors.iter().find(known).map(|k| k.standing));
    match standing {
        Some(Some(standing)) => standing.label().to_owned(),
        Some(None) => String::new(),
        None => "not determined".to_owned(),
    }
}

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    page.heading(2, "Independence of the auditors");
    let Some(found) = input.independence else {
        page.part("It was not determined.");
        return;
    };
    let audit = &input.papers.audit;
    let files = match found.files {
        1 => "1 cited file".to_owned(),
        count => format!("{count} cited files"),
    };
    let areas = match found.areas {
        0 => String::new(),
        1 => " and 1 assigned area".to_owned(),
        count => format!(" and {count} assigned areas"),
    };
    let period = match (found.from, found.to) {
        (Some(from), Some(to)) => format!("from {from} to {to}"),
        (Some(from), None) => format!("since {from}"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => "at any time".to_owned(),
    };
    page.part(&format!(
        "Auditors are to be objective and impartial. Held against {files}{areas}: the commits that auditors made {period}, \
         as authors or co-authors. Where independence was not possible, the safeguard is named."
    ));
    page.part(&format!("Result: {}.", found.summary()));
    page.list(found.gaps.iter().map(|gap| inline(&gap.phrase())));
    let outside = found
        .auditors
        .iter()
        .filter(|known| !audit.team.iter().any(|m| m.person.is(&known.auditor)));
    page.list(outside.map(|known| {
        format!(
            "{} (not of the audit team): {}",
            inline(&known.auditor.name),
            known.standing.label()
        )
    }));
    for conflict in &found.conflicts {
        describe(conflict, page);
    }
}

fn describe(conflict: &Conflict, page: &mut Page) {
    let what = match &conflict.matter {
        Matter::File { .. } => code(&conflict.matter.to_string()),
        Matter::Area(area) => format!("the area {}", code(area.as_str())),
    };
    let places: Vec<String> = conflict.cited_in.iter().map(ToString::to_string).collect();
    let cited = if places.is_empty() {
        String::new()
    } else {
        format!(" (cited in {})", inline(&places.join(", ")))
    };
    page.part(&format!(
        "**{}** has worked on {what}{cited}:",
        inline(&conflict.auditor.name)
    ));
    let more = conflict.commits.len().saturating_sub(LISTED);
    let commits = conflict.commits.iter().take(LISTED).map(|done| {
        let how = if done.co_author { ", as co-author" } else { "" };
        let alias = if done.is_alias() {
            format!(", as {}", inline(&done.as_written.to_string()))
        } else {
            String::new()
        };
        format!(
            "{} {} {}{how}{alias}",
            done.on,
            code(&done.commit),
            inline(&done.subject)
        )
    });
    let rest = (more > 0).then(|| format!("and {more} more"));
    page.list(commits.chain(rest));
    match &conflict.safeguard {
        Some(safeguard) => {
            page.part(&format!(
                "Safeguard, named by {} and approved by {} on {}:",
                inline(&safeguard.by.name),
                inline(&safeguard.approved_by.name),
                safeguard.at.strftime("%Y-%m-%d")
            ));
            page.text(&safeguard.reason);
        }
        None => page.part("**No safeguard is named.**"),
    }
    if conflict.since > 0 {
        page.part(&format!(
            "**{} of these commits came later than the safeguard.**",
            conflict.since
        ));
    }
}
