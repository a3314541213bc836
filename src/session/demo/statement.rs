//! The statement of applicability as a record, out of the table that the organization kept before.

use crate::{
    domain::{
        applicability::{ControlDecision, Implementation, StatementOfApplicability},
        change::Change,
        evidence::EvidenceLink,
        history::Step,
        id::EvidenceId,
        record::Record,
    },
    error::Result,
};

use super::{clerk::Clerk, failed, plot::Stated, script::draw};

impl Clerk<'_> {
    /// Takes the table over, row by row, and has the statement approved by whoever does it.
    pub(super) fn state(&self, stated: &Stated, step: &Step) -> Result<Change> {
        let table = self
            .archive
            .files()
            .get(&stated.table)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .ok_or_else(|| failed(format!("{} is not there yet", stated.table)))?;
        let mut statement = StatementOfApplicability::new(stated.checklist.clone());
        for line in table.lines().skip(1) {
            let mut decision = decision(line)?;
            decision.evidence = self.shown_by(&decision, step)?;
            statement.put(decision);
        }
        let statement = statement
            .approved(&self.checklist.0, step)
            .map_err(failed)?;
        let what = format!("statement of applicability for {}", stated.checklist);
        Ok(Change::of(what, None, Record::Applicability(statement)))
    }

    /// Cites the files that the table names as the implementation of a control.
    fn shown_by(&self, decision: &ControlDecision, step: &Step) -> Result<Vec<EvidenceLink>> {
        let named = decision.implementation.split(',').map(str::trim);
        named
            .filter(|path| self.archive.files().contains_key(*path))
            .map(|path| {
                let name = format!("soa/{}/{path}", decision.reference);
                let pin = self.archive.pin(path, None)?;
                let id = EvidenceId::draw(draw(&name));
                Ok(EvidenceLink::of_file(id, pin, step.by.clone(), step.at))
            })
            .collect()
    }
}

/// Reads a line of the table: number, title, included, justification, implementation, status.
fn decision(line: &str) -> Result<ControlDecision> {
    let cells = cells(line);
    let [reference, _, included, why, how, status] = cells.as_slice() else {
        return Err(failed(format!("the table has the line {line}")));
    };
    let reference = reference.parse().map_err(failed)?;
    Ok(ControlDecision {
        justification: why.clone(),
        implementation: how.clone(),
        status: match status.as_str() {
            "implemented" => Some(Implementation::Implemented),
            "in part" => Some(Implementation::Partly),
            "planned" => Some(Implementation::Planned),
            _ => None,
        },
        ..ControlDecision::new(reference, included == "yes")
    })
}

/// Splits a line of a table at its commas; those between quotes belong to the text.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match (c, cells.last_mut()) {
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => cells.push(String::new()),
            (c, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_between_quotes_belongs_to_the_text() {
        assert_eq!(
            cells("A.4.6,People,yes,\"R-09, R-12\",,"),
            ["A.4.6", "People", "yes", "R-09, R-12", "", ""]
        );
    }
}
