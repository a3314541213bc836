//! The text of the tag of a sign-off: sentences for people, and lines of facts at its end.
//!
//! ```text
//! Sign-off of the audit aims-2026: prepared, 1
//!
//! I have prepared this audit and stand by it: ...
//!
//! Own words of the person, where there are any.
//!
//! Sign-off-schema: 1
//! Audit: aims-2026
//! Role: prepared
//! Round: 1
//! Commit: 5f2c...
//! Folder: audits/aims-2026
//! Tree: 90ab...
//! Root-SHA256: 3d41...
//! Files: 214
//! Previous: none
//! Reviews: 77e0...          (of a review)
//! Key: SHA256:...           (where a key signs)
//! Key-list-SHA256: 1c9b...  (where there is a list of trusted keys)
//! ```
//!
//! Who signs and when is the tag's own tagger line. Only the last paragraph is read for facts, so that nothing that somebody
//! writes in own words can be taken for one.

use jiff::Timestamp;

use super::{SCHEMA, SignOff};
use crate::domain::person::Person;

/// The longest text in own words, in characters.
pub const WORDS_AT_MOST: usize = 4_000;

/// Writes the text of the tag.
pub fn write(sign_off: &SignOff) -> String {
    let mut text = format!(
        "Sign-off of the audit {}: {}, {}\n\n{}\n",
        sign_off.audit, sign_off.role, sign_off.round, sign_off.meaning
    );
    if !sign_off.words.is_empty() {
        text.push('\n');
        text.push_str(&sign_off.words);
        text.push('\n');
    }
    let mut facts = vec![
        ("Sign-off-schema", SCHEMA.to_string()),
        ("Audit", sign_off.audit.to_string()),
        ("Role", sign_off.role.to_string()),
        ("Round", sign_off.round.to_string()),
        ("Commit", sign_off.commit.clone()),
        ("Folder", sign_off.folder.clone()),
        ("Tree", sign_off.tree.clone()),
        ("Root-SHA256", sign_off.root.clone()),
        ("Files", sign_off.files.to_string()),
        (
            "Previous",
            sign_off
                .previous
                .clone()
                .unwrap_or_else(|| "none".to_owned()),
        ),
    ];
    let optional = [
        ("Reviews", &sign_off.reviews),
        ("Key", &sign_off.key),
        ("Key-list-SHA256", &sign_off.key_list),
    ];
    facts.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?))),
    );
    text.push('\n');
    for (name, value) in &facts {
        text.extend([name, ": ", value, "\n"]);
    }
    text
}

/// Cleans what somebody wrote in own words, as git cleans a message; says what cannot be taken.
pub fn clean(words: &str) -> Result<String, &'static str> {
    let lines: Vec<&str> = words.lines().map(str::trim_end).collect();
    let mut clean: Vec<&str> = Vec::new();
    for line in lines {
        if !(line.is_empty() && clean.last().is_none_or(|last| last.is_empty())) {
            clean.push(line);
        }
    }
    let text = clean.join("\n").trim_end().to_owned();
    if text.chars().count() > WORDS_AT_MOST {
        return Err("they are too long: at most 4000 characters");
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err("they have control characters");
    }
    if text.lines().any(|line| line.starts_with("-----BEGIN ")) {
        return Err("a line of them begins as a signature does");
    }
    Ok(text)
}

/// Reads the text of a tag, without its signature, back into what it says; says why it cannot be read.
pub fn parse(text: &str, by: Person, at: Timestamp) -> Result<SignOff, String> {
    let text = text.trim_end();
    let (said, facts) = text.rsplit_once("\n\n").ok_or("it has no lines of facts")?;
    let facts: Vec<(&str, &str)> = facts
        .lines()
        .map(|line| {
            line.split_once(": ")
                .ok_or("a line of its facts has no name")
        })
        .collect::<Result<_, _>>()?;
    let find = |name: &str| -> Result<Option<&str>, String> {
        let mut found = facts.iter().filter(|(key, _)| *key == name);
        let first = found.next().map(|(_, value)| value.trim());
        match found.next() {
            None => Ok(first),
            Some(_) => Err(format!("it says {name} twice")),
        }
    };
    let need = |name: &str| find(name)?.ok_or_else(|| format!("it does not say {name}"));
    let number = |name: &str| -> Result<u32, String> {
        let value = need(name)?;
        value
            .parse()
            .map_err(|_| format!("its {name} is no number"))
    };
    let hash = |name: &str, value: &str, lengths: &[usize]| -> Result<String, String> {
        let is_hex = value
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex && lengths.contains(&value.len()) {
            Ok(value.to_owned())
        } else {
            Err(format!("its {name} is no hash"))
        }
    };
    let id = |name: &str, value: &str| hash(name, value, &[40, 64]);
    if number("Sign-off-schema")? > SCHEMA {
        return Err("a newer version of tickmark wrote it".to_owned());
    }
    let mut parts = said.splitn(3, "\n\n");
    let _subject = parts.next();
    let meaning = parts.next().unwrap_or_default().trim();
    if meaning.is_empty() {
        return Err("it does not say what the signature means".to_owned());
    }
    let optional = |name: &str| -> Result<Option<String>, String> {
        find(name)?.map(|value| id(name, value)).transpose()
    };
    let previous = match need("Previous")? {
        "none" => None,
        value => Some(id("Previous", value)?),
    };
    Ok(SignOff {
        audit: need("Audit")?.parse().map_err(|e| format!("{e}"))?,
        role: need("Role")?.parse().map_err(|e| format!("{e}"))?,
        round: number("Round")?,
        by,
        at,
        meaning: meaning.to_owned(),
        words: parts.next().unwrap_or_default().trim().to_owned(),
        commit: id("Commit", need("Commit")?)?,
        folder: need("Folder")?.to_owned(),
        tree: id("Tree", need("Tree")?)?,
        root: hash("Root-SHA256", need("Root-SHA256")?, &[64])?,
        files: number("Files")? as usize,
        previous,
        reviews: optional("Reviews")?,
        key: find("Key")?.map(str::to_owned),
        key_list: find("Key-list-SHA256")?
            .map(|value| hash("Key-list-SHA256", value, &[64]))
            .transpose()?,
    })
}
