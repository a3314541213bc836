//! How the questions of the shipped checklists are worded: open, short, and without the words of the standard.
//!
//! Own checklists may ask as they like; who wants to keep to these rules says `--strict`.

/// The most words of a question.
const WORDS: usize = 25;

/// With these a sentence asks for a yes or a no.
const CLOSED: [&str; 18] = [
    "Is", "Are", "Do", "Does", "Did", "Has", "Have", "Had", "Was", "Were", "Can", "Could", "Will",
    "Would", "Should", "May", "Must", "Shall",
];

/// Lists what is wrong with the wording of a question, each with what to do about it.
pub fn faults(question: &str) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    let words = question.split_whitespace().count();
    if words > WORDS {
        faults.push((
            format!("the question has {words} words, and at most {WORDS} can be asked in one go"),
            "ask about one thing, and put the rest into good or sample",
        ));
    }
    for sentence in sentences(question) {
        let first = words_of(sentence).next().unwrap_or_default();
        if CLOSED.iter().any(|word| word.eq_ignore_ascii_case(first)) {
            faults.push((
                format!("a question that begins with \"{first}\" can be answered by yes or no"),
                "ask how, what, which, who or when; or begin with: Show me",
            ));
        }
    }
    if says_shall(question) {
        faults.push((
            "\"shall\" is the standard's word".to_owned(),
            "ask for what is done, in own words",
        ));
    }
    faults
}

/// Tells whether a text uses the word by which standards demand.
pub fn says_shall(text: &str) -> bool {
    words_of(text).any(|word| word.eq_ignore_ascii_case("shall"))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    words.filter(|word| !word.is_empty())
}

/// Splits a text where a sentence ends: at a full stop, a question or exclamation mark with a space behind it.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let marks = rest.match_indices(['.', '?', '!']).map(|(at, _)| at + 1);
        let end = marks
            .into_iter()
            .find(|end| {
                rest.get(*end..)
                    .is_some_and(|next| next.starts_with(char::is_whitespace))
            })
            .unwrap_or(rest.len());
        let (sentence, next) = rest.split_at(end);
        rest = next.trim_start();
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(question: &str) -> Vec<String> {
        faults(question)
            .into_iter()
            .map(|(fault, _)| fault)
            .collect()
    }

    #[test]
    fn an_open_question_in_few_words_is_well() {
        for question in [
            "How do you know?",
            "Show me the last one. Who decided, and what was it based on?",
            "Walk me through A.6.2.4 e.g. for chat: which step came first?",
            "Which risks may have been missed, and who can say so?",
        ] {
            assert_eq!(told(question), [""; 0], "{question}");
        }
    }

    #[test]
    fn a_sentence_that_can_be_answered_by_yes_is_found_wherever_it_stands() {
        for question in [
            "Is there a method?",
            "Show me the method. Was it followed?",
            "What changed?\n  DOES anybody know?",
            "“May anybody see it?”",
        ] {
            assert_eq!(told(question).len(), 1, "{question}");
        }
        assert_eq!(told("Island systems: who runs them?"), [""; 0]);
    }

    #[test]
    fn long_questions_and_the_standard_s_word_are_found() {
        let long = "word ".repeat(26);
        assert!(told(&long)[0].contains("26 words"));
        assert_eq!(told(&"word ".repeat(25)), [""; 0]);
        assert!(told("What shall be done?")[0].contains("shall"));
        assert_eq!(told("How shallow is it?"), [""; 0]);
    }
}
