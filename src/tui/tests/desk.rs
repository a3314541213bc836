//! A desk to test at: the model with a real session behind it, everything done in turn on one thread.

use std::{collections::VecDeque, ops::ControlFlow, path::Path, sync::Arc};

use ratatui::{Terminal, backend::TestBackend, layout::Position};

use crate::{
    clock::Clock,
    domain::id::AuditId,
    session::{
        Drafts, Session, init,
        path_query::PathQuery,
        paths::{Files, PathIndex},
        plan::Plan,
        search::Search,
    },
    tui::{
        effect::{ContentsEnd, Effect, FindRequest, Reply, Request, SyncRequest},
        glyphs::Glyphs,
        historian,
        keymap::{Key, Keymap},
        model::{Message, Model, Settings},
        shown::Shown,
        syncer::Syncer,
        text,
        theme::{Colours, Shelf, Theme},
        tracer::Tracer,
        view,
        worker::{Worker, data_of},
    },
    vcs::{self, history::HistoryWriter},
};

/// The policy that the tests cite: forty numbered lines.
pub(super) fn policy() -> String {
    let lines: Vec<String> = (1..=40)
        .map(|line| format!("{line:02} The policy says thing {line}."))
        .collect();
    lines.join("\n") + "\n"
}

/// A person at the keyboard of the program, in a small workspace with one planned audit.
pub(super) struct Desk {
    pub(super) folder: tempfile::TempDir,
    pub(super) model: Model,
    worker: Worker,
    tracer: Tracer,
    files: Files,
    size: (u16, u16),
    /// What is asked of the world and not answered yet; none while every answer comes at once.
    held: Option<VecDeque<Effect>>,
    /// What was copied to the clipboard.
    pub(super) copied: Vec<String>,
    /// The texts handed to the user's editor, and what it answers.
    pub(super) editor: Option<fn(&str) -> String>,
    /// How often it was looked how far both sides of a sync are apart.
    pub(super) looks: usize,
    /// The exit status, once the program has ended.
    pub(super) ended: Option<u8>,
}

impl Desk {
    /// Sits down at home at 120x40.
    pub(super) fn new() -> Self {
        Self::open(workspace())
    }

    /// Opens the program in a workspace that is there.
    pub(super) fn open(folder: tempfile::TempDir) -> Self {
        let clock = Clock::Fixed("2026-11-22T10:00:00Z".parse().unwrap());
        let session = Session::open(folder.path(), clock).unwrap();
        let private = session.repository().private_dir();
        let healed = session.healed().cloned();
        let settings = Settings {
            theme: Theme::default_for(Colours::Sixteen),
            themes: Shelf::new(Colours::Sixteen, Vec::new()),
            glyphs: Glyphs::unicode(),
            keymap: Keymap::default(),
            mouse: false,
        };
        let others = session.others_here();
        let drafts = Drafts::at(private.clone());
        let (resume, left_over) = (drafts.last_place(), drafts.left_over());
        let mut model = Model::new(data_of(&session), settings, 120, 40);
        let mut effects = model.begin(resume, left_over);
        if let Some(found) = healed {
            model.healed(&found, &mut effects);
        }
        model.meets(others);
        let files = Files::open(folder.path()).unwrap();
        let tracer = Tracer::new(folder.path());
        let mut desk = Self {
            folder,
            model,
            worker: Worker::new(session, drafts),
            tracer,
            files,
            size: (120, 40),
            held: None,
            copied: Vec::new(),
            editor: None,
            looks: 0,
            ended: None,
        };
        desk.carry_out(effects);
        desk
    }

    /// Changes the size of the terminal.
    pub(super) fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.tell(Message::Resize(width, height));
    }

    /// Presses keys, named as in the key map and separated by spaces.
    pub(super) fn keys(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            self.tell(Message::Key(Key::parse(name).unwrap()));
        }
        self
    }

    /// Types a text letter by letter.
    pub(super) fn types(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.tell(Message::Key(Key::char(letter)));
        }
        self
    }

    /// Gives the model a message and carries out all that follows.
    pub(super) fn tell(&mut self, message: Message) {
        let effects = self.model.update(message);
        self.carry_out(effects);
    }

    /// Holds all answers back from now on, as a slow disk and a long history do.
    pub(super) fn hold(&mut self) -> &mut Self {
        self.held.get_or_insert_with(VecDeque::new);
        self
    }

    /// Lets the answers come that were held back, in the order in which they were asked for.
    pub(super) fn release(&mut self) -> &mut Self {
        let held = self.held.take().unwrap_or_default();
        self.carry_out(held.into());
        self
    }

    /// Lets the answer to what was asked first come, and holds all others back.
    pub(super) fn release_one(&mut self) -> &mut Self {
        let first = self.held.as_mut().and_then(VecDeque::pop_front);
        let replies = first.map(|effect| self.world(effect)).unwrap_or_default();
        for reply in replies {
            self.tell(Message::Reply(reply));
        }
        self
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        if let Some(held) = &mut self.held {
            held.extend(effects);
            return;
        }
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            for reply in self.world(effect) {
                queue.extend(self.model.update(Message::Reply(reply)));
            }
        }
    }

    /// Does what the world outside is asked for, and returns its answers.
    fn world(&mut self, effect: Effect) -> Vec<Reply> {
        match effect {
            Effect::Ask(request) => self.worker.answer(request),
            Effect::Find(request) => self.find(request),
            Effect::Preview(path) => self.preview(&path),
            Effect::Trace(trace) => vec![self.tracer.answer(trace, &|| false)],
            Effect::Look(request) => historian::look(self.folder.path(), request, &|| false)
                .into_iter()
                .collect(),
            Effect::Sign(proposal) => self.worker.answer(Request::SignOff(proposal)),
            Effect::Sync(request) => self.sync(request),
            Effect::Copy(text) => {
                self.copied.push(text);
                Vec::new()
            }
            Effect::Edit(text) => self
                .editor
                .map(|edit| Reply::Edited(Ok(edit(&text))))
                .into_iter()
                .collect(),
            Effect::Exit(status) => {
                self.ended = Some(status);
                Vec::new()
            }
            Effect::Redraw | Effect::Suspend => Vec::new(),
        }
    }

    /// Does what the syncer does; a terminal for questions is not here.
    fn sync(&mut self, request: SyncRequest) -> Vec<Reply> {
        let clock = Clock::Fixed("2026-11-22T10:00:00Z".parse().unwrap());
        self.looks += usize::from(matches!(request, SyncRequest::Look));
        let mut replies = Vec::new();
        Syncer::new(self.folder.path(), &clock)
            .answer(request, &mut |told| replies.push(Reply::Sync(told)));
        replies
    }

    fn find(&mut self, request: FindRequest) -> Vec<Reply> {
        match request {
            FindRequest::Paths {
                query,
                limit,
                preferred,
            } => {
                let typed = PathQuery::parse(&query);
                let found = self.index().search(&typed, limit, &preferred, &|| false);
                let found = found.unwrap();
                vec![Reply::Paths { query, found }]
            }
            FindRequest::Contents { ticket, query } => {
                let typed = PathQuery::parse(&query);
                let index = self.index();
                let search = Search::typed(&typed, &index).unwrap();
                let mut replies = Vec::new();
                let mut answer = |found, end| {
                    replies.push(Reply::Contents { ticket, found, end });
                };
                let outcome = self.files.search(&search, &|| false, &mut |hits| {
                    answer(vec![hits], None);
                    ControlFlow::Continue(())
                });
                let remark = index.remark(&typed.filters);
                answer(Vec::new(), Some(Box::new(ContentsEnd { outcome, remark })));
                replies
            }
            FindRequest::Forget => {
                self.files = Files::open(self.folder.path()).unwrap();
                Vec::new()
            }
            FindRequest::StopContents | FindRequest::Refresh => Vec::new(),
        }
    }

    /// Reads a file as the previewer does.
    fn preview(&mut self, path: &str) -> Vec<Reply> {
        let mut replies = Vec::new();
        let read = self.files.preview(path, &|| false, &mut |preview, more| {
            let content = Ok(Arc::new(Shown::of(preview, more)));
            let path = path.to_owned();
            replies.push(Reply::Previewed { path, content });
        });
        if let Err(error) = read {
            let (path, content) = (path.to_owned(), Err(error));
            replies.push(Reply::Previewed { path, content });
        }
        replies
    }

    /// The paths of the repository and their last changes.
    fn index(&self) -> PathIndex {
        let mut index = PathIndex::new();
        let fill = &mut |paths: Vec<String>| {
            index.extend(&paths);
            ControlFlow::Continue(())
        };
        self.files.list(fill).unwrap();
        index.finish();
        let told = self.files.last_changes(&|| false, &mut |found| {
            index.note_changes(&found);
            ControlFlow::Continue(())
        });
        index.finish_changes(told.ok());
        index
    }

    /// Asks the worker directly.
    pub(super) fn ask(&mut self, request: Request) {
        self.carry_out(vec![Effect::Ask(request)]);
    }

    /// Returns what a person sees, a line a row without the spaces at its end.
    pub(super) fn screen(&self) -> String {
        let (buffer, _) = self.frame();
        let (width, _) = self.size;
        let rows: Vec<String> = buffer
            .content
            .chunks(usize::from(width))
            .map(|row| {
                let mut text = String::new();
                let mut cells = row.iter();
                while let Some(cell) = cells.next() {
                    text.push_str(cell.symbol());
                    // The cell behind a wide character is covered by it.
                    for _ in 1..text::width(cell.symbol()) {
                        cells.next();
                    }
                }
                text.trim_end().to_owned()
            })
            .collect();
        rows.join("\n")
    }

    /// Draws a frame and returns it with the place of the cursor.
    pub(super) fn frame(&self) -> (ratatui::buffer::Buffer, Option<Position>) {
        let (width, height) = self.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut cursor = None;
        terminal
            .draw(|frame| cursor = view::draw(&self.model, frame))
            .unwrap();
        (terminal.backend().buffer().clone(), cursor)
    }

    /// Asserts that a person sees these words.
    #[track_caller]
    pub(super) fn sees(&self, words: &str) -> &Self {
        let screen = self.screen();
        assert!(
            screen.contains(words),
            "{words:?} is not on the screen:\n{screen}"
        );
        self
    }

    /// Asserts that a person does not see these words.
    #[track_caller]
    pub(super) fn sees_no(&self, words: &str) -> &Self {
        let screen = self.screen();
        assert!(
            !screen.contains(words),
            "{words:?} is on the screen:\n{screen}"
        );
        self
    }

    /// Reads a file of the workspace.
    pub(super) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).unwrap_or_default()
    }

    /// Writes a file of the workspace, as an editor would.
    pub(super) fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder.path().join(path), text).unwrap();
    }

    /// Runs git in the workspace and returns what it prints.
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        git(self.folder.path(), arguments)
    }
}

/// Runs git in a folder, with no settings but the repository's own.
pub(in crate::tui) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = std::process::Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Makes a workspace with one planned audit, all of it committed.
pub(in crate::tui) fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    folder
}

/// Makes a repository with a policy and a log, a workspace in it, and plans an audit.
fn prepare(folder: &Path) {
    let repository = vcs::init(folder).unwrap();
    git(folder, &["config", "user.name", "Astrid Lindqvist"]);
    git(folder, &["config", "user.email", "astrid@example.org"]);
    let author = "Mira Okafor <mira@example.org>".parse().unwrap();
    let at = "2026-09-01T08:00:00Z".parse().unwrap();
    let policy = policy();
    let mut writer = HistoryWriter::new(&repository).unwrap();
    writer
        .commit(
            &author,
            at,
            "Adopt the AI policy\n",
            &[
                ("policy/ai-policy.md", Some(policy.as_bytes())),
                (
                    "releases/log.csv",
                    Some(b"id,system,approved by\n1,claims triage,-\n"),
                ),
            ],
        )
        .unwrap();
    writer.finish().unwrap();
    let clock = Clock::Fixed("2026-11-20T09:00:00Z".parse().unwrap());
    let mut session = init::init(folder, Some("Northfield Mutual"), clock)
        .unwrap()
        .into_session();
    let plan = Plan::new(
        "aims".parse::<AuditId>().unwrap(),
        "Internal audit of the AI management system".to_owned(),
    );
    session.plan(plan, &["iso-42001".to_owned()]).unwrap();
    let review = session.review(None).unwrap();
    session.commit(&review, &review.message).unwrap();
}
