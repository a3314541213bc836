//! What wakes the watcher, and what does not.

use crate::tui::runner::{Channel, Wire};

use super::*;

const HEAD: &str = "ref: refs/heads/topic/mine\n";

/// A workspace that is watched, by a thread that lasts as long as the test.
struct Place {
    folder: tempfile::TempDir,
    channel: Channel<Reply>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        for path in ["audits/a/answers/house", ".git/refs/heads/topic", "here"] {
            fs::create_dir_all(top.join(path)).unwrap();
        }
        fs::write(top.join(".git/HEAD"), HEAD).unwrap();
        let watcher = Watcher::new(Watched {
            root: top.to_owned(),
            records: "audits".to_owned(),
            checklists: "checklists",
            git_dir: top.join(".git"),
            common: top.join(".git"),
            here: top.join("here"),
        })
        .unwrap();
        let channel = Channel::new();
        let answers = channel.sender();
        std::thread::spawn(move || watcher.run(&answers));
        Self { folder, channel }
    }

    fn write(&self, path: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // HEAD goes on naming the branch.
        let text = if path.ends_with("HEAD") {
            HEAD
        } else {
            "x = 1\n"
        };
        fs::write(path, text).unwrap();
    }

    /// Returns what is told next.
    fn told(&mut self) -> Outside {
        match self.channel.next_within(Duration::from_secs(20)) {
            Some(Wire::Reply(Reply::Outside(seen))) => seen,
            other => panic!("{other:?}"),
        }
    }
}

const RECORDS: Outside = Outside {
    records: true,
    people: false,
};

const PEOPLE: Outside = Outside {
    records: false,
    people: true,
};

#[test]
fn records_settings_head_and_branch_are_told_of() {
    let mut place = Place::new();
    for path in [
        "audits/a/answers/house/4.1.toml",
        "audits/programme.toml",
        "tickmark.toml",
        ".git/refs/heads/topic/mine",
        ".git/packed-refs",
        // Last: it names no branch then.
        ".git/HEAD",
    ] {
        place.write(path);
        assert_eq!(place.told(), RECORDS, "{path}");
    }
    place.write("here/7-abc.toml");
    assert_eq!(place.told(), PEOPLE);
}

#[test]
fn a_burst_is_told_once_and_what_is_nobodys_business_never() {
    let mut place = Place::new();
    for path in [
        "README.md",
        ".git/index",
        ".git/index.lock",
        ".git/refs/heads/topic/other",
        "audits/a/answers/house/.4.1.toml-7-x.tmp",
        "audits/a/notes.md",
        "here/.here-x.tmp",
    ] {
        place.write(path);
    }
    place.write("here/7-abc.toml");
    assert_eq!(place.told(), PEOPLE);
    for clause in 1..50 {
        place.write(&format!("audits/a/answers/house/{clause}.toml"));
    }
    assert_eq!(place.told(), RECORDS);
    place.write("here/8-abc.toml");
    assert_eq!(place.told(), PEOPLE);
}

#[test]
fn checklists_of_the_workspace_are_told_of_wherever_their_folder_comes_from() {
    let mut place = Place::new();
    fs::create_dir(place.folder.path().join("checklists")).unwrap();
    assert_eq!(place.told(), RECORDS);
    // The folder is watched by now, what is no checklist in it is nobody's business.
    place.write("checklists/notes.md");
    place.write("here/7-abc.toml");
    assert_eq!(place.told(), PEOPLE);
    place.write("checklists/house.toml");
    assert_eq!(place.told(), RECORDS);
    fs::remove_file(place.folder.path().join("checklists/house.toml")).unwrap();
    assert_eq!(place.told(), RECORDS);
}

#[test]
fn folders_that_come_and_go_are_watched_too() {
    let mut place = Place::new();
    place.write("audits/b/answers/house/4.1.toml");
    assert_eq!(place.told(), RECORDS);
    // Watched by now, at whatever depth.
    place.write("audits/b/answers/house/4.2.toml");
    assert_eq!(place.told(), RECORDS);
    fs::remove_dir_all(place.folder.path().join("audits")).unwrap();
    assert_eq!(place.told(), RECORDS);
    place.write("audits/c/audit.toml");
    assert_eq!(place.told(), RECORDS);
    place.write("audits/c/findings/F-1.toml");
    assert_eq!(place.told(), RECORDS);
    // Another branch: its file is looked at from now on.
    fs::write(
        place.folder.path().join(".git/HEAD"),
        "ref: refs/heads/main\n",
    )
    .unwrap();
    assert_eq!(place.told(), RECORDS);
    place.write(".git/refs/heads/main");
    assert_eq!(place.told(), RECORDS);
}
