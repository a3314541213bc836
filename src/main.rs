//! The `tickmark` program: everything it does is in the library.

use std::process::ExitCode;

use tickmark::{
    cli::{self, Outcome},
    tui,
};

fn main() -> ExitCode {
    let status = match cli::run(std::env::args_os(), tui::settings::faults) {
        Outcome::Done(status) => status,
        Outcome::OpenProgram { dir } => {
            tui::program::open(&dir).unwrap_or_else(|error| cli::output::print_error(&error))
        }
        Outcome::PrintKeys => cli::output::print(&tui::keymap::Keymap::to_toml()),
    };
    ExitCode::from(status)
}
