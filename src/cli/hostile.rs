//! Texts that somebody made to have a terminal obey them, through everything that commands print.

use clap::Parser as _;

use super::{Cli, Doing, act, json, output};
use crate::{
    safe::{
        self,
        hostile::{Strings, asked, assert_shown},
    },
    session::hostile::{HELD, workspace},
};

/// The commands that print what stands in records, commits and files.
const COMMANDS: [&[&str]; 19] = [
    &["status"],
    &["status", "--json"],
    &["doctor"],
    &["log", "--limit", "400"],
    &["log", "--limit", "400", "--json"],
    &["audit", "show", "aims"],
    &["audit", "show", "aims", "--json"],
    &["finding", "list"],
    &["finding", "list", "--json"],
    &["finding", "show", "F-000001"],
    &["finding", "show", "F-000001", "--json"],
    &["queue"],
    &["evidence", "find", "--limit", "500"],
    &["evidence", "find", "--limit", "500", "--json"],
    &["evidence", "check"],
    &["evidence", "show", "aims", "E-000001"],
    &["verify"],
    &["verify", "--json"],
    &["report", "aims"],
];

#[test]
fn no_text_of_a_workspace_reaches_the_output_of_a_command_as_it_is() {
    let rounds = asked(HELD).div_ceil(HELD * 10);
    let mut said_much = 0;
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        let mut strings = Strings::new(round as u64 + 1);
        workspace(folder.path(), &mut strings);
        for command in COMMANDS {
            let dir = folder.path().to_str().unwrap();
            let cli = Cli::try_parse_from([&["tickmark", "-C", dir][..], command].concat())
                .unwrap_or_else(|told| panic!("{told}"));
            let what = command.join(" ");
            match act(cli, Vec::new) {
                Ok(Doing::Say(reply)) => {
                    assert_shown(&what, &reply.out);
                    said_much += usize::from(reply.out.len() > 1000);
                    for note in &reply.notes {
                        assert_shown(&what, &safe::escape_text(note));
                    }
                }
                Ok(Doing::Open { .. } | Doing::PrintKeys) => panic!("{what} opens"),
                Err(error) => {
                    let mut text = format!("{error}\n");
                    for detail in error.details.iter().chain(&error.hints) {
                        text.push_str(&safe::escape_text(detail));
                    }
                    assert_shown(&what, &safe::escape_text(&text));
                }
            }
        }
    }
    assert!(said_much >= rounds * 8, "the commands say something");
}

#[test]
fn no_text_comes_out_of_the_plain_output_json_or_a_report_as_it_is() {
    let mut strings = Strings::new(7);
    for _ in 0..asked(20_000) {
        let text = strings.text();
        assert_shown("a line", &output::line(&text));
        let mut out = String::new();
        output::field(&mut out, "key", &text);
        output::field(&mut out, "note", &format!("{text}\n{text}"));
        let row = [output::line(&text).into_owned(), "x".to_owned()];
        out += &output::table(std::slice::from_ref(&row), Some(30));
        out += &json::pretty(&(&text, [&text])).unwrap();
        assert_shown("a reply", &out);
        assert!(
            !output::line(&text).contains(['\n', '\r', '\t']),
            "{text:?}"
        );
    }
}
