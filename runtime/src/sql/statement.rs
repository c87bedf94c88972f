//! A statement in parts: text without comments, and the names in `{{ }}`.
//!
//! A guard against mistakes and not a parser: it knows the words and quotes of MySQL, and not its grammar.
//! Whatever MySQL could take for something else under other settings is refused.

mod problem;
mod tokens;
mod words;

pub(super) use problem::Problem;
pub(super) use tokens::is_name;
use tokens::{Token, Tokens};

/// A statement that only reads, as far as its words say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Text(String),
    /// The name in `{{ }}`.
    Name {
        name: String,
        /// It stands where only a table can: after FROM or JOIN, before a dot, or in back quotes.
        is_table: bool,
    },
}

impl Statement {
    /// Splits a statement.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let tokens: Vec<Token<'_>> = Tokens::of(text).collect::<Result<_, _>>()?;
        words::check(&tokens)?;
        let mut parts: Vec<Part> = Vec::new();
        let meant = |token: &&Token<'_>| !token.is_space();
        for (at, token) in tokens.iter().enumerate() {
            let text = match *token {
                Token::Name { name, is_quoted } => {
                    let before = tokens[..at].iter().rfind(meant);
                    let after = tokens[at + 1..].iter().find(meant);
                    let is_table =
                        is_quoted || before.is_some_and(Token::precedes_table) || after == Some(&Token::Sign('.'));
                    parts.push(Part::Name { name: name.to_owned(), is_table });
                    continue;
                }
                Token::Sign(sign) => sign.to_string(),
                Token::Space(text) | Token::Word(text) | Token::Quoted(text) => text.to_owned(),
            };
            match parts.last_mut() {
                Some(Part::Text(last)) => last.push_str(&text),
                _ => parts.push(Part::Text(text)),
            }
        }
        Ok(Self { parts })
    }

    /// Returns each name once, in order.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for part in &self.parts {
            if let Part::Name { name, .. } = part
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }

    /// Returns true if a name stands where only a table can.
    pub fn is_table(&self, wanted: &str) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Name { name, is_table: true } if name == wanted))
    }
}

#[cfg(test)]
mod tests;
