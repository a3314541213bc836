//! The rows of a list of records: what they say, in which order, and what of it a width has room for.

use ratatui::text::{Line, Span};

use crate::{
    domain::{due::DueSubject, finding::FindingType, papers::WorkingPapers},
    safe,
    tui::{
        data::Data,
        find::Find,
        screens::form::{date, marks},
        text,
        theme::Role,
        widgets::{Look, paint},
    },
};

use super::Listed;

/// What a row says of its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) subject: DueSubject,
    pub(super) kind: Option<FindingType>,
    pub(super) state: &'static str,
    pub(super) settled: bool,
    pub(super) overdue: bool,
    pub(super) title: String,
    pub(super) owner: String,
    pub(super) due: Option<(String, Role)>,
    pub(super) waiting_for: &'static str,
}

impl Row {
    /// Returns all that the row says, to be searched.
    pub(super) fn said(&self) -> String {
        let kind = self.kind.map_or("", FindingType::label);
        let due = self.due.as_ref().map_or("", |(words, _)| words.as_str());
        format!(
            "{}  {kind}  {}  {}  {}  {due}  {}",
            self.subject, self.state, self.title, self.owner, self.waiting_for
        )
    }
}

/// Lists the findings: open ones first, by what is overdue, then by grade.
pub(super) fn findings(papers: &WorkingPapers, data: &Data) -> Vec<Row> {
    let today = data.clock.today();
    let mut rows: Vec<_> = papers
        .findings
        .values()
        .map(|finding| {
            let answering = finding.answered_by(&papers.actions);
            let settled = finding.state.is_settled();
            // A finding that has corrective actions is waited for through them.
            let due = if settled {
                None
            } else if answering.is_empty() {
                finding.response_due
            } else {
                answering
                    .iter()
                    .filter_map(|action| action.next_due())
                    .min()
            };
            let owner = answering.iter().find_map(|action| action.owner.as_ref());
            let overdue = due.is_some_and(|due| due < today);
            let order = (settled, !overdue, finding.kind, due.is_none(), due);
            let row = Row {
                subject: DueSubject::Finding(finding.id.clone()),
                kind: Some(finding.kind),
                state: finding.state.label(),
                settled,
                overdue,
                title: finding.title.clone(),
                owner: owner.map_or_else(|| finding.place.clone(), |owner| owner.name.clone()),
                due: due.map(|due| date::distance(due, today)),
                waiting_for: finding.state.waiting_for(),
            };
            (order, row)
        })
        .collect();
    rows.sort_by_key(|(order, _)| *order);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Lists the corrective actions: overdue ones first, then by date, settled ones last.
pub(super) fn actions(papers: &WorkingPapers, data: &Data) -> Vec<Row> {
    let today = data.clock.today();
    let mut rows: Vec<_> = papers
        .actions
        .values()
        .map(|action| {
            let kinds = action
                .findings
                .iter()
                .filter_map(|id| papers.findings.get(id))
                .map(|finding| finding.kind);
            let kind = kinds.min();
            let settled = action.state.is_settled();
            let due = action.next_due();
            let row = Row {
                subject: DueSubject::Action(action.id.clone()),
                kind,
                state: action.state.label(),
                settled,
                overdue: due.is_some_and(|due| due < today),
                title: action.title.clone(),
                owner: action
                    .owner
                    .as_ref()
                    .map(|owner| owner.name.clone())
                    .unwrap_or_default(),
                due: due.map(|due| date::distance(due, today)),
                waiting_for: action.state.waiting_for(),
            };
            ((settled, due.is_none(), due, kind.is_none(), kind), row)
        })
        .collect();
    rows.sort_by_key(|(order, _)| *order);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// How wide the columns are; 0 where there is no room for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    listed: Listed,
    width: usize,
    kind: usize,
    state: usize,
    title: usize,
    owner: usize,
    due: usize,
    waiting: usize,
}

const MARK: usize = 2;
const ID: usize = 8;

impl Columns {
    /// Shares a width out: title and due date are never left out where more than one column fits.
    pub(super) fn of(listed: Listed, rows: &[Row], width: usize) -> Self {
        let widest = |most: usize, heading: &str, of: &dyn Fn(&Row) -> usize| {
            let shown = rows.iter().map(of).max().unwrap_or(0);
            shown.max(text::width(heading)).min(most) + 2
        };
        let mut columns = Self {
            listed,
            width,
            kind: 0,
            state: 0,
            title: 0,
            owner: 0,
            due: 0,
            waiting: 0,
        };
        if width >= 40 {
            columns.due = widest(16, "due", &|row| {
                row.due.as_ref().map_or(0, |(words, _)| text::width(words))
            });
        }
        if width >= 60 {
            columns.state = widest(14, "state", &|row| text::width(row.state));
        }
        if width >= 74 {
            columns.kind = widest(13, "type", &|row| {
                row.kind.map_or(0, |kind| text::width(marks::short(kind)))
            });
        }
        if width >= 100 {
            columns.owner = widest(20, "owner", &|row| text::width(&row.owner));
        }
        if width >= 130 {
            columns.waiting = widest(21, "waiting for", &|row| text::width(row.waiting_for));
        }
        let taken = columns.kind + columns.state + columns.owner + columns.due + columns.waiting;
        columns.title = width.saturating_sub(MARK + 1 + ID + 2 + taken);
        columns
    }

    pub(super) fn has_heading(&self) -> bool {
        self.state > 0
    }

    /// Makes the line of headings.
    pub(super) fn heading(&self, look: Look<'_>) -> Line<'static> {
        let mut shown = " ".repeat(MARK + 1 + ID + 2);
        let mut push = |heading: &str, width: usize| {
            if width > 0 {
                shown.push_str(&text::fit(heading, width, look.glyphs.ellipsis));
            }
        };
        push(
            if self.listed == Listed::Actions {
                "grade"
            } else {
                "type"
            },
            self.kind,
        );
        push("state", self.state);
        push("title", self.title);
        push("owner", self.owner);
        push("due", self.due);
        push("waiting for", self.waiting);
        Line::styled(shown, look.style(Role::Dim))
    }

    /// Makes the line of a record, with what was searched for marked in its title and id.
    pub(super) fn line(&self, row: &Row, find: &Find, look: Look<'_>) -> Line<'static> {
        let ellipsis = look.glyphs.ellipsis;
        let cell = |shown: &str, width: usize| -> String {
            let shown = safe::escape_line(shown);
            if width < 3 {
                return text::fit(&shown, width, ellipsis);
            }
            format!("{}  ", text::fit(&shown, width - 2, ellipsis))
        };
        let (mark, mark_role) = row.kind.map_or((look.glyphs.bullet, Role::Dim), |kind| {
            marks::finding(kind, look.glyphs)
        });
        let state_role = if row.settled {
            Role::StateDone
        } else {
            Role::StateOpen
        };
        let plain = if row.settled { Role::Dim } else { Role::Text };
        let mut spans = vec![Span::styled(
            text::fit(mark, MARK + 1, ellipsis),
            look.style(mark_role),
        )];
        spans.extend(found(
            &cell(&row.subject.to_string(), ID + 2),
            find,
            plain,
            look,
        ));
        if self.kind > 0 {
            let kind = row.kind.map_or("", marks::short);
            spans.push(Span::styled(cell(kind, self.kind), look.style(mark_role)));
        }
        if self.state > 0 {
            spans.push(Span::styled(
                cell(row.state, self.state),
                look.style(state_role),
            ));
        }
        let title = if row.title.is_empty() {
            "(no title)"
        } else {
            &row.title
        };
        let title_role = if row.title.is_empty() {
            Role::Placeholder
        } else {
            plain
        };
        spans.extend(found(&cell(title, self.title), find, title_role, look));
        if self.owner > 0 {
            spans.extend(found(&cell(&row.owner, self.owner), find, plain, look));
        }
        if self.due > 0 {
            let (words, role) = row
                .due
                .clone()
                .unwrap_or_else(|| (String::new(), Role::Dim));
            spans.push(Span::styled(cell(&words, self.due), look.style(role)));
        }
        if self.waiting > 0 && !row.settled {
            spans.push(Span::styled(
                cell(row.waiting_for, self.waiting),
                look.style(Role::Dim),
            ));
        }
        Line::from(spans)
    }
}

/// Marks what was searched for within a cell.
fn found(cell: &str, find: &Find, role: Role, look: Look<'_>) -> Vec<Span<'static>> {
    let plain = look.style(role);
    let marked = plain.patch(look.style(Role::Match));
    paint::matched(cell, &find.marks(cell), plain, marked)
        .spans
        .into_iter()
        .map(|span| Span::styled(span.content.into_owned(), span.style))
        .collect()
}
