//! The default keys, written as the file that a user starts from.

use crate::tui::action::{ACTIONS, Context};

const HEAD: &str = "\
# The keys of tickmark. What is missing here keeps its default; an empty list leaves an action without a key.
# A table is a context, or the first part of an action's name and then stands for every context that has it.
# To change an action in one context only: [walk] and in it \"nav.down\" = [\"j\"].
# Keys: a character, ctrl-a, space, enter, esc, tab, shift-tab, backspace, del, ins, home, end, pgup, pgdn, up, down,
# left, right, f1 to f12; several after each other with spaces between them, such as \"g g\".
";

/// The file; reading it gives the default keys.
pub(super) fn toml() -> String {
    let mut out = HEAD.to_owned();
    let mut sections: Vec<&str> = Vec::new();
    for info in ACTIONS {
        let prefix = info.id.split('.').next().unwrap_or_default();
        if !sections.contains(&prefix) {
            sections.push(prefix);
        }
    }
    for section in sections {
        out.push_str("\n[");
        out.push_str(section);
        out.push_str("]\n");
        for info in ACTIONS {
            let Some(name) = info
                .id
                .strip_prefix(section)
                .and_then(|rest| rest.strip_prefix('.'))
            else {
                continue;
            };
            let keys: Vec<String> = info
                .keys
                .iter()
                .map(|keys| toml_edit::Value::from(*keys).to_string())
                .collect();
            let contexts: Vec<&str> = info
                .contexts
                .iter()
                .map(|context| Context::name(*context))
                .collect();
            out.push_str("# ");
            out.push_str(info.help);
            if contexts != [section] {
                out.push_str(" In ");
                out.push_str(&contexts.join(", "));
                out.push('.');
            }
            out.push('\n');
            out.push_str(name);
            out.push_str(" = [");
            out.push_str(&keys.join(", "));
            out.push_str("]\n");
        }
    }
    out
}
