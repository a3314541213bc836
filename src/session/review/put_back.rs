//! What a commit would take away of what is committed, or was edited past its guards.

use std::collections::BTreeSet;

use crate::{
    domain::{
        lawful,
        problem::{Problem, Severity},
    },
    safe::escape_line,
    vcs::Change,
};

use super::versions::Versions;

/// How much of a committed value is shown.
const SHOWN: usize = 120;

/// Lists the pending records that have less of the past than what is committed, or were edited past their guards.
pub(super) fn problems(pending: &[Versions<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for versions in pending {
        let reasons = lawful::unlawful_edits(versions.before.as_ref(), &versions.after);
        if reasons.is_empty() {
            continue;
        }
        let texts: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
        let path = escape_line(&versions.file.path);
        let way = match versions.file.change {
            Change::Added => {
                "what was written by hand is to be taken out, and the step made by the program"
                    .to_owned()
            }
            Change::Modified | Change::Deleted => {
                let fields = reasons.iter().map(|reason| reason.field);
                let fields: BTreeSet<&str> = fields.collect();
                let back: Vec<String> = fields
                    .iter()
                    .map(|field| put_back(field, &versions.file.old))
                    .collect();
                // The narrow way first: the wide one throws away what others have not committed yet, too.
                format!(
                    "what is committed goes on by a step alone: in {path} put {} back as git show 'HEAD:{path}' has it; \
                     git checkout -- '{path}' brings it back as well, and throws away all that is not committed in that file, \
                     whoever wrote it",
                    back.join(", ")
                )
            }
        };
        problems.push(Problem {
            record: versions.key.clone(),
            severity: Severity::Blocks,
            text: format!("{}: {}; {way}", versions.key.short(), texts.join("; ")),
        });
    }
    problems
}

/// Names a field that is to be put back, with its committed value where that is one line: at the top of the record, or else among
/// how the effect is judged.
fn put_back(field: &str, committed: &str) -> String {
    let Ok(record) = committed.parse::<toml::Table>() else {
        return field.to_owned();
    };
    let effect = || record.get("effectiveness")?.as_table()?.get(field);
    let (value, place) = match record.get(field) {
        Some(value) => (Some(value), ""),
        None => (effect(), " in [effectiveness]"),
    };
    let is_line = |value: &&toml::Value| match value {
        toml::Value::String(text) => !text.contains('\n'),
        toml::Value::Table(_) | toml::Value::Array(_) => false,
        toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => true,
    };
    let Some(value) = value.filter(is_line) else {
        return field.to_owned();
    };
    let value = value.to_string();
    let mut cut: String = value.chars().take(SHOWN).collect();
    if cut.len() < value.len() {
        cut.push_str(" ...");
    }
    format!("{field} = {cut}{place}")
}

#[cfg(test)]
mod tests {
    use super::put_back;

    #[test]
    fn a_field_is_put_back_with_its_value_where_that_is_one_line() {
        let committed = "schema = 1\n\nnote = '''\ntitle = \"of a note\"\n'''\n\ntitle = \"Two = too\"\n\n\
                         [effectiveness]\nmeasure = \"count\"\n\n[[history]]\nto = \"draft\"\n";
        assert_eq!(put_back("title", committed), "title = \"Two = too\"");
        let measure = put_back("measure", committed);
        assert_eq!(measure, "measure = \"count\" in [effectiveness]");
        for field in ["note", "history", "to", "gone"] {
            assert_eq!(put_back(field, committed), field);
        }
        let long = format!("title = \"{}\"\n", "x".repeat(500));
        assert_eq!(put_back("title", &long).len(), "title = ".len() + 120 + 4);
    }
}
