//! The three kinds of time, which travel as numbers and do not mix.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
///
/// Source: "Data source management API", system fields.
///
/// ```
/// let created = weda::DateTime::from_millis(1_646_034_692_306);
/// assert_eq!(created.as_millis(), 1_646_034_692_306);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(i64);

/// A day, which travels as the moment of its midnight in Beijing, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Filters compare whole days: `eq` matches any moment between two midnights in Beijing.
///
/// ```
/// // 1 September 2024 began in Beijing at 16:00 UTC of the day before.
/// let admitted = weda::Date::from_millis(1_725_120_000_000);
/// # #[cfg(feature = "jiff")]
/// assert_eq!(admitted, weda::Date::from(jiff::civil::date(2024, 9, 1)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

/// A time of day: milliseconds since midnight, 0 to 86 399 999.
///
/// ```
/// let lesson = weda::TimeOfDay::from_millis(8 * 3_600_000);
/// assert_eq!(lesson.as_millis(), 28_800_000);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(i64);

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;
/// How far Beijing's clocks are ahead of UTC, in milliseconds, all year round.
const BEIJING: i64 = 8 * 3_600_000;

impl DateTime {
    /// By the clock of this machine.
    pub(crate) fn now() -> Self {
        // Beyond what `i64` holds there are only clocks that are not set.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Date {
    /// The first millisecond of the day, also where the stored moment lies within the day.
    pub(crate) fn first_milli(self) -> i64 {
        // The sum of the remainders: that of the moment itself may be more than there are numbers.
        self.0.saturating_sub((self.0.rem_euclid(DAY) + BEIJING).rem_euclid(DAY))
    }
}

// Written by a macro since the three differ in nothing but meaning.
macro_rules! millis {
    ($($kind:ident)*) => {$(
        impl $kind {
            /// From the number that travels.
            #[must_use]
            pub const fn from_millis(millis: i64) -> Self {
                Self(millis)
            }

            /// The number that travels.
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

#[cfg(feature = "jiff")]
mod calendar {
    use jiff::civil;
    use jiff::tz::Offset;
    use jiff::{SignedDuration, Timestamp};

    use super::{Date, DateTime, TimeOfDay};

    const BEIJING: Offset = jiff::tz::offset(8);

    impl From<Timestamp> for DateTime {
        fn from(moment: Timestamp) -> Self {
            Self(moment.as_millisecond())
        }
    }

    /// Fails for moments outside the years -9999 to 9999.
    impl TryFrom<DateTime> for Timestamp {
        type Error = jiff::Error;
        fn try_from(moment: DateTime) -> Result<Self, jiff::Error> {
            Timestamp::from_millisecond(moment.0)
        }
    }

    impl From<civil::Date> for Date {
        fn from(day: civil::Date) -> Self {
            let since_1970 = day.duration_since(civil::date(1970, 1, 1));
            Self((since_1970.as_millis() as i64) - super::BEIJING)
        }
    }

    /// Fails for days outside the years -9999 to 9999.
    impl TryFrom<Date> for civil::Date {
        type Error = jiff::Error;
        fn try_from(day: Date) -> Result<Self, jiff::Error> {
            Ok(BEIJING.to_datetime(Timestamp::from_millisecond(day.0)?).date())
        }
    }

    impl From<civil::Time> for TimeOfDay {
        fn from(time: civil::Time) -> Self {
            Self(time.duration_since(civil::Time::midnight()).as_millis() as i64)
        }
    }

    /// Fails for numbers that are no time of day.
    impl TryFrom<TimeOfDay> for civil::Time {
        type Error = jiff::Error;
        fn try_from(time: TimeOfDay) -> Result<Self, jiff::Error> {
            civil::Time::midnight().checked_add(SignedDuration::from_millis(time.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_beijing() {
        let midnight = 1_725_120_000_000;
        for millis in [midnight, midnight + 1, midnight + DAY - 1] {
            assert_eq!(Date::from_millis(millis).first_milli(), midnight);
        }
        assert_eq!(Date::from_millis(midnight - 1).first_milli(), midnight - DAY);
        assert_eq!(Date::from_millis(-1).first_milli(), -BEIJING, "1970-01-01 in Beijing");
        assert_eq!(Date::from_millis(i64::MIN).first_milli(), i64::MIN, "no number stands for the day's beginning");
        assert!(i64::MAX - Date::from_millis(i64::MAX).first_milli() < DAY);
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn the_calendar_agrees_in_both_directions() {
        use jiff::civil;
        for day in [civil::date(1969, 12, 31), civil::date(2024, 2, 29), civil::date(2024, 9, 1)] {
            let date = Date::from(day);
            assert_eq!(date.first_milli(), date.as_millis());
            assert_eq!(civil::Date::try_from(date).unwrap(), day);
        }
        let time = civil::time(23, 59, 59, 999_000_000);
        assert_eq!(TimeOfDay::from(time).as_millis(), DAY - 1);
        assert_eq!(civil::Time::try_from(TimeOfDay::from(time)).unwrap(), time);
        assert!(civil::Time::try_from(TimeOfDay::from_millis(DAY)).is_err());
    }
}
