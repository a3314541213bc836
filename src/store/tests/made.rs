//! Records with every key, made up.

use super::*;
use crate::domain::action::{ChangeKind, Round, SystemChange, Term, TermChange};

pub(super) fn full_audit() -> Record {
    let date = || Some("2026-11-16".parse().unwrap());
    let text = || "said".to_owned();
    let mut audit = Audit::plan(
        audit_id(),
        "Fourth quarter".into(),
        vec!["iso-42001".parse().unwrap()],
        &step(),
    );
    audit.mode = crate::domain::audit::AuditMode::GapAnalysis;
    audit.target = Some(4.try_into().unwrap());
    audit.only = vec!["iso-42001:7".parse().unwrap()];
    audit.rows = vec!["iso-42001:7.2#1".parse().unwrap()];
    audit.from = Some("2025-q4".parse().unwrap());
    audit.objectives = vec![text(), "more\nlines".into()];
    audit.criteria = vec![text()];
    audit.client = text();
    audit.auditees = vec![text()];
    (audit.start, audit.end, audit.period_start, audit.period_end) =
        (date(), date(), date(), date());
    audit.methods = vec![text()];
    audit.conclusion = "long ".repeat(40);
    audit.divided_opinions = text();
    audit.not_covered = text();
    audit.distribution = vec![text()];
    audit.conclusions = vec![ObjectiveConclusion {
        objective: text(),
        conclusion: text(),
    }];
    audit.scope.text = text();
    audit.scope.units = vec![text()];
    audit.scope.processes = vec![text()];
    audit.scope.sites = vec![text()];
    audit.scope.ai_systems = vec![text()];
    audit.rules.conforming_needs_evidence = true;
    audit.rules.answer_apart = true;
    audit.team = vec![TeamMember {
        person: person("Mira"),
        role: TeamRole::Lead,
    }];
    let (checklist, reference) = (
        "iso-42001"
            .parse::<crate::domain::id::ChecklistId>()
            .unwrap(),
        "A.2".parse().unwrap(),
    );
    audit.exclusions = vec![Exclusion {
        checklist: checklist.clone(),
        reference,
        reason: text(),
        source: crate::domain::audit::ExclusionSource::Applicability,
    }];
    audit.assignments = vec![Assignment {
        auditor: person("Mira"),
        checklist,
        refs: vec!["4".parse().unwrap(), "5".parse().unwrap()],
        paths: vec!["policy".parse().unwrap(), "aims/**".parse().unwrap()],
    }];
    audit.safeguards = vec![Safeguard {
        auditor: person("Mira"),
        paths: vec!["policy/ai-policy.md".parse().unwrap()],
        reason: text(),
        by: person("Ola"),
        approved_by: person("Ida"),
        at: step().at,
    }];
    audit.meetings = vec![Meeting {
        kind: "opening".into(),
        on: date(),
        attendance: vec![text()],
        notes: text(),
        not_held: text(),
    }];
    audit
        .history
        .push(step().entry(Some(audit.state), audit.state));
    Record::Audit(audit)
}

pub(super) fn full_finding() -> Finding {
    let text = || "said".to_owned();
    let mut finding = Finding::draft(FindingId::draw(7), FindingType::Minor, &step());
    finding.title = text();
    finding.grade = Some("minor-formal".parse().unwrap());
    finding.grade_reason = text();
    finding.criteria = vec!["iso-42001:6.1.2".parse().unwrap()];
    finding.documents = vec![text()];
    finding.place = text();
    finding.requirement = text();
    finding.objective_evidence = "one\ntwo".into();
    finding.statement = text();
    finding.consequence = text();
    finding.row = Some("iso-42001:6.1.2#1".parse().unwrap());
    finding.repeats = vec![FindingId::draw(8)];
    finding.response_due = Some("2026-12-22".parse().unwrap());
    finding.response = text();
    finding.evidence = vec![link(3)];
    finding.reclassifications = vec![Reclassification {
        at: step().at,
        by: person("Mira"),
        from: FindingType::Major,
        from_grade: Some("major-safety".parse().unwrap()),
        from_reason: text(),
        to: FindingType::Minor,
        to_grade: Some("minor-formal".parse().unwrap()),
        why: text(),
    }];
    finding.amendments = vec![Amendment {
        at: step().at,
        by: person("Mira"),
        field: ToldField::Statement,
        was: "one\ntwo".into(),
        why: text(),
    }];
    finding.history.push(HistoryEntry {
        at: step().at,
        by: person("Mira"),
        from: Some(FindingState::Draft),
        to: FindingState::Issued,
        why: text(),
    });
    finding
}

pub(super) fn finding(finding: Finding) -> Record {
    Record::Finding {
        audit: audit_id(),
        finding,
    }
}

fn full_cause() -> Cause {
    let text = || "said".to_owned();
    let mut cause = Cause::by(CauseMethod::FaultTree);
    cause.root = text();
    cause.not_found_earlier = text();
    cause.set_whys(&[text(), "deeper".into()]);
    let node = |id: &str| CauseNode {
        id: id.into(),
        text: text(),
        ..CauseNode::default()
    };
    cause.bones = vec![CauseNode {
        branch: Some(Branch::Process),
        root: true,
        ..node("1")
    }];
    let top = CauseNode {
        gate: Some(Gate::And),
        ..node("1")
    };
    let below = CauseNode {
        under: Some("1".into()),
        ..node("2")
    };
    cause.events = vec![top, below];
    cause
}

fn ended(action: &CorrectiveAction) -> Round {
    Round {
        id: "1".into(),
        at: step().at,
        by: person("Mira"),
        why: "said".into(),
        need_reason: "said".into(),
        no_action_reason: "said".into(),
        cause: action.cause.clone(),
        effectiveness: action.effectiveness.clone(),
        actions: action.actions.clone(),
    }
}

pub(super) fn full_action() -> Record {
    let text = || "said".to_owned();
    let date = || Some("2026-12-01".parse().unwrap());
    let mut action = CorrectiveAction::draft(ActionId::draw(9), FindingId::draw(7), &step());
    action.title = text();
    action.owner = Some(person("Ola"));
    let shown = || vec![EvidenceId::draw(4)];
    action.containment.what = text();
    action.containment.done = date();
    action.containment.evidence = shown();
    action.correction.what = text();
    action.correction.done = date();
    action.correction.evidence = shown();
    action.consequences = text();
    action.extent.searched = text();
    action.extent.result = text();
    action.extent.searches = vec![ExtentSearch {
        id: "1".into(),
        query: text(),
        fixed: true,
        word: true,
        repository: "models".into(),
        paths: vec![text()],
        commit: Some("c0ffee".into()),
        files: 12,
        more: 3,
        not_searched: 1,
        by: person("Mira"),
        at: step().at,
        hits: vec![ExtentHit {
            id: "1".into(),
            path: text(),
            line: 3,
            text: text(),
            blob: "b10b".into(),
            decision: Some(HitDecision::NotAffected),
            why: text(),
            decided_by: Some(person("Mira")),
            decided_at: Some(step().at),
        }],
    }];
    action.cause = Some(full_cause());
    action.no_action_reason = text();
    action.need_reason = text();
    action.changes = vec![SystemChange {
        id: "1".into(),
        kind: ChangeKind::Risk,
        what: text(),
        place: text(),
        done: date(),
    }];
    action.effectiveness.criterion = text();
    action.effectiveness.measure = text();
    (action.effectiveness.not_before, action.effectiveness.due) = (date(), date());
    action.effectiveness.verifier = Some(person("Mira"));
    action.effectiveness.result = Some(EffectivenessResult::Effective);
    action.effectiveness.basis = text();
    action.effectiveness.evidence = shown();
    action.actions = vec![PlannedAction {
        id: "1".into(),
        what: text(),
        owner: Some(person("Ola")),
        due: date(),
        done: date(),
        proof: text(),
        commit: text(),
        evidence: shown(),
    }];
    action.rounds = vec![ended(&action)];
    action.due_changes = vec![DueChange {
        action: "1".into(),
        from_due: date(),
        to_due: date(),
        at: step().at,
        by: person("Ola"),
        why: text(),
    }];
    action.term_changes = vec![TermChange {
        at: step().at,
        by: person("Mira"),
        term: Term::NotBefore,
        was: "2026-02-01".into(),
        why: text(),
    }];
    action.evidence = vec![link(4)];
    action
        .history
        .push(step().entry(Some(ActionState::Draft), ActionState::Draft));
    Record::Action {
        audit: audit_id(),
        action,
    }
}

pub(super) fn full_workspace() -> Record {
    let mut workspace = Workspace::of("Halden".into());
    workspace.records = "docs/audits".into();
    let grade = &mut workspace.grading;
    for text in [
        &mut grade.major,
        &mut grade.minor,
        &mut grade.observation,
        &mut grade.opportunity,
        &mut grade.good_practice,
    ] {
        *text = "when".into();
    }
    workspace.repositories = vec![EvidenceRepository {
        name: "models".into(),
        path: "../models".into(),
        url: "https://example.org".into(),
    }];
    workspace.grades = vec![Grade {
        id: "major-safety".parse().unwrap(),
        title: "Major, safety".into(),
        kind: FindingType::Major,
        criteria: "when".into(),
        days: Some(14),
    }];
    workspace.freshness = vec![FreshnessLimit {
        name: "monitoring log".into(),
        paths: vec!["monitoring/**".parse().unwrap()],
        kinds: vec![EvidenceKind::File, EvidenceKind::Interview],
        days: 90,
    }];
    let columns = [("id", "System no."), ("name", "System"), ("owner", "Owner")];
    let more = [("purpose", "Use"), ("stage", "Stage"), ("role", "Role")];
    let columns = columns
        .into_iter()
        .chain(more)
        .chain([("risk-class", "Class")]);
    workspace.register = Some(RegisterSource {
        path: "ai/systems.csv".into(),
        table: "system".into(),
        columns: columns
            .map(|(word, heading)| (word.into(), heading.into()))
            .collect(),
        trail: vec![TrailStep {
            id: "risk".parse().unwrap(),
            title: "Risk".into(),
            criteria: vec!["iso-42001:6.1.2".parse().unwrap()],
            paths: vec!["risk/{id}.md".into()],
            rows: "risk/register.csv".into(),
            column: "System".into(),
        }],
    });
    Record::Workspace(workspace)
}

pub(super) fn full_records() -> Vec<Record> {
    vec![
        full_workspace(),
        full_audit(),
        full_applicability(),
        full_programme(),
        sheet(vec![answer("1", "one"), answer("2", "two")]),
        finding(full_finding()),
        full_action(),
        sample(full_sample()),
        full_trail(),
    ]
}

pub(super) fn full_trail() -> Record {
    let steps = usual_steps();
    let mut trail = TrailTest::begin("AI-1".parse().unwrap(), "Claims triage", &steps);
    let data = "data".parse().unwrap();
    trail = trail.changed(&data, |link| {
        link.state = LinkState::Broken;
        link.note = "said".into();
        link.searched = vec!["data/**".into()];
        link.commit = Some("c1".into());
        link.finding = Some(FindingId::draw(7));
        link.by = Some(person("Mira"));
        link.at = Some(step().at);
        link.evidence = vec![link_of(4)];
    });
    Record::Trail {
        audit: audit_id(),
        trail,
    }
}

fn link_of(n: u32) -> EvidenceLink {
    link(n)
}

pub(super) fn full_sample() -> Sample {
    let text = || "said".to_owned();
    let unit = |id: &str| Unit {
        id: id.to_owned(),
        label: text(),
        stratum: text(),
        lines: Some(LineRange::new(7, 7).unwrap()),
    };
    let mut population = Population::of(PopulationKind::CsvRows);
    population.repository = "models".into();
    population.commit = "c0ffee".into();
    population.glob = Some("*.md".into());
    population.path = Some("releases/log.csv".into());
    population.pattern = Some("ERROR".into());
    population.from = Some("b10b".into());
    population.paths = vec![text()];
    population.since = Some("2026-07-01".parse().unwrap());
    population.until = Some("2026-09-30".parse().unwrap());
    population.conditions = vec!["system=chat".into()];
    population.key = Some(text());
    population.delimiter = Some(';');
    population.size = 41;
    population.digest = "5a".into();
    let design = Design {
        title: text(),
        row: Some("iso-42001:8.2#1".parse().unwrap()),
        finding: Some(FindingId::draw(7)),
        method: SampleMethod::Stratified,
        strata: Some("column:system".parse().unwrap()),
        size: None,
        seed: "seed".into(),
        named: Vec::new(),
        reason: text(),
    };
    let size = Size {
        rule: Some("attribute:95:10".parse().unwrap()),
        number: 1,
    };
    let units = [unit("one"), unit("two")];
    let mut sample = Sample::drawn(SampleId::draw(6), &design, population, size, units, &step());
    sample.widens = Some(SampleId::draw(5));
    sample.conclusion = "more\nlines".into();
    sample.items[0].replaced_by = Some("two".into());
    sample.items[0].reason = text();
    sample.items[1].replaces = Some("one".into());
    sample.items[1].result = ItemResult::Fail;
    sample.items[1].note = text();
    sample.items[1].by = Some(person("Mira"));
    sample.items[1].at = Some(step().at);
    sample.items[1].evidence = vec![link(5)];
    sample
}

pub(super) fn sample(sample: Sample) -> Record {
    Record::Sample {
        audit: audit_id(),
        sample,
    }
}

pub(super) fn full_applicability() -> Record {
    use crate::domain::applicability::{ControlDecision, Implementation, StatementOfApplicability};
    let mut soa = StatementOfApplicability::new("iso-42001".parse().unwrap());
    soa.approved_by = Some(person("Mira"));
    soa.approved_on = Some("2026-11-16".parse().unwrap());
    soa.put(ControlDecision {
        justification: "why".into(),
        implementation: "more\nlines".into(),
        status: Some(Implementation::Partly),
        owner: "AI lead".into(),
        evidence: vec![link(1)],
        ..ControlDecision::new("A.6.2.4".parse().unwrap(), true)
    });
    soa.put(ControlDecision::new("A.10.4".parse().unwrap(), false));
    Record::Applicability(soa)
}

pub(super) fn full_programme() -> Record {
    use crate::domain::programme::{
        Dropped, Frequency, PlannedAudit, Programme, ProgrammeRisk, Responsibility,
    };
    let text = || "said".to_owned();
    let date = || Some("2026-11-16".parse().unwrap());
    let checklist = || "iso-42001".parse().unwrap();
    let mut programme = Programme::new(date(), date());
    programme.title = text();
    programme.objectives = vec![text()];
    programme.risk_basis = "one\ntwo".into();
    programme.methods = vec![text()];
    programme.checklists = vec![checklist()];
    programme.times = Some(2);
    programme.scope.text = text();
    programme.scope.units = vec![text()];
    programme.scope.processes = vec![text()];
    programme.scope.sites = vec![text()];
    programme.scope.ai_systems = vec![text()];
    programme.responsibilities = vec![Responsibility {
        who: text(),
        what: text(),
    }];
    programme.risks = vec![ProgrammeRisk {
        what: text(),
        treatment: text(),
    }];
    programme.frequencies = ["iso-42001:A.6", "process: supply", "ai-system: chat"]
        .map(|of| Frequency {
            of: of.parse().unwrap(),
            times: 2,
            why: text(),
        })
        .into();
    let mut audit = PlannedAudit::new(audit_id(), text());
    (audit.start, audit.end) = (date(), date());
    audit.objectives = vec![text()];
    audit.scope = text();
    audit.checklists = vec![checklist()];
    audit.only = vec!["iso-42001:7".parse().unwrap()];
    audit.processes = vec![text()];
    audit.ai_systems = vec![text()];
    audit.lead = Some(person("Mira"));
    audit.auditors = vec![person("Ola")];
    audit.paths = vec!["risk/**".parse().unwrap()];
    audit.dropped = Some(Dropped {
        why: text(),
        by: person("Mira"),
        at: step().at,
    });
    programme.audits = vec![audit];
    Record::Programme(programme)
}

/// A checklist with every key.
pub(super) fn full_extension() -> crate::domain::checklist::extension::Extension {
    let text = r#"
schema = 1
id = "ours"
title = "t"
standard = "s"
extends = "iso-42001"
version = "1"

[[change]]
ref = "4.1"
hide = ["1"]
hints = ["h"]
question = [{ id = "h1", text = "How?" }]
"#;
    toml::from_str(text).unwrap()
}

pub(super) fn full_checklist() -> crate::domain::checklist::Checklist {
    let text = r#"
schema = 1
id = "iso-42001"
title = "t"
standard = "s"
edition = "2023"
version = "1"
language = "en"
licence = "l"
attribution = "a"
provenance = "p"

[[clause]]
ref = "4"
title = "t"
kind = "clause"

[[clause]]
ref = "4.1"
title = "t"
parent = "4"
kind = "clause"
documented-information = true
objective = "o"
text = "t"
note = "n"
topics = ["t"]
hints = ["h"]
retired = true
related = [{ checklist = "iso-9001", ref = "4.1", relation = "equal", confidence = "high" }]

[[clause.question]]
id = "1"
label = "l"
text = "How?"
retired = true
good = ["g"]
sample = "s"
covers = ["4.1 a)"]
roles = ["provider"]
stages = ["data"]
bears-on = ["C.2"]
same-as = ["iso-9001:4.1#1"]
evidence = [{ method = "records", ask = "a" }]
nonconformity = [{ text = "t", grade = "minor", why = "w" }]

[[reference]]
ref = "C"
title = "t"

[[reference]]
ref = "C.2"
title = "t"
parent = "C"
text = "t"
"#;
    toml::from_str(text).unwrap()
}

pub(super) fn person(name: &str) -> Person {
    format!("{name} <{}@example.org>", name.to_lowercase())
        .parse()
        .unwrap()
}

pub(super) fn step() -> Step {
    Step {
        by: person("Mira"),
        at: "2026-11-22T10:15:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: "because".into(),
    }
}

pub(super) fn audit_id() -> AuditId {
    "2026-q4".parse().unwrap()
}

pub(super) fn link(n: u32) -> EvidenceLink {
    EvidenceLink {
        id: EvidenceId::draw(n),
        kind: EvidenceKind::Meeting,
        repository: "models".into(),
        path: Some("risk/method.md".into()),
        lines: Some(LineRange::new(10, 24).unwrap()),
        commit: Some("c0ffee".into()),
        blob: Some("b10b".into()),
        sha256: Some("5a".into()),
        excerpt_sha256: Some("e5".into()),
        effective: Some("2026-10-01".parse().unwrap()),
        url: "https://forge.example.org/models/-/merge_requests/7".into(),
        command: "systemctl status".into(),
        exit_status: Some(3),
        origin: "wiki, page Releases".into(),
        what: "release gate".into(),
        who: "release manager".into(),
        place: "video call".into(),
        note: "seen".into(),
        method: Some(Method::Interview),
        obtained_by: person("Mira"),
        obtained_at: step().at,
        earlier: vec![EarlierPin {
            repository: "models".into(),
            path: "risk/old.md".into(),
            lines: Some(LineRange::new(1, 2).unwrap()),
            commit: Some("c0ffed".into()),
            blob: "b10c".into(),
            sha256: "5b".into(),
            excerpt_sha256: Some("e6".into()),
            effective: Some("2026-09-01".parse().unwrap()),
            why: "renamed".into(),
            by: person("Mira"),
            at: step().at,
        }],
    }
}

pub(super) fn answer(question: &str, note: &str) -> Answer {
    Answer {
        verdict: Some(Verdict::Nonconforming),
        maturity: Some(2.try_into().unwrap()),
        target: Some(4.try_into().unwrap()),
        apart: true,
        reason: "why".into(),
        note: note.into(),
        methods: vec![Method::Interview, Method::Sample],
        people: vec!["head of data".into(), "AI lead".into()],
        by: Some(person("Mira")),
        at: Some(step().at),
        evidence: vec![link(1), link(2)],
        systems: vec![SystemAnswer {
            verdict: Some(Verdict::Observation),
            reason: "why".into(),
            note: "said".into(),
            evidence: vec![link(1).id],
            by: Some(person("Mira")),
            at: Some(step().at),
            ..SystemAnswer::of("AI-1".parse().unwrap(), "Claims triage")
        }],
        ..Answer::to(question.parse().unwrap())
    }
}

pub(super) fn sheet(answers: Vec<Answer>) -> Record {
    let sheet = AnswerSheet {
        answers,
        ..AnswerSheet::new("iso-42001".parse().unwrap(), "6.1.2".parse().unwrap())
    };
    Record::Answers {
        audit: audit_id(),
        sheet,
    }
}
