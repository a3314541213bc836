//! The lines of the programme.

use ratatui::text::{Line, Span};

use crate::{
    domain::programme::{
        PlannedAudit, Programme, Standing,
        gaps::{Gap, times},
    },
    safe,
    session::programme::typed::{frequency_text, responsibility_text, risk_text},
    tui::{data::Data, marks, panel::View, text, theme::Role},
};

/// Says period, progress and gaps in a line.
pub(super) fn title(data: &Data) -> String {
    let Some(programme) = &data.programme else {
        let unread = data.unread_programme().map(|_| "cannot be read");
        return unread.unwrap_or_default().to_owned();
    };
    let (planned, done) = programme.done(&data.papers, data.clock.today());
    let title = safe::escape_line(&programme.title);
    let noun = if planned == 1 { "audit" } else { "audits" };
    let said = format!("{}  {done} of {planned} {noun} done", programme.period());
    if title.is_empty() {
        said
    } else {
        format!("{title}  {said}")
    }
}

/// Lists what the programme says, each with its name; what it does not say is empty.
pub(super) fn said(programme: &Programme) -> Vec<(&'static str, String)> {
    let ids: Vec<String> = programme
        .checklists
        .iter()
        .map(ToString::to_string)
        .collect();
    let frequencies: Vec<String> = programme.frequencies.iter().map(frequency_text).collect();
    let responsible: Vec<String> = programme
        .responsibilities
        .iter()
        .map(responsibility_text)
        .collect();
    let risks: Vec<String> = programme.risks.iter().map(risk_text).collect();
    vec![
        ("period", programme.period()),
        ("objectives", programme.objectives.join("; ")),
        ("risk basis", programme.risk_basis.clone()),
        ("covers", ids.join(", ")),
        ("how often", times(programme.usual_times())),
        ("more often", frequencies.join("; ")),
        ("processes", programme.scope.processes.join(", ")),
        ("AI systems", programme.scope.ai_systems.join(", ")),
        ("methods", programme.methods.join(", ")),
        ("responsible", responsible.join("; ")),
        ("risks", risks.join("; ")),
    ]
}

pub(super) fn said_line(name: &str, said: &str, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let room = width.saturating_sub(14);
    let (said, role) = if said.trim().is_empty() {
        ("not said".to_owned(), Role::Placeholder)
    } else {
        (safe::escape_line(said).into_owned(), Role::Text)
    };
    Line::from(vec![
        Span::styled(text::pad(name, 14).into_owned(), look.style(Role::Label)),
        Span::styled(
            text::truncate(&said, room, look.glyphs.ellipsis).into_owned(),
            look.style(role),
        ),
    ])
}

pub(super) fn audit(audit: &PlannedAudit, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let data = view.data;
    let today = data.clock.today();
    let standing = audit.standing(&data.papers, today);
    let (mark, role) = match standing {
        Standing::Dropped(_) => (look.glyphs.not_applicable, Role::Dim),
        Standing::Planned => (look.glyphs.heat_planned, Role::Text),
        Standing::Late => (look.glyphs.alarm, Role::StateOverdue),
        Standing::Made(made) if made.state.is_out() => (look.glyphs.heat_answered, Role::StateDone),
        Standing::Made(_) => (look.glyphs.heat_partly, Role::StateOpen),
    };
    let dates = match (audit.start, audit.end) {
        (Some(start), Some(end)) => {
            format!("{} to {}", marks::day(start, today), marks::day(end, today))
        }
        (Some(start), None) => format!("from {}", marks::day(start, today)),
        (None, _) => "no date".to_owned(),
    };
    let team: Vec<String> = audit.team().iter().map(|p| p.name.clone()).collect();
    let tail = match standing {
        Standing::Dropped(why) => why.to_owned(),
        Standing::Planned | Standing::Late | Standing::Made(_) => team.join(", "),
    };
    let wide = width >= 100;
    let tail_room = if wide { 30 } else { 0 };
    let room = width.saturating_sub(2 + 17 + 15 + 21 + tail_room + usize::from(wide) * 2);
    let fit =
        |said: &str, room: usize| text::fit(&safe::escape_line(said), room, look.glyphs.ellipsis);
    let mut spans = vec![
        Span::styled(format!("{mark} "), look.style(role)),
        Span::styled(
            format!("{} ", fit(audit.id.as_str(), 16)),
            look.style(Role::Strong),
        ),
        Span::styled(format!("{} ", fit(standing.label(), 14)), look.style(role)),
        Span::styled(format!("{} ", fit(&dates, 20)), look.style(Role::Dim)),
        Span::styled(fit(&audit.title, room), look.style(Role::Text)),
    ];
    if wide {
        spans.push(Span::styled(
            format!("  {}", fit(&tail, tail_room)),
            look.style(Role::Dim),
        ));
    }
    Line::from(spans)
}

pub(super) fn gap(gap: &Gap, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let role = match gap {
        Gap::Late { .. } => Role::StateOverdue,
        Gap::Short { .. } | Gap::Unasked { .. } | Gap::Undated { .. } => Role::Warning,
    };
    let said = gap.to_string();
    let said = safe::escape_line(&said);
    let said = text::truncate(&said, width.saturating_sub(2), look.glyphs.ellipsis).into_owned();
    Line::from(vec![
        Span::styled(format!("{} ", look.glyphs.alarm), look.style(role)),
        Span::styled(said, look.style(Role::Text)),
    ])
}
