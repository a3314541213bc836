//! A workspace whose every name, field, message and content is a text that somebody made to have a terminal obey it, for tests.

use std::{fmt::Write as _, fs, path::Path};

use crate::{
    clock::Clock,
    safe::hostile::Strings,
    vcs::{self, history::HistoryWriter},
};

use super::{Session, init, plan::Plan};

/// How many strings a workspace holds.
pub(crate) const HELD: usize = 1_000;

/// Of these are the names of files, with a content of as many lines each; the rest is in commits and in records.
const NAMES: usize = 120;
const LINES: usize = 2;
const MESSAGES: usize = 140;
const ANSWERS: usize = 5;
const FINDINGS: usize = 40;

/// Makes such a workspace with the audit `aims`.
pub(crate) fn workspace(folder: &Path, strings: &mut Strings) {
    let repository = vcs::init(folder).unwrap();
    let config = "[user]\n\tname = Astrid\n\temail = astrid@example.org\n";
    let path = folder.join(".git/config");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text + config).unwrap();
    let mut writer = HistoryWriter::new(&repository).unwrap();
    let at = |seconds: usize| {
        jiff::Timestamp::from_second(1_780_000_000 + i64::try_from(seconds).unwrap()).unwrap()
    };
    let names: Vec<String> = (0..NAMES)
        .map(|n| format!("evil/{n}-{}.txt", strings.name()))
        .collect();
    let contents: Vec<String> = (0..NAMES)
        .map(|_| (0..LINES).map(|_| strings.text() + "\n").collect())
        .collect();
    let files: Vec<(&str, Option<&[u8]>)> = names
        .iter()
        .zip(&contents)
        .map(|(name, content)| (name.as_str(), Some(content.as_bytes())))
        .collect();
    let author = "Mira <mira@example.org>".parse().unwrap();
    writer.commit(&author, at(0), "Begin\n", &files).unwrap();
    writer.finish().unwrap();
    let clock = || Clock::Fixed("2026-11-20T09:00:00Z".parse().unwrap());
    let mut session = init::init(folder, Some("Northfield"), clock())
        .unwrap()
        .into_session();
    let plan = Plan::new("aims".parse().unwrap(), "Audit".to_owned());
    session.plan(plan, &["iso-42001".to_owned()]).unwrap();
    let review = session.review(None).unwrap();
    session.commit(&review, &review.message).unwrap();
    let mut writer = HistoryWriter::new(&repository).unwrap();
    let record = fs::read(folder.join("audits/aims/audit.toml")).unwrap();
    for n in 0..MESSAGES {
        // Of the records too, so that they are in their log.
        let mut text = record.clone();
        text.extend(format!("# {n}\n").bytes());
        let message = strings.text().replace('\0', "") + "x\n";
        writer
            .commit(
                &author,
                at(n + 1),
                &message,
                &[("audits/aims/audit.toml", Some(&text))],
            )
            .unwrap();
    }
    writer.finish().unwrap();
    records(folder, strings, &names);
    assert!(Session::open(folder, clock()).is_ok());
}

/// Writes such texts into records, as somebody with an editor does.
fn records(folder: &Path, strings: &mut Strings, names: &[String]) {
    let mut quoted = |strings: &mut Strings| toml::Value::String(strings.text() + "x").to_string();
    let path = folder.join("audits/aims/audit.toml");
    let text = fs::read_to_string(&path).unwrap();
    let list = |quoted: &mut dyn FnMut(&mut Strings) -> String, strings: &mut Strings| {
        let texts: Vec<String> = (0..20).map(|_| quoted(strings)).collect();
        texts.join(", ")
    };
    let title = quoted(strings);
    let mut text = text.replace("title = \"Audit\"", &format!("title = {title}"));
    let (objectives, methods, units) = (
        list(&mut quoted, strings),
        list(&mut quoted, strings),
        list(&mut quoted, strings),
    );
    text = text.replace(
        "title = ",
        &format!("objectives = [{objectives}]\nmethods = [{methods}]\nunits = [{units}]\ntitle = "),
    );
    fs::write(&path, text).unwrap();
    let answers = folder.join("audits/aims/answers/iso-42001");
    fs::create_dir_all(&answers).unwrap();
    let mut sheet = "schema = 1\nchecklist = \"iso-42001\"\nref = \"4.1\"\n".to_owned();
    for (n, name) in names.iter().enumerate().take(ANSWERS + 1).skip(1) {
        let _ = write!(
            sheet,
            "[[answer]]\nid = \"{n}\"\nverdict = \"conforming\"\nnote = {}\nby = \"Astrid <astrid@example.org>\"\nat = 2026-11-20T09:00:00Z\n",
            quoted(strings)
        );
        let _ = write!(
            sheet,
            "[[answer.evidence]]\nid = \"E-00000{n}\"\npath = {}\nnote = {}\ncommit = \"{}\"\nblob = \"{}\"\nsha256 = \"{}\"\nmethod = \"document-review\"\nobtained-by = \"Astrid <astrid@example.org>\"\nobtained-at = 2026-11-20T09:00:00Z\n",
            toml::Value::String(name.clone()),
            quoted(strings),
            "1".repeat(40),
            "2".repeat(40),
            "3".repeat(64),
        );
    }
    fs::write(answers.join("4.1.toml"), sheet).unwrap();
    let findings = folder.join("audits/aims/findings");
    fs::create_dir_all(&findings).unwrap();
    for n in 0..FINDINGS {
        let id = format!("F-{n:06}");
        let mut text = format!(
            "schema = 1\nid = \"{id}\"\ntype = \"minor\"\nstate = \"draft\"\ncriteria = [\"iso-42001:4.1\"]\nrow = \"iso-42001:4.1#1\"\n"
        );
        for key in [
            "title",
            "grade-reason",
            "requirement",
            "objective-evidence",
            "statement",
        ] {
            let _ = writeln!(text, "{key} = {}", quoted(strings));
        }
        text.push_str("[[history]]\nat = 2026-11-20T09:00:00Z\nby = \"Astrid <astrid@example.org>\"\nto = \"draft\"\n");
        fs::write(findings.join(format!("{id}.toml")), text).unwrap();
    }
    // And one that cannot be read, which is told.
    let name = strings.name();
    fs::write(findings.join(format!("{name}.toml")), strings.text()).unwrap();
}
