//! The fields of a record, one by one, and of lists each line: what people write over, and a merge can take from either side.

use std::fmt::{Debug, Display};

use super::{Item, Items, Sort};
use crate::domain::{
    action::{Cause, CorrectiveAction, Term},
    applicability::{ControlDecision, StatementOfApplicability},
    audit::{Audit, AuditRules, Scope},
    finding::{Finding, ToldField},
    programme::Programme,
    record::Record,
    sample::Sample,
    workspace::Workspace,
};

impl Items {
    /// Notes a field, or a line of one.
    fn field(&mut self, field: &'static str, id: &str, what: &str, said: &impl Debug) {
        let item = Item {
            what: format!("the {what}"),
            said: format!("{said:?}"),
            sort: Sort::Field,
        };
        self.add((field, id.to_owned()), item);
    }

    /// Notes a text that says something.
    fn text(&mut self, field: &'static str, what: &str, text: &str) {
        if !text.is_empty() {
            self.field(field, "", what, &text);
        }
    }

    /// Notes something that may be missing.
    fn maybe<T: Debug>(&mut self, field: &'static str, id: &str, what: &str, said: Option<&T>) {
        if let Some(said) = said {
            self.field(field, id, what, said);
        }
    }

    /// Notes each line of a list, which is known by what it says.
    fn lines<T: Debug + Display>(&mut self, field: &'static str, what: &str, lines: &[T]) {
        for line in lines {
            self.field(
                field,
                &line.to_string(),
                &format!("{what} \"{line}\""),
                line,
            );
        }
    }

    fn scope(&mut self, scope: &Scope) {
        self.text("scope", "scope", &scope.text);
        self.lines("scope", "unit", &scope.units);
        self.lines("scope", "process", &scope.processes);
        self.lines("scope", "site", &scope.sites);
        self.lines("scope", "AI system", &scope.ai_systems);
    }
}

/// Adds the fields of a record.
pub(super) fn of(record: &Record, all: &mut Items) {
    match record {
        Record::Workspace(workspace) => of_workspace(workspace, all),
        Record::Programme(programme) => of_programme(programme, all),
        Record::Applicability(statement) => of_statement(statement, all),
        Record::Audit(audit) => of_audit(audit, all),
        Record::Finding { finding, .. } => of_finding(finding, all),
        Record::Action { action, .. } => of_action(action, all),
        Record::Sample { sample, .. } => of_sample(sample, all),
        // Of a sheet all is answers, and of a trail all is links; a checklist is told as a whole.
        Record::Answers { .. } | Record::Trail { .. } | Record::Criteria { .. } => {}
    }
}

fn of_finding(finding: &Finding, all: &mut Items) {
    for field in ToldField::ALL.iter().copied() {
        // Citations are noted one by one.
        if field != ToldField::Evidence {
            all.text(field.key(), field.label(), &finding.told(field));
        }
    }
    all.field("type", "", "type", &finding.classification());
    all.maybe("row", "", "row", finding.row.as_ref());
    all.lines("repeats", "earlier finding", &finding.repeats);
}

fn of_action(action: &CorrectiveAction, all: &mut Items) {
    all.text("title", "title", &action.title);
    all.lines("findings", "finding", &action.findings);
    all.maybe("owner", "", "owner", action.owner.as_ref());
    for (key, what, reaction) in [
        ("containment", "containment", &action.containment),
        ("correction", "correction", &action.correction),
    ] {
        if !reaction.what.is_empty() || reaction.done.is_some() {
            all.field(key, "", what, reaction);
        }
    }
    all.text("consequences", "consequences", &action.consequences);
    let extent = &action.extent;
    if !extent.searched.is_empty() || !extent.result.is_empty() {
        all.field("extent", "", "extent", &(&extent.searched, &extent.result));
    }
    if let Some(cause) = &action.cause {
        of_cause(cause, all);
    }
    all.text("need-reason", "need for action", &action.need_reason);
    let none = &action.no_action_reason;
    all.text("no-action-reason", "reason for no action", none);
    for change in &action.changes {
        all.field(
            "changes",
            &change.id,
            &format!("change {}", change.id),
            change,
        );
    }
    let effect = &action.effectiveness;
    for term in Term::ALL.iter().copied() {
        all.text(term.key(), term.label(), &effect.term(term));
    }
    let due = "due date of the effectiveness check";
    all.maybe("due", "effectiveness", due, effect.due.as_ref());
    all.maybe("result", "", "result", effect.result.as_ref());
    all.text("basis", "basis of the result", &effect.basis);
}

fn of_cause(cause: &Cause, all: &mut Items) {
    all.field("cause", "method", "method of the cause", &cause.method);
    for (id, what, text) in [
        ("root", "root cause", &cause.root),
        (
            "not-found-earlier",
            "reason why it was not found earlier",
            &cause.not_found_earlier,
        ),
    ] {
        if !text.is_empty() {
            all.field("cause", id, what, text);
        }
    }
    for (list, nodes) in [
        ("whys", &cause.whys),
        ("bones", &cause.bones),
        ("events", &cause.events),
    ] {
        for node in nodes {
            let what = format!("part {} of the cause", node.id);
            all.field("cause", &format!("{list}/{}", node.id), &what, node);
        }
    }
}

fn of_audit(audit: &Audit, all: &mut Items) {
    all.text("title", "title", &audit.title);
    all.field("mode", "", "what is judged", &audit.mode);
    all.maybe("mode", "target", "target", audit.target.as_ref());
    all.lines("objectives", "objective", &audit.objectives);
    all.scope(&audit.scope);
    for left_out in &audit.exclusions {
        let id = format!("{} {}", left_out.checklist, left_out.reference);
        all.field("exclusion", &id, &format!("exclusion of {id}"), left_out);
    }
    all.lines("only", "limit", &audit.only);
    all.lines("rows", "row", &audit.rows);
    all.lines("checklists", "checklist", &audit.checklists);
    all.lines("criteria", "criterion", &audit.criteria);
    all.maybe("from", "", "audit before", audit.from.as_ref());
    all.text("client", "client", &audit.client);
    all.lines("auditees", "auditee", &audit.auditees);
    all.maybe("start", "", "first day", audit.start.as_ref());
    all.maybe("start", "end", "last day", audit.end.as_ref());
    let (from, to) = (audit.period_start.as_ref(), audit.period_end.as_ref());
    all.maybe("period-start", "", "first day of the period", from);
    all.maybe("period-start", "end", "last day of the period", to);
    all.lines("methods", "method", &audit.methods);
    for meeting in &audit.meetings {
        let when = meeting.on.map(|on| format!(" of {on}"));
        let id = format!("{}{}", meeting.kind.trim(), when.unwrap_or_default());
        all.field("meeting", &id, &format!("meeting \"{id}\""), meeting);
    }
    all.text("conclusion", "conclusion", &audit.conclusion);
    for concluded in &audit.conclusions {
        let what = format!("conclusion on \"{}\"", concluded.objective);
        let id = &concluded.objective;
        all.field("objective-conclusion", id, &what, concluded);
    }
    let divided = &audit.divided_opinions;
    all.text("divided-opinions", "divided opinions", divided);
    all.text("not-covered", "areas not covered", &audit.not_covered);
    all.lines("distribution", "recipient", &audit.distribution);
    if audit.rules != AuditRules::default() {
        all.field("rules", "", "rules", &audit.rules);
    }
    for member in &audit.team {
        let what = format!("place of {} in the team", member.person.name);
        let id = member.person.email.to_lowercase();
        all.field("team", &id, &what, member);
    }
    for assigned in &audit.assignments {
        let id = format!("{} {}", assigned.auditor.email, assigned.checklist);
        let what = format!("assignment of {}", assigned.auditor.name);
        all.field("assignment", &id, &what, assigned);
    }
}

fn of_sample(sample: &Sample, all: &mut Items) {
    all.text("title", "title", &sample.title);
    all.maybe("row", "", "row", sample.row.as_ref());
    all.maybe("finding", "", "finding", sample.finding.as_ref());
    all.text("reason", "reason", &sample.reason);
    all.text("conclusion", "conclusion", &sample.conclusion);
}

fn of_statement(statement: &StatementOfApplicability, all: &mut Items) {
    let by = statement.approved_by.as_ref();
    all.maybe("approved-by", "", "approval", by);
    let on = statement.approved_on.as_ref();
    all.maybe("approved-on", "", "day of the approval", on);
    for control in &statement.controls {
        let said = ControlDecision {
            evidence: Vec::new(),
            ..control.clone()
        };
        let id = control.reference.to_string();
        all.field("control", &id, &format!("decision on {id}"), &said);
    }
}

fn of_programme(programme: &Programme, all: &mut Items) {
    all.text("title", "title", &programme.title);
    all.maybe("start", "", "first day", programme.start.as_ref());
    all.maybe("end", "", "last day", programme.end.as_ref());
    all.lines("objectives", "objective", &programme.objectives);
    all.text("risk-basis", "risk basis", &programme.risk_basis);
    all.lines("methods", "method", &programme.methods);
    all.lines("checklists", "checklist", &programme.checklists);
    all.maybe("times", "", "frequency", programme.times.as_ref());
    all.scope(&programme.scope);
    for of in &programme.responsibilities {
        let what = format!("responsibility of {}", of.who);
        all.field(
            "responsibility",
            &format!("{} {}", of.who, of.what),
            &what,
            of,
        );
    }
    for risk in &programme.risks {
        all.field("risk", &risk.what, &format!("risk \"{}\"", risk.what), risk);
    }
    for often in &programme.frequencies {
        let what = format!("frequency of {}", often.of);
        all.field("frequency", &often.of.to_string(), &what, often);
    }
    for planned in &programme.audits {
        let what = format!("planned audit {}", planned.id);
        all.field("audit", &planned.id.to_string(), &what, planned);
    }
}

fn of_workspace(workspace: &Workspace, all: &mut Items) {
    all.text("organisation", "organisation", &workspace.organisation);
    all.field("days", "", "deadlines", &workspace.days);
    all.field("grading", "", "grading", &workspace.grading);
    for grade in &workspace.grades {
        let id = grade.id.to_string();
        all.field("grade", &id, &format!("grade {id}"), grade);
    }
    for other in &workspace.repositories {
        let what = format!("repository {}", other.name);
        all.field("repository", &other.name, &what, other);
    }
    for limit in &workspace.freshness {
        let what = format!("limit of age of {}", limit.name);
        all.field("freshness", &limit.name, &what, limit);
    }
    let register = workspace.register.as_ref();
    all.maybe("register", "", "register of AI systems", register);
}
