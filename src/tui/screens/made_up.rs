//! Made-up data to test screens with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::clock::Clock;
use crate::domain::answer::{Answer, AnswerSheet};
use crate::domain::audit::Audit;
use crate::domain::evidence::{CitationState, EvidenceKind, EvidenceLink, LineRange, Pin};
use crate::domain::history::Step;
use crate::domain::id::{Criterion, EvidenceId};
use crate::domain::papers::{CitedIn, WorkingPapers};
use crate::domain::person::Person;
use crate::domain::workspace::Workspace;
use crate::session::review::PendingCounts;
use crate::tui::data::Data;
use crate::tui::keymap::{Chord, Keymap, Pending, Press};
use crate::tui::panel::{Cx, Intent, Panel, View};
use crate::tui::widgets::testing::{rows, with_look};

pub(super) const AUDIT: &str = "aims-2026-h2";

pub(super) fn person() -> Person {
    "B. Lind <b.lind@example.org>".parse().unwrap()
}

pub(super) fn moment() -> Timestamp {
    "2026-11-20T10:15:00Z".parse().unwrap()
}

/// The row that the citations of [`data`] are in.
pub(super) fn row() -> CitedIn {
    CitedIn::Row("iso-42001:6.1.2#2".parse().unwrap())
}

pub(super) fn id(number: u32) -> EvidenceId {
    EvidenceId::draw(number)
}

/// A citation of a file, or of lines of it.
pub(super) fn file_link(number: u32, path: &str, lines: Option<&str>) -> EvidenceLink {
    let pin = Pin {
        repository: ".".to_owned(),
        path: path.to_owned(),
        commit: Some("a1b2c3d4e5f60718293a4b5c6d7e8f9011223344".to_owned()),
        blob: "b".repeat(40),
        sha256: "c".repeat(64),
        lines: lines.map(|lines| lines.parse::<LineRange>().unwrap()),
        excerpt_sha256: None,
        effective: Some("2026-09-03".parse().unwrap()),
    };
    EvidenceLink::of_file(id(number), pin, person(), moment())
}

/// Every state that the citation of a file can be in.
pub(super) fn states() -> Vec<CitationState> {
    let all = vec![
        CitationState::Unchanged {
            file_changed: false,
        },
        CitationState::Unchanged { file_changed: true },
        CitationState::Moved {
            path: "b.csv".to_owned(),
            lines: Some("7-8".parse().unwrap()),
        },
        CitationState::Changed,
        CitationState::Gone,
        CitationState::Uncommitted { still_there: true },
        CitationState::Uncommitted { still_there: false },
        CitationState::NotDownloaded,
        CitationState::NotHere {
            repository: "models".to_owned(),
            why: "is not on this machine".to_owned(),
            hint: String::new(),
        },
        CitationState::LfsPointer,
        CitationState::MissingObject,
        CitationState::HashMismatch,
        CitationState::CannotJudge {
            why: "it has a filter".to_owned(),
        },
    ];
    for state in &all {
        // A new state belongs into the list.
        match state {
            CitationState::Unchanged { .. }
            | CitationState::Moved { .. }
            | CitationState::Changed
            | CitationState::Gone
            | CitationState::Uncommitted { .. }
            | CitationState::NotDownloaded
            | CitationState::NotHere { .. }
            | CitationState::LfsPointer
            | CitationState::MissingObject
            | CitationState::HashMismatch
            | CitationState::NoFile
            | CitationState::CannotJudge { .. } => {}
        }
    }
    all
}

/// An audit with a row that cites two files and an interview.
pub(super) fn data() -> Data {
    let step = Step {
        by: person(),
        at: moment(),
        today: "2026-11-20".parse().unwrap(),
        why: String::new(),
    };
    let audit = Audit::plan(
        AUDIT.parse().unwrap(),
        "Internal audit".to_owned(),
        Vec::new(),
        &step,
    );
    let mut papers = WorkingPapers::new(audit, []);
    let criterion: Criterion = "iso-42001:6.1.2".parse().unwrap();
    let mut answer = Answer::to("2".parse().unwrap());
    answer.evidence = vec![
        file_link(1, "releases/log.csv", Some("3-4")),
        file_link(2, "risk/method.md", None),
        EvidenceLink::of_talk(
            id(3),
            EvidenceKind::Interview,
            "release manager".to_owned(),
            person(),
            moment(),
        ),
    ];
    let mut sheet = AnswerSheet::new(criterion.checklist.clone(), criterion.reference.clone());
    sheet.put(answer);
    papers.answers.insert(criterion, sheet);
    Data {
        workspace: Workspace::of("Example".to_owned()),
        papers: BTreeMap::from([(AUDIT.parse().unwrap(), papers)]),
        applicability: BTreeMap::new(),
        programme: None,
        standards: std::sync::Arc::default(),
        broken: Vec::new(),
        citations: BTreeMap::new(),
        pending: PendingCounts::default(),
        sign_offs: std::collections::BTreeMap::new(),
        sync: crate::tui::syncing::Syncing::default(),
        repositories: Vec::new(),
        register: Ok(None),
        head: None,
        actor: Ok(person()),
        people: crate::domain::people::People::default(),
        mailmap: None,
        proofs: crate::domain::action::Proofs::none(),
        checklists: Vec::new(),
        texts: crate::session::LicensedTexts::default(),
        weighed: crate::tui::weighed::Weighed::default(),
        derived: crate::tui::derived::Derived::default(),
        unwritable: None,
        clock: Clock::Fixed(moment()),
        random: || Ok(7),
    }
}

pub(super) const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (40, 12)];

/// Looks at data as a panel of that size does.
pub(super) fn cx(data: &Data, size: (u16, u16)) -> Cx<'_> {
    Cx {
        data,
        area: Rect::new(0, 0, size.0, size.1),
        count: None,
    }
}

/// Presses keys as the model does: the panel first, then the key map. Returns all that the panel wants.
pub(super) fn press(panel: &mut dyn Panel, keys: &str, cx: Cx<'_>) -> Vec<Intent> {
    let mut intents = Vec::new();
    let mut pending = Pending::default();
    for key in Chord::parse(keys).unwrap().keys() {
        if pending.is_empty()
            && let Some(wanted) = panel.press(*key, cx)
        {
            intents.extend(wanted);
            continue;
        }
        if let Press::Match(action) = pending.press(&Keymap::default(), &contexts(panel), *key) {
            let count = pending.take_count();
            intents.extend(panel.act(action, Cx { count, ..cx }).unwrap_or_default());
        }
    }
    intents
}

fn contexts(panel: &dyn Panel) -> Vec<crate::tui::action::Context> {
    let mut contexts = panel.contexts();
    contexts.push(crate::tui::action::Context::Global);
    contexts
}

/// Draws a panel and returns its rows and the place of the cursor.
pub(super) fn draw(
    panel: &dyn Panel,
    data: &Data,
    size: (u16, u16),
) -> (Vec<String>, Option<Position>) {
    with_look(|look| {
        let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        let keymap = Keymap::default();
        let cursor = panel.draw(
            buf.area,
            &mut buf,
            View {
                data,
                look,
                keymap: &keymap,
            },
        );
        (rows(&buf), cursor)
    })
}

/// Draws a panel at every small size; nothing may be painted outside, and nothing may fail.
pub(super) fn draw_at_any_size(panel: &dyn Panel, data: &Data) {
    with_look(|look| {
        let keymap = Keymap::default();
        let sizes = (0..30).flat_map(|width| (0..24).map(move |height| (width * 5, height)));
        for (width, height) in sizes {
            let mut buf = Buffer::empty(Rect::new(0, 0, width + 2, height + 2));
            let area = Rect::new(1, 1, width, height);
            let cursor = panel.draw(
                area,
                &mut buf,
                View {
                    data,
                    look,
                    keymap: &keymap,
                },
            );
            assert!(
                cursor.is_none_or(|at| area.contains(at) || area.is_empty()),
                "{area:?} {cursor:?}"
            );
            for y in 0..height + 2 {
                for x in 0..width + 2 {
                    let inside = area.contains(Position::new(x, y));
                    assert!(
                        inside || buf[(x, y)].symbol() == " ",
                        "{area:?}: ({x}, {y})"
                    );
                }
            }
        }
    });
}
