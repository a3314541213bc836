//! The rows of a table as people make them: merged cells, headings between the questions, numbers in many spellings.

use std::collections::BTreeSet;

use crate::domain::id::Ref;

use super::super::{
    CellKind, Field, Row, cell,
    number::{self, Numbered},
};
use super::gather::{Draft, Gather, Parent};

/// The longest text that can be a title.
const TITLE: usize = 80;

/// Reads every row.
pub(super) fn read(rows: &[Row], gather: &mut Gather<'_>) {
    let mut reader = Reader {
        words: words(rows, gather),
        above: None,
        asks: false,
        gather,
    };
    for row in rows {
        reader.row(row);
        if reader.gather.is_full() {
            break;
        }
    }
    headings(&mut gather.drafts);
}

/// Collects the words that other numbers begin with: only such a word is a number itself.
fn words(rows: &[Row], gather: &Gather<'_>) -> BTreeSet<Ref> {
    rows.iter()
        .filter_map(|row| number::read(gather.text(row, Field::Ref)))
        .filter(|number| !number.is_word())
        .flat_map(|number| number::all_above(&number.reference).collect::<Vec<_>>())
        .collect()
}

/// Makes headings of clauses whose only question is a title: `4 | Context of the organization`, with clauses below it.
fn headings(drafts: &mut [Draft]) {
    let above: BTreeSet<Ref> = drafts
        .iter()
        .flat_map(|draft| number::all_above(&draft.clause.reference).collect::<Vec<_>>())
        .collect();
    for draft in drafts {
        let clause = &mut draft.clause;
        if let [question] = clause.questions.as_slice()
            && clause.title.is_empty()
            && above.contains(&clause.reference)
            && is_title(&question.text)
            && question.good.is_empty()
            && question.evidence.is_empty()
            && question.nonconformities.is_empty()
        {
            clause.title = cell::one_line(&question.text);
            clause.questions.clear();
        }
    }
}

fn is_title(text: &str) -> bool {
    text.chars().count() <= TITLE && !text.ends_with(['?', '.', ':', ';'])
}

struct Reader<'g, 'a> {
    gather: &'g mut Gather<'a>,
    words: BTreeSet<Ref>,
    /// The clause of the row above, which holds where a row names none.
    above: Option<Ref>,
    /// Whether the row above has a question, with which this one may go on.
    asks: bool,
}

/// What a row says about its number.
enum Number {
    /// It has one.
    Own(Numbered),
    /// It leaves it to the row above.
    Above,
    /// It names a lettered item of the clause above.
    Item(String),
    /// It has one that cannot be understood, and is left.
    Bad,
}

impl Reader<'_, '_> {
    fn row(&mut self, row: &Row) {
        if self.is_blank(row) || self.is_header(row) {
            return;
        }
        if let Some(heading) = self.lone_heading(row) {
            let reference = self.gather.numbered(row, heading.reference);
            self.gather.about_clause(row, &reference, &heading.rest);
            self.begin(Some(reference), false);
            return;
        }
        match self.number(row) {
            Number::Own(number) => self.own(row, number),
            Number::Above => self.go_on(row, None),
            Number::Item(letter) => self.go_on(row, Some(letter)),
            Number::Bad => self.begin(None, false),
        }
    }

    fn begin(&mut self, above: Option<Ref>, asks: bool) {
        self.above = above;
        self.asks = asks;
    }

    fn text(&self, row: &Row, field: Field) -> String {
        self.gather.text(row, field).to_owned()
    }

    /// Tells whether no column that is taken holds anything.
    fn is_blank(&self, row: &Row) -> bool {
        let mut columns = self.gather.mapping.columns.values();
        columns.all(|column| row.text(*column).is_empty())
    }

    /// Tells whether the headers are repeated, as they are at the top of printed pages.
    fn is_header(&self, row: &Row) -> bool {
        let names = &self.gather.mapping.names;
        !names.is_empty()
            && row.cells.len() > 1
            && row.cells.iter().all(|(column, cell)| {
                names
                    .get(column)
                    .is_some_and(|name| *name == cell::one_line(&cell.text))
            })
    }

    /// Reads a heading that stands alone in its row, number and title in one cell, in whatever column.
    fn lone_heading(&self, row: &Row) -> Option<Numbered> {
        let [(column, cell)] = row.cells.as_slice() else {
            return None;
        };
        let mapping = self.gather.mapping;
        if mapping.columns.get(&Field::Ref) == Some(column) && !mapping.is_numbered_question() {
            return None;
        }
        number::read(&cell.text)
            .filter(|number| !number.is_word() && !number.rest.is_empty() && !number.several)
            .filter(|number| is_title(&number.rest))
            .filter(|number| {
                !mapping.is_numbered_question() || self.words.contains(&number.reference)
            })
    }

    fn number(&mut self, row: &Row) -> Number {
        let column = self.gather.mapping.columns.get(&Field::Ref);
        let Some(found) = column.and_then(|column| row.cell(*column)) else {
            return Number::Above;
        };
        let text = found.text.clone();
        if found.kind == CellKind::Date {
            let why = "a date: the spreadsheet took the number for one; format the column as text";
            self.gather.leave(row, Some(Field::Ref), &text, why);
            return Number::Bad;
        }
        if let (Some(letter), Some(_)) = (number::item(&text), &self.above) {
            return Number::Item(letter);
        }
        match number::read(&text) {
            Some(number) if !number.is_word() || self.words.contains(&number.reference) => {
                if number.several {
                    let why = format!("several numbers: taken for {}", number.reference);
                    self.gather.remark(row, Field::Ref, &text, why);
                }
                Number::Own(number)
            }
            Some(_) | None => {
                let why = "there is no clause number in it";
                self.gather.leave(row, Some(Field::Ref), &text, why);
                Number::Bad
            }
        }
    }

    fn own(&mut self, row: &Row, number: Numbered) {
        let numbered_question = self.gather.mapping.is_numbered_question();
        let rest = if number.several {
            String::new()
        } else {
            number.rest
        };
        let reference = self.gather.numbered(row, number.reference);
        let (question, rest) = if numbered_question {
            (rest, String::new())
        } else {
            (self.text(row, Field::Question), rest)
        };
        self.parent(row, &reference);
        let title = self.title(row, &reference, rest);
        self.gather.about_clause(row, &reference, &title);
        if question.is_empty() {
            self.no_question(row);
            self.begin(Some(reference), false);
        } else {
            self.gather.question(row, &reference, &question, None);
            self.begin(Some(reference), true);
        }
    }

    /// Finds the title of the row's clause: in a column, or beside the number.
    fn title(&mut self, row: &Row, reference: &Ref, rest: String) -> String {
        let mut title = self.text(row, Field::Title);
        if let Some(number) = number::read(&title)
            && !number.is_word()
        {
            if number.reference == *reference {
                title = number.rest;
            } else if number::all_above(reference).any(|above| above == number.reference) {
                // A section's title in the rows of its clauses.
                if !number.rest.is_empty() {
                    self.gather.titles.insert(number.reference, number.rest);
                }
                title = String::new();
            }
        }
        if title.is_empty() {
            return rest;
        }
        if !rest.is_empty() && cell::one_line(&title).to_lowercase() != rest.to_lowercase() {
            self.gather.leave(
                row,
                Some(Field::Ref),
                &rest,
                "the clause has a title in a column of its own",
            );
        }
        title
    }

    fn parent(&mut self, row: &Row, reference: &Ref) {
        let text = self.text(row, Field::Parent);
        if text.is_empty() {
            return;
        }
        let Some(found) = number::read(&text) else {
            self.gather.leave(
                row,
                Some(Field::Parent),
                &text,
                "there is no clause number in it",
            );
            return;
        };
        if !found.rest.is_empty() && !found.several {
            self.gather
                .titles
                .insert(found.reference.clone(), found.rest);
        }
        if self.gather.mapping.sections {
            return;
        }
        if let Some(draft) = self.gather.clause(row, reference)
            && found.reference != *reference
        {
            draft.parent = Parent::Given(Some(found.reference));
        }
    }

    /// Takes a row without a number: a further question of the clause above, or more of the question above.
    fn go_on(&mut self, row: &Row, item: Option<String>) {
        let question = self.text(row, Field::Question);
        let Some(above) = self.above.clone() else {
            let what = self.first_of(row);
            self.gather.leave(
                row,
                None,
                &what,
                "neither the row nor the one above it has a clause number",
            );
            return;
        };
        if !question.is_empty() {
            let title = self.text(row, Field::Title);
            self.gather.about_clause(row, &above, &title);
            let item = item.map(|letter| format!("{above} {letter})"));
            self.gather.question(row, &above, &question, item);
            self.asks = true;
        } else if !self.text(row, Field::Title).is_empty() {
            // Not more of the question above, but something of its own that nobody asks for.
            let what = self.text(row, Field::Title);
            self.gather.leave(
                row,
                Some(Field::Title),
                &what,
                "the row has a text and no question: neither it nor what stands beside it is taken",
            );
        } else if self.asks && self.has_guidance(row) {
            self.gather.more_guidance(row, &above);
        } else {
            let what = self.first_of(row);
            self.gather.leave(
                row,
                None,
                &what,
                "the row has neither a clause number nor a question",
            );
        }
    }

    fn has_guidance(&self, row: &Row) -> bool {
        let fields = [
            Field::Guidance,
            Field::Evidence,
            Field::Sample,
            Field::Nonconformity,
        ];
        fields
            .iter()
            .any(|field| !self.gather.text(row, *field).is_empty())
    }

    /// Notes what belongs to a question in a row that has none.
    fn no_question(&mut self, row: &Row) {
        for field in Field::OF_A_QUESTION {
            let text = self.text(row, field);
            if !text.is_empty() {
                self.gather
                    .leave(row, Some(field), &text, "there is no question in the row");
            }
        }
    }

    fn first_of(&self, row: &Row) -> String {
        let columns = &self.gather.mapping.columns;
        let first = row
            .cells
            .iter()
            .find(|(column, _)| columns.values().any(|taken| taken == column));
        first.map_or_else(String::new, |(_, cell)| cell::one_line(&cell.text))
    }
}
