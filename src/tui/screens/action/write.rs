//! What is typed into the fields of a corrective action, as changes.

use jiff::civil::Date;

use crate::{
    domain::{
        action::{
            Cause, CauseMethod, CorrectiveAction, EFFECTIVENESS, PlannedAction, Spot, TermValue,
        },
        id::{ActionId, FindingId},
        papers::WorkingPapers,
        similar,
    },
    session::{self, answer::split_list, follow_up},
    tui::{
        overlays::prompt::Prompt,
        panel::{Cx, Intent},
        screens::form::{date, people},
    },
};

use super::{ActionKey as Key, ActionSheet, Part, further};

/// Returns the cause, begun with the five whys where there is none.
pub(super) fn cause(action: &mut CorrectiveAction) -> &mut Cause {
    action
        .cause
        .get_or_insert_with(|| Cause::by(CauseMethod::FiveWhys))
}

/// Writes a text into a field, or says why it cannot stand there.
pub(super) fn text(
    sheet: &ActionSheet,
    key: &Key,
    text: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let set =
        |what: &str, change: &dyn Fn(&mut CorrectiveAction)| edit(papers, &sheet.id, what, change);
    let said = text.trim_end().to_owned();
    let day = || date::parse(&said, cx.data.clock.today());
    match key {
        Key::Title => set("title", &|a| said.trim().clone_into(&mut a.title)),
        Key::Findings => {
            let findings = findings(&said, papers)?;
            set("findings", &|a| a.findings.clone_from(&findings))
        }
        Key::Owner => {
            let owner = people::parse(&said, &people::known(papers, cx.data))?;
            set("owner", &|a| a.owner.clone_from(&owner))
        }
        Key::Containment => set("containment", &|a| a.containment.what.clone_from(&said)),
        Key::ContainmentDone => {
            let done = day()?;
            set("containment done", &|a| a.containment.done = done)
        }
        Key::Correction => set("correction", &|a| a.correction.what.clone_from(&said)),
        Key::CorrectionDone => {
            let done = day()?;
            set("correction done", &|a| a.correction.done = done)
        }
        Key::Consequences => set("consequences", &|a| a.consequences.clone_from(&said)),
        Key::Extent => set("extent", &|a| a.extent.searched.clone_from(&said)),
        Key::ExtentResult => set("result of the extent", &|a| {
            a.extent.result.clone_from(&said);
        }),
        Key::Why(at) => write_why(sheet, *at, &said, papers),
        Key::Root => set("root cause", &|a| {
            cause(a).root.clone_from(&said);
            cause(a).mark_last_why();
        }),
        Key::NotFoundEarlier => set("why not found earlier", &|a| {
            cause(a).not_found_earlier.clone_from(&said);
        }),
        Key::Planned(number, Part::Due) => move_due(sheet, number, day()?, papers, cx),
        Key::Planned(number, part) => planned(sheet, number, *part, &said, papers, cx),
        Key::NewPlanned => new_planned(&sheet.id, said.trim(), papers),
        Key::NoAction => set("why no action", &|a| a.no_action_reason.clone_from(&said)),
        Key::NeedReason => set("why action is needed", &|a| a.need_reason.clone_from(&said)),
        Key::NewChange => further::new_change(&sheet.id, said.trim(), papers),
        Key::Change(number, part) => further::change(sheet, number, *part, &said, papers, cx),
        Key::ShownBy(part) => further::shown(sheet, part, &said, papers),
        Key::Verifier => {
            let verifier = people::parse(&said, &people::known(papers, cx.data))?;
            term(sheet, TermValue::Verifier(verifier), papers, cx)
        }
        Key::Criterion => term(sheet, TermValue::Criterion(said), papers, cx),
        Key::Measure => term(sheet, TermValue::Measure(said), papers, cx),
        Key::NotBefore => term(sheet, TermValue::NotBefore(day()?), papers, cx),
        Key::EffectDue => move_due(sheet, EFFECTIVENESS, day()?, papers, cx),
        Key::Method
        | Key::Diagram
        | Key::Result
        | Key::Round(_)
        | Key::Evidence(_)
        | Key::History => Err("this is not written by hand".to_owned()),
    }
}

/// Edits the record, or says why what would change is held fast.
pub(super) fn edit(
    papers: &WorkingPapers,
    id: &ActionId,
    what: &str,
    change: impl FnOnce(&mut CorrectiveAction),
) -> Result<Vec<Intent>, String> {
    follow_up::edit_action(papers, id, what, change)
        .map(|change| vec![Intent::Apply(change)])
        .map_err(|refusal| refusal.to_string())
}

/// Writes a why of the chain; an emptied one goes, and what came after it moves up.
fn write_why(
    sheet: &ActionSheet,
    at: usize,
    said: &str,
    papers: &WorkingPapers,
) -> Result<Vec<Intent>, String> {
    let said = said.trim();
    let record = papers.actions.get(&sheet.id);
    let there = record.and_then(|action| action.cause.as_ref()?.whys.get(at));
    let there = there.map(|why| why.id.clone());
    if there.is_none() && said.is_empty() {
        return Ok(Vec::new());
    }
    let what = format!("why {}", at + 1);
    let method = CauseMethod::FiveWhys;
    let edited = session::cause::edit(papers, &sheet.id, method, &what, |cause| {
        match there.as_deref() {
            None => cause.add(said, &Spot::End).map(|_| ()),
            Some(id) if said.is_empty() => cause.remove(id).map(|_| ()),
            Some(id) => cause.write(id, said),
        }
    });
    edited
        .map(|((), change)| vec![Intent::Apply(change)])
        .map_err(|refusal| refusal.to_string())
}

fn new_planned(id: &ActionId, what: &str, papers: &WorkingPapers) -> Result<Vec<Intent>, String> {
    if what.is_empty() {
        return Ok(Vec::new());
    }
    edit(papers, id, "action planned", |action| {
        let number = action.next_action_id();
        action.actions.push(PlannedAction {
            id: number,
            what: what.to_owned(),
            ..PlannedAction::default()
        });
    })
}

fn planned(
    sheet: &ActionSheet,
    number: &str,
    part: Part,
    said: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let owner = match part {
        Part::Owner => people::parse(said, &people::known(papers, cx.data))?,
        Part::What | Part::Due | Part::Done | Part::Proof | Part::Commit => None,
    };
    let done = match part {
        Part::Done => date::parse(said, cx.data.clock.today())?,
        Part::What | Part::Owner | Part::Due | Part::Proof | Part::Commit => None,
    };
    if part == Part::What && said.trim().is_empty() {
        return Err("an action without a text is none; x removes it".to_owned());
    }
    let what = format!("action {number} {}", part.word());
    if let (Part::Done, Some(_), Some(record)) = (part, done, papers.actions.get(&sheet.id)) {
        let fixed = record.actions.iter().find(|planned| planned.id == number);
        if let Some(gap) = fixed.and_then(|planned| record.fix_gap(planned, &cx.data.proofs)) {
            return Err(gap);
        }
    }
    edit(papers, &sheet.id, &what, |action| {
        let Some(planned) = action
            .actions
            .iter_mut()
            .find(|planned| planned.id == number)
        else {
            return;
        };
        match part {
            Part::What => said.trim().clone_into(&mut planned.what),
            Part::Owner => planned.owner = owner,
            Part::Done => planned.done = done,
            Part::Proof => said.trim().clone_into(&mut planned.proof),
            Part::Commit => said.trim().clone_into(&mut planned.commit),
            Part::Due => {}
        }
    })
}

/// Sets by what the effect is judged; of an accepted plan it asks first why that changes.
fn term(
    sheet: &ActionSheet,
    value: TermValue,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let record = papers.actions.get(&sheet.id);
    if !record.is_some_and(CorrectiveAction::holds_terms) {
        return judged_by(sheet, value, "", papers, cx);
    }
    let label = value.term().label();
    let title = format!("{}: why is the {label} another?", sheet.id);
    let (audit, place) = (sheet.audit.clone(), format!("{} {label}", sheet.id));
    let sheet = sheet.clone();
    let done = move |why: &str, cx: Cx<'_>| {
        let Some(papers) = cx.data.audit(&sheet.audit) else {
            return Err(format!("{} is not there any more", sheet.id));
        };
        judged_by(&sheet, value.clone(), why, papers, cx)
    };
    let prompt = Prompt::new(&title, "why", "", Box::new(done)).kept_at(Some(audit), place);
    Ok(vec![Intent::Open(Box::new(prompt))])
}

fn judged_by(
    sheet: &ActionSheet,
    value: TermValue,
    why: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let step = cx.data.step(why).map_err(|error| error.message)?;
    follow_up::set_term(papers, &sheet.id, value, &step, &cx.data.people)
        .map(|change| vec![Intent::Apply(change)])
        .map_err(|refusal| refusal.to_string())
}

/// Sets a due date; one that stood is moved, and that needs a reason.
fn move_due(
    sheet: &ActionSheet,
    number: &str,
    to: Option<Date>,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let record = papers.actions.get(&sheet.id);
    let from = record.and_then(|action| action.due_of(number));
    if from == to {
        return Ok(Vec::new());
    }
    if !record.is_some_and(|action| action.moves_due(number, to)) {
        return moved(sheet, number, to, "", papers, cx);
    }
    let text = |day: Option<Date>| day.map_or_else(|| "no date".to_owned(), |day| day.to_string());
    let name = if number == EFFECTIVENESS {
        "Effectiveness check".to_owned()
    } else {
        format!("Action {number}")
    };
    let title = format!("{name}: from {} to {}", text(from), text(to));
    let (audit, place) = (sheet.audit.clone(), format!("{} due {number}", sheet.id));
    let (sheet, number) = (sheet.clone(), number.to_owned());
    let done = move |why: &str, cx: Cx<'_>| {
        let Some(papers) = cx.data.audit(&sheet.audit) else {
            return Err(format!("{} is not there any more", sheet.id));
        };
        moved(&sheet, &number, to, why, papers, cx)
    };
    let prompt = Prompt::new(&title, "why", "", Box::new(done)).kept_at(Some(audit), place);
    Ok(vec![Intent::Open(Box::new(prompt))])
}

fn moved(
    sheet: &ActionSheet,
    number: &str,
    to: Option<Date>,
    why: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let step = cx.data.step(why).map_err(|error| error.message)?;
    follow_up::move_due(papers, &sheet.id, number, to, &step)
        .map(|change| vec![Intent::Apply(change)])
        .map_err(|refusal| refusal.to_string())
}

fn findings(text: &str, papers: &WorkingPapers) -> Result<Vec<FindingId>, String> {
    let mut findings = Vec::new();
    for part in split_list(text) {
        let id: FindingId = part
            .to_ascii_uppercase()
            .parse()
            .map_err(|invalid| format!("{invalid}"))?;
        if !papers.findings.contains_key(&id) {
            let known = papers.findings.keys().map(FindingId::as_str);
            return Err(match similar::nearest(id.as_str(), known) {
                Some(near) => format!("the audit has no finding {id}; did you mean {near}?"),
                None => format!("the audit has no finding {id}"),
            });
        }
        if !findings.contains(&id) {
            findings.push(id);
        }
    }
    if findings.is_empty() {
        return Err("it has to answer a finding".to_owned());
    }
    Ok(findings)
}
