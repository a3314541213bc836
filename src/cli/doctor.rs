//! `tickmark doctor`: what works here, what does not, and how to mend it.

use std::io::IsTerminal;

use clap::Args;
use serde::Serialize;

use crate::{
    caps::{Caps, Colours, Multiplexer},
    error::{Error, Result},
    session::doctor::{Check, Health, examine},
};

use super::{
    Place,
    output::{Reply, line},
};

/// Check terminal, repository, identity and workspace: what works, what does not, and how to mend it.
#[derive(Debug, Args)]
#[command(after_help = "Exit status 1 when something does not work.")]
pub(super) struct Doctor {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    checks: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    what: &'a str,
    health: &'static str,
    seen: &'a str,
    hints: &'a [String],
}

pub(super) fn run(verb: &Doctor, place: &Place) -> Result<Reply> {
    let mut checks = examine(&place.dir, place.clock.clone());
    checks.extend(settings(&(place.settings)()));
    checks.extend(terminal(Caps::detect()));
    let bad = checks.iter().any(|check| check.health == Health::Bad);
    let reply = if verb.json {
        let rows = checks.iter().map(|check| Row {
            what: check.what,
            health: word(check.health),
            seen: &check.seen,
            hints: &check.hints,
        });
        Reply::json(&Document {
            checks: rows.collect(),
        })?
    } else {
        let mut reply = Reply::default();
        for check in &checks {
            reply.line(format!(
                "{:<8} {:<11} {}",
                word(check.health),
                check.what,
                line(&check.seen)
            ));
            for hint in &check.hints {
                reply.line(format!("{:21}hint: {}", "", line(hint)));
            }
        }
        reply
    };
    Ok(reply.no_if(bad))
}

fn word(health: Health) -> &'static str {
    match health {
        Health::Good => "ok",
        Health::Limited => "limited",
        Health::Bad => "bad",
    }
}

/// Tells of settings of the user's that are broken; the program goes on with the defaults.
fn settings(errors: &[Error]) -> Vec<Check> {
    let of = |error: &Error| {
        let hints = error.hints.clone();
        let lines = error.lines().into_iter();
        lines.map(move |line| Check {
            hints: hints.clone(),
            ..Check::new("settings", Health::Limited, line)
        })
    };
    errors.iter().flat_map(of).collect()
}

fn terminal(caps: Caps) -> Vec<Check> {
    let mut checks = vec![if caps.is_dumb() {
        Check::new(
            "terminal",
            Health::Limited,
            "TERM names no terminal that can show the program",
        )
        .hint("the commands work: tickmark --help")
    } else if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        let name = std::env::var("TERM").unwrap_or_default();
        Check::new("terminal", Health::Good, name)
    } else {
        Check::new(
            "terminal",
            Health::Limited,
            "input or output is no terminal; the program opens only in one",
        )
    }];
    checks.push(match caps.colours {
        Colours::None => Check::new(
            "colours",
            Health::Good,
            "none; bold and reverse carry the meaning",
        ),
        Colours::Sixteen => Check::new("colours", Health::Good, "16"),
        Colours::Indexed => Check::new("colours", Health::Good, "256"),
        Colours::True => Check::new("colours", Health::Good, "all"),
    });
    checks.push(if caps.utf8 {
        Check::new("characters", Health::Good, "UTF-8")
    } else {
        Check::new(
            "characters",
            Health::Limited,
            "the locale does not write UTF-8; marks are ASCII",
        )
        .hint("set LANG to a UTF-8 locale, such as C.UTF-8")
    });
    if std::io::stdin().is_terminal() && std::fs::File::open("/dev/tty").is_err() {
        checks.push(
            Check::new(
                "hang-up",
                Health::Limited,
                "this is not the controlling terminal: the program is not told when it goes away",
            )
            .hint("start it from a shell of its own; half-typed text is kept every two seconds"),
        );
    }
    let far = if caps.ssh { ", over SSH" } else { "" };
    checks.push(match caps.multiplexer {
        Some(Multiplexer::Tmux) => Check::new("in between", Health::Good, format!("tmux{far}")),
        Some(Multiplexer::Screen) => Check::new("in between", Health::Good, format!("screen{far}")),
        None => Check::new("in between", Health::Good, format!("nothing{far}")),
    });
    checks
}
