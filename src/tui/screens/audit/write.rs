//! What is typed into the fields of an audit, as changes.

use jiff::civil::Date;

use crate::{
    domain::{
        audit::{Audit, Meeting, TeamMember, TeamRole},
        guard::{as_title, is_said},
        papers::WorkingPapers,
        person::Person,
    },
    safe,
    session::{follow_up, frame},
    tui::{
        panel::{Cx, Intent},
        screens::form::{date, people},
    },
};

use super::{AuditKey as Key, Day, List, Part};

/// Writes a text into a field, or says why it cannot stand there.
pub(super) fn text(
    key: &Key,
    text: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let said = text.trim_end().to_owned();
    let set = |what: &str, change: &dyn Fn(&mut Audit)| {
        vec![Intent::Apply(follow_up::edit_audit(papers, what, change))]
    };
    Ok(match key {
        Key::Title => {
            as_title(&said).map_err(str::to_owned)?;
            set("title", &|a| said.trim().clone_into(&mut a.title))
        }
        Key::List(list) => {
            let items = lines(&said);
            set("plan changed", &|a| put_list(a, *list, &items))
        }
        Key::Scope => set("scope", &|a| a.scope.text.clone_from(&said)),
        Key::Client => set("client", &|a| said.trim().clone_into(&mut a.client)),
        Key::Team(role) => {
            let team = team(*role, &said, papers, cx)?;
            if let Some(why) = papers.audit.leaderless(&team) {
                return Err(why);
            }
            let mut intents = set("team", &|a| a.team.clone_from(&team));
            let told = papers.audit.team_told(&team);
            if !told.is_empty() {
                let told = safe::escape_line(&told.join("; ")).into_owned();
                intents.push(Intent::Toast(told));
            }
            intents
        }
        Key::Day(day) => {
            let on = date::parse(&said, cx.data.clock.today())?;
            let mut after = papers.audit.clone();
            put_day(&mut after, *day, on);
            check_days(&after)?;
            set("dates", &|a| put_day(a, *day, on))
        }
        Key::Meeting(at, part) => meeting(*at, *part, &said, papers, cx)?,
        Key::NewMeeting if !is_said(&said) => Vec::new(),
        Key::NewMeeting => put_meeting(papers, None, Meeting::of(&said))?,
        Key::Conclusion => set("conclusion", &|a| a.conclusion.clone_from(&said)),
        Key::Against(at) => {
            let objective = papers.audit.objectives.get(*at);
            let objective = objective.ok_or("the objective is not there any more")?;
            set("conclusion", &|a| a.conclude(objective, &said))
        }
        Key::Divided => set("divided opinions", &|a| {
            a.divided_opinions.clone_from(&said);
        }),
        Key::NotCovered => set("areas not covered", &|a| a.not_covered.clone_from(&said)),
        Key::History => return Err("this is not written by hand".to_owned()),
    })
}

/// Reads a list that is written one a line.
fn lines(text: &str) -> Vec<String> {
    let items = text.lines().map(str::trim).filter(|line| !line.is_empty());
    items.map(str::to_owned).collect()
}

fn put_list(audit: &mut Audit, list: List, items: &[String]) {
    let place = match list {
        List::Objectives => return audit.set_objectives(items.to_vec()),
        List::Criteria => &mut audit.criteria,
        List::Units => &mut audit.scope.units,
        List::Processes => &mut audit.scope.processes,
        List::Sites => &mut audit.scope.sites,
        List::AiSystems => &mut audit.scope.ai_systems,
        List::Auditees => &mut audit.auditees,
        List::Methods => &mut audit.methods,
        List::Distribution => &mut audit.distribution,
    };
    *place = items.to_vec();
}

fn put_day(audit: &mut Audit, day: Day, on: Option<Date>) {
    match day {
        Day::Start => audit.start = on,
        Day::End => audit.end = on,
        Day::PeriodStart => audit.period_start = on,
        Day::PeriodEnd => audit.period_end = on,
    }
}

fn check_days(audit: &Audit) -> Result<(), String> {
    let in_order = |from: Option<Date>, to: Option<Date>| match (from, to) {
        (Some(from), Some(to)) => from <= to,
        (_, _) => true,
    };
    if !in_order(audit.start, audit.end) {
        return Err("the audit would end before it starts".to_owned());
    }
    if !in_order(audit.period_start, audit.period_end) {
        return Err("the audited period would end before it starts".to_owned());
    }
    Ok(())
}

/// Makes the team with these people in a role; who had another one before has it no more, and who led it stays as an auditor where
/// somebody else leads it now.
fn team(
    role: TeamRole,
    text: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<TeamMember>, String> {
    let known = people::known(papers, cx.data);
    let mut persons: Vec<Person> = Vec::new();
    for line in lines(text) {
        if let Some(person) = people::parse(&line, &known)?
            && !persons.iter().any(|other| other.is(&person))
        {
            persons.push(person);
        }
    }
    let named = |member: &TeamMember| persons.iter().any(|person| person.is(&member.person));
    let led = match (role, persons.first()) {
        (TeamRole::Lead, Some(leader)) => papers.audit.led_by(leader).team,
        (TeamRole::Lead | TeamRole::Auditor | TeamRole::Expert | TeamRole::Observer, _) => {
            papers.audit.team.clone()
        }
    };
    let mut team: Vec<TeamMember> = led
        .into_iter()
        .filter(|member| member.role != role && !named(member))
        .collect();
    let place = team
        .iter()
        .position(|member| member.role > role)
        .unwrap_or(team.len());
    let members = persons
        .into_iter()
        .map(|person| TeamMember { person, role });
    team.splice(place..place, members.collect::<Vec<_>>());
    Ok(team)
}

fn meeting(
    at: usize,
    part: Part,
    said: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let meeting = papers.audit.meetings.get(at);
    let mut meeting = meeting.ok_or("the meeting is not there any more")?.clone();
    match part {
        Part::Kind => said.trim().clone_into(&mut meeting.kind),
        Part::On => {
            meeting.on = date::parse(said, cx.data.clock.today())?;
            if meeting.on.is_some() {
                // Whoever says when it was says that it was held.
                meeting.not_held.clear();
            }
        }
        Part::Attendance => meeting.attendance = lines(said),
        Part::Notes => said.clone_into(&mut meeting.notes),
        Part::NotHeld => said.trim().clone_into(&mut meeting.not_held),
    }
    put_meeting(papers, Some(at), meeting)
}

fn put_meeting(
    papers: &WorkingPapers,
    at: Option<usize>,
    meeting: Meeting,
) -> Result<Vec<Intent>, String> {
    frame::put_meeting(papers, at, meeting)
        .map(|change| vec![Intent::Apply(change)])
        .map_err(|refusal| refusal.to_string())
}
