//! The plots and the history as one sequence of events, in the order of time.

use jiff::Timestamp;

use crate::domain::{
    action::ActionState,
    audit::AuditState,
    evidence::LineRange,
    finding::FindingState,
    id::{ActionId, AuditId, EvidenceId, FindingId, SampleId},
    independence::Safeguard,
    papers::CitedIn,
    person::Person,
};

use super::plot::{
    Cited, Commit, Drawn, Followed, Found, Frame, Plot, Remedy, Reply, SignedAs, Stated,
};

/// Something that somebody does at a moment.
pub(super) struct Event<'p> {
    pub(super) at: Timestamp,
    pub(super) by: &'p Person,
    pub(super) why: &'p str,
    /// Whether it is left uncommitted.
    pub(super) pending: bool,
    /// The audit it belongs to; none for what the organization itself does.
    pub(super) audit: Option<&'p AuditId>,
    pub(super) deed: Deed<'p>,
}

/// What is done.
pub(super) enum Deed<'p> {
    /// The organization commits its own files.
    Commit(&'p Commit),
    /// The statement of applicability is written and approved.
    State(&'p Stated),
    /// An audit is planned.
    Plan(&'p Frame),
    /// The safeguard for what an auditor has worked on is named.
    Safeguard(&'p Safeguard),
    /// An audit moves on.
    MoveAudit(AuditState),
    /// A row is answered.
    Answer(&'p Reply),
    /// A citation is added to something.
    Cite(CitedIn, EvidenceId, &'p Cited),
    /// A finding is drafted, with all its texts.
    Raise(FindingId, &'p Found),
    /// A finding moves on.
    MoveFinding(FindingId, FindingState, &'p Found),
    /// A corrective action is begun.
    Open(ActionId, FindingId, &'p Remedy),
    /// The owner writes down correction, extent, cause and plan.
    Write(ActionId, &'p Remedy),
    /// The planned actions are done.
    CarryOut(ActionId, &'p Remedy),
    /// A corrective action moves on.
    MoveAction(ActionId, ActionState),
    /// A sample is drawn.
    Draw(SampleId, &'p Drawn),
    /// Its items are looked at.
    Look(SampleId, &'p Drawn),
    /// The trail of an AI system is followed.
    Follow(&'p Followed),
    /// An audit is signed off.
    SignOff(&'p SignedAs),
}

/// Puts history and plots into the order of time; what is left uncommitted comes last.
pub(super) fn events<'p>(
    history: &'p [Commit],
    statement: &'p Stated,
    plots: &'p [Plot],
) -> Vec<Event<'p>> {
    let mut events: Vec<Event<'p>> = history
        .iter()
        .map(|commit| Event {
            at: commit.at,
            by: &commit.author,
            why: "",
            pending: false,
            audit: None,
            deed: Deed::Commit(commit),
        })
        .collect();
    events.push(Event {
        at: statement.at,
        by: &statement.by,
        why: "",
        pending: false,
        audit: None,
        deed: Deed::State(statement),
    });
    for plot in plots {
        of_frame(&plot.audit, &mut events);
        let audit = &plot.audit.id;
        for reply in &plot.answers {
            let event = |deed| said(audit, reply.at, &reply.by, deed);
            events.push(Event {
                pending: reply.pending,
                ..event(Deed::Answer(reply))
            });
            let place = CitedIn::Row(reply.row.clone());
            later(
                audit,
                &reply.row.to_string(),
                &place,
                &reply.by,
                &reply.evidence,
                &mut events,
            );
        }
        for found in &plot.findings {
            of_finding(audit, found, &mut events);
        }
        for remedy in &plot.actions {
            of_action(audit, remedy, &mut events);
        }
        for drawn in &plot.samples {
            let id = SampleId::draw(draw(&format!("{audit}/{}", drawn.label)));
            let drawing = Deed::Draw(id.clone(), drawn);
            events.push(said(audit, drawn.at, &drawn.by, drawing));
            let looking = Deed::Look(id, drawn);
            events.push(said(audit, drawn.looked, &drawn.by, looking));
        }
        for followed in &plot.trails {
            let deed = Deed::Follow(followed);
            events.push(said(audit, followed.at, &followed.by, deed));
        }
    }
    // Stable, so that what happens at one moment stays in the order of the plot.
    events.sort_by_key(|event| (event.pending, event.at));
    events
}

fn of_frame<'p>(frame: &'p Frame, events: &mut Vec<Event<'p>>) {
    events.push(said(&frame.id, frame.at, &frame.by, Deed::Plan(frame)));
    for named in &frame.safeguards {
        let deed = Deed::Safeguard(named);
        events.push(said(&frame.id, named.at, &named.by, deed));
    }
    for step in &frame.moves {
        events.push(Event {
            why: &step.why,
            ..said(&frame.id, step.at, &step.by, Deed::MoveAudit(step.to))
        });
    }
    for signed in &frame.sign_offs {
        let deed = Deed::SignOff(signed);
        events.push(said(&frame.id, signed.at, &signed.by, deed));
    }
}

fn of_finding<'p>(audit: &'p AuditId, found: &'p Found, events: &mut Vec<Event<'p>>) {
    let id = FindingId::draw(draw(&format!("{audit}/{}", found.label)));
    for step in &found.moves {
        let deed = match step.to {
            FindingState::Draft => Deed::Raise(id.clone(), found),
            to => Deed::MoveFinding(id.clone(), to, found),
        };
        events.push(Event {
            why: &step.why,
            ..said(audit, step.at, &step.by, deed)
        });
    }
    if let Some(first) = found.moves.first() {
        let place = CitedIn::Finding(id);
        later(
            audit,
            &found.label,
            &place,
            &first.by,
            &found.evidence,
            events,
        );
    }
}

fn of_action<'p>(audit: &'p AuditId, remedy: &'p Remedy, events: &mut Vec<Event<'p>>) {
    let id = ActionId::draw(draw(&format!("{audit}/{}", remedy.label)));
    let finding = FindingId::draw(draw(&format!("{audit}/{}", remedy.finding)));
    let owner = &remedy.owner;
    let open = Deed::Open(id.clone(), finding, remedy);
    events.push(said(audit, remedy.opened, owner, open));
    let write = Deed::Write(id.clone(), remedy);
    events.push(said(audit, remedy.written, owner, write));
    if let Some(at) = remedy.carried_out {
        let deed = Deed::CarryOut(id.clone(), remedy);
        events.push(said(audit, at, owner, deed));
    }
    let place = CitedIn::Action(id.clone());
    later(
        audit,
        &remedy.label,
        &place,
        owner,
        &remedy.evidence,
        events,
    );
    for step in &remedy.moves {
        events.push(Event {
            why: &step.why,
            ..said(
                audit,
                step.at,
                &step.by,
                Deed::MoveAction(id.clone(), step.to),
            )
        });
    }
}

/// Adds the citations that were made later than what they belong to.
fn later<'p>(
    audit: &'p AuditId,
    label: &str,
    place: &CitedIn,
    by: &'p Person,
    evidence: &'p [Cited],
    events: &mut Vec<Event<'p>>,
) {
    for (number, cited) in evidence.iter().enumerate() {
        let Some(at) = cited.at else { continue };
        let id = citation(audit, label, number);
        let by = cited.by.as_ref().unwrap_or(by);
        events.push(Event {
            pending: cited.pending,
            ..said(audit, at, by, Deed::Cite(place.clone(), id, cited))
        });
    }
}

fn said<'p>(audit: &'p AuditId, at: Timestamp, by: &'p Person, deed: Deed<'p>) -> Event<'p> {
    Event {
        at,
        by,
        why: "",
        pending: false,
        audit: Some(audit),
        deed,
    }
}

/// Lists the files of the work tree that are cited as they lie there.
pub(super) fn uncommitted(plots: &[Plot]) -> Vec<(&str, Option<LineRange>)> {
    let evidence = |plot| {
        let Plot {
            answers,
            findings,
            actions,
            ..
        }: &Plot = plot;
        let answers = answers.iter().flat_map(|a| &a.evidence);
        let findings = findings.iter().flat_map(|f| &f.evidence);
        answers
            .chain(findings)
            .chain(actions.iter().flat_map(|a| &a.evidence))
    };
    plots
        .iter()
        .flat_map(evidence)
        .filter(|cited| cited.work_tree)
        .filter_map(|cited| Some((cited.path.as_deref()?, cited.lines)))
        .collect()
}

/// Names a citation: the same at every run.
pub(super) fn citation(audit: &AuditId, label: &str, number: usize) -> EvidenceId {
    EvidenceId::draw(draw(&format!("{audit}/{label}/{number}")))
}

/// Draws the bits of an id from a name, so that it is the same at every run.
pub(super) fn draw(name: &str) -> u32 {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(name.as_bytes())
        .iter()
        .take(4)
        .fold(0, |bits, byte| bits << 8 | u32::from(*byte))
}
