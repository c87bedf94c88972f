use serde_json::{Value, json};

/// Filters with operands that do not fit their field, each with the place of the operand.
pub fn filters() -> Vec<(String, Value)> {
    let object = json!({ "$ne": null });
    let cases: Vec<(&str, &[&str], Vec<Value>)> = vec![
        (
            "name",
            &["$eq", "$neq", "$ne"],
            vec![json!(1), json!(true), json!([]), json!(["a"]), json!({}), object.clone()],
        ),
        ("name", &["$gt", "$gte", "$lt", "$lte"], vec![json!("a"), json!(1), json!(null), json!([]), object.clone()]),
        (
            "name",
            &["$search", "$nsearch", "$search_ci", "$nsearch_ci", "$regex", "$regexI"],
            vec![json!(null), json!(1), json!(true), json!([]), json!(["a"]), object.clone()],
        ),
        (
            "name",
            &["$in", "$nin"],
            vec![
                json!(null),
                json!("a"),
                json!(1),
                json!({}),
                json!([1]),
                json!([true]),
                json!([[]]),
                json!(["a", {}]),
            ],
        ),
        (
            "name",
            &["$regex", "$regexI"],
            vec![
                json!("("),
                json!("["),
                json!("*"),
                json!("+a"),
                json!("\\"),
                json!("(?P<"),
                json!("(?z)"),
                json!("\\p{Nothing}"),
                json!("a".repeat(2000)),
                json!("(a{1000}){1000}"),
            ],
        ),
        ("price", &["$eq", "$neq"], vec![json!("1"), json!("NaN"), json!(true), json!([1]), object.clone()]),
        (
            "price",
            &["$gt", "$gte", "$lt", "$lte"],
            vec![json!(null), json!("1"), json!(""), json!(false), json!([1]), json!({})],
        ),
        (
            "price",
            &["$in", "$nin"],
            vec![json!(1), json!(["1"]), json!([true]), json!([1, [2]]), json!([{ "$gt": 1 }])],
        ),
        ("price", &["$search", "$regex"], vec![json!("1"), json!(1)]),
        ("on", &["$eq", "$neq"], vec![json!(0), json!("true"), json!([])]),
        ("on", &["$gt", "$lte", "$search"], vec![json!(true), json!("true")]),
        ("since", &["$eq", "$gt", "$lte"], vec![json!("2026-01-01"), json!("2026-01-01T00:00:00.000Z"), json!(true)]),
        ("tags", &["$eq", "$neq", "$search", "$gt"], vec![json!("绿"), json!(["绿"])]),
        ("tags", &["$in", "$nin"], vec![json!("绿"), json!([1]), json!([true]), json!([["绿"]])]),
        (
            "size",
            &["$eq", "$neq", "$in", "$search", "$gt"],
            vec![json!("a"), json!({ "w": 2 }), json!([{}]), json!(["a"])],
        ),
        ("skus", &["$eq", "$in", "$empty", "$nempty", "$search"], vec![json!("a"), json!(["a"])]),
        ("labels", &["$eq", "$neq", "$nin", "$empty"], vec![json!("a"), json!([])]),
        ("page", &["$gt", "$lt", "$search", "$regex"], vec![json!("a")]),
        ("page", &["$eq", "$in"], vec![json!(1), json!({ "_id": "a" }), json!([1])]),
        ("_id", &["$eq", "$gt", "$in"], vec![json!(1), json!({ "$oid": "a" }), json!([1])]),
    ];
    let mut filters = Vec::new();
    for (field, operators, operands) in cases {
        for operator in operators {
            for operand in &operands {
                let place = format!("filter.where.{field}.{operator}");
                filters.push((place, json!({ "where": { field: { *operator: operand } } })));
            }
        }
    }
    filters
}
