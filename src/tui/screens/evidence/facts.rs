//! What is known of a citation, in a few lines above the texts.

use crate::domain::evidence::{CitationState, EvidenceLink};
use crate::domain::holder::Holder;
use crate::domain::papers::{CitedIn, WorkingPapers};
use crate::safe;
use crate::session::evidence::Target;
use crate::tui::data::Data;
use crate::tui::text;
use crate::tui::theme::Role;

use super::sides::Sides;

/// How much of a commit's id is shown: enough to tell commits apart.
const ID: usize = 10;

/// Returns the citations of a place, in their order.
pub(super) fn citations<'a>(data: &'a Data, holder: &Holder) -> &'a [EvidenceLink] {
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
    }
}

/// Returns the commit of a citation as it is shown.
pub(super) fn commit(link: &EvidenceLink) -> String {
    link.commit.as_deref().map_or_else(
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
    if link.kind.has_bytes() {
        let pinned = match (&link.commit, link.effective) {
            (None, _) => "   cited from the work tree, not committed then".to_owned(),
            (Some(_), None) => format!("   at {}", commit(link)),
            (Some(_), Some(date)) => format!(
                "   at {}, effective {}",
                commit(link),
                date.strftime("%-d %b %Y")
            ),
        };
        origin.push_str(&pinned);
    }
    add(Role::Dim, &origin);
    if !link.note.trim().is_empty() {
        add(Role::Text, &safe::escape_text(link.note.trim()));
    }
    if let Some((role, advice)) = state.and_then(advice) {
        add(role, advice);
    }
    rows
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
            "The citation keeps showing what was seen; citing again replaces it by what is there now.",
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

/// Returns what citing again would cite, or says why it cannot be done.
pub(super) fn again(
    link: &EvidenceLink,
    state: &CitationState,
    sides: Option<&Sides>,
) -> Result<Target, String> {
    let no = |why: &str| Err(why.to_owned());
    let Some(path) = link.path.clone() else {
        return no("it cites no file");
    };
    let target = |path: String, lines| Target {
        repository: link.repository.clone(),
        path,
        lines,
    };
    match state {
        CitationState::Unchanged {
            file_changed: false,
        } => no("it is as cited already"),
        CitationState::Unchanged { file_changed: true } | CitationState::Uncommitted { .. } => {
            Ok(target(path, link.lines))
        }
        CitationState::Moved { path, lines } => Ok(target(path.clone(), *lines)),
        CitationState::Changed if link.lines.is_none() => Ok(target(path, None)),
        CitationState::Changed => match sides.and_then(Sides::cited_now) {
            Some(lines) => Ok(target(path, Some(lines))),
            None => no(
                "nothing stands in place of the cited lines: cite others and remove this citation",
            ),
        },
        CitationState::Gone => no("the file is gone: cite another and remove this citation"),
        CitationState::NoFile => no("it cites no file"),
        CitationState::NotDownloaded
        | CitationState::NotHere { .. }
        | CitationState::LfsPointer
        | CitationState::CannotJudge { .. } => no("it cannot be judged"),
        CitationState::MissingObject | CitationState::HashMismatch => {
            no("an alarm is not cited away: look into it, then remove the citation and cite anew")
        }
    }
}
