//! The words and the answers of OData.

use super::*;

/// Neither is documented; the emulator supports both.
#[tokio::test]
async fn an_unknown_model_has_no_definition() {
    for refused in [false, true] {
        let mut profile = Profile::default();
        profile.answers.unknown_schema_refused = refused;
        let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
        let client = crate::fixture::connect(emulator.address());
        assert_eq!(client.definition("unknown").await.unwrap(), None, "refused: {refused}");
        let error = client.definition("a/b").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
    }
    // An unknown path is an error.
    let service = FakeService::start().await;
    service.answer(404, r#"{"code":"RESOURCE_NOT_FOUND","requestId":"r","message":"no such path"}"#);
    let error = crate::fixture::connect(service.address()).definition("book").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn option_sets_come_by_name() {
    let text = json!({ "response": { "data": { "items": [
        { "name": "gender", "title": "性别", "config": r#"[{"key":"1","value":"男"},{"key":"2","value":"女"}]"# },
        { "name": "colour", "title": "颜色", "config": r#"[{"key":"r","value":"红"}]"# },
    ] } } });
    let sets = OptionSets::parse("option-sets.json", &text.to_string()).unwrap();
    let emulator = Emulator::builder().definitions(definitions()).option_sets(sets).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    let answer = client.option_sets(["gender", "unknown"]).await.unwrap();
    let [gender] = answer.rows() else { panic!("{answer:?}") };
    assert_eq!((gender.name(), gender.title()), ("gender", Some("性别")));
    assert_eq!(gender.config(), Some(r#"[{"key":"1","value":"男"},{"key":"2","value":"女"}]"#));
    assert!(gender.as_json().starts_with('{') && answer.as_json().contains(gender.as_json()));

    let sent = emulator.log().len();
    let error = client.option_sets([""; 0]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(emulator.log().len(), sent, "the answer to an empty list is not documented");
}

#[tokio::test]
async fn both_spellings_of_the_envelopes_are_read() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    let row = json!({ "Id": "data-1", "Name": "book", "Title": "书", "Schema": "{\n}", "Version": 3 });
    let lower = json!({ "id": "data-1", "name": "book", "title": "书", "schema": "{\n}", "Version": 3 });
    for (outer, data, list, row) in [
        ("Response", "Data", "QueryDataSourceSchemaResultList", &row),
        ("response", "data", "queryDataSourceSchemaResultList", &lower),
    ] {
        service.answer(200, &json!({ outer: { "error": { "code": "" }, data: { list: [row] } } }).to_string());
        let row = client.definition("book").await.unwrap().unwrap();
        assert_eq!((row.schema(), row.title(), row.id()), ("{\n}", Some("书"), Some("data-1")));
        assert!(row.as_json().contains(r#""Version":3"#));
    }
    for (outer, data) in [("Response", "Data"), ("response", "data")] {
        let item = json!({ "name": "gender", "config": "[]" });
        service.answer(200, &json!({ outer: { data: { "total": 1, "items": [item] } } }).to_string());
        assert_eq!(client.option_sets(["gender"]).await.unwrap().rows().len(), 1);
    }
}

#[tokio::test]
async fn an_incomplete_list_is_an_error() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    service.answer(200, r#"{"response":{"data":{"total":2,"items":[{"name":"gender"}]}}}"#);
    let error = client.option_sets(["gender", "colour"]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("it holds 1 of 2, so request fewer per call"), "{error}");
    for body in [r#"{"Response":{}}"#, r#"{"Response":{"Data":[]}}"#] {
        service.answer(200, body);
        let error = client.definitions().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("invalid list of definitions: "), "{error}");
    }
    service.answer(200, r#"{"Response":{"RequestId":"r","Error":{"Code":"NotPermission","Message":"no"}}}"#);
    assert_eq!(client.definitions().await.unwrap_err().code(), Some(&Code::NotPermission));
}
