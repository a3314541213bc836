//! As much of XML as it takes to find a title, the names of sheets and the first words of a document.
//!
//! No entity but the five of XML and numbers is known, nothing is loaded, nothing nests: the tags are looked at one by one,
//! so that no document can make this do more than read it once.

/// A tag, and the text that follows it up to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name, with the `/` of a closing one.
    pub(super) name: &'a str,
    /// What stands behind the name.
    pub(super) rest: &'a str,
    /// The text behind the tag.
    pub(super) text: &'a str,
}

/// Returns the tags of a document in their order; comments and declarations count as tags.
pub(super) fn tags(document: &str) -> impl Iterator<Item = Tag<'_>> {
    document.split('<').skip(1).filter_map(|piece| {
        let (tag, text) = piece.split_once('>')?;
        let end = tag
            .char_indices()
            .find(|(at, c)| c.is_whitespace() || (*c == '/' && *at > 0))
            .map_or(tag.len(), |(at, _)| at);
        let (name, rest) = tag.split_at_checked(end)?;
        Some(Tag { name, rest, text })
    })
}

/// Returns a name without what stands before its colon.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Returns the value of an attribute, its entities resolved.
pub(super) fn attribute(rest: &str, name: &str) -> Option<String> {
    let mut from = 0;
    while let Some(found) = rest.get(from..)?.find(name) {
        let at = from + found;
        from = at + name.len();
        let begins = rest.get(..at)?.ends_with(|c: char| c.is_whitespace());
        let value = rest.get(from..)?.trim_start().strip_prefix('=');
        let Some(value) = value.filter(|_| begins) else {
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = value.get(1..)?;
        return Some(resolved(value.get(..value.find(quote)?)?));
    }
    None
}

/// Resolves the entities of a text.
pub(super) fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let known = piece.split_once(';').and_then(|(entity, rest)| {
            let c = match entity {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => {
                    let number = entity.strip_prefix('#')?;
                    let code = match number.strip_prefix('x') {
                        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                        None => number.parse().ok()?,
                    };
                    char::from_u32(code)?
                }
            };
            Some((c, rest))
        });
        if let Some((c, rest)) = known {
            out.push(c);
            out.push_str(rest);
        } else {
            out.push('&');
            out.push_str(piece);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_with_their_attributes_and_the_text_behind_them() {
        let found: Vec<Tag<'_>> = tags("<?xml?><a:b c='1 &amp; 2' cc=\"3\"/>text</a:b>").collect();
        assert_eq!(local(found[1].name), "b");
        assert_eq!(attribute(found[1].rest, "c").as_deref(), Some("1 & 2"));
        assert_eq!(attribute(found[1].rest, "cc").as_deref(), Some("3"));
        assert_eq!(attribute(found[1].rest, "d"), None);
        assert_eq!((found[1].text, found[2].name), ("text", "/a:b"));
    }

    #[test]
    fn entities_that_are_not_known_stay_as_they_are() {
        assert_eq!(resolved("&lt;&#228;&#x41;&nbsp; & &"), "<äA&nbsp; & &");
    }
}
