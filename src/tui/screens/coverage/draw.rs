//! How the heat map comes onto the screen: a mark and a colour a cell, the selected one in brackets, and below what it means.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::programme::coverage::{By, Cell, Coverage, Covered, Level, Part},
    safe,
    tui::{
        marks,
        panel::View,
        screens::{programme::short, unread},
        text,
        theme::Role,
        widgets::{
            Look,
            list::{self, ListState},
            paint,
        },
    },
};

use super::{CoverageScreen, rows::Row};

/// The lines above the rows: title and heading.
const ABOVE: u16 = 2;

/// The lines between the rows and the legend: which audit the column stands for, and what is selected.
const TOLD: u16 = 2;

/// The most lines of the legend.
const LEGEND: usize = 2;

/// The cells of a column.
const CELL: usize = 3;

/// The room of how many audits there are, of those that are to be.
const ASKED: usize = 7;

/// The least that a row has for its name.
const NAME: usize = 24;

/// Which columns are visible, and how much room a name has.
struct Room {
    name: usize,
    first: usize,
    shown: usize,
}

impl Room {
    fn of(width: usize, columns: usize, selected: usize) -> Self {
        let most = width.saturating_sub(NAME + ASKED) / CELL;
        let shown = columns.min(most.max(1));
        let first = selected.saturating_sub(shown.saturating_sub(1));
        Self {
            name: width.saturating_sub(shown * CELL + ASKED),
            first,
            shown,
        }
    }
}

/// Returns how many lines of an area are around the rows.
pub(super) fn around(area: Rect) -> u16 {
    let legend = words(inner(area)).len();
    ABOVE + TOLD + text::cells(legend)
}

/// Returns how wide a line beside the gutter is.
fn inner(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(list::GUTTER + 1))
}

impl CoverageScreen {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let Some(coverage) = &self.coverage else {
            let (said, role) = match view.data.unread_programme() {
                Some(broken) => (unread::said(broken), Role::Error),
                None => (
                    "no programme yet: g p begins one".to_owned(),
                    Role::Placeholder,
                ),
            };
            let room = usize::from(area.width.saturating_sub(1));
            for (y, line) in (0..).zip(text::wrap_lines(&said, room)) {
                paint::text_at(look, area, 1, y, line, look.style(role), buf);
            }
            return;
        };
        self.title(coverage, area, buf, look);
        let width = inner(area);
        let body = Rect {
            y: area.y + area.height.min(ABOVE),
            height: area.height.saturating_sub(around(area)),
            ..area
        };
        let room = Room::of(width, coverage.columns.len(), self.column);
        let heading = Rect {
            x: area.x + list::GUTTER.min(area.width),
            y: area.y + area.height.min(1),
            width: area.width.saturating_sub(list::GUTTER),
            height: 1,
        };
        let line = self.heading(&room, coverage.columns.len(), look);
        paint::line_at(look, heading, 0, 0, &line, buf);
        let rows = self.rows();
        let mut state: ListState = self.list;
        state.select(self.list.selected, rows.len(), usize::from(body.height));
        let empty = if self.only_short {
            "Nothing is left out: x shows all."
        } else {
            "The programme names no checklist yet: i in the programme writes which ones it covers."
        };
        let at = state.selected;
        let row = |place: usize| {
            let row = rows.get(place);
            row.map_or_else(Line::default, |row| self.row(row, place == at, &room, look))
        };
        list::render(look, body, &state, rows.len(), empty, row, buf);
        self.below(coverage, rows.get(at), area, buf, look);
    }

    fn title(&self, coverage: &Coverage, area: Rect, buf: &mut Buffer, look: Look<'_>) {
        let left = Line::from(vec![
            Span::styled(" Coverage", look.style(Role::Title)),
            Span::styled(
                format!("  by {}", coverage.by.label().trim_end_matches('s')),
                look.style(Role::Dim),
            ),
        ]);
        let right = if self.only_short {
            "only what is left out "
        } else {
            ""
        };
        let right = Line::styled(right, look.style(Role::Warning));
        paint::both_sides(look, area, 0, &left, &right, buf);
    }

    /// Numbers the columns, and says in front which ones are seen where not all of them are.
    fn heading(&self, room: &Room, columns: usize, look: Look<'_>) -> Line<'static> {
        let seen = if room.shown < columns {
            let (first, last) = (room.first + 1, room.first + room.shown);
            format!("columns {first} to {last} of {columns}")
        } else {
            String::new()
        };
        let seen = text::fit(&seen, room.name, look.glyphs.ellipsis);
        let mut spans = vec![Span::styled(seen, look.style(Role::Label))];
        for at in room.first..room.first + room.shown {
            let role = if at == self.column {
                Role::Strong
            } else {
                Role::Label
            };
            let number = format!("{:^CELL$}", at + 1);
            spans.push(Span::styled(number, look.style(role)));
        }
        spans.push(Span::styled("  asked", look.style(Role::Label)));
        Line::from(spans)
    }

    fn row(&self, row: &Row<'_>, is_at: bool, room: &Room, look: Look<'_>) -> Line<'static> {
        let Some(line) = row.line else {
            return part(row.part, room, look);
        };
        let glyphs = look.glyphs;
        let fold = match row.open {
            Some(true) => glyphs.unfolded,
            Some(false) => glyphs.folded,
            None => " ",
        };
        let name = match short(&line.subject) {
            own if own == line.title => own,
            own => format!("{own}  {}", line.title),
        };
        let name = format!("{}{fold} {name}", "  ".repeat(line.depth));
        let name = text::fit(&safe::escape_line(&name), room.name, glyphs.ellipsis);
        let role = match (line.is_short(), &line.excluded) {
            (_, Some(_)) => Role::Dim,
            (true, None) => Role::Strong,
            (false, None) => Role::Text,
        };
        let mut spans = vec![Span::styled(name, look.style(role))];
        for at in room.first..room.first + room.shown {
            let level = line.cells.get(at).map_or(Level::Nothing, |cell| cell.level);
            let mark = marks::covered(glyphs, level);
            let (before, after) = if is_at && at == self.column {
                ("[", "]")
            } else {
                (" ", " ")
            };
            let style = look.style(marks::covered_role(level));
            spans.push(Span::styled(before, look.style(Role::Strong)));
            spans.push(Span::styled(mark, style));
            spans.push(Span::styled(after, look.style(Role::Strong)));
        }
        spans.push(asked(line, look));
        Line::from(spans)
    }

    /// Says below the rows what the selected cell is, which audit the column stands for, and what the marks mean.
    fn below(
        &self,
        coverage: &Coverage,
        row: Option<&Row<'_>>,
        area: Rect,
        buf: &mut Buffer,
        look: Look<'_>,
    ) {
        if area.height < around(area) {
            return;
        }
        let width = inner(area);
        let column = coverage.columns.get(self.column);
        let named = column.map_or_else(
            || "no audit is planned in the period".to_owned(),
            |column| {
                let audits: Vec<String> = column.audits.iter().map(ToString::to_string).collect();
                let what = match (coverage.by, column.start) {
                    (By::Audit, Some(start)) => format!("{} from {start}", column.name),
                    (By::Audit, None) => format!("{} without a date", column.name),
                    (By::Quarter, _) => format!("{}: {}", column.name, audits.join(", ")),
                };
                format!("{}  {what}", self.column + 1)
            },
        );
        let said = row.and_then(|row| row.line).map(|line| {
            let cell = line.cells.get(self.column);
            let told = cell.map_or_else(String::new, told);
            let excluded = line.excluded.as_ref().map(|why| format!("excluded: {why}"));
            let wanted = excluded.unwrap_or(told);
            format!("{}: {wanted}", short(&line.subject))
        });
        let lines = [
            (safe::escape_line(&named).into_owned(), Role::Text),
            (
                safe::escape_line(&said.unwrap_or_default()).into_owned(),
                Role::Text,
            ),
        ];
        let legend = legend(width, look);
        let top = area.height - TOLD - text::cells(legend.len());
        for (y, (line, role)) in (top..).zip(lines) {
            let line = text::truncate(&line, width, look.glyphs.ellipsis).into_owned();
            paint::text_at(look, area, list::GUTTER, y, &line, look.style(role), buf);
        }
        for (y, line) in (top + TOLD..).zip(&legend) {
            paint::line_at(look, area, list::GUTTER, y, line, buf);
        }
    }
}

fn part(part: &Part, room: &Room, look: Look<'_>) -> Line<'static> {
    let sum = part.sum();
    let title = text::fit(
        &safe::escape_line(&part.title),
        room.name,
        look.glyphs.ellipsis,
    );
    let said = format!("{:>width$}", "", width = room.shown * CELL);
    let met = format!(" {}/{}", sum.met, sum.wanted);
    Line::from(vec![
        Span::styled(title, look.style(Role::Heading)),
        Span::raw(said),
        Span::styled(met, look.style(Role::Dim)),
    ])
}

fn asked(line: &Covered, look: Look<'_>) -> Span<'static> {
    if line.excluded.is_some() {
        return Span::styled("  excl.", look.style(Role::Dim));
    }
    if !line.is_asked {
        return Span::raw("");
    }
    let text = format!("  {}/{}", line.audits, line.wanted);
    if line.is_short() {
        let text = format!("{text} {}", look.glyphs.alarm);
        Span::styled(text, look.style(Role::Warning))
    } else {
        Span::styled(text, look.style(Role::Dim))
    }
}

/// Says in words what a cell means.
fn told(cell: &Cell) -> String {
    let label = cell.level.label();
    let counted = match cell.level {
        Level::Partly | Level::Answered | Level::Nonconforming if cell.rows > 0 => {
            format!(", {} of {} answered", cell.answered, questions(cell.rows))
        }
        Level::Planned if cell.rows > 0 => format!(", {}", questions(cell.rows)),
        Level::Nothing
        | Level::LeftOut
        | Level::NotAudited
        | Level::Planned
        | Level::Partly
        | Level::Answered
        | Level::Nonconforming => String::new(),
    };
    let wrong = match cell.nonconforming {
        0 => String::new(),
        n => format!(", {n} nonconforming"),
    };
    let why = match &cell.why {
        Some(why) => format!(": {why}"),
        None => String::new(),
    };
    format!("{label}{counted}{wrong}{why}")
}

fn questions(n: usize) -> String {
    match n {
        1 => "1 question".to_owned(),
        n => format!("{n} questions"),
    }
}

/// Explains every mark.
fn legend(width: usize, look: Look<'_>) -> Vec<Line<'static>> {
    let line = |explained: &Vec<(Level, &'static str)>| {
        let spans = explained.iter().flat_map(|(level, word)| {
            let mark = marks::covered(look.glyphs, *level);
            let style = look.style(marks::covered_role(*level));
            let word = format!(" {word}  ");
            [
                Span::styled(mark, style),
                Span::styled(word, look.style(Role::Dim)),
            ]
        });
        Line::from(spans.collect::<Vec<_>>())
    };
    words(width).iter().map(line).collect()
}

/// Parts what the marks mean into lines: in full words where two lines are enough for them, otherwise in short ones.
fn words(width: usize) -> Vec<Vec<(Level, &'static str)>> {
    let full = lines_of(width, Level::label);
    if full.len() <= LEGEND {
        full
    } else {
        lines_of(width, in_short)
    }
}

fn lines_of(width: usize, word: impl Fn(Level) -> &'static str) -> Vec<Vec<(Level, &'static str)>> {
    let mut lines: Vec<Vec<(Level, &'static str)>> = Vec::new();
    let mut taken = 0;
    for level in Level::ALL {
        let word = word(*level);
        // A mark of one cell, a space, the word, and two spaces before the next one.
        let wide = 2 + text::width(word);
        if let Some(line) = lines.last_mut().filter(|_| taken + wide <= width) {
            line.push((*level, word));
        } else {
            taken = 0;
            lines.push(vec![(*level, word)]);
        }
        taken += wide + 2;
    }
    lines
}

/// Says in a short word how far something is audited.
const fn in_short(level: Level) -> &'static str {
    match level {
        Level::Nothing => "none",
        Level::LeftOut => "left out",
        Level::NotAudited => "not audited",
        Level::Planned => "planned",
        Level::Partly => "some",
        Level::Answered => "all",
        Level::Nonconforming => "nonconf.",
    }
}
