use serde_json::json;

use super::*;
use crate::value::{self, Value, WireValue};

fn parameter(name: &str, value: WireValue) -> Parameter {
    Parameter { name: name.to_owned(), value: Value(value) }
}

fn sent(request: Request) -> (String, Json) {
    let body = request.body.as_deref().map_or(Json::Null, |body| serde_json::from_slice(body).unwrap());
    (format!("{} {}", request.method, request.path), body)
}

#[test]
fn each_call_has_its_documented_form() {
    let gateway = ModelApi::default();
    let parameters = [
        parameter("text", WireValue::Text("张'三\\{{x}}".to_owned())),
        parameter("id", WireValue::Id("A1".to_owned())),
        parameter("whole", WireValue::Int(60)),
        parameter("half", WireValue::Float(0.5)),
        parameter("flag", WireValue::Bool(true)),
        parameter("none", WireValue::Null),
        parameter("list", WireValue::Json(r#"["a",1]"#.to_owned())),
        parameter("object", WireValue::Json(r#"{"k":1}"#.to_owned())),
        parameter("scalar", WireValue::Scalar(r#""a\"b""#.to_owned())),
    ];
    let list = json!([
        {"key":"text","type":"STRING","value":"张'三\\{{x}}"},
        {"key":"id","type":"STRING","value":"A1"},
        {"key":"whole","type":"NUMBER","value":"60"},
        {"key":"half","type":"NUMBER","value":"0.5"},
        {"key":"flag","type":"BOOLEAN","value":"true"},
        {"key":"none","type":"OBJECT","value":"null"},
        {"key":"list","type":"ARRAY","value":"[\"a\",1]"},
        {"key":"object","type":"OBJECT","value":"{\"k\":1}"},
        {"key":"scalar","type":"STRING","value":"a\"b"},
    ]);
    let request = gateway.statement("SELECT 1", &parameters, None).unwrap();
    assert_eq!(request.idempotency, Idempotency::Read);
    let body = json!({ "sqlTemplate": "SELECT 1", "parameter": list, "config": { "preparedStatements": true } });
    assert_eq!(sent(request), ("POST /v1/model/plugin/prod/mysqlCommand".to_owned(), body));
    let (_, body) = sent(gateway.statement("SELECT 1", &[], Some(30)).unwrap());
    assert_eq!(body["config"]["timeout"], 30);

    let request = gateway.template(&EnvType::Pre, "top_N1", &parameters).unwrap();
    assert_eq!(request.idempotency, Idempotency::Once, "a template may write");
    assert_eq!(sent(request), ("POST /v1/sql/pre/top_N1/run".to_owned(), json!({ "parameter": list })));

    for (tables, flag) in [(Tables::Trial, 0), (Tables::Published, 1)] {
        let (path, body) = sent(gateway.table("学生", tables).unwrap());
        let name = "dataSourceAggregateDetail?dataSourceName=%E5%AD%A6%E7%94%9F";
        assert_eq!(path, format!("GET /v1/model/datasource/prod/{name}&queryPublish={flag}"));
        assert!(body.is_null());
    }
}

#[test]
fn what_the_service_would_refuse_is_not_sent() {
    let gateway = ModelApi::default();
    for name in ["", "a/b", "a?b", "..", "前十"] {
        assert!(gateway.template(&EnvType::Prod, name, &[]).is_err(), "{name}");
    }
    for seconds in [0, 31] {
        assert!(gateway.statement("SELECT 1", &[], Some(seconds)).is_err());
    }
    let infinite = parameter("x", WireValue::Unsendable(value::UnsendableNumber::NotFinite));
    let error = gateway.statement("SELECT {{ x }}", &[infinite], None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.to_string().contains("the parameter `x` cannot be sent: not a finite number"), "{error}");
}

#[test]
fn rows_are_found_in_every_answer() {
    for (body, expected) in [
        (r#"{"data":{"backendExecute":"12","executeResultList":[{"a":1}],"total":1},"requestId":"r"}"#, Ok(1)),
        (r#"{"data":{"backendExecute":7,"executeResultList":[{"a":1},{"a":2}],"total":"2"}}"#, Ok(2)),
        (r#"{"data":{"executeResultList":[]}}"#, Ok(0)),
        (r#"{"data":{"executeResultList":null,"total":0}}"#, Ok(0)),
        (r#"{"data":{"executeResultList":[{"a":1}],"total":{}}}"#, Ok(1)),
        (r#"{"Response":{"RequestId":"r","Data":{"total":1,"records":[{"a":1}],"latencyMillis":"12"}}}"#, Ok(1)),
        (r#"{"Response":{"RequestId":"r","Data":{"total":3,"records":[],"latencyMillis":"12"}}}"#, Ok(0)),
        (r#"{"Response":{"RequestId":"r","Data":{}}}"#, Ok(0)),
        (r#"{"Response":{"RequestId":"r","Data":null}}"#, Ok(0)),
        (r#"{"Response":{"RequestId":"r"}}"#, Ok(0)),
        (r#"{"data":{"executeResultList":[{"a":1}],"total":5}}"#, Err("it holds 1 of 5 rows")),
        (r#"{"data":{"executeResultList":[],"total":5}}"#, Err("it holds 0 of 5 rows")),
        (r#"{"Response":{"Data":{"total":5,"records":[{"a":1}]}}}"#, Err("it holds 1 of 5 rows")),
        (r#"{"data":{"executeResultList":null,"total":5}}"#, Err("there is no `executeResultList`")),
        (r#"{"data":{"records_":[]}}"#, Err("there is no `executeResultList`")),
        (r#"{"requestId":"r"}"#, Err("there is no `data`")),
        (r#"{"data":{"executeResultList":{}}}"#, Err("invalid type: map")),
    ] {
        match (answers::rows(body.as_bytes()).map(|rows| rows.len()), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{body}"),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{body}: {found}"),
            (found, expected) => panic!("{body}: {found:?}, expected {expected:?}"),
        }
    }
}

#[test]
fn the_table_is_the_one_that_was_asked_for() {
    let body = br#"{"data":{"PreviewTableName":"a-preview","PublishedTableName":"lcap-a"},"requestId":"r"}"#;
    assert_eq!(answers::table_name(body, Tables::Trial).unwrap().as_deref(), Some("a-preview"));
    assert_eq!(answers::table_name(body, Tables::Published).unwrap().as_deref(), Some("lcap-a"));
    let body = br#"{"data":{"PreviewTableName":"","PublishedTableName":null}}"#;
    for tables in [Tables::Trial, Tables::Published] {
        assert_eq!(answers::table_name(body, tables), Ok(None));
    }
    assert!(answers::table_name(br#"{"data":null}"#, Tables::Trial).is_err());
}

#[test]
fn refusals_of_a_statement_have_one_kind() {
    use crate::protocol::Gateway as _;
    let gateway = ModelApi::default();
    let refused = |code: &str, message: &str| {
        let body = json!({ "code": code, "message": message, "requestId": "r" }).to_string();
        gateway.refined(gateway.classify(200, 200, body.as_bytes()).unwrap_err())
    };
    let mysql = "ecode:PE-MYS-4002 SQLSTATE 42S22";
    for code in ["InvalidParameter", "INVALID_PARAMETER", "FailedOperation", "FAILED_OPERATION", "FailedOperation.New"]
    {
        let error = refused(code, mysql);
        assert_eq!((error.kind(), error.retry()), (ErrorKind::InvalidRequest, Retry::Never), "{error}");
        assert!(error.to_string().contains("correct the statement"), "{error}");
        assert_eq!(error.code().map(crate::Code::as_str), Some(code), "as sent");
    }
    assert_eq!(refused("OPERATION_TIMEOUT", mysql).kind(), ErrorKind::Timeout);
    assert_eq!(refused("FAILED_OPERATION", "broken").kind(), ErrorKind::Service);
    let error = refused("PERMISSION_DENIED", "no");
    assert!(error.is_permission() && error.to_string().contains("the token of a user"), "{error}");
}
