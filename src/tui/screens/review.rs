//! The review before a commit: what it will contain, what is wrong with it, what it will say, and nothing else.

mod deeds;
mod draw;
mod moves;
mod parts;
mod problems;
mod records;
#[cfg(test)]
mod tests;
mod whose;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::id::AuditId,
    session::{
        message,
        review::{PendingRecord, Review, Ticked},
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Origin, Reply, Request, ReviewAsked, Ticket},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, TYPED_FIRST, View, Writing, motion, typed_first},
        text,
        widgets::{
            field::{Pressed, TextField},
            scroll::Scroll,
        },
    },
};

use parts::{LABEL, Part, Parts};
use problems::Problems;
use records::Records;

/// The place of the message among drafts.
const MESSAGE: &str = "review message";

/// How far a commit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Committing {
    /// None was asked for.
    No,
    /// One was, and begins once what is ticked is judged.
    Wanted,
    /// The reason for a change after a sign-off was asked for, or in whose names it is; who answers commits.
    Asked,
    /// It is under way.
    UnderWay,
}

/// The screen of what a commit would contain, of all audits.
#[derive(Debug)]
pub struct ReviewScreen {
    first: Option<AuditId>,
    review: Option<Arc<Review>>,
    /// What is ticked of it; none while that is judged.
    ticked: Option<Ticked>,
    /// The question what is ticked, while its answer is on its way.
    asked: Option<Ticket>,
    /// Set when nobody waits for it any more.
    cancel: Arc<AtomicBool>,
    waiting: bool,
    committing: Committing,
    part: Part,
    records: Records,
    scroll: Scroll,
    problems: Problems,
    message: TextField,
    /// The message that was proposed; the person's own differs from it.
    proposed: String,
    is_writing: bool,
    find: Find,
    /// The line of the diff that a search has come to.
    at: usize,
}

impl Drop for ReviewScreen {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl ReviewScreen {
    /// Opens the review; the records of the given audit come first.
    pub fn new(audit: Option<AuditId>) -> Self {
        Self {
            first: audit,
            review: None,
            ticked: None,
            asked: None,
            cancel: Arc::new(AtomicBool::new(false)),
            waiting: false,
            committing: Committing::No,
            part: Part::Records,
            records: Records::default(),
            scroll: Scroll::default(),
            problems: Problems::default(),
            message: TextField::new("", true),
            proposed: String::new(),
            is_writing: false,
            find: Find::default(),
            at: 0,
        }
    }

    /// Asks what a commit would contain, unless the answer is on its way: it will hold all that was saved before.
    fn ask(&mut self) -> Vec<Intent> {
        if std::mem::replace(&mut self.waiting, true) {
            return Vec::new();
        }
        vec![Intent::Ask(Request::Review(ReviewAsked {
            audit: None,
            cancel: Arc::clone(&self.cancel),
        }))]
    }

    fn take(&mut self, review: &Review, data: &Data) -> Vec<Intent> {
        self.waiting = false;
        let is_same = self
            .review
            .as_ref()
            .is_some_and(|before| before.files == review.files);
        let is_off = !is_same && self.call_off();
        self.records
            .take(review, &data.workspace.records, self.first.as_ref());
        self.review = Some(Arc::new(review.clone()));
        let mut intents = self.chosen_changed(data);
        if is_off {
            // Nobody has seen what would be committed now.
            intents.push(Intent::Toast(
                "the records have changed; nothing is committed".to_owned(),
            ));
        }
        intents
    }

    /// Takes in which records are ticked: their problems, and the message unless the person has written one. What stands against
    /// committing them without the others takes a replay, and is asked for.
    fn chosen_changed(&mut self, data: &Data) -> Vec<Intent> {
        let Some(review) = self.review.clone() else {
            return Vec::new();
        };
        let left_out = self.records.out();
        self.asked = None;
        self.ticked = None;
        if left_out.is_empty() {
            self.ticked = Ticked::whole(&review);
        }
        let chosen = review.cut_unjudged(|file| !left_out.contains(&file.path));
        self.show(&chosen);
        let proposed = propose(&chosen.files, data, &review.message, review.files.len());
        if self.message.text() == self.proposed {
            self.message = TextField::new(&proposed, true);
        }
        // The field drops what it does not take, such as control characters: the two are compared later.
        TextField::new(&proposed, true)
            .text()
            .clone_into(&mut self.proposed);
        if self.ticked.is_some() {
            return self.commit_if_wanted(data);
        }
        self.ask_what_is_ticked()
    }

    fn show(&mut self, chosen: &Review) {
        let mut problems = chosen.problems_of_names();
        problems.extend(chosen.problems.iter().cloned());
        self.problems.take(&problems);
    }

    /// Takes in what is ticked as it is judged, and commits it where that waited for it.
    fn judged(&mut self, ticked: &Ticked, data: &Data) -> Vec<Intent> {
        self.asked = None;
        self.show(&ticked.review);
        self.ticked = Some(ticked.clone());
        self.commit_if_wanted(data)
    }

    fn commit_if_wanted(&mut self, data: &Data) -> Vec<Intent> {
        if self.committing == Committing::Wanted {
            self.committing = Committing::No;
            return self.commit(data);
        }
        Vec::new()
    }

    fn is_empty(&self) -> bool {
        self.review
            .as_ref()
            .is_some_and(|review| review.files.is_empty())
    }

    fn head_rows(&self, area: Rect) -> u16 {
        let (what, _) = self.what();
        let beside = text::width(&what) + text::width(&self.others()) + 4;
        if beside <= usize::from(area.width) || area.height < 15 {
            1
        } else {
            2
        }
    }

    fn parts(&self, area: Rect) -> Parts {
        let problems = match self.problems.len() {
            0 => 1,
            some => text::cells(some) + 1,
        };
        let message = self
            .message
            .height_for(area.width.saturating_sub(LABEL + 1));
        Parts::of(area, self.part, self.head_rows(area), problems, message)
    }

    fn diff_height(&self, cx: Cx<'_>) -> usize {
        usize::from(self.parts(cx.area).changes.height.saturating_sub(1))
    }

    fn act_writing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Back => self.is_writing = false,
            Action::TextNextField | Action::TextPreviousField => {
                self.is_writing = false;
                self.part = self.part.next(action == Action::TextNextField);
            }
            Action::Commit => return Some(self.commit(cx.data)),
            Action::ExternalEditor => {
                return Some(vec![Intent::Edit(self.message.text().to_owned())]);
            }
            // What belongs to the parts around the message waits until it is left.
            other => {
                motion(other, cx.count)?;
            }
        }
        Some(Vec::new())
    }

    fn write(&mut self) -> Vec<Intent> {
        self.part = Part::Message;
        self.is_writing = true;
        Vec::new()
    }
}

/// Proposes a message for the ticked records; the whole review has one already.
fn propose(files: &[PendingRecord], data: &Data, of_all: &str, all: usize) -> String {
    if files.len() == all {
        of_all.to_owned()
    } else if files.is_empty() {
        String::new()
    } else {
        message::propose(files, &data.papers)
    }
}

impl Panel for ReviewScreen {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else if self.is_writing {
            vec![Context::Text, Context::Fields, Context::Review]
        } else {
            vec![Context::Review]
        }
    }

    fn name(&self) -> String {
        "review".to_owned()
    }

    fn audit(&self) -> Option<&AuditId> {
        self.first.as_ref()
    }

    fn is_review(&self) -> bool {
        true
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        self.ask()
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if action != Action::Commit {
            self.call_off();
        }
        if self.is_writing {
            return self.act_writing(action, cx);
        }
        Some(match action {
            Action::TextAccept => {
                self.find.accept();
                Vec::new()
            }
            Action::Back if self.find.is_typing() || !self.find.query().is_empty() => {
                self.find.cancel();
                Vec::new()
            }
            Action::Find => {
                self.find.start();
                Vec::new()
            }
            Action::NextMatch => self.go_to_line(self.find.step(self.at, true), cx),
            Action::PreviousMatch => self.go_to_line(self.find.step(self.at, false), cx),
            Action::Commit => self.commit(cx.data),
            Action::ToggleRecord => {
                self.records.toggle();
                self.chosen_changed(cx.data)
            }
            Action::OpenReviewed if self.part == Part::Message => self.write(),
            Action::OpenReviewed => self.open(cx.data),
            Action::EditMessage => self.write(),
            Action::ExternalEditor => vec![Intent::Edit(self.message.text().to_owned())],
            Action::NextProblem => self.step_problem(true, cx),
            Action::PreviousProblem => self.step_problem(false, cx),
            Action::NextPart | Action::PreviousPart => {
                self.part = self.part.next(action == Action::NextPart);
                Vec::new()
            }
            Action::Copy => vec![Intent::Copy(self.records.diff_text()?)],
            other => return self.go(other, cx),
        })
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::Copy if self.records.diff_text().is_none() => {
                Some("nothing to commit".to_owned())
            }
            Action::TextAccept if self.is_writing => {
                Some("enter begins a line of the message".to_owned())
            }
            _ if self.is_writing
                && action != Action::Commit
                && typed_first(action, Context::Review) =>
            {
                Some(TYPED_FIRST.to_owned())
            }
            Action::Commit => {
                let refusal = self.refusal()?.message;
                Some(
                    refusal
                        .strip_prefix("Could not commit: ")
                        .unwrap_or(&refusal)
                        .to_owned(),
                )
            }
            Action::NextProblem | Action::PreviousProblem if self.problems.len() == 0 => {
                Some("no problems".to_owned())
            }
            Action::ToggleRecord | Action::OpenReviewed if self.records.len() == 0 => {
                Some("nothing to commit".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            if self.find.press(key)? {
                self.find_lines(cx);
            }
            return Some(Vec::new());
        }
        if self.is_writing && self.message.press(key) != Pressed::Ignored {
            return Some(self.wrote_on());
        }
        None
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.paste(text).is_some() {
            self.find_lines(cx);
            return Some(Vec::new());
        }
        if !self.is_writing {
            return None;
        }
        self.message.paste(text);
        Some(self.wrote_on())
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Reviewed(review) => self.take(review, cx.data),
            Reply::Ticked { number, ticked } if Some(*number) == self.asked => {
                self.judged(ticked, cx.data)
            }
            // A review that is on its way already is answered after what was saved before.
            Reply::Saved { .. } | Reply::Loaded(_) => self.ask(),
            Reply::Committed(_) if self.committing != Committing::No => {
                self.committing = Committing::No;
                self.message = TextField::new("", true);
                self.proposed.clear();
                vec![Intent::DropDraft, Intent::Close]
            }
            Reply::Failed(failure) if failure.of == Origin::Review => {
                self.waiting = false;
                self.asked = None;
                self.call_off();
                Vec::new()
            }
            Reply::Failed(failure) if failure.of == Origin::Commit => {
                self.committing = Committing::No;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn edited(&mut self, text: &str, _cx: Cx<'_>) -> Vec<Intent> {
        self.message.set_text(text.trim_end());
        self.wrote_on()
    }

    fn writing(&self) -> Option<Writing<'_>> {
        if self.message.text() == self.proposed {
            return None;
        }
        Some(Writing {
            // A message belongs to all audits.
            audit: None,
            place: MESSAGE,
            text: self.message.text(),
            base: &self.proposed,
        })
    }

    fn resume_writing(&mut self, place: &str, text: &str, _cx: Cx<'_>) -> bool {
        if place != MESSAGE {
            return false;
        }
        self.message = TextField::new(text, true);
        self.write();
        true
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        if self.is_writing {
            return vec![Action::Commit, Action::Back, Action::ExternalEditor];
        }
        if self.is_empty() {
            return vec![Action::Back];
        }
        let mut hints = vec![
            Action::Commit,
            Action::EditMessage,
            Action::ToggleRecord,
            Action::OpenReviewed,
        ];
        if self.problems.len() > 0 {
            hints.push(Action::NextProblem);
        }
        hints.extend([Action::NextPart, Action::Back]);
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view)
    }
}
