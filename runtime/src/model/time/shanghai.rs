//! Days and local times in China, by the history of the time zone Asia/Shanghai.
//!
//! A fixed offset of eight hours is wrong for birthdays: there was summer time in 1919, in the 1940s and from 1986 to
//! 1991, and local mean time (+8:05:43) before 1901.

use jiff::Timestamp;
#[cfg(any(test, feature = "jiff02"))]
use jiff::Zoned;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The time zone, compiled in, since the machine's tables may be missing or older.
static ZONE: TimeZone = jiff::tz::get!("Asia/Shanghai");

/// Returns the first millisecond of a day, in Unix milliseconds. If the clocks were put forward at midnight, that is
/// the time of the change.
pub(super) fn day_start(day: Date) -> Option<i64> {
    Some(day.to_zoned(ZONE.clone()).ok()?.timestamp().as_millisecond())
}

/// Converts from local time. An ambiguous time is taken as the earlier one, a skipped time as one after the change.
#[cfg(any(test, feature = "jiff02"))]
pub(super) fn zoned(shown: DateTime) -> Result<Zoned, jiff::Error> {
    ZONE.to_ambiguous_zoned(shown).compatible()
}

/// Returns the time zone.
#[cfg(feature = "jiff02")]
pub(super) fn zone() -> TimeZone {
    ZONE.clone()
}

/// Returns the local time, with its offset from UTC in seconds.
pub(super) fn shown(millis: i64) -> Option<(DateTime, i32)> {
    let zoned = Timestamp::from_millisecond(millis).ok()?.to_zoned(ZONE.clone());
    Some((zoned.datetime(), zoned.offset().seconds()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// F04: days during summer time started an hour too late, by a fixed offset of eight hours. The expected values are
    /// from Python's `zoneinfo`.
    #[test]
    fn days_start_by_the_history_of_the_zone() {
        for (day, millis) in [
            (date(2024, 1, 5), 1_704_384_000_000),
            (date(1988, 6, 1), 581_094_000_000),
            (date(1985, 6, 1), 486_403_200_000),
            (date(1991, 9, 15), 684_860_400_000),
            (date(1991, 9, 16), 684_950_400_000),
            (date(1970, 1, 1), -28_800_000),
            (date(1949, 5, 1), -652_348_800_000),
            (date(1950, 1, 1), -631_180_800_000),
            (date(1940, 7, 1), -931_078_800_000),
            (date(1900, 1, 1), -2_209_017_943_000),
            // The clocks went from 23:59:59 to 01:00.
            (date(1940, 6, 1), -933_667_200_000),
        ] {
            assert_eq!(day_start(day), Some(millis), "{day}");
            let (shown, _) = shown(millis).unwrap();
            assert_eq!(shown.date(), day, "days survive a round trip");
        }
    }

    fn moment(shown: DateTime) -> Option<i64> {
        Some(zoned(shown).ok()?.timestamp().as_millisecond())
    }

    #[test]
    fn local_times_use_the_offset_of_their_date() {
        let summer = date(1988, 6, 1).at(12, 30, 0, 250_000_000);
        assert_eq!(moment(summer), Some(581_139_000_250));
        assert_eq!(shown(581_139_000_250), Some((summer, 9 * 3_600)));
        // 02:30 of 4 May 1986 was skipped: the clocks went from 02:00 to 03:00.
        let skipped = date(1986, 5, 4).at(2, 30, 0, 0);
        assert_eq!(shown(moment(skipped).unwrap()).unwrap().0, date(1986, 5, 4).at(3, 30, 0, 0));
        // 01:30 of 14 September 1986 occurred twice.
        let ambiguous = date(1986, 9, 14).at(1, 30, 0, 0);
        assert_eq!(shown(moment(ambiguous).unwrap()), Some((ambiguous, 9 * 3_600)));
    }
}
