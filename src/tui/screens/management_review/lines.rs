//! How a line of the management review is drawn in a width.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use crate::{
    domain::{
        due::DueItem,
        finding::FindingType,
        management_review::{
            ActionReviewed, AuditReviewed, FindingReviewed, Frequent, ManagementReview, Moved,
            Trend,
        },
    },
    safe,
    tui::{
        marks,
        screens::unread,
        text,
        theme::Role,
        widgets::{Look, progress},
    },
};

use super::entries::{Entry, Shares};

/// The column of ids, and that of the names of quarters and shares.
const ID: usize = 10;
const NAME: usize = 15;
/// The numbers behind a bar, and the most cells of one.
const NUMBER: usize = 9;
const BAR: usize = 24;

/// Below this width the numbers stand without bars.
pub(super) const NARROW: usize = 64;

/// The columns of an audit on a narrow screen, and that of the names of quarters.
const NARROW_ID: usize = 14;
const NARROW_STATE: usize = 11;
const NARROW_QUARTER: usize = 8;

/// Draws a line.
pub(super) fn line(
    entry: &Entry<'_>,
    review: &ManagementReview,
    width: usize,
    look: Look<'_>,
) -> Line<'static> {
    match entry {
        Entry::Unread(broken) => unread::line(broken, look),
        Entry::Heading(heading) => Line::styled(heading.clone(), look.style(Role::Heading)),
        Entry::Gap => Line::default(),
        Entry::Remark(remark) => Line::styled(remark.clone(), look.style(Role::Dim)),
        Entry::Audit(audit) => of_audit(audit, width, look),
        Entry::Quarters => quarters(width, look),
        Entry::Quarter(trend) => of_quarter(trend, most(&review.trend), width, look),
        Entry::Often(frequent, most) => of_frequent(frequent, *most, width, look),
        Entry::Shares(shares) => of_shares(shares, width, look),
        Entry::Overdue(item) => of_overdue(item, review, width, look),
        Entry::Action(action) => of_action(action, review, width, look),
        Entry::Finding(finding) => of_finding(finding, width, look),
    }
}

fn of_audit(audit: &AuditReviewed, width: usize, look: Look<'_>) -> Line<'static> {
    let is_narrow = width < NARROW;
    let (id, state) = if is_narrow {
        (NARROW_ID, NARROW_STATE)
    } else {
        (16, 11)
    };
    let mut spans = vec![
        fitted(audit.id.as_str(), id, Role::Strong, look),
        fitted(audit.state.label(), state, Role::StateOpen, look),
    ];
    let tally = &audit.tally;
    if !is_narrow {
        spans.extend(progress::bar(look, tally.answered(), tally.rows, 10).spans);
    }
    let mut used = 16 + 11 + 16;
    for count in audit.findings.iter().filter(|count| count.raised > 0) {
        let mark = marks::finding(look.glyphs, count.kind);
        let style = look.style(marks::finding_role(count.kind));
        let Some(badge) = progress::badge(mark, count.raised, style) else {
            continue;
        };
        used += 2 + text::width(&badge.content);
        let between = if is_narrow { " " } else { "  " };
        spans.extend([Span::raw(between), badge]);
    }
    let title = format!("  {}", safe::escape_line(&audit.title));
    let room = width.saturating_sub(used);
    if room > 12 {
        spans.push(fitted(&title, room, Role::Dim, look));
    }
    Line::from(spans)
}

/// Returns the most that any column of the quarters shows.
fn most(trend: &[Trend]) -> usize {
    let counts = trend.iter().flat_map(|t| [t.raised(), t.closed, t.open()]);
    counts.max().unwrap_or(0)
}

/// Returns the width of a column of the quarters, and the cells of its bar.
fn column(width: usize) -> (usize, usize) {
    let cells = (width.saturating_sub(NAME) / 3)
        .saturating_sub(NUMBER + 1)
        .clamp(4, BAR);
    (cells + NUMBER + 1, cells)
}

fn quarters(width: usize, look: Look<'_>) -> Line<'static> {
    let narrow = narrow_column(width);
    let (name, column, words) = match narrow {
        Some(column) => (NARROW_QUARTER, column, ["raised", "closed", "open"]),
        None => (
            NAME,
            column(width).0,
            ["raised (major)", "closed", "open at its end"],
        ),
    };
    let mut heading = text::pad("quarter", name).into_owned();
    for what in words {
        // A bar has its number behind a space, and so has what stands above it on a narrow screen.
        let what = match narrow {
            Some(_) => format!(" {what}"),
            None => what.to_owned(),
        };
        heading.push_str(&text::fit(&what, column, look.glyphs.ellipsis));
    }
    Line::styled(heading, look.style(Role::Label))
}

/// Returns the width of a column of the quarters where there is no room for bars.
fn narrow_column(width: usize) -> Option<usize> {
    (width < NARROW).then(|| (width.saturating_sub(NARROW_QUARTER) / 3).max(NUMBER))
}

fn of_quarter(trend: &Trend, most: usize, width: usize, look: Look<'_>) -> Line<'static> {
    let narrow = narrow_column(width);
    let (name, (column, cells)) = match narrow {
        Some(column) => (NARROW_QUARTER, (column, 0)),
        None => (NAME, column(width)),
    };
    let (major, minor) = (
        look.style(Role::FindingMajor),
        look.style(Role::FindingMinor),
    );
    let mut spans = vec![fitted(&trend.quarter.to_string(), name, Role::Text, look)];
    let graded = |majors: usize, all: usize| {
        if majors == 0 {
            all.to_string()
        } else {
            format!("{all} ({majors})")
        }
    };
    let mut bar = |parts: &[(usize, Style)], said: String| {
        let all: usize = parts.iter().map(|(count, _)| count).sum();
        let long = long(all, most, cells);
        let mut left = long;
        for (at, (count, style)) in parts.iter().enumerate() {
            let own = if at + 1 == parts.len() {
                left
            } else {
                (count * long).div_ceil(all.max(1)).min(left)
            };
            left -= own;
            spans.push(Span::styled(look.glyphs.done.repeat(own), *style));
        }
        let room = column - long;
        let said = text::pad(&format!(" {said}"), room).into_owned();
        spans.push(Span::styled(said, look.style(Role::Text)));
    };
    bar(
        &[(trend.raised_major, major), (trend.raised_minor, minor)],
        graded(trend.raised_major, trend.raised()),
    );
    bar(
        &[(trend.closed, look.style(Role::StateDone))],
        trend.closed.to_string(),
    );
    bar(
        &[(trend.open_major, major), (trend.open_minor, minor)],
        graded(trend.open_major, trend.open()),
    );
    Line::from(spans)
}

/// Returns the cells of a bar: none for nothing, at least one for anything; none where there is no room for bars.
fn long(count: usize, most: usize, cells: usize) -> usize {
    (count * cells)
        .checked_div(most)
        .map_or(0, |long| long.max(usize::from(count > 0)).min(cells))
}

fn of_frequent(frequent: &Frequent, most: usize, width: usize, look: Look<'_>) -> Line<'static> {
    let name = (width / 3).clamp(NAME, 40);
    // " 9 (9 major)" is the longest that is usual.
    let cells = width.saturating_sub(name + 1 + 12).clamp(4, BAR);
    let bar = look.glyphs.done.repeat(long(frequent.count(), most, cells));
    let said = if frequent.major == 0 {
        format!(" {}", frequent.count())
    } else {
        format!(" {} ({} major)", frequent.count(), frequent.major)
    };
    Line::from(vec![
        fitted(&safe::escape_line(&frequent.what), name, Role::Text, look),
        Span::raw(" "),
        Span::styled(bar, look.style(Role::FindingMinor)),
        Span::styled(said, look.style(Role::Text)),
    ])
}

fn of_shares(shares: &Shares, width: usize, look: Look<'_>) -> Line<'static> {
    let (well, ill) = (shares.well.0, shares.ill.0);
    let cells = if width < NARROW {
        0
    } else {
        (width / 3).clamp(4, BAR)
    };
    let done = long(well, well + ill, cells);
    // What did not go well is seen, however little it is.
    let done = if ill > 0 {
        done.min(cells.saturating_sub(1))
    } else {
        done.min(cells)
    };
    let rest = if well + ill == 0 { 0 } else { cells - done };
    let said = match well + ill {
        0 => " none".to_owned(),
        _ => format!(" {well} {}, {ill} {}", shares.well.1, shares.ill.1),
    };
    Line::from(vec![
        fitted(shares.what, NAME, Role::Text, look),
        Span::styled(look.glyphs.done.repeat(done), look.style(Role::StateDone)),
        Span::styled(
            look.glyphs.to_do.repeat(rest),
            look.style(Role::StateOverdue),
        ),
        Span::styled(said, look.style(Role::Text)),
    ])
}

fn of_overdue(
    item: &DueItem,
    review: &ManagementReview,
    width: usize,
    look: Look<'_>,
) -> Line<'static> {
    let due = marks::due(look, item, review.today);
    let when = text::pad(&due.content, 17).into_owned();
    record(
        &item.subject.to_string(),
        item.kind,
        Span::styled(when, due.style),
        &item.title,
        &format!("waits for {}", item.waiting_for),
        width,
        look,
    )
}

fn of_action(
    action: &ActionReviewed,
    review: &ManagementReview,
    width: usize,
    look: Look<'_>,
) -> Line<'static> {
    let role = match action.moved {
        Moved::NotEffective => Role::StateOverdue,
        Moved::Stood => Role::StateDue,
        Moved::Moved => Role::StateOpen,
        Moved::Closed => Role::StateDone,
        Moved::Withdrawn => Role::Dim,
    };
    let late = action.due.filter(|_| action.is_overdue);
    let tail = match late {
        Some(due) => marks::distance(due, review.today).0,
        None => action.state.label().to_owned(),
    };
    record(
        action.id.as_str(),
        action.kind,
        fitted(action.moved.label(), 17, role, look),
        &action.title,
        &tail,
        width,
        look,
    )
}

fn of_finding(finding: &FindingReviewed, width: usize, look: Look<'_>) -> Line<'static> {
    record(
        finding.id.as_str(),
        Some(finding.kind),
        fitted(finding.state.label(), 17, Role::StateOpen, look),
        &finding.title,
        &finding.place,
        width,
        look,
    )
}

/// Draws a record: its id, grade, a word, title, and more of it where there is room.
fn record(
    id: &str,
    kind: Option<FindingType>,
    word: Span<'static>,
    title: &str,
    tail: &str,
    width: usize,
    look: Look<'_>,
) -> Line<'static> {
    let mark = kind.map_or("", |kind| marks::finding(look.glyphs, kind));
    let role = kind.map_or(Role::Dim, marks::finding_role);
    let tail_room = if width >= 100 { 30 } else { 0 };
    let room = width.saturating_sub(ID + 3 + 17 + tail_room);
    let mut spans = vec![
        fitted(id, ID, Role::Text, look),
        Span::styled(text::pad(mark, 3).into_owned(), look.style(role)),
        word,
        fitted(&safe::escape_line(title), room, Role::Text, look),
    ];
    if tail_room > 0 {
        spans.push(Span::raw("  "));
        let tail = safe::escape_line(tail);
        spans.push(fitted(&tail, tail_room - 2, Role::Dim, look));
    }
    Line::from(spans)
}

fn fitted(shown: &str, room: usize, role: Role, look: Look<'_>) -> Span<'static> {
    let fitted = text::fit(shown, room, look.glyphs.ellipsis);
    Span::styled(fitted, look.style(role))
}
