//! Due dates as a calendar file (iCalendar, RFC 5545): a whole day each, which takes nobody's time; and the days of planned
//! audits, which take that of their team.
//!
//! The same records give the same bytes: `DTSTAMP` is when the record last said something new about the date (3.8.7.2), the
//! `UID` is made of audit, record and part, so that a date that is moved replaces the one that a calendar has, and `SEQUENCE`
//! counts the moves. Events rather than to-dos, since most calendars leave out the latter. E-mail addresses come in only
//! where they are asked for; a person is a `CONTACT`, since `ATTENDEE` must not stand in a calendar that is published.

use jiff::{Timestamp, ToSpan, civil::Date};

use crate::{
    domain::{due::DueDate, finding::FindingType, person::Person, programme::dates::AuditDays},
    safe,
};

/// How long a line may be, in octets, without its line break (3.1).
const LINE: usize = 75;

/// Writes due dates, and the days of planned audits, as a calendar.
pub fn calendar(dates: &[DueDate], audits: &[AuditDays], with_mail: bool) -> String {
    let mut file = Lines::default();
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line(concat!(
        "PRODID:-//tickmark//tickmark ",
        env!("CARGO_PKG_VERSION"),
        "//EN"
    ));
    file.line("CALSCALE:GREGORIAN");
    for date in dates {
        event(date, with_mail, &mut file);
    }
    for audit in audits {
        days(audit, with_mail, &mut file);
    }
    file.line("END:VCALENDAR");
    file.text
}

fn event(due: &DueDate, with_mail: bool, file: &mut Lines) {
    let Some(next_day) = due.date.checked_add(1.day()).ok() else {
        return;
    };
    let grade = due.kind.map_or("", FindingType::label);
    let who: Vec<String> = due
        .whom
        .persons()
        .iter()
        .filter_map(|person| shown(person, with_mail))
        .collect();
    let mut about = vec![format!("Audit {}", due.audit)];
    if !grade.is_empty() {
        about.push(grade.to_owned());
    }
    about.push(due.title.clone());
    file.line("BEGIN:VEVENT");
    file.line(&format!(
        "UID:{}.{}.{}@tickmark",
        due.audit, due.subject, due.part
    ));
    file.line(&format!("DTSTAMP:{}", moment(due.revised)));
    file.line(&format!("SEQUENCE:{}", due.moves));
    file.line(&format!("DTSTART;VALUE=DATE:{}", day(due.date)));
    file.line(&format!("DTEND;VALUE=DATE:{}", day(next_day)));
    file.field("SUMMARY", &format!("{}: {}", due.subject, due.what));
    file.field("DESCRIPTION", &about.join("\n"));
    if !who.is_empty() {
        file.field("CONTACT", &who.join(", "));
    }
    file.line("TRANSP:TRANSPARENT");
    file.line("END:VEVENT");
}

/// Writes the days of an audit. The programme does not say when it was planned: `DTSTAMP` is its first day.
fn days(audit: &AuditDays, with_mail: bool, file: &mut Lines) {
    let Some(after) = audit.end.checked_add(1.day()).ok() else {
        return;
    };
    let who: Vec<String> = audit
        .team
        .iter()
        .filter_map(|person| shown(person, with_mail))
        .collect();
    file.line("BEGIN:VEVENT");
    file.line(&format!("UID:{}.audit@tickmark", audit.audit));
    file.line(&format!("DTSTAMP:{}T000000Z", day(audit.start)));
    file.line(&format!("DTSTART;VALUE=DATE:{}", day(audit.start)));
    file.line(&format!("DTEND;VALUE=DATE:{}", day(after)));
    file.field(
        "SUMMARY",
        &format!("Audit {}: {}", audit.audit, audit.title),
    );
    if !who.is_empty() {
        file.field("CONTACT", &who.join(", "));
    }
    file.line("END:VEVENT");
}

/// Names a person; without the address where that is not asked for, and not at all where the name is one.
fn shown(person: &Person, with_mail: bool) -> Option<String> {
    if with_mail {
        return Some(person.to_string());
    }
    (!person.name.contains('@')).then(|| person.name.clone())
}

fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The lines of a calendar, folded.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// Adds a property whose value is text.
    fn field(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escaped(value)));
    }

    /// Adds a line: longer ones go on after a line break and a space, which count, and no character is cut in two.
    fn line(&mut self, line: &str) {
        let mut taken = 0;
        for character in line.chars() {
            if taken + character.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                taken = 1;
            }
            self.text.push(character);
            taken += character.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// Escapes text as a value (3.3.11); control characters, which a value cannot have, are made visible first.
fn escaped(text: &str) -> String {
    let safe = safe::escape_text(text.trim_end());
    let mut out = String::with_capacity(safe.len());
    for character in safe.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        due::{DueSubject, Whom},
        id::ActionId,
    };

    fn due(what: &str) -> DueDate {
        DueDate {
            audit: "aims".parse().unwrap(),
            subject: DueSubject::Action(ActionId::draw(5)),
            part: "action-1".into(),
            date: jiff::civil::date(2026, 12, 31),
            what: what.into(),
            title: "Release without assessment".into(),
            kind: Some(FindingType::Major),
            whom: Whom::Persons(vec!["Petra Novak <petra@example.org>".parse().unwrap()]),
            revised: "2026-11-22T10:00:00Z".parse().unwrap(),
            moves: 2,
        }
    }

    /// Puts folded lines together again, as a reader does.
    fn unfolded(text: &str) -> Vec<String> {
        let whole = text.replace("\r\n ", "");
        whole.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_due_date_is_a_whole_day_and_keeps_its_id_when_it_is_moved() {
        let text = calendar(&[due("Add the step")], &[], false);
        let id = ActionId::draw(5);
        let uid = format!("UID:aims.{id}.action-1@tickmark");
        let lines = unfolded(&text);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            &uid,
            "DTSTAMP:20261122T100000Z",
            "SEQUENCE:2",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "CONTACT:Petra Novak",
            "END:VEVENT",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line} in {text}");
        }
        let moved = DueDate {
            date: jiff::civil::date(2027, 1, 31),
            ..due("Add the step, later")
        };
        assert!(calendar(&[moved], &[], false).contains(&uid));
    }

    #[test]
    fn lines_are_folded_at_75_octets_and_between_characters() {
        let long = "Prüfung der Freigabe für alle 模型 und Systeme — ".repeat(9);
        let text = calendar(&[due(&long)], &[], false);
        assert!(text.ends_with("\r\n"));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
        }
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        let summary = format!("SUMMARY:{}: {}", ActionId::draw(5), long.trim_end());
        assert!(unfolded(&text).contains(&summary), "{text}");
    }

    #[test]
    fn what_has_a_meaning_in_a_value_is_escaped_and_no_control_character_comes_in() {
        let text = calendar(
            &[due("one; two, three\\four\r\nEND:VEVENT\u{1b}[2J\u{202e}")],
            &[],
            false,
        );
        let told = r"one\; two\, three\\four\nEND:VEVENT^[[2J";
        assert!(unfolded(&text).iter().any(|l| l.contains(told)), "{text}");
        assert_eq!(text.matches("\r\nEND:VEVENT").count(), 1, "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }

    #[test]
    fn an_address_is_written_only_when_asked_for() {
        let mut due = due("Add the step");
        assert!(!calendar(std::slice::from_ref(&due), &[], false).contains("example.org"));
        let asked = unfolded(&calendar(std::slice::from_ref(&due), &[], true)).join("\n");
        assert!(
            asked.contains("CONTACT:Petra Novak <petra@example.org>"),
            "{asked}"
        );
        due.whom = Whom::Persons(vec![
            "petra@example.org <petra@example.org>".parse().unwrap(),
        ]);
        assert!(!calendar(&[due], &[], false).contains("example.org"));
    }

    #[test]
    fn a_planned_audit_takes_its_days_whole() {
        let audit = AuditDays {
            audit: "aims-2027".parse().unwrap(),
            title: "Internal audit".into(),
            start: jiff::civil::date(2027, 3, 1),
            end: jiff::civil::date(2027, 3, 5),
            team: vec!["Petra Novak <petra@example.org>".parse().unwrap()],
        };
        let lines = unfolded(&calendar(&[], &[audit], false));
        for line in [
            "UID:aims-2027.audit@tickmark",
            "DTSTART;VALUE=DATE:20270301",
            "DTEND;VALUE=DATE:20270306",
            "SUMMARY:Audit aims-2027: Internal audit",
            "CONTACT:Petra Novak",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line} in {lines:?}");
        }
        assert!(!lines.iter().any(|l| l.starts_with("TRANSP")));
    }
}
