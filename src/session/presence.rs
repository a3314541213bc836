//! Who else is at work in the same checkout: whoever has the terminal program open there.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::{
    clock::Clock,
    domain::person::Person,
    error::{Error, Result},
    process::Owner,
    safe::escape_line,
    store::{
        library,
        presence::{self, Entry},
    },
};

use super::{
    Session,
    doctor::{Check, Health},
};

pub use crate::store::presence::{Presence, leave};

/// Somebody who is at work here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Who, as their git has it; none where it says nothing of them.
    pub person: Option<Person>,
    /// The machine.
    pub host: String,
    /// The terminal.
    pub terminal: Option<String>,
    /// The process id there.
    pub process: u32,
    /// Since when.
    pub since: Timestamp,
    /// What tells the program from every other.
    mark: String,
}

impl Present {
    fn of(entry: Entry) -> Self {
        Self {
            mark: entry.owner.mark(),
            person: entry.person.parse().ok(),
            host: entry.owner.host,
            terminal: entry.terminal,
            process: entry.owner.pid,
            since: entry.since,
        }
    }

    /// Tells whether it is the same program, seen again.
    pub fn is_the_same(&self, other: &Self) -> bool {
        self.mark == other.mark
    }

    fn is_me(&self, me: Option<&Person>) -> bool {
        match (&self.person, me) {
            (Some(person), Some(me)) => person.email.eq_ignore_ascii_case(&me.email),
            (None, _) | (_, None) => false,
        }
    }

    /// Names the person.
    pub fn name(&self) -> String {
        let name = self.person.as_ref().map(|person| escape_line(&person.name));
        name.map_or_else(|| "somebody".to_owned(), std::borrow::Cow::into_owned)
    }

    /// Says in a few words with whom one is here.
    pub fn beside(&self, me: Option<&Person>) -> String {
        if self.is_me(me) {
            "open twice".to_owned()
        } else {
            format!("with {}", self.name())
        }
    }

    /// Says that somebody has gone.
    pub fn left(&self, me: Option<&Person>) -> String {
        if self.is_me(me) {
            "this checkout is open only here now".to_owned()
        } else {
            format!("{} has left", self.name())
        }
    }

    /// Says where the program is open, and since when.
    pub fn place(&self, clock: &Clock) -> String {
        let terminal = self.terminal.as_deref().map(|name| {
            let name = name.strip_prefix("/dev/").unwrap_or(name);
            format!("{name} of ")
        });
        let place = format!(
            "on {}{}, since {}",
            terminal.unwrap_or_default(),
            self.host,
            clock.said(self.since)
        );
        escape_line(&place).into_owned()
    }

    /// Describes who it is, where and since when, for somebody who only looks.
    pub fn described(&self, clock: &Clock) -> String {
        let person = self.person.as_ref().map(ToString::to_string);
        let person = person.unwrap_or_else(|| "somebody".to_owned());
        format!("{}, {}", escape_line(&person), self.place(clock))
    }

    /// Says that somebody is here too, where and since when.
    pub fn told(&self, me: Option<&Person>, clock: &Clock) -> String {
        let place = self.place(clock);
        if self.is_me(me) {
            format!("you have this checkout open already, {place}")
        } else {
            format!("{} has this checkout open, too, {place}", self.name())
        }
    }
}

impl Session {
    /// Lists who else has the program open in this checkout, the first who came first.
    pub fn others_here(&self) -> Vec<Present> {
        let found = presence::others(&self.repository().desk_dir(), &Owner::me());
        found.into_iter().map(Present::of).collect()
    }

    /// Says to others that this program is open here, until what is returned is dropped.
    pub fn enter(&self) -> Result<Presence> {
        let entry = Entry {
            person: self.actor().map(|me| me.to_string()).unwrap_or_default(),
            since: self.clock().now(),
            terminal: terminal(),
            owner: Owner::me(),
        };
        presence::enter(&self.repository().desk_dir(), &entry).map_err(|cause| {
            Error::unavailable(format!("Could not tell others that you are here: {cause}"))
        })
    }

    /// Lists what is to be watched so that an edit from outside is seen: where records and checklists are, where HEAD and the
    /// branches are, and who is here.
    pub fn watched(&self) -> Watched {
        let [own, common] = self.repository().git_dirs();
        Watched {
            root: self.repository().work_dir().to_owned(),
            records: self.store().records_folder().to_owned(),
            checklists: library::FOLDER,
            git_dir: own,
            common,
            here: presence::folder(&self.repository().desk_dir()),
        }
    }
}

/// Says who has the program open here.
pub(super) fn checks(session: &Session) -> Vec<Check> {
    let seen = |one: &Present| {
        let told = one.described(session.clock());
        let check = Check::new("here", Health::Good, format!("open in a terminal: {told}"));
        check.hint(
            "what several save at once is merged; commit what is yours: tickmark commit --mine",
        )
    };
    session.others_here().iter().map(seen).collect()
}

/// The folders in which something may be changed from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The top of the work tree, where the workspace's own record is.
    pub root: PathBuf,
    /// The folder of the records in it.
    pub records: String,
    /// The folder of the workspace's own checklists in it.
    pub checklists: &'static str,
    /// The git dir of the work tree, where HEAD is.
    pub git_dir: PathBuf,
    /// The git dir that all work trees share, where the branches are.
    pub common: PathBuf,
    /// The folder of those who are here.
    pub here: PathBuf,
}

/// Names the terminal that is typed at.
fn terminal() -> Option<String> {
    let found = std::fs::read_link("/proc/self/fd/0").ok()?;
    let is_device = found.starts_with("/dev/") && found != Path::new("/dev/null");
    is_device.then(|| found.display().to_string())
}
