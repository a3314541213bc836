//! What the commands that cite evidence share: its fields as options, and what is said of it afterwards.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Session, describe,
        domain::{
            evidence::{EvidenceField, EvidenceLink},
            id::EvidenceId,
        },
    },
};

use super::super::{
    output::{Reply, line},
    pick,
};

/// What is said of evidence that is no file.
#[derive(Debug, Default, Args)]
pub(super) struct Fields {
    /// What it was about, what was watched, which meeting, which system or view.
    #[arg(long, value_name = "TEXT")]
    pub(super) what: Option<String>,

    /// Who was asked or watched, who showed it: by role, never by name.
    #[arg(long, value_name = "ROLE")]
    pub(super) who: Option<String>,

    /// Where it was: a room, a site, a video call.
    #[arg(long = "where", value_name = "TEXT")]
    pub(super) place: Option<String>,

    /// When it was: 2026-11-20 or 2026-11-20T10:15; now if left out.
    #[arg(long, value_name = "WHEN")]
    pub(super) at: Option<String>,

    /// What you note about it; `-` reads it from stdin.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) note: Option<String>,
}

impl Fields {
    /// Lists what was given, each with its field.
    pub(super) fn given(&self) -> Result<Vec<(EvidenceField, String)>> {
        let note = self.note.as_deref().map(pick::text).transpose()?;
        let given = [
            (EvidenceField::What, self.what.clone()),
            (EvidenceField::Who, self.who.clone()),
            (EvidenceField::Where, self.place.clone()),
            (EvidenceField::At, self.at.clone()),
            (EvidenceField::Note, note),
        ];
        Ok(given
            .into_iter()
            .filter_map(|(field, text)| Some((field, text?)))
            .collect())
    }
}

/// Returns the option that writes a field.
fn option(field: EvidenceField) -> &'static str {
    match field {
        EvidenceField::What => "--what",
        EvidenceField::Who => "--who",
        EvidenceField::Where => "--where",
        EvidenceField::At => "--at",
        EvidenceField::Url => "--url",
        EvidenceField::Commit => "--commit",
        EvidenceField::Command => "--command",
        EvidenceField::ExitStatus => "--exit-status",
        EvidenceField::Origin => "--origin",
        EvidenceField::Effective => "--dated",
        EvidenceField::Bytes => "SOURCE",
        EvidenceField::Note => "--note",
    }
}

/// Writes fields of a citation, and refuses those that its kind does not have.
pub(super) fn write(
    session: &Session,
    link: &mut EvidenceLink,
    fields: &[(EvidenceField, String)],
) -> Result<()> {
    let (kind, has) = (link.kind, link.fields());
    for (field, text) in fields {
        let could_not = |why: &str| {
            Error::usage(format!(
                "Could not describe the {}: {why} ({})",
                kind.label(),
                option(*field)
            ))
        };
        if !has.contains(field) {
            let has: Vec<&str> = has.iter().map(|f| option(*f)).collect();
            return Err(could_not(&format!("it has no {}", field.label()))
                .hint(format!("it has: {}", has.join(", "))));
        }
        describe::write(link, *field, text, session.clock()).map_err(|why| could_not(&why))?;
    }
    Ok(())
}

/// Refuses a citation that lacks what its kind needs, and says by which option to give it.
pub(super) fn whole(link: &EvidenceLink) -> Result<()> {
    let missing = link.missing();
    let Some(why) = describe::lacks(link) else {
        return Ok(());
    };
    let error = Error::usage(format!("Could not cite the {}: {why}", link.kind.label()));
    Err(missing.iter().fold(error, |error, field| {
        error.hint(format!("{} says it", option(*field)))
    }))
}

/// Says that the role of a citation names somebody, where it does.
pub(in crate::cli) fn named(session: &Session, link: &EvidenceLink) -> Option<String> {
    if link.who.is_empty() {
        return None;
    }
    let name = describe::names(link, &session.known_people())?;
    Some(format!(
        "\"{}\" names {}: a record tells people by their role, such as release manager (mend it: tickmark evidence set AUDIT {} --who ROLE)",
        line(&link.who),
        line(&name),
        link.id
    ))
}

/// What a command that cites says, in JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    id: &'a EvidenceId,
    kind: &'static str,
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_status: Option<i32>,
}

impl<'a> Document<'a> {
    fn of(link: &'a EvidenceLink, size: Option<u64>) -> Self {
        Self {
            id: &link.id,
            kind: link.kind.word(),
            subject: link.subject(),
            path: link.path.as_deref(),
            commit: link.commit.as_deref(),
            sha256: link.sha256.as_deref(),
            size,
            exit_status: link.exit_status,
        }
    }
}

/// Says which citation was made: its id, or what scripts need.
pub(super) fn cited(link: &EvidenceLink, size: Option<u64>, json: bool) -> Result<Reply> {
    if !json {
        return Ok(Reply::text(format!("{}\n", link.id)));
    }
    Reply::json(&Document::of(link, size))
}

/// Says which citations were made: their ids, or what scripts need.
pub(super) fn all_cited(links: &[EvidenceLink], json: bool) -> Result<Reply> {
    #[derive(Serialize)]
    struct All<'a> {
        citations: Vec<Document<'a>>,
    }
    if json {
        let citations = links.iter().map(|link| Document::of(link, None)).collect();
        return Reply::json(&All { citations });
    }
    let mut reply = Reply::default();
    for link in links {
        reply.line(link.id.as_str());
    }
    Ok(reply)
}
