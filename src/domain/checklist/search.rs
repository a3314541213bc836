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

/// Words that are searched for: each of them has to occur; letter case counts only in a word with a capital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// Takes the words of a query.
    pub fn of(query: &str) -> Self {
        Self(query.split_whitespace().map(str::to_owned).collect())
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

    /// Returns the text that holds most of the words, if together the texts hold all of them.
    fn best<'a>(&self, texts: &[(TextKind, &'a str)]) -> Option<(TextKind, &'a str)> {
        let folded: Vec<String> = texts.iter().map(|(_, text)| text.to_lowercase()).collect();
        let holds = |at: usize, word: &str| {
            if has_capital(word) {
                texts.get(at).is_some_and(|(_, text)| text.contains(word))
            } else {
                folded.get(at).is_some_and(|text| text.contains(word))
            }
        };
        let all = |word: &String| (0..texts.len()).any(|at| holds(at, word));
        if self.is_empty() || !self.0.iter().all(all) {
            return None;
        }
        let count = |at: &usize| self.0.iter().filter(|word| holds(*at, word)).count();
        // The first of equals: the texts come in the order in which they matter.
        let best = (0..texts.len()).rev().max_by_key(count)?;
        texts.get(best).copied()
    }
}

fn has_capital(word: &str) -> bool {
    word.chars().any(char::is_uppercase)
}

fn places(text: &str, word: &str) -> Vec<usize> {
    let exact = has_capital(word);
    let fold = |c: char| {
        if exact {
            c
        } else {
            c.to_lowercase().next().unwrap_or(c)
        }
    };
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
    /// Finds every question, clause and entry whose texts hold all the words, in the order of the checklist.
    pub fn search(&self, words: &Words) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        for clause in &self.clauses {
            let said = words.best(&clause_texts(clause));
            found.extend(said.map(|(kind, text)| Found {
                subject: Subject::Clause(clause),
                kind,
                text,
            }));
            for question in &clause.questions {
                let said = words.best(&question_texts(question));
                found.extend(said.map(|(kind, text)| Found {
                    subject: Subject::Question(clause, question),
                    kind,
                    text,
                }));
            }
        }
        for reference in &self.references {
            let texts = [
                (TextKind::Title, reference.title.as_str()),
                (TextKind::Note, reference.text.as_str()),
            ];
            found.extend(words.best(&texts).map(|(kind, text)| Found {
                subject: Subject::Reference(reference),
                kind,
                text,
            }));
        }
        found
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
    fn case_counts_only_in_a_word_with_a_capital() {
        assert_eq!(search("risk"), ["1 good", "C.1 title"]);
        assert_eq!(search("Risk"), ["1 good", "C.1 title"]);
        assert!(search("SUPPLIER").is_empty());
    }

    #[test]
    fn the_words_are_marked_where_they_stand() {
        assert_eq!(Words::of("ri at").marks("at Risk"), [0, 1, 3, 4]);
        assert!(Words::of("").marks("x").is_empty());
    }
}
