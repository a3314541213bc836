//! Finding words in what a checklist asks and says: questions and all their guidance, clauses, and what one looks up.

use super::{Checklist, Clause, Question, Reference};

words! {
    /// Which text of a checklist it is.
    pub enum TextKind: "kind of text" {
        /// The question.
        Question = "question", "question";
        /// What a good answer shows.
        Good = "good", "good answer";
        /// What to ask for.
        Ask = "evidence", "ask for";
        /// What to sample.
        Sample = "sample", "sample";
        /// What is often found.
        Nonconformity = "nonconformity", "often found";
        /// The title of a clause or entry.
        Title = "title", "title";
        /// The criterion's own words.
        Criterion = "text", "the criterion";
        /// What a group of controls is for.
        Objective = "objective", "objective";
        /// An amendment, a date.
        Note = "note", "note";
        /// What guidance suggests raising.
        Topic = "topic", "topic";
        /// What the organization tells its auditors.
        Hint = "hint", "house hint";
    }
}

/// Where words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// In a question or its guidance.
    Question(&'a Clause, &'a Question),
    /// In what is said about a clause.
    Clause(&'a Clause),
    /// In an entry to look up.
    Reference(&'a Reference),
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// Where.
    pub subject: Subject<'a>,
    /// Which text of it holds most of the words.
    pub kind: TextKind,
    /// That text.
    pub text: &'a str,
}

/// The most characters of a query that are looked at: more is no question but a text that was pasted by accident.
const LONGEST: usize = 200;

/// Words that are searched for: each of them has to occur, in whatever letter case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<String>);

/// What a checklist says, subject by subject and without letter case, so that a search at every key need not make it anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded(Vec<String>);

impl Words {
    /// Takes the words of a query.
    pub fn of(query: &str) -> Self {
        let query: String = query.chars().take(LONGEST).collect();
        Self(query.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Tells whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the characters of a text that are part of a word, by their index, ascending, each once.
    pub fn marks(&self, text: &str) -> Vec<usize> {
        let mut marks: Vec<usize> = self.0.iter().flat_map(|word| places(text, word)).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// Tells whether a text without letter case holds all the words.
    fn are_all_in(&self, folded: &str) -> bool {
        !self.is_empty() && self.0.iter().all(|word| folded.contains(word.as_str()))
    }

    /// Returns the text that holds most of the words.
    fn best<'a>(&self, texts: &[(TextKind, &'a str)]) -> Option<(TextKind, &'a str)> {
        let count = |(_, text): &&(TextKind, &str)| {
            let folded = text.to_lowercase();
            let holds = |word: &&String| folded.contains(word.as_str());
            self.0.iter().filter(holds).count()
        };
        // The first of equals: the texts come in the order in which they matter.
        texts.iter().rev().max_by_key(count).copied()
    }
}

fn places(text: &str, word: &str) -> Vec<usize> {
    let fold = |c: char| c.to_lowercase().next().unwrap_or(c);
    let text: Vec<char> = text.chars().map(fold).collect();
    let word: Vec<char> = word.chars().map(fold).collect();
    if word.is_empty() {
        return Vec::new();
    }
    text.windows(word.len())
        .enumerate()
        .filter(|(_, window)| *window == word)
        .flat_map(|(at, window)| at..at + window.len())
        .collect()
}

impl Checklist {
    /// Makes what searches look through.
    pub fn folded(&self) -> Folded {
        let fold = |(_, texts): (Subject<'_>, Vec<(TextKind, &str)>)| {
            let texts: Vec<String> = texts.iter().map(|(_, text)| text.to_lowercase()).collect();
            // No word holds a line end, so that none is found across two texts.
            texts.join("\n")
        };
        Folded(self.subjects().map(fold).collect())
    }

    /// Finds every question, clause and entry whose texts hold all the words, in the order of the checklist.
    pub fn search(&self, words: &Words) -> Vec<Found<'_>> {
        self.search_folded(words, &self.folded())
    }

    /// Does the same in what [`Checklist::folded`] made of this checklist.
    pub fn search_folded(&self, words: &Words, folded: &Folded) -> Vec<Found<'_>> {
        let subjects = self.subjects().zip(&folded.0);
        subjects
            .filter(|(_, folded)| words.are_all_in(folded))
            .filter_map(|((subject, texts), _)| {
                let (kind, text) = words.best(&texts)?;
                Some(Found {
                    subject,
                    kind,
                    text,
                })
            })
            .collect()
    }

    /// Iterates over all that can be found, each with its texts.
    fn subjects(&self) -> impl Iterator<Item = (Subject<'_>, Vec<(TextKind, &str)>)> {
        let clauses = self.clauses.iter().flat_map(|clause| {
            let own = (Subject::Clause(clause), clause_texts(clause));
            let questions = clause.questions.iter().map(move |question| {
                let texts = question_texts(question);
                (Subject::Question(clause, question), texts)
            });
            std::iter::once(own).chain(questions)
        });
        let references = self.references.iter().map(|reference| {
            let texts = vec![
                (TextKind::Title, reference.title.as_str()),
                (TextKind::Note, reference.text.as_str()),
            ];
            (Subject::Reference(reference), texts)
        });
        clauses.chain(references)
    }
}

fn clause_texts(clause: &Clause) -> Vec<(TextKind, &str)> {
    let mut texts = vec![
        (TextKind::Title, clause.title.as_str()),
        (TextKind::Criterion, clause.text.as_str()),
        (TextKind::Objective, clause.objective.as_str()),
        (TextKind::Note, clause.note.as_str()),
    ];
    texts.extend(clause.topics.iter().map(|t| (TextKind::Topic, t.as_str())));
    texts.extend(clause.hints.iter().map(|t| (TextKind::Hint, t.as_str())));
    texts
}

fn question_texts(question: &Question) -> Vec<(TextKind, &str)> {
    let mut texts = vec![(TextKind::Question, question.text.as_str())];
    texts.extend(question.good.iter().map(|t| (TextKind::Good, t.as_str())));
    let asks = question.evidence.iter();
    texts.extend(asks.map(|hint| (TextKind::Ask, hint.ask.as_str())));
    texts.push((TextKind::Sample, question.sample.as_str()));
    let often = question.nonconformities.iter();
    texts.extend(
        often.flat_map(|n| [&n.text, &n.why].map(|t| (TextKind::Nonconformity, t.as_str()))),
    );
    texts.push((TextKind::Question, question.label.as_str()));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checklist() -> Checklist {
        toml::from_str(
            r#"
            schema = 1
            id = "house"
            title = "House"
            standard = "House"
            [[clause]]
            ref = "4"
            title = "Suppliers of models"
            kind = "clause"
            [[clause.question]]
            id = "1"
            text = "How do you choose a supplier?"
            good = ["weighed against Risk and cost"]
            evidence = [{ method = "records", ask = "minutes of the last choice" }]
            [[clause.question]]
            id = "2"
            text = "Who reads the contract?"
            [[reference]]
            ref = "C.1"
            title = "Risk sources"
            "#,
        )
        .unwrap()
    }

    fn search(query: &str) -> Vec<String> {
        let checklist = checklist();
        checklist
            .search(&Words::of(query))
            .iter()
            .map(|found| {
                let place = match found.subject {
                    Subject::Question(_, question) => question.id.to_string(),
                    Subject::Clause(clause) => clause.reference.to_string(),
                    Subject::Reference(entry) => entry.reference.to_string(),
                };
                format!("{place} {}", found.kind)
            })
            .collect()
    }

    #[test]
    fn every_word_has_to_occur_somewhere_in_the_row() {
        assert_eq!(search("supplier"), ["4 title", "1 question"]);
        assert_eq!(search("supplier minutes"), ["1 question"]);
        assert_eq!(search("last minutes"), ["1 evidence"]);
        assert!(search("supplier contract").is_empty());
        assert!(search("  ").is_empty());
    }

    #[test]
    fn letter_case_does_not_count() {
        assert_eq!(search("risk"), ["1 good", "C.1 title"]);
        assert_eq!(search("RISK"), ["1 good", "C.1 title"]);
    }

    #[test]
    fn a_text_pasted_by_accident_is_cut() {
        let long = "x".repeat(100_000);
        assert!(Words::of(&long).marks(&long).len() <= 100_000);
        assert!(search(&long).is_empty());
    }

    #[test]
    fn the_words_are_marked_where_they_stand() {
        assert_eq!(Words::of("ri at").marks("at Risk"), [0, 1, 3, 4]);
        assert!(Words::of("").marks("x").is_empty());
    }
}
