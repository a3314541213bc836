//! Finding what stands at a field in two versions of a record.

use toml::{Table, Value};

use crate::{
    domain::merge::{FieldPath, Part},
    store::{Store, items},
};

impl Store {
    /// Tells whether two versions of a record differ at a field; what cannot be read differs from everything else.
    ///
    /// A field that stands for several, as the pin of a citation, or that neither version has, is as the table it is in.
    pub fn differs_at(one: Option<&str>, other: Option<&str>, field: &FieldPath) -> bool {
        if one == other {
            return false;
        }
        let read = |text: Option<&str>| text?.parse::<Table>().ok().map(Value::Table);
        let (Some(one), Some(other)) = (read(one), read(other)) else {
            return true;
        };
        let mut parts = field.parts();
        loop {
            match (at(&one, parts), at(&other, parts)) {
                (Some(one), Some(other)) => return !items::same(one, other),
                (Some(_), None) | (None, Some(_)) => return true,
                (None, None) => {}
            }
            let Some((_, above)) = parts.split_last() else {
                return true;
            };
            parts = above;
        }
    }
}

/// Returns what stands at a field; none where there is nothing.
fn at<'v>(value: &'v Value, parts: &[Part]) -> Option<&'v Value> {
    let mut now = value;
    let mut list = "";
    for part in parts {
        now = match part {
            Part::Key(key) => {
                list = key;
                now.as_table()?.get(key)?
            }
            Part::Item(name) => {
                let tables = items::tables(Some(now));
                let names = items::names(list, &[&tables]).into_iter().next()?;
                let place = names.iter().position(|other| other == name)?;
                let all = now.as_array()?;
                all.iter().filter(|value| value.is_table()).nth(place)?
            }
        };
    }
    Some(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_the_names_of_its_tables() {
        let one =
            "a = 1\n[[answer]]\nid = \"1\"\nnote = \"x\"\n[[answer]]\nid = \"2\"\nnote = \"y\"\n";
        let other = one.replace("\"y\"", "\"z\"");
        let differs =
            |field: &str| Store::differs_at(Some(one), Some(&other), &field.parse().unwrap());
        assert!(differs("answer[2].note"));
        assert!(differs("answer[2]"));
        assert!(differs("answer[2].pin"));
        assert!(!differs("answer[1].note"));
        assert!(!differs("a"));
        assert!(differs(""));
        assert!(!Store::differs_at(
            Some(one),
            Some(one),
            &FieldPath::whole()
        ));
        assert!(Store::differs_at(None, Some(one), &FieldPath::whole()));
    }
}
