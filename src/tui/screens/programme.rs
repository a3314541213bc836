//! The audit programme: what it says, its audits and how it stands with each, and what they leave out.

pub(super) mod asking;
mod lines;

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        id::AuditId,
        programme::{PlannedAudit, Standing, Subject, gaps::Gap},
    },
    session::{BrokenRecord, programme::plan_of},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        panel::{Cx, Intent, Panel, View, motion},
        theme::Role,
        widgets::{
            list::{self, ListState},
            paint,
        },
    },
};

use super::{coverage::CoverageScreen, unread, walk::Walk};

/// A line of the screen.
enum Item<'a> {
    Heading(&'static str),
    Gap,
    /// Something that the programme says: its name and the text.
    Said(&'static str, String),
    Audit(&'a PlannedAudit),
    Left(Gap),
    /// The programme, which cannot be read.
    Unread(&'a BrokenRecord),
    Empty(&'static str),
}

impl Item<'_> {
    const fn is_selectable(&self) -> bool {
        match self {
            Self::Said(..) | Self::Audit(_) | Self::Left(_) | Self::Unread(_) => true,
            Self::Heading(_) | Self::Gap | Self::Empty(_) => false,
        }
    }
}

/// The screen of the audit programme.
#[derive(Default)]
pub struct ProgrammeScreen {
    list: ListState,
    /// What the programme leaves out, as it was worked out last.
    left_out: Arc<[Gap]>,
    /// How many audits there were when they were looked at last.
    audits: usize,
}

impl ProgrammeScreen {
    /// Starts at the first audit.
    pub fn new() -> Self {
        Self::default()
    }

    fn items<'a>(&self, data: &'a Data) -> Vec<Item<'a>> {
        let Some(programme) = &data.programme else {
            return vec![match data.unread_programme() {
                Some(broken) => Item::Unread(broken),
                None => Item::Empty("no programme yet: o begins one"),
            }];
        };
        let mut items = vec![Item::Heading("Audits")];
        if programme.audits.is_empty() {
            items.push(Item::Empty("none planned yet: o plans one"));
        }
        items.extend(programme.audits.iter().map(Item::Audit));
        items.extend([Item::Gap, Item::Heading("What it leaves out")]);
        if self.left_out.is_empty() {
            items.push(Item::Empty("nothing"));
        }
        items.extend(self.left_out.iter().cloned().map(Item::Left));
        items.extend([Item::Gap, Item::Heading("What it says")]);
        items.extend(
            lines::said(programme)
                .into_iter()
                .map(|(name, text)| Item::Said(name, text)),
        );
        items
    }

    fn work_out(&mut self, data: &Data) {
        self.left_out = data.left_out();
    }

    fn height(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(1))
    }

    fn settle(&mut self, forwards: bool, cx: Cx<'_>) {
        let items = self.items(cx.data);
        let at = self.list.selected.min(items.len().saturating_sub(1));
        let selectable = |place: &usize| items.get(*place).is_some_and(Item::is_selectable);
        let after = (at..items.len()).find(selectable);
        let before = (0..=at).rev().find(selectable);
        let found = if forwards {
            after.or(before)
        } else {
            before.or(after)
        };
        let len = items.len();
        self.list
            .select(found.unwrap_or(0), len, Self::height(cx.area));
    }

    fn audit<'a>(&self, data: &'a Data) -> Option<&'a PlannedAudit> {
        match self.items(data).into_iter().nth(self.list.selected)? {
            Item::Audit(audit) => Some(audit),
            Item::Heading(_)
            | Item::Gap
            | Item::Said(..)
            | Item::Left(_)
            | Item::Unread(_)
            | Item::Empty(_) => None,
        }
    }

    fn open(&self, data: &Data) -> Vec<Intent> {
        match self.items(data).into_iter().nth(self.list.selected) {
            Some(Item::Audit(audit)) => match data.audit(&audit.id) {
                Some(papers) => vec![Intent::Open(Box::new(Walk::new(papers)))],
                None => vec![Intent::Open(Box::new(asking::audit(Some(audit))))],
            },
            Some(Item::Left(Gap::Short { subject, .. })) => {
                vec![Intent::Open(Box::new(CoverageScreen::at(subject)))]
            }
            Some(Item::Left(Gap::Unasked { .. })) => {
                let fill = asking::said_of_programme(data.programme.as_ref());
                vec![Intent::Open(Box::new(fill))]
            }
            Some(Item::Left(Gap::Late { audit, .. } | Gap::Undated { audit })) => {
                let audit = data.programme.as_ref().and_then(|p| p.audit(&audit));
                let fill = audit.map(|audit| asking::audit(Some(audit)));
                fill.map_or_else(Vec::new, |fill| vec![Intent::Open(Box::new(fill))])
            }
            Some(Item::Said(..)) => self.edit(data),
            Some(Item::Unread(broken)) => vec![unread::notice(broken)],
            Some(Item::Heading(_) | Item::Gap | Item::Empty(_)) | None => Vec::new(),
        }
    }

    fn edit(&self, data: &Data) -> Vec<Intent> {
        let fill = match self.audit(data) {
            Some(audit) => asking::audit(Some(audit)),
            None => asking::said_of_programme(data.programme.as_ref()),
        };
        vec![Intent::Open(Box::new(fill))]
    }

    /// Says why the selected audit cannot be dropped or made.
    fn against(&self, action: Action, data: &Data) -> Option<String> {
        let Some(audit) = self.audit(data) else {
            return Some("no audit is selected".to_owned());
        };
        let id = &audit.id;
        match audit.standing(&data.papers, data.clock.today()) {
            Standing::Dropped(_) => Some(format!("{id} is dropped already")),
            Standing::Made(_) => Some(format!("{id} is made already")),
            Standing::Planned | Standing::Late
                if action == Action::MakePlanned && audit.checklists.is_empty() =>
            {
                Some(format!(
                    "the programme names no checklist of {id}: i writes it"
                ))
            }
            Standing::Planned | Standing::Late => None,
        }
    }

    fn make(&self, data: &Data) -> Vec<Intent> {
        let Some(audit) = self.audit(data) else {
            return Vec::new();
        };
        let (plan, checklists) = plan_of(audit);
        vec![Intent::Ask(Request::Plan { plan, checklists })]
    }
}

impl Panel for ProgrammeScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Programme]
    }

    fn name(&self) -> String {
        "audit programme".to_owned()
    }

    fn points_at<'a>(&self, data: &'a Data) -> Option<&'a AuditId> {
        let audit = self.audit(data)?;
        data.audit(&audit.id).map(|papers| &papers.audit.id)
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        vec![Intent::Ask(Request::Standards)]
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Standards(_) | Reply::Loaded(_) => self.refresh(cx),
            Reply::Saved { .. } if cx.data.programme.is_some() => {
                // Which checklists are to be covered may be another matter now.
                return vec![Intent::Ask(Request::Standards)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::OpenPlanned => Some(self.open(cx.data)),
            Action::EditPlanned | Action::PlanInProgramme if unreadable(cx.data).is_some() => {
                let why = unreadable(cx.data).map(unread::against);
                Some(why.map(Intent::Toast).into_iter().collect())
            }
            Action::EditPlanned => Some(self.edit(cx.data)),
            Action::PlanInProgramme => {
                let fill = match &cx.data.programme {
                    Some(_) => asking::audit(None),
                    None => asking::said_of_programme(None),
                };
                Some(vec![Intent::Open(Box::new(fill))])
            }
            Action::DropPlanned | Action::MakePlanned => {
                if let Some(why) = self.against(action, cx.data) {
                    return Some(vec![Intent::Toast(why)]);
                }
                if action == Action::MakePlanned {
                    return Some(self.make(cx.data));
                }
                let audit = self.audit(cx.data)?;
                Some(vec![Intent::Open(Box::new(asking::drop_audit(&audit.id)))])
            }
            Action::OpenCoverage => Some(vec![Intent::Open(Box::new(CoverageScreen::new()))]),
            other => {
                let motion = motion(other, cx.count)?;
                let before = self.list.selected;
                let len = self.items(cx.data).len();
                self.list.go(motion, len, Self::height(cx.area));
                self.settle(self.list.selected >= before, cx);
                Some(Vec::new())
            }
        }
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::DropPlanned | Action::MakePlanned => self.against(action, data),
            Action::EditPlanned | Action::PlanInProgramme => unreadable(data).map(unread::against),
            Action::OpenPlanned if data.programme.is_none() && unreadable(data).is_none() => {
                Some("there is no programme yet".to_owned())
            }
            _ => None,
        }
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.work_out(cx.data);
        let programme = cx.data.programme.as_ref();
        let audits = programme.map_or(0, |programme| programme.audits.len());
        if audits > self.audits {
            // The first one at first; one that was planned just now is what one goes on with. The heading stands before them.
            self.list.selected = if self.audits == 0 { 1 } else { audits };
        }
        self.audits = audits;
        self.settle(true, cx);
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if unreadable(data).is_some() {
            return vec![Action::OpenPlanned, Action::Back];
        }
        if data.programme.is_none() {
            return vec![Action::PlanInProgramme, Action::Back];
        }
        vec![
            Action::OpenPlanned,
            Action::EditPlanned,
            Action::PlanInProgramme,
            Action::MakePlanned,
            Action::DropPlanned,
            Action::OpenCoverage,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let title = Line::from(vec![
            Span::styled(" Audit programme", look.style(Role::Title)),
            Span::styled(
                format!("  {}", lines::title(view.data)),
                look.style(Role::Dim),
            ),
        ]);
        paint::line_at(look, area, 0, 0, &title, buf);
        let body = Rect {
            y: area.y + area.height.min(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        let items = self.items(view.data);
        let width = usize::from(body.width.saturating_sub(list::GUTTER + 1));
        let line = |place: usize| match items.get(place) {
            Some(Item::Heading(text)) => Line::from(Span::styled(*text, look.style(Role::Heading))),
            Some(Item::Empty(text)) => {
                Line::from(Span::styled(*text, look.style(Role::Placeholder)))
            }
            Some(Item::Audit(audit)) => lines::audit(audit, width, view),
            Some(Item::Left(gap)) => lines::gap(gap, width, view),
            Some(Item::Unread(broken)) => unread::line(broken, look),
            Some(Item::Said(name, text)) => lines::said_line(name, text, width, view),
            Some(Item::Gap) | None => Line::default(),
        };
        list::render(look, body, &self.list, items.len(), "", line, buf);
        None
    }
}

/// Returns the programme where there is one that cannot be read: what is not known is not begun and not changed.
fn unreadable(data: &Data) -> Option<&BrokenRecord> {
    data.unread_programme().filter(|_| data.programme.is_none())
}

/// Returns the few words by which home tells of the programme.
pub(super) fn summary(data: &Data) -> Option<(String, usize)> {
    let programme = data.programme.as_ref()?;
    let left = data.left_out().len();
    let (planned, done) = programme.done(&data.papers, data.clock.today());
    let noun = if planned == 1 { "audit" } else { "audits" };
    let text = format!("{}  {done} of {planned} {noun} done", programme.period());
    Some((text, left))
}

/// Says what is audited, for a line: a clause without its checklist.
pub(super) fn short(subject: &Subject) -> String {
    match subject {
        Subject::Clause(clause) => clause.reference.to_string(),
        Subject::Process(name) | Subject::AiSystem(name) => name.clone(),
    }
}
