//! The ground on which cases stand: a repository with an audit, made by git and by the commands of the program alone.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    io::Write as _,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use super::case::{Case, Expected, Step, Variant};
use crate::cli_desk::{Desk, HOUSE, Run};

/// The audit that cites everything.
pub(super) const AUDIT: &str = "a-1";

/// A repository with an audit.
pub(super) struct Ground {
    pub(super) desk: Desk,
}

/// What a check said of each citation, by its id.
pub(super) type Told = BTreeMap<String, Value>;

impl Ground {
    /// Makes a repository of a format (`sha1`, `sha256`) with this configuration, and an audit in it.
    pub(super) fn new(format: &str, config: &[(&str, &str)]) -> Self {
        let ground = Self {
            desk: Desk::empty(),
        };
        let format = format!("--object-format={format}");
        ground.git(&["init", "-q", "-b", "main", &format]);
        ground.git(&["config", "gc.auto", "0"]);
        for (name, value) in config {
            ground.git(&["config", name, value]);
        }
        let desk = &ground.desk;
        desk.run(&["init", "--organisation", "Example Ltd"]).ok();
        desk.write("checklists/house.toml", HOUSE);
        ground.git(&["add", "-A"]);
        ground.git(&["commit", "-qm", "House rules"]);
        let new = ["new", AUDIT, "--title", "Audit", "--checklist", "house"];
        let plan = ["--objective", "Find out", "--scope", "Everything"];
        desk.run(&[&new[..], &plan[..]].concat()).ok();
        desk.run(&["audit", "move", AUDIT, "fieldwork"]).ok();
        ground.commit_records();
        ground
    }

    pub(super) fn git(&self, args: &[&str]) -> String {
        self.desk.git(args)
    }

    pub(super) fn git_in(&self, dir: &Path, args: &[&str]) -> String {
        let mut command = self.desk.command_of("git");
        let output = command.current_dir(dir).args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs the program in a folder.
    pub(super) fn run_in(&self, dir: &Path, args: &[&str]) -> Run {
        let mut command = self.desk.command();
        command.current_dir(dir).args(args);
        Desk::finish(&mut assert_cmd::Command::from_std(command))
    }

    /// Commits the records.
    pub(super) fn commit_records(&self) {
        self.git(&["add", "-A", "audits"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "Records"]);
    }

    /// Does something at the top, and commits it and nothing else.
    pub(super) fn commit(&self, steps: &[Step]) {
        let touched = self.apply(b"", steps);
        self.add(&touched);
        self.git(&["commit", "-q", "--allow-empty", "-m", "Change"]);
    }

    /// Cites a file, and returns the citation's id.
    pub(super) fn cite(&self, path: &str, work_tree: bool) -> String {
        self.try_cite(path, work_tree).ok().trim().to_owned()
    }

    pub(super) fn try_cite(&self, path: &str, work_tree: bool) -> Run {
        self.cite_all([path], work_tree)
    }

    fn cite_all<'p>(&self, paths: impl IntoIterator<Item = &'p str>, work_tree: bool) -> Run {
        let mut args = vec!["evidence", "add", AUDIT, "4.1#1"];
        args.extend(paths);
        args.extend(work_tree.then_some("--worktree"));
        self.desk.run(&args)
    }

    /// Checks all citations where the repository is checked out.
    pub(super) fn check(&self) -> Told {
        self.check_in(&self.desk.repo())
    }

    /// Checks all citations of the audit in a folder.
    pub(super) fn check_in(&self, dir: &Path) -> Told {
        let run = self.run_in(dir, &["evidence", "check", AUDIT, "--json"]);
        assert!(run.status < 2, "{run:#?}");
        let (status, told) = (run.status, run.json());
        let citations = told["citations"].as_array().unwrap().clone();
        let all_well = citations.iter().all(|cited| cited["state"] == "unchanged");
        let waits = |cited: &Value| cited["state"] == "uncommitted" && cited["drift"] == false;
        // What cannot be judged, and any drift, is no pass.
        let passes = citations
            .iter()
            .all(|cited| cited["state"] == "unchanged" || waits(cited));
        assert_eq!(status == 0, passes, "{all_well} {told:#}");
        citations
            .into_iter()
            .map(|cited| (cited["id"].as_str().unwrap().to_owned(), cited))
            .collect()
    }

    /// Returns the single citation's state and phrase.
    pub(super) fn word(&self) -> (String, String) {
        self.word_in(&self.desk.repo())
    }

    pub(super) fn word_in(&self, dir: &Path) -> (String, String) {
        let told = self.check_in(dir);
        let (_, told) = told.first_key_value().unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        (text("state"), text("phrase"))
    }

    /// Does what steps say in a folder of the repository, and returns the paths that were touched.
    pub(super) fn apply(&self, folder: &[u8], steps: &[Step]) -> Vec<Vec<u8>> {
        let mut touched = Vec::new();
        let mut place = |path: &[u8]| {
            let whole = if folder.is_empty() {
                path.to_vec()
            } else {
                [folder, b"/", path].concat()
            };
            let full = self.desk.repo().join(OsStr::from_bytes(&whole));
            touched.push(whole);
            full
        };
        for step in steps {
            match step {
                Step::Write(path, bytes) => {
                    let full = place(path);
                    make_room(&full);
                    fs::write(full, bytes).unwrap();
                }
                Step::Link(path, target) => {
                    let full = place(path);
                    make_room(&full);
                    std::os::unix::fs::symlink(OsStr::from_bytes(target), full).unwrap();
                }
                Step::Remove(path) => clear(&place(path)),
                Step::Rename(from, to) => {
                    let (from, to) = (place(from), place(to));
                    make_room(&to);
                    fs::rename(from, to).unwrap();
                }
                Step::Executable(path) => {
                    use std::os::unix::fs::PermissionsExt as _;
                    fs::set_permissions(place(path), fs::Permissions::from_mode(0o755)).unwrap();
                }
                Step::Git(args) => {
                    let dir = self.desk.repo().join(OsStr::from_bytes(folder));
                    let args: Vec<&str> = args.iter().map(String::as_str).collect();
                    self.git_in(&dir, &args);
                }
            }
        }
        touched
    }

    /// Stages these paths as they are; what was never committed and is not there has nothing to be staged.
    pub(super) fn add(&self, paths: &[Vec<u8>]) {
        let repo = self.desk.repo();
        let listed = self
            .desk
            .command_of("git")
            .args(["ls-files", "-z"])
            .output();
        let listed = listed.unwrap().stdout;
        let tracked: Vec<&[u8]> = listed.split(|&byte| byte == 0).collect();
        let is_known = |path: &[u8]| {
            let mut beneath = tracked.iter().filter_map(|other| other.strip_prefix(path));
            beneath.any(|rest| rest.is_empty() || rest.starts_with(b"/"))
                || fs::symlink_metadata(repo.join(OsStr::from_bytes(path))).is_ok()
        };
        let mut input = Vec::new();
        for path in paths.iter().filter(|path| is_known(path)) {
            input.extend_from_slice(path);
            input.push(0);
        }
        if input.is_empty() {
            return;
        }
        let mut command = self.desk.command_of("git");
        let mut child = command
            .env("GIT_LITERAL_PATHSPECS", "1")
            .args(["add", "-A", "--pathspec-from-file=-", "--pathspec-file-nul"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&input).unwrap();
        assert!(child.wait().unwrap().success());
    }

    /// Changes the records of the audit, as somebody with an editor would.
    pub(super) fn tamper(&self, from: &str, to: &str) {
        let mut folders = vec![self.desk.repo().join("audits")];
        let mut changed = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = fs::read_to_string(&path)
                    && text.contains(from)
                {
                    fs::write(&path, text.replace(from, to)).unwrap();
                    changed += 1;
                }
            }
        }
        assert!(changed > 0, "no record has {from:?}");
    }

    /// Returns what a record says of its one citation.
    pub(super) fn recorded(&self, name: &str) -> String {
        let shown = self.git(&[
            "grep",
            "--untracked",
            "-hE",
            &format!("^ *{name} *= "),
            "audits",
        ]);
        let (_, value) = shown.lines().next().unwrap().split_once('=').unwrap();
        value.trim().trim_matches('"').to_owned()
    }

    /// Returns the file of a loose object.
    pub(super) fn object(&self, id: &str) -> PathBuf {
        let (start, rest) = id.split_at(2);
        let objects = self.desk.repo().join(".git/objects");
        objects.join(start).join(rest)
    }

    /// Reaches the repository in another way, and returns where it is checked out.
    pub(super) fn reach(&self, variant: Variant) -> PathBuf {
        let repo = self.desk.repo();
        let url = format!("file://{}", repo.display());
        let dir = self.desk.yard().join(format!("{variant:?}"));
        let to = dir.to_str().unwrap().to_owned();
        let clone = |options: &[&str], url: &str| {
            self.git(&[&["clone", "-q"], options, &[url, &to]].concat());
        };
        match variant {
            Variant::Made => return repo,
            Variant::Collected => {
                self.git(&["gc", "-q", "--prune=now"]);
                return repo;
            }
            Variant::Repacked => {
                self.git(&["repack", "-qadb"]);
                self.git(&["commit-graph", "write", "--reachable", "--changed-paths"]);
                self.git(&["multi-pack-index", "write"]);
                return repo;
            }
            Variant::Clone => clone(&[], &url),
            Variant::Shallow => clone(&["--depth=1"], &url),
            Variant::Partial => clone(&["--filter=blob:none"], &url),
            Variant::PartialSparse => {
                clone(&["--filter=blob:none", "--sparse"], &url);
                self.git_in(&dir, &["sparse-checkout", "set", "audits", "checklists"]);
            }
            Variant::Cone => {
                clone(&[], &url);
                self.git_in(&dir, &["sparse-checkout", "set", "audits", "checklists"]);
            }
            Variant::SparseIndex => {
                clone(&[], &url);
                let set = ["sparse-checkout", "set", "--sparse-index"];
                self.git_in(&dir, &[&set[..], &["audits", "checklists"]].concat());
            }
            Variant::Patterns => {
                clone(&[], &url);
                let patterns = ["/*.toml", "/audits/", "/checklists/"];
                let set = ["sparse-checkout", "set", "--no-cone"];
                self.git_in(&dir, &[&set[..], &patterns].concat());
            }
            Variant::Linked => {
                self.git(&["worktree", "add", "-q", "--detach", &to]);
            }
            Variant::Alternates => clone(&["--shared"], repo.to_str().unwrap()),
        }
        dir
    }
}

fn clear(path: &Path) {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}

fn make_room(path: &Path) {
    clear(path);
    let folder = path.parent().unwrap();
    if fs::symlink_metadata(folder).is_ok_and(|meta| !meta.is_dir()) {
        clear(folder);
    }
    fs::create_dir_all(folder).unwrap();
}

/// The cases on one ground, each with its folder and its citation's id.
pub(super) struct Cases {
    pub(super) ground: Ground,
    cited: Vec<(Case, String, String)>,
}

impl Cases {
    /// Lays the cases out: what was there, the citations, and what happened then.
    pub(super) fn lay_out(format: &str, config: &[(&str, &str)], cases: Vec<Case>) -> Self {
        let ground = Ground::new(format, config);
        ground.git(&["config", "filter.shout.clean", "tr a-z A-Z"]);
        ground.git(&["config", "filter.shout.smudge", "tr A-Z a-z"]);
        ground.git(&["config", "uploadpack.allowFilter", "true"]);
        let cases: Vec<(Case, String)> = cases
            .into_iter()
            .enumerate()
            .map(|(number, case)| {
                let folder = if case.at_top {
                    String::new()
                } else {
                    format!("c{number:03}")
                };
                (case, folder)
            })
            .collect();
        ground.round(&cases, |case| Some(&case.before));
        for (case, folder) in &cases {
            ground.apply(folder.as_bytes(), &case.loose);
        }
        let mut cited = Vec::new();
        for work_tree in [false, true] {
            let of_it = cases.iter().filter(|(case, _)| case.work_tree == work_tree);
            let (refused, taken): (Vec<_>, Vec<_>) =
                of_it.partition(|(case, _)| case.refused().is_some());
            for (case, folder) in refused {
                let run = ground.try_cite(&case.target(folder), work_tree);
                let message = case.refused().unwrap_or_default();
                let is_refused = run.status != 0 && run.err.contains(message);
                assert!(is_refused, "{}: {run:#?}", case.name);
            }
            if taken.is_empty() {
                continue;
            }
            let targets: Vec<String> = taken
                .iter()
                .map(|(case, folder)| case.target(folder))
                .collect();
            let targets = targets.iter().map(String::as_str);
            let told = ground.cite_all(targets, work_tree).ok();
            assert_eq!(told.lines().count(), taken.len());
            let ids = taken.into_iter().zip(told.lines());
            cited.extend(
                ids.map(|((case, folder), id)| (case.clone(), folder.clone(), id.to_owned())),
            );
        }
        let rounds = cases.iter().map(|(case, _)| case.after.len()).max();
        for round in 0..rounds.unwrap_or_default().max(1) {
            ground.round(&cases, |case| case.after.get(round));
        }
        for (case, folder) in &cases {
            ground.apply(folder.as_bytes(), &case.left);
        }
        Self { ground, cited }
    }

    /// Returns every case of which something else is said than what is right.
    pub(super) fn faults(&self, variant: Variant) -> Vec<String> {
        let dir = self.ground.reach(variant);
        let told = self.ground.check_in(&dir);
        self.cited
            .iter()
            .filter_map(|(case, folder, id)| {
                let told = &told[id];
                let expected = case.expected(variant);
                let is_right = is_right(told, &expected, case, folder);
                (!is_right).then(|| {
                    let shown = [
                        &told["state"],
                        &told["moved-to"],
                        &told["moved-to-lines"],
                        &told["phrase"],
                    ];
                    format!(
                        "{variant:?}: {} ({folder}): {shown:?} instead of {expected:?}",
                        case.name
                    )
                })
            })
            .collect()
    }
}

fn is_right(told: &Value, expected: &Expected, case: &Case, folder: &str) -> bool {
    let (path, lines) = match expected.to {
        None => (Value::Null, Value::Null),
        Some((path, lines)) => {
            let inner = if folder.is_empty() {
                path.to_owned()
            } else {
                format!("{folder}/{path}")
            };
            // A path is quoted where it must be, whatever the cited one was.
            let path = if path.contains('\\') && (case.quoted || path.contains("\\3")) {
                format!("\"{inner}\"")
            } else {
                inner
            };
            (Value::from(path), lines.map_or(Value::Null, Value::from))
        }
    };
    told["state"] == expected.word
        && told["moved-to"] == path
        && told["moved-to-lines"] == lines
        && told["phrase"].as_str().unwrap().contains(expected.phrase)
}

impl Ground {
    /// Does a step of every case, and commits all of it.
    fn round<'c>(
        &self,
        cases: &'c [(Case, String)],
        steps: impl Fn(&'c Case) -> Option<&'c Vec<Step>>,
    ) {
        let mut touched = Vec::new();
        for (case, folder) in cases {
            if let Some(steps) = steps(case) {
                touched.extend(self.apply(folder.as_bytes(), steps));
            }
        }
        self.add(&touched);
        self.commit_records();
    }
}

/// Runs a program of git with an input, and returns what it prints.
pub(super) fn feed(mut command: Command, input: &[u8]) -> Vec<u8> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    output.stdout
}
