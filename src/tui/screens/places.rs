//! Where a citation stands, as the places of half-typed text have it.

use crate::domain::{
    holder::Holder,
    id::{AuditId, SampleId},
    papers::CitedIn,
};

/// Writes a holder down: its kind, then what it is, which may hold spaces.
pub fn of_holder(holder: &Holder) -> String {
    let kind = match holder {
        Holder::InAudit(_, CitedIn::Row(_)) => "row",
        Holder::InAudit(_, CitedIn::Finding(_)) => "finding",
        Holder::InAudit(_, CitedIn::Action(_)) => "action",
        Holder::InAudit(_, CitedIn::Item(..)) => "item",
        Holder::InAudit(_, CitedIn::Link(..)) => "link",
        Holder::Control(_) => "control",
    };
    format!("{kind} {holder}")
}

/// Reads what [`of_holder`] wrote.
pub fn holder(audit: Option<&AuditId>, text: &str) -> Option<Holder> {
    let (kind, named) = text.split_once(' ')?;
    let place = match kind {
        "row" => CitedIn::Row(named.parse().ok()?),
        "finding" => CitedIn::Finding(named.parse().ok()?),
        "action" => CitedIn::Action(named.parse().ok()?),
        "item" => {
            let (sample, item) = named.split_once('#')?;
            let sample: SampleId = sample.parse().ok()?;
            CitedIn::Item(sample, item.to_owned())
        }
        "link" => {
            let (system, step) = named.rsplit_once('/')?;
            CitedIn::Link(system.parse().ok()?, step.parse().ok()?)
        }
        "control" => return Some(Holder::Control(named.parse().ok()?)),
        _ => return None,
    };
    Some(Holder::InAudit(audit?.clone(), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_holder_is_read_as_it_was_written() {
        let audit: AuditId = "aims".parse().unwrap();
        for text in [
            "row iso-42001:6.1.2#1",
            "row eu-ai-act:Art. 9#a",
            "finding F-7K3QX2",
            "action C-7K3QX2",
            "item S-7K3QX2#models/a card#2.md",
            "link AI system 7/impact-assessment",
            "control iso-27001:A.5.1",
        ] {
            let read = holder(Some(&audit), text).expect(text);
            assert_eq!(of_holder(&read), text);
        }
        assert_eq!(holder(None, "finding F-7K3QX2"), None);
        assert_eq!(holder(Some(&audit), "what"), None);
    }
}
