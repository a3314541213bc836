//! `.mailmap`: the other addresses of a person, read as git reads it and never trusted to take anything away.
//!
//! Read here rather than through libgit2, which tells addresses apart by letter case, ends a line at any `#`, follows
//! symbolic links, and forgets everything where a NUL stands. Only what is committed counts: a step is judged by the file that
//! stood before its commit, so whoever takes it is judged by that of HEAD. What a line of the work tree would change is told
//! ([`uncommitted`]). `mailmap.file` and `mailmap.blob` of somebody's configuration are left aside, since the answer is to be that of
//! the repository.

use std::collections::{BTreeSet, HashMap};

use super::{
    GitRepository, Repository as _, VcsError,
    tree::{self, EntryKind, Lookup},
    worktree::{self, OnDisk},
};
use crate::domain::{people::People, person::Person};

pub(super) const NAME: &str = ".mailmap";
/// The largest file that is read: some ten thousand people.
const LIMIT: u64 = 1 << 20;

/// Says why a file is not read.
const TOO_LARGE: &str = "is larger than 1 MiB";
const NO_FILE: &str = "is no file";

/// Who somebody is; none leaves it as the commit has it.
#[derive(Debug, Clone, Default)]
struct Proper {
    name: Option<Vec<u8>>,
    address: Option<Vec<u8>>,
}

/// What is known of an address.
#[derive(Debug, Default)]
struct Address {
    /// Who uses it.
    proper: Proper,
    /// The same where it is told apart by the name beside it.
    by_name: HashMap<Vec<u8>, Proper>,
}

/// One `.mailmap`, by the address as commits have it, in lower case.
#[derive(Debug, Default)]
struct Map(HashMap<Vec<u8>, Address>);

/// The addresses of people.
#[derive(Debug, Default)]
pub(super) struct Mailmap {
    maps: Vec<Map>,
    /// Why one of the files could not be read.
    pub(super) unread: Option<&'static str>,
}

impl Mailmap {
    /// Reads the file of a repository; `tree` is that of HEAD.
    pub(super) fn of(repo: &GitRepository, tree: git2::Oid) -> Result<Self, VcsError> {
        let mut mailmap = Self::default();
        mailmap.read_tree(repo, tree)?;
        Ok(mailmap)
    }

    /// Reads the file of HEAD; what cannot be read names nobody.
    pub(super) fn of_head(repo: &GitRepository) -> Self {
        let tip = repo.tip().ok().flatten();
        tip.and_then(|(_, tree)| Self::of(repo, tree).ok())
            .unwrap_or_default()
    }

    /// Reads one version of the file, given by the id of its bytes; what cannot be read names nobody.
    pub(super) fn of_blob(repo: &GitRepository, blob: &str) -> Self {
        let mut mailmap = Self::default();
        if let Some(id) = repo.oid(blob) {
            let _ = mailmap.read_blob(repo, id);
        }
        mailmap
    }

    fn read_blob(&mut self, repo: &GitRepository, id: git2::Oid) -> Result<(), VcsError> {
        if repo.size_of(&repo.odb()?, id)? > LIMIT {
            self.unread = Some(TOO_LARGE);
        } else {
            self.maps.push(Map::parse(&repo.blob(id)?));
        }
        Ok(())
    }

    fn read_tree(&mut self, repo: &GitRepository, tree: git2::Oid) -> Result<(), VcsError> {
        match tree::find(repo, tree, NAME.as_bytes())? {
            Lookup::Found(id, EntryKind::File) => self.read_blob(repo, id)?,
            Lookup::Missing | Lookup::Unread(_) => {}
            Lookup::Found(_, EntryKind::Folder | EntryKind::Symlink | EntryKind::Submodule)
            | Lookup::Within(_) => self.unread = Some(NO_FILE),
        }
        Ok(())
    }

    /// Notes all that the files say of who is whom.
    pub(super) fn tell(&self, people: &mut People) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        for (written, known) in self.maps.iter().flat_map(|map| &map.0) {
            let written = text(written);
            if let Some(address) = &known.proper.address {
                people.map(&text(address), &written);
            }
            for (name, proper) in &known.by_name {
                if let Some(address) = &proper.address {
                    people.map_named(&text(address), &text(name), &written);
                }
            }
        }
    }

    /// Returns every address that a person is known by: as it is written, and as the files have it; all in lower case.
    ///
    /// The written one stays among them: no line of a file makes somebody's commits those of nobody.
    pub(super) fn addresses(&self, name: &[u8], address: &[u8]) -> BTreeSet<Vec<u8>> {
        let proper = self.maps.iter().filter_map(|map| map.proper(name, address));
        let mut all: BTreeSet<Vec<u8>> = proper
            .filter_map(|proper| Some(proper.address.as_ref()?.to_ascii_lowercase()))
            .collect();
        all.insert(address.to_ascii_lowercase());
        all
    }

    /// Returns a person of a commit under the name and the address that the file gives them.
    pub(super) fn person(&self, name: &[u8], address: &[u8]) -> Person {
        let mut maps = self.maps.iter();
        let proper = maps.find_map(|map| map.proper(name, address));
        let proper = proper.cloned().unwrap_or_default();
        let text = |given: Option<Vec<u8>>, written: &[u8]| {
            String::from_utf8_lossy(given.as_deref().unwrap_or(written)).into_owned()
        };
        Person {
            name: text(proper.name, name),
            email: text(proper.address, address),
        }
    }
}

/// Returns who is whom by the file of HEAD and by that of the work tree; none where both say the same, one of them cannot be read,
/// or there is no commit.
pub(super) fn uncommitted(repo: &GitRepository) -> Option<(People, People)> {
    let (_, tree) = repo.tip().ok()??;
    let committed = Mailmap::of(repo, tree).ok()?;
    let maps = match worktree::read(repo.work_dir(), NAME.as_bytes(), LIMIT).ok()? {
        OnDisk::File { size, bytes } if size <= LIMIT => vec![Map::parse(&bytes)],
        OnDisk::Missing => Vec::new(),
        OnDisk::File { .. } | OnDisk::Symlink(_) | OnDisk::Directory | OnDisk::Special => {
            return None;
        }
    };
    if committed.unread.is_some() {
        return None;
    }
    let written = Mailmap { maps, unread: None };
    let [committed, written] = [committed, written].map(|mailmap| {
        let mut people = People::default();
        mailmap.tell(&mut people);
        people
    });
    (committed != written).then_some((committed, written))
}

impl Map {
    fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        for line in bytes.split(|&byte| byte == b'\n') {
            if line.first() == Some(&b'#') {
                continue;
            }
            let Some((name, first, rest)) =
                person(line).filter(|(_, address, _)| !address.is_empty())
            else {
                continue;
            };
            let given = (!name.is_empty()).then(|| name.to_vec());
            match person(rest) {
                None => {
                    // A name for an address, which changes no address.
                    let known = map.0.entry(first.to_ascii_lowercase()).or_default();
                    known.proper.name = given.or(known.proper.name.take());
                }
                Some((name, old, _)) => {
                    let known = map.0.entry(old.to_ascii_lowercase()).or_default();
                    let address = Some(first.to_vec());
                    if name.is_empty() {
                        let name = given.or(known.proper.name.take());
                        known.proper = Proper { name, address };
                    } else {
                        let proper = Proper {
                            name: given,
                            address,
                        };
                        known.by_name.insert(name.to_ascii_lowercase(), proper);
                    }
                }
            }
        }
        map
    }

    /// Returns who uses a name and an address, whatever their letter case.
    fn proper(&self, name: &[u8], address: &[u8]) -> Option<&Proper> {
        let known = self.0.get(&address.to_ascii_lowercase())?;
        let by_name = known.by_name.get(&name.to_ascii_lowercase());
        Some(by_name.unwrap_or(&known.proper))
    }
}

/// Takes `Name <address>` off the beginning of a line, and returns the rest.
fn person(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let left = line.iter().position(|&byte| byte == b'<')?;
    let (name, rest) = line.split_at(left);
    let rest = rest.get(1..)?;
    let right = rest.iter().position(|&byte| byte == b'>')?;
    let (address, rest) = rest.split_at(right);
    Some((name.trim_ascii(), address, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use std::{fs, process::Command};

    use super::*;

    fn map(text: &str) -> Mailmap {
        Mailmap {
            maps: vec![Map::parse(text.as_bytes())],
            unread: None,
        }
    }

    fn of(map: &Mailmap, name: &str, address: &str) -> Vec<String> {
        let all = map.addresses(name.as_bytes(), address.as_bytes());
        all.into_iter()
            .map(|a| String::from_utf8(a).unwrap())
            .collect()
    }

    const MAP: &str = "\
# people
Ada Auditor <ada@example.org>
Ada Auditor <ada@example.org> <Ada@Home.example.org>
<ada@example.org> <al@example.org>
Ben Berg <ben@example.org> Ben <shared@example.org>
Cy Cole <cy@example.org> CC <shared@example.org>
  Dan # Doe <dan@example.org>   <dd@example.org>  # since May
<> <nobody@example.org>
Eve <eve@example.org> Only <
<one@example.org> <two@example.org>
<three@example.org> <two@example.org>
<ada@example.org> <>
no address at all
";

    #[test]
    fn the_written_address_always_stays() {
        let map = map("Somebody Else <else@example.org> <ada@example.org>\n");
        assert_eq!(
            of(&map, "Ada", "ada@example.org"),
            ["ada@example.org", "else@example.org"]
        );
    }

    #[test]
    fn addresses_are_mapped_as_git_maps_them() {
        let folder = tempfile::tempdir().unwrap();
        let git = |arguments: &[&str]| {
            let output = Command::new("git")
                .arg("-C")
                .arg(folder.path())
                .args(arguments)
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        git(&["init", "-q"]);
        fs::write(folder.path().join(NAME), MAP).unwrap();
        let map = map(MAP);
        for (name, address) in [
            ("Ada", "ada@example.org"),
            ("Ada", "ada@home.example.org"),
            ("x", "AL@example.org"),
            ("Ben", "shared@example.org"),
            ("cc", "Shared@example.org"),
            ("Other", "shared@example.org"),
            ("Dan", "dd@example.org"),
            ("N", "nobody@example.org"),
            ("Only", "eve@example.org"),
            ("T", "two@example.org"),
            ("Z", "unknown@example.org"),
        ] {
            let said = git(&["check-mailmap", &format!("{name} <{address}>")]);
            let shown = map.person(name.as_bytes(), address.as_bytes());
            assert_eq!(shown.to_string(), said.trim());
            let said = said
                .trim()
                .rsplit_once('<')
                .unwrap()
                .1
                .trim_end_matches('>')
                .to_lowercase();
            let found = of(&map, name, address);
            assert!(
                found.contains(&said),
                "{name} {address}: {said} not in {found:?}"
            );
            assert!(
                found.len() <= 2 && found.contains(&address.to_lowercase()),
                "{found:?}"
            );
        }
    }

    #[test]
    fn bytes_that_are_no_text_break_nothing() {
        let map = Mailmap {
            maps: vec![Map::parse(
                b"\xff\xfe<a@b>\0\n<ada@example.org> <al@example.org>\n<<<>>>\n<\r\n",
            )],
            unread: None,
        };
        assert_eq!(
            of(&map, "A", "al@example.org"),
            ["ada@example.org", "al@example.org"]
        );
    }
}
