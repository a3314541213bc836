//! Records in a form from before, brought to that of today when they are edited; reading them changes nothing on disk.

use toml::{Table, Value};

use super::edit;

/// Brings a text that holds `on_disk` to the form of today; one that is in it already comes back as it is.
///
/// Of a corrective action, the chain of whys was a list of texts, `whys` in `[cause]`, before each why was a table;
/// `containment` was a text before it was a table; and `changes` was one text before each change was a table.
pub(super) fn renewed(text: &str, on_disk: &Table) -> Option<String> {
    let Ok(table) = text.parse::<Table>() else {
        return Some(text.to_owned());
    };
    let mut former = on_disk.clone();
    // What stands under one key in both forms goes first, and comes again as it is today.
    let mut between = on_disk.clone();
    let mut is_former = false;
    if let Some(whys) = former_whys(&table)
        && let Some(Value::Table(cause)) = former.get_mut("cause")
    {
        cause.remove("why");
        cause.insert("whys".to_owned(), whys.clone());
        is_former = true;
    }
    if let Some(said) = table.get("containment").filter(|said| said.is_str()) {
        former.insert("containment".to_owned(), said.clone());
        between.remove("containment");
        is_former = true;
    }
    if let Some(said) = table.get("changes").filter(|said| said.is_str()) {
        former.remove("change");
        former.insert("changes".to_owned(), said.clone());
        is_former = true;
    }
    if is_former {
        let text = edit::apply(text, &former, &former, &between)?;
        edit::apply(&text, &between, &between, on_disk)
    } else {
        Some(text.to_owned())
    }
}

fn former_whys(table: &Table) -> Option<&Value> {
    let cause = table.get("cause")?.as_table()?;
    let whys = cause.get("whys").filter(|whys| whys.is_array())?;
    (!cause.contains_key("why")).then_some(whys)
}
