//! What is known of a citation, in a few lines above the texts.

use std::fmt::Write as _;

use crate::domain::evidence::{CitationState, EvidenceLink};
use crate::domain::freshness::{Age, Freshness};
use crate::domain::holder::Holder;
use crate::domain::papers::{CitedIn, WorkingPapers};
use crate::safe;
use crate::tui::data::Data;
use crate::tui::text;
use crate::tui::theme::Role;

/// How much of a commit's id is shown: enough to tell commits apart.
const ID: usize = 10;

/// Returns the citations of a place, in their order.
pub(in crate::tui::screens) fn citations<'a>(
    data: &'a Data,
    holder: &Holder,
) -> &'a [EvidenceLink] {
    let links = match holder {
        Holder::InAudit(audit, place) => data
            .audit(audit)
            .and_then(|papers| citations_in(papers, place)),
        Holder::Control(control) => data
            .applicability
            .get(&control.checklist)
            .and_then(|statement| statement.decision(&control.reference))
            .map(|decision| &decision.evidence),
    };
    links.map(Vec::as_slice).unwrap_or_default()
}

fn citations_in<'a>(papers: &'a WorkingPapers, place: &CitedIn) -> Option<&'a Vec<EvidenceLink>> {
    match place {
        CitedIn::Row(row) => papers.answer(row).map(|answer| &answer.evidence),
        CitedIn::Finding(id) => papers.findings.get(id).map(|finding| &finding.evidence),
        CitedIn::Action(id) => papers.actions.get(id).map(|action| &action.evidence),
        CitedIn::Item(id, item) => papers
            .samples
            .get(id)
            .and_then(|sample| sample.item(item))
            .map(|item| &item.evidence),
        CitedIn::Link(system, step) => papers
            .trails
            .get(system)
            .and_then(|trail| trail.link(step))
            .map(|link| &link.evidence),
    }
}

/// Returns a commit as it is shown; none is the work tree.
pub(super) fn commit(commit: Option<&str>) -> String {
    commit.map_or_else(
        || "the work tree".to_owned(),
        |commit| safe::escape_line(&commit.chars().take(ID).collect::<String>()).into_owned(),
    )
}

/// Says in rows no wider than `width` how the citation came about and what can be done with it.
///
/// There are at most `most` rows: what has no room as a whole is left out, but for the beginning of the first.
pub(super) fn rows(
    link: &EvidenceLink,
    state: Option<&CitationState>,
    age: &Age,
    width: usize,
    most: usize,
) -> Vec<(Role, String)> {
    let mut rows: Vec<(Role, String)> = Vec::new();
    let mut add = |role: Role, text: &str| {
        let more = text::wrap_lines(text, width);
        if rows.is_empty() || rows.len() + more.len() <= most {
            rows.extend(
                more.into_iter()
                    .take(most)
                    .map(|row| (role, row.to_owned())),
            );
        }
    };
    let at = link.obtained_at.strftime("%-d %b %Y %H:%M UTC");
    let method = link.method.map_or("obtained", |method| method.label());
    let who = safe::escape_line(&link.obtained_by.name).into_owned();
    let mut origin = format!("{}   {method} by {who}, {at}", link.id);
    if let Some(last) = link.earlier.last() {
        let at = last.at.strftime("%-d %b %Y");
        let who = safe::escape_line(&last.by.name);
        // Writing to a String does not fail.
        let _ = write!(origin, "; pinned anew by {who}, {at}");
    }
    let pinned = pinned(link);
    if !link.is_kept() {
        origin.push_str(&pinned);
    }
    add(Role::Dim, &origin);
    if link.is_kept() {
        add(Role::Dim, pinned.trim_start());
    }
    if let Some(aged) = sentence(age) {
        let role = if age.freshness.is_doubtful() {
            Role::Warning
        } else {
            Role::Dim
        };
        add(role, &safe::escape_line(&aged));
    }
    if !link.note.trim().is_empty() {
        add(Role::Text, &safe::escape_text(link.note.trim()));
    }
    if let Some((role, advice)) = state.and_then(advice) {
        add(role, advice);
    }
    rows
}

/// Says what a citation is pinned to, and of when that is; nothing where it has no bytes.
fn pinned(link: &EvidenceLink) -> String {
    if !link.kind.has_bytes() {
        return String::new();
    }
    let day = |date: jiff::civil::Date| date.strftime("%-d %b %Y").to_string();
    let of = link.effective.map(day);
    match (&link.commit, of) {
        // It is committed with its record, so that by itself the work tree says nothing.
        (None, of) if link.is_kept() => {
            let path = safe::escape_line(link.path.as_deref().unwrap_or_default());
            let of = of.map(|of| format!(", of {of}")).unwrap_or_default();
            let status = link
                .exit_status
                .map(|status| format!(", exit status {status}"))
                .unwrap_or_default();
            format!("   kept as {path}{of}{status}")
        }
        (None, _) => "   cited from the work tree, not committed then".to_owned(),
        (Some(id), None) => format!("   at {}", commit(Some(id))),
        (Some(id), Some(of)) => format!("   at {}, effective {of}", commit(Some(id))),
    }
}

/// Says whether evidence is of the right time; nothing where there is nothing to say.
fn sentence(age: &Age) -> Option<String> {
    match age.freshness {
        Freshness::Fresh => None,
        Freshness::Stale
        | Freshness::BeforePeriod
        | Freshness::AfterPeriod
        | Freshness::Undated => {
            let phrase = age.phrase();
            let mut letters = phrase.chars();
            let first = letters.next().map(|c| c.to_uppercase().to_string());
            Some(format!(
                "{}{}.",
                first.unwrap_or_default(),
                letters.as_str()
            ))
        }
    }
}

/// Says what a state means and what to do about it, where the word alone does not.
fn advice(state: &CitationState) -> Option<(Role, &str)> {
    Some(match state {
        CitationState::Unchanged { .. }
        | CitationState::NoFile
        | CitationState::CannotJudge { .. } => return None,
        CitationState::NotHere { hint, .. } => {
            return state.hint().map(|_| (Role::CitationOther, hint.as_str()));
        }
        CitationState::Moved { .. } => (
            Role::CitationMoved,
            "The same content stands elsewhere now.",
        ),
        CitationState::Changed => (
            Role::CitationChanged,
            "The citation keeps showing what was seen, until you pin it anew.",
        ),
        CitationState::Gone => (
            Role::CitationGone,
            "Neither the file nor its content is on the branch any more.",
        ),
        CitationState::Uncommitted { still_there: true } => (
            Role::CitationUncommitted,
            "Others cannot see it before the file is committed as it is.",
        ),
        CitationState::Uncommitted { still_there: false } => (
            Role::CitationUncommitted,
            "The file was changed before what was cited was ever committed.",
        ),
        CitationState::NotDownloaded => (
            Role::CitationOther,
            "Fetch the missing content to judge it.",
        ),
        CitationState::LfsPointer => (
            Role::CitationOther,
            "git keeps a pointer only; the bytes cannot be judged.",
        ),
        CitationState::MissingObject => (
            Role::CitationAlarm,
            "Alarm: git has lost what the record pins. Look into it before anything else.",
        ),
        CitationState::HashMismatch => (
            Role::CitationAlarm,
            "Alarm: the record or git was tampered with. Look into it before anything else.",
        ),
    })
}
