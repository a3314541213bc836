//! Forms and lists within the running model, with made-up records.

use jiff::{Timestamp, civil::date};
use ratatui::{Terminal, backend::TestBackend};

mod held;

use crate::{
    clock::Clock,
    domain::{
        action::{ActionState, Cause, CauseMethod, CorrectiveAction, PlannedAction},
        audit::{Audit, TeamMember, TeamRole},
        checklist::Checklist,
        evidence::{CitationState, EvidenceLink, Pin},
        finding::{Finding, FindingState, FindingType},
        history::Step,
        id::{ActionId, AuditId, FindingId},
        papers::WorkingPapers,
        person::Person,
        workspace::Workspace,
    },
    error::Error,
    tui::{
        data::Data,
        effect::{Effect, Reply, Request},
        glyphs::Glyphs,
        keymap::{Chord, Keymap},
        model::{Message, Model, Settings},
        panel::{Intent, Panel},
        screens::{action::ActionForm, finding::FindingForm, list::RecordList},
        theme::{Colours, Shelf, Theme},
        view,
        widgets::testing::rows,
    },
};

const FINDING: &str = "F-7K3QX2";
const ACTION: &str = "C-2M9VTA";

fn audit() -> AuditId {
    "aims-2026-h2".parse().unwrap()
}

fn finding_id() -> FindingId {
    FINDING.parse().unwrap()
}

fn action_id() -> ActionId {
    ACTION.parse().unwrap()
}

fn person(text: &str) -> Person {
    text.parse().unwrap()
}

fn mira() -> Person {
    person("Mira Okafor <mira@example.org>")
}

fn step(by: Person) -> Step {
    Step {
        by,
        at: "2026-11-20T10:15:00Z".parse().unwrap(),
        today: date(2026, 11, 20),
        why: String::new(),
    }
}

fn checklist() -> Checklist {
    toml::from_str(
        r#"
        schema = 1
        id = "iso-42001"
        title = "AI management system"
        standard = "ISO/IEC 42001:2023"
        [[clause]]
        ref = "6.1.2"
        title = "AI risk assessment"
        kind = "clause"
        [[clause.question]]
        id = "2"
        text = "Show me the last time an AI risk was assessed. Which criteria were applied, and who decided that the result was acceptable?"
        [[clause]]
        ref = "6.1.3"
        title = "AI risk treatment"
        kind = "clause"
        "#,
    )
    .unwrap()
}

fn finding() -> Finding {
    let mut finding = Finding::draft(finding_id(), FindingType::Minor, &step(mira()));
    finding.title = "Release without a risk assessment".into();
    finding.row = Some("iso-42001:6.1.2#2".parse().unwrap());
    finding.criteria = vec!["iso-42001:6.1.2".parse().unwrap()];
    finding.place = "claims triage".into();
    finding.requirement = "Every AI system is assessed for its risks before it is released.".into();
    finding.objective_evidence = "Two of three systems were assessed before release; \"claims triage\" was released on 3 September without one. The release manager confirmed it on 20 November.".into();
    finding.statement = "One of three sampled releases went live without the risk assessment that the method asks for.".into();
    finding.evidence = vec![
        link("E-4T6W0N", "risk/method.md"),
        link("E-5T6W0N", "releases/log.csv"),
    ];
    finding
}

fn link(id: &str, path: &str) -> EvidenceLink {
    let pin = Pin {
        repository: ".".into(),
        path: path.into(),
        commit: Some("a1b2c3d4e5f60718293a4b5c6d7e8f9001122334".into()),
        blob: "9f8e7d6c".into(),
        sha256: "00".into(),
        lines: None,
        excerpt_sha256: None,
        effective: Some(date(2026, 5, 12)),
    };
    EvidenceLink::of_file(id.parse().unwrap(), pin, mira(), Timestamp::UNIX_EPOCH)
}

fn action() -> CorrectiveAction {
    let mut action = CorrectiveAction::draft(action_id(), finding_id(), &step(mira()));
    action.title = "Gate releases on a risk assessment".into();
    action
}

fn data() -> Data {
    let mut plan = Audit::plan(
        audit(),
        "Internal audit".into(),
        vec!["iso-42001".parse().unwrap()],
        &step(mira()),
    );
    plan.team = vec![
        TeamMember {
            person: mira(),
            role: TeamRole::Lead,
        },
        TeamMember {
            person: person("Jonas Lind <jonas@example.org>"),
            role: TeamRole::Auditor,
        },
    ];
    let mut papers = WorkingPapers::new(plan, [checklist()]);
    papers.findings.insert(finding_id(), finding());
    let citations = [
        (
            "E-4T6W0N".parse().unwrap(),
            CitationState::Unchanged {
                file_changed: false,
            },
        ),
        ("E-5T6W0N".parse().unwrap(), CitationState::Changed),
    ];
    let mut workspace = Workspace::of("Example".into());
    workspace.grading.minor =
        "A requirement is not met, and the system still reaches its intended results.".into();
    Data {
        workspace,
        papers: [(audit(), papers)].into(),
        applicability: std::collections::BTreeMap::new(),
        programme: None,
        standards: std::sync::Arc::default(),
        broken: Vec::new(),
        citations: citations.into(),
        pending: crate::session::review::PendingCounts::default(),
        sign_offs: std::collections::BTreeMap::new(),
        sync: crate::tui::syncing::Syncing::default(),
        repositories: Vec::new(),
        register: Ok(None),
        head: None,
        actor: Ok(mira()),
        people: crate::domain::people::People::default(),
        mailmap: None,
        proofs: crate::domain::action::Proofs::none(),
        checklists: Vec::new(),
        texts: crate::session::LicensedTexts::default(),
        weighed: crate::tui::weighed::Weighed::default(),
        derived: crate::tui::derived::Derived::default(),
        unwritable: None,
        clock: Clock::Fixed("2026-11-22T09:00:00Z".parse().unwrap()),
        random: || Ok(7),
    }
}

fn with_action(change: impl FnOnce(&mut CorrectiveAction)) -> Data {
    let mut data = data();
    let mut action = action();
    change(&mut action);
    data.papers
        .get_mut(&audit())
        .unwrap()
        .actions
        .insert(action_id(), action);
    data
}

/// A model with a panel open, to press keys in and look at.
struct Bench {
    model: Model,
    effects: Vec<Effect>,
}

impl Bench {
    fn new(data: Data, panel: Box<dyn Panel>, width: u16, height: u16) -> Self {
        Self::with_glyphs(data, panel, width, height, Glyphs::unicode())
    }

    fn with_glyphs(
        data: Data,
        panel: Box<dyn Panel>,
        width: u16,
        height: u16,
        glyphs: Glyphs,
    ) -> Self {
        let settings = Settings {
            theme: Theme::default_for(Colours::Sixteen),
            themes: Shelf::new(Colours::Sixteen, Vec::new()),
            glyphs,
            keymap: Keymap::default(),
            mouse: false,
        };
        let mut model = Model::new(data, settings, width, height);
        let mut effects = Vec::new();
        model.carry_out(vec![Intent::Open(panel)], &mut effects);
        Self { model, effects }
    }

    fn finding(width: u16, height: u16) -> Self {
        Self::new(
            data(),
            Box::new(FindingForm::new(audit(), finding_id())),
            width,
            height,
        )
    }

    fn action(data: Data, width: u16, height: u16) -> Self {
        Self::new(
            data,
            Box::new(ActionForm::new(audit(), action_id())),
            width,
            height,
        )
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in Chord::parse(keys).unwrap().keys() {
            self.effects.extend(self.model.update(Message::Key(*key)));
        }
        self
    }

    /// Moves down until something is in sight.
    #[track_caller]
    fn reach(&mut self, words: &str) {
        for _ in 0..80 {
            if self.text().contains(words) {
                return;
            }
            self.keys("j");
        }
        panic!("{words:?} never comes in sight:\n{}", self.text());
    }

    fn write(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let key = crate::tui::keymap::Key::char(c);
            self.effects.extend(self.model.update(Message::Key(key)));
        }
        self
    }

    fn reply(&mut self, reply: Reply) -> &mut Self {
        self.effects
            .extend(self.model.update(Message::Reply(reply)));
        self
    }

    fn screen(&self) -> Vec<String> {
        let size = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
        terminal
            .draw(|frame| {
                view::draw(&self.model, frame);
            })
            .unwrap();
        rows(terminal.backend().buffer())
    }

    fn text(&self) -> String {
        self.screen().join("\n")
    }

    fn finding_now(&self) -> &Finding {
        &self.model.data.papers[&audit()].findings[&finding_id()]
    }

    fn action_now(&self) -> &CorrectiveAction {
        &self.model.data.papers[&audit()].actions[&action_id()]
    }
}

/// A corrective action with a chain of whys and a planned action.
fn planned() -> Data {
    with_action(|action| {
        action.owner = Some(person("Britt Lind <britt@example.org>"));
        let mut cause = Cause::by(CauseMethod::FiveWhys);
        cause.set_whys(&[
            "Nobody asked for the assessment".into(),
            "The release form has no field for it".into(),
        ]);
        action.cause = Some(cause);
        action.actions.push(PlannedAction {
            id: "1".into(),
            what: "Add the field to the release form".into(),
            owner: None,
            due: Some(date(2026, 11, 16)),
            done: None,
            proof: String::new(),
            commit: String::new(),
            evidence: Vec::new(),
        });
    })
}

#[test]
fn the_parts_and_the_question_are_visible_together_while_any_of_them_is_written() {
    for (width, height) in [(120, 40), (100, 24), (80, 24)] {
        let mut data = data();
        let finding = data
            .papers
            .get_mut(&audit())
            .unwrap()
            .findings
            .get_mut(&finding_id())
            .unwrap();
        finding.objective_evidence = "A long observation. ".repeat(80);
        let panel = Box::new(FindingForm::new(audit(), finding_id()));
        let mut bench = Bench::new(data, panel, width, height);
        for keys in ["j", "j", "j", "enter"] {
            let text = bench.keys(keys).text();
            for part in [
                "Show me the last time",
                "Requirement",
                "Objective evidence",
                "Statement",
            ] {
                assert!(text.contains(part), "{width}x{height} {part}\n{text}");
            }
        }
    }
}

#[test]
fn a_text_is_kept_when_its_field_is_left_by_whatever_key() {
    for leave in ["esc", "tab", "shift-tab", "ctrl-s"] {
        let mut bench = Bench::finding(80, 24);
        bench.keys("j enter").write(" Always.").keys(leave);
        assert!(
            bench
                .finding_now()
                .requirement
                .ends_with("released. Always."),
            "{leave}"
        );
    }
    for leave in ["enter", "esc", "down", "up", "tab", "pgdn"] {
        let mut bench = Bench::finding(80, 24);
        bench.keys("i").write("!").keys(leave);
        assert_eq!(
            bench.finding_now().title,
            "Release without a risk assessment!",
            "{leave}"
        );
    }
}

#[test]
fn what_was_written_can_be_undone() {
    let mut bench = Bench::finding(80, 24);
    bench.keys("enter").write("!").keys("enter u");
    assert_eq!(
        bench.finding_now().title,
        "Release without a risk assessment"
    );
    assert!(bench.text().contains("undone"));
}

#[test]
fn tab_goes_on_writing_in_the_next_field() {
    let mut bench = Bench::finding(80, 24);
    bench
        .keys("enter")
        .write("!")
        .keys("tab")
        .write("X")
        .keys("esc");
    assert!(bench.finding_now().title.ends_with('!'));
    assert!(bench.finding_now().requirement.ends_with('X'));
}

#[test]
fn a_date_that_is_none_stays_in_its_field_with_the_reason() {
    let mut bench = Bench::new(
        planned(),
        Box::new(FindingForm::new(audit(), finding_id())),
        80,
        24,
    );
    bench.reach("+14 days");
    bench.keys("enter").write("soon").keys("enter");
    assert!(
        bench.text().contains("\"soon\" is no date"),
        "{}",
        bench.text()
    );
    assert_eq!(bench.finding_now().response_due, None);
    bench.keys("ctrl-u").write("+2w").keys("enter");
    assert_eq!(bench.finding_now().response_due, Some(date(2026, 12, 6)));
}

#[test]
fn a_criterion_is_one_of_the_audit_s() {
    let papers = &data().papers[&audit()];
    let read = |text: &str| crate::tui::screens::finding::criteria(text, papers);
    assert_eq!(read("iso-42001:6.1.2, 6.1.3").unwrap().len(), 2);
    assert!(read("6.1.9").unwrap_err().contains("did you mean 6.1."));
    assert!(
        read("iso-4201:6.1.2")
            .unwrap_err()
            .contains("did you mean iso-42001?")
    );
}

#[test]
fn a_choice_is_taken_with_left_and_right_or_from_its_list() {
    let mut bench = Bench::finding(80, 24);
    bench.keys("j j j j j h");
    assert_eq!(bench.finding_now().kind, FindingType::Major);
    assert!(bench.text().contains("house") || bench.text().contains("major"));
    bench.keys("enter j j enter");
    assert_eq!(bench.finding_now().kind, FindingType::Observation);
}

#[test]
fn the_written_criteria_of_a_grade_are_shown_where_one_grades() {
    let mut bench = Bench::finding(80, 24);
    assert!(
        bench
            .keys("j j j j j")
            .text()
            .contains("minor nonconformity: A requirement is not met")
    );
}

#[test]
fn states_that_are_refused_say_every_reason_and_those_that_need_one_ask_why() {
    let mut data = data();
    let finding = data
        .papers
        .get_mut(&audit())
        .unwrap()
        .findings
        .get_mut(&finding_id())
        .unwrap();
    finding.statement.clear();
    let mut bench = Bench::new(
        data,
        Box::new(FindingForm::new(audit(), finding_id())),
        80,
        24,
    );
    let text = bench.keys("s").text();
    assert!(text.contains("issued  (not now)"), "{text}");
    assert!(
        text.contains("the reason for its grade is missing"),
        "{text}"
    );
    assert!(text.contains("the statement is missing"), "{text}");
    bench.keys("j enter enter");
    assert_eq!(bench.finding_now().state, FindingState::Draft);
    assert!(bench.text().contains("say why"), "{}", bench.text());
    bench.write("raised twice").keys("enter");
    assert_eq!(bench.finding_now().state, FindingState::Withdrawn);
    assert_eq!(
        bench.finding_now().history.last().unwrap().why,
        "raised twice"
    );
}

#[test]
fn a_whole_finding_is_issued_and_gets_a_date_for_its_answer() {
    let mut data = data();
    let finding = data
        .papers
        .get_mut(&audit())
        .unwrap()
        .findings
        .get_mut(&finding_id())
        .unwrap();
    finding.grade_reason = "the gate worked for the others".into();
    let mut bench = Bench::new(
        data,
        Box::new(FindingForm::new(audit(), finding_id())),
        80,
        24,
    );
    bench.keys("s enter");
    assert_eq!(bench.finding_now().state, FindingState::Issued);
    assert_eq!(bench.finding_now().response_due, Some(date(2026, 12, 22)));
    assert!(bench.text().contains("waiting for: acknowledgement"));
}

#[test]
fn a_corrective_action_is_raised_once_and_then_opened() {
    let mut bench = Bench::finding(80, 24);
    bench.keys("a");
    assert_eq!(bench.model.data.papers[&audit()].actions.len(), 1);
    assert!(
        bench.text().contains("waiting for: plan"),
        "{}",
        bench.text()
    );
    bench.keys("f");
    assert!(
        bench.text().contains("waiting for: issue"),
        "f goes back to the finding\n{}",
        bench.text()
    );
    bench.keys("a");
    assert_eq!(bench.model.data.papers[&audit()].actions.len(), 1);
}

#[test]
fn whys_are_a_chain_that_grows_and_shrinks() {
    let mut bench = Bench::action(planned(), 80, 24);
    bench.reach("▌ Method");
    bench
        .keys("o")
        .write("The form is older than the method")
        .keys("tab");
    assert_eq!(bench.action_now().cause.as_ref().unwrap().whys.len(), 3);
    bench.write("No owner").keys("enter");
    let text = bench.text();
    assert!(text.contains("1 why?  Nobody asked"), "{text}");
    assert!(text.contains("    ↳ 2 why?  The release form"), "{text}");
    assert!(text.contains("▌       ↳ 4 why?  No owner"), "{text}");
    bench.keys("x u x");
    assert_eq!(bench.action_now().cause.as_ref().unwrap().whys.len(), 3);
}

#[test]
fn a_due_date_that_was_set_moves_only_with_a_reason() {
    let mut bench = Bench::action(planned(), 80, 24);
    bench.reach("▌   Due");
    assert!(bench.text().contains("overdue 6 days"), "{}", bench.text());
    bench.keys("enter ctrl-u").write("2026-12-01").keys("enter");
    assert_eq!(bench.action_now().actions[0].due, Some(date(2026, 11, 16)));
    bench
        .keys("enter")
        .write("the form waits for a release")
        .keys("enter");
    let action = bench.action_now();
    assert_eq!(action.actions[0].due, Some(date(2026, 12, 1)));
    assert_eq!(action.due_changes[0].why, "the form waits for a release");
}

#[test]
fn the_date_of_the_effectiveness_check_moves_with_a_reason_too_and_history_tells_it() {
    let mut bench = Bench::action(planned(), 80, 24);
    bench.reach("▌ Judged until");
    bench.keys("enter").write("2027-01-01").keys("enter");
    let due = |bench: &Bench| bench.action_now().effectiveness.due;
    assert_eq!(due(&bench), Some(date(2027, 1, 1)));
    bench.keys("enter ctrl-u").write("2027-02-01").keys("enter");
    assert!(
        bench.text().contains("from 2027-01-01 to 2027-02-01"),
        "{}",
        bench.text()
    );
    bench.keys("enter");
    assert!(
        bench.text().contains("say why the date"),
        "{}",
        bench.text()
    );
    bench.write("no release before").keys("enter");
    assert_eq!(due(&bench), Some(date(2027, 2, 1)));
    bench.keys("G");
    let text = bench.text();
    assert!(text.contains("the effectiveness check moved"), "{text}");
    bench.keys("u");
    assert_eq!(due(&bench), Some(date(2027, 1, 1)));
    assert!(bench.action_now().due_changes.is_empty());
}

#[test]
fn an_owner_is_found_by_a_part_of_the_name() {
    let mut bench = Bench::action(with_action(|_| {}), 80, 24);
    bench.keys("j j enter").write("jonas").keys("enter");
    assert_eq!(
        bench.action_now().owner.as_ref().unwrap().email,
        "jonas@example.org"
    );
}

#[test]
fn an_action_is_planned_part_by_part() {
    let mut bench = Bench::action(with_action(|_| {}), 120, 40);
    bench.reach("▌ Actions");
    bench
        .keys("o")
        .write("Add the field")
        .keys("enter j enter")
        .write("mira")
        .keys("tab")
        .write("+14")
        .keys("enter");
    let planned = &bench.action_now().actions[0];
    assert_eq!(planned.what, "Add the field");
    assert_eq!(planned.owner.as_ref().unwrap().name, "Mira Okafor");
    assert_eq!(planned.due, Some(date(2026, 12, 6)));
}

#[test]
fn half_typed_text_is_kept_as_a_draft_and_comes_back() {
    let mut bench = Bench::finding(80, 24);
    bench.keys("j j j enter").write(" More.");
    let draft = bench.model.drafts().pop().unwrap();
    assert_eq!(draft.place, "finding F-7K3QX2 statement");
    assert!(draft.text.ends_with(" More."));

    let mut form = FindingForm::new(audit(), finding_id());
    let data = data();
    let cx = crate::tui::panel::Cx {
        data: &data,
        area: ratatui::layout::Rect::new(0, 0, 80, 22),
        count: None,
    };
    assert!(form.resume_writing(&draft.place, &draft.text, cx));
    assert_eq!(form.writing().unwrap().text, draft.text);
    assert!(!form.resume_writing("finding F-000000 statement", "x", cx));
}

#[test]
fn a_text_that_could_not_be_saved_comes_back_into_its_field() {
    let mut bench = Bench::finding(80, 24);
    bench.keys("enter").write("!").keys("enter");
    let change = bench
        .effects
        .drain(..)
        .find_map(|effect| match effect {
            Effect::Ask(Request::Save(change)) => Some(change),
            _ => None,
        })
        .unwrap();
    bench.reply(Reply::NotSaved {
        change,
        error: Error::unavailable("Could not save: the disk is full"),
        clash: None,
    });
    assert_eq!(
        bench.finding_now().title,
        "Release without a risk assessment"
    );
    bench.keys("enter");
    assert_eq!(
        bench.model.drafts().pop().unwrap().text,
        "Release without a risk assessment!"
    );
}

#[test]
fn the_editor_s_text_comes_into_the_field() {
    let mut bench = Bench::finding(80, 24);
    bench.keys("j ctrl-e");
    assert!(
        bench
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Edit(text) if text.starts_with("Every AI")))
    );
    bench.reply(Reply::Edited(Ok("From the editor\n".into())));
    assert_eq!(bench.finding_now().requirement, "From the editor");
}

#[test]
fn a_citation_is_removed_and_its_state_is_shown() {
    let mut bench = Bench::finding(80, 24);
    bench.reach("▌                   ≠");
    assert!(bench.text().contains("changed since"));
    bench.keys("d");
    assert_eq!(bench.finding_now().evidence.len(), 1);
    assert_eq!(
        bench.finding_now().evidence[0].path.as_deref(),
        Some("risk/method.md")
    );
}

#[test]
fn right_goes_to_the_other_column() {
    let mut bench = Bench::finding(104, 40);
    let text = bench.keys("l").text();
    assert!(text.contains("▌ Type"), "{text}");
    let text = bench.keys("j j h").text();
    assert!(text.contains("▌ Requirement"), "{text}");
    // Below the parts that stand side by side there are two columns, too.
    let mut bench = Bench::finding(120, 40);
    bench.reach("▌ Consequence");
    let text = bench.keys("l").text();
    assert!(text.contains("▌ Evidence"), "{text}");
}

#[test]
fn hostile_text_is_made_visible_in_forms_and_lists() {
    let mut data = planned();
    let papers = data.papers.get_mut(&audit()).unwrap();
    let finding = papers.findings.get_mut(&finding_id()).unwrap();
    finding.title = "a\x1b[2J\u{202e}b".into();
    finding.statement = "c\x1b]52;c;x\x07\nd\te".into();
    finding.place = "p\r\nq".into();
    let panels: [Box<dyn Panel>; 4] = [
        Box::new(FindingForm::new(audit(), finding_id())),
        Box::new(ActionForm::new(audit(), action_id())),
        Box::new(RecordList::findings(audit())),
        Box::new(RecordList::actions(audit())),
    ];
    for panel in panels {
        let text = Bench::new(data.clone(), panel, 120, 40).text();
        assert!(
            !text.contains(['\x1b', '\u{202e}', '\x07', '\r']),
            "{text:?}"
        );
    }
}

#[test]
fn every_screen_fits_any_terminal() {
    let sizes = (0..34u16).map(|at| (at * 4, (at * 7) % 41)).chain([
        (300, 100),
        (36, 8),
        (56, 14),
        (99, 14),
    ]);
    for (width, height) in sizes {
        for keys in ["G", "enter", "j j enter", "j j j j j s"] {
            let mut bench = Bench::finding(width, height);
            bench.keys(keys).text();
            let mut bench = Bench::action(planned(), width, height);
            bench.keys(keys).text();
        }
        for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
            let panel = Box::new(RecordList::actions(audit()));
            Bench::with_glyphs(planned(), panel, width, height, glyphs)
                .keys("/ a j")
                .text();
        }
    }
}

#[test]
fn the_selected_field_is_always_in_sight() {
    for (width, height) in [(120, 40), (100, 20), (80, 24), (60, 16), (40, 12)] {
        let mut bench = Bench::action(planned(), width, height);
        let mark = if width < 56 { "‹ " } else { "▌" };
        for keys in ["j"; 32].into_iter().chain(["k"; 32]) {
            let text = bench.keys(keys).text();
            assert!(text.contains(mark), "{width}x{height}\n{text}");
        }
    }
}

#[test]
fn ascii_glyphs_draw_the_chain_too() {
    let panel = Box::new(ActionForm::new(audit(), action_id()));
    let text = Bench::with_glyphs(planned(), panel, 120, 40, Glyphs::ascii()).text();
    assert!(text.contains("> 2 why?"), "{text}");
    assert!(!text.contains('↳'));
}

#[test]
fn overdue_actions_come_first_and_settled_ones_last() {
    let mut data = planned();
    let papers = data.papers.get_mut(&audit()).unwrap();
    for (id, state, due) in [
        ("C-000001", ActionState::Draft, Some(date(2026, 12, 30))),
        ("C-000002", ActionState::Withdrawn, Some(date(2026, 1, 1))),
        ("C-000003", ActionState::Draft, None),
    ] {
        let mut other = action();
        other.id = id.parse().unwrap();
        other.state = state;
        other.actions = papers.actions[&action_id()].actions.clone();
        other.actions[0].due = due;
        papers.actions.insert(other.id.clone(), other);
    }
    let screen = Bench::new(data, Box::new(RecordList::actions(audit())), 80, 24).screen();
    let order: Vec<&str> = screen
        .iter()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("C-")))
        .collect();
    assert_eq!(order, [ACTION, "C-000001", "C-000003", "C-000002"]);
    assert!(
        screen
            .iter()
            .any(|line| line.contains(ACTION) && line.contains("overdue 6 days"))
    );
    assert!(
        screen[1].contains("3 of 4 open") && screen[1].ends_with("1 overdue"),
        "{}",
        screen[1]
    );
}

#[test]
fn a_list_is_searched_as_one_types() {
    let mut data = data();
    let papers = data.papers.get_mut(&audit()).unwrap();
    for (id, title) in [
        ("F-000001", "Minutes not signed"),
        ("F-000002", "minutes late"),
    ] {
        let mut other = finding();
        other.id = id.parse().unwrap();
        other.title = title.into();
        papers.findings.insert(other.id.clone(), other);
    }
    let mut bench = Bench::new(data, Box::new(RecordList::findings(audit())), 80, 24);
    bench.keys("/").write("minutes");
    assert!(bench.text().contains("1/2"), "{}", bench.text());
    assert!(bench.text().contains("▌ ✗  F-000001"), "{}", bench.text());
    bench.keys("enter n");
    assert!(
        bench.text().contains("▌ ✗  F-000002") && bench.text().contains("2/2"),
        "{}",
        bench.text()
    );
    bench.keys("N N enter");
    assert!(
        bench.text().contains("Title             minutes late"),
        "{}",
        bench.text()
    );
    bench.keys("q /").write("Min");
    assert!(
        bench.text().contains("1/1"),
        "a capital asks for the case\n{}",
        bench.text()
    );
    bench.keys("esc");
    assert!(!bench.text().contains("/Min"));
}

#[test]
fn an_empty_list_says_how_to_fill_it() {
    let text = Bench::new(data(), Box::new(RecordList::actions(audit())), 80, 24).text();
    assert!(text.contains("No corrective actions yet"), "{text}");
}

#[test]
fn a_record_that_is_gone_says_so() {
    let panel = Box::new(FindingForm::new(audit(), "F-000000".parse().unwrap()));
    let mut bench = Bench::new(data(), panel, 80, 24);
    assert!(
        bench
            .text()
            .contains("finding F-000000 is not there any more")
    );
    bench.keys("j enter e s ctrl-s i").text();
}

#[test]
fn a_text_whose_record_went_away_meanwhile_is_not_lost() {
    let mut bench = Bench::finding(80, 24);
    bench.keys("enter").write("!");
    bench
        .model
        .data
        .papers
        .get_mut(&audit())
        .unwrap()
        .findings
        .clear();
    bench.keys("enter");
    assert!(
        bench
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Copy(text) if text.ends_with('!')))
    );
    assert!(
        bench.text().contains("Could not keep the text"),
        "{}",
        bench.text()
    );
}

#[test]
fn a_wide_form_and_a_small_one_look_like_this() {
    let keys = "j j j enter";
    insta::assert_snapshot!("finding_120x40", Bench::finding(120, 40).keys(keys).text());
    insta::assert_snapshot!("finding_80x24", Bench::finding(80, 24).keys(keys).text());
    insta::assert_snapshot!("finding_40x12", Bench::finding(40, 12).keys(keys).text());
    let mut bench = Bench::action(planned(), 120, 40);
    insta::assert_snapshot!("action_120x40", bench.keys("G k k").text());
    insta::assert_snapshot!(
        "actions_80x24",
        Bench::new(planned(), Box::new(RecordList::actions(audit())), 80, 24).text()
    );
}
