//! What the program knows of the audits: a copy of the records, kept in step with the worker's.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    clock::Clock,
    domain::{
        action::Proofs,
        applicability::{self, Statements},
        change::{Change, Edit},
        checklist::Checklist,
        evidence::{CitationState, EvidenceLink, within},
        freshness::{self, Age},
        history::Step,
        holder::Holder,
        id::{ActionId, AuditId, EvidenceId, FindingId},
        papers::WorkingPapers,
        people::People,
        person::Person,
        programme::Programme,
        record::{Record, RecordKey},
        register::{self, Register, ScopedSystem},
        workspace::Workspace,
    },
    error::{Error, Result},
    session::{
        self, BrokenRecord, Head, LicensedTexts,
        cite::Holders,
        editions,
        follow_up::{Citations, Known},
        held, ids, programme,
        register::ReadRegister,
        repositories::{HERE, Standing},
        review::PendingCounts,
        signoff::SignOffMark,
        writing::Unwritable,
    },
};

use super::{derived::Derived, syncing::Syncing, weighed::Weighed};

/// Everything that screens show and edits look at.
#[derive(Debug, Clone)]
pub struct Data {
    /// The workspace's own record.
    pub workspace: Workspace,
    /// The working papers of every audit that could be read.
    pub papers: BTreeMap<AuditId, WorkingPapers>,
    /// The statements of applicability that could be read.
    pub applicability: Statements,
    /// The audit programme, if there is one that could be read.
    pub programme: Option<Programme>,
    /// The checklists that the programme is to cover, as far as they are at hand.
    pub standards: Arc<Vec<Checklist>>,
    /// Records that could not be read.
    pub broken: Vec<BrokenRecord>,
    /// What became of each citation, as far as it was judged.
    pub citations: Citations,
    /// How many records are not committed.
    pub pending: PendingCounts,
    /// How the audits are signed off, as far as that was looked at.
    pub sign_offs: BTreeMap<AuditId, SignOffMark>,
    /// How it stands with bringing both sides together.
    pub sync: Syncing,
    /// How it stands with the repositories of evidence, as far as that was looked at.
    pub repositories: Vec<Standing>,
    /// The register of AI systems as it was read last: none where none is named, or why it cannot be read.
    pub register: Result<Option<Arc<ReadRegister>>>,
    /// Where a commit would go.
    pub head: Option<Head>,
    /// Who is at work.
    pub actor: Result<Person>,
    /// Who is whom.
    pub people: People,
    /// What a `.mailmap` would change of that, which is not committed and does not count; none where it would change nothing.
    pub mailmap: Option<String>,
    /// What became of the commits that fixed something, as far as somebody looked.
    pub proofs: Proofs,
    /// The ids of the checklists at hand, each with its title.
    pub checklists: Vec<(String, String)>,
    /// The licensed wording of clauses that is kept here.
    pub texts: LicensedTexts,
    /// What is known of the audits beside their records.
    pub weighed: Weighed,
    /// What was worked out from the records since they changed last.
    pub derived: Derived,
    /// Why nothing can be saved here; none where it can.
    pub unwritable: Option<Unwritable>,
    /// What time it is.
    pub clock: Clock,
    /// Where random bits for ids come from.
    pub random: fn() -> Result<u32>,
}

impl Data {
    /// Refuses where nothing can be saved, before anything is asked for it.
    pub fn may_write(&self, what: &str) -> Result<()> {
        match &self.unwritable {
            Some(unwritable) => Err(unwritable.refuses(what)),
            None => Ok(()),
        }
    }

    /// Notes who acts and when; an error where nobody is known to, or nothing can be saved.
    pub fn step(&self, why: &str) -> Result<Step> {
        self.may_write("save")?;
        Ok(Step {
            by: self.actor.clone()?,
            at: self.clock.now(),
            today: self.clock.today(),
            why: why.to_owned(),
        })
    }

    /// Puts together what the guards of findings and corrective actions look at beside the working papers.
    pub fn known(&self) -> Known<'_> {
        Known {
            citations: &self.citations,
            statements: &self.applicability,
            days: &self.workspace.days,
            people: &self.people,
            proofs: &self.proofs,
        }
    }

    /// Refuses a change that the state of its audit, or its team, does not let be, and any where nothing can be saved.
    pub fn check_held(&self, change: &Change) -> Result<()> {
        self.may_write("save")?;
        let papers = change.audit().and_then(|id| self.papers.get(&id));
        match (papers, &self.actor) {
            (Some(papers), Ok(by)) => held::check(papers, change, by, &self.people),
            (Some(_), Err(_)) | (None, _) => Ok(()),
        }
    }

    /// Refuses to answer in an audit, before anything is asked for it.
    pub fn require_answering(&self, papers: &WorkingPapers) -> Result<()> {
        self.may_write("save")?;
        held::answering(
            papers,
            self.actor.as_ref().map_err(Clone::clone)?,
            &self.people,
        )
    }

    /// Finds the working papers of an audit.
    pub fn audit(&self, id: &AuditId) -> Option<&WorkingPapers> {
        self.papers.get(id)
    }

    /// Returns the audit programme as a record that cannot be read; none where it can be, or where there is none.
    pub fn unread_programme(&self) -> Option<&BrokenRecord> {
        let is_it = |broken: &&BrokenRecord| broken.key == Some(RecordKey::Programme);
        self.broken.iter().find(is_it)
    }

    /// Returns what became of a citation; none while it was not judged.
    pub fn citation(&self, id: &EvidenceId) -> Option<&CitationState> {
        self.citations.get(id)
    }

    /// Returns the register of AI systems, as far as it can be read.
    pub fn register(&self) -> Option<&Register> {
        Some(&self.register.as_ref().ok()?.as_ref()?.register)
    }

    /// Finds out which AI systems the scope of an audit means.
    pub fn systems_in_scope(&self, audit: &AuditId) -> Vec<ScopedSystem> {
        self.papers.get(audit).map_or_else(Vec::new, |papers| {
            register::scoped(&papers.audit.scope.ai_systems, self.register())
        })
    }

    /// Returns the path of a cited file as lists of files have it, which tell apart what lies in a submodule.
    pub fn listed(&self, link: &EvidenceLink) -> Option<String> {
        let path = link.path.as_ref().filter(|_| link.repository == HERE);
        let in_submodule = path.and_then(|path| {
            let mut modules = self.repositories.iter().filter(|other| other.is_submodule);
            modules.find_map(|module| {
                let rest = path.strip_prefix(&module.declared.path)?;
                let rest = rest.strip_prefix('/')?;
                Some(within(&module.declared.name, rest, None))
            })
        });
        in_submodule.or_else(|| link.listed_as())
    }

    /// Draws an id for a finding.
    pub fn draw_finding(&self) -> Result<FindingId> {
        session::draw_until(self.random, FindingId::draw, |id| {
            ids::is_taken(&self.papers, &self.broken, id.as_str())
        })
    }

    /// Draws an id for a corrective action.
    pub fn draw_action(&self) -> Result<ActionId> {
        session::draw_until(self.random, ActionId::draw, |id| {
            ids::is_taken(&self.papers, &self.broken, id.as_str())
        })
    }

    /// Draws ids for citations, so many at once.
    pub fn draw_evidence(&self, count: usize) -> Result<Vec<EvidenceId>> {
        let mut drawn: Vec<EvidenceId> = Vec::with_capacity(count);
        for _ in 0..count {
            let id = session::draw_until(self.random, EvidenceId::draw, |id| {
                drawn.contains(id)
                    || self.papers.values().any(|p| p.citation(id).is_some())
                    || applicability::citation(&self.applicability, id).is_some()
            })?;
            drawn.push(id);
        }
        Ok(drawn)
    }

    /// Returns all records that can hold a citation.
    pub fn holders(&self) -> Holders<'_> {
        Holders {
            papers: &self.papers,
            statements: &self.applicability,
        }
    }

    /// Makes a change of records.
    pub fn make(&mut self, change: &Change) {
        self.derived.forget();
        applicability::apply(change, &mut self.applicability);
        programme::apply(change, &mut self.programme);
        for edit in &change.edits {
            if let Some(Record::Workspace(workspace)) = &edit.after {
                self.workspace = workspace.clone();
            }
        }
        let papers = change.audit().and_then(|id| self.papers.get_mut(&id));
        if let Some(papers) = papers {
            editions::apply(change, papers);
            self.weighed.weigh(papers, &self.workspace);
        }
    }

    /// Returns the record of a key as it is known here; none where it is not there, and for copies of checklists.
    fn record(&self, key: &RecordKey) -> Option<Record> {
        match key {
            RecordKey::Workspace => Some(Record::Workspace(self.workspace.clone())),
            RecordKey::Programme => self.programme.clone().map(Record::Programme),
            RecordKey::Applicability(id) => self
                .applicability
                .get(id)
                .cloned()
                .map(Record::Applicability),
            of_audit @ (RecordKey::Audit(_)
            | RecordKey::Answers(..)
            | RecordKey::Finding(..)
            | RecordKey::Action(..)
            | RecordKey::Sample(..)
            | RecordKey::Trail(..)) => self.papers.get(of_audit.audit()?)?.record(of_audit),
            RecordKey::Criteria(..) | RecordKey::Kept { .. } => None,
        }
    }

    /// Names a record of a change that is not as the change left it any more: taking that back would take more with it.
    pub fn has_moved_on(&self, change: &Change) -> Option<RecordKey> {
        // Of a record that a change edits twice the last edit is what it left.
        let mut left: BTreeMap<RecordKey, &Edit> = BTreeMap::new();
        for edit in &change.edits {
            left.extend(edit.key().map(|key| (key, edit)));
        }
        let mut moved = left.into_iter().filter(|(key, edit)| match key {
            RecordKey::Criteria(..) | RecordKey::Kept { .. } => false,
            RecordKey::Workspace
            | RecordKey::Programme
            | RecordKey::Applicability(_)
            | RecordKey::Audit(_)
            | RecordKey::Answers(..)
            | RecordKey::Finding(..)
            | RecordKey::Action(..)
            | RecordKey::Sample(..)
            | RecordKey::Trail(..) => self.record(key) != edit.after,
        });
        moved.next().map(|(key, _)| key)
    }

    /// Weighs all audits anew.
    pub fn weigh(&mut self) {
        self.derived.forget();
        for papers in self.papers.values() {
            self.weighed.weigh(papers, &self.workspace);
        }
    }

    /// Says of a citation whether it is of the right time.
    pub fn age(&self, holder: &Holder, link: &EvidenceLink) -> Age {
        freshness::age(&self.papers, holder, link, &self.workspace.freshness)
    }

    /// Says that an audit is not there any more.
    pub fn gone(id: &AuditId) -> Error {
        Error::usage(format!("Could not find the audit {id} any more"))
            .hint("it may have been removed from outside; reload from the palette (?)")
    }
}
