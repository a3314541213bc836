//! `tickmark chart`: verdicts or maturity clause by clause, as bars.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        answer::Verdict,
        audit::AuditMode,
        checklist::Checklist,
        id::{AuditId, ChecklistId, Ref},
        maturity::Maturity,
        outline::{Order, Standing},
        papers::WorkingPapers,
        progress::Tally,
    },
};

use super::{
    Place,
    output::{Reply, count, line},
    pick,
    scores::{Score, means},
};

/// How many characters a bar has: four a step of maturity.
const BAR: usize = 20;

/// How wide the clauses are named at most.
const NAME: usize = 44;

/// Chart an audit clause by clause: the verdicts, or in a gap analysis maturity against target.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark chart aims-2026
  tickmark chart gaps-2026 --depth 2 --worst-first
  tickmark chart gaps-2026 --json | jq '.checklists[0].clauses[] | select(.missing > 0) | .ref'")]
pub(super) struct Chart {
    /// The audit.
    audit: String,

    /// How many levels of clauses are listed.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    depth: u8,

    /// List the clauses first, at each level, where most is missing or wrong.
    #[arg(long)]
    worst_first: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    audit: AuditId,
    mode: AuditMode,
    usual_target: Option<Maturity>,
    #[serde(flatten)]
    over_all: Counts,
    checklists: Vec<ChartedChecklist>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ChartedChecklist {
    checklist: ChecklistId,
    standard: String,
    clauses: Vec<ChartedClause>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ChartedClause {
    #[serde(rename = "ref")]
    reference: Ref,
    title: String,
    depth: usize,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Counts {
    rows: usize,
    answered: usize,
    verdicts: BTreeMap<&'static str, usize>,
    #[serde(flatten)]
    score: Option<Score>,
}

impl Counts {
    fn of(tally: &Tally, mode: AuditMode) -> Self {
        Self {
            rows: tally.rows,
            answered: tally.answered(),
            verdicts: Verdict::ALL
                .iter()
                .map(|v| (v.word(), tally.of(*v)))
                .collect(),
            score: (mode == AuditMode::GapAnalysis).then(|| Score::of(&tally.gap)),
        }
    }
}

pub(super) fn run(verb: &Chart, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let order = if verb.worst_first {
        Order::WorstFirst
    } else {
        Order::Standard
    };
    let levels = usize::from(verb.depth);
    if verb.json {
        return Reply::json(&document(papers, order, levels));
    }
    let mode = papers.audit.mode;
    let mut reply = Reply::default();
    let title = line(&papers.audit.title);
    reply.line(format!("{}  {title}  ({})", papers.audit.id, mode.label()));
    for checklist in papers.checklists() {
        let outline = shown(papers, checklist, order, levels);
        let named: Vec<String> = outline.iter().map(name).collect();
        let longest = named.iter().map(|name| name.chars().count()).max();
        let width = longest.unwrap_or(0).min(NAME);
        reply.line(format!("\n{}", line(&checklist.standard)));
        for (standing, name) in outline.iter().zip(named) {
            let name = cut(name, width);
            let drawn = match mode {
                AuditMode::Conformity => verdicts(&standing.tally),
                AuditMode::GapAnalysis => gap(&standing.tally),
            };
            reply.line(format!("  {name:<width$}  {drawn}").trim_end());
        }
    }
    reply.line(format!("\n{}", legend(papers)));
    Ok(reply)
}

fn document(papers: &WorkingPapers, order: Order, levels: usize) -> Document {
    let mode = papers.audit.mode;
    let checklists = papers.checklists().map(|checklist| {
        let outline = shown(papers, checklist, order, levels);
        let clauses = outline.into_iter().map(|standing| ChartedClause {
            reference: standing.clause.reference.clone(),
            title: standing.clause.title.clone(),
            depth: standing.depth + 1,
            counts: Counts::of(&standing.tally, mode),
        });
        ChartedChecklist {
            checklist: checklist.id.clone(),
            standard: checklist.standard.clone(),
            clauses: clauses.collect(),
        }
    });
    Document {
        audit: papers.audit.id.clone(),
        mode,
        usual_target: (mode == AuditMode::GapAnalysis).then(|| papers.audit.usual_target()),
        over_all: Counts::of(&papers.tally(), mode),
        checklists: checklists.collect(),
    }
}

fn shown<'a>(
    papers: &'a WorkingPapers,
    checklist: &'a Checklist,
    order: Order,
    levels: usize,
) -> Vec<Standing<'a>> {
    let mut outline = papers.outline(checklist, order);
    outline.retain(|standing| standing.depth < levels);
    outline
}

fn name(standing: &Standing<'_>) -> String {
    let indent = "  ".repeat(standing.depth);
    let clause = standing.clause;
    format!(
        "{indent}{:<4} {}",
        clause.reference.as_str(),
        line(&clause.title)
    )
}

/// Cuts a name that is too long for its column.
fn cut(name: String, width: usize) -> String {
    if name.chars().count() <= width {
        return name;
    }
    let kept: String = name.chars().take(width.saturating_sub(3)).collect();
    format!("{kept}...")
}

/// Returns the character that a verdict fills its part of a bar with.
const fn fill(verdict: Option<Verdict>) -> char {
    match verdict {
        Some(Verdict::Conforming) => '+',
        Some(Verdict::Nonconforming) => 'x',
        Some(Verdict::Observation) => 'o',
        Some(Verdict::Opportunity) => '^',
        Some(Verdict::GoodPractice) => '*',
        Some(Verdict::NotApplicable) => '-',
        Some(Verdict::NotAudited) => '?',
        None => '.',
    }
}

fn verdicts(tally: &Tally) -> String {
    let bar: String = tally
        .shares(BAR)
        .into_iter()
        .flat_map(|(verdict, cells)| std::iter::repeat_n(fill(verdict), cells))
        .collect();
    let counts = Verdict::ALL
        .iter()
        .map(|verdict| (verdict, tally.of(*verdict)))
        .filter(|(_, n)| *n > 0)
        .map(|(verdict, n)| format!("{n} {}", verdict.label()));
    let counts: Vec<String> = counts.collect();
    let answered = format!("{}/{}", tally.answered(), tally.rows);
    format!("[{bar}]  {answered:>7}  {}", counts.join(", "))
}

fn gap(tally: &Tally) -> String {
    let cells = |tenths: usize| (tenths * BAR + 25) / 50;
    let filled = tally.gap.maturity_tenths().map_or(0, cells);
    let target = tally.gap.target_tenths().map(cells);
    let bar: String = (1..=BAR)
        .map(|cell| match target {
            Some(target) if cell == target => '|',
            _ if cell <= filled => '#',
            _ => '-',
        })
        .collect();
    let answered = format!("{}/{}", tally.answered(), tally.rows);
    let Some((maturity, target)) = means(&tally.gap) else {
        return format!("[{bar}]    -         {answered:>7} answered");
    };
    let missing = match tally.gap.missing {
        0 => String::new(),
        n => format!(
            "{} missing in {}",
            count(n, "step"),
            count(tally.gap.below, "row")
        ),
    };
    format!("[{bar}]  {maturity} of {target}  {answered:>7} answered  {missing}")
}

/// Says what the characters of the bars stand for: of the verdicts, those that were given.
fn legend(papers: &WorkingPapers) -> String {
    match papers.audit.mode {
        AuditMode::Conformity => {
            let parts: Vec<String> = papers
                .tally()
                .shares(Verdict::ALL.len() + 1)
                .into_iter()
                .map(|(verdict, _)| {
                    let label = verdict.map_or("unanswered", Verdict::label);
                    format!("{} {label}", fill(verdict))
                })
                .collect();
            parts.join("  ")
        }
        AuditMode::GapAnalysis => "# mean maturity, 0 to 5  | mean target".to_owned(),
    }
}
