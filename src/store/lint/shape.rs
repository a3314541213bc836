//! The keys that a checklist has, what they hold, and whether that is so.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::domain::similar;

use super::{Linter, Located, tables};

/// What a key holds.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Truth,
    Text,
    Texts,
    Tables(&'static Shape),
}

/// A key of a table.
struct Key {
    name: &'static str,
    kind: Kind,
    needed: bool,
}

/// The keys of a kind of table.
pub(super) struct Shape {
    /// What the table is, as faults name it.
    what: &'static str,
    keys: &'static [Key],
}

const fn needed(name: &'static str, kind: Kind) -> Key {
    Key {
        name,
        kind,
        needed: true,
    }
}

const fn maybe(name: &'static str, kind: Kind) -> Key {
    Key {
        name,
        kind,
        needed: false,
    }
}

/// A whole checklist.
pub(super) const CHECKLIST: Shape = Shape {
    what: "the checklist",
    keys: &[
        needed("schema", Kind::Number),
        needed("id", Kind::Text),
        needed("title", Kind::Text),
        needed("standard", Kind::Text),
        maybe("edition", Kind::Text),
        maybe("version", Kind::Text),
        maybe("language", Kind::Text),
        maybe("licence", Kind::Text),
        maybe("attribution", Kind::Text),
        maybe("provenance", Kind::Text),
        maybe("clause", Kind::Tables(&CLAUSE)),
        maybe("reference", Kind::Tables(&REFERENCE)),
    ],
};

/// A checklist that extends another.
pub(super) const EXTENSION: Shape = Shape {
    what: "the checklist",
    keys: &[
        needed("schema", Kind::Number),
        needed("id", Kind::Text),
        needed("title", Kind::Text),
        needed("standard", Kind::Text),
        needed("extends", Kind::Text),
        maybe("edition", Kind::Text),
        maybe("version", Kind::Text),
        maybe("language", Kind::Text),
        maybe("licence", Kind::Text),
        maybe("attribution", Kind::Text),
        maybe("provenance", Kind::Text),
        maybe("change", Kind::Tables(&CHANGE)),
        maybe("clause", Kind::Tables(&CLAUSE)),
        maybe("reference", Kind::Tables(&REFERENCE)),
    ],
};

const CHANGE: Shape = Shape {
    what: "the change",
    keys: &[
        needed("ref", Kind::Text),
        maybe("hide", Kind::Texts),
        maybe("hints", Kind::Texts),
        maybe("question", Kind::Tables(&QUESTION)),
    ],
};

const CLAUSE: Shape = Shape {
    what: "the clause",
    keys: &[
        needed("ref", Kind::Text),
        needed("title", Kind::Text),
        maybe("parent", Kind::Text),
        needed("kind", Kind::Text),
        maybe("documented-information", Kind::Truth),
        maybe("objective", Kind::Text),
        maybe("text", Kind::Text),
        maybe("note", Kind::Text),
        maybe("topics", Kind::Texts),
        maybe("hints", Kind::Texts),
        maybe("retired", Kind::Truth),
        maybe("related", Kind::Tables(&RELATED)),
        maybe("question", Kind::Tables(&QUESTION)),
    ],
};

const RELATED: Shape = Shape {
    what: "the link",
    keys: &[
        needed("checklist", Kind::Text),
        needed("ref", Kind::Text),
        maybe("relation", Kind::Text),
        maybe("confidence", Kind::Text),
    ],
};

const QUESTION: Shape = Shape {
    what: "the question",
    keys: &[
        needed("id", Kind::Text),
        maybe("label", Kind::Text),
        needed("text", Kind::Text),
        maybe("retired", Kind::Truth),
        maybe("good", Kind::Texts),
        maybe("sample", Kind::Text),
        maybe("covers", Kind::Texts),
        maybe("roles", Kind::Texts),
        maybe("stages", Kind::Texts),
        maybe("bears-on", Kind::Texts),
        maybe("same-as", Kind::Texts),
        maybe("evidence", Kind::Tables(&EVIDENCE)),
        maybe("nonconformity", Kind::Tables(&NONCONFORMITY)),
    ],
};

const EVIDENCE: Shape = Shape {
    what: "the evidence",
    keys: &[needed("method", Kind::Text), needed("ask", Kind::Text)],
};

const NONCONFORMITY: Shape = Shape {
    what: "the nonconformity",
    keys: &[
        needed("text", Kind::Text),
        needed("grade", Kind::Text),
        maybe("why", Kind::Text),
    ],
};

const REFERENCE: Shape = Shape {
    what: "the entry",
    keys: &[
        needed("ref", Kind::Text),
        needed("title", Kind::Text),
        maybe("parent", Kind::Text),
        maybe("text", Kind::Text),
    ],
};

impl<'a> Linter<'a> {
    /// Looks for keys that are unknown, missing, empty, or hold something else than they should; in all tables below too.
    pub(super) fn shape(&mut self, table: &DeTable<'a>, at: &Range<usize>, shape: &Shape) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            match shape.keys.iter().find(|key| key.name == name) {
                None => self.unknown(name, key.span(), shape),
                Some(known) => self.holds(value.get_ref(), value.span(), known),
            }
        }
        for key in shape.keys {
            if key.needed && !table.contains_key(key.name) {
                self.fault(at.clone(), &format!("{} has no {}", shape.what, key.name));
            }
            if let Kind::Tables(below) = key.kind {
                for (span, inner) in tables(table, key.name) {
                    self.shape(inner, &span, below);
                }
            }
        }
    }

    fn unknown(&mut self, name: &str, span: Range<usize>, shape: &Shape) {
        let message = format!("there is no key \"{name}\" here");
        let fault = Located::at(self.path, self.text, Some(span), &message);
        let known = shape.keys.iter().map(|key| key.name);
        let fault = if name == "change" {
            fault.hint("a checklist that changes another names it: extends = \"...\"")
        } else if let Some(near) = similar::nearest(name, known) {
            fault.hint(format!("did you mean \"{near}\"?"))
        } else {
            fault
        };
        self.faults.push(fault);
    }

    fn holds(&mut self, value: &DeValue<'a>, span: Range<usize>, key: &Key) {
        let name = key.name;
        match (key.kind, value) {
            // What number it has to be is looked at with the schema.
            (Kind::Number, _) | (Kind::Truth, DeValue::Boolean(_)) => {}
            (Kind::Text, DeValue::String(text)) => {
                if key.needed && text.trim().is_empty() {
                    self.fault(span, &format!("the {name} is empty"));
                }
            }
            (Kind::Texts, DeValue::Array(items)) => {
                for item in items {
                    match item.get_ref() {
                        DeValue::String(text) if text.trim().is_empty() => {
                            self.fault(item.span(), &format!("an entry of {name} is empty"));
                        }
                        DeValue::String(_) => {}
                        other => {
                            self.wrong(
                                item.span(),
                                &format!("an entry of {name}"),
                                "a text",
                                other,
                            );
                        }
                    }
                }
            }
            (Kind::Tables(_), DeValue::Array(items)) => {
                for item in items {
                    if item.get_ref().as_table().is_none() {
                        let entry = format!("an entry of {name}");
                        self.wrong(item.span(), &entry, "a table", item.get_ref());
                    }
                }
            }
            (Kind::Truth, other) => self.wrong(span, name, "true or false", other),
            (Kind::Text, other) => self.wrong(span, name, "a text", other),
            (Kind::Texts, other) => self.wrong(span, name, "a list of texts", other),
            (Kind::Tables(_), other) => self.wrong(span, name, "a list of tables", other),
        }
    }

    fn wrong(&mut self, span: Range<usize>, name: &str, wanted: &str, found: &DeValue<'_>) {
        let found = match found {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let fault = Located::at(
            self.path,
            self.text,
            Some(span),
            &format!("{name} has to be {wanted}, and is {found}"),
        );
        let fault = match (wanted, found) {
            ("a text", "a number" | "true or false" | "a date") => {
                fault.hint("put it between quotes")
            }
            ("a list of texts", "a text") => fault.hint("put it between brackets: [\"...\"]"),
            _ => fault,
        };
        self.faults.push(fault);
    }
}
