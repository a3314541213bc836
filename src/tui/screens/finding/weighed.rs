//! What the form of a finding says beside what the finding holds: earlier ones, the grade that a repeat proposes, and what
//! the linter says. It looks at all audits, and so is worked out when records change, and not at each key.

use std::cell::RefCell;

use crate::{
    domain::{
        finding::{Finding, FindingState},
        id::FindingId,
        papers::WorkingPapers,
        recurrence::{self, Earlier, Proposal},
    },
    safe,
    session::lint::Linter,
    tui::{data::Data, screens::form::field::Remark},
};

use super::{FindingKey, remarks};

/// What is said at fields.
type Remarks = Vec<(FindingKey, Remark)>;

/// What is known beside a finding.
#[derive(Debug, Clone, Default)]
pub(super) struct WeighedFinding {
    /// The higher grade that a linked repeat proposes.
    pub(super) proposal: Option<Proposal>,
    /// Earlier findings that have something in common with it.
    pub(super) earlier: Vec<EarlierTold>,
    linter: Linter,
    remarks: Remarks,
    /// What was typed last, and what is said of that.
    typed: RefCell<Option<(FindingKey, String, Remarks)>>,
}

/// An earlier finding as the form tells it.
#[derive(Debug, Clone)]
pub(super) struct EarlierTold {
    pub(super) id: FindingId,
    pub(super) linked: bool,
    /// What it was, and what it has in common with this one.
    pub(super) said: String,
    /// What it is called in a choice, and what it has in common with this one.
    pub(super) choice: (String, String),
}

impl WeighedFinding {
    /// Works all of it out.
    pub(super) fn of(finding: &Finding, papers: &WorkingPapers, data: &Data) -> Self {
        let (statements, workspace) = (&data.applicability, &data.workspace);
        let linter = Linter::of(papers, statements, workspace, data.weighed.authors());
        // What was handed over is looked at only while it is amended.
        let remarks = if finding.state == FindingState::Draft {
            remarks::of(finding, &linter, papers, data)
        } else {
            Vec::new()
        };
        let earlier = recurrence::earlier(&data.papers, papers, finding);
        Self {
            proposal: recurrence::proposal(&data.papers, finding),
            earlier: earlier.iter().map(EarlierTold::of).collect(),
            linter,
            remarks,
            typed: RefCell::new(None),
        }
    }

    /// Says what is odd about how the finding is written, with what is typed into a field in place of what it holds.
    pub(super) fn remarks(
        &self,
        finding: &Finding,
        typed: Option<(&FindingKey, &str)>,
        papers: &WorkingPapers,
        data: &Data,
    ) -> Remarks {
        let Some((key, text)) = typed else {
            return self.remarks.clone();
        };
        let mut last = self.typed.borrow_mut();
        match &*last {
            Some((of, said, remarks)) if of == key && said == text => remarks.clone(),
            Some(_) | None => {
                let written = remarks::written(finding, key, text);
                let remarks = remarks::of(&written, &self.linter, papers, data);
                *last = Some((key.clone(), text.to_owned(), remarks.clone()));
                remarks
            }
        }
    }
}

impl EarlierTold {
    fn of(earlier: &Earlier<'_>) -> Self {
        let finding = earlier.finding;
        let alike = earlier.alike_in_words();
        let mut lines = vec![
            format!(
                "{}  {}  {}, {}",
                finding.id,
                finding.kind.word(),
                finding.state.label(),
                earlier.audit
            ),
            finding.title.trim().to_owned(),
            alike.clone(),
        ];
        if !earlier.cause.is_empty() {
            lines.push(format!("cause: {}", earlier.cause));
        }
        lines.retain(|line| !line.is_empty());
        let label = format!(
            "{}  {}  {}",
            finding.id,
            finding.kind.word(),
            safe::escape_line(&finding.title)
        );
        let detail = match (earlier.linked, alike) {
            (true, alike) if alike.is_empty() => "linked; enter takes it back".to_owned(),
            (true, alike) => format!("{alike}; linked, enter takes it back"),
            (false, alike) => format!("{}, {alike}", earlier.audit),
        };
        Self {
            id: finding.id.clone(),
            linked: earlier.linked,
            said: lines.join("\n"),
            choice: (label, detail),
        }
    }
}
