//! The screens, one file or folder each.

pub mod action;
pub mod evidence;
pub mod finding;
pub mod form;
pub mod home;
pub mod list;
pub mod picker;
pub mod review;
pub mod walk;

use crate::{domain::id::AuditId, session::Resume};

use super::{
    action::Action,
    data::Data,
    panel::{Intent, Panel},
};

/// Opens the screen where the person was; none where it is not there any more.
pub fn resume(resume: &Resume, data: &Data) -> Option<Box<dyn Panel>> {
    let audit: AuditId = resume.audit.parse().ok()?;
    let papers = data.audit(&audit)?;
    let (kind, rest) = resume.place.split_once(' ')?;
    match kind {
        "row" => Some(Box::new(walk::Walk::at(papers, rest.parse().ok()?))),
        "finding" => {
            let id = rest.parse().ok().filter(|id| papers.findings.contains_key(id))?;
            Some(Box::new(finding::FindingForm::new(audit, id)))
        }
        "action" => {
            let id = rest.parse().ok().filter(|id| papers.actions.contains_key(id))?;
            Some(Box::new(action::ActionForm::new(audit, id)))
        }
        _ => None,
    }
}

/// Goes to a screen of an audit, or says why not.
pub fn go(action: Action, audit: Option<&AuditId>, data: &Data) -> Result<Vec<Intent>, String> {
    if action == Action::GoReview {
        let review = review::ReviewScreen::new(audit.cloned());
        return Ok(vec![Intent::GoTo(Box::new(review))]);
    }
    let papers = audit
        .and_then(|id| data.audit(id))
        .ok_or_else(|| "open an audit first".to_owned())?;
    let id = papers.audit.id.clone();
    let panel: Box<dyn Panel> = match action {
        Action::GoFindings => Box::new(list::RecordList::findings(id)),
        Action::GoActions => Box::new(list::RecordList::actions(id)),
        _ => Box::new(walk::Walk::new(papers)),
    };
    Ok(vec![Intent::GoTo(panel)])
}
