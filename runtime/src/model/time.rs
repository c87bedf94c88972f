//! Three kinds of time, which are sent as numbers and do not mix.

#[cfg(feature = "jiff02")]
mod jiff02;
mod shanghai;
mod text;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use text::TimeError;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// Source: "Data source management API", system fields.
///
/// ```
/// let created = weda::DateTime::from_millis(1_646_034_692_306);
/// assert_eq!(created.to_string(), "2022-02-28T07:51:32.306Z");
/// assert_eq!("2022-02-28T15:51:32.306+08:00".parse::<weda::DateTime>()?, created);
/// # Ok::<(), weda::value::TimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(i64);

/// A day, sent as its midnight in China, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Midnight follows the history of the time zone Asia/Shanghai, with summer time in the 1940s and from 1986 to 1991,
/// and local mean time before 1901. The tables are compiled in. Filters compare whole days: `eq` matches any time
/// between two midnights.
///
/// ```
/// // 1 September 2024 began in China at 16:00 UTC of the day before.
/// let admitted = weda::Date::from_millis(1_725_120_000_000);
/// assert_eq!(admitted.to_string(), "2024-09-01");
/// assert_eq!("2024-09-01".parse::<weda::Date>()?, admitted);
/// // In the summer of 1988 it was an hour earlier.
/// assert_eq!("1988-06-01".parse::<weda::Date>()?.as_millis(), 581_094_000_000);
/// # Ok::<(), weda::value::TimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

/// A time of day: milliseconds since midnight, 0 to 86 399 999.
///
/// ```
/// let lesson = weda::TimeOfDay::from_millis(8 * 3_600_000);
/// assert_eq!(lesson.to_string(), "08:00:00");
/// assert_eq!("08:00".parse::<weda::TimeOfDay>()?, lesson);
/// # Ok::<(), weda::value::TimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(i64);

/// Maximum duration of a setting. Adding it to the clock cannot overflow.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;
/// China's current offset from UTC, in milliseconds.
const OFFSET: i64 = 8 * 3_600_000;

impl DateTime {
    /// Returns the current time of the system clock.
    ///
    /// ```
    /// use weda::DateTime;
    ///
    /// assert!(DateTime::now() > DateTime::from_millis(1_646_034_692_306));
    /// ```
    #[must_use]
    pub fn now() -> Self {
        SystemTime::now().into()
    }
}

impl Date {
    /// Returns the first millisecond of the day, also if the stored time is later in the day.
    #[cfg(test)]
    fn first_milli(self) -> i64 {
        self.bounds().0
    }

    /// Returns the first millisecond of the day and that of the next day. A day may have 23 or 25 hours.
    pub(crate) fn bounds(self) -> (i64, i64) {
        let of_zone = || {
            let day = shanghai::shown(self.0)?.0.date();
            Some((shanghai::day_start(day)?, shanghai::day_start(day.tomorrow().ok()?)?))
        };
        of_zone().unwrap_or_else(|| {
            // Outside the years of the calendar. The remainders are added, since `self.0 + OFFSET` could overflow.
            let first = self.0.saturating_sub((self.0.rem_euclid(DAY) + OFFSET).rem_euclid(DAY));
            (first, first.saturating_add(DAY))
        })
    }
}

/// Truncates to milliseconds. Times that do not fit (292 million years from 1970) saturate.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
        })
    }
}

/// Returns an error if the system's clock cannot represent the time.
impl TryFrom<DateTime> for SystemTime {
    type Error = TimeError;

    fn try_from(moment: DateTime) -> Result<Self, TimeError> {
        let distance = Duration::from_millis(moment.0.unsigned_abs());
        let time = if moment.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        time.ok_or_else(|| TimeError::new(format!("{} ms", moment.0), "this system's clock cannot represent it"))
    }
}

// A macro, since the three differ only in meaning.
macro_rules! millis {
    ($($kind:ident)*) => {$(
        impl $kind {
            /// Creates the value from milliseconds.
            #[must_use]
            pub const fn from_millis(millis: i64) -> Self {
                Self(millis)
            }

            /// Returns the milliseconds.
            #[must_use]
            pub const fn as_millis(self) -> i64 {
                self.0
            }
        }

        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} ms)", stringify!($kind), self.0)
            }
        }

        impl serde::Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                i64::deserialize(deserializer).map(Self)
            }
        }
    )*};
}
millis!(DateTime Date TimeOfDay);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let midnight = 1_725_120_000_000;
        for millis in [midnight, midnight + 1, midnight + DAY - 1] {
            assert_eq!(Date::from_millis(millis).first_milli(), midnight);
        }
        assert_eq!(Date::from_millis(midnight - 1).first_milli(), midnight - DAY);
        assert_eq!(Date::from_millis(-1).first_milli(), -OFFSET, "1970-01-01 in China");
        assert_eq!(Date::from_millis(i64::MIN).first_milli(), i64::MIN, "the start of the day does not fit");
        assert!(i64::MAX - Date::from_millis(i64::MAX).first_milli() < DAY);
    }

    #[test]
    fn days_around_summer_time_have_23_or_25_hours() {
        for (inside, first, hours) in [
            // Summer time began on 4 May 1986 at 02:00, and ended on 14 September at 02:00.
            (515_520_000_000 + 3_600_000, 515_520_000_000, 23),
            (527_007_600_000 + 3_600_000, 527_007_600_000, 25),
            (581_094_000_000 + 1, 581_094_000_000, 24),
        ] {
            assert_eq!(Date::from_millis(inside).bounds(), (first, first + hours * 3_600_000), "{first}");
        }
    }

    #[test]
    fn system_times_convert_in_both_directions() {
        for millis in [0, -1, 1_646_034_692_306, -62_135_596_800_000] {
            let moment = DateTime::from_millis(millis);
            assert_eq!(DateTime::from(SystemTime::try_from(moment).unwrap()), moment);
        }
        for (distance, first, last) in [(u64::MAX / 4, i64::MIN, i64::MAX), (1, -1_000, 1_000)] {
            let distance = Duration::from_secs(distance);
            assert_eq!(UNIX_EPOCH.checked_add(distance).map(DateTime::from), Some(DateTime(last)));
            assert_eq!(UNIX_EPOCH.checked_sub(distance).map(DateTime::from), Some(DateTime(first)));
        }
    }
}
