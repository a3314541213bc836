//! The commands: one file a verb, all of them thin over [`crate::session`].
//!
//! [`run`] reads the arguments, does what they say and prints what came of it. A verb returns a [`Reply`] and prints nothing
//! itself, so that output is written in one go, a reader that goes away early (`| head`) does no harm, and an error leaves
//! nothing half printed. Opening the terminal program is the business of `main`: [`Outcome`] says so.
//!
//! Exit status: 0 all is well; 1 the answer is no; 2 wrong use or bad input; 3 workspace or repository cannot be read or written.

mod action;
mod answer;
mod audit;
mod chart;
mod checklist;
mod commit;
mod demo;
mod discard;
mod doctor;
mod evidence;
mod extent;
mod finding;
mod generate;
mod history;
#[cfg(test)]
mod hostile;
mod ics;
mod independence;
mod init;
mod json;
mod log;
mod management_review;
mod merge_records;
mod new;
pub mod output;
mod pick;
mod programme;
mod queue;
mod report;
mod repository;
mod sample;
mod scores;
mod signoff;
mod soa;
mod status;
mod sync;
mod system;
mod to_file;
mod verify;
mod words;

use std::{cell::RefCell, ffi::OsString, io::IsTerminal, path::PathBuf};

use clap::{Parser, Subcommand};

use crate::{
    caps::Caps,
    clock::Clock,
    error::{Error, ErrorKind, Result},
    session::{
        Session,
        company::{Company, InCompany},
        healed,
    },
};

use self::output::Reply;

/// What is left to do for `main`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: end with this exit status.
    Done(u8),
    /// Open the terminal program in the workspace that holds this folder.
    OpenProgram {
        /// The folder.
        dir: PathBuf,
    },
    /// Print the keys as they are by default, as TOML.
    PrintKeys,
}

/// Walk an audit clause by clause, cite evidence from git, and commit findings and corrective actions as TOML.
///
/// Without a command, tickmark opens the terminal program in the workspace that holds the current folder.
#[derive(Debug, Parser)]
#[command(
    name = "tickmark",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = "Examples:
  tickmark demo                                   look around in a sample audit
  tickmark init --organisation 'Example Ltd'      make this repository an audit workspace
  tickmark new aims-2026 --title 'Internal audit 2026' --checklist iso-42001
  tickmark                                        open the terminal program

Exit status: 0 all is well; 1 the answer is no (a check failed, evidence drifted, a step was refused);
2 wrong use or bad input; 3 the workspace or the repository cannot be read or written."
)]
struct Cli {
    /// Act as if started in this folder.
    // Its id must be no other argument's: clap hands global ones down by id, and `demo DIR` and `init DIR` have a `dir`.
    #[arg(short = 'C', value_name = "DIR", global = true)]
    start_in: Option<PathBuf>,

    /// Print the man page, completions for a shell, the default keys, or the default theme.
    #[arg(long, value_name = "WHAT", value_enum, exclusive = true)]
    generate: Option<generate::Generate>,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Init(init::Init),
    New(new::New),
    Status(status::Status),
    Queue(queue::Queue),
    Ics(ics::Ics),
    Chart(chart::Chart),
    Audit(audit::AuditCommand),
    Programme(programme::ProgrammeCommand),
    Answer(answer::AnswerRow),
    Finding(finding::FindingCommand),
    Action(action::ActionCommand),
    Evidence(evidence::EvidenceCommand),
    Independence(independence::IndependenceCommand),
    Sample(sample::SampleCommand),
    System(system::SystemCommand),
    Repository(repository::RepositoryCommand),
    Commit(commit::CommitRecords),
    Discard(discard::DiscardNews),
    Sync(sync::SyncClones),
    MergeRecords(merge_records::MergeRecords),
    Log(log::Log),
    Verify(verify::Verify),
    #[command(name = "signoff")]
    SignOff(signoff::SignOffCommand),
    Checklist(checklist::ChecklistCommand),
    Soa(soa::SoaCommand),
    Extent(extent::ExtentCommand),
    Report(report::Report),
    ManagementReview(management_review::ManagementReviewPack),
    Doctor(doctor::Doctor),
}

/// Where and when a command runs.
#[derive(Debug, Clone)]
struct Place {
    /// The folder that the command was given or started in, absolute.
    dir: PathBuf,
    /// What time it is.
    clock: Clock,
    /// What the person has to know of the workspace whatever was asked.
    remarks: RefCell<Vec<String>>,
    /// What a `.mailmap` would change that is not committed: whoever is refused something may wait for it to count.
    mailmap: RefCell<Option<String>>,
    /// What is saved into records that hold uncommitted news of others.
    company: RefCell<Company>,
    /// What is wrong with the user's settings.
    settings: Settings,
}

/// Asks what is wrong with the user's settings, an error a file.
pub type Settings = fn() -> Vec<Error>;

/// How many records that cannot be read are named.
const NAMED: usize = 10;

impl Place {
    /// Opens the workspace: what cannot be read or written of it is pointed out and left aside.
    fn open(&self) -> Result<Session> {
        let session = Session::open(&self.dir, self.clock.clone())?;
        let mut remarks = self.remarks.borrow_mut();
        remarks.clear();
        let broken = (self.settings)();
        let broken = broken.iter().flat_map(Error::lines);
        remarks.extend(broken.map(|line| format!("warning: your settings are broken: {line}")));
        self.company.replace(session.company());
        remarks.extend(
            (session.unwritable())
                .filter(|_| session.store().newer().is_none())
                .map(|unwritable| format!("read-only: {}", unwritable.why)),
        );
        remarks.extend(session.unhealed().map(ToString::to_string));
        remarks.extend(session.healed().and_then(healed::sentence));
        let mailmap = session.uncommitted_mailmap();
        remarks.extend(mailmap.clone());
        *self.mailmap.borrow_mut() = mailmap;
        let broken = session.broken();
        remarks.extend(broken.iter().take(NAMED).map(|b| {
            let more = match b.more.len() {
                0 => String::new(),
                more => format!(
                    " (and {} more: tickmark doctor)",
                    output::count(more, "fault")
                ),
            };
            format!(
                "cannot be read: {}{more}",
                output::line(&b.error.to_string())
            )
        }));
        if broken.len() > NAMED {
            remarks.push(format!(
                "{} more cannot be read: tickmark doctor",
                broken.len() - NAMED
            ));
        }
        remarks.extend(session.read_only().iter().map(|key| {
            let path = session.store().path_of(key);
            format!(
                "can only be read: {}: a newer version of tickmark wrote it",
                output::line(&path)
            )
        }));
        drop(remarks);
        Ok(session)
    }

    /// Opens the workspace for a command that writes: where nothing can be written that is said before anything else.
    fn open_to_write(&self) -> Result<Session> {
        self.open_for(true)
    }

    /// Opens the workspace for a command that may write.
    fn open_for(&self, writes: bool) -> Result<Session> {
        let session = self.open()?;
        if writes {
            session.may_write("save")?;
        }
        Ok(session)
    }

    /// Says of a refusal that a `.mailmap` does not count yet.
    fn told(&self, error: Error) -> Error {
        match (error.kind, self.mailmap.take()) {
            (ErrorKind::Refused, Some(mailmap)) => error.hint(mailmap),
            (ErrorKind::Refused | ErrorKind::Usage | ErrorKind::Unavailable, _) => error,
        }
    }

    /// Finds a file that a person named on the command line, relative to the folder of the command.
    fn resolve(&self, path: &std::path::Path) -> PathBuf {
        self.dir.join(path)
    }
}

/// Reads the arguments, does what they say, and prints what came of it.
///
/// Commands use no settings, and say where they are broken all the same: whoever opens the program next is to know.
pub fn run(args: impl IntoIterator<Item = OsString>, settings: Settings) -> Outcome {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(told) => return Outcome::Done(output::print_usage(&told)),
    };
    match act(cli, settings) {
        Ok(Doing::Say(reply)) => Outcome::Done(output::print_reply(&reply)),
        Ok(Doing::Open { dir, reply }) => {
            // What was said before the program opens is still there when it has closed.
            output::print_reply(&reply);
            Outcome::OpenProgram { dir }
        }
        Ok(Doing::PrintKeys) => Outcome::PrintKeys,
        Err(error) => Outcome::Done(output::print_error(&error)),
    }
}

/// What a command comes to.
enum Doing {
    /// Something to print.
    Say(Reply),
    /// The terminal program is to be opened.
    Open { dir: PathBuf, reply: Reply },
    /// The keys are to be printed.
    PrintKeys,
}

fn act(cli: Cli, settings: Settings) -> Result<Doing> {
    let place = place(cli.start_in, settings)?;
    if let Some(what) = cli.generate {
        return generate::run(what);
    }
    let Some(command) = cli.command else {
        return open_or_status(&place);
    };
    let mut reply = match command {
        Command::Demo(verb) => {
            let (dir, reply) = demo::run(&verb, &place)?;
            if verb.no_open || !can_open() {
                return Ok(Doing::Say(reply));
            }
            return Ok(Doing::Open { dir, reply });
        }
        Command::Init(verb) => init::run(&verb, &place),
        Command::New(verb) => new::run(verb, &place),
        Command::Status(verb) => status::run(&verb, &place),
        Command::Queue(verb) => queue::run(&verb, &place),
        Command::Ics(verb) => ics::run(&verb, &place),
        Command::Chart(verb) => chart::run(&verb, &place),
        Command::Audit(verb) => audit::run(verb, &place),
        Command::Programme(verb) => programme::run(verb, &place),
        Command::Answer(verb) => answer::run(&verb, &place),
        Command::Finding(verb) => finding::run(verb, &place),
        Command::Action(verb) => action::run(verb, &place),
        Command::Evidence(verb) => evidence::run(verb, &place),
        Command::Independence(verb) => independence::run(verb, &place),
        Command::Sample(verb) => sample::run(verb, &place),
        Command::System(verb) => system::run(verb, &place),
        Command::Repository(verb) => repository::run(verb, &place),
        Command::Commit(verb) => commit::run(&verb, &place),
        Command::Discard(verb) => discard::run(&verb, &place),
        Command::Sync(verb) => sync::run(&verb, &place),
        Command::MergeRecords(verb) => merge_records::run(&verb, &place),
        Command::Log(verb) => log::run(&verb, &place),
        Command::Verify(verb) => verify::run(&verb, &place),
        Command::SignOff(verb) => signoff::run(&verb, &place),
        Command::Checklist(verb) => checklist::run(verb, &place),
        Command::Soa(verb) => soa::run(verb, &place),
        Command::Extent(verb) => extent::run(verb, &place),
        Command::Report(verb) => report::run(&verb, &place),
        Command::ManagementReview(verb) => management_review::run(&verb, &place),
        Command::Doctor(verb) => doctor::run(&verb, &place),
    }
    .map_err(|error| place.told(error))?;
    let company = place.company.take().take();
    reply
        .notes
        .extend(company.iter().map(InCompany::told_with_command));
    reply.notes.extend(place.remarks.take());
    Ok(Doing::Say(reply))
}

fn place(dir: Option<PathBuf>, settings: Settings) -> Result<Place> {
    let here = std::env::current_dir().map_err(|cause| {
        Error::unavailable(format!("Could not tell which folder this is: {cause}"))
    })?;
    let dir = dir.map_or_else(|| here.clone(), |dir| here.join(dir));
    if !dir.is_dir() {
        let shown = dir.display().to_string();
        return Err(Error::unavailable(format!(
            "Could not go to {}: there is no such folder",
            crate::safe::escape_line(&shown)
        )));
    }
    Ok(Place {
        dir,
        clock: Clock::System,
        remarks: RefCell::default(),
        mailmap: RefCell::default(),
        company: RefCell::default(),
        settings,
    })
}

/// Opens the program where a terminal can show it; elsewhere says how things stand.
fn open_or_status(place: &Place) -> Result<Doing> {
    if can_open() {
        return Ok(Doing::Open {
            dir: place.dir.clone(),
            reply: Reply::default(),
        });
    }
    let mut reply = status::run(&status::Status::default(), place)?;
    reply.notes.extend(place.remarks.take());
    reply.note(
        "this is no terminal that can show the program, so here is the status; all commands: tickmark --help",
    );
    Ok(Doing::Say(reply))
}

fn can_open() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && !Caps::detect().is_dumb()
}
