//! Days, weeks and months in China.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// By its history, with summer times. Compiled in, since the machine's tables may be missing.
static ZONE: TimeZone = jiff::tz::get!("Asia/Shanghai");

/// A period of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day, as `2026-11-30`.
    Day,
    /// A week, by its Monday: `2026-11-30`.
    Week,
    /// A month, as `2026-11`.
    Month,
}

impl Period {
    const ALL: [Period; 3] = [Period::Day, Period::Week, Period::Month];

    /// Its name: `day`, `week` or `month`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
        }
    }

    /// The period with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.name() == name)
    }

    /// The period of a time in Unix milliseconds, in the time zone of China.
    #[must_use]
    pub fn of(self, millis: i64) -> Option<String> {
        let day = Timestamp::from_millisecond(millis).ok()?.to_zoned(ZONE.clone()).date();
        Some(match self {
            Period::Day => day.to_string(),
            Period::Week => monday(day)?.to_string(),
            Period::Month => format!("{:04}-{:02}", day.year(), day.month()),
        })
    }
}

fn monday(day: Date) -> Option<Date> {
    if day.weekday() == Weekday::Monday { Some(day) } else { day.nth_weekday(-1, Weekday::Monday).ok() }
}

/// Adds `weda_period(millis, name)` to a connection. The time may be a text, as system fields may be declared.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("weda_period", 2, flags, |context| {
        let millis = match context.get_raw(0) {
            ValueRef::Integer(millis) => Some(millis),
            ValueRef::Real(millis) if millis.is_finite() => Some(millis as i64),
            ValueRef::Text(text) => std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()),
            _ => None,
        };
        let period = Period::named(context.get_raw(1).as_str()?);
        Ok(period.zip(millis).and_then(|(period, millis)| period.of(millis)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are from Python's `zoneinfo`.
    #[test]
    fn periods_are_those_of_china() {
        // 2025-08-31 23:59:59.999 and the next millisecond, in China.
        for (millis, day, week, month) in [
            (1_756_655_999_999, "2025-08-31", "2025-08-25", "2025-08"),
            (1_756_656_000_000, "2025-09-01", "2025-09-01", "2025-09"),
            // 1988-06-01 00:00 in summer time, which by a fixed offset would be the day before.
            (581_094_000_000, "1988-06-01", "1988-05-30", "1988-06"),
            (-28_800_001, "1969-12-31", "1969-12-29", "1969-12"),
        ] {
            let found = Period::ALL.map(|period| period.of(millis).unwrap());
            assert_eq!(found, [day, week, month], "{millis}");
        }
        assert_eq!(Period::Day.of(i64::MAX), None);
        assert_eq!(Period::named("year"), None);
    }
}
