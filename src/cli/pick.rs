//! From what a person types to what is meant: audits, rows, findings, corrective actions, citations, texts, files.

use std::{
    io::Read as _,
    path::{Component, Path, PathBuf},
};

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            action::CorrectiveAction,
            audit::Audit,
            checklist::{Checklist, Clause, Question},
            evidence::EvidenceLink,
            finding::Finding,
            guard::Refusal,
            id::{ActionId, AuditId, ChecklistId, Criterion, FindingId, QuestionId, Ref, RowKey},
            papers::WorkingPapers,
            person::Person,
            similar,
        },
        evidence::Target,
        repositories::HERE,
    },
};

use super::{Place, output::line};

/// How much is read from stdin at most: what a record can hold.
const STDIN_LIMIT: u64 = 1 << 20;

/// Finds the audit of this id.
pub(super) fn audit<'s>(session: &'s Session, text: &str) -> Result<&'s WorkingPapers> {
    session.audit(&audit_id(text)?)
}

/// Reads an audit's id.
pub(super) fn audit_id(text: &str) -> Result<AuditId> {
    text.parse()
        .map_err(|cause| Error::usage(format!("Could not find the audit: {cause}")))
}

/// Finds a finding in any audit of the workspace.
pub(super) fn finding<'s>(
    session: &'s Session,
    text: &str,
) -> Result<(&'s WorkingPapers, &'s Finding)> {
    let found = text
        .to_ascii_uppercase()
        .parse::<FindingId>()
        .ok()
        .and_then(|id| {
            session
                .papers()
                .values()
                .find_map(|papers| Some((papers, papers.findings.get(&id)?)))
        });
    found.ok_or_else(|| {
        let known = session
            .papers()
            .values()
            .flat_map(|p| p.findings.keys().map(FindingId::as_str));
        unreadable(session, text, "findings")
            .or_else(|| absent(session, text, "findings"))
            .unwrap_or_else(|| unknown("finding", text, known, "tickmark finding list"))
    })
}

/// Finds a corrective action in any audit of the workspace.
pub(super) fn action<'s>(
    session: &'s Session,
    text: &str,
) -> Result<(&'s WorkingPapers, &'s CorrectiveAction)> {
    let found = text
        .to_ascii_uppercase()
        .parse::<ActionId>()
        .ok()
        .and_then(|id| {
            session
                .papers()
                .values()
                .find_map(|papers| Some((papers, papers.actions.get(&id)?)))
        });
    found.ok_or_else(|| {
        let known = session
            .papers()
            .values()
            .flat_map(|p| p.actions.keys().map(ActionId::as_str));
        unreadable(session, text, "actions")
            .or_else(|| absent(session, text, "actions"))
            .unwrap_or_else(|| unknown("corrective action", text, known, "tickmark action list"))
    })
}

/// Says that the record of this id is there and cannot be read.
fn unreadable(session: &Session, text: &str, folder: &str) -> Option<Error> {
    let end = format!("/{folder}/{}.toml", text.to_ascii_uppercase());
    let broken = session.broken().iter().find(|b| b.path.ends_with(&end))?;
    let error = Error::usage(format!("Could not read {}", broken.error));
    Some(match &broken.error.hint {
        Some(hint) => error.hint(hint.clone()),
        None => error.hint("mend the file in an editor, or bring it back with git"),
    })
}

/// Says that the record of this id is committed and not here.
fn absent(session: &Session, text: &str, folder: &str) -> Option<Error> {
    let end = format!("/{folder}/{}.toml", text.to_ascii_uppercase());
    let absent = session.absent_of(None).ok()?;
    let path = absent.into_iter().find(|path| path.ends_with(&end))?;
    let error = Error::usage(format!(
        "Could not find {}: {} is committed and not here",
        line(text),
        line(&path)
    ));
    Some(error.hint("git checkout -- PATH brings back what was removed; git sparse-checkout add FOLDER what a sparse checkout leaves out"))
}

fn unknown<'a>(what: &str, text: &str, known: impl Iterator<Item = &'a str>, list: &str) -> Error {
    let error = Error::usage(format!(
        "Could not find the {what} {}: no audit of this workspace has it",
        line(text)
    ));
    match similar::nearest(text, known) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("list them: {list}")),
    }
}

/// Finds the row that `CHECKLIST:REF#Q` names; the checklist may be left out where the audit has one, the question where
/// the clause has one.
pub(super) fn row(papers: &WorkingPapers, text: &str) -> Result<RowKey> {
    let (criterion, question) = match text.split_once('#') {
        Some((criterion, question)) => (criterion, Some(question)),
        None => (text, None),
    };
    let (checklist, clause) = clause(papers, criterion)?;
    let key = |question: &QuestionId| RowKey {
        checklist: checklist.id.clone(),
        reference: clause.reference.clone(),
        question: question.clone(),
    };
    // One that is asked no more can be looked up and mended, and not be answered anew.
    let there = |q: &&Question| !q.retired || papers.own_answer(&key(&q.id)).is_some();
    let asked: Vec<&Question> = clause.questions.iter().filter(there).collect();
    let questions = || {
        asked.iter().map(|q| {
            format!(
                "{}:{}#{}  {}",
                checklist.id,
                clause.reference,
                q.id,
                line(q.short())
            )
        })
    };
    let could_not =
        |why: String| Error::usage(format!("Could not find the row {}: {why}", line(text)));
    match (question, asked.as_slice()) {
        (_, []) if !clause.questions.is_empty() => Err(could_not(format!(
            "{} is retired: the checklist asks nothing there any more",
            clause.reference
        ))),
        (_, []) => {
            let below = checklist
                .clauses
                .iter()
                .filter(|c| c.parent.as_ref() == Some(&clause.reference))
                .map(|c| format!("{}:{}  {}", checklist.id, c.reference, line(&c.title)));
            Err(could_not(format!(
                "{} is a heading; what is asked stands below it",
                clause.reference
            ))
            .details(below))
        }
        (None, [only]) => Ok(key(&only.id)),
        (None, _) => Err(could_not(format!(
            "{} has several questions; name one",
            clause.reference
        ))
        .details(questions())),
        (Some(question), several) => several
            .iter()
            .find(|q| q.id.as_str() == question)
            .map(|q| key(&q.id))
            .ok_or_else(|| {
                could_not(format!(
                    "{} has no question {}",
                    clause.reference,
                    line(question)
                ))
                .details(questions())
            }),
    }
}

/// Finds the clause or control that `CHECKLIST:REF` names; the checklist may be left out where the audit has one.
pub(super) fn criterion(papers: &WorkingPapers, text: &str) -> Result<Criterion> {
    let (checklist, clause) = clause(papers, text)?;
    Ok(Criterion {
        checklist: checklist.id.clone(),
        reference: clause.reference.clone(),
    })
}

fn clause<'p>(papers: &'p WorkingPapers, text: &str) -> Result<(&'p Checklist, &'p Clause)> {
    let could_not = |why: String| {
        Error::usage(format!(
            "Could not find {} in the audit {}: {why}",
            line(text),
            papers.audit.id
        ))
    };
    let (checklist, reference) = match text.split_once(':') {
        Some((name, reference)) => (named(papers, name).map_err(could_not)?, reference),
        None => (only(papers).map_err(could_not)?, text),
    };
    let found = reference
        .parse::<Ref>()
        .ok()
        .and_then(|reference| checklist.clause(&reference));
    found.map(|clause| (checklist, clause)).ok_or_else(|| {
        let known = checklist.clauses.iter().map(|c| c.reference.as_str());
        let error = could_not(format!(
            "{} has no clause or control of that number",
            checklist.id
        ));
        match similar::nearest(reference, known) {
            Some(near) => error.hint(format!("did you mean {}:{near}?", checklist.id)),
            None => error.hint(format!(
                "list them: tickmark checklist show {}",
                checklist.id
            )),
        }
    })
}

fn named<'p>(papers: &'p WorkingPapers, name: &str) -> Result<&'p Checklist, String> {
    let found = name
        .parse::<ChecklistId>()
        .ok()
        .and_then(|id| papers.checklists.get(&id));
    found.ok_or_else(|| {
        let known: Vec<&str> = papers.checklists.keys().map(ChecklistId::as_str).collect();
        format!(
            "it is not audited against {}, but against {}",
            line(name),
            known.join(", ")
        )
    })
}

fn only(papers: &WorkingPapers) -> Result<&Checklist, String> {
    let mut checklists = papers.checklists();
    match (checklists.next(), checklists.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err("it has no checklist".to_owned()),
        (Some(_), Some(_)) => {
            let known: Vec<&str> = papers
                .audit
                .checklists
                .iter()
                .map(ChecklistId::as_str)
                .collect();
            Err(format!(
                "it has several checklists ({}); write CHECKLIST:REF",
                known.join(", ")
            ))
        }
    }
}

/// Returns a text given on the command line; `-` means that it is read from stdin.
pub(super) fn text(given: &str) -> Result<String> {
    if given != "-" {
        return Ok(given.to_owned());
    }
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(STDIN_LIMIT + 1)
        .read_to_string(&mut text)
        .map_err(|cause| Error::usage(format!("Could not read the text from stdin: {cause}")))?;
    if text.len() as u64 > STDIN_LIMIT {
        return Err(Error::usage(
            "Could not read the text from stdin: it is larger than a record may be (1 MiB)",
        ));
    }
    Ok(text)
}

/// Pins the files that `PATH` or `PATH:A-B` name.
pub(super) fn pins(
    session: &Session,
    place: &Place,
    targets: &[String],
    work_tree: bool,
) -> Result<Vec<EvidenceLink>> {
    targets
        .iter()
        .map(|text| {
            let target = target(session, place, text)?;
            session.pin(&target, work_tree).map_err(|error| {
                if !work_tree && session.is_only_on_disk(&target) {
                    error
                        .hint("it is on disk: commit it, or cite it as it is there with --worktree")
                } else if looks_like_lines(&target.path) {
                    error.hint("lines are written PATH:FIRST-LAST, such as policy.md:10-24")
                } else {
                    error
                }
            })
        })
        .collect()
}

/// Reads `PATH` or `PATH:A-B`, the path from the top of the repository or from the folder of the command.
pub(super) fn target(session: &Session, place: &Place, text: &str) -> Result<Target> {
    let target = Target::parse(text);
    if target.repository == HERE {
        from_folder(session, place, target)
    } else {
        Ok(target)
    }
}

/// Returns a path of this repository as it is from the top, or from the folder of the command; see [`target`].
pub(super) fn in_repository(session: &Session, place: &Place, path: &str) -> Result<String> {
    let found = from_folder(session, place, Target::here(path, None))?;
    if found.repository == HERE {
        return Ok(found.path);
    }
    Err(Error::usage(format!(
        "Could not take {}: it is in the repository {}",
        line(path),
        line(&found.repository)
    )))
}

/// Tells whether a path ends like lines that are no lines: `:24-10`, `:0-3`.
fn looks_like_lines(path: &str) -> bool {
    path.rsplit_once(':').is_some_and(|(_, end)| {
        !end.is_empty() && end.chars().all(|c| c.is_ascii_digit() || c == '-')
    })
}

/// Takes a path from the folder of the command where it is absolute or begins with `./` or `../`: what it leads to is in this
/// repository, or in one beside it.
fn from_folder(session: &Session, place: &Place, target: Target) -> Result<Target> {
    let Some(given) = target.system_path() else {
        // What is quoted wrongly is told where it is cited.
        return Ok(target);
    };
    if !(given.is_absolute() || given.starts_with(".") || given.starts_with("..")) {
        return Ok(target);
    }
    let mut whole = canonical(&place.dir);
    for part in given.components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            Component::Normal(name) => whole.push(name),
            Component::RootDir | Component::Prefix(_) => whole.push(part),
        }
    }
    let within = |top: &Path| Some(whole.strip_prefix(canonical(top)).ok()?.to_owned());
    if let Some(path) = within(session.repository().work_dir()) {
        let here = target.repository.clone();
        return Ok(target.at_system_path(here, &path));
    }
    let repositories = session.repositories();
    let beside = repositories.names().into_iter().find_map(|name| {
        let path = within(repositories.named(&name).ok()?.work_dir())?;
        Some((name, path))
    });
    match beside {
        Some((repository, path)) => Ok(target.at_system_path(repository, &path)),
        None => Err(Error::usage(format!(
            "Could not take {}: it is outside the repository and those that are named beside it",
            line(&target.path)
        ))
        .hint("name its repository first: tickmark repository add NAME --path PATH")
        .hint("or copy or commit the file here")),
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Finds somebody who has a part in the audit by the address.
pub(super) fn auditor(audit: &Audit, text: &str) -> Result<Person> {
    let team = audit.team.iter().map(|member| &member.person);
    let known: Vec<&Person> = team
        .chain(audit.assignments.iter().map(|a| &a.auditor))
        .collect();
    let address = match text.parse::<Person>() {
        Ok(person) => person.email,
        Err(_) => text.trim().to_owned(),
    };
    if let Some(person) = known
        .iter()
        .find(|p| p.email.eq_ignore_ascii_case(&address))
    {
        return Ok((*person).clone());
    }
    let error = Error::usage(format!(
        "Could not find {}: the audit {} has no such auditor",
        line(text),
        audit.id
    ));
    let near = similar::nearest(&address, known.iter().map(|p| p.email.as_str()));
    Err(match near {
        Some(near) => error.hint(format!("did you mean {}?", line(near))),
        None => error.hint(format!("the team: tickmark audit show {}", audit.id)),
    })
}

/// Turns a refusal into the error that a person sees: every reason on a line of its own.
pub(super) fn refused(what: &str, to: &str, refusal: Refusal) -> Error {
    let error = Error::refused(format!(
        "Could not move {what} to {to}: {}",
        match refusal.reasons.len() {
            1 => "there is a reason against it".to_owned(),
            n => format!("there are {n} reasons against it"),
        }
    ));
    error.details(
        refusal
            .reasons
            .into_iter()
            .map(|reason| format!("- {}", line(&reason.text))),
    )
}
