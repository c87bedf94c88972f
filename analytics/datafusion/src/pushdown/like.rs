//! Patterns of LIKE.

use datafusion::logical_expr::Like;
use weda_definition::Kind;

use super::literal::{literal, text};
use super::{Pushed, Translator};
use crate::condition::Condition;
use crate::options::Texts;

impl Translator<'_> {
    /// Translates a pattern into a search for its longest part. Exact is only `%part%`, in an environment that compares texts
    /// byte by byte.
    pub(super) fn like(&self, like: &Like) -> Option<Pushed> {
        let column = self.column(&like.expr)?;
        let value = literal(&like.pattern)?;
        if value.is_null() {
            return Some(Pushed::NEVER);
        }
        if like.negated || !matches!(column.kind, Kind::Text | Kind::AutoNumber(_)) {
            return None;
        }
        let pattern = Pattern::parse(&text(&value)?, like.escape_char.unwrap_or('\\'));
        let part = pattern.longest_part(like.case_insensitive)?;
        let exact = self.texts == Texts::Binary && !like.case_insensitive && pattern.is_part(part);
        let field = column.name;
        if !like.case_insensitive && pattern.begins_with(part) {
            let exact = self.texts == Texts::Binary && pattern.is_beginning(part);
            let start = Condition::StartsWith { field: field.clone(), part: part.to_owned() };
            if let Some(pushed) = self.sendable(start, exact) {
                return Some(pushed);
            }
        }
        self.sendable(Condition::Contains { field, part: part.to_owned() }, exact)
    }
}

/// A pattern in its parts.
struct Pattern(Vec<Token>);

#[derive(Debug, PartialEq)]
enum Token {
    Text(String),
    /// `%`
    Any,
    /// `_`
    One,
}

impl Pattern {
    fn parse(pattern: &str, escape: char) -> Self {
        let mut tokens = Vec::new();
        let mut text = String::new();
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            let token = match c {
                // At the end, it stands for itself.
                c if c == escape => {
                    text.push(chars.next().unwrap_or(escape));
                    continue;
                }
                '%' => Token::Any,
                '_' => Token::One,
                c => {
                    text.push(c);
                    continue;
                }
            };
            tokens.extend((!text.is_empty()).then(|| Token::Text(std::mem::take(&mut text))));
            tokens.push(token);
        }
        tokens.extend((!text.is_empty()).then_some(Token::Text(text)));
        Self(tokens)
    }

    /// Returns the longest text that every match contains, in a form that means itself to every service: `%`, `_` and `\` may
    /// be wildcards of its search. Without regard to case, letters that have one are left out too.
    fn longest_part(&self, ignores_case: bool) -> Option<&str> {
        let is_special = |c: char| matches!(c, '%' | '_' | '\\');
        let has_case =
            |c: char| c.is_lowercase() || c.is_uppercase() || c.to_lowercase().ne([c]) || c.to_uppercase().ne([c]);
        let texts = self.0.iter().filter_map(|token| match token {
            Token::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let parts = texts.flat_map(|text| text.split(move |c| is_special(c) || ignores_case && has_case(c)));
        parts.filter(|part| !part.is_empty()).max_by_key(|part| part.len())
    }

    /// Returns true for `%part%`.
    fn is_part(&self, part: &str) -> bool {
        matches!(&self.0[..], [Token::Any, Token::Text(text), Token::Any] if text == part)
    }

    /// Returns true for `part%`.
    fn is_beginning(&self, part: &str) -> bool {
        matches!(&self.0[..], [Token::Text(text), Token::Any] if text == part)
    }

    /// Returns true if every match begins with the part.
    fn begins_with(&self, part: &str) -> bool {
        matches!(self.0.first(), Some(Token::Text(text)) if text.starts_with(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_part_is_in_every_match() {
        let longest = |pattern: &str| Pattern::parse(pattern, '\\').longest_part(false).map(str::to_owned);
        for (pattern, part) in [
            ("%李四%", Some("李四")),
            ("a%bcd_e", Some("bcd")),
            (r"50\%", Some("50")),
            (r"%\_ab\%c", Some("ab")),
            (r"a\\bc", Some("bc")),
            ("%_%", None),
            ("", None),
            (r"\", None),
        ] {
            assert_eq!(longest(pattern).as_deref(), part, "{pattern}");
        }
        let without_case = |pattern: &str| Pattern::parse(pattern, '!').longest_part(true).map(str::to_owned);
        assert_eq!(without_case("%Li李12四x%").as_deref(), Some("李12四"));
        assert_eq!(without_case("%ſß%"), None);
    }

    #[test]
    fn only_a_part_alone_is_the_whole_pattern() {
        let pattern = |text: &str| Pattern::parse(text, '\\');
        assert!(pattern("%ab%").is_part("ab") && !pattern("ab%").is_part("ab") && !pattern("%a_b%").is_part("a"));
        assert!(!pattern(r"%a\%%").is_part("a"), "an escaped wildcard is part of the text");
        assert!(pattern("ab%").is_beginning("ab") && !pattern("ab").is_beginning("ab"));
        assert!(pattern("ab_").begins_with("ab") && !pattern("%ab").begins_with("ab"));
    }
}
