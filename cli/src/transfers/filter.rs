//! The filter of the page as a filter of the client, so that it works over both gateways, and with the client's rules: `ge`
//! is sent as the documented `gt or eq`, and what the service does not document is refused before it is sent.

use weda::dynamic::field;
use weda::{Filter, Record};
use weda_studio::{Refused, RefusedKind};

/// The maximum depth of parentheses.
const MAX_DEPTH: usize = 64;

/// Parses a filter in OData's syntax; `None` if it is blank.
///
/// # Errors
/// Returns a refusal with the position of the first mistake.
pub(crate) fn parse(text: &str) -> Result<Option<Filter<Record>>, Refused> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.chars().count() + 1, depth: 0 };
    if tokens.is_empty() {
        return Ok(None);
    }
    let filter = parser.any()?;
    match parser.tokens.get(parser.at) {
        None => Ok(Some(filter)),
        Some((at, token)) => {
            Err(mistake(*at, format!("{token} is not expected here: combine conditions by `and` or `or`")))
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(String),
    Open,
    Close,
    Comma,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Text(_) => f.write_str("a text"),
            Self::Number(digits) => write!(f, "the number {digits}"),
            Self::Open => f.write_str("`(`"),
            Self::Close => f.write_str("`)`"),
            Self::Comma => f.write_str("`,`"),
        }
    }
}

/// A mistake at a position in characters, from 1.
fn mistake(at: usize, message: String) -> Refused {
    let mut refused = Refused::new(RefusedKind::Invalid, message);
    refused.at = Some(at);
    refused
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Refused> {
    let mut found = Vec::new();
    let mut rest = text.chars().enumerate().map(|(at, character)| (at + 1, character)).peekable();
    while let Some(&(at, character)) = rest.peek() {
        let mut run = |is_part: fn(char) -> bool| {
            let mut word = String::new();
            while let Some((_, character)) = rest.next_if(|(_, character)| is_part(*character)) {
                word.push(character);
            }
            word
        };
        let token = match character {
            ' ' | '\t' | '\n' | '\r' => {
                rest.next();
                continue;
            }
            '(' | ')' | ',' => {
                rest.next();
                match character {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    _ => Token::Comma,
                }
            }
            '\'' => {
                rest.next();
                let mut text = String::new();
                loop {
                    match rest.next() {
                        // A quote in a text is doubled.
                        Some((_, '\'')) if rest.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
                        Some((_, '\'')) => break,
                        Some((_, character)) => text.push(character),
                        None => return Err(mistake(at, "the text has no end: add a quote `'`".to_owned())),
                    }
                }
                Token::Text(text)
            }
            '-' | '0'..='9' => Token::Number(run(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))),
            _ if character.is_alphanumeric() || character == '_' => {
                Token::Word(run(|c| c.is_alphanumeric() || "_.".contains(c)))
            }
            _ => {
                let message =
                    format!("`{}` has no meaning in a filter", weda_definition::printable(&character.to_string()));
                return Err(mistake(at, message));
            }
        };
        found.push((at, token));
    }
    Ok(found)
}

struct Parser<'t> {
    tokens: &'t [(usize, Token)],
    at: usize,
    /// The position behind the text.
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<(usize, Token)> {
        let next = self.tokens.get(self.at).cloned();
        self.at += 1;
        next
    }

    /// Takes a word, in upper or lower case.
    fn takes(&mut self, word: &str) -> bool {
        let is_it =
            matches!(self.tokens.get(self.at), Some((_, Token::Word(found))) if found.eq_ignore_ascii_case(word));
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, expected: &Token) -> Result<(), Refused> {
        match self.next() {
            Some((_, token)) if token == *expected => Ok(()),
            Some((at, token)) => Err(mistake(at, format!("{token} is not expected here: write {expected}"))),
            None => Err(mistake(self.end, format!("the filter ends too early: add {expected}"))),
        }
    }

    fn any(&mut self) -> Result<Filter<Record>, Refused> {
        let mut filter = self.all()?;
        while self.takes("or") {
            filter |= self.all()?;
        }
        Ok(filter)
    }

    fn all(&mut self) -> Result<Filter<Record>, Refused> {
        let mut filter = self.one()?;
        while self.takes("and") {
            filter &= self.one()?;
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter<Record>, Refused> {
        self.depth += 1;
        let filter = match self.next() {
            Some((at, _)) if self.depth > MAX_DEPTH => Err(mistake(at, "too many parentheses: write fewer".to_owned())),
            Some((_, Token::Open)) => {
                let filter = self.any()?;
                self.expect(&Token::Close)?;
                Ok(filter)
            }
            Some((_, Token::Word(word))) if word.eq_ignore_ascii_case("not") => Ok(!self.one()?),
            Some((at, Token::Word(word))) => match self.tokens.get(self.at) {
                Some((_, Token::Open)) => self.function(at, &word),
                _ => self.comparison(&word),
            },
            Some((at, token)) => Err(mistake(at, format!("{token} is not expected here: begin with a field"))),
            None => {
                Err(mistake(self.end, "the filter ends too early: add a condition, such as `score gt 60`".to_owned()))
            }
        };
        self.depth -= 1;
        filter
    }

    fn function(&mut self, at: usize, name: &str) -> Result<Filter<Record>, Refused> {
        self.expect(&Token::Open)?;
        let key = match self.next() {
            Some((_, Token::Word(key))) => field(key),
            Some((at, token)) => return Err(mistake(at, format!("{token} is not expected here: write a field"))),
            None => return Err(mistake(self.end, "the filter ends too early: add a field".to_owned())),
        };
        self.expect(&Token::Comma)?;
        let part = match self.next() {
            Some((_, Token::Text(part))) => part,
            Some((at, token)) => {
                return Err(mistake(at, format!("{token} is not expected here: write a text in quotes")));
            }
            None => return Err(mistake(self.end, "the filter ends too early: add a text in quotes".to_owned())),
        };
        self.expect(&Token::Close)?;
        match name.to_ascii_lowercase().as_str() {
            "contains" => Ok(key.contains(part)),
            "startswith" => Ok(key.starts_with(part)),
            "endswith" => Ok(key.ends_with(part)),
            _ => Err(mistake(at, format!("there is no function `{name}`: use contains, startswith or endswith"))),
        }
    }

    fn comparison(&mut self, key: &str) -> Result<Filter<Record>, Refused> {
        let key = field(key.to_owned());
        let (at, operator) = match self.next() {
            Some((at, Token::Word(operator))) => (at, operator.to_ascii_lowercase()),
            Some((at, token)) => {
                return Err(mistake(at, format!("{token} is not expected here: write eq, ne, gt, ge, lt or le")));
            }
            None => return Err(mistake(self.end, "the filter ends too early: add an operator and a value".to_owned())),
        };
        if !["eq", "ne", "gt", "ge", "lt", "le"].contains(&operator.as_str()) {
            return Err(mistake(at, format!("there is no operator `{operator}`: use eq, ne, gt, ge, lt or le")));
        }
        let value: weda::value::Value = match self.next() {
            Some((_, Token::Text(text))) => text.into(),
            Some((at, Token::Number(digits))) => match (digits.parse::<i64>(), digits.parse::<f64>()) {
                (Ok(number), _) => number.into(),
                (_, Ok(number)) if number.is_finite() => number.into(),
                _ => return Err(mistake(at, format!("`{digits}` is not a number: put texts into quotes"))),
            },
            Some((_, Token::Word(word))) if word == "true" || word == "false" => (word == "true").into(),
            Some((_, Token::Word(word))) if word == "null" && operator == "eq" => return Ok(key.is_null()),
            Some((_, Token::Word(word))) if word == "null" && operator == "ne" => return Ok(key.is_not_null()),
            Some((at, token)) => {
                return Err(mistake(
                    at,
                    format!("{token} is not a value: write a number, a text in quotes, true, false or null"),
                ));
            }
            None => return Err(mistake(self.end, "the filter ends too early: add a value".to_owned())),
        };
        Ok(match operator.as_str() {
            "eq" => key.eq(value),
            "ne" => key.ne(value),
            "gt" => key.gt(value),
            "ge" => key.ge(value),
            "lt" => key.lt(value),
            _ => key.le(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a filter as sent.
    fn sent(text: &str) -> String {
        let filter = parse(text).unwrap_or_else(|refused| panic!("{text}: {refused:?}")).unwrap();
        let query = weda::Client::for_emulator("127.0.0.1:1").model("student").query().filter(filter);
        let url = query.preview().unwrap().unwrap().url;
        let filter = url.split("$filter=").nth(1).unwrap().split('&').next().unwrap();
        filter.replace("%20", " ").replace("%27", "'").replace("%2C", ",")
    }

    #[test]
    fn filters_are_sent_as_documented() {
        for (text, as_sent) in [
            ("score gt 60", "score gt 60"),
            ("score ge 60", "score gt 60 or score eq 60"),
            ("a eq 1 or b eq 2 and c eq 3", "a eq 1 or (b eq 2 and c eq 3)"),
            ("(a eq 1 or b eq 2) and c eq 3", "(a eq 1 or b eq 2) and c eq 3"),
            ("contains(name,'a''b') AND ok eq true", "contains(name,'a''b') and ok eq true"),
            ("not (a eq 1)", "a ne 1"),
            ("big eq 9007199254740993", "big eq 9007199254740993"),
            ("x lt -1.5", "x lt -1.5"),
        ] {
            assert_eq!(sent(text), as_sent, "{text}");
        }
        assert_eq!(parse("  ").unwrap(), None);
    }

    /// The text of a value never ends the value.
    #[test]
    fn quotes_stay_inside_their_text() {
        assert_eq!(sent("name eq 'a'' or 1 eq 1 or ''b'"), "name eq 'a'' or 1 eq 1 or ''b'");
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, at) in [
            ("score like 3", 7),
            ("score gt", 9),
            ("score gt 60 name eq 'a'", 13),
            ("(score gt 60", 13),
            ("名称 eq 'a", 7),
            ("length(name,'a')", 1),
            ("a eq b", 6),
            ("a eq 1 ; b", 8),
            ("a eq 1x", 6),
            (") a", 1),
        ] {
            assert_eq!(parse(text).unwrap_err().at, Some(at), "{text}");
        }
        let deep = "(".repeat(100_000) + "a eq 1";
        assert_eq!(parse(&deep).unwrap_err().at, Some(65));
    }
}
