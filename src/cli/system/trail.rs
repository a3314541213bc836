//! The trail of an AI system through an audit.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        by_system::{self, OfSystem},
        domain::{
            evidence::EvidenceLink,
            guard::Refusal,
            id::{AuditId, Criterion, FindingId, StepId, SystemId},
            register::scoped,
            similar,
            trail_test::{LinkState, TrailTest},
        },
        sample::refused,
        trail_test::{self, Broken, Found, Hit, StepFound},
    },
};

use super::super::{
    Place,
    output::{Reply, block, line},
    pick, words,
};

/// Follow an AI system from link to link: impact assessment, risk, data, release, monitoring.
///
/// Without an option it looks for what speaks of the system at each step, and shows how the links stand. A link that is
/// broken drafts the finding. The steps, and where to look for each, can be changed: [[register.trail]] in tickmark.toml.
/// Exit status 1 when a link is broken or dates are out of order.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark system trail aims-2026 AI-1
  tickmark system trail aims-2026 AI-1 --holds impact-assessment
  tickmark system trail aims-2026 AI-1 --holds risk --evidence risk/register.csv:4
  tickmark system trail aims-2026 AI-1 --broken data --note 'No data sheet for the training set of 2026'")]
pub(super) struct Trail {
    /// The audit.
    audit: String,

    /// The system, by its id or its name.
    #[arg(value_name = "ID")]
    system: String,

    /// Say that the link of this step holds, and cite what shows it: `--evidence`, or the only thing that is found.
    #[arg(long, value_name = "STEP", group = "said")]
    holds: Option<String>,

    /// Say that the link of this step is broken, and draft the finding; `--note` says what is missing.
    #[arg(long, value_name = "STEP", group = "said", requires = "note")]
    broken: Option<String>,

    /// Say that this step asks for nothing of the system; `--note` says why.
    #[arg(long, value_name = "STEP", group = "said", requires = "note")]
    not_applicable: Option<String>,

    /// Take back what was said of the link of this step.
    #[arg(long, value_name = "STEP", group = "said")]
    take_back: Option<String>,

    /// A file to cite, with the lines if not all of it. Repeat it for several.
    #[arg(long = "evidence", value_name = "PATH[:A-B]", value_parser = words::cited_file(), requires = "holds")]
    evidence: Vec<String>,

    /// What you say of the link; `-` reads it from stdin.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "said",
        allow_hyphen_values = true
    )]
    note: Option<String>,

    /// Draft no finding for a broken link.
    #[arg(long, requires = "broken")]
    no_finding: bool,

    /// Print one JSON document.
    #[arg(long, conflicts_with = "said")]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    audit: &'a AuditId,
    system: &'a SystemId,
    name: &'a str,
    /// Whether anything of it is on record yet.
    begun: bool,
    links: Vec<Link<'a>>,
    out_of_order: Vec<OutOfOrder<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Link<'a> {
    step: &'a StepId,
    title: &'a str,
    criteria: &'a [Criterion],
    state: LinkState,
    note: &'a str,
    finding: Option<&'a FindingId>,
    evidence: Vec<Cited<'a>>,
    found: Vec<FoundHit<'a>>,
    /// How much more was found.
    more: usize,
    searched: &'a [String],
    commit: Option<&'a str>,
    /// What could not be looked at.
    troubles: &'a [String],
}

#[derive(Serialize)]
struct Cited<'a> {
    id: &'a str,
    subject: String,
    effective: Option<jiff::civil::Date>,
}

#[derive(Serialize)]
struct FoundHit<'a> {
    repository: &'a str,
    path: &'a str,
    lines: Option<[u32; 2]>,
    text: &'a str,
}

#[derive(Serialize)]
struct OutOfOrder<'a> {
    first: &'a StepId,
    then: &'a StepId,
    text: String,
}

pub(super) fn run(verb: &Trail, place: &Place) -> Result<Reply> {
    let says = [
        &verb.holds,
        &verb.broken,
        &verb.not_applicable,
        &verb.take_back,
    ];
    let says = says.into_iter().any(Option::is_some);
    let mut session = place.open_for(says)?;
    let papers = pick::audit(&session, &verb.audit)?;
    let audit = papers.audit.id.clone();
    let system = system(&session, &audit, &verb.system)?;
    if says {
        session.require_answering(papers)?;
        let read = session.register()?;
        let register = read.as_ref().map(|read| &read.register);
        by_system::find(&papers.audit, register, system.id.as_str())?;
    }
    let trail = trail_test::trail(papers, &system, session.workspace());
    let note = verb.note.as_deref().map(pick::text).transpose()?;
    let step = session.step("")?;
    let doing = |refusal: Refusal| refused("change the trail", refusal);
    let note = note.as_deref();
    let mut remarks = Vec::new();
    let change = if let Some(text) = &verb.holds {
        let id = step_id(&trail, text)?;
        let links = evidence(&session, place, verb, &trail, &id)?;
        let silent = links.iter().filter(|link| !session.speaks_of(&trail, link));
        remarks.extend(silent.map(|link| {
            format!(
                "{} does not name {}: look whether it is what shows the link",
                line(&link.subject()),
                line(&trail.called())
            )
        }));
        remarks.extend(trail_test::left_behind(papers, &trail, &id));
        let after = trail.holds(&id, links, note, &step).map_err(doing)?;
        Some(trail_test::changed(papers, &format!("{id} holds"), after))
    } else if let Some(text) = &verb.broken {
        let id = step_id(&trail, text)?;
        let found = session.look_for_trail(&trail)?;
        let finding = if verb.no_finding {
            None
        } else {
            Some((session.draw_finding()?, found.register.clone()))
        };
        let broken = Broken {
            id: &id,
            note: note.unwrap_or_default(),
            found: found.step(&id),
            finding,
        };
        Some(trail_test::break_link(papers, &trail, broken, &step).map_err(doing)?)
    } else if let Some(text) = &verb.not_applicable {
        let id = step_id(&trail, text)?;
        let after = trail
            .not_applicable(&id, note.unwrap_or_default(), &step)
            .map_err(doing)?;
        Some(trail_test::changed(
            papers,
            &format!("{id} not applicable"),
            after,
        ))
    } else if let Some(text) = &verb.take_back {
        let id = step_id(&trail, text)?;
        let after = trail.taken_back(&id, &step).map_err(doing)?;
        Some(trail_test::changed(
            papers,
            &format!("{id} taken back"),
            after,
        ))
    } else {
        None
    };
    let Some(change) = change else {
        return show(&session, &audit, &system, verb.json);
    };
    let before: Vec<FindingId> = papers.findings.keys().cloned().collect();
    session.apply(&change)?;
    let papers = session.audit(&audit)?;
    let trail = trail_test::trail(papers, &system, session.workspace());
    let mut reply = Reply::text(format!("{}: {}\n", line(&trail.called()), trail.counts()));
    reply.notes.extend(remarks);
    for link in &trail.links {
        if let Some(finding) = link.finding.as_ref().filter(|id| !before.contains(id)) {
            reply.line(format!("{finding} drafted: {}", line(&link.title)));
            reply.note(format!(
                "grade and issue it: tickmark finding show {finding}"
            ));
        }
    }
    for odd in trail.out_of_order() {
        reply.note(format!("out of order: {odd}"));
    }
    Ok(reply)
}

/// Finds the system that is meant: in the scope of the audit, in the register, or among the trails on record.
fn system(session: &Session, audit: &AuditId, text: &str) -> Result<OfSystem> {
    let papers = session.audit(audit)?;
    let begun = papers.trails.values().find(|trail| {
        let by_id = trail.system.as_str().eq_ignore_ascii_case(text.trim());
        by_id || trail.name.to_lowercase() == text.trim().to_lowercase()
    });
    if let Some(trail) = begun {
        return Ok(OfSystem {
            id: trail.system.clone(),
            name: trail.name.clone(),
        });
    }
    if let Some(read) = session.register()? {
        let found = super::pick(&read, text)?;
        return Ok(OfSystem {
            id: found.id.clone(),
            name: found.name.clone(),
        });
    }
    let scope = scoped(&papers.audit.scope.ai_systems, None);
    let known = scope.into_iter().find(|known| known.text == text.trim());
    let known = known.and_then(|known| known.id.map(|id| (id, known.name)));
    known
        .map(|(id, name)| OfSystem { id, name })
        .ok_or_else(|| {
            Error::usage(format!("Could not find the AI system {}", line(text))).hint(format!(
                "put it into the scope: tickmark audit set {audit} --ai-system ID"
            ))
        })
}

fn step_id(trail: &TrailTest, text: &str) -> Result<StepId> {
    let known: Vec<&str> = trail.links.iter().map(|link| link.id.as_str()).collect();
    if let Some(link) = trail.links.iter().find(|link| link.id.as_str() == text) {
        return Ok(link.id.clone());
    }
    let error = Error::usage(format!(
        "Could not find the step {}: the trail has none of that id",
        line(text)
    ));
    Err(match similar::nearest(text, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("there are: {}", known.join(", "))),
    })
}

/// Pins what is to be cited: what is named, or the only thing that was found.
fn evidence(
    session: &Session,
    place: &Place,
    verb: &Trail,
    trail: &TrailTest,
    id: &StepId,
) -> Result<Vec<EvidenceLink>> {
    if !verb.evidence.is_empty() {
        return pick::pins(session, place, &verb.evidence, false);
    }
    if trail.link(id).is_some_and(|link| !link.evidence.is_empty()) {
        return Ok(Vec::new());
    }
    let found = session.look_for_trail(trail)?;
    let hits = found.step(id).map_or(&[][..], |found| &found.hits);
    match hits {
        [one] => Ok(vec![session.pin(&one.target, false)?]),
        [] => Err(Error::usage(format!(
            "Could not cite what shows {id}: nothing was found that speaks of {}",
            line(&trail.called())
        ))
        .hint("name it: --evidence PATH[:A-B]; or say that the link is broken: --broken STEP --note TEXT")),
        several => Err(Error::usage(format!(
            "Could not cite what shows {id}: {} things were found",
            several.len()
        ))
        .details(several.iter().map(Hit::place))
        .hint("say which: --evidence PATH[:A-B]")),
    }
}

fn show(session: &Session, audit: &AuditId, system: &OfSystem, json: bool) -> Result<Reply> {
    let papers = session.audit(audit)?;
    let trail = trail_test::trail(papers, system, session.workspace());
    let found = session.look_for_trail(&trail)?;
    let odd = trail.out_of_order();
    let no = trail.counts().broken > 0 || !odd.is_empty();
    if json {
        let document = Document {
            audit,
            system: &trail.system,
            name: &trail.name,
            begun: papers.trails.contains_key(&trail.system),
            links: links(&trail, &found),
            out_of_order: odd
                .iter()
                .map(|odd| OutOfOrder {
                    first: &odd.first.0,
                    then: &odd.then.0,
                    text: odd.to_string(),
                })
                .collect(),
        };
        return Ok(Reply::json(&document)?.no_if(no));
    }
    let mut reply = Reply::text(format!("{}: {}\n", line(&trail.called()), trail.counts()));
    for link in &trail.links {
        let finding = link.finding.as_ref().map(|id| format!("  {id}"));
        let by = link.date().map(|date| format!("  {date}"));
        reply.line(format!(
            "\n{}  {}: {}{}{}",
            link.id,
            line(&link.title),
            link.state.label(),
            by.unwrap_or_default(),
            finding.unwrap_or_default()
        ));
        if !link.note.trim().is_empty() {
            reply.out.push_str(&block(&link.note, "  "));
        }
        for cited in &link.evidence {
            reply.line(format!("  cited  {}  {}", cited.id, line(&cited.subject())));
        }
        if let Some(found) = found.step(&link.id) {
            tell(found, &mut reply);
        }
    }
    for odd in &odd {
        reply.line(format!("\nout of order: {odd}"));
    }
    Ok(reply.no_if(no))
}

fn tell(found: &StepFound, reply: &mut Reply) {
    for hit in &found.hits {
        let text = format!("  found  {}  {}", hit.place(), line(&hit.text));
        reply.line(text.trim_end());
    }
    if found.more > 0 {
        reply.line(format!("  found  {} more", found.more));
    }
    if found.hits.is_empty() {
        reply.line(format!(
            "  found  nothing in {}",
            line(&found.places.join("; "))
        ));
    }
    for trouble in &found.troubles {
        reply.line(format!("  not looked at: {trouble}"));
    }
}

fn links<'a>(trail: &'a TrailTest, found: &'a Found) -> Vec<Link<'a>> {
    let links = trail.links.iter().map(|link| {
        let of = found.step(&link.id);
        let hits = of.map_or(&[][..], |of| &of.hits);
        Link {
            step: &link.id,
            title: &link.title,
            criteria: &link.criteria,
            state: link.state,
            note: &link.note,
            finding: link.finding.as_ref(),
            evidence: link
                .evidence
                .iter()
                .map(|cited| Cited {
                    id: cited.id.as_str(),
                    subject: cited.subject(),
                    effective: cited.effective,
                })
                .collect(),
            found: hits
                .iter()
                .map(|hit| FoundHit {
                    repository: &hit.target.repository,
                    path: &hit.target.path,
                    lines: hit.target.lines.map(|lines| [lines.first(), lines.last()]),
                    text: &hit.text,
                })
                .collect(),
            more: of.map_or(0, |of| of.more),
            searched: of.map_or(&[][..], |of| &of.places),
            commit: of.and_then(|of| of.commit.as_deref()),
            troubles: of.map_or(&[][..], |of| &of.troubles),
        }
    });
    links.collect()
}
