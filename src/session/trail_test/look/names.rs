//! The names of a system as they are looked for, in texts, in cells and in paths.

use crate::domain::trail_test::TrailTest;

/// Makes a text comparable: its words in lower case, each with hyphens around it.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('-');
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    if !out.ends_with('-') {
        out.push('-');
    }
    out
}

/// The names of a system as they are looked for.
pub(super) struct Names {
    /// What a cell holds that is about the system and nothing else: its id, its name, or both.
    pub(super) cells: Vec<String>,
    /// Id and name as [`words`] makes them.
    words: Vec<String>,
    /// How each may be written in a path: as it is, and with hyphens or underscores between its words.
    id: Vec<String>,
    name: Vec<String>,
}

impl Names {
    /// Makes ready the names of the system of a trail.
    pub(super) fn of(trail: &TrailTest) -> Self {
        let id = trail.system.as_str();
        let name = if trail.name.trim().is_empty() {
            id
        } else {
            &trail.name
        };
        let mut both = vec![words(id), words(name)];
        let cells = vec![words(id), words(name), words(&format!("{id} {name}"))];
        both.dedup();
        // What has no letter or digit would be found everywhere.
        both.retain(|words| words.len() > 2);
        let ways = |text: &str| {
            let hyphens = words(text).trim_matches('-').to_owned();
            let underscores = hyphens.replace('-', "_");
            vec![text.to_lowercase(), hyphens, underscores]
        };
        Self {
            cells,
            words: both,
            id: ways(id),
            name: ways(name),
        }
    }

    /// Tells whether a text names the system.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let text = words(text);
        self.words.iter().any(|words| text.contains(words.as_str()))
    }

    /// Lists the patterns that one with `{id}` and `{name}` stands for.
    pub(super) fn filled(&self, pattern: &str) -> Vec<String> {
        let mut all = Vec::new();
        for id in &self.id {
            for name in &self.name {
                let filled = pattern.replace("{id}", id).replace("{name}", name);
                if !all.contains(&filled) {
                    all.push(filled);
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trail_test::usual_steps;

    fn names(id: &str, name: &str) -> Names {
        Names::of(&TrailTest::begin(id.parse().unwrap(), name, &usual_steps()))
    }

    #[test]
    fn a_system_is_named_by_whole_words_whatever_stands_between() {
        let names = names("AI-1", "Claims triage");
        for text in [
            "impact/ai-1.md",
            "AI_1",
            "the claims-triage model",
            "x AI 1, y",
        ] {
            assert!(names.are_in(text), "{text}");
        }
        for text in ["ai-10.md", "claims", "triage of claims", "mai-1"] {
            assert!(!names.are_in(text), "{text}");
        }
    }

    #[test]
    fn placeholders_stand_for_every_way_to_write_a_name() {
        let filled = names("AI-1", "Claims triage").filled("impact/{name}.md");
        assert_eq!(
            filled,
            [
                "impact/claims triage.md",
                "impact/claims-triage.md",
                "impact/claims_triage.md"
            ]
        );
    }
}
