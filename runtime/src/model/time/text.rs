//! ISO 8601 text of times.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use jiff::{SignedDuration, Timestamp};
use weda_definition::printable;

use super::{Date, DateTime, TimeOfDay, shanghai};

/// The error of a text or number that is not a valid time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeError {
    found: String,
    reason: &'static str,
}

impl TimeError {
    pub(super) fn new(found: impl Into<String>, reason: &'static str) -> Self {
        Self { found: found.into(), reason }
    }
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Untrusted text: truncated, and without control sequences.
        let found: String = self.found.chars().take(60).collect();
        write!(f, "`{}`: {}", printable(&found), self.reason)
    }
}

impl std::error::Error for TimeError {}

/// In UTC, `2022-02-28T07:51:32.306Z`; outside the years -9999 to 9999 the number, `9223372036854775807 ms`.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(moment) => moment.fmt(f),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

/// The day in China, `2024-09-01`; outside the years -9999 to 9999 the number.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match shanghai::shown(self.0) {
            Some((shown, _)) => shown.date().fmt(f),
            None => write!(f, "{} ms", self.0),
        }
    }
}

/// `08:00:00`, with a fraction if needed; otherwise the number if it is not a time of day.
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match civil::Time::midnight().checked_add(SignedDuration::from_millis(self.0)) {
            Ok(time) => time.fmt(f),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

/// `2022-02-28T15:51:32.306+08:00`. Requires an offset or `Z`, since the time would be ambiguous without. Truncates to
/// milliseconds.
impl FromStr for DateTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let reason = "not a date-time; write it with an offset, like 2024-09-01T08:30:00+08:00";
        let moment: Timestamp = text.parse().map_err(|_| TimeError::new(text, reason))?;
        Ok(Self(moment.as_millisecond()))
    }
}

/// `2024-09-01`.
impl FromStr for Date {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let fail = || TimeError::new(text, "not a date; write it like 2024-09-01");
        // The parser also accepts date-times and ignores their time.
        let is_day = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let day: civil::Date = Some(text).filter(|_| is_day).and_then(|text| text.parse().ok()).ok_or_else(fail)?;
        shanghai::day_start(day).map(Self).ok_or_else(fail)
    }
}

/// `08:30`, `08:30:15` or `08:30:15.250`. Truncates to milliseconds.
impl FromStr for TimeOfDay {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let fail = || TimeError::new(text, "not a time of day; write it like 08:30 or 08:30:15");
        let is_time =
            text.contains(':') && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
        let time: civil::Time = Some(text).filter(|_| is_time).and_then(|text| text.parse().ok()).ok_or_else(fail)?;
        Ok(Self(time.duration_since(civil::Time::midnight()).as_millis() as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_times_are_parsed_back() {
        for millis in [0, -1, 1_646_034_692_306, 581_094_000_000, -2_209_017_943_000] {
            let moment = DateTime::from_millis(millis);
            assert_eq!(moment.to_string().parse(), Ok(moment));
            let day = Date::from_millis(Date::from_millis(millis).first_milli());
            assert_eq!(day.to_string().parse(), Ok(day), "{day}");
        }
        for millis in [0, 30_600_000, 86_399_999] {
            let time = TimeOfDay::from_millis(millis);
            assert_eq!(time.to_string().parse(), Ok(time));
        }
        assert_eq!(Date::from_millis(1_725_120_000_001).to_string(), "2024-09-01", "later in the day");
        assert_eq!(TimeOfDay::from_millis(86_400_000).to_string(), "86400000 ms");
        assert_eq!(DateTime::from_millis(i64::MAX).to_string(), "9223372036854775807 ms");
        assert_eq!(Date::from_millis(i64::MIN).to_string(), "-9223372036854775808 ms");
    }

    #[test]
    fn errors_of_invalid_times_show_the_expected_form() {
        for text in ["", "2024-09-01T08:30:00", "2024-09-01", "08:30", "1725120000000", "2024-13-01T00:00:00Z"] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
        }
        for text in ["", "2024-02-30", "2024-9-1T", "2024-09-01T00:00:00+08:00", "20:24", "99999-01-01", "2024/09/01"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        for text in ["", "24:00", "2024", "08:60", "8:30 Uhr", "2024-09-01", "T08:30"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        let error = "\u{1b}[31m昨天".parse::<Date>().unwrap_err();
        assert_eq!(error.to_string(), "`\\u{1b}[31m昨天`: not a date; write it like 2024-09-01");
    }
}
