//! The corrective actions: correction, extent, cause, what is done by when, and whether it worked.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::domain::{
    action::{
        ActionState, Cause, CorrectiveAction, Effectiveness, EffectivenessResult, Extent,
        HitDecision, PlannedAction, Round, Strokes,
    },
    id::{EvidenceId, FindingId},
    object::short,
    papers::CitedIn,
    person::Person,
};

use super::{
    ReportInput,
    escape::inline,
    findings::{evidence, history},
    page::Page,
};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    page.heading(2, "Corrective actions");
    if input.papers.actions.is_empty() {
        page.part("No corrective action is recorded.");
    }
    for action in input.papers.actions.values() {
        one(input, action, page);
    }
}

fn one(input: &ReportInput<'_>, action: &CorrectiveAction, page: &mut Page) {
    page.heading(3, &format!("{} {}", action.id, action.title));
    let findings: Vec<&str> = action.findings.iter().map(FindingId::as_str).collect();
    page.part(&format!(
        "Answers {}; {}; owner {}",
        findings.join(", "),
        action.state.label(),
        name(action.owner.as_ref())
    ));
    page.labelled("Containment.", &action.containment.what);
    page.labelled("Contained:", &date(action.containment.done));
    page.labelled("Containment shown by:", &ids(&action.containment.evidence));
    page.labelled("Correction.", &action.correction.what);
    page.labelled("Correction done:", &date(action.correction.done));
    page.labelled("Correction shown by:", &ids(&action.correction.evidence));
    page.labelled("Consequences.", &action.consequences);
    page.labelled("Extent: where else was looked.", &action.extent.searched);
    page.labelled("Extent: what was found.", &action.extent.result);
    extent(&action.extent, page);
    if let Some(found) = &action.cause {
        let what = action.happened(&input.papers.findings);
        cause(found, &what, page);
    }
    page.labelled("Action is needed because:", &action.need_reason);
    page.labelled("No action is needed because:", &action.no_action_reason);
    planned(&action.actions, page);
    let moved = action.due_changes.iter();
    let moved = moved.map(|moved| (moved.told(), &moved.by, &moved.why));
    let retold = action.term_changes.iter();
    let retold = retold.map(|change| (change.told(), &change.by, &change.why));
    page.list(moved.chain(retold).map(|(told, by, why)| {
        format!("{} by {}: {}", inline(&told), inline(&by.name), inline(why))
    }));
    changes(action, page);
    effectiveness(&action.effectiveness, page);
    for round in &action.rounds {
        before(action, round, input, page);
    }
    let place = CitedIn::Action(action.id.clone());
    evidence(input, &place, &action.evidence, page);
    history(&action.history, ActionState::label, page);
}

fn planned(actions: &[PlannedAction], page: &mut Page) {
    page.table(
        ["No.", "Action", "Owner", "Due", "Done", "Shown by"],
        actions.iter().map(|planned| {
            let shown: Vec<String> = [&planned.proof, &planned.commit, &ids(&planned.evidence)]
                .into_iter()
                .filter(|text| !text.is_empty())
                .map(|text| inline(text))
                .collect();
            [
                inline(&planned.id),
                inline(&planned.what),
                name(planned.owner.as_ref()),
                date(planned.due),
                date(planned.done),
                shown.join("; "),
            ]
        }),
    );
}

fn extent(extent: &Extent, page: &mut Page) {
    for search in &extent.searches {
        let counts = search.counts();
        let at = search.commit.as_deref().unwrap_or("no commit");
        let mut said = format!(
            "**Searched for** {}{} at {}: {} found, {} affected, {} not decided",
            inline(&search.query),
            match search.files {
                0 => String::new(),
                files => format!(" in {files} files"),
            },
            inline(short(at)),
            counts.hits,
            counts.affected,
            counts.undecided
        );
        if search.more > 0 || search.not_searched > 0 {
            // Writing to a String does not fail.
            let _ = write!(
                said,
                "; {} more not listed, {} files not searched",
                search.more, search.not_searched
            );
        }
        page.part(&said);
        page.table(
            ["Place", "Text", "Decision", "Why"],
            search.hits.iter().map(|hit| {
                [
                    inline(&search.place_of(hit)),
                    inline(&hit.text),
                    hit.decision
                        .map_or("undecided", HitDecision::label)
                        .to_owned(),
                    inline(&hit.why),
                ]
            }),
        );
    }
}

fn cause(cause: &Cause, what: &str, page: &mut Page) {
    page.part(&format!("**Cause, by {}**", cause.method.label()));
    page.verbatim(&cause.drawing(what, &Strokes::unicode()));
    page.labelled("Root cause.", &cause.root_cause());
    page.labelled("Not found earlier because:", &cause.not_found_earlier);
}

fn effectiveness(effect: &Effectiveness, page: &mut Page) {
    page.labelled("Effective when:", &effect.criterion);
    page.labelled("Measured by:", &effect.measure);
    page.labelled("To be judged not before:", &date(effect.not_before));
    page.labelled("To be judged by:", &date(effect.due));
    page.labelled(
        "Result:",
        effect
            .result
            .map(EffectivenessResult::label)
            .unwrap_or_default(),
    );
    if effect.verifier.is_some() {
        page.part(&format!(
            "**Verified by:** {}",
            name(effect.verifier.as_ref())
        ));
    }
    page.labelled("The result rests on:", &effect.basis);
    page.labelled("The result is shown by:", &ids(&effect.evidence));
}

fn changes(action: &CorrectiveAction, page: &mut Page) {
    if action.changes.is_empty() {
        return;
    }
    page.part("**Changes to the management system**");
    page.table(
        ["No.", "What", "Change", "Where", "Made"],
        action.changes.iter().map(|change| {
            [
                inline(&change.id),
                change.kind.label().to_owned(),
                inline(&change.what),
                inline(&change.place),
                date(change.done),
            ]
        }),
    );
}

/// Writes what was tried before, and why it was not enough.
fn before(action: &CorrectiveAction, round: &Round, input: &ReportInput<'_>, page: &mut Page) {
    page.part(&format!(
        "**Round {}, ended on {} by {}:** {}",
        inline(&round.id),
        round.at.strftime("%Y-%m-%d"),
        inline(&round.by.name),
        inline(&round.why)
    ));
    if let Some(found) = &round.cause {
        let what = action.happened(&input.papers.findings);
        cause(found, &what, page);
    }
    page.labelled("Action was needed because:", &round.need_reason);
    page.labelled("No action was needed because:", &round.no_action_reason);
    planned(&round.actions, page);
    effectiveness(&round.effectiveness, page);
}

fn ids(evidence: &[EvidenceId]) -> String {
    let ids: Vec<&str> = evidence.iter().map(EvidenceId::as_str).collect();
    ids.join(", ")
}

fn name(person: Option<&Person>) -> String {
    person.map_or_else(|| "nobody".to_owned(), |person| inline(&person.name))
}

fn date(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
