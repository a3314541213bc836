//! The headers that people give the columns of such sheets, as found in public audit spreadsheets.

use super::{Field, cell};

/// The headers of each field, the likeliest first, as [`plain`] makes them.
const NAMES: [(Field, &[&str]); 16] = [
    (
        Field::Ref,
        &[
            "clause no",
            "clause number",
            "clause ref",
            "clause reference",
            "clause id",
            "control no",
            "control number",
            "control id",
            "control ref",
            "control reference",
            "ref",
            "ref no",
            "reference",
            "reference no",
            "reference number",
            "section no",
            "section number",
            "requirement no",
            "requirement number",
            "requirement id",
            "article no",
            "article number",
            "subclause",
            "sub clause",
            "standard clause",
            "clause",
            "clauses",
            "article",
            "control",
            "controls",
            "section",
            "paragraph",
            "requirement",
            "standard",
            "standard ref",
            "standard reference",
            "id",
            "item no",
            "item",
            "number",
            "no",
            "nr",
            "#",
            "s no",
            "sr no",
            "sl no",
            "question no",
            "question number",
        ],
    ),
    (
        Field::Question,
        &[
            "audit question",
            "audit questions",
            "question",
            "questions",
            "checklist question",
            "checklist questions",
            "assessment question",
            "assessment questions",
            "audit checklist question",
            "question to ask",
            "questions to ask",
            "checklist item",
            "checklist items",
            "audit checkpoint",
            "checkpoint",
            "checkpoints",
            "check",
            "what to check",
            "audit check",
            "audit criteria",
            "requirement",
            "requirements",
            "requirement description",
            "control requirement",
            "control description",
            "description",
            "control",
            "controls",
            "clause",
        ],
    ),
    (
        Field::Title,
        &[
            "title",
            "clause title",
            "clause name",
            "control name",
            "control title",
            "section title",
            "section name",
            "article title",
            "requirement title",
            "name",
            "heading",
            "section",
            "control",
            "clause",
            "topic",
            "subject",
            "area",
            "requirement",
        ],
    ),
    (
        Field::Parent,
        &["parent", "parent clause", "parent ref", "parent control"],
    ),
    (Field::Kind, &["kind", "clause kind", "kind of clause"]),
    (
        Field::Evidence,
        &[
            "evidence expected",
            "expected evidence",
            "evidence required",
            "required evidence",
            "objective evidence expected",
            "expected objective evidence",
            "objective evidence required",
            "evidence to look for",
            "evidence to request",
            "evidence to ask for",
            "evidence examples",
            "examples of evidence",
            "example evidence",
            "typical evidence",
            "suggested evidence",
            "possible evidence",
            "evidence",
            "documents required",
            "required documents",
            "documentation required",
        ],
    ),
    (
        Field::Guidance,
        &[
            "guidance",
            "audit guidance",
            "guidance notes",
            "implementation guidance",
            "what good looks like",
            "what to look for",
            "look for",
            "acceptance criteria",
            "expected answer",
            "explanation",
            "help",
            "tips",
        ],
    ),
    (
        Field::Nonconformity,
        &[
            "nonconformity",
            "nonconformities",
            "typical nonconformity",
            "typical nonconformities",
            "common nonconformities",
            "typical findings",
            "common findings",
            "often found",
        ],
    ),
    (
        Field::Sample,
        &["sample", "sampling", "what to sample", "sample size"],
    ),
    (
        Field::Objective,
        &["control objective", "objective", "purpose"],
    ),
    (Field::Note, &["note"]),
    (
        Field::DocumentedInformation,
        &[
            "documented information",
            "documented information required",
            "mandatory documented information",
            "mandatory document",
        ],
    ),
    (Field::Label, &["label", "short question"]),
    (Field::Roles, &["roles", "ai roles", "applies to role"]),
    (
        Field::Stages,
        &["stages", "life cycle stages", "lifecycle stages"],
    ),
    (Field::Topics, &["topics"]),
];

/// The headers of columns into which an auditor writes what came out: results, and no part of a checklist.
const ANSWERS: [&str; 50] = [
    "status",
    "compliant",
    "compliance",
    "complies",
    "conforming",
    "conformity",
    "conformance",
    "conforms",
    "y n",
    "yes no",
    "yes",
    "partial",
    "n a",
    "result",
    "results",
    "finding",
    "findings",
    "audit finding",
    "audit findings",
    "auditor",
    "auditee",
    "interviewee",
    "comment",
    "comments",
    "remark",
    "remarks",
    "notes",
    "observation",
    "observations",
    "score",
    "rating",
    "maturity",
    "date",
    "due date",
    "target date",
    "responsible",
    "owner",
    "action",
    "actions",
    "corrective action",
    "recommendation",
    "recommendations",
    "objective evidence",
    "audit evidence",
    "evidence found",
    "evidence seen",
    "evidence reviewed",
    "implemented",
    "applicable",
    "response",
];

/// How good a header is for a field; less is better.
pub(super) type Rank = usize;

/// The rank of a header that only has a word in common with a field.
const ROUGH: Rank = 1000;

/// Lists the fields that headers are known for, in the order in which they choose a column.
pub(super) fn order() -> impl Iterator<Item = Field> {
    NAMES.iter().map(|(field, _)| *field)
}

/// Makes a header comparable: lower case, words only, without the name of a standard.
pub(super) fn plain(header: &str) -> String {
    let words: String = header
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '#' {
                c
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<String> = words
        .split_whitespace()
        .map(str::to_lowercase)
        .filter(|word| {
            let standard = matches!(word.as_str(), "iso" | "iec" | "en" | "din" | "bs");
            let number = word.len() > 2 && word.bytes().all(|b| b.is_ascii_digit());
            !standard && !number
        })
        .collect();
    words.join(" ")
}

/// Lists the fields that a header may mean, each with its rank.
pub(super) fn fields_of(header: &str) -> Vec<(Field, Rank)> {
    let name = plain(header);
    // A sentence is no header.
    if name.is_empty() || cell::one_line(header).chars().count() > 60 {
        return Vec::new();
    }
    let exact: Vec<(Field, Rank)> = NAMES
        .iter()
        .filter_map(|(field, names)| {
            let rank = names.iter().position(|known| *known == name)?;
            Some((*field, rank))
        })
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let has = |word: &str| name.split(' ').any(|part| part == word);
    let other = !is_answer(&name);
    let asked_for = [
        "expected",
        "required",
        "needed",
        "suggested",
        "typical",
        "review",
        "request",
        "look",
        "check",
        "ask",
    ];
    let rough = [
        (Field::Question, has("question") || has("questions")),
        (Field::Ref, other && (has("clause") || has("ref"))),
        (
            Field::Evidence,
            other && has("evidence") && asked_for.into_iter().any(has),
        ),
        (Field::Guidance, other && has("guidance")),
        (
            Field::Question,
            other && (has("requirement") || has("requirements")),
        ),
    ];
    let found = rough.into_iter().find(|(_, fits)| *fits);
    found.map(|(field, _)| (field, ROUGH)).into_iter().collect()
}

/// Tells whether a header of this name needs to be borne out by what is below it before it counts as that of the numbers.
pub(super) fn is_doubtful_ref(header: &str) -> bool {
    !matches!(
        plain(header).as_str(),
        "ref"
            | "ref no"
            | "reference"
            | "reference no"
            | "reference number"
            | "clause no"
            | "clause number"
            | "clause ref"
            | "clause reference"
            | "clause id"
            | "control no"
            | "control number"
            | "control id"
            | "control ref"
            | "control reference"
    )
}

/// Tells whether a column is for what an auditor finds, by the plain name of its header.
pub(super) fn is_answer(name: &str) -> bool {
    ANSWERS.iter().any(|known| {
        name == *known
            || name
                .strip_prefix(known)
                .is_some_and(|rest| rest.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(header: &str) -> Option<Field> {
        fields_of(header).first().map(|(field, _)| *field)
    }

    #[test]
    fn headers_of_public_sheets_are_known() {
        for (header, field) in [
            ("Clause No.", Field::Ref),
            ("Control ID", Field::Ref),
            ("ISO 27001:2022 Clause", Field::Ref),
            ("Ref", Field::Ref),
            ("Audit question", Field::Question),
            ("Checklist item", Field::Question),
            ("Audit Questions / Requirements", Field::Question),
            ("Control name", Field::Title),
            ("Guidance", Field::Guidance),
            ("Evidence", Field::Evidence),
            ("Objective evidence expected", Field::Evidence),
            ("Evidence to Review", Field::Evidence),
            ("Requirement_Summary", Field::Question),
        ] {
            assert_eq!(best(header), Some(field), "{header}");
        }
    }

    #[test]
    fn columns_for_answers_are_no_fields() {
        for header in [
            "Status",
            "Compliant (Y/N)",
            "Auditor",
            "Comments",
            "Objective Evidence",
            "Findings",
            "Findings/Notes",
            "Evidence Reviewed",
        ] {
            assert_eq!(best(header), None, "{header}");
            assert!(is_answer(&plain(header)), "{header}");
        }
    }
}
