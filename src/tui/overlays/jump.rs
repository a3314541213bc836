//! The fuzzy jump: any clause, question, finding, corrective action, sample or person of the audit, and the other audits.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        id::{ActionId, AuditId, FindingId, RowKey, SampleId},
        papers::WorkingPapers,
    },
    fuzzy::{self, Arena, Ranking},
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        keymap::Key,
        marks,
        panel::{Cx, Intent, Panel, View},
        screens::{action::ActionForm, finding::FindingForm, sample::SampleScreen, walk::Walk},
        text,
        theme::Role,
        widgets::{paint, query::QueryList},
    },
};

/// Where a line leads.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Row(AuditId, RowKey),
    Finding(AuditId, FindingId),
    Action(AuditId, ActionId),
    Sample(AuditId, SampleId),
    Audit(AuditId),
}

struct Entry {
    kind: &'static str,
    text: String,
    target: Target,
}

/// Finds a place by a few of its letters.
pub struct Jump {
    entries: Vec<Entry>,
    arena: Arena,
    ranking: Ranking,
    shown: Vec<usize>,
    query: QueryList,
}

impl Jump {
    /// Offers the places of an audit, or only its clauses and questions; where no audit is meant those of all of them.
    pub fn new(data: &Data, audit: Option<&AuditId>, clauses_only: bool) -> Self {
        let mut entries = Vec::new();
        let own = audit.and_then(|id| data.audit(id));
        let all = data.papers.values().filter(|_| own.is_none());
        for papers in own.into_iter().chain(all) {
            // Of several audits each place says which one it is of.
            let of = match own {
                Some(_) => String::new(),
                None => format!("  [{}]", papers.audit.id),
            };
            rows(papers, &of, &mut entries);
            if !clauses_only {
                records(papers, &of, &mut entries);
                people(papers, &of, &mut entries);
            }
        }
        if !clauses_only {
            entries.extend(data.papers.values().map(|papers| Entry {
                kind: "audit",
                text: format!(
                    "{}  {}",
                    papers.audit.id,
                    safe::escape_line(&papers.audit.title)
                ),
                target: Target::Audit(papers.audit.id.clone()),
            }));
        }
        let arena = entries.iter().map(|entry| entry.text.as_str()).collect();
        let shown = (0..entries.len()).collect();
        Self {
            entries,
            arena,
            ranking: Ranking::new(),
            shown,
            query: QueryList::default(),
        }
    }

    fn filter(&mut self) {
        let found = self
            .ranking
            .search(&self.arena, self.query.text(), 500, &|| false);
        self.shown = found
            .rows
            .iter()
            .filter_map(|hit| usize::try_from(hit.index).ok())
            .collect();
        // Who types "8.4" means that clause, then its questions in their order, not the best of all that hold these letters.
        let typed = self.query.text().to_lowercase();
        let begins = |at: &usize| {
            let entry = self.entries.get(*at);
            entry.is_some_and(|entry| entry.text.to_lowercase().starts_with(&typed))
        };
        let (mut first, rest): (Vec<usize>, Vec<usize>) =
            self.shown.iter().partition(|at| begins(at));
        first.sort_unstable();
        first.extend(rest);
        self.shown = first;
        self.query.found();
    }

    fn go(&self, data: &Data) -> Option<Intent> {
        let entry = self.entries.get(*self.shown.get(self.query.selected())?)?;
        Some(match &entry.target {
            Target::Row(audit, row) => {
                Intent::GoTo(Box::new(Walk::at(data.audit(audit)?, row.clone())))
            }
            Target::Audit(audit) => Intent::GoTo(Box::new(Walk::new(data.audit(audit)?))),
            Target::Finding(audit, id) => {
                Intent::Open(Box::new(FindingForm::new(audit.clone(), id.clone())))
            }
            Target::Action(audit, id) => {
                Intent::Open(Box::new(ActionForm::new(audit.clone(), id.clone())))
            }
            Target::Sample(audit, id) => {
                Intent::Open(Box::new(SampleScreen::new(audit.clone(), id.clone())))
            }
        })
    }
}

fn rows(papers: &WorkingPapers, of_audit: &str, entries: &mut Vec<Entry>) {
    let audit = &papers.audit.id;
    let several = papers.audit.checklists.len() > 1;
    let mut last = None;
    for row in papers.all_rows() {
        let key = row.key();
        // Behind the title, since who types "7.2" means what begins so.
        let of = if several {
            format!("  ({}){of_audit}", row.checklist.id)
        } else {
            of_audit.to_owned()
        };
        if last != Some((&row.checklist.id, &row.clause.reference)) {
            entries.push(Entry {
                kind: "clause",
                text: format!(
                    "{}  {}{of}",
                    row.clause.reference,
                    safe::escape_line(&row.clause.title)
                ),
                target: Target::Row(audit.clone(), key.clone()),
            });
        }
        last = Some((&row.checklist.id, &row.clause.reference));
        entries.push(Entry {
            kind: "question",
            text: format!(
                "{} #{}  {}{of}",
                row.clause.reference,
                row.question.id,
                safe::escape_line(row.question.short())
            ),
            target: Target::Row(audit.clone(), key),
        });
    }
}

fn records(papers: &WorkingPapers, of_audit: &str, entries: &mut Vec<Entry>) {
    let audit = &papers.audit.id;
    entries.extend(papers.findings.values().map(|finding| Entry {
        kind: "finding",
        text: format!(
            "{}  {}{of_audit}",
            finding.id,
            safe::escape_line(&finding.title)
        ),
        target: Target::Finding(audit.clone(), finding.id.clone()),
    }));
    entries.extend(papers.actions.values().map(|action| Entry {
        kind: "action",
        text: format!(
            "{}  {}{of_audit}",
            action.id,
            safe::escape_line(&action.title)
        ),
        target: Target::Action(audit.clone(), action.id.clone()),
    }));
    entries.extend(papers.samples.values().map(|sample| Entry {
        kind: "sample",
        text: format!(
            "{}  {}{of_audit}",
            sample.id,
            safe::escape_line(&sample.subject())
        ),
        target: Target::Sample(audit.clone(), sample.id.clone()),
    }));
}

fn people(papers: &WorkingPapers, of_audit: &str, entries: &mut Vec<Entry>) {
    for row in papers.rows() {
        let key = row.key();
        for person in papers
            .answer(&key)
            .into_iter()
            .flat_map(|answer| &answer.people)
        {
            entries.push(Entry {
                kind: "person",
                text: format!(
                    "{}  met for {} #{}{of_audit}",
                    safe::escape_line(person),
                    key.reference,
                    key.question
                ),
                target: Target::Row(papers.audit.id.clone(), key.clone()),
            });
        }
    }
}

impl Panel for Jump {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Picker]
    }

    fn name(&self) -> String {
        "jump".to_owned()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn press(&mut self, key: Key, _: Cx<'_>) -> Option<Vec<Intent>> {
        if self.query.press(key)? {
            self.filter();
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, _: Cx<'_>) -> Option<Vec<Intent>> {
        self.query.paste(text);
        self.filter();
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::PickerAccept => {
                let mut intents = vec![Intent::Close];
                intents.extend(self.go(cx.data));
                Some(intents)
            }
            Action::Back => Some(vec![Intent::Close]),
            other => {
                self.query.go(other, cx.count, self.shown.len(), cx.area)?;
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
        let title = format!("jump: {} of {}", self.shown.len(), self.entries.len());
        let line = |place: usize| {
            let entry = self.shown.get(place).and_then(|at| self.entries.get(*at));
            entry.map_or_else(Line::default, |entry| {
                let marked = fuzzy::positions(&entry.text, self.query.text());
                let found = paint::matched(
                    &entry.text,
                    &marked,
                    look.style(Role::Text),
                    look.style(Role::Match),
                );
                let mut spans = vec![Span::styled(
                    text::pad(entry.kind, 9).into_owned(),
                    look.style(Role::Dim),
                )];
                if let Target::Row(audit, key) = &entry.target
                    && entry.kind == "question"
                    && let Some(papers) = view.data.audit(audit)
                {
                    let answer = papers.answer(key);
                    let (mark, role) = marks::answer(look.glyphs, &papers.audit, answer);
                    spans.push(Span::styled(mark, look.style(role)));
                    spans.push(Span::raw(" "));
                }
                spans.extend(found.spans);
                Line::from(spans)
            })
        };
        let list = (self.shown.len(), "nothing of that name");
        self.query.draw(look, area, &title, list, line, buf)
    }
}
