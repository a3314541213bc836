//! Documents that are archives: which they are by the names inside, and the first words of them.

use std::collections::BTreeSet;

use super::{archive::Archive, binary::Facts, xml};

/// The most that is unpacked of a part.
const PART: u64 = 1 << 20;

/// The most names of sheets or parts that a line lists.
const NAMES: usize = 20;

/// Says what an archive is, and notes what is known of the document in it.
pub(super) fn look(archive: &Archive<'_>, facts: &mut Facts) -> &'static str {
    let mut names = BTreeSet::new();
    for part in archive.parts() {
        names.insert(part.name);
    }
    let has = |name: &str| names.contains(name.as_bytes());
    let part = |name: &str| {
        let bytes = archive.read(name, PART).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    if has("[Content_Types].xml") {
        facts.say("title", &title(&part("docProps/core.xml")));
    }
    if has("word/document.xml") {
        facts.show("begins", paragraphs(&part("word/document.xml"), "t", "p"));
        return "Word document";
    }
    if has("xl/workbook.xml") || has("xl/workbook.bin") {
        facts.say(
            "sheets",
            &listed(&sheets(&part("xl/workbook.xml"), "sheet", "name")),
        );
        return "Excel workbook";
    }
    if has("ppt/presentation.xml") {
        let slides = names.iter().filter(|name| is_slide(name)).count();
        facts.say("slides", &slides.to_string());
        facts.show(
            "begins",
            paragraphs(&part("ppt/slides/slide1.xml"), "t", "p"),
        );
        return "PowerPoint presentation";
    }
    if let Some(kind) = open_document(&part("mimetype")) {
        facts.say("title", &title(&part("meta.xml")));
        let content = part("content.xml");
        if kind == "OpenDocument spreadsheet" {
            facts.say("sheets", &listed(&sheets(&content, "table", "table:name")));
        } else if kind != "EPUB book" {
            facts.show("begins", paragraphs(&content, "", "p"));
        }
        return kind;
    }
    let holds = match archive.len() {
        1 => "1 file".to_owned(),
        0xffff => "many files".to_owned(),
        many => format!("{many} files"),
    };
    facts.say("holds", &holds);
    let shown = archive
        .parts()
        .map(|part| String::from_utf8_lossy(part.name));
    facts.show("files", shown);
    if has("META-INF/MANIFEST.MF") {
        "Java archive"
    } else {
        "ZIP archive"
    }
}

fn is_slide(name: &[u8]) -> bool {
    name.strip_prefix(b"ppt/slides/slide")
        .and_then(|name| name.strip_suffix(b".xml"))
        .is_some_and(|number| number.iter().all(u8::is_ascii_digit))
}

fn open_document(kind: &str) -> Option<&'static str> {
    match kind.trim() {
        "application/vnd.oasis.opendocument.text" => Some("OpenDocument text"),
        "application/vnd.oasis.opendocument.spreadsheet" => Some("OpenDocument spreadsheet"),
        "application/vnd.oasis.opendocument.presentation" => Some("OpenDocument presentation"),
        "application/epub+zip" => Some("EPUB book"),
        _ => None,
    }
}

/// Returns the title among the properties of a document.
fn title(properties: &str) -> String {
    let mut tags = xml::tags(properties);
    let title = tags.find(|tag| xml::local(tag.name) == "title" && !tag.name.starts_with('/'));
    title.map_or_else(String::new, |tag| xml::resolved(tag.text))
}

/// Returns the names of the sheets of a workbook, in their order.
fn sheets(workbook: &str, element: &str, attribute: &str) -> Vec<String> {
    let tags = xml::tags(workbook);
    let sheets = tags.filter(|tag| !tag.name.starts_with('/') && xml::local(tag.name) == element);
    sheets
        .filter_map(|tag| xml::attribute(tag.rest, attribute))
        .take(NAMES + 1)
        .collect()
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(String::as_str);
    let more = if names.len() > NAMES {
        ", and more"
    } else {
        ""
    };
    format!("{}{more}", shown.collect::<Vec<_>>().join(", "))
}

/// Returns the paragraphs of a document: the text behind tags of one name (any, if it is empty) up to the end of another.
fn paragraphs(document: &str, text: &str, end: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut paragraph = String::new();
    // What stands before the first paragraph is no text of the document.
    let mut inside = false;
    for tag in xml::tags(document) {
        let name = xml::local(tag.name);
        let closes = tag.name.starts_with('/');
        let is_end = name.trim_start_matches('/') == end;
        if is_end && closes {
            // Line ends and rows of spaces are how the document is written, not what it says.
            let words: Vec<&str> = paragraph.split_whitespace().collect();
            paragraphs.push(words.join(" "));
            paragraph.clear();
            inside = false;
        } else if is_end {
            inside = true;
        }
        let is_text = if text.is_empty() {
            inside
        } else {
            inside && name == text && !closes
        };
        if is_text {
            paragraph.push_str(&xml::resolved(tag.text));
        }
        if name == "tab" && !closes {
            paragraph.push(' ');
        }
    }
    paragraphs
}
