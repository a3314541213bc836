//! Drawing a sample by keys.
