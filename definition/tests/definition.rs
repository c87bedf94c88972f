//! Parsing of definitions, field by field.

use weda_definition::{Definition, Kind, OnDelete, RelationStyle};

const STUDENT: &str = r#"{
    "type": "object",
    "title": "  学生 ",
    "x-primary-column": "name",
    "x-kind": "tcb",
    "required": ["name", "无此字段"],
    "properties": {
        "_id": { "type": "string", "format": "", "title": "数据标识" },
        "name": { "type": "string", "title": "姓名", "description": "第一行\n第二行", "maxLength": 256 },
        "score": { "type": "number", "format": "", "default": "" },
        "credits": { "type": "number", "numberCount": 0 },
        "price": { "type": "number", "numberCount": 2 },
        "active": { "type": "boolean" },
        "born": { "type": "number", "format": "date" },
        "seen": { "type": "number", "format": "datetime" },
        "starts": { "type": "number", "format": "time" },
        "birthday": { "type": "string", "format": "date" },
        "no": { "type": "string", "format": "x-autonumber", "x-autonumber": { "start": 1000, "value": "S-{SEQNUM:5}" } },
        "grade": { "type": "string", "format": "x-enum", "enum": ["一", "二"] },
        "set": { "type": "string", "format": "x-enum", "x-option-name": "qjlx", "enum": [] },
        "hobbies": { "type": "array", "format": "x-enum", "x-enumObj": [{ "label": "球", "value": "1" }], "items": { "type": "string" } },
        "tags": { "type": "array", "items": { "type": "string" }, "default": "" },
        "bare": { "type": "array", "items": null },
        "address": { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" },
            "type": { "type": "string" } } },
        "lines": { "type": "array", "required": ["sku"], "items": { "type": "object", "properties": { "sku": { "type": "string" } } } },
        "free": { "type": "object", "format": "", "x-storage-type": "JSON" },
        "place": { "type": "object", "format": "x-location", "properties": { "address": { "type": "string" } } },
        "photo": { "type": "string", "format": "x-image" },
        "papers": { "type": "array", "items": { "type": "string", "format": "x-file" } },
        "home": { "type": "string", "format": "x-area-code" },
        "owner": { "type": "string", "format": "father-son", "x-system": true,
            "x-parent": { "fatherAction": "judge", "parentDataSourceName": "sys_user" } },
        "course": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "course" } },
        "spu": { "type": "object", "format": "many-one", "x-required": true, "deleteWay": "doNothing",
            "x-parent": { "parentDataSourceName": "goods_spu", "parentFieldKey": "students" }, "properties": { "_id": {} } },
        "list": { "type": "array", "format": "one-many", "x-parent": { "parentDataSourceName": "goods" }, "items": {} },
        "new": { "type": "quaternion", "format": "x-hologram" },
        "中文": { "type": "string" }
    }
}"#;

fn student() -> Definition {
    Definition::parse("student", "database-schemas/student.json", STUDENT).unwrap()
}

fn kind(key: &str) -> Kind {
    student().field(key).unwrap().kind.clone()
}

#[test]
fn kinds_follow_from_type_and_format() {
    let names: Vec<String> =
        student().fields.iter().map(|field| format!("{}: {}", field.key, field.kind.name())).collect();
    let expected = [
        "_id: text",
        "name: text",
        "score: number",
        "credits: integer",
        "price: number",
        "active: boolean",
        "born: date",
        "seen: datetime",
        "starts: time of day",
        "birthday: text",
        "no: automatic number",
        "grade: choice",
        "set: choice",
        "hobbies: list of choice",
        "tags: list of text",
        "bare: list of JSON",
        "address: object",
        "lines: list of object",
        "free: JSON",
        "place: location",
        "photo: file",
        "papers: list of file",
        "home: region",
        "owner: relation to `sys_user`",
        "course: relation to `course`",
        "spu: relation to `goods_spu`",
        "list: list of relations to `goods`",
        "new: JSON",
        "中文: text",
    ];
    assert_eq!(names, expected);
}

#[test]
fn every_field_has_its_line() {
    let student = student();
    for (key, line) in [("_id", 8), ("name", 9), ("address", 24), ("lines", 26), ("owner", 32), ("中文", 39)] {
        assert_eq!(student.field(key).unwrap().line, line, "{key}");
    }
    let Kind::Object(members) = &student.field("address").unwrap().kind else { panic!() };
    assert_eq!(
        members.iter().map(|m| (m.key.as_str(), m.line, m.required)).collect::<Vec<_>>(),
        [("city", 24, true), ("type", 25, false)]
    );
}

#[test]
fn titles_are_trimmed_and_numbers_of_the_wrong_type_are_ignored() {
    let student = student();
    assert_eq!(student.title.as_deref(), Some("学生"));
    assert_eq!(student.primary_column.as_deref(), Some("name"));
    let name = student.field("name").unwrap();
    assert_eq!((name.description.as_deref(), name.max_length), (Some("第一行\n第二行"), Some(256)));
    assert_eq!(student.field("score").unwrap().default, Some("".into()), "kept as it is, for the reader to judge");
}

#[test]
fn presence_follows_required_and_x_required() {
    let student = student();
    let field = |key| student.field(key).unwrap();
    assert!(field("name").required && field("name").required_on_create());
    assert!(!field("spu").required && field("spu").required_on_create(), "x-required counts on create only");
    assert!(field("_id").system, "`_id` is the platform's even where nobody marks it");
    for key in ["_id", "owner", "no", "list"] {
        assert!(!field(key).is_writable(), "{key}");
    }
    assert!(!field("list").is_stored() && field("spu").is_stored());
}

#[test]
fn relations_have_target_style_and_effect_of_a_deletion() {
    let relation = |key| match kind(key) {
        Kind::Relation(relation) | Kind::Relations(relation) => (relation.style, relation.on_delete),
        other => panic!("{other:?}"),
    };
    assert_eq!(relation("owner"), (RelationStyle::Id, OnDelete::Refuse));
    assert_eq!(relation("course"), (RelationStyle::Id, OnDelete::Cascade));
    assert_eq!(relation("spu"), (RelationStyle::Object, OnDelete::Nothing));
    let spu = student().field("spu").unwrap().clone();
    assert_eq!(spu.inverse_key(), Some("students"));
    assert_eq!(student().field("owner").unwrap().inverse_key(), None);
}

#[test]
fn options_keep_their_order_and_labels() {
    let options = |key| match kind(key) {
        Kind::Choice(options) => options,
        Kind::List(item) => match *item {
            Kind::Choice(options) => options,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(options("grade").items.iter().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["一", "二"]);
    assert_eq!(options("hobbies").items[0].label.as_deref(), Some("球"));
    assert_eq!((options("set").set.as_deref(), options("set").items.len()), (Some("qjlx"), 0));
}

/// The `required` beside `items` was taken for that of the elements' members, and a list with one element without such a
/// member could not be read at all.
/// Real records of `home_config.tabList` have such elements.
/// It has no effect; the `required` inside `items` has, as in the standard.
#[test]
fn the_required_list_beside_items_has_no_effect() {
    let is_required = |text: &str| {
        let definition = Definition::parse("order", "order.json", text).unwrap();
        let Kind::List(item) = &definition.field("lines").unwrap().kind else { panic!() };
        let Kind::Object(members) = &**item else { panic!() };
        members[0].required
    };
    let item = r#""properties": { "sku": { "type": "string" } }"#;
    let beside = format!(
        r#"{{ "properties": {{ "lines": {{ "type": "array", "required": ["sku"], "items": {{ "type": "object", {item} }} }} }} }}"#
    );
    let inside = format!(
        r#"{{ "properties": {{ "lines": {{ "type": "array", "items": {{ "type": "object", "required": ["sku"], {item} }} }} }} }}"#
    );
    assert_eq!((is_required(&beside), is_required(&inside)), (false, true));
}

#[test]
fn unknown_types_and_formats_have_a_note() {
    let student = student();
    let note = |key: &str| student.field(key).unwrap().fallback().unwrap_or_default();
    assert_eq!(note("new"), "format `x-hologram` is read as JSON");
    assert_eq!(note("birthday"), "format `date` is read as text");
    for key in
        ["name", "score", "grade", "free", "address", "owner", "no", "born", "place", "photo", "papers", "home", "set"]
    {
        assert_eq!(note(key), "", "{key}");
    }
}

/// One key that was not a text made the whole list vanish: `enum: [1, 2]` had no options, and labels were lost with it.
/// Other tools write numbers and booleans there.
/// They are converted to text, as in option sets; only values without a text are left out.
#[test]
fn options_that_are_not_texts_are_converted() {
    let text = r#"{ "properties": {
        "bare": { "type": "string", "format": "x-enum", "enum": [1, "b", true, null, 1] },
        "labelled": { "type": "string", "format": "x-enum", "enum": ["1", "2"],
            "x-enumObj": [{ "label": "一", "value": 1 }, { "label": 2, "value": "2" }, { "label": "三" }, null] } } }"#;
    let definition = Definition::parse("a", "a.json", text).unwrap();
    let options = |key: &str| match &definition.field(key).unwrap().kind {
        Kind::Choice(options) => {
            options.items.iter().map(|item| (item.key.clone(), item.label.clone())).collect::<Vec<_>>()
        }
        kind => panic!("{kind:?}"),
    };
    let item = |key: &str, label: Option<&str>| (key.to_owned(), label.map(str::to_owned));
    assert_eq!(options("bare"), [item("1", None), item("b", None), item("true", None)]);
    assert_eq!(options("labelled"), [item("1", Some("一")), item("2", Some("2"))]);
}

#[test]
fn unknown_members_survive() {
    assert_eq!(student().extra["x-kind"], "tcb");
    assert_eq!(student().field("free").unwrap().extra["x-storage-type"], "JSON");
}

/// Members that decide the kind were consumed by it, with all their other content.
/// The decimals of a price, the format of a list's items and the kind of an automatic number were gone.
/// A caller who writes the definition elsewhere would have lost them.
#[test]
fn members_that_the_kind_covers_only_in_part_survive() {
    let extra = |key: &str, member: &str| student().field(key).unwrap().extra[member].clone();
    assert_eq!((extra("price", "numberCount"), extra("credits", "numberCount")), (2.into(), 0.into()));
    assert_eq!(extra("no", "x-autonumber")["start"], 1000);
    assert_eq!(extra("tags", "items")["type"], "string");
    assert_eq!(extra("lines", "required")[0], "sku");
    assert_eq!(extra("place", "properties")["address"]["type"], "string");
    assert_eq!(extra("hobbies", "x-enumObj")[0]["label"], "球");
}

/// The column was counted for every member, although only errors contain it.
/// On a file of one line, as other tools write it, the time was quadratic: half a minute for two megabytes, which now take
/// less than a second.
#[test]
fn one_long_line_is_read_in_time() {
    let fields: Vec<String> = (0..60_000).map(|at| format!(r#""f{at}":{{"type":"string","title":"字段"}}"#)).collect();
    let text = format!(r#"{{"properties":{{{}}}}}"#, fields.join(","));
    let start = std::time::Instant::now();
    assert_eq!(Definition::parse("long", "long.json", &text).unwrap().fields.len(), 60_000);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn a_model_without_a_schema_has_no_fields() {
    for text in ["{}", " {}\n", "null", "\"\"", r#"{"type":"object"}"#, r#"{"type":"object","properties":null}"#] {
        assert_eq!(Definition::parse("connector", "connector.json", text).unwrap().fields, [], "{text}");
    }
}

/// A pulled model without a schema stopped the generator: it was not accepted as a definition.
/// The official tool writes `{}` for it and then adds the title of the model.
/// An object with a title and nothing else is an empty model.
#[test]
fn a_model_without_a_schema_has_a_title_once_it_is_pulled() {
    let model = Definition::parse("connector", "connector.json", r#"{ "title": "连接器" }"#).unwrap();
    assert_eq!((model.fields.len(), model.title.as_deref()), (0, Some("连接器")));
    assert!(Definition::parse("other", "other.json", r#"{ "title": "连接器", "fields": [] }"#).is_err());
}
