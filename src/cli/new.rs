//! `tickmark new`: plan an audit.

use clap::Args;

use crate::{
    error::Result,
    session::{
        carry_over::CarryOver,
        domain::{
            audit::{AuditMode, Exclusion, ExclusionSource},
            checklist::Clause,
            id::AuditId,
            maturity::Maturity,
            person::Person,
        },
        plan::Plan,
    },
};

use super::{
    Place,
    output::{Reply, count},
    pick,
};
use jiff::civil::Date;

/// Plan an audit: its record, and a frozen copy of each checklist.
///
/// The copies are what the audit is held against, whatever becomes of the checklists later. Controls that the statement of
/// applicability excludes are left out. Nothing is committed yet.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark new aims-2026 --title 'Internal audit of the AI management system 2026' \\
      --checklist iso-42001 --scope 'Claims triage and customer chat' \\
      --lead 'Ada Auditor <ada@example.org>' --start 2026-03-02 --end 2026-03-13
  tickmark new combined-2026 --title 'Combined audit, support and evaluation' \\
      --checklist iso-42001 iso-27001 iso-9001 --clause 7 9
  tickmark new aims-2027 --title 'Internal audit 2027' --from aims-2026
  tickmark new aims-2026-f --title 'Follow-up' --from aims-2026 --follow-up
  tickmark programme make aims-2027                 as the audit programme plans it")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub(super) struct New {
    /// The audit's id: lower-case letters, digits and hyphens. It names the folder of its records, and is never reused.
    #[arg(value_name = "AUDIT")]
    id: String,

    /// The title.
    #[arg(long)]
    title: String,

    /// Carry over from this audit: scope, team, checklists and so on; answers begin anew, with last time's beside them.
    #[arg(long, value_name = "AUDIT")]
    from: Option<String>,

    /// Follow up what is open in that audit, and nothing else.
    #[arg(long, requires = "from", conflicts_with_all = ["checklists", "only", "with_text"])]
    follow_up: bool,

    /// A checklist to audit against; repeat it for several. List them with `tickmark checklist list`.
    #[arg(long = "checklist", value_name = "ID", required_unless_present = "from", num_args = 1..)]
    checklists: Vec<String>,

    /// Limit the audit to a clause or control and those below it: 7, or iso-27001:A.5. Repeat it for several.
    #[arg(long = "clause", value_name = "REF", num_args = 1..)]
    only: Vec<String>,

    /// Answer one by one what several standards ask alike, rather than once for all of them.
    #[arg(long)]
    answer_apart: bool,

    /// Rate how far practice is, from 0 to 5 a row, rather than whether criteria are met.
    #[arg(long)]
    gap_analysis: bool,

    /// The maturity that a gap analysis aims at, 0 to 5; 3 if left out.
    #[arg(long, value_name = "0..5", requires = "gap_analysis")]
    target: Option<Maturity>,

    /// Put the licensed text that is kept (see `tickmark checklist text`) into the copies; it is committed with the audit.
    #[arg(long)]
    with_text: bool,

    /// What is looked at, in a sentence or two.
    #[arg(long, value_name = "TEXT", default_value = "")]
    scope: String,

    /// What the audit is to find out; repeat it for several.
    #[arg(long = "objective", value_name = "TEXT")]
    objectives: Vec<String>,

    /// The audit team leader; whoever plans the audit if left out.
    #[arg(long, value_name = "NAME <MAIL>")]
    lead: Option<Person>,

    /// Another auditor of the team; repeat it for several.
    #[arg(long = "auditor", value_name = "NAME <MAIL>")]
    auditors: Vec<Person>,

    /// The first day of the fieldwork, such as 2026-03-02.
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,

    /// The last day of the fieldwork.
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,
}

pub(super) fn run(verb: New, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let id: AuditId = pick::audit_id(&verb.id)?;
    let carried = match &verb.from {
        Some(from) => Some(CarryOver {
            from: pick::audit(&session, from)?.audit.id.clone(),
            follow_up: verb.follow_up,
        }),
        None => None,
    };
    let plan = Plan {
        id: id.clone(),
        title: verb.title,
        scope: pick::text(&verb.scope)?,
        objectives: verb.objectives,
        lead: verb.lead,
        auditors: verb.auditors,
        start: verb.start,
        end: verb.end,
        only: verb.only,
        answer_apart: verb.answer_apart,
        mode: if verb.gap_analysis {
            AuditMode::GapAnalysis
        } else {
            AuditMode::Conformity
        },
        target: verb.target,
        with_text: verb.with_text,
        carried,
    };
    session.plan(plan, &verb.checklists)?;
    let papers = session.audit(&id)?;
    let rows = papers.rows().count();
    let empty: Vec<String> = papers
        .checklists()
        .filter(|checklist| {
            papers
                .all_rows()
                .all(|row| row.checklist.id != checklist.id)
        })
        .map(|checklist| checklist.id.to_string())
        .collect();
    let mut reply = Reply::text(format!("planned {id}: {} to walk\n", count(rows, "row")));
    let excluded = |e: &&Exclusion| e.source == ExclusionSource::Applicability;
    let left_out = papers.audit.exclusions.iter().filter(excluded).count();
    if left_out > 0 {
        reply.note(format!(
            "{} left out: excluded by the statement of applicability",
            count(left_out, "control")
        ));
    }
    if !empty.is_empty() {
        reply.note(format!(
            "nothing of {} is left by what the audit is limited to",
            empty.join(", ")
        ));
    }
    let together = papers.all_rows().count() - rows;
    if together > 0 {
        reply.note(format!(
            "{} that another standard asks alike {} answered with the same row",
            count(together, "row"),
            if together == 1 { "is" } else { "are" }
        ));
    }
    if verb.with_text {
        let (texts, _) = session.texts();
        let held = papers.checklists().map(|copy| {
            let put = |clause: &&Clause| texts.of(&copy.id, &clause.reference).is_some();
            copy.clauses.iter().filter(put).count()
        });
        reply.note(format!(
            "the copies hold the licensed text of {}, which the next commit takes along",
            count(held.sum(), "clause")
        ));
    }
    let lacks: Vec<String> = papers
        .audit
        .plan_lacks()
        .into_iter()
        .map(|r| r.text)
        .collect();
    if !lacks.is_empty() {
        let lacks = lacks.join(", ");
        reply.note(format!(
            "before fieldwork: {lacks}; tickmark audit set {id}"
        ));
    }
    reply.note(format!("next: tickmark audit move {id} fieldwork, tickmark answer {id} REF --verdict ..., tickmark commit {id}"));
    Ok(reply)
}
