//! What is typed into the picker: words to rank paths by, and perhaps lines at the end, `method.md:10-24`.

use crate::domain::evidence::LineRange;

/// A query, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query<'a> {
    /// What paths are ranked by.
    pub(super) path: &'a str,
    /// The lines to pick.
    pub(super) lines: Option<LineRange>,
}

/// Takes a query apart; lines that are half typed (`:`, `:10-`) belong to neither part, so that the list stands still.
pub(super) fn split(text: &str) -> Query<'_> {
    let whole = Query {
        path: text,
        lines: None,
    };
    let Some((path, lines)) = text.rsplit_once(':') else {
        return whole;
    };
    let numbers = |c: char| c.is_ascii_digit() || c == '-';
    if path.is_empty() || !lines.chars().all(numbers) {
        return whole;
    }
    let typed = lines.strip_suffix('-').unwrap_or(lines);
    Query {
        path,
        lines: typed.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (&str, Option<String>) {
        let query = split(text);
        (query.path, query.lines.map(|lines| lines.to_string()))
    }

    #[test]
    fn lines_at_the_end_are_no_part_of_the_path() {
        assert_eq!(
            parts("method.md:10-24"),
            ("method.md", Some("10-24".to_owned()))
        );
        assert_eq!(parts("method.md:10"), ("method.md", Some("10".to_owned())));
    }

    #[test]
    fn half_typed_lines_leave_the_list_as_it_is() {
        assert_eq!(parts("method.md:"), ("method.md", None));
        assert_eq!(parts("method.md:10-"), ("method.md", Some("10".to_owned())));
        assert_eq!(parts("method.md:24-10"), ("method.md", None));
    }

    #[test]
    fn another_colon_belongs_to_the_path() {
        assert_eq!(parts("a:b"), ("a:b", None));
        assert_eq!(parts(":10"), (":10", None));
    }
}
