//! The AI systems of the organization's register: class, stage and owner, and which of them an audit looks at.

mod draw;
#[cfg(test)]
mod tests;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{id::AuditId, register::AiSystem},
    safe,
    session::{by_system::OfSystem, follow_up, register},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Request,
        find::Find,
        keymap::Key,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, NOTHING_BESIDE, Panel, View, motion},
        text,
        widgets::{
            list::{ListState, Motion},
            scroll::Scroll,
        },
    },
};

use super::trail::TrailScreen;

/// How many rows the selected system has below a list that is longer than its part.
const ABOUT: u16 = 9;

/// How many rows the list has at least where it is empty, for what it says then.
const LIST: u16 = 3;

/// The list of AI systems, and what the register says of the selected one.
pub struct SystemsScreen {
    /// The audit whose scope is shown.
    audit: Option<AuditId>,
    list: ListState,
    /// How far what is said of the selected system is scrolled.
    about: Scroll,
    find: Find,
}

/// What can be done with a system.
#[derive(Clone, Copy)]
enum Deed {
    PutIn,
    TakeOut,
    Trail,
    Copy,
    LookAgain,
}

impl SystemsScreen {
    /// Starts at the first system.
    pub fn new(audit: Option<AuditId>) -> Self {
        Self {
            audit,
            list: ListState::default(),
            about: Scroll::default(),
            find: Find::default(),
        }
    }

    fn systems(data: &Data) -> &[AiSystem] {
        data.register().map_or(&[], |register| &register.systems)
    }

    fn selected<'d>(&self, data: &'d Data) -> Option<&'d AiSystem> {
        Self::systems(data).get(self.list.selected)
    }

    fn is_in_scope(&self, system: &AiSystem, data: &Data) -> bool {
        let Some(audit) = &self.audit else {
            return false;
        };
        let scope = data.systems_in_scope(audit);
        scope
            .iter()
            .any(|known| known.id.as_ref() == Some(&system.id))
    }

    fn height(area: Rect, data: &Data) -> usize {
        usize::from(parts(area, Self::systems(data).len()).0.height)
    }

    /// Goes to a system: what is said of it is read from its beginning.
    fn select(&mut self, place: usize, cx: Cx<'_>) {
        let (before, len) = (self.list.selected, Self::systems(cx.data).len());
        self.list.select(place, len, Self::height(cx.area, cx.data));
        if self.list.selected != before {
            self.about = Scroll::default();
        }
    }

    /// Scrolls what is said of the selected system.
    fn scroll(&mut self, way: Motion, cx: Cx<'_>) {
        let (_, below) = parts(cx.area, Self::systems(cx.data).len());
        let body = draw::body(below);
        let len = self.said(draw::width(body), cx.data).len();
        self.about.go(way, len, usize::from(body.height));
    }

    /// Offers what can be done with the selected system.
    fn open(&self, data: &Data) -> Vec<Intent> {
        let Some(system) = self.selected(data) else {
            return vec![Intent::Ask(Request::Repositories)];
        };
        let mut deeds = Vec::new();
        let choice = |label: String, detail: &str| Choice {
            label,
            detail: detail.to_owned(),
            disabled: None,
        };
        if let Some(audit) = &self.audit {
            deeds.push(if self.is_in_scope(system, data) {
                (
                    choice(
                        format!("take it out of the scope of {audit}"),
                        "What was answered of it stays in the records.",
                    ),
                    Deed::TakeOut,
                )
            } else {
                (
                    choice(
                        format!("put it into the scope of {audit}"),
                        "Rows can then be answered for it by itself.",
                    ),
                    Deed::PutIn,
                )
            });
        }
        if let Some(audit) = &self.audit {
            let trail = data
                .audit(audit)
                .and_then(|papers| papers.trails.get(&system.id));
            let stands = trail.map_or_else(
                || "From the impact assessment to the monitoring; nobody has begun.".to_owned(),
                |trail| trail.counts().to_string(),
            );
            let label = format!("follow its trail in {audit}");
            deeds.push((choice(label, &stands), Deed::Trail));
        }
        deeds.push((choice("copy its id".to_owned(), ""), Deed::Copy));
        deeds.push((
            choice(
                "look again".to_owned(),
                "Reads the register as it is committed now.",
            ),
            Deed::LookAgain,
        ));
        let (choices, deeds): (Vec<Choice>, Vec<Deed>) = deeds.into_iter().unzip();
        let title = safe::escape_line(&system.name).into_owned();
        let (id, audit) = (system.id.to_string(), self.audit.clone());
        let of = OfSystem {
            id: system.id.clone(),
            name: system.name.clone(),
        };
        let done = move |place: usize, cx: Cx<'_>| match deeds.get(place) {
            Some(Deed::Copy) => vec![Intent::Copy(id.clone())],
            Some(Deed::Trail) => {
                let screen = audit
                    .as_ref()
                    .map(|audit| TrailScreen::new(audit.clone(), of.clone()));
                let open = screen.map(|screen| Intent::Open(Box::new(screen)));
                open.into_iter().collect()
            }
            Some(Deed::LookAgain) => vec![Intent::Ask(Request::Repositories)],
            Some(deed @ (Deed::PutIn | Deed::TakeOut)) => audit
                .as_ref()
                .map_or_else(Vec::new, |audit| scope(audit, &id, *deed, cx.data)),
            None => Vec::new(),
        };
        vec![Intent::Open(Box::new(Choose::new(
            &title,
            choices,
            Box::new(done),
        )))]
    }

    fn search(&mut self, cx: Cx<'_>) {
        let query = self.find.query().to_owned();
        let systems = Self::systems(cx.data);
        let matches = systems.iter().enumerate().filter(|(_, system)| {
            let text = format!(
                "{} {} {} {}",
                system.id, system.name, system.owner, system.risk_class
            );
            !query.is_empty() && Find::matches(&text, &query)
        });
        self.find.found(matches.map(|(place, _)| place).collect());
        if let Some(place) = self.find.first_from(self.list.selected) {
            self.select(place, cx);
        }
    }
}

/// Puts a system into the scope of an audit, or takes it out.
fn scope(audit: &AuditId, id: &str, deed: Deed, data: &Data) -> Vec<Intent> {
    let Some(papers) = data.audit(audit) else {
        return vec![Intent::Fail(Data::gone(audit))];
    };
    let one = [id.to_owned()];
    let (more, less, what): (&[String], &[String], _) = match deed {
        Deed::PutIn => (&one, &[], format!("{id} put into the scope")),
        Deed::TakeOut | Deed::Trail | Deed::Copy | Deed::LookAgain => {
            (&[], &one, format!("{id} taken out of the scope"))
        }
    };
    let change = follow_up::edit_audit(papers, &what, |audit| {
        register::set_scope(audit, more, less, data.register());
    });
    vec![Intent::Apply(change), Intent::Toast(what)]
}

/// Parts the screen into the list and what is known of the selected one, which has all the room that the list does not need.
fn parts(area: Rect, systems: usize) -> (Rect, Rect) {
    let list = match text::cells(systems) {
        0 => LIST.max(area.height / 2),
        systems => systems,
    };
    let below = area.height.saturating_sub(list);
    let below = below.max(ABOUT.min(area.height / 2));
    (
        Rect {
            height: area.height - below,
            ..area
        },
        Rect {
            y: area.y + area.height - below,
            height: below,
            ..area
        },
    )
}

impl Panel for SystemsScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![if self.find.is_typing() {
            Context::Text
        } else {
            Context::List
        }]
    }

    fn name(&self) -> String {
        "AI systems".to_owned()
    }

    fn audit(&self) -> Option<&AuditId> {
        self.audit.as_ref()
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        vec![Intent::Ask(Request::Repositories)]
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
        let (len, height) = (Self::systems(cx.data).len(), Self::height(cx.area, cx.data));
        match action {
            Action::GuidanceDown => self.scroll(Motion::HalfPageDown, cx),
            Action::GuidanceUp => self.scroll(Motion::HalfPageUp, cx),
            Action::OpenRecord => return Some(self.open(cx.data)),
            Action::Copy => {
                let system = self.selected(cx.data)?;
                return Some(vec![Intent::Copy(system.id.to_string())]);
            }
            Action::Find => self.find.start(),
            Action::NextMatch | Action::PreviousMatch => {
                let forwards = action == Action::NextMatch;
                let place = self.find.step(self.list.selected, forwards)?;
                self.select(place, cx);
            }
            Action::Back if !self.find.query().is_empty() => self.find.cancel(),
            other => {
                let mut list = self.list;
                list.go(motion(other, cx.count)?, len, height);
                self.select(list.selected, cx);
                self.list = list;
            }
        }
        Some(Vec::new())
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::DrawSample | Action::MoveOn | Action::OpenRow => {
                Some("no record is listed here".to_owned())
            }
            Action::GuidanceDown | Action::GuidanceUp if self.selected(data).is_none() => {
                Some(NOTHING_BESIDE.to_owned())
            }
            Action::Copy if self.selected(data).is_none() => {
                Some("no AI system is selected".to_owned())
            }
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
        self.select(self.list.selected, cx);
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        if self.selected(data).is_none() {
            return vec![Action::Back];
        }
        vec![
            Action::OpenRecord,
            Action::Copy,
            Action::GuidanceDown,
            Action::Down,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view);
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        self.find.draw(view.look, foot, self.list.selected, buf)
    }
}
