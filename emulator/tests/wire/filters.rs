use serde_json::json;
use weda_emulator::Definition;

use crate::fixture::{Served, names, served, serving};

/// Four students with different values in all fields.
fn class() -> Served {
    let served = served();
    let rows = [
        json!({ "name": "李四", "score": 89, "age": 20, "present": true, "seen": 1_646_034_692_306_i64, "grade": "一年级", "tutor": "t1",
                "photo": "cloud://env/li.png", "region": "陕西省,西安市,雁塔区" }),
        json!({ "name": "O'Brien 100%", "score": -2.5, "age": 9, "present": false, "born": 1_646_064_000_000_i64, "grade": "二年级",
                "photo": "https://example.com/o.png", "region": "北京市,北京市,东城区" }),
        json!({ "name": "Li_Lei 😀", "score": 9_007_199_254_740_993_i64, "age": 30, "wakes": 21_600_000, "tutor": "t2" }),
        json!({ "name": "li_lei", "card": "A1" }),
    ];
    for row in rows {
        served.student(&row);
    }
    served
}

#[test]
fn each_operator() {
    let served = class();
    let cases: &[(&str, &[&str])] = &[
        ("name eq '李四'", &["李四"]),
        ("name eq 'O''Brien 100%'", &["O'Brien 100%"]),
        ("name ne '李四'", &["O'Brien 100%", "Li_Lei 😀", "li_lei"]),
        ("name gt 'Z'", &["李四", "li_lei"]),
        ("name lt 'M'", &["Li_Lei 😀"]),
        ("score eq 89", &["李四"]),
        ("score eq 89.0", &["李四"]),
        ("score eq -2.5", &["O'Brien 100%"]),
        ("score eq 9007199254740993", &["Li_Lei 😀"]),
        ("score eq 9007199254740992", &[]),
        ("score gt -3", &["李四", "O'Brien 100%", "Li_Lei 😀"]),
        ("score lt 0", &["O'Brien 100%"]),
        ("score gt 99999999999999999999", &[]),
        ("age gt 9.5", &["李四", "Li_Lei 😀"]),
        ("seen gt 1646034692305", &["李四"]),
        ("born eq 1646064000000", &["O'Brien 100%"]),
        ("wakes lt 21600001", &["Li_Lei 😀"]),
        ("present eq false", &["O'Brien 100%"]),
        ("present ne false", &["李四", "Li_Lei 😀", "li_lei"]),
        ("grade eq '二年级'", &["O'Brien 100%"]),
        ("contains(name,'i_')", &["Li_Lei 😀", "li_lei"]),
        ("contains(name,'L')", &["Li_Lei 😀"]),
        ("contains(name,'%')", &["O'Brien 100%"]),
        ("contains(name,'😀')", &["Li_Lei 😀"]),
        ("contains(name,'''')", &["O'Brien 100%"]),
        ("contains( name , '四' )", &["李四"]),
        ("contains(card,'')", &["li_lei"]),
        ("tutor eq 't1'", &["李四"]),
        ("photo eq 'cloud://env/li.png'", &["李四"]),
        ("photo ne 'cloud://env/li.png'", &["O'Brien 100%", "Li_Lei 😀", "li_lei"]),
        ("region eq '北京市,北京市,东城区'", &["O'Brien 100%"]),
        ("region ne '北京市,北京市,东城区'", &["李四", "Li_Lei 😀", "li_lei"]),
        ("contains(region,'西安市')", &["李四"]),
        ("serial eq 'S-0008'", &["O'Brien 100%"]),
        ("_id eq 'nobody'", &[]),
        ("  (  name   eq '李四' )  ", &["李四"]),
        ("(((name eq '李四')))", &["李四"]),
    ];
    for (filter, expected) in cases {
        assert_eq!(served.names(filter), *expected, "{filter}");
    }
}

/// `ne` matches records without a value; `eq`, `gt` and `lt` never do.
#[test]
fn records_without_a_value() {
    let served = class();
    assert_eq!(served.names("age ne 20"), ["O'Brien 100%", "Li_Lei 😀", "li_lei"]);
    assert_eq!(served.names("tutor ne 't1'"), ["O'Brien 100%", "Li_Lei 😀", "li_lei"]);
    assert_eq!(served.names("age gt 0 or age lt 1 or age eq 0"), ["李四", "O'Brien 100%", "Li_Lei 😀"]);
}

#[test]
fn and_binds_closer_than_or() {
    let served = class();
    let either = "name eq 'li_lei' or age gt 10 and age lt 25";
    assert_eq!(served.names(either), ["李四", "li_lei"]);
    assert_eq!(served.names("(name eq 'li_lei' or age gt 10) and age lt 25"), ["李四"]);
    assert_eq!(served.names("(age gt 1 and age lt 10) or age eq 20"), ["李四", "O'Brien 100%"]);
}

#[test]
fn undocumented_operators_are_named_with_an_alternative() {
    let served = class();
    let cases = [
        ("score ge 60", "`ge` at character 7", "(x gt n or x eq n), or allow it with `accept.ge_le`"),
        ("score le 60", "`le` at character 7", "(x lt n or x eq n), or allow it with `accept.ge_le`"),
        ("name in ('a','b')", "operator `in` at character 6", "(x eq 'a' or x eq 'b')"),
        ("not (score eq 1)", "`not` at character 1", "x ne 'a', or allow it with `accept.not`"),
        ("not contains(name,'a')", "`not` at character 1", "x ne 'a'"),
        ("not not contains(name,'a')", "`not` at character 1", "x ne 'a'"),
        ("name has 'a'", "operator `has` at character 6", "eq, ne, gt, lt"),
        ("score add 1 eq 2", "operator `add` at character 7", "eq, ne, gt, lt"),
        ("score EQ 1", "operator `EQ` at character 7", "eq, ne, gt, lt"),
        ("startswith(name,'a')", "`startswith` at character 1", "allow it with `accept.starts_with`"),
        ("name eq 'a' and endswith(name,'a')", "`endswith` at character 17", "contains(field,'text')"),
        ("endswith(name,'a')", "`endswith` at character 1", "allow it with `accept.ends_with`"),
        ("year(seen) eq 2026", "`year` at character 1", "only documented function"),
        ("note eq null", "`null` at character 9", "in your program, or allow it with `accept.null`"),
        ("tags ne null", "`null` at character 9", "`accept.null`"),
        ("school eq 's'", "`school` at character 1", "allow it with `accept.relation_filters`"),
    ];
    for (filter, place, advice) in cases {
        let message = served.filter(filter).invalid();
        assert!(
            message.starts_with("$filter ") && message.contains(place) && message.contains(advice),
            "{filter}: {message}"
        );
    }
}

#[test]
fn fields_and_literals_have_to_fit() {
    let served = class();
    let cases = [
        ("名字 eq 'a'", "`名字` at character 1", "name, course, score"),
        ("score eq 1 and NAME eq 'a'", "`NAME` at character 16", "name, course, score"),
        ("score eq '89'", "kind number, with a text at character 10", "a bare number"),
        ("name eq 89", "kind text, with a number at character 9", "a text in single quotes"),
        ("name eq true", "kind text, with a boolean at character 9", "a text in single quotes"),
        ("present eq 1", "kind boolean, with a number at character 12", "true or false"),
        ("present eq 'true'", "kind boolean, with a text", "true or false"),
        ("seen gt '2026-01-01'", "kind datetime, with a text", "a bare number"),
        ("tutor eq 1", "kind relation to `teacher`, with a number", "a text"),
        ("present gt false", "`gt` on `present` at character 1", "eq or ne"),
        ("tutor gt 'a'", "`gt` on `tutor`", "eq or ne"),
        ("contains(tutor,'a')", "`contains` on `tutor` at character 10", "eq or ne"),
        ("contains(score,'8')", "`contains` on `score`", "eq, ne, gt or lt"),
        ("contains(present,'t')", "`contains` on `present`", "eq or ne"),
        ("photo gt 'a'", "`gt` on `photo` at character 1, but the field is of kind file", "use eq or ne"),
        ("contains(photo,'li')", "`contains` on `photo`", "use eq or ne"),
        ("region lt '北京市'", "`lt` on `region`", "eq, ne or contains(field,'text')"),
        ("region eq 610113", "kind region, with a number", "a text in single quotes"),
        ("home eq '杭州市'", "`home` at character 1", "no operator is documented for a field of kind location"),
        ("papers eq '[]'", "`papers`", "no operator is documented for a field of kind list of file"),
        ("tags eq '[]'", "`tags` at character 1", "no operator is documented"),
        ("contains(tags,'a')", "`tags` at character 10", "no operator is documented"),
        ("address eq '{}'", "`address`", "no operator is documented"),
        ("extra eq '{}'", "`extra`", "no operator is documented"),
        ("friends eq 'a'", "`friends`", "no operator is documented"),
        ("school eq 'a'", "`school`", "(one-one or many-one)"),
    ];
    for (filter, place, advice) in cases {
        let message = served.filter(filter).invalid();
        assert!(message.contains(place) && message.contains(advice), "{filter}: {message}");
    }
}

#[test]
fn broken_filters_say_where() {
    let served = class();
    let cases = [
        ("", "is empty"),
        ("   ", "is empty"),
        ("name", "the end at character 5"),
        ("name eq", "the end at character 8"),
        ("name eq 'a", "closing quote at character 9"),
        ("name eq 'a''", "closing quote at character 9"),
        ("name eq 'O'Brien'", "closing quote at character 17"),
        ("name eq 'O'Brien", "`Brien` at character 12"),
        ("name eq 'a' and", "the end at character 16"),
        ("name eq 'a' name eq 'b'", "`name` at character 13"),
        ("name eq 'a')", "`)` at character 12"),
        ("(name eq 'a'", "the end at character 13"),
        ("()", "`)` at character 2"),
        ("score eq 1e5", "`1e5` at character 10"),
        ("score eq 5.", "`5.` at character 10"),
        ("score eq --5", "`--5` at character 10"),
        ("score eq 0x10", "`0x10` at character 10"),
        ("score eq -", "`-` at character 10"),
        ("seen gt datetime'2026'", "`datetime` at character 9"),
        ("1 eq score", "a number at character 1"),
        ("contains(name)", "`)` at character 14"),
        ("contains('a',name)", "a text at character 10"),
        ("contains(name,5)", "a number at character 15"),
        ("contains(name,'a'", "the end at character 18"),
        ("name eq (5)", "`(` at character 9"),
        ("姓名 名", "`名` at character 4"),
    ];
    for (filter, what) in cases {
        let message = served.filter(filter).invalid();
        assert!(message.contains(what), "{filter}: {message}");
    }
}

#[test]
fn nesting_has_a_limit_and_chains_have_none() {
    let served = class();
    let nested = |depth: usize| format!("{}age eq 20{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(served.names(&nested(50)), ["李四"]);
    for depth in [51, 5000] {
        let message = served.filter(&nested(depth)).invalid();
        assert!(message.contains("more than 50 deep at character 51"), "{message}");
    }
    let chain = vec!["age eq 9"; 1500].join(" or ");
    assert_eq!(served.names(&chain), ["O'Brien 100%"]);
    let chain = vec!["age gt 9"; 1500].join(" and ");
    assert_eq!(served.names(&chain), ["李四", "Li_Lei 😀"]);
}

/// With 100 levels allowed, chains in each of them made SQL deeper than SQLite's limit.
/// The caller got `SYS_ERR` and "repeat the call", which clients do.
/// Fewer levels leave room for the longest chains that fit an address.
#[test]
fn chains_in_every_level_of_nesting() {
    let filter = format!("{}age eq 20{}", format!("({}", "age gt 99 or ".repeat(64)).repeat(50), ")".repeat(50));
    let target = format!("pre/student?$filter={}", filter.replace(' ', "+"));
    assert_eq!(names(&class().get(&target)), ["李四"]);
    let level = format!("({}{}", "n eq 1 or ".repeat(64), "n eq 1 and ".repeat(32));
    let filter = format!("{}n eq 1{}", level.repeat(50), ")".repeat(50));
    let short = Definition::parse("n", "n.json", r#"{ "properties": { "n": { "type": "number" } } }"#).unwrap();
    let page = serving([short]).get(&format!("pre/n?$filter={}", filter.replace(' ', "+")));
    assert_eq!(page.json()["value"], json!([]));
}

/// Literals cannot inject SQL.
#[test]
fn nothing_of_a_filter_becomes_sql() {
    let served = class();
    for text in ["' or 1=1 --", "'; DROP TABLE pre_0; --", "\" OR \"\"=\"", "\\' OR 1=1", "?1", "\0", "c0"] {
        let quoted = text.replace('\'', "''");
        assert_eq!(served.names(&format!("name eq '{quoted}'")), [""; 0], "{text}");
        assert_eq!(served.names(&format!("contains(name,'{quoted}')")), [""; 0], "{text}");
    }
    served.filter("c0 eq 'a'").invalid();
    served.filter("place gt 0").invalid();
    assert_eq!(served.names("_id ne ''").len(), 4);
}
