//! Keys and tokens that an answer repeats.

use super::*;

/// A gateway that repeated the request put tokens and keys into errors, and from there into logs.
#[tokio::test]
async fn an_error_hides_the_secrets_that_an_answer_repeats() {
    const KEY: &str = "a-secret-key-of-some-length";
    let service = FakeService::start().await;
    let builder = || Client::builder("lowcode-1").base_url(format!("http://{}", service.address())).max_attempts(1);
    let token = "a-ready-token";
    let client = builder().token(token).build().unwrap();
    for body in [
        format!(r#"{{"code":"PERMISSION_DENIED","requestId":"{token}","message":"you sent Bearer {token}"}}"#),
        format!(r#"{{"code":"no {token}","requestId":"r","message":"m"}}"#),
        format!("<html>Authorization: Bearer {token}</html>"),
    ] {
        for status in [200, 403, 502] {
            service.answer(status, &body);
            let error = client.send(&get(ONE)).await.unwrap_err();
            let text = format!("{error} {error:?} {:?} {:?} {:?}", error.message(), error.code(), error.request_id());
            assert!(text.contains("(hidden)") && !text.contains(token), "{text}");
        }
    }
    let basic = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("my-secret-id:{KEY}"));
    service.refuse_keys(401, &format!(r#"{{"code":"INVALID","requestId":"r","message":"Basic {basic} {KEY}"}}"#));
    let client = builder().secret("my-secret-id", KEY).build().unwrap();
    let error = client.send(&get(ONE)).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("(hidden)") && !text.contains(KEY) && !text.contains(&basic), "{text}");
}
