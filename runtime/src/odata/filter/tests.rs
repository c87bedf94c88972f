//! What each filter looks like on the wire.

use super::{Condition, condition};
use crate::field::{field, relation};
use crate::kind::{Integer, Text};
use crate::model::{Tag, tag_of};
use crate::{Bool, Date, Dialect, Error, Field, Filter, Id, Model, Nullable, Number, Required};

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
}

fn of(filter: Filter<Student>) -> Result<Condition, Error> {
    condition(filter.expr.as_ref(), &Dialect::default())
}

fn text(filter: Filter<Student>) -> String {
    match of(filter) {
        Ok(Condition::Text(text)) => text,
        other => panic!("{other:?}"),
    }
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
fn where_both_joiners_meet_there_are_parentheses() {
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
    let filter = Student::SCORE.ge(60) & Student::NAME.eq("a");
    assert_eq!(text(!filter), "score lt 60 or name ne 'a'");
    assert_eq!(text(!!Student::SCORE.gt(1)), "score gt 1");
    let error = of(!Student::NAME.contains("a")).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::NotEnabled);
    assert!(error.to_string().contains("field `name`"), "{error}");
}

#[test]
fn a_date_is_a_day_in_beijing() {
    // 2024-09-01, 10:00 in Beijing.
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

#[test]
fn what_is_known_without_asking_needs_no_request() {
    let none = || Student::NAME.one_of(Vec::<String>::new());
    let a = || Student::SCORE.gt(1);
    assert_eq!(of(none()).unwrap(), Condition::Nothing);
    assert_eq!(of(none() & a()).unwrap(), Condition::Nothing);
    assert_eq!(of(!none()).unwrap(), Condition::Everything);
    assert_eq!(text(none() | a()), "score gt 1");
    assert_eq!(text(Filter::when(false, none) & a()), "score gt 1");
    assert_eq!(of(Filter::all([])).unwrap(), Condition::Everything);
    assert_eq!(text(Filter::all([a(), Filter::when(false, none)])), "score gt 1");
}

#[test]
fn relations_of_the_newer_kind_wait_for_their_switch() {
    let filter = Student::SPU.eq(Id::<Student>::new("a"));
    assert_eq!(of(filter.clone()).unwrap_err().kind(), crate::ErrorKind::NotEnabled);
    let dialect = Dialect { relation_filters: true, ..Dialect::default() };
    assert_eq!(condition(filter.expr.as_ref(), &dialect).unwrap(), Condition::Text("spu eq 'a'".into()));
}

#[test]
fn a_number_that_json_lacks_is_refused_with_its_field() {
    let error = of(Student::SCORE.gt(f64::NAN)).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::InvalidValue);
    assert!(error.to_string().contains("field `score`"), "{error}");
}

#[test]
fn debug_shows_no_values() {
    let shown = format!("{:?}", Student::NAME.eq("李四") & Student::NAME.contains("秘密"));
    assert!(!shown.contains('李') && !shown.contains("秘密") && shown.contains("name"), "{shown}");
}
