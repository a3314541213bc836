//! `tickmark answer`: verdict, note and evidence of one row.

mod by_system;

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        Session, alike,
        answer::{self, split_list},
        domain::{
            answer::{Answer, Method, Verdict},
            audit::AuditMode,
            change::Change,
            evidence::{EvidenceKind, EvidenceLink},
            guard::is_said,
            id::{AuditId, RowKey},
            judged,
            papers::WorkingPapers,
        },
    },
};

use super::{
    Place,
    evidence::named,
    output::{Reply, line},
    pick,
    words::{self, MaturityOrNone, VerdictOrNone},
};

/// Answer a row: set verdict or maturity, note, methods and people, and cite evidence.
///
/// What is not given stays as it is; evidence and methods are added. Other words in an answer that a colleague has judged take the
/// verdict, or the maturity, with them: whoever changes it judges it. Citing further leaves it with the colleague. The record is saved
/// at once and committed by `tickmark commit`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark answer aims-2026 6.1.2#1 --verdict conforming --evidence risk/risk-method.md:10-24
  tickmark answer aims-2026 iso-42001:A.6.2.4#1 --verdict nonconforming --method interview --people 'release manager' \\
      --note 'Two of five releases went out without the check'
  tickmark answer gaps-2026 6.1.2#1 --maturity 2 --target 4 --note 'Planned, not yet measured'
  tickmark answer aims-2026 9.3 --verdict not-audited --reason 'Moved to the audit in May'
  tickmark answer aims-2026 A.5.3#1 --system AI-1 --verdict nonconforming --note 'No assessment since the model changed'
  tickmark answer aims-2026 5.2 --note - < note.txt")]
pub(super) struct AnswerRow {
    /// The audit.
    audit: String,

    /// The row: CHECKLIST:REF#QUESTION, such as iso-42001:6.1.2#1. The checklist may be left out where the audit has one,
    /// the question where the clause has one.
    #[arg(value_name = "ROW")]
    row: String,

    /// Answer for this AI system alone, by its id or name; the row keeps its own verdict.
    #[arg(long, value_name = "ID", conflicts_with_all = ["maturity", "target", "methods", "apart", "together"])]
    system: Option<String>,

    /// The verdict; `none` takes it back.
    #[arg(long, value_name = "VERDICT", value_parser = words::verdict())]
    verdict: Option<VerdictOrNone>,

    /// How far the practice is, in a gap analysis; `none` takes it back.
    #[arg(long, value_name = "0..5", value_parser = words::maturity())]
    maturity: Option<MaturityOrNone>,

    /// How far it is to be, where that differs from the target of the audit; `none` takes it back.
    #[arg(long, value_name = "0..5", value_parser = words::maturity())]
    target: Option<MaturityOrNone>,

    /// What was heard and seen; `-` reads it from stdin.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,

    /// Why, for a row that is not applicable or not audited.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// How the answer was obtained; repeat it for several.
    #[arg(long = "method", value_name = "METHOD", value_parser = words::method())]
    methods: Vec<Method>,

    /// Whom you met, by role, with commas between.
    #[arg(long, value_name = "ROLES")]
    people: Option<String>,

    /// A file to cite, with the lines if not all of it: policy/ai-policy.md:10-24. Repeat it for several.
    #[arg(long = "evidence", value_name = "PATH[:A-B]", value_parser = words::cited_file())]
    evidence: Vec<String>,

    /// Cite files as they are on disk, committed or not.
    #[arg(long, requires = "evidence")]
    worktree: bool,

    /// Answer the row apart from those of other standards that ask the same.
    #[arg(long)]
    apart: bool,

    /// Answer the row together with those of other standards that ask the same, as it is from the start.
    #[arg(long, conflicts_with = "apart")]
    together: bool,

    /// Cite what is no file: an interview, an observation, a meeting. `--people` says who it was with.
    #[arg(long = "cite", value_name = "KIND", value_parser = words::evidence_kind(), requires = "people")]
    cite: Option<EvidenceKind>,

    /// What that was about: what was watched, which meeting, which system was shown.
    #[arg(long, value_name = "TEXT", requires = "cite")]
    what: Option<String>,
}

pub(super) fn run(verb: &AnswerRow, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let row = pick::row(papers, &verb.row)?;
    require_in_scope(papers, &row)?;
    session.require_answering(papers)?;
    let step = session.step("")?;
    let split = match (verb.apart, verb.together) {
        (true, _) => Some(alike::apart(papers, &row, &step)),
        (false, true) => Some(alike::together(papers, &row, &step)),
        (false, false) => None,
    };
    let audit = papers.audit.id.clone();
    if let Some(system) = &verb.system {
        return by_system::run(verb, system, &mut session, place, &audit, &row);
    }
    if let Some(split) = split {
        let change = split.map_err(|why| {
            Error::refused(format!("Could not change how {row} is answered: {why}"))
        })?;
        session.apply(&change)?;
    }
    let papers = session.audit(&audit)?;
    let note = verb.note.as_deref().map(pick::text).transpose()?;
    let mut links = pick::pins(&session, place, &verb.evidence, verb.worktree)?;
    links.extend(talk(&session, verb)?);
    let mut remarks: Vec<String> = links.iter().filter_map(|l| session.remark_on(l)).collect();
    remarks.extend(links.last().and_then(|link| named(&session, link)));
    let before = papers.answer(&row);
    let kept = before.map(|a| a.reason.as_str()).unwrap_or_default();
    let replaced = before
        .map(|a| a.note.trim())
        .filter(|old| !old.is_empty())
        .filter(|old| note.as_deref().is_some_and(|new| new.trim() != *old))
        .map(str::to_owned);
    if let Some(VerdictOrNone::Some(verdict)) = verb.verdict
        && verdict.needs_reason()
        && !is_said(verb.reason.as_deref().unwrap_or(kept))
    {
        return Err(Error::usage(format!(
            "Could not answer {row}: {} needs a reason",
            verdict.label()
        ))
        .hint("say why with --reason"));
    }
    let label = match verb.verdict {
        Some(VerdictOrNone::Some(verdict)) => verdict.label(),
        Some(VerdictOrNone::None) => "unanswered",
        None => "edited",
    };
    let change = answer::edit(papers, &row, label, &step, |answer| {
        change(answer, verb, note.as_deref(), links);
    });
    let change = judging(verb, change, &session);
    let changed = !change.is_empty();
    session.apply(&change)?;
    let papers = session.audit(&audit)?;
    let cited = papers.answer(&row).map_or(0, |a| a.evidence.len());
    let stands = stands(papers, &row);
    let mut reply = Reply::text(format!("{row}: {stands}, {cited} cited\n"));
    if !changed && !verb.apart && !verb.together {
        reply.note("nothing has changed");
    }
    reply.notes.extend(remarks);
    if let Some(old) = replaced {
        reply.note(format!("the note before is replaced: {}", line(&old)));
    }
    if let Some(leader) = papers.leader(&row) {
        reply.note(format!(
            "answered together with {leader}; --apart gives it an answer of its own"
        ));
    }
    let followers: Vec<String> = papers
        .followers(&row)
        .iter()
        .map(ToString::to_string)
        .collect();
    if !followers.is_empty() {
        reply.note(format!("answers too: {}", followers.join(", ")));
    }
    if let Some(graver) = verb.verdict.and_then(|_| graver_of_systems(papers, &row)) {
        reply.note(graver);
    }
    if papers.verdict(&row) == Some(Verdict::Nonconforming) && papers.findings_of(&row).is_empty() {
        reply.note(format!(
            "raise the finding: tickmark finding new {audit} --row {row}"
        ));
    }
    reply
        .notes
        .extend(left_behind(&session, verb, &audit, &row));
    let rates = verb.maturity.is_some() || verb.target.is_some();
    if rates && papers.audit.mode == AuditMode::Conformity {
        reply.note(format!(
            "{audit} judges conformity, where maturity and target do not count: tickmark audit set {audit} --mode gap-analysis"
        ));
    }
    Ok(reply)
}

/// Judges what a colleague has judged, too, where a verdict or a maturity is given; without one their answer stays theirs, and the
/// change is refused where it is saved.
fn judging(verb: &AnswerRow, change: Change, session: &Session) -> Change {
    if verb.verdict.is_none() && verb.maturity.is_none() {
        return change;
    }
    judged::judged_too(change, &session.people())
}

/// Says that of an answer that was taken back before it was committed the rest still stands in somebody's name.
fn left_behind(
    session: &Session,
    verb: &AnswerRow,
    audit: &AuditId,
    row: &RowKey,
) -> Option<String> {
    let is_taken_back = matches!(verb.verdict, Some(VerdictOrNone::None));
    let papers = session.audit(audit).ok().filter(|_| is_taken_back)?;
    papers.answer(row)?.by.as_ref()?;
    let is_new = session.is_never_committed(audit, row);
    is_new.then(|| {
        format!(
            "what else is in the answer stays, and is not committed: tickmark discard {audit} {row} --yes takes it back"
        )
    })
}

/// Says that one of its systems has a graver verdict than the row, or none has the row's.
fn graver_of_systems(papers: &WorkingPapers, row: &RowKey) -> Option<String> {
    let proposed = papers.answer(row)?.other_proposed()?;
    let own = papers.verdict(row).map_or("unanswered", Verdict::label);
    Some(format!(
        "the row is {own}, and the gravest of its systems {}: tickmark answer {} {row} --verdict {proposed}",
        proposed.label(),
        papers.audit.id
    ))
}

/// Refuses a row that is left out of the audit.
fn require_in_scope(papers: &WorkingPapers, row: &RowKey) -> Result<()> {
    let found = papers.row(row);
    match found.and_then(|row| papers.exclusion(row.checklist, row.clause)) {
        None => Ok(()),
        Some(why) => Err(Error::refused(format!(
            "Could not answer {row}: it is left out of the audit ({})",
            line(why)
        ))
        .hint(format!(
            "what is in scope: tickmark audit show {}",
            papers.audit.id
        ))),
    }
}

/// Makes the citation of what is no file.
fn talk(session: &Session, verb: &AnswerRow) -> Result<Option<EvidenceLink>> {
    let Some(kind) = verb.cite else {
        return Ok(None);
    };
    let mut link = session.talk(kind, verb.people.as_deref().unwrap_or_default())?;
    let what = verb.what.as_deref().unwrap_or_default();
    what.trim().clone_into(&mut link.what);
    Ok(Some(link))
}

/// Says how a row stands, by what the audit judges.
fn stands(papers: &WorkingPapers, row: &RowKey) -> String {
    let verdict = papers.verdict(row).map(Verdict::word);
    match papers.audit.mode {
        AuditMode::Conformity => verdict.unwrap_or("unanswered").to_owned(),
        AuditMode::GapAnalysis => {
            let rating = papers
                .answer(row)
                .and_then(|answer| answer.rating(papers.audit.usual_target()));
            let rated = rating.map(|rating| {
                format!(
                    "maturity {} of {} ({})",
                    rating.maturity,
                    rating.target,
                    rating.compared()
                )
            });
            match (rated, verdict) {
                (Some(rated), Some(verdict)) => format!("{rated}, {verdict}"),
                (Some(rated), None) => rated,
                (None, Some(verdict)) if !papers.is_open(row) => verdict.to_owned(),
                (None, Some(verdict)) => format!("unrated, {verdict}"),
                (None, None) => "unrated".to_owned(),
            }
        }
    }
}

fn change(answer: &mut Answer, verb: &AnswerRow, note: Option<&str>, links: Vec<EvidenceLink>) {
    if let Some(maturity) = verb.maturity {
        answer::rate(answer, maturity.given());
    }
    if let Some(target) = verb.target {
        answer.target = target.given();
    }
    match verb.verdict {
        Some(VerdictOrNone::Some(verdict)) => {
            answer.verdict = Some(verdict);
            if !verdict.needs_reason() {
                answer.reason.clear();
            }
        }
        Some(VerdictOrNone::None) => answer.verdict = None,
        None => {}
    }
    if let Some(reason) = &verb.reason {
        reason.trim_end().clone_into(&mut answer.reason);
    }
    if let Some(note) = note {
        note.trim_end().clone_into(&mut answer.note);
    }
    if let Some(people) = &verb.people {
        answer.people = split_list(people);
    }
    for method in &verb.methods {
        if !answer.methods.contains(method) {
            answer.methods.push(*method);
        }
    }
    answer.methods.sort_unstable();
    answer.evidence.extend(links);
}
