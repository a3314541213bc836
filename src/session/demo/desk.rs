//! How each deed of the plot becomes changes of records.

use crate::{
    domain::{
        action::{CorrectiveAction, Fix, Proofs},
        change::Change,
        evidence::{CitationState, EvidenceLink, Pin, kept_name},
        finding::FindingState,
        guard::Refusal,
        history::Step,
        id::{AuditId, EvidenceId, FindingId, SampleId},
        papers::WorkingPapers,
        people::People,
        record::Record,
        sample::{
            Design, ItemResult, Population, Sample, SampleMethod, draw::draw as draw_items,
            size::Asked,
        },
        trail_test::{self, Searched, TrailTest},
    },
    error::{Error, Result},
    session::{
        answer, cite,
        follow_up::{self, Citations, Known, KnownOfAudit},
        independence::{self, Naming},
        plan,
        population::{Survey, sha256},
        raise,
        repositories::HERE,
        sample, trail_test as session_trail,
    },
};

use super::{
    clerk::Clerk,
    failed,
    plot::{Cited, Drawn, Followed, Found, Frame, Remedy, Reply, embedded},
    script::{Deed, citation, draw},
};

impl Clerk<'_> {
    fn known<'k>(
        &'k self,
        citations: &'k Citations,
        people: &'k People,
        proofs: &'k Proofs,
    ) -> Known<'k> {
        Known {
            citations,
            statements: &self.statements,
            days: &self.days,
            people,
            proofs,
        }
    }

    /// Makes the changes of a deed, or says why its guards refuse it.
    pub(super) fn edit(
        &self,
        papers: &WorkingPapers,
        deed: &Deed<'_>,
        step: &Step,
    ) -> Result<Vec<Change>> {
        let change = match deed {
            Deed::Commit(_) | Deed::State(_) | Deed::Plan(_) | Deed::SignOff(_) => {
                return Ok(Vec::new());
            }
            Deed::MoveAudit(to) => {
                let known = KnownOfAudit {
                    citations: &Citations::new(),
                    conflicts: 0,
                    unreadable: &[],
                    people: &People::default(),
                };
                follow_up::move_audit(papers, *to, step, &known).map_err(refused(step))?
            }
            Deed::Safeguard(named) => {
                let naming = Naming {
                    auditor: named.auditor.clone(),
                    paths: named.paths.clone(),
                    reason: named.reason.clone(),
                    approved_by: named.approved_by.clone(),
                };
                independence::safeguard(papers, naming, step, &People::default())
                    .map_err(refused(step))?
            }
            Deed::Answer(reply) => self.answer(papers, reply, step)?,
            Deed::Cite(place, id, cited) => {
                let link = self.link(&papers.audit.id, id.clone(), cited, step)?;
                cite::cite(papers, place, &link, step)?
            }
            Deed::Raise(id, found) => return draft(papers, id, found, step),
            Deed::MoveFinding(id, to, found) => {
                let citations = self.judge(papers, id);
                let moved = follow_up::move_finding(
                    papers,
                    id,
                    *to,
                    step,
                    &self.known(&citations, &People::default(), &stood(papers)),
                )
                .map_err(refused(step))?;
                if *to != FindingState::Disputed {
                    return Ok(vec![moved]);
                }
                let mut answered = papers.clone();
                moved.apply(&mut answered);
                let said = follow_up::edit_finding(&answered, id, "response", |finding| {
                    finding.response.clone_from(&found.response);
                })
                .map_err(refused(step))?;
                return Ok(vec![moved, said]);
            }
            Deed::Open(id, finding, remedy) => {
                let (mut change, _) = raise::action(papers, finding, id.clone(), step)?;
                for edit in &mut change.edits {
                    if let Some(Record::Action { action, .. }) = &mut edit.after {
                        action.title.clone_from(&remedy.title);
                        action.owner = Some(remedy.owner.clone());
                    }
                }
                change
            }
            Deed::Write(id, remedy) => {
                follow_up::edit_action(papers, id, "planned", |action| write(remedy, action))
                    .map_err(refused(step))?
            }
            Deed::CarryOut(id, remedy) => {
                follow_up::edit_action(papers, id, "carried out", |action| {
                    action.correction.clone_from(&remedy.correction);
                    action.actions.clone_from(&remedy.planned);
                    for planned in &mut action.actions {
                        planned.commit = self
                            .archive
                            .id_of(&planned.commit)
                            .unwrap_or_default()
                            .to_owned();
                    }
                })
                .map_err(refused(step))?
            }
            Deed::MoveAction(id, to) => {
                let people = People::default();
                let evidence = papers.actions.get(id).map(|action| &action.evidence);
                let citations = evidence
                    .into_iter()
                    .flatten()
                    .map(|link| (link.id.clone(), self.seen(link)))
                    .collect();
                let proofs = stood(papers);
                let known = self.known(&citations, &people, &proofs);
                follow_up::move_action(papers, id, *to, step, &known).map_err(refused(step))?
            }
            Deed::Draw(id, drawn) => self.draw(papers, id, drawn, step)?,
            Deed::Look(id, drawn) => self.look(papers, id, drawn, step)?,
            Deed::Follow(followed) => self.follow(papers, followed, step)?,
        };
        Ok(vec![change])
    }

    /// Plans an audit and takes its papers in.
    pub(super) fn plan(&mut self, frame: &Frame, step: &Step) -> Vec<Change> {
        let new = plan::Plan {
            scope: frame.scope.text.clone(),
            objectives: frame.objectives.clone(),
            lead: Some(frame.by.clone()),
            start: Some(frame.start),
            end: Some(frame.end),
            ..plan::Plan::new(frame.id.clone(), frame.title.clone())
        };
        let checklists = std::slice::from_ref(&self.checklist);
        let (made, papers) = plan::plan(new, checklists, Vec::new(), &self.statements, None, step);
        let filled = follow_up::edit_audit(&papers, "planned", |audit| {
            audit.criteria.clone_from(&frame.criteria);
            audit.client.clone_from(&frame.client);
            audit.auditees.clone_from(&frame.auditees);
            audit.period_start = frame.period_start;
            audit.period_end = frame.period_end;
            audit.methods.clone_from(&frame.methods);
            audit.conclusion.clone_from(&frame.conclusion);
            audit.not_covered.clone_from(&frame.not_covered);
            audit.distribution.clone_from(&frame.distribution);
            audit.scope.clone_from(&frame.scope);
            audit.team.clone_from(&frame.team);
            audit.exclusions.clone_from(&frame.exclusions);
            audit.assignments.clone_from(&frame.assignments);
            audit.meetings.clone_from(&frame.meetings);
        });
        self.papers.insert(frame.id.clone(), papers);
        vec![made, filled]
    }

    fn answer(&self, papers: &WorkingPapers, reply: &Reply, step: &Step) -> Result<Change> {
        let mut evidence = Vec::new();
        for (number, cited) in reply.evidence.iter().enumerate() {
            if cited.at.is_none() {
                let id = citation(&papers.audit.id, &reply.row.to_string(), number);
                evidence.push(self.link(&papers.audit.id, id, cited, step)?);
            }
        }
        let what = reply.verdict.label();
        Ok(answer::edit(papers, &reply.row, what, step, |answer| {
            answer.verdict = Some(reply.verdict);
            answer.reason.clone_from(&reply.reason);
            answer.note.clone_from(&reply.note);
            answer.methods.clone_from(&reply.methods);
            answer.people.clone_from(&reply.people);
            answer.evidence = evidence;
        }))
    }

    /// Draws a sample of rows, by the algorithm that anybody uses.
    fn draw(
        &self,
        papers: &WorkingPapers,
        id: &SampleId,
        drawn: &Drawn,
        step: &Step,
    ) -> Result<Change> {
        let mut asked: Population = drawn.from.parse().map_err(failed)?;
        asked.key = Some(drawn.key.clone());
        let Survey { population, units } = self.archive.survey(&asked)?;
        let design = Design {
            title: drawn.title.clone(),
            row: Some(drawn.row.clone()),
            finding: None,
            method: SampleMethod::Random,
            strata: None,
            size: Some(Asked::Number(drawn.size)),
            seed: drawn.seed.clone(),
            named: Vec::new(),
            reason: String::new(),
        };
        let (size, items) =
            draw_items(&design, &population, &units, sha256).map_err(refused(step))?;
        let made = Sample::drawn(id.clone(), &design, population, size, items, step);
        Ok(sample::drawn(papers, made))
    }

    /// Follows the trail of an AI system, as far as it goes.
    fn follow(&self, papers: &WorkingPapers, followed: &Followed, step: &Step) -> Result<Change> {
        let audit = &papers.audit.id;
        let steps = trail_test::usual_steps();
        let mut trail = TrailTest::begin(followed.system.clone(), &followed.name, &steps);
        for link in &followed.links {
            let mut evidence = Vec::new();
            for (number, cited) in link.evidence.iter().enumerate() {
                let label = format!("{}/{}", followed.system, link.step);
                evidence.push(self.link(audit, citation(audit, &label, number), cited, step)?);
            }
            let note = link.note.as_str();
            let finding = |label: &String| FindingId::draw(draw(&format!("{audit}/{label}")));
            trail = match link.broken.as_ref().map(finding) {
                None => trail.holds(&link.step, evidence, Some(note), step),
                found => trail.broken(&link.step, note, Searched::default(), found, step),
            }
            .map_err(refused(step))?;
        }
        Ok(session_trail::changed(papers, "followed", trail))
    }

    /// Gives every item its result.
    fn look(
        &self,
        papers: &WorkingPapers,
        id: &SampleId,
        drawn: &Drawn,
        step: &Step,
    ) -> Result<Change> {
        let before = papers.samples.get(id);
        let before = before.ok_or_else(|| failed(format!("{} is not drawn yet", drawn.label)))?;
        let mut after = before.clone();
        after.conclusion.clone_from(&drawn.conclusion);
        for item in &before.items {
            let exception = drawn.failed.iter().find(|e| e.item == item.id);
            let (result, note) = match exception {
                Some(exception) => (ItemResult::Fail, Some(exception.note.as_str())),
                None => (ItemResult::Pass, None),
            };
            after = after
                .with_result(&item.id, result, note, step)
                .map_err(refused(step))?;
        }
        for (number, exception) in drawn.failed.iter().enumerate() {
            let id = citation(&papers.audit.id, &drawn.label, number);
            let link = self.link(&papers.audit.id, id, &exception.evidence, step)?;
            after = after
                .changed(&exception.item, |item| item.evidence.push(link))
                .map_err(refused(step))?;
        }
        Ok(sample::edit(papers, id, "looked at", |sample| {
            *sample = after;
        }))
    }

    fn link(
        &self,
        audit: &AuditId,
        id: EvidenceId,
        cited: &Cited,
        step: &Step,
    ) -> Result<EvidenceLink> {
        let (by, at) = (step.by.clone(), step.at);
        let mut link = if let Some(path) = &cited.path {
            let pin = if cited.work_tree {
                let key = (path.clone(), cited.lines);
                let pin = self.loose.get(&key).cloned();
                pin.ok_or_else(|| failed(format!("{path} is not in the work tree")))?
            } else {
                self.archive.pin(path, cited.lines)?
            };
            EvidenceLink::of_file(id, pin, by, at)
        } else if let Some(source) = &cited.copy {
            let pin = self.keep(audit, &id, source)?;
            EvidenceLink {
                effective: Some(step.today),
                ..EvidenceLink::of_file(id, pin, by, at)
            }
        } else if let Some(subject) = &cited.commit {
            let commit = self.archive.id_of(subject);
            let commit = commit.ok_or_else(|| failed(format!("no commit is \"{subject}\"")))?;
            EvidenceLink {
                what: subject.clone(),
                effective: self.archive.day_of(subject),
                ..EvidenceLink::of_commit(id, HERE.to_owned(), commit.to_owned(), by, at)
            }
        } else if let Some(kind) = cited.kind {
            EvidenceLink::of_talk(id, kind, cited.who.clone(), by, at)
        } else {
            return Err(failed("a citation names neither file nor talk"));
        };
        if cited.commit.is_none() {
            link.what.clone_from(&cited.what);
        }
        link.place.clone_from(&cited.place);
        link.origin.clone_from(&cited.origin);
        link.note.clone_from(&cited.note);
        Ok(link)
    }

    /// Keeps an embedded text as a copy, to be committed with the record that cites it.
    fn keep(&self, audit: &AuditId, id: &EvidenceId, source: &str) -> Result<Pin> {
        let bytes = embedded(source, self.today)?;
        let name = kept_name(id, source);
        let path = self.store.keep(Some(audit), &name, &bytes)?;
        let pin = self.archive.pin_on_disk(&path);
        // It lies there only for this: the history checks it out later.
        self.store.unkeep(&path)?;
        self.copies.borrow_mut().insert(path, bytes);
        pin
    }

    fn judge(&self, papers: &WorkingPapers, id: &FindingId) -> Citations {
        let finding = papers.findings.get(id);
        let of_finding = finding.into_iter().flat_map(|finding| &finding.evidence);
        let of_actions = papers.actions.values().flat_map(|action| &action.evidence);
        of_finding
            .chain(of_actions)
            .map(|link| (link.id.clone(), self.seen(link)))
            .collect()
    }

    fn seen(&self, link: &EvidenceLink) -> CitationState {
        link.pin()
            .map_or(CitationState::NoFile, |pin| self.archive.judge(&pin))
    }
}

/// Takes it that every commit that planned actions name stands: in the plot nothing is reverted.
fn stood(papers: &WorkingPapers) -> Proofs {
    let mut proofs = Proofs::none();
    for planned in papers.actions.values().flat_map(|action| &action.actions) {
        proofs.note(&planned.commit, Fix::Stands);
    }
    proofs
}

/// Drafts a finding from its rows and writes all its texts.
fn draft(
    papers: &WorkingPapers,
    id: &FindingId,
    found: &Found,
    step: &Step,
) -> Result<Vec<Change>> {
    let audit = &papers.audit.id;
    let mut number = 100;
    let mut next = || {
        number += 1;
        citation(audit, &found.label, number)
    };
    let (raised, _) = raise::finding(
        papers,
        found.rows.first(),
        Some(found.kind),
        id.clone(),
        &mut next,
        step,
    );
    let further: Vec<EvidenceLink> = found
        .rows
        .iter()
        .skip(1)
        .filter_map(|row| papers.answer(row))
        .flat_map(|answer| &answer.evidence)
        .map(|link| EvidenceLink {
            id: next(),
            ..link.clone()
        })
        .collect();
    let mut drafted = papers.clone();
    raised.apply(&mut drafted);
    let written = follow_up::edit_finding(&drafted, id, "written", |finding| {
        finding.title.clone_from(&found.title);
        finding.criteria.clone_from(&found.criteria);
        finding.documents.clone_from(&found.documents);
        finding.place.clone_from(&found.place);
        finding.requirement.clone_from(&found.requirement);
        finding
            .objective_evidence
            .clone_from(&found.objective_evidence);
        finding.statement.clone_from(&found.statement);
        finding.grade_reason.clone_from(&found.grade_reason);
        finding.consequence.clone_from(&found.consequence);
        finding.response_due = found.response_due;
        finding.repeats = found
            .repeats
            .iter()
            .map(|name| FindingId::draw(draw(name)))
            .collect();
        finding.evidence.extend(further);
    })
    .map_err(refused(step))?;
    Ok(vec![raised, written])
}

/// Writes what the owner has planned; nothing is done yet.
fn write(remedy: &Remedy, action: &mut CorrectiveAction) {
    action.containment.what.clone_from(&remedy.containment);
    action.correction.clone_from(&remedy.correction);
    action.consequences.clone_from(&remedy.consequences);
    action.extent.clone_from(&remedy.extent);
    action.cause.clone_from(&remedy.cause);
    action.effectiveness.clone_from(&remedy.effectiveness);
    action.actions.clone_from(&remedy.planned);
    if remedy.carried_out.is_some() {
        action.correction.done = None;
        for planned in &mut action.actions {
            planned.done = None;
            planned.proof.clear();
            planned.commit.clear();
        }
    }
}

fn refused(step: &Step) -> impl Fn(Refusal) -> Error {
    let name = step.by.name.clone();
    move |refusal| failed(format!("{name} is refused: {refusal}"))
}
