//! Bulk writes with answers that have only ids and counts.

use serde_json::json;

use super::store::Ids;
use super::*;
use crate::request::OperationKind;
use crate::{ErrorKind, Id, Outcome, Row as _};

fn rows(many: usize) -> impl Iterator<Item = crate::Create<Item>> {
    (0..many).map(|at| Item::new(&format!("row {at}")))
}

/// Returns the name of each record, in the order of the ids.
fn names_by_id(service: &Service, ids: &[Id<Item>]) -> Vec<String> {
    let name = |id: &Id<Item>| {
        service.store(|store| {
            let record = store.records.iter().find(|record| record["_id"] == id.as_str()).unwrap();
            record["name"].as_str().unwrap().to_owned()
        })
    };
    ids.iter().map(name).collect()
}

fn expected(many: usize) -> Vec<String> {
    (0..many).map(|at| format!("row {at}")).collect()
}

fn trusting(service: &Service) -> Client {
    settings(service.address(), ModelApi { ids_in_order: true, ..gateway() }).build().unwrap()
}

#[tokio::test]
async fn ids_of_unknown_order_are_read() {
    let service = Service::start(0).await;
    let ids = Item::create_many(&client(&service), rows(250)).await.unwrap().into_ids().unwrap();
    assert_eq!(names_by_id(&service, &ids), expected(250));
    assert_eq!((service.count("createMany"), service.count("list")), (3, 3));

    service.store(|store| store.records.clear());
    let ids = Item::create_many(&trusting(&service), rows(250)).await.unwrap().into_ids().unwrap();
    assert_eq!(names_by_id(&service, &ids), expected(250));
    assert_eq!((service.count("createMany"), service.count("list")), (6, 3), "nothing is read");

    service.untie();
    let more = (250..300).map(|at| Item::new(&format!("row {at}")));
    let ids = Item::create_many(&trusting(&service), more).await.unwrap().into_ids().unwrap();
    assert_eq!((ids.len(), service.count("list")), (50, 4), "they may be those of another batch");
}

#[tokio::test]
async fn ids_in_another_order_are_not_matched_by_position() {
    let service = Service::start(0).await;
    service.store(|store| store.ids = Ids::Reversed);
    let outcomes = Item::create_many(&client(&service), rows(3)).await.unwrap();
    for outcome in &outcomes {
        let Outcome::Unknown(unconfirmed) = outcome else { panic!("{outcome:?}") };
        assert_eq!(unconfirmed.ids().len(), 3);
        assert_eq!(unconfirmed.error().in_doubt().map(|doubt| doubt.operation()), Some(OperationKind::Create));
    }
    let ids =
        Item::create_many(&client(&service), (3..6).map(|at| Item::new(&format!("row {at}")))).unique_by(Item::NAME);
    let ids = ids.await.unwrap().into_ids().unwrap();
    assert_eq!(names_by_id(&service, &ids), ["row 3", "row 4", "row 5"], "matched by keys");
}

#[tokio::test]
async fn too_few_ids_are_not_matched() {
    for client in [client as fn(&Service) -> Client, trusting] {
        let service = Service::start(0).await;
        service.store(|store| store.ids = Ids::OneMissing);
        let outcomes = Item::create_many(&client(&service), rows(4)).await.unwrap();
        assert_eq!((outcomes.counts().unknown, service.names().len()), (4, 4));
        let Some(Outcome::Unknown(unconfirmed)) = outcomes.iter().next() else { panic!("{outcomes:?}") };
        assert_eq!(unconfirmed.ids().len(), 3);
        assert_eq!(service.count("list"), 0);

        let service = Service::start(0).await;
        service.store(|store| store.ids = Ids::OneMissing);
        let ids =
            Item::create_many(&client(&service), rows(4)).unique_by(Item::NAME).await.unwrap().into_ids().unwrap();
        assert_eq!(names_by_id(&service, &ids), expected(4));
        assert_eq!(
            (service.count("createMany"), service.names().len()),
            (1, 4),
            "the last one is looked for and found"
        );
    }
}

#[tokio::test]
async fn a_repeated_id_is_not_matched() {
    for client in [client as fn(&Service) -> Client, trusting] {
        let service = Service::start(0).await;
        service.store(|store| store.ids = Ids::OneTwice);
        let outcomes = Item::create_many(&client(&service), rows(3)).await.unwrap();
        assert_eq!(outcomes.counts().unknown, 3);
        let more = (3..6).map(|at| Item::new(&format!("row {at}")));
        let outcomes = Item::create_many(&client(&service), more).unique_by(Item::NAME).await.unwrap();
        let succeeded: Vec<_> = outcomes.iter().filter_map(Outcome::id).cloned().collect();
        assert!(outcomes.counts().unknown > 0 && service.names().len() == 6, "{outcomes:?}");
        assert_eq!(names_by_id(&service, &succeeded), ["row 5"], "the only certain one");
    }
}

#[tokio::test]
async fn ids_that_cannot_be_read_are_reported_with_the_doubt() {
    let service = Service::start(0).await;
    service.fail("list", vec![Fault::Code("INVALID_PARAMETER"); 2]);
    let outcomes = Item::create_many(&client(&service), rows(2)).await.unwrap();
    let Some(Outcome::Unknown(unconfirmed)) = outcomes.iter().next() else { panic!("{outcomes:?}") };
    assert_eq!(unconfirmed.ids(), [Id::<Item>::new("i000001"), Id::new("i000002")]);
    assert_eq!(unconfirmed.error().kind(), ErrorKind::InvalidRequest);

    let ids =
        Item::create_many(&client(&service), (2..4).map(|at| Item::new(&format!("row {at}")))).unique_by(Item::NAME);
    assert_eq!(names_by_id(&service, &ids.await.unwrap().into_ids().unwrap()), ["row 2", "row 3"], "keys find them");
    assert_eq!(service.names(), expected(4));
}

#[tokio::test]
async fn keyed_rows_survive_connection_failures() {
    for fault in [Fault::DropBefore, Fault::DropAfter, Fault::Code("OPERATION_TIMEOUT")] {
        let service = Service::start(0).await;
        service.fail("createMany", [fault.clone()]);
        let ids =
            Item::create_many(&client(&service), rows(150)).unique_by(Item::NAME).await.unwrap().into_ids().unwrap();
        assert_eq!(names_by_id(&service, &ids), expected(150), "{fault:?}");
        assert_eq!(service.names().len(), 150, "{fault:?}");
    }
}

#[tokio::test]
async fn rows_without_keys_are_in_doubt_and_not_sent_again() {
    let service = Service::start(0).await;
    service.fail("createMany", [Fault::DropAfter]);
    let outcomes = Item::create_many(&client(&service), rows(3)).await.unwrap();
    assert_eq!((outcomes.counts().unknown, service.count("createMany")), (3, 1));
    let error = outcomes.into_ids().unwrap_err();
    let doubt = error.in_doubt().unwrap();
    assert_eq!((doubt.operation(), doubt.model(), doubt.id()), (OperationKind::Create, Some("item"), None));
}

#[tokio::test]
async fn rejected_rows_of_an_atomic_batch_are_found() {
    let service = Service::start(0).await;
    service.store(|store| store.is_unique = true);
    Item::create(&client(&service), Item::new("row 5")).await.unwrap();
    let outcomes = Item::create_many(&client(&service), rows(9)).await.unwrap();
    let failed: Vec<_> =
        (0..).zip(&outcomes).filter(|(_, outcome)| !outcome.is_succeeded()).map(|(at, _)| at).collect();
    assert_eq!((failed, service.names().len()), (vec![5], 9));
}

/// A batch skips rows without fields, which would shift the ids of the others.
#[tokio::test]
async fn rows_without_fields_are_sent_alone() {
    let service = Service::start(0).await;
    let items = client(&service).model("item");
    let rows = [json!({ "name": "a" }), json!({}), json!({ "name": "b" })];
    let ids = items.create_many(rows).await.unwrap().into_ids().unwrap();
    assert_eq!((ids.len(), service.count("create")), (3, 1));
    let read = items.get_many(&ids).await.unwrap();
    let name = |id: &String| read[id].get::<Option<String>>("name").unwrap();
    assert_eq!(ids.iter().map(name).collect::<Vec<_>>(), [Some("a".to_owned()), None, Some("b".to_owned())]);
}

#[tokio::test]
async fn many_records_are_updated_read_and_deleted_by_id() {
    let service = Service::start(450).await;
    let client = client(&service);
    let id = |at: u64| Id::<Item>::new(format!("i{at:06}"));
    let ids: Vec<_> = (1..=450).rev().map(id).collect();
    for longest in [None, Some(60)] {
        service.store(|store| store.longest = longest);
        let read = Item::get_many(&client, ids.iter().chain([&id(9_999)])).await.unwrap();
        assert_eq!(read.len(), 450, "{longest:?}");
        assert!(read.iter().all(|(id, item)| item.id == *id));
    }
    let changes = (1..=10).map(|at| (id(at), Item::patch().set(Item::N, 5)));
    assert!(Item::update_many(&client, changes).await.unwrap().iter().all(Outcome::is_succeeded));
    assert_eq!((service.count("updateMany"), service.count("update")), (1, 0));
    let changes = (1..=3).map(|at| (id(at), Item::patch().set(Item::N, at as i64)));
    assert!(Item::update_many(&client, changes).await.unwrap().iter().all(Outcome::is_succeeded));
    assert_eq!((service.count("updateMany"), service.count("update")), (1, 3), "different patches are sent alone");

    let outcomes = Item::delete_many(&client, [id(1), id(2), id(2), id(3)]).await.unwrap();
    assert_eq!((outcomes.counts().succeeded, service.names().len()), (4, 447));
    let outcomes = Item::delete_many(&client, [id(3), id(4)]).await.unwrap();
    assert_eq!((outcomes.counts().succeeded, service.names().len()), (2, 446), "one was counted of two");
    assert_eq!((service.count("deleteMany"), service.count("delete")), (2, 2), "so each is sent alone");
    let changes = [4, 5].map(|at| (id(at), Item::patch().set(Item::N, 7)));
    assert_eq!(Item::update_many(&client, changes).await.unwrap().counts().succeeded, 2, "as if they were sent alone");
    service.fail("deleteMany", [Fault::DropAfter]);
    let outcomes = Item::delete_many(&client, [id(5), id(6)]).await.unwrap();
    assert_eq!((outcomes.counts().unknown, service.count("deleteMany"), service.names().len()), (2, 3, 444));
    service.fail("updateMany", [Fault::DropAfter]);
    let changes = (7..=9).map(|at| (id(at), Item::patch().set(Item::N, 6)));
    assert_eq!(Item::update_many(&client, changes).await.unwrap().counts().succeeded, 3, "an update is repeated");
}
