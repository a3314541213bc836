//! All samples of an audit: how far each is, how it was drawn, from what, and for which row.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        id::{AuditId, SampleId},
        papers::WorkingPapers,
        sample::Sample,
    },
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, NOTHING_BESIDE, Panel, View, motion},
        text,
        theme::Role,
        widgets::{
            Look,
            list::{self, GUTTER, ListState},
            paint,
        },
    },
};

use super::{drawing::DrawingForm, sample::SampleScreen, walk::Walk};

/// What the list says where there is none.
const EMPTY: &str = "No samples yet. S draws one; in the walk (g w) it is drawn for the row.";

/// The list of the samples of an audit.
pub struct SampleList {
    audit: AuditId,
    state: ListState,
    selected: Option<SampleId>,
    find: Find,
}

impl SampleList {
    /// Lists the samples of an audit.
    pub fn new(audit: AuditId) -> Self {
        Self {
            audit,
            state: ListState::default(),
            selected: None,
            find: Find::default(),
        }
    }

    fn papers<'a>(&self, data: &'a Data) -> Option<&'a WorkingPapers> {
        data.audit(&self.audit)
    }

    /// Lists the samples: those with something to look at first, the newest of them first.
    fn samples<'a>(&self, data: &'a Data) -> Vec<&'a Sample> {
        let mut samples: Vec<&Sample> = self
            .papers(data)
            .map(|papers| papers.samples.values().collect())
            .unwrap_or_default();
        samples.sort_by_key(|sample| {
            let counts = sample.counts();
            (
                counts.seen == counts.items,
                std::cmp::Reverse(sample.drawn_at),
            )
        });
        samples
    }

    fn index(&self, samples: &[&Sample]) -> usize {
        let by_id = self
            .selected
            .as_ref()
            .and_then(|id| samples.iter().position(|sample| sample.id == *id));
        by_id.unwrap_or(self.state.selected.min(samples.len().saturating_sub(1)))
    }

    fn select(&mut self, at: usize, cx: Cx<'_>) {
        let samples = self.samples(cx.data);
        self.state.select(at, samples.len(), body_height(cx.area));
        self.selected = samples
            .get(self.state.selected)
            .map(|sample| sample.id.clone());
    }

    fn search(&mut self, data: &Data) {
        let said: Vec<String> = self
            .samples(data)
            .iter()
            .map(|sample| said(sample))
            .collect();
        self.find.search(said.iter().map(String::as_str));
    }

    fn typed(&mut self, cx: Cx<'_>) {
        self.search(cx.data);
        if let Some(at) = self.find.first_from(self.state.selected) {
            self.select(at, cx);
        }
    }

    fn next_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        match self.find.step(self.state.selected, forwards) {
            Some(next) => {
                self.select(next, cx);
                Vec::new()
            }
            None if self.find.query().is_empty() => vec![Intent::Toast(
                "nothing was searched for yet; / finds".to_owned(),
            )],
            None => vec![Intent::Toast(format!(
                "nothing matches {}",
                self.find.query()
            ))],
        }
    }

    fn act_on_sample(&self, action: Action, sample: &Sample, data: &Data) -> Option<Vec<Intent>> {
        Some(match action {
            Action::OpenRecord => {
                let screen = SampleScreen::new(self.audit.clone(), sample.id.clone());
                vec![Intent::Open(Box::new(screen))]
            }
            Action::OpenRow => match &sample.row {
                Some(row) => {
                    let walk = Walk::at(self.papers(data)?, row.clone());
                    vec![Intent::GoTo(Box::new(walk))]
                }
                None => vec![Intent::Toast(format!("{} was drawn for no row", sample.id))],
            },
            Action::Copy => vec![Intent::Copy(sample.id.to_string())],
            _ => return None,
        })
    }

    fn draw_title(look: Look<'_>, area: Rect, samples: &[&Sample], buf: &mut Buffer) {
        let done = samples.iter().filter(|sample| {
            let counts = sample.counts();
            counts.seen == counts.items
        });
        let failed: usize = samples.iter().map(|sample| sample.counts().failed).sum();
        let left = Line::from(vec![
            Span::styled(" Samples", look.style(Role::Title)),
            Span::styled(
                format!("  {} of {} done", done.count(), samples.len()),
                look.style(Role::Dim),
            ),
        ]);
        let right = match failed {
            0 => Line::default(),
            1 => Line::styled("1 item failed ", look.style(Role::VerdictNonconforming)),
            n => Line::styled(
                format!("{n} items failed "),
                look.style(Role::VerdictNonconforming),
            ),
        };
        paint::both_sides(look, area, 0, &left, &right, buf);
    }
}

/// Returns how many rows of the list are visible: all but the heading, and the foot where something is searched.
fn body_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(2))
}

/// Returns all that is said of a sample, to be searched.
fn said(sample: &Sample) -> String {
    format!(
        "{} {} {} {} {}",
        sample.id,
        sample.counts(),
        sample.describe_method(),
        sample.subject(),
        sample
            .row
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    )
}

/// Makes the line of a sample: id, results, how it was drawn, row and subject.
fn line(sample: &Sample, width: usize, look: Look<'_>) -> Line<'static> {
    let ellipsis = look.glyphs.ellipsis;
    let counts = sample.counts();
    let role = match (counts.failed > 0, counts.seen == counts.items) {
        (true, _) => Role::VerdictNonconforming,
        (false, true) => Role::StateDone,
        (false, false) => Role::StateOpen,
    };
    let results = if width < 60 {
        format!("{}/{}", counts.seen, counts.items)
    } else {
        counts.to_string()
    };
    let (results_width, method_width) = match width {
        ..60 => (9, 0),
        60..90 => (26, 0),
        90.. => (30, 26),
    };
    let row = sample
        .row
        .as_ref()
        .map(|row| format!("{} #{}", row.reference, row.question))
        .unwrap_or_default();
    let row_width = if width < 50 { 0 } else { 12 };
    let rest = width.saturating_sub(10 + results_width + method_width + row_width);
    let mut spans = vec![
        Span::styled(format!("{}  ", sample.id), look.style(Role::Text)),
        Span::styled(
            text::fit(&results, results_width, ellipsis),
            look.style(role),
        ),
    ];
    if method_width > 0 {
        let method = format!(
            "{} of {}, {}",
            sample.size.number,
            sample.population.size,
            sample.method.label()
        );
        spans.push(Span::styled(
            text::fit(&method, method_width, ellipsis),
            look.style(Role::Dim),
        ));
    }
    if row_width > 0 {
        spans.push(Span::styled(
            text::fit(&safe::escape_line(&row), row_width, ellipsis),
            look.style(Role::Dim),
        ));
    }
    spans.push(Span::styled(
        text::truncate(&safe::escape_line(&sample.subject()), rest, ellipsis).into_owned(),
        look.style(Role::Text),
    ));
    Line::from(spans)
}

impl Panel for SampleList {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else {
            vec![Context::List]
        }
    }

    fn name(&self) -> String {
        "Samples".to_owned()
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            match action {
                Action::TextAccept => self.find.accept(),
                Action::Back => self.find.cancel(),
                _ => return None,
            }
            return Some(Vec::new());
        }
        let samples = self.samples(cx.data);
        let at = self.index(&samples);
        if let Some(motion) = motion(action, cx.count) {
            let to = motion.apply(at, samples.len().saturating_sub(1), body_height(cx.area));
            self.select(to, cx);
            return Some(Vec::new());
        }
        match action {
            Action::Find => {
                self.find.start();
                Some(Vec::new())
            }
            Action::NextMatch => Some(self.next_match(true, cx)),
            Action::PreviousMatch => Some(self.next_match(false, cx)),
            Action::Back if !self.find.query().is_empty() => {
                self.find.cancel();
                Some(Vec::new())
            }
            Action::DrawSample => {
                let form = DrawingForm::new(self.audit.clone(), None, cx.data);
                Some(vec![Intent::Open(Box::new(form))])
            }
            other => self.act_on_sample(other, samples.get(at)?, cx.data),
        }
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let empty = self.samples(data).is_empty();
        match action {
            Action::OpenRecord | Action::OpenRow | Action::Copy if empty => {
                Some("the list is empty".to_owned())
            }
            Action::GuidanceDown | Action::GuidanceUp => Some(NOTHING_BESIDE.to_owned()),
            Action::MoveOn => Some("a sample has no life cycle".to_owned()),
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.press(key)? {
            self.typed(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.paste(text)? {
            self.typed(cx);
        }
        Some(Vec::new())
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let at = self.index(&self.samples(cx.data));
        self.select(at, cx);
        self.search(cx.data);
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        vec![
            Action::OpenRecord,
            Action::DrawSample,
            Action::OpenRow,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let samples = self.samples(view.data);
        Self::draw_title(look, area, &samples, buf);
        let body = Rect {
            y: area.y + area.height.min(1),
            height: area.height.saturating_sub(2),
            ..area
        };
        let mut state = self.state;
        let at = self.index(&samples);
        state.select(at, samples.len(), usize::from(body.height));
        let width = usize::from(body.width.saturating_sub(GUTTER));
        let row = |at: usize| {
            samples
                .get(at)
                .map_or_else(Line::default, |sample| line(sample, width, look))
        };
        list::render(look, body, &state, samples.len(), EMPTY, row, buf);
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        self.find.draw(look, foot, at, buf)
    }
}
