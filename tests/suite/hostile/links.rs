//! Links out of the repository: never read through as if they were ours, and never written through.

use std::fs;

use super::trap::{SHEET, Trap, clear};

#[test]
fn a_folder_of_records_that_is_a_link_is_not_entered() {
    let trap = Trap::set(|trap| {
        fs::rename(trap.at("audits"), trap.outside("audits")).unwrap();
        trap.link("audits", trap.outside("audits"));
    });
    trap.holds();
    assert!(!trap.run(&["finding", "list"]).out.contains("Register"));
}

#[test]
fn a_folder_within_the_records_that_is_a_link_is_not_entered() {
    let trap = Trap::set(|trap| {
        for folder in ["audits/a-1/answers/house", "audits/a-1/findings"] {
            let name = folder.rsplit('/').next().unwrap();
            fs::rename(trap.at(folder), trap.outside(name)).unwrap();
            trap.link(folder, trap.outside(name));
        }
    });
    trap.holds();
}

#[test]
fn a_record_that_is_a_link_is_neither_read_nor_written_through() {
    let trap = Trap::set(|trap| {
        trap.link(SHEET, trap.outside("file.toml"));
        trap.link(
            "audits/a-1/answers/house/4.2.toml",
            trap.outside("none.toml"),
        );
    });
    trap.holds();
    assert!(trap.run(&["doctor"]).out.contains("link"));
}

#[test]
fn an_audit_whose_own_record_is_a_link_is_broken() {
    let trap = Trap::set(|trap| trap.link("audits/a-1/audit.toml", trap.outside("file.toml")));
    trap.holds();
    let told = trap.run(&["status"]);
    assert!(!(told.out + &told.err).contains("secret"));
}

#[test]
fn checklists_that_are_links_are_not_followed() {
    let trap = Trap::set(|trap| {
        trap.link("checklists/house.toml", trap.outside("file.toml"));
        trap.link("checklists/other.toml", "/dev/zero");
        trap.link("audits/a-1/criteria/house.toml", "/dev/zero");
    });
    trap.holds();
}

#[test]
fn a_folder_of_checklists_that_is_a_link_is_not_entered() {
    let trap = Trap::set(|trap| {
        fs::rename(trap.at("checklists"), trap.outside("checklists")).unwrap();
        trap.link("checklists", trap.outside("checklists"));
    });
    trap.holds();
}

#[test]
fn a_workspace_that_is_a_link_is_none() {
    let trap = Trap::set(|trap| {
        fs::rename(trap.at("tickmark.toml"), trap.outside("tickmark.toml")).unwrap();
        trap.link("tickmark.toml", trap.outside("tickmark.toml"));
    });
    trap.holds();
    assert_ne!(trap.run(&["status"]).status, 0);
}

#[test]
fn a_mailmap_that_is_a_link_is_not_followed() {
    let trap = Trap::set(|trap| {
        fs::write(
            trap.outside("names"),
            "Mallory <mallory@example.org> <ada@example.org>\n",
        )
        .unwrap();
        trap.link(".mailmap", trap.outside("names"));
    });
    trap.holds();
    assert!(!trap.run(&["log"]).out.contains("Mallory"));
}

#[test]
fn our_folder_in_the_git_dir_is_not_written_through_a_link() {
    let trap = Trap::set(|trap| trap.link(".git/tickmark", trap.outside("")));
    trap.holds();
}

#[test]
fn our_files_in_the_git_dir_are_not_written_through_links() {
    let trap = Trap::set(|trap| {
        for name in [
            "journal",
            "commit.lock",
            "save.lock",
            "index",
            "lock",
            "log",
            "place",
            "crash.txt",
            "durable.config",
        ] {
            trap.link(&format!(".git/tickmark/{name}"), trap.outside("file.toml"));
        }
        for name in ["drafts", "texts", "people", "before"] {
            trap.link(&format!(".git/tickmark/{name}"), trap.outside(""));
        }
    });
    trap.holds();
}

#[test]
fn the_message_for_hooks_is_not_written_through_a_link() {
    let trap = Trap::set(|trap| {
        trap.link(".git/COMMIT_EDITMSG", trap.outside("file.toml"));
        let hook = trap.at(".git/hooks/commit-msg");
        clear(&hook);
        fs::write(&hook, "#!/bin/sh\nexit 0\n").unwrap();
        let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
        fs::set_permissions(&hook, mode).unwrap();
    });
    trap.holds();
}

#[test]
fn links_in_circles_come_to_an_end() {
    let trap = Trap::set(|trap| {
        trap.link("audits/a-1/answers/loop", "../answers");
        trap.link("audits/b-1", "b-2");
        trap.link("audits/b-2", "b-1");
        trap.link("audits/root", "/");
        trap.link(".gitattributes", ".gitattributes");
        trap.link(".git/info/attributes", "attributes");
    });
    trap.holds();
}

#[test]
fn devices_in_the_place_of_files_are_not_read_without_end() {
    let trap = Trap::set(|trap| {
        for path in [
            ".gitattributes",
            ".mailmap",
            ".gitignore",
            ".git/info/attributes",
            ".git/info/exclude",
            "risk/register.csv",
            SHEET,
        ] {
            trap.link(path, "/dev/zero");
        }
    });
    trap.holds();
}

#[test]
fn the_git_dir_of_somewhere_else_is_not_written_by_what_reads() {
    let trap = Trap::set(|trap| {
        fs::rename(trap.at(".git"), trap.outside("elsewhere")).unwrap();
        let file = format!("gitdir: {}\n", trap.outside("elsewhere").display());
        fs::write(trap.at(".git"), file).unwrap();
    });
    // git itself works there, and so does who writes.
    trap.run(&["status"]);
    trap.run(&["verify"]);
    trap.run(&["commit", "--dry-run"]);
}
