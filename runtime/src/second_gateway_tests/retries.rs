//! Retries and doubt depend on the operation, not on the method, which is always POST or PUT.

use std::time::Duration;

use super::*;
use crate::request::OperationKind;
use crate::{ErrorKind, Id, Row as _};

#[tokio::test]
async fn reads_updates_and_deletes_are_retried() {
    let faults =
        [Fault::DropBefore, Fault::DropAfter, Fault::Code("OPERATION_TIMEOUT"), Fault::Code("REQUEST_LIMIT_EXCEEDED")];
    // Concurrently, since each waits for its backoff.
    for task in faults.map(|error| tokio::spawn(repeated_after(error))) {
        task.await.unwrap();
    }
}

async fn repeated_after(fault: Fault) {
    let service = Service::start(3).await;
    let client = client(&service);
    for operation in ["get", "list", "update", "delete"] {
        service.fail(operation, [fault.clone(), fault.clone()]);
    }
    let id = Id::<Item>::new("i000002");
    assert!(Item::get(&client, &id).await.unwrap().is_some());
    assert_eq!(Item::query(&client).await.unwrap().len(), 3);
    Item::update(&client, &id, Item::patch().set(Item::NAME, "b")).await.unwrap();
    assert_eq!(service.names()[1], "b");
    Item::delete(&client, &id).await.unwrap();
    assert_eq!(service.names().len(), 2);
    for operation in ["get", "list", "update", "delete"] {
        assert_eq!(service.count(operation), 3, "{operation} {fault:?}");
    }
}

#[tokio::test]
async fn creates_are_not_retried_but_in_doubt() {
    for (fault, stored) in [(Fault::DropBefore, 0), (Fault::DropAfter, 1), (Fault::Code("OPERATION_TIMEOUT"), 0)] {
        let service = Service::start(0).await;
        service.fail("create", [fault.clone()]);
        let error = Item::create(&client(&service), Item::new("a")).await.unwrap_err();
        let doubt = error.in_doubt().unwrap();
        assert_eq!((doubt.operation(), doubt.model(), doubt.id()), (OperationKind::Create, Some("item"), None));
        assert_eq!((service.count("create"), service.count("get"), service.names().len()), (1, 0, stored), "{fault:?}");
    }
    let service = Service::start(0).await;
    service.fail("create", [Fault::Code("REQUEST_LIMIT_EXCEEDED")]);
    Item::create(&client(&service), Item::new("a")).await.unwrap();
    assert_eq!((service.count("create"), service.names().len()), (2, 1), "a rejected call is not applied");
}

#[tokio::test]
async fn a_create_that_was_not_sent_is_not_in_doubt() {
    let unused = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let client = settings(unused, gateway()).max_attempts(2).build().unwrap();
    let error = Item::create(&client, Item::new("a")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.in_doubt().is_none()), (ErrorKind::Network, 2, true));
    assert_eq!(Item::query(&client).await.unwrap_err().attempts(), 2);
}

#[tokio::test]
async fn late_answers_are_requested_again_except_of_creates() {
    let service = Service::start(1).await;
    let late = || [Fault::Late(Duration::from_secs(60))];
    let short = Duration::from_millis(600);
    let client = settings(service.address(), gateway()).attempt_timeout(short).build().unwrap();
    for operation in ["list", "update"] {
        service.fail(operation, late());
    }
    assert_eq!(Item::query(&client).await.unwrap().len(), 1);
    Item::update(&client, &Id::<Item>::new("i000001"), Item::patch().set(Item::N, 1)).await.unwrap();
    assert_eq!((service.count("list"), service.count("update")), (2, 2));

    service.fail("create", late());
    let client = settings(service.address(), gateway()).timeout(short).build().unwrap();
    let error = Item::create(&client, Item::new("a")).await.unwrap_err();
    assert!(error.is_timeout() && error.in_doubt().is_some_and(|doubt| doubt.operation() == OperationKind::Create));
    assert_eq!(service.count("create"), 1);
}

#[tokio::test]
async fn a_rejected_token_is_requested_again() {
    for operation in ["list", "create"] {
        let service = Service::start(2).await;
        service.fail(operation, [Fault::Code("AUTH_FAILURE_TOKEN_FAILURE")]);
        let client = settings(service.address(), gateway()).secret("id", "key").build().unwrap();
        assert_eq!(Item::query(&client).await.unwrap().len(), 2);
        Item::create(&client, Item::new("a")).await.unwrap();
        assert_eq!((service.count(operation), service.count("token"), service.names().len()), (2, 2, 3), "{operation}");
    }
}

#[tokio::test]
async fn an_update_that_keeps_failing_is_in_doubt_with_its_record() {
    let service = Service::start(1).await;
    service.fail("update", vec![Fault::DropAfter; 4]);
    let error =
        Item::update(&client(&service), &Id::<Item>::new("i000001"), Item::patch().set(Item::N, 5)).await.unwrap_err();
    let doubt = error.in_doubt().unwrap();
    assert_eq!((doubt.operation(), doubt.model(), doubt.id()), (OperationKind::Update, Some("item"), Some("i000001")));
    assert_eq!(doubt.request_ids().len(), 4);
}
