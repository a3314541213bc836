//! A Markdown page under way: headings, paragraphs, lists, tables, each with the blank line that it needs.

use std::fmt::Write as _;

use crate::safe::escape_line;

use super::escape::{inline, paragraphs};

/// A Markdown page under way.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// Starts an empty page.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Returns the text, which ends with one line end.
    pub(super) fn finish(self) -> String {
        format!("{}\n", self.text.trim_end())
    }

    /// Writes a heading; the text is escaped.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.part(&format!("{} {}", "#".repeat(level), inline(text)));
    }

    /// Writes a text of a record as paragraphs.
    pub(super) fn text(&mut self, text: &str) {
        self.part(&paragraphs(text));
    }

    /// Writes Markdown of our own.
    pub(super) fn part(&mut self, markdown: &str) {
        if !markdown.trim().is_empty() {
            self.text.push_str(markdown.trim_end());
            self.text.push_str("\n\n");
        }
    }

    /// Writes a label in bold and a text of a record after it; nothing where the text is empty.
    pub(super) fn labelled(&mut self, label: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let text = paragraphs(text);
        let gap = if text.contains('\n') { "\n\n" } else { " " };
        self.part(&format!("**{label}**{gap}{text}"));
    }

    /// Writes lines as they are, in a block of their own; the texts in them are made safe.
    pub(super) fn verbatim(&mut self, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let lines: Vec<_> = lines.iter().map(|line| escape_line(line)).collect();
        // The fence is longer than any run of its own mark within.
        let longest = lines.iter().map(|line| longest_run(line, '`')).max();
        let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
        self.part(&format!("{fence}text\n{}\n{fence}", lines.join("\n")));
    }

    /// Writes items as a list; the items are Markdown.
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let mut list = String::new();
        for item in items {
            // Writing to a String does not fail.
            let _ = writeln!(list, "- {item}");
        }
        self.part(&list);
    }

    /// Writes a table; the cells are Markdown.
    pub(super) fn table<const N: usize>(
        &mut self,
        head: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) {
        let mut table = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(N));
        let mut any = false;
        for row in rows {
            any = true;
            let _ = writeln!(table, "| {} |", row.join(" | "));
        }
        if any {
            self.part(&table);
        }
    }
}

fn longest_run(text: &str, mark: char) -> usize {
    let runs = text.split(|c| c != mark).map(str::len);
    runs.max().unwrap_or(0)
}
