//! What kind of text a file is, by its name, and by its first bytes where the name says nothing.

/// A kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextKind {
    /// Its name, as people say it.
    pub name: &'static str,
    /// How it is read.
    pub family: Family,
}

/// Texts that are marked alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Prose, or nothing that is known.
    Plain,
    /// Markdown.
    Markdown,
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
    /// JSON, one value or one a line.
    Json,
    /// Keys with values, a line each, in sections.
    Ini,
    /// Cells with something between them.
    Table,
    /// What a program noted while it ran.
    Log,
    /// Changes between two texts.
    Diff,
    /// HTML, XML and their kin.
    Markup,
    /// Source code.
    Source(Dialect),
}

/// How source code writes its comments and texts, and which words it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// C, and whatever looks like it.
    C,
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// Shells, and what comments with `#`.
    Shell,
    /// SQL.
    Sql,
    /// Lua, Haskell, Ada: comments with `--`.
    Dashes,
    /// Lisps and assemblers: comments with `;`.
    Semicolon,
    /// TeX, Prolog, Erlang, MATLAB: comments with `%`.
    Percent,
}

const PLAIN: TextKind = TextKind {
    name: "text",
    family: Family::Plain,
};

/// How many lines are looked at to know a log.
const SNIFFED: usize = 20;

/// The kinds, each with the ends of names that it has.
const KINDS: &[(&str, Family, &[&str])] = &[
    (
        "Markdown",
        Family::Markdown,
        &["md", "markdown", "mdx", "rmd", "qmd"],
    ),
    ("TOML", Family::Toml, &["toml"]),
    ("YAML", Family::Yaml, &["yaml", "yml"]),
    (
        "JSON",
        Family::Json,
        &[
            "json",
            "jsonl",
            "ndjson",
            "jsonc",
            "json5",
            "geojson",
            "ipynb",
            "webmanifest",
        ],
    ),
    (
        "settings",
        Family::Ini,
        &[
            "ini",
            "cfg",
            "conf",
            "properties",
            "env",
            "editorconfig",
            "service",
            "desktop",
            "gitconfig",
        ],
    ),
    ("CSV", Family::Table, &["csv"]),
    ("TSV", Family::Table, &["tsv", "tab", "psv"]),
    ("log", Family::Log, &["log", "out", "err", "syslog"]),
    ("diff", Family::Diff, &["diff", "patch"]),
    (
        "HTML",
        Family::Markup,
        &["html", "htm", "xhtml", "vue", "svelte"],
    ),
    (
        "XML",
        Family::Markup,
        &[
            "xml", "xsd", "xsl", "xslt", "plist", "rss", "atom", "wsdl", "drawio", "bpmn",
            "csproj", "pom",
        ],
    ),
    ("SVG image", Family::Markup, &["svg"]),
    ("C source", Family::Source(Dialect::C), &["c", "h"]),
    (
        "C++ source",
        Family::Source(Dialect::C),
        &["cpp", "cc", "cxx", "hpp", "hh", "hxx", "ino", "cu"],
    ),
    ("C# source", Family::Source(Dialect::C), &["cs"]),
    ("Java source", Family::Source(Dialect::C), &["java"]),
    ("Kotlin source", Family::Source(Dialect::C), &["kt", "kts"]),
    (
        "Scala source",
        Family::Source(Dialect::C),
        &["scala", "sbt"],
    ),
    (
        "Groovy source",
        Family::Source(Dialect::C),
        &["groovy", "gradle"],
    ),
    ("Go source", Family::Source(Dialect::C), &["go"]),
    ("Swift source", Family::Source(Dialect::C), &["swift"]),
    ("Dart source", Family::Source(Dialect::C), &["dart"]),
    ("PHP source", Family::Source(Dialect::C), &["php"]),
    (
        "JavaScript source",
        Family::Source(Dialect::C),
        &["js", "mjs", "cjs", "jsx"],
    ),
    (
        "TypeScript source",
        Family::Source(Dialect::C),
        &["ts", "mts", "cts", "tsx"],
    ),
    ("CSS", Family::Source(Dialect::C), &["css", "scss", "less"]),
    ("Protocol Buffers", Family::Source(Dialect::C), &["proto"]),
    ("Solidity source", Family::Source(Dialect::C), &["sol"]),
    ("Zig source", Family::Source(Dialect::C), &["zig"]),
    ("Rust source", Family::Source(Dialect::Rust), &["rs"]),
    (
        "Python source",
        Family::Source(Dialect::Python),
        &["py", "pyi", "pyx", "bzl", "star"],
    ),
    (
        "shell script",
        Family::Source(Dialect::Shell),
        &["sh", "bash", "zsh", "fish", "ksh", "bats"],
    ),
    (
        "PowerShell script",
        Family::Source(Dialect::Shell),
        &["ps1", "psm1", "psd1"],
    ),
    (
        "Ruby source",
        Family::Source(Dialect::Shell),
        &["rb", "rake", "gemspec"],
    ),
    ("Perl source", Family::Source(Dialect::Shell), &["pl", "pm"]),
    ("R source", Family::Source(Dialect::Shell), &["r"]),
    ("Julia source", Family::Source(Dialect::Shell), &["jl"]),
    (
        "Elixir source",
        Family::Source(Dialect::Shell),
        &["ex", "exs"],
    ),
    ("Nix expression", Family::Source(Dialect::Shell), &["nix"]),
    (
        "Terraform",
        Family::Source(Dialect::Shell),
        &["tf", "tfvars", "hcl"],
    ),
    ("makefile", Family::Source(Dialect::Shell), &["mk", "cmake"]),
    (
        "SQL",
        Family::Source(Dialect::Sql),
        &["sql", "ddl", "dml", "psql"],
    ),
    ("Lua source", Family::Source(Dialect::Dashes), &["lua"]),
    ("Haskell source", Family::Source(Dialect::Dashes), &["hs"]),
    (
        "Ada source",
        Family::Source(Dialect::Dashes),
        &["adb", "ads", "vhd", "vhdl"],
    ),
    (
        "Lisp source",
        Family::Source(Dialect::Semicolon),
        &["lisp", "el", "clj", "cljs", "scm", "edn"],
    ),
    (
        "assembler source",
        Family::Source(Dialect::Semicolon),
        &["asm"],
    ),
    (
        "TeX",
        Family::Source(Dialect::Percent),
        &["tex", "bib", "sty", "cls"],
    ),
    (
        "Erlang source",
        Family::Source(Dialect::Percent),
        &["erl", "hrl"],
    ),
    ("MATLAB source", Family::Source(Dialect::Percent), &["m"]),
    ("Prolog source", Family::Source(Dialect::Percent), &["pro"]),
];

/// Whole names that say what a file is.
const NAMES: &[(&str, &str)] = &[
    ("makefile", "mk"),
    ("gnumakefile", "mk"),
    ("dockerfile", "sh"),
    ("containerfile", "sh"),
    ("jenkinsfile", "groovy"),
    ("gemfile", "rb"),
    ("rakefile", "rb"),
    ("vagrantfile", "rb"),
    ("codeowners", "sh"),
    (".gitignore", "sh"),
    (".gitattributes", "sh"),
    (".gitmodules", "ini"),
    (".dockerignore", "sh"),
    (".mailmap", "sh"),
    (".bashrc", "sh"),
    (".profile", "sh"),
    (".npmrc", "ini"),
    ("cargo.lock", "toml"),
    ("poetry.lock", "toml"),
    ("uv.lock", "toml"),
    ("pipfile", "toml"),
    ("pipfile.lock", "json"),
    ("composer.lock", "json"),
    ("requirements.txt", "sh"),
    ("cmakelists.txt", "cmake"),
    ("syslog", "log"),
    ("messages", "log"),
];

/// Programs that a script names in its first line.
const PROGRAMS: &[(&str, &str)] = &[
    ("python", "py"),
    ("bash", "sh"),
    ("zsh", "sh"),
    ("fish", "sh"),
    ("node", "js"),
    ("deno", "ts"),
    ("ruby", "rb"),
    ("perl", "pl"),
    ("Rscript", "r"),
    ("lua", "lua"),
    ("php", "php"),
    ("sh", "sh"),
];

impl TextKind {
    /// Tells what kind of text a file is.
    pub(super) fn of(path: &str, bytes: &[u8]) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let known = NAMES.iter().find(|(known, _)| *known == name);
        if let Some((_, end)) = known {
            return of_end(end).unwrap_or(PLAIN);
        }
        // `app.log.1` and `app.log-20261127` are logs that were put aside.
        if name.contains(".log.") || name.contains(".log-") {
            return of_end("log").unwrap_or(PLAIN);
        }
        let end = name.rsplit_once('.').map(|(_, end)| end);
        end.and_then(of_end)
            .or_else(|| sniff(bytes))
            .unwrap_or(PLAIN)
    }
}

fn of_end(end: &str) -> Option<TextKind> {
    let (name, family, _) = KINDS.iter().find(|(_, _, ends)| ends.contains(&end))?;
    Some(TextKind {
        name,
        family: *family,
    })
}

fn sniff(bytes: &[u8]) -> Option<TextKind> {
    let start = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let text = String::from_utf8_lossy(start);
    let first = text.lines().next().unwrap_or_default();
    if let Some(program) = first.strip_prefix("#!") {
        let (_, end) = PROGRAMS.iter().find(|(name, _)| program.contains(name))?;
        return of_end(end);
    }
    let starts_with = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start));
    if starts_with(&["<?xml"]) {
        return of_end("xml");
    }
    if starts_with(&["<!DOCTYPE html", "<!doctype html", "<html"]) {
        return of_end("html");
    }
    if starts_with(&["diff --git ", "--- a/"]) {
        return of_end("diff");
    }
    let looked_at = text.lines().take(SNIFFED).filter(|line| !line.is_empty());
    let (mut all, mut stamped) = (0, 0);
    for line in looked_at {
        all += 1;
        stamped += usize::from(is_stamped(line));
    }
    (all > 1 && stamped * 2 > all)
        .then(|| of_end("log"))
        .flatten()
}

/// Tells whether a line begins with a date and a time, as those of logs do.
fn is_stamped(line: &str) -> bool {
    let start: String = line
        .trim_start_matches('[')
        .chars()
        .take(19)
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    start.starts_with("0000-00-00T00:00")
        || start.starts_with("0000-00-00 00:00")
        || start.starts_with("0000/00/00 00:00")
        || start.get(3..).is_some_and(|rest| {
            rest.starts_with(" 00 00:00:00") || rest.starts_with("  0 00:00:00")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(path: &str, text: &str) -> &'static str {
        TextKind::of(path, text.as_bytes()).name
    }

    #[test]
    fn a_file_is_known_by_its_name() {
        for (path, kind) in [
            ("docs/Policy.MD", "Markdown"),
            ("a.b/pyproject.toml", "TOML"),
            ("releases/log.csv", "CSV"),
            ("src/main.rs", "Rust source"),
            ("Makefile", "makefile"),
            ("deploy/Dockerfile", "shell script"),
            ("var/app.log.1", "log"),
            ("chart.svg", "SVG image"),
            ("LICENSE", "text"),
            ("notes.unknown", "text"),
        ] {
            assert_eq!(name(path, ""), kind, "{path}");
        }
    }

    #[test]
    fn a_file_whose_name_says_nothing_is_known_by_its_beginning() {
        assert_eq!(name("run", "#!/usr/bin/env python3\n"), "Python source");
        assert_eq!(name("data", "<?xml version=\"1.0\"?>\n"), "XML");
        assert_eq!(
            name(
                "trail",
                "2026-11-27T08:00:00Z start\n2026-11-27T08:00:01Z stop\n"
            ),
            "log"
        );
        assert_eq!(
            name(
                "messages-2",
                "Nov 27 08:00:00 host sshd[1]: x\nNov  7 08:00:00 host y\n"
            ),
            "log"
        );
        assert_eq!(name("prose", "one line\nand another\n"), "text");
    }
}
