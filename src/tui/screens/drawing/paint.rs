//! How the form is drawn: its fields, what belongs into the selected one, and what the population holds.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        id::RowKey,
        papers::WorkingPapers,
        sample::{PopulationKind, SampleMethod, Unit},
    },
    safe,
    session::sample::Preview,
    tui::{
        panel::View,
        text,
        theme::Role,
        widgets::{
            Look, choice, frame,
            list::{self, GUTTER},
            paint,
        },
    },
};

use super::{
    Counted, DrawingForm,
    fields::{self, Name},
};

/// The width of the labels in front of the values.
const LABEL: u16 = 11;

/// How many lines the counted population gets at least.
const COUNTED: u16 = 6;

/// How many strata are named.
const STRATA: usize = 6;

/// Where the parts are.
pub(super) struct Areas {
    head: Rect,
    pub(super) fields: Rect,
    hint: Rect,
    counted: Rect,
}

impl DrawingForm {
    pub(super) fn areas(&self, area: Rect) -> Areas {
        let wanted = text::cells(self.names().len());
        let room = area.height.saturating_sub(1 + 2 + COUNTED);
        let fields = wanted.min(room.max(3)).min(area.height.saturating_sub(1));
        let at = |y: u16, height: u16| Rect {
            y: area.y.saturating_add(y),
            height: height.min(area.height.saturating_sub(y)),
            ..area
        };
        Areas {
            head: at(0, 1),
            fields: at(1, fields),
            hint: at(1 + fields, 1),
            counted: at(2 + fields, area.height.saturating_sub(2 + fields)),
        }
    }

    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let areas = self.areas(area);
        self.paint_head(areas.head, buf, view);
        let names = self.names();
        let width = usize::from(area.width.saturating_sub(GUTTER + LABEL + 1));
        let row = |place: usize| {
            let selected = place == self.list.selected;
            names.get(place).map_or_else(Line::default, |name| {
                self.line(look, *name, selected, width)
            })
        };
        list::render(look, areas.fields, &self.list, names.len(), "", row, buf);
        let cursor = self.paint_typed(areas.fields, buf, look);
        if let Some(name) = self.selected() {
            let said = fields::hint(name, self.kind, self.method);
            let x = GUTTER + LABEL;
            let shown = Rect {
                x: area.x.saturating_add(x),
                width: area.width.saturating_sub(x + 1),
                ..areas.hint
            };
            let said = text::truncate(said, usize::from(shown.width), look.glyphs.ellipsis);
            paint::text_at(look, shown, 0, 0, &said, look.style(Role::Dim), buf);
        }
        if areas.counted.height > 1 {
            let line = Rect {
                height: 1,
                ..areas.counted
            };
            frame::rule(look, line, buf);
            let below = Rect {
                x: area.x.saturating_add(1),
                width: area.width.saturating_sub(2),
                y: areas.counted.y + 1,
                height: areas.counted.height - 1,
            };
            self.paint_counted(below, buf, view);
        }
        cursor
    }

    fn paint_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let mut left = vec![
            Span::raw(" "),
            Span::styled("Draw a sample", look.style(Role::Title)),
        ];
        let papers = view.data.audit(&self.audit);
        if let Some(row) = &self.row {
            left.push(Span::styled(
                format!("  for {} #{}", row.reference, row.question),
                look.style(Role::Strong),
            ));
            if let Some(wanted) = papers.and_then(|papers| suggested(papers, row)) {
                let said = format!("  the checklist suggests: {}", safe::escape_line(wanted));
                left.push(Span::styled(said, look.style(Role::Dim)));
            }
        }
        if let Some(finding) = &self.finding {
            left.push(Span::styled(
                format!("  for {finding}"),
                look.style(Role::Strong),
            ));
        }
        paint::line_at(look, area, 0, 0, &Line::from(left), buf);
    }

    fn line(&self, look: Look<'_>, name: Name, selected: bool, width: usize) -> Line<'static> {
        let label = fields::label(name, self.kind);
        let mut spans = vec![Span::styled(
            text::pad(label, usize::from(LABEL)).into_owned(),
            look.style(Role::Label),
        )];
        let choices = match name {
            Name::From => Some((
                PopulationKind::ALL
                    .iter()
                    .map(|kind| kind.label())
                    .collect(),
                PopulationKind::ALL
                    .iter()
                    .position(|kind| *kind == self.kind),
            )),
            Name::Method => Some((
                SampleMethod::ALL.iter().map(|m| m.label()).collect(),
                SampleMethod::ALL.iter().position(|m| *m == self.method),
            )),
            Name::Place
            | Name::Pattern
            | Name::Where
            | Name::Key
            | Name::Touching
            | Name::Since
            | Name::Until
            | Name::At
            | Name::Strata
            | Name::Size
            | Name::Items
            | Name::Why
            | Name::Seed
            | Name::Title => None,
        };
        if let Some((labels, taken)) = choices {
            let labels: Vec<&str> = labels;
            spans.extend(choice::line(look, &labels, taken, selected, width).spans);
            return Line::from(spans);
        }
        let said = safe::escape_line(self.texts.of(name)).into_owned();
        let (said, role) = if said.is_empty() {
            ("-".to_owned(), Role::Placeholder)
        } else {
            (said, Role::Text)
        };
        let said = text::truncate(&said, width, look.glyphs.ellipsis).into_owned();
        spans.push(Span::styled(said, look.style(role)));
        Line::from(spans)
    }

    fn paint_typed(&self, area: Rect, buf: &mut Buffer, look: Look<'_>) -> Option<Position> {
        let (_, field) = self.typing.as_ref()?;
        let names = self.names();
        let shown = self.list.visible(names.len(), usize::from(area.height));
        let row = self.list.selected.checked_sub(shown.start)?;
        let x = GUTTER + LABEL;
        let place = Rect {
            x: area.x.saturating_add(x),
            y: area.y.saturating_add(text::cells(row)),
            width: area.width.saturating_sub(x + 1),
            height: 1,
        };
        paint::clear(look, place, Role::FieldFocus, buf);
        field.render(place, buf, look.style(Role::FieldFocus), true)
    }

    fn paint_counted(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let mut lines: Vec<(String, Role)> = Vec::new();
        match &self.counted {
            Counted::Not(why) => lines.push((why.clone(), Role::Placeholder)),
            Counted::Reading => lines.push(("reading the population".to_owned(), Role::Dim)),
            Counted::Failed(error) => {
                lines.push((error.message.clone(), Role::Error));
                lines.extend(error.details.iter().map(|said| (said.clone(), Role::Text)));
                lines.extend(error.hints.iter().map(|said| (said.clone(), Role::Dim)));
            }
            Counted::Ready(preview) => counted(preview, &mut lines),
        }
        let first = match &self.counted {
            Counted::Ready(preview) => preview.first.as_slice(),
            Counted::Not(_) | Counted::Reading | Counted::Failed(_) => &[],
        };
        let mut y = 0;
        for (said, role) in lines {
            for line in text::wrap_lines(&said, usize::from(area.width)) {
                if y < area.height {
                    paint::text_at(look, area, 0, y, line, look.style(role), buf);
                    y += 1;
                }
            }
        }
        for (row, unit) in (y..area.height).zip(first) {
            let said = line_of(unit);
            let said = text::truncate(&said, usize::from(area.width), look.glyphs.ellipsis);
            paint::text_at(look, area, 0, row, &said, look.style(Role::Dim), buf);
        }
    }
}

/// Returns what the checklist suggests to sample for a row.
fn suggested<'p>(papers: &'p WorkingPapers, row: &RowKey) -> Option<&'p str> {
    let sample = papers.row(row)?.question.sample.trim();
    (!sample.is_empty()).then_some(sample)
}

/// Says what the population holds and how many items would be drawn.
fn counted(preview: &Preview, lines: &mut Vec<(String, Role)>) {
    let population = &preview.population;
    let commit: String = population.commit.chars().take(10).collect();
    let noun = if population.size == 1 {
        "item"
    } else {
        "items"
    };
    let all = format!(
        "{} at {commit}: {} {noun}",
        safe::escape_line(&population.describe()),
        population.size
    );
    match &preview.size {
        Ok(size) => lines.push((
            format!("{all}, {} will be drawn", size.number),
            Role::Strong,
        )),
        Err(refusal) => {
            lines.push((all, Role::Text));
            let reasons = refusal.reasons.iter();
            lines.extend(
                reasons.map(|reason| (safe::escape_line(&reason.text).into_owned(), Role::Warning)),
            );
        }
    }
    if !preview.strata.is_empty() {
        let mut named: Vec<String> = preview
            .strata
            .iter()
            .take(STRATA)
            .map(|(name, count)| format!("{} {count}", safe::escape_line(name)))
            .collect();
        let more = preview.strata.len().saturating_sub(STRATA);
        if more > 0 {
            named.push(format!("{more} more"));
        }
        lines.push((format!("strata: {}", named.join(", ")), Role::Text));
    }
}

/// Returns an item of the population on one line.
fn line_of(unit: &Unit) -> String {
    format!(
        "{}  {}",
        safe::escape_line(&unit.id),
        safe::escape_line(&unit.label)
    )
    .trim_end()
    .to_owned()
}
