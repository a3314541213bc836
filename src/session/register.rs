//! The register of AI systems, read where `tickmark.toml` says it is: as it is committed, the work tree told apart.

use crate::{
    domain::{
        audit::Audit,
        change::Change,
        record::Record,
        register::{self, Named, Register, RegisterField, RegisterSource, ScopedSystem},
        workspace::Workspace,
    },
    error::{Error, Result},
    safe::escape_line,
    store::{
        Located,
        register::{REGISTER_LIMIT, register as understand},
    },
    vcs::{At, FileKind, VcsError},
};

use super::{Session, evidence::Target, repositories::Repositories};

/// Where it is said where the register is.
const WHERE: &str = "where it is stands in [register] of tickmark.toml";

/// What to do where no register is named.
const NAME_ONE: &str = "say where it is: tickmark system register PATH";

/// The register as it is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRegister {
    /// What it says.
    pub register: Register,
    /// Where it is, as `tickmark.toml` says.
    pub path: String,
    /// The repository and the path in it.
    pub target: Target,
    /// The commit at which it was read.
    pub commit: String,
    /// Whether the file on disk is another than the committed one, which is not looked at.
    pub differs_on_disk: bool,
}

/// Reads the register of a workspace; none where it names none.
pub fn read(repositories: &Repositories, workspace: &Workspace) -> Result<Option<ReadRegister>> {
    let Some(source) = &workspace.register else {
        return Ok(None);
    };
    let target = Target::of(source.path.trim(), None);
    let shown = escape_line(&source.path).into_owned();
    let repository = repositories.named(&target.repository)?;
    let commit = repository
        .commit_named("HEAD")
        .map_err(|cause| unread(&shown, cause))?;
    let bytes = |at: &At| {
        let content = repository.read(at, &target.path, REGISTER_LIMIT)?;
        Ok::<_, VcsError>((content.kind, content.bytes))
    };
    let (kind, committed) = match bytes(&At::Commit(commit.clone())) {
        Ok(found) => found,
        Err(_) if bytes(&At::WorkTree).is_ok() => {
            return Err(Error::usage(format!(
                "Could not read the register: {shown} is on disk and not committed"
            ))
            .hint("an audit looks at what is committed: commit it first"));
        }
        Err(cause) => return Err(unread(&shown, cause)),
    };
    let could_not = |why: &str| Error::usage(format!("Could not read the register: {shown} {why}"));
    match kind {
        FileKind::Text | FileKind::Binary => {}
        FileKind::Symlink(_) => {
            return Err(could_not("is a symbolic link, which is not followed")
                .hint("name the file itself in [register] of tickmark.toml"));
        }
        FileKind::LfsPointer => {
            return Err(could_not("is a pointer to large file storage")
                .hint("an audit looks at what git itself holds"));
        }
        FileKind::TooLarge => {
            return Err(could_not("is larger than 8 MiB"));
        }
    }
    let differs_on_disk = bytes(&At::WorkTree).is_ok_and(|(_, there)| there != committed);
    let register = understand(source, &source.path, &committed).map_err(broken)?;
    Ok(Some(ReadRegister {
        register,
        path: source.path.clone(),
        target,
        commit,
        differs_on_disk,
    }))
}

fn unread(shown: &str, cause: VcsError) -> Error {
    let error = Error::from(cause);
    let why = error
        .message
        .split_once(": ")
        .map_or(error.message.as_str(), |(_, why)| why);
    Error {
        message: format!("Could not read the register {shown}: {why}"),
        ..error
    }
    .hint(WHERE)
}

fn broken(fault: Located) -> Error {
    let shown = Error::usage(format!("Could not read the register: {fault}"));
    let shown = if fault.excerpt.is_empty() {
        shown
    } else {
        shown.details([format!("{} | {}", fault.line, fault.excerpt)])
    };
    match fault.hint {
        Some(hint) => shown.hint(hint),
        None => shown,
    }
}

/// Says of something that keeps a register from being named that nothing has changed by it.
fn unchanged(mut error: Error) -> Error {
    error.hints.retain(|hint| hint != WHERE);
    error.hint("tickmark.toml is as it was")
}

/// Says where the register is, and which column holds what; or takes over what is said of it.
fn declare(workspace: &Workspace, source: RegisterSource) -> Result<Change> {
    let could_not = |why: &str| Error::usage(format!("Could not name the register: {why}"));
    if source.path.trim().is_empty() {
        return Err(could_not("no file is named"));
    }
    if source
        .columns
        .values()
        .any(|heading| heading.trim().is_empty())
    {
        return Err(could_not("a column has no heading").hint(format!(
            "it reads WORD=HEADING, such as id='System no.'; the words are {}, and any of your own",
            RegisterField::ALL
                .iter()
                .map(|field| field.word())
                .collect::<Vec<_>>()
                .join(", ")
        )));
    }
    let what = format!("register {} named", escape_line(&source.path));
    let mut after = workspace.clone();
    let before = after.register.take();
    after.register = Some(RegisterSource {
        // Where the register is says nothing of the steps of a trail.
        trail: before.map_or_else(Vec::new, |before| before.trail),
        ..source
    });
    Ok(Change::of(
        what,
        Some(Record::Workspace(workspace.clone())),
        Record::Workspace(after),
    ))
}

/// A name in the scope of an audit that the register does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownInScope {
    /// How the scope names it.
    pub text: String,
    /// The id of the system that may be meant.
    pub near: Option<String>,
}

/// Lists what the scope of an audit names and the register does not know.
pub fn unknown_in_scope(audit: &Audit, register: &Register) -> Vec<UnknownInScope> {
    let texts = audit.scope.ai_systems.iter();
    let unknown = texts.filter_map(|text| match register.named(text) {
        Named::Found(_) => None,
        Named::Unknown(near) => Some(UnknownInScope {
            text: text.clone(),
            near: near.map(|system| system.id.to_string()),
        }),
    });
    unknown.collect()
}

/// Puts AI systems into the scope of an audit or takes them out, each by the id that the register has for it.
pub fn set_scope(audit: &mut Audit, more: &[String], less: &[String], register: Option<&Register>) {
    let id = |text: &str| {
        let found = register.and_then(|register| register.find(text));
        found.map_or_else(|| text.trim().to_owned(), |system| system.id.to_string())
    };
    let listed = &mut audit.scope.ai_systems;
    for text in less {
        let gone = id(text);
        listed.retain(|known| !known.eq_ignore_ascii_case(text.trim()) && id(known) != gone);
    }
    for text in more {
        let new = id(text);
        if !new.is_empty() && !listed.iter().any(|known| id(known) == new) {
            listed.push(new);
        }
    }
}

impl Session {
    /// Reads the register of AI systems; none where `tickmark.toml` names none.
    pub fn register(&self) -> Result<Option<ReadRegister>> {
        read(self.repositories(), self.workspace())
    }

    /// Says where the register is, and reads it: one that cannot be read, or that lacks a column that is named, is refused and
    /// leaves `tickmark.toml` as it is.
    pub fn name_register(&mut self, source: RegisterSource) -> Result<(Change, ReadRegister)> {
        let change = declare(self.workspace(), source)?;
        let named = change.edits.iter().find_map(|edit| match &edit.after {
            Some(Record::Workspace(workspace)) => Some(workspace),
            Some(_) | None => None,
        });
        let workspace = named.unwrap_or(self.workspace());
        let found = read(self.repositories(), workspace).map_err(unchanged)?;
        let found = match found {
            Some(found) => found,
            None => self.need_register()?,
        };
        let missing = found.register.problems.iter();
        let mut missing = missing.take(found.register.missing_columns);
        if let Some(first) = missing.next() {
            let refused = Error::usage(format!("Could not name the register: {first}"));
            let refused = refused.hint(first.hint.clone());
            let further = missing.map(|problem| format!("{problem}; {}", problem.hint));
            return Err(unchanged(refused.details(further)));
        }
        self.apply(&change)?;
        Ok((change, found))
    }

    /// Reads the register, or says that none is named.
    pub fn need_register(&self) -> Result<ReadRegister> {
        self.register()?.ok_or_else(|| {
            Error::usage("Could not read the register: tickmark.toml names none").hint(NAME_ONE)
        })
    }

    /// Finds out which AI systems the scope of an audit means, as far as the register can be read.
    pub fn systems_in_scope(&self, audit: &Audit) -> Vec<ScopedSystem> {
        if audit.scope.ai_systems.is_empty() {
            return Vec::new();
        }
        let read = self.register().ok().flatten();
        register::scoped(
            &audit.scope.ai_systems,
            read.as_ref().map(|read| &read.register),
        )
    }
}
