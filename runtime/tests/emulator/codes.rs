//! Every documented error code arrives typed, in either envelope and under any status.

use weda::prelude::*;
use weda::{Code, ErrorKind, GatewayKind};

use crate::fixture::{Book, new};
use crate::service::FakeService;

/// The vendor's table of common codes: they come before the business service.
fn common() -> [(&'static str, Code, ErrorKind); 14] {
    [
        ("INVALID_ACCESS_TOKEN", Code::InvalidAccessToken, ErrorKind::Authentication),
        ("BAD_REQUEST", Code::BadRequest, ErrorKind::InvalidRequest),
        ("INVALID_HOST", Code::InvalidHost, ErrorKind::Settings),
        ("INVALID_REGION", Code::InvalidRegion, ErrorKind::Settings),
        ("INVALID_ENV", Code::InvalidEnv, ErrorKind::Settings),
        ("INVALID_ENV_STATUS", Code::InvalidEnvStatus, ErrorKind::Settings),
        ("INVALID_COMMON_PARAM", Code::InvalidCommonParam, ErrorKind::InvalidRequest),
        ("SIGN_PARAM_INVALID", Code::SignParamInvalid, ErrorKind::Authentication),
        ("PERMISSION_DENIED", Code::PermissionDenied, ErrorKind::Permission),
        ("EXCEED_REQUEST_LIMIT", Code::ExceedRequestLimit, ErrorKind::QuotaExceeded),
        ("EXCEED_RATELIMIT", Code::ExceedRatelimit, ErrorKind::RateLimited),
        ("SYS_ERR", Code::SysErr, ErrorKind::Service),
        ("SERVER_TIMEOUT", Code::ServerTimeout, ErrorKind::Timeout),
        ("RESOURCE_NOT_FOUND", Code::ResourceAbsent, ErrorKind::NotFound),
    ]
}

fn business() -> [(&'static str, Code, ErrorKind); 8] {
    [
        ("InvalidParameter", Code::InvalidParameter, ErrorKind::InvalidRequest),
        ("InvalidParameterValue", Code::InvalidParameterValue, ErrorKind::InvalidRequest),
        ("FailedOperation.AddDuplicationErr", Code::AddDuplication, ErrorKind::Conflict),
        ("FailedOperation.FlexdbResourceOverdue", Code::FlexdbResourceOverdue, ErrorKind::QuotaExceeded),
        ("ResourceNotFound.DataSourceNotExist", Code::DataSourceNotExist, ErrorKind::NotFound),
        ("NotPermission", Code::NotPermission, ErrorKind::Permission),
        // Not in the table: classified by its class, with its text unchanged.
        ("FailedOperation.Somehow", Code::Other("FailedOperation.Somehow".into()), ErrorKind::Service),
        ("未知", Code::Other("未知".into()), ErrorKind::Service),
    ]
}

#[tokio::test]
async fn every_code_is_typed_whatever_the_call_and_the_status() {
    let service = FakeService::start().await;
    let client = crate::fixture::builder().base_url(format!("http://{}", service.address()));
    let client = client.secret("id", "key").max_attempts(1).build().unwrap();
    let id = Id::<Book>::new("a");
    let common = common().map(|(text, code, kind)| {
        (format!(r#"{{"code":"{text}","requestId":"r-1","message":"消息"}}"#), text, code, kind)
    });
    let business = business().map(|(text, code, kind)| {
        let body = format!(r#"{{"Response":{{"RequestId":"r-1","Error":{{"Code":"{text}","Message":"消息"}}}}}}"#);
        (body, text, code, kind)
    });
    for (body, text, code, kind) in common.into_iter().chain(business) {
        for status in [200, 201, 400] {
            // A rejected token is retried once.
            let answers = if code == Code::InvalidAccessToken { 2 } else { 1 };
            let tell = || (0..answers).for_each(|_| service.answer(status, &body));
            let mut errors = Vec::new();
            // The gateway has one code for whatever does not exist, so that a read finds nothing.
            if code != Code::ResourceAbsent || crate::GATEWAY == GatewayKind::OData {
                tell();
                errors.push(Book::get(&client, &id).await.unwrap_err());
            }
            tell();
            errors.push(Book::query(&client).await.unwrap_err());
            tell();
            errors.push(Book::query(&client).count().await.unwrap_err());
            tell();
            errors.push(Book::create(&client, new("a")).await.unwrap_err());
            tell();
            errors.push(Book::update(&client, &id, Book::patch().set(Book::PAGES, 1)).await.unwrap_err());
            tell();
            errors.push(Book::delete(&client, &id).await.unwrap_err());
            for error in errors {
                let expected = if matches!((status, text), (400, "未知")) { ErrorKind::InvalidRequest } else { kind };
                assert_eq!((error.kind(), error.code()), (expected, Some(&code)), "{status} {error}");
                assert_eq!((error.request_id(), error.status()), (Some("r-1"), Some(status)));
                let words = error.to_string();
                assert!(words.contains(&format!("the service refused with {text}")), "{words}");
                assert!(words.contains("\"消息\"") && words.contains("; "), "{words}");
            }
        }
    }
}

odata_only! {
/// No field of a record makes it a refusal.
#[tokio::test]
async fn a_record_that_looks_like_a_refusal_is_a_record() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    let body = r#"{"_id":"a","title":"围城","code":"BAD_REQUEST","message":"m","requestId":"r","error":"e"}"#;
    service.answer(200, body);
    assert_eq!(Book::get(&client, &Id::<Book>::new("a")).await.unwrap().unwrap().title, "围城");
    service.answer(201, body);
    assert_eq!(Book::create(&client, new("围城")).await.unwrap().title, "围城");
    service.answer(200, &format!(r#"{{"value":[{body}],"@odata.context":"c"}}"#));
    assert_eq!(Book::query(&client).top(1).await.unwrap().len(), 1);
}
}
