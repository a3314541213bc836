//! `tickmark finding`: raise, list, show, write and move findings.

mod amend;
mod earlier;
mod edit;
mod grades;
mod lint;
mod show;

use clap::{Args, Subcommand};

use crate::{
    error::{Error, Result},
    session::{
        domain::{
            finding::{FindingState, FindingType},
            guard::Refusal,
            id::{EvidenceId, FindingId},
        },
        follow_up, raise,
    },
};

use super::{Place, output::Reply, pick, words};

pub(super) use self::edit::merged;

/// Raise, list, show, write and move findings.
#[derive(Debug, Args)]
pub(super) struct FindingCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    New(Box<New>),
    List(show::List),
    Show(show::Show),
    Earlier(earlier::EarlierFindings),
    Grades(grades::Grades),
    Set(Box<Set>),
    Lint(lint::Lint),
    Move(Move),
    Amend(Box<amend::Amend>),
    Reclassify(amend::Reclassify),
    Withdraw(Withdraw),
}

/// Draft a finding, prefilled from the row it comes from, and print its id.
///
/// Criterion, note, evidence and type are taken over from the row. An unanswered row gets the verdict that fits.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark finding new aims-2026 --row 6.1.2#1 --type minor --title 'Two systems without a risk assessment' \\
      --requirement 'Every AI system is assessed before release (risk/method.md, 3)' \\
      --objective-evidence 'The register has no entry for ...' --statement 'The assessment is missing for 2 of 7 systems' \\
      --grade-reason 'Isolated; the method is sound' --evidence risk/register.csv:1-8")]
struct New {
    /// The audit.
    audit: String,

    /// The row it comes from: CHECKLIST:REF#QUESTION.
    #[arg(long)]
    row: Option<String>,

    #[command(flatten)]
    texts: edit::Texts,
}

/// Write the texts of a finding; what is not given stays as it is.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark finding set F-7K3QX2 --statement - < statement.txt")]
struct Set {
    /// The finding.
    id: String,

    #[command(flatten)]
    texts: edit::Texts,
}

/// Move a finding to a state; refused with every reason when it is not ready.
///
/// Handing a finding over stops at what 'tickmark finding lint' says of it, too, unless that is overruled.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark finding move F-7K3QX2 issued
  tickmark finding move F-7K3QX2 issued --despite-warnings
  tickmark finding move F-7K3QX2 disputed --why 'The register was in the archive'")]
struct Move {
    /// The finding.
    id: String,

    /// The state.
    #[arg(value_parser = words::finding_state())]
    state: FindingState,

    /// Why; disputes, upholding, returns, withdrawals and reopenings need it.
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,

    /// Hand it over although the linter has remarks that are not guards.
    #[arg(long)]
    despite_warnings: bool,
}

/// Withdraw a finding, with a reason; it stays on record.
#[derive(Debug, Args)]
struct Withdraw {
    /// The finding.
    id: String,

    /// Why.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

pub(super) fn run(command: FindingCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::New(verb) => new(*verb, place),
        Verb::List(verb) => show::list(&verb, place),
        Verb::Show(verb) => show::show(&verb, place),
        Verb::Earlier(verb) => earlier::run(&verb, place),
        Verb::Grades(verb) => grades::run(&verb, place),
        Verb::Set(verb) => set(*verb, place),
        Verb::Lint(verb) => lint::run(&verb, place),
        Verb::Move(verb) => step(&verb, place),
        Verb::Amend(verb) => amend::amend(*verb, place),
        Verb::Reclassify(verb) => amend::reclassify(&verb, place),
        Verb::Withdraw(verb) => {
            let verb = Move {
                id: verb.id,
                state: FindingState::Withdrawn,
                why: verb.why,
                despite_warnings: false,
            };
            step(&verb, place)
        }
    }
}

fn new(verb: New, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    session.require_answering(papers)?;
    let row = verb
        .row
        .as_deref()
        .map(|text| pick::row(papers, text))
        .transpose()?;
    if let Some(row) = &row {
        for criterion in raise::criteria(papers, row) {
            edit::require_applicable(&session, papers, &criterion)?;
        }
    }
    let step = session.step("")?;
    let id = session.draw_finding()?;
    // Drawn before they are needed, since the raising itself cannot fail.
    let cited = row
        .as_ref()
        .and_then(|row| papers.answer(row))
        .map_or(0, |a| a.evidence.len());
    let mut spare: Vec<EvidenceId> = Vec::with_capacity(cited);
    while spare.len() < cited {
        let drawn = session.draw_evidence()?;
        if !spare.contains(&drawn) {
            spare.push(drawn);
        }
    }
    let mut draw = || spare.pop().unwrap_or_else(|| EvidenceId::draw(0));
    let kind: Option<FindingType> = match verb.texts.class(session.workspace())? {
        Some(class) => Some(class.kind),
        None => None,
    };
    let suggested = row
        .as_ref()
        .and_then(|row| papers.verdict(row))
        .and_then(FindingType::suggested_by);
    let (change, id) = match &row {
        Some(row) => {
            let kind = kind.or(suggested).unwrap_or(FindingType::Minor);
            raise::finding_with_verdict(papers, row, kind, id, &mut draw, &step)
        }
        None => raise::finding(papers, None, kind, id, &mut draw, &step),
    };
    let audit = papers.audit.id.clone();
    // The texts are read and checked before anything is saved.
    let mut drafted = papers.clone();
    change.apply(&mut drafted);
    let Some(draft) = drafted.findings.get(&id) else {
        return Err(Error::usage(format!("Could not draft {id}")));
    };
    let edit = verb.texts.read(&session, papers, draft, place)?;
    let texts = follow_up::edit_finding(&drafted, &id, "written", |finding| edit.apply(finding))
        .map_err(|refusal| held(&id, &refusal))?;
    let change = edit::merged(change, texts);
    session.apply(&change)?;
    let mut reply = Reply::text(format!("{id}\n"));
    reply.note(format!(
        "drafted in {audit}; issue it: tickmark finding move {id} {}",
        if session
            .audit(&audit)?
            .findings
            .get(&id)
            .is_some_and(|f| f.kind.is_nonconformity())
        {
            "issued"
        } else {
            "noted"
        }
    ));
    let (papers, finding) = pick::finding(&session, id.as_str())?;
    earlier::point_out(session.papers(), papers, finding, &mut reply);
    earlier::tell_proposal(session.papers(), finding, &mut reply);
    Ok(reply)
}

fn set(verb: Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, finding) = pick::finding(&session, &verb.id)?;
    let id = finding.id.clone();
    let class = verb.texts.class(session.workspace())?;
    if finding.state != FindingState::Draft
        && class.is_some_and(|class| class != finding.classification())
    {
        return Err(Error::refused(format!(
            "Could not change the grade of {id}: it is {}, and the auditee was told",
            finding.state.label()
        ))
        .hint(format!(
            "tickmark finding reclassify {id} GRADE --why REASON"
        )));
    }
    let edit = verb.texts.read(&session, papers, finding, place)?;
    let change = follow_up::edit_finding(papers, &id, "written", |finding| edit.apply(finding))
        .map_err(|refusal| held(&id, &refusal))?;
    let mut reply = Reply::text(format!("{id}\n"));
    if change.is_empty() {
        reply.note("nothing has changed");
    }
    session.apply(&change)?;
    let (_, finding) = pick::finding(&session, id.as_str())?;
    earlier::tell_proposal(session.papers(), finding, &mut reply);
    Ok(reply)
}

/// Says why the texts of a finding cannot be changed just so, and how they can.
fn held(id: &FindingId, refusal: &Refusal) -> Error {
    Error::refused(format!("Could not write {id}: {refusal}")).hint(format!(
        "tickmark finding amend {id} --statement TEXT --why REASON, and so on"
    ))
}

fn step(verb: &Move, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, finding) = pick::finding(&session, &verb.id)?;
    let (id, to) = (finding.id.clone(), verb.state);
    let step = session.step(&verb.why)?;
    let actions = finding.answered_by(&papers.actions);
    let of_actions = actions.iter().flat_map(|action| &action.evidence);
    let links: Vec<_> = finding.evidence.iter().chain(of_actions).collect();
    let citations = session.check_links(&links);
    let (people, proofs) = (session.people(), session.proofs(actions));
    let known = session.known(&citations, &people, &proofs);
    let change = follow_up::move_finding(papers, &id, to, &step, &known)
        .map_err(|refusal| pick::refused(id.as_str(), to.word(), refusal))?;
    let is_handed_over = matches!(to, FindingState::Issued | FindingState::Noted);
    let mut notes = Vec::new();
    if is_handed_over {
        let remarks = lint::remarks(&session, papers, finding, &citations);
        notes = lint::overruled(&id, &remarks, to, verb.despite_warnings)?;
    }
    let due = papers.findings.get(&id).and_then(|f| f.response_due);
    session.apply(&change)?;
    let (_, moved) = pick::finding(&session, id.as_str())?;
    let mut reply = Reply::text(format!("{id}: {}\n", moved.state));
    reply.notes = notes;
    if let Some(date) = moved.response_due.filter(|_| moved.response_due != due) {
        reply.note(format!("an answer is due by {date}"));
    }
    Ok(reply)
}
