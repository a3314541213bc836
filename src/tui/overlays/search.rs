//! The search through all questions and hints of an audit's checklists: every word has to occur, and the text that holds
//! them is shown.

use std::collections::BTreeMap;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        checklist::search::{Folded, Found, Subject, Words},
        id::{AuditId, ChecklistId, Criterion, Ref, RowKey},
        papers::WorkingPapers,
    },
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        keymap::Key,
        panel::{Cx, Intent, Panel, View},
        screens::{reference::ReferenceScreen, walk::Walk},
        text,
        theme::Role,
        widgets::{
            paint,
            query::{self, QueryList},
        },
    },
};

/// Where a line leads.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Row(RowKey),
    Clause(Criterion),
    Reference(ChecklistId, Ref),
}

/// A line: where it is, and the text that holds the words.
struct Hit {
    place: String,
    kind: &'static str,
    text: String,
    target: Target,
}

/// Finds words in what the checklists of an audit ask and say.
pub struct Search {
    audit: AuditId,
    query_box: QueryList,
    words: Words,
    hits: Vec<Hit>,
    /// What is looked through, made when the first key is pressed.
    folded: BTreeMap<ChecklistId, Folded>,
}

impl Search {
    /// Searches the checklists of an audit.
    pub fn new(audit: AuditId) -> Self {
        Self {
            audit,
            query_box: QueryList::default(),
            words: Words::of(""),
            hits: Vec::new(),
            folded: BTreeMap::new(),
        }
    }

    fn search(&mut self, data: &Data) {
        self.words = Words::of(self.query_box.text());
        self.hits.clear();
        if let Some(papers) = data.audit(&self.audit) {
            let several = papers.audit.checklists.len() > 1;
            for checklist in papers.checklists() {
                let folded = self.folded.entry(checklist.id.clone());
                let folded = folded.or_insert_with(|| checklist.folded());
                let found = checklist.search_folded(&self.words, folded);
                let hits = found
                    .iter()
                    .filter(|found| is_in_scope(papers, &checklist.id, found));
                self.hits
                    .extend(hits.map(|found| hit(&checklist.id, found, several)));
            }
        }
        self.query_box.found();
    }

    fn go(&self, data: &Data) -> Option<Intent> {
        let papers = data.audit(&self.audit)?;
        let hit = self.hits.get(self.query_box.selected())?;
        Some(match &hit.target {
            Target::Row(row) => Intent::GoTo(Box::new(Walk::at(papers, row.clone()))),
            Target::Clause(criterion) => {
                Intent::GoTo(Box::new(Walk::at_clause(papers, criterion)?))
            }
            Target::Reference(checklist, reference) => {
                let mut screen = ReferenceScreen::new(self.audit.clone());
                screen.select(papers, checklist, reference);
                Intent::GoTo(Box::new(screen))
            }
        })
    }
}

fn is_in_scope(papers: &WorkingPapers, checklist: &ChecklistId, found: &Found<'_>) -> bool {
    let Some(checklist) = papers.checklists.get(checklist) else {
        return false;
    };
    match found.subject {
        Subject::Question(clause, _) => papers.exclusion(checklist, clause).is_none(),
        Subject::Clause(clause) => papers.rows_below(checklist, clause) > 0,
        Subject::Reference(_) => true,
    }
}

fn hit(checklist: &ChecklistId, found: &Found<'_>, several: bool) -> Hit {
    let (reference, question, target) = match found.subject {
        Subject::Question(clause, question) => (
            &clause.reference,
            Some(&question.id),
            Target::Row(RowKey {
                checklist: checklist.clone(),
                reference: clause.reference.clone(),
                question: question.id.clone(),
            }),
        ),
        Subject::Clause(clause) => (
            &clause.reference,
            None,
            Target::Clause(Criterion {
                checklist: checklist.clone(),
                reference: clause.reference.clone(),
            }),
        ),
        Subject::Reference(entry) => (
            &entry.reference,
            None,
            Target::Reference(checklist.clone(), entry.reference.clone()),
        ),
    };
    let mut place = String::new();
    if several {
        place.push_str(checklist.as_str());
        place.push(' ');
    }
    place.push_str(reference.as_str());
    if let Some(question) = question {
        place.push_str(" #");
        place.push_str(question.as_str());
    }
    Hit {
        place,
        kind: found.kind.label(),
        text: safe::escape_line(found.text.trim()).into_owned(),
        target,
    }
}

/// Cuts a text so that the first mark is in sight; returns it with the marks moved along.
fn excerpt(said: &str, marks: &[usize], room: usize, ellipsis: &str) -> (String, Vec<usize>) {
    let first = marks.first().copied().unwrap_or(0);
    // A few words before it stay in sight.
    let from = if first + 12 > room {
        first.saturating_sub(room / 3)
    } else {
        0
    };
    if from == 0 {
        return (said.to_owned(), marks.to_vec());
    }
    let lead = ellipsis.chars().count();
    let tail: String = said.chars().skip(from).collect();
    let moved = marks.iter().filter(|at| **at >= from);
    (
        format!("{ellipsis}{tail}"),
        moved.map(|at| at - from + lead).collect(),
    )
}

impl Panel for Search {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Picker]
    }

    fn name(&self) -> String {
        "search".to_owned()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.query_box.press(key)? {
            self.search(cx.data);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.query_box.paste(text);
        self.search(cx.data);
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::PickerAccept => match self.go(cx.data) {
                Some(intent) => Some(vec![Intent::Close, intent]),
                None => Some(Vec::new()),
            },
            Action::Back => Some(vec![Intent::Close]),
            other => {
                self.query_box
                    .go(other, cx.count, self.hits.len(), cx.area)?;
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
        let title = if self.words.is_empty() {
            "search questions and hints".to_owned()
        } else {
            format!("search questions and hints: {}", self.hits.len())
        };
        let empty = if self.words.is_empty() {
            "words, in any order: every question, hint and clause that holds all of them is listed"
        } else {
            "nothing in the checklists of this audit holds all of these words"
        };
        let places = self.hits.iter().map(|hit| text::width(&hit.place));
        let column = places.max().unwrap_or(0).clamp(8, 24);
        let line = |at: usize| {
            let Some(hit) = self.hits.get(at) else {
                return Line::default();
            };
            let place = text::fit(&hit.place, column, look.glyphs.ellipsis);
            let kind = text::pad(hit.kind, 12).into_owned();
            let room = query::width(area).saturating_sub(column + 15);
            let marks = self.words.marks(&hit.text);
            let (shown, marks) = excerpt(&hit.text, &marks, room, look.glyphs.ellipsis);
            let said = paint::matched(
                &shown,
                &marks,
                look.style(Role::Text),
                look.style(Role::Match),
            );
            let mut spans = vec![
                Span::styled(place, look.style(Role::Label)),
                Span::raw("  "),
                Span::styled(kind, look.style(Role::Dim)),
                Span::raw(" "),
            ];
            spans.extend(
                said.spans
                    .into_iter()
                    .map(|span| Span::styled(span.content.into_owned(), span.style)),
            );
            Line::from(spans)
        };
        self.query_box
            .draw(look, area, &title, (self.hits.len(), empty), line, buf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_in_sight_however_long_the_text() {
        let text = format!("{}risk and more", "x".repeat(90));
        let marks = Words::of("risk").marks(&text);
        let (shown, marks) = excerpt(&text, &marks, 40, "…");
        let found: String = shown
            .chars()
            .enumerate()
            .filter(|(at, _)| marks.contains(at))
            .map(|(_, c)| c)
            .collect();
        assert_eq!(found, "risk");
        assert!(
            shown.chars().count() < 40 && shown.starts_with('…'),
            "{shown}"
        );
    }
}
