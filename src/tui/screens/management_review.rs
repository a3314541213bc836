//! What the records say for the management review: results, charts of trends, what is overdue, what became of actions.

mod entries;
mod lines;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        due::DueSubject,
        id::AuditId,
        management_review::{ManagementReview, Period},
    },
    session::BrokenRecord,
    tui::{
        action::{Action, Context},
        data::Data,
        panel::{Cx, Intent, NOTHING_BESIDE, Panel, View, motion},
        theme::Role,
        widgets::{
            Look,
            list::{self, ListState},
            paint,
        },
    },
};

use super::{action::ActionForm, chart::ChartScreen, finding::FindingForm, unread};
use entries::{Entry, Target};
use lines::NARROW;

/// The screen of the management review.
pub struct ManagementReviewScreen {
    /// What the records say; gathered anew when they change, never while drawing.
    review: ManagementReview,
    state: ListState,
}

impl ManagementReviewScreen {
    /// Shows the year that ends today.
    pub fn new(data: &Data) -> Self {
        Self {
            review: gather(data, Period::year_to(data.clock.today())),
            state: ListState::default(),
        }
    }

    fn entries<'a>(&'a self, data: &'a Data) -> Vec<Entry<'a>> {
        entries::entries(&self.review, &data.broken)
    }

    /// Looks at the same days of the year before, or after.
    fn turn(&mut self, later: bool, cx: Cx<'_>) {
        self.review = gather(cx.data, self.review.period.moved(later));
        self.state = ListState::default();
    }

    fn target(&self, data: &Data) -> Option<Target> {
        let entries = self.entries(data);
        entries.get(self.state.selected).and_then(Entry::target)
    }

    /// Returns the record of the selected line that cannot be read.
    fn unread<'a>(&'a self, data: &'a Data) -> Option<&'a BrokenRecord> {
        match self.entries(data).get(self.state.selected)? {
            Entry::Unread(broken) => Some(broken),
            Entry::Heading(_)
            | Entry::Gap
            | Entry::Remark(_)
            | Entry::Audit(_)
            | Entry::Quarters
            | Entry::Quarter(_)
            | Entry::Often(..)
            | Entry::Shares(_)
            | Entry::Overdue(_)
            | Entry::Action(_)
            | Entry::Finding(_) => None,
        }
    }

    fn open(&self, data: &Data) -> Option<Vec<Intent>> {
        if let Some(broken) = self.unread(data) {
            return Some(vec![unread::notice(broken)]);
        }
        let (audit, subject) = match self.target(data)? {
            Target::Audit(audit) => {
                data.audit(&audit)?;
                return Some(vec![Intent::Open(Box::new(ChartScreen::new(audit)))]);
            }
            Target::Record(audit, subject) => (audit, subject),
        };
        data.audit(&audit)?;
        let panel: Box<dyn Panel> = match subject {
            DueSubject::Finding(id) => Box::new(FindingForm::new(audit, id)),
            DueSubject::Action(id) => Box::new(ActionForm::new(audit, id)),
        };
        Some(vec![Intent::Open(panel)])
    }

    fn draw_title(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let is_narrow = usize::from(area.width) < NARROW;
        let name = if is_narrow {
            " Review"
        } else {
            " Management review"
        };
        let title = Line::from(vec![
            Span::styled(name, look.style(Role::Title)),
            Span::styled(format!("  {}", self.review.period), look.style(Role::Dim)),
        ]);
        // Whatever period is reviewed, what is overdue is so on this day.
        let late = match self.review.overdue.len() {
            0 => String::new(),
            _ if is_narrow => String::new(),
            overdue => format!("{overdue} overdue today "),
        };
        let late = Line::styled(late, look.style(Role::StateOverdue));
        paint::both_sides(look, area, 0, &title, &late, buf);
    }
}

fn gather(data: &Data, period: Period) -> ManagementReview {
    let today = data.clock.today();
    ManagementReview::gather(&data.papers, period, today, data.workspace.days)
}

/// Returns how many lines are visible: all but the title.
fn body_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(1))
}

impl Panel for ManagementReviewScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::ManagementReview]
    }

    fn name(&self) -> String {
        "management review".to_owned()
    }

    fn points_at<'a>(&self, data: &'a Data) -> Option<&'a AuditId> {
        let (Target::Audit(audit) | Target::Record(audit, _)) = self.target(data)?;
        data.audit(&audit).map(|papers| &papers.audit.id)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if let Some(motion) = motion(action, cx.count) {
            let len = self.entries(cx.data).len();
            self.state.go(motion, len, body_height(cx.area));
            return Some(Vec::new());
        }
        match action {
            Action::EarlierYear => self.turn(false, cx),
            Action::LaterYear => self.turn(true, cx),
            Action::OpenReviewedRecord => return self.open(cx.data),
            Action::Copy => {
                let entries = self.entries(cx.data);
                let said = entries.get(self.state.selected).map(Entry::said)?;
                return Some(vec![Intent::Copy(said)]);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::GuidanceDown | Action::GuidanceUp => Some(NOTHING_BESIDE.to_owned()),
            Action::OpenReviewedRecord
                if self.target(data).is_none() && self.unread(data).is_none() =>
            {
                Some("the selected line stands for no record".to_owned())
            }
            _ => None,
        }
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.review = gather(cx.data, self.review.period);
        let len = self.entries(cx.data).len();
        self.state
            .select(self.state.selected, len, body_height(cx.area));
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::OpenReviewedRecord,
            Action::EarlierYear,
            Action::LaterYear,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        self.draw_title(look, area, buf);
        let body = Rect {
            y: area.y + area.height.min(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        let entries = self.entries(view.data);
        let width = usize::from(body.width.saturating_sub(list::GUTTER + 1));
        let row = |at: usize| {
            let entry = entries.get(at);
            entry.map_or_else(Line::default, |entry| {
                lines::line(entry, &self.review, width, look)
            })
        };
        let mut state = self.state;
        state.select(self.state.selected, entries.len(), usize::from(body.height));
        list::render(look, body, &state, entries.len(), "", row, buf);
        None
    }
}
