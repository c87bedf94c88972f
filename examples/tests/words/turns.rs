//! The turns, each with advice.

use regex_lite::Regex;

use crate::passages::{Passage, Place};

struct Turn {
    /// A part of every match: a text without it needs no search, which is slow in a build for tests.
    part: &'static str,
    pattern: &'static str,
    /// Limits the turn to the beginning of a doc comment.
    opens_doc: bool,
    /// A match with the words behind it that is good English.
    unless: &'static str,
    /// Words without which the passage is about something else.
    near: &'static str,
    advice: &'static str,
}

const ANYWHERE: Turn = Turn { part: "", pattern: "", opens_doc: false, unless: "", near: "", advice: "" };

const TURNS: [Turn; 12] = [
    Turn {
        part: "What",
        pattern: r"^What\b(?: [a-z]+){0,3}",
        opens_doc: true,
        advice: "begin with a noun phrase or a verb: \"The cost of\", \"Returns\"",
        ..ANYWHERE
    },
    Turn {
        part: "Whether",
        pattern: r"^Whether\b",
        opens_doc: true,
        advice: "\"Returns `true` if\", \"Enables\", \"Set if\"",
        ..ANYWHERE
    },
    Turn {
        part: " no",
        pattern: r"\b(?:[Tt]here (?:may |can |must |will |would |need )?)?(?:[Ii]s|[Aa]re|[Ww]as|[Ww]ere|be|been) no\b(?: [a-z]+)?",
        unless: r"^[Tt]here|^\w+ no (?:longer|more|less|fewer|greater|later|earlier|higher|lower|larger|better|slower|faster|nearer|further|different|one)\b|^\w+ no$",
        advice: "\"is not a ..\", \"there is no ..\" only where something is missing",
        ..ANYWHERE
    },
    Turn {
        part: "none",
        pattern: r"\b(?:[Tt]here )?(?:is|are|was|were) none\b",
        unless: r"^[Tt]here",
        advice: "\"is not one\", \"does not exist\", \"has no ..\"",
        ..ANYWHERE
    },
    Turn { part: "hoever", pattern: r"\b[Ww]hoever\b", advice: "\"anyone who\", \"callers that\"", ..ANYWHERE },
    Turn { part: "unless this says", pattern: r"\bunless this says\b", advice: "\"Defaults to ..\"", ..ANYWHERE },
    Turn { part: "end", pattern: r"\b[Mm]end(?:s|ed|ing)?\b", advice: "\"fix\", \"correct\"", ..ANYWHERE },
    Turn {
        part: "uy",
        pattern: r"\b[Bb]uy(?:s|ing)?\b",
        near: TOKENS,
        advice: "\"request a token\", or \"issue\" on the side of the service",
        ..ANYWHERE
    },
    Turn {
        part: "ought",
        pattern: r"\b[Bb]ought\b",
        near: TOKENS,
        advice: "\"request a token\", or \"issue\" on the side of the service",
        ..ANYWHERE
    },
    Turn {
        part: "int",
        pattern: r"\b[Mm]int(?:s|ed|ing)?\b",
        advice: "\"request\" (client) or \"issue\" (service)",
        ..ANYWHERE
    },
    Turn {
        part: "whether",
        pattern: r"\b[Ll]ook(?:s|ed|ing)? whether\b",
        advice: "\"checks whether\", \"checks that\"",
        ..ANYWHERE
    },
    Turn {
        part: "s every call",
        pattern: r"\b[Aa]s every call\b",
        advice: "\"like every call\", or a link",
        ..ANYWHERE
    },
];

/// Words about tokens: people may buy books.
const TOKENS: &str = r"(?i)\btokens?\b|authorization|\bkeys?\b";

/// The turns, ready to be looked for.
pub struct Turns(Vec<(Regex, Option<Regex>, Option<Regex>, &'static Turn)>);

impl Turns {
    pub fn new() -> Self {
        let regex = |pattern: &str| Regex::new(pattern).unwrap();
        let optional = |pattern: &str| Some(pattern).filter(|pattern| !pattern.is_empty()).map(regex);
        let compile = |turn: &'static Turn| (regex(turn.pattern), optional(turn.unless), optional(turn.near), turn);
        Self(TURNS.iter().map(compile).collect())
    }

    /// Where a passage has a turn, in which words, and advice.
    pub fn of<'a>(&self, passage: &'a Passage) -> Vec<(usize, &'a str, &'static str)> {
        let mut found = Vec::new();
        for (pattern, unless, near, turn) in &self.0 {
            let is_place = !turn.opens_doc || passage.place == Place::Doc;
            let may_be = passage.text.contains(turn.part) && is_place;
            if may_be && near.as_ref().is_none_or(|near| near.is_match(&passage.text)) {
                let is_good = |words: &str| unless.as_ref().is_some_and(|unless| unless.is_match(words));
                let matches = pattern.find_iter(&passage.text);
                let bad = matches.filter(|found| !is_good(whole(&passage.text, found.start(), found.end())));
                found.extend(bad.map(|found| (found.start(), found.as_str(), turn.advice)));
            }
        }
        found.sort_unstable();
        found
    }
}

/// The match with the rest of its words: an exception may be two words.
fn whole(text: &str, start: usize, end: usize) -> &str {
    let rest = &text[end..];
    let more = rest.find(|c: char| !c.is_alphabetic() && c != ' ').unwrap_or(rest.len());
    &text[start..end + more]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::{of_document, of_source};

    fn found(passages: &[Passage]) -> Vec<&str> {
        let turns = Turns::new();
        passages.iter().flat_map(|passage| turns.of(passage)).map(|(_, words, _)| words).collect()
    }

    #[test]
    fn each_turn_is_found() {
        for (source, words) in [
            ("/// What a page costs.", "What a page costs"),
            ("/// Name.\n///\n/// What follows.", "What follows"),
            ("//! Whether it is open.", "Whether"),
            ("// It is no definition.", "is no definition"),
            ("// It is no\n// definition.", "is no definition"),
            ("say(\"{file} is no \\\n definition\");", "is no definition"),
            ("say(\"a\\nb are no rows\");", "are no rows"),
            ("// It would be no error.", "be no error"),
            ("// The rows are none.", "are none"),
            ("/// The keys of whoever calls.", "whoever"),
            ("/// Four unless this says otherwise.", "unless this says"),
            ("say(\"mend the file\");", "mend"),
            ("// Mended by hand.", "Mended"),
            ("/// Buys a token.", "Buys"),
            ("// A token that was bought.", "bought"),
            ("// Minting is slow.", "Minting"),
            ("/// Looks whether it is open.", "Looks whether"),
            ("/// As every call.", "As every call"),
        ] {
            assert_eq!(found(&of_source(source)), [words], "{source}");
            let text = source.trim_start_matches(['/', '!', ' ']);
            if source.starts_with("//") && !source.contains('\n') && !words.starts_with("Wh") {
                assert_eq!(found(&of_document(text)), [words], "{text}");
            }
        }
    }

    #[test]
    fn good_words_are_not_turns() {
        for source in [
            "/// The cost of a page.\n/// What it is not.",
            "// What a page costs.",
            "// Whether it is open.",
            "/// It is no longer there, and no more than 4.",
            "// It is no more than four, no less than one, no greater, and no later than Monday.",
            "// It is no different, and there is no one. There are no rows, or there may be no value.",
            "/// The file; `None` if there is none.",
            "say(\"the answer is no\");",
            "// No file, noun phrases, and is not a definition.",
            "// Nobody is nonetheless amended, recommended or commended.",
            "// Customers who buy books: there are two.",
            "// A peppermint, a hint.",
            "// Looks for it, and checks whether it is there.",
            "/// See every call.",
            "let is_none = value.is_none();",
            "fn mint() {}",
        ] {
            assert_eq!(found(&of_source(source)), [""; 0], "{source}");
        }
    }
}
