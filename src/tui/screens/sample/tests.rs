//! A sample by keys.
