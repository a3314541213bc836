//! Help and palette at once: every action of this place with its keys; typing filters, enter runs, a disabled one says why.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    fuzzy::{self, Arena, Ranking},
    tui::{
        action::{ACTIONS, Action, ActionInfo, Context, Group},
        data::Data,
        keymap::{Key, Keymap},
        overlays::confirm::Confirm,
        panel::{Cx, Intent, Panel, View, motion},
        text,
        theme::Role,
        widgets::{
            field::{Pressed, TextField},
            frame,
            list::{self, ListState},
            paint,
        },
    },
};

/// One line of the list.
struct Entry {
    context: Context,
    action: Action,
    keys: String,
    disabled: Option<String>,
    /// What the filter looks at: title, help and keys.
    searched: String,
}

/// Lists what can be done here.
pub struct Help {
    entries: Vec<Entry>,
    shown: Vec<usize>,
    query: TextField,
    list: ListState,
}

impl Help {
    /// Lists the actions of these contexts, the innermost first; `why_not` says why one does nothing now.
    pub fn new(
        contexts: &[Context],
        keymap: &Keymap,
        why_not: impl Fn(Action) -> Option<String>,
    ) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for context in contexts {
            let here = ACTIONS
                .iter()
                .filter(|info| info.contexts.contains(context));
            // What is particular to a place comes first; how to move is much the same everywhere.
            let (moves, deeds): (Vec<&ActionInfo>, Vec<&ActionInfo>) =
                here.partition(|info| info.group == Group::Move);
            for info in deeds.into_iter().chain(moves) {
                if entries.iter().any(|entry| entry.action == info.action) {
                    continue;
                }
                let keys = keymap.keys_of(info.action, &[*context]).join(", ");
                entries.push(Entry {
                    context: *context,
                    action: info.action,
                    searched: format!("{} {} {keys}", info.title, info.help),
                    keys,
                    disabled: why_not(info.action),
                });
            }
        }
        let shown = (0..entries.len()).collect();
        Self {
            entries,
            shown,
            query: TextField::new("", false),
            list: ListState::default(),
        }
    }

    fn filter(&mut self, height: usize) {
        let arena: Arena = self
            .entries
            .iter()
            .map(|entry| entry.searched.as_str())
            .collect();
        let found = Ranking::new().search(&arena, self.query.text(), self.entries.len(), &|| false);
        self.shown = found
            .rows
            .iter()
            .filter_map(|hit| usize::try_from(hit.index).ok())
            .collect();
        self.list = ListState::default();
        self.list.fit(self.shown.len(), height);
    }

    fn selected(&self) -> Option<&Entry> {
        self.entries.get(*self.shown.get(self.list.selected)?)
    }
}

impl Panel for Help {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Picker]
    }

    fn name(&self) -> String {
        "keys and actions".to_owned()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match self.query.press(key) {
            Pressed::Changed => {
                self.filter(usize::from(cx.area.height));
                Some(Vec::new())
            }
            Pressed::Moved => Some(Vec::new()),
            Pressed::Ignored => None,
        }
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.query.paste(text);
        self.filter(usize::from(cx.area.height));
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::PickerAccept => {
                let entry = self.selected()?;
                Some(match &entry.disabled {
                    Some(why) => vec![Intent::Toast(why.clone())],
                    // A loose match comes first by accident; the keys for it are pressed twice on purpose.
                    None if entry.action == Action::Quit => vec![
                        Intent::Close,
                        Intent::Open(Box::new(Confirm::new(
                            "Leave tickmark?",
                            "Nothing is lost: what is saved and what is half typed stay as they are.",
                            "leave",
                            Action::Quit,
                        ))),
                    ],
                    None => vec![Intent::CloseAndDo(entry.action)],
                })
            }
            Action::Back | Action::Help => Some(vec![Intent::Close]),
            other => {
                let height = usize::from(cx.area.height.saturating_sub(5));
                self.list
                    .go(motion(other, cx.count)?, self.shown.len(), height);
                Some(Vec::new())
            }
        }
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::PickerPreview => Some("no file is listed here".to_owned()),
            _ => None,
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::PickerAccept,
            Action::PickerDown,
            Action::PickerUp,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let outer = frame::centred(area, area.width.min(100), area.height);
        let inside = frame::boxed(
            look,
            outer,
            "keys and actions: type to filter",
            Role::BorderFocus,
            buf,
        );
        let row = Rect {
            height: 1,
            ..inside
        };
        let cursor = self
            .query
            .render(row, buf, look.style(Role::FieldFocus), true);
        let below = Rect {
            y: inside.y + 1,
            height: inside.height.saturating_sub(2),
            ..inside
        };
        let line = |place: usize| {
            let entry = self.shown.get(place).and_then(|at| self.entries.get(*at));
            entry.map_or_else(Line::default, |entry| {
                let info = entry.action.info();
                let marked = fuzzy::positions(info.help, self.query.text());
                let help = paint::matched(
                    info.help,
                    &marked,
                    look.style(Role::Text),
                    look.style(Role::Match),
                );
                let dim = look.style(Role::Dim);
                let mut spans = vec![
                    Span::styled(
                        text::pad(&format!("{} ", entry.keys), 16).into_owned(),
                        look.style(Role::Key),
                    ),
                    Span::styled(
                        text::pad(info.title, 20).into_owned(),
                        look.style(Role::Strong),
                    ),
                ];
                if entry.disabled.is_some() {
                    spans.push(Span::styled("not now: ", look.style(Role::Warning)));
                }
                spans.extend(help.spans);
                if view.data.papers.is_empty() || area.width >= 90 {
                    spans.push(Span::styled(format!("  ({})", entry.context.title()), dim));
                }
                Line::from(spans)
            })
        };
        list::render(
            look,
            below,
            &self.list,
            self.shown.len(),
            "no action of that name",
            line,
            buf,
        );
        let said = self
            .selected()
            .map_or_else(String::new, |entry| match &entry.disabled {
                Some(why) => format!("not now: {why}"),
                None => format!("{}  {}", entry.action.info().help, entry.action.id()),
            });
        let last = Rect {
            y: inside.bottom().saturating_sub(1),
            height: 1,
            ..inside
        };
        paint::text_at(look, last, 0, 0, &said, look.style(Role::Dim), buf);
        cursor
    }
}
