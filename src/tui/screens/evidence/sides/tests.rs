use crate::domain::linediff;

use super::{draw::first_shown, *};

fn steps(old: &str, new: &str) -> Vec<Step> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    linediff::compare(&old, &new)
}

fn sides(old: &str, new: &str) -> Sides {
    let lines = |text: &str| text.split(' ').map(str::to_owned).collect();
    let steps = steps(old, new);
    Sides {
        then: lines(old),
        now: lines(new),
        pairs: pairs(&steps),
        steps,
        cited_then: None,
        cited_now: None,
        is_gone: false,
        is_same: false,
    }
}

#[test]
fn replaced_lines_stand_beside_each_other() {
    let pair = |then, now, same| Pair { then, now, same };
    assert_eq!(
        pairs(&steps("a b c d", "a x d e")),
        [
            pair(Some(0), Some(0), true),
            pair(Some(1), Some(1), false),
            pair(Some(2), None, false),
            pair(Some(3), Some(2), true),
            pair(None, Some(3), false),
        ]
    );
}

#[test]
fn changes_are_visited_one_by_one_in_every_layout() {
    let sides = sides("a b c d e f", "a x c d y z f g");
    let visited = |form| {
        let mut rows = Vec::new();
        // A first row that changed is found from before it.
        let mut at = 0;
        while let Some(row) = sides.change(form, at, true) {
            rows.push(row);
            at = row;
        }
        let mut back = Vec::new();
        let mut at = sides.len(form);
        while let Some(row) = sides.change(form, at, false) {
            back.push(row);
            at = row;
        }
        back.reverse();
        assert_eq!(rows, back);
        rows
    };
    assert_eq!(visited(Form::Pairs), [1, 4, 7]);
    assert_eq!(visited(Form::Unified), [1, 5, 9]);
    assert_eq!(visited(Form::Then), [1, 4]);
    assert_eq!(visited(Form::Now), [1, 4, 7]);
}

#[test]
fn a_difference_far_to_the_right_is_brought_into_sight() {
    assert_eq!(first_shown("a,b", "a,c", 40), 0);
    let same = "x".repeat(100);
    let (then, now) = (format!("{same}waived"), format!("{same}-"));
    assert_eq!(first_shown(&then, &now, 40), 90);
    let wide = "日".repeat(100);
    let start = first_shown(&format!("{wide}a"), &format!("{wide}b"), 40);
    assert_eq!(start, 95 * 3);
    assert_eq!(first_shown(&same, &format!("{same}b"), 40), 90);
}
