//! What is typed into the picker: words to rank paths by, filters, and perhaps lines at the end, `method.md:10-24`.

use crate::{domain::evidence::LineRange, session::path_query};

/// A query, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    /// What paths are ranked by, and filters.
    pub(super) path: String,
    /// The lines to pick.
    pub(super) lines: Option<LineRange>,
}

/// Takes a query apart; lines that are half typed (`:`, `:10-`) belong to neither part, so that the list stands still.
///
/// Lines end the last word that is no filter.
pub(super) fn split(text: &str) -> Query {
    let whole = || Query {
        path: text.to_owned(),
        lines: None,
    };
    let Some((before, word, after)) = last_word(text) else {
        return whole();
    };
    let Some((path, lines)) = word.rsplit_once(':') else {
        return whole();
    };
    let numbers = |c: char| c.is_ascii_digit() || c == '-';
    if path.is_empty() || !lines.chars().all(numbers) {
        return whole();
    }
    let typed = lines.strip_suffix('-').unwrap_or(lines);
    Query {
        path: format!("{before}{path}{after}"),
        lines: typed.parse().ok(),
    }
}

/// Returns the last word that is no filter, with what stands before and after it.
fn last_word(text: &str) -> Option<(&str, &str, &str)> {
    let mut end = text.len();
    loop {
        let upto = text.get(..end)?.trim_end();
        let start = upto
            .char_indices()
            .rev()
            .find(|(_, c)| c.is_whitespace())
            .map_or(0, |(at, c)| at + c.len_utf8());
        let word = upto.get(start..)?;
        if word.is_empty() {
            return None;
        }
        if !path_query::is_filter(word) {
            return Some((text.get(..start)?, word, text.get(upto.len()..)?));
        }
        end = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Option<String>) {
        let query = split(text);
        (query.path, query.lines.map(|lines| lines.to_string()))
    }

    fn are(path: &str, lines: Option<&str>) -> (String, Option<String>) {
        (path.to_owned(), lines.map(str::to_owned))
    }

    #[test]
    fn lines_at_the_end_are_no_part_of_the_path() {
        assert_eq!(parts("method.md:10-24"), are("method.md", Some("10-24")));
        assert_eq!(parts("method.md:10"), are("method.md", Some("10")));
        assert_eq!(
            parts("risk method.md:10"),
            are("risk method.md", Some("10"))
        );
    }

    #[test]
    fn half_typed_lines_leave_the_list_as_it_is() {
        assert_eq!(parts("method.md:"), are("method.md", None));
        assert_eq!(parts("method.md:10-"), are("method.md", Some("10")));
        assert_eq!(parts("method.md:24-10"), are("method.md", None));
    }

    #[test]
    fn another_colon_belongs_to_the_path() {
        assert_eq!(parts("a:b"), are("a:b", None));
        assert_eq!(parts(":10"), are(":10", None));
        assert_eq!(parts(""), are("", None));
    }

    #[test]
    fn a_filter_has_no_lines() {
        assert_eq!(parts("since:2026"), are("since:2026", None));
        assert_eq!(parts("log since:2026-01"), are("log since:2026-01", None));
        assert_eq!(parts("log:7 in:risk/ "), are("log in:risk/ ", Some("7")));
    }
}
