//! The repositories that hold evidence: which are here, where each stands, and how to get one that is not.

mod name;
#[cfg(test)]
mod tests;

pub use name::ask as naming;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    safe,
    session::{declare, repositories::Standing},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Request,
        find::Find,
        keymap::Key,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, NOTHING_BESIDE, Panel, View, motion, or_fail},
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, ListState},
            paint,
        },
    },
};

/// How many rows the selected repository has below the list.
const ABOUT: u16 = 6;

/// What the line after the last repository does.
const ANOTHER: &str = "name another repository";

/// The list of repositories, and what is known of the selected one.
#[derive(Default)]
pub struct RepositoriesScreen {
    list: ListState,
    find: Find,
}

/// What can be done with a repository.
#[derive(Clone)]
enum Deed {
    Copy(String),
    LookAgain,
    Name { path: String, url: String },
    TakeOut(String),
}

impl RepositoriesScreen {
    /// Starts at the first repository.
    pub fn new() -> Self {
        Self::default()
    }

    fn height(area: Rect) -> usize {
        usize::from(parts(area).0.height)
    }

    /// Returns how many lines there are: the repositories, and one to name another.
    fn len(data: &Data) -> usize {
        data.repositories.len() + 1
    }

    fn selected<'d>(&self, data: &'d Data) -> Option<&'d Standing> {
        data.repositories.get(self.list.selected)
    }

    /// Offers what can be done with the selected repository, or asks for another.
    fn open(&self, data: &Data) -> Vec<Intent> {
        let Some(standing) = self.selected(data) else {
            return vec![Intent::Open(Box::new(name::ask("", "")))];
        };
        let (choices, deeds): (Vec<Choice>, Vec<Deed>) = deeds(standing, data).into_iter().unzip();
        let title = safe::escape_line(&standing.declared.name).into_owned();
        let done = move |place: usize, cx: Cx<'_>| match deeds.get(place) {
            Some(deed) => act(deed.clone(), cx.data),
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
        let places = cx.data.repositories.iter().enumerate();
        let matches = places.filter(|(_, standing)| {
            let text = format!("{} {}", standing.declared.name, standing.declared.path);
            !query.is_empty() && Find::matches(&text, &query)
        });
        self.find.found(matches.map(|(place, _)| place).collect());
        if let Some(place) = self.find.first_from(self.list.selected) {
            self.list
                .select(place, Self::len(cx.data), Self::height(cx.area));
        }
    }
}

/// Lists what can be done with a repository.
fn deeds(standing: &Standing, data: &Data) -> Vec<(Choice, Deed)> {
    let declared = &standing.declared;
    let choice = |label: &str, detail: &str, disabled: Option<String>| Choice {
        label: label.to_owned(),
        detail: detail.to_owned(),
        disabled,
    };
    let mut deeds = Vec::new();
    if let Err(absent) = &standing.found {
        if !absent.hint.is_empty() {
            deeds.push((
                choice("copy how to get it", &absent.hint, None),
                Deed::Copy(absent.command().to_owned()),
            ));
        }
        deeds.push((
            choice("look again", "Reads records and repositories anew.", None),
            Deed::LookAgain,
        ));
    }
    let is_named = data
        .workspace
        .repositories
        .iter()
        .any(|named| named.name == declared.name);
    if is_named {
        let cited = data.holders().cited_in(&declared.name);
        let why = (cited > 0).then(|| format!("{} of it", counted(cited)));
        deeds.push((
            choice(
                "take its name out of tickmark.toml",
                "The repository itself is not touched.",
                why,
            ),
            Deed::TakeOut(declared.name.clone()),
        ));
    } else {
        deeds.push((
            choice(
                "give it a name of its own",
                "New citations then go by that name; those that are there keep theirs.",
                None,
            ),
            Deed::Name {
                path: declared.path.clone(),
                url: declared.url.clone(),
            },
        ));
    }
    deeds
}

fn act(deed: Deed, data: &Data) -> Vec<Intent> {
    match deed {
        Deed::Copy(command) => vec![Intent::Copy(command)],
        Deed::LookAgain => vec![Intent::Ask(Request::Reload)],
        Deed::Name { path, url } => vec![Intent::Open(Box::new(name::ask(&path, &url)))],
        Deed::TakeOut(name) => or_fail(
            declare::undeclare(
                &data.workspace,
                &name,
                data.holders().cited_in(&name),
                false,
            )
            .map(name::made),
        ),
    }
}

fn counted(citations: usize) -> String {
    let noun = if citations == 1 {
        "citation"
    } else {
        "citations"
    };
    format!("{citations} {noun}")
}

/// Parts the screen into the list and what is known of the selected one.
fn parts(area: Rect) -> (Rect, Rect) {
    let below = ABOUT.min(area.height / 2);
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

impl Panel for RepositoriesScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![if self.find.is_typing() {
            Context::Text
        } else {
            Context::List
        }]
    }

    fn name(&self) -> String {
        "repositories".to_owned()
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
        let (len, height) = (Self::len(cx.data), Self::height(cx.area));
        match action {
            Action::OpenRecord => return Some(self.open(cx.data)),
            Action::Copy => {
                let standing = self.selected(cx.data)?;
                return Some(vec![Intent::Copy(match &standing.found {
                    Ok(_) => standing.declared.name.clone(),
                    Err(absent) => absent.command().to_owned(),
                })]);
            }
            Action::Find => self.find.start(),
            Action::NextMatch | Action::PreviousMatch => {
                let forwards = action == Action::NextMatch;
                let place = self.find.step(self.list.selected, forwards)?;
                self.list.select(place, len, height);
            }
            Action::Back if !self.find.query().is_empty() => self.find.cancel(),
            other => self.list.go(motion(other, cx.count)?, len, height),
        }
        Some(Vec::new())
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::DrawSample | Action::MoveOn | Action::OpenRow => {
                Some("no record is listed here".to_owned())
            }
            Action::GuidanceDown | Action::GuidanceUp => Some(NOTHING_BESIDE.to_owned()),
            Action::Copy if self.selected(data).is_none() => {
                Some("no repository is selected".to_owned())
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
        let (len, height) = (Self::len(cx.data), Self::height(cx.area));
        self.list
            .select(self.list.selected.min(len - 1), len, height);
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        vec![
            Action::OpenRecord,
            Action::Copy,
            Action::Down,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let (above, below) = parts(area);
        let width = usize::from(above.width.saturating_sub(list::GUTTER + 1));
        let line = |place: usize| match view.data.repositories.get(place) {
            Some(standing) => row(standing, width, view),
            None => Line::from(Span::styled(ANOTHER, view.look.style(Role::Placeholder))),
        };
        let len = Self::len(view.data);
        list::render(view.look, above, &self.list, len, "", line, buf);
        self.draw_about(below, buf, view);
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        self.find.draw(view.look, foot, self.list.selected, buf)
    }
}

/// Writes a repository as a line: its name, where its HEAD is or why it is not here, and how many citations it has.
fn row(standing: &Standing, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let cited = if standing.cited > 0 {
        format!("  {}", counted(standing.cited))
    } else {
        String::new()
    };
    let (mark, how, role) = match standing.head() {
        Ok(head) if standing.astray().is_some() => (look.glyphs.changed, head, Role::Warning),
        Ok(head) => (look.glyphs.unchanged, head, Role::Dim),
        Err(absent) => (look.glyphs.not_audited, absent.why.clone(), Role::Warning),
    };
    let name_width = (width / 3).clamp(8, 32);
    let room = width.saturating_sub(name_width + 4 + text::width(&cited));
    let name = safe::escape_line(&standing.declared.name);
    Line::from(vec![
        Span::styled(format!("{mark} "), look.style(role)),
        Span::styled(
            text::fit(&name, name_width, look.glyphs.ellipsis),
            look.style(Role::Strong),
        ),
        Span::raw("  "),
        Span::styled(
            text::fit(&how, room, look.glyphs.ellipsis),
            look.style(role),
        ),
        Span::styled(cited, look.style(Role::Text)),
    ])
}

impl RepositoriesScreen {
    /// Paints what is known of the selected repository: path, address, where it stands, what to do.
    fn draw_about(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        if area.is_empty() {
            return;
        }
        frame::rule(look, Rect { height: 1, ..area }, buf);
        let mut rows: Vec<(Role, String)> = Vec::new();
        match self.selected(view.data) {
            Some(standing) => {
                let declared = &standing.declared;
                let kind = if standing.is_submodule { "submodule, " } else { "" };
                let (path, url) = (safe::escape_line(&declared.path), safe::escape_line(&declared.url));
                rows.push((Role::Label, format!("{kind}{path}   {url}").trim_end().to_owned()));
                match standing.head() {
                    Ok(head) => rows.push((Role::Text, head)),
                    Err(absent) => {
                        rows.push((Role::Warning, absent.sentence()));
                        rows.push((Role::Text, absent.hint.clone()));
                    }
                }
            }
            None => rows.push((
                Role::Dim,
                "Evidence in another repository is cited as NAME//PATH. Submodules need no name of their own."
                    .to_owned(),
            )),
        }
        let width = usize::from(area.width.saturating_sub(2));
        let lines = rows.iter().flat_map(|(role, text)| {
            text::wrap_lines(text, width)
                .into_iter()
                .map(|line| (*role, line))
        });
        let room = usize::from(area.height.saturating_sub(1));
        for (y, (role, line)) in (1..).zip(lines.take(room)) {
            paint::text_at(look, area, 1, y, line, look.style(role), buf);
        }
    }
}
