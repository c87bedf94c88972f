//! The JSON of each filter.

use super::members;
use crate::field::{field, relation, relations};
use crate::model::presence::Nullable;
use crate::model::{Bool, Integer, List, Number, Required, Tag, Text, tag_of};
use crate::protocol::model_api::ModelApi;
use crate::{Date, Error, ErrorKind, Field, Filter, Id, Model};

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

fn written(filter: Filter<Student>, relations: bool) -> Result<String, Error> {
    let gateway = ModelApi { relation_filters: relations, ..ModelApi::default() };
    let members = members(&filter.expr.unwrap(), &gateway)?;
    Ok(members.strip_prefix(r#""where":"#).unwrap().to_owned())
}

fn text(filter: Filter<Student>) -> String {
    written(filter, false).unwrap()
}

#[test]
fn every_operator_is_a_documented_one() {
    let score = Student::SCORE;
    for (filter, expected) in [
        (Student::NAME.eq("O'B \"李\""), r#"{"name":{"$eq":"O'B \"李\""}}"#),
        (Student::NAME.contains("100%_"), r#"{"name":{"$search":"100%_"}}"#),
        (!Student::NAME.contains("x"), r#"{"name":{"$nsearch":"x"}}"#),
        (score.gt(60), r#"{"score":{"$gt":60}}"#),
        (score.ge(60.5), r#"{"score":{"$gte":60.5}}"#),
        (score.lt(60), r#"{"score":{"$lt":60}}"#),
        (score.le(-1), r#"{"score":{"$lte":-1}}"#),
        (!score.le(-1), r#"{"score":{"$gt":-1}}"#),
        (score.is_null(), r#"{"score":{"$empty":true}}"#),
        (!score.is_null(), r#"{"score":{"$nempty":true}}"#),
        (score.is_not_null(), r#"{"score":{"$nempty":true}}"#),
        (Student::ACTIVE.eq(false), r#"{"active":{"$eq":false}}"#),
        (Student::CLASS.eq(Id::<Student>::new("9G5C")), r#"{"class":{"$eq":"9G5C"}}"#),
        (Student::NAME.one_of(["a", "b"]), r#"{"name":{"$in":["a","b"]}}"#),
        (Student::NAME.one_of(["a"]), r#"{"name":{"$eq":"a"}}"#),
    ] {
        assert_eq!(text(filter), expected);
    }
}

/// G18: whether they match records without a value is not documented, so these are asked for.
#[test]
fn inequalities_name_the_records_without_a_value() {
    let ne = r#"{"$or":[{"credits":{"$neq":5}},{"credits":{"$empty":true}}]}"#;
    assert_eq!(text(Student::CREDITS.ne(5)), ne);
    assert_eq!(text(!Student::CREDITS.eq(5)), ne);
    let nin = r#"{"$or":[{"name":{"$nin":["a","b"]}},{"name":{"$empty":true}}]}"#;
    assert_eq!(text(!Student::NAME.one_of(["a", "b"])), nin);
}

#[test]
fn groups_of_one_kind_are_one_group() {
    let (a, b, c) = (|| Student::SCORE.gt(1), || Student::SCORE.gt(2), || Student::SCORE.gt(3));
    let [one, two, three] = [1, 2, 3].map(|n| format!(r#"{{"score":{{"$gt":{n}}}}}"#));
    assert_eq!(text(a() & b() & c()), format!(r#"{{"$and":[{one},{two},{three}]}}"#));
    assert_eq!(text(a() & (b() | c())), format!(r#"{{"$and":[{one},{{"$or":[{two},{three}]}}]}}"#));
    assert_eq!(text((a() | b()) & c()), format!(r#"{{"$and":[{{"$or":[{one},{two}]}},{three}]}}"#));
    assert_eq!(
        text(Student::CREDITS.ne(5) | a()),
        format!(r#"{{"$or":[{{"credits":{{"$neq":5}}}},{{"credits":{{"$empty":true}}}},{one}]}}"#)
    );
    assert_eq!(text(!(a() & b())), r#"{"$or":[{"score":{"$lte":1}},{"score":{"$lte":2}}]}"#, "`!` is pushed inward");
}

#[test]
fn a_date_is_compared_as_a_day() {
    let day: Date = "2026-03-05".parse().unwrap();
    let (first, next) = day.bounds();
    let born = Student::BORN;
    for (filter, expected) in [
        (born.eq(day), format!(r#"{{"$and":[{{"born":{{"$gte":{first}}}}},{{"born":{{"$lt":{next}}}}}]}}"#)),
        (born.ne(day), format!(r#"{{"$or":[{{"born":{{"$lt":{first}}}}},{{"born":{{"$gte":{next}}}}}]}}"#)),
        (born.gt(day), format!(r#"{{"born":{{"$gte":{next}}}}}"#)),
        (born.ge(day), format!(r#"{{"born":{{"$gte":{first}}}}}"#)),
        (born.lt(day), format!(r#"{{"born":{{"$lt":{first}}}}}"#)),
        (born.le(day), format!(r#"{{"born":{{"$lt":{next}}}}}"#)),
    ] {
        assert_eq!(text(filter), expected);
    }
    let two = text(born.one_of([day, day]));
    assert_eq!(two.matches("$gte").count(), 2, "each value is a day: {two}");
}

/// G19 and the words of OData: nothing is sent, and the message says what to do instead.
#[test]
fn what_the_gateway_cannot_say_names_the_other_interface() {
    for (filter, words) in [
        (
            Student::NAME.starts_with("李"),
            "`starts_with` on field `name`: the data-model gateway documents no operator for it; use `contains` and look at \
             the beginning in Rust, or a client of the OData interface (`GatewayKind::OData`) with \
             `Dialect::starts_with(true)`",
        ),
        (
            Student::NAME.ends_with("李"),
            "`ends_with` on field `name`: the data-model gateway documents no operator for it; use `contains` and look at \
             the end in Rust, or a client of the OData interface (`GatewayKind::OData`) with `Dialect::ends_with(true)`",
        ),
        (
            Filter::raw_unchecked("score gt 1"),
            "`raw_unchecked`: the data-model gateway has no filters as text; use typed operators, or a client of the OData \
             interface (`GatewayKind::OData`)",
        ),
        (
            Student::NAME.gt("李"),
            "a filter that compares by order on field `name`: the data-model gateway documents it for numbers and times \
             only; compare the texts in Rust, or use a client of the OData interface (`GatewayKind::OData`)",
        ),
        (
            Student::SPU.eq(Id::<Student>::new("s1")),
            "a filter on field `spu`: the data-model gateway does not document filters on the ids of relations of this \
             kind; if your environment has them, set `Dialect::relation_filters(true)` on the client",
        ),
    ] {
        let error = written(filter, false).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::NotEnabled, words));
    }
    assert!(written(Student::SPU.is_null(), false).is_err());
    assert_eq!(written(Student::SPU.eq(Id::<Student>::new("s1")), true).unwrap(), r#"{"spu":{"$eq":"s1"}}"#);
    assert_eq!(written(Student::SPU.is_null(), true).unwrap(), r#"{"spu":{"$empty":true}}"#);
    for number in [f64::NAN, f64::INFINITY] {
        assert_eq!(written(Student::SCORE.gt(number), false).unwrap_err().kind(), ErrorKind::InvalidValue);
    }
}

#[test]
fn a_field_cannot_be_an_operator() {
    for name in ["$and", "$or", "", "a b"] {
        let filter = crate::dynamic::field(name).eq(1);
        let error = members(&filter.expr.unwrap(), &ModelApi::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{name}");
    }
}

/// The groups are a list and not a tree, so that no depth overflows the stack.
#[test]
fn any_depth_is_written() {
    let mut filter = Student::SCORE.gt(0);
    for depth in 1..20_000 {
        let term = Student::SCORE.gt(depth);
        filter = if depth % 2 == 0 { filter & term } else { filter | term };
    }
    let text = text(filter);
    assert_eq!((text.matches("$and").count(), text.matches("$or").count()), (9_999, 10_000));
}

#[test]
fn a_filter_through_a_relation_stands_beside_the_others() {
    let (class, friends, score) = (Student::CLASS, Student::FRIENDS, || Student::SCORE.gt(1));
    let name = || Student::NAME.eq("a");
    for (filter, expected) in [
        (class.matches(name()), r#"{},"relateWhere":{"class":{"where":{"name":{"$eq":"a"}}}}"#),
        (
            class.matches(!(name() | score())),
            r#"{},"relateWhere":{"class":{"where":{"$and":[{"$or":[{"name":{"$neq":"a"}},{"name":{"$empty":true}}]},{"score":{"$lte":1}}]}}}"#,
        ),
        (
            score() & friends.matches(name()) & name(),
            r#"{"$and":[{"score":{"$gt":1}},{"name":{"$eq":"a"}}]},"relateWhere":{"friends":{"where":{"name":{"$eq":"a"}}}}"#,
        ),
        (
            (score() | name()) & class.matches(name() | score()),
            r#"{"$and":[{"$or":[{"score":{"$gt":1}},{"name":{"$eq":"a"}}]}]},"relateWhere":{"class":{"where":{"$or":[{"name":{"$eq":"a"}},{"score":{"$gt":1}}]}}}"#,
        ),
        // Negations of negations must hold, too.
        (!!class.matches(name()), r#"{},"relateWhere":{"class":{"where":{"name":{"$eq":"a"}}}}"#),
        (
            !(!class.matches(name()) | score()),
            r#"{"$and":[{"score":{"$lte":1}}]},"relateWhere":{"class":{"where":{"name":{"$eq":"a"}}}}"#,
        ),
        // What is known about the related records is not asked.
        (class.matches(Filter::<Student>::everything()), r#"{"class":{"$nempty":true}}"#),
        (class.matches(!Student::NAME.one_of(Vec::<String>::new())), r#"{"class":{"$nempty":true}}"#),
        (
            friends.matches(Filter::<Student>::everything()),
            r#"{},"relateWhere":{"friends":{"where":{"_id":{"$nempty":true}}}}"#,
        ),
        (class.matches(Filter::<Student>::default()) & score(), r#"{"score":{"$gt":1}}"#),
    ] {
        assert_eq!(text(filter), expected);
    }
    assert_eq!(class.matches(Filter::<Student>::default()), Filter::default());
    assert_eq!(class.matches(Student::NAME.one_of(Vec::<String>::new())), Filter::any([]));
    assert_eq!(class.matches(Filter::<Student>::any([])) | score(), score());
}

#[test]
fn a_filter_through_a_relation_that_need_not_hold_is_refused() {
    let (class, spu, score) = (Student::CLASS, Student::SPU, || Student::SCORE.gt(1));
    let name = || Student::NAME.eq("a");
    let within = "`matches` on field `class` within `|` or `!`: the data-model gateway takes a filter through a relation \
                  alone, or combined with others by `&`; send one query for each alternative and combine the rows in Rust";
    for (filter, words) in [
        (class.matches(name()) | score(), within),
        (!class.matches(name()), within),
        (!(class.matches(name()) & score()), within),
        (score() & (name() | class.matches(name())), within),
        (score() & !class.matches(name()), within),
        (!(!score() | class.matches(name())), within),
        (
            spu.matches(class.matches(name())),
            "`matches` on field `class` within `matches` on field `spu`: the data-model gateway follows relations one level \
             deep; read the ids of the records that the inner one matches first, and filter by `one_of` with them",
        ),
        (
            spu.matches(name()) & score() & class.matches(name()),
            "`matches` on field `spu` and on field `class` in one filter: the data-model gateway does not document how \
             several filters through relations are combined; use one of them, and apply the other to the rows in Rust",
        ),
    ] {
        let error = written(filter, true).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::NotEnabled, words));
    }
}

/// A loop that nests filters through relations makes a list, like all others.
#[test]
fn nested_relations_of_any_depth_are_refused_and_not_deep() {
    let nested = |depth| {
        (0..depth).fold(Student::NAME.eq("a"), |filter, _| Student::CLASS.matches(filter & Student::SCORE.gt(1)))
    };
    let filter = nested(100_000);
    assert_eq!(written(!filter.clone(), false).unwrap_err().kind(), ErrorKind::NotEnabled);
    assert_eq!(written(filter, false).unwrap_err().kind(), ErrorKind::NotEnabled);
    assert!(written(nested(1), false).is_ok());
}

/// G19: not every environment may have it.
#[test]
fn a_search_without_case_waits_for_its_switch() {
    let filter = || Student::NAME.contains_ignore_case("Rust");
    let error = written(filter(), true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotEnabled);
    assert_eq!(
        error.to_string(),
        "`contains_ignore_case` on field `name`: WeDa does not document where it is available; use `contains` for each \
         spelling, or, if your environment has `$search_ci`, set `Dialect::contains_ignore_case(true)` on the client"
    );
    let gateway = ModelApi { contains_ignore_case: true, ..ModelApi::default() };
    let sent = |filter: Filter<Student>| members(&filter.expr.unwrap(), &gateway).unwrap();
    assert_eq!(sent(filter()), r#""where":{"name":{"$search_ci":"Rust"}}"#);
    assert_eq!(sent(!filter()), r#""where":{"name":{"$nsearch_ci":"Rust"}}"#);
}
