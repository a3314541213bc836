//! `tickmark signoff AUDIT`: sign.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{domain::signoff::SignOffRole, signoff::Proposal},
};

use super::{
    super::{
        Place,
        output::{Reply, block, line},
        pick,
    },
    state,
};

#[derive(Debug, Args)]
pub(super) struct Sign {
    /// The audit.
    #[arg(required = true)]
    audit: Option<String>,

    /// As what: prepared by the audit team leader, reviewed by a second person; what you may do if left out.
    #[arg(long = "as", value_name = "ROLE", value_parser = super::super::words::sign_off_role())]
    role: Option<SignOffRole>,

    /// Add own words to the meaning of the signature. `-` reads them from stdin.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    words: Option<String>,

    /// Show what would be signed and what stands against it, and sign nothing.
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    audit: &'a str,
    tag: String,
    object: Option<&'a str>,
    #[serde(flatten)]
    said: state::Said<'a>,
    missing: Vec<&'a str>,
}

pub(super) fn run(verb: &Sign, place: &Place) -> Result<Reply> {
    let Some(audit) = &verb.audit else {
        return Err(Error::usage("Could not sign off: name the audit"));
    };
    let session = place.open_for(!verb.dry_run)?;
    let id = pick::audit(&session, audit)?.audit.id.clone();
    let words = verb.words.as_deref().map(pick::text).transpose()?;
    let states = session.sign_offs(&id)?;
    let words = words.unwrap_or_default();
    let proposal = session.propose_sign_off(&id, verb.role, &words, &states)?;
    if verb.dry_run {
        let reply = if verb.json {
            Reply::json(&document(&proposal, None))?
        } else {
            let mut reply = dry_run(&proposal);
            let audit = &session.audit(&id)?.audit;
            for unready in audit.report_lacks(session.clock().today()) {
                reply.note(format!("the report is not whole yet: {unready}"));
            }
            warn(&proposal, &mut reply);
            reply
        };
        return Ok(reply.no_if(proposal.refusal.is_some()));
    }
    let done = session.sign_off(&proposal)?;
    if verb.json {
        return Reply::json(&document(&proposal, Some(&done.object)));
    }
    let sign_off = &done.sign_off;
    let name = sign_off.name();
    let mut reply = Reply::default();
    reply.line(format!("{}: {}", sign_off.audit, line(&sign_off.line())));
    facts(&proposal, &mut reply);
    for unready in session
        .audit(&id)?
        .audit
        .report_lacks(session.clock().today())
    {
        reply.note(format!("signed although {unready}"));
    }
    warn(&proposal, &mut reply);
    if sign_off.key.is_none() {
        reply.note("the tag is not signed with a key: git config user.signingkey names one");
    }
    reply.note(format!(
        "others see it once it is pushed: git push origin tag {name}, or with the branch: git push --follow-tags"
    ));
    Ok(reply)
}

/// Says that somebody signs whom the audit does not know.
fn warn(proposal: &Proposal, reply: &mut Reply) {
    if proposal.is_stranger {
        reply.note(format!(
            "{} is in no record of the audit: tickmark verify says so of the sign-off, unless it is signed with a key that is trusted",
            line(&proposal.sign_off.by.to_string())
        ));
    }
}

fn dry_run(proposal: &Proposal) -> Reply {
    let mut reply = Reply::default();
    let sign_off = &proposal.sign_off;
    reply.line(format!(
        "would sign {} off as {}",
        sign_off.audit,
        line(&sign_off.line())
    ));
    facts(proposal, &mut reply);
    if let Some(refusal) = &proposal.refusal {
        reply.line("missing");
        for reason in &refusal.reasons {
            reply.line(format!("  {}", line(&reason.text)));
        }
    }
    reply
}

fn facts(proposal: &Proposal, reply: &mut Reply) {
    let sign_off = &proposal.sign_off;
    reply.out.push_str(&block(&sign_off.meaning, "  "));
    if !sign_off.words.is_empty() {
        reply.out.push_str(&block(&sign_off.words, "  "));
    }
    reply.line(format!("  tag        {}", sign_off.name()));
    reply.line(format!("  commit     {}", sign_off.commit));
    reply.line(format!(
        "  root hash  {} over {} files in {}",
        sign_off.root,
        sign_off.files,
        line(&sign_off.folder)
    ));
    if let Some(key) = &sign_off.key {
        reply.line(format!("  key        {}", line(key)));
    }
}

fn document<'a>(proposal: &'a Proposal, object: Option<&'a str>) -> Document<'a> {
    let sign_off = &proposal.sign_off;
    Document {
        audit: sign_off.audit.as_str(),
        tag: sign_off.name(),
        object,
        said: state::said(sign_off),
        missing: proposal
            .refusal
            .iter()
            .flat_map(|refusal| refusal.reasons.iter().map(|reason| reason.text.as_str()))
            .collect(),
    }
}
