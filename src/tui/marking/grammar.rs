//! How the dialects of source code write comments and texts, and the words that they have.

use crate::session::preview::Dialect;

/// What stands around a text.
#[derive(Debug)]
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether a backslash takes the meaning of what follows it.
    pub(super) escapes: bool,
    /// Whether the text may go on in the next line.
    pub(super) spans_lines: bool,
}

/// A dialect.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a habit of its own that a dialect has or has not"
)]
pub(super) struct Grammar {
    /// What begins a comment that ends with the line.
    pub(super) comments: &'static [&'static str],
    /// Whether such a comment begins only at the beginning of the line or behind a space.
    pub(super) comments_stand_apart: bool,
    /// What begins and ends a comment of several lines.
    pub(super) block: Option<(&'static str, &'static str)>,
    /// Whether such comments nest.
    pub(super) nests: bool,
    /// What stands around texts, longer ones first.
    pub(super) quotes: &'static [Quote],
    /// The words, sorted.
    pub(super) words: &'static [&'static str],
    /// Whether words may have capitals.
    pub(super) ignores_case: bool,
    /// Whether `'` begins names too, as in Rust.
    pub(super) has_lifetimes: bool,
    /// Whether a line may begin with `#` and a word, as in C.
    pub(super) has_directives: bool,
    /// Whether dates and times are written without quotes.
    pub(super) has_dates: bool,
}

impl Grammar {
    /// Tells whether a word is one of the dialect.
    pub(super) fn has_word(&self, word: &str) -> bool {
        if self.ignores_case {
            self.words
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word))
        } else {
            self.words.binary_search(&word).is_ok()
        }
    }
}

const fn quote(mark: &'static str) -> Quote {
    Quote {
        open: mark,
        close: mark,
        escapes: true,
        spans_lines: false,
    }
}

const fn long(open: &'static str, close: &'static str, escapes: bool) -> Quote {
    Quote {
        open,
        close,
        escapes,
        spans_lines: true,
    }
}

const BARE: Grammar = Grammar {
    comments: &[],
    comments_stand_apart: false,
    block: None,
    nests: false,
    quotes: &[quote("\""), quote("'")],
    words: &[],
    ignores_case: false,
    has_lifetimes: false,
    has_directives: false,
    has_dates: false,
};

static C: Grammar = Grammar {
    comments: &["//"],
    block: Some(("/*", "*/")),
    quotes: &[
        long("\"\"\"", "\"\"\"", true),
        quote("\""),
        quote("'"),
        long("`", "`", true),
    ],
    words: &[
        "abstract",
        "as",
        "async",
        "auto",
        "await",
        "bool",
        "boolean",
        "break",
        "byte",
        "case",
        "catch",
        "chan",
        "char",
        "class",
        "const",
        "continue",
        "data",
        "debugger",
        "def",
        "default",
        "defer",
        "delete",
        "do",
        "double",
        "else",
        "enum",
        "explicit",
        "export",
        "extends",
        "extern",
        "false",
        "final",
        "finally",
        "float",
        "fn",
        "for",
        "foreach",
        "fun",
        "func",
        "function",
        "go",
        "goto",
        "guard",
        "if",
        "implements",
        "import",
        "in",
        "inline",
        "instanceof",
        "int",
        "interface",
        "internal",
        "is",
        "let",
        "long",
        "map",
        "message",
        "module",
        "mut",
        "mutable",
        "namespace",
        "new",
        "nil",
        "noexcept",
        "null",
        "nullptr",
        "object",
        "operator",
        "override",
        "package",
        "private",
        "protected",
        "protocol",
        "public",
        "range",
        "readonly",
        "record",
        "return",
        "sealed",
        "select",
        "self",
        "short",
        "signed",
        "sizeof",
        "static",
        "string",
        "struct",
        "super",
        "switch",
        "synchronized",
        "template",
        "this",
        "throw",
        "throws",
        "trait",
        "true",
        "try",
        "type",
        "typedef",
        "typeof",
        "uint",
        "undefined",
        "union",
        "unsigned",
        "using",
        "val",
        "var",
        "virtual",
        "void",
        "volatile",
        "when",
        "where",
        "while",
        "with",
        "yield",
    ],
    has_directives: true,
    ..BARE
};

static RUST: Grammar = Grammar {
    comments: &["//"],
    block: Some(("/*", "*/")),
    nests: true,
    quotes: &[
        long("r##\"", "\"##", false),
        long("r#\"", "\"#", false),
        long("r\"", "\"", false),
        long("\"", "\"", true),
        quote("'"),
    ],
    words: &[
        "Self", "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else",
        "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod",
        "move", "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait",
        "true", "type", "unsafe", "use", "where", "while",
    ],
    has_lifetimes: true,
    ..BARE
};

static PYTHON: Grammar = Grammar {
    comments: &["#"],
    quotes: &[
        long("\"\"\"", "\"\"\"", true),
        long("'''", "'''", true),
        quote("\""),
        quote("'"),
    ],
    words: &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "case", "class",
        "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise",
        "return", "self", "try", "while", "with", "yield",
    ],
    ..BARE
};

static SHELL: Grammar = Grammar {
    comments: &["#"],
    comments_stand_apart: true,
    words: &[
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "LABEL",
        "RUN",
        "USER",
        "VOLUME",
        "WORKDIR",
        "alias",
        "and",
        "begin",
        "break",
        "case",
        "class",
        "continue",
        "data",
        "declare",
        "def",
        "defmodule",
        "defp",
        "do",
        "done",
        "elif",
        "else",
        "elsif",
        "end",
        "esac",
        "eval",
        "exec",
        "exit",
        "export",
        "false",
        "fi",
        "for",
        "foreach",
        "function",
        "if",
        "ifdef",
        "ifeq",
        "ifneq",
        "in",
        "include",
        "inherit",
        "let",
        "local",
        "locals",
        "module",
        "my",
        "next",
        "nil",
        "not",
        "or",
        "output",
        "package",
        "param",
        "provider",
        "readonly",
        "require",
        "rescue",
        "resource",
        "return",
        "set",
        "shift",
        "source",
        "sub",
        "then",
        "trap",
        "true",
        "try",
        "unless",
        "until",
        "use",
        "variable",
        "when",
        "while",
        "with",
        "yield",
    ],
    ..BARE
};

static SQL: Grammar = Grammar {
    comments: &["--"],
    block: Some(("/*", "*/")),
    quotes: &[
        Quote {
            escapes: false,
            ..quote("'")
        },
        Quote {
            escapes: false,
            ..quote("\"")
        },
    ],
    words: &[
        "add",
        "all",
        "alter",
        "and",
        "as",
        "asc",
        "begin",
        "between",
        "by",
        "cascade",
        "case",
        "check",
        "column",
        "commit",
        "constraint",
        "create",
        "cross",
        "database",
        "declare",
        "default",
        "delete",
        "desc",
        "distinct",
        "drop",
        "else",
        "end",
        "except",
        "exists",
        "false",
        "foreign",
        "from",
        "full",
        "function",
        "grant",
        "group",
        "having",
        "if",
        "in",
        "index",
        "inner",
        "insert",
        "intersect",
        "into",
        "is",
        "join",
        "key",
        "left",
        "like",
        "limit",
        "not",
        "null",
        "offset",
        "on",
        "or",
        "order",
        "outer",
        "over",
        "partition",
        "primary",
        "procedure",
        "references",
        "returning",
        "revoke",
        "right",
        "rollback",
        "select",
        "set",
        "table",
        "then",
        "to",
        "trigger",
        "true",
        "union",
        "unique",
        "update",
        "using",
        "values",
        "view",
        "when",
        "where",
        "with",
    ],
    ignores_case: true,
    ..BARE
};

static DASHES: Grammar = Grammar {
    comments: &["--"],
    block: Some(("--[[", "]]")),
    words: &[
        "and",
        "begin",
        "break",
        "case",
        "class",
        "data",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instance",
        "is",
        "let",
        "local",
        "loop",
        "module",
        "newtype",
        "nil",
        "not",
        "of",
        "or",
        "procedure",
        "repeat",
        "return",
        "then",
        "true",
        "type",
        "until",
        "where",
        "while",
        "with",
    ],
    ..BARE
};

static SEMICOLON: Grammar = Grammar {
    comments: &[";"],
    quotes: &[long("\"", "\"", true)],
    words: &[
        "cond", "def", "defmacro", "defn", "defun", "defvar", "do", "fn", "if", "lambda", "let",
        "loop", "nil", "ns", "progn", "quote", "recur", "require", "setq", "true", "unless",
        "when",
    ],
    ..BARE
};

static PERCENT: Grammar = Grammar {
    comments: &["%"],
    quotes: &[quote("\"")],
    words: &[
        "begin",
        "case",
        "else",
        "elseif",
        "end",
        "export",
        "for",
        "function",
        "if",
        "module",
        "of",
        "otherwise",
        "return",
        "switch",
        "when",
        "while",
    ],
    ..BARE
};

/// What stands behind the keys of TOML and YAML.
pub(super) static VALUES: Grammar = Grammar {
    comments: &["#"],
    comments_stand_apart: true,
    quotes: &[
        long("\"\"\"", "\"\"\"", true),
        long("'''", "'''", false),
        quote("\""),
        Quote {
            escapes: false,
            ..quote("'")
        },
    ],
    words: &[
        "False", "No", "Null", "True", "Yes", "false", "inf", "nan", "no", "null", "true", "yes",
    ],
    has_dates: true,
    ..BARE
};

/// Returns how a dialect is written.
pub(super) fn of(dialect: Dialect) -> &'static Grammar {
    match dialect {
        Dialect::C => &C,
        Dialect::Rust => &RUST,
        Dialect::Python => &PYTHON,
        Dialect::Shell => &SHELL,
        Dialect::Sql => &SQL,
        Dialect::Dashes => &DASHES,
        Dialect::Semicolon => &SEMICOLON,
        Dialect::Percent => &PERCENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_each_dialect_are_sorted() {
        for grammar in [
            &C, &RUST, &PYTHON, &SHELL, &SQL, &DASHES, &SEMICOLON, &PERCENT, &VALUES,
        ] {
            assert!(grammar.words.is_sorted(), "{grammar:?}");
        }
    }
}
