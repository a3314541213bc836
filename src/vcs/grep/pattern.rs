//! What a line has to hold: a regular expression or fixed text, made so that no match crosses a line end.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::{
    Error as SyntaxError, ParserBuilder,
    hir::{
        Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look,
    },
};

use crate::vcs::VcsError;

/// How a pattern is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PatternKind {
    /// Whether every character stands for itself; otherwise it is a regular expression.
    pub fixed: bool,
    /// Whether only whole words count: neither side of the match touches a letter, a digit or `_`.
    pub word: bool,
    /// Whether the case of letters counts always; otherwise only when the pattern has a capital.
    pub case: bool,
}

/// A pattern, ready to be looked for.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// Reads a pattern; an error says what is wrong with it.
    ///
    /// The syntax is that of the regex crate, which reads nearly all extended regular expressions the same; there are no
    /// back-references, so that no pattern takes more than linear time.
    pub fn new(text: &str, kind: PatternKind) -> Result<Self, VcsError> {
        let bad = |why: String| VcsError::BadPattern {
            pattern: text.to_owned(),
            why,
        };
        if text.is_empty() {
            return Err(bad("it is empty".to_owned()));
        }
        let source = if kind.fixed {
            regex_syntax::escape(text)
        } else {
            text.to_owned()
        };
        let case = kind.case || has_capital(text, kind.fixed);
        let hir = ParserBuilder::new()
            .utf8(false)
            .case_insensitive(!case)
            .build()
            .parse(&source)
            .map_err(|error| bad(explain(&error)))?;
        let hir = within_a_line(hir).ok_or_else(|| bad("no line holds a line end".to_owned()))?;
        let source = if kind.word {
            format!(r"(?-u:\b{{start-half}})(?:{hir})(?-u:\b{{end-half}})")
        } else {
            hir.to_string()
        };
        let regex = RegexBuilder::new(&source).build().map_err(|error| {
            bad(match error {
                regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                other => other.to_string(),
            })
        })?;
        Ok(Self { regex })
    }

    pub(super) fn regex(&self) -> &Regex {
        &self.regex
    }
}

/// Tells whether a pattern has a capital that stands for itself: not that of a class such as `\W` or `\p{Lu}`.
fn has_capital(text: &str, fixed: bool) -> bool {
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\\' && !fixed {
            let escaped = rest.next();
            if matches!(escaped, Some('p' | 'P' | 'x' | 'u' | 'U')) && rest.peek() == Some(&'{') {
                rest.by_ref().find(|&c| c == '}');
            }
        } else if c.is_uppercase() {
            return true;
        }
    }
    false
}

/// Takes the line end out of every class, and makes the anchors those of lines; none where the pattern asks for one.
fn within_a_line(hir: Hir) -> Option<Hir> {
    let all = |parts: Vec<Hir>| parts.into_iter().map(within_a_line).collect::<Option<_>>();
    Some(match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) if literal.0.contains(&b'\n') => return None,
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(Class::Unicode(mut class)) => {
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(Class::Bytes(mut class)) => {
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'\n', b'\n')]));
            Hir::class(Class::Bytes(class))
        }
        HirKind::Look(Look::Start) => Hir::look(Look::StartLF),
        HirKind::Look(Look::End) => Hir::look(Look::EndLF),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(within_a_line(*repetition.sub)?);
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => within_a_line(*capture.sub)?,
        HirKind::Concat(parts) => Hir::concat(all(parts)?),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)?),
    })
}

/// Says in a line what is wrong with a pattern, and where.
fn explain(error: &SyntaxError) -> String {
    match error {
        SyntaxError::Parse(error) => {
            format!("{} (character {})", error.kind(), error.span().start.column)
        }
        SyntaxError::Translate(error) => {
            format!("{} (character {})", error.kind(), error.span().start.column)
        }
        _ => "it cannot be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(pattern: &str, kind: PatternKind, text: &str) -> bool {
        Pattern::new(pattern, kind)
            .unwrap()
            .regex()
            .is_match(text.as_bytes())
    }

    #[test]
    fn a_capital_makes_a_pattern_sensitive_to_case() {
        let kind = PatternKind::default();
        assert!(finds("risk", kind, "RISK"));
        assert!(finds(r"\Wrisk\D", kind, " RISK "));
        assert!(finds(r"\p{Lu}isk", kind, "risk"));
        assert!(!finds("Risk", kind, "risk"));
        let case = PatternKind { case: true, ..kind };
        assert!(!finds("risk", case, "RISK"));
    }

    #[test]
    fn no_match_crosses_a_line_end() {
        let kind = PatternKind::default();
        assert!(!finds("a[^b]c", kind, "a\nc"));
        assert!(!finds(r"a\sc", kind, "a\nc"));
        assert!(!finds("(?s)a.c", kind, "a\nc"));
        assert!(finds(r"\Ac\z", kind, "a\nc\nd"));
    }

    #[test]
    fn fixed_text_stands_for_itself() {
        let fixed = PatternKind {
            fixed: true,
            ..PatternKind::default()
        };
        assert!(finds("a.(b", fixed, "A.(B"));
        assert!(!finds("a.(b", fixed, "ax(b"));
    }

    #[test]
    fn what_is_wrong_is_said_in_a_line_with_its_place() {
        let why = |pattern: &str, fixed| {
            let kind = PatternKind {
                fixed,
                ..PatternKind::default()
            };
            match Pattern::new(pattern, kind) {
                Err(VcsError::BadPattern { why, .. }) => why,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(why("a(b", false), "unclosed group (character 2)");
        assert_eq!(why("", true), "it is empty");
        assert_eq!(why("a\nb", true), "no line holds a line end");
        assert_eq!(why(&"(a{1000}){1000}".repeat(3), false), "it is too large");
    }
}
