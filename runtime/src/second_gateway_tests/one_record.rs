//! Calls about one record, typed and untyped, and the second step of creates.

use serde_json::json;

use super::*;
use crate::request::OperationKind;
use crate::write::IntoCreate as _;
use crate::{Code, ErrorKind, Id, Row as _};

#[tokio::test]
async fn a_record_is_created_read_changed_and_deleted() {
    let service = Service::start(0).await;
    let client = client(&service);
    let item = Item::create(&client, Item::new("李四").set(Item::N, 7).set(Item::TAGS, vec!["a"])).await.unwrap();
    assert_eq!((item.name.as_str(), item.n, item.tags.as_deref()), ("李四", Some(7), Some(&["a".to_owned()][..])));
    assert_eq!(service.bodies("create"), [json!({ "data": { "name": "李四", "n": 7, "tags": ["a"] } })]);
    assert_eq!(
        service.bodies("get"),
        [json!({ "filter": { "where": { "_id": { "$eq": item.id.as_str() } } }, "select": { "$master": true } })]
    );

    Item::update(&client, &item.id, Item::patch().set(Item::NAME, "王五").clear(Item::N)).await.unwrap();
    let read = Item::get(&client, &item.id).await.unwrap().unwrap();
    assert_eq!((read.name.as_str(), read.n), ("王五", None));
    assert!(Item::update_checked(&client, &item.id, Item::patch().set(Item::N, 1)).await.unwrap());
    assert!(!Item::update_checked(&client, &Id::<Item>::new("nobody"), Item::patch().set(Item::N, 1)).await.unwrap());
    assert!(Item::update_checked(&client, &item.id, Item::patch()).await.unwrap());
    let changed = Item::update_get(&client, &item.id, Item::patch().set(Item::N, 2)).await.unwrap();
    assert_eq!((changed.id, changed.n), (item.id.clone(), Some(2)));
    Item::query(&client)
        .filter(Item::N.eq(2))
        .update_all(Item::patch().set(Item::N, 3))
        .at_most(1)
        .await
        .unwrap()
        .into_ids()
        .unwrap();
    assert_eq!(Item::require(&client, &item.id).await.unwrap().n, Some(3));
    Item::delete(&client, &item.id).await.unwrap();
    assert!(Item::require(&client, &item.id).await.unwrap_err().is_not_found());
    assert!(Item::get(&client, &item.id).await.unwrap().is_none());
    Item::delete(&client, &item.id).await.unwrap();
}

#[tokio::test]
async fn untyped_calls_about_one_record() {
    let service = Service::start(0).await;
    let items = client(&service).model("item");
    let item = items.create(&json!({ "name": "a", "tags": ["x", "y"], "home": { "city": "c" } })).await.unwrap();
    assert_eq!(item.get::<Vec<String>>("tags").unwrap(), ["x", "y"]);
    assert_eq!(item.get::<serde_json::Value>("home").unwrap(), json!({ "city": "c" }));
    items.update(item.id(), &json!({ "tags": ["z"], "home": null })).await.unwrap();
    let read = items.get(item.id()).await.unwrap().unwrap();
    assert_eq!(
        (read.get::<Vec<String>>("tags").unwrap(), read.get::<Option<String>>("home").unwrap()),
        (vec!["z".to_owned()], None)
    );
    assert!(items.update_checked(item.id(), &json!({ "n": 1 })).await.unwrap());
    items.delete(item.id()).await.unwrap();
    assert!(items.get(item.id()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_create_whose_record_cannot_be_read_names_its_id() {
    let faults: [(Vec<Fault>, ErrorKind); 5] = [
        (vec![Fault::DropBefore; 4], ErrorKind::Network),
        (vec![Fault::Code("INVALID_PARAMETER")], ErrorKind::InvalidRequest),
        (vec![Fault::Answer(200, r#"{"data":{"record":null}}"#)], ErrorKind::Decode),
        (vec![Fault::Answer(200, r#"{"data":{"record":{"_id":"i000001"}}}"#)], ErrorKind::Decode),
        (vec![Fault::Answer(200, r#"{"data":{"record":{"_id":"other","name":"a"}}}"#); 4], ErrorKind::UnexpectedAnswer),
    ];
    for (faults, kind) in faults {
        let service = Service::start(0).await;
        // Only the contents of the answer identify it.
        if kind == ErrorKind::UnexpectedAnswer {
            service.untie();
        }
        service.fail("get", faults);
        let error = Item::create(&client(&service), Item::new("a")).await.unwrap_err();
        let doubt = error.in_doubt().unwrap();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(
            (doubt.operation(), doubt.model(), doubt.id()),
            (OperationKind::Create, Some("item"), Some("i000001"))
        );
        assert_eq!(doubt.body(), Some(r#"{"data":{"name":"a"}}"#));
        assert_eq!((service.count("create"), service.names().len()), (1, 1));
    }
}

#[tokio::test]
async fn the_second_step_is_retried_as_a_read() {
    let service = Service::start(0).await;
    service.fail("get", [Fault::DropBefore, Fault::Code("OPERATION_TIMEOUT"), Fault::Code("REQUEST_LIMIT_EXCEEDED")]);
    assert_eq!(Item::create(&client(&service), Item::new("a")).await.unwrap().name, "a");
    assert_eq!((service.count("create"), service.count("get")), (1, 4));
}

/// The answer to another create has an id, too; without a request id, only the record that it leads to shows the
/// mistake.
#[tokio::test]
async fn an_id_of_another_create_is_detected() {
    let service = Service::start(1).await;
    service.untie();
    service.fail("create", [Fault::Answer(200, r#"{"data":{"id":"i000001"}}"#)]);
    let error = Item::create(&client(&service), Item::new("mine")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.in_doubt().map(|doubt| doubt.operation())),
        (ErrorKind::UnexpectedAnswer, Some(OperationKind::Create))
    );
}

#[tokio::test]
async fn errors_have_code_message_and_request_id() {
    let service = Service::start(0).await;
    service.store(|store| store.is_unique = true);
    let client = client(&service);
    Item::create(&client, Item::new("a")).await.unwrap();
    let error = Item::create(&client, Item::new("a")).await.unwrap_err();
    assert!(error.is_conflict() && error.in_doubt().is_none());
    assert_eq!(
        (error.code(), error.message(), error.request_id()),
        (Some(&Code::ModelFailedOperation), Some("Duplicate entry"), Some("r1"))
    );
    service.fail("list", [Fault::Code("DATASOURCE_NOT_EXIST")]);
    assert!(Item::query(&client).await.unwrap_err().is_not_found());
    let read_only = client.read_only();
    assert_eq!(Item::query(&read_only).await.unwrap().len(), 1, "a list is a read, though it is a POST");
    assert_eq!(Item::create(&read_only, Item::new("b")).await.unwrap_err().kind(), ErrorKind::ReadOnlyClient);
}
