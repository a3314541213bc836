//! Following lines, held against git: `git blame` says where untouched lines are, `git log -L` which commits touched them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use jiff::Timestamp;

use super::repository;
use crate::{
    domain::{
        evidence::{CitationState, LineRange, Pin},
        follow,
    },
    vcs::{At, GitRepository, Repository, history::HistoryWriter},
};

const NEVER: &dyn Fn() -> bool = &|| false;

/// Numbers that are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

fn git(dir: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

/// Returns where the lines of a commit that nobody has touched since are at HEAD, by git.
fn untouched(dir: &Path, commit: &str, path: &str) -> Option<BTreeMap<u32, u32>> {
    let range = format!("{commit}..HEAD");
    let told = git(dir, &["blame", "-s", "--porcelain", &range, "--", path])?;
    let mut found = BTreeMap::new();
    for line in told.lines().filter(|line| !line.starts_with('\t')) {
        let parts: Vec<&str> = line.split(' ').collect();
        if let [id, was, now, ..] = parts.as_slice()
            && *id == commit
            && let (Ok(was), Ok(now)) = (was.parse(), now.parse())
        {
            found.insert(was, now);
        }
    }
    Some(found)
}

/// Returns the commits that touched lines of HEAD since a commit, newest first, by git.
fn touched(dir: &Path, commit: &str, path: &str, lines: LineRange) -> Option<Vec<String>> {
    let (which, since) = (
        format!("-L{},{}:{path}", lines.first(), lines.last()),
        format!("{commit}..HEAD"),
    );
    let told = git(dir, &["log", "--format=commit %H", &which, &since])?;
    let ids = told.lines().filter_map(|line| line.strip_prefix("commit "));
    Some(ids.map(str::to_owned).collect())
}

/// Returns the place to which git leads all the lines, where nobody touched any of them and they are together.
fn led(untouched: &BTreeMap<u32, u32>, lines: LineRange) -> Option<LineRange> {
    let first = *untouched.get(&lines.first())?;
    let together = (lines.first()..=lines.last())
        .zip(first..)
        .all(|(was, now)| untouched.get(&was) == Some(&now));
    together
        .then(|| LineRange::new(first, first + lines.count() - 1).ok())
        .flatten()
}

/// How often something was held against git.
#[derive(Debug, Default)]
struct Held {
    untouched: usize,
    twins: usize,
    touched: usize,
}

/// Holds one citation against git; `moves` says whether blocks may have changed places.
fn hold(
    repo: &GitRepository,
    (commit, path, lines): (&str, &str, LineRange),
    moves: bool,
    held: &mut Held,
) {
    let dir = repo.work_dir();
    let Ok(pin) = repo.pin(path, Some(lines), &At::Commit(commit.to_owned())) else {
        return;
    };
    let Some(blamed) = untouched(dir, commit, path) else {
        return;
    };
    let then = repo.bytes_of(&pin).unwrap();
    let now = repo.read(&At::Head, path, u64::MAX).unwrap().bytes;
    let excerpt = lines.cut(&then).unwrap();
    let occurs = |text: &[u8]| follow::places(text, excerpt).count();
    let is_only = occurs(&then) == 1 && occurs(&now) <= 1;
    let ours = place(repo, &pin);
    let said = format!("{path}:{lines} at {commit}: {ours:?}");
    let by_git = led(&blamed, lines);
    if let Some(by_git) = by_git {
        let here = ours.unwrap_or_else(|| panic!("git has them at {by_git}: {said}"));
        let bare = |bytes: &[u8]| bytes.strip_suffix(b"\n").unwrap_or(bytes).to_vec();
        assert_eq!(here.cut(&now).map(bare), Some(bare(excerpt)), "{said}");
        if is_only {
            assert_eq!(here, by_git, "{said}");
            held.untouched += 1;
        } else {
            held.twins += usize::from(here == by_git);
        }
    }
    // Twins may be told apart in more than one way, git's and ours need not be the same; and of a block that changed places
    // git knows nothing from before it did.
    if let Some(here) = ours.filter(|_| is_only && (by_git.is_some() || !moves)) {
        history(repo, &pin, here, held);
    }
}

/// Returns where the cited lines are at HEAD, as they were.
fn place(repo: &GitRepository, pin: &Pin) -> Option<LineRange> {
    match repo.check(std::slice::from_ref(pin)).pop().unwrap() {
        CitationState::Unchanged { .. } => pin.lines,
        CitationState::Moved { path, lines } if path == pin.path => lines,
        _ => None,
    }
}

/// Holds the commits that touched lines which are as they were against those that git names.
fn history(repo: &GitRepository, pin: &Pin, here: LineRange, held: &mut Held) {
    let commit = pin.commit.as_deref().unwrap();
    let Some(by_git) = touched(repo.work_dir(), commit, &pin.path, here) else {
        return;
    };
    let told = repo.between(pin, &At::Head, NEVER).unwrap();
    let ours: Vec<&str> = told
        .commits
        .iter()
        .filter(|between| between.touches == Some(true))
        .map(|between| between.commit.as_str())
        .collect();
    let said = format!("{}:{here} since {commit}", pin.path);
    if by_git.is_empty() {
        assert_eq!(ours, [""; 0], "{said}");
    }
    held.touched += 1;
    let known: BTreeSet<&str> = by_git.iter().map(String::as_str).collect();
    // git widens the range at every change that it meets, so that it may name more.
    assert!(
        ours.iter().all(|id| known.contains(id)),
        "{said}: {ours:?} {by_git:?}"
    );
}

/// Writes a history of edits of one file, with twins among its lines, and returns the commits.
fn scripted(repo: &GitRepository, seed: u64, commits: usize, moves: bool) -> Vec<String> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut fresh = 0;
    let mut line = |dice: &mut Dice| {
        fresh += 1;
        match dice.below(8) {
            0 => String::new(),
            1 => "}".to_owned(),
            _ => format!("line {fresh} of {seed}"),
        }
    };
    let mut lines: Vec<String> = (0..80).map(|_| line(&mut dice)).collect();
    let author = "Mira Okafor <mira@example.org>".parse().unwrap();
    let mut writer = HistoryWriter::new(repo).unwrap();
    let mut ids = Vec::new();
    for number in 0..commits {
        for _ in 0..=dice.below(3) {
            let at = dice.below(lines.len());
            let run = (1 + dice.below(4)).min(lines.len() - at);
            match dice.below(6) {
                0 | 1 => {
                    for _ in 0..run {
                        let new = line(&mut dice);
                        lines.insert(at, new);
                    }
                }
                2 if lines.len() > 40 => {
                    lines.drain(at..at + run);
                }
                3 if moves => {
                    let block: Vec<String> = lines.drain(at..at + run).collect();
                    let to = dice.below(lines.len());
                    lines.splice(to..to, block);
                }
                _ => {
                    let new = line(&mut dice);
                    lines[at] = new;
                }
            }
        }
        let text = lines.join("\n") + "\n";
        let when = Timestamp::from_second(1_700_000_000 + 60 * i64::try_from(number).unwrap());
        let id = writer
            .commit(
                &author,
                when.unwrap(),
                "Edit\n",
                &[("f.txt", Some(text.as_bytes()))],
            )
            .unwrap();
        ids.push(id);
    }
    writer.finish().unwrap();
    ids
}

#[test]
fn lines_are_where_git_says_in_histories_of_hundreds_of_edits() {
    let mut held = Held::default();
    for seed in 1..=6 {
        let moves = seed % 2 == 0;
        let (_dir, repo) = repository();
        let commits = scripted(&repo, seed, 120, moves);
        let mut dice = Dice(seed);
        for _ in 0..30 {
            let commit = &commits[dice.below(commits.len())];
            let first = u32::try_from(1 + dice.below(70)).unwrap();
            let last = first + u32::try_from(dice.below(4)).unwrap();
            let lines = LineRange::new(first, last).unwrap();
            hold(&repo, (commit, "f.txt", lines), moves, &mut held);
        }
    }
    assert!(held.untouched > 20 && held.touched > 20, "{held:?}");
}

#[test]
fn lines_are_where_git_says_in_this_projects_own_history() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(repo) = crate::vcs::open(root) else {
        eprintln!("skipped: these sources are not in a git repository");
        return;
    };
    let told = git(
        root,
        &["rev-list", "--first-parent", "--max-count=400", "HEAD"],
    );
    let commits: Vec<String> = told
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect();
    if repo.raw().is_shallow() || commits.len() < 30 {
        eprintln!("skipped: the history is not here, or too short");
        return;
    }
    let mut held = Held::default();
    let mut dice = Dice(0x0071_C3A5);
    for _ in 0..60 {
        let commit = &commits[dice.below(commits.len())];
        let listed = git(
            root,
            &["ls-tree", "-r", "--name-only", commit, "src", "tests"],
        );
        let listed = listed.unwrap_or_default();
        let paths: Vec<&str> = listed
            .lines()
            .filter(|path| Path::new(path).extension().is_some_and(|end| end == "rs"))
            .collect();
        let Some(path) = paths.get(dice.below(paths.len())) else {
            continue;
        };
        let first = u32::try_from(1 + dice.below(150)).unwrap();
        let last = first + u32::try_from(dice.below(12)).unwrap();
        let lines = LineRange::new(first, last).unwrap();
        if repo.read(&At::Head, path, 0).is_ok() {
            hold(&repo, (commit, path, lines), true, &mut held);
        }
    }
    assert!(held.untouched > 5, "{held:?}");
}
