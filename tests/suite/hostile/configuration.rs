//! What git would run because the repository says so: nothing of it is run by looking, and a commit runs hooks alone.

use std::fs;

use super::trap::{SHEET, Trap, clear};

/// Configures a program under each of these names.
fn configured(names: &[&str]) -> Trap {
    Trap::set(|trap| {
        for name in names {
            trap.configure(name, trap.evil());
        }
    })
}

#[test]
fn a_monitor_of_files_is_not_run() {
    let trap = Trap::set(|trap| {
        trap.configure("core.fsmonitor", trap.evil());
        trap.configure("core.fsmonitorHookVersion", "2");
        trap.configure("core.untrackedCache", "true");
    });
    trap.holds();
}

#[test]
fn filters_are_not_run() {
    let trap = Trap::set(|trap| {
        for what in ["clean", "smudge", "process"] {
            trap.configure(&format!("filter.evil.{what}"), trap.evil());
            trap.configure(&format!("filter.lfs.{what}"), trap.evil());
        }
        trap.configure("filter.evil.required", "true");
        trap.desk.write(
            ".gitattributes",
            "*.csv filter=evil\n*.md filter=lfs\n*.toml filter=evil diff=evil merge=evil\n",
        );
        trap.desk.write("risk/register.csv", "id,system\n1,other\n");
    });
    trap.holds();
}

#[test]
fn converters_and_comparers_are_not_run() {
    let trap = Trap::set(|trap| {
        trap.configure("diff.evil.textconv", trap.evil());
        trap.configure("diff.evil.command", trap.evil());
        trap.configure("diff.evil.cachetextconv", "true");
        trap.configure("diff.external", trap.evil());
        trap.configure("merge.evil.driver", trap.evil());
        trap.configure("merge.tickmark.driver", trap.evil());
        trap.desk
            .write(".gitattributes", "* diff=evil merge=evil\n");
        trap.desk.write(".git/info/attributes", "* diff=evil\n");
        trap.desk.write("risk/register.csv", "id,system\n1,other\n");
    });
    trap.holds();
}

#[test]
fn pagers_editors_and_aliases_are_not_run() {
    configured(&[
        "core.pager",
        "core.editor",
        "core.askPass",
        "sequence.editor",
        "pager.log",
        "pager.diff",
        "alias.log",
        "alias.hook",
        "alias.diff-index",
        "alias.commit",
        "interactive.diffFilter",
        "web.browser",
        "browser.evil.cmd",
        "trace2.eventTarget",
    ])
    .holds();
}

#[test]
fn programs_of_the_network_are_not_run() {
    configured(&[
        "core.sshCommand",
        "core.gitProxy",
        "credential.helper",
        "remote.origin.uploadpack",
        "remote.origin.receivepack",
        "remote.origin.vcs",
        "uploadpack.packObjectsHook",
        "imap.tunnel",
        "sendemail.smtpServer",
    ])
    .holds();
}

#[test]
fn a_remote_that_names_a_program_is_not_asked_for_objects() {
    let trap = Trap::set(|trap| {
        let url = format!("ext::{} %S", trap.evil().display());
        trap.configure("remote.origin.url", &url);
        trap.configure("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*");
        trap.configure("remote.origin.promisor", "true");
        trap.configure("remote.origin.partialclonefilter", "blob:none");
        trap.configure("extensions.partialClone", "origin");
        trap.configure("core.repositoryFormatVersion", "1");
        trap.configure("protocol.ext.allow", "always");
        let blob = trap.desk.git(&["rev-parse", "HEAD:risk/register.csv"]);
        let (folder, name) = blob.trim().split_at(2);
        fs::remove_file(trap.at(&format!(".git/objects/{folder}/{name}"))).unwrap();
    });
    trap.holds();
}

#[test]
fn programs_that_check_signatures_are_not_taken_from_the_repository() {
    let trap = Trap::set(|trap| {
        for name in [
            "gpg.program",
            "gpg.ssh.program",
            "gpg.openpgp.program",
            "gpg.x509.program",
            "gpg.ssh.defaultKeyCommand",
        ] {
            trap.configure(name, trap.evil());
        }
        trap.configure("gpg.format", "ssh");
        // A commit and a tag that say they are signed.
        let signed = "tree TREE\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 +0000\ngpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lHAAAAAQ==\n -----END SSH SIGNATURE-----\n\nSigned\n";
        let tree = trap.desk.git(&["rev-parse", "HEAD^{tree}"]);
        fs::write(trap.at("commit"), signed.replace("TREE", tree.trim())).unwrap();
        let id = trap
            .desk
            .git(&["hash-object", "-w", "-t", "commit", "commit"]);
        fs::remove_file(trap.at("commit")).unwrap();
        trap.desk
            .git(&["update-ref", "refs/tags/tickmark/a-1/lead/1", id.trim()]);
        trap.configure("log.showSignature", "true");
    });
    trap.holds();
}

/// A commit is signed as git would sign it, by what the configuration names; looking is not committing.
#[test]
fn a_program_that_signs_is_not_run_by_looking() {
    let trap = Trap::set(|trap| {
        trap.configure("gpg.program", trap.evil());
        trap.configure("commit.gpgSign", "true");
        trap.configure("tag.gpgSign", "true");
    });
    trap.without_commit().holds();
}

#[test]
fn hooks_are_not_run_by_looking() {
    let trap = Trap::set(|trap| {
        for name in [
            "pre-commit",
            "post-commit",
            "commit-msg",
            "post-checkout",
            "post-index-change",
            "fsmonitor-watchman",
            "reference-transaction",
            "pre-auto-gc",
            "post-merge",
            "pre-push",
        ] {
            let hook = trap.at(&format!(".git/hooks/{name}"));
            clear(&hook);
            fs::copy(trap.evil(), hook).unwrap();
        }
    });
    trap.without_commit().holds();
}

#[test]
fn hooks_of_the_work_tree_are_not_run_by_looking() {
    let trap = Trap::set(|trap| {
        for name in ["pre-commit", "post-index-change", "reference-transaction"] {
            let hook = trap.at(&format!("hooks/{name}"));
            clear(&hook);
            fs::copy(trap.evil(), hook).unwrap();
        }
        trap.configure("core.hooksPath", "hooks");
    });
    trap.without_commit().holds();
}

#[test]
fn a_configuration_from_outside_runs_nothing_either() {
    let trap = Trap::set(|trap| {
        let included = format!(
            "[core]\n\tfsmonitor = {0}\n\tpager = {0}\n[diff]\n\texternal = {0}\n[gpg]\n\tprogram = {0}\n[gpg \"ssh\"]\n\tprogram = {0}\n",
            trap.evil().display()
        );
        fs::write(trap.outside("included"), included).unwrap();
        trap.configure("include.path", trap.outside("included"));
        trap.configure("includeIf.gitdir:/.path", trap.outside("included"));
    });
    trap.holds();
}

#[test]
fn a_configuration_that_includes_itself_is_told() {
    let trap = Trap::set(|trap| {
        let config = fs::read_to_string(trap.at(".git/config")).unwrap();
        fs::write(
            trap.at(".git/config"),
            config + "[include]\n\tpath = config\n",
        )
        .unwrap();
    });
    trap.holds();
}

#[test]
fn a_work_tree_elsewhere_is_not_written_beside_the_repository() {
    let trap = Trap::set(|trap| trap.configure("core.worktree", trap.outside("")));
    trap.holds();
}

#[test]
fn a_configuration_of_junk_is_told() {
    for junk in [
        &b"[core\n"[..],
        b"\0\0\0\0",
        b"[core]\n\trepositoryformatversion = 99\n",
        b"[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefstorage = reftable\n",
        b"[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = md5\n",
        b"[core]\n\tbare = true\n",
        b"[\xff\xfe]\n\t\xff = \x1b[2J\n",
        b"[core]\n\tsharedRepository = 0000\n\tfilemode = \x1b]0;x\x07\n",
    ] {
        let trap = Trap::set(|trap| fs::write(trap.at(".git/config"), junk).unwrap());
        for command in [
            &["status"][..],
            &["doctor"],
            &["log"],
            &["commit", "--dry-run"],
        ] {
            trap.run(command);
        }
    }
}

#[test]
fn submodules_with_programs_for_addresses_are_not_asked() {
    let trap = Trap::set(|trap| {
        let modules = format!(
            "[submodule \"evil\"]\n\tpath = evil\n\turl = ext::{0} %S\n\tupdate = !{0}\n\tbranch = --upload-pack={0}\n[submodule \"../../outside\"]\n\tpath = ../outside\n\turl = -u./evil\n[submodule \"x\"]\n\tpath = -c\n\turl = ./-c\n",
            trap.evil().display()
        );
        trap.desk.write(".gitmodules", &modules);
        let head = trap.desk.git(&["rev-parse", "HEAD"]);
        trap.desk.git(&["add", ".gitmodules"]);
        for path in ["evil", "x/y"] {
            let info = format!("160000,{},{path}", head.trim());
            trap.desk
                .git(&["update-index", "--add", "--cacheinfo", &info]);
        }
        trap.desk.git(&["commit", "-qm", "Submodules"]);
        trap.configure(
            "submodule.evil.update",
            format!("!{}", trap.evil().display()),
        );
        trap.configure("submodule.recurse", "true");
        fs::create_dir_all(trap.at("evil")).unwrap();
        fs::write(trap.at("evil/.git"), "gitdir: ../../outside\n").unwrap();
    });
    trap.holds();
}

#[test]
fn a_submodule_over_the_records_is_told() {
    for path in ["audits", "audits/a-1", "audits/a-1/answers", SHEET] {
        let trap = Trap::set(|trap| {
            let head = trap.desk.git(&["rev-parse", "HEAD"]);
            trap.desk.git(&["rm", "-rq", "--cached", path]);
            let info = format!("160000,{},{path}", head.trim());
            trap.desk
                .git(&["update-index", "--add", "--cacheinfo", &info]);
            trap.desk.git(&["commit", "-qm", "Submodule"]);
        });
        trap.holds();
    }
}
