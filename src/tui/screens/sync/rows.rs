//! The lines of the screen while nothing has to be chosen: what a sync came to, and how far both sides are apart.

use std::collections::BTreeSet;

use ratatui::text::{Line, Span};

use crate::{
    domain::{object::short, record::RecordKey},
    error::Error,
    safe,
    session::sync::{Conflicting, Distance, MovedTag, Named, Push, Synced},
    tui::{data::Data, syncing::State, text, theme::Role, widgets::Look},
};

/// How many records, sign-offs or files of a kind are listed; more are counted.
const MOST: usize = 200;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// What it says, safe to show.
    pub(super) said: String,
    /// How it looks.
    pub(super) role: Role,
    /// Whether it is an alarm.
    pub(super) is_alarm: bool,
    /// The record that it is about.
    pub(super) key: Option<RecordKey>,
}

impl Row {
    /// Writes it as a line of the list.
    pub(super) fn line(&self, look: Look<'_>) -> Line<'static> {
        let said = Span::styled(self.said.clone(), look.style(self.role));
        if self.is_alarm {
            let glyph = format!("{} ", look.glyphs.alarm);
            return Line::from(vec![Span::styled(glyph, look.style(Role::Error)), said]);
        }
        Line::from(said)
    }
}

/// Lines for a width.
struct Rows {
    rows: Vec<Row>,
    width: usize,
}

/// Lists the lines.
pub(super) fn of(data: &Data, width: usize) -> Vec<Row> {
    let mut rows = Rows {
        rows: Vec::new(),
        width: width.max(16),
    };
    match &data.sync.state {
        State::Done(synced) => rows.done(synced, data),
        State::Conflicting(conflicting) => rows.conflicting(conflicting),
        State::Asks { asks, .. } => {
            let wants = format!("{} wants a password or an answer:", asks.remote);
            rows.say("", &wants, Role::Warning);
            for said in &asks.said {
                rows.say("  ", said, Role::Text);
            }
            rows.say(
                "",
                "Sync goes on at the terminal, where git asks for it.",
                Role::Text,
            );
        }
        State::Failed(error) => rows.failed(error),
        State::Idle | State::Going { .. } | State::Clashing(_) => {}
    }
    match &data.sync.distance {
        None => rows.say("", "Reading how far both sides are apart...", Role::Dim),
        Some(Ok(distance)) => rows.apart(distance, matches!(data.sync.state, State::Done(_))),
        Some(Err(error)) => {
            // What stands in the way of a sync stands in that of looking, too.
            let is_said = matches!(&data.sync.state, State::Failed(failed) if failed.message == error.message);
            if !is_said {
                rows.gap();
                rows.failed(error);
            }
        }
    }
    rows.rows
}

impl Rows {
    fn push(&mut self, said: String, role: Role) {
        self.rows.push(Row {
            said,
            role,
            is_alarm: false,
            key: None,
        });
    }

    /// Leaves an empty line after what is there.
    fn gap(&mut self) {
        if !self.rows.is_empty() {
            self.push(String::new(), Role::Text);
        }
    }

    /// Says a text, wrapped, each line behind an indent.
    fn say(&mut self, indent: &str, said: &str, role: Role) {
        let safe = safe::escape_line(said);
        let room = self.width.saturating_sub(text::width(indent)).max(8);
        for line in text::wrap_lines(&safe, room) {
            self.push(format!("{indent}{line}"), role);
        }
    }

    fn heading(&mut self, said: &str) {
        self.gap();
        self.say("", said, Role::Heading);
    }

    fn record(&mut self, named: Named) {
        self.rows.push(Row {
            said: format!("  {}", safe::escape_line(&named.name())),
            role: Role::Text,
            is_alarm: false,
            key: named.key,
        });
    }

    fn records(&mut self, named: &[Named]) {
        for one in named.iter().take(MOST) {
            self.record(one.clone());
        }
        self.more(named.len());
    }

    /// Lists the records that paths are of; only those that are listed are looked at.
    fn paths(&mut self, paths: &BTreeSet<String>, data: &Data) {
        let folder = data.workspace.records.trim_end_matches('/');
        for path in paths.iter().take(MOST) {
            self.record(Named::of(folder, path.clone()));
        }
        self.more(paths.len());
    }

    /// Lists texts, each behind a few words.
    fn each(&mut self, indent: &str, before: &str, all: &[String], role: Role) {
        for one in all.iter().take(MOST) {
            self.say(indent, &format!("{before}{one}"), role);
        }
        self.more(all.len());
    }

    /// Counts what is not listed of so many.
    fn more(&mut self, all: usize) {
        if all > MOST {
            self.say("  ", &format!("and {} more", all - MOST), Role::Dim);
        }
    }

    /// Says which sign-offs are not the same on both sides.
    fn moved(&mut self, moved: &[MovedTag], remote: &str) {
        for tag in moved.iter().take(MOST) {
            let from = self.rows.len();
            let said = format!(
                "ALARM: the sign-off {} is another one on {remote}: {} there, {} here; neither was overwritten",
                tag.name,
                short(&tag.theirs),
                short(&tag.ours)
            );
            // The mark of an alarm stands before each line.
            self.width -= 2;
            self.say("", &said, Role::Error);
            self.width += 2;
            for row in self.rows.iter_mut().skip(from) {
                row.is_alarm = true;
            }
        }
        self.more(moved.len());
        if !moved.is_empty() {
            self.say(
                "",
                "Find out who moved it, and why: git show ID shows each; g o shows the sign-offs of an audit.",
                Role::Text,
            );
        }
    }

    fn done(&mut self, synced: &Synced, data: &Data) {
        self.moved(&synced.sign_offs.moved, &synced.remote);
        let role = if synced.is_amiss() {
            Role::Warning
        } else {
            Role::Ok
        };
        self.say("", &synced.told(), role);
        if let Push::Refused { output } = &synced.push {
            let said = format!("{} does not take what is here:", synced.remote);
            self.say("", &said, Role::Error);
            for line in output {
                self.say("  ", line, Role::Text);
            }
            self.say(
                "",
                "What came is here all the same; do what it asks for, then sync again.",
                Role::Text,
            );
        }
        if let Some(merge) = &synced.merge {
            self.say("", &format!("Merged in {}.", short(merge)), Role::Text);
        }
        let sign_offs = &synced.sign_offs;
        self.each("", "Sign-off came: ", &sign_offs.came, Role::Text);
        self.each("", "Sign-off sent: ", &sign_offs.sent, Role::Text);
        if synced.is_set_up {
            self.say(
                "",
                "This clone now merges records field by field with git, too.",
                Role::Text,
            );
        }
        for (head, paths) in [
            ("Came", &synced.came),
            ("Merged", &synced.merged),
            ("Sent", &synced.sent),
        ] {
            if !paths.is_empty() {
                self.heading(head);
                self.paths(paths, data);
            }
        }
    }

    fn conflicting(&mut self, conflicting: &Conflicting) {
        let other = &conflicting.other;
        self.moved(&conflicting.moved, &conflicting.remote);
        let said = format!(
            "{other} and this branch have changed other files in ways that git cannot merge:"
        );
        self.say("", &said, Role::Error);
        self.each("  ", "", &conflicting.files, Role::Text);
        let way = format!(
            "Nothing was changed here. Merge them in a shell: git merge {other}, mend them, git commit; then sync again."
        );
        self.say("", &way, Role::Text);
    }

    fn failed(&mut self, error: &Error) {
        self.say("", &error.message, Role::Error);
        for detail in &error.details {
            self.say("  ", detail, Role::Text);
        }
        for hint in &error.hints {
            self.say("", &format!("hint: {hint}"), Role::Text);
        }
    }

    /// Says how far both sides are apart; after a sync only what is still to be done.
    fn apart(&mut self, distance: &Distance, is_done: bool) {
        let other = &distance.other;
        let is_even = distance.is_there && distance.ahead == 0 && distance.behind == 0;
        if !distance.is_there {
            self.heading(&format!(
                "{other} is not there yet: all of {} would be sent",
                distance.branch
            ));
            self.records(&distance.sends);
        } else if is_even && !is_done {
            self.gap();
            let said = format!("In step with {other}, as fetched last.");
            self.say("", &said, Role::Text);
        }
        let sides = [
            (distance.ahead, &distance.sends, "To send"),
            (distance.behind, &distance.comes, "To take, as fetched last"),
        ];
        for (commits, records, head) in sides.iter().filter(|(commits, ..)| *commits > 0) {
            let commits = counted(*commits, "commit");
            let of = match records.len() {
                0 => "no record".to_owned(),
                n => counted(n, "record"),
            };
            self.heading(&format!("{head}: {of} in {commits}"));
            self.records(records);
        }
        if !distance.uncommitted.is_empty() {
            let n = distance.uncommitted.len();
            let (is, it) = if n == 1 {
                ("is", "it stays")
            } else {
                ("are", "they stay")
            };
            self.heading(&format!(
                "Not committed: {} {is} not sent",
                counted(n, "record")
            ));
            self.records(&distance.uncommitted);
            self.say(
                "",
                &format!(
                    "Until committed (g r) {it} here; where something of the same records comes, a sync waits for that."
                ),
                Role::Dim,
            );
        }
    }
}

/// Says `1 record` or `3 records`.
pub(super) fn counted(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}
