//! The tokens of a statement.

use super::Problem;

/// A token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'t> {
    /// White space, or a space in place of a comment.
    Space(&'t str),
    /// A keyword, a name or a number.
    Word(&'t str),
    /// A literal or a name with its quotes.
    Quoted(&'t str),
    /// A name in `{{ }}`, perhaps in back quotes.
    Name {
        name: &'t str,
        is_quoted: bool,
    },
    Sign(char),
}

impl Token<'_> {
    pub fn is_space(&self) -> bool {
        matches!(self, Token::Space(_))
    }

    /// Returns true for a word that only a table follows.
    pub fn precedes_table(&self) -> bool {
        let Token::Word(word) = self else { return false };
        ["from", "join", "straight_join"].iter().any(|known| word.eq_ignore_ascii_case(known))
    }
}

/// Splits a statement into tokens.
pub(super) struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    pub fn of(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Cuts off a token of this length.
    fn take(&mut self, length: usize) -> &'t str {
        let (token, rest) = self.rest.split_at(length);
        self.rest = rest;
        token
    }

    /// Cuts off a comment whose end follows it; `None` at the end of the text.
    fn comment(&mut self, end: &str) -> Option<()> {
        let length = self.rest.find(end)? + end.len();
        self.take(length);
        Some(())
    }

    /// Cuts off what is in quotes; two quotes stand for one.
    fn quoted(&mut self, quote: char) -> Result<Token<'t>, Problem> {
        let text = self.rest;
        let mut at = 1;
        loop {
            let length = text[at..].find(quote).ok_or(Problem::OpenQuote(quote))?;
            let inside = &text[at..at + length];
            let backslashes = inside.len() - inside.trim_end_matches('\\').len();
            // With the mode NO_BACKSLASH_ESCAPES the quote would end here, and without it would not.
            if quote != '`' && backslashes % 2 == 1 {
                return Err(Problem::BackslashBeforeQuote);
            }
            at += length + 1;
            if !text[at..].starts_with(quote) {
                break;
            }
            at += 1;
        }
        let text = self.take(at);
        let inside = &text[1..at - 1];
        if !inside.contains("{{") {
            return Ok(Token::Quoted(text));
        }
        let name = inside.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        match name {
            Some(name) if quote == '`' => Ok(Token::Name { name: name_of(name)?, is_quoted: true }),
            _ => Err(Problem::NameInQuotes),
        }
    }

    fn next_token(&mut self) -> Result<Option<Token<'t>>, Problem> {
        let Some(first) = self.rest.chars().next() else { return Ok(None) };
        let second = self.rest[first.len_utf8()..].chars().next();
        let token = match (first, second) {
            ('\0', _) => return Err(Problem::Nul),
            ('#', _) => self.line(),
            // Two signs without a space after them are operators in MySQL.
            ('-', Some('-')) if self.rest[2..].chars().next().is_none_or(|next| next <= ' ') => self.line(),
            ('/', Some('*')) => {
                if self.rest[2..].starts_with(['!', '+']) {
                    return Err(Problem::ExecutedComment);
                }
                self.take(2);
                self.comment("*/").ok_or(Problem::OpenComment)?;
                Token::Space(" ")
            }
            ('{', Some('{')) => {
                let end = self.rest.find("}}").ok_or(Problem::OpenName)?;
                let mark = self.take(end + 2);
                Token::Name { name: name_of(&mark[2..end])?, is_quoted: false }
            }
            ('\'' | '"' | '`', _) => self.quoted(first)?,
            _ if first.is_whitespace() => Token::Space(self.take(self.rest.len() - self.rest.trim_start().len())),
            _ if is_of_word(first) => {
                let length = self.rest.find(|other| !is_of_word(other)).unwrap_or(self.rest.len());
                Token::Word(self.take(length))
            }
            _ => {
                self.take(first.len_utf8());
                Token::Sign(first)
            }
        };
        Ok(Some(token))
    }

    /// Cuts off a comment up to the end of the line.
    fn line(&mut self) -> Token<'t> {
        if self.comment("\n").is_none() {
            self.take(self.rest.len());
        }
        Token::Space("\n")
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Result<Token<'t>, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_token().transpose()
    }
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// Returns true for a name that can stand in `{{ }}`. Identifiers of models may have hyphens.
pub(in crate::sql) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_alphanumeric() || "_-".contains(character))
}

fn name_of(inside: &str) -> Result<&str, Problem> {
    let name = inside.trim();
    match is_name(name) {
        true => Ok(name),
        false => Err(Problem::NotAName(name.to_owned())),
    }
}
