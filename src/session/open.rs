//! Opening a workspace and reading its records.

use std::{collections::BTreeMap, path::Path};

use crate::{
    clock::Clock,
    domain::{
        applicability::Statements, id::AuditId, papers::WorkingPapers, programme::Programme,
        record::RecordKey, workspace::Workspace,
    },
    error::{Error, Result},
    safe::escape_line,
    store::{BrokenRecord, Store, StoreError, library::Library},
    vcs::{self, GitRepository, Repository},
};

use super::{Session, company::Company, repositories::Repositories, signatures::KnownSignatures};

/// Points out the workspace around a repository that is none itself: somebody stands in a submodule of it.
fn within_another(error: StoreError, work_dir: &Path) -> Error {
    let is_none = matches!(error, StoreError::NoWorkspace { .. });
    let more = match &error {
        StoreError::Broken(first) => Store::further_faults_of_workspace(work_dir, first),
        StoreError::NoWorkspace { .. }
        | StoreError::NewerSchema { .. }
        | StoreError::Conflict { .. }
        | StoreError::Vanished { .. }
        | StoreError::Uneditable { .. }
        | StoreError::Misplaced { .. }
        | StoreError::TooLarge { .. }
        | StoreError::Linked { .. }
        | StoreError::Busy { .. }
        | StoreError::Io { .. } => Vec::new(),
    };
    let around = work_dir
        .parent()
        .filter(|_| is_none)
        .and_then(|above| vcs::open(above).ok())
        .filter(|around| Store::is_workspace(around.work_dir()));
    let mut error = Error::from(error).details(more.iter().map(ToString::to_string));
    if let Some(around) = around {
        let around = around.work_dir().display().to_string();
        let around = escape_line(around.trim_end_matches('/')).into_owned();
        error.hints.insert(
            0,
            format!("it lies within the workspace {around}: tickmark -C {around}"),
        );
    }
    error
}

/// Opens the records of a work tree. All who save in it take turns in one folder of git's.
fn open_store(repository: &dyn Repository) -> Result<(Store, Workspace), StoreError> {
    let (store, workspace) = Store::open(repository.work_dir())?;
    Ok((store.taking_turns_in(&repository.desk_dir()), workspace))
}

impl Session {
    /// Opens the workspace that holds a folder: the repository, its records, its checklists.
    ///
    /// Broken records do not hinder it; they are listed by [`Session::broken`]. A commit that was interrupted is finished
    /// or rolled back first, and [`Session::healed`] tells of it; where that cannot be done, as on a disk that is read-only,
    /// [`Session::unhealed`] says why, and the records can be read all the same. What saves left that were killed is swept.
    /// Where nothing can be written [`Session::unwritable`] says why.
    pub fn open(dir: &Path, clock: Clock) -> Result<Self> {
        let repository = vcs::open(dir)?;
        let (healed, unhealed) = match repository.recover() {
            Ok(found) => (Some(found), None),
            Err(cause) => (None, Some(Error::from(cause))),
        };
        let mut session = Self::read(repository, clock)?;
        session.healed = healed;
        session.unhealed = unhealed;
        session.store.sweep();
        session.look_whether_writable();
        Ok(session)
    }

    /// Opens the workspace once more beside a session that works in it: to read, and with no hand on a commit under way.
    pub fn open_beside(dir: &Path, clock: Clock) -> Result<Self> {
        Self::read(vcs::open(dir)?, clock)
    }

    fn read(repository: GitRepository, clock: Clock) -> Result<Self> {
        let (mut store, workspace) = open_store(&repository)
            .map_err(|error| within_another(error, repository.work_dir()))?;
        let library = Library::load(store.root());
        let seen = repository.head().ok();
        let records = Records::read(&mut store)?;
        Ok(Self {
            seen,
            store,
            repositories: Repositories::new(Box::new(repository), &workspace.repositories),
            library,
            clock,
            workspace,
            papers: records.papers,
            applicability: records.applicability,
            programme: records.programme,
            broken: records.broken,
            read_only: records.read_only,
            unhealed: None,
            healed: None,
            only_read: None,
            hindered: None,
            histories: BTreeMap::new(),
            company: Company::default(),
            signatures: KnownSignatures::default(),
        })
    }

    /// Reads all records again, as after an edit from outside. Where they cannot be read those known before stay.
    pub fn reload(&mut self) -> Result<()> {
        let (mut store, workspace) = open_store(self.repository())?;
        self.seen = self.repository().head().ok();
        let records = Records::read(&mut store)?;
        self.repositories.declare(&workspace.repositories);
        self.library = Library::load(store.root());
        self.store = store;
        self.workspace = workspace;
        self.papers = records.papers;
        self.applicability = records.applicability;
        self.programme = records.programme;
        self.broken = records.broken;
        self.read_only = records.read_only;
        self.look_whether_writable();
        Ok(())
    }

    /// Takes the checklists at hand as they are on disk now.
    pub fn look_for_checklists(&mut self) {
        self.library = Library::load(self.store.root());
    }
}

/// The records of a workspace as they were read.
#[derive(Default)]
struct Records {
    papers: BTreeMap<AuditId, WorkingPapers>,
    applicability: Statements,
    programme: Option<Programme>,
    broken: Vec<BrokenRecord>,
    read_only: Vec<RecordKey>,
}

impl Records {
    fn read(store: &mut Store) -> Result<Self> {
        let mut records = Self::default();
        if store.newer().is_some() {
            records.read_only.push(RecordKey::Workspace);
        }
        for (id, loaded) in store.load_all()? {
            records
                .papers
                .extend(loaded.papers.map(|papers| (id, papers)));
            records.broken.extend(loaded.broken);
            records.read_only.extend(loaded.read_only);
        }
        let loaded = store.load_applicability()?;
        records.applicability = loaded.statements;
        records.broken.extend(loaded.broken);
        records.read_only.extend(loaded.read_only);
        let loaded = store.load_programme();
        records.programme = loaded.programme;
        records.broken.extend(loaded.broken);
        if loaded.is_newer {
            records.read_only.push(RecordKey::Programme);
        }
        Ok(records)
    }
}
