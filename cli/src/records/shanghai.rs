//! Days and moments by the clocks of China, in Unix milliseconds, as the client knows them.

use jiff::civil::{Date, DateTime};

/// The first millisecond of a day.
pub(crate) fn day_start(day: Date) -> i64 {
    weda::Date::from(day).as_millis()
}

/// The moment at which the clocks showed this.
pub(crate) fn moment(shown: DateTime) -> Option<i64> {
    weda::DateTime::from_shanghai(shown).ok().map(weda::DateTime::as_millis)
}

/// What the clocks showed at a moment, with their offset from UTC in seconds.
pub(crate) fn shown(millis: i64) -> Option<(DateTime, i32)> {
    let zoned = weda::DateTime::from_millis(millis).to_shanghai().ok()?;
    Some((zoned.datetime(), zoned.offset().seconds()))
}
