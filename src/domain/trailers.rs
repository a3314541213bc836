//! The trailers of a commit's message: where git reads them, and whom they may name.

/// The trailer of a commit that names who worked on it beside its author, as git and its hosts know it.
pub const CO_AUTHOR: &str = "Co-authored-by";

/// How many co-authors a commit may have; whoever is named beyond is none.
pub const CO_AUTHORS_AT_MOST: usize = 32;

/// Returns the last paragraph of a message, which is where git reads trailers; nothing where it is the first one, too.
///
/// What is written there and what is read there is found by this alone: guards rest on the two agreeing.
pub fn last_paragraph(message: &[u8]) -> &[u8] {
    let message = message.trim_ascii();
    let mut start = message.len();
    loop {
        let above = message.get(..start).unwrap_or_default();
        let line = above.iter().rposition(|&byte| byte == b'\n');
        let first = line.map_or(0, |end| end + 1);
        let is_blank = above
            .get(first..)
            .unwrap_or_default()
            .trim_ascii()
            .is_empty();
        if is_blank && start < message.len() {
            return message.get(start..).unwrap_or_default().trim_ascii();
        }
        match line {
            Some(end) => start = end,
            None => return b"",
        }
    }
}
