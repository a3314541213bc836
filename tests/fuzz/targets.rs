//! What is held of any bytes at all: one function a target, called by cargo-fuzz with what it makes up, and by the test suite
//! with the corpus. Each ends in a panic where something is not as it must be.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::panic,
    clippy::unwrap_used,
    reason = "each program calls one of them, and a target says no by a panic"
)]

use tickmark::{
    atomic, beneath,
    config::Config,
    domain::{
        evidence::is_safe_path,
        id::{ActionId, AuditId, FindingId, SampleId},
        merge::{Choices, Side},
        record::RecordKey,
    },
    safe,
    store::{
        Store, Understood,
        merging::{Merged, Versions},
    },
    tui::{
        keymap::Keymap,
        theme::{Colours, Theme},
    },
    vcs,
};

/// What is fed with bytes, and panics where something does not hold.
pub type Target = fn(&[u8]);

/// The targets by name, which is that of the folder of their corpus.
pub const ALL: [(&str, Target); 6] = [
    ("record", record),
    ("path", path),
    ("escape", escape),
    ("journal", journal),
    ("settings", settings),
    ("merge", merge),
];

/// One key of each kind of record, in the order of the first byte of an input, from `0` on.
fn keys() -> Vec<(RecordKey, &'static str)> {
    let audit: AuditId = "a-1".parse().unwrap();
    let checklist = || "house".parse().unwrap();
    vec![
        (RecordKey::Workspace, "tickmark.toml"),
        (
            RecordKey::Applicability(checklist()),
            "audits/soa/house.toml",
        ),
        (RecordKey::Programme, "audits/programme.toml"),
        (RecordKey::Audit(audit.clone()), "audits/a-1/audit.toml"),
        (
            RecordKey::Answers(audit.clone(), checklist(), "4.1".parse().unwrap()),
            "audits/a-1/answers/house/4.1.toml",
        ),
        (
            RecordKey::Finding(audit.clone(), FindingId::draw(1)),
            "audits/a-1/findings/F-000001.toml",
        ),
        (
            RecordKey::Action(audit.clone(), ActionId::draw(1)),
            "audits/a-1/actions/C-000001.toml",
        ),
        (
            RecordKey::Sample(audit.clone(), SampleId::draw(1)),
            "audits/a-1/samples/S-000001.toml",
        ),
        (
            RecordKey::Trail(audit.clone(), "AI-1".parse().unwrap()),
            "audits/a-1/trails/AI-1.toml",
        ),
        (
            RecordKey::Criteria(audit, checklist()),
            "audits/a-1/criteria/house.toml",
        ),
    ]
}

/// Takes the first byte off, which says what kind of record the rest is one of.
fn key_of(data: &[u8]) -> Option<((RecordKey, &'static str), &[u8])> {
    let (first, rest) = data.split_first()?;
    let mut keys = keys();
    let at = usize::from(first.wrapping_sub(b'0')) % keys.len();
    Some((keys.swap_remove(at), rest))
}

/// Records: whatever stands in a file, it is a record or a fault with its place; a record written anew reads as the same one.
pub fn record(data: &[u8]) {
    let Some(((key, path), bytes)) = key_of(data) else {
        return;
    };
    let text = std::str::from_utf8(bytes);
    match Store::understand(&key, path, bytes) {
        Ok(Understood::Record(record, newer)) => {
            assert_eq!(record.key(), key);
            let written = Store::text_of(&record);
            match Store::understand(&key, path, written.as_bytes()) {
                Ok(Understood::Record(again, _)) => assert_eq!(again, record, "{written}"),
                other => {
                    // What another version keeps under a key of ours is none of ours.
                    assert!(newer.is_some(), "{other:?}\n{written}");
                }
            }
            let text = text.unwrap();
            let odd = Store::odd_keys(&key, path, text);
            let doubles = Store::doubles(&key, path, text);
            for told in odd.iter().chain(&doubles) {
                holds_no_hidden(&told.to_string());
            }
        }
        Ok(Understood::Checklist(_) | Understood::OtherName(_)) => {}
        Err(fault) => {
            holds_no_hidden(&fault.to_string());
            holds_no_hidden(&fault.excerpt);
            if let Ok(text) = text {
                for more in Store::further_faults(&key, path, text, &fault) {
                    assert_ne!((more.line, more.column), (fault.line, fault.column));
                    holds_no_hidden(&more.to_string());
                }
            }
        }
    }
}

/// Paths: what is let through stays beneath the root and out of `.git`.
pub fn path(data: &[u8]) {
    // The bytes of a name are written as a text that leads back to them.
    let written = vcs::text_of(data);
    let back = vcs::path_of(&written).unwrap();
    assert_eq!(back.as_os_str().as_encoded_bytes(), data, "{written}");
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let found = beneath::open(empty_folder(), text);
    if !is_safe_path(text) {
        assert!(
            matches!(found, Err(atomic::AtomicError::Unsafe { .. })),
            "{text:?} is looked for"
        );
        return;
    }
    for part in text.split('/') {
        assert!(!matches!(part, "" | "." | ".."), "{text:?}");
        assert!(!part.eq_ignore_ascii_case(".git"), "{text:?}");
        assert!(!part.contains(['\0', '\\']), "{text:?}");
    }
    // The system may refuse a name that is too long; what is found in an empty folder lies outside of it.
    assert!(!matches!(found, Ok(Some(_))), "{text:?} leads out");
}

/// Returns a folder in which nothing is.
fn empty_folder() -> &'static std::path::Path {
    static FOLDER: std::sync::OnceLock<std::path::PathBuf> = std::sync::OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("tickmark-paths-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    })
}

/// Escaping: nothing that a terminal obeys or an eye misses is left, and once is enough.
pub fn escape(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let line = safe::escape_line(&text);
    holds_no_hidden(&line);
    assert!(!line.contains('\n'), "{line:?}");
    assert_eq!(safe::escape_line(&line), line);
    let block = safe::escape_text(&text);
    for line in block.lines() {
        holds_no_hidden(line.trim_start_matches('\t'));
    }
    assert_eq!(safe::escape_text(&block), block);
    let clean = safe::clean_text(&text);
    assert_eq!(safe::clean_text(&clean), clean);
}

/// The journal of a commit: any bytes are one, or are refused with a reason.
pub fn journal(data: &[u8]) {
    match vcs::commit::read_journal(data) {
        Ok(_) => {}
        Err(why) => assert!(!why.is_empty()),
    }
}

/// Settings: keys, themes and the file of settings are understood, or every mistake has a place in the text.
pub fn settings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let lines = text.split('\n').count();
    if let Err(mistakes) = Keymap::parse(text) {
        assert!(!mistakes.is_empty());
        for mistake in mistakes {
            assert!((1..=lines).contains(&mistake.line), "{mistake}");
        }
    }
    for colours in [Colours::None, Colours::Sixteen, Colours::True] {
        if let Err(mistakes) = Theme::parse("mine", text, colours) {
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                assert!((1..=lines).contains(&mistake.line), "{mistake}");
            }
        }
    }
    let (config, mistakes) = Config::parse(text);
    let (again, _) = Config::parse(text);
    assert_eq!(config, again);
    for mistake in mistakes {
        let line = mistake.split(':').next().and_then(|line| line.parse().ok());
        assert!(
            line.is_some_and(|line| (1..=lines).contains(&line)),
            "{mistake}"
        );
    }
}

/// Merging: of two whole records of one comes a whole record, whoever of the two is called ours; never a text that does not read.
///
/// The versions stand behind each other, parted by a byte 0: base, ours, theirs.
pub fn merge(data: &[u8]) {
    let Some(((key, path), bytes)) = key_of(data) else {
        return;
    };
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let mut next = || std::str::from_utf8(parts.next()?).ok();
    let (Some(base), Some(ours), Some(theirs)) = (next(), next(), next()) else {
        return;
    };
    let bases = [Some(base)];
    let merged = |ours, theirs| {
        let versions = Versions {
            bases: &bases,
            ours: Some(ours),
            theirs: Some(theirs),
        };
        Store::merge(Some(&key), path, versions, &Choices::new())
    };
    let one = merged(ours, theirs);
    let other = merged(theirs, ours);
    let reads = |text: &str| {
        // Copies of checklists are taken as a whole, whatever stands in them.
        if matches!(key, RecordKey::Criteria(..)) && text == ours {
            return;
        }
        let read = Store::understand(&key, path, text.as_bytes());
        assert!(
            matches!(read, Ok(Understood::Record(..) | Understood::Checklist(_))),
            "{read:?}\n{text}"
        );
    };
    match &one {
        Ok(Merged::Text(text)) => reads(text),
        Ok(Merged::Clashing { clashes, text }) => {
            assert!(!clashes.is_empty());
            if let Some(text) = text {
                reads(text);
            }
        }
        Ok(Merged::Same(_) | Merged::Removed) | Err(_) => {}
    }
    // What one cannot merge the other cannot either.
    assert_eq!(one.is_err(), other.is_err(), "{one:?}\n{other:?}");
    if let (Ok(Merged::Same(side)), Ok(Merged::Same(turned))) = (&one, &other) {
        let kept = |side: &Side, ours, theirs| match side {
            Side::Ours => ours,
            Side::Theirs => theirs,
        };
        if ours != base && theirs != base {
            let (a, b): (&str, &str) = (kept(side, ours, theirs), kept(turned, theirs, ours));
            let read = |text: &str| match Store::understand(&key, path, text.as_bytes()) {
                Ok(Understood::Record(record, _)) => Some(record),
                Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => None,
            };
            assert_eq!(read(a), read(b), "{a}\n{b}");
        }
    }
}

fn holds_no_hidden(text: &str) {
    assert_eq!(safe::first_hidden(text), None, "{text:?}");
}
