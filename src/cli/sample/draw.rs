//! Drawing a sample from a population.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        domain::sample::{
            Design, Population, PopulationKind, SampleMethod, SizeRule, Strata, size::Asked,
        },
        follow_up::Citations,
        sample,
    },
};

use super::{
    super::{
        Place,
        output::{Reply, count, line},
        pick, words,
    },
    tell::{self, Told},
};

/// Draw a sample from files, commits, rows of a CSV or lines matching a pattern, and print it with its id.
///
/// The population is read at one commit, never from the work tree, so that it reads the same in any clone. Without a seed
/// one is drawn; it is recorded.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark sample draw aims-2026 --from csv:releases/log.csv --key id --where system=claims-triage --size 3 --for 8.4#1
  tickmark sample draw aims-2026 --from 'files:models/**/*.md' --by folder:2 --rule sqrt
  tickmark sample draw aims-2026 --from commits:v1.0..v1.1 --path src --by author --rule percent:10:5
  tickmark sample draw aims-2026 --from 'lines:logs/app.log:ERROR|WARN' --method systematic --rule attribute:95:10
  tickmark sample draw aims-2026 --from csv:models//training/runs.csv --key run     in the repository models
  tickmark sample draw aims-2026 --from csv:releases/log.csv --item 41 --item 43 --reason 'named in two complaints'

Sizes by rule, for a population of N:
  sqrt, sqrt:0.6, sqrt:0.8   the square root of N, or so much of it, rounded up (as IAF MD 1 does for sites)
  percent:10, percent:10:5   10 % of N, rounded up, and at least 5
  attribute:95:10            as many as show, when none fails, with 95 % confidence that fewer than 10 % of N would fail
                             (hypergeometric, exact; confidence 90, 95 or 99)")]
pub(super) struct Draw {
    /// The audit.
    audit: String,

    /// The population: files:GLOB, commits:FROM..TO, csv:PATH or lines:PATH:REGEX; after NAME// in another repository.
    #[arg(long, value_name = "POPULATION")]
    from: String,

    /// The commit at which it is read: a branch, a tag, an id.
    #[arg(long, value_name = "COMMIT")]
    at: Option<String>,

    /// Only rows with this value in a column; may be given several times.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    conditions: Vec<String>,

    /// The column that names rows; without it their line does.
    #[arg(long, value_name = "COLUMN")]
    key: Option<String>,

    /// Only commits that touch this file or folder; may be given several times.
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<String>,

    /// Only commits from this day on (committer's time, UTC).
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,

    /// Only commits up to this day.
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,

    /// How items are drawn; random if left out, stratified with --by, judgement with --item.
    #[arg(long, value_parser = words::sample_method())]
    method: Option<SampleMethod>,

    /// What parts the population into strata: column:NAME, folder:DEPTH, author or month.
    #[arg(long, value_name = "STRATA")]
    by: Option<String>,

    /// How many items.
    #[arg(long, value_name = "N", conflicts_with = "rule")]
    size: Option<usize>,

    /// The rule for how many: sqrt, percent:10, attribute:95:10; sqrt if left out.
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,

    /// The seed; drawn if left out.
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,

    /// The row that it is for.
    #[arg(long = "for", value_name = "ROW")]
    row: Option<String>,

    /// The finding that it belongs to.
    #[arg(long, value_name = "ID")]
    finding: Option<String>,

    /// What is looked at, in a few words.
    #[arg(long, value_name = "TEXT", default_value = "")]
    title: String,

    /// An item that you name, by its id; makes it a sample by judgement.
    #[arg(long = "item", value_name = "ITEM", requires = "reason", conflicts_with_all = ["size", "rule", "by"])]
    items: Vec<String>,

    /// Why these items.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,

    /// Say how many items there are and how many would be drawn; draw none.
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Draw {
    fn population(&self) -> Result<Population> {
        let wrong = |why: String| Error::usage(format!("Could not draw the sample: {why}"));
        let mut population: Population = self
            .from
            .parse()
            .map_err(|cause| wrong(format!("{cause}")))?;
        if let Some(at) = &self.at {
            if population.kind == PopulationKind::Commits && population.commit != "HEAD" {
                return Err(wrong(
                    "the range says where it ends, and --at says it again".to_owned(),
                ));
            }
            population.commit.clone_from(at);
        }
        let only = |what: &str, kind: PopulationKind, given: bool| {
            if given && population.kind != kind {
                return Err(wrong(format!(
                    "{what} is for a population of {}",
                    kind.label()
                )));
            }
            Ok(())
        };
        only(
            "--where",
            PopulationKind::CsvRows,
            !self.conditions.is_empty(),
        )?;
        only("--key", PopulationKind::CsvRows, self.key.is_some())?;
        only("--path", PopulationKind::Commits, !self.paths.is_empty())?;
        only("--since", PopulationKind::Commits, self.since.is_some())?;
        only("--until", PopulationKind::Commits, self.until.is_some())?;
        population.conditions.clone_from(&self.conditions);
        population.key.clone_from(&self.key);
        population.paths.clone_from(&self.paths);
        population.since = self.since;
        population.until = self.until;
        Ok(population)
    }

    fn method(&self) -> SampleMethod {
        self.method
            .unwrap_or(match (&self.by, self.items.is_empty()) {
                (Some(_), _) => SampleMethod::Stratified,
                (None, false) => SampleMethod::Judgement,
                (None, true) => SampleMethod::Random,
            })
    }
}

pub(super) fn run(verb: Draw, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let wrong = |why: String| Error::usage(format!("Could not draw the sample: {why}"));
    let population = verb.population()?;
    let row = verb
        .row
        .as_deref()
        .map(|text| pick::row(papers, text))
        .transpose()?;
    let finding = verb
        .finding
        .as_deref()
        .map(|text| pick::finding(&session, text).map(|(_, finding)| finding.id.clone()))
        .transpose()?;
    let strata: Option<Strata> = verb
        .by
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|cause| wrong(format!("{cause}")))?;
    let rule: Option<SizeRule> = verb
        .rule
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|cause| wrong(format!("{cause}")))?;
    let size = match (verb.size, rule) {
        (Some(0), _) => return Err(wrong("a sample has at least one item".to_owned())),
        (Some(number), _) => Some(Asked::Number(number)),
        (None, rule) => rule.map(Asked::Rule),
    };
    let method = verb.method();
    if method != SampleMethod::Judgement && !verb.items.is_empty() {
        return Err(wrong(format!(
            "items are named in a sample by judgement, not in one of method {method}"
        )));
    }
    let design = Design {
        title: verb.title.trim().to_owned(),
        row: row.map(|row| papers.leader(&row).cloned().unwrap_or(row)),
        finding,
        method,
        strata,
        size,
        seed: match verb.seed {
            Some(seed) => seed,
            None => sample::seed()?,
        },
        named: verb.items,
        reason: pick::text(&verb.reason)?,
    };
    let audit = papers.audit.id.clone();
    if verb.dry_run {
        return dry_run(&session, &population, &design, verb.json);
    }
    let drawn = session.draw(&population, &design)?;
    let id = drawn.id.clone();
    let change = sample::drawn(papers, drawn);
    session.apply(&change)?;
    let (papers, drawn) = super::named(&session, audit.as_str(), id.as_str())?;
    if verb.json {
        return Reply::json(&Told::of(&session, papers, drawn, &Citations::new()));
    }
    let mut reply = Reply::default();
    tell::describe(&session, papers, drawn, &Citations::new(), &mut reply);
    reply.note(format!(
        "record what you find: tickmark sample result {audit} {id} ITEM pass|fail|not-applicable"
    ));
    Ok(reply)
}

/// Says what would be drawn from; which items is not said before they are on record.
fn dry_run(
    session: &crate::session::Session,
    asked: &Population,
    design: &Design,
    json: bool,
) -> Result<Reply> {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Document {
        population: Population,
        size: usize,
    }
    let preview = session.preview_sample(asked, design)?;
    let size = preview
        .size
        .map_err(|refusal| sample::refused("draw the sample", refusal))?;
    if json {
        return Reply::json(&Document {
            population: preview.population,
            size: size.number,
        });
    }
    let mut reply = Reply::default();
    reply.line(format!(
        "{}: {}, {} would be drawn",
        line(&preview.population.describe()),
        count(preview.population.size, "item"),
        size.number
    ));
    for (name, number) in &preview.strata {
        reply.line(format!("  {}: {number}", line(name)));
    }
    Ok(reply)
}
