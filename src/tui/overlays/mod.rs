//! What is drawn over a screen: help, jump, questions, notices.

pub mod choose;
pub mod confirm;
pub mod help;
pub mod jump;
pub mod notice;
pub mod prompt;
pub mod recover;
pub mod search;
