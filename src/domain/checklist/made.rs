//! Small checklists for the tests of how they are extended, compared and upgraded.

use super::Checklist;

/// Two clauses below a heading, with three questions.
pub(super) const BASE: &str = r#"
schema = 1
id = "base"
title = "Base"
standard = "STD 1:2023"
edition = "2023"
version = "1.0.0"
language = "en"
licence = "MIT"
provenance = "made up"

[[clause]]
ref = "6"
title = "Planning"
kind = "clause"

[[clause]]
ref = "6.1"
title = "Risks"
parent = "6"
kind = "clause"
hints = ["begin with the register"]
question = [
  { id = "1", text = "What changed?" },
  { id = "2", text = "Who decided?", same-as = ["other:6.1#2"] },
]

[[clause]]
ref = "6.2"
title = "Objectives"
parent = "6"
kind = "clause"
question = [{ id = "1", text = "Which ones are measured?" }]

[[clause]]
ref = "7"
title = "Support"
kind = "clause"
question = [{ id = "1", text = "What was short?" }]
"#;

/// Returns that checklist.
pub(super) fn base() -> Checklist {
    toml::from_str(BASE).unwrap()
}

/// Returns that checklist with pieces of its text replaced.
pub(super) fn with(replaced: &[(&str, &str)]) -> Checklist {
    let mut text = BASE.to_owned();
    for (old, new) in replaced {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text = text.replace(old, new);
    }
    toml::from_str(&text).unwrap()
}
