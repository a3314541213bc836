//! What is odd about the trails of AI systems, as far as the records alone tell.

use super::{Problem, Severity};
use crate::domain::{papers::WorkingPapers, record::RecordKey, trail_test::LinkState};

impl WorkingPapers {
    pub(super) fn problems_of_trails(&self, problems: &mut Vec<Problem>) {
        for trail in self.trails.values() {
            let mut add = |severity, text: String| {
                problems.push(Problem {
                    record: RecordKey::Trail(self.audit.id.clone(), trail.system.clone()),
                    severity,
                    text: format!("trail {} {text}", trail.system),
                });
            };
            for link in &trail.links {
                if link.state == LinkState::Holds && link.evidence.is_empty() {
                    let text = format!("holds at {} by nothing that is cited", link.id);
                    add(Severity::Blocks, text);
                }
                match &link.finding {
                    Some(finding) if !self.findings.contains_key(finding) => {
                        let text = format!("names {finding} at {}, which is not there", link.id);
                        add(Severity::Blocks, text);
                    }
                    None if link.state == LinkState::Broken => {
                        let text = format!("is broken at {}, and has no finding for it", link.id);
                        add(Severity::Warning, text);
                    }
                    Some(_) | None => {}
                }
            }
            for odd in trail.out_of_order() {
                add(Severity::Warning, format!("is out of order: {odd}"));
            }
        }
    }
}
