//! `tickmark commit`: exactly the pending records, and nothing else.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        OthersChanged, Session,
        domain::{
            id::AuditId, object::short, person::Person, problem::Severity, signoff::standing,
        },
        review::{FieldOf, Hands, Review, ReviewOf},
    },
};

use super::{
    Place,
    log::{letter, word},
    output::{Reply, block, count, line},
    pick,
    status::taken_back,
};

/// Commit the records that have changed: these and nothing else.
///
/// What you have staged or changed yourself stays as it is. Problems are listed; those that block have to be mended first.
/// What is new in the name of another person, or was saved here by one, blocks: --mine leaves it to them, --without leaves a single
/// field out, --author commits it for them, and --co-author commits all of it together. So does a record that has less of the past than the one that is committed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark commit aims-2026 --dry-run             what would be committed, and what is wrong with it
  tickmark commit aims-2026 -m 'Audit of clause 6'
  tickmark commit aims-2026 --why 'the owner of C-2M9VTA has changed'      after a sign-off
  tickmark commit --mine                          what holds nothing in the name of others
  tickmark commit --without F-7K3QX2:statement    all but what that field says now
  tickmark commit --author 'Ben Berg <ben@example.org>'    what Ben saved here, and nothing else
  tickmark commit --co-author 'Ben Berg <ben@example.org>' what both of us saved, in one commit of both")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(super) struct CommitRecords {
    /// The audit; the whole workspace if left out.
    audit: Option<String>,

    /// The message; a proposal that says what changed if left out. `-` reads it from stdin.
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    message: Option<String>,

    /// Why records change after their audit was signed off; needed then, and kept in the message.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,

    /// Commit what is new in the name of this person alone, as its author; you are the committer.
    #[arg(long, value_name = "'NAME <MAIL>'")]
    author: Option<Person>,

    /// Name this person as a co-author: what is new in their name is committed with yours, also within one record. Repeat it for
    /// several.
    #[arg(long = "co-author", value_name = "'NAME <MAIL>'")]
    co_authors: Vec<Person>,

    /// Commit what holds nothing new of others, and leave theirs to them: what bears their name, and fields without a name (a title, a
    /// plan, a statement) that they have saved with tickmark in this checkout. Who wrote a field with an editor is not known, and
    /// neither is who wrote what came from another clone.
    #[arg(long, conflicts_with_all = ["author", "co_authors"])]
    mine: bool,

    /// Leave a field out, which stays as it is committed: RECORD:FIELD, a record by its id or path, a field as the review names it
    /// (F-7K3QX2:statement, audits/a-1/answers/house/4.2.toml:answer[2]); a record as a whole without a field. Repeat it for several.
    #[arg(long, value_name = "RECORD:FIELD")]
    without: Vec<String>,

    /// Commit in the name of somebody who signs their own commits, though this one bears no signature of theirs: verify tells that as
    /// an alarm for good.
    #[arg(long)]
    unproved: bool,

    /// Show what would be committed and commit nothing.
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    branch: Option<&'a str>,
    commit: Option<&'a str>,
    files: Vec<File<'a>>,
    problems: Vec<Problem>,
    blocked: bool,
    signed_off: Vec<&'a str>,
    message: &'a str,
    without: Vec<String>,
    others_staged: usize,
    others_changed: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct File<'a> {
    path: &'a str,
    change: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Problem {
    record: String,
    severity: Severity,
    text: String,
}

pub(super) fn run(verb: &CommitRecords, place: &Place) -> Result<Reply> {
    let mut session = place.open_for(!verb.dry_run)?;
    let audit = match &verb.audit {
        Some(text) => Some(pick::audit(&session, text)?.audit.id.clone()),
        None => None,
    };
    for id in session.pending_counts()?.audits.into_keys() {
        if audit.as_ref().is_none_or(|only| *only == id) && session.papers().contains_key(&id) {
            // What the history says of the auditors is a warning among others: without it the commit is made all the same.
            let _ = session.independence(&id);
        }
    }
    let mut whole = session.review_for(audit.as_ref(), verb.author.as_ref())?;
    if !verb.without.is_empty() {
        let fields = verb.without.iter().map(|text| whole.field_named(text));
        let fields: Vec<FieldOf> = fields.collect::<Result<_>>()?;
        whole = session.review_without(&whole, &fields)?;
    }
    let (review, left_out) = match &verb.author {
        Some(author) => {
            let ReviewOf { review, left_out } =
                session.review_of(&whole, author, &verb.co_authors)?;
            (review, left_out)
        }
        None if verb.mine => {
            let ReviewOf { review, left_out } = session.review_mine(&whole)?;
            (review, left_out)
        }
        None => (whole, Vec::new()),
    };
    let hands = Hands {
        co_authors: verb.co_authors.clone(),
        unproved: verb.unproved,
    };
    let given = verb.message.as_deref().map(pick::text).transpose()?;
    let message = given.as_deref().unwrap_or(&review.message);
    let reasoned = match verb.why.as_deref().map(str::trim) {
        Some("") => return Err(Error::usage("Could not commit: the reason is empty")),
        Some(why) => standing::with_why(message, why),
        None => message.to_owned(),
    };
    let message = reasoned.as_str();
    if verb.dry_run {
        let refusal = session.check_hands(&review, &hands).err();
        let blocked = review.is_blocked() || refusal.is_some();
        let reply = if verb.json {
            Reply::json(&document(&review, message, None, refusal.as_ref()))?
        } else {
            let mut reply = dry_run(&review, message, refusal.as_ref());
            for text in &left_out {
                reply.note(line(text).into_owned());
            }
            reply
        };
        return Ok(reply.no_if(blocked));
    }
    let put_back = |session: &Session| taken_back(&session.taken_back(audit.as_ref()));
    let done = session
        .commit_by(&review, message, &hands)
        .map_err(|error| {
            let told = put_back(&session);
            told.into_iter().fold(error, Error::hint)
        })?;
    if verb.json {
        return Reply::json(&document(&review, message, Some(&done.commit), None));
    }
    let short = short(&done.commit);
    let branch = done
        .branch
        .strip_prefix("refs/heads/")
        .unwrap_or(&done.branch);
    let subject = message.lines().next().unwrap_or_default();
    let mut reply = Reply::text(format!("[{} {short}] {}\n", line(branch), line(subject)));
    reply.line(format!("{} committed", count(done.files, "record")));
    for person in &verb.co_authors {
        reply.line(format!("co-author: {}", line(&person.to_string())));
    }
    if let Some(lost) = done.what_is_lost() {
        reply.note(line(&lost).into_owned());
    }
    for problem in &review.problems {
        reply.note(format!("{}: {}", problem.severity, line(&problem.text)));
    }
    for text in &left_out {
        reply.note(line(text).into_owned());
    }
    without(&mut reply, &review);
    others(&mut reply, review.others);
    if let Some(told) = put_back(&session) {
        reply.note(told);
    }
    Ok(reply)
}

fn dry_run(review: &Review, message: &str, refusal: Option<&Error>) -> Reply {
    let mut reply = Reply::default();
    let branch = review
        .head
        .branch
        .as_deref()
        .unwrap_or("no branch (HEAD is detached)");
    reply.line(format!(
        "would commit {} on {}",
        count(review.files.len(), "record"),
        line(branch)
    ));
    for file in &review.files {
        reply.line(format!("  {} {}", letter(file.change), line(&file.path)));
    }
    if !review.problems.is_empty() || refusal.is_some() {
        reply.line("problems");
        if let Some(refusal) = refusal {
            for text in std::iter::once(&refusal.message).chain(&refusal.details) {
                reply.line(format!("  {}: {}", Severity::Blocks, line(text)));
            }
        }
        for problem in &review.problems {
            reply.line(format!("  {}: {}", problem.severity, line(&problem.text)));
        }
    }
    if !review.files.is_empty() {
        reply.line("message");
        reply.out.push_str(&block(message, "  "));
    }
    for way in refusal.iter().flat_map(|refusal| &refusal.hints) {
        reply.note(way.clone());
    }
    if let Some(operation) = review.head.operation {
        reply.note(format!(
            "a {operation} is under way: nothing can be committed until it is finished or aborted"
        ));
    }
    for audit in &review.signed {
        reply.note(format!(
            "{audit} is signed off: its records change with a reason alone (--why TEXT)"
        ));
    }
    without(&mut reply, review);
    others(&mut reply, review.others);
    reply
}

fn without(reply: &mut Reply, review: &Review) {
    for one in &review.without {
        let text = format!("{one} is left out, and stays as it is");
        reply.note(line(&text).into_owned());
    }
}

fn others(reply: &mut Reply, others: OthersChanged) {
    if others.is_unknown {
        reply.note("your own work stays as it is; how much of it there is cannot be told, as the index cannot be read");
    }
    if others.staged + others.changed > 0 {
        reply.note(format!(
            "your own work stays as it is: {} staged, {} changed",
            count(others.staged, "file"),
            others.changed
        ));
    }
}

fn document<'a>(
    review: &'a Review,
    message: &'a str,
    commit: Option<&'a str>,
    refusal: Option<&Error>,
) -> Document<'a> {
    Document {
        branch: review.head.branch.as_deref(),
        commit,
        files: review
            .files
            .iter()
            .map(|file| File {
                path: &file.path,
                change: word(file.change),
            })
            .collect(),
        problems: refusal
            .map_or_else(Vec::new, |_| review.problems_of_names())
            .into_iter()
            .chain(review.problems.iter().cloned())
            .map(|problem| Problem {
                record: problem.record.short(),
                severity: problem.severity,
                text: problem.text,
            })
            .collect(),
        blocked: review.is_blocked() || refusal.is_some(),
        signed_off: review.signed.iter().map(AuditId::as_str).collect(),
        message,
        without: review.without.iter().map(ToString::to_string).collect(),
        others_staged: review.others.staged,
        others_changed: review.others.changed,
    }
}
