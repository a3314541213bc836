//! fuzzy: filled next.
