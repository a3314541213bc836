//! The samples of a row: a line each in the row, and the key that draws one.

use ratatui::text::Span;

use crate::{
    domain::papers::{Row, WorkingPapers},
    safe,
    tui::{
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent},
        screens::{drawing::DrawingForm, sample::SampleScreen},
        text,
        theme::Role,
        widgets::Look,
    },
};

use super::{
    Walk,
    row::{LABEL, Sheet},
};

/// Adds the samples that were drawn for a row: `S-9D0KXM  2 of 3 seen, 1 failed`.
pub(super) fn sample_lines(
    sheet: &mut Sheet,
    look: Look<'_>,
    papers: &WorkingPapers,
    row: Row<'_>,
    width: usize,
) {
    let mut label = "Sample";
    for sample in papers.samples_of(&row.key()) {
        if label == "Sample" {
            sheet.blank();
        }
        let counts = sample.counts();
        let role = match (counts.failed > 0, counts.seen == counts.items) {
            (true, _) => Role::VerdictNonconforming,
            (false, true) => Role::StateDone,
            (false, false) => Role::StateOpen,
        };
        let results = counts.to_string();
        let widened = papers
            .widening(&sample.id)
            .map(|wide| format!("widened by {}  ", wide.id))
            .unwrap_or_default();
        let room = width.saturating_sub(LABEL + 10 + text::width(&results) + 2);
        let about = format!("{widened}{}", safe::escape_line(&sample.subject()));
        sheet.push(vec![
            Span::styled(
                text::pad(label, LABEL).into_owned(),
                look.style(Role::Label),
            ),
            Span::styled(format!("{}  ", sample.id), look.style(Role::Text)),
            Span::styled(results, look.style(role)),
            Span::styled(
                format!("  {}", text::truncate(&about, room, look.glyphs.ellipsis)),
                look.style(Role::Dim),
            ),
        ]);
        label = "";
    }
}

impl Walk {
    /// Draws a sample for the row, or opens those that it has.
    pub(super) fn sample(&self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(papers) = self.papers(cx.data) else {
            return Vec::new();
        };
        let there = papers.samples_of(&self.row);
        let draw = |cx: Cx<'_>, audit, row| {
            let form = DrawingForm::new(audit, Some(row), cx.data);
            vec![Intent::Open(Box::new(form))]
        };
        if there.is_empty() {
            return draw(cx, self.audit.clone(), self.row.clone());
        }
        let mut choices: Vec<Choice> = there
            .iter()
            .map(|sample| Choice {
                label: format!("{}  {}", sample.id, sample.counts()),
                detail: safe::escape_line(&sample.subject()).into_owned(),
                disabled: None,
            })
            .collect();
        choices.push(Choice {
            label: "draw another sample".to_owned(),
            detail: "from another population, or in another way".to_owned(),
            disabled: None,
        });
        let ids: Vec<_> = there.iter().map(|sample| sample.id.clone()).collect();
        let (audit, row) = (self.audit.clone(), self.row.clone());
        let done = move |at: usize, cx: Cx<'_>| match ids.get(at) {
            Some(id) => {
                let screen = SampleScreen::new(audit.clone(), id.clone());
                vec![Intent::Open(Box::new(screen))]
            }
            None => draw(cx, audit.clone(), row.clone()),
        };
        vec![Intent::Open(Box::new(Choose::new(
            "samples of this row",
            choices,
            Box::new(done),
        )))]
    }
}
