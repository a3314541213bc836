//! A system that gives no more threads: what one can do is done by one, and what cannot be done is told.

use std::fs;

use assert_cmd::Command;

use crate::cli_desk::{Desk, Run};

/// So many bytes of stack has no system: no thread can be made where each is to have them, and programs still can.
const STACK: &str = "1125899906842624";

/// Runs a command that can make no thread.
fn alone(desk: &Desk, args: &[&str]) -> Run {
    let mut command = desk.command();
    command.env("RUST_MIN_STACK", STACK).args(args);
    let run = Desk::finish(&mut Command::from_std(command));
    assert!(!run.err.contains("panicked"), "{run:#?}");
    run
}

/// An audit with more citations, records and versions of them than one thread is given where there are several.
fn large() -> Desk {
    let desk = Desk::audit();
    desk.run(&["evidence", "add", "a-1", "4.1", "risk/register.csv:2-4"])
        .ok();
    desk.run(&[
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--type",
        "minor",
        "--title",
        "Register lacks a system",
    ])
    .ok();
    let sheet = "audits/a-1/answers/house/4.1.toml";
    let text = desk.read(sheet);
    let at = text.find("[[answer.evidence]]").unwrap();
    let (head, link) = text.split_at(at);
    let id = link.split('"').nth(1).unwrap();
    let links = (0..1100).map(|n| link.replace(id, &format!("E-{n:06}")) + "\n");
    desk.write(sheet, &(head.to_owned() + &links.collect::<String>()));
    let folder = desk.repo().join("audits/a-1/findings");
    let found = fs::read_dir(&folder).unwrap().next().unwrap().unwrap();
    let name = found.file_name().into_string().unwrap();
    let id = name.trim_end_matches(".toml");
    let text = fs::read_to_string(found.path()).unwrap();
    for n in 0..300 {
        let other = format!("F-{n:06}");
        let path = folder.join(format!("{other}.toml"));
        fs::write(path, text.replace(id, &other)).unwrap();
    }
    desk.git(&["add", "."]);
    desk.git(&["commit", "-q", "-m", "Many"]);
    desk
}

#[test]
fn what_several_threads_would_do_is_done_by_one() {
    let desk = large();
    for args in [
        &["status"][..],
        &["finding", "list", "--json"],
        &["evidence", "check"],
        &["verify"],
    ] {
        let (with, without) = (desk.run(args), alone(&desk, args));
        assert_eq!(without.status, with.status, "{args:?}: {without:#?}");
        assert_eq!(without.out, with.out, "{args:?}");
        assert_eq!(without.err, with.err, "{args:?}");
        assert!(with.out.len() > 20, "{args:?}: {with:#?}");
    }
}

#[test]
fn what_needs_a_thread_of_its_own_says_that_there_is_none() {
    let desk = Desk::audit();
    let before = desk.everything();
    let asked = ["evidence", "run", "a-1", "4.1", "--", "echo", "done"];
    alone(&desk, &asked).fails(3, &["Could not run echo done", "temporarily unavailable"]);
    assert_eq!(desk.everything(), before);
    desk.run(&asked).ok();
}

#[test]
fn a_signature_that_no_thread_can_be_made_for_is_not_checked_and_no_alarm() {
    let desk = Desk::audit();
    let key = desk.yard().join("key");
    let made = desk
        .command_of("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(&key)
        .status();
    if !made.is_ok_and(|made| made.success()) {
        println!("skipped: ssh-keygen is not installed");
        return;
    }
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let trusted = desk.yard().join("trusted");
    fs::write(&trusted, format!("ada@example.org {public}")).unwrap();
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("gpg.ssh.allowedSignersFile", trusted.to_str().unwrap()),
        ("user.signingkey", key.to_str().unwrap()),
        ("commit.gpgsign", "true"),
    ] {
        desk.configure(name, value);
    }
    for row in ["4.1", "4.2#1"] {
        desk.run(&["answer", "a-1", row, "--verdict", "conforming"])
            .ok();
        desk.run(&["commit"]).ok();
    }
    let told = alone(&desk, &["verify"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(told.out.contains("temporarily unavailable"), "{told:#?}");
    let told = desk.run(&["verify"]);
    assert!(!told.out.contains("temporarily unavailable"), "{told:#?}");
}
