//! The evidence picker: find a file, look at it, pick lines, cite.
//!
//! Three keys are enough: a letter or two of the path, enter to the file, enter to cite it; `v` in between picks lines.
//! A query may end in lines, `method.md:10-24`, which are then picked already. What is typed faster than the answers
//! come is kept and done once the right file is there: a key never acts on a file that nobody saw.
//!
//! `ctrl-g` searches what is in the files instead of their paths; enter then goes to the line that was found, picked
//! already.

mod areas;
mod contents;
mod files;
mod panel;
mod preview;
mod query;
#[cfg(test)]
mod tests;

pub(super) use preview::shown_lines;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        evidence::{EvidenceLink, LineRange},
        holder::Holder,
        id::{AuditId, Criterion},
        papers::{CitedIn, WorkingPapers},
    },
    safe,
    session::{evidence::Target, paths::Preferred},
    tui::{
        action::Action,
        data::Data,
        effect::{self, FindRequest, Request},
        panel::{Cx, Intent, View, motion},
        text,
        theme::Role,
        widgets::{field::TextField, list, paint},
    },
};

use contents::Contents;
use files::Files;
use preview::Preview;

/// How many keys are kept while the right file is not there yet.
const MOST_AHEAD: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    Files,
    Lines,
}

/// What is searched for what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Paths,
    Contents,
}

/// The picker of files and lines to cite in one place.
#[derive(Debug)]
pub struct Picker {
    holder: Holder,
    query: TextField,
    mode: Mode,
    files: Files,
    contents: Contents,
    preview: Preview,
    focus: Focus,
    /// What was typed after enter and before the file was there.
    ahead: Vec<(Action, Option<usize>)>,
    /// Whether enter was typed before any answer: the best file is then known only when all paths are in.
    blind: bool,
}

/// Says briefly where something is cited: `6.1.2 #2`, `F-7K3QX2`, `A.2.2`.
pub(super) fn place_text(holder: &Holder) -> String {
    match holder {
        Holder::InAudit(_, CitedIn::Row(row)) => format!("{} #{}", row.reference, row.question),
        Holder::InAudit(_, CitedIn::Finding(id)) => id.to_string(),
        Holder::InAudit(_, CitedIn::Action(id)) => id.to_string(),
        Holder::InAudit(_, CitedIn::Item(id, item)) => format!("{id} {}", safe::escape_line(item)),
        Holder::InAudit(_, CitedIn::Link(system, step)) => format!("{system} {step}"),
        Holder::Control(control) => control.reference.to_string(),
    }
}

impl Picker {
    /// Opens the picker for a place of an audit.
    pub fn new(audit: AuditId, place: CitedIn) -> Self {
        Self::of(Holder::InAudit(audit, place))
    }

    /// Opens the picker for a control of the statement of applicability.
    pub fn for_control(control: Criterion) -> Self {
        Self::of(Holder::Control(control))
    }

    fn of(holder: Holder) -> Self {
        Self {
            holder,
            query: TextField::new("", false),
            mode: Mode::Paths,
            files: Files::default(),
            contents: Contents::default(),
            preview: Preview::default(),
            focus: Focus::Files,
            ahead: Vec::new(),
            blind: false,
        }
    }

    /// Starts with a query, such as a path that the guidance names or `path:10-24`.
    #[must_use]
    pub fn with_query(mut self, query: &str) -> Self {
        self.query.set_text(query);
        self
    }

    fn list_height(&self, cx: Cx<'_>) -> usize {
        usize::from(self.areas(cx.area).files.height)
    }

    fn preview_height(&self, cx: Cx<'_>) -> usize {
        Preview::height(self.areas(cx.area).preview)
    }

    /// Asks for the files of what is typed, unless these are they, and picks the lines that it names; or for lines.
    fn query_changed(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        if self.mode == Mode::Contents {
            let request = self.contents.ask(self.query.text());
            return vec![Intent::Find(request)];
        }
        let height = self.preview_height(cx);
        let query = query::split(self.query.text());
        self.preview.want(query.lines, height);
        if self.files.is_for(&query.path) {
            return Vec::new();
        }
        vec![Intent::Find(self.files.ask(&query.path))]
    }

    /// Changes between searching paths and searching contents.
    fn change_mode(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let mut intents = Vec::new();
        self.mode = match self.mode {
            Mode::Paths => Mode::Contents,
            Mode::Contents => {
                intents.push(Intent::Find(FindRequest::StopContents));
                Mode::Paths
            }
        };
        intents.extend(self.query_changed(cx));
        intents.extend(self.show_selected(cx));
        intents
    }

    /// Shows the file that is selected, and in it the line that was found.
    fn show_selected(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let asked = match self.mode {
            Mode::Paths => self.preview.show(self.files.selected()),
            Mode::Contents => {
                let Some((path, line)) = self.contents.selected() else {
                    return Vec::new();
                };
                let asked = self.preview.show(Some(path));
                let height = Preview::height(self.areas(cx.area).preview);
                // Picked anew even where it was picked before and then given up.
                self.preview.want(None, height);
                self.preview.want(Some(line), height);
                asked
            }
        };
        asked.into_iter().collect()
    }

    fn enter_file(&mut self) -> Vec<Intent> {
        if self.mode == Mode::Contents {
            if self.contents.selected().is_none() {
                return vec![Intent::Toast("no line is selected".to_owned())];
            }
            self.focus = Focus::Lines;
            return Vec::new();
        }
        self.blind = !self.files.is_answered();
        if !self.blind && self.files.selected().is_none() {
            return vec![Intent::Toast("no file is selected".to_owned())];
        }
        self.files.hold();
        self.focus = Focus::Lines;
        Vec::new()
    }

    fn leave_file(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.focus = Focus::Files;
        self.ahead.clear();
        self.blind = false;
        self.preview.drop_range();
        self.preview.find.cancel();
        self.show_selected(cx)
    }

    /// Tells whether the file that enter meant is not there yet.
    fn is_waiting(&self) -> bool {
        let for_paths = self.mode == Mode::Paths
            && (!self.files.is_answered() || (self.blind && !self.files.is_complete()));
        for_paths || self.preview.is_waiting()
    }

    /// Tells whether an action waits for the file, or for more of it, or behind another that does.
    fn has_to_wait(&self, action: Action, cx: Cx<'_>) -> bool {
        self.is_waiting() || !self.ahead.is_empty() || self.preview.waits_with(action, cx.count)
    }

    /// Does what was typed ahead, now that the file may be there.
    fn catch_up(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        if self.focus == Focus::Files {
            return self.show_selected(cx);
        }
        let mut intents = Vec::new();
        if self.blind && self.files.is_answered() {
            intents.extend(self.show_selected(cx));
            if self.files.is_complete() && self.files.selected().is_none() {
                intents.extend(self.leave_file(cx));
                intents.push(Intent::Toast("no file matches".to_owned()));
                return intents;
            }
        }
        if self.is_waiting() {
            return intents;
        }
        self.blind = false;
        let mut ahead = std::mem::take(&mut self.ahead).into_iter();
        for (action, count) in ahead.by_ref() {
            let cx = Cx { count, ..cx };
            if self.preview.waits_with(action, count) {
                self.ahead.push((action, count));
                break;
            }
            intents.extend(self.act_in_lines(action, cx).unwrap_or_default());
        }
        self.ahead.extend(ahead);
        intents
    }

    fn cite(&self, lines: Option<LineRange>) -> Vec<Intent> {
        let path = match self.preview.citable() {
            Ok(path) => path.to_owned(),
            Err(why) => return vec![Intent::Toast(why)],
        };
        let told = format!(
            "cites {}, {}",
            safe::escape_line(&path),
            effect::lines_text(lines)
        );
        vec![
            Intent::Ask(Request::Pin {
                holder: self.holder.clone(),
                target: Target::of(&path, lines),
                work_tree: false,
            }),
            Intent::Close,
            Intent::Toast(told),
        ]
    }

    fn act_in_files(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::PickerAccept | Action::PickerPreview => Some(self.enter_file()),
            Action::SearchContents => Some(self.change_mode(cx)),
            _ => {
                let height = self.list_height(cx);
                let motion = motion(action, cx.count)?;
                let more = match self.mode {
                    Mode::Paths => self.files.go(motion, height),
                    Mode::Contents => {
                        self.contents.go(motion, height);
                        None
                    }
                };
                let mut intents: Vec<Intent> = more.map(Intent::Find).into_iter().collect();
                intents.extend(self.show_selected(cx));
                Some(intents)
            }
        }
    }

    fn act_in_lines(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let height = self.preview_height(cx);
        if let Some(motion) = motion(action, cx.count) {
            self.preview.go(motion, height);
            return Some(Vec::new());
        }
        let area = self.areas(cx.area).preview;
        let steps = cx.count.unwrap_or(1);
        match action {
            Action::CiteRange => return Some(self.cite(self.preview.range())),
            Action::CiteFile => return Some(self.cite(None)),
            Action::PickRange => {
                let failed = self.preview.toggle_range().err();
                return Some(failed.map(Intent::Toast).into_iter().collect());
            }
            Action::Copy => return Some(vec![Intent::Copy(self.preview.picked_text())]),
            Action::Find => {
                self.preview.find.start();
                return Some(Vec::new());
            }
            Action::TextAccept => {
                self.preview.find.accept();
                return Some(Vec::new());
            }
            Action::NextMatch | Action::PreviousMatch => {
                let forwards = action == Action::NextMatch;
                if !self.preview.step_match(forwards, area) {
                    return Some(vec![Intent::Toast("not found in this file".to_owned())]);
                }
            }
            Action::ScrollRight => self.preview.scroll_right(steps, area),
            Action::ScrollLeft => {
                if !self.preview.scroll_left(steps, area) {
                    return Some(self.leave_file(cx));
                }
            }
            Action::ToggleTable => {
                let failed = self.preview.toggle_table(height).err();
                return Some(failed.map(Intent::Toast).into_iter().collect());
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Gives up what is begun, one thing at a time: the search, the range, the file, the contents. None leaves it to the
    /// program.
    fn back(&mut self, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.focus == Focus::Files {
            return (self.mode == Mode::Contents).then(|| self.change_mode(cx));
        }
        let find = &mut self.preview.find;
        if find.is_typing() || !find.query().is_empty() {
            find.cancel();
            return Some(Vec::new());
        }
        if self.mode == Mode::Paths && self.preview.drop_range() {
            return Some(Vec::new());
        }
        Some(self.leave_file(cx))
    }

    /// Says below the list what a person has to know of it.
    fn draw_remark(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let (told, role) = match self.mode {
            Mode::Paths if self.files.has_remark() => {
                (self.files.remark().to_owned(), Role::Warning)
            }
            Mode::Paths => (self.files.remark().to_owned(), Role::Placeholder),
            Mode::Contents => (self.contents.remark().unwrap_or_default(), Role::Warning),
        };
        let gutter = list::GUTTER;
        paint::text_at(look, area, gutter, 0, &told, look.style(role), buf);
    }

    fn draw_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let narrow = area.width < 60;
        let place = place_text(&self.holder);
        let (counts, label) = match self.mode {
            Mode::Paths if narrow => (self.files.counts(look), place),
            Mode::Paths => (self.files.counts(look), format!("cite for {place}")),
            Mode::Contents if narrow => (self.contents.counts(look, true), "contents".to_owned()),
            Mode::Contents => (
                self.contents.counts(look, false),
                format!("cite for {place} contents"),
            ),
        };
        let wide = text::cells(text::width(&counts)) + 1;
        let left = Line::from(vec![Span::styled(
            format!(" {label} "),
            look.style(Role::Label),
        )]);
        let x = paint::line_at(look, area, 0, 0, &left, buf);
        let field = Rect {
            x: area.x.saturating_add(x),
            width: area.width.saturating_sub(x).saturating_sub(wide + 1),
            ..area
        };
        let focus = self.focus == Focus::Files;
        let role = if focus { Role::FieldFocus } else { Role::Field };
        let caret = self.query.render(field, buf, look.style(role), focus);
        let right = area.width.saturating_sub(wide);
        paint::text_at(look, area, right, 0, &counts, look.style(Role::Dim), buf);
        caret
    }
}

/// Returns what comes first among equals, and which lines are cited: what the audit or the statement cites, and what lies
/// beside what the place cites.
fn preferred(holder: &Holder, data: &Data) -> (Preferred, Vec<(String, LineRange)>) {
    let mut preferred = Preferred::default();
    let mut lines = Vec::new();
    let mut take = |link: &EvidenceLink, is_here: bool| {
        let Some(path) = data.listed(link) else {
            return;
        };
        if is_here {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            preferred.folders.push(folder.to_owned());
        }
        lines.extend(link.lines.map(|lines| (path.clone(), lines)));
        preferred.cited.push(path);
    };
    match holder {
        Holder::InAudit(audit, place) => {
            let papers = data.audit(audit).into_iter();
            for (at, link) in papers.flat_map(WorkingPapers::citations) {
                take(link, at == *place);
            }
        }
        Holder::Control(control) => {
            for (checklist, statement) in &data.applicability {
                for (reference, link) in statement.citations() {
                    let is_here =
                        *checklist == control.checklist && *reference == control.reference;
                    take(link, is_here);
                }
            }
        }
    }
    (preferred, lines)
}
