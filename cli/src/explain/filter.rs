//! Finds mistakes in a filter, from its text and the definition.

use weda_definition::{Definition, PLATFORM_KEYS, printable};

use crate::failure::Quote;
use crate::names;

/// A mistake in a filter, with its position in characters from 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FilterMistake {
    pub at: usize,
    pub length: usize,
    pub what: String,
    pub hint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    Comma,
    Text {
        closed: bool,
    },
    /// `"李"`, a string in other languages.
    DoubleQuoted,
    Number,
    Word,
    /// `>=`, `&&` and similar.
    Sign,
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    at: usize,
    text: String,
}

/// The documented operators.
const OPERATORS: [&str; 4] = ["eq", "ne", "gt", "lt"];
/// Keywords, which cannot be fields.
const WORDS: [&str; 12] = ["and", "or", "not", "eq", "ne", "gt", "lt", "ge", "le", "true", "false", "null"];

/// Returns the first mistake that may explain a rejection; `None` if none is found.
pub(super) fn diagnose(text: &str, definition: Option<&Definition>) -> Option<FilterMistake> {
    let tokens = tokens(text);
    let fault = tokens.iter().enumerate().find_map(|(place, token)| of_token(&tokens, place, token, definition));
    fault.or_else(|| end(text, &tokens))
}

fn of_token(tokens: &[Token], place: usize, token: &Token, definition: Option<&Definition>) -> Option<FilterMistake> {
    let found = |what: String, hint: String| {
        Some(FilterMistake { at: token.at, length: token.text.chars().count().max(1), what, hint })
    };
    let shown = printable(&token.text).into_owned();
    let next = tokens.get(place + 1);
    match token.kind {
        Kind::Text { closed: false } => found(
            "this text has no closing quote".to_owned(),
            "close it with `'`; double a quote inside a text: 'O''Brien'".to_owned(),
        ),
        Kind::DoubleQuoted => {
            let inner = shown.trim_matches('"').replace('\'', "''");
            found("a text must be in single quotes".to_owned(), format!("write '{inner}'"))
        }
        Kind::Sign => {
            let before = place.checked_sub(1).and_then(|at| tokens.get(at)).map_or("x", |token| &token.text);
            let after = next.map_or("n", |token| &token.text);
            let correction = match token.text.as_str() {
                ">" => "write `gt`".to_owned(),
                "<" => "write `lt`".to_owned(),
                "=" | "==" | "===" => "write `eq`".to_owned(),
                "!=" | "<>" | "!==" => "write `ne`".to_owned(),
                ">=" => format!("write `({0} gt {1} or {0} eq {1})`", printable(before), printable(after)),
                "<=" => format!("write `({0} lt {1} or {0} eq {1})`", printable(before), printable(after)),
                "&&" | "&" => "write `and`".to_owned(),
                "||" | "|" => "write `or`".to_owned(),
                _ => "the operators are eq, ne, gt, lt and contains(field,'text'), joined by `and` and `or`".to_owned(),
            };
            found(format!("`{shown}` is not an operator"), correction)
        }
        Kind::Word if is_name(tokens, place) => {
            let definition = definition?;
            let key = token.text.split(['.', '/']).next().unwrap_or_default();
            if definition.field(key).is_some() || PLATFORM_KEYS.contains(&key) {
                return None;
            }
            found(names::unknown_field(definition, &token.text).what, names::suggestion(definition, &token.text))
        }
        Kind::Word if is_operator_place(tokens, place) && !OPERATORS.contains(&token.text.as_str()) => {
            let lower = token.text.to_lowercase();
            let correction = match lower.as_str() {
                lower if OPERATORS.contains(&lower) => format!("write `{lower}`, in lower case"),
                "ge" => "write `(x gt n or x eq n)`".to_owned(),
                "le" => "write `(x lt n or x eq n)`".to_owned(),
                "like" => "write contains(field,'text')".to_owned(),
                "in" => "write `(x eq 'a' or x eq 'b')`".to_owned(),
                _ => "the operators are eq, ne, gt, lt and contains(field,'text'), joined by `and` and `or`".to_owned(),
            };
            // The service may accept these: they are only an explanation after a rejection.
            found(format!("`{shown}` is not a documented operator"), correction)
        }
        _ => None,
    }
}

/// Returns true if a word is at the position of a field name: before an operator, or first in `contains(..)`.
fn is_name(tokens: &[Token], place: usize) -> bool {
    let token = &tokens[place];
    if WORDS.contains(&token.text.to_lowercase().as_str()) || token.text.to_lowercase() == "contains" {
        return false;
    }
    let before = place.checked_sub(1).and_then(|at| tokens.get(at));
    match before {
        None => tokens.get(1).is_none_or(|next| next.kind != Kind::Open),
        Some(before) => match before.kind {
            Kind::Open => tokens.get(place + 1).is_none_or(|next| next.kind != Kind::Open),
            Kind::Word => ["and", "or", "not"].contains(&before.text.to_lowercase().as_str()),
            _ => false,
        },
    }
}

/// Returns true if a word follows a field name, where an operator is expected.
fn is_operator_place(tokens: &[Token], place: usize) -> bool {
    place > 0 && tokens[place - 1].kind == Kind::Word && is_name(tokens, place - 1)
}

/// Finds what is missing at the end.
fn end(text: &str, tokens: &[Token]) -> Option<FilterMistake> {
    let length = text.trim_end().chars().count();
    let open = tokens.iter().filter(|token| token.kind == Kind::Open).count();
    let closed = tokens.iter().filter(|token| token.kind == Kind::Close).count();
    let last = tokens.last()?;
    let is_open_ended = last.kind == Kind::Word && WORDS[..9].contains(&last.text.to_lowercase().as_str());
    if is_open_ended {
        let (what, hint) = match last.text.to_lowercase().as_str() {
            "and" | "or" | "not" => ("a comparison is missing at the end", "write one, as in `score gt 60`"),
            _ => ("a value is missing at the end", "write a number, a text such as '李', true or false"),
        };
        return Some(FilterMistake { at: length, length: 1, what: what.to_owned(), hint: hint.to_owned() });
    }
    if open > closed {
        let at = tokens.iter().find(|token| token.kind == Kind::Open).map_or(0, |token| token.at);
        let (what, hint) = ("this parenthesis is not closed".to_owned(), "add a `)` where the group ends".to_owned());
        return Some(FilterMistake { at, length: 1, what, hint });
    }
    None
}

fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while at < characters.len() {
        let first = characters[at];
        let (kind, end) = match first {
            _ if first.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => (Kind::Open, at + 1),
            ')' => (Kind::Close, at + 1),
            ',' => (Kind::Comma, at + 1),
            '\'' => text_end(&characters, at),
            '"' | '“' | '”' => {
                let closes = |c: &char| matches!(c, '"' | '“' | '”');
                let end = characters[at + 1..].iter().position(closes).map_or(characters.len(), |end| at + end + 2);
                (Kind::DoubleQuoted, end)
            }
            _ if is_sign(first) => (Kind::Sign, run(&characters, at, is_sign)),
            _ => {
                let ends = |c: char| c.is_whitespace() || is_sign(c) || matches!(c, '(' | ')' | ',' | '\'' | '"');
                let kind = if first == '-' || first.is_ascii_digit() { Kind::Number } else { Kind::Word };
                (kind, run(&characters, at, |c| !ends(c)))
            }
        };
        tokens.push(Token { kind, at, text: characters[at..end].iter().collect() });
        at = end;
    }
    tokens
}

fn is_sign(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '!' | '&' | '|' | '~')
}

/// Returns the end of the run of `wanted` characters from `at`.
fn run(characters: &[char], at: usize, wanted: impl Fn(char) -> bool) -> usize {
    characters[at..].iter().position(|character| !wanted(*character)).map_or(characters.len(), |end| at + end.max(1))
}

fn text_end(characters: &[char], at: usize) -> (Kind, usize) {
    let mut end = at + 1;
    while end < characters.len() {
        match (characters[end], characters.get(end + 1)) {
            ('\'', Some('\'')) => end += 2,
            ('\'', _) => return (Kind::Text { closed: true }, end + 1),
            _ => end += 1,
        }
    }
    (Kind::Text { closed: false }, end)
}

/// Corrects the position in the service's message, which counts from the added parenthesis, and returns the quote.
pub(super) fn user_position(what: &str, text: &str) -> Option<(String, Quote)> {
    const WORDS: &str = "at character ";
    let from = what.find(WORDS)? + WORDS.len();
    let digits = what[from..].bytes().take_while(u8::is_ascii_digit).count();
    let counted: usize = what[from..from + digits].parse().ok()?;
    let at = counted.checked_sub(2).filter(|at| *at <= text.chars().count())?;
    let what = format!("{}{}{}", &what[..from], at + 1, &what[from + digits..]);
    let length = tokens(text).iter().find(|token| token.at == at).map_or(1, |token| token.text.chars().count());
    Some((what, Quote { text: text.to_owned(), at, length }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition() -> Definition {
        let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" },
            "amount": { "type": "number" }, "note": { "type": "string" } } }"#;
        Definition::parse("cust", "cust.json", text).unwrap()
    }

    #[track_caller]
    fn check(text: &str, at: usize, what: &str, hint: &str) {
        let found = diagnose(text, Some(&definition())).unwrap_or_else(|| panic!("nothing found in {text}"));
        assert_eq!((found.at, found.what.as_str()), (at, what), "{text}");
        assert!(found.hint.contains(hint), "{text}: {}", found.hint);
    }

    #[test]
    fn mistakes_are_found_at_their_position() {
        check("amount > 5", 7, "`>` is not an operator", "write `gt`");
        check("amount>5", 6, "`>` is not an operator", "write `gt`");
        check("name eq 'a' && amount gt 1", 12, "`&&` is not an operator", "write `and`");
        check("amount >= 5", 7, "`>=` is not an operator", "`(amount gt 5 or amount eq 5)`");
        check("amount GT 5", 7, "`GT` is not a documented operator", "`gt`, in lower case");
        check("ammount gt 5", 0, "model `cust` has no field `ammount`", "`amount` (number)");
        check("姓名 eq '李'", 0, "model `cust` has no field `姓名`", "`name` (姓名, text)");
        check("amount gt 1 and contains(nmae,'李')", 25, "model `cust` has no field `nmae`", "`name`");
        check("name eq \"李\"", 8, "a text must be in single quotes", "write '李'");
        check("name eq '李", 8, "this text has no closing quote", "'O''Brien'");
        check("amount gt", 9, "a value is missing at the end", "write a number");
        check("(amount gt 1", 0, "this parenthesis is not closed", "`)`");
    }

    #[test]
    fn no_mistake_is_found_in_a_valid_filter() {
        for text in [
            "amount gt 5 and contains(name,'李')",
            "(name eq 'O''Brien' or name ne '') and amount lt -1.5",
            "createdAt gt 1700000000000",
            "note eq 'amount > 5'",
            "note ne null",
        ] {
            assert_eq!(diagnose(text, Some(&definition())), None, "{text}");
        }
        assert_eq!(diagnose("ammount gt 5", None), None, "without a definition the fields are unknown");
    }

    /// The command puts a parenthesis before the filter, which the service counts.
    #[test]
    fn positions_refer_to_the_users_text() {
        let (what, quote) = user_position("has `x` at character 9, which is odd", "amount x 5").unwrap();
        assert_eq!((what.as_str(), quote.at), ("has `x` at character 8, which is odd", 7));
        assert_eq!(user_position("is odd", "a"), None);
        assert_eq!(user_position("at character 1", "a"), None, "the parenthesis is not the user's");
        assert_eq!(user_position("at character 99999999999999999999999", "a"), None);
    }
}
