//! The fields of an audit: the plan on the left, meetings, conclusion and report on the right.

use jiff::civil::Date;

use crate::{
    domain::{
        audit::{Audit, AuditState, Meeting, MeetingKind, TeamRole},
        papers::WorkingPapers,
    },
    tui::{
        data::Data,
        screens::form::{
            date,
            field::{Field, Kind},
            history, people,
        },
        theme::Role,
    },
};

use super::{AuditKey as Key, Day, List, Part};

/// Makes the fields of an audit.
pub(super) fn of(papers: &WorkingPapers, data: &Data) -> Vec<Field<Key>> {
    let audit = &papers.audit;
    let known = people::hint(&people::known(papers, data));
    let mut fields = plan(audit);
    fields.extend(scope(audit));
    fields.extend(team(audit, &known));
    fields.extend(days(audit));
    fields.extend(meetings(audit, data.clock.today()));
    fields.extend(conclusion(audit));
    let history = history::lines(&audit.history, &[], AuditState::label, []);
    fields.push(
        Field::new(Key::History, "history", "history", Kind::ReadOnly, history)
            .section("History")
            .right(),
    );
    for field in &mut fields {
        field.held = held(&field.key, papers, data);
    }
    fields
}

/// Says why a field is not written by whoever is at work: what the report says is held fast once it is out, and what has begun
/// is the audit team's.
pub(super) fn held(key: &Key, papers: &WorkingPapers, data: &Data) -> Option<String> {
    let audit = &papers.audit;
    let why = match key {
        Key::History => return None,
        Key::Team(_) => audit.holds_team(),
        Key::Title
        | Key::List(_)
        | Key::Scope
        | Key::Client
        | Key::Day(_)
        | Key::Meeting(..)
        | Key::NewMeeting
        | Key::Conclusion
        | Key::Against(_)
        | Key::Divided
        | Key::NotCovered => audit.holds_frame(),
    };
    if let Some(why) = why {
        return Some(format!("it is held fast: {why}"));
    }
    let by = data.actor.as_ref().ok()?;
    let is_foreign = audit.state != AuditState::Planned && !audit.is_led_by(by, &data.people);
    is_foreign
        .then(|| "the audit has begun, and you are none of its leader and auditors".to_owned())
}

pub(super) fn list(audit: &Audit, list: List) -> &Vec<String> {
    match list {
        List::Objectives => &audit.objectives,
        List::Criteria => &audit.criteria,
        List::Units => &audit.scope.units,
        List::Processes => &audit.scope.processes,
        List::Sites => &audit.scope.sites,
        List::AiSystems => &audit.scope.ai_systems,
        List::Auditees => &audit.auditees,
        List::Methods => &audit.methods,
        List::Distribution => &audit.distribution,
    }
}

fn lines(audit: &Audit, of: List, label: &str, placeholder: &'static str) -> Field<Key> {
    let name = label.replace(' ', "-");
    let value = list(audit, of).join("\n");
    Field::new(Key::List(of), name, label, Kind::Long, value)
        .placeholder(placeholder)
        .hint("one a line")
}

fn plan(audit: &Audit) -> Vec<Field<Key>> {
    vec![
        Field::new(Key::Title, "title", "title", Kind::Line, &audit.title)
            .placeholder("what people know the audit by"),
        lines(
            audit,
            List::Objectives,
            "objectives",
            "what it is to find out, one a line",
        )
        .section("Plan"),
        lines(
            audit,
            List::Criteria,
            "criteria",
            "own documents, contracts, law, beside the checklists",
        ),
        Field::new(Key::Client, "client", "client", Kind::Line, &audit.client)
            .placeholder("who asked for the audit"),
        lines(
            audit,
            List::Auditees,
            "auditees",
            "who is audited, by role or unit",
        ),
        lines(audit, List::Methods, "methods", "interviews, samples ..."),
    ]
}

fn scope(audit: &Audit) -> Vec<Field<Key>> {
    vec![
        Field::new(
            Key::Scope,
            "scope",
            "in words",
            Kind::Long,
            &audit.scope.text,
        )
        .placeholder("what is looked at, in a sentence or two")
        .section("Scope"),
        lines(audit, List::Units, "units", "organizational units"),
        lines(audit, List::Processes, "processes", "processes"),
        lines(audit, List::Sites, "sites", "sites, virtual ones included"),
        lines(audit, List::AiSystems, "AI systems", "AI systems"),
    ]
}

fn team(audit: &Audit, known: &str) -> Vec<Field<Key>> {
    let of = |role: TeamRole| {
        let members = audit.team.iter().filter(|member| member.role == role);
        let names: Vec<String> = members.map(|member| member.person.to_string()).collect();
        names.join("\n")
    };
    let field = |role: TeamRole, name: &'static str, placeholder| {
        let kind = if role == TeamRole::Lead {
            Kind::Line
        } else {
            Kind::Long
        };
        Field::new(Key::Team(role), name, name, kind, of(role))
            .placeholder(placeholder)
            .hint(known)
    };
    vec![
        field(TeamRole::Lead, "leader", "the audit team leader").section("Team"),
        field(TeamRole::Auditor, "auditors", "one a line"),
        field(TeamRole::Expert, "experts", "technical experts"),
        field(TeamRole::Observer, "observers", "observers"),
    ]
}

fn days(audit: &Audit) -> Vec<Field<Key>> {
    let field = |of: Day, name: &'static str, value: Option<Date>| {
        Field::new(Key::Day(of), name, name, Kind::Date, day(value))
            .placeholder("not set")
            .hint(date::FORMS)
    };
    vec![
        field(Day::Start, "first day", audit.start).section("Dates"),
        field(Day::End, "last day", audit.end),
        field(Day::PeriodStart, "period from", audit.period_start),
        field(Day::PeriodEnd, "period to", audit.period_end),
    ]
}

pub(super) fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn meetings(audit: &Audit, today: Date) -> Vec<Field<Key>> {
    let mut fields = Vec::new();
    for (at, meeting) in audit.meetings.iter().enumerate() {
        fields.extend(Part::ALL.iter().map(|part| one(meeting, at, *part, today)));
    }
    let has = |kind: MeetingKind| audit.meetings.iter().any(|meeting| meeting.is(kind));
    let placeholder = match (has(MeetingKind::Opening), has(MeetingKind::Closing)) {
        (false, false) => "no opening and no closing meeting yet: o adds one",
        (false, true) => "no opening meeting yet: o adds one",
        (true, false) => "no closing meeting yet: o adds one",
        (true, true) => "o adds one",
    };
    fields.push(
        Field::new(
            Key::NewMeeting,
            "meeting-new",
            "another meeting",
            Kind::Line,
            "",
        )
        .placeholder(placeholder)
        .hint("opening, closing, or in own words")
        .right(),
    );
    if let Some(first) = fields.first_mut() {
        first.section = Some("Meetings");
    }
    fields
}

fn one(meeting: &Meeting, at: usize, part: Part, today: Date) -> Field<Key> {
    let (kind, value, placeholder) = match part {
        Part::Kind => (
            Kind::Line,
            meeting.kind.clone(),
            "opening, closing, or in own words",
        ),
        Part::On => (Kind::Date, day(meeting.on), "when it was, or is to be"),
        Part::Attendance => (
            Kind::Long,
            meeting.attendance.join("\n"),
            "by role or name, one a line",
        ),
        Part::Notes => (Kind::Long, meeting.notes.clone(), "what was said"),
        Part::NotHeld => (
            Kind::Long,
            meeting.not_held.clone(),
            "only where there was none: why",
        ),
    };
    let number = at + 1;
    let label = match part {
        Part::Kind => format!("meeting {number}"),
        Part::On | Part::Attendance | Part::Notes | Part::NotHeld => format!("  {}", part.word()),
    };
    let name = format!("meeting-{number}-{}", part.word().replace(' ', "-"));
    let missing = meeting.missing(today).filter(|_| part == Part::Kind);
    let hint = match part {
        Part::On => date::FORMS,
        Part::Kind | Part::Attendance | Part::Notes | Part::NotHeld => "",
    };
    Field::new(Key::Meeting(at, part), name, label, kind, value)
        .placeholder(placeholder)
        .hint(hint)
        .note(missing.map(|missing| (missing, Role::Warning)))
        .right()
}

fn conclusion(audit: &Audit) -> Vec<Field<Key>> {
    let mut fields = vec![
        Field::new(
            Key::Conclusion,
            "conclusion",
            "conclusion",
            Kind::Long,
            &audit.conclusion,
        )
        .placeholder("degree of conformity and effect")
        .section("Conclusion and report")
        .right(),
    ];
    // Of a single objective the conclusion speaks as a whole.
    if audit.objectives.len() > 1 {
        fields.extend(audit.objectives.iter().enumerate().map(|(at, objective)| {
            let number = at + 1;
            Field::new(
                Key::Against(at),
                format!("against-{number}"),
                format!("on objective {number}"),
                Kind::Long,
                audit.concluded(objective).unwrap_or_default(),
            )
            .placeholder("what is concluded against it")
            .hint(objective.clone())
            .right()
        }));
    }
    fields.push(
        Field::new(
            Key::NotCovered,
            "not-covered",
            "not covered",
            Kind::Long,
            &audit.not_covered,
        )
        .placeholder("areas in scope that were not covered; none is an answer, too")
        .right(),
    );
    fields.push(
        Field::new(
            Key::Divided,
            "divided-opinions",
            "divided opinions",
            Kind::Long,
            &audit.divided_opinions,
        )
        .placeholder("opinions that stayed divided")
        .right(),
    );
    fields.push(
        lines(
            audit,
            List::Distribution,
            "report goes to",
            "whom the report goes to, by role or name",
        )
        .right(),
    );
    fields
}
