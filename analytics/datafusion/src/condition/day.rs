//! Days of the engine as days of the client.

/// Returns the day in China, given in days since 1970-01-01; `None` outside the years 1 to 9999.
pub(crate) fn client_day(days: i32) -> Option<weda::Date> {
    let (year, month, day) = civil(days);
    (1..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}").parse().ok()).flatten()
}

/// Returns year, month and day of the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
fn civil(days: i32) -> (i64, i64, i64) {
    // Days since 0000-03-01: a year then ends with the leap day.
    let days = i64::from(days) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_dates_of_the_calendar() {
        for (days, date) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (6_726, "1988-06-01"),
            (11_016, "2000-02-29"),
            (19_782, "2024-02-29"),
            (-719_162, "0001-01-01"),
            (2_932_896, "9999-12-31"),
        ] {
            assert_eq!(client_day(days).map(|day| day.to_string()), Some(date.to_owned()), "{days}");
        }
        assert_eq!(client_day(2_932_897), None);
        assert_eq!(client_day(-719_163), None);
    }
}
