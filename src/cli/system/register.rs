//! Saying where the register is.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::domain::register::RegisterSource,
};

use super::super::{
    Place,
    output::{Reply, count, line},
};

/// Say in tickmark.toml where the register is, and which column of it holds what. It is read first: a file that is not there or
/// not committed, and a column that it does not have, are refused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark system register ai/systems.csv
  tickmark system register ai/systems.csv --column id='System no.' --column risk-class='AI Act class'
  tickmark system register models//inventory.toml --table system")]
pub(super) struct Name {
    /// The file, from the top of this repository, or NAME//PATH in another one: CSV, or TOML where it ends in .toml.
    path: String,

    /// Of a TOML file: the name of its list of tables.
    #[arg(long, value_name = "NAME", default_value = "")]
    table: String,

    /// Which column holds what: id, name, owner, purpose, stage, risk-class, role, or a name of your own.
    #[arg(long = "column", value_name = "WORD=HEADING")]
    columns: Vec<String>,
}

pub(super) fn run(verb: Name, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let mut source = RegisterSource {
        path: verb.path,
        table: verb.table,
        columns: std::collections::BTreeMap::new(),
        trail: Vec::new(),
    };
    for text in &verb.columns {
        let (word, heading) = text.split_once('=').ok_or_else(|| {
            Error::usage(format!(
                "Could not read the column {}: it has no \"=\"",
                line(text)
            ))
            .hint("it reads WORD=HEADING, such as id='System no.'")
        })?;
        let (word, heading) = (word.trim().to_owned(), heading.trim().to_owned());
        source.columns.insert(word, heading);
    }
    let (change, read) = session.name_register(source)?;
    let mut reply = Reply::text(format!("{}\n", change.what));
    let (systems, problems) = (&read.register.systems, &read.register.problems);
    reply.line(format!(
        "{}, {}",
        count(systems.len(), "system"),
        count(problems.len(), "problem")
    ));
    if !problems.is_empty() {
        reply.note("what is wrong with it: tickmark system check");
    }
    Ok(reply)
}
