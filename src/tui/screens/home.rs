//! Home: what needs somebody now, then the audits, then what could not be read.

use jiff::civil::Date;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        answer::Verdict,
        due::{self, DueItem, DueSubject},
        finding::FindingType,
        id::AuditId,
        papers::WorkingPapers,
    },
    error::Error,
    safe,
    session::{BrokenRecord, plan::Plan},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Request,
        find::Find,
        keymap::Key,
        marks,
        overlays::{
            choose::{Choice, Choose},
            notice::Notice,
            prompt::Prompt,
        },
        panel::{Cx, Intent, Panel, View, motion},
        screens::{action::ActionForm, finding::FindingForm, walk::Walk},
        text,
        theme::Role,
        widgets::{
            list::{self, ListState},
            progress,
        },
    },
};

/// A line of the list.
enum Item<'a> {
    Heading(&'static str),
    Gap,
    Due(DueItem),
    Audit(&'a WorkingPapers),
    Broken(&'a BrokenRecord),
    Empty(&'static str),
}

impl Item<'_> {
    fn is_selectable(&self) -> bool {
        matches!(self, Self::Due(_) | Self::Audit(_) | Self::Broken(_))
    }
}

/// The first screen.
#[derive(Default)]
pub struct Home {
    list: ListState,
    find: Find,
}

impl Home {
    /// Starts at the top.
    pub fn new() -> Self {
        Self::default()
    }

    fn items(data: &Data) -> Vec<Item<'_>> {
        let due = due::queue(data.papers.values());
        let mut items = vec![Item::Heading("Due")];
        if due.is_empty() {
            items.push(Item::Empty("nothing waits for anybody"));
        }
        items.extend(due.into_iter().map(Item::Due));
        items.extend([Item::Gap, Item::Heading("Audits")]);
        if data.papers.is_empty() {
            items.push(Item::Empty("no audit yet: a plans one"));
        }
        items.extend(data.papers.values().map(Item::Audit));
        if !data.broken.is_empty() {
            items.extend([Item::Gap, Item::Heading("Records that cannot be read")]);
            items.extend(data.broken.iter().map(Item::Broken));
        }
        items
    }

    /// Puts the selection on a line that can be opened, looking first in the direction of the move.
    fn settle(&mut self, data: &Data, forwards: bool, height: usize) {
        let items = Self::items(data);
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
        let items = Self::items(data);
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
            Some(Item::Audit(papers)) => vec![Intent::Open(Box::new(Walk::new(papers)))],
            Some(Item::Broken(broken)) => {
                let error = Error::usage(format!("Could not read a record: {}", broken.error))
                    .details([safe::escape_line(&broken.error.excerpt).into_owned()])
                    .hint("mend the file in an editor, then reload from the palette (?)")
                    .hint("the rest of the workspace can be used; the broken file is never overwritten");
                vec![Intent::Open(Box::new(Notice::new(&error)))]
            }
            Some(Item::Heading(_) | Item::Gap | Item::Empty(_)) | None => Vec::new(),
        }
    }

    fn search(&mut self, cx: Cx<'_>) {
        let items = Self::items(cx.data);
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
        Item::Broken(broken) => broken.path.clone(),
        Item::Heading(_) | Item::Gap | Item::Empty(_) => String::new(),
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
        let selected = match Self::items(data).into_iter().nth(self.list.selected)? {
            Item::Due(item) => item.audit,
            Item::Audit(papers) => papers.audit.id.clone(),
            Item::Heading(_) | Item::Gap | Item::Broken(_) | Item::Empty(_) => return None,
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
            Action::PlanAudit => Some(vec![Intent::Open(Box::new(ask_id()))]),
            Action::Find => {
                self.find.start();
                Some(Vec::new())
            }
            Action::NextMatch | Action::PreviousMatch => {
                let place = self
                    .find
                    .step(self.list.selected, action == Action::NextMatch)?;
                self.list.select(place, Self::items(cx.data).len(), height);
                Some(Vec::new())
            }
            Action::Back if !self.find.query().is_empty() => {
                self.find.cancel();
                Some(Vec::new())
            }
            other => {
                let way = motion(other, cx.count)?;
                let before = self.list.selected;
                self.list.go(way, Self::items(cx.data).len(), height);
                self.settle(cx.data, self.list.selected >= before, height);
                Some(Vec::new())
            }
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
        self.settle(cx.data, true, usize::from(cx.area.height));
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::OpenAudit,
            Action::PlanAudit,
            Action::Down,
            Action::Jump,
            Action::GoReview,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let items = Self::items(view.data);
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

fn item_line(item: &Item<'_>, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    match item {
        Item::Heading(title) => Line::from(Span::styled(*title, look.style(Role::Heading))),
        Item::Gap => Line::default(),
        Item::Empty(text) => Line::from(Span::styled(*text, look.style(Role::Placeholder))),
        Item::Due(item) => due_line(item, width, view),
        Item::Audit(papers) => audit_line(papers, width, view),
        Item::Broken(broken) => Line::from(vec![
            Span::styled(format!("{} ", look.glyphs.alarm), look.style(Role::Error)),
            Span::styled(
                safe::escape_line(&broken.error.to_string()).into_owned(),
                look.style(Role::Text),
            ),
        ]),
    }
}

fn due_line(item: &DueItem, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let kind = item.kind.map_or("", FindingType::word);
    let role = item.kind.map_or(Role::Dim, marks::finding_role);
    let when = marks::due(look, item, view.data.clock.today());
    let when_text = text::pad(&when.content, 16).into_owned();
    let mark = item
        .kind
        .map_or("", |kind| marks::finding(look.glyphs, kind));
    let mut spans = vec![
        Span::styled(
            text::pad(&item.subject.to_string(), 10).into_owned(),
            look.style(Role::Text),
        ),
        Span::styled(
            format!("{} {} ", text::pad(mark, 2), text::pad(kind, 11)),
            look.style(role),
        ),
        Span::styled(when_text, when.style),
    ];
    let tail = format!("waiting for: {}", item.waiting_for);
    let used = 10 + 15 + 16;
    let wide = width >= 100;
    let room = width.saturating_sub(used + if wide { 22 + 30 } else { 0 });
    let title = safe::escape_line(&item.title);
    spans.push(Span::styled(
        text::fit(&title, room, look.glyphs.ellipsis),
        look.style(Role::Text),
    ));
    if wide {
        let owner = text::fit(&safe::escape_line(&item.owner), 18, look.glyphs.ellipsis);
        spans.push(Span::styled(
            format!("  {owner}  {tail}"),
            look.style(Role::Dim),
        ));
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
    if let Some(count) = view.data.pending.get(&audit.id).filter(|count| **count > 0) {
        let text = format!("{}{count} to commit  ", look.glyphs.uncommitted);
        spans.push(Span::styled(text, look.style(Role::StateUncommitted)));
    }
    let dates = match (audit.start, audit.end) {
        (Some(start), Some(end)) => format!("{} to {}  ", day(start, today), day(end, today)),
        (Some(start), None) => format!("from {}  ", day(start, today)),
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

fn day(date: Date, today: Date) -> String {
    marks::day(date, today)
}

/// Asks for the id of a new audit, then for its title, its dates and its checklist.
fn ask_id() -> Prompt {
    let done = |text: &str, cx: Cx<'_>| {
        let id: AuditId = text
            .parse()
            .map_err(|cause: crate::domain::id::InvalidId| cause.to_string())?;
        if cx.data.papers.contains_key(&id) {
            return Err(format!(
                "there is an audit {id} already; ids are never reused"
            ));
        }
        Ok(vec![Intent::Open(Box::new(ask_title(id)))])
    };
    let label = "Id, which is also the name of its folder, such as aims-2026-h2:";
    Prompt::new("plan an audit", label, "", Box::new(done))
}

fn ask_title(id: AuditId) -> Prompt {
    let done = move |text: &str, _: Cx<'_>| {
        if text.is_empty() {
            return Err("a title is what people know the audit by".to_owned());
        }
        Ok(vec![Intent::Open(Box::new(ask_scope(
            id.clone(),
            text.to_owned(),
        )))])
    };
    Prompt::new(
        "plan an audit",
        "Title, such as Internal audit of the AI management system:",
        "",
        Box::new(done),
    )
}

fn ask_scope(id: AuditId, title: String) -> Prompt {
    let done = move |text: &str, cx: Cx<'_>| {
        let plan = Plan {
            id: id.clone(),
            title: title.clone(),
            scope: text.to_owned(),
            objectives: Vec::new(),
            lead: None,
            auditors: Vec::new(),
            start: Some(cx.data.clock.today()),
            end: None,
        };
        Ok(vec![Intent::Open(Box::new(ask_checklist(plan, cx.data)))])
    };
    Prompt::new(
        "plan an audit",
        "Scope: what is looked at (may be left empty for now):",
        "",
        Box::new(done),
    )
}

fn ask_checklist(plan: Plan, data: &Data) -> Choose {
    let ids: Vec<String> = data.checklists.iter().map(|(id, _)| id.clone()).collect();
    let choices = data.checklists.iter().map(|(id, title)| Choice {
        label: format!("{id}  {}", safe::escape_line(title)),
        detail: "the audit keeps the copy it is planned with".to_owned(),
        disabled: None,
    });
    let done = move |place: usize, _: Cx<'_>| {
        let checklists: Vec<String> = ids.get(place).cloned().into_iter().collect();
        vec![Intent::Ask(Request::Plan {
            plan: plan.clone(),
            checklists,
        })]
    };
    Choose::new("audit against", choices.collect(), Box::new(done))
}
