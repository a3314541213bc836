//! The worker's part in samples: reading populations and drawing from them.

use crate::{
    domain::{
        id::{AuditId, SampleId},
        papers::WorkingPapers,
        sample::Sample,
    },
    error::{Error, Result},
    session::Session,
    tui::effect::{Origin, Reply, SampleReply, SampleRequest},
};

/// Does what is asked about samples; nothing is saved by it.
pub(super) fn answer(session: &Session, asked: SampleRequest, of: Origin) -> Reply {
    match done(session, asked) {
        Ok(reply) => Reply::Sample(reply),
        Err(error) => Reply::failed(of, error),
    }
}

fn done(session: &Session, asked: SampleRequest) -> Result<SampleReply> {
    Ok(match asked {
        SampleRequest::Draw {
            ticket,
            audit,
            population,
            design,
        } => SampleReply::Drawn {
            ticket: Some(ticket),
            audit,
            sample: Box::new(session.draw(&population, &design)?),
        },
        SampleRequest::Replace {
            audit,
            sample,
            item,
            named,
            reason,
        } => {
            let (_, of) = find(session, &audit, &sample)?;
            let unit = session.stand_in(of, &item, named.as_deref(), &reason)?;
            SampleReply::StandIn {
                audit,
                sample,
                item,
                unit: Box::new(unit),
                reason,
            }
        }
        SampleRequest::Widen { audit, sample, by } => {
            let (papers, narrow) = find(session, &audit, &sample)?;
            let wide = session.widen(papers, narrow, &by)?;
            SampleReply::Drawn {
                ticket: None,
                audit,
                sample: Box::new(wide),
            }
        }
        SampleRequest::Redraw { audit, sample } => {
            let (_, of) = find(session, &audit, &sample)?;
            SampleReply::Redrawn {
                differences: session.redraw(of)?,
                sample,
            }
        }
    })
}

fn find<'s>(
    session: &'s Session,
    audit: &AuditId,
    id: &SampleId,
) -> Result<(&'s WorkingPapers, &'s Sample)> {
    let papers = session.audit(audit)?;
    let sample = papers.samples.get(id).ok_or_else(|| {
        Error::usage(format!("Could not find the sample {id} any more"))
            .hint("it may have been removed from outside; reload from the palette (?)")
    })?;
    Ok((papers, sample))
}
