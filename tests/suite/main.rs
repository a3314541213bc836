//! The test suite: one binary, one module a subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod architecture;
mod cli_audit_held;
mod cli_audit_life;
mod cli_bad_input;
mod cli_carry_over;
mod cli_causes;
mod cli_checklists;
mod cli_colleagues;
mod cli_combined;
mod cli_commit;
mod cli_commit_fields;
mod cli_desk;
mod cli_discard;
mod cli_drift;
mod cli_editions;
mod cli_engine;
mod cli_extent;
mod cli_find;
mod cli_findings;
mod cli_gaps;
mod cli_gate;
mod cli_guards;
mod cli_independence;
mod cli_json;
mod cli_keep;
mod cli_kinds;
mod cli_management_review;
mod cli_manners;
mod cli_maturity;
mod cli_merge;
mod cli_preview;
mod cli_programme;
mod cli_proof;
mod cli_queue;
mod cli_read_only;
mod cli_recurrence;
mod cli_repositories;
mod cli_samples;
mod cli_search;
mod cli_signing;
mod cli_signoff;
mod cli_signoff_check;
mod cli_signoff_gpg;
mod cli_signoff_keys;
mod cli_signoff_tampering;
mod cli_soa;
mod cli_sync;
mod cli_systems;
mod cli_tables;
mod cli_to_file;
mod cli_verify;
mod cli_walk;
mod cli_wrong_input;
mod corpus;

mod faults;
mod honest;
mod hostile;
mod life_cycles;
mod links;
mod planted;
mod program;
mod pty;
mod readme;
mod shipped;
mod sshd;
mod states;
mod sync_screen;
mod tampering;
mod terminal;
mod threads;
