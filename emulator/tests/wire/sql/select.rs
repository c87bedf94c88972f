//! The meaning of SELECT.

use serde_json::json;

use super::open;

#[test]
fn conditions() {
    let school = open(&[], |_| {});
    let names = |condition: &str| {
        let rows = school.rows(&format!("SELECT _id FROM student WHERE {condition} ORDER BY _id"));
        rows.as_array().unwrap().iter().map(|row| row["_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let cases: &[(&str, &[&str])] = &[
        ("score > 60", &["S1"]),
        ("score >= 60 AND age <> 19", &["S1", "S3"]),
        ("score = 60 OR name = '李四'", &["S2", "S3", "S4"]),
        ("NOT score = 60", &["S1"]),
        ("score IS NULL", &["S4"]),
        ("score IS NOT NULL AND present IS NULL", &["S3"]),
        ("score <=> NULL", &["S4"]),
        ("score = NULL", &[]),
        ("score != 60", &["S1"]),
        // The default collation of MySQL ignores case.
        ("name = 'ANNA'", &["S2", "S3"]),
        ("name IN ('anna', '张三')", &["S1", "S2", "S3"]),
        ("name NOT IN ('anna')", &["S1", "S4"]),
        ("name LIKE 'a%'", &["S2", "S3"]),
        ("name LIKE '_三'", &["S1"]),
        (r"note LIKE '50\%\_%'", &["S2"]),
        ("note LIKE '50|%%' ESCAPE '|'", &["S2"]),
        ("name NOT LIKE '%n%'", &["S1", "S4"]),
        ("age BETWEEN 20 AND 21", &["S1", "S3"]),
        ("age NOT BETWEEN 20 AND 21", &["S2"]),
        ("present", &["S1"]),
        ("present = FALSE", &["S2"]),
        ("present IS NOT TRUE", &["S2", "S3", "S4"]),
        // A text is compared with a number as the number at its beginning.
        ("age = '20'", &["S1"]),
        ("note = 20", &["S3"]),
        ("note BETWEEN 20 AND 60", &["S2", "S3"]),
        ("age IN ('19', '21abc')", &["S2", "S3"]),
        ("note IN (20)", &["S3"]),
        ("note", &["S2", "S3"]),
        ("tutor = 'T1'", &["S1", "S2"]),
        // Ids are compared exactly.
        ("tutor = 't1'", &[]),
        ("tutor IN (SELECT _id FROM teacher WHERE room = 3)", &["S1", "S2"]),
        ("EXISTS (SELECT 1 FROM teacher t WHERE t._id = student.tutor AND t.name = 'li')", &["S3"]),
        ("NOT EXISTS (SELECT 1 FROM teacher t WHERE t._id = tutor)", &["S4"]),
        ("score = (SELECT MAX(score) FROM student)", &["S1"]),
        ("tags LIKE '%\"a\"%'", &["S1"]),
        ("(age = 20) = (score > 60)", &["S1", "S2", "S3"]),
        ("CASE WHEN age > 20 THEN 'x' ELSE name END = 'X'", &["S3"]),
        ("CASE name WHEN 'anna' THEN 1 ELSE 0 END", &["S2", "S3"]),
        ("_id IN ('S1', 'S2') AND (age = 19 OR age = 20) AND NOT (name = 'x')", &["S1", "S2"]),
    ];
    for (condition, expected) in cases {
        assert_eq!(names(condition), *expected, "{condition}");
    }
    let many = (0..1500).map(|n| format!("age = {n}")).collect::<Vec<_>>().join(" OR ");
    assert_eq!(names(&many), ["S1", "S2", "S3"], "a long chain");
}

#[test]
fn expressions() {
    let school = open(&[], |_| {});
    let cases = [
        ("1 + 2 * 3 - 4", json!(3)),
        ("7 / 2", json!(3.5)),
        ("6 / 3", json!(2)),
        ("1 / 0", json!(null)),
        ("7 DIV 2", json!(3)),
        ("-7 DIV 2", json!(-3)),
        ("-7 % 3", json!(-1)),
        ("MOD(5.5, 2)", json!(1.5)),
        ("- (3)", json!(-3)),
        ("'12abc' + 1", json!(13)),
        ("TRUE + TRUE", json!(2)),
        ("NULL + 1", json!(null)),
        ("1 = 1", json!(1)),
        ("1 <> 1", json!(0)),
        ("NULL <=> NULL", json!(1)),
        ("'a' = 'A'", json!(1)),
        ("'a' = 0", json!(1)),
        ("'b' > 'A'", json!(1)),
        ("NOT NULL", json!(null)),
        ("NULL AND FALSE", json!(0)),
        ("NULL OR TRUE", json!(1)),
        ("2 IN (1, NULL)", json!(null)),
        ("IFNULL(NULL, 'x')", json!("x")),
        ("COALESCE(NULL, NULL, 3)", json!(3)),
        ("NULLIF('a', 'A')", json!(null)),
        ("NULLIF(1, 2)", json!(1)),
        ("IF(1 > 2, 'yes', 5)", json!("5")),
        ("CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END", json!("two")),
        ("ABS(-2)", json!(2)),
        ("ROUND(2.5)", json!(3)),
        ("ROUND(-1.005, 2)", json!(-1.01)),
        ("CEIL(1.2)", json!(2)),
        ("FLOOR(-1.2)", json!(-2)),
        ("SIGN(-3)", json!(-1)),
        ("GREATEST(1, 3, 2)", json!(3)),
        ("LEAST(1, NULL)", json!(null)),
        ("CONCAT('学', '生', 1)", json!("学生1")),
        ("CONCAT('a', NULL)", json!(null)),
        ("CONCAT_WS('-', 'a', NULL, 'b')", json!("a-b")),
        ("LENGTH('学生')", json!(6)),
        ("CHAR_LENGTH('学生')", json!(2)),
        ("LOWER('ÄB')", json!("äb")),
        ("UPPER('äb')", json!("ÄB")),
        ("SUBSTRING('学生们', 2)", json!("生们")),
        ("SUBSTRING('学生们', -2, 1)", json!("生")),
        ("SUBSTRING('abc' FROM 2 FOR 1)", json!("b")),
        ("SUBSTR('abc', 0)", json!("")),
        ("LEFT('abc', 2)", json!("ab")),
        ("RIGHT('abc', 2)", json!("bc")),
        ("TRIM('  a ')", json!("a")),
        ("TRIM(LEADING 'x' FROM 'xxax')", json!("ax")),
        ("LTRIM('  a ')", json!("a ")),
        ("RTRIM('  a ')", json!("  a")),
        ("REPLACE('aAa', 'a', 'b')", json!("bAb")),
        ("REVERSE('学生')", json!("生学")),
        ("LOCATE('B', 'abab')", json!(2)),
        ("INSTR('abab', 'b')", json!(2)),
        ("LOCATE('b', 'abab', 3)", json!(4)),
        ("CAST(12 AS CHAR)", json!("12")),
        ("CAST('3.7x' AS SIGNED)", json!(3)),
        ("CAST(3.7 AS SIGNED)", json!(4)),
        ("CAST(1.23456 AS DECIMAL(10, 2))", json!(1.23)),
        ("UNIX_TIMESTAMP()", json!(1_767_196_800)),
        ("NOW()", json!("2026-01-01 00:00:00")),
        ("FROM_UNIXTIME(0)", json!("1970-01-01 08:00:00")),
        ("FROM_UNIXTIME(1767196800, '%Y年%m月')", json!("2026年01月")),
        ("DATE_FORMAT(NOW(), '%H:%i')", json!("00:00")),
        ("DATE_FORMAT('2026-03-05', '%c/%e')", json!("3/5")),
        ("\"双引号\"", json!("双引号")),
        ("'it''s'", json!("it's")),
        (r"'a\nb'", json!("a\nb")),
        ("9007199254740993", json!(9_007_199_254_740_993_i64)),
        ("1.50", json!(1.5)),
        ("1e3", json!(1000)),
    ];
    for (expression, expected) in cases {
        assert_eq!(school.value(expression), expected, "{expression}");
    }
}

#[test]
fn values_of_records() {
    let school = open(&[], |_| {});
    let rows = school.rows("SELECT * FROM student WHERE _id IN ('S1', 'S2') ORDER BY _id");
    let first = &rows[0];
    assert_eq!(first["name"], "张三");
    assert_eq!(first["score"], 89.5);
    assert_eq!((&first["present"], &rows[1]["present"]), (&json!(1), &json!(0)), "booleans are numbers");
    assert_eq!(first["tags"], r#"["a","b"]"#, "lists are JSON text");
    assert_eq!(rows[1]["extra"], r#"{"k":1}"#);
    assert_eq!(first["tutor"], "T1");
    assert_eq!(first["seen"], 1_767_196_800_000_i64);
    assert_eq!(first["note"], "");
    assert_eq!(first["_openid"], json!(null));
    assert!(first.get("courses").is_none(), "a list of relations has no column");
    let trial = school.rows("SELECT name FROM `student-preview`");
    assert_eq!(trial, json!([{ "name": "试用" }]));
    assert_eq!(school.rows("SELECT label FROM `after-service`"), json!([]));
    assert_eq!(
        school.rows("SELECT name, _openid FROM teacher WHERE _id = 'T1'"),
        json!([{ "name": "王老师", "_openid": null }])
    );
    assert_eq!(
        school.rows("SELECT name FROM sys_user WHERE _id = '1700000000000000001'"),
        json!([{ "name": "王小明" }])
    );
}

#[test]
fn names_of_columns() {
    let school = open(&[], |_| {});
    let keys = |text: &str| {
        let rows = school.rows(text);
        rows[0].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys("SELECT COUNT(*) FROM student"), ["COUNT(*)"]);
    assert_eq!(keys("SELECT s.NAME, score AS `分数` FROM student s LIMIT 1"), ["NAME", "分数"]);
    assert_eq!(keys("SELECT s.name, t.name FROM student s, teacher t LIMIT 1"), ["name"], "the last one remains");
    assert_eq!(school.rows("SELECT 1 AS a, 2 AS a"), json!([{ "a": 2 }]));
    assert_eq!(
        school.rows("SELECT t.* FROM student s JOIN teacher t ON t._id = s.tutor WHERE s._id = 'S3'")[0]["name"],
        "Li"
    );
}

#[test]
fn joins() {
    let school = open(&[], |_| {});
    let values = |text: &str| school.values(text);
    assert_eq!(
        values("SELECT s._id AS a, t.name AS b FROM student s JOIN teacher t ON s.tutor = t._id ORDER BY s._id"),
        json!([["S1", "王老师"], ["S2", "王老师"], ["S3", "Li"]])
    );
    assert_eq!(
        values(
            "SELECT s._id AS a, t.name AS b FROM student AS s LEFT JOIN teacher t ON s.tutor = t._id AND t.room = 3 ORDER BY 1"
        ),
        json!([["S1", "王老师"], ["S2", "王老师"], ["S3", null], ["S4", null]])
    );
    assert_eq!(
        values(
            "SELECT t._id AS a, COUNT(s._id) AS b FROM student s RIGHT JOIN teacher t ON s.tutor = t._id GROUP BY t._id ORDER BY a"
        ),
        json!([["T1", 2], ["T2", 1]])
    );
    assert_eq!(values("SELECT COUNT(*) AS n FROM student, teacher"), json!([[8]]));
    assert_eq!(values("SELECT COUNT(*) AS n FROM student CROSS JOIN teacher"), json!([[8]]));
    assert_eq!(
        values(
            "SELECT x.n AS a FROM (SELECT tutor, COUNT(*) AS n FROM student GROUP BY tutor) AS x WHERE x.tutor = 'T1'"
        ),
        json!([[2]])
    );
    assert_eq!(
        values("SELECT a._id AS a, b._id AS b FROM student a JOIN student b ON a.name = b.name AND a._id < b._id"),
        json!([["S2", "S3"]])
    );
}

#[test]
fn groups_and_aggregates() {
    let school = open(&[], |_| {});
    let values = |text: &str| school.values(text);
    assert_eq!(
        values(
            "SELECT COUNT(*) AS a, COUNT(score) AS b, SUM(score) AS c, AVG(age) AS d, MIN(age) AS e, MAX(name) AS f FROM student"
        ),
        json!([[4, 3, 209.5, 20, 19, "李四"]])
    );
    assert_eq!(values("SELECT SUM(score) AS a, COUNT(*) AS b FROM student WHERE FALSE"), json!([[null, 0]]));
    assert_eq!(values("SELECT COUNT(DISTINCT name) AS a FROM student"), json!([[3]]), "case does not matter");
    assert_eq!(
        values("SELECT score AS a, COUNT(*) AS b FROM student GROUP BY score ORDER BY b DESC, a"),
        json!([[60, 2], [null, 1], [89.5, 1]])
    );
    assert_eq!(
        values("SELECT LOWER(name) AS a, COUNT(*) AS b FROM student GROUP BY a HAVING b > 1"),
        json!([["anna", 2]])
    );
    assert_eq!(
        values("SELECT s.tutor AS a, SUM(s.score) / COUNT(*) AS b FROM student s GROUP BY s.tutor HAVING COUNT(*) > 1"),
        json!([["T1", 74.75]])
    );
    // Columns of a record whose id is in GROUP BY have one value in each group.
    assert_eq!(
        values(
            "SELECT t.name AS a, COUNT(*) AS b FROM teacher t JOIN student s ON s.tutor = t._id GROUP BY t._id ORDER BY t.name DESC"
        ),
        json!([["王老师", 2], ["Li", 1]])
    );
    assert_eq!(
        values("SELECT age % 2 AS a, COUNT(*) AS b FROM student WHERE age > 0 GROUP BY age % 2 ORDER BY 1"),
        json!([[0, 1], [1, 2]])
    );
    assert_eq!(values("SELECT COUNT(*) AS a FROM student GROUP BY 2 + 1"), json!([[4]]));
}

#[test]
fn orders_limits_and_unions() {
    let school = open(&[], |_| {});
    let values = |text: &str| school.values(text);
    assert_eq!(
        values("SELECT _id AS a FROM student ORDER BY score, age DESC"),
        json!([["S4"], ["S3"], ["S2"], ["S1"]])
    );
    assert_eq!(values("SELECT _id AS a FROM student ORDER BY -score LIMIT 2"), json!([["S4"], ["S1"]]));
    let all = values("SELECT _id FROM student ORDER BY _id");
    let rest = values("SELECT _id FROM student ORDER BY _id LIMIT 1, 18446744073709551615");
    assert_eq!(rest.as_array().unwrap()[..], all.as_array().unwrap()[1..], "the idiom of MySQL's manual");
    assert_eq!(values("SELECT _id AS a FROM student ORDER BY _id LIMIT 2 OFFSET 1"), json!([["S2"], ["S3"]]));
    assert_eq!(values("SELECT _id AS a FROM student ORDER BY _id LIMIT 1, 2"), json!([["S2"], ["S3"]]));
    assert_eq!(values("SELECT DISTINCT score AS a FROM student ORDER BY score DESC"), json!([[89.5], [60], [null]]));
    assert_eq!(values("SELECT DISTINCT 1 AS a FROM student"), json!([[1]]));
    assert_eq!(
        values("SELECT name AS a FROM student WHERE _id = 'S2' UNION SELECT name FROM student WHERE _id = 'S3'")
            .as_array()
            .unwrap()
            .len(),
        1,
        "case does not matter"
    );
    assert_eq!(
        values(
            "(SELECT 1 AS a) UNION ALL SELECT 1 UNION ALL (SELECT age FROM student ORDER BY age DESC LIMIT 1) ORDER BY a DESC LIMIT 2"
        ),
        json!([[21], [1]])
    );
    assert_eq!(values("SELECT 2 AS a UNION SELECT 1 UNION SELECT 2 ORDER BY 1"), json!([[1], [2]]));
    assert_eq!(
        values("SELECT (SELECT name FROM teacher t WHERE t._id = s.tutor) AS a FROM student s ORDER BY s._id"),
        json!([["王老师"], ["王老师"], ["Li"], [null]])
    );
    // The name of a selected expression comes before a column in ORDER BY.
    assert_eq!(
        values("SELECT _id AS a, -age AS age FROM student WHERE age > 0 ORDER BY age"),
        json!([["S3", -21], ["S1", -20], ["S2", -19]])
    );
}

/// Both sides of a many-many relation are in a table of pairs.
#[test]
fn tables_of_links() {
    let school = open(&[], |_| {});
    let link = |id: &str, courses: serde_json::Value| {
        let body = json!({ "filter": { "where": { "_id": { "$eq": id } } }, "data": { "courses": courses } });
        let answer = school.served.call("PUT", "/v1/model/prod/student/update", &body.to_string());
        assert_eq!(answer.json()["data"]["count"], 1, "{answer:?}");
    };
    link("S1", json!([{ "_id": "C1" }, { "_id": "C2" }]));
    link("S2", json!([{ "_id": "C2" }]));
    assert_eq!(
        school.values("SELECT leftRecordId AS a, rightRecordId AS b FROM course_student ORDER BY a, b"),
        json!([["C1", "S1"], ["C2", "S1"], ["C2", "S2"]])
    );
    assert_eq!(
        school.values(
            "SELECT c.title AS a, COUNT(*) AS n FROM course_student l JOIN course c ON c._id = l.leftRecordId \
             GROUP BY c._id ORDER BY n"
        ),
        json!([["数学", 1], ["体育", 2]])
    );
    assert_eq!(school.rows("SELECT * FROM `course_student-preview`"), json!([]));
    let (code, message) = school.refused("SELECT * FROM student_course");
    assert_eq!(code, "DATASOURCE_NOT_EXIST");
    assert!(message.contains("there is no table `student_course`"), "{message}");
}
