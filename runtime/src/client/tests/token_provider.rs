//! Ready tokens and token providers.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::auth::{AccessToken, TokenRequest};

fn builder(service: &FakeService) -> ClientBuilder {
    Client::builder("lowcode-1").base_url(format!("http://{}", service.address()))
}

fn bearers(service: &FakeService) -> Vec<String> {
    service.calls().iter().map(|call| call.header("authorization")).collect()
}

#[tokio::test]
async fn a_ready_token_is_used_until_it_is_rejected() {
    let service = FakeService::start().await;
    let client = builder(&service).token("jwt-text").build().unwrap();
    client.send(&get(ONE)).await.unwrap();
    service.answer(200, REJECTED_TOKEN);
    let error = client.send(&patch(ONE)).await.unwrap_err();
    assert_eq!(
        bearers(&service),
        ["Bearer jwt-text"; 2],
        "no token is requested, and nothing is retried with the same token"
    );
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Authentication, 1));
    let text = error.to_string();
    assert!(
        text.ends_with(
            "; pass a new one to `ClientBuilder::token`, or keys that request one to `ClientBuilder::secret`"
        ),
        "{text}"
    );
    assert!(!format!("{error:?} {client:?}").contains("jwt-text"));
}

#[tokio::test]
async fn a_provider_is_asked_once_for_all_calls_and_again_when_its_token_is_rejected() {
    let service = FakeService::start().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let provider = move |request: TokenRequest| {
        let token = format!("{}-{}", request.env_id(), counter.fetch_add(1, Ordering::SeqCst) + 1);
        async move { Ok::<_, std::io::Error>(AccessToken::new(token)) }
    };
    let client = builder(&service).token_provider(provider).build().unwrap();
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(&get(ONE)).await.map(|_| ()) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    service.answer(401, REJECTED_TOKEN);
    client.send(&get(ONE)).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(bearers(&service)[99..], ["Bearer lowcode-1-1", "Bearer lowcode-1-1", "Bearer lowcode-1-2"]);

    client.with_env("lowcode-2").unwrap().send(&get(ONE)).await.unwrap();
    assert_eq!(bearers(&service)[102], "Bearer lowcode-2-3", "another environment, another token");
}

#[tokio::test]
async fn a_provider_that_fails_says_why() {
    let service = FakeService::start().await;
    let failing = |_: TokenRequest| async { Err::<AccessToken, _>(std::io::Error::other("the vault\nis shut")) };
    let client = builder(&service).token_provider(failing).build().unwrap();
    let error = client.send(&get(ONE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(
        error.to_string(),
        "the client's token provider failed: the vault\\nis shut; check the provider that was given to \
         `ClientBuilder::token_provider`"
    );
    assert!(std::error::Error::source(&error).is_none());

    for text in ["", "two words", "line\n"] {
        let bad = move |_: TokenRequest| std::future::ready(Ok::<_, std::io::Error>(AccessToken::new(text)));
        let error = builder(&service).token_provider(bad).build().unwrap().send(&get(ONE)).await.unwrap_err();
        assert!(error.to_string().contains("the token is empty or not plain text"), "{error}");
    }
    let silent = |_: TokenRequest| std::future::pending::<Result<AccessToken, std::io::Error>>();
    let client = builder(&service).token_provider(silent).attempt_timeout(Duration::from_millis(50)).build().unwrap();
    let error = client.send(&get(ONE)).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("did not answer within 50ms"), "{error}");
    assert!(service.calls().is_empty());
}

/// `timeout(Duration::MAX)` and a tiny rate limit panicked at the first call: adding them to an `Instant` overflowed.
/// Durations are clamped to a year, and rates to one call per day.
#[tokio::test]
async fn huge_durations_are_clamped() {
    let service = FakeService::start().await;
    let client = builder(&service).timeout(Duration::MAX).attempt_timeout(Duration::MAX);
    let client = client.token("t").rate_limit(f64::MIN_POSITIVE).build().unwrap();
    client.send(&get(ONE)).await.unwrap();
}

#[test]
fn another_environment_has_another_url_and_no_ready_token() {
    let cloud = Client::builder("lowcode-1").secret("id", "key").env_type(EnvType::Prod).build().unwrap();
    let other = cloud.with_env("lowcode-2").unwrap();
    assert_eq!(other.env_id(), "lowcode-2");
    assert_eq!(other.env_type(), &EnvType::Prod);
    assert_eq!(other.base_url(), "https://lowcode-2.ap-shanghai.tcb-api.tencentcloudapi.com");
    assert_eq!(cloud.with_env("evil.example/").unwrap_err().kind(), ErrorKind::Settings);

    let ready = Client::builder("lowcode-1").token("t").build().unwrap();
    let text = ready.with_env("lowcode-2").unwrap_err().to_string();
    assert!(text.contains("belongs to one environment; build a client for the other environment"), "{text}");
}

#[test]
fn invalid_keys_and_tokens_are_rejected_before_anything_is_sent() {
    for (id, key) in [("i\nd", "key"), ("id", "key\n"), ("id ", "key"), ("i:d", "key"), ("id", "k\u{7f}ey")] {
        let error = Client::builder("lowcode-1").secret(id, key).build().unwrap_err();
        assert!(error.to_string().contains("another character that no key has; copy the pair again"), "{error}");
    }
    for token in ["", "Bearer t", "t\r\n"] {
        let error = Client::builder("lowcode-1").token(token).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings);
        assert!(error.to_string().contains("without the word `Bearer`"), "{error}");
    }
}

/// A provider with a cache returned the rejected token again, and the call failed.
#[tokio::test]
async fn a_provider_gets_the_token_that_was_rejected() {
    let service = FakeService::start().await;
    let kept = Arc::new(std::sync::Mutex::new(AccessToken::new("old")));
    let cache = Arc::clone(&kept);
    let provider = move |request: TokenRequest| {
        let cache = Arc::clone(&cache);
        async move {
            let token = cache.lock().unwrap().clone();
            if request.rejected() != Some(&token) {
                return Ok(token);
            }
            let token = request.issue().await?;
            *cache.lock().unwrap() = token.clone();
            Ok::<_, Error>(token)
        }
    };
    let client = builder(&service).secret("id", "key").token_provider(provider.clone()).build().unwrap();
    client.send(&get(ONE)).await.unwrap();
    assert_eq!(service.tokens(), 0, "nothing is issued while the cache has a token");
    service.answer(401, REJECTED_TOKEN);
    client.send(&get(ONE)).await.unwrap();
    assert_eq!(service.tokens(), 1);
    assert_ne!(kept.lock().unwrap().expose_secret(), "old");
    // Without keys no token can be requested; the error is the client's own.
    *kept.lock().unwrap() = AccessToken::new("older");
    let client = builder(&service).token_provider(provider).build().unwrap();
    service.answer(401, REJECTED_TOKEN);
    let error = client.send(&get(ONE)).await.unwrap_err();
    assert!(error.to_string().contains("the client has no keys"), "{error}");
}
