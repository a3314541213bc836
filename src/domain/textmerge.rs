//! Two edits of one text brought together, line by line.
//!
//! Both are held against the text that they began with (S. Khanna, K. Kunal and B. C. Pierce, "A formal investigation of
//! diff3", 2007). Where one of them alone changed lines its edit is taken, where both made the same edit it is taken once,
//! and where they changed the same lines in different ways nobody but a person can tell what is right. Edits without
//! a line between them that both left alone count as one: what is written in a row belongs together.

use super::linediff::{self, Step};

/// A place at which two edits changed the same lines, in different ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The lines as they were.
    pub base: String,
    /// As we have them.
    pub ours: String,
    /// As they have them.
    pub theirs: String,
}

/// Merges two edits of a text, or lists the places where they clash.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Result<String, Vec<Hunk>> {
    let is_ended = is_ended(base, ours, theirs);
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    let (in_ours, in_theirs) = (
        partners(base.len(), &linediff::compare(&base, &ours)),
        partners(base.len(), &linediff::compare(&base, &theirs)),
    );
    let mut merged = String::new();
    let mut clashes = Vec::new();
    let mut from = (0, 0, 0);
    loop {
        // The next line that all three have.
        let anchor = (from.0..base.len()).find_map(|line| {
            let (o, t) = (at(&in_ours, line)?, at(&in_theirs, line)?);
            (o >= from.1 && t >= from.2).then_some((line, o, t))
        });
        let to = anchor.unwrap_or((base.len(), ours.len(), theirs.len()));
        let (b, o, t) = (
            text(&base, from.0, to.0),
            text(&ours, from.1, to.1),
            text(&theirs, from.2, to.2),
        );
        if o == t || t == b {
            merged.push_str(&o);
        } else if o == b {
            merged.push_str(&t);
        } else {
            clashes.push(Hunk {
                base: b,
                ours: o,
                theirs: t,
            });
        }
        let Some((line, o, t)) = anchor else { break };
        merged.push_str(&text(&base, line, line + 1));
        from = (line + 1, o + 1, t + 1);
    }
    if clashes.is_empty() {
        if !is_ended && merged.ends_with('\n') {
            merged.pop();
        }
        Ok(merged)
    } else {
        Err(clashes)
    }
}

/// Parts a text into its lines, each with an end, so that a line added after the last one is no edit of that.
fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() {
        return Vec::new();
    }
    text.strip_suffix('\n')
        .unwrap_or(text)
        .split('\n')
        .collect()
}

/// Whether the merged text ends with a line end: as whoever changed that has it.
fn is_ended(base: &str, ours: &str, theirs: &str) -> bool {
    let [base, ours, theirs] = [base, ours, theirs].map(|text| text.ends_with('\n'));
    if ours == base { theirs } else { ours }
}

/// Tells of each line of the old text which one it is in the new text.
fn partners(count: usize, steps: &[Step]) -> Vec<Option<usize>> {
    let mut partners = vec![None; count];
    for step in steps {
        if let Step::Same { old, new } = *step
            && let Some(slot) = partners.get_mut(old)
        {
            *slot = Some(new);
        }
    }
    partners
}

fn at(partners: &[Option<usize>], line: usize) -> Option<usize> {
    partners.get(line).copied().flatten()
}

fn text(lines: &[&str], from: usize, to: usize) -> String {
    let lines = lines.get(from..to).unwrap_or_default();
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BASE: &str = "one\ntwo\nthree\nfour\nfive\n";

    #[test]
    fn edits_of_lines_apart_are_both_taken() {
        let ours = BASE.replace("one", "first");
        let theirs = BASE.replace("five", "fifth\nsixth");
        let both = "first\ntwo\nthree\nfour\nfifth\nsixth\n";
        assert_eq!(merge(BASE, &ours, &theirs).as_deref(), Ok(both));
        assert_eq!(merge(BASE, &theirs, &ours).as_deref(), Ok(both));
    }

    #[test]
    fn edits_of_the_same_lines_clash_and_equal_ones_do_not() {
        let ours = BASE.replace("three", "ours");
        let theirs = BASE.replace("three", "theirs");
        assert_eq!(
            merge(BASE, &ours, &theirs),
            Err(vec![Hunk {
                base: "three\n".to_owned(),
                ours: "ours\n".to_owned(),
                theirs: "theirs\n".to_owned(),
            }])
        );
        assert_eq!(merge(BASE, &ours, &ours), Ok(ours));
    }

    #[test]
    fn lines_written_in_a_row_belong_together() {
        let ours = BASE.replace("two", "ours");
        let theirs = BASE.replace("three", "theirs");
        assert!(merge(BASE, &ours, &theirs).is_err());
        assert!(merge("one\n", "one\nours\n", "one\ntheirs\n").is_err());
    }

    #[test]
    fn a_line_taken_out_stays_out() {
        let ours = BASE.replace("two\n", "");
        let theirs = BASE.replace("five", "fifth");
        assert_eq!(
            merge(BASE, &ours, &theirs).as_deref(),
            Ok("one\nthree\nfour\nfifth\n")
        );
    }

    #[test]
    fn the_end_of_the_text_is_as_whoever_changed_it_has_it() {
        assert_eq!(
            merge("a\nb\nc", "x\nb\nc", "a\nb\nc\n").as_deref(),
            Ok("x\nb\nc\n")
        );
        assert_eq!(
            merge("a\nb\nc", "x\nb\nc", "a\nb\nd").as_deref(),
            Ok("x\nb\nd")
        );
    }

    proptest! {
        #[test]
        fn one_edit_alone_is_taken_as_it_is(base in "([a-d]\n){0,12}[a-d]?", edit in "([a-d]\n){0,12}[a-d]?") {
            prop_assert_eq!(merge(&base, &edit, &base), Ok(edit.clone()));
            prop_assert_eq!(merge(&base, &base, &edit), Ok(edit.clone()));
            prop_assert_eq!(merge(&base, &edit, &edit), Ok(edit));
        }

        #[test]
        fn a_merge_is_the_same_from_both_sides(
            base in "([a-f]\n){0,12}", ours in "([a-f]\n){0,12}", theirs in "([a-f]\n){0,12}",
        ) {
            let (one, other) = (merge(&base, &ours, &theirs), merge(&base, &theirs, &ours));
            prop_assert_eq!(one.is_ok(), other.is_ok());
            if let (Ok(one), Ok(other)) = (one, other) {
                prop_assert_eq!(one, other);
            }
        }
    }
}
