//! Relations, options and unique values, also where old records do not keep them.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::server::Server;
use super::world::{GATEWAYS, World, model};

fn school() -> [(&'static str, Value); 2] {
    let class = model("班级", json!({ "name": { "type": "string", "title": "名称" } }));
    let student = model(
        "学生",
        json!({
            "code": { "type": "string", "x-unique": true },
            "score": { "type": "number" },
            "gender": { "type": "string", "format": "x-enum", "enum": ["男", "女"] },
            "hobbies": { "type": "array", "format": "x-enum", "enum": ["棋", "画"] },
            "class": { "type": "object", "format": "many-one", "x-deleteWay": "delete",
                       "x-parent": { "parentDataSourceName": "class" } },
            "mentor": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "student" } }
        }),
    );
    [("class", class), ("student", student)]
}

fn validated(world: &World, schema: &str) -> Vec<(String, String, bool)> {
    let query = format!(
        "select conname, contype, convalidated from pg_constraint where connamespace = '{schema}'::regnamespace order by 1"
    );
    let text = |value: &Option<String>| value.clone().unwrap();
    world.psql(&query).iter().map(|row| (text(&row[0]), text(&row[1]), text(&row[2]) == "t")).collect()
}

pub fn joins_and_sums_are_those_of_the_service(server: &Arc<Server>) {
    let world = World::of(server, &school());
    let classes = ["甲", "乙", "丙"].map(|name| json!({ "_id": format!("C{name}"), "name": name }));
    world.emulator.load("class", classes).unwrap();
    let student = |n: u32| {
        json!({
            "_id": format!("S{n:04}"), "code": format!("2024{n:04}"), "score": f64::from(n % 101) / 2.0,
            "gender": (["男", "女"][n as usize % 2]), "hobbies": (if n.is_multiple_of(3) { json!(["棋", "画"]) } else { json!([]) }),
            "class": { "_id": (["C甲", "C乙", "C丙"][n as usize % 3]) },
            "mentor": (if n > 0 { format!("S{:04}", n / 2) } else { String::new() })
        })
    };
    world.emulator.load("student", (0..467).map(student)).unwrap();
    for gateway in GATEWAYS {
        let schema = format!("s_{gateway}");
        let run = world.load(gateway, &["--schema", &schema]);
        assert!(run.out.starts_with(&format!("schema {schema}: 2 tables, 470 rows")), "{}", run.out);
        assert!(!run.errors.contains("found"), "{}", run.errors);
        let records = world.emulator.records("student").unwrap();
        for name in ["甲", "乙", "丙"] {
            let of_class: Vec<&Value> =
                records.iter().filter(|record| record["class"]["_id"] == format!("C{name}")).collect();
            let sum: f64 = of_class.iter().map(|record| record["score"].as_f64().unwrap()).sum();
            let row = world.psql(&format!(
                "select count(*), sum(s.score) from {schema}.student s join {schema}.class c on c._id = s.class \
                 where c.name = '{name}'"
            ));
            assert_eq!(row[0][0], Some(of_class.len().to_string()));
            assert_eq!(row[0][1].as_ref().unwrap().parse(), Ok(sum));
        }
        let pairs = format!("select count(*) from {schema}.student s join {schema}.student m on m._id = s.mentor");
        assert_eq!(world.number(&pairs), 466, "one has no mentor");
        let constraints = validated(&world, &schema);
        assert!(constraints.iter().all(|(.., is_valid)| *is_valid), "{constraints:?}");
        let kinds = |kind: &str| constraints.iter().filter(|(_, other, _)| other == kind).count();
        assert_eq!((kinds("f"), kinds("c"), kinds("p")), (2, 2, 2), "{constraints:?}");
        for (sql, expected) in [
            ("insert into S.student (_id, class) values ('X', 'nowhere')", "student_class_fkey"),
            ("insert into S.student (_id, gender) values ('X', '其他')", "student_gender_check"),
            ("insert into S.student (_id, hobbies) values ('X', '{棋,酒}')", "student_hobbies_check"),
            ("insert into S.student (_id, code) values ('X', '20240001')", "student_code_key"),
            ("insert into S.student (_id) values ('S0001')", "student_pkey"),
            ("insert into S.student (_id) values (null)", "_id"),
        ] {
            let refusal = world.server.refusal(&world.database, &sql.replace("S.", &format!("{schema}.")));
            assert!(refusal.contains(expected), "{sql}: {refusal}");
        }
        let calls = world.emulator.call_counts();
        assert!(
            calls.keys().all(|kind| ["list", "model list", "token"].contains(kind)),
            "the service is only read: {calls:?}"
        );
        world.psql(&format!("delete from {schema}.class where name = '丙'"));
        let left = records.iter().filter(|record| record["class"]["_id"] != "C丙").count() as u64;
        assert_eq!(world.number(&format!("select count(*) from {schema}.student")), left, "they go with their class");
        let mentors = format!("select count(*) from {schema}.student where mentor is not null");
        let id = |record: &Value| record["_id"].as_str().unwrap().to_owned();
        let gone: BTreeSet<String> = records.iter().filter(|record| record["class"]["_id"] == "C丙").map(id).collect();
        let kept = records.iter().filter(|record| !gone.contains(&id(record)));
        let mentored =
            kept.filter(|record| record["mentor"].as_str().is_some_and(|id| !id.is_empty() && !gone.contains(id)));
        assert_eq!(world.number(&mentors), mentored.count() as u64, "references to them are cleared");
    }
}

pub fn rows_that_break_a_rule_are_kept_and_reported(server: &Arc<Server>) {
    let world = World::of(server, &school());
    world.emulator.load("class", [json!({ "_id": "C1", "name": "甲" })]).unwrap();
    let old = |id: &str, class: &str, gender: &str, code: &str| json!({ "_id": id, "class": { "_id": class }, "gender": gender, "code": code, "hobbies": ["棋"] });
    let lost = [
        old("A", "C1", "男", "1"),
        old("B", "gone", "女", "2"),
        old("C", "lost", "女", "3"),
        old("D", "lost", "男", ""),
    ];
    world.emulator.load("student", lost).unwrap();
    // The emulator checks options and unique values, the definitions of the command came later.
    let mut changed = school();
    changed[1].1["properties"]["gender"]["enum"] = json!(["M", "女"]);
    changed[1].1["properties"]["hobbies"]["enum"] = json!(["画"]);
    changed[1].1["properties"]["hobbies"]["x-unique"] = json!(true);
    changed[1].1["properties"]["gender"]["x-unique"] = json!(true);
    world.redefine(&changed);
    for gateway in GATEWAYS {
        let schema = format!("s_{gateway}");
        let run = world.load(gateway, &["--schema", &schema]);
        let mut findings: Vec<&str> = run.errors.lines().filter(|line| line.starts_with("found: ")).collect();
        findings.sort_unstable();
        let expected = [
            "found: student.class: 3 references to records that do not exist; the foreign key holds for new rows only (such \
             as `gone`, `lost`)",
            "found: student.gender: 2 rows with values outside the options; the check holds for new rows only \
             (such as `男`)",
            "found: student.gender: 4 rows share values that should be unique; the index is not unique (such as in the records `A`, `B`)",
            "found: student.hobbies: 4 rows with values outside the options; the check holds for new rows only \
             (such as `{棋}`)",
        ];
        assert_eq!(findings, expected, "{gateway}");
        assert_eq!(world.number(&format!("select count(*) from {schema}.student")), 4, "no row is lost");
        assert_eq!(
            world.value(&format!("select class from {schema}.student where _id = 'B'")).as_deref(),
            Some("gone")
        );
        let invalid: Vec<String> =
            validated(&world, &schema).into_iter().filter(|(.., is_valid)| !is_valid).map(|(name, ..)| name).collect();
        assert_eq!(invalid, ["student_class_fkey", "student_gender_check", "student_hobbies_check"]);
        let bad = format!("insert into {schema}.student (_id, class) values ('X', 'gone')");
        assert!(world.server.refusal(&world.database, &bad).contains("student_class_fkey"), "for new rows it holds");
        world.psql(&format!("update {schema}.student set code = '9' where _id = 'A' and gender is null"));
    }
}

fn courses() -> [(&'static str, Value); 2] {
    let side = |title: &str, key: &str, target: &str, inverse: &str| {
        let parent = json!({ "parentDataSourceName": target, "parentFieldKey": inverse });
        model(
            title,
            json!({ key: { "type": "array", "format": "many-many", "title": "选课", "x-parent": parent,
                                    "items": { "type": "object" } } }),
        )
    };
    [
        ("course", side("课程", "students", "student", "courses")),
        ("student", side("学生", "courses", "course", "students")),
    ]
}

pub fn pairs_of_a_many_to_many_relation_are_complete(server: &Arc<Server>) {
    let world = World::of(server, &courses());
    world.emulator.load("course", (0..130).map(|n| json!({ "_id": format!("C{n:03}") }))).unwrap();
    // More than an answer shows, exactly as many, none, and a few.
    let students = [("S1", 130), ("S2", 50), ("S3", 0), ("S4", 3)].map(|(id, count)| {
        let courses: Vec<Value> = (0..count).map(|n| json!({ "_id": format!("C{n:03}") })).collect();
        json!({ "_id": id, "courses": courses })
    });
    world.emulator.load("student", students).unwrap();
    let run = world.run("odata", &["--schema", "s"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.errors.contains("WEDA_GATEWAY=model") && run.errors.contains("`--without-links`"), "{}", run.errors);
    let run = world.load("odata", &["--schema", "s", "--without-links"]);
    assert!(
        run.errors.contains("note: the related records of `students` of model `course` are left out"),
        "{}",
        run.errors
    );
    let run = world.load("model", &["--schema", "t"]);
    assert!(run.out.contains("course_students: 183 pairs of course.students"), "{}", run.out);
    let counts = world.psql("select student_id, count(*) from t.course_students group by 1 order by 1");
    let counts: Vec<(&str, &str)> =
        counts.iter().map(|row| (row[0].as_deref().unwrap(), row[1].as_deref().unwrap())).collect();
    assert_eq!(counts, [("S1", "130"), ("S2", "50"), ("S4", "3")]);
    let joined = "select count(*) from t.course c join t.course_students l on l.course_id = c._id \
                  join t.student s on s._id = l.student_id";
    assert_eq!(world.number(joined), 183);
    let (foreign, valid): (Vec<_>, Vec<_>) = validated(&world, "t")
        .into_iter()
        .filter(|(_, kind, _)| kind == "f")
        .map(|(name, _, is_valid)| (name, is_valid))
        .unzip();
    assert_eq!(foreign, ["course_students_course_id_fkey", "course_students_student_id_fkey"]);
    assert_eq!(valid, [true, true]);
}

/// More than 50 on the side whose lists are read.
pub fn long_lists_are_read_from_the_other_side(server: &Arc<Server>) {
    let world = World::of(server, &courses());
    world.emulator.load("student", (0..455).map(|n| json!({ "_id": format!("S{n:03}") }))).unwrap();
    let students: Vec<Value> = (0..455).map(|n| json!({ "_id": format!("S{n:03}") })).collect();
    let few = &students[..7];
    let courses = [json!({ "_id": "C1", "students": students }), json!({ "_id": "C2", "students": few })];
    world.emulator.load("course", courses).unwrap();
    world.load("model", &["--schema", "s"]);
    let counts =
        world.psql("select course_id, count(distinct student_id) from s.course_students group by 1 order by 1");
    let counts: Vec<&str> = counts.iter().map(|row| row[1].as_deref().unwrap()).collect();
    assert_eq!(counts, ["455", "7"]);
}

/// Options that several models share are in a file of their own.
pub fn options_of_a_shared_set_are_checked(server: &Arc<Server>) {
    let properties = json!({
        "gender": { "type": "string", "format": "x-enum", "x-option-name": "gender" },
        "other": { "type": "string", "format": "x-enum", "x-option-name": "unknown" }
    });
    let world = World::of(server, &[("student", model("学生", properties))]);
    let config = json!([{ "key": "1", "value": "男" }, { "key": "2", "value": "女" }]).to_string();
    let sets = json!({ "response": { "data": { "total": 1, "items": [
        { "name": "gender", "title": "性别", "config": config } ] } } });
    std::fs::write(world.dir.path().join("option-sets.json"), sets.to_string()).unwrap();
    world
        .emulator
        .load("student", [json!({ "_id": "A", "gender": "1", "other": "?" }), json!({ "_id": "B", "gender": "" })])
        .unwrap();
    world.load("odata", &["--schema", "s"]);
    let comment = "select col_description('s.student'::regclass, attnum) from pg_attribute where attname = 'gender'";
    assert_eq!(world.value(comment).as_deref(), Some("choice\n1 = 男\n2 = 女"));
    let refusal = world.server.refusal(&world.database, "insert into s.student (_id, gender) values ('X', '3')");
    assert!(refusal.contains("student_gender_check"), "{refusal}");
    world.psql("insert into s.student (_id, gender, other) values ('X', '2', 'any')");
}

/// The lines of the guide's example, in both languages.
pub fn the_guide_shows_what_is_printed(server: &Arc<Server>) {
    let mut definitions = school();
    let world = World::of(server, &definitions);
    world.emulator.load("class", [json!({ "_id": "C1", "name": "甲" })]).unwrap();
    let students = [("A", "C1", "男"), ("B", "gone", "男"), ("C", "lost", "女"), ("D", "lost", "女")];
    let student = |(id, class, gender)| json!({ "_id": id, "class": { "_id": class }, "gender": gender });
    world.emulator.load("student", students.map(student)).unwrap();
    definitions[1].1["properties"]["gender"]["enum"] = json!(["女"]);
    world.redefine(&definitions);
    let run = world.load("odata", &["--schema", "weda"]);
    let chapters =
        [include_str!("../../../../../guide/en/mirror.md"), include_str!("../../../../../guide/zh-CN/mirror.md")];
    let printed = format!("$ weda-mirror postgres --schema weda\n{}{}", run.out, run.errors);
    assert!(printed.lines().count() == 6, "{printed}");
    for chapter in chapters {
        assert!(chapter.contains(printed.trim_end()), "{printed}");
    }
}

/// Indexes have a limit, rows have none.
pub fn long_values_have_no_index(server: &Arc<Server>) {
    let world = World::of(server, &school());
    let long = "长".repeat(3_000);
    world.emulator.load("student", [json!({ "_id": "A", "code": long }), json!({ "_id": "B", "code": "1" })]).unwrap();
    let run = world.load("odata", &["--schema", "s"]);
    let found = "found: student.code: values are too long for an index; there is none\n";
    assert_eq!(run.errors, found);
    assert_eq!(world.value("select code from s.student where _id = 'A'"), Some(long));
    assert_eq!(world.number("select count(*) from pg_indexes where indexname = 'student_code_key'"), 0);
}
