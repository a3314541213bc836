//! What the rest of the program asks of a repository: each question handed to the file that answers it.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    domain::{
        action::{Fix, Fixing},
        evidence::{CitationState, LineRange, Pin},
        independence::{Contributions, Inquiry},
        people::People,
        person::Person,
        verify::citations::Standing,
    },
    vcs::{
        Absent, At, Between, ChangesFound, ChangesTold, CommitError, CommitLine, CommitRequest,
        Committed, Content, Engine, FileHits, GrepQuery, Grepped, Ground, Head, Listed, LogEntry,
        Opened, OthersChanged, PendingFile, Proposal, Recovery, Repository, ShownCommit, Submodule,
        TagLock, VcsError, beside, changes, cited_commit, commit, contributions, fixes, grep,
        ground, head, log, mailmap, merge_driver, opened, origin, others, pending, people, pin,
        population, private, replay, side_by_side, submodules, taken_back, trail, tree,
    },
};

use super::GitRepository;

impl Repository for GitRepository {
    fn commit(&self, request: &CommitRequest) -> Result<Committed, CommitError> {
        commit::commit(&self.repo, request)
    }

    fn recover(&self) -> Result<Recovery, CommitError> {
        commit::recover(&self.repo)
    }

    fn recover_knowingly(&self, age: Duration) -> Result<Recovery, CommitError> {
        commit::recover_knowingly(&self.repo, age)
    }

    fn engine(&self) -> Engine {
        commit::engine(&self.repo)
    }

    fn locks(&self) -> Vec<(PathBuf, Duration)> {
        commit::locks(&self.repo)
    }

    fn tag_locks(&self) -> Vec<TagLock> {
        commit::tag_locks(&self.repo)
    }

    fn absent(&self, folders: &[String]) -> Result<Vec<Absent>, VcsError> {
        pending::absent(self, folders)
    }

    fn ground(&self, records: &str) -> Ground {
        ground::look(self, records)
    }

    fn merge_driver(&self, name: &str) -> Option<String> {
        merge_driver::command(self, name)
    }

    fn set_merge_driver(&self, name: &str, title: &str, command: &str) -> Result<(), VcsError> {
        merge_driver::set(self, name, title, command)
    }

    fn merge_attribute(&self, path: &str) -> Option<String> {
        merge_driver::of_path(self, path)
    }

    fn work_dir(&self) -> &Path {
        &self.work_dir
    }

    fn private_dir(&self) -> PathBuf {
        private::folder(&self.repo, self.repo.path())
    }

    fn desk_dir(&self) -> PathBuf {
        self.repo.path().join("tickmark")
    }

    fn git_dirs(&self) -> [PathBuf; 2] {
        [self.repo.path(), self.repo.commondir()].map(Path::to_owned)
    }

    fn shared_dir(&self) -> PathBuf {
        private::folder(&self.repo, self.repo.commondir())
    }

    fn head(&self) -> Result<Head, VcsError> {
        head::head(self)
    }

    fn identity(&self) -> Result<Person, VcsError> {
        head::identity(self)
    }

    fn commit_named(&self, name: &str) -> Result<String, VcsError> {
        let commit = if name == "HEAD" {
            self.tip()?.map(|(commit, _)| commit)
        } else {
            Some(Self::commit_named(self, name)?.0)
        };
        let commit = commit.ok_or_else(|| VcsError::NoSuchCommit {
            commit: name.to_owned(),
        })?;
        Ok(commit.to_string())
    }

    fn commit_meant(&self, name: &str) -> Result<String, VcsError> {
        population::commit_meant(self, name)
    }

    fn files_at(&self, commit: &str, visit: &mut dyn FnMut(&[u8])) -> Result<(), VcsError> {
        population::files_at(self, commit, visit)
    }

    fn commits(&self, range: &population::Range) -> Result<Vec<population::CommitFacts>, VcsError> {
        population::commits(self, range)
    }

    fn editor(&self) -> Option<String> {
        let editor = self.repo.config().ok()?.get_string("core.editor").ok()?;
        (!editor.trim().is_empty()).then_some(editor)
    }

    fn list_paths(
        &self,
        sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>,
    ) -> Result<Listed, VcsError> {
        match self.tip()? {
            Some((_, tree)) => tree::list(self, tree, sink),
            None => Ok(Listed::default()),
        }
    }

    fn grep(
        &self,
        query: &GrepQuery<'_>,
        cancel: &(dyn Fn() -> bool + Sync),
        sink: &mut dyn FnMut(FileHits) -> ControlFlow<()>,
    ) -> Result<Grepped, VcsError> {
        grep::grep(self, query, cancel, sink)
    }

    fn submodules(&self) -> Vec<Submodule> {
        submodules::list(self)
    }

    fn kept_submodule(&self, name: &str) -> Option<PathBuf> {
        beside::kept(&self.repo, name)
    }

    fn path_here(&self, name: &str) -> Option<PathBuf> {
        let config = self.repo.config().ok()?.snapshot().ok()?;
        config
            .get_path(&format!("tickmark.repository.{name}.path"))
            .ok()
            .filter(|path| !path.as_os_str().is_empty())
    }

    fn read(&self, at: &At, path: &str, limit: u64) -> Result<Content, VcsError> {
        self.has(at)?;
        pin::read(self, at, path, limit)
    }

    fn open(&self, at: &At, path: &str) -> Result<Opened<'_>, VcsError> {
        self.has(at)?;
        opened::open(self, at, path)
    }

    fn pin(&self, path: &str, lines: Option<LineRange>, at: &At) -> Result<Pin, VcsError> {
        self.has(at)?;
        pin::pin(self, path, lines, at)
    }

    fn check(&self, pins: &[Pin]) -> Vec<CitationState> {
        side_by_side::judge_all(self, pins, &At::Head)
    }

    fn missing_commits(&self, pins: &[Pin]) -> Vec<bool> {
        origin::missing_commits(self, pins)
    }

    fn check_commits(&self, ids: &[&str]) -> Vec<CitationState> {
        cited_commit::judge(self, ids)
    }

    fn fixes(&self, ids: &[&str]) -> Vec<Fix> {
        fixes::judge(self, ids)
    }

    fn fixings(&self, ids: &[&str], records: &str) -> Vec<Option<Fixing>> {
        fixes::fixings(self, ids, records)
    }

    fn show_commit(&self, id: &str, most_files: usize) -> Result<ShownCommit, VcsError> {
        cited_commit::show(self, id, most_files)
    }

    fn recent_commits(&self, limit: usize) -> Result<Vec<CommitLine>, VcsError> {
        cited_commit::recent(self, limit)
    }

    fn recent_authors(&self, limit: usize) -> Result<Vec<Person>, VcsError> {
        cited_commit::authors(self, limit)
    }

    fn check_at(&self, pins: &[Pin], at: &At) -> Vec<CitationState> {
        side_by_side::judge_all(self, pins, at)
    }

    fn between(&self, pin: &Pin, to: &At, stop: trail::Stop<'_>) -> Result<Between, VcsError> {
        trail::between(self, pin, to, stop)
    }

    fn proposals(
        &self,
        pin: &Pin,
        to: &At,
        stop: trail::Stop<'_>,
    ) -> Result<Vec<Proposal>, VcsError> {
        trail::proposals(self, pin, to, stop)
    }

    fn bytes_of(&self, pin: &Pin) -> Result<Vec<u8>, VcsError> {
        pin::bytes_of(self, pin)
    }

    fn pending(&self, folders: &[String]) -> Result<Vec<PendingFile>, VcsError> {
        pending::pending(self, folders)
    }

    fn others_changed(&self, ours: &[String]) -> Result<OthersChanged, VcsError> {
        others::count(self, ours)
    }

    fn taken_back(&self, ours: &[String]) -> Vec<String> {
        taken_back::taken_back(self, ours)
    }

    fn log(&self, paths: &[String], limit: usize) -> Result<Vec<LogEntry>, VcsError> {
        let wanted = log::Wanted {
            limit,
            since: None,
            saying: None,
        };
        log::log(self, paths, wanted)
    }

    fn contributions(
        &self,
        asked: &Inquiry,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Contributions>, VcsError> {
        contributions::contributions(self, asked, cancelled)
    }

    fn people(&self, folder: &str) -> People {
        people::people(self, folder)
    }

    fn people_by(&self, folder: &str, mailmap: Option<&str>) -> People {
        people::people_by(self, folder, mailmap)
    }

    fn uncommitted_mailmap(&self) -> Option<(People, People)> {
        mailmap::uncommitted(self)
    }

    fn last_changes(
        &self,
        cancel: &dyn Fn() -> bool,
        sink: &mut dyn FnMut(ChangesFound) -> ControlFlow<()>,
    ) -> Result<ChangesTold, VcsError> {
        changes::last_changes(self, cancel, sink)
    }

    fn replay(&self, asked: &replay::Asked<'_>) -> Result<Option<replay::Replay>, VcsError> {
        replay::replay(self, asked)
    }

    fn read_blobs(
        &self,
        ids: &[&str],
        stop: &(dyn Fn() -> bool + Sync),
        each: &replay::Each<'_>,
    ) -> Result<(), VcsError> {
        replay::read_blobs(self, ids, stop, each)
    }

    fn standing(&self, pins: &[Pin]) -> Vec<Standing> {
        replay::standing(self, pins)
    }
}
