//! Bringing an audit in line with the statement: what it would mean is shown before, for each audit.

use crate::{
    domain::{applicability::in_audit::OutOfStep, papers::WorkingPapers},
    safe,
    session::applicability,
    tui::{
        data::Data,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent},
        screens::form::moves,
    },
};

use super::ApplicabilityScreen;

/// How many controls are named before an audit is brought in line.
const NAMED: usize = 6;

impl ApplicabilityScreen {
    /// Tells whether an audit under way is out of step with the statement that is shown.
    pub(super) fn is_out_of_step(&self, data: &Data) -> bool {
        self.audits(data)
            .any(|papers| !papers.out_of_step(&data.applicability).is_empty())
    }

    /// Iterates over the audits that have the checklist and can still be brought in line.
    pub(super) fn audits<'a>(
        &'a self,
        data: &'a Data,
    ) -> impl Iterator<Item = &'a WorkingPapers> + 'a {
        self.with_checklist(data)
            .filter(|papers| applicability::keeps_its_plan(papers.audit.state).is_none())
    }

    fn with_checklist<'a>(
        &'a self,
        data: &'a Data,
    ) -> impl Iterator<Item = &'a WorkingPapers> + 'a {
        data.papers.values().filter(|papers| {
            let shown = self.shown.as_ref();
            shown.is_some_and(|shown| papers.audit.checklists.contains(shown))
        })
    }

    /// Offers the audits, each with what bringing it in line does to it.
    pub(super) fn choose_audit(&self, data: &Data) -> Vec<Intent> {
        let mut papers: Vec<&WorkingPapers> = self.with_checklist(data).collect();
        // The audit that one came from is the one that is meant.
        papers.sort_by_key(|papers| Some(&papers.audit.id) != self.audit.as_ref());
        if papers.is_empty() {
            return vec![Intent::Toast(
                "no audit is done against this checklist".to_owned(),
            )];
        }
        let choices: Vec<Choice> = papers.iter().map(|papers| choice(papers, data)).collect();
        let first = choices.iter().position(|c| c.disabled.is_none());
        let ids: Vec<_> = papers.iter().map(|p| p.audit.id.clone()).collect();
        let done = move |at: usize, cx: Cx<'_>| {
            let Some(papers) = ids.get(at).and_then(|id| cx.data.audit(id)) else {
                return Vec::new();
            };
            let id = &papers.audit.id;
            match applicability::apply(papers, &cx.data.applicability) {
                Ok(change) => vec![
                    Intent::Apply(change),
                    Intent::Toast(format!("{id} is in step; u takes it back")),
                ],
                Err(refusal) => vec![Intent::Fail(moves::refused(
                    id.as_str(),
                    "in line with the statement",
                    refusal,
                ))],
            }
        };
        let choose = Choose::new("bring in line", choices, Box::new(done));
        vec![Intent::Open(Box::new(choose.selecting(first.unwrap_or(0))))]
    }
}

fn choice(papers: &WorkingPapers, data: &Data) -> Choice {
    let audit = &papers.audit;
    let apart = papers.out_of_step(&data.applicability);
    let disabled = applicability::keeps_its_plan(audit.state)
        .or_else(|| apart.is_empty().then(|| "it is in step".to_owned()));
    let what = if disabled.is_some() {
        String::new()
    } else {
        format!("  {}", apart.summary())
    };
    Choice {
        label: format!("{}{what}", audit.id),
        detail: detail(&apart),
        disabled,
    }
}

/// Says what happens to each control, as far as there is room to say it.
fn detail(apart: &OutOfStep) -> String {
    let lines = applicability::lines_of(apart);
    let mut shown: Vec<String> = lines
        .iter()
        .take(NAMED)
        .map(|line| safe::escape_line(line).into_owned())
        .collect();
    if lines.len() > NAMED {
        shown.push(format!("and {} more", lines.len() - NAMED));
    }
    shown.join("\n")
}
