//! A citation of what has no bytes: its fields whole, and of a commit its message and the files it touched.

mod rows;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        evidence::{CitationState, EvidenceKind, EvidenceLink},
        holder::Holder,
        id::{AuditId, EvidenceId},
    },
    safe,
    session::ShownCommit,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        find::Find,
        keymap::Key,
        marks,
        panel::{Cx, Intent, Panel, View, motion, or_fail},
        screens::{
            evidence::{EvidenceView, facts},
            kinds,
            picker::place_text,
        },
        text,
        theme::Role,
        widgets::{
            paint,
            scroll::{self, Scroll},
        },
    },
};

use rows::LABEL;

/// Opens the screen that fits a citation.
pub fn view(holder: Holder, id: EvidenceId, data: &Data) -> Box<dyn Panel> {
    let has_bytes = facts::citations(data, &holder)
        .iter()
        .find(|link| link.id == id)
        .is_none_or(|link| link.kind.has_bytes());
    if has_bytes {
        Box::new(EvidenceView::of(holder, id))
    } else {
        Box::new(ToldView {
            holder,
            id,
            link: None,
            commit: None,
            scroll: Scroll::default(),
            at: 0,
            find: Find::default(),
        })
    }
}

/// The screen of one citation without bytes; its neighbours in the same place are a key away.
struct ToldView {
    holder: Holder,
    id: EvidenceId,
    link: Option<EvidenceLink>,
    /// The commit that it cites, or why it cannot be shown; none while it is looked up.
    commit: Option<Result<Box<ShownCommit>, String>>,
    scroll: Scroll,
    /// The row that a search has come to.
    at: usize,
    find: Find,
}

impl ToldView {
    fn links<'a>(&self, data: &'a Data) -> &'a [EvidenceLink] {
        facts::citations(data, &self.holder)
    }

    fn take_link(&mut self, data: &Data) {
        self.link = self
            .links(data)
            .iter()
            .find(|link| link.id == self.id)
            .cloned();
    }

    fn ask(&self) -> Vec<Intent> {
        match &self.link {
            Some(link) if link.kind == EvidenceKind::Commit => {
                vec![Intent::Ask(Request::ShowCommit(Box::new(link.clone())))]
            }
            Some(_) | None => Vec::new(),
        }
    }

    fn number(&self, data: &Data) -> (usize, usize) {
        let links = self.links(data);
        let at = links.iter().position(|link| link.id == self.id);
        (at.unwrap_or(0), links.len())
    }

    fn step(&self, forwards: bool, data: &Data) -> Vec<Intent> {
        let (at, count) = self.number(data);
        if count < 2 {
            return vec![Intent::Toast("it is the only citation here".to_owned())];
        }
        let next = (if forwards { at + 1 } else { at + count - 1 }) % count;
        let next = self.links(data).get(next);
        next.map(|link| Intent::Replace(view(self.holder.clone(), link.id.clone(), data)))
            .into_iter()
            .collect()
    }

    fn remove(&self, data: &Data) -> Vec<Intent> {
        let change = || {
            let step = data.step("")?;
            let change = data.holders().remove(&self.holder, &self.id, &step)?;
            let told = format!("{}; undo takes it back", safe::escape_line(&change.what));
            Ok(vec![
                Intent::Apply(change),
                Intent::Close,
                Intent::Toast(told),
            ])
        };
        or_fail(change())
    }

    fn body(area: Rect) -> Rect {
        let gap = u16::from(area.height >= 12);
        let above = (1 + gap).min(area.height);
        Rect {
            x: area.x + 1.min(area.width),
            y: area.y + above,
            width: area.width.saturating_sub(2),
            height: area.height - above,
        }
    }

    fn find_row(&self) -> u16 {
        u16::from(self.find.is_typing() || !self.find.query().is_empty())
    }

    fn go_to(&mut self, row: Option<usize>, cx: Cx<'_>) -> Vec<Intent> {
        let body = Self::body(cx.area);
        let height = usize::from(body.height.saturating_sub(self.find_row()));
        let len = self.rows(cx.data, usize::from(body.width)).len();
        match row {
            Some(row) => {
                self.scroll.top = row.min(len.saturating_sub(height));
                self.at = row;
                Vec::new()
            }
            None => vec![Intent::Toast("not found".to_owned())],
        }
    }

    fn find_rows(&mut self, cx: Cx<'_>) {
        let rows = self.rows(cx.data, usize::from(Self::body(cx.area).width));
        self.find.search(rows.iter().map(|row| row.said.as_str()));
        let first = self.find.first_from(self.scroll.top);
        if first.is_some() {
            self.go_to(first, cx);
        }
    }
}

impl Panel for ToldView {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else {
            vec![Context::Evidence]
        }
    }

    fn name(&self) -> String {
        format!("evidence {}", self.id)
    }

    fn audit(&self) -> Option<&AuditId> {
        self.holder.audit()
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.take_link(cx.data);
        self.ask()
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.take_link(cx.data);
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::ShownCommit { id, shown } if *id == self.id => {
                self.commit = Some(match shown {
                    Ok(shown) => Ok(shown.clone()),
                    Err(error) => Err(error.message.clone()),
                });
                Vec::new()
            }
            // The branch may have moved.
            Reply::Loaded(_) => self.ask(),
            _ => Vec::new(),
        }
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if let Some(motion) = motion(action, cx.count) {
            let body = Self::body(cx.area);
            let height = usize::from(body.height.saturating_sub(self.find_row()));
            let len = self.rows(cx.data, usize::from(body.width)).len();
            self.scroll.go(motion, len, height);
            self.at = self.scroll.top;
            return Some(Vec::new());
        }
        Some(match action {
            Action::NextCitation => self.step(true, cx.data),
            Action::PreviousCitation => self.step(false, cx.data),
            Action::EditCitation => kinds::edit(&self.holder, &self.id, cx.data),
            Action::RemoveCitation => self.remove(cx.data),
            Action::Copy => {
                let link = self.link.as_ref()?;
                let copied = match (&link.commit, link.url.as_str()) {
                    (_, url) if !url.is_empty() => url.to_owned(),
                    (Some(commit), _) => commit.clone(),
                    (None, _) => link.subject(),
                };
                vec![Intent::Copy(copied)]
            }
            Action::Find => {
                self.find.start();
                Vec::new()
            }
            Action::TextAccept => {
                self.find.accept();
                Vec::new()
            }
            Action::NextMatch => self.go_to(self.find.step(self.at, true), cx),
            Action::PreviousMatch => self.go_to(self.find.step(self.at, false), cx),
            Action::Back if self.find_row() > 0 => {
                self.find.cancel();
                Vec::new()
            }
            Action::PinAnew => vec![Intent::Toast("there is no file to pin anew".to_owned())],
            _ => return None,
        })
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::PinAnew => Some("there is no file to pin anew".to_owned()),
            Action::NextChange
            | Action::PreviousChange
            | Action::EvidencePart
            | Action::ShowHappened
            | Action::SwitchSide => Some("there is no file to compare".to_owned()),
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            Action::NextCitation | Action::PreviousCitation if self.number(data).1 < 2 => {
                Some("it is the only citation here".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.press(key)? {
            self.find_rows(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.find.paste(text)?;
        self.find_rows(cx);
        Some(Vec::new())
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        let mut hints = vec![Action::EditCitation, Action::RemoveCitation];
        if self.number(data).1 > 1 {
            hints.push(Action::NextCitation);
        }
        hints.extend([Action::Find, Action::Copy, Action::Back]);
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let state = view.data.citation(&self.id);
        let style = look.style(marks::citation_role(state));
        let kind = self.link.as_ref().map_or("", |link| link.kind.label());
        let phrase = match state {
            None | Some(CitationState::NoFile) => String::new(),
            Some(state) => safe::escape_line(&state.phrase()).into_owned(),
        };
        let left = Line::from(vec![
            Span::styled(format!(" {} ", marks::citation(look.glyphs, state)), style),
            Span::styled(format!("{kind}  {}", self.id), look.style(Role::Title)),
            Span::raw("   "),
            Span::styled(phrase, style),
        ]);
        let (at, count) = self.number(view.data);
        let right = if area.width < 60 {
            format!("{}/{count} ", at + 1)
        } else {
            let place = place_text(&self.holder);
            format!("citation {} of {count} of {place} ", at + 1)
        };
        let right = Line::from(Span::styled(right, look.style(Role::Dim)));
        paint::both_sides(look, area, 0, &left, &right, buf);
        let body = Self::body(area);
        if body.is_empty() {
            return None;
        }
        let rows = self.rows(view.data, usize::from(body.width));
        let shown = Rect {
            width: (body.width + 1).min(area.width.saturating_sub(1)),
            height: body.height.saturating_sub(self.find_row()),
            ..body
        };
        let line = |place: usize| {
            let Some(row) = rows.get(place) else {
                return Line::default();
            };
            let mut spans = Vec::new();
            if let Some(label) = row.label {
                spans.push(Span::styled(
                    text::pad(label, LABEL).into_owned(),
                    look.style(Role::Label),
                ));
            }
            spans.push(Span::styled(row.said.as_str(), look.style(row.role)));
            Line::from(spans)
        };
        scroll::render(look, shown, self.scroll, rows.len(), line, buf);
        let foot = Rect {
            y: body.bottom() - 1,
            height: 1,
            ..body
        };
        self.find.draw(look, foot, self.at, buf)
    }
}
