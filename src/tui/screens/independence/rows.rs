//! The rows of the screen: conflicts, then each auditor, then what cannot be told.

use ratatui::text::{Line, Span};

use crate::{
    domain::independence::{AuditorStanding, Conflict, Gap, Independence, Standing},
    safe,
    tui::{text, theme::Role, widgets::Look},
};

/// How wide the names of auditors are.
const NAME: usize = 20;

/// A row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row<'d> {
    /// Somebody has worked on something.
    Conflict(&'d Conflict),
    /// What is known of somebody.
    Auditor(&'d AuditorStanding),
    /// What cannot be told.
    Gap(&'d Gap),
}

/// Lists the rows.
pub(super) fn of(found: &Independence) -> Vec<Row<'_>> {
    let conflicts = found.conflicts.iter().map(Row::Conflict);
    let gaps = found.gaps.iter().map(Row::Gap);
    let auditors = found.auditors.iter().map(Row::Auditor);
    conflicts.chain(gaps).chain(auditors).collect()
}

impl Row<'_> {
    /// Returns the row as one text, to be searched and copied.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Conflict(conflict) => {
                let commits: Vec<&str> =
                    conflict.commits.iter().map(|c| c.commit.as_str()).collect();
                format!(
                    "{}  {}  {}",
                    conflict.auditor,
                    super::named(&conflict.matter),
                    commits.join(" ")
                )
            }
            Self::Auditor(known) => format!("{}  {}", known.auditor, known.standing.label()),
            Self::Gap(gap) => gap.phrase(),
        }
    }

    pub(super) fn line(&self, look: Look<'_>, width: usize) -> Line<'static> {
        let glyphs = look.glyphs;
        let (mark, role) = match self {
            Self::Conflict(conflict) if conflict.is_open() => (glyphs.alarm, Role::Warning),
            Self::Conflict(_) => (glyphs.conforming, Role::Ok),
            Self::Auditor(known) => match known.standing {
                Standing::NoneFound => (glyphs.unanswered, Role::Dim),
                Standing::Safeguarded => (glyphs.conforming, Role::Ok),
                Standing::NotDetermined => (glyphs.not_audited, Role::Warning),
                Standing::Conflict => (glyphs.alarm, Role::Warning),
            },
            Self::Gap(_) => (glyphs.not_audited, Role::Warning),
        };
        let mark = Span::styled(format!("{mark} "), look.style(role));
        let name = |name: &str| {
            let name = text::fit(&safe::escape_line(name), NAME, glyphs.ellipsis);
            Span::styled(format!("{name}  "), look.style(Role::Text))
        };
        let rest = width.saturating_sub(2 + NAME + 2);
        match self {
            Self::Conflict(conflict) => {
                let count = match conflict.commits.len() {
                    1 => "1 commit".to_owned(),
                    count => format!("{count} commits"),
                };
                let state = match (&conflict.safeguard, conflict.since) {
                    (None, _) => "no safeguard".to_owned(),
                    (Some(_), 0) => "safeguard".to_owned(),
                    (Some(_), since) => format!("{since} since the safeguard"),
                };
                let tail = format!("  {count}, {state}");
                let room = rest.saturating_sub(text::width(&tail)).max(8);
                let matter = super::named(&conflict.matter);
                let matter = text::truncate_start(&matter, room, glyphs.ellipsis);
                Line::from(vec![
                    mark,
                    name(&conflict.auditor.name),
                    Span::styled(
                        text::pad(&matter, room).into_owned(),
                        look.style(Role::Text),
                    ),
                    Span::styled(tail, look.style(role)),
                ])
            }
            Self::Auditor(known) => Line::from(vec![
                mark,
                name(&known.auditor.name),
                Span::styled(known.standing.label(), look.style(role)),
            ]),
            Self::Gap(gap) => Line::from(vec![
                mark,
                Span::styled(
                    safe::escape_line(&gap.phrase()).into_owned(),
                    look.style(Role::Text),
                ),
            ]),
        }
    }
}
