//! What is asked for to begin or change the programme.

use crate::{
    domain::programme::Programme,
    session::programme::{
        self,
        typed::{self, frequency_text, responsibility_text, risk_text},
    },
    tui::{
        data::Data,
        overlays::fill::{Fault, Fill},
        panel::{Cx, Intent},
        screens::form::date,
    },
};

use super::{Filled, SAID, asked, day, joined, lines};

/// Asks for what the programme says; begins it where there is none.
pub(in crate::tui::screens::programme) fn programme(before: Option<&Programme>) -> Fill {
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
    let copies = || {
        let made = data.papers.values().flat_map(|p| p.checklists.values());
        data.standards.iter().chain(made)
    };
    for frequency in &after.frequencies {
        if let Some(missing) = programme::no_such_clause(&frequency.of, copies()) {
            let near = missing.near.as_ref();
            let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
            return Err(Fault {
                at: 7,
                why: format!("{missing}{near}"),
            });
        }
    }
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
