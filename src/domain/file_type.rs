//! What a file is by its name: the groups that people filter by.

words! {
    /// A group of file names that belong together.
    pub enum FileType: "kind of file" {
        /// Markdown.
        Markdown = "markdown", "Markdown";
        /// Other plain text that is read as prose.
        Text = "text", "text";
        /// Tables as text.
        Csv = "csv", "CSV";
        /// Workbooks of a spreadsheet program.
        Spreadsheet = "spreadsheet", "spreadsheet";
        /// Documents of a word processor, slides, PDF.
        Document = "document", "document";
        /// Pictures.
        Image = "image", "image";
        /// What programs noted down.
        Log = "log", "log";
        /// Settings and data: TOML, YAML, JSON, XML and the like.
        Data = "data", "data";
        /// Sources of programs and scripts.
        Code = "code", "code";
        /// Mails and calendars.
        Mail = "mail", "mail";
        /// Archives and disk images.
        Archive = "archive", "archive";
        /// Sound and film.
        Media = "media", "sound or film";
        /// Anything else.
        Other = "other", "other";
    }
}

/// The one table: the endings of each group, in lower case.
const ENDINGS: [(FileType, &[&str]); 12] = [
    (
        FileType::Markdown,
        &["md", "markdown", "mdx", "mkd", "mdown"],
    ),
    (
        FileType::Text,
        &[
            "txt", "text", "rst", "adoc", "asciidoc", "org", "tex", "diff", "patch",
        ],
    ),
    (FileType::Csv, &["csv", "tsv", "tab", "psv"]),
    (
        FileType::Spreadsheet,
        &["xlsx", "xls", "xlsm", "xlsb", "ods", "numbers"],
    ),
    (
        FileType::Document,
        &[
            "pdf", "doc", "docx", "docm", "odt", "rtf", "pages", "ppt", "pptx", "odp", "key",
            "epub", "vsd", "vsdx", "drawio",
        ],
    ),
    (
        FileType::Image,
        &[
            "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "tif", "tiff", "ico", "heic", "avif",
        ],
    ),
    (FileType::Log, &["log", "out", "err", "trace"]),
    (
        FileType::Data,
        &[
            "json",
            "jsonl",
            "ndjson",
            "json5",
            "yaml",
            "yml",
            "toml",
            "xml",
            "ini",
            "cfg",
            "conf",
            "config",
            "properties",
            "env",
            "plist",
            "lock",
            "parquet",
            "avro",
            "arrow",
            "sqlite",
            "db",
            "proto",
            "tf",
            "tfvars",
            "hcl",
        ],
    ),
    (
        FileType::Code,
        &[
            "rs", "py", "ipynb", "js", "mjs", "cjs", "jsx", "ts", "tsx", "c", "h", "cc", "cpp",
            "cxx", "hh", "hpp", "cs", "go", "java", "kt", "kts", "scala", "swift", "m", "mm", "rb",
            "php", "pl", "pm", "r", "jl", "lua", "sh", "bash", "zsh", "fish", "ps1", "bat", "cmd",
            "sql", "html", "htm", "css", "scss", "less", "vue", "svelte", "dart", "ex", "exs",
            "erl", "hs", "ml", "clj", "groovy", "gradle", "mk", "cmake", "s", "asm", "vb", "vba",
            "f90", "sas", "do",
        ],
    ),
    (FileType::Mail, &["eml", "msg", "mbox", "ics", "vcf"]),
    (
        FileType::Archive,
        &[
            "zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "jar", "whl", "iso", "img",
            "dmg",
        ],
    ),
    (
        FileType::Media,
        &[
            "mp3", "wav", "flac", "ogg", "m4a", "mp4", "mov", "mkv", "webm", "avi",
        ],
    ),
];

/// The names without an ending that say what they are, in lower case.
const NAMES: [(FileType, &[&str]); 2] = [
    (
        FileType::Text,
        &[
            "readme",
            "license",
            "licence",
            "copying",
            "notice",
            "authors",
            "contributors",
            "changelog",
            "codeowners",
            "maintainers",
        ],
    ),
    (
        FileType::Code,
        &[
            "makefile",
            "dockerfile",
            "jenkinsfile",
            "justfile",
            "rakefile",
            "gemfile",
            "vagrantfile",
        ],
    ),
];

impl FileType {
    /// Returns the group of a path, by its ending, or by the whole name where it has none.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (table, word): (&[(Self, &[&str])], &str) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (&ENDINGS, ending),
            _ => (&NAMES, name),
        };
        table
            .iter()
            .find(|(_, words)| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
            .map_or(Self::Other, |(group, _)| *group)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_file_is_known_by_its_ending_or_its_name() {
        for (path, group) in [
            ("risk/method.md", FileType::Markdown),
            ("a.b/REGISTER.CSV", FileType::Csv),
            ("docs/README", FileType::Text),
            ("ci/Dockerfile", FileType::Code),
            ("model.tar.gz", FileType::Archive),
            (".env", FileType::Other),
            ("a.md/binary", FileType::Other),
            ("", FileType::Other),
        ] {
            assert_eq!(FileType::of(path), group, "{path}");
        }
    }

    #[test]
    fn every_ending_belongs_to_one_group() {
        let all: Vec<&str> = ENDINGS
            .iter()
            .flat_map(|(_, words)| *words)
            .copied()
            .collect();
        let once: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), once.len());
        assert!(all.iter().all(|word| word.to_lowercase() == *word));
    }

    #[test]
    fn every_group_but_the_rest_has_endings() {
        for group in FileType::ALL {
            let has = ENDINGS.iter().any(|(known, _)| known == group);
            assert_eq!(has, *group != FileType::Other);
        }
    }
}
