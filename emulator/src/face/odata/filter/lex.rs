//! The tokens of a filter.

use super::FilterProblem;
use crate::filter::Literal;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Comma,
    /// A field, an operator or a joiner, depending on its position.
    Word(String),
    /// A text or a number.
    Literal(Literal),
}

impl Token {
    /// The token in messages.
    pub(super) fn shown(&self) -> String {
        match self {
            Token::Open => "`(`".to_owned(),
            Token::Close => "`)`".to_owned(),
            Token::Comma => "`,`".to_owned(),
            Token::Word(word) => format!("`{word}`"),
            Token::Literal(literal) => literal.name().to_owned(),
        }
    }
}

/// The tokens of a filter, each with the position of its first character, counted from 1.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, FilterProblem> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().zip(1..).peekable();
    while let Some((first, at)) = rest.next() {
        let token = match first {
            _ if first.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '\'' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        Some(('\'', _)) if rest.next_if(|(next, _)| *next == '\'').is_some() => text.push('\''),
                        Some(('\'', _)) => break,
                        Some((character, _)) => text.push(character),
                        None => return Err(FilterProblem::UnclosedText { at }),
                    }
                }
                Token::Literal(Literal::Text(text))
            }
            _ => {
                let mut word = String::from(first);
                while let Some((next, _)) = rest.next_if(|(next, _)| !ends_word(*next)) {
                    word.push(next);
                }
                if first == '-' || first.is_ascii_digit() {
                    Token::Literal(number(&word).ok_or(FilterProblem::Number { word, at })?)
                } else {
                    Token::Word(word)
                }
            }
        };
        tokens.push((token, at));
    }
    Ok(tokens)
}

fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')' | ',' | '\'')
}

/// Plain decimals: `12`, `-12`, `12.5`.
fn number(word: &str) -> Option<Literal> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    match unsigned.split_once('.') {
        None if digits(unsigned) => match word.parse() {
            Ok(whole) => Some(Literal::Whole(whole)),
            // Beyond 64 bits: a double, as such a number is stored.
            Err(_) => word.parse().ok().map(Literal::Fraction),
        },
        Some((whole, fraction)) if digits(whole) && digits(fraction) => word.parse().ok().map(Literal::Fraction),
        _ => None,
    }
}
