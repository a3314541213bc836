//! The review before a commit: what it will contain, what is wrong with it, what it will say, and nothing else.

mod parts;
mod problems;
mod records;
#[cfg(test)]
mod tests;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        id::{AuditId, Criterion, RowKey},
        papers::WorkingPapers,
        problem::Severity,
        record::RecordKey,
    },
    error::Error,
    safe,
    session::{
        OthersChanged, message,
        review::{PendingRecord, Review},
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, Writing, motion},
        text,
        theme::Role,
        widgets::{field::TextField, frame, paint, scroll::Scroll},
    },
};

use super::{action::ActionForm, finding::FindingForm, walk::Walk};
use parts::{LABEL, Part, Parts};
use problems::Problems;
use records::Records;

/// The place of the message among drafts.
const MESSAGE: &str = "review message";

/// The screen of what a commit would contain, of all audits.
#[derive(Debug)]
pub struct ReviewScreen {
    first: Option<AuditId>,
    /// The audit under which a half-typed message is kept: a message belongs to all of them.
    draft_audit: Option<AuditId>,
    review: Option<Review>,
    waiting: bool,
    committing: bool,
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

impl ReviewScreen {
    /// Opens the review; the records of the given audit come first.
    pub fn new(audit: Option<AuditId>) -> Self {
        Self {
            first: audit,
            draft_audit: None,
            review: None,
            waiting: false,
            committing: false,
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
        vec![Intent::Ask(Request::Review(None))]
    }

    fn take(&mut self, review: &Review, data: &Data) {
        self.waiting = false;
        self.records
            .take(review, &data.workspace.records, self.first.as_ref());
        self.review = Some(review.clone());
        self.chosen_changed(data);
    }

    /// Takes in which records are ticked: their problems, and the message unless the person has written one.
    fn chosen_changed(&mut self, data: &Data) {
        let Some(review) = &self.review else { return };
        let chosen = self.records.chosen(review);
        self.problems.take(&chosen.problems);
        let proposed = propose(&chosen.files, data, &review.message, review.files.len());
        if self.message.text() == self.proposed {
            self.message = TextField::new(&proposed, true);
        }
        // The field drops what it does not take, such as control characters: the two are compared later.
        TextField::new(&proposed, true)
            .text()
            .clone_into(&mut self.proposed);
    }

    fn is_empty(&self) -> bool {
        self.review
            .as_ref()
            .is_some_and(|review| review.files.is_empty())
    }

    /// Says why nothing can be committed now.
    fn refusal(&self) -> Option<Error> {
        let Some(review) = &self.review else {
            return Some(Error::refused(
                "Could not commit: the records are still being compared",
            ));
        };
        if let Some(operation) = review.head.operation {
            return Some(
                Error::refused(format!(
                    "Could not commit: a {operation} is under way in this repository"
                ))
                .hint("finish or abort it with git first; the records stay as they are"),
            );
        }
        if review.head.branch.is_none() {
            return Some(Error::refused("Could not commit: HEAD is detached").hint(
                "switch to a branch first: git switch BRANCH; the records stay as they are",
            ));
        }
        if review.files.is_empty() {
            return Some(Error::refused(
                "Could not commit: no record has changed since the last commit",
            ));
        }
        if self.records.ticked() == 0 {
            return Some(
                Error::refused("Could not commit: no record is ticked")
                    .hint("take one in with space"),
            );
        }
        let chosen = self.records.chosen(review);
        if chosen.is_blocked() {
            let blocking = chosen
                .problems
                .iter()
                .filter(|problem| problem.severity == Severity::Blocks);
            return Some(
                Error::refused(
                    "Could not commit: the records have faults that must be mended first",
                )
                .details(blocking.map(|problem| safe::escape_line(&problem.text).into_owned()))
                .hint("] goes to the next problem, enter opens its record"),
            );
        }
        if self.message.text().trim().is_empty() {
            return Some(
                Error::usage("Could not commit: the message is empty").hint("write one with i"),
            );
        }
        None
    }

    fn commit(&mut self) -> Vec<Intent> {
        if self.committing {
            return vec![Intent::Toast("the commit is under way".to_owned())];
        }
        if let Some(refusal) = self.refusal() {
            return vec![Intent::Fail(refusal)];
        }
        let Some(review) = &self.review else {
            return Vec::new();
        };
        self.committing = true;
        self.is_writing = false;
        vec![Intent::Ask(Request::Commit {
            review: Box::new(self.records.chosen(review)),
            message: self.message.text().to_owned(),
        })]
    }

    fn open(&self, data: &Data) -> Vec<Intent> {
        let key = match self.part {
            Part::Problems => self.problems.selected().map(|problem| &problem.record),
            Part::Records | Part::Changes | Part::Message => self.records.key(),
        };
        let not = |why: &str| vec![Intent::Toast(why.to_owned())];
        match key {
            Some(RecordKey::Finding(audit, id)) => {
                vec![Intent::Open(Box::new(FindingForm::new(
                    audit.clone(),
                    id.clone(),
                )))]
            }
            Some(RecordKey::Action(audit, id)) => {
                vec![Intent::Open(Box::new(ActionForm::new(
                    audit.clone(),
                    id.clone(),
                )))]
            }
            Some(RecordKey::Answers(audit, checklist, reference)) => {
                let criterion = Criterion {
                    checklist: checklist.clone(),
                    reference: reference.clone(),
                };
                let walk = data
                    .audit(audit)
                    .and_then(|papers| Some(Walk::at(papers, first_row(papers, &criterion)?)));
                match walk {
                    Some(walk) => vec![Intent::Open(Box::new(walk))],
                    None => not("its question is not in the checklist"),
                }
            }
            Some(RecordKey::Audit(audit)) => match data.audit(audit) {
                Some(papers) => vec![Intent::Open(Box::new(Walk::new(papers)))],
                None => not("it is not there any more"),
            },
            Some(RecordKey::Workspace | RecordKey::Criteria(..)) => {
                not("this record has no screen of its own")
            }
            None => not("this file has no screen of its own"),
        }
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

    fn go(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let motion = motion(action, cx.count)?;
        let parts = self.parts(cx.area);
        match self.part {
            Part::Records => {
                let height = usize::from(parts.records.height);
                let len = self.records.len();
                self.records.state.go(motion, len, height);
                self.other_diff();
            }
            Part::Changes => {
                let len = self
                    .records
                    .diff()
                    .map_or(0, crate::tui::widgets::diff::Diff::len);
                self.scroll.go(
                    motion,
                    len,
                    usize::from(parts.changes.height.saturating_sub(1)),
                );
                self.at = self.scroll.top;
            }
            Part::Problems => {
                let len = self.problems.len();
                self.problems.state.go(
                    motion,
                    len,
                    usize::from(parts.problems.height.saturating_sub(1)),
                );
                self.show_problem(cx);
            }
            Part::Message => {}
        }
        Some(Vec::new())
    }

    fn other_diff(&mut self) {
        self.scroll = Scroll::default();
        self.at = 0;
        self.find.cancel();
    }

    /// Selects the record of the selected problem.
    fn show_problem(&mut self, cx: Cx<'_>) {
        let height = usize::from(self.parts(cx.area).records.height);
        if let Some(problem) = self.problems.selected() {
            self.records.select(&problem.record, height);
            self.other_diff();
        }
    }

    fn step_problem(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let height = usize::from(self.parts(cx.area).problems.height.saturating_sub(1));
        if self
            .problems
            .step(forwards, self.part == Part::Problems, height)
            .is_none()
        {
            return vec![Intent::Toast("no problems".to_owned())];
        }
        self.part = Part::Problems;
        self.show_problem(cx);
        Vec::new()
    }

    fn go_to_line(&mut self, line: Option<usize>, cx: Cx<'_>) -> Vec<Intent> {
        let Some(line) = line else {
            return vec![Intent::Toast("not found in this record".to_owned())];
        };
        self.part = Part::Changes;
        let height = self.diff_height(cx);
        let len = self
            .records
            .diff()
            .map_or(0, crate::tui::widgets::diff::Diff::len);
        self.scroll.show(line, len, height);
        self.at = line;
        Vec::new()
    }

    fn find_lines(&mut self, cx: Cx<'_>) {
        self.find.search(self.records.diff_lines());
        if let Some(line) = self.find.first_from(self.at) {
            self.go_to_line(Some(line), cx);
        }
    }

    fn act_writing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Back => self.is_writing = false,
            Action::TextNextField | Action::TextPreviousField => {
                self.is_writing = false;
                self.part = self.part.next(action == Action::TextNextField);
            }
            Action::Commit => return Some(self.commit()),
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

    /// Says what a commit would be, and whether that can be done.
    fn what(&self) -> (String, Role) {
        let Some(review) = &self.review else {
            let text = if self.waiting {
                "Comparing the records..."
            } else {
                "The records could not be compared."
            };
            return (text.to_owned(), Role::Dim);
        };
        let (all, ticked) = (review.files.len(), self.records.ticked());
        let noun = if all == 1 { "record" } else { "records" };
        let count = if ticked == all {
            format!("{all}")
        } else {
            format!("{ticked} of {all}")
        };
        if let Some(operation) = review.head.operation {
            let text =
                format!("{count} {noun}, not to be committed while a {operation} is under way");
            return (text, Role::Warning);
        }
        match &review.head.branch {
            None => (
                format!("{count} {noun}, not to be committed: HEAD is detached"),
                Role::Warning,
            ),
            Some(branch) if all == 0 => (
                format!("nothing to commit on {}", safe::escape_line(branch)),
                Role::Title,
            ),
            Some(branch) => (
                format!("{count} {noun} to commit on {}", safe::escape_line(branch)),
                Role::Title,
            ),
        }
    }

    fn others(&self) -> String {
        let Some(OthersChanged { staged, changed }) =
            self.review.as_ref().map(|review| review.others)
        else {
            return String::new();
        };
        let file = |count: usize| if count == 1 { "file" } else { "files" };
        let stay = |count: usize| {
            if count == 1 {
                "stays as it is"
            } else {
                "stay as they are"
            }
        };
        match (staged, changed) {
            (0, 0) => "nothing else is touched".to_owned(),
            (staged, 0) => {
                format!(
                    "nothing else is touched: {staged} staged {} of yours {}",
                    file(staged),
                    stay(staged)
                )
            }
            (0, changed) => {
                format!(
                    "nothing else is touched: {changed} changed {} of yours {}",
                    file(changed),
                    stay(changed)
                )
            }
            (staged, changed) => format!(
                "nothing else is touched: {staged} staged and {changed} changed {} of yours stay as they are",
                file(changed)
            ),
        }
    }

    fn draw_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let (what, role) = self.what();
        let others = self.others();
        let left = Line::from(Span::styled(format!(" {what}"), look.style(role)));
        let right = Line::from(Span::styled(format!("{others} "), look.style(Role::Dim)));
        if area.height > 1 {
            paint::line_at(look, area, 0, 0, &left, buf);
            paint::text_at(look, area, 1, 1, &others, look.style(Role::Dim), buf);
        } else if text::width(&what) + text::width(&others) + 4 <= usize::from(area.width) {
            paint::both_sides(look, area, 0, &left, &right, buf);
        } else {
            paint::line_at(look, area, 0, 0, &left, buf);
        }
    }

    fn draw_tabs(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let mut spans = vec![Span::raw(" ")];
        for part in Part::ALL {
            let role = if part == self.part {
                Role::Title
            } else {
                Role::Dim
            };
            spans.push(Span::styled(part.title(), view.look.style(role)));
            spans.push(Span::raw("  "));
        }
        paint::line_at(view.look, area, 0, 0, &Line::from(spans), buf);
    }

    fn draw_changes(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let role = if self.part == Part::Changes {
            Role::Title
        } else {
            Role::Heading
        };
        let title = text::truncate_start(
            self.records.title(),
            usize::from(area.width),
            look.glyphs.ellipsis,
        );
        paint::text_at(look, area, 0, 0, &title, look.style(role), buf);
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        match self.records.diff() {
            Some(diff) if diff.is_empty() => {
                let text = "Only line ends differ.";
                paint::text_at(look, body, 0, 0, text, look.style(Role::Placeholder), buf);
            }
            Some(diff) => diff.render(look, body, self.scroll, buf),
            None => {}
        }
    }

    /// Paints the name of a part and returns the room beside it, or below the tabs all of the room.
    fn label(&self, part: Part, area: Rect, buf: &mut Buffer, view: View<'_>, alone: bool) -> Rect {
        if alone {
            return Rect {
                x: area.x + 1.min(area.width),
                width: area.width.saturating_sub(1),
                ..area
            };
        }
        let role = if part == self.part {
            Role::Title
        } else {
            Role::Label
        };
        paint::text_at(
            view.look,
            area,
            1,
            0,
            part.title(),
            view.look.style(role),
            buf,
        );
        Rect {
            x: area.x + LABEL.min(area.width),
            width: area.width.saturating_sub(LABEL),
            ..area
        }
    }

    fn draw_problems(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let blocked = self
            .review
            .as_ref()
            .is_some_and(|review| self.records.chosen(review).is_blocked());
        let role = if blocked { Role::Error } else { Role::Text };
        let mut summary = self.problems.summary();
        if area.height == 1
            && let Some(problem) = self.problems.selected()
        {
            summary.push_str(": ");
            summary.push_str(&safe::escape_line(&problem.text));
        }
        paint::text_at(look, area, 0, 0, &summary, look.style(role), buf);
        let list = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        if self.problems.len() > 0 && !list.is_empty() {
            self.problems
                .render(look, list, self.part == Part::Problems, buf);
        }
    }

    fn draw_message(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let role = if self.is_writing {
            Role::FieldFocus
        } else {
            Role::Field
        };
        self.message
            .render(area, buf, view.look.style(role), self.is_writing)
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

/// Returns the first row of a clause that has an answer, or else the first one there is.
fn first_row(papers: &WorkingPapers, criterion: &Criterion) -> Option<RowKey> {
    let row = |question: &crate::domain::id::QuestionId| RowKey {
        checklist: criterion.checklist.clone(),
        reference: criterion.reference.clone(),
        question: question.clone(),
    };
    let clause = papers
        .checklists
        .get(&criterion.checklist)?
        .clause(&criterion.reference)?;
    let answered = papers
        .answers
        .get(criterion)
        .into_iter()
        .flat_map(|sheet| &sheet.answers);
    answered
        .map(|answer| &answer.question)
        .find(|question| clause.question(question).is_some())
        .or_else(|| clause.questions.first().map(|question| &question.id))
        .map(row)
}

impl Panel for ReviewScreen {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else if self.is_writing {
            vec![Context::Text, Context::Review]
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

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        self.ask()
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.draft_audit = cx.data.papers.keys().next().cloned();
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
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
            Action::Commit => self.commit(),
            Action::ToggleRecord => {
                self.records.toggle();
                self.chosen_changed(cx.data);
                Vec::new()
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
        if self.is_writing
            && self.message.press(key) != crate::tui::widgets::field::Pressed::Ignored
        {
            return Some(Vec::new());
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
        Some(Vec::new())
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Reviewed(review) => {
                self.take(review, cx.data);
                Vec::new()
            }
            // A review that is on its way already is answered after what was saved before.
            Reply::Saved { .. } | Reply::Loaded(_) => self.ask(),
            Reply::Committed(_) if self.committing => {
                self.committing = false;
                self.message = TextField::new("", true);
                self.proposed.clear();
                vec![Intent::DropDraft, Intent::Close]
            }
            Reply::Failed(_) => {
                self.waiting = false;
                self.committing = false;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn edited(&mut self, text: &str, _cx: Cx<'_>) -> Vec<Intent> {
        self.message.set_text(text.trim_end());
        Vec::new()
    }

    fn writing(&self) -> Option<Writing<'_>> {
        if self.message.text() == self.proposed {
            return None;
        }
        Some(Writing {
            audit: self.draft_audit.as_ref()?,
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
        let look = view.look;
        let parts = self.parts(area);
        self.draw_head(parts.head, buf, view);
        self.review.as_ref()?;
        if self.is_empty() {
            let below = Rect {
                x: area.x + 1.min(area.width),
                y: parts.head.bottom(),
                width: area.width.saturating_sub(2),
                height: area.height - parts.head.height,
            };
            let text = "Every record is as in the last commit.";
            paint::text_at(look, below, 0, 1, text, look.style(Role::Placeholder), buf);
            return None;
        }
        let alone = !parts.tabs.is_empty();
        if alone {
            self.draw_tabs(parts.tabs, buf, view);
        }
        if !parts.records.is_empty() {
            self.records.render(look, parts.records, buf);
        }
        if parts.line.width == 1 {
            frame::divider(look, parts.line, buf);
        } else if !parts.line.is_empty() {
            frame::rule(look, parts.line, buf);
        }
        if !parts.changes.is_empty() {
            self.draw_changes(parts.changes, buf, view);
        }
        if !parts.rule.is_empty() {
            frame::rule(look, parts.rule, buf);
        }
        if !parts.problems.is_empty() {
            let room = self.label(Part::Problems, parts.problems, buf, view, alone);
            self.draw_problems(room, buf, view);
        }
        let mut cursor = None;
        if !parts.message.is_empty() {
            let room = self.label(Part::Message, parts.message, buf, view, alone);
            cursor = self.draw_message(room, buf, view);
        }
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: area.height.min(1),
            ..area
        };
        self.find.draw(look, foot, self.at, buf).or(cursor)
    }
}
