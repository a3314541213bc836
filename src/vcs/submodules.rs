//! The submodules of a repository.

use git2::Config;

use super::{
    GitRepository, Submodule, paths,
    tree::{self, EntryKind, Lookup},
};

/// How large `.gitmodules` may be; a larger one names none.
const LIMIT: u64 = 1 << 20;
/// How many submodules are looked at: each costs a look into the tree.
const MOST: usize = 1000;

/// Lists the submodules at the branch's tip; none where there is no `.gitmodules`, which every one of them needs.
///
/// Nothing of the submodules themselves is opened, and names that no path may have are left out.
pub(super) fn list(repo: &GitRepository) -> Vec<Submodule> {
    let Ok(Some((_, tree))) = repo.tip() else {
        return Vec::new();
    };
    let Ok(Lookup::Found(id, EntryKind::File)) = tree::find(repo, tree, b".gitmodules") else {
        return Vec::new();
    };
    let Ok(bytes) = repo.blob_within(id, LIMIT) else {
        return Vec::new();
    };
    let mut found = declared(&bytes);
    found.truncate(MOST);
    found.retain_mut(
        |module| match tree::find(repo, tree, module.path.as_bytes()) {
            Ok(Lookup::Found(id, EntryKind::Submodule)) => {
                module.commit = id.to_string();
                true
            }
            Ok(_) | Err(_) => false,
        },
    );
    found
}

/// Reads paths and addresses from the text of a `.gitmodules`; one that cannot be understood names none.
fn declared(text: &[u8]) -> Vec<Submodule> {
    // Such a file may include nothing, for git does not follow it either (CVE-2018-17456 and its kin).
    let includes = |line: &[u8]| {
        let line = line.trim_ascii_start();
        line.get(..8)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"[include"))
    };
    if text.split(|&byte| byte == b'\n').any(includes) {
        return Vec::new();
    }
    read(text).unwrap_or_default()
}

fn read(text: &[u8]) -> Option<Vec<Submodule>> {
    // libgit2 reads configuration from files alone.
    let mut file = tempfile::NamedTempFile::new().ok()?;
    std::io::Write::write_all(&mut file, text).ok()?;
    let config = Config::open(file.path()).ok()?;
    let mut paths_of = Vec::new();
    let mut entries = config.entries(Some(r"^submodule\..*\.path$")).ok()?;
    while let Some(entry) = entries.next() {
        let entry = entry.ok()?;
        let key = entry.name().ok()?.strip_suffix(".path")?.to_owned();
        if let Ok(path) = entry.value() {
            paths_of.push((key, path.trim_end_matches('/').to_owned()));
        }
    }
    let mut found: Vec<Submodule> = paths_of
        .into_iter()
        .filter(|(_, path)| paths::decode(path).is_ok())
        .map(|(key, path)| Submodule {
            name: key.strip_prefix("submodule.").unwrap_or(&key).to_owned(),
            path,
            url: config.get_string(&format!("{key}.url")).unwrap_or_default(),
            commit: String::new(),
        })
        .collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|a, b| a.path == b.path);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_are_read_and_nothing_is_included() {
        let text = b"[submodule \"b\"]\n\tpath = models/b\n\turl = ../b.git\n[submodule \"a\"]\n\tpath = a/\n\
            [submodule \"x\"]\n\tpath = ../x\n";
        let module = |name: &str, path: &str, url: &str| Submodule {
            name: name.to_owned(),
            path: path.to_owned(),
            url: url.to_owned(),
            commit: String::new(),
        };
        assert_eq!(
            declared(text),
            [module("a", "a", ""), module("b", "models/b", "../b.git")]
        );
        let hostile = b"  [Include]\n\tpath = /etc/passwd\n[submodule \"b\"]\n\tpath = b\n";
        assert!(declared(hostile).is_empty());
        assert!(declared(b"[submodule").is_empty());
    }
}
