//! Rust source read just far enough to know which paths it names: comments, strings and test code do not count.

use std::iter::Peekable;
use std::str::Chars;

/// A word or a mark, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The word, `::`, or a single mark; empty for a literal.
    pub(super) text: String,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// A path as it is written, resolved to start at `crate` or at the name of another crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// Its parts; `*` for everything within.
    pub(super) parts: Vec<String>,
}

/// One file without its comments and tests.
#[derive(Debug)]
pub(super) struct Source {
    /// What is left.
    pub(super) tokens: Vec<Token>,
    /// The modules that it declares for tests only and that are files of their own.
    pub(super) test_modules: Vec<String>,
}

/// Splits source into words and marks.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: source.chars().peekable(),
        line: 1,
        found: Vec::new(),
    };
    while reader.token() {}
    reader.found
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
    found: Vec<Token>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.next();
        self.line += usize::from(next == Some('\n'));
        next
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().copied()
    }

    fn ahead(&self, at: usize) -> Option<char> {
        self.rest.clone().nth(at)
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| keep(*c)) {
            text.push(c);
            self.next();
        }
        text
    }

    fn put(&mut self, line: usize, text: String) {
        self.found.push(Token { line, text });
    }

    fn token(&mut self) -> bool {
        let line = self.line;
        let Some(first) = self.peek() else {
            return false;
        };
        match (first, self.ahead(1)) {
            ('/', Some('/')) => drop(self.take_while(|c| c != '\n')),
            ('/', Some('*')) => self.block_comment(),
            ('"', _) => {
                self.string();
                self.put(line, String::new());
            }
            ('\'', _) => self.quote(line),
            (':', Some(':')) => {
                self.next();
                self.next();
                self.put(line, "::".to_owned());
            }
            (c, _) if c.is_whitespace() => drop(self.next()),
            (c, _) if c.is_alphanumeric() || c == '_' => self.word(line),
            (c, _) => {
                self.next();
                self.put(line, c.to_string());
            }
        }
        true
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.next(), self.peek()) {
                (Some('/'), Some('*')) => {
                    self.next();
                    depth += 1;
                }
                (Some('*'), Some('/')) => {
                    self.next();
                    depth -= 1;
                }
                (None, _) => return,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.next();
        while let Some(c) = self.next() {
            match c {
                '\\' => drop(self.next()),
                '"' => return,
                _ => {}
            }
        }
    }

    /// Reads a character, or passes over the name of a lifetime.
    fn quote(&mut self, line: usize) {
        self.next();
        if self.peek() == Some('\\') || self.ahead(1) == Some('\'') {
            if self.next() == Some('\\') {
                self.next();
            }
            self.take_while(|c| c != '\'');
            self.next();
            self.put(line, String::new());
        } else {
            self.take_while(|c| c.is_alphanumeric() || c == '_');
        }
    }

    fn word(&mut self, line: usize) {
        let word = self.take_while(|c| c.is_alphanumeric() || c == '_');
        let prefix = matches!(word.as_str(), "r" | "b" | "br" | "c" | "cr");
        match self.peek() {
            Some('"') if prefix && !word.ends_with('r') => self.string(),
            Some('\'') if word == "b" => return self.quote(line),
            Some('"' | '#') if prefix && word.ends_with('r') => {
                let hashes = self.take_while(|c| c == '#').len();
                if self.peek() != Some('"') {
                    // A raw name, such as `r#type`.
                    return self.word(line);
                }
                self.raw_string(hashes);
            }
            _ => return self.put(line, word),
        }
        self.put(line, String::new());
    }

    fn raw_string(&mut self, hashes: usize) {
        self.next();
        while let Some(c) = self.next() {
            if c == '"' && (0..hashes).all(|at| self.ahead(at) == Some('#')) {
                for _ in 0..hashes {
                    self.next();
                }
                return;
            }
        }
    }
}

impl Source {
    /// Reads a file and leaves out what is compiled for tests only.
    pub(super) fn read(text: &str) -> Self {
        let all = tokens(text);
        let mut source = Self {
            tokens: Vec::new(),
            test_modules: Vec::new(),
        };
        let mut at = 0;
        while at < all.len() {
            let inner = usize::from(word(&all, at + 1) == "!");
            if word(&all, at) != "#" || word(&all, at + 1 + inner) != "[" {
                source.tokens.push(all[at].clone());
                at += 1;
                continue;
            }
            let end = closing(&all, at + 1 + inner);
            if !is_for_tests(&all[at + 2 + inner..end]) {
                source.tokens.extend_from_slice(&all[at..=end]);
                at = end + 1;
            } else if inner == 1 {
                break;
            } else {
                let (after, module) = pass_over_item(&all, end + 1);
                source.test_modules.extend(module);
                at = after;
            }
        }
        source
    }

    /// Lists the paths that it names, of more than one part or imported, as seen from `module`.
    pub(super) fn names(&self, module: &[String]) -> Vec<Named> {
        let all = &self.tokens;
        let mut names = Vec::new();
        let mut inner: Vec<(usize, String)> = Vec::new();
        let (mut depth, mut at) = (0, 0);
        while at < all.len() {
            let mut here = module.to_vec();
            here.extend(inner.iter().map(|(_, name)| name.clone()));
            let token = &all[at];
            match token.text.as_str() {
                "mod" if word(all, at + 2) == "{" => inner.push((depth, all[at + 1].text.clone())),
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if inner.last().is_some_and(|(outer, _)| *outer == depth) {
                        inner.pop();
                    }
                }
                "use" if word(all, at + 1) != "<" => {
                    at = tree(all, at + 1, &[], &here, &mut names);
                    continue;
                }
                "extern" if word(all, at + 1) == "crate" => {
                    at += 2;
                    names.extend(all.get(at).map(|name| Named {
                        line: name.line,
                        parts: vec![name.text.clone()],
                    }));
                }
                _ if token.is_word() && word(all, at + 1) == "::" => {
                    let mut parts = vec![token.text.clone()];
                    while word(all, at + 1) == "::" && all.get(at + 2).is_some_and(Token::is_word) {
                        parts.push(all[at + 2].text.clone());
                        at += 2;
                    }
                    names.push(resolve(token.line, &parts, &here));
                }
                _ => {}
            }
            at += 1;
        }
        names
    }
}

fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

/// Finds the bracket that closes the one at `open`.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

fn is_for_tests(attribute: &[Token]) -> bool {
    let has = |wanted: &str| attribute.iter().any(|token| token.text == wanted);
    word(attribute, 0) == "cfg" && has("test") && !has("not") && !has("any")
}

/// Passes over the item at `at`: returns where the next one begins, and its name if it is a module in another file.
fn pass_over_item(tokens: &[Token], mut at: usize) -> (usize, Option<String>) {
    let mut is_item = false;
    while at < tokens.len() {
        match word(tokens, at) {
            "mod" if word(tokens, at + 2) == ";" => {
                return (at + 3, Some(tokens[at + 1].text.clone()));
            }
            "fn" | "impl" | "mod" | "struct" | "enum" | "trait" | "use" | "const" | "static"
            | "type" | "macro_rules" => is_item = true,
            "{" => return (closing(tokens, at) + 1, None),
            "(" | "[" => at = closing(tokens, at),
            ";" => return (at + 1, None),
            "," if !is_item => return (at + 1, None),
            "}" => return (at, None),
            _ => {}
        }
        at += 1;
    }
    (at, None)
}

/// Reads one tree of a `use`; returns where it ends.
fn tree(
    all: &[Token],
    mut at: usize,
    above: &[String],
    here: &[String],
    names: &mut Vec<Named>,
) -> usize {
    let mut parts = above.to_vec();
    let line = all.get(at).map_or(0, |token| token.line);
    while at < all.len() {
        match word(all, at) {
            "::" => {}
            "{" => {
                at += 1;
                while at < all.len() && word(all, at) != "}" {
                    at = tree(all, at, &parts, here, names);
                    at += usize::from(word(all, at) == ",");
                }
                return at + 1;
            }
            "as" => at += 1,
            "self" if !parts.is_empty() => {}
            "," | "}" | ";" => break,
            part => parts.push(part.to_owned()),
        }
        at += 1;
    }
    names.push(resolve(line, &parts, here));
    at
}

fn resolve(line: usize, parts: &[String], here: &[String]) -> Named {
    let mut at = 0;
    let mut base = here.to_vec();
    while let Some(part) = parts.get(at) {
        match part.as_str() {
            "crate" | "tickmark" if at == 0 => base.clear(),
            "self" => {}
            "super" => drop(base.pop()),
            _ => break,
        }
        at += 1;
    }
    let mut whole = Vec::new();
    if at > 0 {
        whole.push("crate".to_owned());
        whole.extend(base);
    }
    whole.extend_from_slice(&parts[at..]);
    Named { line, parts: whole }
}
