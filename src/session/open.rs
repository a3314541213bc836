//! Opening a workspace and reading its records.

use std::{collections::BTreeMap, path::Path};

use crate::{
    clock::Clock,
    domain::{id::AuditId, record::RecordKey},
    error::{Error, Result},
    safe::escape_line,
    store::{Store, StoreError, library::Library},
    vcs::{self, Repository as _},
};

use super::{Session, repositories::Repositories};

/// Points out the workspace around a repository that is none itself: somebody stands in a submodule of it.
fn within_another(error: StoreError, work_dir: &Path) -> Error {
    let is_none = matches!(error, StoreError::NoWorkspace { .. });
    let around = work_dir
        .parent()
        .filter(|_| is_none)
        .and_then(|above| vcs::open(above).ok())
        .filter(|around| Store::is_workspace(around.work_dir()));
    let mut error = Error::from(error);
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

impl Session {
    /// Opens the workspace that holds a folder: the repository, its records, its checklists.
    ///
    /// Broken records do not hinder it; they are listed by [`Session::broken`]. A commit that was interrupted is finished
    /// or rolled back first; where that cannot be done, as on a disk that is read-only, [`Session::unhealed`] says why, and
    /// the records can be read all the same.
    pub fn open(dir: &Path, clock: Clock) -> Result<Self> {
        let repository = vcs::open(dir)?;
        let unhealed = repository.recover().err().map(Error::from);
        let (store, workspace) = Store::open(repository.work_dir())
            .map_err(|error| within_another(error, repository.work_dir()))?;
        let library = Library::load(store.root());
        let mut session = Self {
            store,
            repositories: Repositories::new(Box::new(repository), &workspace.repositories),
            library,
            clock,
            workspace,
            papers: BTreeMap::new(),
            applicability: BTreeMap::new(),
            broken: Vec::new(),
            read_only: Vec::new(),
            unhealed,
            histories: BTreeMap::new(),
        };
        session.load()?;
        Ok(session)
    }

    /// Reads all records again, as after an edit from outside.
    pub fn reload(&mut self) -> Result<()> {
        let (store, workspace) = Store::open(self.repository().work_dir())?;
        self.repositories.declare(&workspace.repositories);
        self.store = store;
        self.workspace = workspace;
        self.library = Library::load(self.store.root());
        self.load()
    }

    /// Takes the checklists at hand as they are on disk now.
    pub fn look_for_checklists(&mut self) {
        self.library = Library::load(self.store.root());
    }

    fn load(&mut self) -> Result<()> {
        self.papers.clear();
        self.applicability.clear();
        self.broken.clear();
        self.read_only.clear();
        if self.store.newer().is_some() {
            self.read_only.push(RecordKey::Workspace);
        }
        for (id, loaded) in self.store.load_all()? {
            self.take_in(id, loaded);
        }
        let loaded = self.store.load_applicability()?;
        self.applicability = loaded.statements;
        self.broken.extend(loaded.broken);
        self.read_only.extend(loaded.read_only);
        Ok(())
    }

    fn take_in(&mut self, id: AuditId, loaded: crate::store::Loaded) {
        if let Some(papers) = loaded.papers {
            self.papers.insert(id, papers);
        }
        self.broken.extend(loaded.broken);
        self.read_only.extend(loaded.read_only);
    }
}
