//! Pinning anew: both sides once more, and the reason, which stays in the record with the old pin.

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        evidence::{EvidenceLink, within},
        holder::Holder,
        id::{AuditId, EvidenceId},
    },
    safe,
    session::{
        comparison::{Beside, Spot, Which},
        evidence::Target,
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Origin, Question, Reply, Request, Trace},
        fields_draft::FieldsDraft,
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, Writing},
        screens::places,
        text,
        theme::Role,
        widgets::{
            field::{Pressed, TextField},
            paint,
            scroll::Scroll,
        },
    },
};

use super::{
    draw::compared_titles,
    facts,
    sides::{Face, Form, Painting, Sides},
};

/// The rows that the reason takes, with what is said about it.
const FOOT: u16 = 4;

/// How many rows above the cited lines are shown.
const ABOVE: usize = 2;

/// The names under which its target and its reason are kept while they are typed.
const TO: &str = "to";
const WHY: &str = "why";

/// Names what is pinned to.
fn named(target: &Target) -> String {
    within(&target.repository, &target.path, target.lines)
}

/// What is asked before a citation is pinned anew.
#[derive(Debug)]
pub(super) struct Repin {
    holder: Holder,
    link: EvidenceLink,
    target: Target,
    /// Both sides; none where they are no texts.
    sides: Option<Arc<Sides>>,
    /// What the sides are.
    titles: [String; 2],
    field: TextField,
    fault: Option<&'static str>,
    /// Whether the next esc gives up what was typed.
    giving_up: bool,
    /// Whether the worker is asked, who may refuse: the reason stays until the citation is pinned.
    waiting: bool,
    /// What is kept of it while the reason is typed.
    draft: FieldsDraft,
    /// Whether the reason is taken or given up, and need not be kept any more.
    is_over: bool,
}

/// Opens what was asked before a citation is pinned anew, with a reason half typed: of the place `repin ID HOLDER`.
pub fn repinning(audit: Option<&AuditId>, place: &str, data: &Data) -> Option<impl Panel + use<>> {
    let (id, holder) = place.split_once(' ')?;
    let id: EvidenceId = id.parse().ok()?;
    let holder = places::holder(audit, holder)?;
    let citations = facts::citations(data, &holder);
    let link = citations.iter().find(|link| link.id == id)?.clone();
    let target = Target {
        repository: link.repository.clone(),
        path: link.path.clone()?,
        lines: link.lines,
    };
    Some(Repin::new(holder, link, target))
}

impl Repin {
    /// Asks why a citation is pinned anew.
    pub(super) fn new(holder: Holder, link: EvidenceLink, target: Target) -> Self {
        let place = format!("repin {} {}", link.id, places::of_holder(&holder));
        let to = named(&target);
        let draft = FieldsDraft::new(holder.audit().cloned(), place, [(TO, to.as_str())]);
        Self {
            holder,
            link,
            target,
            sides: None,
            titles: Default::default(),
            field: TextField::new("", false),
            fault: None,
            giving_up: false,
            waiting: false,
            draft,
            is_over: false,
        }
    }

    /// Shows both sides.
    #[must_use]
    pub(super) fn beside(mut self, sides: Arc<Sides>, titles: [String; 2]) -> Self {
        (self.sides, self.titles) = (Some(sides), titles);
        self
    }

    /// Takes in that something was typed.
    fn changed(&mut self) {
        (self.fault, self.giving_up) = (None, false);
        let to = named(&self.target);
        let fields = [(TO, to.as_str()), (WHY, self.field.text())];
        self.draft.note(fields);
    }

    fn close(&mut self) -> Vec<Intent> {
        self.is_over = true;
        vec![Intent::DropDraft, Intent::Close]
    }

    /// Returns the place that is beside what was cited.
    fn place_beside(&self) -> Beside {
        Beside {
            at: None,
            place: Some(Spot {
                path: self.target.path.clone(),
                lines: self.target.lines,
            }),
        }
    }

    /// Returns what is pinned anew, as a title.
    fn title(&self) -> String {
        let to = crate::domain::evidence::within(".", &self.target.path, self.target.lines);
        format!("pin {} anew: {}", self.link.id, safe::escape_line(&to))
    }

    fn accept(&mut self) -> Vec<Intent> {
        if self.waiting {
            return Vec::new();
        }
        let why = self.field.text().trim();
        if why.is_empty() {
            self.fault = Some("it needs a reason: it stays in the record, with the old pin");
            return Vec::new();
        }
        let request = Request::Repin {
            holder: self.holder.clone(),
            link: Box::new(self.link.clone()),
            target: self.target.clone(),
            why: why.to_owned(),
        };
        self.waiting = true;
        vec![Intent::Ask(request)]
    }
}

impl Panel for Repin {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Text, Context::Fields]
    }

    fn name(&self) -> String {
        format!("pin {} anew", self.link.id)
    }

    fn audit(&self) -> Option<&AuditId> {
        self.holder.audit()
    }

    fn press(&mut self, key: Key, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        match self.field.press(key) {
            Pressed::Ignored => None,
            Pressed::Changed => {
                self.changed();
                Some(Vec::new())
            }
            Pressed::Moved => Some(Vec::new()),
        }
    }

    fn paste(&mut self, text: &str, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.field.paste(text);
        self.changed();
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept => Some(self.accept()),
            Action::ExternalEditor => Some(vec![Intent::Edit(self.field.text().to_owned())]),
            Action::Back if self.giving_up || self.field.is_empty() => Some(self.close()),
            Action::Back => {
                self.giving_up = true;
                self.fault = Some("enter pins it anew; esc again gives it up");
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Pinned { holder, link }
                if self.waiting && (holder, &link.id) == (&self.holder, &self.link.id) =>
            {
                return self.close();
            }
            // Taken up again, it has no sides yet.
            Reply::Compared(compared)
                if self.sides.is_none()
                    && compared.sight.link.id == self.link.id
                    && compared.sight.beside == self.place_beside() =>
            {
                if let Ok(sides) = &compared.sides {
                    self.titles = compared_titles(compared, sides);
                    self.sides = Some(sides.clone());
                }
            }
            Reply::Failed(failure) if failure.of == Origin::Citing => self.waiting = false,
            _ => {}
        }
        Vec::new()
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        if self.sides.is_some() {
            return Vec::new();
        }
        let question = Question::Compare {
            link: Box::new(self.link.clone()),
            which: Which::Current,
            beside: self.place_beside(),
        };
        vec![Intent::Trace(Trace {
            declared: cx.data.workspace.repositories.clone(),
            question,
        })]
    }

    fn writing(&self) -> Option<Writing<'_>> {
        (!self.is_over).then(|| self.draft.writing())
    }

    fn edited(&mut self, text: &str, _cx: Cx<'_>) -> Vec<Intent> {
        self.field.set_text(text.trim_end_matches(['\n', '\r']));
        self.changed();
        Vec::new()
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        matches!(action, Action::TextNextField | Action::TextPreviousField)
            .then(|| "there is no other field".to_owned())
    }

    fn back_keeps(&self) -> bool {
        false
    }

    fn resume_writing(&mut self, place: &str, text: &str, _cx: Cx<'_>) -> bool {
        let Some(kept) = self.draft.read(place, text) else {
            return false;
        };
        for (name, text) in kept {
            match name.as_str() {
                TO => self.target = Target::parse(&text),
                WHY => self.field.set_text(&text),
                _ => return false,
            }
        }
        self.changed();
        true
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::TextAccept, Action::Back]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        if area.is_empty() {
            return None;
        }
        let style = look.style(Role::Title);
        paint::text_at(look, area, 1, 0, &self.title(), style, buf);
        let foot = FOOT.min(area.height.saturating_sub(1));
        let body = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1 + foot),
            ..area
        };
        if let Some(sides) = &self.sides
            && body.height > 1
        {
            let form = Form::of(Face::Both, area.width);
            let [then, now] = &self.titles;
            let painting = Painting {
                look,
                form,
                titles: [then, now],
                scroll: Scroll {
                    top: sides.start(form).saturating_sub(ABOVE),
                },
                find: &Find::default(),
            };
            sides.render(painting, body, buf);
        }
        let inside = Rect {
            x: area.x + 1.min(area.width),
            y: body.bottom(),
            width: area.width.saturating_sub(2),
            height: area.bottom().saturating_sub(body.bottom()),
        };
        let label = "Why is it pinned anew? The old pin stays in the record, with this reason.";
        let lines = text::wrap_lines(label, usize::from(inside.width));
        let mut row = u16::from(inside.height > 2);
        for line in lines
            .into_iter()
            .take(usize::from(inside.height.saturating_sub(row + 1)))
        {
            paint::text_at(look, inside, 0, row, line, look.style(Role::Label), buf);
            row += 1;
        }
        if inside.height <= row {
            return None;
        }
        let field = Rect {
            y: inside.y + row,
            height: 1,
            ..inside
        };
        let cursor = self
            .field
            .render(field, buf, look.style(Role::FieldFocus), true);
        let said = match self.fault {
            Some(fault) => Some((fault, Role::Error)),
            None => self.waiting.then_some(("At work...", Role::Hint)),
        };
        if let Some((said, role)) = said {
            paint::text_at(look, inside, 0, row + 1, said, look.style(role), buf);
        }
        cursor
    }
}
