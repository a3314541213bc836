//! One AI system.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{evidence::within, register::RegisterField},
};

use super::{
    super::{
        Place,
        output::{Reply, field},
    },
    Row, Scopes, Source, pick, remark,
};

/// Show what the register says of an AI system, and which audits look at it.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The system, by its id or its name.
    #[arg(value_name = "ID")]
    system: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    register: Source<'a>,
    system: Row<'a>,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let read = session.need_register()?;
    let system = pick(&read, &verb.system)?;
    let scopes = Scopes::new(&session, &read.register);
    let row = Row::of(&session, &scopes, system);
    if verb.json {
        return Reply::json(&Document {
            register: Source::of(&read),
            system: row,
        });
    }
    let mut reply = Reply::default();
    for known in RegisterField::ALL {
        field(&mut reply.out, known.label(), system.says(*known));
    }
    for (name, said) in &system.further {
        field(&mut reply.out, &super::line(name), said);
    }
    let place = within(
        &read.target.repository,
        &read.target.path,
        Some(system.lines),
    );
    field(&mut reply.out, "register", &place);
    let audits: Vec<&str> = row.audits.iter().map(|id| id.as_str()).collect();
    field(&mut reply.out, "in scope of", &audits.join(", "));
    for (audit, counts) in &row.trails {
        field(&mut reply.out, &format!("trail in {audit}"), &counts.said);
    }
    remark(&read, &mut reply);
    Ok(reply)
}
