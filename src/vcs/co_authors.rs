//! Who a commit names beside its author, by git's usual trailer: `Co-authored-by: NAME <MAIL>`.
//!
//! Whoever is to be held off by having worked on something is looked for [`anywhere`] in the message. Whoever is to be let in by
//! being named is looked for where git itself reads trailers, in the last paragraph alone ([`trailed`]): there a reader sees it.

use crate::domain::{
    person::Person,
    trailers::{CO_AUTHOR, CO_AUTHORS_AT_MOST, last_paragraph},
};

/// Lists the co-authors that a message names, wherever in it: the name and the address of each, as they stand there.
pub(super) fn anywhere(message: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> + '_ {
    message.split(|&byte| byte == b'\n').filter_map(|line| {
        let line = line.trim_ascii();
        let (word, rest) = line.split_at_checked(CO_AUTHOR.len())?;
        if !word.eq_ignore_ascii_case(CO_AUTHOR.as_bytes()) {
            return None;
        }
        let address = rest.strip_prefix(b":")?;
        let left = address.iter().position(|&byte| byte == b'<')?;
        let (name, address) = address.split_at(left);
        let address = address.get(1..)?;
        let right = address.iter().position(|&byte| byte == b'>')?;
        let address = address.get(..right)?;
        Some((name.trim_ascii().to_vec(), address.trim_ascii().to_vec()))
    })
}

/// Lists the co-authors that the last paragraph of a message names, each address once; a message of one paragraph has a subject
/// and no trailers.
///
/// A line that names no person is none, nor is one with a control character in it.
pub(super) fn trailed(message: &[u8]) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    for (name, address) in anywhere(last_paragraph(message)) {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).ok();
        let (Some(name), Some(address)) = (text(name), text(address)) else {
            continue;
        };
        let is_clean = !name.contains(char::is_control) && !address.contains(char::is_control);
        let Ok(person) = format!("{name} <{address}>").parse::<Person>() else {
            continue;
        };
        if !is_clean || persons.iter().any(|known| known.is(&person)) {
            continue;
        }
        persons.push(person);
        if persons.len() == CO_AUTHORS_AT_MOST {
            break;
        }
    }
    persons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(message: &str) -> Vec<String> {
        let persons = trailed(message.as_bytes());
        persons.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_trailer_counts_in_the_last_paragraph_alone() {
        let trailer = "Co-authored-by: Ben Berg <ben@example.org>";
        for (message, count) in [
            (format!("Answer\n\n{trailer}\n"), 1),
            (format!("Answer\r\n\r\nAudit: a-1\r\n{trailer}\r\n\r\n"), 1),
            (format!("Answer\n \n{trailer}\nAudit: a-1"), 1),
            (format!("Answer\n\n{trailer}\n\nAudit: a-1\n"), 0),
            (format!("Answer\n{trailer}\n"), 0),
            (trailer.to_owned(), 0),
            (String::new(), 0),
            ("\n\n\n".to_owned(), 0),
        ] {
            assert_eq!(names(&message).len(), count, "{message:?}");
            assert_eq!(
                anywhere(message.as_bytes()).count(),
                usize::from(message.contains("Ben"))
            );
        }
    }

    #[test]
    fn a_person_is_named_once_however_it_is_written() {
        let message = "Answer\n\nco-authored-by: Ben Berg <ben@example.org>\n\
            CO-AUTHORED-BY:  B.   < Ben@Example.org >\nCo-authored-by: Cy <cy@example.org> (remote)\n";
        assert_eq!(
            names(message),
            ["Ben Berg <ben@example.org>", "Cy <cy@example.org>"]
        );
    }

    #[test]
    fn what_names_no_person_is_no_trailer() {
        for line in [
            "Co-authored-by: <ben@example.org>",
            "Co-authored-by: Ben",
            "Co-authored-by: Ben <>",
            "Co-authored-by: Ben <nowhere>",
            "Co-authored-by: Be\u{1b}[31mn <ben@example.org>",
            "Co-authored-by Ben <ben@example.org>",
            "> Co-authored-by: Ben <ben@example.org>",
        ] {
            assert!(names(&format!("Answer\n\n{line}\n")).is_empty(), "{line:?}");
        }
        assert!(trailed(b"A\n\nCo-authored-by: B\xff <b@example.org>").is_empty());
    }

    #[test]
    fn of_thousands_only_some_count() {
        let lines: Vec<String> = (0..5000)
            .map(|number| format!("Co-authored-by: N <n{number}@example.org>"))
            .collect();
        let message = format!("Answer\n\n{}\n", lines.join("\n"));
        assert_eq!(names(&message).len(), CO_AUTHORS_AT_MOST);
    }
}
