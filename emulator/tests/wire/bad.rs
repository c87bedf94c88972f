//! Hundreds of bad requests: each is refused in one of the service's own forms, and nothing is changed.

use serde_json::{Value, json};

use crate::fixture::{BASIC, Served, encoded, served};
use crate::http::{Answer, raw, send};

/// What a bad request may be answered with.
fn check(what: &str, answer: &Answer) {
    assert!(answer.status < 500, "{what}: {answer:?}");
    let json: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{what}: {answer:?}"));
    let code = [&json["code"], &json["Response"]["Error"]["Code"], &json["response"]["error"]["code"]];
    let code = code.into_iter().find_map(Value::as_str).unwrap_or_default();
    assert!(!code.is_empty() && code != "SYS_ERR", "{what}: {answer:?}");
}

struct Guard {
    served: Served,
    before: Vec<Vec<Value>>,
    count: usize,
}

impl Guard {
    fn new() -> Self {
        let served = served();
        let rows = ["a", "b"]
            .map(|id| json!({ "_id": id, "name": id, "course": "c", "score": 1, "card": format!("A{}", id.len()) }));
        served.emulator.load("pre", "student", rows[..1].to_vec()).unwrap();
        served.emulator.load("prod", "student", rows[1..].to_vec()).unwrap();
        let mut guard = Self { served, before: Vec::new(), count: 0 };
        guard.before = guard.records();
        guard
    }

    fn records(&self) -> Vec<Vec<Value>> {
        let of = |(stage, model)| self.served.emulator.records(stage, model).unwrap();
        [("pre", "student"), ("prod", "student"), ("pre", "Student"), ("prod", "sys_user")].map(of).to_vec()
    }

    fn refused(&mut self, method: &str, target: &str, body: &str) {
        let shown =
            format!("{method} {} {}", &target[..target.len().min(90)], &body.chars().take(60).collect::<String>());
        check(&shown, &self.served.call(method, target, body));
        self.count += 1;
    }

    fn end(self) -> usize {
        assert_eq!(self.records(), self.before, "nothing has changed");
        assert_eq!(self.served.student(&json!({}))["name"], "李四", "and it serves on");
        self.count
    }
}

const DATA: &str = "/weda/odata/v1";

fn filters() -> Vec<String> {
    let fields = [
        "name", "score", "present", "tags", "address", "extra", "friends", "home", "nmae", "_ID", "c1", "place",
        "rowid", "*",
    ];
    let mut filters: Vec<String> = Vec::new();
    for field in fields {
        for tail in [
            "eqq 1",
            "eq",
            "= 1",
            "== 'a'",
            "like '%a%'",
            "eq 'a' --",
            "eq 'a'; DROP TABLE records_1",
            "eq 1e308",
            "eq 0x1F",
            "eq NaN",
            "eq Infinity",
            "eq +1",
            "eq 1_000",
            "eq \"a\"",
            "eq `a`",
            "eq datetime'2026-01-01'",
            "eq null",
            "in (1,2)",
            "is null",
            "between 1 and 2",
            "eq (select 1)",
            "eq $1",
            "eq ?1",
        ] {
            filters.push(format!("{field} {tail}"));
        }
    }
    filters
}

#[test]
fn in_filters() {
    let mut guard = Guard::new();
    for filter in filters() {
        guard.refused("GET", &format!("{DATA}/pre/student?$filter={}", encoded(&filter)), "");
    }
    for part in [
        "1 eq 1",
        "true",
        "'a'",
        "()",
        "(",
        ")",
        "((name eq 'a')",
        "name eq 'a' and",
        "or name eq 'a'",
        "name eq 'a' or or name eq 'b'",
        "not name eq 'a'",
        "contains(name)",
        "contains(name,'a','b')",
        "contains('a',name)",
        "contains(score,'1')",
        "substringof('a',name)",
        "concat(name,'a') eq 'a'",
        "length(name) gt 1",
        "name eq 'a' UNION SELECT 1",
        "name eq 'a'/*",
        "\u{0}",
        "name\u{0}eq 'a'",
        "name eq 'a' xor name eq 'b'",
        "any(name)",
        "tags/any(t: t eq 'a')",
        "school/_id eq 'a'",
        "student.name eq 'a'",
        "$it/name eq 'a'",
    ] {
        for path in ["pre/student", "batch/pre/student"] {
            guard.refused("GET", &format!("{DATA}/{path}?$filter={}", encoded(part)), "");
        }
    }
    let deep = format!("{}name eq 'a'{}", "(".repeat(3000), ")".repeat(3000));
    guard.refused("GET", &format!("{DATA}/pre/student?$filter={}", encoded(&deep)), "");
    assert!(guard.end() >= 350);
}

#[test]
fn in_queries_and_paths() {
    let mut guard = Guard::new();
    for option in [
        "$top=-1",
        "$top=1.0",
        "$top=1e3",
        "$top=0x10",
        "$top=%201",
        "$top=one",
        "$top=",
        "$skip=-1",
        "$skip=NaN",
        "$skip=1,2",
        "$count=TRUE",
        "$count=yes",
        "$count=",
        "$orderby=",
        "$orderby=,",
        "$orderby=name%20up",
        "$orderby=name;drop",
        "$orderby=(name)",
        "$orderby=name%20desc%20nulls%20last",
        "$orderby=random()",
        "$orderby=1",
        "$orderby=name,score",
        "$select=name",
        "$select=*",
        "$expand=owner",
        "$search=a",
        "$apply=aggregate(score)",
        "$format=xml",
        "$skiptoken=1",
        "$inlinecount=allpages",
        "top=1",
        "filter=",
        "$filter",
        "$filter=%",
        "$filter=%F",
        "$filter=%GG",
        "$filter=%FF%FE",
        "$filter=name+eq+'%C3'",
        "%ZZ=1",
        "$top=1&$top=2",
        "a=b",
        "=",
        "$filter=name+eq+'%ED%A0%80'",
    ] {
        guard.refused("GET", &format!("{DATA}/pre/student?{option}"), "");
        guard.refused("GET", &format!("{DATA}/batch/prod/student?{option}"), "");
    }
    for path in [
        "/",
        "//",
        "/weda",
        "/weda/",
        "/weda/odata",
        "/weda/odata/v1",
        "/weda/odata/v1/",
        "/weda/odata/v1/pre",
        "/weda/odata/v1/pre/",
        "/weda/odata/v2/pre/student",
        "/weda/odata/v1/pre/student/",
        "/weda/odata/v1/pre/student/('a')",
        "/weda/odata/v1/pre/student/a",
        "/weda/odata/v1/pre/student/$count",
        "/weda/odata/v1/pre/$metadata",
        "/weda/odata/v1/$batch",
        "/weda/odata/v1/pre/../prod/student",
        "/weda/odata/v1/pre/..%2fprod/student",
        "/weda/odata/v1/%2e%2e/pre/student",
        "/weda/odata/v1/pre/%00",
        "/weda/odata/v1/pre/student%00",
        "/weda/odata/v1/pre/STUDENT",
        "/weda/odata/v1/pre/records_1",
        "/weda/odata/v1/pre/sqlite_schema",
        "/weda/odata/v1/pre/student;a=b",
        "/weda/odata/v1/pre/student(a)",
        "/weda/odata/v1/pre/student(1)",
        "/weda/odata/v1/pre/student('a)",
        "/weda/odata/v1/pre/student(a')",
        "/weda/odata/v1/pre/student('a''",
        "/weda/odata/v1/pre/student('a','b')",
        "/weda/odata/v1/pre/student()",
        "/weda/odata/v1/pre/student('%FF')",
        "/weda/odata/v1/pre/student('%')",
        "/weda/odata/v1/PRE/student",
        "/weda/odata/v1/dev/student",
        "/weda/odata/v1/preview/student",
        "/weda/odata/v1/pre%20/student",
        "/weda/odata/v1/batch/pre",
        "/weda/odata/v1/batch/pre/",
        "/weda/odata/v1/batch/pre/student('a','b')",
        "/weda/odata/v1/batch/pre/student('a,b')",
        "/weda/model/v1/getSchemaLists",
        "/weda/model/v1",
        "/weda/model/v2/getSchemaList",
        "/weda/model/v1/getSchemaList/a/b",
        "/weda/auth/v1/prod/describeUserList",
        "/weda/workflow/v1/prod/StartFlow",
        "/odata/v1/pre/student",
        "/_emulator/log",
        "/etc/passwd",
        "/auth/v1/token",
        "/auth/v1/token/clientCredential/",
        "/AUTH/v1/token/clientCredential",
    ] {
        guard.refused("GET", path, "");
    }
    for (path, methods) in [
        (format!("{DATA}/pre/student"), &["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"][..]),
        (format!("{DATA}/pre/student('a')"), &["PUT", "POST", "OPTIONS", "PROPFIND"]),
        (format!("{DATA}/batch/pre/student"), &["PUT", "PATCH", "DELETE"]),
        (format!("{DATA}/batch/pre/student('a')"), &["PUT", "POST", "MERGE"]),
        ("/weda/model/v1/getSchemaList".to_owned(), &["POST", "PUT", "DELETE"]),
        ("/weda/model/v1/describeOptionSet".to_owned(), &["GET", "PUT", "DELETE"]),
        ("/auth/v1/token/clientCredential".to_owned(), &["GET", "PUT", "DELETE"]),
    ] {
        for method in methods {
            guard.refused(method, &path, r#"{"name":"x","course":"c"}"#);
        }
    }
    assert!(guard.end() >= 150);
}

#[test]
fn in_bodies() {
    let mut guard = Guard::new();
    let deep = |open: &str, close: &str| format!(r#"{{"extra":{}1{}}}"#, open.repeat(20_000), close.repeat(20_000));
    let broken = [
        String::new(),
        " ".into(),
        "{".into(),
        "}".into(),
        "[]".into(),
        "[{}]".into(),
        "null".into(),
        "true".into(),
        "1".into(),
        "\"a\"".into(),
        "{name:'a'}".into(),
        "{'name':'a'}".into(),
        r#"{"name":"a",}"#.into(),
        r#"{"name":"a"}x"#.into(),
        r#"{"name":}"#.into(),
        r#"{"name":"a""#.into(),
        r#"{"name":"\x"}"#.into(),
        r#"{"name":"\ud83d"}"#.into(),
        "{\"name\":\"a\nb\"}".into(),
        r#"{"score":01}"#.into(),
        r#"{"score":.5}"#.into(),
        r#"{"score":1.}"#.into(),
        r#"{"score":+1}"#.into(),
        r#"{"score":NaN}"#.into(),
        r#"{"score":1e400}"#.into(),
        r#"{"score":0x10}"#.into(),
        "<xml/>".into(),
        "name=a&course=b".into(),
        "\u{feff}{}".into(),
        deep("[", "]"),
        deep(r#"{"a":"#, "}"),
    ];
    let calls = [
        ("POST", format!("{DATA}/pre/student")),
        ("PATCH", format!("{DATA}/pre/student('a')")),
        ("POST", format!("{DATA}/batch/pre/student")),
        ("PATCH", format!("{DATA}/batch/pre/student('a')")),
        ("POST", "/weda/model/v1/describeOptionSet".to_owned()),
    ];
    for (method, path) in &calls {
        for body in &broken {
            guard.refused(method, path, body);
        }
    }
    let values = [
        ("name", vec![json!(null), json!(1), json!(true), json!([]), json!({}), json!("李".repeat(11))]),
        ("score", vec![json!("1"), json!(true), json!([1]), json!({}), json!(-1e300), json!(1e300), json!("")]),
        ("age", vec![json!(0.5), json!("1"), json!(1e300), json!(u64::MAX), json!(-1)]),
        ("present", vec![json!(0), json!("true"), json!([]), json!({})]),
        ("seen", vec![json!("2026-01-01"), json!(0.5), json!(true), json!(1e30)]),
        ("wakes", vec![json!(-1), json!(86_400_000), json!("06:00")]),
        ("grade", vec![json!("三年级"), json!(1), json!(["一年级"]), json!("")]),
        ("hobbies", vec![json!("画"), json!(["书"]), json!([1]), json!({}), json!("[\"书\"]")]),
        ("tags", vec![json!(""), json!("a"), json!(1), json!({}), json!([1]), json!("{")]),
        ("address", vec![json!("a"), json!([]), json!({ "city": 1 }), json!(true)]),
        ("card", vec![json!("A"), json!("a1"), json!("A1 "), json!("A1; DROP TABLE records_1"), json!(1)]),
        ("tutor", vec![json!(1), json!({ "_id": "a" }), json!(["a"])]),
        ("school", vec![json!(1), json!({}), json!({ "_id": 1 }), json!("{"), json!(["s"])]),
        ("home", vec![json!("a"), json!([1, 2]), json!({ "geopoint": 1 })]),
    ];
    for (field, values) in &values {
        for value in values {
            let with = |name: &str| {
                let mut body = json!({ "name": name, "course": "c" });
                body[*field] = value.clone();
                body
            };
            guard.refused("POST", &format!("{DATA}/pre/student"), &with("x").to_string());
            guard.refused("PATCH", &format!("{DATA}/pre/student('a')"), &json!({ *field: value }).to_string());
            let batch = json!({ "value": [{ "name": "ok", "course": "c" }, with("x")] });
            guard.refused("POST", &format!("{DATA}/batch/prod/student"), &batch.to_string());
        }
    }
    for body in [
        json!({}),
        json!({ "value": {} }),
        json!({ "value": [] }),
        json!({ "value": [1] }),
        json!({ "value": [null] }),
        json!({ "value": "[]" }),
    ] {
        guard.refused("POST", &format!("{DATA}/batch/pre/student"), &body.to_string());
    }
    for (method, path) in [
        ("POST", "prod/sys_user"),
        ("PATCH", "prod/sys_user('1700000000000000001')"),
        ("DELETE", "prod/sys_user('1700000000000000001')"),
        ("POST", "batch/pre/sys_department"),
        ("DELETE", "batch/pre/sys_user('1700000000000000001')"),
    ] {
        guard.refused(method, &format!("{DATA}/{path}"), r#"{"name":"x","value":[{"name":"x"}]}"#);
    }
    assert!(guard.end() >= 300);
}

/// Every way to have no token, on every path that asks for one.
#[test]
fn in_tokens() {
    let guard = Guard::new();
    let address = guard.served.emulator.address();
    let forged = "Bearer eyJhbGciOiJub25lIn0.eyJhdWQiOiJsb3djb2RlLWVtdWxhdG9yIiwiZXhwIjo5OTk5OTk5OTk5fQ.";
    let long = format!("Bearer {}.b.c", "a".repeat(5000));
    let paths = [
        ("GET", "pre/student"),
        ("POST", "pre/student"),
        ("DELETE", "pre/student('a')"),
        ("PATCH", "batch/pre/student('a')"),
        ("POST", "batch/pre/student"),
    ];
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer a.b.c",
        "Bearer ..",
        "Basic a.b.c",
        BASIC,
        "Token a",
        forged,
        &long,
        "Bearer a b",
    ] {
        for (method, path) in paths {
            let headers = [("Authorization", authorization)];
            let answer = send(address, method, &format!("{DATA}/{path}"), &headers, r#"{"name":"x","course":"c"}"#);
            check(authorization, &answer);
            assert_eq!(answer.common().0, "INVALID_ACCESS_TOKEN", "{authorization}");
        }
    }
    for basic in [
        "",
        "Basic",
        "Basic ",
        "Basic ====",
        "Basic ZW11bGF0b3ItaWQ=",
        "Basic OmVtdWxhdG9yLWtleQ==",
        "Bearer a.b.c",
        "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5Cg==",
    ] {
        let answer = send(
            address,
            "POST",
            "/auth/v1/token/clientCredential",
            &[("Authorization", basic)],
            r#"{"grant_type":"client_credentials"}"#,
        );
        check(basic, &answer);
        assert_eq!(answer.status, 400, "{basic}");
    }
    guard.end();
}

/// Heads and lengths that lie: below HTTP a closed connection will do, and the emulator serves on.
#[test]
fn in_http_itself() {
    let guard = Guard::new();
    let address = guard.served.emulator.address();
    let target = format!("{DATA}/pre/student");
    for request in [
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{{}}"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{{}}"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n{{}}"),
        format!("GET {target} HTTP/1.1\r\nHost x\r\n\r\n"),
        format!("GET {target}\u{1} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET {target} HTTP/1.1\r\nAuthorization: Bearer \u{7f}\r\n\r\n"),
        format!("GET {target} HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(300)),
        format!("GET {target} HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(1 << 20)),
        "GET\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ] {
        if let Some(answer) = raw(address, request.as_bytes(), true) {
            assert!(answer.status < 500, "{answer:?}");
        }
    }
    guard.end();
}
