//! What is lawful between two versions of a finding, and the deeds that change one after it was handed over.

mod edits;
mod made;
mod properties;
mod refused;

use super::*;
