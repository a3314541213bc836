//! The linter of findings with all that it looks at, as commands and the form ask it.

use std::collections::BTreeMap;

use crate::domain::{
    applicability::Statements,
    finding::{
        Finding, OfferedGrade,
        lint::{LintContext, Names, Remark},
    },
    freshness::FreshnessLimit,
    id::Criterion,
    papers::WorkingPapers,
    person::Person,
    workspace::Workspace,
};

use super::{Session, follow_up::Citations};

/// What the linter looks at beside a finding: put together once for an audit, and asked of many findings and texts.
#[derive(Debug, Clone, Default)]
pub struct Linter {
    names: Names,
    inapplicable: BTreeMap<Criterion, String>,
    limits: Vec<FreshnessLimit>,
    grades: Vec<OfferedGrade>,
}

impl Linter {
    /// Puts together what is looked at in the findings of an audit; `authors` are those of the repository.
    pub fn of(
        papers: &WorkingPapers,
        statements: &Statements,
        workspace: &Workspace,
        authors: &[Person],
    ) -> Self {
        Self {
            names: Names::of(papers, authors),
            inapplicable: papers.inapplicable(statements),
            limits: workspace.freshness.clone(),
            grades: workspace.offered_grades(),
        }
    }

    /// Says what is odd about how a finding is written.
    pub fn remarks(
        &self,
        papers: &WorkingPapers,
        finding: &Finding,
        citations: &Citations,
    ) -> Vec<Remark> {
        finding.lint(&LintContext {
            papers,
            names: &self.names,
            citations,
            inapplicable: &self.inapplicable,
            limits: &self.limits,
            grades: &self.grades,
        })
    }
}

impl Session {
    /// Puts together what is looked at in the findings of an audit.
    pub fn linter(&self, papers: &WorkingPapers) -> Linter {
        Linter::of(
            papers,
            self.applicability(),
            self.workspace(),
            &self.authors(),
        )
    }
}
