//! Answering the row of the walk: verdicts, texts, methods, citations, findings. Every edit is a change that can be undone.

use crate::{
    domain::{
        answer::{Method, Verdict},
        audit::AuditState,
        change::Change,
        history::Step,
        holder::Holder,
        id::EvidenceId,
        last_time,
        papers::{CitedIn, WorkingPapers},
    },
    error::{Error, Result},
    session::{alike, answer, applicability, cite, raise},
    tui::{
        action::Action,
        data::Data,
        effect::Request,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, or_fail},
        screens::{finding::FindingForm, kinds, picker::Picker, told},
        widgets::list::Motion,
    },
};

use super::{Part, Walk, last_time::no_last_time, rating::Given, rows};

/// Tells whether an action changes what a row says.
fn answers(action: Action) -> bool {
    matches!(
        action,
        Action::VerdictConforming
            | Action::VerdictNonconforming
            | Action::VerdictObservation
            | Action::VerdictOpportunity
            | Action::VerdictGoodPractice
            | Action::VerdictNotApplicable
            | Action::VerdictNotAudited
            | Action::RepeatVerdict
            | Action::EditNote
            | Action::EditReason
            | Action::EditPeople
            | Action::EditMethod
            | Action::ExternalEditor
            | Action::Cite
            | Action::CiteOther
            | Action::RemoveCitation
            | Action::ToggleApart
    )
}

impl Walk {
    /// Does the actions that answer the row; none for any other.
    pub(super) fn answer(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if answers(action) {
            if let Some(why) = self.left_out(cx.data) {
                return Some(vec![Intent::Toast(why)]);
            }
            if let Some(error) = self.held(cx.data) {
                return Some(vec![Intent::Fail(error)]);
            }
        }
        Some(match action {
            Action::VerdictConforming => self.give(Verdict::Conforming, cx),
            Action::VerdictNonconforming => self.give(Verdict::Nonconforming, cx),
            Action::VerdictObservation => self.give(Verdict::Observation, cx),
            Action::VerdictOpportunity => self.give(Verdict::Opportunity, cx),
            Action::VerdictGoodPractice => self.give(Verdict::GoodPractice, cx),
            Action::VerdictNotApplicable => self.give(Verdict::NotApplicable, cx),
            Action::VerdictNotAudited => self.give(Verdict::NotAudited, cx),
            Action::RepeatVerdict => self.repeat(cx),
            Action::EditNote => self.start_typing(Part::Note, cx),
            Action::EditReason => self.start_typing(Part::Reason, cx),
            Action::EditPeople => self.start_typing(Part::People, cx),
            Action::EditMethod => self.choose_method(cx),
            Action::ExternalEditor => {
                let mut intents = self.start_typing(Part::Note, cx);
                intents.extend(
                    self.typing
                        .as_ref()
                        .map(|typing| Intent::Edit(typing.field.text().to_owned())),
                );
                intents
            }
            Action::UpgradeChecklist => vec![Intent::Ask(Request::Upgrade {
                audit: self.audit.clone(),
                checklist: self.row.checklist.clone(),
            })],
            Action::Cite => {
                vec![Intent::Open(Box::new(Picker::new(
                    self.audit.clone(),
                    CitedIn::Row(self.row.clone()),
                )))]
            }
            Action::CiteOther => kinds::choose(Holder::InAudit(
                self.audit.clone(),
                CitedIn::Row(self.row.clone()),
            )),
            Action::ShowCitation => self.show_citation(cx),
            Action::RemoveCitation => self.remove_citation(cx),
            Action::ToggleApart => self.toggle_apart(cx),
            Action::RaiseFinding => self.raise(cx),
            Action::DrawSample => self.sample(cx),
            Action::RowSystems => self.list_systems(cx),
            Action::ShowLastTime => self.show_last_time(cx),
            Action::Copy => {
                let text = self.papers(cx.data).and_then(|papers| {
                    let row = papers.row(&self.row)?;
                    Some(format!("{}  {}", self.row, row.question.text.trim()))
                });
                text.map(Intent::Copy).into_iter().collect()
            }
            _ => return None,
        })
    }

    /// Says why an action does nothing now.
    pub(super) fn why_not_now(&self, action: Action, data: &Data) -> Option<String> {
        let answer = self
            .papers(data)
            .and_then(|papers| papers.answer(&self.row));
        let cited = answer.is_some_and(|answer| !answer.evidence.is_empty());
        match action {
            Action::ShowCitation | Action::RemoveCitation if !cited => {
                Some("the row cites nothing yet".to_owned())
            }
            Action::ToggleApart
                if self
                    .papers(data)
                    .is_none_or(|papers| papers.alike(&self.row).is_empty()) =>
            {
                Some("no other standard of this audit asks the same".to_owned())
            }
            Action::UpgradeChecklist => {
                let state = self.papers(data)?.audit.state;
                let open = matches!(
                    state,
                    AuditState::Planned | AuditState::Fieldwork | AuditState::Reporting
                );
                (!open)
                    .then(|| format!("the audit is {}, and stays as it was judged", state.label()))
            }
            Action::ShowLastTime => {
                let papers = self.papers(data)?;
                last_time::last_time(&data.papers, papers, &self.row)
                    .is_none()
                    .then(|| no_last_time(papers))
            }
            Action::RepeatVerdict if self.last.is_none() => {
                Some("no verdict was given yet".to_owned())
            }
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing is searched for; / starts".to_owned())
            }
            _ => None,
        }
    }

    /// Says why the row is left out of the audit, where it is: one comes to such a row from a finding or a record.
    pub(super) fn left_out(&self, data: &Data) -> Option<String> {
        let papers = self.papers(data)?;
        let row = papers.row(&self.row)?;
        let why = papers.exclusion(row.checklist, row.clause)?;
        let why = crate::safe::escape_line(why);
        Some(format!("left out of this audit: {why}"))
    }

    /// Says why the row stays as it was answered: the report is out, or whoever is at work is not of the audit team.
    pub(super) fn held(&self, data: &Data) -> Option<Error> {
        data.require_answering(self.papers(data)?).err()
    }

    fn change(
        &self,
        cx: Cx<'_>,
        make: impl FnOnce(&WorkingPapers, &Step) -> Change,
    ) -> Vec<Intent> {
        or_fail(
            self.try_change(cx, make)
                .map(|change| vec![Intent::Apply(change)]),
        )
    }

    pub(super) fn try_change<T>(
        &self,
        cx: Cx<'_>,
        make: impl FnOnce(&WorkingPapers, &Step) -> T,
    ) -> Result<T> {
        let papers = self
            .papers(cx.data)
            .ok_or_else(|| Data::gone(&self.audit))?;
        Ok(make(papers, &cx.data.step("")?))
    }

    /// Gives a verdict; the same one again takes it back. One that needs a reason asks for it.
    fn give(&mut self, verdict: Verdict, cx: Cx<'_>) -> Vec<Intent> {
        let now = self
            .papers(cx.data)
            .and_then(|papers| papers.verdict(&self.row));
        let given = (now != Some(verdict)).then_some(verdict);
        let row = self.row.clone();
        let mut intents = self.change(cx, |papers, step| {
            answer::set_verdict(papers, &row, given, step)
        });
        let refused = intents
            .iter()
            .any(|intent| matches!(intent, Intent::Fail(_)));
        if given.is_none() || refused {
            return intents;
        }
        self.last = given.map(Given::Verdict);
        if verdict.needs_reason() {
            intents.extend(self.start_typing(Part::Reason, cx));
        }
        intents
    }

    /// Gives the last verdict or maturity to this row, and to as many after it as the count says, and goes on to the next open one.
    fn repeat(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(given) = self.last else {
            return vec![Intent::Toast("no verdict was given yet".to_owned())];
        };
        let count = cx.count.unwrap_or(1);
        let Some(papers) = self.papers(cx.data) else {
            return Vec::new();
        };
        let rows: Vec<_> = papers
            .rows()
            .map(|row| row.key())
            .skip_while(|row| *row != self.row)
            .filter(|row| *row == self.row || papers.is_open(row))
            .take(count)
            .collect();
        let made = cx.data.step("").map(|step| {
            // Rows of one clause share a record, so each change builds on the papers as the one before left them.
            let mut after = papers.clone();
            let mut edits = Vec::new();
            for row in &rows {
                let change = match given {
                    Given::Verdict(verdict) => {
                        answer::set_verdict(&after, row, Some(verdict), &step)
                    }
                    Given::Maturity(maturity) => {
                        answer::set_maturity(&after, row, Some(maturity), &step)
                    }
                };
                change.apply(&mut after);
                edits.extend(change.edits);
            }
            let what = format!("{} rows {}", rows.len(), given.label());
            vec![Intent::Apply(Change { what, edits })]
        });
        let mut intents = or_fail(made);
        if let Some(last) = rows.last() {
            let mut next = rows::step_open(papers, last, true);
            if next.as_ref().is_some_and(|next| rows.contains(next)) {
                next = None;
            }
            if let Some(next) = next {
                self.go_to(next, cx);
            }
            let noun = if rows.len() == 1 { "row" } else { "rows" };
            intents.push(Intent::Toast(format!(
                "{} {noun} {}",
                rows.len(),
                given.label()
            )));
        }
        intents
    }

    /// Answers apart what several standards ask alike, or together again.
    fn toggle_apart(&self, cx: Cx<'_>) -> Vec<Intent> {
        let made = self.try_change(cx, |papers, step| alike::toggle(papers, &self.row, step));
        match made {
            Ok(Ok(change)) => {
                let toast = Intent::Toast(change.what.clone());
                vec![Intent::Apply(change), toast]
            }
            Ok(Err(why)) => vec![Intent::Toast(why)],
            Err(error) => vec![Intent::Fail(error)],
        }
    }

    fn choose_method(&self, cx: Cx<'_>) -> Vec<Intent> {
        let answer = self
            .papers(cx.data)
            .and_then(|papers| papers.answer(&self.row));
        let has = |method: Method| answer.is_some_and(|answer| answer.methods.contains(&method));
        let choices = Method::ALL.iter().map(|method| Choice {
            label: format!(
                "{}{}",
                method.label(),
                if has(*method) {
                    "  (taken; again takes it out)"
                } else {
                    ""
                }
            ),
            detail: String::new(),
            disabled: None,
        });
        let (audit, row) = (self.audit.clone(), self.row.clone());
        let done = move |place: usize, cx: Cx<'_>| {
            let Some((method, papers)) = Method::ALL.get(place).zip(cx.data.audit(&audit)) else {
                return Vec::new();
            };
            let change = cx
                .data
                .step("")
                .map(|step| answer::toggle_method(papers, &row, *method, &step));
            or_fail(change.map(|change| vec![Intent::Apply(change)]))
        };
        vec![Intent::Open(Box::new(Choose::new(
            "how it was audited",
            choices.collect(),
            Box::new(done),
        )))]
    }

    fn selected_citation(&self, data: &Data) -> Option<EvidenceId> {
        let answer = self.papers(data)?.answer(&self.row)?;
        answer
            .evidence
            .get(self.citation)
            .map(|link| link.id.clone())
    }

    fn show_citation(&self, cx: Cx<'_>) -> Vec<Intent> {
        match self.selected_citation(cx.data) {
            Some(id) => {
                let holder = Holder::InAudit(self.audit.clone(), CitedIn::Row(self.row.clone()));
                vec![Intent::Open(told::view(holder, id, cx.data))]
            }
            None => vec![Intent::Toast(
                "the row cites nothing yet; e finds a file".to_owned(),
            )],
        }
    }

    fn remove_citation(&self, cx: Cx<'_>) -> Vec<Intent> {
        match self.selected_citation(cx.data) {
            Some(id) => {
                let place = CitedIn::Row(self.row.clone());
                let removed =
                    self.try_change(cx, |papers, step| cite::remove(papers, &place, &id, step));
                or_fail(removed.and_then(|made| made).map(|change| {
                    vec![
                        Intent::Apply(change),
                        Intent::Toast("citation removed; undo brings it back".to_owned()),
                    ]
                }))
            }
            None => vec![Intent::Toast("the row cites nothing".to_owned())],
        }
    }

    /// Raises a finding from the row, or opens the one it has; a row with several offers them.
    fn raise(&self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(papers) = self.papers(cx.data) else {
            return vec![Intent::Fail(Data::gone(&self.audit))];
        };
        let there: Vec<_> = papers
            .findings_of(&self.row)
            .into_iter()
            .map(|finding| finding.id.clone())
            .collect();
        if there.is_empty() {
            return self.raise_new(papers, cx.data);
        }
        let mut choices: Vec<Choice> = there
            .iter()
            .filter_map(|id| papers.findings.get(id))
            .map(|finding| Choice {
                label: format!(
                    "{}  {}",
                    finding.id,
                    crate::safe::escape_line(&finding.title)
                ),
                detail: format!("{}, {}", finding.kind.label(), finding.state.label()),
                disabled: None,
            })
            .collect();
        choices.push(Choice {
            label: "another finding from this row".to_owned(),
            detail: "it starts from what the row says now".to_owned(),
            disabled: None,
        });
        let (audit, walk) = (self.audit.clone(), Self::at(papers, self.row.clone()));
        let done = move |place: usize, cx: Cx<'_>| match there.get(place) {
            Some(id) => vec![Intent::Open(Box::new(FindingForm::new(
                audit.clone(),
                id.clone(),
            )))],
            None => cx
                .data
                .audit(&audit)
                .map_or_else(Vec::new, |papers| walk.raise_new(papers, cx.data)),
        };
        vec![Intent::Open(Box::new(Choose::new(
            "findings of this row",
            choices,
            Box::new(done),
        )))]
    }

    fn raise_new(&self, papers: &WorkingPapers, data: &Data) -> Vec<Intent> {
        for criterion in raise::criteria(papers, &self.row) {
            let refused =
                applicability::require_applicable(papers, &data.applicability, &criterion).err();
            if let Some(refusal) = refused {
                let why = format!("Could not raise a finding from this row: {refusal}");
                return vec![Intent::Fail(Error::refused(why))];
            }
        }
        let cited = papers
            .answer(&self.row)
            .map_or(0, |answer| answer.evidence.len());
        let made = (|| {
            let mut ids = data.draw_evidence(cited)?.into_iter();
            // Exactly as many ids are drawn as the row has citations.
            let mut draw = || ids.next().unwrap_or_else(|| EvidenceId::draw(0));
            let kind = papers
                .verdict(&self.row)
                .and_then(crate::domain::finding::FindingType::suggested_by);
            let kind = kind.unwrap_or(crate::domain::finding::FindingType::Minor);
            let id = data.draw_finding()?;
            let step = data.step("")?;
            let (change, id) =
                raise::finding_with_verdict(papers, &self.row, kind, id, &mut draw, &step);
            let form = FindingForm::new(self.audit.clone(), id);
            Ok(vec![Intent::Apply(change), Intent::Open(Box::new(form))])
        })();
        or_fail(made)
    }

    /// Moves within the row: from citation to citation, and through a text that is longer than its pane.
    pub(super) fn move_in_row(&mut self, way: Motion, cx: Cx<'_>) {
        let citations = self
            .papers(cx.data)
            .and_then(|papers| papers.answer(&self.row))
            .map_or(0, |answer| answer.evidence.len());
        let height = usize::from(cx.area.height);
        self.citation = way.apply(self.citation, citations.saturating_sub(1), height);
        self.scroll_row(false, way, cx);
    }
}
