//! Deciding on the selected control, and approving the statement. Every edit is a change that can be undone.

use crate::{
    domain::{
        applicability::Implementation, change::Change, guard::Refusal, holder::Holder,
        id::Criterion,
    },
    error::Error,
    safe,
    session::applicability,
    tui::{
        action::Action,
        data::Data,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent},
        screens::{kinds, picker::Picker, told},
    },
};

use super::{ApplicabilityScreen, Pane, typing::Part};

/// How many reasons against an approval are listed.
const MOST_REASONS: usize = 8;

impl ApplicabilityScreen {
    /// Does the actions that decide; none for any other.
    pub(super) fn decide(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let Some(control) = self.control() else {
            return nothing_here(action);
        };
        Some(match action {
            Action::IncludeControl => self.include(&control, true, cx),
            Action::ExcludeControl => {
                let was = self.decision(cx.data);
                // Why it was included is no reason for leaving it out: that is asked anew.
                let base = was
                    .filter(|decision| !decision.included)
                    .map(|decision| decision.justification.clone());
                let mut intents = self.include(&control, false, cx);
                self.open_field_with(Part::Justification, base.unwrap_or_default());
                intents.retain(|intent| !matches!(intent, Intent::Toast(_)));
                intents
            }
            Action::EditJustification => self.start_typing(Part::Justification, cx),
            Action::EditImplementation => self.start_typing(Part::Implementation, cx),
            Action::EditOwner => self.start_typing(Part::Owner, cx),
            Action::ExternalEditor => {
                let mut intents = self.start_typing(Part::Justification, cx);
                let text = self.typing.as_ref().map(|typing| typing.base.clone());
                intents.extend(text.map(Intent::Edit));
                intents
            }
            Action::ChooseStatus => self.choose_status(control, cx.data),
            Action::Cite | Action::CiteOther if self.decision(cx.data).is_none() => undecided(),
            Action::CiteOther => kinds::choose(Holder::Control(control)),
            Action::Cite => vec![Intent::Open(Box::new(Picker::for_control(control)))],
            Action::ShowCitation => self.show_citation(control, cx.data),
            Action::RemoveCitation => self.remove_citation(&control, cx.data),
            Action::ApproveStatement => self.approve(cx.data),
            Action::ApplyStatement => self.choose_audit(cx.data),
            Action::Copy => {
                let clause = self.checklist(cx.data)?.clause(&control.reference)?;
                vec![Intent::Copy(format!("{control}  {}", clause.title))]
            }
            _ => return None,
        })
    }

    /// Says why an action does nothing now.
    pub(super) fn why_not_now(&self, action: Action, data: &Data) -> Option<String> {
        let is_open = self.decision(data).is_none();
        match action {
            Action::EditJustification
            | Action::EditImplementation
            | Action::EditOwner
            | Action::ChooseStatus
            | Action::Cite
            | Action::CiteOther
                if is_open =>
            {
                Some("nothing is decided about the control yet".to_owned())
            }
            Action::ShowCitation | Action::RemoveCitation if self.citations(data).is_empty() => {
                Some("nothing is cited for the control yet".to_owned())
            }
            Action::NextStatement | Action::PreviousStatement
                if self.checklists.as_ref().is_some_and(|all| all.len() < 2) =>
            {
                Some("no other checklist at hand has controls".to_owned())
            }
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing is searched for; / starts".to_owned())
            }
            Action::ApplyStatement if !self.is_out_of_step(data) => {
                Some("every audit under way is in step".to_owned())
            }
            _ => None,
        }
    }

    fn include(&self, control: &Criterion, included: bool, cx: Cx<'_>) -> Vec<Intent> {
        let decision = self.decision(cx.data);
        if decision.is_some_and(|decision| decision.included == included) {
            let word = if included { "included" } else { "excluded" };
            return vec![Intent::Toast(format!("it is {word} already"))];
        }
        let change = applicability::decide(&cx.data.applicability, control, included);
        self.applied(change, cx.data)
    }

    /// Makes a change, and says when it lets the approval of the statement lapse.
    pub(super) fn applied(&self, change: Change, data: &Data) -> Vec<Intent> {
        let was_approved = self
            .statement(data)
            .is_some_and(|s| s.approved_on.is_some());
        let changes = !change.is_empty();
        let mut intents = vec![Intent::Apply(change)];
        if was_approved && changes {
            intents.push(Intent::Toast(
                "the approval has lapsed, since the statement says something else now; u brings it back"
                    .to_owned(),
            ));
        }
        intents
    }

    fn choose_status(&self, control: Criterion, data: &Data) -> Vec<Intent> {
        let Some(decision) = self.decision(data) else {
            return undecided();
        };
        let now = decision.status;
        let mut choices: Vec<Choice> = Implementation::ALL
            .iter()
            .map(|status| Choice {
                label: status.label().to_owned(),
                detail: String::new(),
                disabled: None,
            })
            .collect();
        choices.push(Choice {
            label: "not said".to_owned(),
            detail: "nobody has judged it yet".to_owned(),
            disabled: None,
        });
        let place = now
            .and_then(|now| Implementation::ALL.iter().position(|status| *status == now))
            .unwrap_or(0);
        let was_approved = self
            .statement(data)
            .is_some_and(|s| s.approved_on.is_some());
        let done = move |at: usize, cx: Cx<'_>| {
            let status = Implementation::ALL.get(at).copied();
            let made = applicability::set_status(&cx.data.applicability, &control, status);
            match made {
                Ok(change) => {
                    let lapses = was_approved && !change.is_empty();
                    let mut intents = vec![Intent::Apply(change)];
                    if lapses {
                        intents.push(Intent::Toast(
                            "the approval has lapsed; u brings it back".to_owned(),
                        ));
                    }
                    intents
                }
                Err(refusal) => vec![Intent::Toast(refusal.to_string())],
            }
        };
        let title = "how far it is implemented";
        let choose = Choose::new(title, choices, Box::new(done)).selecting(place);
        vec![Intent::Open(Box::new(choose))]
    }

    fn show_citation(&self, control: Criterion, data: &Data) -> Vec<Intent> {
        match self.citations(data).get(self.citation) {
            Some(link) => {
                let holder = Holder::Control(control);
                vec![Intent::Open(told::view(holder, link.id.clone(), data))]
            }
            None => vec![Intent::Toast(
                "nothing is cited for the control yet; e finds a file".to_owned(),
            )],
        }
    }

    fn remove_citation(&self, control: &Criterion, data: &Data) -> Vec<Intent> {
        let links = self.citations(data);
        // Of several, the one to remove is selected first: in the list one cannot see which it is.
        if links.len() > 1 && self.pane == Pane::Controls {
            return vec![Intent::Toast(
                "select the citation to remove: enter goes to them".to_owned(),
            )];
        }
        let Some(link) = links.get(self.citation) else {
            return vec![Intent::Toast("nothing is cited for the control".to_owned())];
        };
        match applicability::remove_citation(&data.applicability, control, &link.id) {
            Ok(change) => vec![
                Intent::Apply(change),
                Intent::Toast("citation removed; undo brings it back".to_owned()),
            ],
            Err(refusal) => vec![Intent::Toast(refusal.to_string())],
        }
    }

    fn approve(&self, data: &Data) -> Vec<Intent> {
        let Some(checklist) = self.checklist(data) else {
            return Vec::new();
        };
        let step = match data.step("") {
            Ok(step) => step,
            Err(error) => return vec![Intent::Fail(error)],
        };
        match applicability::approve(&data.applicability, checklist, &step) {
            Ok(change) => vec![
                Intent::Apply(change),
                Intent::Toast("the statement is approved in your name".to_owned()),
            ],
            Err(refusal) => vec![Intent::Fail(not_whole(&refusal))],
        }
    }
}

/// Makes the notice of a statement that cannot be approved yet.
fn not_whole(refusal: &Refusal) -> Error {
    let reasons = refusal.reasons.iter().take(MOST_REASONS);
    let mut lines: Vec<String> = reasons
        .map(|reason| safe::escape_line(&reason.text).into_owned())
        .collect();
    let more = refusal.reasons.len().saturating_sub(MOST_REASONS);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    Error::refused("Could not approve the statement of applicability: it is not whole")
        .details(lines)
        .hint("] goes to the next control that nothing is decided about")
}

fn undecided() -> Vec<Intent> {
    vec![Intent::Toast(
        "say first whether the control is included".to_owned(),
    )]
}

/// Answers what decides where there is no control to decide on.
fn nothing_here(action: Action) -> Option<Vec<Intent>> {
    let decides = action
        .info()
        .contexts
        .contains(&crate::tui::action::Context::Applicability);
    decides.then(|| {
        vec![Intent::Toast(
            "there is no control to decide on here".to_owned(),
        )]
    })
}
