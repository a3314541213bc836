//! What an answer about samples changes.

use crate::domain::id::{AuditId, SampleId};
use crate::domain::sample::Sample;
use crate::error::Error;
use crate::safe;
use crate::session::sample;
use crate::tui::{
    data::Data,
    effect::{Effect, SampleReply},
    panel::Intent,
};

use super::Model;

/// How many differences of a sample a notice shows.
const MOST_DIFFERENCES: usize = 8;

impl Model {
    pub(super) fn hear_of_sample(&mut self, reply: SampleReply, intents: &mut Vec<Intent>) {
        match reply {
            SampleReply::Previewed { .. } | SampleReply::Drawn { .. } => {}
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

    /// Puts a sample on record that was just drawn; whoever asked for it hears of it afterwards, and shows it.
    pub(super) fn take_drawn(&mut self, audit: &AuditId, drawn: Sample, effects: &mut Vec<Effect>) {
        let Some(papers) = self.data.audit(audit) else {
            self.fail(&Data::gone(audit), effects);
            return;
        };
        let change = sample::drawn(papers, drawn);
        self.toast = Some(change.what.clone());
        self.apply(change, effects);
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
