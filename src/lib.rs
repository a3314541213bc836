//! **tickmark** walks internal auditors of management systems through an audit checklist, clause by clause, links what
//! they find to evidence files in a git repository, and commits findings and corrective actions back as TOML records.
//!
//! # The map
//!
//! | room | is | may use |
//! |---|---|---|
//! | [`domain`] | audits, checklists, answers, findings, corrective actions, evidence links, life cycles and guards: pure values and rules | std, serde, jiff |
//! | [`store`] | records on disk: paths, schema, reading with located errors, comment-keeping writes, drafts | domain |
//! | [`vcs`] | the git repository behind a small trait: evidence files, pins and drift, commits, history | domain |
//! | [`report`] | domain values to Markdown | domain |
//! | [`session`] | the use cases that screens and commands share | domain, store, vcs, report |
//! | [`cli`] | the commands, one file a verb | session, domain |
//! | [`tui`] | the terminal program: model, messages, update, effects, view | session, domain |
//!
//! Beside the rooms, for any of them but `domain`: [`error`] (what a person sees when something fails), [`safe`] (text from
//! a repository made safe to show), [`fuzzy`] (ranking paths and titles), [`atomic`] (files written whole or not at all),
//! [`lock`] (one process at a time), [`process`] (who wrote this, and whether it still runs), [`clock`] (what time it is),
//! [`caps`] (what the terminal can do) and [`config`] (the user's own settings).
//!
//! `main.rs` gives the command line to [`cli`], and opens [`tui`] where that is what was asked for. What is shipped lies
//! beside `src`: the checklists in `checklists/`, taken in by [`store::library`], and the themes in `themes/`, by
//! [`tui::theme`].
//!
//! `git2` is named only in `vcs`, `ratatui` and `crossterm` only in `tui`, `clap` only in `cli`, `fuzzy-matcher` only in
//! [`fuzzy`], `calamine`, `csv`, `encoding_rs` and `zip` only in [`store::table`]; `tests/suite/architecture.rs` holds these
//! rules.

pub mod atomic;
pub mod caps;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod fuzzy;
pub mod lock;
pub mod process;
pub mod report;
pub mod safe;
pub mod session;
pub mod store;
pub mod tui;
pub mod vcs;
