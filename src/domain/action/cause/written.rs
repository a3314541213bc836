//! A cause as it is written, in the form of today and in that from before whys had numbers.

use serde::Deserialize;

use super::{Cause, CauseMethod, CauseNode};

/// What a record may hold: `whys`, a list of texts, is the chain as it was written before each why was a table.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct WrittenCause {
    method: CauseMethod,
    #[serde(default)]
    whys: Vec<String>,
    #[serde(default)]
    root: String,
    #[serde(default)]
    not_found_earlier: String,
    #[serde(default, rename = "why")]
    chain: Vec<CauseNode>,
    #[serde(default, rename = "bone")]
    bones: Vec<CauseNode>,
    #[serde(default, rename = "event")]
    events: Vec<CauseNode>,
}

impl From<WrittenCause> for Cause {
    fn from(written: WrittenCause) -> Self {
        let mut cause = Self {
            method: written.method,
            root: written.root,
            not_found_earlier: written.not_found_earlier,
            whys: written.chain,
            bones: written.bones,
            events: written.events,
        };
        if cause.whys.is_empty() && !written.whys.is_empty() {
            cause.set_whys(&written.whys);
        }
        cause
    }
}
