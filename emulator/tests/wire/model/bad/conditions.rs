use serde_json::{Value, json};

use super::{Guard, operands};
use crate::model::{data, error, serving};

/// Values of every type.
fn values() -> [Value; 7] {
    [json!(null), json!(1), json!(0.5), json!(true), json!("a"), json!([]), json!([{}])]
}

/// Bad filters with the place that the message names.
fn filters() -> Vec<(String, Value)> {
    let mut filters: Vec<(String, Value)> = Vec::new();
    let mut add = |place: &str, filter: Value| filters.push((place.to_owned(), filter));
    for value in values() {
        if !value.is_null() {
            add("filter", value.clone());
        }
        add("filter.where", json!({ "where": value }));
        add("filter.relateWhere", json!({ "relateWhere": value }));
        add("filter.where.name", json!({ "where": { "name": value } }));
        add("filter.relateWhere.skus", json!({ "relateWhere": { "skus": value } }));
        add("filter.relateWhere.skus.where", json!({ "relateWhere": { "skus": { "where": value } } }));
        add("filter.where.$and[1]", json!({ "where": { "$and": [{}, value] } }));
        add("filter.where.$or[0].$and[0]", json!({ "where": { "$or": [{ "$and": [value] }] } }));
    }
    for value in [json!(null), json!(1), json!("a"), json!({}), json!({ "name": { "$eq": "a" } })] {
        add("filter.where.$and", json!({ "where": { "$and": value } }));
        add("filter.where.$or", json!({ "where": { "$or": value } }));
        add(
            "filter.relateWhere.labels.where.$or",
            json!({ "relateWhere": { "labels": { "where": { "$or": value } } } }),
        );
    }
    for group in
        ["$where", "$expr", "$not", "$nor", "$eq", "$in", "$", "$AND", "$or ", "$text", "$function", "$and\u{0}"]
    {
        add(&format!("filter.where.{}", printed(group)), json!({ "where": { group: [{ "name": { "$eq": "a" } }] } }));
        add(&format!("filter.where.{}", printed(group)), json!({ "where": { group: "sleep(1000) || true" } }));
    }
    for field in [
        "nmae",
        "NAME",
        "_ID",
        "__proto__",
        "constructor",
        "toString",
        "size.w",
        "name.length",
        "skus.name",
        "tags[0]",
        "tags.0",
        "c1",
        "c2",
        "place",
        "rowid",
        "records_1",
        "*",
        "",
        " ",
        "name ",
        "1=1",
        "name' OR '1'='1",
        "name\" OR 1=1 --",
        "name); DROP TABLE records_1; --",
        "名称",
        "name\u{0}",
        "name\nprice",
        "\u{202e}eman",
    ] {
        for operator in ["$eq", "$empty"] {
            let place = format!("filter.where.{}.{operator}", printed(field));
            add(&place, json!({ "where": { field: { operator: true } } }));
        }
        let place = format!("filter.relateWhere.{}", printed(field));
        add(&place, json!({ "relateWhere": { field: { "where": { "name": { "$eq": "a" } } } } }));
        let place = format!("filter.relateWhere.skus.where.{}.$in", printed(field));
        add(&place, json!({ "relateWhere": { "skus": { "where": { field: { "$in": [1] } } } } }));
    }
    for operator in [
        "$like",
        "$nlike",
        "$exists",
        "$size",
        "$all",
        "$elemMatch",
        "$type",
        "$mod",
        "$not",
        "$regexp",
        "$options",
        "eq",
        "=",
        "$EQ",
        "$eq ",
        " $eq",
        "",
        "$",
        "$$eq",
        "$gt; --",
        "$and",
        "$or",
        "$where",
        "$expr",
        "$eq\u{0}",
        "$ nin",
    ] {
        let place = format!("filter.where.name.{}", printed(operator));
        add(&place, json!({ "where": { "name": { operator: "a" } } }));
        let place = format!("filter.relateWhere.labels.where.text.{}", printed(operator));
        add(&place, json!({ "relateWhere": { "labels": { "where": { "text": { operator: "a" } } } } }));
    }
    add("filter.where.name", json!({ "where": { "name": {} } }));
    for relation in ["name", "tags", "size", "_id", "price"] {
        add(&format!("filter.relateWhere.{relation}"), json!({ "relateWhere": { relation: { "where": {} } } }));
    }
    let second = json!({ "spu": { "where": { "name": { "$eq": "a" } } } });
    add("filter.relateWhere.skus.where.spu.where", json!({ "relateWhere": { "skus": { "where": second } } }));
    let mut deep = json!({ "name": { "$eq": "a" } });
    for _ in 0..55 {
        deep = json!({ "$or": [deep] });
    }
    // The place is that of the level which is one too many.
    add(&format!("filter.where{}", ".$or[0]".repeat(51)), json!({ "where": deep }));
    filters.extend(operands::filters());
    filters
}

/// A name as messages show it.
fn printed(name: &str) -> String {
    weda_definition::Printable(name).to_string()
}

/// Every filter is refused by every operation that has one.
#[test]
fn in_filters() {
    let mut guard = Guard::new();
    let filters = filters();
    for operation in ["list", "get", "update", "updateMany", "upsert", "delete", "deleteMany"] {
        for (place, filter) in &filters {
            let mut body = json!({ "filter": filter });
            match operation {
                "update" | "updateMany" => body["data"] = json!({ "stock": 7 }),
                "upsert" => {
                    body["create"] = json!({ "name": "一" });
                    body["update"] = json!({ "stock": 7 });
                }
                _ => {}
            }
            let (method, target) = super::address(operation);
            let message = guard.refused(method, &target, &body.to_string(), "INVALID_PARAMETER");
            let found = message.strip_prefix('`').unwrap_or_default();
            assert!(found.starts_with(place.as_str()), "{place}: {filter}: {message}");
        }
    }
    guard.end(2_000);
}

/// Texts that would be code elsewhere are texts here: they match nothing, or only themselves.
#[test]
fn texts_are_never_code() {
    let mut guard = Guard::new();
    for text in [
        "' OR '1'='1",
        "'; DROP TABLE records_1; --",
        "\" OR 1=1 --",
        "%",
        "_",
        "*",
        "?1",
        ":a",
        "@a",
        "$1",
        "1; SELECT 1",
        "') UNION SELECT * FROM models --",
        "\\",
        "\\'",
        "\u{0}",
        "\u{0}' OR 1",
        "${7*7}",
        "{{7*7}}",
        "<script>",
        "../..",
        "NULL",
        "null",
        "true",
        "{\"$ne\":null}",
        "\u{202e}",
        "\r\nX-Injected: 1",
        "\u{1b}[31m",
        "a\u{fffd}",
    ] {
        for operator in ["$eq", "$in", "$search", "$search_ci"] {
            let operand = if operator == "$in" { json!([text]) } else { json!(text) };
            for field in ["_id", "name", "code"] {
                let filter = json!({ "where": { field: { operator: operand } } });
                let relation = json!({ "relateWhere": { "labels": { "where": { "text": { operator: operand } } } } });
                for filter in [filter, relation] {
                    let found = super::data(
                        &guard.served,
                        "spu",
                        "list",
                        &json!({ "filter": filter, "select": { "_id": true } }),
                    );
                    assert_eq!(found, json!({ "records": [] }), "{filter}");
                    let body = json!({ "data": { "stock": 7 }, "filter": filter });
                    assert_eq!(super::data(&guard.served, "spu", "updateMany", &body)["count"], 0);
                    assert_eq!(
                        super::data(&guard.served, "spu", "deleteMany", &json!({ "filter": filter }))["count"],
                        0
                    );
                    guard.count += 3;
                }
            }
        }
    }
    guard.end(1_000);
}

/// Regular expressions are compiled before a time limit applies.
#[test]
fn a_filter_has_few_patterns() {
    let served = serving();
    let filter = |patterns: usize| {
        let any: Vec<Value> =
            (0..patterns).map(|number| json!({ "name": { "$regex": format!("^{number}") } })).collect();
        json!({ "filter": { "where": { "$or": any } } })
    };
    data(&served, "spu", "list", &filter(20));
    let (code, message) = error(&served, "spu", "list", &filter(21));
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("INVALID_PARAMETER", "`filter` has more than 20 patterns: send fewer")
    );
}
