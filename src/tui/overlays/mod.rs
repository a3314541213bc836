//! What is drawn over a screen: help, jump, questions, notices.

pub mod choose;
pub mod clash;
pub mod commits;
pub mod confirm;
pub mod fill;
pub mod held_up;
pub mod help;
pub mod jump;
pub mod notice;
pub mod prompt;
pub mod recover;
pub mod search;
pub mod upgrade;
