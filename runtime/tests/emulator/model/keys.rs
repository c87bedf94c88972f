//! Tokens and API keys of the data-model gateway.

use weda::prelude::*;
use weda::{ErrorKind, GatewayKind};
use weda_emulator::Emulator;

use crate::fixture::{Book, builder, connect, definitions, new};

const KEY: &str = "emulator-api-key-0001";

fn served() -> Emulator {
    Emulator::builder().definitions(definitions()).api_key(KEY).start().unwrap()
}

#[tokio::test]
async fn an_api_key_needs_no_token() {
    let emulator = served();
    let client = builder().base_url(emulator.url()).api_key(KEY).build().unwrap();
    let book = Book::create(&client, new("围城")).await.unwrap();
    assert_eq!(Book::get(&client, &book.id).await.unwrap(), Some(book));
    assert_eq!(emulator.tokens_issued(), 0);
    assert!(!format!("{client:?}").contains(KEY));
}

#[tokio::test]
async fn a_wrong_api_key_is_not_repeated_and_not_renewed() {
    let emulator = served();
    let wrong = "emulator-api-key-0002";
    let builder = builder().base_url(emulator.url()).api_key(wrong);
    assert!(!format!("{builder:?}").contains(wrong));
    let client = builder.build().unwrap();
    let error = Book::query(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Authentication, 1), "{error}");
    let words = format!("{error} {error:?}");
    assert!(words.contains("check that the API key is one of this environment"), "{words}");
    assert!(!words.contains(wrong), "{words}");
    assert!(client.with_env("lowcode-2").is_err(), "a key belongs to one environment");
    let odata = Client::builder("lowcode-emulator").base_url(emulator.url()).api_key(KEY).build().unwrap_err();
    assert_eq!(odata.kind(), ErrorKind::Settings);
}

/// One token request, where the vendor's client makes one before each call.
#[tokio::test]
async fn one_token_serves_all_calls() {
    let emulator = served();
    let client = connect(emulator.address());
    for title in ["a", "b", "c"] {
        Book::create(&client, new(title)).await.unwrap();
    }
    assert_eq!(Book::query(&client).count().await.unwrap(), 3);
    assert_eq!(emulator.tokens_issued(), 1);
    assert_eq!(client.gateway_kind(), GatewayKind::Model);
}
