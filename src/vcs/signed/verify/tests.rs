//! Many signatures at once, by a program that keeps a record of how often it was asked.

use std::{cell::Cell, fs, os::unix::fs::PermissionsExt as _};

use git2::{ConfigLevel, Oid};
use tempfile::TempDir;

use crate::{
    domain::signoff::standing::SignatureState,
    vcs::{
        GitRepository,
        signed::{Signed as _, armour},
        tests::{commit, repository},
    },
};

/// A repository with a list of trusted keys and a program that finds every signature good.
fn trusting() -> (TempDir, TempDir, GitRepository) {
    let (dir, repo) = repository();
    let yard = tempfile::tempdir().unwrap();
    let (program, list) = (yard.path().join("keygen"), yard.path().join("keys"));
    let log = yard.path().join("log");
    let script = format!(
        "#!/bin/sh\necho asked >> '{}'\ncat > /dev/null\necho 'Good signature with key SHA256:abc'\n",
        log.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(&list, "first\n").unwrap();
    let mut config = repo.raw().config().unwrap();
    // As the user's own configuration: that of the repository chooses no program.
    let own = yard.path().join("gitconfig");
    fs::write(&own, "").unwrap();
    config.add_file(&own, ConfigLevel::Global, true).unwrap();
    let mut config = config.open_level(ConfigLevel::Global).unwrap();
    let mut set = |name: &str, value: &std::path::Path| {
        config.set_str(name, value.to_str().unwrap()).unwrap();
    };
    set("gpg.ssh.program", &program);
    set("gpg.ssh.allowedSignersFile", &list);
    (dir, yard, repo)
}

/// Makes the same commit with a signature.
fn signed(repo: &GitRepository, id: &str) -> String {
    let plain = repo.raw().find_commit(Oid::from_str(id).unwrap()).unwrap();
    let text = repo
        .raw()
        .commit_create_buffer(
            &plain.author(),
            &plain.committer(),
            "Signed",
            &plain.tree().unwrap(),
            &[],
        )
        .unwrap();
    let signature = format!("{}\nAAAA\n-----END SSH SIGNATURE-----", armour::SSH);
    let signed = repo
        .raw()
        .commit_signed(text.as_str().unwrap(), &signature, None);
    signed.unwrap().to_string()
}

fn asked(yard: &TempDir) -> usize {
    let log = fs::read_to_string(yard.path().join("log")).unwrap_or_default();
    log.lines().count()
}

#[test]
fn many_signatures_are_checked_in_their_order_and_remembered_while_the_keys_are_the_same() {
    let (_dir, yard, repo) = trusting();
    let plain: Vec<String> = (0..6)
        .map(|n| commit(&repo, &[("file", Some(&n.to_string()))]))
        .collect();
    let some: Vec<String> = plain.iter().skip(1).map(|id| signed(&repo, id)).collect();
    let mut ids: Vec<&str> = some.iter().map(String::as_str).collect();
    ids.insert(2, &plain[0]);
    let told = Cell::new((0, 0));
    let states = repo
        .signatures(&ids, &|| false, &|done, all| told.set((done, all)))
        .unwrap();
    let words: Vec<&str> = states.iter().map(SignatureState::word).collect();
    assert_eq!(words, ["good", "good", "unsigned", "good", "good", "good"]);
    assert_eq!(told.get(), (6, 6));
    assert_eq!(asked(&yard), 5);
    assert_eq!(repo.signature(ids[0]).word(), "good");
    assert_eq!(asked(&yard), 5, "it is remembered");
    fs::write(yard.path().join("keys"), "second\n").unwrap();
    assert_eq!(repo.signature(ids[0]).word(), "good");
    assert_eq!(asked(&yard), 6, "by other keys it is asked anew");
}

#[test]
fn what_is_stopped_says_nothing() {
    let (_dir, yard, repo) = trusting();
    let id = signed(&repo, &commit(&repo, &[("file", Some("1"))]));
    assert_eq!(repo.signatures(&[&id], &|| true, &|_, _| {}), None);
    assert_eq!(asked(&yard), 0);
}
