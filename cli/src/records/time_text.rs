//! Parses dates and times in common notations.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::shanghai;

/// Maximum number of digits of a serial number (31 December 9999 has seven).
const SERIAL_DIGITS: usize = 6;

/// The meaning of numbers in date fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum DateInput {
    /// Milliseconds since 1970.
    #[default]
    Millis,
    /// Serial numbers of a spreadsheet: days since 1900.
    Serial,
}

/// Parses a date, or date and time, in a table cell to milliseconds.
///
/// # Errors
/// Returns an error if the text is not valid or ambiguous.
pub(super) fn parse_cell(cell: &str, dates: DateInput) -> Result<i64, String> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_number =
        is_whole || digits.split_once('.').is_some_and(|(whole, part)| all_digits(whole) && all_digits(part));
    if !is_number {
        return parse_text(cell);
    }
    if dates == DateInput::Serial {
        let serial: f64 = cell.parse().map_err(|_| not_a_time(cell))?;
        return of_serial(serial, false).ok_or_else(|| not_a_time(cell));
    }
    if !is_whole || digits.len() <= SERIAL_DIGITS {
        let day = cell.parse().ok().and_then(|serial| serial_shown(serial, false));
        let day = day.map_or_else(String::new, |day| format!(" ({})", day.date()));
        return Err(format!(
            "`{cell}` may be milliseconds since 1970 or a spreadsheet's serial number{day}; give `--dates serial` for the \
                         second, or write the date as 2024-01-05"
        ));
    }
    if let Some(other) = other_reading(cell) {
        return Err(format!(
            "`{cell}` may be milliseconds since 1970 or {other}; write it as 2024-01-05 or 2024-01-05T08:30:15Z"
        ));
    }
    cell.parse().map_err(|_| not_a_time(cell))
}

/// The alternative meaning of a number that would be milliseconds in the first months of 1970.
fn other_reading(digits: &str) -> Option<&'static str> {
    match digits.len() {
        8 if digits.starts_with(['1', '2']) => {
            let day = Date::strptime("%Y%m%d", digits).ok()?;
            (1800..2200).contains(&day.year()).then_some("a date such as 20240105")
        }
        10 if !digits.starts_with('-') => Some("seconds since 1970"),
        _ => None,
    }
}

/// Parses the text of a date, or date and time, to milliseconds. Without an offset, the time zone is Shanghai.
///
/// # Errors
/// Returns an error if the text is not valid or ambiguous.
pub(super) fn parse_text(text: &str) -> Result<i64, String> {
    let text = text.trim();
    let (day, rest) = split_day(text)?;
    let Some(day) = day else { return Err(not_a_time(text)) };
    let rest = rest.trim_start_matches(['T', 't', ' ', '\u{3000}']);
    if rest.is_empty() {
        return Ok(shanghai::day_start(day));
    }
    let (clock, offset) = split_offset(rest);
    let time = clock_time(clock.trim_end()).ok_or_else(|| not_a_time(text))?;
    let shown = day.to_datetime(time);
    let millis = match offset {
        None => shanghai::moment(shown),
        Some(offset) => {
            let offset = seconds_of_offset(offset).ok_or_else(|| not_a_time(text))?;
            Offset::from_seconds(offset)
                .and_then(|offset| offset.to_timestamp(shown))
                .ok()
                .map(|at| at.as_millisecond())
        }
    };
    millis.ok_or_else(|| not_a_time(text))
}

/// Parses a time of day, or its milliseconds since midnight.
///
/// # Errors
/// Returns an error if the text is not valid.
pub(super) fn time_of_day(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if all_digits(text)
        && let Ok(millis) = text.parse::<i64>()
        && millis < 86_400_000
    {
        return Ok(millis);
    }
    let time = clock_time(text).ok_or_else(|| {
        format!("`{text}` is not a time of day: write it as 08:30, 08:30:15 or 08:30:15.250, or in milliseconds since midnight")
    })?;
    Ok(time.duration_since(Time::midnight()).as_millis() as i64)
}

/// The local time of a spreadsheet's serial number; `None` if it is out of range.
///
/// The 1900 date system includes 29 February 1900, which did not exist; it returns `None`.
pub(super) fn serial_shown(serial: f64, since_1904: bool) -> Option<DateTime> {
    let millis = (serial * 86_400_000.0).round();
    if !(0.0..2_958_466.0 * 86_400_000.0).contains(&millis) {
        return None;
    }
    let (days, rest) = (millis as i64 / 86_400_000, millis as i64 % 86_400_000);
    let first = match (since_1904, days) {
        (true, _) => jiff::civil::date(1904, 1, 1),
        (false, 60) => return None,
        (false, 0..60) => jiff::civil::date(1899, 12, 31),
        (false, _) => jiff::civil::date(1899, 12, 30),
    };
    let day = first.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(day.to_datetime(time_at(rest)?))
}

/// A spreadsheet's serial number as milliseconds.
pub(super) fn of_serial(serial: f64, since_1904: bool) -> Option<i64> {
    shanghai::moment(serial_shown(serial, since_1904)?)
}

/// The time of day at `millis` after midnight.
pub(super) fn time_at(millis: i64) -> Option<Time> {
    let (seconds, part) = (millis.div_euclid(1_000), millis.rem_euclid(1_000));
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    Time::new(i8::try_from(hour).ok()?, minute as i8, second as i8, part as i32 * 1_000_000).ok()
}

/// Formats a time of day, with milliseconds if not zero.
pub(super) fn clock(time: Time) -> String {
    let (hour, minute, second, millis) = (time.hour(), time.minute(), time.second(), time.millisecond());
    match millis {
        0 => format!("{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}.{millis:03}"),
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn not_a_time(text: &str) -> String {
    let text = weda_definition::printable(text);
    format!(
        "`{text}` is not a date or a date and time: write it as 2024-01-05, 2024-01-05 08:30:15, \
                 2024-01-05T08:30:15+08:00, 2024/1/5 or 2024年1月5日, or in milliseconds since 1970 such as 1704384000000"
    )
}

/// Splits a text into the date at its beginning and the rest.
fn split_day(text: &str) -> Result<(Option<Date>, &str), String> {
    let (first, rest) = digits(text);
    let Some(mark @ ('-' | '/' | '.' | '年')) = rest.chars().next() else { return Ok((None, text)) };
    let (second, rest) = digits(&rest[mark.len_utf8()..]);
    let between = if mark == '年' { '月' } else { mark };
    let Some(rest) = rest.strip_prefix(between) else { return Ok((None, text)) };
    let (third, mut rest) = digits(rest);
    if mark == '年' {
        rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    }
    if [second, third].iter().any(|part| part.is_empty()) || first.is_empty() {
        return Ok((None, text));
    }
    if first.len() != 4 {
        let is_short = first.len() <= 2 && second.len() <= 2 && matches!(third.len(), 2 | 4);
        return match is_short {
            true => Err(format!("`{text}` is ambiguous: write the year first and with four digits, as in 2024-01-05")),
            false => Ok((None, text)),
        };
    }
    if second.len() > 2 || third.len() > 2 {
        return Ok((None, text));
    }
    let day = || Date::new(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?).ok();
    Ok((day(), rest))
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len()))
}

/// Splits a time from its offset.
fn split_offset(text: &str) -> (&str, Option<&str>) {
    match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (&text[..at], Some(&text[at..])),
        None => (text, None),
    }
}

/// `Z`, `+08`, `+0800`, `+08:00`, `+08:05:43`.
fn seconds_of_offset(text: &str) -> Option<i32> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let plain: String = rest.split(':').collect();
    let has_whole_parts = rest.split(':').all(|part| part.len() == 2) || !rest.contains(':');
    if !all_digits(&plain) || !has_whole_parts || !matches!(plain.len(), 2 | 4 | 6) {
        return None;
    }
    let part = |at: usize| plain.get(at..at + 2).map_or(Some(0), |part| part.parse::<i32>().ok());
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    (hours < 26 && minutes < 60 && seconds < 60).then_some(sign * (hours * 3_600 + minutes * 60 + seconds))
}

/// `8:30`, `08:30:15`, `08:30:15.250`; up to nine fractional digits, truncated to milliseconds.
fn clock_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let (second, fraction) = match parts.next() {
        None => ("0", ""),
        Some(seconds) => seconds.split_once(['.', ',']).unwrap_or((seconds, "")),
    };
    let is_short = |part: &str| all_digits(part) && part.len() <= 2;
    if parts.next().is_some() || ![hour, minute, second].into_iter().all(is_short) {
        return None;
    }
    if !(fraction.is_empty() || all_digits(fraction) && fraction.len() <= 9) {
        return None;
    }
    let nanoseconds: i32 = format!("{fraction:0<9}").parse().ok()?;
    let millis = nanoseconds / 1_000_000;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?, millis * 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected numbers were computed with Python's `zoneinfo`.
    #[test]
    fn common_notations_of_dates_and_times_are_accepted() {
        for (text, millis) in [
            ("2024-01-05", 1_704_384_000_000),
            ("2024/1/5", 1_704_384_000_000),
            ("2024.1.5", 1_704_384_000_000),
            ("2024年1月5日", 1_704_384_000_000),
            (" 2024/01/05 ", 1_704_384_000_000),
            ("2024/1/5 3:04", 1_704_395_040_000),
            ("2024年1月5日 3:04:05", 1_704_395_045_000),
            ("2024-01-02 03:04:05", 1_704_135_845_000),
            ("2024-01-05T08:00:00+08:00", 1_704_412_800_000),
            ("2024-01-05T00:00:00Z", 1_704_412_800_000),
            ("2024-01-05 00:00:00.250z", 1_704_412_800_250),
            ("2024-01-05T00:00:00.123456789Z", 1_704_412_800_123),
            ("2024-01-04T19:00-0500", 1_704_412_800_000),
            ("1988-06-01", 581_094_000_000),
            ("1988-06-01 12:30", 581_139_000_000),
            ("1900-01-01T00:00:00+08:05:43", -2_209_017_943_000),
            ("1704384000000", 1_704_384_000_000),
            ("-28800000", -28_800_000),
        ] {
            assert_eq!(parse_cell(text, DateInput::Millis), Ok(millis), "{text}");
        }
    }

    #[test]
    fn ambiguous_values_are_rejected_with_the_reason() {
        for (text, reason) in [
            ("05/01/2024", "is ambiguous"),
            ("1/5/24", "is ambiguous"),
            ("05-01-2024 10:00", "is ambiguous"),
            ("24/1/05", "is ambiguous"),
            ("45296", "a spreadsheet's serial number (2024-01-05)"),
            ("45296.5", "a spreadsheet's serial number (2024-01-05)"),
            ("20240105", "a date such as 20240105"),
            ("1704384000", "seconds since 1970"),
            ("2024-02-30", "is not a date"),
            ("2024-1", "is not a date"),
            ("2024-01-05T25:00", "is not a date"),
            ("2024-01-05 08:00 PM", "is not a date"),
            ("tomorrow", "milliseconds since 1970 such as 1704384000000"),
            ("99999999999999999999", "is not a date"),
        ] {
            let why = parse_cell(text, DateInput::Millis).unwrap_err();
            assert!(why.contains(reason), "{text}: {why}");
        }
    }

    #[test]
    fn serial_numbers_are_those_of_spreadsheets() {
        for (text, millis) in [("45296", 1_704_384_000_000), ("45296.127893518519", 1_704_395_050_000)] {
            assert_eq!(parse_cell(text, DateInput::Serial), Ok(millis), "{text}");
        }
        assert_eq!(of_serial(43_834.0, true), Some(1_704_384_000_000), "the 1904 date system");
        let shown = |serial| serial_shown(serial, false).map(|shown| shown.date().to_string());
        assert_eq!(shown(1.0).as_deref(), Some("1900-01-01"));
        assert_eq!(shown(59.0).as_deref(), Some("1900-02-28"));
        assert_eq!(shown(60.0), None, "there was no 29 February 1900");
        assert_eq!(shown(61.0).as_deref(), Some("1900-03-01"));
        assert_eq!([shown(-1.0), shown(f64::NAN), shown(3e6)], [None, None, None]);
    }

    #[test]
    fn times_of_day_are_read_with_and_without_seconds() {
        for (text, millis) in [
            ("08:30", 30_600_000),
            ("8:30:15", 30_615_000),
            ("8:30:15.250", 30_615_250),
            ("00:00", 0),
            ("23:59:59.999", 86_399_999),
            ("30600000", 30_600_000),
        ] {
            assert_eq!(time_of_day(text), Ok(millis), "{text}");
        }
        for text in ["24:00", "8.30", "8", "86400000", "08:60", "noon", "1:2:3:4"] {
            match text {
                "8" => assert_eq!(time_of_day(text), Ok(8), "a number is milliseconds"),
                _ => assert!(time_of_day(text).is_err(), "{text}"),
            }
        }
    }
}
