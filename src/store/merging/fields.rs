//! The merge itself: tables key by key, and what becomes of each value.

use toml::{Table, Value};

use super::{
    life, lists,
    rules::{self, Group, SIGNATURE},
    said,
    versions::{Node, Three, Values, alike},
};
use crate::{
    domain::{
        merge::{Choice, Choices, Clash, ClashKind, FieldPath, Side},
        textmerge,
    },
    store::{items, write},
};

/// Who puts their name to what is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signs {
    /// Those who had signed each side: what they signed is never mixed.
    Each,
    /// Whoever saves our side, under whose name and time all of it goes.
    Saver,
}

/// What is decided about clashes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Decided<'c> {
    /// What a person chose of each.
    By(&'c Choices),
    /// That this side is taken of each that is within the record, as where both are shown.
    All(Side),
}

impl Decided<'_> {
    /// Returns what was chosen of something.
    pub(super) fn about(&self, path: &FieldPath) -> Option<Choice> {
        match self {
            Self::By(choices) => choices.get(path).cloned(),
            Self::All(side) => (!path.is_whole()).then_some(Choice::Take(*side)),
        }
    }
}

/// A merge under way.
pub(super) struct Merge<'c> {
    decided: Decided<'c>,
    signs: Signs,
    clashes: Vec<Clash>,
    /// The planned actions whose dates they have moved.
    moved: Vec<String>,
}

impl<'c> Merge<'c> {
    pub(super) const fn new(decided: Decided<'c>, signs: Signs) -> Self {
        Self {
            decided,
            signs,
            clashes: Vec::new(),
            moved: Vec::new(),
        }
    }

    /// Tells whether tables of theirs may get new numbers: what lies on disk has its own.
    pub(super) fn renumbers(&self) -> bool {
        self.signs == Signs::Each
    }

    /// Tells whether they have moved the date of a planned action: the word of that stays as it is, and so its number.
    pub(super) fn has_moved(&self, number: &str) -> bool {
        self.moved.iter().any(|moved| moved == number)
    }

    /// Returns what is decided about clashes.
    pub(super) fn decided(&self) -> Decided<'c> {
        self.decided
    }

    /// Notes something that clashes, and was not decided.
    pub(super) fn note(&mut self, clash: Clash) {
        self.clashes.push(clash);
    }

    /// Returns what clashed, and was not decided.
    pub(super) fn clashes(self) -> Vec<Clash> {
        self.clashes
    }

    /// Merges a table that both sides have.
    pub(super) fn table(&mut self, path: &FieldPath, three: &Three<'_>) -> Vec<(String, Node)> {
        let keys = |table: &Table| -> Vec<String> { table.keys().cloned().collect() };
        let order = lists::interleaved(&keys(three.ours), &keys(three.theirs));
        let mut done: Vec<(String, Option<Node>)> = Vec::new();
        if path.is_whole() {
            let dates = items::tables(three.theirs.get("due-changes"));
            let actions = dates.iter().filter_map(|date| text(date.get("action")));
            self.moved = actions.map(str::to_owned).collect();
            done.extend(life::merge(self, path, three));
        }
        let way: Vec<&str> = path.keys().collect();
        for group in rules::groups(&way, [three.ours, three.theirs]) {
            if group.signed && self.signs == Signs::Saver && is_of_saver(&way, three) {
                done.extend(signed_by_saver(three));
                continue;
            }
            let members: Vec<&String> = order.iter().filter(|key| group.has(key)).collect();
            let Some((side, is_clash)) = self.group(path, group, three) else {
                continue;
            };
            let with = group.with.iter().filter(|_| is_clash);
            let all = members.into_iter().map(String::as_str).chain(with.copied());
            done.extend(all.map(|key| {
                let node = three.of(side).contains_key(key).then_some(Node::Of(side));
                (key.to_owned(), node)
            }));
        }
        let mut nodes = Vec::with_capacity(order.len());
        for key in order {
            let known = done.iter().position(|(name, _)| *name == key);
            let node = match known {
                Some(at) => done.swap_remove(at).1,
                None => self.value(&path.key(&key), &key, &three.value(&key)),
            };
            nodes.extend(node.map(|node| (key, node)));
        }
        nodes
    }

    /// Decides whose fields of a group are taken, and whether they clash; none where nothing has to be decided.
    fn group(
        &mut self,
        path: &FieldPath,
        group: &Group,
        three: &Three<'_>,
    ) -> Option<(Side, bool)> {
        let part = |table: &Table, wanted: &dyn Fn(&str) -> bool| {
            let fields = table.iter().filter(|(key, _)| wanted(key));
            Value::Table(fields.map(|(k, v)| (k.clone(), v.clone())).collect())
        };
        let parts = |wanted: &dyn Fn(&str) -> bool| {
            let bases: Vec<Option<Value>> = three
                .bases
                .iter()
                .map(|base| base.map(|base| part(base, wanted)))
                .collect();
            (bases, part(three.ours, wanted), part(three.theirs, wanted))
        };
        let whose = |wanted: &dyn Fn(&str) -> bool| {
            let (bases, ours, theirs) = parts(wanted);
            let values = Values {
                bases: bases.iter().map(Option::as_ref).collect(),
                ours: Some(&ours),
                theirs: Some(&theirs),
            };
            if items::same(&ours, &theirs) {
                return Whose::Both;
            }
            match (
                values.is_unchanged(Side::Ours),
                values.is_unchanged(Side::Theirs),
            ) {
                (true, _) => Whose::One(Side::Theirs),
                (false, true) => Whose::One(Side::Ours),
                (false, false) => Whose::Nobody,
            }
        };
        let is_in = |key: &str| group.has(key);
        match whose(&is_in) {
            Whose::Both => return None,
            Whose::One(side) => return Some((side, false)),
            Whose::Nobody => {}
        }
        if group.signed {
            // Signed again, as with one more citation, is no other word.
            match whose(&|key| group.has(key) && !SIGNATURE.contains(&key)) {
                Whose::Both => return Some((later(three), false)),
                Whose::One(side) => return Some((side, false)),
                Whose::Nobody => {}
            }
        }
        let at = group
            .name
            .map_or_else(|| path.clone(), |name| path.key(name));
        let wanted = |key: &str| group.has(key) && said::differs(key, three.ours, three.theirs);
        let told = |table: &Table| Some(said::table(table, wanted));
        let base = three.bases.first().copied().flatten();
        let side = self.decide(Clash {
            path: at,
            kind: group.kind,
            base: base.and_then(told),
            ours: told(three.ours),
            theirs: told(three.theirs),
        });
        Some((side, true))
    }

    /// Merges a value that at least one side has; none where it is out.
    pub(super) fn value(
        &mut self,
        path: &FieldPath,
        key: &str,
        values: &Values<'_>,
    ) -> Option<Node> {
        if let (Some(Value::Table(ours)), Some(Value::Table(theirs))) = (values.ours, values.theirs)
        {
            let bases = values.bases.iter();
            let three = Three {
                bases: bases.map(|base| base.and_then(Value::as_table)).collect(),
                ours,
                theirs,
            };
            let nodes = self.table(path, &three);
            let is_kept = !nodes.is_empty() || (ours.is_empty() && theirs.is_empty());
            return is_kept.then_some(Node::Table(nodes));
        }
        let is_list = |value: &Value| {
            value
                .as_array()
                .is_some_and(|list| list.iter().all(Value::is_table))
        };
        if values.are(is_list) && values.all().any(write::is_section) {
            return lists::merge(self, path, key, values);
        }
        self.plain(path, values)
    }

    /// Merges a value that is no table and no list of tables, or is one on one side alone.
    pub(super) fn plain(&mut self, path: &FieldPath, values: &Values<'_>) -> Option<Node> {
        let of = |side: Side| values.of(side).is_some().then_some(Node::Of(side));
        if alike(values.ours, values.theirs) || values.is_unchanged(Side::Theirs) {
            return of(Side::Ours);
        }
        if values.is_unchanged(Side::Ours) {
            return of(Side::Theirs);
        }
        let is_texts = |value: &Value| {
            value
                .as_array()
                .is_some_and(|list| list.iter().all(Value::is_str))
        };
        if values.are(is_texts) {
            let list = lists::texts(values);
            return (!list.is_empty()).then_some(Node::Fresh(Value::Array(list)));
        }
        let mut kind = ClashKind::Value;
        if values.ours.is_none() || values.theirs.is_none() {
            kind = ClashKind::Removed;
        } else if let (Some(ours), Some(theirs)) = (text(values.ours), text(values.theirs))
            && values
                .all()
                .any(|value| text(Some(value)).is_some_and(|text| text.contains('\n')))
        {
            kind = ClashKind::Text;
            let base = text(values.base()).unwrap_or_default();
            if let Ok(merged) = textmerge::merge(base, ours, theirs) {
                return Some(Node::Fresh(Value::String(merged)));
            }
            if let Some(Choice::Write(own)) = self.decided.about(path) {
                return Some(Node::Fresh(Value::String(own)));
            }
        }
        let told = |value: Option<&Value>| value.map(said::value);
        let side = self.decide(Clash {
            path: path.clone(),
            kind,
            base: told(values.base()),
            ours: told(values.ours),
            theirs: told(values.theirs),
        });
        of(side)
    }

    /// Returns whose state was chosen; of a person's choice only that of the side that moved the record on last.
    ///
    /// What came before it is in the history, and nobody has gone back to it: that is a step of its own.
    pub(super) fn decide_state(&mut self, clash: Clash, last: Side) -> Side {
        match (self.decided, self.decided.about(&clash.path)) {
            (Decided::By(_), Some(Choice::Take(side))) if side != last => {
                self.clashes.push(clash);
                Side::Ours
            }
            (Decided::By(_) | Decided::All(_), _) => self.decide(clash),
        }
    }

    /// Returns whose side was chosen of a clash; ours where nothing was decided, and the clash is noted.
    pub(super) fn decide(&mut self, clash: Clash) -> Side {
        match self.decided.about(&clash.path) {
            Some(Choice::Take(side)) => side,
            // A text of one's own is none for what is no text.
            Some(Choice::Write(_)) | None => {
                self.clashes.push(clash);
                Side::Ours
            }
        }
    }
}

/// Tells whether whoever saves may put their name to a signed table as both have made it: an answer, of which it is looked into apart
/// whose judgement it is, and what both sides have in the same name. A link of a trail, a result or a decision that somebody else has
/// signed meanwhile is theirs or one's own, and never of both.
fn is_of_saver(way: &[&str], three: &Three<'_>) -> bool {
    let name = |table: &Table| {
        let name = table.get("by").or_else(|| table.get("decided-by"));
        text(name).map(str::to_lowercase)
    };
    way.first() == Some(&"answer") || name(three.ours) == name(three.theirs)
}

/// Tells what becomes of name and time where our side is being saved: both have changed it, and the later one is ours.
fn signed_by_saver(three: &Three<'_>) -> Vec<(String, Option<Node>)> {
    // Name and time are one: nobody's name stands beside the time of another.
    let mut all = SIGNATURE.iter();
    let is_theirs = all.all(|key| three.value(key).is_unchanged(Side::Ours));
    let side = if is_theirs { Side::Theirs } else { Side::Ours };
    let signature = SIGNATURE
        .iter()
        .filter(|key| three.ours.contains_key(**key));
    signature
        .map(|key| {
            let node = three.of(side).contains_key(*key).then_some(Node::Of(side));
            ((*key).to_owned(), node)
        })
        .collect()
}

/// Who changed some fields.
enum Whose {
    /// Both have the same.
    Both,
    /// One of them.
    One(Side),
    /// Both, in different ways.
    Nobody,
}

/// Tells which side signed later; of two at one moment the one whose name comes last, so that it is the same in every clone.
fn later(three: &Three<'_>) -> Side {
    let signature = |table: &Table| -> Vec<String> {
        let signs = ["at", "decided-at", "by", "decided-by"];
        let values = signs.iter().filter_map(|key| table.get(*key));
        values.map(items::spelled).collect()
    };
    if signature(three.theirs) > signature(three.ours) {
        Side::Theirs
    } else {
        Side::Ours
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::super::{ours_over, over};

    fn link(words: &str, by: &str) -> Table {
        let text = format!("[[link]]\nid = \"data\"\n{words}by = \"{by} <{by}@example.org>\"\n");
        text.parse().unwrap()
    }

    #[test]
    fn what_somebody_else_has_signed_meanwhile_is_ones_own_as_a_whole_or_not_at_all() {
        let base = link("state = \"shown\"\n", "Ada");
        let ours = link("state = \"shown\"\nnote = \"mine\"\n", "Ada");
        let theirs = link("state = \"broken\"\n", "Ben");
        assert_eq!(over(&base, &ours, &theirs).unwrap_err(), ["link[data]"]);
        assert_eq!(ours_over(&base, &ours, &theirs), ours);
        // Of one person both come together.
        let theirs = link("state = \"broken\"\n", "Ada");
        let both = link("state = \"broken\"\nnote = \"mine\"\n", "Ada");
        assert_eq!(over(&base, &ours, &theirs).unwrap(), both);
    }
}
