//! The reading of tools: SQL, groups, why a filter matches nothing, and the plan of a list.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator, GroupRequest, Period, ReadStop, RefusalKind};

use crate::fixture::serving;

fn definition() -> Definition {
    let text = r#"{ "title": "考试", "properties": {
        "name":   { "type": "string", "title": "姓名" },
        "code":   { "type": "string", "title": "学号", "x-unique": true },
        "course": { "type": "string", "format": "x-enum", "title": "课程",
                    "x-enumObj": [{ "value": "yw", "label": "语文" }, { "value": "sx", "label": "数学" }] },
        "score":  { "type": "number", "title": "成绩" },
        "passed": { "type": "boolean", "title": "及格" },
        "tags":   { "type": "array", "title": "标签", "items": { "type": "string" } },
        "note":   { "type": "string", "title": "备注" },
        "day":    { "type": "number", "format": "date", "title": "日期" },
        "extra":  { "type": "object", "title": "其他", "properties": {} }
    } }"#;
    Definition::parse("exam", "exam.json", text).unwrap()
}

fn emulator() -> Emulator {
    Emulator::builder().definitions(definition()).start().unwrap()
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Records with many kinds of gaps, on days around both ends of a summer time and of months.
fn random(count: usize) -> Vec<Value> {
    let mut numbers = Numbers(7);
    (0..count)
        .map(|index| {
            let mut record = json!({ "_id": format!("E{index}"), "name": format!("学生{}", numbers.below(40)) });
            if numbers.below(5) > 0 {
                record["score"] = json!(numbers.below(1000) as f64 / 8.0);
            }
            if numbers.below(4) > 0 {
                record["passed"] = json!(numbers.below(2) == 0);
            }
            if numbers.below(3) > 0 {
                record["day"] = json!(577_000_000_000_i64 + numbers.below(100 * 24) as i64 * 3_600_000);
            }
            let tags: Vec<String> = (0..numbers.below(4)).map(|_| format!("t{}", numbers.below(5))).collect();
            record["tags"] = json!(tags);
            record
        })
        .collect()
}

type Sums = BTreeMap<String, (u64, u64, f64)>;

/// The groups as computed here, from the records themselves.
fn expected(records: &[Value], keys: impl Fn(&Value) -> Vec<Value>) -> Sums {
    let mut sums = Sums::new();
    for record in records {
        for key in keys(record) {
            // Whole numbers are stored without a fraction.
            let whole = key.as_f64().filter(|double| double.fract() == 0.0).map(|double| Value::from(double as i64));
            let key = whole.unwrap_or(key);
            let sum = sums.entry(key.to_string()).or_default();
            sum.0 += 1;
            if let Some(score) = record["score"].as_f64() {
                (sum.1, sum.2) = (sum.1 + 1, sum.2 + score);
            }
        }
    }
    sums
}

fn found(emulator: &Emulator, by: &str, period: Option<Period>, filter: &str) -> Sums {
    let mut request = GroupRequest::default();
    (request.by, request.period, request.of) = (by.to_owned(), period, Some("score".to_owned()));
    request.filter = filter.to_owned();
    let groups = emulator.group("exam", &request).unwrap();
    let of = |group: &weda_emulator::Group| {
        (group.key.to_string(), (group.amount.count, group.amount.values, group.amount.sum))
    };
    let sums: Sums = groups.groups.iter().map(of).collect();
    let total = sums.values().fold((0, 0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
    let counted = (groups.total.count, groups.total.values, groups.total.sum);
    assert_eq!((total, groups.total_groups), (counted, sums.len() as u64), "{by}");
    sums
}

/// Compares groups one by one, since all of them are too many for a message.
#[track_caller]
fn same(found: &Sums, expected: &Sums, by: &str) {
    assert_eq!(found.len(), expected.len(), "{by}");
    for (key, sum) in expected {
        assert_eq!(found.get(key), Some(sum), "{by}: {key}");
    }
}

#[test]
fn groups_are_those_of_an_independent_computation() {
    let emulator = emulator();
    let records = random(3000);
    emulator.load("exam", records.clone()).unwrap();
    let value = |key: &'static str| move |record: &Value| vec![record[key].clone()];
    for key in ["name", "passed", "score"] {
        same(&found(&emulator, key, None, ""), &expected(&records, value(key)), key);
    }
    let tags = |record: &Value| match record["tags"].as_array() {
        Some(tags) if !tags.is_empty() => tags.clone(),
        _ => vec![Value::Null],
    };
    same(&found(&emulator, "tags", None, ""), &expected(&records, tags), "tags");

    let zone = TimeZone::get("Asia/Shanghai");
    let Ok(zone) = zone else { return eprintln!("this machine has no time zones, so that periods are not compared") };
    for period in [Period::Day, Period::Week, Period::Month] {
        let key = |record: &Value| {
            let Some(millis) = record["day"].as_i64() else { return vec![Value::Null] };
            let day = jiff::Timestamp::from_millisecond(millis).unwrap().to_zoned(zone.clone()).date();
            let back = i64::from(day.weekday().to_monday_zero_offset());
            vec![Value::from(match period {
                Period::Week => day.checked_sub(jiff::Span::new().days(back)).unwrap().to_string(),
                Period::Month => day.to_string()[..7].to_owned(),
                _ => day.to_string(),
            })]
        };
        same(&found(&emulator, "day", Some(period), ""), &expected(&records, key), period.name());
        let good: Vec<Value> = records
            .iter()
            .filter(|record| record["score"].as_f64().is_some_and(|score| score > 60.0))
            .cloned()
            .collect();
        same(&found(&emulator, "day", Some(period), "score gt 60"), &expected(&good, key), period.name());
    }
}

#[test]
fn groups_are_limited_and_ordered() {
    let emulator = emulator();
    let records = (0..1500).map(|index| json!({ "code": format!("C{index:04}"), "name": format!("n{}", index % 3), "day": index * 86_400_000_i64 }));
    emulator.load("exam", records).unwrap();
    let group = |by: &str, period| {
        let mut request = GroupRequest::default();
        (request.by, request.period) = (by.to_owned(), period);
        emulator.group("exam", &request)
    };
    let codes = group("code", None).unwrap();
    assert_eq!((codes.groups.len(), codes.total_groups, codes.total.count), (1000, 1500, 1500));
    // Of many days the latest are kept, in their order.
    let days = group("day", Some(Period::Day)).unwrap();
    let key = |index: usize| days.groups[index].key.as_str().unwrap().to_owned();
    assert_eq!((key(0), key(999)), ("1971-05-16".to_owned(), "1974-02-08".to_owned()));
    let names = group("name", None).unwrap();
    assert_eq!(names.groups.iter().map(|group| group.amount.count).collect::<Vec<_>>(), [500, 500, 500]);
    for (by, period, advice) in [
        ("extra", None, "has no groups"),
        ("name", Some(Period::Day), "has no days"),
        ("none", None, "use one of name, code"),
    ] {
        let refusal = group(by, period).unwrap_err();
        assert!(refusal.message.contains(advice) && refusal.field.as_deref() == Some(by), "{refusal:?}");
    }
}

fn hints(emulator: &Emulator, model: &str, filter: &str) -> Value {
    let reasons = emulator.why(model, filter).unwrap();
    serde_json::to_value(&reasons[0].hints).unwrap()
}

#[test]
fn why_counts_each_condition_alone_and_so_far() {
    let emulator = emulator();
    let record = |name: &str, score: i64| json!({ "name": name, "score": score });
    emulator.load("exam", [record("李四", 61), record("李五", 80), record("王五", 90)]).unwrap();
    let reasons =
        emulator.why("exam", "contains(name,'李') and (score gt 85 or score lt 10) and name ne 'x and y'").unwrap();
    let found: Vec<_> =
        reasons.iter().map(|reason| (reason.text.as_str(), reason.at, reason.alone, reason.so_far)).collect();
    assert_eq!(
        found,
        [("contains(name,'李')", 1, 2, 2), ("(score gt 85 or score lt 10)", 24, 1, 0), ("name ne 'x and y'", 57, 3, 0),]
    );
    assert!(reasons.iter().all(|reason| reason.hints.is_empty()), "{reasons:?}");
    // `or` joins what `and` would split.
    let one = emulator.why("exam", "name eq 'a' and score gt 5 or score lt 100").unwrap();
    assert_eq!((one.len(), one[0].alone), (1, 3));
    assert!(emulator.why("exam", " ").unwrap().is_empty());
    let refusal = emulator.why("exam", "name eq 'a' and").unwrap_err();
    assert_eq!((refusal.kind, refusal.at), (RefusalKind::Invalid, Some(16)));
    let refusal = emulator.why("exam", "name eq 'a' and none eq 1").unwrap_err();
    assert_eq!(refusal.at, Some(17));
}

#[test]
fn why_hints_at_what_differs() {
    let emulator = emulator();
    let record =
        json!({ "name": "Li Si　", "code": "0100", "course": "yw", "score": 61, "day": 1_756_656_000_000_i64 });
    emulator.load("exam", [record.clone()]).unwrap();
    emulator.load("prod/exam", [json!({ "name": "王五", "note": "formal" })]).unwrap();
    let other = |count: u64| json!({ "hint": "otherStage", "stage": "prod", "count": count });
    for (filter, expected) in [
        ("name eq 'lisi'", json!([{ "hint": "case", "found": "Li Si　" }])),
        ("startswith(name,'LI')", json!([{ "hint": "case", "found": "Li Si　" }])),
        ("endswith(name,'si')", json!([{ "hint": "case", "found": "Li Si　" }])),
        ("contains(name,'iS')", json!([{ "hint": "case", "found": "Li Si　" }])),
        ("code eq '100'", json!([{ "hint": "number", "found": "0100" }])),
        ("code gt '9'", json!([{ "hint": "number", "found": "0100" }])),
        ("code gt '900'", json!([])),
        ("course eq '语文'", json!([{ "hint": "label", "key": "yw" }])),
        ("note eq 'x'", json!([{ "hint": "unset" }])),
        ("note eq 'formal'", json!([{ "hint": "unset" }, other(1)])),
        ("name eq '王五'", json!([other(1)])),
        ("day eq 1756684800000", json!([{ "hint": "eightHours", "found": 1_756_656_000_000_i64 }])),
        ("day eq 1756684800001", json!([])),
        ("score gt 99", json!([])),
    ] {
        assert_eq!(hints(&emulator, "exam", filter), expected, "{filter}");
    }
    assert_eq!(hints(&emulator, "exam", "not (name eq 'lisi')"), json!([]));
}

#[test]
fn the_plan_of_a_list_says_what_it_reads() {
    let served = serving(definition());
    let records = (0..500).map(|index| json!({ "code": format!("C{index}"), "name": "李", "score": index }));
    served.emulator.load("exam", records).unwrap();
    let plan = |query: &str| {
        served.get(&format!("pre/exam?{query}"));
        let number = served.emulator.log().len() as u64 - 1;
        served.emulator.plan(number)
    };
    let scan = plan("$filter=score%20gt%20489&$orderby=score%20desc&$top=5").unwrap();
    assert_eq!(
        scan.statement,
        "SELECT place FROM exam WHERE \"score\" > ?1 ORDER BY \"score\" DESC, place LIMIT ?2 OFFSET ?3"
    );
    assert_eq!(scan.values, [json!(489), json!(5), json!(0)]);
    assert_eq!((scan.read, scan.returned, scan.matched), (500, 5, 10));
    assert!(scan.scans && scan.sorts && !scan.kept && scan.steps[0].starts_with("SCAN exam"), "{scan:?}");

    let search = plan("$filter=code%20eq%20%27C7%27").unwrap();
    assert_eq!((search.read, search.returned, search.matched, search.scans), (1, 1, 1, false), "{search:?}");
    assert!(search.steps[0].contains("exam.code"), "{search:?}");
    // A page that is full ends the reading.
    assert_eq!(plan("$top=3").unwrap().read, 3);
    assert!(plan("$top=3").unwrap().kept, "the same request again");
    served.emulator.load("exam", [json!({ "code": "new" })]).unwrap();
    assert!(!plan("$top=3").unwrap().kept, "something has changed");

    let refusal = plan("$filter=nothing").unwrap_err();
    assert!(refusal.message.contains("nothing was read"), "{refusal}");
    served.get("pre/exam('x')");
    let refusal = served.emulator.plan(served.emulator.log().len() as u64 - 1).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Unsupported);
    assert_eq!(served.emulator.plan(9999).unwrap_err().kind, RefusalKind::NotFound);
}

#[test]
fn the_plan_of_a_list_of_the_gateway_needs_its_body() {
    let served = serving(definition());
    let record = |index| json!({ "code": format!("C{index}"), "name": "李", "score": index });
    served.emulator.load("exam", (0..50).map(record)).unwrap();
    let plan = |body: &Value| {
        let answer = served.call("POST", "/v1/model/pre/exam/list", &body.to_string());
        (answer.status, served.emulator.plan(served.emulator.log().len() as u64 - 1))
    };
    let list = json!({ "filter": { "where": { "score": { "$gt": 39 } } }, "orderBy": [{ "score": "desc" }], "pageSize": 5, "pageNumber": 2 });
    let (_, refused) = plan(&list);
    assert!(refused.unwrap_err().message.contains("body that was not kept"));
    served.emulator.keep_bodies();
    // Something changes, so that the page is read again.
    served.emulator.load("exam", [record(50)]).unwrap();
    let (status, found) = plan(&list);
    let found = found.unwrap();
    assert_eq!((status, found.values), (200, vec![json!(39), json!(5), json!(5)]));
    assert_eq!((found.read, found.returned, found.matched, found.scans), (51, 5, 11, true));
    assert!(found.statement.contains("WHERE \"score\" > ?1 ORDER BY \"score\" DESC"), "{}", found.statement);
    let (status, found) = plan(&list);
    assert_eq!((status, found.unwrap().kept), (200, true));
    let (_, refused) = plan(&json!({ "filter": { "where": { "none": { "$gt": 39 } } } }));
    assert!(refused.unwrap_err().message.contains("nothing was read"));
}

fn sql(emulator: &Emulator, text: &str) -> Result<Vec<Vec<Value>>, weda_emulator::Refusal> {
    emulator.sql("pre", text, 100, &ReadStop::new()).map(|rows| rows.rows)
}

#[test]
fn models_are_the_tables_of_their_stage() {
    let emulator = emulator();
    emulator.load("exam", [json!({ "name": "李四", "score": 61 }), json!({ "name": "李四", "score": 70.5 })]).unwrap();
    emulator.load("prod/exam", [json!({ "name": "王五" })]).unwrap();
    let text = "select name as 姓名, count(*), sum(score) from exam group by name -- 注释";
    assert_eq!(sql(&emulator, text).unwrap(), [[json!("李四"), json!(2), json!(131.5)]]);
    let prod = emulator.sql("prod", "SELECT name, score FROM exam", 100, &ReadStop::new()).unwrap();
    let field = |key: &str| Some(("exam".to_owned(), key.to_owned()));
    assert_eq!(prod.fields, [field("name"), field("score")]);
    let text = "SELECT e.day AS d, e.score + 1, o.name FROM exam e JOIN (SELECT name FROM exam) o ON o.name = e.name";
    let mixed = emulator.sql("pre", text, 100, &ReadStop::new()).unwrap();
    assert_eq!(mixed.fields, [field("day"), None, None]);
    let text = "SELECT name, day FROM exam UNION SELECT name, score FROM exam";
    assert_eq!(emulator.sql("pre", text, 100, &ReadStop::new()).unwrap().fields, [field("name"), None]);
    assert_eq!((prod.columns.len(), prod.rows), (2, vec![vec![json!("王五"), Value::Null]]));
    let cut = emulator.sql("pre", "SELECT score FROM exam", 1, &ReadStop::new()).unwrap();
    assert_eq!((cut.rows.len(), cut.is_cut), (1, true));
    assert!(!emulator.sql("pre", "SELECT score FROM exam", 2, &ReadStop::new()).unwrap().is_cut);
    let refusal = sql(&emulator, "SELECT *\nFROM `exam-preview`").unwrap_err();
    assert_eq!((refusal.kind, refusal.at), (RefusalKind::Invalid, Some(15)), "{refusal}");
    assert!(refusal.message.contains("use one of exam, sys_"), "{refusal}");
    let refusal = sql(&emulator, "SELECT name,\n  scores FROM exam").unwrap_err();
    assert_eq!(refusal.at, Some(16), "{refusal}");
}

#[test]
fn hostile_statements_change_nothing() {
    let emulator = emulator();
    emulator.load("exam", [json!({ "name": "李四" })]).unwrap();
    let before = emulator.records("exam").unwrap();
    for text in [
        "",
        ";",
        "INSERT INTO exam (name) VALUES ('x')",
        "INSERT INTO exam (name) VALUES ('x') RETURNING name",
        "UPDATE exam SET name = 'x'",
        "DELETE FROM exam",
        "REPLACE INTO exam (name) VALUES ('x')",
        "DROP TABLE exam",
        "ATTACH DATABASE '/tmp/x' AS x",
        "ATTACH '/etc/passwd' AS x",
        "DETACH x",
        "PRAGMA query_only = 0",
        "PRAGMA table_info(exam)",
        "VACUUM INTO '/tmp/x'",
        "BEGIN",
        "SELECT load_extension('/tmp/x.so')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM models",
        "SELECT * FROM records_1",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM exam; DELETE FROM exam",
        "SELECT 1; SELECT 2",
        "SELECT 1 /*! ; DELETE FROM exam */",
        "SELECT 1 INTO OUTFILE '/tmp/x'",
        "SELECT LOAD_FILE('/etc/passwd')",
        "SELECT sleep(60)",
        "SELECT name FROM exam WHERE name = 'unclosed",
        "SELECT /* unclosed name FROM exam",
        "WITH x AS (DELETE FROM exam RETURNING name) SELECT * FROM x",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "EXPLAIN DELETE FROM exam",
        "SHOW TABLES",
        "SELECT name FROM main.exam",
        "SELECT name FROM \"exam\" WHERE \u{1}0",
        "SELECT {{ name }}",
        "SELECT * FROM {{ name }}",
    ] {
        let refusal = sql(&emulator, text).expect_err(text);
        assert_eq!(refusal.kind, RefusalKind::Invalid, "{text}: {refusal}");
    }
    let deep = format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(sql(&emulator, &deep).unwrap_err().kind, RefusalKind::Invalid);
    assert_eq!(emulator.records("exam").unwrap(), before);
    // Quotes and comments are what MySQL means by them.
    let text = "SELECT 'it''s; DELETE FROM exam', \"--\" /* DROP */ # and so on\n FROM exam;";
    assert_eq!(sql(&emulator, text).unwrap(), [[json!("it's; DELETE FROM exam"), json!("--")]]);
}

/// Joins that would take hours.
const BOMB: &str =
    "SELECT count(*) FROM exam a, exam b, exam c, exam d WHERE a.score + b.score + c.score + d.score = -1";

#[test]
fn a_long_statement_is_stopped_and_keeps_nobody_waiting() {
    let emulator = Arc::new(emulator());
    emulator.load("exam", (0..2000).map(|index| json!({ "score": index }))).unwrap();
    let (stop, beginning) = (ReadStop::new(), Instant::now());
    let statement = {
        let (emulator, stop) = (Arc::clone(&emulator), stop.clone());
        thread::spawn(move || emulator.sql("pre", BOMB, 100, &stop).unwrap_err())
    };
    thread::sleep(Duration::from_millis(500));
    let asked = Instant::now();
    emulator.load("exam", [json!({ "name": "meanwhile" })]).unwrap();
    assert_eq!(emulator.list("exam", &weda_emulator::ListRequest::default()).unwrap().count, 2001);
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert!(!statement.is_finished());
    stop.stop();
    assert_eq!(statement.join().unwrap().kind, RefusalKind::Stopped);
    assert!(beginning.elapsed() < Duration::from_secs(5), "{:?}", beginning.elapsed());
}

/// Each copy takes as much memory as the records.
#[test]
fn one_statement_runs_at_a_time() {
    let emulator = Arc::new(emulator());
    emulator.load("exam", (0..2000).map(|index| json!({ "score": index }))).unwrap();
    let begin = |text: &'static str| {
        let (stop, emulator) = (ReadStop::new(), Arc::clone(&emulator));
        let of_thread = stop.clone();
        let statement = thread::spawn(move || emulator.sql("pre", text, 100, &of_thread).map(|rows| rows.rows));
        thread::sleep(Duration::from_millis(300));
        (statement, stop)
    };
    let (long, stop_long) = begin(BOMB);
    let (given_up, stop_given_up) = begin("SELECT 1");
    let (short, _stop) = begin("SELECT 1");
    assert!(!given_up.is_finished() && !short.is_finished(), "they wait for the long one");
    stop_given_up.stop();
    assert_eq!(given_up.join().unwrap().unwrap_err().kind, RefusalKind::Stopped);
    assert!(!long.is_finished());
    stop_long.stop();
    assert_eq!(long.join().unwrap().unwrap_err().kind, RefusalKind::Stopped);
    assert_eq!(short.join().unwrap().unwrap(), [[json!(1)]]);
}

#[test]
fn a_statement_has_ten_seconds() {
    let emulator = emulator();
    emulator.load("exam", (0..2000).map(|index| json!({ "score": index }))).unwrap();
    let beginning = Instant::now();
    let refusal = emulator.sql("pre", BOMB, 100, &ReadStop::new()).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Timeout, "{refusal}");
    let took = beginning.elapsed();
    assert!(took > Duration::from_secs(9) && took < Duration::from_secs(13), "{took:?}");
}

#[test]
fn rows_have_at_most_eight_mebibytes() {
    let emulator = emulator();
    let long = "文".repeat(300_000);
    emulator.load("exam", (0..12).map(|_| json!({ "note": long }))).unwrap();
    let rows = emulator.sql("pre", "SELECT note FROM exam", 100, &ReadStop::new()).unwrap();
    assert_eq!((rows.rows.len(), rows.is_cut), (9, true));
}
