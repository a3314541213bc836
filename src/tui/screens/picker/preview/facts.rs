//! A file without lines: what it is, what is known of it, and whether it can be cited.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::object::short,
    safe,
    session::preview::{Body, Pages, Preview, size_text},
    tui::{
        text,
        theme::Role,
        widgets::{Look, paint},
    },
};

/// Says why a file cannot be cited; none where it can.
pub(super) fn why_not(preview: &Preview) -> Option<String> {
    match &preview.body {
        Body::Symlink(target) => Some(format!(
            "A symbolic link to {}: cite the file that it leads to.",
            safe::escape_line(target)
        )),
        Body::Submodule(commit) => Some(format!(
            "A submodule, at commit {}: its files are those of another repository.",
            short(commit)
        )),
        Body::Text(_) | Body::Bytes(_) | Body::LfsPointer { .. } | Body::TooLarge => None,
    }
}

/// Says all that is known of a file without lines.
fn told(preview: &Preview) -> Vec<(String, Role)> {
    let mut told = Vec::new();
    let mut say = |what: &str, value: &str| {
        told.push((format!("{what:<12}{value}"), Role::Text));
    };
    if let Some((width, height)) = preview.dimensions {
        say("pixels", &format!("{width} x {height}"));
    }
    match preview.pages {
        Some(Pages::Count(pages)) => say("pages", &pages.to_string()),
        Some(Pages::Unknown) => say("pages", "unknown"),
        None => {}
    }
    let mut ends = "It can be cited as a whole.".to_owned();
    match &preview.body {
        Body::Text(_) => {}
        Body::Bytes(facts) => {
            for (what, value) in &facts.facts {
                say(what, value);
            }
            if !facts.excerpt.is_empty() {
                told.push((String::new(), Role::Text));
                told.push((facts.excerpt_of.to_owned(), Role::Heading));
                let lines = facts.excerpt.iter();
                told.extend(lines.map(|line| (format!("  {line}"), Role::Text)));
            }
        }
        Body::LfsPointer { oid, size } => {
            say("sha256", &safe::escape_line(oid));
            say(
                "size",
                &size.map_or_else(|| "unknown".to_owned(), size_text),
            );
            "It can be cited as a whole, its bytes cannot be judged later: git holds the pointer alone."
                .clone_into(&mut ends);
        }
        Body::TooLarge => {
            "git keeps it as a difference to another version, so that its beginning cannot be shown \
             alone. It can be cited as a whole; to read it: git show HEAD:PATH"
                .clone_into(&mut ends);
        }
        Body::Symlink(_) | Body::Submodule(_) => {
            ends = why_not(preview).unwrap_or_default();
        }
    }
    if !told.is_empty() {
        told.push((String::new(), Role::Text));
    }
    told.push((ends, Role::Placeholder));
    told
}

/// Paints what is known of a file without lines.
pub(super) fn render(look: Look<'_>, area: Rect, preview: &Preview, buf: &mut Buffer) {
    let mut row = 0;
    let kind = match preview.body {
        Body::Submodule(_) | Body::Symlink(_) => preview.kind.to_owned(),
        Body::Text(_) | Body::Bytes(_) | Body::LfsPointer { .. } | Body::TooLarge => {
            format!("{}, {}", preview.kind, size_text(preview.size))
        }
    };
    let told = told(preview);
    let all = std::iter::once((text::capitalised(&kind), Role::Strong)).chain(told);
    for (line, role) in all {
        let rows = if role == Role::Placeholder {
            text::wrap_lines(&line, usize::from(area.width))
        } else {
            vec![line.as_str()]
        };
        for line in rows {
            paint::text_at(look, area, 0, row, line, look.style(role), buf);
            row += 1;
        }
    }
}
