//! The screens, one file or folder each.

pub mod action;
pub mod applicability;
pub mod audit;
pub mod cause;
pub mod chart;
pub mod coverage;
pub mod drawing;
pub mod evidence;
pub mod extent;
pub mod finding;
pub mod form;
pub mod home;
pub mod independence;
pub mod kinds;
pub mod list;
#[cfg(test)]
mod made_up;
pub mod management_review;
mod opening;
pub mod picker;
pub mod places;
pub mod programme;
pub mod reference;
pub mod repositories;
pub mod review;
pub mod row_systems;
pub mod sample;
pub mod samples;
mod sheet;
pub mod signoff;
pub mod sync;
pub mod systems;
pub mod told;
pub mod trail;
mod unread;
pub mod verify;
pub mod walk;

use crate::{domain::id::AuditId, session::Resume};

use super::{
    action::Action,
    data::Data,
    panel::{Intent, Panel},
};

/// Opens the screen where the person was; none where it is not there any more.
pub fn resume(resume: &Resume, data: &Data) -> Option<Box<dyn Panel>> {
    at(resume.audit.parse().ok().as_ref(), &resume.place, data)
}

/// Opens the screen of a place: `row ROW`, `finding ID`, `action ID`, `sample ID`, `soa CONTROL` or `review`, whatever follows;
/// or the form of what was half filled in: `cite KIND HOLDER`, `describe ID HOLDER`, `repin ID HOLDER`, `replace SAMPLE ITEM`,
/// `widen SAMPLE`, `draw HOLDER`, `safeguard EMAIL PATH`, `repository named`, `programme said`.
pub fn at(audit: Option<&AuditId>, place: &str, data: &Data) -> Option<Box<dyn Panel>> {
    let (kind, rest) = place.split_once(' ')?;
    match kind {
        // The message of a commit belongs to no audit, and neither does the statement of applicability.
        "review" => return Some(Box::new(review::ReviewScreen::new(audit.cloned()))),
        "soa" => {
            let screen = applicability::ApplicabilityScreen::at_place(audit.cloned(), rest)?;
            return Some(Box::new(screen));
        }
        "programme" => return Some(Box::new(programme::asking::at(place, data)?)),
        "repository" => return Some(Box::new(repositories::naming("", ""))),
        "cite" | "describe" => return Some(Box::new(kinds::at(audit, place, data)?)),
        "repin" => return Some(Box::new(evidence::repinning(audit, rest, data)?)),
        _ => {}
    }
    let audit = audit?;
    let papers = data.audit(audit)?;
    match kind {
        // A reference may hold spaces; the question after the last '#' does not.
        "row" => {
            let end = rest.rfind('#').map_or(rest.len(), |hash| {
                rest.get(hash..)
                    .and_then(|tail| tail.find(' '))
                    .map_or(rest.len(), |space| hash + space)
            });
            let row = rest.get(..end)?.parse().ok()?;
            Some(Box::new(walk::Walk::at(papers, row)))
        }
        "finding" => {
            let id = rest.split(' ').next()?.parse().ok()?;
            papers.findings.get(&id)?;
            Some(Box::new(finding::FindingForm::new(audit.clone(), id)))
        }
        "audit" => Some(Box::new(audit::AuditForm::new(audit.clone()))),
        "sample" => {
            let screen = sample::SampleScreen::at_place(audit.clone(), rest)?;
            papers.samples.get(screen.id())?;
            Some(Box::new(screen))
        }
        "replace" | "widen" => Some(Box::new(sample::form_at(audit, place, data)?)),
        "safeguard" => Some(Box::new(independence::safeguard_at(audit, place, data)?)),
        "draw" => Some(Box::new(drawing::DrawingForm::at_place(
            audit.clone(),
            rest,
            data,
        )?)),
        "action" => {
            let id = rest.split(' ').next()?.parse().ok()?;
            papers.actions.get(&id)?;
            Some(Box::new(action::ActionForm::new(audit.clone(), id)))
        }
        _ => None,
    }
}

/// Goes to a screen of an audit, or says why not.
pub fn go(action: Action, audit: Option<&AuditId>, data: &Data) -> Result<Vec<Intent>, String> {
    if action == Action::GoReview {
        let review = review::ReviewScreen::new(audit.cloned());
        // Over the screen one came from: who has committed, or thought better of it, is back at the same row.
        return Ok(vec![Intent::Open(Box::new(review))]);
    }
    if action == Action::GoApplicability {
        let screen = applicability::ApplicabilityScreen::new(audit.cloned(), data);
        return Ok(vec![Intent::Open(Box::new(screen))]);
    }
    if action == Action::GoQueue {
        return Ok(vec![Intent::Open(Box::new(list::RecordList::queue()))]);
    }
    if action == Action::GoVerify {
        let screen = verify::VerifyScreen::new(audit.cloned());
        return Ok(vec![Intent::Open(Box::new(screen))]);
    }
    if action == Action::GoSync {
        // Over the screen one came from, like the review that it sends one to.
        return Ok(vec![Intent::Open(Box::new(sync::SyncScreen::new()))]);
    }
    if action == Action::GoProgramme {
        let screen = programme::ProgrammeScreen::new();
        return Ok(vec![Intent::Open(Box::new(screen))]);
    }
    if action == Action::GoManagementReview {
        let screen = management_review::ManagementReviewScreen::new(data);
        return Ok(vec![Intent::Open(Box::new(screen))]);
    }
    if action == Action::GoRepositories {
        let screen = repositories::RepositoriesScreen::new();
        return Ok(vec![Intent::Open(Box::new(screen))]);
    }
    if action == Action::GoSystems {
        let screen = systems::SystemsScreen::new(audit.cloned());
        return Ok(vec![Intent::Open(Box::new(screen))]);
    }
    let papers = audit
        .and_then(|id| data.audit(id))
        .ok_or_else(|| match data.papers.len() {
            0 => "there is no audit yet: plan one at home".to_owned(),
            _ => "select an audit first".to_owned(),
        })?;
    let id = papers.audit.id.clone();
    let panel: Box<dyn Panel> = match action {
        Action::GoChart => Box::new(chart::ChartScreen::new(id)),
        Action::GoAudit => Box::new(audit::AuditForm::new(id)),
        Action::GoFindings => Box::new(list::RecordList::findings(id)),
        Action::GoIndependence => Box::new(independence::IndependenceScreen::new(id)),
        Action::GoSignOff => Box::new(signoff::SignOffScreen::new(id)),
        Action::GoReferences => Box::new(reference::ReferenceScreen::new(id)),
        Action::GoActions => Box::new(list::RecordList::actions(id)),
        Action::GoSamples => Box::new(samples::SampleList::new(id)),
        _ => Box::new(walk::Walk::new(papers)),
    };
    Ok(vec![Intent::GoTo(panel)])
}
