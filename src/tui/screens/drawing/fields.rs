//! The fields of the form, which of them there are, and what their texts mean.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    domain::sample::{Design, Population, PopulationKind, SampleMethod, size::Asked},
    session::answer::split_list,
};

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// What kind of population it is.
    From,
    /// The pattern, file or range.
    Place,
    /// What lines match.
    Pattern,
    /// What cells hold.
    Where,
    /// What names rows.
    Key,
    /// What commits touch.
    Touching,
    /// The first day of commits.
    Since,
    /// The last day of commits.
    Until,
    /// The commit.
    At,
    /// How it is drawn.
    Method,
    /// What parts the population.
    Strata,
    /// How many.
    Size,
    /// The items that are named.
    Items,
    /// Why these.
    Why,
    /// The seed.
    Seed,
    /// What is looked at.
    Title,
}

impl Name {
    /// All fields.
    const ALL: [Self; 16] = [
        Self::From,
        Self::Place,
        Self::Pattern,
        Self::Where,
        Self::Key,
        Self::Touching,
        Self::Since,
        Self::Until,
        Self::At,
        Self::Method,
        Self::Strata,
        Self::Size,
        Self::Items,
        Self::Why,
        Self::Seed,
        Self::Title,
    ];
}

/// The texts of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    own: BTreeMap<Name, String>,
}

impl Texts {
    /// Makes the texts of a form that was just opened.
    pub(super) fn new(place: &str, seed: String) -> Self {
        let own = BTreeMap::from([
            (Name::Place, place.to_owned()),
            (Name::At, "HEAD".to_owned()),
            (Name::Size, "sqrt".to_owned()),
            (Name::Seed, seed),
        ]);
        Self { own }
    }

    pub(super) fn of(&self, name: Name) -> &str {
        self.own.get(&name).map_or("", String::as_str)
    }

    /// Lists the texts, each with the name under which it is kept.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.own.iter();
        texts.map(|(name, text)| (key(*name), text.as_str()))
    }

    /// Takes in a text that was kept; false where there is no such field.
    pub(super) fn take(&mut self, kept: &str, text: String) -> bool {
        let name = Name::ALL.iter().find(|name| key(**name) == kept);
        if let Some(name) = name {
            self.own.insert(*name, text);
        }
        name.is_some()
    }

    /// Empties all fields.
    pub(super) fn clear(&mut self) {
        self.own.clear();
    }

    pub(super) fn set(&mut self, name: Name, text: &str) {
        self.own.insert(name, text.trim().to_owned());
    }
}

/// Lists the fields of a kind of population that is drawn from by a method.
pub(super) fn names(kind: PopulationKind, method: SampleMethod) -> Vec<Name> {
    let mut names = vec![Name::From, Name::Place];
    match kind {
        PopulationKind::Files => {}
        PopulationKind::Commits => names.extend([Name::Touching, Name::Since, Name::Until]),
        PopulationKind::CsvRows => names.extend([Name::Where, Name::Key]),
        PopulationKind::Lines => names.push(Name::Pattern),
    }
    if kind != PopulationKind::Commits {
        names.push(Name::At);
    }
    names.push(Name::Method);
    match method {
        SampleMethod::Random | SampleMethod::Systematic => names.extend([Name::Size, Name::Seed]),
        SampleMethod::Stratified => names.extend([Name::Strata, Name::Size, Name::Seed]),
        SampleMethod::Judgement => names.extend([Name::Items, Name::Why]),
        SampleMethod::All => {}
    }
    names.push(Name::Title);
    names
}

/// Returns the name under which a field is kept while the form is filled in.
pub(super) fn key(name: Name) -> &'static str {
    match name {
        Name::Place => "what",
        Name::From
        | Name::Pattern
        | Name::Where
        | Name::Key
        | Name::Touching
        | Name::Since
        | Name::Until
        | Name::At
        | Name::Method
        | Name::Strata
        | Name::Size
        | Name::Items
        | Name::Why
        | Name::Seed
        | Name::Title => label(name, PopulationKind::Files),
    }
}

/// Returns what a field is called.
pub(super) fn label(name: Name, kind: PopulationKind) -> &'static str {
    match (name, kind) {
        (Name::From, _) => "from",
        (Name::Place, PopulationKind::Files) => "files",
        (Name::Place, PopulationKind::Commits) => "range",
        (Name::Place, PopulationKind::CsvRows | PopulationKind::Lines) => "file",
        (Name::Pattern, _) => "matching",
        (Name::Where, _) => "where",
        (Name::Key, _) => "key",
        (Name::Touching, _) => "touching",
        (Name::Since, _) => "since",
        (Name::Until, _) => "until",
        (Name::At, _) => "at commit",
        (Name::Method, _) => "method",
        (Name::Strata, _) => "strata",
        (Name::Size, _) => "size",
        (Name::Items, _) => "items",
        (Name::Why, _) => "why these",
        (Name::Seed, _) => "seed",
        (Name::Title, _) => "title",
    }
}

/// Says what belongs into a field.
pub(super) fn hint(name: Name, kind: PopulationKind, method: SampleMethod) -> &'static str {
    match (name, kind) {
        (Name::From, _) => "what the items are",
        (Name::Place, PopulationKind::Files) => {
            "a pattern such as models/**/*.md (* stays in a folder, ** does not), or a file or folder"
        }
        (Name::Place, PopulationKind::Commits) => {
            "FROM..TO, such as v1.0..v1.1; TO alone means all up to it, nothing means all"
        }
        (Name::Place, PopulationKind::CsvRows) => {
            "a CSV file whose first row names the columns; NAME//PATH in another repository"
        }
        (Name::Place, PopulationKind::Lines) => "a text file",
        (Name::Pattern, _) => "a regular expression, such as ERROR|WARN",
        (Name::Where, _) => "only rows with these values: system=chat, several with commas",
        (Name::Key, _) => "the column that names rows; without one their line does",
        (Name::Touching, _) => {
            "only commits that touch these files or folders, several with commas"
        }
        (Name::Since, _) => "only commits from this day on, such as 2026-07-01",
        (Name::Until, _) => "only commits up to this day, such as 2026-09-30",
        (Name::At, _) => "a branch, a tag or a commit; it is recorded as a whole commit",
        (Name::Method, _) => match method {
            SampleMethod::Random => "each item has the same chance",
            SampleMethod::Systematic => "every so-manieth item from a random start",
            SampleMethod::Stratified => "at random in each stratum, as many as is its share",
            SampleMethod::Judgement => {
                "you name the items, and say why; it says nothing of the others"
            }
            SampleMethod::All => "every item",
        },
        (Name::Strata, PopulationKind::Files) => "folder:1, by so many of the first folders",
        (Name::Strata, PopulationKind::Commits) => "author or month",
        (Name::Strata, PopulationKind::CsvRows) => "column:NAME",
        (Name::Strata, PopulationKind::Lines) => "nothing parts lines into strata",
        (Name::Size, _) => {
            "a number; or sqrt, sqrt:0.6, percent:10, attribute:95:10 (95 % sure that fewer than 10 % fail)"
        }
        (Name::Items, _) => "their ids, several with commas",
        (Name::Why, _) => "risk, change, complaints, earlier findings",
        (Name::Seed, _) => "whoever has it draws the same items; agree on one, or take this",
        (Name::Title, _) => "what is looked at, in a few words",
    }
}

/// Makes population and design of the texts, or says what is missing or wrong.
pub(super) fn read(
    kind: PopulationKind,
    method: SampleMethod,
    texts: &Texts,
) -> Result<(Population, Design), String> {
    let said = |name: Name| {
        let text = texts.of(name);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let mut population = Population::of(kind);
    let place = population.take_repository(texts.of(Name::Place)).to_owned();
    let place = Some(place).filter(|place| !place.is_empty());
    if let Some(at) = said(Name::At).filter(|_| kind != PopulationKind::Commits) {
        population.commit = at;
    }
    match kind {
        PopulationKind::Files => {
            population.glob = Some(place.ok_or("say which files")?);
        }
        PopulationKind::Commits => {
            population.set_range(&place.unwrap_or_default());
            population.paths = split_list(texts.of(Name::Touching));
            population.since = day(texts.of(Name::Since))?;
            population.until = day(texts.of(Name::Until))?;
        }
        PopulationKind::CsvRows => {
            population.path = Some(place.ok_or("say which file")?);
            population.conditions = split_list(texts.of(Name::Where));
            population.key = said(Name::Key);
        }
        PopulationKind::Lines => {
            population.path = Some(place.ok_or("say which file")?);
            let pattern = said(Name::Pattern).ok_or("say what the lines match")?;
            population.pattern = Some(pattern);
        }
    }
    let strata = match method {
        SampleMethod::Stratified => {
            let text = said(Name::Strata).ok_or("say what parts the population into strata")?;
            Some(text.parse().map_err(|invalid| format!("{invalid}"))?)
        }
        SampleMethod::Random
        | SampleMethod::Systematic
        | SampleMethod::Judgement
        | SampleMethod::All => None,
    };
    let size = if method.needs_seed() {
        let size: Asked = texts
            .of(Name::Size)
            .parse()
            .map_err(|invalid| format!("{invalid}"))?;
        Some(size)
    } else {
        None
    };
    let design = Design {
        title: texts.of(Name::Title).to_owned(),
        row: None,
        finding: None,
        method,
        strata,
        size,
        seed: texts.of(Name::Seed).to_owned(),
        named: match method {
            SampleMethod::Judgement => split_list(texts.of(Name::Items)),
            SampleMethod::Random
            | SampleMethod::Systematic
            | SampleMethod::Stratified
            | SampleMethod::All => Vec::new(),
        },
        reason: match method {
            SampleMethod::Judgement => texts.of(Name::Why).to_owned(),
            SampleMethod::Random
            | SampleMethod::Systematic
            | SampleMethod::Stratified
            | SampleMethod::All => String::new(),
        },
    };
    Ok((population, design))
}

fn day(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| format!("\"{}\" is no date: write 2026-07-01", text.escape_debug()))
}
