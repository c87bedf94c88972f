//! A writer that escapes a text character by character.

use std::fmt::{self, Write};

use super::characters::{is_hidden, is_mark, is_pictograph, is_space};

/// Maximum number of accents of a character. Vietnamese and phonetic writing need two or three.
const MAX_MARKS: u8 = 4;

const SELECTOR: char = '\u{fe0f}';
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';

/// The form of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One line of text.
    Line,
    /// Several lines; line ends and tabs stay.
    Lines,
    /// JSON; white space stays.
    Json,
    /// Prose without escapes.
    Bare,
}

/// The character before the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing that an accent may change: the beginning, a line end, an escape.
    Nothing,
    /// A character and its number of accents.
    Shown { marks: u8 },
    /// `1`, `#` or `*`, which may become a keycap.
    Key,
    /// A pictograph.
    Pictograph,
    /// A pictograph and U+FE0F.
    Styled,
}

/// Writes escaped text.
pub(super) struct Escaper<W> {
    out: W,
    form: Form,
    before: Before,
    /// A character that is part of an emoji if the next one is, too.
    held: Option<char>,
}

impl<W: Write> Escaper<W> {
    pub(super) fn new(out: W, form: Form) -> Self {
        Self { out, form, before: Before::Nothing, held: None }
    }

    /// Writes the character that is held back. Must be called last.
    pub(super) fn finish(&mut self) -> fmt::Result {
        self.held.take().map_or(Ok(()), |held| self.escape(held))
    }

    fn push(&mut self, character: char) -> fmt::Result {
        match self.held.take() {
            Some(JOINER) if is_pictograph(character) => self.out.write_char(JOINER)?,
            Some(SELECTOR) if character == KEYCAP => self.out.write_char(SELECTOR)?,
            Some(held) => self.escape(held)?,
            None => {}
        }
        let is_layout = match self.form {
            Form::Line | Form::Bare => false,
            Form::Lines => matches!(character, '\n' | '\t'),
            Form::Json => matches!(character, '\n' | '\r' | '\t'),
        };
        match (character, self.before) {
            _ if is_layout => self.show(character, Before::Nothing),
            (SELECTOR, Before::Pictograph) => self.show(character, Before::Styled),
            (SELECTOR, Before::Key) | (JOINER, Before::Pictograph | Before::Styled) => {
                self.held = Some(character);
                Ok(())
            }
            _ if is_hidden(character) => self.escape(character),
            (_, before) if is_mark(character) => match before {
                Before::Nothing | Before::Shown { marks: MAX_MARKS.. } => self.escape(character),
                Before::Shown { marks } => self.show(character, Before::Shown { marks: marks + 1 }),
                Before::Key | Before::Pictograph | Before::Styled => self.show(character, Before::Shown { marks: 1 }),
            },
            ('0'..='9' | '#' | '*', _) => self.show(character, Before::Key),
            _ if is_pictograph(character) => self.show(character, Before::Pictograph),
            _ => self.show(character, Before::Shown { marks: 0 }),
        }
    }

    fn show(&mut self, character: char, before: Before) -> fmt::Result {
        self.before = before;
        self.out.write_char(character)
    }

    fn escape(&mut self, character: char) -> fmt::Result {
        self.before = Before::Nothing;
        match self.form {
            Form::Line | Form::Lines => write!(self.out, "{}", character.escape_default()),
            Form::Bare if is_space(character) => self.out.write_char(' '),
            Form::Bare => Ok(()),
            Form::Json => {
                let mut units = [0; 2];
                character.encode_utf16(&mut units).iter().try_for_each(|unit| write!(self.out, "\\u{unit:04x}"))
            }
        }
    }
}

impl<W: Write> Write for Escaper<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| self.push(character))
    }
}
