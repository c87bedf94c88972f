use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::error::ErrorKind;

/// A token endpoint that answers after 100 ms, and fails on demand.
#[derive(Clone, Default)]
struct FakeEndpoint {
    calls: Arc<AtomicUsize>,
    failing: Arc<std::sync::atomic::AtomicBool>,
}

impl FakeEndpoint {
    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn fail(&self, failing: bool) {
        self.failing.store(failing, Ordering::SeqCst);
    }

    fn cache(&self, lifetime: u64) -> TokenCache {
        let endpoint = self.clone();
        TokenCache::new(move |_| {
            let endpoint = endpoint.clone();
            async move {
                let number = endpoint.calls.fetch_add(1, Ordering::SeqCst) + 1;
                let asked_at = Instant::now();
                tokio::time::sleep(Duration::from_millis(100)).await;
                match endpoint.failing.load(Ordering::SeqCst) {
                    true => Err(Error::invalid_value("no token today".to_owned())),
                    false => {
                        Ok(Token::new(&format!("token{number}"), asked_at, Duration::from_secs(lifetime)).unwrap())
                    }
                }
            }
        })
    }
}

async fn text(cache: &TokenCache) -> String {
    let token = cache.get().await.unwrap();
    token.header().to_str().unwrap().to_owned()
}

/// Advances the paused clock by so many seconds, plus the duration of a token request.
async fn later(seconds: u64) {
    tokio::time::sleep(Duration::from_millis(seconds * 1000 + 150)).await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_share_one_request() {
    let endpoint = FakeEndpoint::default();
    let cache = Arc::new(endpoint.cache(432_000));
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move { text(&cache).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), "Bearer token1");
    }
    assert_eq!(endpoint.calls(), 1);
}

/// No task waits longer than the one request takes, however many wait.
#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_with_an_expired_token_wait_for_one_request() {
    let endpoint = FakeEndpoint::default();
    let cache = Arc::new(endpoint.cache(1000));
    text(&cache).await;
    later(1000).await;
    let before = Instant::now();
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move { text(&cache).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), "Bearer token2");
    }
    assert_eq!(endpoint.calls(), 2);
    assert!(before.elapsed() <= Duration::from_millis(101), "a request takes 100 ms: {:?}", before.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_share_one_failure_and_the_next_call_retries() {
    let endpoint = FakeEndpoint::default();
    endpoint.fail(true);
    let cache = Arc::new(endpoint.cache(432_000));
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move { cache.get().await.unwrap_err().kind() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), ErrorKind::InvalidValue);
    }
    assert_eq!(endpoint.calls(), 1);
    endpoint.fail(false);
    assert_eq!(text(&cache).await, "Bearer token2");
}

#[tokio::test(start_paused = true)]
async fn renewal_starts_before_expiry_and_no_caller_waits_for_it() {
    let endpoint = FakeEndpoint::default();
    let cache = endpoint.cache(1000);
    text(&cache).await;
    later(799).await;
    assert_eq!(text(&cache).await, "Bearer token1");
    later(2).await;
    assert_eq!(endpoint.calls(), 1, "renewal starts with a call after 80 % of 1000 s");

    let before = Instant::now();
    assert_eq!(text(&cache).await, "Bearer token1");
    assert_eq!(Instant::now(), before, "the old token is valid: no waiting");
    later(0).await;
    assert_eq!(text(&cache).await, "Bearer token2");
    assert_eq!(endpoint.calls(), 2);
}

#[test]
fn renewal_margin_is_a_fifth_a_minute_or_half() {
    let now = Instant::now();
    for (lifetime, renewal) in [(432_000, 345_600), (200, 140), (120, 60), (100, 50), (10, 5), (0, 0)] {
        let token = Token::new("t", now, Duration::from_secs(lifetime)).unwrap();
        assert_eq!(token.renew_at, now + Duration::from_secs(renewal), "{lifetime}");
    }
    Token::new("t", now, Duration::MAX).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_fails_no_call_until_the_old_token_expires() {
    let endpoint = FakeEndpoint::default();
    let cache = endpoint.cache(1000);
    text(&cache).await;
    endpoint.fail(true);
    later(800).await;
    for _ in 0..100 {
        assert_eq!(text(&cache).await, "Bearer token1");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(endpoint.calls(), 2, "a delay follows a failed renewal");

    later(60).await;
    text(&cache).await;
    later(0).await;
    assert_eq!(endpoint.calls(), 3);
    endpoint.fail(false);
    later(60).await;
    text(&cache).await;
    later(0).await;
    assert_eq!(text(&cache).await, "Bearer token4");
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_is_never_used() {
    let endpoint = FakeEndpoint::default();
    let cache = endpoint.cache(1000);
    text(&cache).await;
    later(1000).await;
    assert_eq!(text(&cache).await, "Bearer token2");
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_gives_up_does_not_cancel_the_request() {
    let endpoint = FakeEndpoint::default();
    let cache = Arc::new(endpoint.cache(1000));
    let impatient = tokio::time::timeout(Duration::from_millis(50), cache.get());
    let patient = {
        let cache = Arc::clone(&cache);
        tokio::spawn(async move { text(&cache).await })
    };
    assert!(impatient.await.is_err());
    assert_eq!(patient.await.unwrap(), "Bearer token1");
    assert_eq!(endpoint.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_discarded_once_and_a_newer_one_stays() {
    let endpoint = FakeEndpoint::default();
    let cache = endpoint.cache(1000);
    let first = cache.get().await.unwrap();
    cache.discard(&first);
    assert_eq!(text(&cache).await, "Bearer token2");
    cache.discard(&first);
    assert_eq!(text(&cache).await, "Bearer token2");
}

/// A client in a static outlives the runtime in which its first token request was started.
#[test]
fn a_request_that_ended_with_its_runtime_is_started_again() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let endpoint = FakeEndpoint::default();
    let cache = endpoint.cache(1000);
    let given_up = runtime().block_on(async { tokio::time::timeout(Duration::from_millis(50), cache.get()).await });
    assert!(given_up.is_err());
    assert_eq!(runtime().block_on(text(&cache)), "Bearer token2");
}

/// On the handle of a runtime that has shut down, a token request is dropped when it is started. The caller started the
/// next one immediately, in an endless loop.
/// A request that the caller started itself and lost is an error.
#[test]
fn a_request_that_cannot_run_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let handle = runtime.handle().clone();
    drop(runtime);
    let endpoint = FakeEndpoint::default();
    let error = handle.block_on(endpoint.cache(1000).get()).unwrap_err();
    assert_eq!((error.kind(), endpoint.calls()), (ErrorKind::Network, 0));
    assert!(error.to_string().ends_with("make the call in a runtime that outlives it"), "{error}");
}

#[test]
fn debug_never_prints_the_token() {
    let token = Token::new("jwt-text", Instant::now(), Duration::from_secs(9)).unwrap();
    assert!(!format!("{token:?} {:?}", token.header()).contains("jwt-text"));
}
