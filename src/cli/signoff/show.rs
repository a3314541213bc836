//! `tickmark signoff show`: everything that the sign-offs of an audit say.

use clap::Args;

use crate::error::{Error, Result};

use super::{
    super::{
        Place,
        output::{Reply, block, line},
    },
    state,
};

/// Show everything that the sign-offs of an audit say: the meaning, the commit, the root hash, and how to compute it by hand.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark signoff show aims-2026
  tickmark signoff show aims-2026 reviewed-1 --json")]
pub(super) struct Show {
    /// The audit.
    audit: String,

    /// One sign-off, such as `prepared-1`; all of them if left out.
    name: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let mut found = state::read(&session, Some(&verb.audit))?;
    if let Some(name) = &verb.name {
        for of in &mut found {
            let is_meant = |tag: &str| tag == name || tag.rsplit('/').next() == Some(name);
            let known: Vec<String> = of.states.iter().map(|state| state.name.clone()).collect();
            of.states.retain(|state| is_meant(&state.name));
            if of.states.is_empty() {
                let error = Error::usage(format!(
                    "Could not find the sign-off {}: {} has none of that name",
                    line(name),
                    of.audit
                ));
                return Err(if known.is_empty() {
                    error.hint("nothing is signed off yet")
                } else {
                    error.hint(format!("there are: {}", known.join(", ")))
                });
            }
        }
    }
    if verb.json {
        return Reply::json(&state::document(&found));
    }
    let mut reply = Reply::default();
    for state in found.iter().flat_map(|of| &of.states) {
        state::tell(state, &mut reply);
        let Some(sign_off) = &state.sign_off else {
            continue;
        };
        reply.line("  meaning");
        reply.out.push_str(&block(&sign_off.meaning, "    "));
        if !sign_off.words.is_empty() {
            reply.line("  own words");
            reply.out.push_str(&block(&sign_off.words, "    "));
        }
        reply.line(format!("  commit     {}", sign_off.commit));
        reply.line(format!("  folder     {}", line(&sign_off.folder)));
        reply.line(format!(
            "  root hash  {} over {} files",
            sign_off.root, sign_off.files
        ));
        reply.line(format!(
            "  before it  {}",
            sign_off.previous.as_deref().unwrap_or("none")
        ));
        if let Some(reviews) = &sign_off.reviews {
            reply.line(format!("  reviews    {reviews}"));
        }
        reply.line(format!("  by hand    {}", line(&sign_off.by_hand())));
        reply.line(format!("  signature  git tag -v {}", state.name));
    }
    if reply.out.is_empty() {
        reply.note(format!(
            "nothing is signed off yet: tickmark signoff {} --dry-run says what is missing",
            line(&verb.audit)
        ));
    }
    Ok(reply)
}
