//! The lines of home: what is due, and each audit with its progress.

use ratatui::text::{Line, Span};

use crate::{
    domain::{
        answer::Verdict, audit::AuditState, due::DueItem, finding::FindingType,
        papers::WorkingPapers,
    },
    safe,
    tui::{
        marks,
        panel::View,
        screens::{signoff, unread},
        text,
        theme::Role,
        widgets::progress,
    },
};

use super::Item;

pub(super) fn item_line(item: &Item<'_>, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    match item {
        Item::Heading(title) => Line::from(Span::styled(*title, look.style(Role::Heading))),
        Item::Gap => Line::default(),
        Item::Empty(text) => Line::from(Span::styled(*text, look.style(Role::Placeholder))),
        Item::Due(item) => due_line(item, width, view),
        Item::MoreDue(more, overdue) => {
            let late = match overdue {
                0 => String::new(),
                overdue => format!(", {overdue} of it overdue"),
            };
            let text = format!("{more} more{late}");
            Line::from(Span::styled(text, look.style(Role::Dim)))
        }
        Item::Audit(papers) => audit_line(papers, width, view),
        Item::Statement(statement) => statement.line(view),
        Item::Programme(said, left_out) => {
            let mut spans = vec![Span::styled(said.clone(), look.style(Role::Text))];
            if *left_out > 0 {
                let noun = if *left_out == 1 { "gap" } else { "gaps" };
                let text = format!("  {} {left_out} {noun}", look.glyphs.alarm);
                spans.push(Span::styled(text, look.style(Role::Warning)));
            }
            Line::from(spans)
        }
        Item::Team(team) => team.line(view),
        Item::Apart(apart) => apart.line(view),
        Item::Reopening(_, proposed) => Line::from(vec![
            Span::styled(format!("{} ", look.glyphs.alarm), look.style(Role::Warning)),
            Span::styled(
                safe::escape_line(&proposed.told()).into_owned(),
                look.style(Role::Text),
            ),
        ]),
        Item::Missing(absent) => Line::from(vec![
            Span::styled(
                format!("{} ", look.glyphs.not_audited),
                look.style(Role::Warning),
            ),
            Span::styled(absent.sentence(), look.style(Role::Text)),
        ]),
        Item::Gone(path) => Line::from(vec![
            Span::styled(format!("{} ", look.glyphs.alarm), look.style(Role::Warning)),
            Span::styled(
                format!("{} is not there any more", safe::escape_line(path)),
                look.style(Role::Text),
            ),
        ]),
        Item::Mailmap(told) => Line::from(vec![
            Span::styled(format!("{} ", look.glyphs.alarm), look.style(Role::Warning)),
            Span::styled((*told).to_owned(), look.style(Role::Text)),
        ]),
        Item::Broken(broken) => unread::line(broken, look),
    }
}

fn due_line(item: &DueItem, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let kind = item.kind.map_or("", FindingType::word);
    let role = item.kind.map_or(Role::Dim, marks::finding_role);
    let mark = item
        .kind
        .map_or("", |kind| marks::finding(look.glyphs, kind));
    let when = marks::due(look, item, view.data.clock.today());
    let mut spans = vec![
        Span::styled(
            text::fit(&item.subject.to_string(), 10, look.glyphs.ellipsis),
            look.style(Role::Text),
        ),
        Span::styled(
            format!("{} {} ", text::pad(mark, 2), text::pad(kind, 11)),
            look.style(role),
        ),
        Span::styled(text::pad(&when.content, 17).into_owned(), when.style),
    ];
    // Who owns it and what it waits for stand in columns of their own where there is room for them.
    let owner_room = if width >= 100 { 18 } else { 0 };
    let tail_room = if width >= 100 { 26 } else { 0 };
    let room = width.saturating_sub(10 + 15 + 17 + owner_room + tail_room);
    let title = safe::escape_line(&item.title);
    spans.push(Span::styled(
        text::fit(&title, room, look.glyphs.ellipsis),
        look.style(Role::Text),
    ));
    if width >= 100 {
        let owner = text::fit(
            &safe::escape_line(&marks::whom(item, view.data.actor.as_ref().ok())),
            owner_room - 2,
            look.glyphs.ellipsis,
        );
        spans.push(Span::styled(format!("  {owner}"), look.style(Role::Dim)));
        let tail = format!("  waits for {}", item.waiting_for);
        let tail = text::truncate(&tail, tail_room, look.glyphs.ellipsis).into_owned();
        spans.push(Span::styled(tail, look.style(Role::Dim)));
    }
    Line::from(spans)
}

fn audit_line(papers: &WorkingPapers, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let audit = &papers.audit;
    let tally = papers.tally();
    let today = view.data.clock.today();
    let mut spans = vec![
        Span::styled(
            text::pad(audit.id.as_str(), 16).into_owned(),
            look.style(Role::Strong),
        ),
        Span::styled(
            text::pad(audit.state.label(), 11).into_owned(),
            look.style(Role::StateOpen),
        ),
    ];
    spans.extend(progress::bar(look, tally.answered(), tally.rows, 10).spans);
    spans.push(Span::raw("  "));
    if let Some(means) = marks::means(look, audit.mode, &tally) {
        spans.push(means);
        spans.push(Span::raw("  "));
    }
    let badges = [
        Verdict::Nonconforming,
        Verdict::Observation,
        Verdict::Opportunity,
    ]
    .map(|verdict| {
        let mark = marks::verdict(look.glyphs, Some(verdict));
        progress::badge(
            mark,
            tally.of(verdict),
            look.style(marks::verdict_role(Some(verdict))),
        )
    });
    for badge in badges.into_iter().flatten() {
        spans.push(badge);
        spans.push(Span::raw("  "));
    }
    let open = match audit.state {
        AuditState::Closed => papers.open_nonconformities(),
        AuditState::Planned
        | AuditState::Fieldwork
        | AuditState::Reporting
        | AuditState::Issued
        | AuditState::FollowUp => 0,
    };
    if open > 0 {
        let text = format!("{} closed over {open} open  ", look.glyphs.alarm);
        spans.push(Span::styled(text, look.style(Role::Error)));
    }
    if let Some(mark) = view.data.sign_offs.get(&audit.id) {
        spans.push(signoff::mark(look, *mark));
        spans.push(Span::raw("  "));
    }
    let stale = view.data.weighed.stale(&audit.id);
    if stale > 0 {
        spans.push(Span::styled(
            format!("{stale} stale  "),
            look.style(Role::Warning),
        ));
    }
    let count = view.data.pending.of(&audit.id);
    if count > 0 {
        let text = format!("{}{count} to commit  ", look.glyphs.uncommitted);
        spans.push(Span::styled(text, look.style(Role::StateUncommitted)));
    }
    let dates = match (audit.start, audit.end) {
        (Some(start), Some(end)) => format!(
            "{} to {}  ",
            marks::day(start, today),
            marks::day(end, today)
        ),
        (Some(start), None) => format!("from {}  ", marks::day(start, today)),
        (None, _) => String::new(),
    };
    spans.push(Span::styled(dates, look.style(Role::Dim)));
    if width >= 100
        && let Some(lead) = audit.lead()
    {
        let name =
            safe::escape_line(&marks::name(lead, view.data.actor.as_ref().ok())).into_owned();
        spans.push(Span::styled(format!("lead: {name}"), look.style(Role::Dim)));
    }
    Line::from(spans)
}
