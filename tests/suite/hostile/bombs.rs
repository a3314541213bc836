//! Little that unfolds to much, and lists without end, in the object store and among the references.
//!
//! The sizes of the usual run show that nothing is unfolded that is not wanted; `.ci/long hostile` takes whole ones.

use std::{fmt::Write as _, fs};

use super::{
    objects::{id, object},
    trap::{SHEET, Trap, clear},
};

/// Returns how many of something there are: so many of them, or as many as the surroundings say.
fn size(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |asked| asked.parse().unwrap())
}

/// Has git take in a commit of these blobs upon the branch, packed, with differences between them.
fn import(trap: &Trap, blobs: &[Vec<u8>], files: &[(usize, String)]) {
    let mut text = Vec::new();
    for (number, blob) in (1..).zip(blobs) {
        text.extend(format!("blob\nmark :{number}\ndata {}\n", blob.len()).into_bytes());
        text.extend_from_slice(blob);
        text.push(b'\n');
    }
    let mut commit = String::from(
        "commit refs/heads/main\ncommitter A <a@example.org> 1800000000 +0000\ndata 4\nBomb\nfrom refs/heads/main^0\n",
    );
    for (number, path) in files {
        writeln!(commit, "M 100644 :{number} {path}").unwrap();
    }
    text.extend(commit.into_bytes());
    let input = trap.desk.yard().join("import");
    fs::write(&input, text).unwrap();
    let status = trap
        .desk
        .command_of("git")
        .args(["-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"])
        .arg("--big-file-threshold=8g")
        .stdin(fs::File::open(&input).unwrap())
        .status();
    assert!(status.unwrap().success());
    fs::remove_file(input).unwrap();
}

/// Bytes of which no two are alike for long.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3] | 0x20
    })
    .take(length)
    .collect()
}

#[test]
fn a_record_that_unfolds_to_any_size_is_told_and_not_unfolded() {
    let trap = Trap::set(|trap| {
        let mut huge = noise(64 << 10);
        huge.resize(size("TICKMARK_HOSTILE_BYTES", 24 << 20), b' ');
        let other = [&huge[..], b"more"].concat();
        // A difference of a few bytes to the huge one, and itself as small as a record.
        let small = huge[..64 << 10].to_vec();
        let files = [
            (1, SHEET),
            (2, "audits/a-1/findings/F-0009.toml"),
            (2, "tickmark.toml"),
            (1, "risk/register.csv"),
            (1, ".mailmap"),
            (1, ".gitmodules"),
            (3, "audits/a-1/answers/house/4.2.toml"),
            (3, "risk/method.md"),
        ];
        let files = files.map(|(number, path)| (number, path.to_owned()));
        import(trap, &[huge, other, small], &files);
    });
    trap.holds();
    let told = trap.run(&["verify"]);
    let said = told.out + &told.err;
    assert!(said.contains("is too large"), "{said}");
}

#[test]
fn a_folder_of_any_number_of_files_is_walked_in_bounded_time() {
    let trap = Trap::set(|trap| {
        // Taken in file by file git itself would be the slow one.
        let blob = id(trap, "HEAD:risk/register.csv");
        let raw: Vec<u8> = (0..blob.len() / 2)
            .map(|n| u8::from_str_radix(&blob[2 * n..2 * n + 2], 16).unwrap())
            .collect();
        let mut folder = Vec::new();
        for n in 0..size("TICKMARK_HOSTILE_ENTRIES", 20_000) {
            folder.extend(format!("100644 {n:07}.md\0").into_bytes());
            folder.extend_from_slice(&raw);
        }
        let wide = object(trap, "tree", &folder);
        let list = trap.desk.git(&["ls-tree", "HEAD"]) + &format!("040000 tree {wide}\twide\n");
        let top = trap.desk.run_git_with(&["mktree"], &list);
        let head = id(trap, "HEAD");
        let commit = trap
            .desk
            .git(&["commit-tree", "-p", &head, "-m", "Wide", top.trim()]);
        trap.desk
            .git(&["update-ref", "refs/heads/main", commit.trim()]);
    });
    trap.holds();
}

#[test]
fn any_number_of_references_is_looked_through_in_bounded_time() {
    let trap = Trap::set(|trap| {
        let number = size("TICKMARK_HOSTILE_REFERENCES", 1_000);
        let head = trap.desk.git(&["rev-parse", "HEAD"]);
        let head = head.trim();
        let mut packed = String::from("# pack-refs with: peeled fully-peeled sorted \n");
        for kind in [
            "heads/b",
            "remotes/origin/b",
            "tags/tickmark/a-1/lead",
            "tags/v",
        ] {
            for n in 0..number {
                writeln!(packed, "{head} refs/{kind}/{n:07}").unwrap();
            }
        }
        clear(&trap.at(".git/packed-refs"));
        fs::write(trap.at(".git/packed-refs"), packed).unwrap();
        for kind in ["heads/c", "tags/tickmark/a-1/second"] {
            let folder = trap.at(&format!(".git/refs/{kind}"));
            fs::create_dir_all(&folder).unwrap();
            for n in 0..number {
                fs::write(folder.join(format!("{n:07}")), format!("{head}\n")).unwrap();
            }
        }
    });
    trap.holds();
}
