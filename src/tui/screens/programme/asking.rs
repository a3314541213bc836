//! What is asked for to begin or change the programme, and to plan, change and drop its audits.

use jiff::civil::Date;

use crate::{
    domain::{
        checklist::Checklist,
        id::{AuditId, ChecklistId, Criterion, InvalidId},
        person::Person,
        programme::{PlannedAudit, Programme},
    },
    session::{
        answer::split_list,
        programme::{
            self,
            typed::{self, frequency_text, responsibility_text, risk_text},
        },
    },
    tui::{
        data::Data,
        overlays::{
            fill::{Asked, Fault, Fill},
            prompt::Prompt,
        },
        panel::{Cx, Intent},
        screens::form::{date, people},
    },
};

/// Where what is half filled in is kept as half-typed text.
const SAID: &str = "programme said";
const PLAN: &str = "programme plan";
const AUDIT: &str = "programme audit ";

/// Opens the form of a place again, in which something was half filled in.
pub(in crate::tui::screens) fn at(place: &str, data: &Data) -> Option<Fill> {
    let said = data.programme.as_ref();
    // What is kept of a form has more behind its place.
    if place.starts_with(SAID) {
        return Some(programme(said));
    }
    if place.starts_with(PLAN) {
        return Some(audit(None));
    }
    let id = place.strip_prefix(AUDIT)?.split(' ').next()?;
    let audits = said.into_iter().flat_map(|programme| &programme.audits);
    let found = audits.into_iter().find(|audit| audit.id.as_str() == id)?;
    Some(audit(Some(found)))
}

fn asked(label: &str, hint: &str, text: impl Into<String>, is_long: bool) -> Asked {
    Asked {
        text: text.into(),
        is_long,
        ..Asked::line(label, hint)
    }
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn joined<T: ToString>(items: &[T], between: &str) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    items.join(between)
}

fn lines(text: &str) -> Vec<String> {
    let items = text.lines().map(str::trim).filter(|line| !line.is_empty());
    items.map(str::to_owned).collect()
}

/// What was filled in, field by field.
struct Filled<'a> {
    texts: &'a [String],
    today: Date,
}

impl Filled<'_> {
    fn text(&self, at: usize) -> String {
        self.texts.get(at).cloned().unwrap_or_default()
    }

    fn date(&self, at: usize) -> Result<Option<Date>, Fault> {
        date::parse(&self.text(at), self.today).map_err(|why| Fault { at, why })
    }

    /// Reads the lines of a field one by one.
    fn each<T>(&self, at: usize, read: fn(&str) -> Result<T, String>) -> Result<Vec<T>, Fault> {
        let lines = lines(&self.text(at));
        let read = lines.iter().map(|line| read(line));
        read.collect::<Result<_, _>>()
            .map_err(|why| Fault { at, why })
    }

    fn checklists(&self, at: usize, data: &Data) -> Result<Vec<ChecklistId>, Fault> {
        let ids = split_list(&self.text(at));
        let read = |id: &String| {
            let known = data.checklists.iter().any(|(known, _)| known == id);
            let parsed = id.parse::<ChecklistId>().ok().filter(|_| known);
            parsed.ok_or_else(|| {
                let all: Vec<&str> = data.checklists.iter().map(|(id, _)| id.as_str()).collect();
                Fault {
                    at,
                    why: format!("there is no checklist {id}; there are: {}", all.join(", ")),
                }
            })
        };
        ids.iter().map(read).collect()
    }
}

/// Asks for what the programme says; begins it where there is none.
pub(super) fn programme(before: Option<&Programme>) -> Fill {
    let fresh = Programme::new(None, None);
    let said = before.unwrap_or(&fresh);
    let list = |items: &[String]| items.join("\n");
    let ids = "ids of checklists, such as iso-42001, iso-27001";
    let frequencies: Vec<String> = said.frequencies.iter().map(frequency_text).collect();
    let responsible: Vec<String> = said
        .responsibilities
        .iter()
        .map(responsibility_text)
        .collect();
    let risks: Vec<String> = said.risks.iter().map(risk_text).collect();
    let times = said.times.map(|n| n.to_string()).unwrap_or_default();
    let fields = vec![
        asked(
            "title",
            "such as Internal audits 2026 to 2028",
            &said.title,
            false,
        ),
        asked("first day", date::FORMS, day(said.start), false),
        asked("last day", date::FORMS, day(said.end), false),
        asked("objectives", "one a line", list(&said.objectives), true),
        asked(
            "risk basis",
            "what decides how often and how deeply something is audited",
            &said.risk_basis,
            true,
        ),
        asked("covers", ids, joined(&said.checklists, ", "), false),
        asked(
            "how often",
            "how many audits of the period look at each clause; 1 when left empty",
            times,
            false,
        ),
        asked(
            "more often",
            "one a line: iso-42001:A.6=2:high risk, process: supply=2, ai-system: chat=3",
            frequencies.join("\n"),
            true,
        ),
        asked("processes", "one a line", list(&said.scope.processes), true),
        asked(
            "AI systems",
            "one a line",
            list(&said.scope.ai_systems),
            true,
        ),
        asked("methods", "one a line", list(&said.methods), true),
        asked(
            "responsible",
            "one a line: Head of internal audit=the programme and its review",
            responsible.join("\n"),
            true,
        ),
        asked(
            "risks",
            "what may go wrong with the programme, one a line: too few auditors=help from the group",
            risks.join("\n"),
            true,
        ),
    ];
    let done = |texts: &[String], cx: Cx<'_>| {
        let before = cx.data.programme.as_ref();
        let after = read_programme(texts, before, cx.data)?;
        after.check_period().map_err(|refusal| Fault {
            at: 2,
            why: refusal.to_string(),
        })?;
        let what = if before.is_some() { "changed" } else { "begun" };
        let change = programme::replaced(what, before, after);
        Ok(vec![Intent::Apply(change)])
    };
    let title = match before {
        Some(_) => "the audit programme",
        None => "begin the audit programme",
    };
    Fill::new(title, fields, Box::new(done)).kept_at(None, SAID.to_owned())
}

fn read_programme(
    texts: &[String],
    before: Option<&Programme>,
    data: &Data,
) -> Result<Programme, Fault> {
    let filled = Filled {
        texts,
        today: data.clock.today(),
    };
    let mut after = before
        .cloned()
        .unwrap_or_else(|| Programme::new(None, None));
    after.title = filled.text(0);
    (after.start, after.end) = (filled.date(1)?, filled.date(2)?);
    after.objectives = lines(&filled.text(3));
    after.risk_basis = filled.text(4);
    after.checklists = filled.checklists(5, data)?;
    after.times = match filled.text(6).trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| Fault {
            at: 6,
            why: "a number, such as 1".to_owned(),
        })?),
    };
    after.frequencies = filled.each(7, typed::frequency)?;
    after.scope.processes = lines(&filled.text(8));
    after.scope.ai_systems = lines(&filled.text(9));
    after.methods = lines(&filled.text(10));
    after.responsibilities = filled.each(11, typed::responsibility)?;
    after.risks = lines(&filled.text(12))
        .iter()
        .map(|l| typed::risk(l))
        .collect();
    Ok(after)
}

/// Asks for what the programme says of an audit; plans one where there is none.
pub(super) fn audit(before: Option<&PlannedAudit>) -> Fill {
    let fresh = "new"
        .parse()
        .ok()
        .map(|id| PlannedAudit::new(id, String::new()));
    let id = before.map(|audit| audit.id.to_string()).unwrap_or_default();
    let own = before.map(|audit| audit.id.clone());
    let mut fields = Vec::new();
    if before.is_none() {
        let hint = "the id that the audit has once it is made, such as aims-2027";
        fields.push(asked("id", hint, id, false));
    }
    if let Some(said) = before.or(fresh.as_ref()) {
        fields.extend(said_of(said));
    }
    let title = match &own {
        Some(id) => format!("{id} in the programme"),
        None => "plan an audit in the programme".to_owned(),
    };
    let done = move |texts: &[String], cx: Cx<'_>| {
        let gone = || Fault {
            at: 0,
            why: "there is no programme any more".to_owned(),
        };
        let programme = cx.data.programme.as_ref().ok_or_else(gone)?;
        let (first, id) = match &own {
            Some(id) => (0, id.clone()),
            None => (1, new_id(texts.first().map_or("", String::as_str))?),
        };
        let known = programme.audit(&id).cloned();
        let base = match known.filter(|_| own.is_some()) {
            Some(audit) => audit,
            None => PlannedAudit::new(id.clone(), String::new()),
        };
        let read = read_audit(texts, first, base, cx.data)?;
        let change = if own.is_some() {
            programme::edit_audit(programme, &id, "changed", |audit| *audit = read)
        } else {
            programme::add_audit(programme, read)
        };
        change
            .map(|change| vec![Intent::Apply(change)])
            .map_err(|refusal| Fault {
                at: refusal
                    .reasons
                    .first()
                    .map_or(0, |reason| first + place_of(reason.field)),
                why: refusal.to_string(),
            })
    };
    let place = before.map_or_else(|| PLAN.to_owned(), |audit| format!("{AUDIT}{}", audit.id));
    Fill::new(&title, fields, Box::new(done)).kept_at(None, place)
}

fn new_id(text: &str) -> Result<AuditId, Fault> {
    text.parse().map_err(|invalid: InvalidId| Fault {
        at: 0,
        why: invalid.to_string(),
    })
}

/// The fields of an audit, in their order.
fn said_of(said: &PlannedAudit) -> Vec<Asked> {
    let lead = said.lead.as_ref().map(ToString::to_string);
    vec![
        asked("title", "what people know it by", &said.title, false),
        asked("first day", date::FORMS, day(said.start), false),
        asked("last day", date::FORMS, day(said.end), false),
        asked("objectives", "one a line", said.objectives.join("\n"), true),
        asked("scope", "what is looked at", &said.scope, true),
        asked(
            "checklists",
            "ids, such as iso-42001, iso-27001",
            joined(&said.checklists, ", "),
            false,
        ),
        asked(
            "clauses",
            "only these: 7, or iso-27001:A.5; all when left empty",
            joined(&said.only, ", "),
            false,
        ),
        asked("processes", "one a line", said.processes.join("\n"), true),
        asked("AI systems", "one a line", said.ai_systems.join("\n"), true),
        asked(
            "leader",
            "Name <mail@example.org>",
            lead.unwrap_or_default(),
            false,
        ),
        asked(
            "auditors",
            "Name <mail@example.org>, one a line",
            joined(&said.auditors, "\n"),
            true,
        ),
        asked(
            "paths",
            "what of the repository belongs to it, such as risk/**; who worked there is no auditor of it",
            joined(&said.paths, "\n"),
            true,
        ),
    ]
}

/// Returns the place of a field that a reason is about.
fn place_of(field: &str) -> usize {
    let fields = [
        "title",
        "start",
        "end",
        "objectives",
        "scope",
        "checklists",
        "only",
    ];
    match field {
        "auditors" => 10,
        other => fields.iter().position(|known| *known == other).unwrap_or(0),
    }
}

fn read_audit(
    texts: &[String],
    first: usize,
    mut audit: PlannedAudit,
    data: &Data,
) -> Result<PlannedAudit, Fault> {
    let own = texts.get(first..).unwrap_or_default();
    let filled = Filled {
        texts: own,
        today: data.clock.today(),
    };
    let shifted = |fault: Fault| Fault {
        at: fault.at + first,
        ..fault
    };
    let known = known(data);
    let person = |at: usize, text: &str| {
        people::parse(text, &known).map_err(|why| Fault {
            at: at + first,
            why,
        })
    };
    audit.title = filled.text(0);
    audit.start = filled.date(1).map_err(shifted)?;
    audit.end = filled.date(2).map_err(shifted)?;
    audit.objectives = lines(&filled.text(3));
    audit.scope = filled.text(4);
    audit.checklists = filled.checklists(5, data).map_err(shifted)?;
    audit.only = only(&filled.text(6), &audit.checklists, data)
        .map_err(|why| Fault { at: 6 + first, why })?;
    audit.processes = lines(&filled.text(7));
    audit.ai_systems = lines(&filled.text(8));
    audit.lead = person(9, &filled.text(9))?;
    let mut auditors: Vec<Person> = Vec::new();
    for line in lines(&filled.text(10)) {
        auditors.extend(person(10, &line)?);
    }
    audit.auditors = auditors;
    audit.paths = lines(&filled.text(11))
        .iter()
        .map(|path| path.parse())
        .collect::<Result<_, _>>()
        .map_err(|invalid| Fault {
            at: 11 + first,
            why: format!("{invalid}"),
        })?;
    Ok(audit)
}

/// Lists whom the audits and the programme know.
fn known(data: &Data) -> Vec<Person> {
    let of_programme = data.programme.iter().flat_map(|p| &p.audits);
    let planned = of_programme.flat_map(PlannedAudit::team);
    let made = data
        .papers
        .values()
        .flat_map(|papers| papers.audit.auditors());
    let mut known: Vec<Person> = Vec::new();
    for person in planned.chain(made).chain(data.actor.iter().cloned()) {
        if !known.iter().any(|other| other.is(&person)) {
            known.push(person);
        }
    }
    known
}

/// Reads the clauses that an audit is limited to: `7` of every checklist that has it, or `iso-27001:A.5`.
fn only(text: &str, checklists: &[ChecklistId], data: &Data) -> Result<Vec<Criterion>, String> {
    let mut only = Vec::new();
    let copies = data.papers.values().flat_map(|p| p.checklists.values());
    let at_hand: Vec<&Checklist> = data
        .standards
        .iter()
        .chain(copies)
        .filter(|checklist| checklists.contains(&checklist.id))
        .collect();
    for named in split_list(text) {
        if named.contains(':') {
            only.push(
                named
                    .parse()
                    .map_err(|invalid: InvalidId| invalid.to_string())?,
            );
            continue;
        }
        let mut found: Vec<Criterion> = at_hand
            .iter()
            .flat_map(|checklist| {
                let is_it = |reference: &str| reference == named;
                let clauses = checklist.clauses.iter();
                clauses
                    .filter(move |clause| is_it(clause.reference.as_str()))
                    .map(|clause| Criterion {
                        checklist: checklist.id.clone(),
                        reference: clause.reference.clone(),
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        found.dedup();
        if found.is_empty() {
            return Err(format!(
                "no checklist of it has {named}; write CHECKLIST:{named} where it is not at hand"
            ));
        }
        for criterion in found {
            if !only.contains(&criterion) {
                only.push(criterion);
            }
        }
    }
    Ok(only)
}

/// Asks why an audit is dropped.
pub(super) fn drop_audit(id: &AuditId) -> Prompt {
    let (own, title) = (id.clone(), format!("drop {id}"));
    let done = move |why: &str, cx: Cx<'_>| {
        let programme = cx.data.programme.as_ref();
        let programme = programme.ok_or("there is no programme any more")?;
        let step = cx.data.step(why).map_err(|error| error.message)?;
        let is_made = cx.data.audit(&own).is_some();
        programme::drop_audit(programme, &own, is_made, &step)
            .map(|change| {
                let told = format!("{own} is dropped; it stays in the programme with the reason");
                vec![Intent::Apply(change), Intent::Toast(told)]
            })
            .map_err(|refusal| refusal.to_string())
    };
    let place = title.clone();
    Prompt::new(&title, "Why it is not done:", "", Box::new(done)).kept_at(None, place)
}
