//! Random JSON texts, most of them invalid.

use std::{env, fs};

use fastrand::Rng;

/// Generator of texts, which starts from the fuzzing corpus or from a random valid text.
pub(super) struct Bodies {
    corpus: Vec<Vec<u8>>,
}

/// Fragments that mutations insert.
const PIECES: [&str; 44] = [
    "",
    "\"",
    "\\",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\u",
    "\\u0041",
    "\\u674e",
    "\\ud83d",
    "\\ude00",
    "\\ud83d\\ude00",
    "\\u00",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\n",
    "\t\r",
    "\0",
    "\u{1f}",
    "\u{7f}",
    "李",
    "😀",
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "9007199254740993",
    "123456789012345678",
    "0.1",
    "-",
    ".",
    "e",
    "E+5",
    "e-400",
    "99999999999999999999",
    "                                                                    ",
];

impl Bodies {
    pub fn new() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/row");
        let files = fs::read_dir(folder).unwrap();
        let mut corpus: Vec<Vec<u8>> = files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
        corpus.sort();
        Self { corpus }
    }

    /// Number of texts, from `WEDA_BODIES` or 20,000.
    pub fn count() -> u64 {
        env::var("WEDA_BODIES").map_or(20_000, |count| count.parse().expect("WEDA_BODIES is a number"))
    }

    /// Returns the text of a seed.
    pub fn body(&self, seed: u64) -> Vec<u8> {
        let mut rng = Rng::with_seed(seed);
        let mut body = match rng.u8(0..4) {
            0 => self.corpus[rng.usize(..self.corpus.len())].clone(),
            _ => {
                let mut body = String::new();
                value(&mut rng, 4, &mut body);
                body.into_bytes()
            }
        };
        // One in eight stays unchanged.
        for _ in 0..[0, 1, 1, 1, 2, 2, 4, 8][rng.usize(..8)] {
            mutate(&mut rng, &mut body);
        }
        body
    }
}

fn mutate(rng: &mut Rng, body: &mut Vec<u8>) {
    let start = rng.usize(..=body.len());
    let end = (start + rng.usize(..4)).min(body.len());
    match rng.u8(0..16) {
        0 => body.truncate(start),
        1 if start < body.len() => body[start] = rng.u8(..),
        2 => {
            let end = (start + rng.usize(..40)).min(body.len());
            body.extend_from_within(start..end);
        }
        3 => drop(body.drain(start..(start + rng.usize(..40)).min(body.len()))),
        4 => {
            body.splice(start..start, (0..rng.usize(..40)).map(|_| b'0' + rng.u8(..10)).collect::<Vec<_>>());
        }
        _ => {
            let piece = PIECES[rng.usize(..PIECES.len())];
            body.splice(start..end, piece.bytes());
        }
    }
}

fn value(rng: &mut Rng, depth: usize, out: &mut String) {
    space(rng, out);
    match rng.u8(0..if depth == 0 { 8 } else { 12 }) {
        0 => out.push_str(["null", "true", "false"][rng.usize(..3)]),
        1..=3 => number(rng, out),
        4..=7 => text(rng, out),
        8 | 9 => members(rng, depth, false, out),
        _ => members(rng, depth, true, out),
    }
    space(rng, out);
}

fn members(rng: &mut Rng, depth: usize, with_keys: bool, out: &mut String) {
    out.push(if with_keys { '{' } else { '[' });
    for at in 0..rng.usize(..5) {
        if at > 0 {
            out.push(',');
        }
        if with_keys {
            space(rng, out);
            text(rng, out);
            space(rng, out);
            out.push(':');
        }
        value(rng, depth - 1, out);
    }
    out.push(if with_keys { '}' } else { ']' });
}

fn space(rng: &mut Rng, out: &mut String) {
    if rng.u8(..8) == 0 {
        (0..rng.usize(..6)).for_each(|_| out.push(rng.choice([' ', '\t', '\n', '\r']).unwrap()));
    }
}

fn text(rng: &mut Rng, out: &mut String) {
    let mut text = String::new();
    for _ in 0..rng.usize(..24) {
        let character = match rng.u8(..12) {
            0 => rng.choice(['"', '\\', '/', '\n', '\u{8}', '\u{1}', '\0']).unwrap(),
            1 | 2 => rng.choice(['李', '四', 'é', '😀', '\u{2028}']).unwrap(),
            _ => rng.alphanumeric(),
        };
        text.push(character);
    }
    let printed = serde_json::to_string(&text).unwrap();
    match rng.u8(..8) {
        // JSON text within JSON text.
        0 => out.push_str(&serde_json::to_string(&printed).unwrap()),
        1 => {
            out.push('"');
            text.encode_utf16().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            out.push('"');
        }
        _ => out.push_str(&printed),
    }
}

fn number(rng: &mut Rng, out: &mut String) {
    let digits = |rng: &mut Rng, max: usize| (0..rng.usize(1..=max)).map(|_| rng.digit(10)).collect::<String>();
    match rng.u8(..8) {
        0 => out.push_str(&f64::from_bits(rng.u64(..)).to_string()),
        1 => out.push_str(&format!("{:e}", f64::from_bits(rng.u64(..)))),
        2 => out.push_str(&rng.i64(..).to_string()),
        3 => out.push_str(&format!("{}.{}", rng.i64(..) >> rng.u8(..64), digits(rng, 20))),
        4 => out.push_str(&format!("{}.{}E{}", rng.i32(..), digits(rng, 8), rng.i32(-400..400))),
        5 => out.push_str(&format!("-{}", digits(rng, 24))),
        6 => out.push_str(&format!("{}.{}", rng.u8(..), digits(rng, 2))),
        _ => out.push_str(&rng.u16(..).to_string()),
    }
}
