//! Operators that wait for a switch, and ranges of everything that has an order.

use school::models::Student;
use weda::prelude::*;
use weda::{Date, DateTime, Dialect, Filter, TimeOfDay};

fn main() -> weda::Result<()> {
    let dialect = Dialect::documented().starts_with(true).ends_with(true).null_filters(true).not(true).native_ge_le(true).relation_filters(true).several_sort_fields(true).select(true);
    let client = Client::builder("lowcode-a1").secret("id", "key").dialect(dialect).build()?;

    let (day, moment, time) = (Date::from_millis(0), DateTime::from_millis(0), TimeOfDay::from_millis(0));
    let surname = String::from("李");
    let ranges = Student::SCORE.in_range(59.5..)
        & Student::SCORE.in_range(60..=90)
        & Student::CREDITS.in_range(..10_u8)
        & Student::NAME.in_range("a".."b")
        & Student::NAME.in_range(&surname..=&surname)
        & Student::ADMITTED_AT.in_range(day..=day)
        & Student::WAKES_AT.in_range(..=time)
        & Student::LAST_SEEN.in_range(moment..moment);
    let texts = Student::NAME.starts_with("李") | !Student::NOTE.ends_with(surname) | !Student::NOTE.contains("a");
    let empty = Student::SCORE.is_null() & Student::CLASS.is_not_null() & Student::CREATED_AT.is_not_null();
    let required = Student::NAME.is_null() | Student::NAME.is_not_null() | Student::ID.is_not_null();
    let raw = !Filter::<Student>::raw_unchecked("length(name) gt 2");
    let query = Student::query(&client).filter(ranges & texts & empty & required & raw);
    query.order_by(Student::SCORE.desc()).order_by(Student::NAME.asc()).preview()?;
    Ok(())
}
