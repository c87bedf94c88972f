//! The text of each filter.

mod switches;

use super::write;
use crate::field::{field, relation, relations};
use crate::filter::Expr;
use crate::model::presence::Nullable;
use crate::model::{Bool, Number, Required};
use crate::model::{Integer, List, Text};
use crate::model::{Tag, tag_of};
use crate::{Date, Dialect, Error, Field, Filter, Id, Model};

#[derive(Debug)]
struct Student;
impl Model for Student {
    type Tag = Tag<{ tag_of("student") }>;
    const IDENTIFIER: &'static str = "student";
}
impl Student {
    const NAME: Field<Student, Text, Required> = field("name");
    const SCORE: Field<Student, Number, Nullable> = field("score");
    const CREDITS: Field<Student, Integer, Nullable> = field("credits");
    const ACTIVE: Field<Student, Bool, Nullable> = field("active");
    const BORN: Field<Student, Date, Nullable> = field("born");
    const CLASS: Field<Student, Id<Student>, Nullable> = field("class");
    const SPU: Field<Student, Id<Student>, Nullable> = relation("spu");
    const FRIENDS: Field<Student, List<Id<Student>>, Nullable> = relations("friends");
}

fn written(filter: Filter<Student>, dialect: &Dialect) -> Result<String, Error> {
    let mut out = String::new();
    write(&filter.expr.unwrap(), dialect, &mut out)?;
    Ok(percent_encoding::percent_decode_str(&out).decode_utf8().unwrap().into_owned())
}

fn text(filter: Filter<Student>) -> String {
    written(filter, &Dialect::default()).unwrap()
}

#[test]
fn every_operator_stays_on_documented_ground() {
    let score = Student::SCORE;
    for (filter, expected) in [
        (Student::NAME.eq("O'Brien 李四"), "name eq 'O''Brien 李四'"),
        (Student::NAME.contains("100%_"), "contains(name,'100%_')"),
        (score.gt(60), "score gt 60"),
        (score.ge(60.5), "score gt 60.5 or score eq 60.5"),
        (score.le(-1), "score lt -1 or score eq -1"),
        (Student::CREDITS.ne(i64::MAX), "credits ne 9223372036854775807"),
        (Student::ACTIVE.eq(true), "active eq true"),
        (Student::CLASS.eq(Id::<Student>::new("9G5C")), "class eq '9G5C'"),
        (Student::NAME.one_of(["a", "b"]), "name eq 'a' or name eq 'b'"),
        (Student::NAME.one_of(["a"]), "name eq 'a'"),
    ] {
        assert_eq!(text(filter), expected);
    }
}

#[test]
fn mixed_operators_have_parentheses() {
    let (a, b, c) = (Student::SCORE.gt(1), Student::SCORE.lt(10), Student::SCORE.eq(20));
    let clone = || (a.clone(), b.clone(), c.clone());
    let (x, y, z) = clone();
    assert_eq!(text((x & y) | z), "(score gt 1 and score lt 10) or score eq 20");
    let (x, y, z) = clone();
    assert_eq!(text(x & (y | z)), "score gt 1 and (score lt 10 or score eq 20)");
    let (x, y, z) = clone();
    assert_eq!(text(x & y & z), "score gt 1 and score lt 10 and score eq 20");
    assert_eq!(text(a & Student::SCORE.ge(5)), "score gt 1 and (score gt 5 or score eq 5)");
}

#[test]
fn not_is_pushed_inward() {
    let (a, b) = (|| Student::SCORE.gt(1), || Student::NAME.eq("a"));
    assert_eq!(text(!(Student::SCORE.ge(60) & b())), "score lt 60 or name ne 'a'");
    assert_eq!(text(!!a()), "score gt 1");
    assert_eq!(text(!!(a() & b())), "score gt 1 and name eq 'a'");
    assert_eq!(text(!(!(a() | b()) & Student::SCORE.lt(9))), "score gt 1 or name eq 'a' or score gt 9 or score eq 9");
    assert_eq!(text(!(a() | b()) & Student::SCORE.lt(9)), "(score lt 1 or score eq 1) and name ne 'a' and score lt 9");
}

#[test]
fn a_date_is_a_day_in_china() {
    // 2024-09-01, 10:00 in China.
    let day = Date::from_millis(1_725_120_000_000 + 36_000_000);
    for (filter, expected) in [
        (Student::BORN.eq(day), "born gt 1725119999999 and born lt 1725206400000"),
        (Student::BORN.ne(day), "born lt 1725120000000 or born gt 1725206399999"),
        (Student::BORN.gt(day), "born gt 1725206399999"),
        (Student::BORN.ge(day), "born gt 1725119999999"),
        (Student::BORN.lt(day), "born lt 1725120000000"),
        (Student::BORN.le(day), "born lt 1725206400000"),
    ] {
        assert_eq!(text(filter), expected);
    }
}

/// F04: birthdays during summer time were not found.
#[test]
fn days_during_summer_time_follow_local_time() {
    // 1988-06-01 started an hour earlier than with today's offset; 4 May 1986 had 23 hours.
    for (day, expected) in [
        ("1988-06-01", "born gt 581093999999 and born lt 581180400000"),
        ("1986-05-04", "born gt 515519999999 and born lt 515602800000"),
        ("1985-06-01", "born gt 486403199999 and born lt 486489600000"),
    ] {
        assert_eq!(text(Student::BORN.eq(day.parse::<Date>().unwrap())), expected);
    }
}

#[test]
fn constant_filters_are_simplified() {
    let none = || Student::NAME.one_of(Vec::<String>::new());
    let a = || Student::SCORE.gt(1);
    for (filter, constant) in [
        (none(), false),
        (none() & a(), false),
        (a() & none(), false),
        (!none(), true),
        (!none() | a(), true),
        (Filter::any([none(), none()]), false),
        (Filter::any([Filter::when(false, a), Filter::when(false, a)]), false),
        (Filter::all([!none()]), true),
        (Filter::all([a(), none(), a()]), false),
        (Filter::all([none(), a()]), false),
        (Filter::any([a(), !none()]), true),
        (Filter::any([!none(), a()]), true),
    ] {
        assert_eq!(filter.expr, Some(Expr::Constant(constant)));
    }
    assert_eq!(text(none() | a()), "score gt 1");
    assert_eq!(text(Filter::any([none(), a(), none(), a() & a()])), "score gt 1 or (score gt 1 and score gt 1)");
    assert_eq!(text(Filter::all([!none(), a(), a() & a()])), "score gt 1 and score gt 1 and score gt 1");
    assert_eq!(text(a() & !none()), "score gt 1");
    assert_eq!(text(Filter::when(false, none) & a()), "score gt 1");
    assert_eq!(Filter::<Student>::all([]).expr, None);
    assert_eq!((Filter::when(false, a) | Filter::when(false, a)).expr, None);
    assert_eq!((!Filter::<Student>::all([])).expr, None);
    assert_eq!(text(Filter::all([a(), Filter::when(false, none)])), "score gt 1");
}

#[test]
fn ge_and_le_are_native_if_enabled() {
    let dialect = Dialect { native_ge_le: true, ..Dialect::default() };
    let filter = Student::SCORE.in_range(1..=2) & !Student::CREDITS.gt(3);
    assert_eq!(
        text(filter.clone()),
        "(score gt 1 or score eq 1) and (score lt 2 or score eq 2) and (credits lt 3 or credits eq 3)"
    );
    assert_eq!(written(filter, &dialect).unwrap(), "score ge 1 and score le 2 and credits le 3");
    let day = Date::from_millis(1_725_120_000_000);
    assert_eq!(written(Student::BORN.ge(day), &dialect).unwrap(), "born gt 1725119999999", "a day is a range anyway");
}

#[test]
fn ranges_have_the_bounds_of_rust() {
    use std::ops::Bound::{Excluded, Unbounded};
    let score = Student::SCORE;
    let (from, to) = (Date::from_millis(1_725_120_000_000), Date::from_millis(1_725_206_400_000));
    for (filter, expected) in [
        (score.in_range(1..2), "(score gt 1 or score eq 1) and score lt 2"),
        (score.in_range(0.5..=2.5), "(score gt 0.5 or score eq 0.5) and (score lt 2.5 or score eq 2.5)"),
        (score.in_range(1..), "score gt 1 or score eq 1"),
        (score.in_range(..2), "score lt 2"),
        (score.in_range(..=2), "score lt 2 or score eq 2"),
        (score.in_range((Excluded(1), Unbounded)), "score gt 1"),
        (!score.in_range(1..2), "score lt 1 or score gt 2 or score eq 2"),
        (Student::NAME.in_range("a".."b"), "(name gt 'a' or name eq 'a') and name lt 'b'"),
        (Student::NAME.in_range("a".to_owned()..), "name gt 'a' or name eq 'a'"),
        (Student::BORN.in_range(from..to), "born gt 1725119999999 and born lt 1725206400000"),
        (Student::BORN.in_range(from..=to), "born gt 1725119999999 and born lt 1725292800000"),
    ] {
        assert_eq!(text(filter), expected);
    }
    assert_eq!(score.in_range((Unbounded::<i64>, Unbounded)).expr, None, "the neutral filter");
}

#[test]
fn raw_filters_are_sent_unchanged_in_parentheses() {
    let raw = || Filter::<Student>::raw_unchecked("a eq 'é&?#/ 李' or b");
    assert_eq!(text(raw()), "(a eq 'é&?#/ 李' or b)");
    assert_eq!(text(raw() & Student::SCORE.gt(1)), "(a eq 'é&?#/ 李' or b) and score gt 1");
    assert_eq!(text(!!raw()), text(raw()));
    let mut out = String::new();
    write(&raw().expr.unwrap(), &Dialect::default(), &mut out).unwrap();
    assert_eq!(out, "(a%20eq%20%27%C3%A9%26%3F%23%2F%20%E6%9D%8E%27%20or%20b)");
}

/// The first and the last days ended in a panic, since the bounds of a day overflowed. They now saturate.
#[test]
fn days_at_the_end_of_time() {
    for millis in [i64::MIN, i64::MAX] {
        let day = Date::from_millis(millis);
        for filter in [Student::BORN.eq(day), Student::BORN.ne(day), Student::BORN.gt(day), Student::BORN.le(day)] {
            assert!(text(filter).contains(&millis.to_string()[..10]));
        }
    }
}

#[test]
fn a_number_that_json_lacks_is_rejected_with_its_field() {
    let error = written(Student::SCORE.gt(f64::NAN), &Dialect::default()).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::InvalidValue);
    assert!(error.to_string().contains("field `score`"), "{error}");
}

#[test]
fn debug_shows_no_values() {
    let raw = Filter::<Student>::raw_unchecked("name eq '李雷'");
    let shown = format!("{:?}", Student::NAME.eq("李四") & Student::NAME.contains("秘密") & raw);
    assert!(!shown.contains('李') && !shown.contains("秘密") && shown.contains("name"), "{shown}");
}
