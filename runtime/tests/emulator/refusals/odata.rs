//! The words and the answers of OData.

use super::*;

#[tokio::test]
async fn an_answer_that_does_not_fit_names_call_record_and_field() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    service.answer(
        200,
        r#"{"@odata.context":"c","value":[{"_id":"a","title":"t"},{"_id":"b2","title":"t","price":"ninety"}]}"#,
    );
    let error = Book::query(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.status()), (ErrorKind::Decode, None, None));
    let words = "model `book`, record 2 of the page (_id b2), field `price`: expected a number, found text \"ninety\"";
    assert_eq!(
        error.to_string(),
        format!("GET /weda/odata/v1/pre/book: {words} (request id {})", error.request_id().unwrap())
    );

    service.answer(201, r#"{"@odata.context":"c"}"#);
    let error = Book::create(&client, new("a")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("the write may have been applied"), "{error}");

    service.answer(200, r#"{"@odata.context":"c","value":[]}"#);
    let error = Book::query(&client).count().await.unwrap_err();
    assert!(error.to_string().contains("the answer has no `@odata.count`, though the request asked for it"), "{error}");
}

#[tokio::test]
async fn a_model_that_the_service_does_not_have() {
    let emulator = Emulator::builder().start().unwrap();
    let error = Book::query(&crate::fixture::connect(emulator.address())).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.code(), Some(&Code::DataSourceNotExist));
    let words = error.to_string();
    assert!(
        words
            .starts_with("GET /weda/odata/v1/pre/book: the service refused with ResourceNotFound.DataSourceNotExist, "),
        "{words}"
    );
    assert!(words.contains("there is no model `book`"), "{words}");
    assert!(
        words.ends_with("; check the model's identifier and the environment type, and publish the model for `prod`"),
        "{words}"
    );
}
