/// The unread rest of a pattern.
pub(super) struct Input {
    characters: Vec<char>,
    at: usize,
}

impl Input {
    pub(super) fn new(pattern: &str) -> Self {
        Self { characters: pattern.chars().collect(), at: 0 }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    pub(super) fn peek_second(&self) -> Option<char> {
        self.characters.get(self.at + 1).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    /// Skips a character if it is the next one.
    pub(super) fn skip(&mut self, character: char) -> bool {
        let is_next = self.peek() == Some(character);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        text.chars().eq(self.characters[self.at..].iter().copied().take(text.chars().count()))
    }

    /// Skips a text if it comes next.
    pub(super) fn skip_all(&mut self, text: &str) -> bool {
        let is_next = self.starts_with(text);
        self.at += if is_next { text.chars().count() } else { 0 };
        is_next
    }

    /// Reads a quantifier after its brace: `{2}`, `{2,}`, `{2,5}`.
    pub(super) fn counts(&mut self) -> Option<String> {
        let rest = &self.characters[self.at..];
        let inside = &rest[..rest.iter().position(|character| *character == '}')?];
        let text: String = inside.iter().collect();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_valid = match text.split_once(',') {
            None => is_number(&text),
            Some((least, "")) => is_number(least),
            Some((least, most)) => is_number(least) && is_number(most),
        };
        if !is_valid {
            return None;
        }
        self.at += inside.len() + 1;
        Some(format!("{{{text}}}"))
    }

    /// Reads a number of exactly `digits` hexadecimal digits.
    pub(super) fn hexadecimal(&mut self, digits: usize) -> Option<u32> {
        let text: String = self.characters.get(self.at..self.at + digits)?.iter().collect();
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += digits;
        u32::from_str_radix(&text, 16).ok()
    }

    /// Reads a text up to the closing brace, after the opening one.
    pub(super) fn braced(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                '}' => return Some(text),
                character => text.push(character),
            }
        }
    }

    /// Reads the escape of a low half of a surrogate pair.
    pub(super) fn low_half(&mut self) -> Option<u32> {
        let before = self.at;
        let half = if self.skip_all("\\u") { self.hexadecimal(4) } else { None };
        let half = half.filter(|half| (0xdc00..=0xdfff).contains(half));
        if half.is_none() {
            self.at = before;
        }
        half
    }

    /// Reads half a surrogate pair after its backslash. With `pairs`, a high half before a low one does not count.
    pub(super) fn lone_half(&mut self, pairs: bool) -> Option<u32> {
        let before = self.at;
        let half = if self.skip('u') { self.hexadecimal(4) } else { None };
        let behind = self.at;
        let half = half.filter(|half| match half {
            0xd800..=0xdbff => !pairs || self.low_half().is_none(),
            0xdc00..=0xdfff => true,
            _ => false,
        });
        self.at = if half.is_some() { behind } else { before };
        half
    }
}
