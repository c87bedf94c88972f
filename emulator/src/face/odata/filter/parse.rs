//! A recursive descent parser of filters.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::FilterProblem;
use super::lex::{Token, tokens};
use crate::filter::{FieldName, Filter, Function, Literal, Operator};
use crate::profile::{Feature, Profile};

/// The maximum depth of parentheses: enough for any real filter, and safe for SQLite even if the rest of the longest
/// address (64 KiB) is chains of `or` and `and` in each of them. These become 13 levels of SQL each, a level takes 3
/// entries of the stack of SQLite's parser, which has 2500.
const MAX_DEPTH: usize = 50;

pub(super) fn parse(text: &str, profile: &Profile) -> Result<Filter, FilterProblem> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(FilterProblem::Empty);
    }
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end: text.chars().count() + 1, profile };
    let filter = parser.or_expression(0)?;
    match parser.tokens.next() {
        None => Ok(filter),
        Some((token, at)) => {
            Err(FilterProblem::Unexpected { expected: "`and`, `or` or the end", found: token.shown(), at })
        }
    }
}

/// The conditions that are joined by `and`, each with the positions of its first character and of the one after its last.
pub(super) fn parts(text: &str, profile: &Profile) -> Result<Vec<(Filter, usize, usize)>, FilterProblem> {
    let all = parse(text, profile)?;
    let end = text.chars().count() + 1;
    let mut parser = Parser { tokens: tokens(text)?.into_iter().peekable(), end, profile };
    let mut parts = Vec::new();
    loop {
        let from = parser.position();
        let filter = parser.term(0)?;
        parts.push((filter, from, parser.position()));
        if parser.take_word("and").is_none() {
            break;
        }
    }
    // Else an `or` follows.
    Ok(if parser.tokens.peek().is_none() { parts } else { vec![(all, 1, end)] })
}

struct Parser<'a> {
    tokens: Peekable<IntoIter<(Token, usize)>>,
    /// The position after the last character.
    end: usize,
    profile: &'a Profile,
}

impl Parser<'_> {
    fn or_expression(&mut self, depth: usize) -> Result<Filter, FilterProblem> {
        let (first, mut has_and) = self.and_expression(depth)?;
        let mut filters = vec![first];
        while let Some(at) = self.take_word("or") {
            let (next, and) = self.and_expression(depth)?;
            filters.push(next);
            has_and |= and;
            if has_and && !self.profile.lists.bare_joiners {
                return Err(FilterProblem::BareJoiners { at });
            }
        }
        Ok(joined(filters, Filter::Any))
    }

    /// The filter, and true if it has an `and` outside of parentheses.
    fn and_expression(&mut self, depth: usize) -> Result<(Filter, bool), FilterProblem> {
        let mut filters = vec![self.term(depth)?];
        while self.take_word("and").is_some() {
            filters.push(self.term(depth)?);
        }
        let has_and = filters.len() > 1;
        Ok((joined(filters, Filter::All), has_and))
    }

    fn term(&mut self, depth: usize) -> Result<Filter, FilterProblem> {
        match self.next("a field, `contains` or `(`")? {
            (Token::Open, at) if depth == MAX_DEPTH => Err(FilterProblem::TooDeep { limit: MAX_DEPTH, at }),
            (Token::Word(word), at) if word == "not" && !self.is_operator_next() => {
                self.check(Feature::Not, &word, at)?;
                if depth == MAX_DEPTH {
                    return Err(FilterProblem::TooDeep { limit: MAX_DEPTH, at });
                }
                Ok(Filter::Not(Box::new(self.term(depth + 1)?)))
            }
            (Token::Open, _) => {
                let inner = self.or_expression(depth + 1)?;
                self.expect(Token::Close)?;
                Ok(inner)
            }
            (Token::Word(word), at) if self.is_next(&Token::Open) => self.function(word, at),
            (Token::Word(text), at) => self.comparison(FieldName { text, at }),
            (token, at) => {
                Err(FilterProblem::Unexpected { expected: "a field, `contains` or `(`", found: token.shown(), at })
            }
        }
    }

    fn function(&mut self, word: String, at: usize) -> Result<Filter, FilterProblem> {
        let Some(function) = Function::named(&word) else { return Err(FilterProblem::Function { function: word, at }) };
        if let Some(feature) = feature_of_function(function) {
            self.check(feature, &word, at)?;
        }
        self.expect(Token::Open)?;
        let field = match self.next("a field")? {
            (Token::Word(text), at) => FieldName { text, at },
            (token, at) => return Err(FilterProblem::Unexpected { expected: "a field", found: token.shown(), at }),
        };
        self.expect(Token::Comma)?;
        let part = match self.next("a text in quotes")? {
            (Token::Literal(Literal::Text(part)), at) => {
                self.check_literal(&Literal::Text(part.clone()), at)?;
                part
            }
            (token, at) => {
                return Err(FilterProblem::Unexpected { expected: "a text in quotes", found: token.shown(), at });
            }
        };
        self.expect(Token::Close)?;
        Ok(Filter::Search { function, field, part })
    }

    fn comparison(&mut self, field: FieldName) -> Result<Filter, FilterProblem> {
        let expected = "`eq`, `ne`, `gt` or `lt`";
        let operator = match self.next(expected)? {
            (Token::Word(word), at) => match Operator::named(&word) {
                Some(operator) => {
                    if let Some(feature) = feature_of_operator(operator) {
                        self.check(feature, &word, at)?;
                    }
                    operator
                }
                None => return Err(FilterProblem::Operator { operator: word, at }),
            },
            (token, at) => return Err(FilterProblem::Unexpected { expected, found: token.shown(), at }),
        };
        let expected = "a text in quotes, a number, `true` or `false`";
        let (literal, at) = match self.next(expected)? {
            (Token::Literal(literal), at) => (literal, at),
            (Token::Word(word), at) if word == "true" || word == "false" => (Literal::Boolean(word == "true"), at),
            (Token::Word(word), at) if word == "null" => {
                self.check(Feature::Null, &word, at)?;
                (Literal::Null, at)
            }
            (token, at) => return Err(FilterProblem::Unexpected { expected, found: token.shown(), at }),
        };
        self.check_literal(&literal, at)?;
        Ok(Filter::Compare { field, operator, literal, at })
    }

    /// Returns an error if a feature is not enabled.
    fn check(&self, feature: Feature, word: &str, at: usize) -> Result<(), FilterProblem> {
        if self.profile.accept.has(feature) {
            Ok(())
        } else {
            Err(FilterProblem::Off { feature, word: word.to_owned(), at })
        }
    }

    fn next(&mut self, expected: &'static str) -> Result<(Token, usize), FilterProblem> {
        self.tokens.next().ok_or(FilterProblem::Unexpected { expected, found: "the end".to_owned(), at: self.end })
    }

    /// The position of the next token.
    fn position(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |(_, at)| *at)
    }

    fn is_next(&mut self, token: &Token) -> bool {
        self.tokens.peek().is_some_and(|(next, _)| next == token)
    }

    /// Returns true if an operator follows: the word before it is then a field, regardless of its name.
    fn is_operator_next(&mut self) -> bool {
        matches!(self.tokens.peek(), Some((Token::Word(word), _)) if Operator::named(word).is_some())
    }

    /// Returns an error for an undocumented literal, unless the profile accepts it.
    fn check_literal(&self, literal: &Literal, at: usize) -> Result<(), FilterProblem> {
        let inferred = match literal {
            Literal::Text(text) => text.contains('\''),
            Literal::Whole(whole) => *whole < 0,
            Literal::Fraction(double) => *double < 0.0,
            Literal::Boolean(_) => true,
            Literal::Null => false,
        };
        if inferred && !self.profile.lists.inferred_literals { Err(FilterProblem::Inferred { at }) } else { Ok(()) }
    }

    /// Consumes a word if it is next, and returns its position.
    fn take_word(&mut self, word: &str) -> Option<usize> {
        let is_it = |(token, _): &(Token, usize)| matches!(token, Token::Word(found) if found == word);
        self.tokens.next_if(is_it).map(|(_, at)| at)
    }

    fn expect(&mut self, token: Token) -> Result<(), FilterProblem> {
        let expected = match token {
            Token::Open => "`(`",
            Token::Comma => "`,`",
            _ => "`)`",
        };
        match self.next(expected)? {
            (found, _) if found == token => Ok(()),
            (found, at) => Err(FilterProblem::Unexpected { expected, found: found.shown(), at }),
        }
    }
}

fn joined(mut filters: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    if filters.len() == 1 { filters.remove(0) } else { join(filters) }
}

/// The feature that an operator needs.
fn feature_of_operator(operator: Operator) -> Option<Feature> {
    matches!(operator, Operator::Ge | Operator::Le).then_some(Feature::GeLe)
}

/// The feature that a function needs.
fn feature_of_function(function: Function) -> Option<Feature> {
    match function {
        Function::Contains => None,
        Function::StartsWith => Some(Feature::StartsWith),
        Function::EndsWith => Some(Feature::EndsWith),
        // Not parsed by this face.
        Function::ContainsAnyCase | Function::Like | Function::LikeAnyCase | Function::Matches => None,
    }
}
