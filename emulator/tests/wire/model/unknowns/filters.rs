//! Operators and groups of filters.

use serde_json::{Value, json};
use weda_emulator::profile::{EmptyGroups, EmptyValue, ModelApi, Nulls};

use super::{invalid, switched};
use crate::fixture::Served;
use crate::model::{create, error, names, serving};

/// Tea, a cup without price and code, and a name with wildcards.
fn shop(switch: impl FnOnce(&mut ModelApi)) -> Served {
    let served = switched(switch);
    for row in [
        json!({ "name": "Tea", "price": 9.5, "code": "7", "on": true, "tags": ["新", "热"] }),
        json!({ "name": "cup" }),
        json!({ "name": "1%_a", "price": 20, "code": "10", "on": false, "tags": [] }),
    ] {
        create(&served, "spu", &row);
    }
    served
}

fn found(served: &Served, condition: Value) -> Vec<String> {
    names(served, "spu", &json!({ "where": condition }))
}

fn refused(served: &Served, condition: Value) -> (String, String) {
    error(served, "spu", "list", &json!({ "filter": { "where": condition } }))
}

#[test]
fn not_equal_has_one_spelling_or_two() {
    let old = json!({ "name": { "$ne": "cup" } });
    assert_eq!(found(&shop(|_| {}), old.clone()), ["1%_a", "Tea"]);
    let served = shop(|api| api.ne = false);
    assert_eq!(found(&served, json!({ "name": { "$neq": "cup" } })), ["1%_a", "Tea"]);
    let message = "`filter.where.name.$ne` is the spelling of an older page: use $neq";
    assert_eq!(refused(&served, old), invalid(message));
}

#[test]
fn records_without_a_value_match_negations_or_do_not() {
    for (nulls, with_null) in [(Nulls::Value, true), (Nulls::Unknown, false)] {
        let served = shop(|api| api.nulls = nulls);
        for condition in [
            json!({ "price": { "$neq": 9.5 } }),
            json!({ "price": { "$nin": [9.5] } }),
            json!({ "tags": { "$nin": ["新"] } }),
        ] {
            let expected: &[&str] = if with_null { &["1%_a", "cup"] } else { &["1%_a"] };
            assert_eq!(found(&served, condition.clone()), expected, "{condition}");
        }
        // Documented.
        assert_eq!(found(&served, json!({ "code": { "$nsearch": "7" } })), ["1%_a", "cup"]);
        assert_eq!(found(&served, json!({ "code": { "$nsearch_ci": "7" } })), ["1%_a", "cup"]);
    }
}

#[test]
fn searches_of_any_case_and_patterns_can_be_off() {
    let served = shop(|_| {});
    assert_eq!(found(&served, json!({ "name": { "$search_ci": "tEA" } })), ["Tea"]);
    assert_eq!(found(&served, json!({ "name": { "$search": "tEA" } })), Vec::<String>::new());
    assert_eq!(found(&served, json!({ "name": { "$nsearch_ci": "tEA" } })), ["1%_a", "cup"]);
    assert_eq!(found(&served, json!({ "name": { "$regex": "^T" } })), ["Tea"]);
    assert_eq!(found(&served, json!({ "name": { "$regex": "^((?!e).)*$" } })), ["1%_a", "cup"]);
    assert_eq!(found(&served, json!({ "name": { "$regexI": "^CUP$" } })), ["cup"]);
    let operators = "$eq, $neq, $gt, $gte, $lt, $lte, $in, $nin, $search, $nsearch, $empty and $nempty";
    let served = shop(|api| (api.search_ci, api.regex) = (false, false));
    for (operator, switch) in
        [("$search_ci", "search_ci"), ("$nsearch_ci", "search_ci"), ("$regex", "regex"), ("$regexI", "regex")]
    {
        let message = format!("`filter.where.name.{operator}` is not enabled (`model_api.{switch}`): use {operators}");
        assert_eq!(refused(&served, json!({ "name": { operator: "a" } })), invalid(&message));
    }
    assert_eq!(found(&served, json!({ "name": { "$search": "e" } })), ["Tea"]);
}

#[test]
fn other_values_of_empty_are_true_or_have_a_meaning_or_are_refused() {
    let values = [json!(false), json!("1"), json!("2"), json!(0)];
    let (with, without) = (vec!["1%_a", "Tea"], vec!["cup"]);
    let served = shop(|_| {});
    for value in &values {
        assert_eq!(found(&served, json!({ "price": { "$empty": value } })), without);
        assert_eq!(found(&served, json!({ "price": { "$nempty": value } })), with);
    }
    let served = shop(|api| api.empty_value = EmptyValue::Meaning);
    for (value, empty, nempty) in
        [(&values[0], &with, &without), (&values[1], &with, &with), (&values[2], &without, &without)]
    {
        assert_eq!(found(&served, json!({ "price": { "$empty": value } })), *empty, "{value}");
        assert_eq!(found(&served, json!({ "price": { "$nempty": value } })), *nempty, "{value}");
    }
    let message = "`filter.where.price.$empty` is not `true`: send true, or the other one of $empty and $nempty";
    assert_eq!(refused(&served, json!({ "price": { "$empty": 0 } })), invalid(message));
    let served = shop(|api| api.empty_value = EmptyValue::Refused);
    for value in &values {
        assert_eq!(refused(&served, json!({ "price": { "$empty": value } })), invalid(message));
    }
    assert_eq!(found(&served, json!({ "price": { "$empty": true } })), without);
}

#[test]
fn null_operands_are_values_or_refused() {
    let served = shop(|_| {});
    for (condition, expected) in [
        (json!({ "price": { "$eq": null } }), vec!["cup"]),
        (json!({ "price": { "$neq": null } }), vec!["1%_a", "Tea"]),
        (json!({ "price": { "$in": [null, 20] } }), vec!["1%_a", "cup"]),
        (json!({ "price": { "$nin": [null, 20] } }), vec!["Tea"]),
        (json!({ "price": { "$in": [] } }), vec![]),
        (json!({ "price": { "$nin": [] } }), vec!["1%_a", "Tea", "cup"]),
    ] {
        assert_eq!(found(&served, condition.clone()), expected, "{condition}");
    }
    let order = "`filter.where.price.$gt` is null, which has no order: use $empty or $nempty";
    assert_eq!(refused(&served, json!({ "price": { "$gt": null } })), invalid(order));
    let served = shop(|api| api.null_operands_refused = true);
    for operator in ["$eq", "$neq"] {
        let message = format!(
            "`filter.where.price.{operator}` is null (`model_api.null_operands_refused`): use $empty or $nempty"
        );
        assert_eq!(refused(&served, json!({ "price": { operator: null } })), invalid(&message));
    }
    for (operator, values) in
        [("$in", json!([])), ("$in", json!([1, null])), ("$nin", json!([])), ("$nin", json!([null]))]
    {
        let message = format!(
            "`filter.where.price.{operator}` is empty or has null (`model_api.null_operands_refused`): send values"
        );
        assert_eq!(refused(&served, json!({ "price": { operator: values } })), invalid(&message));
    }
}

#[test]
fn texts_and_numbers_are_compared_or_not() {
    let served = shop(|_| {});
    let cases = [
        (json!({ "price": { "$gt": "10x" } }), vec!["1%_a"]),
        (json!({ "price": { "$eq": "9.5" } }), vec!["Tea"]),
        (json!({ "price": { "$in": ["9.5", 20] } }), vec!["1%_a", "Tea"]),
        (json!({ "code": { "$eq": 7 } }), vec!["Tea"]),
        (json!({ "code": { "$lt": 8 } }), vec!["Tea"]),
        (json!({ "code": { "$in": [10, "7"] } }), vec!["1%_a", "Tea"]),
        (json!({ "code": { "$nin": [10] } }), vec!["Tea", "cup"]),
        (json!({ "code": { "$lt": "7" } }), vec!["1%_a"]),
    ];
    for (condition, _) in &cases {
        assert_eq!(refused(&served, condition.clone()).0, "INVALID_PARAMETER", "{condition}");
    }
    let message = "`filter.where.price.$eq` compares `price`, a field of kind number, with a text: send a number";
    assert_eq!(refused(&served, json!({ "price": { "$eq": "9.5" } })), invalid(message));
    let served = shop(|api| api.loose_comparisons = true);
    for (condition, expected) in cases {
        assert_eq!(found(&served, condition.clone()), expected, "{condition}");
    }
    let long = "1.".repeat(500_000);
    assert_eq!(found(&served, json!({ "price": { "$lte": long } })), Vec::<String>::new(), "is 1, without a pause");
}

#[test]
fn signs_in_searches_are_literal_or_wildcards() {
    for (wildcards, one, many) in
        [(false, vec!["1%_a"], vec!["1%_a"]), (true, vec!["1%_a", "Tea"], vec!["1%_a", "Tea", "cup"])]
    {
        let served = shop(|api| api.search_wildcards = wildcards);
        assert_eq!(found(&served, json!({ "name": { "$search": "_a" } })), one);
        assert_eq!(found(&served, json!({ "name": { "$search_ci": "%" } })), many);
        assert_eq!(found(&served, json!({ "name": { "$search": "." } })), Vec::<String>::new());
        assert_eq!(found(&served, json!({ "name": { "$search": "*" } })), Vec::<String>::new());
    }
}

#[test]
fn empty_groups_match_all_or_nothing_or_are_refused() {
    let all = vec!["1%_a", "Tea", "cup"];
    for (groups, empty_or) in [(EmptyGroups::All, all.clone()), (EmptyGroups::None, vec![])] {
        let served = shop(|api| api.empty_groups = groups);
        assert_eq!(found(&served, json!({ "$or": [] })), empty_or);
        for condition in [json!({}), json!({ "$and": [] }), json!({ "$and": [{}] }), json!({ "$or": [{}] })] {
            assert_eq!(found(&served, condition.clone()), all, "{condition}");
        }
        let blank_input = json!({ "$and": [{ "name": { "$eq": "cup" } }, {}, { "$and": [] }] });
        assert_eq!(found(&served, blank_input), ["cup"]);
        let with_blank = json!({ "$or": [{ "name": { "$eq": "cup" } }, {}] });
        assert_eq!(found(&served, with_blank), all);
    }
    let served = shop(|api| api.empty_groups = EmptyGroups::Refused);
    for (condition, group) in [
        (json!({ "$or": [] }), "$or"),
        (json!({ "$and": [] }), "$and"),
        (json!({ "$and": [{ "name": { "$eq": "a" } }, {}] }), "$and"),
    ] {
        let message = format!(
            "`filter.where.{group}` has no condition, or an empty one (`model_api.empty_groups`): leave it out"
        );
        assert_eq!(refused(&served, condition), invalid(&message));
    }
    assert_eq!(found(&served, json!({})), all);
}

#[test]
fn the_current_user_is_the_owner_of_what_a_caller_creates() {
    let served = shop(|_| {});
    served.emulator.load("spu", vec![json!({ "name": "别人的", "owner": "somebody" })]).unwrap();
    assert_eq!(found(&served, json!({ "owner": { "$eq-current-user": "" } })), ["1%_a", "Tea", "cup"]);
    assert_eq!(found(&served, json!({ "owner": { "$ne-current-user": "" } })), ["别人的"]);
}

#[test]
fn filters_have_a_limit_of_depth_and_of_values() {
    let served = shop(|_| {});
    let nested = |depth: usize| {
        let inner = json!({ "name": { "$eq": "cup" } });
        (0..depth).fold(inner, |inner, _| json!({ "$and": [inner] }))
    };
    assert_eq!(found(&served, nested(50)), ["cup"]);
    let (code, message) = refused(&served, nested(51));
    assert!(code == "INVALID_PARAMETER" && message.contains("nests groups more than 50 deep"), "{message}");
    let values = |count: usize| json!({ "price": { "$in": (0..count).collect::<Vec<_>>() } });
    assert_eq!(found(&served, values(30_000)), ["1%_a"]);
    let message = "`filter` has 30001 values, the limit is 30000: send several";
    assert_eq!(refused(&served, values(30_001)), invalid(message));
}

#[test]
fn lists_and_objects_are_compared_by_their_elements_or_not_at_all() {
    let served = shop(|_| {});
    assert_eq!(found(&served, json!({ "tags": { "$in": ["热", "旧"] } })), ["Tea"]);
    assert_eq!(found(&served, json!({ "tags": { "$empty": true } })), ["cup"]);
    assert_eq!(found(&served, json!({ "size": { "$empty": true } })), ["1%_a", "Tea", "cup"]);
    let (values, related) = (
        "objects have $empty and $nempty, lists of values also $in and $nin",
        "related records are compared in `relateWhere`",
    );
    for (field, kind, operator, advice) in [
        ("tags", "list of text", "$eq", values),
        ("size", "object", "$eq", values),
        ("skus", "list of relations to `sku`", "$eq", related),
        ("skus", "list of relations to `sku`", "$empty", related),
    ] {
        let message =
            format!("`filter.where.{field}.{operator}` cannot compare `{field}`, a field of kind {kind}: {advice}");
        assert_eq!(refused(&served, json!({ field: { operator: "新" } })), invalid(&message));
    }
}

/// A pattern that backtracks without end is the caller's mistake, and not a timeout of the service.
#[test]
fn a_pattern_that_takes_too_long_is_refused() {
    let served = serving();
    create(&served, "spu", &json!({ "name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaa" }));
    let filter = json!({ "filter": { "where": { "name": { "$regex": "^(a*)(a*)(a*)(a*)(a*)\\1\\2b" } } } });
    let (code, message) = error(&served, "spu", "list", &filter);
    assert!(code == "INVALID_PARAMETER" && message.starts_with("a pattern takes too long"), "{code}: {message}");
}
