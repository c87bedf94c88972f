//! Random patterns of JavaScript's grammar, some of them invalid, and texts for them.

use crate::dice::Dice;

const ATOMS: [&str; 41] = [
    "a",
    "b",
    "1",
    "_",
    " ",
    ".",
    "李",
    "😀",
    "é",
    "^",
    "$",
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    r"\b",
    r"\B",
    r"\n",
    r"\t",
    r"\0",
    r"\cJ",
    r"\x61",
    r"\u0061",
    r"\u674e",
    r"\ud83d\ude00",
    r"\ud83d",
    r"\u{1F600}",
    r"\/",
    r"\.",
    r"\-",
    r"\p{L}",
    r"\P{L}",
    r"\p{Script=Han}",
    r"\p{Lu}",
    "[]",
    "[^]",
    "{",
    "]",
    "}",
];
const REFERENCES: [&str; 3] = [r"\1", r"\2", r"\k<n>"];
const CLASS_ITEMS: [&str; 27] = [
    "a",
    "b",
    "a-b",
    "1-9",
    "-",
    "_",
    "^",
    "李",
    "一-龥",
    "😀",
    "é",
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    r"\b",
    r"\]",
    r"\\",
    r"\-",
    r"\n",
    r"\u0061",
    r"\ud83d\ude00",
    r"\p{L}",
    "&&",
    "\u{0}-\u{ffff}",
];
const QUANTIFIERS: [&str; 12] = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,}", "{0,2}", "{1,2}?", "{,2}", "{1"];
const LETTERS: [&str; 18] =
    ["a", "a", "b", "b", "1", "2", "_", " ", "-", "\n", "\u{2028}", "\u{feff}", "李", "😀", "é", "１", "E", "{"];

pub fn random(dice: &mut Dice) -> String {
    let mut pattern = String::new();
    alternatives(dice, 3, &mut pattern);
    if dice.once_in(40) {
        // May make the pattern invalid.
        let at = dice.below(pattern.chars().count() + 1);
        let at = pattern.char_indices().nth(at).map_or(pattern.len(), |(at, _)| at);
        pattern.insert(at, dice.pick(&['(', ')', '[', ']', '*', '\\', '{', '?', '|']));
    }
    // Two groups of one name are an error in older versions of node; newer ones accept them in alternatives.
    if let Some((before, behind)) = pattern.split_once("(?<n>") {
        pattern = format!("{before}(?<n>{}", behind.replace("(?<n>", "("));
    }
    if pattern.trim().is_empty() { "a".to_owned() } else { pattern }
}

/// A text for a pattern. V8 also finds an empty match between the halves of a surrogate pair, where no code point begins:
/// patterns for which that matters get texts without surrogate pairs.
pub fn text(dice: &mut Dice, pattern: &str) -> String {
    let text: String = (0..dice.below(8)).map(|_| dice.pick(&LETTERS)).collect();
    let looks = ["(?=", "(?!", "(?<", r"\b", r"\B"].iter().any(|look| pattern.contains(look));
    if looks { text.replace('😀', "") } else { text }
}

fn alternatives(dice: &mut Dice, depth: usize, out: &mut String) {
    for index in 0..1 + dice.below(4) / 2 {
        if index > 0 {
            out.push('|');
        }
        for _ in 0..1 + dice.below(3) {
            term(dice, depth, out);
        }
    }
}

fn term(dice: &mut Dice, depth: usize, out: &mut String) {
    match dice.below(if depth > 0 { 12 } else { 7 }) {
        // Only after closed groups: octal numbers without the flag `u` are rare.
        0 if out.matches(')').count() > 1 && dice.once_in(4) => out.push_str(dice.pick(&REFERENCES)),
        0..=4 => out.push_str(dice.pick(&ATOMS)),
        5 | 6 => class(dice, out),
        7..=9 => group(dice, &["(", "(", "(?:", "(?<n>"], depth, out),
        _ => return group(dice, &["(?=", "(?!", "(?<=", "(?<!"], depth, out),
    }
    if dice.once_in(3) {
        out.push_str(dice.pick(&QUANTIFIERS));
    }
}

fn group(dice: &mut Dice, openings: &[&str], depth: usize, out: &mut String) {
    out.push_str(dice.pick(openings));
    alternatives(dice, depth - 1, out);
    out.push(')');
}

fn class(dice: &mut Dice, out: &mut String) {
    out.push_str(dice.pick(&["[", "[", "[^"]));
    for _ in 0..1 + dice.below(3) {
        out.push_str(dice.pick(&CLASS_ITEMS));
    }
    out.push(']');
}
