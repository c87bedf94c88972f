//! Names at the limits, and names that others chose.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use weda_definition::{Definition, OptionSets};
use weda_mirror::postgres::{Models, Options, ddl};

use super::server::Server;
use super::world::{GATEWAYS, World, model};

/// Keys that PostgreSQL would fold, cut off or take for its own.
pub fn keys_of_any_form_are_columns(server: &Arc<Server>) {
    let long = "学生家庭住址以及联系方式的详细说明".repeat(2);
    let keys = [
        "subTitle".to_owned(),
        "subtitle".to_owned(),
        "SUBTITLE".to_owned(),
        "select".to_owned(),
        "user".to_owned(),
        "ctid".to_owned(),
        "xmin".to_owned(),
        "tableoid".to_owned(),
        "_extra".to_owned(),
        "成绩".to_owned(),
        "a b".to_owned(),
        "a\"; drop table x; --".to_owned(),
        "a\nb".to_owned(),
        "it's \\ $1 %s".to_owned(),
        format!("{long}甲"),
        format!("{long}乙"),
        "x".repeat(63),
        "x".repeat(64),
        "x".repeat(65),
    ];
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.clone(), json!({ "type": "string", "title": format!("标题 {key}") }))).collect();
    let world = World::of(server, &[("names", model("名称'\"\\", Value::Object(properties)))]);
    let mut record: Map<String, Value> = keys.iter().map(|key| (key.clone(), json!(format!("值 {key}")))).collect();
    record.insert("_id".to_owned(), json!("A"));
    world.emulator.load("names", [Value::Object(record)]).unwrap();
    for gateway in GATEWAYS {
        let schema = format!("s_{gateway}");
        world.load(gateway, &["--schema", &schema]);
        for key in &keys {
            let quoted = key.replace('\'', "''");
            let column = format!(
                "select attname from pg_attribute where attrelid = '{schema}.names'::regclass and attnum > 0 and \
                 starts_with(col_description(attrelid, attnum), '标题 {quoted}')"
            );
            let column = world.psql(&column);
            assert!(!column.is_empty(), "{key}");
            let found = format!(
                "select count(*) from {schema}.names n, jsonb_each_text(to_jsonb(n)) where value = '值 {quoted}' \
                 and octet_length(key) <= 63"
            );
            assert_eq!(world.number(&found), 1, "{key}");
        }
        for exact in ["subTitle", "subtitle", "SUBTITLE", "select", "user", "_extra", "成绩", "a b"] {
            assert_eq!(world.value(&format!("select \"{exact}\" from {schema}.names")), Some(format!("值 {exact}")));
        }
        assert_eq!(
            world.value(&format!("select \"{}\" from {schema}.names", "x".repeat(63))),
            Some(format!("值 {}", "x".repeat(63)))
        );
    }
}

/// Names of tables, constraints and indexes share a scope, and so do those of hostile definitions.
pub fn a_script_of_hostile_definitions_runs_as_it_is(server: &Arc<Server>) {
    let database = server.database();
    server.psql(&database, "create table public.victim (a int)");
    let hostile = [
        "student",
        "student_pkey",
        "student_class_idx",
        "student_code_key",
        "x\"; drop table public.victim; --",
        "line\nbreak",
        "\\! touch pwned",
        "'; drop table public.victim; --",
        "表",
        "$$; drop table public.victim; $$",
        "a\0b",
    ];
    let long: Vec<String> = ["甲", "乙"].iter().map(|end| format!("{}{end}", "很长的名字".repeat(6))).collect();
    let definitions: Vec<Definition> = hostile
        .iter()
        .copied()
        .chain(long.iter().map(String::as_str))
        .map(|name| {
            let text = json!({
                "title": format!("{name}'; drop table public.victim; --"), "description": format!("\\'{name}\n\\."),
                "properties": {
                    "code": { "type": "string", "x-unique": true },
                    "class": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "student" } },
                    "all": { "type": "array", "format": "many-many", "x-parent": { "parentDataSourceName": name } },
                    "kind": { "type": "string", "format": "x-enum", "x-enumObj": [
                        { "value": format!("{name}'"), "label": "\\" }, { "value": "\\'); drop table public.victim; --" } ] },
                    "kinds": { "type": "array", "format": "x-enum", "enum": ["a'b", "c\\"] }
                }
            });
            Definition::parse(name, "m.json", &text.to_string()).unwrap()
        })
        .collect();
    let models = Models { definitions: &definitions, option_sets: &OptionSets::default() };
    for schema in ["plain", "quote\"; drop table public.victim; --", "模式\n"] {
        let script = ddl(models, &Options { schema: schema.to_owned(), ..Options::default() }).unwrap();
        server.psql(&database, &script);
        let quoted = schema.replace('\'', "''");
        let tables = format!(
            "select count(*) from pg_class where relkind = 'r' and relnamespace = (select oid from pg_namespace where \
             nspname = '{quoted}')"
        );
        // One for each model, and one for each relation of a model with itself.
        let expected = 2 * definitions.len();
        assert_eq!(server.value(&database, &tables), Some(expected.to_string()), "{schema}");
    }
    assert_eq!(server.value(&database, "select count(*) from public.victim").as_deref(), Some("0"));
    for schema in ["", "pg_x", "a\0b", &"名".repeat(22)] {
        let error = ddl(models, &Options { schema: schema.to_owned(), ..Options::default() }).unwrap_err();
        assert!(error.to_string().contains("`--schema`"), "{error}");
    }
}

/// The tables that a run creates are those of the script.
pub fn the_script_creates_what_a_run_creates(server: &Arc<Server>) {
    let properties = json!({
        "name": { "type": "string", "title": "姓名" },
        "kind": { "type": "string", "format": "x-enum", "enum": ["1", "2"] },
        "next": { "type": "object", "format": "one-one", "x-parent": { "parentDataSourceName": "node" } }
    });
    let world = World::of(server, &[("node", model("节点", properties))]);
    world.load("odata", &["--schema", "s"]);
    let file = world.dir.path().join("tables.sql");
    world.load("odata", &["--schema", "s", "--ddl-only", file.to_str().unwrap()]);
    let script = std::fs::read_to_string(&file).unwrap();
    let printed = world.load("odata", &["--schema", "s", "--ddl-only", "-"]);
    assert_eq!(printed.out, script);
    let again = world.run("odata", &["--schema", "s", "--ddl-only", file.to_str().unwrap()]);
    assert_eq!(again.code, Some(6), "an existing file is left alone: {again:?}");
    let other = server.database();
    server.psql(&other, &script);
    for query in [
        "select attname, format_type(atttypid, atttypmod), attnotnull, col_description(attrelid, attnum) from pg_attribute \
         where attrelid = 's.node'::regclass and attnum > 0 order by attnum",
        "select conname, pg_get_constraintdef(oid), convalidated from pg_constraint where conrelid = 's.node'::regclass order by 1",
        "select indexname, indexdef from pg_indexes where schemaname = 's' order by 1",
        "select obj_description('s.node'::regclass)",
    ] {
        let rows = world.psql(query);
        assert!(!rows.is_empty(), "{query}");
        assert_eq!(server.psql(&other, query), rows, "{query}");
    }
}
