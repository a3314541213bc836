//! The rows of a list of records: what they say, in which order, and what of it a width has room for.

use ratatui::text::{Line, Span};

use crate::{
    domain::{
        due::{self, DueSubject, QueueOrder},
        finding::FindingType,
        id::AuditId,
        papers::WorkingPapers,
    },
    safe,
    tui::{
        data::Data,
        find::Find,
        marks,
        screens::form::{date, marks::short},
        text,
        theme::Role,
        widgets::{Look, paint},
    },
};

use super::Listed;

/// What a row says of its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) audit: AuditId,
    pub(super) subject: DueSubject,
    pub(super) kind: Option<FindingType>,
    pub(super) state: &'static str,
    pub(super) settled: bool,
    pub(super) overdue: bool,
    pub(super) title: String,
    pub(super) owner: String,
    pub(super) due: Option<(String, Role)>,
    /// The days for which it has waited, where that is shown.
    pub(super) age: Option<i64>,
    pub(super) waiting_for: &'static str,
}

impl Row {
    /// Returns all that the row says, to be searched.
    pub(super) fn said(&self) -> String {
        let kind = self.kind.map_or("", FindingType::label);
        let due = self.due.as_ref().map_or("", |(words, _)| words.as_str());
        format!(
            "{}  {kind}  {}  {}  {}  {due}  {}  {}",
            self.subject, self.state, self.title, self.owner, self.waiting_for, self.audit
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
            let due = due::of_finding_and_actions(finding, papers);
            let owner = answering.iter().find_map(|action| action.owner.as_ref());
            let overdue = due::is_past(due, today);
            let order = (settled, !overdue, finding.kind, due.is_none(), due);
            let row = Row {
                audit: papers.audit.id.clone(),
                subject: DueSubject::Finding(finding.id.clone()),
                kind: Some(finding.kind),
                state: finding.state.label(),
                settled,
                overdue,
                title: finding.title.clone(),
                owner: owner.map_or_else(|| finding.place.clone(), |owner| owner.name.clone()),
                due: due.map(|due| date::distance(due, today)),
                age: None,
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
            let kind = due::grade(action, papers);
            let settled = action.state.is_settled();
            let due = due::of_action(action, papers);
            let row = Row {
                audit: papers.audit.id.clone(),
                subject: DueSubject::Action(action.id.clone()),
                kind,
                state: action.state.label(),
                settled,
                overdue: due::is_past(due, today),
                title: action.title.clone(),
                owner: action
                    .owner
                    .as_ref()
                    .map(|owner| owner.name.clone())
                    .unwrap_or_default(),
                due: due.map(|due| date::distance(due, today)),
                age: None,
                waiting_for: action.state.waiting_for(),
            };
            ((settled, due.is_none(), due, kind.is_none(), kind), row)
        })
        .collect();
    rows.sort_by_key(|(order, _)| *order);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Lists what waits in all audits, or only what waits for the person at work.
pub(super) fn queue(order: QueueOrder, mine: bool, data: &Data) -> Vec<Row> {
    let today = data.clock.today();
    let me = data.actor.as_ref().ok();
    let mut items = data.due().to_vec();
    items.retain(|item| !mine || me.is_some_and(|me| item.whom.is(me)));
    due::sort(&mut items, order);
    // Whoever looks only for what waits for them is not asked to decide about it.
    let reopenings = data.reopenings();
    let proposed = reopenings.iter().filter(|_| !mine);
    let proposed = proposed.filter_map(|(audit, proposed)| {
        let papers = data.audit(audit)?;
        let action = papers.actions.get(&proposed.action)?;
        Some(Row {
            audit: audit.clone(),
            subject: DueSubject::Action(proposed.action.clone()),
            kind: due::grade(action, papers),
            state: action.state.label(),
            settled: false,
            overdue: false,
            title: proposed.told(),
            owner: String::new(),
            due: Some(("no longer holds".to_owned(), Role::Warning)),
            age: None,
            waiting_for: "reopening",
        })
    });
    let waiting = items.into_iter().map(|item| Row {
        overdue: item.is_overdue(today),
        age: item.age(data.clock.now()),
        owner: marks::whom(&item, me),
        due: item.due.map(|due| date::distance(due, today)),
        audit: item.audit,
        subject: item.subject,
        kind: item.kind,
        state: item.state,
        settled: false,
        title: item.title,
        waiting_for: item.waiting_for,
    });
    proposed.chain(waiting).collect()
}

/// Says for how long something has waited.
fn waited(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
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
    age: usize,
    waiting: usize,
    audit: usize,
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
            age: 0,
            waiting: 0,
            audit: 0,
        };
        if width >= 40 {
            columns.due = widest(16, "due", &|row| {
                row.due.as_ref().map_or(0, |(words, _)| text::width(words))
            });
        }
        let queue = listed == Listed::Queue;
        if width >= 60 && !queue {
            columns.state = widest(14, "state", &|row| text::width(row.state));
        }
        if width >= 74 {
            columns.kind = widest(13, "type", &|row| {
                row.kind.map_or(0, |kind| text::width(short(kind)))
            });
        }
        // For whom it waits is what one looks for in the queue.
        if width >= if queue { 60 } else { 100 } {
            columns.owner = widest(20, listed.owner(), &|row| text::width(&row.owner));
        }
        if width >= 100 && queue {
            columns.age = widest(10, "waits", &|row| {
                row.age.map_or(0, |days| text::width(&waited(days)))
            });
        }
        // Of one audit alone its name need not be said.
        let several = rows.windows(2).any(|pair| match pair {
            [one, other] => one.audit != other.audit,
            _ => false,
        });
        if width >= 100 && queue && several {
            columns.audit = widest(14, "audit", &|row| text::width(row.audit.as_str()));
        }
        if width >= 130 {
            columns.waiting = widest(21, "waiting for", &|row| text::width(row.waiting_for));
        }
        let taken = columns.kind
            + columns.state
            + columns.owner
            + columns.due
            + columns.age
            + columns.waiting
            + columns.audit;
        columns.title = width.saturating_sub(MARK + 1 + ID + 2 + taken);
        columns
    }

    pub(super) fn has_heading(&self) -> bool {
        self.state + self.owner > 0
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
            match self.listed {
                Listed::Findings => "type",
                Listed::Actions | Listed::Queue => "grade",
            },
            self.kind,
        );
        push("state", self.state);
        push("title", self.title);
        push(self.listed.owner(), self.owner);
        push("due", self.due);
        push("waits", self.age);
        push("waiting for", self.waiting);
        push("audit", self.audit);
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
            (marks::finding(look.glyphs, kind), marks::finding_role(kind))
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
            let kind = row.kind.map_or("", short);
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
        if self.age > 0 {
            let age = row.age.map_or_else(String::new, waited);
            spans.push(Span::styled(cell(&age, self.age), look.style(Role::Dim)));
        }
        if self.waiting > 0 && !row.settled {
            spans.push(Span::styled(
                cell(row.waiting_for, self.waiting),
                look.style(Role::Dim),
            ));
        }
        if self.audit > 0 {
            let audit = cell(row.audit.as_str(), self.audit);
            spans.push(Span::styled(audit, look.style(Role::Dim)));
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
