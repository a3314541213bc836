//! `tickmark system`: the AI systems of the organization, as its register has them.

mod check;
mod list;
mod register;
mod show;
mod trail;

use std::collections::HashMap;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            id::{AuditId, SystemId},
            register::{AiSystem, Named, Register, scoped},
        },
        register::ReadRegister,
    },
};

use super::{Place, output::line};

/// See the AI systems of the organization's register, and what is wrong with it.
#[derive(Debug, Args)]
#[command(
    after_help = "The register is a CSV or a TOML file of the organization, read as it is committed and never written:
  [register]
  path = \"ai/systems.csv\"
  [register.columns]
  id = \"System no.\"
  risk-class = \"AI Act class\"
Columns that are not named are found by usual headings."
)]
pub(super) struct SystemCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(list::List),
    Show(show::Show),
    Check(check::Check),
    Trail(trail::Trail),
    Register(register::Name),
}

pub(super) fn run(command: SystemCommand, place: &Place) -> Result<super::output::Reply> {
    match command.verb {
        Verb::List(verb) => list::run(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
        Verb::Check(verb) => check::run(&verb, place),
        Verb::Trail(verb) => trail::run(&verb, place),
        Verb::Register(verb) => register::run(verb, place),
    }
}

/// Where the register was read.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Source<'a> {
    path: &'a str,
    commit: &'a str,
    /// Whether the file on disk is another than the committed one, which alone is looked at.
    differs_on_disk: bool,
}

impl<'a> Source<'a> {
    fn of(read: &'a ReadRegister) -> Self {
        Self {
            path: &read.path,
            commit: &read.commit,
            differs_on_disk: read.differs_on_disk,
        }
    }
}

/// A system for JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    id: &'a SystemId,
    name: &'a str,
    owner: &'a str,
    purpose: &'a str,
    stage: &'a str,
    risk_class: &'a str,
    role: &'a str,
    /// What else the register says, by the names of its columns.
    further: std::collections::BTreeMap<&'a str, &'a str>,
    /// Its first and last line in the register.
    lines: [u32; 2],
    /// The audits that have it in their scope.
    audits: Vec<&'a AuditId>,
    /// Its trails, by audit.
    trails: std::collections::BTreeMap<&'a AuditId, Counts>,
}

/// How far a trail is.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Counts {
    links: usize,
    hold: usize,
    broken: usize,
    unseen: usize,
    #[serde(skip)]
    said: String,
}

impl<'a> Row<'a> {
    fn of(session: &'a Session, scopes: &Scopes<'a>, system: &'a AiSystem) -> Self {
        let further = system.further.iter();
        Self {
            id: &system.id,
            name: &system.name,
            owner: &system.owner,
            purpose: &system.purpose,
            stage: &system.stage,
            risk_class: &system.risk_class,
            role: &system.role,
            further: further
                .map(|(name, said)| (name.as_str(), said.as_str()))
                .collect(),
            lines: [system.lines.first(), system.lines.last()],
            audits: scopes.of(&system.id),
            trails: trails(session, &system.id),
        }
    }
}

/// Tells how far the trails of a system are.
fn trails<'s>(
    session: &'s Session,
    id: &SystemId,
) -> std::collections::BTreeMap<&'s AuditId, Counts> {
    let audits = session.papers().iter();
    let trails = audits.filter_map(|(audit, papers)| {
        let counts = papers.trails.get(id)?.counts();
        let counts = Counts {
            links: counts.links,
            hold: counts.hold,
            broken: counts.broken,
            unseen: counts.unseen,
            said: counts.to_string(),
        };
        Some((audit, counts))
    });
    trails.collect()
}

/// Which audits have which systems in their scope.
struct Scopes<'s>(HashMap<SystemId, Vec<&'s AuditId>>);

impl<'s> Scopes<'s> {
    /// Finds out once what the scope of each audit means.
    fn new(session: &'s Session, register: &Register) -> Self {
        let mut found: HashMap<SystemId, Vec<&AuditId>> = HashMap::new();
        for papers in session.papers().values() {
            let systems = scoped(&papers.audit.scope.ai_systems, Some(register));
            for id in systems.into_iter().filter_map(|system| system.id) {
                found.entry(id).or_default().push(&papers.audit.id);
            }
        }
        Self(found)
    }

    /// Lists the audits that have a system in their scope.
    fn of(&self, id: &SystemId) -> Vec<&'s AuditId> {
        self.0.get(id).cloned().unwrap_or_default()
    }
}

/// Finds a system by its id or its name, or says which one may be meant.
pub(super) fn pick<'r>(read: &'r ReadRegister, text: &str) -> Result<&'r AiSystem> {
    if text.trim().is_empty() {
        return Err(Error::usage(
            "Could not find the AI system: neither an id nor a name is given",
        )
        .hint("list them: tickmark system list"));
    }
    let near = match read.register.named(text) {
        Named::Found(system) => return Ok(system),
        Named::Unknown(near) => near,
    };
    let error = Error::usage(format!(
        "Could not find the AI system {}: {} has none of that id or name",
        line(text),
        line(&read.path)
    ));
    Err(match near {
        Some(near) => error.hint(format!("did you mean {} ({})?", near.id, line(&near.name))),
        None => error.hint("list them: tickmark system list"),
    })
}

/// Points out what a person has to know of the register.
fn remark(read: &ReadRegister, reply: &mut super::output::Reply) {
    if read.differs_on_disk {
        reply.note(format!(
            "{} differs on disk from what is committed, which alone is looked at",
            line(&read.path)
        ));
    }
}
