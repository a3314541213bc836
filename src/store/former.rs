//! Records in a form from before, brought to that of today when they are edited; reading them changes nothing on disk.

use toml::{Table, Value};

use super::edit;

/// Brings a text that holds `on_disk` to the form of today; one that is in it already comes back as it is.
///
/// The chain of whys of a corrective action was a list of texts, `whys` in `[cause]`, before each why was a table.
pub(super) fn renewed(text: &str, on_disk: &Table) -> Option<String> {
    let Some(whys) = former_whys(text) else {
        return Some(text.to_owned());
    };
    let mut former = on_disk.clone();
    if let Some(Value::Table(cause)) = former.get_mut("cause") {
        cause.remove("why");
        cause.insert("whys".to_owned(), whys);
    }
    edit::apply(text, &former, &former, on_disk)
}

fn former_whys(text: &str) -> Option<Value> {
    let table: Table = text.parse().ok()?;
    let cause = table.get("cause")?.as_table()?;
    let whys = cause.get("whys").filter(|whys| whys.is_array())?;
    (!cause.contains_key("why")).then(|| whys.clone())
}
