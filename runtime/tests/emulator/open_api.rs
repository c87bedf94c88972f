//! Calls to the platform's other interfaces.

use serde::Deserialize;
use serde_json::json;
use weda::error::OperationKind;
use weda::prelude::*;
use weda::{Code, ErrorKind};

use crate::fixture::served;
use crate::service::FakeService;

const BUSY: &str = r#"{"code":"SYS_ERR","requestId":"r","message":"busy"}"#;

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "PascalCase")]
struct Role {
    id: u64,
}

#[tokio::test]
async fn an_answer_is_read_as_a_whole_and_inside_its_envelope() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    let body = r#"{"Response":{"RequestId":"r1","Error":{"Code":""},"Data":{"Id":1528933366865600513}}}"#;
    service.answer(200, body);
    service.label("x-request-id", "r1");
    let call = client.request("POST", "/weda/auth/v1/prod/describeRoelList").json(&json!({ "PageNo": 1 }));
    assert_eq!(call.preview().unwrap().body.as_deref(), Some(r#"{"PageNo":1}"#));
    let answer = call.await.unwrap();
    assert_eq!((answer.status(), answer.request_id(), answer.text().unwrap()), (200, "r1", body));
    assert_eq!(answer.data::<Role>().unwrap(), Role { id: 1528933366865600513 }, "beyond what a double holds");
    assert_eq!(answer.json::<serde_json::Value>().unwrap()["Response"]["RequestId"], "r1");
    let error = answer.data::<String>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.to_string().starts_with("POST /weda/auth/v1/prod/describeRoelList: the data of the answer"),
        "{error}"
    );
    let sent = service.calls();
    assert!(sent[1].header("authorization").starts_with("Bearer "), "it has the token of the client");
}

#[tokio::test]
async fn reads_are_retried_and_other_calls_as_declared() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    let path = "/weda/workflow/v1/pre/StartFlow";
    let busy_then_fine = || {
        service.answer(500, BUSY);
        service.answer(200, "{}");
    };
    for (call, repeated) in [
        (client.request("GET", path), true),
        (client.request("POST", path).reads(), true),
        (client.request("POST", path).repeatable(), true),
    ] {
        busy_then_fine();
        let before = service.calls().len();
        call.await.unwrap();
        assert_eq!(service.calls().len() - before >= 2, repeated);
    }
    service.answer(500, BUSY);
    let error = client.request("POST", path).json(&json!({ "FlowCode": "f" })).await.unwrap_err();
    assert_eq!(error.code(), Some(&Code::SysErr));
    let doubt = error.in_doubt().expect("the flow may have started");
    assert_eq!((doubt.operation(), doubt.model()), (OperationKind::Request, None));
    assert_eq!(doubt.body(), Some(r#"{"FlowCode":"f"}"#));
}

#[tokio::test]
async fn what_the_service_refuses_is_an_error() {
    let (emulator, client) = served();
    let error = client.request("POST", "/weda/workflow/v1/pre/ListDeployedFlows").reads().await.unwrap_err();
    assert_eq!(error.code(), Some(&Code::InvalidParameter));
    assert!(error.to_string().contains("not emulated"), "{error}");

    let sent = emulator.log().len();
    for call in [
        client.request("GET", "//elsewhere.example/x"),
        client.request("GET", "/weda/../auth"),
        client.request("a b", "/weda"),
        client.request("GET", "/weda").json(&std::collections::BTreeMap::from([((1, 2), 3)])),
    ] {
        assert!(call.preview().is_err());
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::InvalidValue);
    }
    assert_eq!(emulator.log().len(), sent);
}

/// Programs could not read headers, such as the one with the emulator's store.
#[tokio::test]
async fn headers_of_an_answer_can_be_read() {
    let (emulator, client) = served();
    let answer = client.request("GET", "/weda/odata/v1/pre/book").query("$top", 1).await.unwrap();
    assert_eq!(answer.header("X-Weda-Store"), Some(emulator.store_id().as_str()), "whatever the case");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!((answer.header("x-none"), answer.header("no name: at all")), (None, None));
    assert!(answer.date().is_some(), "taken from a header, too");
}
