//! What is asked about samples, and what is answered.

use crate::{
    domain::{
        id::{AuditId, SampleId},
        sample::{Design, Population, Sample, Unit},
    },
    error::Error,
    session::sample::{Preview, Widening},
};

use super::Ticket;

/// What the worker is asked to do about samples: all of it reads a population.
#[derive(Debug, Clone)]
pub enum SampleRequest {
    /// Draw a sample.
    Draw {
        /// The number of the question.
        ticket: Ticket,
        /// The audit.
        audit: AuditId,
        /// What it is drawn from.
        population: Box<Population>,
        /// How.
        design: Box<Design>,
    },
    /// Find what stands for an item of a sample.
    Replace {
        /// The audit.
        audit: AuditId,
        /// The sample.
        sample: SampleId,
        /// The item.
        item: String,
        /// What stands for it, where the auditor names it.
        named: Option<String>,
        /// Why.
        reason: String,
    },
    /// Draw a wider sample.
    Widen {
        /// The audit.
        audit: AuditId,
        /// The narrower sample.
        sample: SampleId,
        /// By what.
        by: Widening,
    },
    /// Draw a sample again, and say whether its record is the same.
    Redraw {
        /// The audit.
        audit: AuditId,
        /// The sample.
        sample: SampleId,
    },
}

/// What the worker answers about samples.
#[derive(Debug)]
pub enum SampleReply {
    /// What a sample would be drawn from.
    Previewed {
        /// What was asked.
        asked: Box<(Population, Design)>,
        /// What there is, or why it cannot be read.
        preview: Result<Box<Preview>, Error>,
    },
    /// A sample was drawn; it is not saved yet.
    Drawn {
        /// The number of the question; none for a wider sample.
        ticket: Option<Ticket>,
        /// The audit.
        audit: AuditId,
        /// The sample.
        sample: Box<Sample>,
    },
    /// What stands for an item of a sample.
    StandIn {
        /// The audit.
        audit: AuditId,
        /// The sample.
        sample: SampleId,
        /// The item.
        item: String,
        /// What stands for it.
        unit: Box<Unit>,
        /// Why.
        reason: String,
    },
    /// A sample was drawn again.
    Redrawn {
        /// The sample.
        sample: SampleId,
        /// Every difference; none where it is the same.
        differences: Vec<String>,
    },
}
