//! What is typed to find files: words, and filters of the form `key:value`.
//!
//! | filter | means |
//! |---|---|
//! | `in:risk/` | beneath this folder; without the `/` at its end, beneath folders that begin so; or a pattern such as `in:models/**/*.md` |
//! | `kind:csv` | of this kind by its name ([`FileType`]), of one that begins so, or of that which has this ending |
//! | `by:mira` | last changed by somebody whose name or address has this in it |
//! | `since:2026-03` | last changed on or after this day, month or year |
//! | `before:2026-03-15` | last changed before it |
//!
//! Filters of one key add up (`kind:csv kind:log` is either), those of different keys narrow. Author and date are those of the
//! last commit that changed the file, as its author has them ([`LastChange`]).

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::civil::Date;

use crate::{
    domain::{file_type::FileType, similar},
    error::{Error, Result},
    safe::escape_line,
    vcs::LastChange,
};

use super::selection::Selection;

/// A key that a filter begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    In,
    Kind,
    By,
    Since,
    Before,
}

impl Key {
    const ALL: [Self; 5] = [Self::In, Self::Kind, Self::By, Self::Since, Self::Before];

    fn start(self) -> &'static str {
        match self {
            Self::In => "in:",
            Self::Kind => "kind:",
            Self::By => "by:",
            Self::Since => "since:",
            Self::Before => "before:",
        }
    }

    fn of(word: &str) -> Option<(Self, &str)> {
        Self::ALL
            .into_iter()
            .find_map(|key| Some((key, word.strip_prefix(key.start())?)))
    }
}

/// Tells whether a word is a filter, readable or not.
pub fn is_filter(word: &str) -> bool {
    Key::of(word).is_some()
}

/// A query, taken apart.
#[derive(Debug, Clone, Default)]
pub struct PathQuery {
    /// What is left without the filters, as it was typed.
    pub words: String,
    /// The filters.
    pub filters: Filters,
}

/// What narrows a search; the default narrows nothing.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    selection: Selection,
    /// What names or addresses of authors have in them, in lower case.
    authors: Vec<String>,
    since: Option<Date>,
    before: Option<Date>,
    /// The first filter that cannot be read, and why; it is left out.
    problem: Option<String>,
    id: u64,
}

/// The filters as options of a command.
#[derive(Debug, Clone, Default)]
pub struct FilterOptions {
    /// Folders, files or patterns.
    pub folders: Vec<String>,
    /// Kinds of files.
    pub kinds: Vec<FileType>,
    /// Parts of names or addresses.
    pub authors: Vec<String>,
    /// The first day, month or year.
    pub since: Option<String>,
    /// The first day, month or year that is too late.
    pub before: Option<String>,
}

impl PathQuery {
    /// Takes apart what was typed. A filter that cannot be read is left out, and [`Filters::problem`] says so.
    pub fn parse(text: &str) -> Self {
        let mut words = String::new();
        let mut values = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let blank = rest.len() - rest.trim_start().len();
            let (before, after) = rest.split_at(blank);
            let end = after.find(char::is_whitespace).unwrap_or(after.len());
            let (word, next) = after.split_at(end);
            rest = next;
            match Key::of(word) {
                Some(value) => values.push(value),
                None if words.is_empty() => words.push_str(word),
                None => {
                    words.push_str(before);
                    words.push_str(word);
                }
            }
        }
        Self {
            words,
            filters: Filters::parse(&values),
        }
    }
}

impl Filters {
    fn parse(values: &[(Key, &str)]) -> Self {
        let mut filters = Self::default();
        let (mut places, mut types) = (Vec::new(), Vec::new());
        let mut hasher = DefaultHasher::new();
        for (key, value) in values {
            hasher.write(key.start().as_bytes());
            value.hash(&mut hasher);
            if value.is_empty() {
                continue;
            }
            let read = match key {
                Key::In => {
                    places.push(place(value));
                    Ok(())
                }
                Key::Kind => kinds(value).map(|kinds| types.extend(kinds)),
                Key::By => {
                    filters.authors.push(value.to_lowercase());
                    Ok(())
                }
                Key::Since => date(value).map(|date| filters.since = Some(date)),
                Key::Before => date(value).map(|date| filters.before = Some(date)),
            };
            if let Err(problem) = read {
                filters.note(problem);
            }
        }
        match Selection::new(&places, &types) {
            Ok(selection) => filters.selection = selection,
            Err(error) => {
                filters.note(error.message);
                filters.selection = Selection::new(&[], &types).unwrap_or_default();
            }
        }
        filters.id = hasher.finish();
        filters
    }

    /// Reads the options of a command.
    pub fn from_options(options: &FilterOptions) -> Result<Self> {
        let day = |given: &Option<String>| {
            let read = |text: &String| {
                date(text).map_err(|why| Error::usage(format!("Could not read the date: {why}")))
            };
            given.as_ref().map(read).transpose()
        };
        let mut hasher = DefaultHasher::new();
        options.folders.hash(&mut hasher);
        options.kinds.hash(&mut hasher);
        options.authors.hash(&mut hasher);
        options.since.hash(&mut hasher);
        options.before.hash(&mut hasher);
        Ok(Self {
            selection: Selection::new(&options.folders, &options.kinds)?,
            authors: options.authors.iter().map(|a| a.to_lowercase()).collect(),
            since: day(&options.since)?,
            before: day(&options.before)?,
            problem: None,
            id: hasher.finish(),
        })
    }

    fn note(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// Tells whether nothing is narrowed.
    pub fn is_none(&self) -> bool {
        self.selection.is_all() && !self.needs_changes()
    }

    /// Tells whether the last changes of files must be known.
    pub fn needs_changes(&self) -> bool {
        !self.authors.is_empty() || self.since.is_some() || self.before.is_some()
    }

    /// Returns the choice by paths alone.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Tells whether a file is wanted as far as its last change goes.
    pub fn wants_change(&self, change: &LastChange) -> bool {
        self.since.is_none_or(|since| change.date >= since)
            && self.before.is_none_or(|before| change.date < before)
            && self.wants_author(change)
    }

    fn wants_author(&self, change: &LastChange) -> bool {
        if self.authors.is_empty() {
            return true;
        }
        let name = change.author.to_string().to_lowercase();
        self.authors.iter().any(|part| name.contains(part))
    }

    /// Says what is wrong with the first filter that cannot be read.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Tells these filters from others.
    pub(super) fn id(&self) -> u64 {
        self.id
    }
}

/// Reads a place: one that is not closed by `/` stands for every folder that begins so.
fn place(value: &str) -> String {
    let plain = !value.contains(['*', '?', '[', '{', '\\']);
    if plain && !value.ends_with('/') {
        format!("/{value}*/")
    } else {
        value.to_owned()
    }
}

/// Reads kinds, divided by commas: each whole, its beginning, or an ending of its files.
fn kinds(value: &str) -> Result<Vec<FileType>, String> {
    let mut all = Vec::new();
    for word in value.split(',').filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        let begins = |kind: &&FileType| kind.word().starts_with(&word);
        let known: Vec<FileType> = FileType::ALL.iter().filter(begins).copied().collect();
        let of_ending = FileType::of(&format!("file.{word}"));
        if known.is_empty() && of_ending != FileType::Other {
            all.push(of_ending);
        } else if known.is_empty() {
            let words: Vec<&str> = FileType::ALL.iter().map(|kind| kind.word()).collect();
            return Err(similar::UnknownWord::new("kind of file", &word, &words).to_string());
        }
        all.extend(known);
    }
    Ok(all)
}

/// Reads a day, a month or a year, which stand for their first day.
fn date(text: &str) -> Result<Date, String> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    whole.parse().map_err(|_| {
        format!(
            "\"{}\" is no date such as 2026-03-31, 2026-03 or 2026",
            escape_line(text)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(author: &str, date: &str) -> LastChange {
        LastChange {
            commit: String::new(),
            author: author.parse().unwrap(),
            at: jiff::Timestamp::UNIX_EPOCH,
            date: date.parse().unwrap(),
        }
    }

    fn wants(query: &str, path: &str) -> bool {
        PathQuery::parse(query).filters.selection().wants(path)
    }

    #[test]
    fn filters_are_no_words() {
        let query = PathQuery::parse("log in:risk/  kind:csv approved  by");
        assert_eq!(query.words, "log approved  by");
        assert!(!query.filters.is_none());
        assert_eq!(PathQuery::parse("a:b c").words, "a:b c");
        assert!(PathQuery::parse("a in: kind: by:").filters.is_none());
    }

    #[test]
    fn a_folder_that_is_not_closed_stands_for_all_that_begin_so() {
        assert!(wants("in:ri", "risk/a.md") && wants("in:risk/20", "risk/2026/a.md"));
        assert!(!wants("in:ri", "a/risk/b.md") && !wants("in:ri", "rig.md"));
        assert!(wants("in:risk/", "risk/a.md") && !wants("in:risk/", "risk-2/a.md"));
        assert!(wants("in:risk/ in:models/", "models/a"));
        assert!(wants("in:**/2026/", "risk/2026/a.md"));
    }

    #[test]
    fn kinds_are_known_by_their_beginning() {
        assert!(wants("kind:csv", "a.csv") && !wants("kind:csv", "a.md"));
        assert!(wants("kind:csv,mark", "a.md") && wants("kind:md", "a.markdown"));
        assert!(wants("kind:c", "a.csv") && wants("kind:c", "a.rs"));
    }

    #[test]
    fn dates_may_be_months_and_years() {
        let wants = |query: &str, date: &str| {
            let query = PathQuery::parse(query);
            query.filters.wants_change(&change("M <m@x.org>", date))
        };
        assert!(wants("since:2026-03", "2026-03-01") && !wants("since:2026-03", "2026-02-28"));
        assert!(wants("before:2026", "2025-12-31") && !wants("before:2026", "2026-01-01"));
        assert!(!wants("since:2026 before:2026-02-03", "2026-02-03"));
    }

    #[test]
    fn an_author_is_known_by_a_part_of_name_or_address() {
        let mira = change("Mira Øst <m.ost@example.org>", "2026-01-01");
        let wants = |query: &str| PathQuery::parse(query).filters.wants_change(&mira);
        assert!(
            wants("by:mira") && wants("by:øST") && wants("by:ost@ex") && wants("by:ada by:mira")
        );
        assert!(!wants("by:ada"));
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_left_out_and_told() {
        for (query, told) in [
            ("kind:marcdown", "did you mean \"markdown\"?"),
            ("since:20", "\"20\" is no date such as"),
            ("before:2026-13-01", "\"2026-13-01\" is no date"),
            ("in:a[", "\"a[\""),
        ] {
            let filters = PathQuery::parse(query).filters;
            let problem = filters.problem().unwrap();
            assert!(problem.contains(told), "{problem}");
            assert!(filters.is_none(), "{query}");
        }
    }
}
