use super::{DATA, Guard};
use crate::fixture::encoded;

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
