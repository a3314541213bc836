//! The objects of git by their ids, as a person reads them.

/// How many characters of an id are shown.
const SHORT: usize = 10;

/// Returns the beginning of an id, by which a person knows an object.
pub fn short(id: &str) -> &str {
    id.get(..SHORT).unwrap_or(id)
}
