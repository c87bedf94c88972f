//! Calls over real connections, against a scripted service.

mod odd_answers;
mod secrets;
mod token_provider;
// Shared with the integration tests, which use other parts of it.
#[allow(dead_code)]
mod service;

use std::io::Read as _;

use std::time::Duration;

use bytes::Bytes;
use http::{Method, StatusCode};
use service::{FakeService, PAGE};
use tokio::time::Instant;

use super::*;
use crate::auth::Token;
use crate::error::{Code, ErrorKind};
use crate::protocol::odata::Odata;
use crate::request::{Idempotency, OperationKind};
use crate::transport::{Address, Delivery, HttpTransport, TransportSettings};

fn get(path: &str) -> Request {
    Request {
        method: Method::GET,
        path: path.to_owned(),
        body: None,
        expect: 200,
        operation: OperationKind::Read,
        model: None,
        record: None,
        idempotency: Idempotency::Read,
    }
}

fn patch(path: &str) -> Request {
    let body = Bytes::from_static(br#"{"score":95}"#);
    Request {
        method: Method::PATCH,
        path: path.to_owned(),
        body: Some(body),
        expect: 204,
        operation: OperationKind::Update,
        model: None,
        record: None,
        idempotency: Idempotency::Idempotent,
    }
}

const LIST: &str = "/weda/odata/v1/pre/student?$filter=name%20eq%20%27%E6%9D%8E%27&$top=200";
const ONE: &str = "/weda/odata/v1/pre/student('9G5C0WQN26')";
const REJECTED_TOKEN: &str =
    r#"{"code":"INVALID_ACCESS_TOKEN","requestId":"79e7","message":"access token verify failed: jwt expired"}"#;

#[tokio::test]
async fn a_call_on_the_wire() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    let answer = client.send(&get(LIST)).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, PAGE.as_bytes()));
    client.send(&patch(ONE)).await.unwrap();

    let calls = service.calls();
    let [token, list, patch] = &calls[..] else { panic!("one token for both: {calls:?}") };
    assert_eq!(token.line, "POST /auth/v1/token/clientCredential");
    assert_eq!(token.header("authorization"), "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5");
    assert_eq!(token.body, r#"{"grant_type":"client_credentials"}"#);

    assert_eq!(list.line, format!("GET {LIST}"), "the path is sent as it is");
    assert_eq!(list.header("authorization"), "Bearer token1");
    assert_eq!(list.header("accept"), "application/json");
    assert_eq!(list.header("content-type"), "", "there is no body");
    assert_eq!(list.header("x-request-id").len(), 32);
    assert_eq!(answer.request_id, list.header("x-request-id"));

    assert_eq!(patch.line, format!("PATCH {ONE}"));
    assert_eq!(patch.header("content-type"), "application/json");
    assert_eq!(patch.body, r#"{"score":95}"#);
    assert_ne!(patch.header("x-request-id"), list.header("x-request-id"));
}

#[tokio::test]
async fn a_thousand_calls_share_one_token_and_at_most_ten_are_in_flight() {
    let service = FakeService::start().await;
    service.delay(Duration::from_millis(2));
    let client = Client::for_emulator(service.address());
    let tasks: Vec<_> = (0..1000)
        .map(|number| {
            let env_type = [EnvType::Pre, EnvType::Prod][number % 2].clone();
            let client = client.with_env_type(env_type);
            tokio::spawn(async move { client.send(&get(ONE)).await.map(|_| ()) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(service.tokens(), 1);
    assert_eq!(service.most_in_flight(), MAX_CONCURRENT_CALLS);
}

#[tokio::test]
async fn a_rejected_token_is_replaced_and_the_call_retried_once() {
    let statuses = [200, 201, 202, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503, 504];
    let codes = ["INVALID_ACCESS_TOKEN", "ACCESS_TOKEN_EXPIRED"];
    for (status, code) in statuses.into_iter().flat_map(|status| codes.map(|code| (status, code))) {
        let service = FakeService::start().await;
        let client = Client::for_emulator(service.address());
        service.answer(status, &REJECTED_TOKEN.replace("INVALID_ACCESS_TOKEN", code));
        client.send(&get(ONE)).await.unwrap();
        let bearers: Vec<_> = service.calls().iter().map(|call| call.header("authorization")).collect();
        assert_eq!(bearers[1], "Bearer token1");
        assert_eq!(bearers[3], "Bearer token2", "{status}");
        assert_eq!(bearers.len(), 4);
    }
}

/// A 401 of a gateway, without one of the service's codes, rejects the token too. The token stayed in use until it expired,
/// possibly for days, and every call failed.
/// The status suffices: the token is replaced and the call retried once.
#[tokio::test]
async fn a_token_rejected_by_status_alone_is_replaced_too() {
    for body in ["", r#"{"error":"invalid_token"}"#, "<html>"] {
        let service = FakeService::start().await;
        let client = Client::for_emulator(service.address());
        service.answer(401, body);
        client.send(&patch(ONE)).await.unwrap();
        assert_eq!(service.tokens(), 2, "{body}");
    }
}

#[tokio::test]
async fn a_service_that_rejects_every_token_is_called_only_twice() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    for _ in 0..3 {
        service.answer(200, REJECTED_TOKEN);
    }
    let error = client.send(&get(LIST)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.code(), Some(&Code::InvalidAccessToken));
    assert_eq!(error.request_id(), Some("79e7"));
    assert_eq!(error.status(), Some(200));
    assert_eq!(
        error.to_string(),
        "GET /weda/odata/v1/pre/student: the service refused with INVALID_ACCESS_TOKEN, the access token is wrong or \
         has expired: \"access token verify failed: jwt expired\" (Authentication, retried once with a new token, HTTP \
         200, request id 79e7, 2 attempts); \
         a new token was rejected too: check that the keys belong to this environment"
    );
    assert_eq!(service.calls().len(), 4);
}

#[tokio::test]
async fn an_error_about_keys_names_their_origin_and_never_the_keys() {
    let refusal = r#"{"code":"SIGN_PARAM_INVALID","requestId":"t1","message":"secret id not exist"}"#;
    let oauth = r#"{"error":"invalid_client","error_description":"no"}"#;
    for (status, body) in [(400, refusal), (200, refusal), (401, oauth), (400, oauth), (200, oauth)] {
        let service = FakeService::start().await;
        service.refuse_keys(status, body);
        let client = Client::builder("lowcode-1")
            .base_url(format!("http://{}", service.address()))
            .secret("my-secret-id", "my-secret-key")
            .build()
            .unwrap();
        let error = client.send(&get(ONE)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication, "{status} {body}");
        assert!(error.code().is_some() && error.request_id().is_some());
        let text = format!("{error} {error:?} {client:?}");
        assert!(text.starts_with("POST /auth/v1/token/clientCredential: the service refused with "), "{text}");
        assert!(text.contains("check the keys: they were given to `ClientBuilder::secret`"), "{text}");
        assert!(!text.contains("my-secret"), "{text}");
    }
}

#[tokio::test]
async fn a_token_answer_is_never_repeated_in_an_error() {
    for (body, words) in [
        ("jwt-text", "the answer has no usable token"),
        (r#"{"access_token":"jwt-text","token_type":"MAC"}"#, "the answer has no usable token"),
        (r#"{"access_token":"jwt-text"#, "the answer is truncated or malformed JSON"),
        ("", "the answer is empty"),
    ] {
        let service = FakeService::start().await;
        service.refuse_keys(200, body);
        let error = Client::for_emulator(service.address()).send(&get(ONE)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
        let text = format!("{error} {error:?}");
        assert!(text.contains(words) && !text.contains("jwt"), "{text}");
    }
}

#[tokio::test]
async fn a_service_that_refuses_connections() {
    let port = FakeService::unused_port().await;
    let client = ClientBuilder::for_emulator(format!("127.0.0.1:{port}")).max_attempts(1).build().unwrap();
    let error = client.send(&patch(ONE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    let text = error.to_string();
    let host = format!("no answer from 127.0.0.1:{port}: ");
    assert!(text.contains(&host), "{text}");
    assert_eq!(text.matches("refused").count(), 1, "each cause is named once: {text}");
    assert!(
        text.ends_with("; check the URL, the network and the proxy, and whether the emulator is running if it is one"),
        "nothing was sent, so nothing was applied: {text}"
    );
    assert!(std::error::Error::source(&error).is_none());
}

/// The token exists already, so the write itself meets the refused connection.
#[tokio::test]
async fn a_write_that_was_not_sent_is_not_in_doubt() {
    let address = format!("http://127.0.0.1:{}", FakeService::unused_port().await);
    let address = Address::parse(&address, false).unwrap();
    let settings = TransportSettings::default().checked(&address).unwrap();
    let wire = HttpTransport::new(address, settings, 1000, Arc::new(Odata::default())).unwrap();
    let token = Token::new("t", Instant::now(), Duration::from_secs(9)).unwrap();
    let attempt = wire.exchange(&patch(ONE), &token, "id").await;
    assert_eq!(attempt.delivery, Delivery::NotSent);
    assert_eq!(attempt.result.unwrap_err().kind(), ErrorKind::Network);
}

#[tokio::test]
async fn a_lost_connection_leaves_a_write_in_doubt_and_the_error_hides_the_query() {
    let service = FakeService::start().await;
    let client = ClientBuilder::for_emulator(service.address()).max_attempts(1).build().unwrap();
    client.send(&get(ONE)).await.unwrap();
    service.hang_up();
    let write = client.send(&patch(ONE)).await.unwrap_err().to_string();
    assert!(write.contains("the write may have been applied"), "{write}");
    service.hang_up();
    let error = client.send(&get(LIST)).await.unwrap_err();
    let source = std::error::Error::source(&error).map(|source| format!("{source} {source:?}"));
    let read = format!("{error} {error:?} {source:?}");
    assert!(!read.contains("applied") && !read.contains("filter"), "{read}");
}

#[tokio::test]
async fn a_service_that_does_not_answer_in_time() {
    let service = FakeService::start().await;
    let client = Client::builder("lowcode-1")
        .base_url(format!("http://{}", service.address()))
        .secret("id", "key")
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    client.send(&get(ONE)).await.unwrap();
    service.delay(Duration::from_secs(60));
    let error = client.send(&patch(ONE)).await.unwrap_err();
    assert!(error.is_timeout());
    let sent = service.calls().last().unwrap().header("x-request-id");
    assert_eq!(error.request_id(), Some(sent.as_str()));
    let text = error.to_string();
    assert!(text.starts_with(&format!("PATCH {ONE}: no answer from {} within ", service.address())), "{text}");
    assert!(text.ends_with("the write may have been applied: check what is stored before repeating it"), "{text}");
}

/// A write that timed out while the client waited for a token was reported as in doubt, although nothing had been sent.
/// The same for a write whose token was rejected, and for which a new one did not come in time.
#[tokio::test]
async fn a_write_that_times_out_while_waiting_for_a_token_is_not_in_doubt() {
    for rejected_before in [false, true] {
        let service = FakeService::start().await;
        let client = Client::builder("lowcode-1")
            .base_url(format!("http://{}", service.address()))
            .secret("id", "key")
            .timeout(Duration::from_millis(300))
            .build()
            .unwrap();
        if rejected_before {
            client.send(&get(ONE)).await.unwrap();
            service.answer(200, REJECTED_TOKEN);
        }
        service.delay_tokens(Duration::from_secs(60));
        let error = client.send(&patch(ONE)).await.unwrap_err();
        assert!(error.is_timeout());
        assert!(!error.to_string().contains("may have been applied"), "{error}");
    }
}

#[tokio::test]
async fn errors_of_the_service_name_call_code_message_and_id() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    service.answer(
        200,
        r#"{"Response":{"RequestId":"b1","Error":{"Code":"FailedOperation.AddDuplicationErr","Message":"phone"}}}"#,
    );
    let error = client.send(&patch(ONE)).await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(
        error.to_string(),
        format!(
            "PATCH {ONE}: the service refused with FailedOperation.AddDuplicationErr, a unique value or the id already \
             exists: \"phone\" (Conflict, never retried, HTTP 200, request id b1); read the record that has the value, or send another value"
        )
    );

    let client = ClientBuilder::for_emulator(service.address()).max_attempts(1).build().unwrap();
    service.answer(502, "<html><title>Bad Gateway</title>");
    let error = client.send(&get(ONE)).await.unwrap_err();
    let sent = service.calls().last().unwrap().header("x-request-id");
    assert_eq!(error.status(), Some(StatusCode::BAD_GATEWAY.as_u16()));
    assert_eq!(error.request_id(), Some(sent.as_str()), "the answer has none");
    assert!(error.to_string().contains("it begins with \"<html><title>Bad Gateway</title>\""));
}

/// The content type is ignored: the documented one is malformed, and errors may have any.
#[tokio::test]
async fn answers_mean_the_same_under_every_content_type() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    for content_type in ["application/json", "application/json;utf-8", "text/plain", "text/html", "", "nonsense"] {
        service.label("content-type", content_type);
        service.answer(200, PAGE);
        assert_eq!(client.send(&get(LIST)).await.unwrap().body, PAGE);
        service.answer(200, r#"{"code":"BAD_REQUEST","message":"m","requestId":"r"}"#);
        assert_eq!(client.send(&get(LIST)).await.unwrap_err().code(), Some(&Code::BadRequest), "{content_type}");
    }
}

/// `{"_id":"1"}`, compressed by gzip.
const ZIPPED: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 138, 207, 76, 81, 178, 82, 50, 84, 170, 5, 0, 222, 77, 251, 231, 11, 0,
    0, 0,
];

#[tokio::test]
async fn compressed_answers_are_decompressed_and_truncated_ones_retried() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    service.label("content-encoding", "gzip");
    service.answer(200, ZIPPED);
    assert_eq!(client.send(&get(ONE)).await.unwrap().body, r#"{"_id":"1"}"#);
    assert_eq!(service.calls().last().unwrap().header("accept-encoding"), "gzip");
    service.answer(200, &ZIPPED[..20]);
    service.answer(200, ZIPPED);
    assert_eq!(client.send(&get(ONE)).await.unwrap().body, r#"{"_id":"1"}"#);
    assert_eq!(service.calls().len(), 4, "a token, a complete answer, a truncated one and another complete one");
}

/// Answers of any length were read: a few kilobytes of gzip decompress to gigabytes, which crashed the program.
/// The builder has a limit, counted after decompression; longer answers are an error.
#[tokio::test]
async fn an_answer_beyond_the_limit_is_an_error() {
    let service = FakeService::start().await;
    let limited = |bytes| ClientBuilder::for_emulator(service.address()).max_response_bytes(bytes).build().unwrap();
    for (size, is_good) in [(100_000, true), (100_001, false), (5_000_000, false)] {
        service.answer(200, &record_of(size));
        let result = limited(100_000).send(&get(ONE)).await;
        assert_eq!(result.is_ok(), is_good, "{size}");
    }
    service.answer(200, &record_of(5_000_000));
    assert_eq!(limited(5_000_000).send(&get(ONE)).await.unwrap().body, record_of(5_000_000), "in many chunks");

    service.label("content-encoding", "gzip");
    service.answer(200, ZIPPED_RECORD_OF_100_000);
    assert_eq!(limited(100_000).send(&get(ONE)).await.unwrap().body, record_of(100_000));
    service.answer(200, ZIPPED_RECORD_OF_100_000);
    let error = limited(99_999).send(&get(ONE)).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::UnexpectedAnswer, Some(200), 1));
    assert_eq!(
        error.to_string(),
        format!(
            "GET {ONE}: the answer is longer than 99999 bytes, decompressed (HTTP 200, request id {}); request less per \
             call, for example with `Query::top`, or raise `ClientBuilder::max_response_bytes`",
            error.request_id().unwrap()
        )
    );
    service.answer(200, ZIPPED_RECORD_OF_100_000);
    assert!(
        limited(65_536).send(&patch(ONE)).await.unwrap_err().in_doubt().is_some(),
        "the write may have been applied"
    );
}

#[rustfmt::skip]
const ZIPPED_RECORD_OF_100_000: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 17, 0, 32, 12, 4, 48, 47, 47, 163, 102, 88, 88, 112, 192, 29,
    87, 239, 181, 193, 144, 228, 101, 157, 157, 202, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 62, 147, 30, 48, 95, 175, 181, 160, 134, 1, 0,
];

/// A record of so many bytes.
fn record_of(size: usize) -> String {
    let frame = r#"{"_id":""}"#.len();
    format!(r#"{{"_id":"{}"}}"#, "x".repeat(size - frame))
}

#[tokio::test]
async fn https_uses_tls_and_never_falls_back() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::builder("lowcode-1")
        .base_url(format!("https://{}", listener.local_addr().unwrap()))
        .secret("id", "key")
        .build()
        .unwrap();
    let first_byte = tokio::task::spawn_blocking(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        byte[0]
    });
    let error = client.send(&get(ONE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    assert_eq!(first_byte.await.unwrap(), 22, "a TLS handshake record");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    service.answer(307, "");
    let error = client.send(&get(ONE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
    assert_eq!(service.calls().len(), 2);
}

#[tokio::test]
async fn invalid_settings_are_reported_by_the_first_call() {
    let error = Client::for_emulator("not a host").send(&get(ONE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    let client = Client::for_emulator("127.0.0.1:1").with_env_type(EnvType::Other("a/b".to_owned()));
    let error = client.send(&get(ONE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
}

/// Proxy variables belong to the process, so the calls are made in a child process.
#[tokio::test]
async fn proxies_are_honoured_but_never_between_this_machine_and_itself() {
    const TARGET: &str = "WEDA_TEST_OF_PROXIES";
    if let Ok(target) = std::env::var(TARGET) {
        let client =
            Client::builder("lowcode-1").base_url(target).allow_plain_http().secret("id", "key").build().unwrap();
        client.send(&get(ONE)).await.unwrap();
        return;
    }
    let service = FakeService::start().await;
    let direct = format!("http://{}", service.address());
    let dead = format!("http://127.0.0.1:{}", FakeService::unused_port().await);
    for (target, proxy) in [
        (direct.as_str(), dead.as_str()),
        // The fake service stands in for a proxy: the host does not exist.
        ("http://weda.invalid", direct.as_str()),
    ] {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", "client::tests::proxies_are_honoured_but_never_between_this_machine_and_itself"])
            .env(TARGET, target)
            .env_remove("NO_PROXY")
            .env_remove("no_proxy");
        for variable in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
            child.env(variable, proxy);
        }
        let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
        assert!(output.status.success(), "{target} {}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(service.calls().len(), 4, "a token and a read, twice");
}

/// An invalid address is reported by the first call. `Debug` and `base_url` of the client repeated the address with its
/// password.
/// They show it as messages do.
#[tokio::test]
async fn an_invalid_address_shows_no_password() {
    let client = Client::for_emulator("user:hunter2@127.0.0.1:4010");
    let error = client.send(&get(ONE)).await.unwrap_err();
    let text = format!("{client:?} {} {error} {error:?}", client.base_url());
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn debug_prints_no_keys() {
    let builder = Client::builder("lowcode-1").secret("my-secret-id", "my-secret-key");
    let text = format!("{builder:?} {:?}", builder.clone().build().unwrap());
    assert!(text.contains("lowcode-1") && !text.contains("my-secret"), "{text}");
}
