//! Citing what is no file of the repository: a talk, something seen, a commit, a merge request, a copy of what vanishes;
//! and writing what is said of any citation.

use jiff::civil::Date;

use crate::{
    domain::{
        evidence::{EvidenceField, EvidenceKind, EvidenceLink},
        holder::Holder,
        id::{AuditId, EvidenceId},
        person::Person,
    },
    error::Error,
    session::describe,
    tui::{
        data::Data,
        effect::{Copying, Reply, Request},
        overlays::{
            choose::{Choice, Choose},
            commits::Commits,
            fill::{Asked, Fault, Fill},
        },
        panel::{Cx, Intent, or_fail},
    },
};

use super::{evidence::facts, places};

/// What can be cited besides a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    /// Something that is described by its fields.
    Described(EvidenceKind),
    Commit,
    Copy,
    Output,
}

/// What the place of a half-filled form calls a copy that is to be kept.
const COPY: &str = "copy";

/// All of these, in the order in which they are offered.
const OTHERS: [Other; 8] = [
    Other::Described(EvidenceKind::Interview),
    Other::Described(EvidenceKind::Observation),
    Other::Described(EvidenceKind::Meeting),
    Other::Described(EvidenceKind::Screen),
    Other::Commit,
    Other::Described(EvidenceKind::MergeRequest),
    Other::Copy,
    Other::Output,
];

impl Other {
    fn choice(self) -> Choice {
        let (label, detail) = match self {
            Self::Described(kind) => (kind.label(), kind.about()),
            Self::Commit => (EvidenceKind::Commit.label(), EvidenceKind::Commit.about()),
            Self::Copy => (
                "copy of a file",
                "A file that will not stay, from anywhere on this machine: its bytes are kept beside the records.",
            ),
            Self::Output => (
                EvidenceKind::CommandOutput.label(),
                EvidenceKind::CommandOutput.about(),
            ),
        };
        let disabled = (self == Self::Output).then(|| {
            "commands are typed in a shell: tickmark evidence run AUDIT ROW -- COMMAND".to_owned()
        });
        Choice {
            label: label.to_owned(),
            detail: detail.to_owned(),
            disabled,
        }
    }
}

/// Asks what is cited in a place.
pub fn choose(holder: Holder) -> Vec<Intent> {
    let choices = OTHERS.iter().map(|other| other.choice()).collect();
    let done = move |at: usize, cx: Cx<'_>| match OTHERS.get(at) {
        Some(Other::Described(kind)) => or_fail(begin(&holder, *kind, cx.data)),
        Some(Other::Commit) => vec![Intent::Open(Box::new(Commits::new(holder.clone())))],
        Some(Other::Copy) => vec![Intent::Open(Box::new(copy(holder.clone())))],
        Some(Other::Output) | None => Vec::new(),
    };
    vec![Intent::Open(Box::new(Choose::new(
        "cite what is no file here",
        choices,
        Box::new(done),
    )))]
}

fn new_link(kind: EvidenceKind, data: &Data) -> Result<Option<EvidenceLink>, Error> {
    let step = data.step("")?;
    let id = data.draw_evidence(1)?.into_iter().next();
    Ok(id.map(|id| EvidenceLink::of_talk(id, kind, String::new(), step.by.clone(), step.at)))
}

fn begin(holder: &Holder, kind: EvidenceKind, data: &Data) -> Result<Vec<Intent>, Error> {
    Ok(new_link(kind, data)?
        .map(|link| Intent::Open(Box::new(new_form(holder, link, data))))
        .into_iter()
        .collect())
}

/// Opens the fields of what was half typed in a place again: `cite KIND HOLDER`, or `describe ID HOLDER`.
pub fn at(audit: Option<&AuditId>, place: &str, data: &Data) -> Option<Fill> {
    let (deed, rest) = place.split_once(' ')?;
    let (what, of) = rest.split_once(' ')?;
    let holder = places::holder(audit, of)?;
    match (deed, what) {
        ("cite", COPY) => Some(copy(holder)),
        ("cite", kind) => {
            let kind: EvidenceKind = kind.parse().ok()?;
            let link = new_link(kind, data).ok()??;
            Some(new_form(&holder, link, data))
        }
        ("describe", id) => {
            let id: EvidenceId = id.parse().ok()?;
            let citations = facts::citations(data, &holder);
            let link = citations.iter().find(|link| link.id == id)?.clone();
            Some(edit_form(&holder, link, data))
        }
        _ => None,
    }
}

fn new_form(holder: &Holder, link: EvidenceLink, data: &Data) -> Fill {
    let place = format!("cite {} {}", link.kind, places::of_holder(holder));
    form(holder.clone(), link, data).kept_at(holder.audit().cloned(), place)
}

fn edit_form(holder: &Holder, link: EvidenceLink, data: &Data) -> Fill {
    let place = format!("describe {} {}", link.id, places::of_holder(holder));
    form(holder.clone(), link, data).kept_at(holder.audit().cloned(), place)
}

/// Opens the fields of a citation that is there.
pub fn edit(holder: &Holder, id: &EvidenceId, data: &Data) -> Vec<Intent> {
    let link = facts::citations(data, holder)
        .iter()
        .find(|link| link.id == *id);
    match link {
        Some(link) => vec![Intent::Open(Box::new(edit_form(
            holder,
            link.clone(),
            data,
        )))],
        None => vec![Intent::Toast("it is not there any more".to_owned())],
    }
}

/// Makes the form of the fields that a citation has.
fn form(holder: Holder, link: EvidenceLink, data: &Data) -> Fill {
    let fields = link.fields();
    let asked: Vec<Asked> = fields
        .iter()
        .map(|field| Asked {
            label: field.label().to_owned(),
            hint: link.kind.asks(*field).to_owned(),
            text: shown(&link, *field, data),
            is_long: *field == EvidenceField::Note,
        })
        .collect();
    let before = asked
        .iter()
        .map(|asked| asked.text.clone())
        .collect::<Vec<_>>();
    let title = match (link.kind.has_bytes(), link.is_kept()) {
        (true, true) => "kept copy",
        (true, false) => "note on the file",
        (false, _) => link.kind.label(),
    };
    let done = move |texts: &[String], cx: Cx<'_>| {
        let mut link = link.clone();
        for (at, (field, text)) in fields.iter().zip(texts).enumerate() {
            // What was not touched stays to the letter, the seconds of a moment among it.
            if before.get(at).is_some_and(|before| before.trim() == text) {
                continue;
            }
            describe::write(&mut link, *field, text, &cx.data.clock)
                .map_err(|why| Fault { at, why })?;
        }
        if let Some(why) = describe::lacks(&link) {
            let missing = link.missing();
            let at = fields.iter().position(|field| missing.contains(field));
            return Err(Fault {
                at: at.unwrap_or(0),
                why,
            });
        }
        Ok(or_fail(cite(&holder, &link, cx.data)))
    };
    Fill::new(title, asked, Box::new(done))
}

fn cite(holder: &Holder, link: &EvidenceLink, data: &Data) -> Result<Vec<Intent>, Error> {
    let change = data.holders().cite(holder, link, &data.step("")?)?;
    let mut intents = vec![Intent::Apply(change)];
    let mut known: Vec<Person> = data.papers.values().flat_map(describe::known).collect();
    known.extend(data.actor.as_ref().ok().cloned());
    if let Some(name) = describe::names(link, &known) {
        intents.push(Intent::Toast(format!(
            "\"{}\" names {name}: people are told by their role, i in its view mends it",
            link.who
        )));
    }
    Ok(intents)
}

fn shown(link: &EvidenceLink, field: EvidenceField, data: &Data) -> String {
    match field {
        EvidenceField::At => data.clock.written(link.obtained_at),
        EvidenceField::What
        | EvidenceField::Who
        | EvidenceField::Where
        | EvidenceField::Url
        | EvidenceField::Commit
        | EvidenceField::Command
        | EvidenceField::ExitStatus
        | EvidenceField::Origin
        | EvidenceField::Effective
        | EvidenceField::Bytes
        | EvidenceField::Note => link.value(field),
    }
}

/// Makes the form that keeps a copy; it stays until the copy is kept, so that nothing typed is lost where it is not.
fn copy(holder: Holder) -> Fill {
    let asked = |label: &str, hint: &str, is_long: bool| Asked {
        label: label.to_owned(),
        hint: hint.to_owned(),
        text: String::new(),
        is_long,
    };
    let fields = vec![
        asked(
            "file",
            "its path, from the top of the workspace; ~/ is your home folder",
            false,
        ),
        asked(
            "taken from",
            "where it is from, for whoever reads it later; the path if left out",
            false,
        ),
        asked(
            "name",
            "what the copy is called; as the file if left out",
            false,
        ),
        asked(
            "of when",
            "the day of its content: 2026-10-01; today if left out",
            false,
        ),
        asked("note", EvidenceKind::File.asks(EvidenceField::Note), true),
    ];
    let place = format!("cite {COPY} {}", places::of_holder(&holder));
    let audit = holder.audit().cloned();
    let done = move |texts: &[String], cx: Cx<'_>| {
        let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
        if text(0).is_empty() {
            return Err(Fault {
                at: 0,
                why: "say which file".to_owned(),
            });
        }
        let dated = match text(3).as_str() {
            "" => None,
            written => Some(
                written
                    .parse::<Date>()
                    .ok()
                    .filter(|date| *date <= cx.data.clock.today())
                    .ok_or(Fault {
                        at: 3,
                        why: "a day that has come is written 2026-10-01".to_owned(),
                    })?,
            ),
        };
        Ok(vec![Intent::Ask(Request::Keep {
            holder: holder.clone(),
            copy: Box::new(Copying {
                path: text(0),
                origin: text(1),
                name: text(2),
                dated,
                note: text(4),
            }),
        })])
    };
    Fill::new("keep a copy", fields, Box::new(done))
        .until(|reply| matches!(reply, Reply::Kept { .. }))
        .kept_at(audit, place)
}
