//! `tickmark checklist import`: a checklist out of a spreadsheet or a CSV file.

use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::checklists::table::{self, About, Field, Imported, Note, Wanted},
};

use super::super::to_file::{self, Own};
use super::super::{
    Place,
    output::{Reply, count, line},
};

/// How many notes of a kind are printed.
const PRINTED: usize = 20;

/// Make a checklist of a table: a CSV file, or a sheet of an .xlsx workbook.
///
/// The row of headers and the columns are found by their names. What is not taken is told with its place: columns for
/// answers, rows without a number or a question, questions that are there twice. What `checklist export` wrote comes back to
/// the letter.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist import supplier-audit.xlsx --dry-run
  tickmark checklist import audit.xlsx --sheet Checklist --id supplier --title 'Supplier audit'
  tickmark checklist import audit.csv --map 'question=Requirement' --map 'guidance=F' --map 'note='")]
pub(super) struct Import {
    /// The table: .csv, .xlsx or .xlsm.
    file: PathBuf,

    /// The checklist's id; made of the file's name if left out.
    #[arg(long)]
    id: Option<String>,

    /// Its title; the file's name if left out.
    #[arg(long)]
    title: Option<String>,

    /// The standard or framework; the title if left out.
    #[arg(long)]
    standard: Option<String>,

    /// The standard's edition.
    #[arg(long)]
    edition: Option<String>,

    /// The language of the questions, such as en or de.
    #[arg(long)]
    language: Option<String>,

    /// The licence of the questions.
    #[arg(long)]
    licence: Option<String>,

    /// The sheet of a workbook; the first one with headers if left out.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,

    /// Which column holds a field, by its header or letter; FIELD= takes none. May be repeated.
    ///
    /// Fields: ref, parent, kind, title, documented-information, objective, text, note, topics, hints, related, id, label,
    /// question, guidance, sample, evidence, nonconformity, covers, roles, stages, bears-on, same-as.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapped)]
    map: Vec<(Field, Option<String>)>,

    /// The row of the headers, counted from 1; 0 if there are none. Looked for in the first 30 rows if left out.
    #[arg(long, value_name = "ROW")]
    header: Option<usize>,

    /// What stands between the cells of a CSV file: one character, or tab. Found out if left out.
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<u8>,

    /// The file to write, or - for stdout; checklists/ID.toml if left out. An earlier output is replaced, another file with
    /// --force alone.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Replace the checklist of that id, or take the place of the built-in one; with -o, replace whatever file is there.
    #[arg(long)]
    force: bool,

    /// Say what would be taken and what not, and write nothing.
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

fn mapped(text: &str) -> std::result::Result<(Field, Option<String>), String> {
    let (field, column) = text
        .split_once('=')
        .ok_or_else(|| "it reads FIELD=COLUMN, such as question=Requirement".to_owned())?;
    let field = field.parse::<Field>().map_err(|why| why.to_string())?;
    let column = column.trim();
    Ok((field, (!column.is_empty()).then(|| column.to_owned())))
}

fn delimiter(text: &str) -> std::result::Result<u8, String> {
    match text.as_bytes() {
        _ if matches!(text.to_lowercase().as_str(), "tab" | "\\t") => Ok(b'\t'),
        [one] if one.is_ascii() && !matches!(one, b'"' | b'\r' | b'\n') => Ok(*one),
        _ => Err("it is one character, such as ; or tab".to_owned()),
    }
}

/// What the JSON document says.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    checklist: &'a str,
    /// The file that was written; none for a dry run.
    written: Option<String>,
    clauses: usize,
    questions: usize,
    without_evidence: usize,
    /// The column of each field.
    taken: BTreeMap<&'static str, &'a str>,
    left: Vec<Told<'a>>,
    remarks: Vec<Told<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Told<'a> {
    place: &'a str,
    what: &'a str,
    why: &'a str,
}

impl<'a> From<&'a Note> for Told<'a> {
    fn from(note: &'a Note) -> Self {
        Self {
            place: &note.place,
            what: &note.what,
            why: &note.why,
        }
    }
}

pub(super) fn run(verb: &Import, place: &Place) -> Result<Reply> {
    let to_stdout = verb.output.as_deref().is_some_and(|file| file == "-");
    if to_stdout && verb.json && !verb.dry_run {
        return Err(Error::usage(
            "Could not write the checklist: --json and -o - both write to stdout",
        )
        .hint("name a file: -o FILE"));
    }
    let file = place.resolve(&verb.file);
    let wanted = Wanted {
        sheet: verb.sheet.clone(),
        map: verb.map.clone(),
        header: verb.header,
        delimiter: verb.delimiter,
    };
    let about = About {
        id: verb.id.clone(),
        title: verb.title.clone(),
        standard: verb.standard.clone(),
        edition: verb.edition.clone(),
        language: verb.language.clone(),
        licence: verb.licence.clone(),
    };
    let imported = table::import(&file, &wanted, &about)?;
    let written = match &verb.output {
        _ if verb.dry_run => None,
        Some(_) if to_stdout => None,
        Some(output) => {
            let output = place.resolve(output);
            refuse_itself(&file, &output)?;
            let how = (Own::Checklists, verb.force);
            let text = &imported.text;
            Some(to_file::write(&output, text, "the checklist", how, place)?)
        }
        None => Some(table::keep(&place.dir, &imported, verb.force)?),
    };
    if verb.json {
        return document(&imported, written);
    }
    let mut reply = Reply::default();
    let told = summary(&imported, written.as_deref());
    if to_stdout && !verb.dry_run {
        reply.out.clone_from(&imported.text);
        reply.notes.extend(told);
    } else {
        for line in &told {
            reply.line(line);
        }
    }
    notes(&imported, written.as_deref(), &mut reply);
    Ok(reply)
}

/// Refuses to write the checklist over the table.
fn refuse_itself(file: &std::path::Path, output: &std::path::Path) -> Result<()> {
    let same = match (file.canonicalize(), output.canonicalize()) {
        (Ok(file), Ok(output)) => file == output,
        (Ok(_) | Err(_), Err(_)) | (Err(_), Ok(_)) => false,
    };
    if same {
        return Err(Error::usage(
            "Could not write the checklist: it would replace the table that it comes from",
        )
        .hint("name another file: -o FILE"));
    }
    Ok(())
}

fn document(imported: &Imported, written: Option<String>) -> Result<Reply> {
    let taken = &imported.taken;
    Reply::json(&Document {
        checklist: imported.checklist.id.as_str(),
        written,
        clauses: imported.checklist.clauses.len(),
        questions: imported.checklist.question_count(),
        without_evidence: imported.without_evidence,
        taken: taken
            .columns
            .iter()
            .map(|(field, column)| (field.name(), column.as_str()))
            .collect(),
        left: taken.left.iter().map(Told::from).collect(),
        remarks: taken.remarks.iter().map(Told::from).collect(),
    })
}

fn summary(imported: &Imported, written: Option<&str>) -> Vec<String> {
    let checklist = &imported.checklist;
    let mut lines = vec![format!(
        "{}  {}  ({}, {})",
        checklist.id,
        line(&checklist.title),
        count(checklist.clauses.len(), "clause"),
        count(checklist.question_count(), "question")
    )];
    let columns = imported.taken.columns.iter();
    let width = columns.clone().map(|(field, _)| field.name().len()).max();
    let width = width.unwrap_or_default();
    if !imported.taken.exact {
        lines.extend(
            columns.map(|(field, column)| format!("    {:<width$}  {column}", field.name())),
        );
    }
    if let Some(path) = written {
        lines.push(format!("wrote {}", line(path)));
    }
    lines
}

fn notes(imported: &Imported, written: Option<&str>, reply: &mut Reply) {
    let taken = &imported.taken;
    for (kind, notes) in [("not taken", &taken.left), ("look at", &taken.remarks)] {
        for note in notes.iter().take(PRINTED) {
            let what = if note.what.is_empty() {
                String::new()
            } else {
                format!("{}: ", note.what)
            };
            reply.note(format!("{kind}: {}: {what}{}", note.place, note.why));
        }
        if notes.len() > PRINTED {
            let more = notes.len() - PRINTED;
            reply.note(format!("{kind}: {more} more; --json lists them all"));
        }
    }
    if imported.without_evidence > 0 {
        let questions = count(imported.without_evidence, "question");
        reply.note(format!("{questions} without evidence to ask for"));
    }
    let faults = imported.faults + imported.without_evidence;
    if let (Some(path), true) = (written, faults > 0) {
        let path = line(path);
        let faults = count(faults, "fault");
        reply.note(format!("{faults} to mend: tickmark checklist lint {path}"));
    }
}
