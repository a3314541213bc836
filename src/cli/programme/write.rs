//! Beginning the programme, and writing what it says.

use clap::Args;
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::{
        domain::{
            id::ChecklistId,
            programme::{Frequency, Programme, ProgrammeRisk, Responsibility, Subject},
        },
        programme::{self, typed},
    },
};

use super::{
    super::{
        Place,
        output::{Reply, line},
        pick,
    },
    refused,
};

/// Begin the audit programme of a period.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark programme new --start 2026-01-01 --end 2028-12-31 --checklist iso-42001 \\
      --objective 'Every clause and control is audited within three years'")]
pub(super) struct New {
    /// The first day of the period.
    #[arg(long, value_name = "DATE")]
    start: Date,

    /// The last day of the period.
    #[arg(long, value_name = "DATE")]
    end: Date,

    #[command(flatten)]
    said: Said,
}

/// Write what the programme says; what is not given stays as it is.
///
/// Lists are added to. A text given as `-` is read from stdin (one of them).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark programme set --frequency 'iso-42001:A.6=2:high risk, two nonconformities last year'
  tickmark programme set --frequency 'process: supplier management=2:new suppliers'
  tickmark programme set --responsible 'Head of internal audit=the programme and its review'")]
pub(super) struct Set {
    /// The first day of the period.
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,

    /// The last day of the period.
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,

    #[command(flatten)]
    said: Said,

    /// Audit something as often as all else again.
    #[arg(long = "no-frequency", value_name = "WHAT")]
    no_frequencies: Vec<Subject>,
}

#[derive(Debug, Args)]
struct Said {
    /// The title.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// Add an objective.
    #[arg(long = "objective", value_name = "TEXT")]
    objectives: Vec<String>,

    /// What decides how often and how deeply something is audited.
    #[arg(long, value_name = "TEXT")]
    risk_basis: Option<String>,

    /// Add a method.
    #[arg(long = "method", value_name = "TEXT")]
    methods: Vec<String>,

    /// Add a checklist that the period is to cover; repeat it for several.
    #[arg(long = "checklist", value_name = "ID", num_args = 1..)]
    checklists: Vec<String>,

    /// How many audits of the period look at each clause, process and AI system.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    times: Option<u32>,

    /// Add a process that the period is to cover.
    #[arg(long = "process", value_name = "TEXT")]
    processes: Vec<String>,

    /// Add an AI system that the period is to cover.
    #[arg(long = "ai-system", value_name = "TEXT")]
    ai_systems: Vec<String>,

    /// Audit something more often, or less: a clause with all below it, `process: NAME` or `ai-system: NAME`, and why.
    #[arg(long = "frequency", value_name = "WHAT=TIMES:WHY")]
    frequencies: Vec<String>,

    /// Say who answers for what.
    #[arg(long = "responsible", value_name = "WHO=WHAT")]
    responsibilities: Vec<String>,

    /// Add what may go wrong with the programme itself, and what is done about it.
    #[arg(long = "risk", value_name = "WHAT=TREATMENT")]
    risks: Vec<String>,
}

pub(super) fn begin(verb: New, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let checklists = checklists(&session, &verb.said.checklists)?;
    let mut programme = Programme::new(Some(verb.start), Some(verb.end));
    let read = verb.said.read()?;
    read.check(&session)?;
    read.write(&mut programme, checklists);
    let unsaid = programme.unsaid();
    session.begin_programme(programme)?;
    let mut reply = Reply::text("programme begun\n");
    for unsaid in unsaid {
        reply.note(format!("{unsaid}: tickmark programme set"));
    }
    reply
        .note("next: tickmark programme audit add AUDIT --title TITLE --start DATE --checklist ID");
    Ok(reply)
}

pub(super) fn set(verb: Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let checklists = checklists(&session, &verb.said.checklists)?;
    let read = verb.said.read()?;
    read.check(&session)?;
    let programme = session.the_programme()?;
    for subject in &verb.no_frequencies {
        if !programme.frequencies.iter().any(|f| f.of.is(subject)) {
            return Err(Error::usage(format!(
                "Could not change the programme: it says nothing of how often {} is audited",
                line(&subject.to_string())
            ))
            .hint("what it says: tickmark programme show"));
        }
    }
    let change = programme::edit(programme, "changed", |after| {
        after.start = verb.start.or(after.start);
        after.end = verb.end.or(after.end);
        after
            .frequencies
            .retain(|f| !verb.no_frequencies.iter().any(|gone| gone.is(&f.of)));
        read.write(after, checklists);
    })
    .map_err(|refusal| refused(&refusal))?;
    let before = programme.clone();
    session.apply(&change)?;
    let changed = before.what_changed(session.the_programme()?);
    Ok(Reply::changed("programme", &changed))
}

/// Finds the checklists of these ids.
pub(super) fn checklists(
    session: &crate::session::Session,
    named: &[String],
) -> Result<Vec<ChecklistId>> {
    let found = named.iter();
    let found = found.map(|id| Ok(session.checklist(id)?.checklist.id.clone()));
    found.collect()
}

/// What is said, with its texts read.
struct Read {
    said: Said,
    frequencies: Vec<Frequency>,
    responsibilities: Vec<Responsibility>,
    risks: Vec<ProgrammeRisk>,
}

impl Said {
    fn read(mut self) -> Result<Read> {
        if let Some(basis) = &mut self.risk_basis {
            pick::text(basis)?.trim_end().clone_into(basis);
        }
        let frequency = |text: &String| {
            typed::frequency(text).map_err(|why| {
                Error::usage(format!(
                    "Could not say how often it is audited: {}",
                    line(&why)
                ))
                .hint("--frequency 'iso-42001:A.6=2:high risk', 'process: supplier management=2'")
            })
        };
        let responsibility = |text: &String| {
            typed::responsibility(text).map_err(|why| {
                Error::usage(format!(
                    "Could not say who answers for what: {}",
                    line(&why)
                ))
                .hint("--responsible 'Head of internal audit=the programme'")
            })
        };
        let frequencies = self.frequencies.iter().map(frequency);
        let frequencies = frequencies.collect::<Result<Vec<_>>>()?;
        let responsibilities = self.responsibilities.iter().map(responsibility);
        let responsibilities = responsibilities.collect::<Result<Vec<_>>>()?;
        let risks = self.risks.iter().map(|text| typed::risk(text)).collect();
        Ok(Read {
            said: self,
            frequencies,
            responsibilities,
            risks,
        })
    }
}

impl Read {
    /// Refuses what no checklist has.
    fn check(&self, session: &crate::session::Session) -> Result<()> {
        let mut frequencies = self.frequencies.iter();
        frequencies.try_for_each(|frequency| session.check_asked(&frequency.of))
    }

    fn write(self, programme: &mut Programme, checklists: Vec<ChecklistId>) {
        let said = self.said;
        if let Some(title) = said.title {
            programme.title = title;
        }
        if let Some(basis) = said.risk_basis {
            programme.risk_basis = basis;
        }
        programme.times = said.times.or(programme.times);
        for (more, list) in [
            (said.objectives, &mut programme.objectives),
            (said.methods, &mut programme.methods),
            (said.processes, &mut programme.scope.processes),
            (said.ai_systems, &mut programme.scope.ai_systems),
        ] {
            add(list, more);
        }
        add(&mut programme.checklists, checklists);
        add(&mut programme.responsibilities, self.responsibilities);
        add(&mut programme.risks, self.risks);
        for frequency in self.frequencies {
            programme.frequencies.retain(|f| !f.of.is(&frequency.of));
            programme.frequencies.push(frequency);
        }
    }
}

/// Adds what a list does not have yet.
pub(super) fn add<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}
