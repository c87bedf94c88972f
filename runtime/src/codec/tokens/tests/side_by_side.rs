//! Compares our tokenizer with sonic-rs, which was used before: both accept the same texts with the same values, and
//! find errors at the same offsets.
//!
//! 20,000 texts per run. For a million, and a table of both sides' errors:
//! `WEDA_BODIES=1000000 cargo test --release -p weda --lib side_by_side -- --nocapture`.

use std::collections::BTreeMap;

use super::super::{Scratch, Tokens};
use super::bodies::Bodies;
use super::library::Library;

/// A tokenizer.
pub(super) trait Source<'a> {
    fn new(text: &'a str) -> Self;
    fn next(&mut self) -> Option<u8>;
    fn peek(&mut self) -> Option<u8>;
    fn text(&mut self) -> Result<String, String>;
    fn number(&mut self, first: u8) -> Result<&'a str, String>;
    fn double(&mut self, first: u8) -> Option<f64>;
    fn integer(&mut self, first: u8) -> Option<i64>;
    fn literal(&mut self, rest: &str) -> Result<(), String>;
    fn offset(&self) -> usize;
}

impl<'a> Source<'a> for Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Tokens::new(text)
    }
    fn next(&mut self) -> Option<u8> {
        Tokens::next(self)
    }
    fn peek(&mut self) -> Option<u8> {
        Tokens::peek(self)
    }
    fn text(&mut self) -> Result<String, String> {
        Tokens::text(self, &mut Scratch::default()).map(str::to_owned).map_err(|error| error.to_string())
    }
    fn number(&mut self, _: u8) -> Result<&'a str, String> {
        Tokens::number(self).map_err(|error| error.to_string())
    }
    fn double(&mut self, first: u8) -> Option<f64> {
        Tokens::double(self, first)
    }
    fn integer(&mut self, first: u8) -> Option<i64> {
        Tokens::integer(self, first)
    }
    fn literal(&mut self, rest: &str) -> Result<(), String> {
        Tokens::literal(self, rest).map_err(|error| error.to_string())
    }
    fn offset(&self) -> usize {
        Tokens::offset(self)
    }
}

/// A token, with the offset after it.
#[derive(Debug, PartialEq)]
enum Token {
    Byte(u8, usize),
    Text(String, usize),
    Literal(usize),
    Number {
        text: String,
        /// Bits, since `-0` differs from `0`.
        double: Option<(u64, usize)>,
        integer: Option<(i64, usize)>,
        end: usize,
    },
}

/// Reads a text as the codec does. Returns the tokens, and the error if one ends them.
fn read<'a, S: Source<'a>>(text: &'a str) -> (Vec<Token>, Option<String>) {
    let (mut source, mut tokens) = (S::new(text), Vec::new());
    let end = value(&mut source, text, 0, &mut tokens).and_then(|()| match source.next() {
        None => Ok(()),
        Some(_) => Err("more".to_owned()),
    });
    (tokens, end.err())
}

fn value<'a, S: Source<'a>>(source: &mut S, all: &'a str, depth: usize, to: &mut Vec<Token>) -> Result<(), String> {
    let ahead = source.peek();
    let first = source.next().ok_or("end")?;
    assert_eq!(ahead, Some(first));
    to.push(Token::Byte(first, source.offset()));
    match first {
        b'"' => {
            let text = source.text()?;
            to.push(Token::Text(text, source.offset()));
        }
        b't' | b'f' | b'n' => {
            source.literal(if first == b't' {
                "rue"
            } else if first == b'f' {
                "alse"
            } else {
                "ull"
            })?;
            to.push(Token::Literal(source.offset()));
        }
        b'-' | b'0'..=b'9' => number(source, all, first, to)?,
        b'[' | b'{' if depth < 32 => {
            let close = first + 2;
            let mut at_start = true;
            loop {
                match source.peek().ok_or("end")? {
                    byte if byte == close => break,
                    b',' if !at_start => drop(source.next()),
                    _ if at_start => {}
                    _ => return Err("no comma".to_owned()),
                }
                if first == b'{' {
                    if source.next() != Some(b'"') {
                        return Err("no key".to_owned());
                    }
                    let key = source.text()?;
                    to.push(Token::Text(key, source.offset()));
                    if source.next() != Some(b':') {
                        return Err("no colon".to_owned());
                    }
                }
                value(source, all, depth + 1, to)?;
                at_start = false;
            }
            source.next();
            to.push(Token::Byte(close, source.offset()));
        }
        _ => return Err("no value".to_owned()),
    }
    Ok(())
}

/// Reads a number in each of the three ways from the same offset.
fn number<'a, S: Source<'a>>(source: &mut S, all: &'a str, first: u8, to: &mut Vec<Token>) -> Result<(), String> {
    let start = source.offset() - 1;
    let again = || {
        let mut source = S::new(&all[start..]);
        source.next();
        source
    };
    let (mut doubles, mut integers) = (again(), again());
    let double = doubles.double(first).map(|double| (double.to_bits(), start + doubles.offset()));
    let integer = integers.integer(first).map(|integer| (integer, start + integers.offset()));
    // For an invalid number such as `01`, a prefix may be read; the rest is then an error.
    let text = source.number(first)?.to_owned();
    // The codec falls back to the text.
    let end = source.offset();
    let integer = integer.or_else(|| Some((text.parse().ok()?, end)));
    to.push(Token::Number { text, double, integer, end });
    Ok(())
}

#[test]
fn tokens_match_those_of_the_library() {
    let (bodies, mut counts) = (Bodies::new(), BTreeMap::<(String, String), u64>::new());
    for seed in 0..Bodies::count() {
        let body = bodies.body(seed);
        // The codec rejects a response that is not UTF-8 before it is tokenized.
        let text = String::from_utf8_lossy(&body);
        let (ours, our_end) = read::<Tokens<'_>>(&text);
        let (theirs, their_end) = read::<Library<'_>>(&text);
        assert_eq!(ours, theirs, "seed {seed}: {text}");
        assert_eq!(
            our_end.is_some(),
            their_end.is_some(),
            "seed {seed}: {text}\nours: {our_end:?}\ntheirs: {their_end:?}"
        );
        let label = |end: Option<String>| end.map_or_else(|| "JSON".to_owned(), |end| kind_of(&end));
        *counts.entry((label(their_end), label(our_end))).or_default() += 1;
    }
    for ((theirs, ours), count) in counts {
        println!("{count:>8}  {theirs}  ->  {ours}");
    }
}

/// Returns a reason without the value that was found.
fn kind_of(reason: &str) -> String {
    let reason = reason.strip_prefix("the answer is not JSON: ").unwrap_or(reason);
    let reason = reason.split(", found `").next().unwrap_or(reason);
    let is_digit = |c: char| c.is_ascii_hexdigit();
    match reason.split_once("`\\u").filter(|(_, digits)| digits.starts_with(is_digit)) {
        Some((before, digits)) => format!("{before}`\\uXXXX{}", digits.trim_start_matches(is_digit)),
        None => reason.to_owned(),
    }
}
