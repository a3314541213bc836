//! The selected file in the picker, and the lines of it that are picked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::domain::evidence::LineRange;
use crate::error::Error;
use crate::safe;
use crate::session::{Content, FileKind};
use crate::tui::effect::FindRequest;
use crate::tui::find::Find;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::list::{ListState, Motion};
use crate::tui::widgets::{Look, frame, paint, scroll};

/// What is known of the file.
#[derive(Debug, Default)]
enum Body {
    /// Nothing is selected, or the file was not read yet.
    #[default]
    Waiting,
    /// Its lines, safe to show.
    Lines(Vec<String>),
    /// Why there are no lines to pick, and whether the file can be cited as a whole.
    Without { why: String, citable: bool },
}

/// A file, a cursor in it and perhaps a range.
#[derive(Debug, Default)]
pub(super) struct Preview {
    /// The file that is wanted.
    path: Option<String>,
    /// The file that was asked for and is not here yet: only one is under way at a time.
    under_way: Option<String>,
    body: Body,
    state: ListState,
    anchor: Option<usize>,
    /// The lines that the query names, until the file is here.
    wanted: Option<LineRange>,
    /// Whether the file does not have them.
    missing: bool,
    pub(super) find: Find,
}

impl Preview {
    /// Shows another file; asks for it unless one is under way.
    pub(super) fn show(&mut self, path: Option<&str>) -> Option<FindRequest> {
        if self.path.as_deref() == path {
            return None;
        }
        self.path = path.map(str::to_owned);
        self.body = Body::Waiting;
        self.state = ListState::default();
        self.anchor = None;
        self.find.cancel();
        self.ask()
    }

    fn ask(&mut self) -> Option<FindRequest> {
        if self.under_way.is_some() {
            return None;
        }
        self.under_way.clone_from(&self.path);
        self.path.clone().map(FindRequest::Preview)
    }

    /// Takes a file in; asks for the one that is wanted by now if it is another.
    pub(super) fn take(
        &mut self,
        path: &str,
        content: &Result<Content, Error>,
        height: usize,
    ) -> Option<FindRequest> {
        if self.under_way.as_deref() == Some(path) {
            self.under_way = None;
        }
        if self.path.as_deref() != Some(path) {
            return self.ask();
        }
        self.body = body(content);
        self.pick_wanted(height);
        None
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
        let (Some(lines), len) = (self.wanted, self.len()) else {
            return;
        };
        let index = |line: u32| {
            usize::try_from(line)
                .unwrap_or(usize::MAX)
                .saturating_sub(1)
        };
        self.missing = len > 0 && index(lines.first()) >= len;
        if index(lines.first()) < len {
            self.anchor = Some(index(lines.first()));
            self.state
                .select(index(lines.last()).min(len.saturating_sub(1)), len, height);
        }
    }

    /// Returns how many lines there are to pick from.
    pub(super) fn len(&self) -> usize {
        self.lines().len()
    }

    /// Returns the lines as they are shown.
    pub(super) fn lines(&self) -> &[String] {
        match &self.body {
            Body::Lines(lines) => lines,
            Body::Waiting | Body::Without { .. } => &[],
        }
    }

    /// Moves the cursor, and with it the end of the range.
    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        self.state.go(motion, self.len(), height);
    }

    /// Puts the cursor on a line.
    pub(super) fn select(&mut self, line: usize, height: usize) {
        self.state.select(line, self.len(), height);
    }

    /// Returns the line of the cursor, counted from 0.
    pub(super) fn cursor(&self) -> usize {
        self.state.selected
    }

    /// Tells whether the file was not read yet.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.body, Body::Waiting)
    }

    /// Looks for what is typed and goes to the first line that has it, from the cursor on.
    pub(super) fn find_lines(&mut self, height: usize) {
        match &self.body {
            Body::Lines(lines) => self.find.search(lines.iter().map(String::as_str)),
            Body::Waiting | Body::Without { .. } => self.find.found(Vec::new()),
        }
        if let Some(line) = self.find.first_from(self.state.selected) {
            self.select(line, height);
        }
    }

    /// Starts a range at the cursor, or takes it back; says why where there are no lines.
    pub(super) fn toggle_range(&mut self) -> Result<(), String> {
        if self.len() == 0 {
            return Err("this file has no lines to pick".to_owned());
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

    /// Returns the lines that are picked.
    pub(super) fn range(&self) -> Option<LineRange> {
        let anchor = self.anchor?;
        let line = |index: usize| u32::try_from(index + 1).ok();
        let (first, last) = (
            anchor.min(self.state.selected),
            anchor.max(self.state.selected),
        );
        LineRange::new(line(first)?, line(last)?).ok()
    }

    /// Returns the path to cite, or says why the file cannot be cited.
    pub(super) fn citable(&self) -> Result<&str, String> {
        let path = self
            .path
            .as_deref()
            .ok_or_else(|| "no file is selected".to_owned())?;
        match &self.body {
            Body::Without {
                why,
                citable: false,
            } => Err(why.clone()),
            Body::Waiting | Body::Lines(_) | Body::Without { .. } => Ok(path),
        }
    }

    /// Returns the text of the picked lines, or of the cursor's line, to copy.
    pub(super) fn picked_text(&self) -> String {
        let (first, last) = match self.anchor {
            Some(anchor) => (anchor.min(self.cursor()), anchor.max(self.cursor())),
            None => (self.cursor(), self.cursor()),
        };
        let lines = self
            .lines()
            .get(first..=last.min(self.len().saturating_sub(1)));
        lines.unwrap_or_default().join("\n")
    }

    /// Returns how many lines are visible in an area.
    pub(super) fn height(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(2))
    }

    /// Paints the path, the lines and a row that says what enter would cite.
    pub(super) fn render(
        &self,
        look: Look<'_>,
        area: Rect,
        focus: bool,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let role = if focus { Role::Title } else { Role::Heading };
        let path = self.path.as_deref().unwrap_or_default();
        let shown = safe::escape_line(path);
        let title = text::truncate_start(&shown, usize::from(area.width), look.glyphs.ellipsis);
        paint::text_at(look, area, 0, 0, &title, look.style(role), buf);
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(2),
            ..area
        };
        match &self.body {
            Body::Waiting if self.path.is_some() => {
                paint::text_at(
                    look,
                    body,
                    0,
                    0,
                    "Reading...",
                    look.style(Role::Placeholder),
                    buf,
                );
            }
            Body::Waiting => {}
            Body::Without { why, .. } => {
                for (row, line) in (0..).zip(text::wrap_lines(why, usize::from(body.width))) {
                    paint::text_at(look, body, 0, row, line, look.style(Role::Placeholder), buf);
                }
            }
            Body::Lines(lines) => self.render_lines(look, body, lines, focus, buf),
        }
        let foot = Rect {
            y: area.y.saturating_add(area.height.saturating_sub(1)),
            height: area.height.min(1),
            ..area
        };
        if area.height < 3 {
            return None;
        }
        if focus && self.find.is_typing() {
            return self.find.draw(look, foot, self.state.selected, buf);
        }
        paint::text_at(
            look,
            foot,
            0,
            0,
            &self.foot(focus),
            look.style(Role::Hint),
            buf,
        );
        None
    }

    fn foot(&self, focus: bool) -> String {
        if !focus {
            return match &self.body {
                Body::Lines(lines) if lines.len() == 1 => "1 line".to_owned(),
                Body::Lines(lines) => format!("{} lines", lines.len()),
                Body::Waiting | Body::Without { .. } => String::new(),
            };
        }
        let what = match (self.range(), &self.body) {
            (_, Body::Without { citable: false, .. }) => "esc goes back to the files".to_owned(),
            (Some(lines), _) if lines.count() == 1 => format!("enter cites line {lines}"),
            (Some(lines), _) => format!("enter cites lines {lines}"),
            (None, Body::Lines(_)) if self.missing => {
                "the file does not have these lines; enter cites all of it".to_owned()
            }
            (None, Body::Lines(_)) => {
                "enter cites all, v picks lines, 10G goes to line 10".to_owned()
            }
            (None, _) => "enter cites the whole file".to_owned(),
        };
        if self.find.query().is_empty() {
            what
        } else {
            format!("{} found   {what}", self.find.count(self.cursor()))
        }
    }

    fn render_lines(
        &self,
        look: Look<'_>,
        area: Rect,
        lines: &[String],
        focus: bool,
        buf: &mut Buffer,
    ) {
        let height = usize::from(area.height);
        let digits = lines.len().to_string().len();
        let visible = self.state.visible(lines.len(), height);
        let long = lines.len() > height;
        let body = Rect {
            width: area.width.saturating_sub(if long { 2 } else { 0 }),
            ..area
        };
        for (row, index) in (0..area.height).zip(visible.clone()) {
            let line = self.line(look, index, digits, focus);
            paint::line_at(look, body, 0, row, &line, buf);
        }
        scroll::more(
            look,
            area,
            visible.start > 0,
            visible.end < lines.len(),
            buf,
        );
    }

    fn line(&self, look: Look<'_>, index: usize, digits: usize, focus: bool) -> Line<'_> {
        let shown = self
            .lines()
            .get(index)
            .map(String::as_str)
            .unwrap_or_default();
        let is_cursor = focus && index == self.state.selected;
        let picked = self.anchor.is_some_and(|anchor| {
            (anchor.min(self.state.selected)..=anchor.max(self.state.selected)).contains(&index)
        });
        let mut style = look.style(if picked { Role::Range } else { Role::Text });
        if is_cursor {
            style = style.patch(look.style(Role::Selection));
        }
        let gutter = if picked || is_cursor {
            look.glyphs.cursor
        } else {
            " "
        };
        let at = self.find.marks(shown);
        let mut line = Line::from(vec![
            Span::styled(gutter, look.style(Role::Cursor)),
            Span::styled(
                format!("{:>digits$}  ", index + 1),
                look.style(Role::LineNumber),
            ),
        ]);
        line.spans
            .extend(paint::matched(shown, &at, style, look.style(Role::Match)).spans);
        line
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

fn body(content: &Result<Content, Error>) -> Body {
    let content = match content {
        Ok(content) => content,
        Err(error) => {
            return Body::Without {
                why: error.message.clone(),
                citable: false,
            };
        }
    };
    let without = |why: String, citable| Body::Without { why, citable };
    match &content.kind {
        FileKind::Text if content.bytes.is_empty() => without("The file is empty.".to_owned(), true),
        FileKind::Text => Body::Lines(shown_lines(&content.bytes)),
        FileKind::Binary => without(
            format!("No text ({}): it can be cited as a whole.", size(content.size)),
            true,
        ),
        FileKind::Symlink(target) => without(
            format!("A symbolic link to {}: cite the file that it leads to.", safe::escape_line(target)),
            false,
        ),
        FileKind::LfsPointer => without(
            "A pointer to large file storage: it can be cited as a whole, its bytes cannot be judged later.".to_owned(),
            true,
        ),
        FileKind::TooLarge => without(
            format!("Too large to show ({}): it can be cited as a whole.", size(content.size)),
            true,
        ),
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

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000.. => format!("{} MB", bytes / 1_000_000),
    }
}
