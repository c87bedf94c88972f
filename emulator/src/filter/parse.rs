//! From words to a filter, by descent.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::lex::{Token, tokens};
use super::{Accept, Feature, Filter, Function, Literal, Name, Operator, Problem};

/// Parentheses within parentheses: enough for any filter a program writes, and few enough for SQLite even if the rest of
/// the longest address (64 KiB) is spent on chains of `or` and `and` in each of them. They then become 13 levels of SQL
/// each, a level takes 3 places on the stack of SQLite's parser, and that has 2500.
const MAX_DEPTH: usize = 50;

pub(super) fn parse(text: &str, accept: &Accept) -> Result<Filter, Problem> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(Problem::Empty);
    }
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end: text.chars().count() + 1, accept };
    let filter = parser.either(0)?;
    match parser.tokens.next() {
        None => Ok(filter),
        Some((token, at)) => Err(Problem::Unexpected { expected: "`and`, `or` or the end", found: token.shown(), at }),
    }
}

struct Parser<'a> {
    tokens: Peekable<IntoIter<(Token, usize)>>,
    /// The position behind the last character.
    end: usize,
    accept: &'a Accept,
}

impl Parser<'_> {
    fn either(&mut self, depth: usize) -> Result<Filter, Problem> {
        let mut filters = vec![self.both(depth)?];
        while self.take_word("or") {
            filters.push(self.both(depth)?);
        }
        Ok(joined(filters, Filter::Any))
    }

    fn both(&mut self, depth: usize) -> Result<Filter, Problem> {
        let mut filters = vec![self.single(depth)?];
        while self.take_word("and") {
            filters.push(self.single(depth)?);
        }
        Ok(joined(filters, Filter::All))
    }

    fn single(&mut self, depth: usize) -> Result<Filter, Problem> {
        match self.next("a field, `contains` or `(`")? {
            (Token::Open, at) if depth == MAX_DEPTH => Err(Problem::TooDeep { limit: MAX_DEPTH, at }),
            (Token::Word(word), at) if word == "not" && !self.is_operator_next() => {
                self.check(Feature::Not, &word, at)?;
                if depth == MAX_DEPTH {
                    return Err(Problem::TooDeep { limit: MAX_DEPTH, at });
                }
                Ok(Filter::Not(Box::new(self.single(depth + 1)?)))
            }
            (Token::Open, _) => {
                let inner = self.either(depth + 1)?;
                self.expect(Token::Close)?;
                Ok(inner)
            }
            (Token::Word(word), at) if self.is_next(&Token::Open) => self.function(word, at),
            (Token::Word(text), at) => self.comparison(Name { text, at }),
            (token, at) => {
                Err(Problem::Unexpected { expected: "a field, `contains` or `(`", found: token.shown(), at })
            }
        }
    }

    fn function(&mut self, word: String, at: usize) -> Result<Filter, Problem> {
        let Some(function) = Function::named(&word) else { return Err(Problem::Function { function: word, at }) };
        if let Some(feature) = function.feature() {
            self.check(feature, &word, at)?;
        }
        self.expect(Token::Open)?;
        let field = match self.next("a field")? {
            (Token::Word(text), at) => Name { text, at },
            (token, at) => return Err(Problem::Unexpected { expected: "a field", found: token.shown(), at }),
        };
        self.expect(Token::Comma)?;
        let part = match self.next("a text in quotes")? {
            (Token::Literal(Literal::Text(part)), _) => part,
            (token, at) => return Err(Problem::Unexpected { expected: "a text in quotes", found: token.shown(), at }),
        };
        self.expect(Token::Close)?;
        Ok(Filter::Search { function, field, part })
    }

    fn comparison(&mut self, field: Name) -> Result<Filter, Problem> {
        let expected = "`eq`, `ne`, `gt` or `lt`";
        let operator = match self.next(expected)? {
            (Token::Word(word), at) => match Operator::named(&word) {
                Some(operator) => {
                    if let Some(feature) = operator.feature() {
                        self.check(feature, &word, at)?;
                    }
                    operator
                }
                None => return Err(Problem::Operator { operator: word, at }),
            },
            (token, at) => return Err(Problem::Unexpected { expected, found: token.shown(), at }),
        };
        let expected = "a text in quotes, a number, `true` or `false`";
        let (literal, at) = match self.next(expected)? {
            (Token::Literal(literal), at) => (literal, at),
            (Token::Word(word), at) if word == "true" || word == "false" => (Literal::Boolean(word == "true"), at),
            (Token::Word(word), at) if word == "null" => {
                self.check(Feature::Null, &word, at)?;
                (Literal::Null, at)
            }
            (token, at) => return Err(Problem::Unexpected { expected, found: token.shown(), at }),
        };
        Ok(Filter::Compare { field, operator, literal, at })
    }

    /// Refuses a word that stands for a feature which is not switched on.
    fn check(&self, feature: Feature, word: &str, at: usize) -> Result<(), Problem> {
        if self.accept.has(feature) { Ok(()) } else { Err(Problem::Off { feature, word: word.to_owned(), at }) }
    }

    fn next(&mut self, expected: &'static str) -> Result<(Token, usize), Problem> {
        self.tokens.next().ok_or(Problem::Unexpected { expected, found: "the end".to_owned(), at: self.end })
    }

    fn is_next(&mut self, token: &Token) -> bool {
        self.tokens.peek().is_some_and(|(next, _)| next == token)
    }

    /// Whether an operator follows: then the word before it is a field, whatever it is called.
    fn is_operator_next(&mut self) -> bool {
        matches!(self.tokens.peek(), Some((Token::Word(word), _)) if Operator::named(word).is_some())
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.tokens.next_if(|(token, _)| matches!(token, Token::Word(found) if found == word)).is_some()
    }

    fn expect(&mut self, token: Token) -> Result<(), Problem> {
        let expected = match token {
            Token::Open => "`(`",
            Token::Comma => "`,`",
            _ => "`)`",
        };
        match self.next(expected)? {
            (found, _) if found == token => Ok(()),
            (found, at) => Err(Problem::Unexpected { expected, found: found.shown(), at }),
        }
    }
}

fn joined(mut filters: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    if filters.len() == 1 { filters.remove(0) } else { join(filters) }
}
