//! Days by the history of the zone, against another implementation of the tz database.

use arrow::array::AsArray;
use arrow::datatypes::Date32Type;
use chrono::{Datelike, NaiveDate, TimeZone};
use chrono_tz::Asia::Shanghai;
use weda::Date;
use weda_arrow::{day_of, first_milli};

use crate::{back, definition, one};

const DAY: i64 = 86_400_000;

/// The day of a moment, by chrono-tz.
pub fn shown(millis: i64) -> i32 {
    let date = Shanghai.timestamp_millis_opt(millis).unwrap().date_naive();
    date.num_days_from_ce() - NaiveDate::from_ymd_opt(1970, 1, 1).unwrap().num_days_from_ce()
}

/// The first millisecond of a day, by chrono-tz: the first one that it shows as the day.
pub fn first(day: i32) -> i64 {
    let (mut before, mut at) = (i64::from(day) * DAY - 11 * 3_600_000, i64::from(day) * DAY - 6 * 3_600_000);
    assert!(shown(before) < day && shown(at) >= day);
    while before + 1 < at {
        let middle = (before + at) / 2;
        match shown(middle) < day {
            true => before = middle,
            false => at = middle,
        }
    }
    at
}

fn day(year: i32, month: u32, day: u32) -> i32 {
    shown(Shanghai.with_ymd_and_hms(year, month, day, 12, 0, 0).unwrap().timestamp_millis())
}

/// A fixed offset of eight hours is wrong in summer time and before 1901.
#[test]
fn every_day_of_two_centuries_begins_and_ends_when_the_zone_says() {
    for of in day(1890, 1, 1)..day(2100, 1, 1) {
        let (first, next) = (first(of), first(of + 1));
        assert_eq!(first_milli(of), first, "day {of}");
        for millis in [first, first + 1, first + 3_600_000, next - 3_600_000, next - 1] {
            assert_eq!(day_of(millis), Some(of), "{millis} ms");
        }
    }
}

#[test]
fn days_of_summer_time_and_of_local_mean_time_go_to_a_column_and_back() {
    let of_day = definition(r#"{ "v": { "type": "number", "format": "date" } }"#);
    for ((year, month, of), millis, hours) in [
        // Summer time began at 02:00 of 4 May 1986, and ended at 02:00 of 15 September 1991.
        ((1986, 5, 4), 515_520_000_000, 23),
        ((1986, 5, 5), 515_602_800_000, 24),
        ((1988, 6, 1), 581_094_000_000, 24),
        ((1991, 9, 15), 684_860_400_000, 25),
        ((1991, 9, 16), 684_950_400_000, 24),
        ((2024, 9, 1), 1_725_120_000_000, 24),
        ((1970, 1, 1), -28_800_000, 24),
    ] {
        let day = day(year, month, of);
        for at in [millis, millis + hours * 3_600_000 - 1] {
            let batch = one(r#"{ "type": "number", "format": "date" }"#, &at.to_string()).unwrap();
            assert_eq!(batch.column(1).as_primitive::<Date32Type>().value(0), day, "{year}-{month}-{of}, {at}");
            assert_eq!(back(&of_day, &batch), format!(r#"{{"v":{millis}}}"#));
        }
        assert_eq!(day_of(millis - 1), Some(day - 1));
        assert_eq!(day_of(millis + hours * 3_600_000), Some(day + 1));
    }
    // The last day of local mean time, 8:05:43 east, and the first of eight hours.
    let last = day(1900, 12, 31);
    assert_eq!(first_milli(last), i64::from(last) * DAY - (8 * 3600 + 5 * 60 + 43) * 1000);
    assert_eq!(first_milli(last + 1), i64::from(last + 1) * DAY - 8 * 3_600_000);
    assert_eq!(day_of(first_milli(last + 1) - 1), Some(last));
}

/// The client sends the days of filters as text of milliseconds: both must agree on where a day begins.
#[test]
fn the_client_agrees_on_the_start_of_days() {
    for of in (day(1900, 1, 1)..day(2030, 1, 1)).step_by(7) {
        let text = Date::from_millis(first_milli(of)).to_string();
        assert_eq!(text.parse::<Date>().unwrap().as_millis(), first_milli(of), "{text}");
    }
}

#[test]
fn days_beyond_the_calendar_have_eight_hours_and_never_overflow() {
    for of in [i32::MIN + 1, -5_000_000, 5_000_000, i32::MAX - 1] {
        assert_eq!(day_of(first_milli(of)), Some(of));
        assert_eq!(day_of(first_milli(of) - 1), Some(of - 1));
    }
    assert_eq!((day_of(i64::MAX), day_of(i64::MIN)), (None, None));
}
