//! Where else a nonconformity is or could be (ISO/IEC 42001, 10.2 b 3): searches of a repository, and a decision for each hit.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    evidence::within,
    guard::{Reasons, is_said},
    history::Step,
    person::Person,
};

words! {
    /// What was decided about a place that a search found.
    pub enum HitDecision: "decision" {
        /// The same is wrong here.
        Affected = "affected", "affected";
        /// It only looks alike; the reason says why.
        NotAffected = "not-affected", "not affected";
    }
}

/// Where else the nonconformity exists or could exist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Extent {
    /// Where was looked, and how.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub searched: String,
    /// What was found, and what was decided for each.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub result: String,
    /// The searches of repositories that were made.
    #[serde(default, rename = "search", skip_serializing_if = "Vec::is_empty")]
    pub searches: Vec<ExtentSearch>,
}

/// What was searched for: all that is needed to search again and find the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtentQuery {
    /// A regular expression, or a text to be taken literally.
    pub query: String,
    /// Whether the query is a text and no expression.
    pub fixed: bool,
    /// Whether only whole words count.
    pub word: bool,
    /// The repository's name; `.` is the workspace itself.
    pub repository: String,
    /// The folders and patterns of paths that were searched; everything when empty.
    pub paths: Vec<String>,
}

/// A search of a repository at a commit, and what became of what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ExtentSearch {
    /// Its number within the corrective action, such as `1`; never given twice.
    pub id: String,
    /// What was searched for: a regular expression, or a text.
    pub query: String,
    /// Whether the query is a text and no expression.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
    /// Whether only whole words count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub word: bool,
    /// The name of the repository that was searched; `.` when left out.
    #[serde(default = "here", skip_serializing_if = "is_here")]
    pub repository: String,
    /// The folders and patterns of paths that were searched; everything when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// The commit at which it was searched; none before the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// How many files were searched.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub files: u32,
    /// How many hits there are beyond those that are kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u32,
    /// How many files could not be searched: binary, not downloaded, too large.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_searched: u32,
    /// Who searched.
    pub by: Person,
    /// When (UTC).
    pub at: Timestamp,
    /// The places that were found, in the order of the tree.
    #[serde(default, rename = "hit", skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<ExtentHit>,
}

/// A place that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ExtentHit {
    /// Its number within the search, such as `12`.
    pub id: String,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The text of the line, cut where it is long.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// git's id of the file's bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub blob: String,
    /// What was decided; none while nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<HitDecision>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Person>,
    /// When (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

fn here() -> String {
    ".".to_owned()
}

fn is_here(repository: &str) -> bool {
    repository == "."
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it by reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What a search of a repository came to, before anything is decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The commit at which it was searched.
    pub commit: Option<String>,
    /// The places: path, line from 1, text, id of the file's bytes.
    pub places: Vec<Place>,
    /// How many files were searched.
    pub files: u32,
    /// How many there are beyond these.
    pub more: u32,
    /// How many files could not be searched.
    pub not_searched: u32,
}

/// A place with the text that was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The text of the line.
    pub text: String,
    /// git's id of the file's bytes.
    pub blob: String,
}

/// How the hits of a search stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HitCounts {
    /// Hits that are kept.
    pub hits: usize,
    /// Those that are affected.
    pub affected: usize,
    /// Those that nobody has decided about.
    pub undecided: usize,
}

impl Extent {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Notes a search and what it found, and returns its id.
    ///
    /// The same query asked again takes the place of the former search: what was decided about a place stays decided as long as
    /// the same text stands in the same file, wherever its line is now.
    pub fn note(&mut self, query: &ExtentQuery, found: Found, step: &Step) -> String {
        let former = self.searches.iter().position(|s| s.asked() == *query);
        let id = match former.and_then(|place| self.searches.get(place)) {
            Some(search) => search.id.clone(),
            None => self.next_id(),
        };
        let mut decided = former
            .and_then(|place| self.searches.get(place))
            .map(|search| search.hits.clone())
            .unwrap_or_default();
        let hits = found
            .places
            .into_iter()
            .zip(1_u32..)
            .map(|(place, number)| {
                let same = |hit: &ExtentHit| hit.path == place.path && hit.text == place.text;
                let known = decided
                    .iter()
                    .enumerate()
                    .filter(|(_, hit)| same(hit))
                    .min_by_key(|(_, hit)| hit.line.abs_diff(place.line))
                    .map(|(at, _)| at);
                let known = known.map(|at| decided.swap_remove(at));
                ExtentHit {
                    id: number.to_string(),
                    path: place.path,
                    line: place.line,
                    text: place.text,
                    blob: place.blob,
                    decision: known.as_ref().and_then(|hit| hit.decision),
                    decided_by: known.as_ref().and_then(|hit| hit.decided_by.clone()),
                    decided_at: known.as_ref().and_then(|hit| hit.decided_at),
                    why: known.map(|hit| hit.why).unwrap_or_default(),
                }
            });
        let search = ExtentSearch {
            id: id.clone(),
            query: query.query.clone(),
            fixed: query.fixed,
            word: query.word,
            repository: query.repository.clone(),
            paths: query.paths.clone(),
            commit: found.commit,
            files: found.files,
            more: found.more,
            not_searched: found.not_searched,
            by: step.by.clone(),
            at: step.at,
            hits: hits.collect(),
        };
        match former.and_then(|place| self.searches.get_mut(place)) {
            Some(slot) => *slot = search,
            None => self.searches.push(search),
        }
        id
    }

    fn next_id(&self) -> String {
        let taken = self
            .searches
            .iter()
            .filter_map(|search| search.id.parse::<u32>().ok());
        taken.max().unwrap_or(0).saturating_add(1).to_string()
    }

    /// Finds a search.
    pub fn search(&self, id: &str) -> Option<&ExtentSearch> {
        self.searches.iter().find(|search| search.id == id)
    }

    /// Forgets a search, such as one that was mistyped; false when there is none of that id.
    pub fn forget(&mut self, id: &str) -> bool {
        let before = self.searches.len();
        self.searches.retain(|search| search.id != id);
        self.searches.len() < before
    }

    /// Decides about a hit, or takes the decision back; false when there is no such hit.
    pub fn decide(
        &mut self,
        search: &str,
        hit: &str,
        decision: Option<HitDecision>,
        why: &str,
        step: &Step,
    ) -> bool {
        let search = self.searches.iter_mut().find(|s| s.id == search);
        let Some(hit) = search.and_then(|s| s.hits.iter_mut().find(|h| h.id == hit)) else {
            return false;
        };
        hit.decision = decision;
        hit.why.clear();
        if decision.is_some() {
            hit.why.push_str(why.trim());
        }
        hit.decided_by = decision.map(|_| step.by.clone());
        hit.decided_at = decision.map(|_| step.at);
        true
    }

    /// Lists what is missing before the extent is known: where was looked, and a decision for each hit.
    pub(super) fn gaps(&self, id: &impl std::fmt::Display, gaps: &mut Reasons) {
        gaps.require(
            is_said(&self.searched) || !self.searches.is_empty(),
            "extent",
            format!("{id} does not say where else was looked (extent)"),
        );
        for search in &self.searches {
            let undecided = search.counts().undecided;
            let noun = if undecided == 1 { "hit" } else { "hits" };
            gaps.require_about(
                undecided == 0,
                "extent",
                format!("search {} of {id} is undecided", search.id),
                format!(
                    "search {} of {id} has {undecided} {noun} that nobody has decided about",
                    search.id
                ),
            );
            let unexplained = search
                .hits
                .iter()
                .filter(|hit| hit.decision == Some(HitDecision::NotAffected) && !is_said(&hit.why))
                .count();
            gaps.require_about(
                unexplained == 0,
                "extent",
                format!("search {} of {id} is unexplained", search.id),
                format!(
                    "search {} of {id} does not say why {unexplained} of its hits are not affected",
                    search.id
                ),
            );
            gaps.require_about(
                (search.more == 0 && search.not_searched == 0) || is_said(&self.result),
                "extent",
                format!("search {} of {id} left some aside", search.id),
                format!(
                    "search {} of {id} left {} hits and {} files aside, and the result of the extent says nothing about them",
                    search.id, search.more, search.not_searched
                ),
            );
        }
    }
}

impl ExtentSearch {
    /// Returns what was searched for, to search again.
    pub fn asked(&self) -> ExtentQuery {
        ExtentQuery {
            query: self.query.clone(),
            fixed: self.fixed,
            word: self.word,
            repository: self.repository.clone(),
            paths: self.paths.clone(),
        }
    }

    /// Counts the hits by what was decided.
    pub fn counts(&self) -> HitCounts {
        let count = |decision| self.hits.iter().filter(|h| h.decision == decision).count();
        HitCounts {
            hits: self.hits.len(),
            affected: count(Some(HitDecision::Affected)),
            undecided: count(None),
        }
    }

    /// Writes where a hit is: `path:12`, in another repository `name//path:12`.
    pub fn place_of(&self, hit: &ExtentHit) -> String {
        format!("{}:{}", within(&self.repository, &hit.path, None), hit.line)
    }

    /// Finds a hit.
    pub fn hit(&self, id: &str) -> Option<&ExtentHit> {
        self.hits.iter().find(|hit| hit.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step() -> Step {
        Step {
            by: "Ida Berg <ida.berg@example.org>".parse().unwrap(),
            at: "2026-11-22T10:15:00Z".parse().unwrap(),
            today: "2026-11-22".parse().unwrap(),
            why: String::new(),
        }
    }

    fn query() -> ExtentQuery {
        ExtentQuery {
            query: "approved by -".into(),
            fixed: true,
            word: false,
            repository: here(),
            paths: Vec::new(),
        }
    }

    fn found(places: &[(&str, u32, &str)]) -> Found {
        let place = |&(path, line, text): &(&str, u32, &str)| Place {
            path: path.into(),
            line,
            text: text.into(),
            blob: "b".into(),
        };
        Found {
            commit: Some("c".into()),
            places: places.iter().map(place).collect(),
            ..Found::default()
        }
    }

    fn reasons(extent: &Extent) -> Vec<String> {
        let mut gaps = Reasons::new();
        extent.gaps(&"C-1", &mut gaps);
        gaps.into_vec().into_iter().map(|gap| gap.text).collect()
    }

    #[test]
    fn the_extent_is_known_when_each_hit_is_decided_with_a_reason() {
        let mut extent = Extent::default();
        assert_eq!(reasons(&extent).len(), 1);
        let id = extent.note(&query(), found(&[("a", 1, "x"), ("b", 2, "x")]), &step());
        assert_eq!(
            reasons(&extent),
            ["search 1 of C-1 has 2 hits that nobody has decided about"]
        );
        assert!(extent.decide(&id, "1", Some(HitDecision::Affected), "", &step()));
        assert!(extent.decide(&id, "2", Some(HitDecision::NotAffected), "", &step()));
        assert_eq!(
            reasons(&extent),
            ["search 1 of C-1 does not say why 1 of its hits are not affected"]
        );
        assert!(extent.decide(&id, "2", Some(HitDecision::NotAffected), "a draft", &step()));
        assert!(reasons(&extent).is_empty());
        assert!(!extent.decide(&id, "3", None, "", &step()));
    }

    #[test]
    fn a_search_made_again_keeps_what_was_decided_about_the_same_text() {
        let mut extent = Extent::default();
        let id = extent.note(
            &query(),
            found(&[("a", 1, "x"), ("a", 9, "x"), ("b", 2, "y")]),
            &step(),
        );
        extent.decide(&id, "1", Some(HitDecision::Affected), "first", &step());
        extent.decide(&id, "3", Some(HitDecision::NotAffected), "draft", &step());
        let again = extent.note(
            &query(),
            found(&[("a", 3, "x"), ("a", 11, "x"), ("b", 2, "z")]),
            &step(),
        );
        assert_eq!((again.as_str(), extent.searches.len()), ("1", 1));
        let decided: Vec<_> = extent.searches[0]
            .hits
            .iter()
            .map(|h| (h.line, h.decision))
            .collect();
        assert_eq!(
            decided,
            [(3, Some(HitDecision::Affected)), (11, None), (2, None)]
        );
    }

    #[test]
    fn another_query_is_another_search() {
        let mut extent = Extent::default();
        extent.note(&query(), found(&[]), &step());
        let whole = ExtentQuery {
            word: true,
            ..query()
        };
        assert_eq!(extent.note(&whole, found(&[]), &step()), "2");
    }

    #[test]
    fn what_a_search_left_aside_is_accounted_for() {
        let mut extent = Extent::default();
        let cut = Found {
            more: 3,
            ..found(&[])
        };
        extent.note(&query(), cut, &step());
        assert_eq!(reasons(&extent).len(), 1);
        extent.result = "the rest are copies of the template".into();
        assert!(reasons(&extent).is_empty());
    }
}
