//! The operations without a protocol.

use std::time::Duration;

use rusqlite::types::Value as Stored;
use serde_json::{Value as Json, json};
use weda_definition::{Definition, OptionSets};

use super::*;
use crate::filter::{self, FieldName, Filter, FilterMismatch, FilterRules, Literal, Operator};
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{self, Body, List, Location, Order, Unsortable};
use crate::token::Keys;
use crate::users::Users;
use crate::validate::StoreValue;

fn service() -> Service {
    with_profile(Profile::lenient())
}

fn with_profile(profile: Profile) -> Service {
    let model = |name: &str, text| Definition::parse(name, &format!("{name}.json"), text).unwrap();
    let definitions = [
        model(
            "student",
            r#"{ "required": ["name"], "properties": { "name": { "type": "string" },
            "score": { "type": "number" }, "card": { "type": "string", "x-unique": true } } }"#,
        ),
        model("sys_user", r#"{ "properties": { "name": { "type": "string" } } }"#),
    ];
    let store = Store::open(&Location::Memory, definitions.into_iter().collect(), OptionSets::default()).unwrap();
    let keys = Keys { id: "id".to_owned(), key: "key".to_owned(), api_key: None, publishable_key: None };
    let tokens = Tokens::new(keys, "env".to_owned(), Duration::from_secs(60));
    let (clock, log) = (Clock::fixed(0), Log::new(None));
    Service::new(store, tokens, Settings { profile, clock, env_id: "env".to_owned(), log, users: Users::default() })
}

fn body(record: Json) -> Body {
    let Json::Object(members) = record else { panic!("{record}") };
    members
}

fn score(operator: Operator, score: i64) -> Filter {
    let field = FieldName { text: "score".to_owned(), at: 0 };
    Filter::Compare { field, operator, literal: Literal::Whole(score), at: 0 }
}

/// Creates records and returns their ids.
fn create(session: &mut Session<'_>, model: &Model, records: &[Json]) -> Vec<String> {
    let bodies: Vec<Body> = records.iter().cloned().map(body).collect();
    let id = model.columns.iter().position(|column| column.field.key == "_id").unwrap();
    let mut ids = Vec::new();
    let created = session
        .create(model, &bodies, &[], |row: &[StoreValue<'_>]| ids.push(row[id].as_ref().as_str().unwrap().into()));
    assert_eq!(created.unwrap(), ids.len());
    ids
}

/// The names of the records at these places.
fn names(session: &Session<'_>, model: &Model, places: &[i64]) -> Vec<String> {
    let name = model.columns.iter().position(|column| column.field.key == "name").unwrap();
    let mut reader = session.reader(model);
    let mut rows = reader.read(places).unwrap();
    let mut next = || rows.next_row().unwrap().nth(name).unwrap().as_str().unwrap().to_owned();
    places.iter().map(|_| next()).collect()
}

#[test]
fn lists_have_a_filter_an_order_a_page_and_a_count() {
    let service = service();
    let mut session = service.session();
    let model = session.model(Stage::Pre, "student").unwrap();
    let record = |number: i64| json!({ "name": format!("n{number}"), "score": number });
    create(&mut session, &model, &(0..10).map(record).collect::<Vec<_>>());
    let either = Filter::Any(vec![score(Operator::Lt, 3), score(Operator::Ge, 7)]);
    let condition = filter::compile(&either, &model, FilterRules::odata(&service.profile())).unwrap();
    Order::check(&model, "score", &service.profile()).unwrap();
    let order = Order::By(vec![("score".to_owned(), true)]);
    let list = List { condition: Some(condition), order, skip: 1, top: 3, count: true };
    let page = session.list(&model, &list).unwrap();
    assert_eq!(
        (names(&session, &model, &page.places), page.count),
        (["n8", "n7", "n2"].map(str::to_owned).into(), Some(6))
    );
    let counted = session.list(&model, &List { top: 0, ..list }).unwrap();
    assert_eq!((counted.places, counted.count), (vec![], Some(6)));
}

#[test]
fn records_are_created_read_updated_and_deleted_by_id() {
    let service = service();
    let mut session = service.session();
    let model = session.model(Stage::Prod, "student").unwrap();
    let ids = create(&mut session, &model, &[json!({ "name": "a" }), json!({ "name": "b" }), json!({ "name": "c" })]);
    let before = session.changes();
    let two = [ids[0].clone(), ids[2].clone(), "nobody".to_owned()];
    assert_eq!(session.update(&model, &two, &body(json!({ "score": 5 })), &[]).unwrap(), 2);
    assert_eq!(session.changed_since(before).unwrap().count(), 2);
    let row = session.get(&model, &ids[2]).unwrap().unwrap();
    assert!(row.contains(&Stored::Integer(5)) && row.contains(&Stored::Text("c".to_owned())), "{row:?}");
    assert_eq!(session.delete(&model, &two).unwrap(), 2);
    assert!(session.get(&model, &ids[0]).unwrap().is_none());
    assert_eq!(session.all(&model).unwrap().len(), 1);
}

#[test]
fn refusals_are_typed() {
    let service = service();
    let mut session = service.session();
    let unknown = session.model(Stage::Pre, "nothing").unwrap_err();
    assert!(
        matches!(unknown, OperationError::UnknownModel { stage: Stage::Pre, known, .. } if known == ["student", "sys_user"])
    );
    let system = session.model(Stage::Pre, "sys_user").unwrap();
    let read_only = [
        session.create(&system, &[Body::new()], &[], |_| {}).unwrap_err().1,
        session.update(&system, &[], &Body::new(), &[]).unwrap_err(),
        session.delete(&system, &[]).unwrap_err(),
    ];
    assert!(read_only.iter().all(|error| matches!(error, OperationError::ReadOnly { .. })), "{read_only:?}");

    let model = session.model(Stage::Pre, "student").unwrap();
    let ids = create(&mut session, &model, &[json!({ "name": "a", "card": "1" }), json!({ "name": "b" })]);
    let taken = session.update(&model, &ids[1..], &body(json!({ "card": "1" })), &[]).unwrap_err();
    assert!(matches!(taken, OperationError::Store(store::WriteError::Duplicate { field, .. }) if field == "card"));
    let bodies = [json!({ "name": "c" }), json!({ "score": 1 })].map(body);
    let (index, invalid) = session.create(&model, &bodies[1..], &[], |_| {}).unwrap_err();
    assert!(matches!((index, invalid), (0, OperationError::Store(store::WriteError::Invalid(_)))));

    let field = FieldName { text: "nothing".to_owned(), at: 7 };
    let filter = Filter::Compare { field, operator: Operator::Eq, literal: Literal::Whole(1), at: 9 };
    let mismatch = filter::compile(&filter, &model, FilterRules::odata(&service.profile())).unwrap_err();
    assert!(matches!(mismatch, FilterMismatch::UnknownField { field, at: 7, .. } if field == "nothing"));
    assert!(matches!(Order::check(&model, "nothing", &service.profile()), Err(Unsortable::Unknown)));
}

#[test]
fn unpublished_models_are_not_unknown_models() {
    let service = service();
    let draft = Definition::parse("draft", "draft.json", r#"{ "properties": { "a": { "type": "string" } } }"#).unwrap();
    service.store().define(draft).unwrap();
    let error = service.session().model(Stage::Prod, "draft").unwrap_err();
    assert!(matches!(error, OperationError::Unpublished { model, .. } if model == "draft"));
}

/// The thousand and first task made the emulator forget the first, whose models were never created.
/// The oldest task was removed in any state.
/// Only tasks that were carried out are removed now.
#[test]
fn waiting_tasks_are_not_forgotten() {
    let service = with_profile(Profile::lenient().with(|profile| profile.answers.task_seconds = 4));
    let first = service.start_task(Vec::new()).unwrap();
    service.clock.advance(Duration::from_secs(1));
    let second = service.start_task(Vec::new()).unwrap();
    for _ in 2..1000 {
        service.start_task(Vec::new()).unwrap();
    }
    let refused = service.start_task(Vec::new()).unwrap_err().to_string();
    assert_eq!(refused, "1000 tasks are waiting, which is the limit; send the call again once one of them has ended");
    assert!(matches!(service.task(&first), Some(Task::Waiting { .. })));
    service.clock.advance(Duration::from_secs(3));
    service.apply_due_changes(service.clock.now());
    service.start_task(Vec::new()).unwrap();
    assert!(service.task(&first).is_none());
    assert!(matches!(service.task(&second), Some(Task::Waiting { .. })));
}

/// After a delay, too, several models are published all or none.
#[test]
fn delayed_publications_are_whole_or_nothing() {
    let service = with_profile(Profile::lenient().with(|profile| profile.answers.publishing_seconds = 5));
    let define = |name: &str, kind: &str| {
        let text = format!(r#"{{ "properties": {{ "name": {{ "type": "{kind}" }} }} }}"#);
        service.define(Definition::parse(name, &format!("{name}.json"), &text).unwrap()).unwrap();
    };
    define("order", "string");
    define("student", "number");
    service.publish_all(&["order", "student"]).unwrap();
    let mut session = service.session();
    let model = session.model(Stage::Prod, "student").unwrap();
    create(&mut session, &model, &[json!({ "name": "word" })]);
    drop(session);
    service.clock.advance(Duration::from_secs(5));
    service.apply_due_changes(service.clock.now());
    assert_eq!(service.store().unpublished(), ["order", "student"]);
    let notes = service.unpublished_notes();
    let begins = |index: usize, model: &str| {
        notes[index].starts_with(&format!("`{model}` was not published; prod keeps its definition: model `student`"))
    };
    assert!(notes.len() == 2 && begins(0, "order") && begins(1, "student"), "{notes:?}");
}
