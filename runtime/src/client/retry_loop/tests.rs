//! The retry loop over a scripted transport, with a paused clock.

mod fake;

use fake::{Event, service, service_with};

use http::Method;

use super::*;

const TIMEOUTS: CallTimeouts =
    CallTimeouts { call: Duration::from_secs(30), queue: None, attempt: Duration::from_secs(10), attempts: 4 };

const SYS_ERR: Event = Event::Answer(200, r#"{"code":"SYS_ERR","requestId":"r","message":"m"}"#);
const TIMED_OUT: Event = Event::Answer(200, r#"{"code":"SERVER_TIMEOUT","requestId":"r","message":"m"}"#);
const THROTTLED: Event = Event::Answer(200, r#"{"code":"EXCEED_RATELIMIT","requestId":"r","message":"m"}"#);
const REJECTED_TOKEN: Event = Event::Answer(200, r#"{"code":"INVALID_ACCESS_TOKEN","requestId":"r","message":"m"}"#);
const BAD_GATEWAY: Event = Event::Answer(502, "<html>Bad Gateway</html>");
const TRUNCATED: Event = Event::Answer(200, r#"{"value":[{"_id":"#);

fn request(method: Method, idempotency: Idempotency) -> Request {
    let path = match idempotency {
        Idempotency::Once => "/weda/odata/v1/pre/student",
        Idempotency::Read | Idempotency::Idempotent => "/weda/odata/v1/pre/student('9G5C0WQN26')",
    };
    let body = (method != Method::GET).then(|| Bytes::from_static(br#"{"name":"secret"}"#));
    let expect = if idempotency == Idempotency::Read { 200 } else { 204 };
    let operation = match method.as_str() {
        "GET" => OperationKind::Read,
        "POST" => OperationKind::Create,
        "PATCH" => OperationKind::Update,
        _ => OperationKind::Delete,
    };
    let model = Some("student".into());
    Request { method, path: path.to_owned(), body, expect, operation, model, record: None, idempotency }
}

fn read() -> Request {
    request(Method::GET, Idempotency::Read)
}

fn update() -> Request {
    request(Method::PATCH, Idempotency::Idempotent)
}

fn delete() -> Request {
    request(Method::DELETE, Idempotency::Idempotent)
}

fn create() -> Request {
    request(Method::POST, Idempotency::Once)
}

/// Makes a call whose first requests meet these events. Returns its result and the number of requests.
async fn state(request: &Request, events: &[Event]) -> (Result<Answer, Error>, usize) {
    let service = service(TIMEOUTS);
    service.wire.plan(events.iter().copied());
    let result = service.call(request, &mut |_| Ok(()), &Span::none()).await;
    (result, service.wire.requests())
}

#[tokio::test(start_paused = true)]
async fn idempotent_calls_are_retried_until_they_succeed() {
    for event in [SYS_ERR, TIMED_OUT, BAD_GATEWAY, TRUNCATED, Event::Broken, Event::NoConnection, Event::Silence] {
        for request in [read(), update(), delete()] {
            let (result, requests) = state(&request, &[event, event]).await;
            assert!(result.is_ok(), "{request} {event:?} {result:?}");
            assert_eq!(requests, 3, "{request} {event:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_is_retried_only_if_it_was_certainly_not_applied() {
    for event in [THROTTLED, Event::NoConnection, Event::Answer(429, ""), REJECTED_TOKEN] {
        let (result, requests) = state(&create(), &[event]).await;
        assert!(result.is_ok() && requests == 2, "{event:?} {result:?}");
    }
    for event in [SYS_ERR, TIMED_OUT, BAD_GATEWAY, TRUNCATED, Event::Broken, Event::Silence, Event::Answer(503, "")] {
        let (result, requests) = state(&create(), &[event]).await;
        let error = result.unwrap_err();
        assert_eq!(requests, 1, "{event:?}");
        assert!(error.to_string().contains("the write may have been applied"), "{event:?} {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_in_doubt_has_what_is_needed_to_look_for_it() {
    let service = service(TIMEOUTS);
    service.wire.plan([Event::Broken]);
    let before = DateTime::now();
    let error = service.call(&create(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    let write = error.in_doubt().unwrap();
    assert_eq!((write.operation(), write.model()), (OperationKind::Create, Some("student")));
    assert_eq!(write.body(), Some(r#"{"name":"secret"}"#));
    assert_eq!(write.request_ids(), service.wire.ids());
    assert!(before <= write.sent_at() && write.sent_at() <= DateTime::now());
    assert!(!format!("{write:?} {error:?} {error}").contains("secret"), "values of records do not belong in logs");
}

/// An update whose first request failed and whose last was refused: the first may still have been applied.
#[tokio::test(start_paused = true)]
async fn doubt_about_one_request_outlives_the_refusal_of_the_next() {
    let service = service(TIMEOUTS);
    let denied = Event::Answer(200, r#"{"code":"PERMISSION_DENIED","requestId":"r","message":"m"}"#);
    service.wire.plan([Event::Broken, SYS_ERR, denied]);
    let error = service.call(&update(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert!(error.is_permission());
    assert_eq!(error.attempts(), 3);
    assert_eq!(error.in_doubt().unwrap().request_ids(), &service.wire.ids()[..2]);
    assert_eq!(
        error.to_string(),
        "PATCH /weda/odata/v1/pre/student('9G5C0WQN26'): the service refused with PERMISSION_DENIED, not allowed: \"m\" \
         (Permission, never retried, HTTP 200, request id r, 3 attempts); check that the environment is a WeDa \
         environment and that its owner's account owns the keys; the write may have been applied: check what is stored \
         before repeating it"
    );

    let (result, _) = state(&update(), &[denied]).await;
    assert!(result.unwrap_err().in_doubt().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_retried_delete_that_finds_no_record_succeeds() {
    let gone = Event::Answer(404, r#"{"Response":{"RequestId":"r","Error":{"Code":"ResourceNotFound","Message":""}}}"#);
    assert!(state(&delete(), &[Event::Broken, gone]).await.0.is_ok());
    assert!(state(&delete(), &[gone]).await.0.unwrap_err().is_not_found());
    assert!(state(&delete(), &[Event::NoConnection, gone]).await.0.unwrap_err().is_not_found());
    assert!(state(&update(), &[Event::Broken, gone]).await.0.unwrap_err().is_not_found());
    let no_model =
        r#"{"Response":{"RequestId":"r","Error":{"Code":"ResourceNotFound.DataSourceNotExist","Message":""}}}"#;
    assert!(state(&delete(), &[Event::Broken, Event::Answer(200, no_model)]).await.0.is_err());
}

/// A DELETE counted as done when its retry met any 404, such as that of a gateway without a route.
/// Only the service's own code counts; without one the call ends in an error with the write in doubt.
#[tokio::test(start_paused = true)]
async fn a_404_of_a_gateway_says_nothing_about_the_record() {
    for body in ["", "<html>404</html>", r#"{"message":"no route"}"#] {
        let error = state(&delete(), &[Event::Broken, Event::Answer(404, body)]).await.0.unwrap_err();
        assert!(error.in_doubt().is_some(), "{body}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn permanent_refusals_are_not_retried() {
    for body in [
        r#"{"code":"BAD_REQUEST","message":"m"}"#,
        r#"{"code":"EXCEED_REQUEST_LIMIT","message":"m"}"#,
        r#"{"Response":{"Error":{"Code":"InvalidParameter","Message":"m"}}}"#,
        r#"{"Response":{"Error":{"Code":"FailedOperation.FlexdbResourceOverdue","Message":"m"}}}"#,
        r#"{"code":"NEW_ONE","message":"m"}"#,
    ] {
        let (result, requests) = state(&read(), &[Event::Answer(200, body)]).await;
        assert!(result.is_err() && requests == 1, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_and_their_delays_grow_with_jitter() {
    let service = service(CallTimeouts { attempts: 4, call: Duration::from_secs(600), ..TIMEOUTS });
    for _ in 0..20 {
        service.wire.plan([SYS_ERR; 4]);
        let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
        assert_eq!(error.attempts(), 4);
        assert!(error.to_string().contains(", 4 attempts)"), "{error}");
    }
    let gaps = service.wire.gaps();
    assert_eq!(service.wire.requests(), 80);
    for (at, longest) in [(0, 500), (1, 1000), (2, 2000)] {
        let delays: Vec<_> = gaps.iter().skip(at).step_by(4).map(|gap| gap.as_millis()).collect();
        // The clock counts whole milliseconds, and an exchange takes ten.
        assert!(delays.iter().all(|delay| *delay <= longest + 12), "{delays:?}");
        assert!(delays.iter().any(|delay| *delay > longest / 2), "{delays:?}");
        assert!(delays.iter().any(|delay| *delay < longest / 2), "full jitter starts at zero: {delays:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_attempt_disables_retries() {
    let service = service(CallTimeouts { attempts: 1, ..TIMEOUTS });
    for (event, requests) in [(SYS_ERR, 1), (THROTTLED, 2), (Event::Broken, 3)] {
        service.wire.plan([event]);
        let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
        assert_eq!((service.wire.requests(), error.attempts()), (requests, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn the_service_says_how_long_to_wait() {
    for event in [Event::Wait(429, "", 7), Event::Wait(503, "", 7)] {
        let service = service(TIMEOUTS);
        service.wire.plan([event]);
        service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap();
        assert!(service.wire.gaps()[0] >= Duration::from_secs(7));

        let before = Instant::now();
        let longer = match event {
            Event::Wait(status, body, _) => Event::Wait(status, body, 31),
            other => other,
        };
        service.wire.plan([longer]);
        let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(31)));
        // At the lowest rate the call itself begins after a second.
        assert!(before.elapsed() < Duration::from_secs(2), "the call would time out before");
    }
}

#[tokio::test(start_paused = true)]
async fn rate_limited_calls_are_retried_until_the_timeout_whatever_their_number() {
    let service = service(TIMEOUTS);
    service.wire.plan(std::iter::repeat_n(THROTTLED, 200));
    let before = Instant::now();
    let error = service.call(&create(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert!(error.attempts() > 4 && error.in_doubt().is_none());
    // At the lowest rate an attempt begins after a second, which does not count.
    assert!(before.elapsed() <= TIMEOUTS.call + Duration::from_secs(error.attempts().into()));
}

#[tokio::test(start_paused = true)]
async fn a_request_without_answer_times_out_and_names_its_id() {
    let service = service(TIMEOUTS);
    service.wire.plan([Event::Silence; 9]);
    let before = Instant::now();
    let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert!(error.is_timeout());
    assert!(before.elapsed() <= TIMEOUTS.call);
    assert_eq!(error.request_id(), service.wire.ids().last().map(String::as_str));
    assert!(service.wire.gaps()[0] >= TIMEOUTS.attempt && service.wire.requests() == 3, "30 s hold three of 10 s");

    // A create cannot be retried, so its attempt has the timeout of the call.
    service.wire.plan([Event::Silence]);
    let before = Instant::now();
    let error = service.call(&create(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert_eq!(before.elapsed(), TIMEOUTS.call);
    assert_eq!(
        error.to_string(),
        format!(
            "POST /weda/odata/v1/pre/student: no answer from weda.example within 30s (request id {}); raise \
             `ClientBuilder::timeout`, or request less per call; the write may have been applied: check what is stored \
             before repeating it",
            error.request_id().unwrap()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn calls_share_a_retry_budget() {
    let service = service(TIMEOUTS);
    service.wire.plan(std::iter::repeat_n(SYS_ERR, 1000));
    let mut requests = Vec::new();
    for _ in 0..60 {
        let before = service.wire.requests();
        service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
        requests.push(service.wire.requests() - before);
    }
    assert_eq!(requests[..33], [4; 33], "the budget has a hundred retries");
    assert_eq!(requests[34..], [1; 26], "then no call is retried");
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_renewed_once_per_call() {
    let (result, requests) = state(&create(), &[REJECTED_TOKEN]).await;
    assert!(result.is_ok() && requests == 2);
    let service = service(TIMEOUTS);
    service.wire.plan([REJECTED_TOKEN, SYS_ERR, REJECTED_TOKEN]);
    let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(service.wire.tokens(), ["Bearer token1", "Bearer token2", "Bearer token2"]);
}

/// A thousand concurrent tasks with a rejected token share one token request, and take at most a fifth longer than it.
#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_wait_for_one_token_and_not_longer_than_it_takes() {
    const TOKEN_LATENCY: Duration = Duration::from_millis(500);
    let service = service_with(TIMEOUTS, 1000, TOKEN_LATENCY);
    service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap();
    service.wire.plan([REJECTED_TOKEN; 1000]);
    let before = Instant::now();
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let service = Arc::clone(&service);
            tokio::spawn(async move { service.call(&read(), &mut |_| Ok(()), &Span::none()).await.map(|_| ()) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(before.elapsed() <= TOKEN_LATENCY.mul_f64(1.2), "{:?}", before.elapsed());
    let tokens = service.wire.tokens();
    assert!(tokens[..1001].iter().all(|token| token == "Bearer token1"));
    assert!(tokens[1001..].iter().all(|token| token == "Bearer token2") && tokens.len() == 2001);
}

/// Dropping a call, during a delay or a request, releases its permit.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_leaves_nothing_behind() {
    let service = service(TIMEOUTS);
    let permits = service.limits.available();
    for (event, moment) in [(Event::Silence, 5_000), (Event::Wait(503, "", 20), 5_000), (SYS_ERR, 10)] {
        service.wire.plan([event]);
        let request = read();
        let dropped =
            tokio::time::timeout(Duration::from_millis(moment), service.call(&request, &mut |_| Ok(()), &Span::none()))
                .await;
        assert!(dropped.is_err(), "{event:?}");
        assert_eq!((service.limits.available(), service.wire.in_flight()), (permits, 0), "{event:?}");
    }
}

/// A service that accepts 30 calls per second gets 600 concurrent creates. All succeed, once each, in little more than the
/// ideal 20 seconds; without the rate limiter nine of ten requests would be refused.
#[tokio::test(start_paused = true)]
async fn the_rate_adapts_to_what_the_service_accepts() {
    const CALLS: usize = 600;
    let service = service(TIMEOUTS);
    service.wire.limit.store(30, std::sync::atomic::Ordering::SeqCst);
    let before = Instant::now();
    let tasks: Vec<_> = (0..CALLS)
        .map(|_| {
            let service = Arc::clone(&service);
            tokio::spawn(async move { service.call(&create(), &mut |_| Ok(()), &Span::none()).await.map(|_| ()) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let (took, requests) = (before.elapsed(), service.wire.requests());
    assert!(took < Duration::from_secs(40), "{took:?}");
    assert!(requests < CALLS * 5 / 4, "{requests} requests");
}

/// A call holds no permit during a delay: ten of them would block all others.
#[tokio::test(start_paused = true)]
async fn a_delayed_call_holds_no_permit() {
    let service = service(TIMEOUTS);
    service.wire.plan([Event::Wait(503, "", 20); 10]);
    let delayed: Vec<_> = (0..10)
        .map(|_| {
            let service = Arc::clone(&service);
            tokio::spawn(async move { service.call(&read(), &mut |_| Ok(()), &Span::none()).await.map(|_| ()) })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = Instant::now();
    service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap();
    assert!(before.elapsed() < Duration::from_secs(1));
    for task in delayed {
        task.await.unwrap().unwrap();
    }
}

/// The errors of calls that were not retried for lack of budget did not mention it.
#[tokio::test(start_paused = true)]
async fn an_error_says_that_the_retry_budget_is_exhausted() {
    let service = service(TIMEOUTS);
    let mut exhausted = 0;
    for _ in 0..60 {
        service.wire.plan([Event::Broken; 4]);
        let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
        let mentioned = error.to_string().contains("the client's retry budget is exhausted");
        assert_eq!(mentioned, error.is_retry_budget_exhausted());
        assert_eq!(mentioned, error.attempts() < 4, "{error}");
        exhausted += usize::from(mentioned);
        service.wire.clear();
    }
    assert_eq!(exhausted, 60 - 33, "a hundred retries, three for each call, and one call with one of three");
}
