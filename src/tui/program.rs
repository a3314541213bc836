//! The running program: the model with the threads around it.

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    time::Instant,
};

use crossterm::event::MouseEventKind;
use ratatui::{Frame, layout::Position};

use crate::{
    caps::Caps,
    clock::Clock,
    config::Config,
    error::{Error, Result},
    safe::escape_line,
    session::{Drafts, LeftOver, Session},
};

use super::{
    clipboard, crash, editor,
    effect::{Effect, LockDeed, Origin, Reply, Request, SyncRequest, SyncTold},
    finder::Asking,
    historian,
    keymap::{Code, Key},
    lane::{Lane, lane},
    log,
    lookers::Lookers,
    model::{Message, Model},
    previewer,
    runner::{self, App, Channel, Event, Input, Next, Signal, Step},
    settings,
    syncer::{self, Syncer},
    syncing::SyncAsked,
    terminal::{Options, Screen},
    tracer::{Tracer, Tracing},
    view, watcher, widgets,
    worker::{self, Worker},
};

use ending::Keep;

mod ending;

/// Finds where half-typed text is kept, and what ended programs left of it, also where this place could not be written.
fn drafts_of(session: &Session, private: &Path) -> (Drafts, LeftOver) {
    let here = Drafts::at(private.to_owned());
    let drafts = match session.place_elsewhere().filter(|other| other != private) {
        Some(elsewhere) => here.or_else_at(elsewhere),
        None => here,
    };
    let mut left_over = drafts.left_over();
    let others = [
        Some(session.repository().private_dir()),
        session.place_elsewhere(),
    ];
    for other in others
        .into_iter()
        .flatten()
        .filter(|other| other != private)
    {
        let taken = drafts.take_over(&Drafts::at(other));
        left_over.drafts.extend(taken.drafts);
        left_over.set_aside.extend(taken.set_aside);
    }
    (drafts, left_over)
}

/// Opens the terminal program in the workspace that holds a folder and returns the exit status.
///
/// Fails where there is no workspace, and where the terminal cannot be used. Settings that are broken are told in a notice.
pub fn open(dir: &Path) -> Result<u8> {
    let caps = Caps::detect();
    let session = Session::open(dir, Clock::System)?;
    let (settings, broken) = settings::read(Config::load(), &caps);
    let private = session.private_place();
    let root = session.repository().work_dir().to_owned();
    let (drafts, left_over) = drafts_of(&session, &private);
    let resume = drafts.last_place();
    let editor = session.repository().editor();
    let healed = session.healed().cloned();
    let others = session.others_here();
    log::start(&private);
    crash::install(private.join("crash-report.txt"));

    let channel: Channel<Reply> = Channel::new();
    let failed =
        |cause: std::io::Error| Error::unavailable(format!("Could not use the terminal: {cause}"));
    let mut screen = Screen::open(Options {
        title: caps.title,
        ..Options::default()
    })
    .map_err(failed)?;
    let size = screen.size();
    let mut model = Model::new(worker::data_of(&session), settings, size.width, size.height);
    let (requests, asked) = mpsc::channel();
    let own_drafts = drafts.clone();
    // Only now: the watcher tells of whoever came before.
    let presence = session.enter();
    if let Err(cause) = &presence {
        tracing::warn!(message = %cause.message);
    }
    let watched = session.watched();
    channel
        .spawn("watcher", move |answers| watcher::run(watched, &answers))
        .map_err(failed)?;
    let keeping = drafts.clone();
    let (keeper, kept) = mpsc::channel();
    channel
        .spawn("drafts", move |_| ending::keep(&keeping, &kept))
        .map_err(failed)?;
    let (lookers, looking) = Lookers::new(&root, session.clock());
    for (name, looker) in looking {
        channel
            .spawn(name, move |answers| looker.run(&answers))
            .map_err(failed)?;
    }
    let worker = Worker::new(session, drafts).with(lookers);
    channel
        .spawn("worker", move |answers| worker.run(&asked, &answers))
        .map_err(failed)?;
    let (finder, finding) = Asking::new(&root);
    channel
        .spawn("finder", move |answers| finding.run(&answers))
        .map_err(failed)?;

    let (tracing, ends) = Tracing::new();
    for (name, asked) in ends {
        let tracer = Tracer::new(&root);
        channel
            .spawn(name, move |answers| tracer.run(asked, &answers))
            .map_err(failed)?;
    }
    let (historian, looking) = historian::Asking::new(&root);
    channel
        .spawn("historian", move |answers| looking.run(&answers))
        .map_err(failed)?;
    let syncs = begin_syncer(&channel, &root, &requests).map_err(failed)?;
    let (previews, asked) = lane();
    let top = root.clone();
    channel
        .spawn("preview", move |answers| {
            previewer::run(&top, asked, &answers);
        })
        .map_err(failed)?;

    let mut begin = model.begin(resume, left_over);
    if let Some(found) = healed {
        model.healed(&found, &mut begin);
    }
    model.tell_of_settings(&broken, &mut begin);
    model.meets(others);
    let mut program = Program {
        model,
        requests,
        keeper,
        here: presence.as_ref().ok().map(|it| it.path().to_owned()),
        finder,
        tracing,
        historian,
        previews,
        syncs,
        drafts: own_drafts,
        root,
        private,
        editor,
        caps,
        only_read: None,
    };
    for effect in begin {
        program.carry_out(effect);
    }
    let status = runner::run(&mut program, channel, &mut screen);
    drop((screen, presence));
    status.map_err(failed)
}

/// Begins the thread that brings both sides together, and returns the way to ask it.
fn begin_syncer(
    channel: &Channel<Reply>,
    root: &Path,
    requests: &mpsc::Sender<Request>,
) -> std::io::Result<mpsc::Sender<SyncRequest>> {
    let (syncs, wanted) = mpsc::channel();
    let (syncer, worker) = (Syncer::new(root, &Clock::System), requests.clone());
    channel.spawn("sync", move |answers| {
        syncer.run(&wanted, &worker, &answers);
    })?;
    Ok(syncs)
}

/// The model, and the ways to worker, finder, previewer, tracers, historian and terminal.
struct Program {
    model: Model,
    requests: mpsc::Sender<Request>,
    /// Who keeps drafts and the place, at once, whatever the worker is at.
    keeper: mpsc::Sender<Keep>,
    /// The file by which others see that this program is here.
    here: Option<PathBuf>,
    finder: Asking,
    tracing: Tracing,
    historian: historian::Asking,
    previews: Lane<String>,
    syncs: mpsc::Sender<SyncRequest>,
    drafts: Drafts,
    root: PathBuf,
    private: PathBuf,
    editor: Option<String>,
    caps: Caps,
    /// Why nothing is to be written, where that was chosen.
    only_read: Option<String>,
}

impl Program {
    /// Carries out an effect; returns what the loop has to do for it.
    fn carry_out(&mut self, effect: Effect) -> Option<Next<Reply>> {
        match effect {
            Effect::Ask(Request::Commit {
                review,
                message,
                hands,
            }) if review.with_key => Some(self.with_key(move |session| {
                let done =
                    session.and_then(|mut session| session.commit_by(&review, &message, &hands));
                done.map_or_else(
                    |error| Reply::failed(Origin::Commit, error),
                    Reply::Committed,
                )
            })),
            Effect::Ask(request) => {
                if let Request::Lock(LockDeed::OnlyRead(why)) = &request {
                    self.only_read = Some(why.clone());
                }
                // Both end only with the program, and then nobody waits for an answer.
                match request {
                    Request::KeepDraft(draft) => {
                        let _ = self.keeper.send(Keep::Draft(draft));
                    }
                    Request::KeepPlace(place) => {
                        let _ = self.keeper.send(Keep::Place(place));
                    }
                    request => {
                        let _ = self.requests.send(request);
                    }
                }
                None
            }
            Effect::Preview(path) => {
                self.previews.ask(path);
                None
            }
            Effect::Find(request) => {
                self.finder.ask(request);
                None
            }
            Effect::Trace(trace) => {
                self.tracing.ask(trace);
                None
            }
            Effect::Look(request) => {
                self.historian.ask(request);
                None
            }
            Effect::Copy(text) => match clipboard::copy(&text, self.caps.multiplexer) {
                Ok(bytes) => Some(Next::Send(bytes)),
                Err(too_long) => {
                    let error = Error::refused(format!(
                        "Could not copy: {} bytes are too many",
                        too_long.length
                    ));
                    self.take(Message::Reply(Reply::failed(Origin::Clipboard, error)))
                }
            },
            Effect::Edit(text) => {
                self.keep_all();
                let (private, configured) = (self.private.clone(), self.editor.clone());
                Some(Next::Outside(Box::new(move || {
                    Reply::Edited(edit(&text, configured.as_deref(), &private))
                })))
            }
            Effect::Sign(proposal) if proposal.sign_off.key.is_some() => {
                Some(self.with_key(move |session| {
                    let signed = session.and_then(|session| session.sign_off(&proposal));
                    Reply::SignedOff(Box::new(signed))
                }))
            }
            Effect::Sign(proposal) => {
                let _ = self.requests.send(Request::SignOff(proposal));
                None
            }
            Effect::Sync(SyncRequest::Run(asked)) if asked.at_terminal => {
                Some(self.sync_at_terminal(asked))
            }
            Effect::Sync(request) => {
                let _ = self.syncs.send(request);
                None
            }
            Effect::Redraw => {
                let size = self.model.size();
                self.take(Message::Resize(size.width, size.height))
            }
            Effect::Suspend => {
                self.keep_all();
                Some(Next::Suspend)
            }
            Effect::Exit(status) => {
                self.save_before_end();
                Some(Next::Exit(status))
            }
        }
    }

    /// Does something with a key outside the screen: a passphrase is typed at the terminal, which the program must not draw on
    /// meanwhile.
    ///
    /// It has a session of its own, once the worker has done all that it was asked before.
    fn with_key(&self, work: impl FnOnce(Result<Session>) -> Reply + 'static) -> Next<Reply> {
        self.keep_all();
        let (root, requests) = (self.root.clone(), self.requests.clone());
        let only_read = self.only_read.clone();
        Next::Outside(Box::new(move || {
            println!("Signing with the key. A passphrase may be asked for.");
            syncer::settled(&requests);
            let mut session = Session::open(&root, Clock::System);
            if let (Ok(session), Some(why)) = (&mut session, &only_read) {
                session.only_read(why);
            }
            work(session)
        }))
    }

    /// Syncs outside the screen: git asks at the terminal for what the other side wants to know.
    fn sync_at_terminal(&self, asked: SyncAsked) -> Next<Reply> {
        self.keep_all();
        let (syncer, requests) = (
            Syncer::new(&self.root, &Clock::System),
            self.requests.clone(),
        );
        Next::Outside(Box::new(move || {
            syncer::settled(&requests);
            let ended = syncer.sync(&asked, &mut |told| {
                if let SyncTold::Stage(stage) = told {
                    println!("{}", escape_line(&stage.told()));
                }
            });
            Reply::Sync(SyncTold::Ended(Box::new(ended)))
        }))
    }

    fn take(&mut self, message: Message) -> Option<Next<Reply>> {
        let mut next = None;
        for effect in self.model.update(message) {
            if let Some(wanted) = self.carry_out(effect) {
                next = Some(wanted);
            }
        }
        next
    }
}

/// Turns the wheel into the keys that move: three rows a notch. Clicks mean nothing.
fn wheel(kind: MouseEventKind) -> Vec<Message> {
    const NOTCH: usize = 3;
    let code = match kind {
        MouseEventKind::ScrollDown => Code::Down,
        MouseEventKind::ScrollUp => Code::Up,
        MouseEventKind::Down(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => return Vec::new(),
    };
    std::iter::repeat_with(|| Message::Key(Key::plain(code)))
        .take(NOTCH)
        .collect()
}

fn edit(text: &str, configured: Option<&str>, private: &Path) -> Result<String> {
    let failed = |cause: editor::EditorError| {
        Error::unavailable(format!("Could not edit the text: {cause}"))
            .hint("set $VISUAL or $EDITOR to an editor that waits, such as vim or \"code --wait\"")
    };
    let command = editor::choose(|name| std::env::var(name).ok(), configured).map_err(failed)?;
    editor::edit(&command, text, None, private).map_err(failed)
}

impl App for Program {
    type Reply = Reply;

    fn handle(&mut self, event: Event<Reply>) -> Step<Reply> {
        let messages: Vec<Message> = match event {
            Event::Input(Input::Key(key)) => Key::read(key).map(Message::Key).collect(),
            Event::Input(Input::Paste(text)) => vec![Message::Paste(text)],
            Event::Input(Input::Resize(width, height)) => vec![Message::Resize(width, height)],
            Event::Input(Input::FocusLost) => vec![Message::FocusLost],
            Event::Input(Input::Mouse(event)) => wheel(event.kind),
            Event::Input(Input::FocusGained) => vec![Message::FocusGained],
            Event::Signal(Signal::Interrupt) => vec![Message::Interrupt],
            Event::Signal(Signal::Resumed) => vec![Message::Resumed],
            Event::Reply(reply) => vec![Message::Reply(reply)],
            Event::Deadline => vec![Message::Deadline],
        };
        let mut next = Next::Continue;
        for message in messages {
            if let Some(wanted) = self.take(message) {
                next = wanted;
            }
        }
        Step {
            redraw: self.model.take_changed(),
            next,
        }
    }

    fn draw(&self, frame: &mut Frame<'_>) -> Option<Position> {
        let cursor = view::draw(&self.model, frame);
        if !self.caps.utf8 {
            widgets::paint::ascii_only(frame.buffer_mut());
        }
        cursor
    }

    fn deadline(&self) -> Option<Instant> {
        self.model.deadline()
    }

    fn save_before_end(&mut self) {
        self.leave_all();
    }

    fn title(&self) -> String {
        self.model.title()
    }

    fn mouse(&self) -> bool {
        self.model.takes_mouse()
    }
}
