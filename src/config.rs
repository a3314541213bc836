//! config: filled next.
