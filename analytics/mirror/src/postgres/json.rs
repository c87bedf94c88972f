//! JSON as `jsonb` stores it: what it cannot store, and one text for all texts that it stores alike.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 128;
/// The most digits that PostgreSQL's `numeric` has before and after the point.
const MAX_DIGITS: (i64, i64) = (131_072, 16_383);

/// Returns the normal form of a JSON text: members sorted, numbers as digits and exponent, no spaces.
///
/// Two texts have the same one if and only if `jsonb` has the same value for them, but for the zeros at the end of a
/// fraction, which `jsonb` keeps.
///
/// # Errors
/// Returns in words what `jsonb` cannot store without a loss, or why the text is not JSON.
pub(super) fn normal(text: &str) -> Result<String, String> {
    let mut reader = Reader { text, at: 0 };
    let mut out = String::with_capacity(text.len());
    reader.value(&mut out, 0)?;
    reader.spaces();
    match reader.at == text.len() {
        true => Ok(out),
        false => Err(reader.unexpected("the end")),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, out: &mut String, depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err(format!("has more than {MAX_DEPTH} levels of lists and objects"));
        }
        self.spaces();
        match self.peek() {
            Some(b'{') => self.object(out, depth),
            Some(b'[') => self.list(out, depth),
            Some(b'"') => {
                let text = self.string()?;
                write_text(out, &text);
                Ok(())
            }
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?;
                out.push_str(&number);
                Ok(())
            }
            _ => {
                let rest = &self.text[self.at..];
                let word = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word));
                let word = word.ok_or_else(|| self.unexpected("a value"))?;
                self.at += word.len();
                out.push_str(word);
                Ok(())
            }
        }
    }

    fn object(&mut self, out: &mut String, depth: usize) -> Result<(), String> {
        self.at += 1;
        let mut members = BTreeMap::new();
        while self.more(b'}', members.is_empty())? {
            self.spaces();
            let key = self.string()?;
            self.spaces();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("`:`"));
            }
            self.at += 1;
            let mut value = String::new();
            self.value(&mut value, depth + 1)?;
            if members.contains_key(&key) {
                return Err(format!("has the member {key:?} twice in one object"));
            }
            members.insert(key, value);
        }
        out.push('{');
        for (at, (key, value)) in members.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_text(out, key);
            out.push(':');
            out.push_str(value);
        }
        out.push('}');
        Ok(())
    }

    fn list(&mut self, out: &mut String, depth: usize) -> Result<(), String> {
        self.at += 1;
        out.push('[');
        let mut is_first = true;
        while self.more(b']', is_first)? {
            if !is_first {
                out.push(',');
            }
            is_first = false;
            self.value(out, depth + 1)?;
        }
        out.push(']');
        Ok(())
    }

    /// Returns true if another element follows. Consumes the comma or the end.
    fn more(&mut self, close: u8, is_first: bool) -> Result<bool, String> {
        self.spaces();
        match self.peek() {
            Some(found) if found == close => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.at += 1;
                Ok(true)
            }
            Some(_) if is_first => Ok(true),
            _ => Err(self.unexpected("`,` or the end of a list or object")),
        }
    }

    fn string(&mut self) -> Result<String, String> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a text"));
        }
        let from = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err("is cut off".to_owned()),
            }
        }
        self.at += 1;
        let text = self.text.get(from..self.at).ok_or_else(|| "is cut off".to_owned())?;
        let text: String = serde_json::from_str(text).map_err(|_| "has a text that is not Unicode".to_owned())?;
        match text.contains('\0') {
            true => Err("has a text with the character U+0000".to_owned()),
            false => Ok(text),
        }
    }

    fn number(&mut self) -> Result<String, String> {
        let rest = &self.text[self.at..];
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
        let text = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        self.at += text.len();
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{whole}{fraction}");
        if whole.is_empty() || digits.bytes().any(|digit| !digit.is_ascii_digit()) {
            return Err(format!("is not JSON: {text:?} is not a number"));
        }
        let cut = digits.trim_end_matches('0');
        let significant = cut.trim_start_matches('0');
        if significant.is_empty() {
            return Ok("0".to_owned());
        }
        let too_large = || format!("has the number {text}, which is beyond PostgreSQL's `numeric`");
        let exponent: i64 = exponent.parse().map_err(|_| too_large())?;
        // The power of ten of the last significant digit, and of the last one written.
        let last = |digits: usize| (whole.len() as i64 - digits as i64).checked_add(exponent).ok_or_else(too_large);
        let (power, written) = (last(cut.len())?, last(digits.len())?);
        if power + significant.len() as i64 > MAX_DIGITS.0 || -written > MAX_DIGITS.1 {
            return Err(too_large());
        }
        Ok(format!("{sign}{significant}e{power}"))
    }

    fn spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn unexpected(&self, expected: &str) -> String {
        format!("is not JSON: expected {expected} at byte {}", self.at)
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => {
                // Writing to a text does not fail.
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_one_value_have_one_form() {
        for (one, other) in [
            (r#"{"b":1,"a":[true,null]}"#, r#" { "a" : [ true , null ] , "b" : 1.0 } "#),
            (r#""学生\n""#, r#""\u5b66\u751f\u000a""#),
            ("1500", "1.5e3"),
            ("-0.0", "0e10"),
            ("0.00120", "12E-4"),
            ("9223372036854775807", "9.223372036854775807e18"),
        ] {
            assert_eq!(normal(one).unwrap(), normal(other).unwrap(), "{one} {other}");
        }
        for (one, other) in [("1", "10"), ("1", "-1"), (r#""1""#, "1"), ("9007199254740993", "9007199254740992")] {
            assert_ne!(normal(one).unwrap(), normal(other).unwrap(), "{one} {other}");
        }
        assert_ne!(normal(r#"{"a":{"b":1}}"#).unwrap(), normal(r#"{"a":{},"b":1}"#).unwrap());
    }

    #[test]
    fn what_jsonb_loses_is_an_error() {
        for (text, problem) in [
            (r#"{"a":1,"\u0061":2}"#, "has the member \"a\" twice"),
            (r#"["\u0000"]"#, "U+0000"),
            (r#"["\ud800"]"#, "not Unicode"),
            ("1e200000", "beyond"),
            ("1e-20000", "beyond"),
            ("1e99999999999999999999", "beyond"),
            ("[1", "not JSON"),
            ("[1]x", "not JSON"),
            ("\"a", "cut off"),
            ("", "not JSON"),
        ] {
            let error = normal(text).unwrap_err();
            assert!(error.contains(problem), "{text}: {error}");
        }
        assert!(normal(&"[".repeat(200)).is_err());
    }
}
