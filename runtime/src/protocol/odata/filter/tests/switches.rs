//! Both positions of every switch.

use super::{Student, written};
use crate::{Dialect, ErrorKind, Filter, Id};

type Switch = fn(&mut Dialect) -> &mut bool;

/// Returns the dialect with all switches but one.
fn all_but(switch: Switch) -> Dialect {
    let mut dialect = Dialect {
        starts_with: true,
        ends_with: true,
        null_filters: true,
        not: true,
        native_ge_le: true,
        relation_filters: true,
        several_sort_fields: true,
        select: true,
        ..Dialect::default()
    };
    *switch(&mut dialect) = false;
    dialect
}

fn only(switch: Switch) -> Dialect {
    let mut dialect = Dialect::default();
    *switch(&mut dialect) = true;
    dialect
}

fn error_text(filter: Filter<Student>, dialect: &Dialect) -> String {
    let error = written(filter, dialect).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotEnabled);
    error.to_string()
}

/// Filters, each with its switch, the text with the switch on, and the error with the switch off.
fn operators() -> Vec<(Filter<Student>, Switch, &'static str, &'static str)> {
    vec![
        (
            Student::NAME.starts_with("O'"),
            |dialect| &mut dialect.starts_with,
            "startswith(name,'O''')",
            "`starts_with` on field `name`: WeDa does not document it; use `contains` and look at the beginning in Rust, \
             or, if your environment has `startswith`, set `Dialect::starts_with(true)` on the client",
        ),
        (
            Student::NAME.ends_with("四"),
            |dialect| &mut dialect.ends_with,
            "endswith(name,'四')",
            "`ends_with` on field `name`: WeDa does not document it; use `contains` and look at the end in Rust, or, if \
             your environment has `endswith`, set `Dialect::ends_with(true)` on the client",
        ),
        (
            Student::SCORE.is_null(),
            |dialect| &mut dialect.null_filters,
            "score eq null",
            "`is_null` on field `score`: WeDa does not document comparisons with null; look for `None` in Rust, or, if \
             your environment has them, set `Dialect::null_filters(true)` on the client; a client of the data-model gateway \
             (`GatewayKind::Model`) needs no switch for it",
        ),
        (
            Student::BORN.is_not_null(),
            |dialect| &mut dialect.null_filters,
            "born ne null",
            "`is_not_null` on field `born`: WeDa does not document comparisons with null; look for `None` in Rust, or, if \
             your environment has them, set `Dialect::null_filters(true)` on the client; a client of the data-model gateway \
             (`GatewayKind::Model`) needs no switch for it",
        ),
        (
            !Student::NAME.contains("a"),
            |dialect| &mut dialect.not,
            "not contains(name,'a')",
            "`!` before `contains` on field `name`: WeDa documents no way to say it; leave the rows out after reading \
             them, or, if your environment has `not`, set `Dialect::not(true)` on the client; a client of the data-model \
             gateway (`GatewayKind::Model`) needs no switch for it",
        ),
        (
            !Filter::raw_unchecked("length(name) gt 2"),
            |dialect| &mut dialect.not,
            "not (length(name) gt 2)",
            "`!` before `raw_unchecked`: WeDa documents no way to say it; write the opposite into the text, or, if your \
             environment has `not`, set `Dialect::not(true)` on the client",
        ),
        (
            Student::SPU.eq(Id::<Student>::new("a")),
            |dialect| &mut dialect.relation_filters,
            "spu eq 'a'",
            "a filter on field `spu`: WeDa does not document filters on relations of this kind; if your environment has \
             them, set `Dialect::relation_filters(true)` on the client",
        ),
    ]
}

#[test]
fn each_undocumented_operator_requires_its_own_switch() {
    for (filter, switch, expected, message) in operators() {
        assert_eq!(error_text(filter.clone(), &Dialect::default()), message);
        assert_eq!(error_text(Student::SCORE.gt(1) & filter.clone(), &all_but(switch)), message);
        assert_eq!(written(filter, &only(switch)).unwrap(), expected);
    }
}

#[test]
fn combined_undocumented_features_require_both_switches() {
    for filter in [!Student::NAME.starts_with("a"), !Student::NAME.ends_with("a")] {
        assert!(error_text(filter.clone(), &all_but(|dialect| &mut dialect.not)).starts_with("`!` before `"));
        assert!(error_text(filter, &only(|dialect| &mut dialect.not)).contains("s_with` on field `name`: "));
    }
    let both = Dialect { null_filters: true, relation_filters: true, ..Dialect::default() };
    for dialect in
        [Dialect::default(), only(|dialect| &mut dialect.null_filters), only(|dialect| &mut dialect.relation_filters)]
    {
        assert_eq!(
            error_text(Student::SPU.is_null(), &dialect),
            "`is_null` on field `spu`: WeDa documents neither comparisons with null nor filters on relations of this kind; \
             look for `None` in Rust, or, if your environment has both, set `Dialect::null_filters(true)` and \
             `Dialect::relation_filters(true)` on the client"
        );
    }
    assert_eq!(written(Student::SPU.is_null(), &both).unwrap(), "spu eq null");
}

#[test]
fn operators_with_an_opposite_need_no_not() {
    let dialect = all_but(|dialect| &mut dialect.not);
    assert_eq!(written(!Student::SCORE.is_null(), &dialect).unwrap(), "score ne null");
    assert_eq!(written(!Student::SCORE.is_not_null(), &dialect).unwrap(), "score eq null");
    assert_eq!(written(!Student::SCORE.ge(1), &dialect).unwrap(), "score lt 1");
    assert_eq!(written(!!Student::NAME.contains("a"), &dialect).unwrap(), "contains(name,'a')");
}

#[test]
fn several_negations_are_written_in_place() {
    let dialect = only(|dialect| &mut dialect.not);
    let filter = !(Student::NAME.contains("a") | Student::SCORE.gt(1)) & !Filter::<Student>::raw_unchecked("x");
    assert_eq!(written(filter, &dialect).unwrap(), "not contains(name,'a') and (score lt 1 or score eq 1) and not (x)");
}

/// No switch allows them.
#[test]
fn what_the_interface_cannot_say_names_the_other_gateway() {
    let all = Dialect { contains_ignore_case: true, ..all_but(|dialect| &mut dialect.several_sort_fields) };
    for (filter, words) in [
        (
            Student::CLASS.matches(Student::NAME.eq("a")) & Student::SCORE.gt(1),
            "`matches` on field `class`: the OData interface has no filters through relations; read the ids of the related \
             records first, and filter by `one_of` with them on this field, or use a client of the data-model gateway \
             (`GatewayKind::Model`)",
        ),
        (
            Student::FRIENDS.matches(Filter::<Student>::everything()),
            "`matches` on field `friends`: the OData interface has no filters through relations; read the related records \
             first, and combine them with the rows in Rust, or use a client of the data-model gateway \
             (`GatewayKind::Model`)",
        ),
        (
            Student::NAME.contains_ignore_case("a"),
            "`contains_ignore_case` on field `name`: the OData interface has no operator for it; use `contains` for each \
             spelling, or a client of the data-model gateway (`GatewayKind::Model`) with \
             `Dialect::contains_ignore_case(true)`",
        ),
    ] {
        assert_eq!(error_text(filter, &all), words);
    }
    let any = Student::CLASS.matches(Filter::<Student>::everything());
    assert_eq!(written(any, &only(|dialect| &mut dialect.null_filters)).unwrap(), "class ne null");
}
