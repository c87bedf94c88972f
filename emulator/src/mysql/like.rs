//! The pattern matching of `LIKE`.

/// A part of a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// A character in lower case.
    One(char),
    /// `_`.
    Any,
    /// `%`.
    Many,
}

/// Returns true if a text matches a pattern, without regard to case. Takes at most the product of both lengths.
pub(super) fn matches(text: &str, pattern: &str, escape: Option<char>) -> bool {
    let text: Vec<char> = text.chars().map(lower).collect();
    let pattern = parts(pattern, escape);
    let (mut at, mut part) = (0, 0);
    // The latest `%`, and where the text after it began.
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(part) {
            Some(Part::Many) => {
                retry = Some((part, at));
                part += 1;
            }
            Some(Part::Any) => (at, part) = (at + 1, part + 1),
            Some(Part::One(character)) if *character == text[at] => (at, part) = (at + 1, part + 1),
            _ => {
                let Some((many, from)) = retry else { return false };
                retry = Some((many, from + 1));
                (at, part) = (from + 1, many + 1);
            }
        }
    }
    pattern[part..].iter().all(|part| *part == Part::Many)
}

fn parts(pattern: &str, escape: Option<char>) -> Vec<Part> {
    let mut characters = pattern.chars();
    let mut parts = Vec::new();
    while let Some(character) = characters.next() {
        parts.push(match character {
            _ if Some(character) == escape => match characters.clone().next() {
                Some(next) => {
                    characters.next();
                    Part::One(lower(next))
                }
                None => Part::One(character),
            },
            '%' => Part::Many,
            '_' => Part::Any,
            _ => Part::One(lower(character)),
        });
    }
    parts
}

/// The lower case of a character, if that is one character.
fn lower(character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let like = |text, pattern| matches(text, pattern, Some('\\'));
        for (text, pattern) in [
            ("张三", "张%"),
            ("张三", "_三"),
            ("", "%"),
            ("", ""),
            ("ABC", "a_c"),
            ("50%", r"50\%"),
            ("a_b", r"a\_b"),
            (r"a\", r"a\"),
            (r"a\b", r"a\\b"),
            ("aaab", "%a%b"),
            ("xabyabz", "%ab_"),
            ("É", "é"),
        ] {
            assert!(like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [("张三", "张"), ("500", r"50\%"), ("", "_"), ("ab", "a"), ("xab", "%ab_"), ("a", "")]
        {
            assert!(!like(text, pattern), "{text} {pattern}");
        }
        assert!(matches("a%", "a|%", Some('|')) && !matches("ab", "a|%", Some('|')));
        assert!(matches(r"a\x", r"a\%", None));
    }

    /// A recursive matcher takes hours for this.
    #[test]
    fn no_pattern_takes_long() {
        let text = "a".repeat(5_000);
        assert!(!matches(
            &text,
            &"%a".repeat(200).replace("a%", "aa%").chars().chain("b".chars()).collect::<String>(),
            None
        ));
    }
}
