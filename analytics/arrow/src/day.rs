//! Days in China, as the client counts them: one pair of functions for columns and for filters.

use std::sync::LazyLock;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use weda::Date;

/// The time zone of moments and days.
pub const ZONE: &str = "Asia/Shanghai";

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// China's offset from UTC since 1991, in milliseconds. Also the client's beyond the years of its calendar.
const OFFSET: i64 = 8 * 3_600_000;
const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// The compiled tables of the zone, which are the client's.
static TABLE: TimeZone = jiff::tz::get!("Asia/Shanghai");

/// The first millisecond from which on the offset never changes. Finding it in the tables costs more than a day.
static SETTLED: LazyLock<i64> = LazyLock::new(|| {
    let last = TABLE.preceding(Timestamp::MAX).next();
    last.map_or(i64::MIN, |change| change.timestamp().as_millisecond())
});

/// Returns the day in China of a moment, in days since 1970-01-01, or `None` if a `Date32` cannot hold it.
///
/// The day follows the history of the time zone, with summer time from 1986 to 1991 and local mean time before 1901.
///
/// ```
/// // 4 May 1986, the first day of summer time, began at 16:00 UTC of the day before, and the next one at 15:00.
/// assert_eq!(weda_arrow::day_of(515_520_000_000), Some(5967));
/// assert_eq!(weda_arrow::day_of(515_520_000_000 + 23 * 3_600_000), Some(5968));
/// ```
#[must_use]
pub fn day_of(millis: i64) -> Option<i32> {
    if millis >= *SETTLED {
        return by_offset(millis);
    }
    match civil::Date::try_from(Date::from_millis(millis)) {
        Ok(day) => days_since_epoch(day),
        Err(_) => by_offset(millis),
    }
}

/// Returns the first millisecond of a day in China, in milliseconds since 1970-01-01T00:00:00Z.
///
/// ```
/// let day = weda_arrow::day_of(684_860_400_000).unwrap();
/// assert_eq!(weda_arrow::first_milli(day), 684_860_400_000, "15 September 1991");
/// ```
#[must_use]
pub fn first_milli(day: i32) -> i64 {
    let by_offset = i64::from(day) * DAY - OFFSET;
    if by_offset - DAY >= *SETTLED {
        return by_offset;
    }
    let date = Span::new().try_days(i64::from(day)).and_then(|days| EPOCH.checked_add(days));
    date.map_or(by_offset, |date| Date::from(date).as_millis())
}

fn by_offset(millis: i64) -> Option<i32> {
    // The remainders are added, since `millis + OFFSET` could overflow.
    let day = millis.div_euclid(DAY) + (millis.rem_euclid(DAY) + OFFSET).div_euclid(DAY);
    i32::try_from(day).ok()
}

fn days_since_epoch(day: civil::Date) -> Option<i32> {
    i32::try_from(day.duration_since(EPOCH).as_secs() / (DAY / 1000)).ok()
}
