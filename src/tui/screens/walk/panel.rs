//! The walk on the stack of screens: what its keys do, what it hears, and where its parts are drawn.

use crate::{
    domain::{audit::AuditMode, change::Change, id::AuditId},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Reply,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, Writing},
        widgets::list::Motion,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Pane, Part, SIDE_BY_SIDE, TREE_WIDTH, Walk, row, rows, tree::Node};

impl Panel for Walk {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else if self.typing.is_some() {
            vec![Context::Text, Context::Fields, Context::Describe]
        } else {
            match self.mode {
                AuditMode::Conformity => vec![Context::Walk],
                AuditMode::GapAnalysis => vec![Context::Gap, Context::Walk],
            }
        }
    }

    fn name(&self) -> String {
        format!("{} {}", self.audit, self.row.reference)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
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
        if self.typing.is_some() {
            return self.act_typing(action, cx);
        }
        let nothing = Some(Vec::new());
        match action {
            Action::NextOpen => Some(self.step_open(true, cx)),
            Action::PreviousOpen => Some(self.step_open(false, cx)),
            Action::NextRow => {
                self.step(true, cx);
                nothing
            }
            Action::PreviousRow => {
                self.step(false, cx);
                nothing
            }
            Action::NextClause => {
                self.step_clause(true, cx);
                nothing
            }
            Action::PreviousClause => {
                self.step_clause(false, cx);
                nothing
            }
            Action::OtherPane => {
                self.other_pane(cx);
                nothing
            }
            Action::ToTree => {
                if self.pane == Pane::Tree {
                    self.fold_node(false, cx);
                } else {
                    self.other_pane(cx);
                }
                nothing
            }
            Action::ToRow => {
                if self.pane == Pane::Tree && !self.fold_node(true, cx) {
                    self.other_pane(cx);
                }
                nothing
            }
            Action::Fold => {
                self.guidance = !self.guidance;
                nothing
            }
            Action::GuidanceDown | Action::GuidanceUp => {
                let way = if action == Action::GuidanceDown {
                    Motion::HalfPageDown
                } else {
                    Motion::HalfPageUp
                };
                self.scroll_row(true, way, cx);
                nothing
            }
            Action::Find => {
                self.find.start();
                nothing
            }
            Action::NextMatch => Some(self.step_match(true, cx)),
            Action::PreviousMatch => Some(self.step_match(false, cx)),
            Action::Back if self.tree_shown => {
                self.other_pane(cx);
                nothing
            }
            Action::Back if !self.find.query().is_empty() => {
                self.find.cancel();
                nothing
            }
            other => self
                .answer(other, cx)
                .or_else(|| self.rate_row(other, cx))
                .or_else(|| self.move_by(other, cx)),
        }
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        self.why_not_now(action, data)
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            if self.find.press(key)? {
                self.find_rows(cx);
            }
            return Some(Vec::new());
        }
        self.press_typing(key)
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.paste(text).is_some() {
            self.find_rows(cx);
            return Some(Vec::new());
        }
        self.typing.as_mut()?.field.paste(text);
        Some(Vec::new())
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        if let Reply::NotSaved { change, .. } = reply {
            self.take_up_again(change, cx);
        }
        Vec::new()
    }

    fn holds(&self, change: &Change) -> bool {
        let typing = self.typing.as_ref();
        typing.is_some_and(|typing| typing.unsaved.as_ref() == Some(change))
    }

    fn let_go(&mut self, change: &Change) {
        self.typing
            .take_if(|typing| typing.unsaved.as_ref() == Some(change));
    }

    fn edited(&mut self, text: &str, cx: Cx<'_>) -> Vec<Intent> {
        self.take_edited(text, cx)
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let Some(papers) = self.papers(cx.data) else {
            return;
        };
        self.mode = papers.audit.mode;
        if papers.row(&self.row).is_none()
            && let Some(first) = papers.rows().next()
        {
            self.row = first.key();
            self.cursor = Node::Row(self.row.clone());
        }
        // What is answered together again has no row of its own any more.
        if let Some(leader) = papers.leader(&self.row).cloned() {
            self.cursor = Node::Row(leader.clone());
            self.row = leader;
        }
        let citations = papers
            .answer(&self.row)
            .map_or(0, |answer| answer.evidence.len());
        self.citation = self.citation.min(citations.saturating_sub(1));
        self.fit_tree(cx);
    }

    fn writing(&self) -> Option<Writing<'_>> {
        let typing = self.typing.as_ref()?;
        Some(Writing {
            audit: Some(&self.audit),
            place: &typing.place,
            text: typing.field.text(),
            base: &typing.base,
        })
    }

    fn resume_writing(&mut self, place: &str, text: &str, cx: Cx<'_>) -> bool {
        let part = Part::ALL
            .into_iter()
            .find(|part| place.ends_with(&format!(" {}", part.word())));
        let Some(part) = part.filter(|_| self.held(cx.data).is_none()) else {
            return false;
        };
        self.start_typing(part, cx);
        if let Some(typing) = &mut self.typing {
            typing.field.set_text(text);
        }
        self.typing.is_some()
    }

    fn place(&self) -> Option<String> {
        Some(format!("row {}", self.row))
    }

    fn scrolled(&self) -> Vec<usize> {
        vec![self.tree.offset, self.scroll.top, self.guidance_scroll.top]
    }

    fn scroll_to(&mut self, scrolled: &[usize], cx: Cx<'_>) {
        let [tree, row, guidance] = scrolled else {
            return;
        };
        self.tree.offset = *tree;
        self.scroll.top = *row;
        self.guidance_scroll.top = *guidance;
        self.fit_tree(cx);
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if self.typing.is_some() {
            return vec![Action::Back, Action::ExternalEditor];
        }
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        let mut hints = match self.mode {
            AuditMode::Conformity => vec![Action::VerdictConforming, Action::VerdictNonconforming],
            AuditMode::GapAnalysis => vec![
                Action::RateZero,
                Action::RateOne,
                Action::RateTwo,
                Action::RateThree,
                Action::RateFour,
                Action::RateFive,
                Action::SetTarget,
            ],
        };
        let judging = hints.len();
        hints.extend([
            Action::EditNote,
            Action::Cite,
            Action::RaiseFinding,
            Action::NextOpen,
            match self.mode {
                AuditMode::Conformity => Action::VerdictObservation,
                AuditMode::GapAnalysis => Action::VerdictNotApplicable,
            },
            Action::Fold,
            Action::Find,
            Action::GoReview,
        ]);
        let cites = self
            .papers(data)
            .and_then(|papers| papers.answer(&self.row))
            .is_some_and(|answer| !answer.evidence.is_empty());
        if cites {
            hints.insert(judging + 3, Action::ShowCitation);
        }
        if self.guidance {
            hints.insert(judging + 1, Action::GuidanceDown);
        }
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let Some(papers) = self.papers(view.data) else {
            row::draw_missing(&self.audit, area, buf, view);
            return None;
        };
        let find_row = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        let cursor = if area.width >= SIDE_BY_SIDE {
            let left = Rect {
                width: TREE_WIDTH,
                ..area
            };
            let right = Rect {
                x: area.x + TREE_WIDTH,
                width: area.width - TREE_WIDTH,
                ..area
            };
            self.draw_tree(left, buf, view, papers);
            self.draw_row(right, buf, view, papers)
        } else if self.tree_shown {
            self.draw_tree(area, buf, view, papers);
            None
        } else {
            let line = Rect { height: 1, ..area };
            self.draw_tree_line(line, buf, view, papers);
            let below = Rect {
                y: area.y + 1,
                height: area.height.saturating_sub(1),
                ..area
            };
            self.draw_row(below, buf, view, papers)
        };
        let place = rows::place(papers, &self.row);
        self.find.draw(view.look, find_row, place, buf).or(cursor)
    }
}
