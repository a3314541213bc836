//! Answering a row for one AI system.

use crate::{
    error::{Error, Result},
    session::{
        Session, by_system,
        domain::{
            answer::{Verdict, called},
            guard::is_said,
            id::{AuditId, RowKey},
            register::scoped,
        },
    },
};

use super::{
    super::{
        Place,
        output::{Reply, line},
        pick,
        words::VerdictOrNone,
    },
    AnswerRow, graver_of_systems, judging, talk,
};

pub(super) fn run(
    verb: &AnswerRow,
    system: &str,
    session: &mut Session,
    place: &Place,
    audit: &AuditId,
    row: &RowKey,
) -> Result<Reply> {
    let read = session.register()?;
    let register = read.as_ref().map(|read| &read.register);
    let papers = session.audit(audit)?;
    let system = by_system::find(&papers.audit, register, system)?;
    let note = verb.note.as_deref().map(pick::text).transpose()?;
    let mut links = pick::pins(session, place, &verb.evidence, verb.worktree)?;
    links.extend(talk(session, verb)?);
    let remarks: Vec<String> = links.iter().filter_map(|l| session.remark_on(l)).collect();
    let before = papers.answer(row).and_then(|row| row.system(&system.id));
    let kept = before.map(|a| a.reason.as_str()).unwrap_or_default();
    if let Some(VerdictOrNone::Some(verdict)) = verb.verdict
        && verdict.needs_reason()
        && !is_said(verb.reason.as_deref().unwrap_or(kept))
    {
        return Err(Error::usage(format!(
            "Could not answer {row} for {}: {} needs a reason",
            system.id,
            verdict.label()
        ))
        .hint("say why with --reason"));
    }
    let label = match verb.verdict {
        Some(VerdictOrNone::Some(verdict)) => verdict.label(),
        Some(VerdictOrNone::None) => "unanswered",
        None => "edited",
    };
    let step = session.step("")?;
    let change = by_system::cite_and_edit(papers, row, &system, label, &step, links, |answer| {
        match verb.verdict {
            Some(VerdictOrNone::Some(verdict)) => {
                answer.verdict = Some(verdict);
                if !verdict.needs_reason() {
                    answer.reason.clear();
                }
            }
            Some(VerdictOrNone::None) => {
                answer.verdict = None;
                answer.reason.clear();
            }
            None => {}
        }
        if let Some(reason) = &verb.reason {
            reason.trim_end().clone_into(&mut answer.reason);
        }
        if let Some(note) = &note {
            note.trim_end().clone_into(&mut answer.note);
        }
    });
    let change = judging(verb, change, session);
    let changed = !change.is_empty();
    session.apply(&change)?;
    let papers = session.audit(audit)?;
    let answer = papers.answer(row);
    let stands = answer
        .and_then(|answer| answer.system(&system.id)?.verdict)
        .map_or("unanswered", Verdict::word);
    let scope = scoped(&papers.audit.scope.ai_systems, register);
    let count = answer.and_then(|answer| answer.system_count(&scope));
    let count = count.map_or_else(String::new, |count| {
        format!(", {} of {} systems answered", count.answered, count.systems)
    });
    let mut reply = Reply::text(format!(
        "{row} for {}: {stands}{count}\n",
        line(&called(&system.id, &system.name))
    ));
    if !changed {
        reply.note("nothing has changed");
    }
    reply.notes.extend(remarks);
    if let Some(graver) = graver_of_systems(papers, row) {
        reply.note(graver);
    }
    Ok(reply)
}
