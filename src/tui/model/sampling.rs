//! What an answer about samples changes.

use crate::domain::id::{AuditId, SampleId};
use crate::domain::sample::Sample;
use crate::error::Error;
use crate::safe;
use crate::session::sample;
use crate::tui::{
    action::Context, data::Data, effect::SampleReply, panel::Intent, screens::sample::SampleScreen,
};

use super::Model;

/// How many differences of a sample a notice shows.
const MOST_DIFFERENCES: usize = 8;

impl Model {
    pub(super) fn hear_of_sample(&mut self, reply: SampleReply, intents: &mut Vec<Intent>) {
        match reply {
            SampleReply::Previewed { .. } => {}
            SampleReply::Drawn { audit, sample } => self.take_drawn(&audit, *sample, intents),
            SampleReply::StandIn {
                audit,
                sample,
                item,
                unit,
                reason,
            } => {
                let papers = self.data.audit(&audit);
                let made =
                    papers.map(|papers| sample::replace(papers, &sample, &item, *unit, &reason));
                match made {
                    Some(Ok(change)) => {
                        intents.push(Intent::Toast(change.what.clone()));
                        intents.push(Intent::Apply(change));
                    }
                    Some(Err(refusal)) => {
                        intents.push(Intent::Fail(sample::refused("replace the item", refusal)));
                    }
                    None => intents.push(Intent::Fail(Data::gone(&audit))),
                }
            }
            SampleReply::Redrawn {
                sample,
                differences,
            } => {
                if differences.is_empty() {
                    self.toast = Some(format!("{sample} is drawn again the same"));
                } else {
                    intents.push(Intent::Fail(not_the_same(&sample, &differences)));
                }
            }
        }
    }

    /// Puts a sample on record that was just drawn, and opens it in the place of the form that asked for it.
    fn take_drawn(&self, audit: &AuditId, drawn: Sample, intents: &mut Vec<Intent>) {
        let Some(papers) = self.data.audit(audit) else {
            intents.push(Intent::Fail(Data::gone(audit)));
            return;
        };
        let screen = Box::new(SampleScreen::new(audit.clone(), drawn.id.clone()));
        let change = sample::drawn(papers, drawn);
        let what = change.what.clone();
        intents.push(Intent::Apply(change));
        // Who asked may be a form over the sample, which closes by now.
        let closing = intents.iter().any(|intent| matches!(intent, Intent::Close));
        let below = self.stack.iter().rev().nth(usize::from(closing));
        let asks = below.is_some_and(|panel| {
            let contexts = panel.contexts();
            contexts.contains(&Context::Drawing) || contexts.contains(&Context::Sample)
        });
        if asks {
            intents.push(Intent::Replace(screen));
        }
        intents.push(Intent::Toast(what));
    }
}

/// Makes the notice of a sample whose record is not what is drawn.
fn not_the_same(sample: &SampleId, differences: &[String]) -> Error {
    let shown = differences.iter().take(MOST_DIFFERENCES);
    let mut lines: Vec<String> = shown
        .map(|said| safe::escape_line(said).into_owned())
        .collect();
    let more = differences.len().saturating_sub(MOST_DIFFERENCES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    Error::refused(format!(
        "Could not draw {sample} again: its record says something else"
    ))
    .details(lines)
    .hint("git log shows who changed it; git can bring it back")
}
