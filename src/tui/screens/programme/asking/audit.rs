//! What is asked for to plan or change an audit of the programme.

use crate::{
    domain::{
        checklist::Checklist,
        id::{AuditId, ChecklistId, Criterion, InvalidId},
        person::Person,
        programme::PlannedAudit,
    },
    session::{answer::split_list, programme},
    tui::{
        data::Data,
        overlays::fill::{Asked, Fault, Fill},
        panel::{Cx, Intent},
        screens::form::{date, people},
    },
};

use super::{AUDIT, Filled, PLAN, asked, day, joined, lines};

/// Asks for what the programme says of an audit; plans one where there is none.
pub(in crate::tui::screens::programme) fn audit(before: Option<&PlannedAudit>) -> Fill {
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
