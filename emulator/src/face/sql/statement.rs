//! Statements with `{{ }}`, parsed.
//!
//! A `{{ }}` is replaced by a mark among the tokens, before the parser: it never becomes text of a statement.

use sqlparser::ast;
use sqlparser::dialect::MySqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan, Tokenizer, Word};

use super::mark::{Mark, MarkKind};
use super::problem::Problem;

/// The maximum bytes of a statement.
const MAX_BYTES: usize = 1 << 20;

/// The maximum tokens of a statement. With the large stack it bounds the recursion of the parser and of dropping what it parsed.
const MAX_TOKENS: usize = 10_000;

/// The maximum joined tables of MySQL. The parser recurses for each.
pub(super) const MAX_JOINS: usize = 61;

/// The depth that the parser allows.
const MAX_DEPTH: usize = 50;

/// The first character of the word that the parser reads in place of a mark. No name in a statement contains it.
const MARK: char = '\u{1}';

/// A parsed statement.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) ast: ast::Statement,
    /// The `{{ }}` of the statement, in their order.
    pub(super) marks: Vec<Mark>,
}

/// The index of the mark that a name or a placeholder of the syntax tree stands for.
pub(super) fn mark_index(name: &str) -> Option<usize> {
    name.strip_prefix(MARK)?.parse().ok()
}

/// A text of the syntax tree with `?` for each mark.
pub(super) fn without_marks(text: &str) -> String {
    let mut parts = text.split(MARK);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "?" + part.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}

/// Parses the only statement of a text. Recurses deeply: see `large_stack`.
pub(super) fn parse(text: &str) -> Result<Statement, Problem> {
    if text.len() > MAX_BYTES {
        return Err(Problem::invalid(format_args!(
            "the statement has {} bytes and at most {MAX_BYTES} are allowed: pass long values as parameters",
            text.len()
        )));
    }
    if text.contains("/*!") {
        return Err(Problem::unsupported(
            "a comment that is executed (`/*!`)",
            "write its content without the comment",
        ));
    }
    let tokens = Tokenizer::new(&MySqlDialect {}, text).tokenize_with_location().map_err(|error| {
        let span = Span { start: error.location, end: error.location };
        Problem::invalid(format_args!("the statement is not MySQL ({}): correct it", error.message)).at(span)
    })?;
    let (tokens, marks) = with_marks(tokens)?;
    check(&tokens)?;
    let tables = tables_as_parameters(&tokens);
    let mut statements = Parser::new(&MySqlDialect {})
        .with_recursion_limit(MAX_DEPTH)
        .with_tokens_with_locations(tokens)
        .parse_statements()
        .map_err(|error| {
            let problem = syntax(error);
            match tables.iter().find(|span| problem.is_at(**span)) {
                Some(span) => Problem::invalid(
                    "a table cannot be a parameter: write its name, or {{ model.tableName('student') }}",
                )
                .at(*span),
                None => problem,
            }
        })?;
    match (statements.pop(), statements.is_empty()) {
        (Some(ast), true) => Ok(Statement { ast, marks }),
        _ => Err(several()),
    }
}

/// The places of parameters after words that a table follows. After FROM of a function such as TRIM one is allowed.
fn tables_as_parameters(tokens: &[TokenWithSpan]) -> Vec<Span> {
    let is_before = |token: &Token| {
        let Token::Word(word) = token else { return false };
        matches!(word.keyword, Keyword::FROM | Keyword::JOIN | Keyword::INTO | Keyword::UPDATE)
    };
    let pairs = tokens.windows(2).filter(|pair| is_before(&pair[0].token));
    pairs.filter(|pair| matches!(pair[1].token, Token::Placeholder(_))).map(|pair| pair[1].span).collect()
}

fn syntax(error: ParserError) -> Problem {
    match error {
        ParserError::RecursionLimitExceeded => Problem::invalid(format_args!(
            "the statement is nested more than {MAX_DEPTH} deep: write it with fewer parentheses and subqueries"
        )),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
            Problem::syntax(&without_marks(&message))
        }
    }
}

fn several() -> Problem {
    Problem::invalid(
        "there must be exactly one statement: send one SELECT, INSERT INTO, REPLACE INTO, UPDATE or DELETE",
    )
}

/// The tokens without comments, with a mark for each `{{ }}`.
fn with_marks(tokens: Vec<TokenWithSpan>) -> Result<(Vec<TokenWithSpan>, Vec<Mark>), Problem> {
    let tokens: Vec<_> = tokens.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).collect();
    let (mut kept, mut marks) = (Vec::with_capacity(tokens.len()), Vec::new());
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        let span = token.span;
        if kept.len() == MAX_TOKENS {
            return Err(Problem::invalid(format_args!(
                "the statement has more than {MAX_TOKENS} words and signs: pass lists as parameters of type ARRAY"
            ))
            .at(span));
        }
        if let (Token::LBrace, Some(Token::LBrace)) = (&token.token, after.first().map(|next| &next.token)) {
            let inside = &after[1..];
            let end = inside.windows(2).position(|two| two.iter().all(|token| token.token == Token::RBrace));
            let Some(end) = end else {
                return Err(Problem::invalid("`{{` has no `}}`: close it").at(span));
            };
            let mark = Mark::of(&inside[..end], span)?;
            kept.push(TokenWithSpan { token: token_of(mark, &mut marks), span });
            rest = &inside[end + 2..];
            continue;
        }
        let token = match &token.token {
            Token::Word(word) if word.quote_style.is_some() && word.value.contains("{{") => {
                token_of(Mark::quoted(&word.value, span)?, &mut marks)
            }
            other => {
                check_token(other, span)?;
                other.clone()
            }
        };
        kept.push(TokenWithSpan { token, span });
        rest = after;
    }
    Ok((kept, marks))
}

/// Adds a mark and returns the token that stands for it. All marks of a table have the same name.
fn token_of(mark: Mark, marks: &mut Vec<Mark>) -> Token {
    let is_table = matches!(mark.kind, MarkKind::TableName { .. });
    let known = marks.iter().position(|known| is_table && known.kind == mark.kind);
    let index = known.unwrap_or_else(|| {
        marks.push(mark);
        marks.len() - 1
    });
    let value = format!("{MARK}{index}");
    if is_table {
        return Token::Word(Word { value, quote_style: Some('`'), keyword: Keyword::NoKeyword });
    }
    Token::Placeholder(value)
}

/// Returns an error for tokens whose meaning in MySQL is not the parser's.
fn check_token(token: &Token, span: Span) -> Result<(), Problem> {
    let problem = match token {
        Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) if text.contains("{{") => Problem::invalid(
            "`{{ }}` is inside quotes, where it would be text: write it without the quotes, as in name = {{ name }}",
        ),
        Token::Word(word) if word.value.starts_with(MARK) => {
            Problem::invalid("a name has control characters: correct it")
        }
        Token::Word(word) if word.quote_style.is_none() && word.value.starts_with('@') => {
            Problem::unsupported(format_args!("the variable `{}`", word.value), "pass a parameter in {{ }}")
        }
        Token::Placeholder(text) => Problem::invalid(format_args!(
            "`{text}` is not a parameter: write its name in braces, as in {{{{ name }}}}"
        )),
        Token::StringConcat => {
            Problem::unsupported("`||`", "it means OR in MySQL: write OR, or CONCAT(a, b) to join texts")
        }
        Token::Overlap => Problem::unsupported("`&&`", "write AND"),
        _ => return Ok(()),
    };
    Err(problem.at(span))
}

/// Returns an error for texts that are not to be parsed.
fn check(tokens: &[TokenWithSpan]) -> Result<(), Problem> {
    let word = |token: &TokenWithSpan| match &token.token {
        Token::Word(word) if word.quote_style.is_none() => word.value.to_uppercase(),
        _ => String::new(),
    };
    let Some(first) = tokens.iter().find(|token| token.token != Token::LParen) else { return Err(several()) };
    let name = word(first);
    match name.as_str() {
        "SELECT" | "INSERT" | "REPLACE" | "UPDATE" | "DELETE" => {}
        "WITH" => {
            return Err(
                Problem::unsupported("`WITH`", "write the query in FROM, as (SELECT ..) AS name").at(first.span)
            );
        }
        "" => return Err(several().at(first.span)),
        _ => {
            let advice = "send one SELECT, INSERT INTO, REPLACE INTO, UPDATE or DELETE";
            return Err(Problem::unsupported(format_args!("`{name}`"), advice).at(first.span));
        }
    }
    let joins = tokens.iter().filter(|token| word(token) == "JOIN").count();
    if joins >= MAX_JOINS {
        return Err(Problem::invalid(format_args!("MySQL joins at most {MAX_JOINS} tables: join fewer")));
    }
    let end = tokens.iter().rposition(|token| token.token != Token::SemiColon).unwrap_or_default();
    match tokens[..end].iter().find(|token| token.token == Token::SemiColon) {
        Some(token) => Err(several().at(token.span)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::sql::large_stack::STACK;

    fn message(text: &str) -> String {
        let text = text.to_owned();
        let parse = move || parse(&text).map(|_| ()).unwrap_err().to_string();
        std::thread::Builder::new().stack_size(STACK).spawn(parse).unwrap().join().unwrap()
    }

    #[test]
    fn marks_are_found_among_the_tokens() {
        let text =
            "SELECT {{ n }}, {{model.tableName('sys_user')}}.x FROM `{{ model.tableName() }}` -- {{ ignored }}\n";
        let kinds: Vec<_> = parse(text).unwrap().marks.into_iter().map(|mark| mark.kind).collect();
        let table = |model: Option<&str>| MarkKind::TableName { model: model.map(str::to_owned) };
        assert_eq!(kinds, [MarkKind::Parameter("n".to_owned()), table(Some("sys_user")), table(None)]);
    }

    #[test]
    fn texts_that_are_not_one_statement() {
        for (text, expected) in [
            ("", "exactly one statement"),
            ("-- only a comment", "exactly one statement"),
            (";;", "exactly one statement"),
            ("SELECT 1; SELECT 2", "line 1, column 9: there must be exactly one statement"),
            ("SELECT '{{ x }}'", "line 1, column 8: `{{ }}` is inside quotes"),
            ("SELECT {{ x", "line 1, column 8: `{{` has no `}}`"),
            ("SELECT ?", "line 1, column 8: `?` is not a parameter"),
            ("SELECT 1 || 2", "line 1, column 10: `||` is not emulated"),
            ("SELECT 1 && 2", "`&&` is not emulated"),
            ("SELECT @@version", "the variable `@@version`"),
            ("SELECT 1 FROM `\u{1}0`", "a name has control characters"),
            ("SELECT {{ a }} FROM `\u{1}0`", "a name has control characters"),
            ("DROP TABLE student", "line 1, column 1: `DROP` is not emulated"),
            ("WITH RECURSIVE a AS (SELECT 1) SELECT 1", "`WITH` is not emulated"),
            ("SELECT /*! 1 */", "a comment that is executed"),
            ("SELECT 'a", "the statement is not MySQL"),
            ("SELECT FROM WHERE", "the statement is not MySQL"),
        ] {
            assert!(message(text).contains(expected), "{text}: {}", message(text));
        }
    }

    /// The parser and the destructors of what it parsed recurse: an unlimited statement would end the process.
    #[test]
    fn long_and_deep_statements_end_in_errors() {
        for (text, expected) in [
            (format!("SELECT {}1{}", "(".repeat(4_000), ")".repeat(4_000)), "more than 50 deep"),
            (format!("SELECT 1{}", " + 1".repeat(20_000)), "more than 10000"),
            (format!("SELECT 1 FROM a{}", " JOIN a".repeat(3_000)), "at most 61"),
            (format!("SELECT '{}'", "a".repeat(2 << 20)), "at most 1048576"),
            (format!("SELECT {}1", "(SELECT ".repeat(3_000)), "more than 50 deep"),
            (format!("SELECT 1{} FROM", " IS NULL".repeat(4_900)), "not MySQL"),
        ] {
            assert!(message(&text).contains(expected), "{}", message(&text));
        }
        let chain = format!("SELECT 1{}", " + 1".repeat(4_990));
        let parse = move || parse(&chain).is_ok();
        assert!(std::thread::Builder::new().stack_size(STACK).spawn(parse).unwrap().join().unwrap());
    }
}
