//! Errors for refusals and for answers of the wrong type, with advice.

odata_only! {
    mod odata;
}

use weda::prelude::*;
use weda::{Code, ErrorKind, GatewayKind};
use weda_emulator::{Definition, Definitions, Emulator};

use crate::fixture::{Book, Shelf, definitions, new, served};
use crate::service::FakeService;

#[tokio::test]
async fn wrong_keys() {
    let emulator = Emulator::builder().definitions(definitions()).keys("right-id", "right-key").start().unwrap();
    let client = crate::fixture::builder().base_url(emulator.url()).secret("right-id", "wrong-key");
    let error = Book::query(&client.build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, Some(&Code::SignParamInvalid)));
    let id = error.request_id().unwrap();
    let words = error.to_string();
    assert!(
        words.starts_with("POST /auth/v1/token/clientCredential: the service refused with SIGN_PARAM_INVALID, "),
        "{words}"
    );
    assert!(words.ends_with("; check the keys: they were given to `ClientBuilder::secret`"), "{words}");
    assert!(words.contains(&format!("(Authentication, never retried, HTTP 400, request id {id})")), "{words}");
    assert!(!words.contains("right-") && !words.contains("wrong-"), "{words}");
    // The right ones, for comparison.
    let client = crate::fixture::builder().base_url(emulator.url()).secret("right-id", "right-key");
    assert_eq!(Book::query(&client.build().unwrap()).count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_unique_value_that_is_taken() {
    let (_emulator, client) = served();
    let first = Book::create(&client, new("围城").set(Book::ISBN, "978-7")).await.unwrap();
    let second = Book::create(&client, new("边城")).await.unwrap();
    let create = Book::create(&client, new("活着").set(Book::ISBN, "978-7")).await.unwrap_err();
    let update = Book::update(&client, &second.id, Book::patch().set(Book::ISBN, "978-7")).await.unwrap_err();
    for error in [create, update] {
        assert!(error.is_conflict(), "{error}");
        assert_eq!(error.code(), Some(&crate::spelling::DUPLICATE));
        assert!(error.to_string().contains("field `isbn` (") && !error.to_string().contains("978-7"), "{error}");
    }
    assert_eq!(Book::query(&client).count().await.unwrap(), 2);
    // Neither its own value nor one that is free again is a conflict.
    Book::update(&client, &first.id, Book::patch().set(Book::ISBN, "978-7")).await.unwrap();
    Book::update(&client, &first.id, Book::patch().clear(Book::ISBN)).await.unwrap();
    Book::update(&client, &second.id, Book::patch().set(Book::ISBN, "978-7")).await.unwrap();
}

/// The service's definition has a required field that the program's lacks.
#[tokio::test]
async fn a_required_field_that_is_missing() {
    let text =
        r#"{ "required": ["floor"], "properties": { "name": { "type": "string" }, "floor": { "type": "number" } } }"#;
    let definition = Definition::parse("shelf", "database-schemas/shelf.json", text).unwrap();
    let emulator = Emulator::builder().definitions(definition).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    let error = Shelf::create(&client, Shelf::new().set(Shelf::NAME, "三楼")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidRequest, Some(&crate::spelling::INVALID_PARAMETER)));
    let words = error.to_string();
    assert!(words.contains("field `floor` (database-schemas/shelf.json:1) is required"), "{words}");
    assert!(
        words.ends_with("; compare fields and values with the model; if the model has changed, regenerate the types"),
        "{words}"
    );
    Shelf::create(&client, Shelf::new().set(Shelf::FLOOR, 3)).await.unwrap();
}

#[tokio::test]
async fn a_value_that_the_definition_does_not_allow() {
    let (_emulator, client) = served();
    for (new, field) in [
        (new("a").set(Book::GENRE, "戏剧"), "genre"),
        (new("a").set(Book::OPENS, weda::TimeOfDay::from_millis(86_400_000)), "opens"),
        (new(&"长".repeat(100)).into_create(), "title"),
        (new("a").set(Book::MAKER, serde_json::json!({ "name": 7 })), "maker"),
    ] {
        let error = Book::create(&client, new).await.unwrap_err();
        assert_eq!(error.code(), Some(&crate::spelling::INVALID_PARAMETER), "{error}");
        assert!(error.to_string().contains(&format!("field `{field}` (")), "{error}");
    }
    assert_eq!(Book::query(&client).count().await.unwrap(), 0);
}

#[tokio::test]
async fn an_environment_type_that_is_none() {
    let (_emulator, client) = served();
    for name in ["测试", "", "a/b", "pre?"] {
        let error = Book::query(&client.with_env_type(EnvType::Other(name.into()))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings, "{error}");
        assert!(error.to_string().contains(&format!("{name:?} is not an environment type")), "{error}");
    }
    // A valid name that this service does not have.
    let error = Book::query(&client.with_env_type(EnvType::Other("dev".into()))).await.unwrap_err();
    match crate::GATEWAY {
        GatewayKind::OData => assert_eq!(error.code(), Some(&Code::InvalidEnv)),
        // The gateway has two, so that nothing is sent.
        _ => assert!(error.to_string().starts_with("\"dev\" is not an environment type of the data-model"), "{error}"),
    }
    // Another spelling could be taken for the live store.
    for name in ["Prod", "prod"] {
        let client = client.with_env_type(EnvType::Other(name.into()));
        assert_eq!(Book::create(&client, new("围城")).await.unwrap_err().kind(), ErrorKind::Settings, "{name}");
    }
}

/// A model of the trial store that is not published says so, in the words of a model that does not exist.
#[tokio::test]
async fn a_model_that_is_not_published_says_so() {
    let emulator = Emulator::builder().start().unwrap();
    for definition in definitions().iter().filter(|definition| !definition.identifier.starts_with("sys_")) {
        emulator.define(definition.clone()).unwrap();
    }
    let pre = crate::fixture::connect(emulator.address());
    assert_eq!(Book::query(&pre).count().await.unwrap(), 0);
    let prod = pre.with_env_type(EnvType::Prod);
    assert!(format!("{prod:?}").contains("env_type: Prod"), "{prod:?}");
    let id = Id::<Book>::new("b1");
    let advice =
        "check the model's identifier; the model may not be published in `prod`: publish it, or use `EnvType::Pre`";
    for error in [
        Book::query(&prod).await.unwrap_err(),
        Book::query(&prod).count().await.unwrap_err(),
        Book::get(&prod, &id).await.unwrap_err(),
        Book::create(&prod, new("围城")).await.unwrap_err(),
        Book::update(&prod, &id, Book::patch().set(Book::PAGES, 1)).await.unwrap_err(),
        Book::delete(&prod, &id).await.unwrap_err(),
    ] {
        assert!(error.is_not_found() && error.in_doubt().is_none(), "{error}");
        assert_eq!(error.advice(), Some(advice.to_owned()), "{error}");
        assert!(error.to_string().ends_with(advice), "{error}");
    }
    let error = Book::create_many(&prod, [new("围城"), new("红楼梦")]).await.unwrap_err();
    assert!(error.to_string().ends_with(advice), "{error}");
    // Elsewhere publishing does not help.
    let error = pre.model("nothing").query().await.unwrap_err();
    assert!(!error.to_string().contains("EnvType::Pre"), "{error}");
}

#[test]
fn definitions_of_these_tests_hold_every_kind() {
    let definitions: Definitions = definitions();
    let kinds: Vec<String> = definitions.get("book").unwrap().fields.iter().map(|field| field.kind.name()).collect();
    for kind in [
        "text",
        "number",
        "integer",
        "boolean",
        "datetime",
        "date",
        "time of day",
        "automatic number",
        "choice",
        "list of choice",
        "list of text",
        "list of number",
        "object",
        "JSON",
        "relation to `shelf`",
        "relation to `author`",
        "list of relations to `chapter`",
    ] {
        assert!(kinds.iter().any(|found| found == kind), "{kind}");
    }
}
