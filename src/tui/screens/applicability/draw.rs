//! How the statement is drawn: a line that says how far it is, the controls, and the selected one.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{applicability::StatementOfApplicability, checklist::Checklist, record::RecordKey},
    safe,
    tui::{
        action::{Action, Context},
        marks,
        panel::View,
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, GUTTER},
            paint,
        },
    },
};

use super::{
    ApplicabilityScreen, Pane,
    control::status_word,
    entries::{self, Entry},
};

/// The narrowest area in which list and control stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// The lowest area in which the control stands below the list.
const BELOW: u16 = 16;

/// How many rows of the list stay in sight above a control that is read or written.
const KEPT: u16 = 5;

/// From this width on a row of the list has the decision and the status in columns of their own.
const BOTH_WORDS: usize = 64;

/// Where the parts are.
pub(super) struct Areas {
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) line: Rect,
    pub(super) control: Rect,
}

impl Areas {
    /// Shares an area out; `at_control` tells whether the control is what is read or written.
    pub(super) fn of(area: Rect, at_control: bool) -> Self {
        let head = Rect {
            height: area.height.min(1),
            ..area
        };
        let body = Rect {
            y: area.y.saturating_add(head.height),
            height: area.height.saturating_sub(1),
            ..area
        };
        let none = Rect {
            width: 0,
            height: 0,
            ..body
        };
        if area.width >= SIDE_BY_SIDE {
            let left = area.width * 9 / 20;
            return Self {
                head,
                list: Rect {
                    width: left - 1,
                    ..body
                },
                line: Rect {
                    x: body.x + left,
                    width: 1,
                    ..body
                },
                control: Rect {
                    x: body.x + left + 1,
                    width: body.width - left - 1,
                    ..body
                },
            };
        }
        if area.height < BELOW {
            let (list, control) = if at_control {
                (none, body)
            } else {
                (body, none)
            };
            return Self {
                head,
                list,
                line: none,
                control,
            };
        }
        // A control without long texts is seen whole.
        let above = if at_control {
            KEPT
        } else {
            body.height * 2 / 5
        };
        Self {
            head,
            list: Rect {
                height: above,
                ..body
            },
            line: Rect {
                y: body.y + above,
                height: 1,
                ..body
            },
            control: Rect {
                y: body.y + above + 1,
                height: body.height - above - 1,
                ..body
            },
        }
    }
}

impl ApplicabilityScreen {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let areas = Areas::of(area, self.is_at_control());
        let Some(checklist) = self.checklist(view.data) else {
            self.draw_nothing(area, buf, view);
            return None;
        };
        self.draw_head(areas.head, buf, view, checklist);
        if !areas.list.is_empty() {
            self.draw_list(areas.list, buf, view, checklist);
        }
        if areas.line.width == 1 {
            frame::divider(look, areas.line, buf);
        } else if !areas.line.is_empty() {
            frame::rule(look, areas.line, buf);
        }
        let mut cursor = None;
        if !areas.control.is_empty() {
            let typed = self
                .typing
                .as_ref()
                .map(|typing| (typing.part.label(), &typing.field));
            let follows = self.pane == Pane::Control;
            let sheet = self.sheet(areas.control, view);
            cursor = sheet.paint(look, areas.control, self.scroll, follows, typed, buf);
        }
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: area.height.min(1),
            ..area
        };
        let at = self.place_among(view.data);
        self.find.draw(look, foot, at, buf).or(cursor)
    }

    /// Says why there is nothing to decide on.
    fn draw_nothing(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let said = match &self.checklists {
            None => "Reading the checklists...",
            Some(_) => {
                "No checklist at hand has controls to decide on. A clause of a checklist is one where it says kind = \"control\"."
            }
        };
        let inside = Rect {
            x: area.x + 1.min(area.width),
            width: area.width.saturating_sub(2),
            ..area
        };
        let style = look.style(Role::Placeholder);
        for (row, line) in (0..).zip(text::wrap_lines(said, usize::from(inside.width))) {
            paint::text_at(look, inside, 0, row, line, style, buf);
        }
    }

    fn draw_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>, checklist: &Checklist) {
        let look = view.look;
        let dim = look.style(Role::Dim);
        let mut left = vec![Span::raw(" ")];
        if area.width >= SIDE_BY_SIDE {
            left.push(Span::styled("Statement of applicability  ", dim));
        }
        left.push(Span::styled(
            checklist.id.to_string(),
            look.style(Role::Title),
        ));
        left.push(Span::raw("  "));
        left.extend(self.progress(area, view, checklist));
        let mut right = Vec::new();
        if let Some(next) = self.next_checklist() {
            let key = view
                .keymap
                .key_of(Action::NextStatement, &[Context::Applicability]);
            let key = key
                .filter(|_| area.width >= SIDE_BY_SIDE)
                .map_or_else(String::new, |key| format!("{key}: "));
            right.push(Span::styled(
                format!("{key}{next} {} ", look.glyphs.next),
                dim,
            ));
        }
        paint::both_sides(look, area, 0, &Line::from(left), &Line::from(right), buf);
    }

    /// Says how many controls are decided how, and whether the statement is approved; or why it cannot be read.
    fn progress(&self, area: Rect, view: View<'_>, checklist: &Checklist) -> Vec<Span<'static>> {
        let look = view.look;
        let key = RecordKey::Applicability(checklist.id.clone());
        let broken = view
            .data
            .broken
            .iter()
            .find(|b| b.key.as_ref() == Some(&key));
        if let Some(broken) = broken {
            let why = broken.error.to_string();
            let said = format!("{} {}", look.glyphs.alarm, safe::escape_line(&why));
            return vec![Span::styled(said, look.style(Role::Error))];
        }
        let Some(statement) = self.statement(view.data) else {
            let count = checklist.controls().count();
            let said = format!("not begun: {count} controls to decide");
            return vec![Span::styled(said, look.style(Role::Warning))];
        };
        let decided = statement.decided(checklist);
        let open = if decided.open() > 0 {
            Role::Warning
        } else {
            Role::Dim
        };
        vec![
            Span::styled(
                format!(
                    "{} included, {} excluded, ",
                    decided.included, decided.excluded
                ),
                look.style(Role::Dim),
            ),
            Span::styled(format!("{} undecided   ", decided.open()), look.style(open)),
            approval(statement, view, area.width >= SIDE_BY_SIDE),
        ]
    }

    /// Returns the checklist that comes next, where there are several.
    fn next_checklist(&self) -> Option<String> {
        let all = self.checklists.as_deref().filter(|all| all.len() > 1)?;
        let at = all
            .iter()
            .position(|checklist| Some(&checklist.id) == self.shown.as_ref())?;
        let next = all.get((at + 1) % all.len())?;
        Some(next.id.to_string())
    }

    fn draw_list(&self, area: Rect, buf: &mut Buffer, view: View<'_>, checklist: &Checklist) {
        let entries = entries::of(checklist);
        let statement = self.statement(view.data);
        let width = usize::from(area.width.saturating_sub(GUTTER));
        let line = |place: usize| match entries.get(place) {
            Some(Entry::Group(group)) => {
                let title = format!("{}  {}", group.reference, safe::escape_line(&group.title));
                Line::styled(title, view.look.style(Role::Heading))
            }
            Some(Entry::Control(control)) => {
                let row = Row {
                    control,
                    statement,
                    width,
                };
                row.line(view)
            }
            None => Line::default(),
        };
        let mut state = self.list;
        state.fit(entries.len(), usize::from(area.height));
        list::render(view.look, area, &state, entries.len(), "", line, buf);
    }
}

/// A control in the list.
struct Row<'a> {
    control: &'a crate::domain::checklist::Clause,
    statement: Option<&'a StatementOfApplicability>,
    width: usize,
}

impl Row<'_> {
    fn line(&self, view: View<'_>) -> Line<'static> {
        let look = view.look;
        let decision = self
            .statement
            .and_then(|s| s.decision(&self.control.reference));
        let included = decision.map(|decision| decision.included);
        let style = look.style(marks::decision_role(included));
        let status = status_word(decision);
        let word = marks::decision_word(included);
        // Where there is room for one word only, how far it is implemented says that it is included.
        let (word, status) = match (self.width >= BOTH_WORDS, status) {
            (true, _) => (word, Some(status)),
            (false, "") => (word, None),
            (false, status) => (status, None),
        };
        let lead = format!(
            "{} {:<8} ",
            marks::decision(look.glyphs, included),
            self.control.reference.as_str()
        );
        let end = if status.is_some() {
            10 + 18
        } else {
            18.min(self.width * 2 / 5)
        };
        let room = self.width.saturating_sub(text::width(&lead) + end + 1);
        let ellipsis = look.glyphs.ellipsis;
        let title = text::fit(&safe::escape_line(&self.control.title), room, ellipsis);
        let mut spans = vec![
            Span::styled(lead, style),
            Span::styled(title, look.style(Role::Text)),
            Span::raw(" "),
        ];
        let judged = decision
            .filter(|decision| decision.included)
            .and_then(|decision| decision.status)
            .map(|status| look.style(marks::implementation_role(status)));
        if let Some(status) = status {
            spans.push(Span::styled(text::fit(word, 10, ellipsis), style));
            let status = text::fit(status, 18, ellipsis);
            spans.push(Span::styled(status, judged.unwrap_or(style)));
        } else {
            let word = text::fit(word, end, ellipsis);
            spans.push(Span::styled(word, judged.unwrap_or(style)));
        }
        Line::from(spans)
    }
}

/// Says who approved the statement and when, or that nobody has.
fn approval(statement: &StatementOfApplicability, view: View<'_>, is_wide: bool) -> Span<'static> {
    let look = view.look;
    match (&statement.approved_by, statement.approved_on) {
        (Some(by), Some(on)) => {
            let by = marks::name(by, view.data.actor.as_ref().ok());
            let on = marks::day(on, view.data.clock.today());
            let said = if is_wide {
                format!("approved by {}, {on}", safe::escape_line(&by))
            } else {
                format!("approved {on}")
            };
            Span::styled(said, look.style(Role::Ok))
        }
        (Some(_), None) | (None, _) => Span::styled("not approved", look.style(Role::Dim)),
    }
}
