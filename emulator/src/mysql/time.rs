//! Times as texts, in the time zone of China.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

use super::number::{as_text, number};
use super::{Failure, limited, strict};

pub(super) fn register(connection: &Connection) -> Result<()> {
    strict(connection, "mysql_from_unixtime", 1, |values| Ok(of_seconds(values[0]).map_or(Value::Null, print)))?;
    strict(connection, "mysql_date_format", 2, |values| match parse(&as_text(values[0])) {
        Some(time) => limited(format(time, &as_text(values[1]))?),
        None => Ok(Value::Null),
    })
}

/// The time of a Unix time in seconds.
fn of_seconds(value: ValueRef<'_>) -> Option<DateTime> {
    let seconds = match number(value) {
        Value::Integer(seconds) => seconds as f64,
        Value::Real(seconds) => seconds,
        _ => return None,
    };
    // The range of MySQL 8.
    if !(0.0..32_536_771_200.0).contains(&seconds) {
        return None;
    }
    let moment = Timestamp::from_microsecond((seconds * 1e6).round() as i64).ok()?;
    Some(china().to_datetime(moment))
}

fn china() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// The text of a time, with a fraction if it has one.
fn print(time: DateTime) -> Value {
    let text = format(time, "%Y-%m-%d %T").unwrap_or_default();
    let micros = time.subsec_nanosecond() / 1000;
    Value::Text(if micros == 0 { text } else { format!("{text}.{micros:06}") })
}

/// Parses a date or a time.
fn parse(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.len() == 10 { Some(text.parse::<jiff::civil::Date>().ok()?.into()) } else { text.parse().ok() }
}

fn format(time: DateTime, format: &str) -> Result<String, Failure> {
    let (mut text, mut characters) = (String::new(), format.chars());
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        let Some(specifier) = characters.next() else { break };
        let (year, month, day) = (time.year(), time.month(), time.day());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        text += &match specifier {
            'Y' => format!("{year:04}"),
            'y' => format!("{:02}", year % 100),
            'm' => format!("{month:02}"),
            'c' => month.to_string(),
            'd' => format!("{day:02}"),
            'e' => day.to_string(),
            'H' => format!("{hour:02}"),
            'k' => hour.to_string(),
            'i' => format!("{minute:02}"),
            's' | 'S' => format!("{second:02}"),
            'T' => format!("{hour:02}:{minute:02}:{second:02}"),
            'f' => format!("{:06}", time.subsec_nanosecond() / 1000),
            'j' => format!("{:03}", time.day_of_year()),
            '%' => "%".to_owned(),
            other => return Err(Failure::TimeFormat(other)),
        };
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_china() {
        let time = of_seconds(ValueRef::Integer(1_767_196_800)).unwrap();
        assert_eq!(print(time), Value::Text("2026-01-01 00:00:00".to_owned()));
        assert_eq!(format(time, "%Y年%c月%e日 %H:%i:%s %j %%").unwrap(), "2026年1月1日 00:00:00 001 %");
        assert_eq!(
            print(of_seconds(ValueRef::Real(0.5)).unwrap()),
            Value::Text("1970-01-01 08:00:00.500000".to_owned())
        );
        assert!(of_seconds(ValueRef::Integer(-1)).is_none() && of_seconds(ValueRef::Integer(i64::MAX)).is_none());
        assert!(matches!(format(time, "%W"), Err(Failure::TimeFormat('W'))));
        assert_eq!(parse("2026-01-01"), parse("2026-01-01 00:00:00"));
        assert!(parse("1").is_none() && parse("2026-13-01").is_none());
    }
}
