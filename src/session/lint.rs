//! The linter of findings with all that it looks at, as commands and the form ask it.

use crate::domain::{
    applicability::Statements,
    finding::{
        Finding,
        lint::{LintContext, Remark},
    },
    papers::WorkingPapers,
    workspace::Workspace,
};

use super::follow_up::Citations;

/// Says what is odd about how a finding is written.
pub fn remarks(
    papers: &WorkingPapers,
    finding: &Finding,
    citations: &Citations,
    statements: &Statements,
    workspace: &Workspace,
) -> Vec<Remark> {
    finding.lint(&LintContext {
        papers,
        citations,
        inapplicable: &papers.inapplicable(statements),
        limits: &workspace.freshness,
        grades: &workspace.offered_grades(),
    })
}
