//! Dates and times in the Shanghai time zone, as Unix milliseconds.

use jiff::civil::{Date, DateTime};

/// The start of a day.
pub(crate) fn day_start(day: Date) -> i64 {
    weda::Date::from(day).as_millis()
}

/// The instant of a local time.
pub(crate) fn moment(shown: DateTime) -> Option<i64> {
    weda::DateTime::from_shanghai(shown).ok().map(weda::DateTime::as_millis)
}

/// The local time of an instant, with the offset from UTC in seconds.
pub(crate) fn shown(millis: i64) -> Option<(DateTime, i32)> {
    let zoned = weda::DateTime::from_millis(millis).to_shanghai().ok()?;
    Some((zoned.datetime(), zoned.offset().seconds()))
}
