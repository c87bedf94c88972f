//! Random values, and how they compare.

use std::cmp::Ordering;

use fastrand::Rng;
use serde_json::{Value, json};

use super::schema::{Kind, OPTIONS};

/// Letters with and without case, signs of patterns, quotes and wildcards, so that parts of one text occur in another.
const LETTERS: [char; 30] = [
    'a', 'A', 'b', 'B', 'é', 'É', 'я', 'Я', 'Σ', 'σ', 'ς', 'ａ', 'Ａ', '李', '四', '😀', '%', '_', '*', '.', '\\',
    '\'', '"', '(', '$', '^', ' ', '\n', '\0', '0',
];

/// Numbers that differ by less than a double can tell, beside small ones.
const WHOLE: [i64; 10] =
    [i64::MAX, i64::MAX - 1, i64::MIN, (1 << 53) + 1, 1 << 53, (1 << 53) - 1, -(1 << 53) - 1, 1_700_000_000_000, 0, -1];

const DOUBLES: [f64; 6] = [1e300, -1e300, 9.223_372_036_854_776e18, 0.1, -0.25, 1e-300];

pub fn text(rng: &mut Rng) -> String {
    (0..rng.usize(0..4)).map(|_| rng.choice(LETTERS).unwrap()).collect()
}

fn number(rng: &mut Rng) -> Value {
    match rng.u8(0..10) {
        0..5 => json!(rng.i64(-3..4)),
        5..7 => json!(rng.i64(-12..12) as f64 / 4.0),
        7..9 => json!(rng.choice(WHOLE).unwrap()),
        _ => json!(rng.choice(DOUBLES).unwrap()),
    }
}

/// A value of a field, `null` in a fifth of the cases.
pub fn value(rng: &mut Rng, kind: Kind) -> Value {
    if rng.u8(0..5) == 0 {
        return Value::Null;
    }
    match kind {
        Kind::Texts => (0..rng.usize(0..4)).map(|_| text(rng)).collect(),
        Kind::Numbers => (0..rng.usize(0..4)).map(|_| number(rng)).collect(),
        Kind::Object => json!({ "a": text(rng), "b": [number(rng)] }),
        kind => scalar(rng, kind),
    }
}

/// A value that is not null, or an element of a list.
pub fn scalar(rng: &mut Rng, kind: Kind) -> Value {
    match kind {
        Kind::Number | Kind::Numbers => number(rng),
        Kind::Date => json!(1_700_000_000_000_i64 + rng.i64(-3..4) * 1000),
        Kind::Flag => json!(rng.bool()),
        Kind::Choice => json!(rng.choice(OPTIONS).unwrap()),
        Kind::Text | Kind::Texts | Kind::Object | Kind::Id => json!(text(rng)),
    }
}

/// The order of two values of the same type; `None` if either is null.
pub fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => Some(match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(a), None) => whole_and_double(a, b.as_f64()?),
            (None, Some(b)) => whole_and_double(b, a.as_f64()?).reverse(),
            (None, None) => a.as_f64()?.partial_cmp(&b.as_f64()?)?,
        }),
        _ => None,
    }
}

/// The exact order: most integers are not doubles.
fn whole_and_double(whole: i64, double: f64) -> Ordering {
    if double >= 9_223_372_036_854_775_808.0 {
        return Ordering::Less;
    }
    if double < -9_223_372_036_854_775_808.0 {
        return Ordering::Greater;
    }
    whole.cmp(&(double.trunc() as i64)).then(0.0.partial_cmp(&double.fract()).unwrap())
}
