//! What holds for any edit: it reads back as meant, and a merge keeps what both did.

use super::*;

fn edits() -> impl Strategy<Value = Vec<(u8, String)>> {
    prop::collection::vec((0..9_u8, "(?s).{0,100}"), 1..6)
}

fn changed(mut f: Finding, edits: &[(u8, String)]) -> Finding {
    for (field, text) in edits {
        match field {
            0 => f.title.clone_from(text),
            1 => f.statement.clone_from(text),
            2 => f.response = String::new(),
            3 => f.evidence.push(EvidenceLink {
                note: text.clone(),
                ..link(100 + u32::try_from(f.evidence.len()).unwrap())
            }),
            4 => f.evidence = f.evidence.into_iter().skip(1).collect(),
            5 => f.documents.push(text.clone()),
            6 => f.response_due = None,
            7 => f.evidence.reverse(),
            _ => f
                .history
                .push(step().entry(Some(f.state), FindingState::Issued)),
        }
    }
    f
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    prop::collection::btree_map(1..5_u8, ("(?s).{0,90}", 0..3_u32, any::<bool>()), 0..5).prop_map(
        |map| {
            map.into_iter()
                .map(|(id, (note, links, full))| Answer {
                    evidence: (0..links).map(|n| link(u32::from(id) * 10 + n)).collect(),
                    verdict: full.then_some(Verdict::Conforming),
                    ..answer(&id.to_string(), &note)
                })
                .collect()
        },
    )
}

fn edited(before: &Record, after: &Record) -> Record {
    let (old, new) = (
        schema::to_table(before).unwrap(),
        schema::to_table(after).unwrap(),
    );
    let text = edit::apply(&Store::text_of(before), &old, &old, &new).unwrap();
    read::record("x.toml", &after.key(), &text)
        .unwrap_or_else(|fault| panic!("{fault}\n{text}"))
        .record
}

proptest! {
    #[test]
    fn an_edited_finding_reads_back_as_meant(one in edits(), two in edits()) {
        let before = finding(changed(full_finding(), &one));
        let after = finding(changed(changed(full_finding(), &one), &two));
        prop_assert_eq!(edited(&before, &after), after);
    }

    #[test]
    fn an_edited_sheet_reads_back_as_meant(one in answers(), two in answers()) {
        let (before, after) = (sheet(one), sheet(two));
        prop_assert_eq!(edited(&before, &after), after);
    }

    #[test]
    fn a_merge_without_clashes_holds_what_both_did(one in edits(), two in edits()) {
        let base = full_finding();
        let (ours, theirs) = (changed(base.clone(), &one), changed(base.clone(), &two));
        let table = |f: &Finding| schema::to_table(&finding(f.clone())).unwrap();
        let (b, o, t) = (table(&base), table(&ours), table(&theirs));
        if let Ok(meant) = crate::store::merging::over(&b, &o, &t) {
            let text = edit::apply(&Store::text_of(&finding(theirs.clone())), &t, &t, &meant).unwrap();
            let merged: Table = text.parse().unwrap();
            prop_assert_eq!(&merged, &meant);
            for (key, value) in &o {
                if b.get(key) != Some(value) && b.get(key) == t.get(key) {
                    prop_assert_eq!(merged.get(key), Some(value));
                }
            }
            for (key, value) in &t {
                if b.get(key) != Some(value) && b.get(key) == o.get(key) {
                    prop_assert_eq!(merged.get(key), Some(value));
                }
            }
        }
    }
}
