//! Finds the end of a JSON value, or the first invalid byte.

/// Maximum depth that parsers accept.
const DEPTH: usize = 127;

/// The position in a value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// A value is expected.
    Value,
    /// After `[`: a value or the end.
    FirstElement,
    /// After `{`: a key or the end.
    FirstKey,
    /// After a `,` in an object.
    Key,
    Colon,
    /// After a value in a list or an object.
    AfterValue,
    Text {
        is_key: bool,
    },
    Escape {
        is_key: bool,
    },
    /// In a number or a literal.
    Scalar,
}

/// The effect of a byte.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// The value continues.
    More,
    /// The value ends with this byte.
    Ended,
    /// The value ended before this byte.
    EndedBefore,
    /// The byte is not valid here.
    Wrong,
}

/// Scans one value.
pub(super) struct Scanner {
    state: State,
    /// The open brackets; true for objects.
    open: Vec<bool>,
}

impl Scanner {
    pub fn new() -> Self {
        Self { state: State::Value, open: Vec::new() }
    }

    /// Returns true if the value may end here: a number or literal at the top level.
    pub fn may_end(&self) -> bool {
        self.state == State::Scalar && self.open.is_empty()
    }

    /// Number of bytes inside a text that can be skipped.
    pub fn skip(&self, bytes: &[u8]) -> usize {
        match self.state {
            State::Text { .. } => {
                bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).unwrap_or(bytes.len())
            }
            _ => 0,
        }
    }

    /// Processes the next byte.
    pub fn step(&mut self, byte: u8) -> Step {
        let is_blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        match (self.state, byte) {
            (State::Text { is_key }, b'"') => return self.ended_text(is_key),
            (State::Text { is_key }, b'\\') => self.state = State::Escape { is_key },
            (State::Text { .. }, 0..=0x1f) => return Step::Wrong,
            (State::Text { .. }, _) => {}
            (State::Escape { is_key }, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u') => {
                self.state = State::Text { is_key };
            }
            (State::Scalar, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.') => {}
            (State::Scalar, _) => {
                if self.open.is_empty() {
                    return Step::EndedBefore;
                }
                self.state = State::AfterValue;
                return self.step(byte);
            }
            _ if is_blank => {}
            (State::Value | State::FirstElement, b'{') => return self.opens(true),
            (State::Value | State::FirstElement, b'[') => return self.opens(false),
            (State::Value | State::FirstElement, b'"') => self.state = State::Text { is_key: false },
            (State::Value | State::FirstElement, b'0'..=b'9' | b'-' | b't' | b'f' | b'n') => self.state = State::Scalar,
            (State::FirstElement, b']') | (State::FirstKey, b'}') => return self.closes(),
            (State::FirstKey | State::Key, b'"') => self.state = State::Text { is_key: true },
            (State::Colon, b':') => self.state = State::Value,
            (State::AfterValue, b',') => {
                self.state = if self.open.last() == Some(&true) { State::Key } else { State::Value };
            }
            (State::AfterValue, b'}') if self.open.last() == Some(&true) => return self.closes(),
            (State::AfterValue, b']') if self.open.last() == Some(&false) => return self.closes(),
            _ => return Step::Wrong,
        }
        Step::More
    }

    fn ended_text(&mut self, is_key: bool) -> Step {
        self.state = if is_key { State::Colon } else { State::AfterValue };
        if self.open.is_empty() { Step::Ended } else { Step::More }
    }

    fn opens(&mut self, is_object: bool) -> Step {
        if self.open.len() == DEPTH {
            return Step::Wrong;
        }
        self.open.push(is_object);
        self.state = if is_object { State::FirstKey } else { State::FirstElement };
        Step::More
    }

    fn closes(&mut self) -> Step {
        self.open.pop();
        self.state = State::AfterValue;
        if self.open.is_empty() { Step::Ended } else { Step::More }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The length of the value at the beginning, or the position of the first invalid byte.
    fn end(text: &str) -> Result<usize, Option<usize>> {
        let mut scanner = Scanner::new();
        for (at, byte) in text.bytes().enumerate() {
            match scanner.step(byte) {
                Step::More => {}
                Step::Ended => return Ok(at + 1),
                Step::EndedBefore => return Ok(at),
                Step::Wrong => return Err(Some(at)),
            }
        }
        if scanner.may_end() { Ok(text.len()) } else { Err(None) }
    }

    #[test]
    fn ends_of_values_are_found() {
        for (text, expected) in [
            (r#"{"a":[1,{"b":"]}\"\\"}],"c":{}}x"#, Ok(31)),
            ("[] ", Ok(2)),
            ("\"a\\u00e9\"1", Ok(9)),
            ("12 3", Ok(2)),
            ("null", Ok(4)),
            ("{\"a\":1", Err(None)),
            ("{\"a\":1\n{", Err(Some(7))),
            ("{\"a\":1,{", Err(Some(7))),
            ("{\"a\nb", Err(Some(3))),
            ("{1", Err(Some(1))),
            ("{\"a\" 1", Err(Some(5))),
            ("[1}", Err(Some(2))),
            ("[,", Err(Some(1))),
            ("x", Err(Some(0))),
            ("\"\\x\"", Err(Some(2))),
        ] {
            assert_eq!(end(text), expected, "{text}");
        }
        assert_eq!(end(&"[".repeat(200)), Err(Some(DEPTH)));
    }
}
