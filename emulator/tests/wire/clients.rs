//! Requests as public Go, Python and Node clients and curl send them.

use serde_json::{Value, json};

use crate::fixture::{BASIC, Served, names, served};
use crate::http::send;

fn class() -> Served {
    let served = served();
    let rows = [
        json!({ "_id": "a", "name": "李四", "course": "体育", "age": 20, "grade": "一年级" }),
        json!({ "_id": "b", "name": "O'Brien", "course": "c", "age": 9, "grade": "二年级" }),
    ];
    served.emulator.load("student", rows).unwrap();
    served
}

#[test]
fn queries() {
    let served = class();
    let cases: &[(&str, &[&str])] = &[
        // Go: resty's SetQueryParams encodes everything, blanks as plus signs.
        ("%24count=true&%24filter=name+eq+%27%E6%9D%8E%E5%9B%9B%27&%24skip=0&%24top=9999", &["李四"]),
        // Python: requests leaves the dollar, encodes blanks and quotes.
        (
            "$filter=(grade%20eq%20%27%E4%B8%80%E5%B9%B4%E7%BA%A7%27)%20and%20age%20ne%203&$top=100000&$count=true",
            &["李四"],
        ),
        // Node: template strings, whose quotes and Chinese stay as they are.
        ("$filter=contains(name,'李')&$orderby=createdAt%20desc", &["李四"]),
        ("$filter=contains(name,%20'%E6%9D%8E'%20)", &["李四"]),
        ("$filter=(age%20gt%200)", &["李四", "O'Brien"]),
        ("$filter=((age%20gt%201%20and%20age%20lt%2010)%20or%20age%20eq%2020)", &["李四", "O'Brien"]),
        // curl -G --data-urlencode
        ("%24filter=name%20eq%20%27O%27%27Brien%27", &["O'Brien"]),
        ("$top=1&", &["李四"]),
    ];
    for (query, expected) in cases {
        for path in ["pre/student", "batch/pre/student"] {
            assert_eq!(names(&served.get(&format!("{path}?{query}"))), *expected, "{query}");
        }
    }
}

#[test]
fn record_paths() {
    let served = class();
    for path in ["pre/student('a')", "pre/student(%27a%27)", "pre/student%28%27a%27%29", "pre/student(%27a')"] {
        assert_eq!(served.get(path).json()["name"], "李四", "{path}");
    }
}

/// One public client sends the whole record back, another uses the batch path and its count.
#[test]
fn whole_records_in_a_change() {
    let served = class();
    let mut record = served.get("pre/student('a')").json();
    record["age"] = json!(21);
    assert_eq!(served.patch("a", &record).status, 204);
    let changed = served.get("pre/student('a')").json();
    assert_eq!(
        (&changed["age"], &changed["_id"], &changed["createdAt"]),
        (&json!(21.0), &json!("a"), &record["createdAt"])
    );
    let counted = served.call("PATCH", "/weda/odata/v1/batch/pre/student('a')", r#"{"age":22}"#);
    assert_eq!((counted.status, counted.json()), (200, json!({ "updateCount": 1 })));
}

/// Clients search answers with status 200 for the code of an expired token.
#[test]
fn dead_tokens() {
    let served = class();
    for bearer in ["Bearer ", "Bearer null", "Bearer undefined", "Bearer e30.e30.c2ln", "bearer"] {
        let headers = [("Authorization", bearer), ("Content-Type", "application/json;utf-8")];
        let answer = send(served.emulator.address(), "GET", "/weda/odata/v1/pre/student", &headers, "");
        assert_eq!((answer.status, answer.common().0.as_str()), (200, "INVALID_ACCESS_TOKEN"), "{bearer}");
    }
}

/// The content type is ignored: the vendor's own pages show an invalid one.
#[test]
fn content_types() {
    let served = class();
    let token = crate::fixture::token(&served.emulator);
    let bearer = format!("Bearer {token}");
    for kind in ["application/json", "application/json;utf-8", "application/json; charset=utf-8", "text/plain", ""] {
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
        let body = r#"{"name":"n","course":"c"}"#;
        let answer = send(served.emulator.address(), "POST", "/weda/odata/v1/pre/student", &headers, body);
        assert_eq!(answer.status, 201, "{kind}: {answer:?}");
        assert!(answer.head.contains("content-type: application/json\r\n"), "{answer:?}");
    }
    let form = [("Authorization", BASIC), ("Content-Type", "application/x-www-form-urlencoded")];
    let body = "grant_type=client_credentials";
    let answer = send(served.emulator.address(), "POST", "/auth/v1/token/clientCredential", &form, body);
    let members: Vec<String> = match answer.json() {
        Value::Object(members) => members.keys().cloned().collect(),
        other => panic!("{other}"),
    };
    assert_eq!(members, ["access_token", "expires_in", "token_type"]);
}
