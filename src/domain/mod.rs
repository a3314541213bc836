//! What an audit is made of, and the rules it follows: pure values, no file, clock, environment, git or terminal.
//!
//! [`checklist`] is what is asked, [`answer`] what was found out, [`evidence`] what shows it, [`sample`] what was looked
//! at where not all could be, [`finding`] and [`action`] what follows from it, [`audit`] the frame around them. [`papers::WorkingPapers`] holds all records of one
//! audit; every edit of them is an invertible [`change::Change`]. Life cycles are functions that return the new record or
//! every reason why not ([`guard::Refusal`]); [`verify`] asks them again of the whole history. [`merge`] is what two people
//! cannot both have changed.
//!
//! The terms are those of ISO 19011 and ISO/IEC 42001.

#[macro_use]
mod words;

pub mod action;
pub mod answer;
pub mod applicability;
pub mod audit;
pub mod change;
pub mod checklist;
pub mod due;
pub mod evidence;
pub mod file_type;
pub mod finding;
pub mod follow;
pub mod freshness;
pub mod guard;
pub mod history;
pub mod holder;
pub mod id;
pub mod independence;
pub mod judged;
pub mod last_time;
pub mod lawful;
pub mod linediff;
pub mod management_review;
pub mod maturity;
pub mod merge;
pub mod object;
pub mod outline;
pub mod papers;
mod passed;
pub mod pattern;
pub mod people;
pub mod person;
pub mod problem;
pub mod programme;
pub mod progress;
pub mod record;
pub mod recurrence;
pub mod register;
pub mod reopening;
pub mod sample;
pub mod shared;
mod signed;
pub mod signoff;
pub mod similar;
pub mod textmerge;
pub mod trail_test;
pub mod trailers;
pub mod verify;
pub mod workspace;
