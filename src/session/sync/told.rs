//! What a sync came to, in words.

use super::{Push, Synced};

/// Says `1 record` or `3 records`.
pub(super) fn records(n: usize) -> String {
    if n == 1 {
        "1 record".to_owned()
    } else {
        format!("{n} records")
    }
}

impl Synced {
    /// Says in a line what came, was merged and went.
    pub fn told(&self) -> String {
        let mut parts = Vec::new();
        if !self.came.is_empty() {
            parts.push(format!("{} came", records(self.came.len())));
        }
        if !self.merged.is_empty() {
            parts.push(format!("{} merged", records(self.merged.len())));
        }
        if self.has_come && parts.is_empty() {
            parts.push("other files came".to_owned());
        }
        match &self.push {
            Push::Done if self.sent.is_empty() => parts.push("what is here was sent".to_owned()),
            Push::Done => parts.push(format!("{} sent", records(self.sent.len()))),
            Push::Refused { .. } => parts.push("nothing sent".to_owned()),
            Push::Needless | Push::Unwanted => {}
        }
        if parts.is_empty() {
            parts.push(match self.push {
                Push::Unwanted => "nothing new came".to_owned(),
                Push::Done | Push::Needless | Push::Refused { .. } => {
                    "nothing new on either side".to_owned()
                }
            });
        }
        format!("{}: {}", self.other, parts.join(", "))
    }

    /// Tells whether something is amiss: the other side does not take what is here, or a sign-off was moved.
    pub fn is_amiss(&self) -> bool {
        matches!(self.push, Push::Refused { .. }) || !self.sign_offs.moved.is_empty()
    }
}
