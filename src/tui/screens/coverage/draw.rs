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
        screens::programme::short,
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

/// The lines around the rows: title and heading above, what is selected and the legend below.
pub(super) const AROUND: u16 = 5;

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

impl CoverageScreen {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, look: Look<'_>) {
        let Some(coverage) = &self.coverage else {
            let none = " no programme yet: g p begins one";
            let style = look.style(Role::Placeholder);
            paint::text_at(look, area, 0, 0, none, style, buf);
            return;
        };
        self.title(coverage, area, buf, look);
        let body = Rect {
            y: area.y + area.height.min(2),
            height: area.height.saturating_sub(AROUND),
            ..area
        };
        let width = usize::from(area.width.saturating_sub(list::GUTTER + 1));
        let room = Room::of(width, coverage.columns.len(), self.column);
        let heading = Rect {
            x: area.x + list::GUTTER.min(area.width),
            y: area.y + area.height.min(1),
            width: area.width.saturating_sub(list::GUTTER),
            height: 1,
        };
        let line = self.heading(&room, look);
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

    fn heading(&self, room: &Room, look: Look<'_>) -> Line<'static> {
        let mut spans = vec![Span::styled(" ".repeat(room.name), look.style(Role::Label))];
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
        if area.height < AROUND {
            return;
        }
        let width = usize::from(area.width.saturating_sub(list::GUTTER + 1));
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
        let top = area.height - 3;
        for (y, (line, role)) in (top..).zip(lines) {
            let line = text::truncate(&line, width, look.glyphs.ellipsis).into_owned();
            paint::text_at(look, area, list::GUTTER, y, &line, look.style(role), buf);
        }
        let legend = legend(width, look);
        let last = Rect {
            y: area.y + area.height - 1,
            height: 1,
            ..area
        };
        paint::line_at(look, last, list::GUTTER, 0, &legend, buf);
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
            format!(", {} of {} questions answered", cell.answered, cell.rows)
        }
        Level::Planned if cell.rows > 0 => format!(", {} questions", cell.rows),
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

/// Explains the marks, as many of them as there is room for.
fn legend(width: usize, look: Look<'_>) -> Line<'static> {
    let mut spans = Vec::new();
    let mut taken = 0;
    for level in Level::ALL {
        let mark = marks::covered(look.glyphs, *level);
        let word = format!(" {}  ", level.label());
        taken += text::width(mark) + text::width(&word);
        if taken > width + 2 {
            break;
        }
        spans.push(Span::styled(mark, look.style(marks::covered_role(*level))));
        spans.push(Span::styled(word, look.style(Role::Dim)));
    }
    Line::from(spans)
}
