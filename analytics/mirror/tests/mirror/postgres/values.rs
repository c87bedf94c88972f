//! Values of all kinds, as psql prints them.

use std::sync::Arc;

use serde_json::json;

use super::server::Server;
use super::world::{GATEWAYS, World, model};

/// Days with their midnight in Shanghai, by Python's `zoneinfo`.
const DAYS: [(&str, i64); 6] = [
    ("1900-01-01", -2_209_017_943_000),
    ("1940-06-01", -933_667_200_000),
    ("1986-05-04", 515_520_000_000),
    ("1988-06-01", 581_094_000_000),
    ("1991-09-15", 684_860_400_000),
    ("2024-09-01", 1_725_120_000_000),
];

pub fn every_kind_is_read_back(server: &Arc<Server>) {
    let definition = model(
        "档案",
        json!({
            "name": { "type": "string", "title": "姓名", "description": "真实姓名" },
            "score": { "type": "number", "title": "成绩" },
            "big": { "type": "number", "numberCount": 0 },
            "ok": { "type": "boolean" },
            "born": { "type": "number", "format": "date" },
            "at": { "type": "number", "format": "datetime" },
            "lesson": { "type": "number", "format": "time" },
            "grade": { "type": "string", "format": "x-enum", "x-enumObj": [
                { "value": "1", "label": "优" }, { "value": "2", "label": "良" } ] },
            "tags": { "type": "array", "items": { "type": "string" } },
            "marks": { "type": "array", "items": { "type": "number" } },
            "days": { "type": "array", "items": { "type": "number", "format": "date" } },
            "home": { "type": "object", "properties": { "city": { "type": "string" }, "no": { "type": "number" } } },
            "free": { "type": "object" },
            "place": { "type": "object", "format": "x-location" },
            "order": { "type": "string", "title": "SQL's word" }
        }),
    );
    let world = World::of(server, &[("archive", definition)]);
    let days = DAYS.iter().enumerate().map(|(at, (_, millis))| json!({ "_id": format!("D{at}"), "born": millis }));
    let full = json!({
        "_id": "A", "name": "李\t四\n\"'\\x", "score": 0.1, "big": i64::MAX, "ok": true, "at": 1_646_034_692_306_i64,
        "lesson": 86_399_999, "grade": "1", "tags": ["甲", "", "a,b\"{}"], "marks": [1.5, -2], "days": [581_094_000_000_i64],
        "home": { "city": "上海", "no": 12 }, "free": { "颜色": ["红", null, { "n": 1.50 }] }, "order": "select"
    });
    let empty = json!({ "_id": "B", "name": "", "big": i64::MIN, "ok": false, "tags": [], "at": -1 });
    world.emulator.load("archive", days.chain([full, empty, json!({ "_id": "C" })])).unwrap();
    for gateway in GATEWAYS {
        let schema = format!("s_{gateway}");
        world.load(gateway, &["--schema", &schema]);
        let value = |column: &str, id: &str| {
            world.value(&format!("select \"{column}\" from {schema}.archive where _id = '{id}'"))
        };
        let text = |column: &str, id: &str| value(column, id).unwrap();
        for (at, (day, _)) in DAYS.iter().enumerate() {
            assert_eq!(text("born", &format!("D{at}")), *day, "{gateway}");
        }
        assert_eq!(text("name", "A"), "李\t四\n\"'\\x");
        assert_eq!(text("score", "A"), "0.1");
        assert_eq!((text("big", "A"), text("big", "B")), (i64::MAX.to_string(), i64::MIN.to_string()));
        assert_eq!((text("ok", "A"), text("ok", "B"), value("ok", "C")), ("t".into(), "f".into(), None));
        assert_eq!(
            (text("at", "A"), text("lesson", "A")),
            ("2022-02-28 07:51:32.306+00".into(), "23:59:59.999".into())
        );
        assert_eq!(text("at", "B"), "1969-12-31 23:59:59.999+00");
        assert_eq!(text("tags", "A"), "{甲,\"\",\"a,b\\\"{}\"}");
        assert_eq!((text("marks", "A"), text("days", "A")), ("{1.5,-2}".into(), "{1988-06-01}".into()));
        assert_eq!((text("tags", "B"), value("tags", "C")), ("{}".into(), None), "an empty list is not null");
        assert_eq!((text("name", "B"), value("name", "C")), ("".into(), None), "an empty text is not null");
        assert_eq!(text("order", "A"), "select");
        let nested = world.psql(&format!(
            "select home->>'city', (home->>'no')::int + 1, free->'颜色'->2->>'n', _extra from {schema}.archive where _id = 'A'"
        ));
        let nested: Vec<Option<&str>> = nested[0].iter().map(Option::as_deref).collect();
        assert_eq!(nested[..2], [Some("上海"), Some("13")]);
        assert_eq!(nested[2].unwrap().parse(), Ok(1.5));
        assert_eq!(nested[3], None, "every field has a column");
        assert_eq!(world.value(&format!("select sum(big) from {schema}.archive")).as_deref(), Some("-1"));
        let type_of = |column: &str| {
            world.value(&format!(
                "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = '{schema}.archive'::regclass \
                 and attname = '{column}'"
            ))
        };
        for (column, name) in [
            ("_id", "text"),
            ("score", "double precision"),
            ("big", "bigint"),
            ("born", "date"),
            ("at", "timestamp with time zone"),
            ("createdAt", "timestamp with time zone"),
            ("lesson", "time without time zone"),
            ("tags", "text[]"),
            ("marks", "double precision[]"),
            ("days", "date[]"),
            ("home", "jsonb"),
            ("owner", "text"),
        ] {
            assert_eq!(type_of(column).as_deref(), Some(name), "{column}");
        }
        let comment = |column: &str| {
            world.value(&format!(
                "select col_description('{schema}.archive'::regclass, (select attnum from pg_attribute where attrelid = \
                 '{schema}.archive'::regclass and attname = '{column}'))"
            ))
        };
        assert_eq!(comment("name").as_deref(), Some("姓名\n真实姓名\ntext"));
        assert_eq!(comment("grade").as_deref(), Some("choice\n1 = 优\n2 = 良"));
        let table = world.value(&format!("select obj_description('{schema}.archive'::regclass)"));
        assert_eq!(table.as_deref(), Some("档案\nmodel archive"));
    }
}

/// The definitions of the command are older or newer than the records.
pub fn values_that_do_not_fit_are_refused_or_kept(server: &Arc<Server>) {
    let stored = json!({ "score": { "type": "string" }, "name": { "type": "string" }, "gone": { "type": "object" } });
    let world = World::of(server, &[("student", model("学生", stored))]);
    let records = [
        json!({ "_id": "A", "score": "缺考", "name": "李四", "gone": { "旧": 1 } }),
        json!({ "_id": "B", "score": "缺考" }),
        json!({ "_id": "C", "name": "" }),
    ];
    world.emulator.load("student", records).unwrap();
    let changed = json!({ "score": { "type": "number", "title": "成绩" }, "name": { "type": "string" } });
    world.redefine(&[("student", model("学生", changed))]);
    for gateway in GATEWAYS {
        let schema = format!("s_{gateway}");
        let run = world.run(gateway, &["--schema", &schema]);
        assert_eq!(run.code, Some(7), "{run:?}");
        let expected = "error: record `A` of model `student`, field `score`: is a text, not a number; correct the record, or \
                        pass `--keep-misfits`";
        assert!(run.errors.starts_with(expected), "{}", run.errors);
        let schemas = format!("select count(*) from pg_namespace where nspname = '{schema}'");
        assert_eq!(world.number(&schemas), 0, "nothing is left behind");
        let run = world.load(gateway, &["--schema", &schema, "--keep-misfits"]);
        assert!(run.out.contains("values that do not fit in `_extra`: score (2)"), "{}", run.out);
        assert!(run.out.contains("unknown fields in `_extra`: gone (1)"), "{}", run.out);
        let rows = world.psql(&format!(
            "select _id, score, name, _extra->>'score', _extra->'gone' is not null from {schema}.student order by 1"
        ));
        let row = |at: usize| rows[at].iter().map(Option::as_deref).collect::<Vec<_>>();
        assert_eq!(row(0), [Some("A"), None, Some("李四"), Some("缺考"), Some("t")]);
        assert_eq!(row(1)[..4], [Some("B"), None, None, Some("缺考")]);
        assert_eq!(row(2)[..4], [Some("C"), None, Some(""), None]);
    }
}

pub fn what_postgresql_cannot_store_is_refused_or_replaced(server: &Arc<Server>) {
    let properties = json!({ "name": { "type": "string" }, "free": { "type": "object" } });
    let world = World::of(server, &[("student", model("学生", properties))]);
    world.emulator.load("student", [json!({ "_id": "A", "name": "a\u{0}b" })]).unwrap();
    let run = world.run("odata", &["--schema", "s"]);
    assert_eq!(run.code, Some(7), "{run:?}");
    assert!(run.errors.contains("record `A`") && run.errors.contains("`--replace-nul`"), "{}", run.errors);
    world.load("odata", &["--schema", "s", "--replace-nul"]);
    assert_eq!(world.value("select name from s.student").as_deref(), Some("a\u{fffd}b"));
    world.emulator.reset().unwrap();
    world.emulator.load("student", [json!({ "_id": "B", "free": { "b": "\u{0}", "a": 1 } })]).unwrap();
    let run = world.run("model", &["--schema", "t"]);
    assert_eq!(run.code, Some(7), "{run:?}");
    assert!(run.errors.contains("field `free`") && run.errors.contains("`--json-type json`"), "{}", run.errors);
    world.load("model", &["--schema", "t", "--json-type", "json"]);
    let text = world.value("select free::text from t.student").unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), json!({ "b": "\u{0}", "a": 1 }));
}
