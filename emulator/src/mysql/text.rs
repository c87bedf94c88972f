//! Texts. Positions count characters from 1.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

use super::number::{as_text, number};
use super::{Failure, flags, limited, strict, values};

/// The maximum product of the lengths of a text and a pattern: less than a second.
const MAX_COMPARISONS: usize = 200_000_000;

pub(super) fn register(connection: &Connection) -> Result<()> {
    strict(connection, "mysql_like", 3, |values| {
        let [text, pattern, escape] = [0, 1, 2].map(|index| as_text(values[index]));
        if text.len().saturating_mul(pattern.len()) > MAX_COMPARISONS {
            return Err(Failure::LongPattern.into());
        }
        Ok(Value::Integer(super::like::matches(&text, &pattern, escape.chars().next()).into()))
    })?;
    strict(connection, "mysql_concat", -1, |values| joined(values.iter().map(|value| as_text(*value)), ""))?;
    connection.create_scalar_function("mysql_concat_ws", -1, flags(), |context| {
        let values = values(context);
        let Some((separator, texts)) = values.split_first() else { return Ok(Value::Null) };
        if *separator == ValueRef::Null {
            return Ok(Value::Null);
        }
        let texts = texts.iter().filter(|value| **value != ValueRef::Null).map(|value| as_text(*value));
        joined(texts, &as_text(*separator))
    })?;
    strict(connection, "mysql_length", 1, |values| Ok(Value::Integer(as_text(values[0]).len() as i64)))?;
    strict(connection, "mysql_char_length", 1, |values| Ok(Value::Integer(as_text(values[0]).chars().count() as i64)))?;
    strict(connection, "mysql_lower", 1, |values| limited(as_text(values[0]).to_lowercase()))?;
    strict(connection, "mysql_upper", 1, |values| limited(as_text(values[0]).to_uppercase()))?;
    strict(connection, "mysql_reverse", 1, |values| limited(as_text(values[0]).chars().rev().collect()))?;
    strict(connection, "mysql_substring", -1, |values| {
        let length = values.get(2).map(|length| whole(*length));
        limited(substring(&as_text(values[0]), whole(values[1]), length))
    })?;
    strict(connection, "mysql_left", 2, |values| limited(as_text(values[0]).chars().take(size(values[1])).collect()))?;
    strict(connection, "mysql_right", 2, |values| {
        let text = as_text(values[0]);
        limited(text.chars().skip(text.chars().count().saturating_sub(size(values[1]))).collect())
    })?;
    strict(connection, "mysql_replace", 3, |values| {
        let [text, from, to] = [0, 1, 2].map(|index| as_text(values[index]));
        if from.is_empty() {
            return limited(text);
        }
        let growth = text.matches(&from).count().saturating_mul(to.len());
        limited(if growth > super::MAX_BYTES { " ".repeat(super::MAX_BYTES + 1) } else { text.replace(&from, &to) })
    })?;
    strict(connection, "mysql_trim", 3, |values| {
        let [text, what, side] = [0, 1, 2].map(|index| as_text(values[index]));
        let mut text = text.as_str();
        if what.is_empty() {
            return limited(text.to_owned());
        }
        if side != "TRAILING" {
            text = text.trim_start_matches(what.as_str());
        }
        if side != "LEADING" {
            text = text.trim_end_matches(what.as_str());
        }
        limited(text.to_owned())
    })?;
    strict(connection, "mysql_locate", 3, |values| {
        let [part, text] = [0, 1].map(|index| as_text(values[index]));
        Ok(Value::Integer(locate(&part, &text, whole(values[2]))))
    })
}

/// Joins texts, unless they become too long.
fn joined(texts: impl Iterator<Item = String>, separator: &str) -> Result<Value> {
    let mut all = String::new();
    for (index, text) in texts.enumerate() {
        if index > 0 {
            all += separator;
        }
        all += &text;
        if all.len() > super::MAX_BYTES {
            return Err(Failure::TooLong.into());
        }
    }
    Ok(Value::Text(all))
}

fn whole(value: ValueRef<'_>) -> i64 {
    match number(value) {
        Value::Integer(whole) => whole,
        Value::Real(double) => double.round() as i64,
        _ => 0,
    }
}

/// A number of characters; a negative one is 0.
fn size(value: ValueRef<'_>) -> usize {
    usize::try_from(whole(value).max(0)).unwrap_or(usize::MAX)
}

/// The part of a text from a position, which counts from the end if it is negative. Position 0 gives an empty text.
fn substring(text: &str, position: i64, length: Option<i64>) -> String {
    let count = text.chars().count();
    let start = match usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX) {
        0 => return String::new(),
        from if position > 0 => from - 1,
        from if from > count => return String::new(),
        from => count - from,
    };
    let length = length.map_or(usize::MAX, |length| usize::try_from(length.max(0)).unwrap_or(usize::MAX));
    text.chars().skip(start).take(length).collect()
}

/// The position of a part at or after a position, 0 if it does not occur. Ignores case.
fn locate(part: &str, text: &str, from: i64) -> i64 {
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
    let (part, count) = (lower(part), text.chars().count());
    let Some(skip) = usize::try_from(from.saturating_sub(1)).ok().filter(|skip| *skip <= count) else { return 0 };
    let rest: String = text.chars().skip(skip).collect();
    let rest = lower(&rest);
    rest.find(&part).map_or(0, |at| (skip + rest[..at].chars().count() + 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_texts() {
        for (position, length, expected) in [
            (1, None, "微搭模型"),
            (2, None, "搭模型"),
            (2, Some(1), "搭"),
            (-2, None, "模型"),
            (-2, Some(1), "模"),
            (0, None, ""),
            (-5, None, ""),
            (9, None, ""),
            (1, Some(-1), ""),
            (i64::MIN, None, ""),
        ] {
            assert_eq!(substring("微搭模型", position, length), expected, "{position} {length:?}");
        }
        assert_eq!(locate("B", "abab", 1), 2);
        assert_eq!(locate("b", "abab", 3), 4);
        assert_eq!(locate("型", "微搭模型", 1), 4);
        assert_eq!((locate("x", "abab", 1), locate("a", "abab", 0), locate("a", "abab", i64::MAX)), (0, 0, 0));
        assert_eq!(locate("a", "abab", i64::MIN), 0);
        assert_eq!(locate("", "ab", 1), 1);
    }
}
