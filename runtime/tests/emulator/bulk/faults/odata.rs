//! The words and the answers of OData.

use super::*;

/// A failing token endpoint made outcomes unknown, although no row was sent.
#[tokio::test]
async fn rows_that_were_not_sent_are_not_in_doubt() {
    for (status, body) in
        [(502, "<html>Bad Gateway</html>"), (500, r#"{"code":"SYS_ERR","requestId":"r","message":"m"}"#), (200, "")]
    {
        let service = FakeService::start().await;
        service.refuse_keys(status, body);
        let client = crate::fixture::connect(service.address());
        let rows = ["a", "b", "c", "d", "e", "f"].map(new);
        let outcomes = Book::create_many(&client, rows).max_rows_per_call(3).await.unwrap();
        assert_eq!(outcomes.counts().unknown, 0, "{status} {body}: {outcomes:?}");
        assert!(outcomes.iter().all(|outcome| !outcome.is_succeeded()));
        let sent = service.calls().iter().filter(|call| call.line.contains("/odata/")).count();
        assert_eq!(sent, 0);
        let error = outcomes[0].error().unwrap();
        assert!(!error.to_string().contains("may have been applied"), "{error}");
    }
}

/// Status, code and request id were only in the text of an error about a row.
#[tokio::test]
async fn an_error_about_a_row_has_status_code_and_request_id() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    service.answer(200, r#"{"Response":{"RequestId":"r7","Error":{"Code":"InvalidParameter","Message":"m"}}}"#);
    let outcomes = Book::create_many(&client, ["a", "b"].map(new)).await.unwrap();
    let error = outcomes[0].error().unwrap();
    assert_eq!(error.code(), Some(&weda::Code::InvalidParameter));
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("r7")));
    let cause = error.cause().unwrap();
    assert!(error.to_string().contains(&cause.to_string()));
    assert!(std::error::Error::source(error).is_none(), "its text is part of the error's");
}
