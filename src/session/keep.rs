//! Copies of evidence whose sources vanish: the bytes go beside the records, and are cited like any other file.
//!
//! A copy is written once, under a name that holds the citation's id, and never replaced. It is pinned from the work tree
//! and committed with the record that cites it, by which it becomes *unchanged*. When its citation is taken back before
//! that, the file stays where it is, the review says that nothing cites it, and no commit takes it: undo finds it again.

mod output;
mod source;

use jiff::civil::Date;

use crate::{
    domain::{
        evidence::{EvidenceKind, EvidenceLink, kept_name},
        holder::Holder,
    },
    error::{Error, Result},
    safe::escape_line,
    vcs::{At, DISK_AT_MOST, FileKind},
};

use super::{Session, evidence::Target, review::human_size};

pub use self::{
    output::{Output, run},
    source::{Source, from_file, from_reader},
};

/// How large a copy may be where nobody says otherwise: 16 MiB.
pub const LIMIT: u64 = 16 << 20;

/// From how many bytes on a person is told what size a copy has: git keeps it for ever.
const LARGE: u64 = 1 << 20;

/// A copy that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its citation, which is yet to be put into a record.
    pub link: EvidenceLink,
    /// How many bytes it has.
    pub size: u64,
    /// What a person should know of it.
    pub notes: Vec<String>,
}

impl Session {
    /// Keeps the bytes of a source in the folder of the audit that a holder belongs to, and makes a citation of them.
    ///
    /// `dated` says of when the content is; today when left out. The citation is returned and not put into a record.
    pub fn keep(&self, holder: &Holder, source: Source, dated: Option<Date>) -> Result<Kept> {
        let Source {
            name,
            origin,
            bytes,
            mut notes,
        } = source;
        self.may_write("keep the copy")?;
        self.require_citing(holder)?;
        if bytes.len() as u64 > DISK_AT_MOST {
            return Err(Error::usage(format!(
                "Could not keep {}: it has {}, and a copy may have {} at most",
                escape_line(&name),
                human_size(bytes.len() as u64),
                human_size(DISK_AT_MOST)
            ))
            .hint("keep the part that matters"));
        }
        let id = self.draw_evidence()?;
        let (by, at) = (self.actor()?, self.clock().now());
        let path = self
            .store()
            .keep(holder.audit(), &kept_name(&id, &name), &bytes)?;
        let pinned = self.pin_of(&Target::here(&path, None), &At::WorkTree);
        let pin = match pinned {
            Ok(pin) => pin,
            Err(error) => {
                self.store().unkeep(&path)?;
                let folder = self.store().records_folder();
                return Err(error.hint(format!(
                    "the folder of the records must pass through no filter: `{folder}/** -filter` in .gitattributes sees to that"
                )));
            }
        };
        let size = bytes.len() as u64;
        if size >= LARGE {
            notes.push(format!(
                "the copy has {}, and git keeps it for ever",
                human_size(size)
            ));
        }
        notes.extend(self.remarks(&path, &pin.sha256, &bytes));
        let link = EvidenceLink {
            origin,
            effective: Some(dated.unwrap_or_else(|| self.clock().today())),
            ..EvidenceLink::of_file(id, pin, by, at)
        };
        Ok(Kept { link, size, notes })
    }

    /// Keeps what a command printed, and makes a citation of it.
    pub fn keep_output(&self, holder: &Holder, output: Output, name: &str) -> Result<Kept> {
        let command = output.command.clone();
        let status = output.status;
        let source = output.into_source(name, self.clock().now());
        let kept = self.keep(holder, source, None)?;
        Ok(Kept {
            link: EvidenceLink {
                kind: EvidenceKind::CommandOutput,
                command,
                exit_status: status,
                ..kept.link
            },
            ..kept
        })
    }

    /// Says what is odd about a copy that was just written.
    fn remarks(&self, path: &str, pinned: &str, bytes: &[u8]) -> Vec<String> {
        let mut remarks = Vec::new();
        let content = self
            .repository()
            .read(&At::WorkTree, path, bytes.len() as u64);
        match content.map(|content| content.kind) {
            Ok(FileKind::Binary) => remarks.push(format!(
                "the copy is no text ({}): it can be compared as a whole only",
                human_size(bytes.len() as u64)
            )),
            Ok(FileKind::LfsPointer) => remarks.push(
                "the source is a pointer to large file storage: the pointer is kept, not what it stands for"
                    .to_owned(),
            ),
            Ok(FileKind::Text | FileKind::Symlink(_) | FileKind::TooLarge) | Err(_) => {}
        }
        if sha256(bytes) != pinned {
            remarks.push(format!(
                "git stores it with LF line ends, as .gitattributes or core.autocrlf says: `{}/** -text` keeps every byte",
                self.store().records_folder()
            ));
        }
        remarks
    }
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in sha2::Sha256::digest(bytes) {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn too_large(what: &str, limit: u64) -> Error {
    Error::usage(format!(
        "Could not keep {}: it has more than {}",
        escape_line(what),
        human_size(limit)
    ))
    .hint("keep the part that matters, or say how much it may be: --limit BYTES")
}
