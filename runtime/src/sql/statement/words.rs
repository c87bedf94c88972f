//! The words that a statement must not have, since they write or lock.

use super::Problem;
use super::tokens::Token;

/// Reserved words of MySQL that no SELECT needs: as names of columns they are in back quotes.
const WRITES: [&str; 5] = ["into", "update", "delete", "lock", "load"];
/// Statements that are functions, too.
const WRITES_OR_FUNCTIONS: [&str; 2] = ["insert", "replace"];

/// Checks that there is one statement, and that it reads.
pub(super) fn check(tokens: &[Token<'_>]) -> Result<(), Problem> {
    let tokens: Vec<Token<'_>> = tokens.iter().copied().filter(|token| !token.is_space()).collect();
    let tokens = match tokens.as_slice() {
        [rest @ .., Token::Sign(';')] => rest,
        all => all,
    };
    match tokens.iter().find(|token| **token != Token::Sign('(')) {
        None => return Err(Problem::Empty),
        Some(Token::Word(first)) if is(first, "select") || is(first, "with") => {}
        Some(Token::Word(first)) => return Err(Problem::NotASelect((*first).to_owned())),
        Some(_) => return Err(Problem::NotASelect(String::new())),
    }
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before]);
        let after = tokens.get(at + 1).copied();
        match *token {
            Token::Sign(';') => return Err(Problem::Several),
            Token::Sign('?') => return Err(Problem::QuestionMark),
            Token::Sign(':') if after == Some(Token::Sign('=')) => return Err(Problem::Assignment),
            // After a dot, any word is the name of a column.
            Token::Word(word)
                if before == Some(Token::Sign('.')) && !is_number(word) && !ends_a_number(&tokens[..at]) => {}
            Token::Word(word) => {
                let word = without_number(word);
                let writes = WRITES.iter().any(|known| is(word, known))
                    || (WRITES_OR_FUNCTIONS.iter().any(|known| is(word, known)) && after != Some(Token::Sign('(')))
                    || (is(word, "share") && matches!(before, Some(Token::Word(before)) if is(before, "for")));
                if writes {
                    return Err(Problem::Writes(word.to_owned()));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns true if the dot at the end belongs to a number, as in `1.INTO`.
fn ends_a_number(tokens: &[Token<'_>]) -> bool {
    match tokens {
        [.., Token::Word(word), Token::Sign('.')] => is_number(word),
        [.., Token::Quoted(_) | Token::Name { .. }, Token::Sign('.')] => false,
        _ => true,
    }
}

/// Returns the word that follows a number without a space, as in `.5INTO`.
fn without_number(word: &str) -> &str {
    let mut known = WRITES.iter().chain(&WRITES_OR_FUNCTIONS).filter(|_| is_number(word));
    let tail = |known: &&str| word.get(word.len().checked_sub(known.len())?..).filter(|tail| is(tail, known));
    known.find_map(tail).unwrap_or(word)
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

fn is(word: &str, known: &str) -> bool {
    word.eq_ignore_ascii_case(known)
}
