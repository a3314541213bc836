//! Repositories that are not what most are: none, bare, reftable, partial, SHA-256, linked work trees.

use git2::{ObjectFormat, RepositoryInitOptions};

use super::{commit, repository};
use crate::{
    domain::evidence::CitationState,
    error::{Error, ErrorKind},
    vcs::{At, HeadState, Repository, VcsError, open},
};

#[test]
fn a_folder_without_a_repository_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let error = open(dir.path()).unwrap_err();
    assert!(matches!(error, VcsError::NotARepository { .. }));
    assert_eq!(Error::from(error).kind, ErrorKind::Unavailable);
}

#[test]
fn a_folder_within_finds_its_repository() {
    let (_dir, repo) = repository();
    commit(&repo, &[("a/b/c", Some("x"))]);
    let found = open(&repo.work_dir().join("a/b")).unwrap();
    assert_eq!(found.work_dir(), repo.work_dir());
    assert_eq!(found.private_dir(), repo.private_dir());
}

#[test]
fn a_bare_repository_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    git2::Repository::init_bare(dir.path()).unwrap();
    assert!(matches!(open(dir.path()), Err(VcsError::Bare { .. })));
}

#[test]
fn reftable_comes_with_the_way_out() {
    let (dir, repo) = repository();
    let mut config = repo.raw().config().unwrap();
    config.set_i32("core.repositoryformatversion", 1).unwrap();
    config.set_str("extensions.refstorage", "reftable").unwrap();
    let error = Error::from(open(dir.path()).unwrap_err());
    assert_eq!(error.hints, ["git refs migrate --ref-format=files"]);
}

#[test]
fn another_owner_is_named_with_the_exact_command() {
    let error = Error::from(VcsError::ForeignOwner {
        dir: "/srv/audit records".into(),
    });
    assert_eq!(
        error.hints,
        ["if you trust it: git config --global --add safe.directory '/srv/audit records'"]
    );
}

#[test]
fn a_partial_clone_opens_and_what_is_not_here_was_not_downloaded() {
    let (dir, repo) = repository();
    commit(&repo, &[("p", Some("bytes"))]);
    let pin = repo.pin("p", None, &At::Head).unwrap();
    let mut config = repo.raw().config().unwrap();
    config.set_i32("core.repositoryformatversion", 1).unwrap();
    config.set_str("extensions.partialClone", "origin").unwrap();
    config.set_bool("remote.origin.promisor", true).unwrap();
    let (start, rest) = pin.blob.split_at(2);
    std::fs::remove_file(repo.raw().path().join("objects").join(start).join(rest)).unwrap();
    let partial = open(dir.path()).unwrap();
    assert_eq!(
        partial.check(std::slice::from_ref(&pin)),
        [CitationState::NotDownloaded]
    );
    assert!(matches!(
        partial.bytes_of(&pin),
        Err(VcsError::NotDownloaded { .. })
    ));
}

#[test]
fn what_a_shallow_clone_cut_off_was_not_downloaded() {
    let (dir, repo) = repository();
    let old = commit(&repo, &[("p", Some("old"))]);
    let pin = repo.pin("p", None, &At::Head).unwrap();
    let new = commit(&repo, &[("p", Some("new"))]);
    for id in [&old, &pin.blob] {
        let (start, rest) = id.split_at(2);
        std::fs::remove_file(repo.raw().path().join("objects").join(start).join(rest)).unwrap();
    }
    std::fs::write(repo.raw().path().join("shallow"), format!("{new}\n")).unwrap();
    let shallow = open(dir.path()).unwrap();
    assert_eq!(
        shallow.check(std::slice::from_ref(&pin)),
        [CitationState::NotDownloaded]
    );
    assert!(matches!(
        shallow.bytes_of(&pin),
        Err(VcsError::NotDownloaded { .. })
    ));
    let now = shallow.pin("p", None, &At::Head).unwrap();
    assert_eq!(now.effective, None, "the commit before is not known");
    let log = shallow.log(&[], 10).unwrap();
    assert_eq!((log.len(), log[0].cut, log[0].files.len()), (1, true, 0));
    // The beginning of a history is none that was cut off.
    std::fs::remove_file(shallow.raw().path().join("HEAD")).unwrap();
    let head = shallow.raw().path().join("HEAD");
    std::fs::write(head, "ref: refs/heads/other\n").unwrap();
    let shallow = open(dir.path()).unwrap();
    commit(&shallow, &[("q", Some("from the beginning"))]);
    assert!(shallow.raw().is_shallow());
    assert!(
        shallow
            .pin("q", None, &At::Head)
            .unwrap()
            .effective
            .is_some()
    );
    assert!(!shallow.log(&[], 10).unwrap()[0].cut);
}

#[test]
fn in_a_whole_clone_a_lost_object_is_an_alarm() {
    let (dir, repo) = repository();
    commit(&repo, &[("p", Some("bytes"))]);
    let pin = repo.pin("p", None, &At::Head).unwrap();
    let (start, rest) = pin.blob.split_at(2);
    std::fs::remove_file(repo.raw().path().join("objects").join(start).join(rest)).unwrap();
    assert_eq!(
        open(dir.path()).unwrap().check(&[pin]),
        [CitationState::MissingObject]
    );
}

#[test]
fn a_sha256_repository_works_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let mut how = RepositoryInitOptions::new();
    how.object_format(ObjectFormat::Sha256).initial_head("main");
    git2::Repository::init_opts(dir.path(), &how).unwrap();
    let repo = open(dir.path()).unwrap();
    commit(&repo, &[("a/p", Some("one\ntwo\n")), ("q", Some("x"))]);
    let pin = repo.pin("a/p", None, &At::Head).unwrap();
    assert_eq!(pin.blob.len(), 64);
    assert_eq!(
        repo.check(std::slice::from_ref(&pin)),
        [CitationState::Unchanged {
            file_changed: false
        }]
    );
    commit(&repo, &[("a/p", None), ("b", Some("one\ntwo\n"))]);
    let moved = CitationState::Moved {
        path: "b".to_owned(),
        lines: None,
    };
    assert_eq!(repo.check(&[pin]), [moved]);
}

#[test]
fn a_linked_work_tree_has_its_own_private_folder() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some("x"))]);
    let other = tempfile::tempdir().unwrap();
    let path = other.path().join("linked");
    repo.raw().worktree("linked", &path, None).unwrap();
    let linked = open(&path).unwrap();
    assert_ne!(linked.private_dir(), repo.private_dir());
    let canonical = |path: std::path::PathBuf| path.parent().unwrap().canonicalize().unwrap();
    assert_eq!(canonical(linked.shared_dir()), canonical(repo.shared_dir()));
    let head = linked.head().unwrap();
    assert_eq!(
        (head.state, head.branch.as_deref()),
        (HeadState::Branch, Some("linked"))
    );
    assert!(linked.pin("p", None, &At::Head).is_ok());
}

#[test]
fn what_lies_in_a_submodule_belongs_to_another_repository() {
    let (_dir, repo) = repository();
    let tip = commit(
        &repo,
        &[
            ("p", Some("x")),
            (".gitmodules", Some("[submodule \"sub\"]\n")),
        ],
    );
    let raw = repo.raw();
    let base = raw.find_commit(repo.oid(&tip).unwrap()).unwrap();
    let mut builder = raw.treebuilder(Some(&base.tree().unwrap())).unwrap();
    builder.insert("sub", base.id(), 0o160_000).unwrap();
    let tree = raw.find_tree(builder.write().unwrap()).unwrap();
    let who = git2::Signature::now("M", "m@example.org").unwrap();
    raw.commit(Some("HEAD"), &who, &who, "Add", &tree, &[&base])
        .unwrap();
    assert!(matches!(
        repo.pin("sub/x", None, &At::Head),
        Err(VcsError::Submodule { submodule, .. }) if submodule == "sub"
    ));
    let mut pin = repo.pin("p", None, &At::Head).unwrap();
    pin.path = "sub/x".to_owned();
    assert!(matches!(
        repo.check(&[pin])[..],
        [CitationState::CannotJudge { .. }]
    ));
}
