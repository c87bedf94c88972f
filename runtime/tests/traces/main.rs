//! Events and spans of calls and answers, and the data that they never hold.
//!
//! A program of its own: whether somebody listens is remembered where an event is told first, and a test that listens to
//! nothing could be the first.

/// The interface of the clients of `fixture`.
const GATEWAY: weda::GatewayKind = weda::GatewayKind::OData;

#[allow(dead_code)]
#[path = "../emulator/fixture.rs"]
mod fixture;
#[path = "../emulator/kinds/specimen/models.rs"]
mod models;
mod recorder;
#[allow(dead_code)]
#[path = "../../src/client/tests/service.rs"]
mod service;

use std::sync::OnceLock;

use recorder::Recorder;
use weda::prelude::*;
use weda_emulator::{Effect, Fault};

use crate::fixture::{Book, new, served};
use crate::models::{Shelf as GeneratedShelf, Specimen};
use crate::service::FakeService;

/// Records the events of this thread, on which a test in Tokio runs. Every test begins with it.
fn recording() -> Recorder {
    static ALL: OnceLock<Recorder> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let all = Recorder::default();
        tracing::subscriber::set_global_default(all.clone()).unwrap();
        all
    });
    all.of_this_thread()
}

#[tokio::test]
async fn a_call_is_one_span_with_an_event_for_each_request() {
    let recorder = recording();
    let (emulator, client) = served();
    let book = Book::create(&client, new("机密").set(Book::PRICE, 59.7)).await.unwrap();
    recorder.forget();

    emulator.inject_fault(Fault::new(Effect::Refuse("SYS_ERR".into())).times(1)).unwrap();
    Book::query(&client).filter(Book::TITLE.eq("机密")).await.unwrap();
    assert_eq!(
        recorder.spans(),
        [
            "call method=\"GET\" path=\"/weda/odata/v1/pre/book\" model=\"book\" env=\"lowcode-emulator\" env_type=\"pre\" \
          attempts=2 outcome=\"success\""
        ]
    );
    let events = recorder.events();
    let [first, second] = events.as_slice() else { panic!("one for each request: {events:?}") };
    let ids: Vec<String> = emulator.log().into_iter().rev().take(2).map(|logged| logged.request_id).collect();
    assert_eq!(
        [first.as_str(), second.as_str()],
        [
            format!(
                "DEBUG message=outcome unknown attempt=1 request_id={:?} status=200 kind=Service \
                 code=\"SYS_ERR\" next=\"retry\"",
                ids[1]
            ),
            format!("DEBUG message=answered attempt=2 request_id={:?} status=200 next=\"success\"", ids[0]),
        ]
    );

    // A call of another store that is refused.
    let prod = client.with_env_type(EnvType::Prod);
    emulator.inject_fault(Fault::new(Effect::Refuse("PERMISSION_DENIED".into())).times(1)).unwrap();
    Book::update(&prod, &book.id, Book::patch().set(Book::TITLE, "绝密")).await.unwrap_err();
    let span = recorder.spans().pop().unwrap();
    assert!(span.starts_with("call method=\"PATCH\" path=\"/weda/odata/v1/prod/book("), "{span}");
    assert!(span.ends_with("env_type=\"prod\" attempts=1 outcome=Permission"), "{span}");

    // The same on the other gateway.
    let (id, key) = emulator.keys();
    let other = Client::builder(emulator.env_id()).base_url(emulator.url()).secret(id, key);
    let other = other.gateway(weda::GatewayKind::Model).env_type(EnvType::Prod).build().unwrap();
    assert!(format!("{other:?}").contains("env_type: Prod, gateway: Model"), "{other:?}");
    Book::query(&other).count().await.unwrap();
    let span = recorder.spans().into_iter().rfind(|span| span.starts_with("call ")).unwrap();
    assert!(span.starts_with("call method=\"POST\" path=\"/v1/model/prod/book/list\" model=\"book\""), "{span}");
    assert!(span.ends_with("env_type=\"prod\" attempts=1 outcome=\"success\""), "{span}");
}

#[tokio::test]
async fn a_token_that_is_replaced_is_told_with_both_requests() {
    let recorder = recording();
    let (emulator, client) = served();
    Book::query(&client).count().await.unwrap();
    emulator.expire_tokens();
    recorder.forget();
    Book::query(&client).count().await.unwrap();
    let events = recorder.events();
    assert_eq!(events.len(), 3, "the call, the token, the call: {events:?}");
    assert!(events[0].contains("message=rejected") && events[0].contains("next=\"retry with a new token\""));
    assert!(events[0].contains("code=\"INVALID_ACCESS_TOKEN\""), "{events:?}");
    assert!(recorder.spans()[0].ends_with("attempts=2 outcome=\"success\""));
}

/// Everything that a program does, with values that are easy to find again; the service repeats them in its messages.
#[tokio::test]
async fn neither_secrets_nor_values_are_told() {
    let recorder = recording();
    let service = FakeService::start().await;
    let base = format!("http://{}", service.address());
    let client = Client::builder("lowcode-1").base_url(base).secret("my-secret-id", "my-secret-key").build().unwrap();
    let id = Id::<Book>::new("a");
    let refusal = r#"{"code":"SYS_ERR","requestId":"r","message":"token1 机密 is wrong"}"#;
    for _ in 0..2 {
        service.answer(200, refusal);
        let _ = Book::create(&client, new("机密")).await;
        let _ = Book::query(&client).filter(Book::TITLE.eq("机密")).await;
        let _ = Book::update(&client, &id, Book::patch().set(Book::TITLE, "机密")).await;
        service.answer(200, r#"{"_id":"a","title":"机密"}"#);
        let _ = Book::get(&client, &id).await;
        service.answer(200, r#"{"code":"INVALID_ACCESS_TOKEN","requestId":"r","message":"token1 机密"}"#);
        let _ = Book::delete(&client, &id).await;
        service.answer(403, r#"{"error":"机密 is nothing for token1","error_description":"x"}"#);
        assert_eq!(Book::get(&client, &id).await.unwrap_err().status(), Some(403));
    }
    service.refuse_keys(400, r#"{"code":"SIGN_PARAM_INVALID","message":"my-secret-id"}"#);
    service.answer(200, r#"{"code":"INVALID_ACCESS_TOKEN","message":"token2"}"#);
    let _ = Book::delete(&client, &id).await;
    let told = [recorder.spans(), recorder.events()].concat();
    assert!(told.len() > 20);
    for line in told {
        for secret in ["my-secret", "token1", "token2", "Bearer", "Basic", "机密", "%E6", "filter"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

/// The definition is older than the model: each field that it lacks is told once, however often it comes.
#[tokio::test]
async fn a_field_that_the_definition_does_not_know_is_told_once() {
    let recorder = recording();
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    let page = r#"{"@odata.context":"c","@odata.count":2,"value":[
        {"_id":"a","name":"东","newFloor":"机密","owner":"u","_mainDep":"d"},{"_id":"b","newFloor":3,"new\u001b[31mOne":0}]}"#;
    for _ in 0..3 {
        service.answer(200, page);
        assert_eq!(GeneratedShelf::query(&client).await.unwrap().len(), 2);
    }
    let news =
        |events: Vec<String>| -> Vec<String> { events.into_iter().filter(|it| it.starts_with("WARN")).collect() };
    let advice = "records contain a field that the definition does not declare; pull the definition and generate the types again";
    assert_eq!(
        news(recorder.events()),
        [
            format!("WARN message={advice} model=\"shelf\" field=\"newFloor\""),
            format!("WARN message={advice} model=\"shelf\" field=\"new\\u{{1b}}[31mOne\""),
        ]
    );
    // A view has left fields out on purpose.
    service.answer(200, r#"{"@odata.context":"c","@odata.count":1,"value":[{"_id":"a","title":"t","newOfView":1}]}"#);
    Book::query(&client).await.unwrap();
    assert_eq!(news(recorder.events()), [""; 0]);
}

#[tokio::test]
async fn a_choice_that_the_definition_does_not_list_is_told_once_and_not_shown() {
    let recorder = recording();
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    for choice in ["紫", "橙", "", "红"] {
        let body = serde_json::json!({ "_id": "a", "choice": choice });
        service.answer(200, &body.to_string());
        let _ = Specimen::get(&client, &Id::<Specimen>::new("a")).await;
    }
    let told: Vec<_> = recorder.events().into_iter().filter(|line| line.starts_with("WARN")).collect();
    let [told] = told.as_slice() else { panic!("one: {told:?}") };
    assert!(told.contains("::SpecimenChoice\"") && !told.contains('紫'), "{told}");
}
