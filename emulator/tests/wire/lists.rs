use serde_json::json;

use crate::fixture::{Served, encoded, names, served};

/// 1200 students.
fn crowd() -> Served {
    let served = served();
    let rows = (0..1200).map(|number| {
        json!({ "_id": format!("{number:04}"), "name": format!("n{number}"), "course": "c", "age": number / 100 })
    });
    served.emulator.load("student", rows).unwrap();
    served
}

#[test]
fn pages() {
    let served = crowd();
    let rows = |query: &str| names(&served.get(&format!("pre/student?{query}")));
    assert_eq!(rows("").len(), 10, "the default");
    assert_eq!(rows("$top=0").len(), 0);
    assert_eq!(rows("$top=3"), ["n0", "n1", "n2"], "in the order of creation");
    assert_eq!(rows("$top=2&$skip=1199"), ["n1199"]);
    assert_eq!(rows("$skip=1200").len(), 0);
    for top in ["1000", "1001", "100000", "99999999999999999999999999"] {
        assert_eq!(rows(&format!("$top={top}")).len(), 1000, "{top}");
    }
    assert_eq!(rows("$top=5&$skip=99999999999999999999999999").len(), 0);
}

#[test]
fn the_count_is_of_all_matches() {
    let served = crowd();
    let count = |query: &str| served.get(&format!("pre/student?{query}")).json().get("@odata.count").cloned();
    assert_eq!(count("$count=true&$top=1&$skip=5"), Some(json!(1200)));
    assert_eq!(count("$count=true&$filter=age%20eq%203"), Some(json!(100)));
    assert_eq!(count("$count=true&$filter=age%20eq%20-1"), Some(json!(0)));
    assert_eq!(count("$count=false"), None);
    assert_eq!(count(""), None);
}

#[test]
fn orders() {
    let served = served();
    let rows = [("b", Some(2.0)), ("a", Some(10.0)), ("李", None), ("B", Some(-1.5)), ("c", Some(2.0))];
    for (name, score) in rows {
        served.student(&json!({ "name": name, "score": score }));
    }
    let order = |order: &str| names(&served.get(&format!("pre/student?$orderby={order}"))).concat();
    assert_eq!(order("score"), "李Bbca", "no value first; equal ones in the order of creation");
    assert_eq!(order("score%20desc"), "abcB李");
    assert_eq!(order("name%20%20asc%20"), "Babc李");
}

#[test]
fn bad_options() {
    let served = served();
    let cases = [
        ("$top=-1", "$top is not a whole number"),
        ("$top=1.5", "$top is not a whole number"),
        ("$top=+5", "$top is not a whole number"),
        ("$top=", "$top is not a whole number"),
        ("$top", "$top is not a whole number"),
        ("$skip=abc", "$skip is not a whole number"),
        ("$skip=%EF%BC%91", "$skip is not a whole number"),
        ("$count=1", "$count is neither true nor false"),
        ("$count=True", "$count is neither true nor false"),
        ("$orderby=", "$orderby lacks a field"),
        ("$orderby=name,", "$orderby lacks a field"),
        ("$orderby=name%20des", "direction `des`"),
        ("$orderby=name%20desc%20asc", "direction `desc asc`"),
        ("$orderby=name,age%20desc,name%20desc", "$orderby names `name` twice"),
        ("$orderby=nmae", "`nmae`, which model `student` does not have"),
        ("$orderby=tags", "`tags`, a field of kind list of text"),
        ("$orderby=home", "`home`, a field of kind location"),
        ("$orderby=school", "allow it with `accept.relation_filters`"),
        ("$orderby=name,age%20desc", "allow it with `accept.several_sort_fields`"),
        ("$orderby=friends", "`friends`, a field of kind list of relations"),
        ("$oderby=name", "`$oderby` is not documented"),
        ("$select=name", "allow it with `accept.select`"),
        ("$expand=school", "`$expand` is not documented"),
        ("filter=name", "`filter` is not documented"),
        ("$Top=1", "`$Top` is not documented"),
        ("$top=1&%24top=2", "$top occurs twice"),
        ("$filter=age%20eq%201&$filter=age%20eq%202", "$filter occurs twice"),
    ];
    for (query, what) in cases {
        let message = served.get(&format!("pre/student?{query}")).invalid();
        assert!(message.contains(what), "{query}: {message}");
    }
}

/// SQLite allows 2000 terms to sort by, an address holds more.
/// The caller got `SYS_ERR` and "repeat the call", which clients do.
/// A repeated field is refused, so that there are never more terms than fields.
#[test]
fn an_order_of_thousands() {
    let message = served().get(&format!("pre/student?$orderby={}", ["name"; 3000].join(","))).invalid();
    assert!(message.contains("`name` twice"), "{message}");
}

/// A page starts where the previous one ended, if it can; other calls in between do not change its records.
#[test]
fn pages_in_any_order_have_their_records() {
    let served = served();
    let row = |number: usize| json!({ "name": format!("n{number}"), "course": "c", "score": number % 3 });
    served.emulator.load("student", (0..40).map(row)).unwrap();
    let gone = served.get("pre/student?$filter=name%20eq%20'n7'").json()["value"][0]["_id"].clone();
    let page = |filter: &str, order: &str, skip: usize, top: usize| {
        let filter = if filter.is_empty() { String::new() } else { format!("&$filter={}", encoded(filter)) };
        names(&served.get(&format!("pre/student?$count=true&$skip={skip}&$top={top}{order}{filter}")))
    };
    let check = |all: &[String]| {
        let third: Vec<String> =
            all.iter().filter(|name| name[1..].parse::<usize>().unwrap() % 3 == 1).cloned().collect();
        for (skip, top) in
            [(0, 5), (5, 5), (10, 5), (5, 7), (12, 1), (13, 30), (0, 5), (5, 5), (40, 5), (39, 5), (0, 3)]
        {
            // Another order of the same records ends elsewhere.
            assert!(page("", "&$orderby=_id", skip, top).len() <= top);
            for (filter, expected) in [("", all), ("score eq 1", &third)] {
                let expected: Vec<String> = expected.iter().skip(skip).take(top).cloned().collect();
                assert_eq!(page(filter, "", skip, top), expected, "{filter} {skip} {top}");
            }
        }
    };
    let mut all: Vec<String> = (0..40).map(|number| format!("n{number}")).collect();
    check(&all);
    served.call("DELETE", &format!("/weda/odata/v1/pre/student('{}')", gone.as_str().unwrap()), "");
    all.remove(7);
    check(&all);
}
