//! What stands in a cell: texts made clean, lists written one entry a line, and cells that no spreadsheet takes for a formula.
//!
//! The lines of an entry after its first are indented by four spaces, so that a list of texts of several lines comes back
//! as it was.

use crate::{
    domain::checklist::{EvidenceHint, EvidenceMethod, TypicalNonconformity, UsualGrade},
    safe,
};

/// What sets the further lines of an entry apart from the next entry.
const INDENT: &str = "    ";

/// What stands before the reason for a grade, on a line of its own.
const WHY: &str = "why";

/// Tells whether a spreadsheet program could take a cell for a formula; quotes before that come from the same care.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Puts a quote before a cell that a spreadsheet program could take for a formula.
pub(super) fn guard(text: &str) -> String {
    if is_risky(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Reads a cell: without the quote that guards it, clean, and without the white space around it.
pub(super) fn read(raw: &str) -> String {
    let text = match raw.strip_prefix('\'') {
        Some(rest) if is_risky(rest) => rest,
        Some(_) | None => raw,
    };
    // A carriage return as workbooks spell it.
    let mut text = text.replace("_x000D_", "");
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    safe::clean_text(&text).trim().to_owned()
}

/// Puts a text on one line, as headers and numbers are compared.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a list, one entry a line.
pub(super) fn list<S: AsRef<str>>(entries: impl IntoIterator<Item = S>) -> String {
    let entries: Vec<String> = entries
        .into_iter()
        .map(|entry| entry.as_ref().trim().replace('\n', &format!("\n{INDENT}")))
        .filter(|entry| !entry.is_empty())
        .collect();
    entries.join("\n")
}

/// Reads a list as it was written.
pub(super) fn entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in text.split('\n') {
        match (line.strip_prefix(INDENT), entries.last_mut()) {
            (Some(rest), Some(entry)) => {
                entry.push('\n');
                entry.push_str(rest);
            }
            (Some(_), None) | (None, _) if line.trim().is_empty() => {}
            (Some(_), None) | (None, _) => entries.push(line.to_owned()),
        }
    }
    for entry in &mut entries {
        *entry = entry.trim().to_owned();
    }
    entries
}

/// Reads a list that a person wrote: without the marks that begin its lines.
pub(super) fn loose(text: &str) -> Vec<String> {
    entries(text)
        .iter()
        .map(|entry| unmarked(entry).to_owned())
        .filter(|entry| !entry.is_empty())
        .collect()
}

/// Reads a list of words, which people also set apart by commas and semicolons.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(['\n', ',', ';'])
        .map(|word| unmarked(word.trim()).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Takes off the mark of a list's line: a bullet, a dash, `1.` or `a)`.
fn unmarked(entry: &str) -> &str {
    let entry = entry.trim();
    let rest = entry.trim_start_matches(['•', '●', '▪', '◦', '·', '–', '—', '*', '-']);
    if rest.len() < entry.len() {
        // A minus belongs to what follows it at once, as in "-5 °C".
        return if rest.starts_with(char::is_whitespace) || !entry.starts_with('-') {
            rest.trim_start()
        } else {
            entry
        };
    }
    let mark = entry.find(['.', ')']).unwrap_or_default();
    let (number, rest) = entry.split_at(mark);
    let is_mark = matches!(number.len(), 1 | 2) && number.bytes().all(|b| b.is_ascii_digit())
        || number.len() == 1 && rest.starts_with(')');
    match rest.get(1..) {
        Some(after) if is_mark && after.starts_with(' ') => after.trim_start(),
        Some(_) | None => entry,
    }
}

/// Writes what evidence to ask for.
pub(super) fn evidence(hints: &[EvidenceHint]) -> String {
    list(
        hints
            .iter()
            .map(|hint| format!("{}: {}", hint.method, hint.ask.trim())),
    )
}

/// Reads what evidence to ask for as it was written.
pub(super) fn read_evidence(text: &str) -> Vec<EvidenceHint> {
    entries(text).iter().map(|entry| hint(entry)).collect()
}

/// Reads what evidence to ask for as people write it: a semicolon ends an entry as well.
pub(super) fn loose_evidence(text: &str) -> Vec<EvidenceHint> {
    loose(text)
        .iter()
        .flat_map(|entry| entry.split(';'))
        .map(|part| hint(unmarked(part)))
        .filter(|hint| !hint.ask.is_empty())
        .collect()
}

/// Reads one entry; without a method it is documents that are asked for.
fn hint(entry: &str) -> EvidenceHint {
    let found = entry.split_once(':').and_then(|(word, ask)| {
        let method = method(word)?;
        Some((method, ask.trim()))
    });
    let (method, ask) = found.unwrap_or((EvidenceMethod::Documents, entry.trim()));
    EvidenceHint {
        method,
        ask: ask.to_owned(),
    }
}

fn method(word: &str) -> Option<EvidenceMethod> {
    let word = word.trim().to_lowercase();
    match word.as_str() {
        "document" | "document review" => Some(EvidenceMethod::Documents),
        "record" => Some(EvidenceMethod::Records),
        "interviews" => Some(EvidenceMethod::Interview),
        "observations" | "observe" => Some(EvidenceMethod::Observation),
        "reperformance" | "re-perform" => Some(EvidenceMethod::Reperformance),
        word => word.parse().ok(),
    }
}

/// Writes what is often found: `grade: text`, and the reason for the grade on the next line.
pub(super) fn nonconformities(typical: &[TypicalNonconformity]) -> String {
    list(typical.iter().flat_map(|often| {
        let why = often.why.trim();
        let why = (!why.is_empty()).then(|| format!("{WHY}: {why}"));
        std::iter::once(format!("{}: {}", often.grade, often.text.trim())).chain(why)
    }))
}

/// What is often found, as it was read, and how much of it had no grade.
pub(super) struct Typical {
    pub(super) nonconformities: Vec<TypicalNonconformity>,
    pub(super) ungraded: usize,
}

/// Reads what is often found; what has no grade counts as minor.
pub(super) fn read_nonconformities(entries: &[String]) -> Typical {
    let mut typical = Typical {
        nonconformities: Vec::new(),
        ungraded: 0,
    };
    for entry in entries {
        let (word, rest) = entry.split_once(':').unwrap_or(("", entry));
        let word = word.trim().to_lowercase();
        let rest = rest.trim();
        if word == WHY
            && let Some(often) = typical.nonconformities.last_mut()
        {
            rest.clone_into(&mut often.why);
            continue;
        }
        let grade: Option<UsualGrade> = word.parse().ok();
        typical.ungraded += usize::from(grade.is_none());
        typical.nonconformities.push(TypicalNonconformity {
            text: grade.map_or(entry.as_str(), |_| rest).to_owned(),
            grade: grade.unwrap_or(UsualGrade::Minor),
            why: String::new(),
        });
    }
    typical
}

/// Reads yes or no; none where it is neither. An empty cell says no.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "x" | "1" | "required" | "mandatory" | "✓" | "✔" => Some(true),
        "" | "no" | "n" | "false" | "0" | "-" | "–" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_guarded_and_comes_back() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("-", "'-"),
            ("'@x", "''@x"),
            ("''+", "'''+"),
            ("'quoted'", "'quoted'"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(guard(text), written);
            assert_eq!(read(written), text);
        }
    }

    #[test]
    fn the_marks_of_a_list_are_no_part_of_its_entries() {
        let text = "• one\n- two\n3. three\n\nb) four\n-5 °C\n2024 plan\n1.5 pages";
        assert_eq!(
            loose(text),
            [
                "one",
                "two",
                "three",
                "four",
                "-5 °C",
                "2024 plan",
                "1.5 pages"
            ]
        );
    }

    #[test]
    fn evidence_of_people_splits_at_lines_and_semicolons_and_knows_methods() {
        let hints = loose_evidence("Policy; register ;\nInterview: the CEO\nISO: 9001 certificate");
        let hints: Vec<(&str, &str)> = hints
            .iter()
            .map(|hint| (hint.method.word(), hint.ask.as_str()))
            .collect();
        assert_eq!(
            hints,
            [
                ("documents", "Policy"),
                ("documents", "register"),
                ("interview", "the CEO"),
                ("documents", "ISO: 9001 certificate"),
            ]
        );
    }

    #[test]
    fn a_cell_loses_what_nobody_sees() {
        assert_eq!(
            read("\u{feff} a\u{200b}b\u{1b}[1m_x000D_\r\nc\u{a0}"),
            "ab[1m\nc"
        );
    }

    proptest! {
        #[test]
        fn a_guarded_cell_comes_back(text in "['=+@a -]{0,6}") {
            let text = text.trim();
            prop_assert_eq!(read(&guard(text)), text);
        }

        #[test]
        fn a_list_of_texts_of_several_lines_comes_back(
            list_of in prop::collection::vec("[a:]([ a;\n-]{0,12}[b'])?", 0..5)
        ) {
            prop_assert_eq!(entries(&list(&list_of)), list_of);
        }
    }
}
