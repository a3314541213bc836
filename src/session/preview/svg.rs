//! How large a drawing is that is a text.

use super::{Text, xml};

/// How much of a drawing is looked at for its first element.
const LOOKED_AT: usize = 64 << 10;

/// Returns width and height that the first element of an SVG says, in pixels or the units of its drawing.
pub(super) fn dimensions(text: &Text) -> Option<(u64, u64)> {
    let bytes = text.bytes();
    let start = bytes.get(..bytes.len().min(LOOKED_AT))?;
    let start = String::from_utf8_lossy(start);
    let tag = xml::tags(&start).find(|tag| xml::local(tag.name) == "svg")?;
    let pixels = |name: &str| {
        let value = xml::attribute(tag.rest, name)?;
        number(value.trim().strip_suffix("px").unwrap_or(value.trim()))
    };
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    let view = xml::attribute(tag.rest, "viewBox")?;
    let parts: Vec<&str> = view
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [_, _, width, height] => Some((number(width)?, number(height)?)),
        _ => None,
    }
}

/// Reads a number of pixels, without its fraction; none where something else than a number is written.
fn number(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| whole.parse().ok())?
}
