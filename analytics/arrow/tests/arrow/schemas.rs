//! The schema says all that a definition says about values.

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use weda_arrow::{Form, KIND, MODEL, OPTIONS, READ_ONLY, RELATION, RELATION_STYLE, TITLE, schema};
use weda_definition::Definition;

use crate::definition;

fn kinds() -> Definition {
    let text = include_str!("../../../../runtime/database-schemas/kinds.json");
    Definition::parse("kinds", "kinds.json", text).unwrap()
}

fn shown(data_type: &DataType) -> String {
    match data_type {
        DataType::List(item) => format!("[{}]", shown(item.data_type())),
        DataType::Struct(members) => {
            let members = members.iter().map(|member| format!("{}: {}", member.name(), shown(member.data_type())));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[test]
fn every_kind_has_its_type() {
    let types = |form| -> Vec<(String, String)> {
        schema(&kinds(), form).fields().iter().map(|field| (field.name().clone(), shown(field.data_type()))).collect()
    };
    let table = types(Form::Table);
    let of = |name: &str| table.iter().find(|(field, _)| field == name).map(|(_, data_type)| data_type.as_str());
    assert_eq!(table[0], ("_id".to_owned(), "Utf8".to_owned()));
    let texts = "text longText richText email phone landline address personName image file region choice unknownOptions \
                 json relation detail newRelation unknownFormat unknownType autoNumber";
    for text in texts.split_whitespace() {
        assert_eq!(of(text), Some("Utf8"), "{text}");
    }
    for (name, data_type) in [
        ("number", "Float64"),
        ("integer", "Int64"),
        ("age", "Int64"),
        ("boolean", "Boolean"),
        ("dateTime", "Timestamp(ms, \"Asia/Shanghai\")"),
        ("date", "Date32"),
        ("time", "Time32(ms)"),
        ("images", "[Utf8]"),
        ("choices", "[Utf8]"),
        ("texts", "[Utf8]"),
        ("table", "[[Float64]]"),
        ("object", "{city: Utf8, _more: Utf8}"),
        ("objects", "[{floor: Float64, _more: Utf8}]"),
        ("location", "{address: Utf8, geopoint: {type: Utf8, coordinates: [Float64], _more: Utf8}, _more: Utf8}"),
    ] {
        assert_eq!(of(name), Some(data_type), "{name}");
    }
    assert_eq!(of("reverse"), None, "records do not store the other side of a relation");
    assert_eq!(table.len(), 1 + 34);

    let differs = types(Form::File).into_iter().zip(table).filter(|(file, table)| file != table);
    let differs: Vec<String> = differs.map(|((name, data_type), _)| format!("{name} {data_type}")).collect();
    assert_eq!(differs, ["choice Dictionary(Int32, Utf8)", "unknownOptions Dictionary(Int32, Utf8)"]);
}

#[test]
fn only_the_id_must_not_be_null() {
    let nulls = |schema: &Schema| {
        schema
            .fields()
            .iter()
            .filter(|field| !field.is_nullable())
            .map(|field| field.name().clone())
            .collect::<Vec<_>>()
    };
    let required =
        r#"{ "required": ["name"], "properties": { "name": { "type": "string" }, "_id": { "type": "string" } } }"#;
    let student = Definition::parse("student", "student.json", required).unwrap();
    let schema = schema(&student, Form::Table);
    assert_eq!(nulls(&schema), ["_id"]);
    assert_eq!(schema.field(1).name(), "_id", "at its place in the definition");
}

#[test]
fn metadata_has_titles_kinds_options_and_relations() {
    let student = definition(
        r#"{
        "gender": { "type": "string", "title": "性别", "format": "x-enum",
                    "x-enumObj": [{ "value": "1", "label": "男" }, { "value": "2", "label": "女" }] },
        "class": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "class" } },
        "number": { "type": "string", "format": "x-autonumber", "x-autonumber": { "start": 1, "value": "S-{SEQNUM:4}" } },
        "days": { "type": "array", "items": { "type": "number", "format": "date" } } }"#,
    );
    let schema = schema(&student, Form::File);
    let of = |name: &str, key: &str| schema.field_with_name(name).unwrap().metadata().get(key).cloned();
    assert_eq!(of("gender", TITLE).as_deref(), Some("性别"));
    let options = of("gender", OPTIONS).unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&options).unwrap(),
        serde_json::json!([{ "key": "1", "label": "男" }, { "key": "2", "label": "女" }])
    );
    assert_eq!(
        [of("class", KIND), of("class", RELATION), of("class", RELATION_STYLE)].map(Option::unwrap),
        ["relation", "class", "object"]
    );
    assert_eq!(of("number", READ_ONLY).as_deref(), Some("true"));
    assert_eq!(of("_id", READ_ONLY).as_deref(), Some("true"));
    assert_eq!(of("gender", READ_ONLY), None);
    let DataType::List(item) = schema.field_with_name("days").unwrap().data_type() else { panic!("a list") };
    assert_eq!(
        (item.data_type(), item.metadata()[KIND].as_str(), item.is_nullable()),
        (&DataType::Date32, "date", true)
    );
    assert_eq!(schema.metadata()[MODEL], "student");
    assert!(weda_arrow::schema(&student, Form::Table).metadata().is_empty(), "joins of an engine mix schemas");
}

/// A user's member must not be mistaken for ours.
#[test]
fn a_member_with_the_name_of_ours_keeps_it() {
    let model = definition(r#"{ "v": { "type": "object", "properties": { "_more": { "type": "number" } } } }"#);
    let schema = schema(&model, Form::Table);
    let DataType::Struct(members) = schema.field(1).data_type() else { panic!("a struct") };
    assert_eq!(members.iter().map(|member| member.name().as_str()).collect::<Vec<_>>(), ["_more", "_more_"]);
    let batch = crate::one(
        r#"{ "type": "object", "properties": { "_more": { "type": "number" } } }"#,
        r#"{"_more":1.5,"x":[1, 2]}"#,
    );
    assert_eq!(crate::back(&model, &batch.unwrap()), r#"{"v":{"_more":1.5,"x":[1, 2]}}"#);
}

#[test]
fn a_column_of_another_type_takes_nulls_only() {
    let odd = Field::new("v", DataType::Timestamp(TimeUnit::Nanosecond, None), true);
    let mut builder = weda_arrow::BatchBuilder::new(Schema::new(vec![odd]).into());
    builder.push(&crate::record("v", "null")).unwrap();
    let error = builder.push(&crate::record("v", "1")).unwrap_err();
    assert!(error.to_string().contains("expected a column type that `weda_arrow::schema` makes"), "{error}");
    assert_eq!(builder.finish().unwrap().num_rows(), 1);
}
