//! How the list of AI systems looks, and what is said of the selected one.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::register::{AiSystem, RegisterField},
    safe,
    tui::{
        data::Data,
        panel::View,
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, GUTTER},
            scroll,
        },
    },
};

use super::{SystemsScreen, parts};

/// How wide the column of scope is: a mark and a space.
const SCOPE: usize = 2;

/// Says why no system is listed.
fn nothing(data: &Data) -> String {
    match &data.register {
        Err(error) => error.message.clone(),
        Ok(None) => {
            "tickmark.toml names no register; say where it is: tickmark system register PATH"
                .to_owned()
        }
        Ok(Some(_)) => "the register has no AI system that can be read".to_owned(),
    }
}

impl SystemsScreen {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let systems = Self::systems(view.data);
        let (above, below) = parts(area, systems.len());
        let width = usize::from(above.width.saturating_sub(GUTTER + 1));
        let scope = self
            .audit
            .as_ref()
            .map_or_else(Vec::new, |audit| view.data.systems_in_scope(audit));
        let beside = beside(systems);
        let line = |place: usize| match systems.get(place) {
            Some(system) => {
                let within = scope
                    .iter()
                    .any(|known| known.id.as_ref() == Some(&system.id));
                row(system, within, &beside, width, view)
            }
            None => Line::default(),
        };
        let empty = nothing(view.data);
        list::render(
            view.look,
            above,
            &self.list,
            systems.len(),
            &empty,
            line,
            buf,
        );
        self.about(below, buf, view);
    }

    /// Paints what the register says of the selected system, and what is wrong with the register.
    fn about(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        if area.is_empty() {
            return;
        }
        frame::rule(look, Rect { height: 1, ..area }, buf);
        let body = body(area);
        let said = self.said(width(body), view.data);
        let line = |at: usize| {
            let said = said.get(at);
            said.map_or_else(Line::default, |(role, text)| {
                Line::styled(text.clone(), look.style(*role))
            })
        };
        scroll::render(look, body, self.about, said.len(), line, buf);
    }

    /// Says what the register says of the selected system, and what is wrong with the register, in lines of a width.
    pub(super) fn said(&self, width: usize, data: &Data) -> Vec<(Role, String)> {
        let mut rows: Vec<(Role, String)> = Vec::new();
        if let Ok(Some(read)) = &data.register {
            let wrong = match read.register.problems.len() {
                0 => String::new(),
                1 => "; 1 problem: tickmark system check".to_owned(),
                n => format!("; {n} problems: tickmark system check"),
            };
            let commit: String = read.commit.chars().take(8).collect();
            let role = if wrong.is_empty() {
                Role::Label
            } else {
                Role::Warning
            };
            rows.push((
                role,
                format!("{} at {commit}{wrong}", safe::escape_line(&read.path)),
            ));
            if read.differs_on_disk {
                let text =
                    "the file on disk is another than the committed one, which is what counts";
                rows.push((Role::Warning, text.to_owned()));
            }
        } else if let Err(error) = &data.register {
            rows.extend(error.hints.iter().map(|hint| (Role::Text, hint.clone())));
        }
        if let Some(system) = self.selected(data) {
            let said = |field: RegisterField| {
                let said = safe::escape_line(system.says(field));
                (!said.is_empty()).then(|| format!("{}: {said}", field.label()))
            };
            let first = [
                RegisterField::Owner,
                RegisterField::Role,
                RegisterField::RiskClass,
                RegisterField::Stage,
            ];
            // The list has it too, and cuts it.
            let name = safe::escape_line(&system.name).into_owned();
            rows.push((Role::Strong, name));
            let first: Vec<String> = first.into_iter().filter_map(said).collect();
            rows.push((Role::Text, first.join("   ")));
            rows.extend(said(RegisterField::Purpose).map(|text| (Role::Text, text)));
            let audits = data.papers.iter();
            let trails =
                audits.filter_map(|(id, papers)| Some((id, papers.trails.get(&system.id)?)));
            for (audit, trail) in trails {
                rows.push((Role::Label, format!("trail in {audit}: {}", trail.counts())));
            }
            for (name, said) in &system.further {
                let (name, said) = (safe::escape_line(name), safe::escape_line(said));
                rows.push((Role::Dim, format!("{name}: {said}")));
            }
        }
        let lines = rows.iter().flat_map(|(role, text)| {
            let lines = text::wrap_lines(text, width).into_iter();
            lines.map(|line| (*role, line.to_owned()))
        });
        lines.collect()
    }
}

/// Returns the part below the list that has the text: without the rule above it, a cell away from the edge.
pub(super) fn body(area: Rect) -> Rect {
    Rect {
        x: area.x + area.width.min(1),
        y: area.y + area.height.min(1),
        width: area.width.saturating_sub(1),
        height: area.height.saturating_sub(1),
    }
}

/// Returns how wide its lines are: the marks of more above and below stand beside them.
pub(super) fn width(body: Rect) -> usize {
    usize::from(body.width.saturating_sub(2))
}

/// What is said beside the name where any system says it.
const BESIDE: [(RegisterField, Role); 3] = [
    (RegisterField::RiskClass, Role::Label),
    (RegisterField::Stage, Role::Dim),
    (RegisterField::Owner, Role::Dim),
];

/// Lists what is said beside the names: what no system says has no column.
fn beside(systems: &[AiSystem]) -> Vec<(RegisterField, Role)> {
    let said = |field: RegisterField| systems.iter().any(|system| !system.says(field).is_empty());
    BESIDE
        .into_iter()
        .filter(|(field, _)| said(*field))
        .collect()
}

/// Writes a system as a line: whether it is in scope, id, name, and what is said beside.
fn row(
    system: &AiSystem,
    within: bool,
    beside: &[(RegisterField, Role)],
    width: usize,
    view: View<'_>,
) -> Line<'static> {
    let look = view.look;
    let mark = if within { look.glyphs.conforming } else { " " };
    let rest = width.saturating_sub(SCOPE);
    let id = (rest / 6).clamp(6, 14);
    let side = (rest / 6).clamp(0, 18);
    let name = rest.saturating_sub(id + 2 + beside.len() * (side + 2));
    let cell =
        |said: &str, width: usize| text::fit(&safe::escape_line(said), width, look.glyphs.ellipsis);
    let mut spans = vec![
        Span::styled(
            text::pad(mark, SCOPE).into_owned(),
            look.style(Role::StateDone),
        ),
        Span::styled(cell(system.id.as_str(), id), look.style(Role::Strong)),
        Span::raw("  "),
        Span::styled(cell(&system.name, name), look.style(Role::Text)),
    ];
    for (field, role) in beside {
        spans.push(Span::raw("  "));
        spans.push(Span::styled(
            cell(system.says(*field), side),
            look.style(*role),
        ));
    }
    Line::from(spans)
}
