//! Bad statements and bodies: each is refused in the right envelope, soon, and nothing changes.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{School, open, parameter};
use crate::http::Answer;

/// Statements that are refused, each for a reason of its own.
const STATEMENTS: &[&str] = &[
    // Not one statement.
    "",
    " ",
    ";",
    "-- comment",
    "/* comment */",
    "SELECT 1; SELECT 2",
    "SELECT 1; DELETE FROM student",
    "SELECT 1 -- \n; DROP TABLE student",
    "SELECT 1 /*! ; DELETE FROM student */",
    "/*!50000 DELETE FROM student */",
    "SELECT /* unclosed",
    "SELECT 'unclosed",
    "SELECT \"unclosed",
    "SELECT `unclosed",
    "SELEC name FROM student",
    "SELECT FROM student",
    "SELECT name FORM student WHERE",
    "SELECT name, FROM student",
    "SELECT * FROM student WHERE",
    "SELECT * FROM student ORDER",
    "SELECT (1",
    "SELECT 1)",
    "\u{0}SELECT 1",
    "SELECT \u{0}",
    // Other kinds of statements.
    "CREATE TABLE x (a INT)",
    "DROP TABLE student",
    "ALTER TABLE student ADD COLUMN x INT",
    "TRUNCATE TABLE student",
    "SHOW TABLES",
    "DESCRIBE student",
    "EXPLAIN SELECT 1",
    "SET @x = 1",
    "SET GLOBAL general_log = 1",
    "USE mysql",
    "CALL x()",
    "DO SLEEP(5)",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "LOCK TABLES student WRITE",
    "GRANT ALL ON *.* TO x",
    "LOAD DATA INFILE '/etc/passwd' INTO TABLE student",
    "PREPARE x FROM 'SELECT 1'",
    "HANDLER student OPEN",
    "PRAGMA table_info(records_1)",
    "ATTACH DATABASE '/tmp/x.db' AS x",
    "VACUUM INTO '/tmp/x.db'",
    "VALUES ROW(1)",
    "TABLE student",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT COUNT(*) FROM a",
    // Reading and writing outside of the models.
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_schema",
    "SELECT * FROM records_1",
    "SELECT * FROM models",
    "SELECT * FROM links",
    "SELECT * FROM pragma_table_info('models')",
    "SELECT * FROM json_each('[1]')",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM `information_schema`.`tables`",
    "SELECT * FROM mysql.user",
    "SELECT * FROM performance_schema.threads",
    "SELECT * FROM main.student",
    "SELECT * FROM DUAL",
    "SELECT name FROM student INTO OUTFILE '/tmp/x'",
    "SELECT name INTO @x FROM student",
    "SELECT LOAD_FILE('/etc/passwd')",
    "SELECT load_extension('x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('/tmp/x', 'x')",
    "SELECT sqlite_version()",
    "SELECT randomblob(1000000000)",
    "SELECT zeroblob(1000000000)",
    "SELECT printf('%1000000000s', 'x')",
    "SELECT hex('x')",
    "SELECT mysql_number('1')",
    "SELECT weda_matches('a', 'b')",
    "SELECT SLEEP(100)",
    "SELECT BENCHMARK(1000000000, MD5('x'))",
    "SELECT GET_LOCK('x', 100)",
    "SELECT VERSION()",
    "SELECT USER()",
    "SELECT DATABASE()",
    "SELECT @@version",
    "SELECT @x := 1",
    "SELECT RAND()",
    "SELECT UUID()",
    "SELECT REPEAT('a', 1000000000)",
    "SELECT LPAD('a', 1000000000, 'b')",
    "SELECT EXTRACTVALUE(1, CONCAT(0x7e, VERSION()))",
    "SELECT 0x41",
    "SELECT x'41'",
    "SELECT b'1'",
    "SELECT N'a'",
    "SELECT _utf8'a'",
    // Names.
    "SELECT nmae FROM student",
    "SELECT name",
    "SELECT student.nmae FROM student",
    "SELECT teacher.name FROM student",
    "SELECT s.name FROM student",
    "SELECT name FROM students",
    "SELECT name FROM STUDENT",
    "SELECT name FROM student s JOIN teacher t ON s.tutor = t._id",
    "SELECT 1 FROM student, student",
    "SELECT 1 FROM student s JOIN teacher s ON 1 = 1",
    "SELECT courses FROM student",
    "SELECT rowid FROM student",
    "SELECT place FROM student",
    "SELECT c1 FROM student",
    "SELECT t1.c1 FROM student",
    "SELECT o1 FROM student",
    "SELECT * FROM (SELECT name FROM student)",
    "SELECT * FROM (SELECT 1 AS a, 2 AS a) AS x",
    "SELECT x.* FROM student",
    "SELECT *",
    "SELECT name AS n FROM student WHERE n = 'x'",
    "SELECT s._id FROM student s JOIN (SELECT * FROM teacher t WHERE t._id = s.tutor) x ON 1 = 1",
    "SELECT s._id FROM student s, teacher t JOIN course c ON c._id = s._id",
    // Parts of MySQL that are not emulated, or have another meaning in SQLite.
    "SELECT 1 || 2",
    "SELECT 1 && 2",
    "SELECT !1",
    "SELECT 1 XOR 0",
    "SELECT 1 & 2",
    "SELECT 1 | 2",
    "SELECT 1 ^ 2",
    "SELECT ~1",
    "SELECT 1 << 2",
    "SELECT name REGEXP 'a' FROM student",
    "SELECT name RLIKE 'a' FROM student",
    "SELECT name GLOB 'a*' FROM student",
    "SELECT name COLLATE utf8mb4_bin FROM student",
    "SELECT BINARY name FROM student",
    "SELECT extra->'$.k' FROM student",
    "SELECT extra->>'$.k' FROM student",
    "SELECT JSON_EXTRACT(extra, '$.k') FROM student",
    "SELECT name LIKE 'a' = 1 FROM student",
    "SELECT 1 < 2 < 3",
    "SELECT 1 = 1 IS NULL",
    "SELECT name LIKE 'a' ESCAPE 'ab' FROM student",
    "SELECT (1, 2) = (1, 2)",
    "SELECT 1 IN (1, 'a')  + ('a' IN (1, 'a'))",
    "SELECT 1 = ANY (SELECT 1)",
    "SELECT 1 > ALL (SELECT 1)",
    "SELECT INTERVAL 1 DAY + NOW()",
    "SELECT NOW() + 1",
    "SELECT NOW() = '2026-01-01'",
    "SELECT DATE '2026-01-01'",
    "SELECT EXTRACT(YEAR FROM NOW())",
    "SELECT DATE_FORMAT(NOW(), '%W')",
    "SELECT DATE_FORMAT(20260101, '%Y')",
    "SELECT CONVERT('a' USING utf8mb4)",
    "SELECT CAST('a' AS BINARY)",
    "SELECT CAST('a' AS DATE)",
    "SELECT CAST('a' AS JSON)",
    "SELECT name FROM student FOR UPDATE",
    "SELECT name FROM student LOCK IN SHARE MODE",
    "SELECT SQL_CALC_FOUND_ROWS name FROM student",
    "SELECT STRAIGHT_JOIN name FROM student",
    "SELECT name FROM student USE INDEX (x)",
    "SELECT name FROM student PARTITION (p0)",
    "SELECT 1 FROM student s NATURAL JOIN teacher t",
    "SELECT 1 FROM student s JOIN teacher t USING (_id)",
    "SELECT 1 FROM student s LEFT JOIN teacher t",
    "SELECT 1 FROM student s FULL OUTER JOIN teacher t ON 1 = 1",
    "SELECT 1 FROM student s STRAIGHT_JOIN teacher t",
    "SELECT 1 FROM student s, teacher t RIGHT JOIN course c ON 1 = 1",
    "SELECT 1 FROM student s LEFT JOIN (teacher t JOIN course c ON 1 = 1) ON 1 = 1",
    "SELECT 1 FROM student s, LATERAL (SELECT 1) x",
    "SELECT 1 UNION SELECT 1, 2",
    "SELECT 1 AS a UNION SELECT 'x' UNION SELECT 2",
    "SELECT 1 INTERSECT SELECT 1",
    "SELECT 1 EXCEPT SELECT 1",
    "SELECT 1 AS a UNION SELECT 2 ORDER BY b",
    "SELECT ROW_NUMBER() OVER (ORDER BY _id) FROM student",
    "SELECT GROUP_CONCAT(name) FROM student",
    "SELECT COUNT(DISTINCT name, score) FROM student",
    "SELECT COUNT(DISTINCT *) FROM student",
    "SELECT SUM(*) FROM student",
    "SELECT SUM(name, score) FROM student",
    "SELECT SUM(COUNT(*)) FROM student",
    "SELECT name FROM student WHERE COUNT(*) > 1",
    "SELECT name, COUNT(*) FROM student",
    "SELECT name FROM student GROUP BY score",
    "SELECT score FROM student GROUP BY score ORDER BY name",
    "SELECT score FROM student GROUP BY score HAVING name = 'x'",
    "SELECT name FROM student HAVING name = 'x'",
    "SELECT score FROM student GROUP BY COUNT(*)",
    "SELECT score FROM student GROUP BY 2",
    "SELECT score, COUNT(*) FROM student GROUP BY score WITH ROLLUP",
    "SELECT DISTINCT name FROM student ORDER BY score",
    "SELECT name FROM student ORDER BY 2",
    "SELECT name FROM student LIMIT -1",
    "SELECT name FROM student LIMIT 1.5",
    "SELECT name FROM student LIMIT 'x'",
    "SELECT name FROM student LIMIT 1 + 1",
    "SELECT name FROM student LIMIT (SELECT 1)",
    "SELECT name FROM student OFFSET 1",
    "SELECT (SELECT _id FROM student)",
    "SELECT (SELECT _id, name FROM student LIMIT 1)",
    "SELECT 1 IN (SELECT _id, name FROM student)",
    "SELECT 'a' IN (SELECT _id FROM student LIMIT 1)",
    "SELECT 1 IN (SELECT _id FROM student)",
    "SELECT 1 IN ()",
    "SELECT ABS()",
    "SELECT ABS(1, 2)",
    "SELECT IF(1, 2)",
    "SELECT CONCAT()",
    "SELECT ABS(DISTINCT 1)",
    "SELECT nosuch(1)",
    "SELECT student.abs(1) FROM student",
    "SELECT 1e999",
    "SELECT 1e308 * 10",
    "SELECT ?",
    "SELECT :name",
    "SELECT $1",
    "SELECT {{ }}",
    "SELECT {{ n }}",
    "SELECT {{ 1 + 1 }}",
    "SELECT {{ model.tableName() }}",
    "SELECT {{ model.tableName('student') }}",
    "SELECT {{ model.drop() }}",
    "SELECT {{ model.dataId(1) }}",
    "SELECT {{ auth.rowPermission() }}",
    "SELECT {{ auth.rowPermission('nosuch') }}",
    "SELECT * FROM {{ model.tableName() }}",
    "SELECT * FROM {{ model.tableName('nosuch') }}",
    "SELECT * FROM {{ model.tableName('records_1') }}",
    "SELECT * FROM {{ model.tableName('student`; DROP TABLE x') }}",
    "SELECT * FROM {{ n }}",
    "SELECT * FROM `x{{ model.tableName('student') }}`",
    "SELECT '{{ n }}'",
    "SELECT {{ n",
    "SELECT n }}",
    // Writes, of which only plain ones exist.
    "INSERT INTO student VALUES ('x')",
    "INSERT INTO student (_id) VALUES ('x')",
    "INSERT INTO student (_id, owner, _openid) VALUES ('x', '', '')",
    "INSERT INTO student (_id, owner, _openid, name) VALUES ('x', '', '')",
    "INSERT INTO student (_id, owner, _openid, name, nosuch) VALUES ('x', '', '', 'n', 1)",
    "INSERT INTO student (_id, owner, _openid, name, NAME) VALUES ('x', '', '', 'n', 'm')",
    "INSERT INTO student (_id, owner, _openid, name) VALUES ('S1', '', '', 'n')",
    "INSERT INTO student (_id, owner, _openid, name, score) VALUES ('x', '', '', 'n', 'high')",
    "INSERT INTO student (_id, owner, _openid, name) VALUES ('x', '', '', name)",
    "INSERT INTO student (_id, owner, _openid, name) VALUES ('x', '', '', NULL)",
    "INSERT INTO student (_id, owner, _openid, name) VALUES ('', '', '', 'n')",
    "INSERT INTO student (_id, owner, _openid, name) SELECT _id, '', '', name FROM teacher",
    "INSERT IGNORE INTO student (_id, owner, _openid, name) VALUES ('x', '', '', 'n')",
    "INSERT INTO student SET _id = 'x', owner = '', _openid = '', name = 'n'",
    "INSERT INTO student (_id, owner, _openid, name) VALUES ('S1', '', '', 'n') ON DUPLICATE KEY UPDATE name = 'm'",
    "INSERT INTO student (_id, owner, _openid, name) VALUES ('x', '', '', 'n') RETURNING _id",
    "INSERT INTO nosuch (_id, owner, _openid) VALUES ('x', '', '')",
    "INSERT INTO sys_user (_id, owner, _openid) VALUES ('x', '', '')",
    "INSERT INTO course_student (leftRecordId, rightRecordId, owner, _openid) VALUES ('C1', 'S1', '', '')",
    "REPLACE INTO student (_id, name) VALUES ('S1', 'n')",
    "REPLACE INTO student SELECT * FROM student",
    "UPDATE student SET _id = 'x'",
    "UPDATE student SET nosuch = 1",
    "UPDATE student SET name = NULL",
    "UPDATE student SET name = nosuch",
    "UPDATE student SET score = COUNT(*)",
    "UPDATE student SET score = 'high'",
    "UPDATE student SET score = 1, score = 2",
    "UPDATE student SET card = 'A1'",
    "UPDATE student SET score = age, note = CONCAT(score, 'x')",
    "UPDATE student s JOIN teacher t ON 1 = 1 SET s.name = 'x'",
    "UPDATE student, teacher SET name = 'x'",
    "UPDATE student SET name = 'x' LIMIT -1",
    "UPDATE sys_user SET name = 'x'",
    "UPDATE course_student SET leftRecordId = 'C9'",
    "DELETE FROM nosuch",
    "DELETE FROM sys_user",
    "DELETE FROM course_student",
    "DELETE student FROM student JOIN teacher ON 1 = 1",
    "DELETE FROM student USING student, teacher",
    "DELETE FROM student WHERE nosuch = 1",
    "DELETE FROM student WHERE _id = (SELECT _id FROM student)",
];

fn records(school: &School) -> Vec<Vec<Value>> {
    let of = |model| school.served.emulator.records(model).unwrap();
    ["student", "prod/student", "prod/teacher", "prod/course", "prod/sys_user"].map(of).to_vec()
}

/// Returns the message of a refusal in the lower-case envelope.
fn check(request: &str, answer: &Answer, start: Instant) -> String {
    let shown: String = request.chars().take(90).collect();
    assert!(start.elapsed() < Duration::from_secs(15), "{shown}");
    assert_eq!(answer.status, 200, "{shown}: {answer:?}");
    let json = answer.json();
    assert!(json["data"].is_null() && json["Response"].is_null(), "{shown}: {answer:?}");
    let (code, message) = answer.common();
    assert!(!code.is_empty() && code != "FLEXDB_INTERNAL_ERROR", "{shown}: {answer:?}");
    for internal in ["records_", "mysql_", "near \"", "no such"] {
        assert!(!message.contains(internal) || request.contains(internal), "{shown}: {message}");
    }
    message
}

#[test]
fn bad_statements() {
    assert!(STATEMENTS.len() >= 250);
    // Writes are open, so that each is refused for its own reason.
    let school = open(&[], |profile| profile.model_api.sql_writes = true);
    let before = records(&school);
    for text in STATEMENTS {
        let start = Instant::now();
        check(text, &school.sql(text), start);
    }
    assert_eq!(records(&school), before);
    assert_eq!(school.value("1"), 1, "it still answers");
}

#[test]
fn long_and_deep_statements() {
    let school = open(&[], |_| {});
    let nested =
        |open: &str, close: &str, depth: usize| format!("SELECT {}1{}", open.repeat(depth), close.repeat(depth));
    let statements = [
        nested("(", ")", 60),
        nested("(", ")", 4_000),
        nested("(SELECT ", ")", 60),
        nested("(SELECT ", ")", 2_000),
        nested("EXISTS (SELECT ", ")", 2_000),
        nested("CASE WHEN ", " THEN 1 END", 3_000),
        nested("ABS(", ")", 3_000),
        nested("NOT ", "", 9_000),
        nested("- ", "", 9_000),
        nested("1 IN (", ")", 2_500),
        nested("CAST(", " AS CHAR)", 2_000),
        nested("(SELECT a FROM (SELECT ", " AS a) x)", 40),
        nested("NULLIF(", ", 2)", 45),
        nested("(", " BETWEEN 1 AND 2)", 45),
        nested("CASE ", " WHEN 1 THEN 2 WHEN 3 THEN 4 END", 45),
        format!("SELECT {}1", "{{ a }}, ".repeat(100_000)),
        format!(
            "SELECT {}1 FROM student a1{}",
            "*, ".repeat(2_000),
            (2..2_000).map(|n| format!(", student a{n}")).collect::<String>()
        ),
        format!("SELECT {}", "(".repeat(9_000)),
        format!("SELECT 1{}", " + 1".repeat(4_900)),
        format!("SELECT 1{}", " + 1".repeat(50_000)),
        format!("SELECT 1{}", " IS NULL".repeat(4_900)),
        format!("SELECT 1{}", " UNION SELECT 1".repeat(3_000)),
        format!("SELECT 1 FROM student{}", " JOIN student".repeat(4_000)),
        format!("SELECT 1 FROM student a1{}", (2..70).map(|n| format!(", student a{n}")).collect::<String>()),
        format!("SELECT 1 FROM {}student{}", "(".repeat(4_000), ")".repeat(4_000)),
        format!("SELECT '{}'", "a".repeat(2 << 20)),
        format!("SELECT {}", vec!["1"; 4_000].join(", ")),
        format!("SELECT `{}` FROM student", "长".repeat(100_000)),
        format!("SELECT CONCAT({0})", vec![format!("'{}'", "a".repeat(1_000)); 500].join(", "))
            .replace("CONCAT(", "LENGTH("),
        format!("SELECT 1 {}", "/* ( */ ( ".repeat(3_000)),
        "SELECT ".repeat(9_000),
        "{{ a ".repeat(9_000),
        "(".repeat(9_000),
    ];
    for text in &statements {
        let start = Instant::now();
        check(text, &school.sql(text), start);
    }
    assert_eq!(school.value("1"), 1);
}

/// The time and the size of a calculation are limited.
#[test]
fn expensive_statements() {
    let school = open(&[], |_| {});
    let records: Vec<Value> = (0..400).map(|n| json!({ "name": format!("n{n}"), "note": "a".repeat(2_000) })).collect();
    school.served.emulator.load("prod/student", records).unwrap();
    let start = Instant::now();
    let cross =
        "SELECT COUNT(*) AS n FROM student a, student b, student c, student d WHERE a.note < b.name OR c.note > d.name";
    let message = check(cross, &school.sql(cross), start);
    assert!(message.contains("aborted the statement"), "{message}");
    let after = start.elapsed().as_secs();
    assert!((5..9).contains(&after), "{after}");
    let start = Instant::now();
    let answer = school.command(&json!({ "sqlTemplate": cross, "config": { "timeout": 1 } }));
    assert!(answer.common().1.contains("aborted the statement"), "{answer:?}");
    assert!((1..5).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    let start = Instant::now();
    let doubled = (0..30).fold("note".to_owned(), |inner, _| format!("CONCAT({inner}, 'x')"));
    let doubled = doubled.replace("'x'", "note, note, note");
    let growing = format!("SELECT LENGTH({doubled}) AS n FROM student LIMIT 1");
    assert_eq!(school.sql(&growing).json()["data"]["total"], 1);
    let mut text = "note".to_owned();
    for _ in 0..20 {
        text = format!("REPLACE({text}, 'a', 'aaaa')");
    }
    let message = check(
        &text,
        &school.sql(&format!("SELECT {text} AS n FROM student WHERE note IS NOT NULL ORDER BY note DESC LIMIT 1")),
        start,
    );
    assert!(message.contains("more than 16777216 bytes"), "{message}");
    let start = Instant::now();
    let long = format!("REPLACE(a.note, 'a', '{}')", "b".repeat(7_000));
    let large = &format!(
        "SELECT {long} AS u, {long} AS v, {long} AS w, {long} AS x, {long} AS y FROM student a WHERE a.note LIKE 'aa%' LIMIT 1"
    );
    let message = check(large, &school.sql(large), start);
    assert!(message.contains("the rows have more than 67108864 bytes"), "{message}");
    assert_eq!(school.value("1"), 1);
}

/// Texts of parameters that are other things in other languages.
#[test]
fn injections_through_parameters_and_templates() {
    let find = "-- model: student\nSELECT _id FROM {{ model.tableName() }} WHERE name = {{ name }}";
    let school = open(&[("find.sql", find)], |_| {});
    let before = records(&school);
    for text in [
        "' OR 1=1 --",
        "'; DELETE FROM student; --",
        "\" OR \"\"=\"",
        "`",
        "\\",
        "\\'",
        "%",
        "_",
        "{{ name }}",
        "?1",
        ":name",
        "\u{0}",
        "') UNION SELECT 1 --",
        "/*",
        "*/",
        "#",
        "1; PRAGMA writable_schema=1",
        "records_1",
        "\u{1}0",
    ] {
        let answer = school.run("prod", "find", &json!([parameter("name", "STRING", text)])).json();
        assert_eq!(answer["Response"]["Data"]["records"], json!([]), "{text}: {answer}");
    }
    for (key, kind, value) in [
        ("name", "STRING'", "x"),
        ("name' OR 1=1", "STRING", "x"),
        ("name", "NUMBER", "1 OR 1=1"),
        ("name", "NUMBER", "1e999"),
        ("name", "ARRAY", "[1"),
        ("", "STRING", "x"),
        ("__proto__", "STRING", "x"),
        ("name", "", ""),
        ("name", "BOOLEAN", "TRUE"),
    ] {
        let answer = school.run("prod", "find", &json!([parameter(key, kind, value)]));
        let (code, message) = answer.business();
        assert!(answer.status == 200 && !code.is_empty() && !message.is_empty(), "{key} {kind} {value}: {answer:?}");
    }
    assert_eq!(records(&school), before);
}

/// Words that begin, end and join parts of statements.
const WORDS: &str = "SELECT FROM WHERE student teacher s t name score age _id tutor present note 1 2.5 'a' '%' NULL TRUE ( ) ( ) , , . * \
                     = <> < >= + - / % AND OR NOT IN LIKE BETWEEN IS CASE WHEN THEN ELSE END COUNT ( SUM ( MAX ( IF ( CONCAT ( \
                     JOIN LEFT ON GROUP BY HAVING ORDER BY LIMIT OFFSET UNION ALL DISTINCT AS a b EXISTS ( {{ n }} ; <=> DIV \
                     INTERVAL CAST ( CHAR SUBSTRING ( TRIM ( ` \" # @x ? || && ! ~ :: [ ] { } -- /* */";

/// Random words, and real statements with random mistakes: each has rows or an error, none ends the process.
#[test]
fn random_statements() {
    let school = open(&[], |_| {});
    let before = records(&school);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let statements = [
        "SELECT s . name , COUNT ( * ) AS n FROM student s JOIN teacher t ON s . tutor = t . _id WHERE s . score > 1 GROUP BY s . name HAVING n > 0 ORDER BY n DESC LIMIT 3",
        "SELECT name FROM student WHERE age IN ( SELECT room FROM teacher ) OR name LIKE 'a%' UNION SELECT name FROM teacher ORDER BY name",
        "SELECT CASE WHEN score BETWEEN 1 AND 70 THEN 'a' ELSE CONCAT ( name , 1 ) END AS x , ( SELECT MAX ( room ) FROM teacher ) AS y FROM student",
        "SELECT DISTINCT IF ( present , score , age ) AS v FROM ( SELECT * FROM student ) AS s WHERE EXISTS ( SELECT 1 FROM teacher t WHERE t . _id = s . tutor )",
    ];
    let mut rng = fastrand::Rng::with_seed(7);
    let (mut rows, mut errors) = (0, 0);
    for round in 0..4_000 {
        let text = if round % 4 == 0 {
            let count = rng.usize(1..40);
            let soup: Vec<&str> = (0..count).map(|_| words[rng.usize(..words.len())]).collect();
            format!("SELECT {}", soup.join(" "))
        } else {
            let mut parts: Vec<&str> = statements[rng.usize(..statements.len())].split(' ').collect();
            for _ in 0..rng.usize(0..3) {
                let at = rng.usize(..parts.len());
                match rng.u8(..4) {
                    0 => drop(parts.remove(at)),
                    1 => parts.insert(at, words[rng.usize(..words.len())]),
                    2 => parts[at] = words[rng.usize(..words.len())],
                    _ => parts.swap(at, rng.usize(..at + 1)),
                }
            }
            parts.join(" ")
        };
        let answer = school.sql(&text);
        assert_eq!(answer.status, 200, "{text}: {answer:?}");
        if answer.json()["data"].is_null() {
            let message = check(&text, &answer, Instant::now());
            // The translation refuses what is wrong, not SQLite.
            assert!(!message.contains("the statement failed"), "{text}: {message}");
            errors += 1;
        } else {
            rows += 1;
        }
    }
    assert!(rows > 200 && errors > 2_000, "{rows} {errors}");
    assert_eq!(records(&school), before);
}
