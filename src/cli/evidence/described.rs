//! A citation of what is no file, shown whole: its fields, and of a commit what it says and which files it touched.

use std::fmt::Write as _;

use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Session, ShownCommit,
        domain::evidence::{EvidenceField, EvidenceKind, EvidenceLink},
    },
};

use super::{
    super::{
        log::{letter, word},
        output::{Reply, block, count, field, line},
    },
    cited::Cited,
    show::title,
};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    citation: Cited,
    /// There are no bytes; the keys are those of a file.
    then: Option<String>,
    then_missing: Option<String>,
    now: Option<String>,
    now_missing: Option<String>,
    now_path: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<Commit<'a>>,
    /// Why the commit cannot be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit_why: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Commit<'a> {
    id: &'a str,
    on: String,
    subject: &'a str,
    body: &'a str,
    parents: usize,
    files: Vec<File<'a>>,
    touched: Option<usize>,
    cut: bool,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    change: &'static str,
    added: Option<usize>,
    removed: Option<usize>,
}

/// Shows a citation of what is no file.
pub(super) fn run(
    session: &Session,
    cited: Cited,
    link: &EvidenceLink,
    json: bool,
) -> Result<Reply> {
    let is_no = cited.is_no();
    let shown = (link.kind == EvidenceKind::Commit).then(|| session.shown_commit(link));
    let (commit, missing) = match shown {
        None => (None, None),
        Some(Ok(commit)) => (Some(commit), None),
        Some(Err(error)) => (None, Some(error)),
    };
    let reply = if json {
        Reply::json(&Document {
            citation: cited,
            then: None,
            then_missing: None,
            now: None,
            now_missing: None,
            now_path: "",
            note: &link.note,
            commit: commit.as_ref().map(document),
            commit_why: missing.map(|error: Error| error.message),
        })?
    } else {
        let mut out = (title(&cited) + "\n") + &fields(link);
        if let Some(commit) = &commit {
            out.push_str(&text(commit));
        }
        let mut reply = Reply::text(out);
        if let Some(error) = missing {
            reply.note(line(&error.message));
            for hint in &error.hints {
                reply.note(format!("hint: {}", line(hint)));
            }
        }
        reply
    };
    Ok(reply.no_if(is_no))
}

/// Writes the fields of a citation that say anything, one a line.
pub(super) fn fields(link: &EvidenceLink) -> String {
    let mut out = String::new();
    if !link.command.is_empty() {
        field(&mut out, EvidenceField::Command.label(), &link.command);
        let status = link.value(EvidenceField::ExitStatus);
        field(&mut out, EvidenceField::ExitStatus.label(), &status);
    }
    if link.is_kept() {
        let path = link.path.as_deref().unwrap_or_default();
        field(&mut out, "kept as", path);
    }
    for named in link.fields() {
        let said = match named {
            // The id is above, and below is what the commit says.
            EvidenceField::What if link.kind == EvidenceKind::Commit => continue,
            EvidenceField::At => link.obtained_at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            other => link.value(*other),
        };
        field(&mut out, named.label(), &said);
    }
    if let Some(lacking) = link.shortcoming() {
        field(&mut out, "incomplete", &format!("it {lacking}"));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn text(commit: &ShownCommit) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = writeln!(out, "{}  {}", commit.line.on, line(&commit.line.subject));
    if !commit.body.is_empty() {
        out.push('\n');
        out.push_str(&block(&commit.body, "    "));
    }
    out.push('\n');
    for file in &commit.files {
        let lines = file.lines.map_or_else(
            || "-".to_owned(),
            |(added, removed)| format!("+{added} -{removed}"),
        );
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "{} {lines:>12}  {}",
            letter(file.change),
            line(&file.path)
        );
    }
    let more = commit
        .touched
        .map(|touched| touched.saturating_sub(commit.files.len()));
    let _ = match more {
        None => writeln!(
            out,
            "which files it touched cannot be told: {}",
            commit.why_untold()
        ),
        Some(0) if commit.files.is_empty() => writeln!(out, "it touched no file"),
        Some(0) => Ok(()),
        Some(more) => writeln!(
            out,
            "... and {}; all of them: git show --stat {}",
            count(more, "more file"),
            commit.line.commit
        ),
    };
    out
}

fn document(commit: &ShownCommit) -> Commit<'_> {
    Commit {
        id: &commit.line.commit,
        on: commit.line.on.to_string(),
        subject: &commit.line.subject,
        body: &commit.body,
        parents: commit.parents,
        files: commit
            .files
            .iter()
            .map(|touched| File {
                path: &touched.path,
                change: word(touched.change),
                added: touched.lines.map(|(added, _)| added),
                removed: touched.lines.map(|(_, removed)| removed),
            })
            .collect(),
        touched: commit.touched,
        cut: commit.cut,
    }
}
