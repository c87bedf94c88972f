//! Which conditions are sent, and whether they are exact.

use datafusion::prelude::SessionContext;
use weda::{Dialect, GatewayKind};
use weda_datafusion::{TableOptions, Texts};

use crate::world::{World, plan};

/// The condition that the service is asked for.
#[derive(Debug, PartialEq)]
enum Sent {
    /// The condition alone.
    Exact(&'static str),
    /// The condition, and the engine checks it again.
    Inexact(&'static str),
    /// No condition: the engine filters.
    Nothing,
    /// No request: no record can match.
    NoRequest,
}
use Sent::{Exact, Inexact, NoRequest, Nothing};

async fn check(session: &SessionContext, begin: &str, end: &str, rules: &[(&str, Sent)]) {
    let mut wrong = Vec::new();
    for (condition, sent) in rules {
        let plan = plan(session, &format!("SELECT _id FROM student WHERE {condition}")).await;
        let is_filtered = plan.contains("FilterExec");
        let filter = plan.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).map(|(filter, _)| filter);
        let found = match (filter, plan.contains("no request") || plan.contains("EmptyExec")) {
            (_, true) => format!("{NoRequest:?}"),
            (None, _) => format!("{Nothing:?}"),
            (Some(filter), _) if is_filtered => format!("Inexact({filter:?})"),
            (Some(filter), _) => format!("Exact({filter:?})"),
        };
        if found != format!("{sent:?}") {
            wrong.push(format!("{condition}\n  expected {sent:?}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_are_sent_by_the_rules_of_unknown_texts() {
    let world = World::new(20);
    let session = world.session(TableOptions::default());
    let rules = [
        // Numbers, days, moments and times.
        ("score = 60", Exact("score eq 60")),
        ("score >= 59.5", Exact("score gt 59.5 or score eq 59.5")),
        ("60 > score", Exact("score lt 60")),
        ("score <> 60", Inexact("score ne 60")),
        ("score = -0.0", Exact("score eq 0")),
        ("score BETWEEN 1 AND 2", Exact("(score gt 1 or score eq 1) and (score lt 2 or score eq 2)")),
        ("score NOT BETWEEN 1 AND 2", Exact("score lt 1 or score gt 2")),
        (
            "credits IN (1, 2, 3, 4, 5)",
            Exact("credits eq 1 or credits eq 2 or credits eq 3 or credits eq 4 or credits eq 5"),
        ),
        (
            "credits NOT IN (1, 2, 3, 4, 5)",
            Inexact("credits ne 1 and credits ne 2 and credits ne 3 and credits ne 4 and credits ne 5"),
        ),
        ("credits NOT IN (1, 2, 3, 4, NULL)", NoRequest),
        ("credits > 4.5", Exact("credits gt 4.5")),
        ("credits > 9007199254740991", Exact("credits gt 9007199254740991")),
        ("credits > 9007199254740992", Nothing),
        ("score = 1e300", Nothing),
        ("score = 'NaN'::double", Nothing),
        ("admittedAt = '1988-06-01'", Exact("admittedAt gt 581093999999 and admittedAt lt 581180400000")),
        ("admittedAt > '1991-09-15'", Exact("admittedAt gt 684950399999")),
        ("seenAt >= '2024-09-01 12:00:00'", Exact("seenAt gt 1725163200000 or seenAt eq 1725163200000")),
        ("seenAt < '2024-09-01T04:00:00Z'", Exact("seenAt lt 1725163200000")),
        // The engine reads texts as milliseconds, too.
        ("seenAt < '2024-09-01 12:00:00.0001'", Exact("seenAt lt 1725163200000")),
        ("seenAt::date = '2024-09-01'", Exact("seenAt gt 1725119999999 and seenAt lt 1725206400000")),
        ("date_trunc('day', seenAt) = '2024-09-01'", Exact("seenAt gt 1725119999999 and seenAt lt 1725206400000")),
        ("date_trunc('day', seenAt) > '2024-09-01'", Exact("seenAt gt 1725206399999")),
        ("date_trunc('day', seenAt) > '2024-09-01 01:00:00'", Nothing),
        ("date_trunc('month', seenAt) = '2024-09-01'", Nothing),
        ("lesson = '08:00:00'", Exact("lesson eq 28800000")),
        // Booleans.
        ("boarding", Exact("boarding eq true")),
        ("NOT boarding", Exact("boarding eq false")),
        ("boarding IS TRUE", Exact("boarding eq true")),
        ("boarding IS FALSE", Exact("boarding eq false")),
        ("boarding <> true", Exact("boarding eq false")),
        ("boarding IS NOT TRUE", Nothing),
        // Options.
        ("grade = '一年级'", Exact("grade eq '一年级'")),
        ("grade <> '一年级'", Inexact("grade ne '一年级'")),
        ("grade IN ('一年级', '三年级')", Exact("grade eq '一年级' or grade eq '三年级'")),
        ("level = 'b'", Inexact("level eq 'b'")),
        ("level <> 'b'", Nothing),
        ("grade < '一年级'", Nothing),
        // Texts.
        ("name = 'O''Brien'", Inexact("name eq 'O''Brien'")),
        ("\"籍贯\" = '北京'", Inexact("籍贯 eq '北京'")),
        ("name IN ('a', 'b')", Inexact("name eq 'a' or name eq 'b'")),
        ("name <> 'a'", Nothing),
        ("name < 'a'", Nothing),
        ("name NOT IN ('a', 'b')", Nothing),
        ("class = 'C001'", Inexact("class eq 'C001'")),
        ("_id = 'C001'", Inexact("_id eq 'C001'")),
        ("name LIKE '%李%'", Inexact("contains(name,'李')")),
        ("name LIKE '李%'", Inexact("contains(name,'李')")),
        ("name LIKE 'a%bcd_e'", Inexact("contains(name,'bcd')")),
        (r"name LIKE '%50\%%'", Inexact("contains(name,'50')")),
        ("name NOT LIKE '%李%'", Nothing),
        ("name LIKE '%_'", Nothing),
        ("name ILIKE '%李%'", Inexact("contains(name,'李')")),
        ("name ILIKE '%li%'", Nothing),
        // Null.
        ("score = NULL", NoRequest),
        ("score IN (NULL)", NoRequest),
        ("score IS NULL", Nothing),
        ("score IS NOT NULL", Nothing),
        // Combinations.
        ("score > 60 AND name < 'a'", Inexact("score gt 60")),
        ("score > 60 OR name < 'a'", Nothing),
        ("score > 60 OR name = 'a'", Inexact("score gt 60 or name eq 'a'")),
        ("score > 60 AND (boarding OR credits = 3)", Exact("score gt 60 and (boarding eq true or credits eq 3)")),
        ("NOT (score > 60 AND boarding)", Exact("score lt 60 or score eq 60 or boarding eq false")),
        ("abs(score) > 60", Nothing),
        ("score + 1 > 60", Nothing),
    ];
    check(&session, "$filter=", "&$orderby", &rules).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_on_texts_are_exact_where_texts_are_compared_byte_by_byte() {
    let world = World::new(20);
    let session = world.session(TableOptions { texts: Texts::Binary, ..TableOptions::default() });
    let rules = [
        ("name = 'a'", Exact("name eq 'a'")),
        ("name <> 'a'", Inexact("name ne 'a'")),
        ("name < 'a'", Exact("name lt 'a'")),
        ("level = 'b'", Exact("level eq 'b'")),
        ("name LIKE '%李%'", Exact("contains(name,'李')")),
        ("name LIKE '李%'", Inexact("contains(name,'李')")),
        (r"name LIKE '%50\%%'", Inexact("contains(name,'50')")),
        ("name ILIKE '%李%'", Inexact("contains(name,'李')")),
        ("class < 'C001'", Nothing),
    ];
    check(&session, "$filter=", "&$orderby", &rules).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_dialect_enables_is_sent() {
    let world = World::new(20);
    let dialect = Dialect::documented().null_filters(true).starts_with(true).native_ge_le(true);
    let options = TableOptions { texts: Texts::Binary, ..TableOptions::default() };
    let session = world.session_of(&world.client(GatewayKind::OData, dialect), options);
    // The emulator of this test does not accept them: the plan alone is looked at, and counts go without a condition.
    let rules = [("score >= 60 AND score < 70 LIMIT 1", Exact("score ge 60 and score lt 70"))];
    check(&session, "$filter=", "&$orderby", &rules).await;
    let limited = [
        ("score IS NULL LIMIT 1", Exact("score eq null")),
        ("note IS NOT NULL LIMIT 1", Exact("note ne null")),
        ("name LIKE '李%' LIMIT 1", Exact("startswith(name,'李')")),
        ("class IS NULL", Nothing),
    ];
    check(&session, "$filter=", "&$orderby", &limited).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_model_gateway_is_asked_in_its_own_words() {
    let world = World::new(20);
    let client = world.client(GatewayKind::Model, Dialect::documented());
    let session = world.session_of(&client, TableOptions { texts: Texts::Binary, ..TableOptions::default() });
    let rules = [
        ("score >= 60", Exact(r#"{"score":{"$gte":60}}"#)),
        ("score <> 60", Inexact(r#"{"$or":[{"score":{"$neq":60}},{"score":{"$empty":true}}]}"#)),
        ("credits IN (1, 2, 3, 4)", Exact(r#"{"credits":{"$in":[1,2,3,4]}}"#)),
        ("score IS NULL", Exact(r#"{"score":{"$empty":true}}"#)),
        ("score IS NOT NULL", Exact(r#"{"score":{"$nempty":true}}"#)),
        ("name = 'a'", Exact(r#"{"name":{"$eq":"a"}}"#)),
        // It orders numbers and times alone.
        ("name < 'a'", Inexact("{}")),
        ("name LIKE '%李%'", Exact(r#"{"name":{"$search":"李"}}"#)),
        // An empty text may be taken for absent.
        ("name IS NULL", Inexact(r#"{"name":{"$empty":true}}"#)),
        ("name IS NOT NULL", Inexact("{}")),
        ("name < 'a' OR score > 60", Inexact("{}")),
    ];
    check(&session, r#"{"filter":{"where":"#, r#"},"select""#, &rules).await;
}

/// A list of many long texts would not fit an address.
#[tokio::test(flavor = "multi_thread")]
async fn conditions_that_are_too_long_for_a_request_are_left_to_the_engine() {
    let world = World::new(20);
    let session = world.session(TableOptions::default());
    let list = |length: usize| {
        let values: Vec<_> = (0..90).map(|n| format!("'{n:0>length$}'")).collect();
        values.join(", ")
    };
    let short = format!("SELECT _id FROM student WHERE name IN ({})", list(50));
    assert!(plan(&session, &short).await.contains("$filter=name eq"));
    let long = format!("SELECT _id FROM student WHERE name IN ({})", list(1000));
    assert!(!plan(&session, &long).await.contains("$filter"));
    // Each alone fits, both do not.
    let both = format!("SELECT _id FROM student WHERE name IN ({0}) AND note IN ({0}) AND score > 60", list(500));
    let plan = plan(&session, &both).await;
    assert!(plan.contains("(name eq") && plan.contains("score gt 60") && !plan.contains("note eq"), "{plan}");
    assert_eq!(crate::world::rows(&session, &both).await, [""; 0]);
}
