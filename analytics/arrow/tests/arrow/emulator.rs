//! Queries of a real emulator as batches, and batches as its records, through either gateway.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use fastrand::Rng;
use futures_util::TryStreamExt;
use serde_json::json;
use weda::dynamic::field;
use weda::{Client, Dialect, GatewayKind, Row};
use weda_arrow::{Form, batches, batches_of, rows, schema};
use weda_definition::Definition;
use weda_emulator::{Emulator, Profile};

use crate::models::Repair;
use crate::random;

const GATEWAYS: [GatewayKind; 2] = [GatewayKind::OData, GatewayKind::Model];

const STUDENT: &str = r#"{ "properties": {
    "name": { "type": "string", "title": "姓名" }, "score": { "type": "number", "numberCount": 0 },
    "born": { "type": "number", "format": "date" }, "tags": { "type": "array", "items": { "type": "string" } },
    "class": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "class" } } } }"#;
const CLASS: &str = r#"{ "properties": { "name": { "type": "string" } } }"#;

fn student() -> Definition {
    Definition::parse("student", "student.json", STUDENT).unwrap()
}

fn class() -> Definition {
    Definition::parse("class", "class.json", CLASS).unwrap()
}

fn client(emulator: &Emulator, gateway: GatewayKind) -> Client {
    let client = Client::builder("lowcode-emulator").gateway(gateway).base_url(emulator.url());
    let dialect = Dialect::documented().select(true).relation_filters(true);
    client.secret("emulator-id", "emulator-key").dialect(dialect).build().unwrap()
}

fn start(definitions: Vec<Definition>) -> Emulator {
    let mut profile = Profile::documented();
    profile.accept.select = true;
    Emulator::builder().definitions(definitions).profile(profile).start().unwrap()
}

/// An emulator with 450 students in a class.
fn school() -> Emulator {
    let emulator = start(vec![student(), class()]);
    emulator.load("class", [json!({ "_id": "c1", "name": "一班" })]).unwrap();
    let students = (0..450).map(|at| {
        json!({ "_id": format!("s{at:03}"), "name": format!("学生{at}"), "score": at, "tags": ["a"], "class": { "_id": "c1" } })
    });
    emulator.load("student", students.collect::<Vec<_>>()).unwrap();
    emulator
}

fn scores(batches: &[RecordBatch]) -> Vec<i64> {
    let column =
        |batch: &RecordBatch| batch.column_by_name("score").unwrap().as_primitive::<Int64Type>().values().to_vec();
    batches.iter().flat_map(column).collect()
}

#[tokio::test]
async fn a_query_becomes_batches_of_any_size() {
    let emulator = school();
    for gateway in GATEWAYS {
        let students = client(&emulator, gateway).model("student");
        for size in [1, 7, 200, 201, 450, 8192, 0] {
            let query = students.query().filter(field("score").ge(20)).order_by(field("score").desc()).prefetch(2);
            let read: Vec<RecordBatch> =
                batches(query, schema(&student(), Form::Table), size).try_collect().await.unwrap();
            let (first, last) = (read[0].num_rows(), read[read.len() - 1].num_rows());
            assert_eq!(first, size.clamp(1, 430), "batches are full");
            assert!(last > 0 && read.iter().rev().skip(1).all(|batch| batch.num_rows() == first));
            assert_eq!(scores(&read), (20..450).rev().collect::<Vec<_>>());
            let class = read[0].column_by_name("class").unwrap().as_string::<i32>();
            assert_eq!(class.value(0), "c1", "a relation is named where the gateway selects");
        }
    }
}

#[tokio::test]
async fn only_the_columns_are_requested() {
    let emulator = school();
    for gateway in GATEWAYS {
        let students = client(&emulator, gateway).model("student");
        let whole = schema(&student(), Form::Table);
        for columns in [vec!["score"], vec!["tags", "_id"], vec![]] {
            let at: Vec<usize> = columns.iter().map(|name| whole.index_of(name).unwrap()).collect();
            let projected = std::sync::Arc::new(whole.project(&at).unwrap());
            let read: Vec<RecordBatch> = batches(students.query(), projected, 500).try_collect().await.unwrap();
            assert_eq!((read.len(), read[0].num_rows(), read[0].num_columns()), (1, 450, columns.len()));
        }
    }
    let log = emulator.log();
    let odata: Vec<&str> = log.iter().filter_map(|entry| entry.target.split("$select=").nth(1)).collect();
    assert!(odata.iter().any(|rest| rest.starts_with("_id,score&")), "{odata:?}");
    assert!(odata.iter().any(|rest| rest.starts_with("_id&")), "{odata:?}");
}

#[tokio::test]
async fn dropping_the_stream_ends_the_requests() {
    let emulator = school();
    let students = client(&emulator, GatewayKind::OData).model("student");
    let mut stream = batches(students.query(), schema(&student(), Form::Table), 10);
    assert_eq!(stream.next().await.unwrap().unwrap().num_rows(), 10);
    drop(stream);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let lists = emulator.log().iter().filter(|entry| entry.call == "list").count();
    assert_eq!(lists, 1, "450 students would be three pages");
}

/// A service may return what its definition rules out.
#[tokio::test]
async fn records_that_do_not_fit_end_the_stream_or_are_collected() {
    let emulator = school();
    let wrong = STUDENT.replace(r#""name": { "type": "string""#, r#""name": { "type": "number""#);
    let wrong = Definition::parse("student", "student.json", &wrong).unwrap();
    let students = client(&emulator, GatewayKind::OData).model("student");
    students.update("s003", &json!({ "name": null })).await.unwrap();
    let mut stream = batches(students.query(), schema(&wrong, Form::Table), 100);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "record `s000`, field `name`: expected a number, found text \"学生0\"");
    assert!(stream.next().await.is_none(), "nothing follows an error");

    let mut stream = batches(students.query(), schema(&wrong, Form::Table), 100).allow_invalid();
    let batch = stream.next().await.unwrap().unwrap();
    assert_eq!(scores(&[batch]), [3]);
    let invalid = stream.take_invalid();
    assert_eq!((invalid.len(), invalid[3].id()), (449, "s004"));
    assert!(stream.next().await.is_none() && stream.take_invalid().is_empty());
}

#[tokio::test]
async fn an_error_of_a_call_ends_the_stream() {
    let emulator = school();
    let students = client(&emulator, GatewayKind::OData).model("teacher");
    let mut stream = batches(students.query(), schema(&student(), Form::Table), 100);
    assert!(matches!(stream.next().await, Some(Err(weda_arrow::Error::Call(_)))));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn streams_of_records_become_batches_too() {
    let emulator = school();
    let students = client(&emulator, GatewayKind::Model).model("student");
    let stream = students.query().top(25).stream();
    let read: Vec<RecordBatch> = batches_of(stream, schema(&student(), Form::Table), 10).try_collect().await.unwrap();
    assert_eq!(read.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [10, 10, 5]);
    assert_eq!(scores(&read), (0..25).collect::<Vec<_>>());
}

/// A query of rows keeps its filter, order and window; its records are not decoded into rows.
#[tokio::test]
async fn a_typed_query_becomes_batches() {
    let text = include_str!("../../../../runtime/benches/page/database-schemas/repair.json");
    let repair = Definition::parse("repair", "repair.json", text).unwrap();
    let emulator = start(vec![repair.clone()]);
    let repairs = (0..300).map(|at| {
        json!({ "_id": format!("r{at:03}"), "orderNumber": format!("BX{at}"), "title": "漏水", "floor": at % 20,
                "keywords": ["水电"], "room": { "campus": "西湖校区", "floor": at % 20 } })
    });
    emulator.load("repair", repairs.collect::<Vec<_>>()).unwrap();
    for gateway in GATEWAYS {
        let client = client(&emulator, gateway);
        let query =
            || Repair::query(&client).filter(Repair::FLOOR.ge(15)).order_by(Repair::FLOOR.desc()).skip(3).top(60);
        let rows = query().await.unwrap();
        let read: Vec<RecordBatch> = batches(query(), schema(&repair, Form::Table), 1000).try_collect().await.unwrap();
        let ids =
            read[0].column_by_name("_id").unwrap().as_string::<i32>().iter().map(Option::unwrap).collect::<Vec<_>>();
        assert_eq!(ids, rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>());
        let room = read[0].column_by_name("room").unwrap().as_struct();
        let floors = room.column_by_name("floor").unwrap().as_primitive::<Int64Type>();
        let floor = |row: &Repair| row.room.as_ref().and_then(|room| room.floor);
        assert_eq!(floors.iter().collect::<Vec<_>>(), rows.iter().map(floor).collect::<Vec<_>>());
        assert_eq!(floors.len(), 60);
    }
}

/// Batch, new records, batch, new records in another model, batch: nothing changes on the way.
#[tokio::test]
async fn random_batches_survive_the_service() {
    for gateway in GATEWAYS {
        for case in 0..25 {
            let mut dice = Rng::with_seed(7000 + case);
            let model = random::model(&mut dice, "first", true);
            let second = Definition::parse("second", "second.json", &model.definition.text).unwrap();
            let emulator = start(vec![model.definition.clone(), second.clone(), class()]);
            let client = client(&emulator, gateway);
            // The ids of relations must exist.
            let text = model.records.iter().map(weda::Record::as_json).collect::<String>();
            let mut ids: Vec<&str> = text
                .match_indices("9G5C")
                .map(|(at, _)| {
                    let rest = &text[at..];
                    &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())]
                })
                .collect();
            ids.sort_unstable();
            ids.dedup();
            let classes: Vec<_> = ids.iter().map(|id| json!({ "_id": id, "name": "班" })).collect();
            emulator.load("class", classes).unwrap();

            let columns = schema(&model.definition, Form::File);
            let batch = weda_arrow::batch(&columns, &model.records).unwrap();
            let meant = random::sent(&model.definition, &batch);
            let mut of = model.definition.clone();
            let mut batch = batch;
            for name in ["first", "second"] {
                let created = client.model(name).create_many(rows(&of, &batch).unwrap()).await.unwrap();
                let ids = created.into_ids().unwrap_or_else(|error| panic!("case {case}: {error}\n{meant:#?}"));
                let mut read = Vec::new();
                // Ids of new records are in no order.
                for id in &ids {
                    read.push(client.model(name).require(id).await.unwrap());
                }
                let listed: Vec<RecordBatch> =
                    batches(client.model(name).query(), schema(&of, Form::Table), 1000).try_collect().await.unwrap();
                assert_eq!(listed[0].num_rows(), ids.len());
                batch = weda_arrow::batch(&columns, &read).unwrap();
                assert_eq!(random::sent(&of, &batch), meant, "case {case}, {name}, {gateway:?}");
                let mut listed = random::sent(&of, &listed[0]);
                let mut sorted = meant.clone();
                listed.sort_unstable();
                sorted.sort_unstable();
                assert_eq!(listed, sorted, "case {case}, {name}, {gateway:?}");
                of = second.clone();
            }
        }
    }
}
