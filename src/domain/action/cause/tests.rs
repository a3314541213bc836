use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Edit {
    Add(String, usize, u8),
    Write(usize, String),
    Join(usize, bool),
    Mark(usize, bool),
    Take(usize, usize, u8),
    Shift(usize, bool),
    Indent(usize),
    Outdent(usize),
    Remove(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let at = 0_usize..12;
    let one = prop_oneof![
        4 => ("[a-z]{0,3}", at.clone(), 0_u8..8).prop_map(|(t, a, s)| Edit::Add(t, a, s)),
        1 => (at.clone(), "[a-z ]{0,3}").prop_map(|(a, t)| Edit::Write(a, t)),
        1 => (at.clone(), any::<bool>()).prop_map(|(a, b)| Edit::Join(a, b)),
        1 => (at.clone(), any::<bool>()).prop_map(|(a, b)| Edit::Mark(a, b)),
        3 => (at.clone(), at.clone(), 0_u8..8).prop_map(|(a, b, s)| Edit::Take(a, b, s)),
        2 => (at.clone(), any::<bool>()).prop_map(|(a, b)| Edit::Shift(a, b)),
        2 => at.clone().prop_map(Edit::Indent),
        2 => at.clone().prop_map(Edit::Outdent),
        1 => at.prop_map(Edit::Remove),
    ];
    prop::collection::vec(one, 0..40)
}

fn spot(cause: &Cause, at: usize, kind: u8) -> Spot {
    match (kind, Branch::ALL.get(usize::from(kind))) {
        (6, _) => Spot::End,
        (_, Some(branch)) if kind < 3 => Spot::On(*branch),
        _ => Spot::Under(id(cause, at)),
    }
}

fn id(cause: &Cause, at: usize) -> String {
    let ids: Vec<&String> = cause.nodes().iter().map(|node| &node.id).collect();
    ids.get(at % ids.len().max(1))
        .map_or_else(|| "99".to_owned(), |id| (*id).clone())
}

/// Makes an edit and returns the id that it added.
fn make(cause: &mut Cause, edit: &Edit) -> Result<Option<String>, crate::domain::guard::Refusal> {
    let way = |down: &bool| if *down { Way::Down } else { Way::Up };
    match edit {
        Edit::Add(text, at, kind) => cause.add(text, &spot(cause, *at, *kind)).map(Some),
        Edit::Write(at, text) => cause.write(&id(cause, *at), text).map(|()| None),
        Edit::Join(at, and) => {
            let gate = if *and { Gate::And } else { Gate::Or };
            cause.join(&id(cause, *at), gate).map(|()| None)
        }
        Edit::Mark(at, root) => cause.mark(&id(cause, *at), *root).map(|()| None),
        Edit::Take(at, to, kind) => {
            let spot = spot(cause, *to, *kind);
            cause.take(&id(cause, *at), &spot).map(|()| None)
        }
        Edit::Shift(at, down) => cause.shift(&id(cause, *at), way(down)).map(|_| None),
        Edit::Indent(at) => cause.indent(&id(cause, *at)).map(|()| None),
        Edit::Outdent(at) => cause.outdent(&id(cause, *at)).map(|()| None),
        Edit::Remove(at) => cause.remove(&id(cause, *at)).map(|_| None),
    }
}

fn drawn_ids(cause: &Cause) -> Vec<&str> {
    let rows = cause.outline().into_iter();
    rows.filter_map(|row| match row.stem {
        Stem::Node(node) => Some(node.id.as_str()),
        Stem::Branch(_) => None,
    })
    .collect()
}

fn methods() -> impl Strategy<Value = CauseMethod> {
    prop::sample::select(CauseMethod::ALL)
}

proptest! {
    #[test]
    fn any_sequence_of_edits_leaves_a_tree_with_its_top(method in methods(), edits in edits()) {
        let mut cause = Cause::by(method);
        for edit in &edits {
            let _ = make(&mut cause, edit);
            prop_assert_eq!(cause.faults(), Vec::<String>::new(), "{:?} {:?}", edit, cause);
            let nodes = cause.nodes();
            let tops = cause.children(None);
            prop_assert_eq!(nodes.is_empty(), tops.is_empty());
            if method == CauseMethod::FaultTree || method == CauseMethod::FiveWhys {
                prop_assert!(tops.len() <= 1);
            }
            // Each node is come to from one top, and once: no circle, none lost, none twice.
            let met: usize = tops.iter().map(|top| cause.below(&top.id).len()).sum();
            prop_assert_eq!(met, nodes.len());
            let mut drawn = drawn_ids(&cause);
            drawn.sort_unstable();
            let mut ids: Vec<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
            ids.sort_unstable();
            prop_assert_eq!(drawn, ids);
            for node in nodes {
                prop_assert!(is_said(&node.text));
                prop_assert!(!(node.root && method == CauseMethod::FaultTree && cause.parent(&node.id).is_none()));
                let joined = method == CauseMethod::FaultTree && !cause.children(Some(&node.id)).is_empty();
                prop_assert_eq!(node.gate.is_some(), joined);
            }
        }
    }

    #[test]
    fn an_edit_leaves_id_text_and_mark_of_the_other_nodes(method in methods(), edits in edits()) {
        let mut cause = Cause::by(method);
        for edit in &edits {
            let before = cause.clone();
            let made = make(&mut cause, edit);
            let Ok(added) = made else {
                prop_assert_eq!(&cause, &before, "what is refused changes nothing");
                continue;
            };
            if let Some(added) = &added {
                prop_assert!(before.node(added).is_none(), "{} is a new number", added);
            }
            let own = match edit {
                Edit::Write(at, _) | Edit::Mark(at, _) => Some(id(&before, *at)),
                _ => None,
            };
            let removed = matches!(edit, Edit::Remove(_));
            for node in before.nodes().iter().filter(|node| Some(&node.id) != own.as_ref()) {
                match cause.node(&node.id) {
                    Some(now) => prop_assert_eq!((&now.text, now.root), (&node.text, node.root)),
                    None => prop_assert!(removed, "{:?} lost {}", edit, node.id),
                }
            }
        }
    }

    #[test]
    fn what_hands_have_tied_anyhow_is_drawn_whole_and_edited_without_end(
        method in methods(),
        ties in prop::collection::vec((0_u32..6, prop::option::of(0_u32..7)), 0..9),
        edits in edits(),
    ) {
        let mut cause = Cause::by(method);
        let nodes: Vec<CauseNode> = ties
            .into_iter()
            .map(|(id, under)| CauseNode {
                id: id.to_string(),
                under: under.map(|under| under.to_string()),
                text: "x".into(),
                ..CauseNode::default()
            })
            .collect();
        if let Some(list) = cause.list() {
            *list = nodes;
        }
        prop_assert_eq!(drawn_ids(&cause).len(), cause.nodes().len());
        for edit in &edits {
            let _ = make(&mut cause, edit);
            prop_assert_eq!(drawn_ids(&cause).len(), cause.nodes().len());
        }
    }
}

fn reasons(cause: &Cause) -> Vec<String> {
    let mut gaps = Reasons::new();
    cause.gaps(&"C-1", &mut gaps);
    gaps.into_vec().into_iter().map(|gap| gap.text).collect()
}

#[test]
fn a_fault_tree_is_whole_with_a_marked_event_below_the_top() {
    let mut cause = Cause::by(CauseMethod::FaultTree);
    assert_eq!(reasons(&cause).len(), 2);
    cause
        .add("released without assessment", &Spot::End)
        .unwrap();
    let both = cause.add("nobody looked", &Spot::End).unwrap();
    cause
        .add("assessor away", &Spot::Under(both.clone()))
        .unwrap();
    let tool = cause
        .add("tool lets one tick", &Spot::Under(both.clone()))
        .unwrap();
    cause.join(&both, Gate::And).unwrap();
    assert_eq!(
        reasons(&cause),
        ["C-1 marks no root cause in its fault tree"]
    );
    let refusal = cause.mark("1", true).unwrap_err();
    assert!(refusal.to_string().contains("what happened, and not why"));
    cause.mark(&tool, true).unwrap();
    assert_eq!(reasons(&cause), Vec::<String>::new());
    assert_eq!(
        cause.drawing("", &Strokes::unicode()),
        [
            "1 [or] released without assessment",
            "└─ 2 [and] nobody looked",
            "   ├─ 3 assessor away",
            "   └─ 4 tool lets one tick  ◄ root cause",
        ]
    );
    assert_eq!(cause.root_cause(), "tool lets one tick");
}

#[test]
fn a_fishbone_shows_its_six_branches_and_a_cause_wanders_over_them() {
    let mut cause = Cause::by(CauseMethod::Fishbone);
    assert!(
        cause
            .add("x", &Spot::End)
            .unwrap_err()
            .to_string()
            .contains("people, process")
    );
    let one = cause.add("no training", &Spot::On(Branch::People)).unwrap();
    let two = cause.add("no step", &Spot::On(Branch::Process)).unwrap();
    let three = cause.add("copied", &Spot::Under(two.clone())).unwrap();
    assert!(cause.shift(&two, Way::Up).unwrap());
    assert!(!cause.shift(&one, Way::Up).unwrap());
    assert!(cause.take(&two, &Spot::Under(three.clone())).is_err());
    cause.mark(&three, true).unwrap();
    assert_eq!(
        cause.drawing("why waived?", &Strokes::ascii()),
        [
            "why waived?",
            "|- people",
            "|  |- 1 no training",
            "|  `- 2 no step",
            "|     `- 3 copied  <- root cause",
            "|- process",
            "|- technology",
            "|- data",
            "|- environment",
            "`- management",
        ]
    );
    cause.outdent(&three).unwrap();
    assert_eq!(cause.node(&three).unwrap().branch, Some(Branch::People));
    assert_eq!(reasons(&cause), Vec::<String>::new());
}

#[test]
fn a_chain_closes_where_a_why_is_taken_out_and_keeps_the_other_numbers() {
    let mut cause = Cause::by(CauseMethod::FiveWhys);
    for text in ["a", "b", "c"] {
        cause.add(text, &Spot::End).unwrap();
    }
    cause.add("between", &Spot::Under("1".into())).unwrap();
    assert_eq!(drawn_ids(&cause), ["1", "4", "2", "3"]);
    assert_eq!(cause.remove("4").unwrap(), 1);
    assert!(cause.shift("3", Way::Up).unwrap());
    assert_eq!(drawn_ids(&cause), ["1", "3", "2"]);
    assert_eq!(cause.parent("2"), Some("3"));
}

#[test]
fn whys_written_anew_keep_their_numbers_and_what_they_led_to_is_marked() {
    let mut cause = Cause::by(CauseMethod::FiveWhys);
    cause.root = "the gate is copied".into();
    cause.set_whys(&["a".into(), " ".into(), "b".into()]);
    let now = |cause: &Cause| -> Vec<(String, String, bool)> {
        let whys = cause.whys.iter();
        whys.map(|why| (why.id.clone(), why.text.clone(), why.root))
            .collect()
    };
    assert_eq!(
        now(&cause),
        [
            ("1".into(), "a".into(), false),
            ("2".into(), "b".into(), true)
        ]
    );
    cause.set_whys(&["a".into(), "b".into(), "c".into()]);
    assert_eq!(
        now(&cause)[1..],
        [
            ("2".into(), "b".into(), true),
            ("3".into(), "c".into(), false)
        ]
    );
}

#[test]
fn another_method_keeps_the_diagrams_that_were_drawn() {
    let mut cause = Cause::by(CauseMethod::FiveWhys);
    cause.add("a", &Spot::End).unwrap();
    cause.method = CauseMethod::Fishbone;
    cause.add("b", &Spot::On(Branch::Data)).unwrap();
    assert_eq!((cause.whys.len(), cause.nodes().len()), (1, 1));
    cause.method = CauseMethod::Other;
    assert!(cause.add("c", &Spot::End).is_err());
    assert_eq!(reasons(&cause), ["C-1 has no root cause"]);
}
