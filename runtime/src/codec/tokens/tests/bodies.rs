//! JSON texts out of a seed, most of them broken in some place.

use std::{env, fs};

use fastrand::Rng;

/// Texts without any fault, to begin with: what fuzzing found, and what it did not.
pub(super) struct Bodies {
    whole: Vec<Vec<u8>>,
}

/// What is put into a body.
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
        let mut whole: Vec<Vec<u8>> = files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
        whole.sort();
        Self { whole }
    }

    /// How many there should be: as many as `WEDA_BODIES` says.
    pub fn count() -> u64 {
        env::var("WEDA_BODIES").map_or(20_000, |count| count.parse().expect("WEDA_BODIES is a number"))
    }

    /// The body of a seed.
    pub fn body(&self, seed: u64) -> Vec<u8> {
        let mut dice = Rng::with_seed(seed);
        let mut body = match dice.u8(0..4) {
            0 => self.whole[dice.usize(..self.whole.len())].clone(),
            _ => {
                let mut body = String::new();
                value(&mut dice, 4, &mut body);
                body.into_bytes()
            }
        };
        // One in eight stays as it is.
        for _ in 0..[0, 1, 1, 1, 2, 2, 4, 8][dice.usize(..8)] {
            mutate(&mut dice, &mut body);
        }
        body
    }
}

fn mutate(dice: &mut Rng, body: &mut Vec<u8>) {
    let start = dice.usize(..=body.len());
    let end = (start + dice.usize(..4)).min(body.len());
    match dice.u8(0..16) {
        0 => body.truncate(start),
        1 if start < body.len() => body[start] = dice.u8(..),
        2 => {
            let end = (start + dice.usize(..40)).min(body.len());
            body.extend_from_within(start..end);
        }
        3 => drop(body.drain(start..(start + dice.usize(..40)).min(body.len()))),
        4 => {
            body.splice(start..start, (0..dice.usize(..40)).map(|_| b'0' + dice.u8(..10)).collect::<Vec<_>>());
        }
        _ => {
            let piece = PIECES[dice.usize(..PIECES.len())];
            body.splice(start..end, piece.bytes());
        }
    }
}

fn value(dice: &mut Rng, depth: usize, out: &mut String) {
    space(dice, out);
    match dice.u8(0..if depth == 0 { 8 } else { 12 }) {
        0 => out.push_str(["null", "true", "false"][dice.usize(..3)]),
        1..=3 => number(dice, out),
        4..=7 => text(dice, out),
        8 | 9 => members(dice, depth, false, out),
        _ => members(dice, depth, true, out),
    }
    space(dice, out);
}

fn members(dice: &mut Rng, depth: usize, with_keys: bool, out: &mut String) {
    out.push(if with_keys { '{' } else { '[' });
    for at in 0..dice.usize(..5) {
        if at > 0 {
            out.push(',');
        }
        if with_keys {
            space(dice, out);
            text(dice, out);
            space(dice, out);
            out.push(':');
        }
        value(dice, depth - 1, out);
    }
    out.push(if with_keys { '}' } else { ']' });
}

fn space(dice: &mut Rng, out: &mut String) {
    if dice.u8(..8) == 0 {
        (0..dice.usize(..6)).for_each(|_| out.push(dice.choice([' ', '\t', '\n', '\r']).unwrap()));
    }
}

fn text(dice: &mut Rng, out: &mut String) {
    let mut text = String::new();
    for _ in 0..dice.usize(..24) {
        let character = match dice.u8(..12) {
            0 => dice.choice(['"', '\\', '/', '\n', '\u{8}', '\u{1}', '\0']).unwrap(),
            1 | 2 => dice.choice(['李', '四', 'é', '😀', '\u{2028}']).unwrap(),
            _ => dice.alphanumeric(),
        };
        text.push(character);
    }
    let printed = serde_json::to_string(&text).unwrap();
    match dice.u8(..8) {
        // As JSON text in JSON text.
        0 => out.push_str(&serde_json::to_string(&printed).unwrap()),
        1 => {
            out.push('"');
            text.encode_utf16().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            out.push('"');
        }
        _ => out.push_str(&printed),
    }
}

fn number(dice: &mut Rng, out: &mut String) {
    let digits = |dice: &mut Rng, most: usize| (0..dice.usize(1..=most)).map(|_| dice.digit(10)).collect::<String>();
    match dice.u8(..8) {
        0 => out.push_str(&f64::from_bits(dice.u64(..)).to_string()),
        1 => out.push_str(&format!("{:e}", f64::from_bits(dice.u64(..)))),
        2 => out.push_str(&dice.i64(..).to_string()),
        3 => out.push_str(&format!("{}.{}", dice.i64(..) >> dice.u8(..64), digits(dice, 20))),
        4 => out.push_str(&format!("{}.{}E{}", dice.i32(..), digits(dice, 8), dice.i32(-400..400))),
        5 => out.push_str(&format!("-{}", digits(dice, 24))),
        6 => out.push_str(&format!("{}.{}", dice.u8(..), digits(dice, 2))),
        _ => out.push_str(&dice.u16(..).to_string()),
    }
}
