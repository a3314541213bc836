//! safe: filled next.
