//! Conversions to and from the types of `jiff` 0.2. The feature's name has the version, so that later versions can be
//! added.

use jiff::civil;
use jiff::{SignedDuration, Timestamp, Zoned};

use super::{Date, DateTime, TimeOfDay, shanghai};

impl From<Timestamp> for DateTime {
    fn from(moment: Timestamp) -> Self {
        Self(moment.as_millisecond())
    }
}

/// Returns an error outside the years -9999 to 9999.
impl TryFrom<DateTime> for Timestamp {
    type Error = jiff::Error;
    fn try_from(moment: DateTime) -> Result<Self, jiff::Error> {
        Timestamp::from_millisecond(moment.0)
    }
}

impl From<&Zoned> for DateTime {
    fn from(moment: &Zoned) -> Self {
        moment.timestamp().into()
    }
}

impl DateTime {
    /// Converts from local time in China. An ambiguous time is taken as the earlier one, a skipped time as one after
    /// the change.
    ///
    /// # Errors
    /// Returns an error outside the years -9999 to 9999.
    pub fn from_shanghai(shown: civil::DateTime) -> Result<Self, jiff::Error> {
        shanghai::zoned(shown).map(|moment| Self::from(&moment))
    }

    /// Converts to local time in China.
    ///
    /// # Errors
    /// Returns an error outside the years -9999 to 9999.
    pub fn to_shanghai(self) -> Result<Zoned, jiff::Error> {
        Ok(Timestamp::try_from(self)?.to_zoned(shanghai::zone()))
    }
}

impl From<civil::Date> for Date {
    fn from(day: civil::Date) -> Self {
        // At the limits of the calendar the zone has no start of a day.
        let by_offset = || day.duration_since(civil::date(1970, 1, 1)).as_millis() as i64 - super::OFFSET;
        Self(shanghai::day_start(day).unwrap_or_else(by_offset))
    }
}

/// Returns an error outside the years -9999 to 9999.
impl TryFrom<Date> for civil::Date {
    type Error = jiff::Error;
    fn try_from(day: Date) -> Result<Self, jiff::Error> {
        Ok(DateTime(day.0).to_shanghai()?.date())
    }
}

impl From<civil::Time> for TimeOfDay {
    fn from(time: civil::Time) -> Self {
        Self(time.duration_since(civil::Time::midnight()).as_millis() as i64)
    }
}

/// Returns an error if the number is not a time of day.
impl TryFrom<TimeOfDay> for civil::Time {
    type Error = jiff::Error;
    fn try_from(time: TimeOfDay) -> Result<Self, jiff::Error> {
        civil::Time::midnight().checked_add(SignedDuration::from_millis(time.0))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::super::DAY;
    use super::*;

    #[test]
    fn the_calendar_agrees_in_both_directions() {
        for day in
            [civil::date(1969, 12, 31), civil::date(1988, 6, 1), civil::date(2024, 2, 29), civil::date(2024, 9, 1)]
        {
            let date = Date::from(day);
            assert_eq!(date.first_milli(), date.as_millis());
            assert_eq!(civil::Date::try_from(date).unwrap(), day);
        }
        let time = civil::time(23, 59, 59, 999_000_000);
        assert_eq!(TimeOfDay::from(time).as_millis(), DAY - 1);
        assert_eq!(civil::Time::try_from(TimeOfDay::from(time)).unwrap(), time);
        assert!(civil::Time::try_from(TimeOfDay::from_millis(DAY)).is_err());
        let shown = civil::date(1988, 6, 1).at(12, 30, 0, 0);
        let moment = DateTime::from_shanghai(shown).unwrap();
        assert_eq!((moment.as_millis(), moment.to_shanghai().unwrap().datetime()), (581_139_000_000, shown));
    }

    /// Every day of two centuries is read back unchanged, across all clock changes.
    #[test]
    fn days_survive_a_round_trip() {
        let mut day = civil::date(1890, 1, 1);
        while day < civil::date(2100, 1, 1) {
            let date = Date::from(day);
            assert_eq!(civil::Date::try_from(date).unwrap(), day);
            let next = day.tomorrow().unwrap();
            assert_eq!(date.bounds(), (date.as_millis(), Date::from(next).as_millis()), "{day}");
            day = next;
        }
    }
}
