//! The selected file in the picker, and the lines of it that are picked.
//!
//! What is picked are lines of the file, whatever is drawn: a table has a row for each record, and a record may be several
//! lines.

mod draw;
mod facts;
mod source;
mod table;

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::evidence::LineRange,
    error::Error,
    safe,
    session::preview::{Body as Seen, More, Text, size_text},
    tui::{
        action::Action,
        find::Find,
        panel::Intent,
        shown::Shown,
        text,
        widgets::{
            Look, frame,
            list::{ListState, Motion},
        },
    },
};

use super::files::grouped;

/// What is known of the file.
#[derive(Debug, Default)]
enum Body {
    /// Nothing is selected, or the file was not read yet.
    #[default]
    Waiting,
    /// It is here, or the beginning of it.
    Here(Arc<Shown>),
    /// It cannot be read.
    Failed(String),
}

/// A file, a cursor in it and perhaps a range.
#[derive(Debug)]
pub(super) struct Preview {
    /// The file that is wanted.
    path: Option<String>,
    body: Body,
    /// The row of the cursor: a line, or a record of a table.
    state: ListState,
    anchor: Option<usize>,
    /// The lines that the query names, until the file is here.
    wanted: Option<LineRange>,
    /// Whether the file does not have them.
    missing: bool,
    /// Lines that are cited already, with their files.
    cited: Vec<(String, LineRange)>,
    /// Whether a table is shown as one.
    as_table: bool,
    /// The first cell of long lines that is shown.
    left: usize,
    /// The first column of a table that is shown.
    column: usize,
    /// Where in the line of the cursor the last match begins that was gone to.
    hit: Option<usize>,
    pub(super) find: Find,
}

impl Default for Preview {
    fn default() -> Self {
        Self {
            path: None,
            body: Body::Waiting,
            state: ListState::default(),
            anchor: None,
            wanted: None,
            missing: false,
            cited: Vec::new(),
            as_table: true,
            left: 0,
            column: 0,
            hit: None,
            find: Find::default(),
        }
    }
}

impl Preview {
    /// Notes which lines are cited already.
    pub(super) fn cite(&mut self, cited: Vec<(String, LineRange)>) {
        self.cited = cited;
    }

    /// Shows another file, and asks for it; whatever is being read for an older question is dropped.
    pub(super) fn show(&mut self, path: Option<&str>) -> Option<Intent> {
        if self.path.as_deref() == path {
            return None;
        }
        self.path = path.map(str::to_owned);
        self.body = Body::Waiting;
        self.state = ListState::default();
        self.anchor = None;
        (self.left, self.column, self.hit) = (0, 0, None);
        self.find.cancel();
        self.path.clone().map(Intent::Preview)
    }

    /// Takes a file in, or more of it; one that is not wanted any more is dropped.
    pub(super) fn take(&mut self, path: &str, content: &Result<Arc<Shown>, Error>, area: Rect) {
        if self.path.as_deref() != Some(path) {
            return;
        }
        let is_new = matches!(self.body, Body::Waiting);
        self.body = match content {
            Ok(shown) => Body::Here(Arc::clone(shown)),
            Err(error) => Body::Failed(error.message.clone()),
        };
        let height = Self::height(area);
        if is_new || self.missing {
            self.pick_wanted(height);
        }
        self.state.fit(self.len(), height);
        if !self.find.query().is_empty() {
            self.find_lines(area);
        }
    }

    /// Picks the lines that the query names; none of them takes the pick back.
    pub(super) fn want(&mut self, lines: Option<LineRange>, height: usize) {
        if self.wanted == lines {
            return;
        }
        self.wanted = lines;
        self.anchor = None;
        self.missing = false;
        self.pick_wanted(height);
    }

    fn pick_wanted(&mut self, height: usize) {
        let (Some(lines), Some(text)) = (self.wanted, self.text()) else {
            return;
        };
        let index = |line: u32| {
            usize::try_from(line)
                .unwrap_or(usize::MAX)
                .saturating_sub(1)
        };
        let (first, last) = (index(lines.first()), index(lines.last()));
        let (all, is_citable) = (text.len(), text.has_citable_lines());
        self.missing = all > 0 && first >= all;
        if first < all && is_citable {
            self.anchor = Some(self.row_of(first));
            let row = self.row_of(last.min(all - 1));
            self.state.select(row, self.len(), height);
        }
    }

    fn here(&self) -> Option<&Shown> {
        match &self.body {
            Body::Here(shown) => Some(shown),
            Body::Waiting | Body::Failed(_) => None,
        }
    }

    fn text(&self) -> Option<&Text> {
        self.here()?.preview.text()
    }

    /// Returns the text as a table, where it is shown as one.
    fn table(&self) -> Option<&crate::session::preview::Table> {
        self.text()?.table().filter(|_| self.as_table)
    }

    /// Returns how many rows there are to pick from.
    fn len(&self) -> usize {
        match (self.table(), self.text()) {
            (Some(table), _) => table.len(),
            (None, Some(text)) => text.len(),
            (None, None) => 0,
        }
    }

    /// Returns the row that shows a line, both counted from 0.
    fn row_of(&self, line: usize) -> usize {
        self.table().map_or(line, |table| table.record_at(line))
    }

    /// Returns the first and last line that a row shows, all counted from 0.
    fn lines_of(&self, row: usize) -> (usize, usize) {
        self.table().map_or((row, row), |table| table.lines_of(row))
    }

    /// Tells whether more of the file is on its way.
    fn more_follows(&self) -> bool {
        self.here().is_some_and(|shown| shown.more == More::Follows)
    }

    /// Moves the cursor, and with it the end of the range.
    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        let motion = match motion {
            // What one types is the number of a line.
            Motion::Row(number) => Motion::Row(self.row_of(number.saturating_sub(1)) + 1),
            Motion::Down(_)
            | Motion::Up(_)
            | Motion::HalfPageDown
            | Motion::HalfPageUp
            | Motion::PageDown
            | Motion::PageUp
            | Motion::Top
            | Motion::Bottom => motion,
        };
        self.state.go(motion, self.len(), height);
        self.hit = None;
    }

    /// Returns the line of the cursor, counted from 0: the first one of a record.
    pub(super) fn cursor(&self) -> usize {
        self.lines_of(self.state.selected).0
    }

    /// Tells whether the file was not read yet.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.body, Body::Waiting)
    }

    /// Tells whether an action would come to something else once the whole file is here.
    pub(super) fn waits_with(&self, action: Action, count: Option<usize>) -> bool {
        let searched_in_vain = !self.find.query().is_empty() && self.find.step(0, true).is_none();
        self.more_follows()
            && (self.missing
                || searched_in_vain
                || count.is_some_and(|line| line > self.len())
                || matches!(
                    action,
                    Action::Bottom | Action::NextMatch | Action::PreviousMatch
                ))
    }

    /// Looks for what is typed and goes to the first line that has it, from the cursor on.
    pub(super) fn find_lines(&mut self, area: Rect) {
        let found = self.text().map(|text| text.find(self.find.query()));
        self.find.found(found.unwrap_or_default());
        let at = self.lines_of(self.state.selected).0;
        if let Some(line) = self.find.first_from(at) {
            self.go_to_match(line, area);
        }
    }

    /// Goes to the next or the previous match; false where there is none.
    pub(super) fn step_match(&mut self, forwards: bool, area: Rect) -> bool {
        let line = self.cursor();
        // A line that is longer than any screen may have many of them.
        let again = self.hit.filter(|_| forwards).and_then(|hit| {
            let text = self
                .text()
                .filter(|text| text.bytes_of(line).len() > source::LONG)?;
            text.find_in_line(line, self.find.query(), hit + 1)
        });
        if again.is_some() {
            self.hit = again;
            self.bring_into_sight(line, area);
            return true;
        }
        let (_, last) = self.lines_of(self.state.selected);
        let at = if forwards { last } else { line };
        let Some(line) = self.find.step(at, forwards) else {
            return false;
        };
        self.go_to_match(line, area);
        true
    }

    fn go_to_match(&mut self, line: usize, area: Rect) {
        let row = self.row_of(line);
        self.state.select(row, self.len(), Self::height(area));
        self.hit = self
            .text()
            .and_then(|text| text.find_in_line(line, self.find.query(), 0));
        self.bring_into_sight(line, area);
    }

    /// Scrolls sidewards, so that the match in a line is seen.
    fn bring_into_sight(&mut self, line: usize, area: Rect) {
        let Some(shown) = self.here() else { return };
        if self.table().is_some() {
            let room = draw::room(self, area);
            self.column = table::column_with(
                shown,
                self.state.selected,
                self.find.query(),
                self.column,
                room,
            );
        } else if let Some(hit) = self.hit {
            let (at, room) = (source::column_of(shown, line, hit), draw::room(self, area));
            let needed = text::width(self.find.query());
            if at < self.left + usize::from(self.left > 0) || at + needed > self.left + room {
                // What is near the beginning is seen from there.
                let centred = at.saturating_sub(room / 2);
                self.left = if at + needed < room { 0 } else { centred };
            }
        }
    }

    /// Scrolls to the right, so many steps: half of what is seen, or a column of a table.
    pub(super) fn scroll_right(&mut self, steps: usize, area: Rect) {
        let Some(shown) = self.here() else { return };
        if self.table().is_some() {
            let last = shown.columns().len().saturating_sub(1);
            self.column = (self.column + steps).min(last);
            return;
        }
        let room = draw::room(self, area);
        let height = Self::height(area);
        let seen = self.state.visible(self.len(), height);
        let longest = seen.map(|line| source::extent(shown, line)).max();
        let most = longest.unwrap_or(0).saturating_sub(room);
        let step = (room / 2).max(1).saturating_mul(steps);
        self.left = self.left.saturating_add(step).min(most.max(self.left));
    }

    /// Scrolls to the left; false where the beginning is seen already.
    pub(super) fn scroll_left(&mut self, steps: usize, area: Rect) -> bool {
        if self.table().is_some() {
            let was = self.column;
            self.column = was.saturating_sub(steps);
            return was > 0;
        }
        let was = self.left;
        let step = (draw::room(self, area) / 2).max(1).saturating_mul(steps);
        self.left = was.saturating_sub(step);
        was > 0
    }

    /// Tells whether there are lines to pick.
    pub(super) fn has_lines(&self) -> bool {
        self.text()
            .is_some_and(|text| !text.is_empty() && text.has_citable_lines())
    }

    /// Tells whether the file is a table, shown as one or not.
    pub(super) fn is_table(&self) -> bool {
        self.text().is_some_and(|text| text.table().is_some())
    }

    /// Shows a table as lines, or as a table again; the cursor and the range stay on their lines.
    pub(super) fn toggle_table(&mut self, height: usize) -> Result<(), String> {
        if !self.is_table() {
            return Err("this file is no table".to_owned());
        }
        let (first, last) = self.lines_of(self.state.selected);
        let anchor = self.anchor.map(|row| self.lines_of(row));
        self.as_table = !self.as_table;
        // The range ends where it ended, on whichever side of its beginning.
        let upwards = anchor.is_some_and(|anchor| anchor.0 > first);
        self.anchor = anchor.map(|lines| self.row_of(if upwards { lines.1 } else { lines.0 }));
        let line = if anchor.is_some() && !upwards {
            last
        } else {
            first
        };
        let row = self.row_of(line);
        self.state.select(row, self.len(), height);
        (self.left, self.column) = (0, 0);
        Ok(())
    }

    /// Starts a range at the cursor, or takes it back; says why where there are no lines.
    pub(super) fn toggle_range(&mut self) -> Result<(), String> {
        match self.text() {
            Some(text) if !text.has_citable_lines() => {
                return Err("lines of UTF-16 cannot be cited, the whole file can".to_owned());
            }
            Some(text) if !text.is_empty() => {}
            Some(_) | None => return Err("this file has no lines to pick".to_owned()),
        }
        self.anchor = match self.anchor {
            None => Some(self.state.selected),
            Some(_) => None,
        };
        Ok(())
    }

    /// Takes the range back; false where there was none.
    pub(super) fn drop_range(&mut self) -> bool {
        self.anchor.take().is_some()
    }

    /// Returns the rows that are picked.
    fn picked(&self) -> Option<(usize, usize)> {
        let anchor = self.anchor?;
        let at = self.state.selected;
        Some((anchor.min(at), anchor.max(at)))
    }

    /// Tells whether the lines that the query names lie behind what is held of a large file.
    fn is_beyond(&self) -> bool {
        let is_cut = self.text().is_some_and(|text| !text.is_complete());
        self.missing && is_cut && self.anchor.is_none()
    }

    /// Returns the lines that are picked.
    pub(super) fn range(&self) -> Option<LineRange> {
        if self.is_beyond() {
            return self.wanted;
        }
        let (first, last) = self.picked()?;
        let line = |index: usize| u32::try_from(index + 1).ok();
        let (first, last) = (self.lines_of(first).0, self.lines_of(last).1);
        LineRange::new(line(first)?, line(last)?).ok()
    }

    /// Returns the path to cite, or says why the file cannot be cited.
    pub(super) fn citable(&self) -> Result<&str, String> {
        let path = self
            .path
            .as_deref()
            .ok_or_else(|| "no file is selected".to_owned())?;
        match &self.body {
            Body::Waiting => Ok(path),
            Body::Failed(why) => Err(why.clone()),
            Body::Here(shown) => match facts::why_not(&shown.preview) {
                Some(why) => Err(why),
                None => Ok(path),
            },
        }
    }

    /// Returns the text of the picked lines, or of the cursor's line, to copy.
    pub(super) fn picked_text(&self) -> String {
        let Some(text) = self.text() else {
            return String::new();
        };
        let rows = self.picked();
        let (first, last) = rows.unwrap_or((self.state.selected, self.state.selected));
        let lines = self.lines_of(first).0..=self.lines_of(last).1;
        let lines = lines.map(|line| safe::escape_text(&text.line(line)).into_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Returns how many lines are visible in an area.
    pub(super) fn height(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(2))
    }

    /// Says what the file is and how long: `CSV, 5 lines`.
    fn told(&self) -> String {
        let Some(shown) = self.here() else {
            return String::new();
        };
        let (kind, size) = (shown.preview.kind, size_text(shown.preview.size));
        let Seen::Text(text) = &shown.preview.body else {
            return format!("{kind}, {size}");
        };
        let lines = match text.len() {
            1 => "1 line".to_owned(),
            many => format!("{} lines", grouped(many)),
        };
        let coded = match (text.has_citable_lines(), text.is_utf8()) {
            (false, _) => ", UTF-16",
            (true, true) => "",
            (true, false) => ", not UTF-8",
        };
        if text.is_complete() {
            format!("{kind}, {lines}{coded}")
        } else if shown.more == More::Follows {
            format!("{kind}, {size}, reading...")
        } else {
            let held = size_text(text.held() as u64);
            format!("{kind}, {lines} in the first {held} of {size}")
        }
    }
}

/// Paints the line between the list and the preview.
pub(super) fn divide(look: Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.width == 1 {
        frame::divider(look, area, buf);
    } else {
        frame::rule(look, area, buf);
    }
}

/// Returns the lines of a text safe to show, tabs as spaces; the numbering is that of [`LineRange::cut`].
pub(in crate::tui::screens) fn shown_lines(bytes: &[u8]) -> Vec<String> {
    let shown = String::from_utf8_lossy(bytes);
    shown
        .lines()
        .map(|line| {
            let line = safe::escape_text(text::beginning(line));
            text::expand_tabs(&line).into_owned()
        })
        .collect()
}
