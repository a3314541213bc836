//! Home: what could not be read, then what needs somebody now, the audits and whether their auditors are independent, the
//! programme and the statements of applicability.

mod lines;
mod plan;
mod statements;
mod team;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Line,
};

use crate::{
    domain::{
        due::{DueItem, DueSubject},
        id::AuditId,
        papers::WorkingPapers,
        reopening::Reopening,
    },
    session::{BrokenRecord, repositories::Absent},
    tui::{
        action::{Action, Context},
        data::Data,
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, motion},
        screens::{
            action::ActionForm,
            applicability::ApplicabilityScreen,
            finding::FindingForm,
            independence::IndependenceScreen,
            list::RecordList,
            programme::{self, ProgrammeScreen},
            repositories::RepositoriesScreen,
            unread,
            walk::Walk,
        },
        widgets::list::{self, ListState},
    },
};

use lines::item_line;
use plan::{ask_id, ask_what};
use statements::{Apart, Statement};
use team::Team;

/// How much of what is due home shows; the rest is in the queue.
const DUE_SHOWN: usize = 10;

/// How many records that cannot be read stand first: what is below leaves them out. The others stand last.
const UNREAD_FIRST: usize = 3;

/// A line of the list.
enum Item<'a> {
    Heading(&'static str),
    Gap,
    Due(DueItem),
    /// What more is due: how many, and how many of them are overdue.
    MoreDue(usize, usize),
    Audit(&'a WorkingPapers),
    Team(Team<'a>),
    /// What counts as done, and proposes to be reopened.
    Reopening(AuditId, Reopening),
    Statement(Statement<'a>),
    /// The audit programme: period and progress, and how much it leaves out.
    Programme(String, usize),
    Apart(Apart<'a>),
    Broken(&'a BrokenRecord),
    Missing(&'a Absent),
    /// What is committed and not there any more: its path.
    Gone(&'a str),
    /// A `.mailmap` that does not count yet, and what it would change.
    Mailmap(&'a str),
    Empty(&'static str),
}

impl Item<'_> {
    fn is_selectable(&self) -> bool {
        match self {
            Self::Due(_)
            | Self::MoreDue(..)
            | Self::Reopening(..)
            | Self::Audit(_)
            | Self::Team(_)
            | Self::Statement(_)
            | Self::Programme(..)
            | Self::Apart(_)
            | Self::Broken(_)
            | Self::Missing(_)
            | Self::Gone(_)
            | Self::Mailmap(_) => true,
            Self::Heading(_) | Self::Gap | Self::Empty(_) => false,
        }
    }
}

/// The first screen.
#[derive(Default)]
pub struct Home {
    list: ListState,
    find: Find,
    /// What is said of the programme, as it was worked out last.
    programme: Option<(String, usize)>,
}

impl Home {
    /// Starts at the top.
    pub fn new() -> Self {
        Self::default()
    }

    fn items<'a>(&self, data: &'a Data) -> Vec<Item<'a>> {
        let due = data.due();
        let (first, last) = data.broken.split_at(UNREAD_FIRST.min(data.broken.len()));
        let mut items = Vec::new();
        if !data.pending.gone.is_empty() {
            items.push(Item::Heading("Not there any more"));
            items.extend(data.pending.gone.iter().map(|path| Item::Gone(path)));
            items.push(Item::Gap);
        }
        if !first.is_empty() {
            items.push(Item::Heading("Records that cannot be read"));
            items.extend(first.iter().map(Item::Broken));
            items.push(Item::Gap);
        }
        if let Some(told) = &data.mailmap {
            items.extend([Item::Heading("Who is whom"), Item::Mailmap(told), Item::Gap]);
        }
        items.push(Item::Heading("Due"));
        if due.is_empty() {
            items.push(Item::Empty("nothing waits for anybody"));
        }
        let mut due = due.iter();
        items.extend(due.by_ref().take(DUE_SHOWN).cloned().map(Item::Due));
        if due.len() > 0 {
            let today = data.clock.today();
            let more = due.len();
            let overdue = due.filter(|item| item.is_overdue(today)).count();
            items.push(Item::MoreDue(more, overdue));
        }
        let proposed: Vec<Item<'_>> = data
            .reopenings()
            .iter()
            .map(|(id, one)| Item::Reopening(id.clone(), one.clone()))
            .collect();
        if !proposed.is_empty() {
            items.extend([Item::Gap, Item::Heading("No longer holds")]);
            items.extend(proposed);
        }
        items.extend([Item::Gap, Item::Heading("Audits")]);
        if data.papers.is_empty() {
            items.push(Item::Empty("no audit yet: a plans one"));
        }
        items.extend(data.papers.values().map(Item::Audit));
        items.extend(team::of(data).map(Item::Team));
        if let Some((said, left_out)) = &self.programme {
            items.extend([Item::Gap, Item::Heading("Programme")]);
            items.push(Item::Programme(said.clone(), *left_out));
        } else if data.unread_programme().is_some() {
            let told = Item::Empty("it cannot be read: g p says why");
            items.extend([Item::Gap, Item::Heading("Programme"), told]);
        }
        items.extend([Item::Gap, Item::Heading("Statement of applicability")]);
        let stated = statements::of(data);
        if stated.is_empty() {
            items.push(Item::Empty("none yet: g s begins one"));
        }
        items.extend(stated.into_iter().map(Item::Statement));
        items.extend(statements::apart(data).into_iter().map(Item::Apart));
        if !last.is_empty() {
            items.extend([Item::Gap, Item::Heading("More records that cannot be read")]);
            items.extend(last.iter().map(Item::Broken));
        }
        let missing: Vec<&Absent> = data
            .repositories
            .iter()
            .filter(|standing| standing.cited > 0)
            .filter_map(|standing| standing.found.as_ref().err())
            .collect();
        if !missing.is_empty() {
            items.extend([Item::Gap, Item::Heading("Evidence that is not here")]);
            items.extend(missing.into_iter().map(Item::Missing));
        }
        items
    }

    /// Puts the selection on a line that can be opened, looking first in the direction of the move.
    fn settle(&mut self, data: &Data, forwards: bool, height: usize) {
        let items = self.items(data);
        let at = self.list.selected.min(items.len().saturating_sub(1));
        let selectable = |place: &usize| items.get(*place).is_some_and(Item::is_selectable);
        let after = (at..items.len()).find(selectable);
        let before = (0..=at).rev().find(selectable);
        let found = if forwards {
            after.or(before)
        } else {
            before.or(after)
        };
        self.list.select(found.unwrap_or(0), items.len(), height);
    }

    fn open(&self, data: &Data) -> Vec<Intent> {
        let items = self.items(data);
        match items.get(self.list.selected) {
            Some(Item::Due(item)) => match &item.subject {
                DueSubject::Finding(id) => {
                    vec![Intent::Open(Box::new(FindingForm::new(
                        item.audit.clone(),
                        id.clone(),
                    )))]
                }
                DueSubject::Action(id) => {
                    vec![Intent::Open(Box::new(ActionForm::new(
                        item.audit.clone(),
                        id.clone(),
                    )))]
                }
            },
            Some(Item::Reopening(audit, proposed)) => {
                let form = ActionForm::new(audit.clone(), proposed.action.clone());
                vec![Intent::Open(Box::new(form))]
            }
            Some(Item::MoreDue(..)) => vec![Intent::Open(Box::new(RecordList::queue()))],
            Some(Item::Audit(papers)) => vec![Intent::Open(Box::new(Walk::new(papers)))],
            Some(Item::Team(team)) => {
                let screen = IndependenceScreen::new(team.audit.clone());
                vec![Intent::Open(Box::new(screen))]
            }
            Some(Item::Statement(statement)) => {
                let screen = ApplicabilityScreen::of(None, statement.checklist.clone());
                vec![Intent::Open(Box::new(screen))]
            }
            Some(Item::Programme(..)) => {
                vec![Intent::Open(Box::new(ProgrammeScreen::new()))]
            }
            Some(Item::Apart(apart)) => {
                let screen = ApplicabilityScreen::new(Some(apart.audit.clone()), data);
                vec![Intent::Open(Box::new(screen))]
            }
            Some(Item::Missing(_)) => {
                vec![Intent::Open(Box::new(RepositoriesScreen::new()))]
            }
            Some(Item::Gone(path)) => vec![unread::gone(path)],
            Some(Item::Mailmap(told)) => vec![unread::mailmap(told)],
            Some(Item::Broken(broken)) => vec![unread::notice(broken)],
            Some(Item::Heading(_) | Item::Gap | Item::Empty(_)) | None => Vec::new(),
        }
    }

    fn search(&mut self, cx: Cx<'_>) {
        let items = self.items(cx.data);
        let query = self.find.query().to_owned();
        let matches = items
            .iter()
            .enumerate()
            .filter(|(_, item)| !query.is_empty() && Find::matches(&searched(item), &query))
            .map(|(place, _)| place)
            .collect();
        self.find.found(matches);
        if let Some(place) = self.find.first_from(self.list.selected) {
            self.list
                .select(place, items.len(), usize::from(cx.area.height));
        }
    }
}

fn searched(item: &Item<'_>) -> String {
    match item {
        Item::Due(item) => format!("{} {} {}", item.subject, item.title, item.owner),
        Item::Audit(papers) => format!("{} {}", papers.audit.id, papers.audit.title),
        Item::Reopening(_, proposed) => proposed.told(),
        Item::Broken(broken) => broken.path.clone(),
        Item::Missing(absent) => absent.sentence(),
        Item::Gone(path) => (*path).to_owned(),
        Item::Mailmap(told) => (*told).to_owned(),
        Item::Statement(statement) => {
            format!("statement of applicability {}", statement.checklist)
        }
        Item::Programme(said, _) => format!("programme {said}"),
        Item::Team(team) => team.said(),
        Item::Apart(apart) => format!("{} is out of step", apart.audit),
        Item::Heading(_) | Item::Gap | Item::MoreDue(..) | Item::Empty(_) => String::new(),
    }
}

impl Panel for Home {
    fn contexts(&self) -> Vec<Context> {
        vec![if self.find.is_typing() {
            Context::Text
        } else {
            Context::Home
        }]
    }

    fn name(&self) -> String {
        "home".to_owned()
    }

    fn points_at<'a>(&self, data: &'a Data) -> Option<&'a AuditId> {
        let selected = match self.items(data).into_iter().nth(self.list.selected)? {
            Item::Due(item) => item.audit,
            Item::Reopening(audit, _) => audit,
            Item::Audit(papers) => papers.audit.id.clone(),
            Item::Team(team) => team.audit.clone(),
            Item::Apart(apart) => apart.audit.clone(),
            Item::Heading(_)
            | Item::Gap
            | Item::MoreDue(..)
            | Item::Statement(_)
            | Item::Programme(..)
            | Item::Broken(_)
            | Item::Missing(_)
            | Item::Gone(_)
            | Item::Mailmap(_)
            | Item::Empty(_) => return None,
        };
        data.audit(&selected).map(|papers| &papers.audit.id)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let height = usize::from(cx.area.height);
        if self.find.is_typing() {
            return match action {
                Action::TextAccept => {
                    self.find.accept();
                    Some(Vec::new())
                }
                Action::Back => {
                    self.find.cancel();
                    Some(Vec::new())
                }
                _ => None,
            };
        }
        match action {
            Action::OpenAudit => Some(self.open(cx.data)),
            Action::PlanAudit => Some(vec![Intent::Open(Box::new(ask_id(None)))]),
            Action::CarryOver => {
                let Some(papers) = self.points_at(cx.data).and_then(|id| cx.data.audit(id)) else {
                    return Some(vec![Intent::Toast("select an audit first".to_owned())]);
                };
                Some(vec![Intent::Open(Box::new(ask_what(papers, cx.data)))])
            }
            Action::Find => {
                self.find.start();
                Some(Vec::new())
            }
            Action::NextMatch | Action::PreviousMatch => {
                let place = self
                    .find
                    .step(self.list.selected, action == Action::NextMatch)?;
                self.list.select(place, self.items(cx.data).len(), height);
                Some(Vec::new())
            }
            Action::Back if !self.find.query().is_empty() => {
                self.find.cancel();
                Some(Vec::new())
            }
            other => {
                let way = motion(other, cx.count)?;
                let before = self.list.selected;
                self.list.go(way, self.items(cx.data).len(), height);
                self.settle(cx.data, self.list.selected >= before, height);
                Some(Vec::new())
            }
        }
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::Copy => Some("there is nothing to copy here".to_owned()),
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.press(key)? {
            self.search(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.find.paste(text)?;
        self.search(cx);
        Some(Vec::new())
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.programme = programme::summary(cx.data);
        self.settle(cx.data, true, usize::from(cx.area.height));
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::OpenAudit,
            Action::PlanAudit,
            Action::CarryOver,
            Action::Down,
            Action::Jump,
            Action::GoReview,
            Action::GoApplicability,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let items = self.items(view.data);
        let width = usize::from(area.width.saturating_sub(list::GUTTER + 1));
        let line = |place: usize| {
            items
                .get(place)
                .map_or_else(Line::default, |item| item_line(item, width, view))
        };
        list::render(view.look, area, &self.list, items.len(), "", line, buf);
        let row = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        self.find.draw(view.look, row, self.list.selected, buf)
    }
}
