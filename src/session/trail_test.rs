//! The trail test: looking for what speaks of an AI system at each step, and what is said of the links.
//!
//! Looking reads what is committed and changes nothing. What the auditor says is an edit of the record of the trail; a link
//! that is broken brings the draft of a finding with it.

mod look;

use crate::{
    domain::{
        answer::called,
        change::{Change, Edit},
        evidence::{EvidenceLink, within},
        finding::{Finding, FindingType},
        guard::Refusal,
        history::Step,
        id::{FindingId, StepId, SystemId},
        object::short,
        papers::WorkingPapers,
        record::Record,
        trail_test::{Searched, TrailStep, TrailTest, usual_steps},
        workspace::Workspace,
    },
    error::Result,
    safe::escape_line,
    vcs::{At, FileKind},
};

use super::{Session, by_system::OfSystem, evidence::Target, register::ReadRegister};

pub use self::look::{Found, Hit, StepFound};

/// Lists the steps of a trail: those that `tickmark.toml` names, or else the usual ones.
pub fn steps(workspace: &Workspace) -> Vec<TrailStep> {
    match &workspace.register {
        Some(source) if !source.trail.is_empty() => source.trail.clone(),
        Some(_) | None => usual_steps(),
    }
}

/// Returns the trail of a system as it is on record, or as it begins.
pub fn trail(papers: &WorkingPapers, system: &OfSystem, workspace: &Workspace) -> TrailTest {
    let begin = || TrailTest::begin(system.id.clone(), &system.name, &steps(workspace));
    papers.trails.get(&system.id).cloned().unwrap_or_else(begin)
}

/// Makes the change that puts a trail on record as it is now.
pub fn changed(papers: &WorkingPapers, what: &str, after: TrailTest) -> Change {
    let record = |trail| Record::Trail {
        audit: papers.audit.id.clone(),
        trail,
    };
    let before = papers.trails.get(&after.system).cloned();
    let what = format!("trail of {} {what}", after.system);
    Change::of(what, before.map(record), record(after))
}

/// Changes what a link cites; one that nobody has looked at holds by it. A link that is not there leaves all as it is.
pub fn edit_citations(
    papers: &WorkingPapers,
    system: &SystemId,
    id: &StepId,
    what: &str,
    step: &Step,
    change: impl FnOnce(&mut Vec<EvidenceLink>),
) -> Change {
    let Some(before) = papers.trails.get(system) else {
        return Change {
            what: what.to_owned(),
            edits: Vec::new(),
        };
    };
    changed(
        papers,
        &format!("{id} {what}"),
        before.cited(id, step, change),
    )
}

/// Says that a finding was drafted when a link broke, and goes on saying so although the link holds; none where it has none, or
/// nothing is expected of that any more.
pub fn left_behind(papers: &WorkingPapers, trail: &TrailTest, id: &StepId) -> Option<String> {
    let link = trail.link(id)?;
    let finding = papers.findings.get(link.finding.as_ref()?)?;
    (!finding.state.is_settled()).then(|| {
        format!(
            "{} was drafted when the link broke, and is {}: withdraw it with a reason where it does not stand any more",
            finding.id,
            finding.state.label()
        )
    })
}

/// A link that is to be broken.
#[derive(Debug, Clone)]
pub struct Broken<'a> {
    /// The step.
    pub id: &'a StepId,
    /// What is missing, in the auditor's words.
    pub note: &'a str,
    /// What was found where was looked.
    pub found: Option<&'a StepFound>,
    /// The finding to draft: its id, and the citation of the system in the register. None where none is to be.
    pub finding: Option<(FindingId, Option<EvidenceLink>)>,
}

/// Says that a link is broken, and drafts the finding where it has none; or says why not.
pub fn break_link(
    papers: &WorkingPapers,
    trail: &TrailTest,
    broken: Broken<'_>,
    step: &Step,
) -> std::result::Result<Change, Refusal> {
    let Broken {
        id,
        note,
        found,
        finding,
    } = broken;
    let searched = found.map_or_else(Searched::default, |found| Searched {
        places: found.places.clone(),
        commit: found.commit.clone(),
    });
    let has_one = trail.link(id).is_some_and(|link| link.finding.is_some());
    let finding = finding.filter(|_| !has_one);
    let new = finding.as_ref().map(|(id, _)| id.clone());
    let after = trail.broken(id, note, searched, new, step)?;
    let draft = finding.map(|(finding, register)| {
        let mut draft = draft(&after, id, note, found, finding, step);
        draft.evidence.extend(register);
        Edit {
            before: None,
            after: Some(Record::Finding {
                audit: papers.audit.id.clone(),
                finding: draft,
            }),
        }
    });
    let mut change = changed(papers, &format!("{id} broken"), after);
    change.edits.extend(draft);
    Ok(change)
}

fn draft(
    trail: &TrailTest,
    id: &StepId,
    note: &str,
    found: Option<&StepFound>,
    finding: FindingId,
    step: &Step,
) -> Finding {
    let mut draft = Finding::draft(finding, FindingType::Minor, step);
    let system = called(&trail.system, &trail.name);
    let (title, criteria) = trail
        .link(id)
        .map(|link| (link.title.to_lowercase(), link.criteria.clone()))
        .unwrap_or_default();
    draft.title = format!("{system}: the trail breaks at {title}");
    draft.criteria = criteria;
    draft.place.clone_from(&system);
    let mut said = vec![note.trim().to_owned()];
    if let Some(found) = found {
        let at = found.commit.as_deref().map_or_else(String::new, |commit| {
            format!(" at commit {}", short(commit))
        });
        let places = found.places.join("; ");
        said.push(if found.hits.is_empty() {
            format!(
                "Nothing that speaks of {system} was found{at} for {title}. Searched: {places}."
            )
        } else {
            let hits: Vec<String> = found.hits.iter().map(Hit::place).collect();
            format!(
                "Of {system} was found{at} for {title}: {}. Searched: {places}.",
                hits.join("; ")
            )
        });
    }
    draft.objective_evidence = said.join("\n");
    draft
}

impl Session {
    /// Looks for what speaks of a system at each step of its trail.
    pub fn look_for_trail(&self, trail: &TrailTest) -> Result<Found> {
        self.look_for_trail_until(trail, &|| false)
    }

    /// Looks for the same until nobody waits any more; what is found by then is of no use.
    pub fn look_for_trail_until(
        &self,
        trail: &TrailTest,
        stop: &dyn Fn() -> bool,
    ) -> Result<Found> {
        let read = self.register().ok().flatten();
        let steps = steps(self.workspace());
        let leave = look::Leave {
            records: self.store().records_folder(),
            register: read.as_ref().map(|read| &read.target),
        };
        let found = look::look(self.repositories(), trail, &steps, &leave, stop);
        let register = read.and_then(|read| self.pin_in_register(&read, &trail.system));
        Ok(Found {
            system: trail.system.clone(),
            steps: found,
            register,
        })
    }

    /// Tells whether what is cited names a system, by its path or in its lines; what cannot be read is taken to.
    pub fn speaks_of(&self, trail: &TrailTest, link: &EvidenceLink) -> bool {
        let (Some(path), Some(commit)) = (&link.path, &link.commit) else {
            return true;
        };
        let Ok(repository) = self.repositories().named(&link.repository) else {
            return true;
        };
        let at = At::Commit(commit.clone());
        let Ok(content) = repository.read(&at, path, look::LARGEST) else {
            return true;
        };
        if content.kind != FileKind::Text {
            return true;
        }
        let text = String::from_utf8_lossy(&content.bytes);
        let cited: Vec<&str> = match link.lines {
            Some(lines) => {
                let first = lines.first().saturating_sub(1) as usize;
                let count = (lines.last() as usize).saturating_sub(first);
                text.lines().skip(first).take(count).collect()
            }
            None => text.lines().collect(),
        };
        look::speaks(trail, path, &cited)
    }

    /// Cites the row of a system in the register; none where it cannot be pinned, or is not there.
    fn pin_in_register(&self, read: &ReadRegister, system: &SystemId) -> Option<EvidenceLink> {
        let system = read.register.system(system)?;
        let target = Target {
            lines: Some(system.lines),
            ..read.target.clone()
        };
        self.pin(&target, false).ok()
    }
}

impl Hit {
    /// Says where it is, safe to show: `impact/ai-1.md:3-9`.
    pub fn place(&self) -> String {
        let target = &self.target;
        escape_line(&within(&target.repository, &target.path, target.lines)).into_owned()
    }
}
