//! Calls over a way that fails as it is told to, by a clock that stands still while somebody works.

mod fake;

use fake::{Event, service, service_with};

use http::Method;

use super::*;

const TIMEOUTS: CallTimeouts =
    CallTimeouts { call: Duration::from_secs(30), queue: None, attempt: Duration::from_secs(10), attempts: 4 };

const SYS_ERR: Event = Event::Answer(200, r#"{"code":"SYS_ERR","requestId":"r","message":"m"}"#);
const TIMED_OUT: Event = Event::Answer(200, r#"{"code":"SERVER_TIMEOUT","requestId":"r","message":"m"}"#);
const THROTTLED: Event = Event::Answer(200, r#"{"code":"EXCEED_RATELIMIT","requestId":"r","message":"m"}"#);
const DEAD: Event = Event::Answer(200, r#"{"code":"INVALID_ACCESS_TOKEN","requestId":"r","message":"m"}"#);
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

/// How a call ends that meets these events first, and how many requests it took.
async fn state(request: &Request, events: &[Event]) -> (Result<Answer, Error>, usize) {
    let service = service(TIMEOUTS);
    service.wire.plan(events.iter().copied());
    let result = service.call(request, &mut |_| Ok(()), &Span::none()).await;
    (result, service.wire.requests())
}

#[tokio::test(start_paused = true)]
async fn what_is_harmless_is_repeated_until_it_succeeds() {
    for event in [SYS_ERR, TIMED_OUT, BAD_GATEWAY, TRUNCATED, Event::Broken, Event::NoConnection, Event::Silence] {
        for request in [read(), update(), delete()] {
            let (result, requests) = state(&request, &[event, event]).await;
            assert!(result.is_ok(), "{request} {event:?} {result:?}");
            assert_eq!(requests, 3, "{request} {event:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_is_repeated_only_if_it_was_surely_not_applied() {
    for event in [THROTTLED, Event::NoConnection, Event::Answer(429, ""), DEAD] {
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
async fn a_write_in_doubt_carries_what_is_needed_to_look_for_it() {
    let service = service(TIMEOUTS);
    service.wire.plan([Event::Broken]);
    let before = DateTime::now();
    let error = service.call(&create(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    let write = error.in_doubt().unwrap();
    assert_eq!((write.operation(), write.model()), (OperationKind::Create, Some("student")));
    assert_eq!(write.body(), Some(r#"{"name":"secret"}"#));
    assert_eq!(write.request_ids(), service.wire.ids());
    assert!(before <= write.sent_at() && write.sent_at() <= DateTime::now());
    assert!(!format!("{write:?} {error:?} {error}").contains("secret"), "values of records are no text for logs");
}

/// An update whose first request broke and whose second was refused: the first may have been applied all the same.
#[tokio::test(start_paused = true)]
async fn doubt_of_one_request_outlives_the_refusal_of_the_next() {
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
         (Permission, never repeated, HTTP 200, request id r, 3 attempts); check that the environment is a WeDa one and that the keys are of the \
         account that owns it; the write may have been applied: read what is stored before repeating it"
    );

    let (result, _) = state(&update(), &[denied]).await;
    assert!(result.unwrap_err().in_doubt().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_repeated_delete_that_finds_nothing_has_done_its_work() {
    let gone = Event::Answer(404, r#"{"Response":{"RequestId":"r","Error":{"Code":"ResourceNotFound","Message":""}}}"#);
    assert!(state(&delete(), &[Event::Broken, gone]).await.0.is_ok());
    assert!(state(&delete(), &[gone]).await.0.unwrap_err().is_not_found());
    assert!(state(&delete(), &[Event::NoConnection, gone]).await.0.unwrap_err().is_not_found());
    assert!(state(&update(), &[Event::Broken, gone]).await.0.unwrap_err().is_not_found());
    let no_model =
        r#"{"Response":{"RequestId":"r","Error":{"Code":"ResourceNotFound.DataSourceNotExist","Message":""}}}"#;
    assert!(state(&delete(), &[Event::Broken, Event::Answer(200, no_model)]).await.0.is_err());
}

/// A DELETE counted as done when its repetition met a 404 of anybody's, such as a gateway without a route.
/// A status without a code was taken for the service's word about the record.
/// Only the service's own code is; without one the call ends in an error that says what is in doubt.
#[tokio::test(start_paused = true)]
async fn a_gateway_that_knows_no_route_says_nothing_of_the_record() {
    for body in ["", "<html>404</html>", r#"{"message":"no route"}"#] {
        let error = state(&delete(), &[Event::Broken, Event::Answer(404, body)]).await.0.unwrap_err();
        assert!(error.in_doubt().is_some(), "{body}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_service_refuses_for_good_is_not_repeated() {
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
async fn attempts_are_counted_and_their_pauses_grow_at_random() {
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
        let pauses: Vec<_> = gaps.iter().skip(at).step_by(4).map(|gap| gap.as_millis()).collect();
        // The clock counts whole milliseconds, and an exchange takes ten.
        assert!(pauses.iter().all(|pause| *pause <= longest + 12), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause > longest / 2), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause < longest / 2), "full jitter begins at nothing: {pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_attempt_is_a_choice() {
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
        // At the slowest pace the turn of the call itself comes after a second.
        assert!(before.elapsed() < Duration::from_secs(2), "the time of the call would be over before");
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_calls_are_repeated_until_the_time_is_over_whatever_their_number() {
    let service = service(TIMEOUTS);
    service.wire.plan(std::iter::repeat_n(THROTTLED, 200));
    let before = Instant::now();
    let error = service.call(&create(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert!(error.attempts() > 4 && error.in_doubt().is_none());
    // At the slowest pace the turn of a call comes after a second, which is not counted.
    assert!(before.elapsed() <= TIMEOUTS.call + Duration::from_secs(error.attempts().into()));
}

#[tokio::test(start_paused = true)]
async fn a_request_without_answer_ends_in_time_and_names_its_id() {
    let service = service(TIMEOUTS);
    service.wire.plan([Event::Silence; 9]);
    let before = Instant::now();
    let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert!(error.is_timeout());
    assert!(before.elapsed() <= TIMEOUTS.call);
    assert_eq!(error.request_id(), service.wire.ids().last().map(String::as_str));
    assert!(service.wire.gaps()[0] >= TIMEOUTS.attempt && service.wire.requests() == 3, "30 s hold three of 10 s");

    // A create cannot be repeated, so it gets all the time there is.
    service.wire.plan([Event::Silence]);
    let before = Instant::now();
    let error = service.call(&create(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert_eq!(before.elapsed(), TIMEOUTS.call);
    assert_eq!(
        error.to_string(),
        format!(
            "POST /weda/odata/v1/pre/student: no answer from weda.example within 30s (request id {}); allow more time \
             with `ClientBuilder::timeout`, or ask for less in one call; the write may have been applied: read what is \
             stored before repeating it",
            error.request_id().unwrap()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn calls_share_a_budget_of_repetitions() {
    let service = service(TIMEOUTS);
    service.wire.plan(std::iter::repeat_n(SYS_ERR, 1000));
    let mut requests = Vec::new();
    for _ in 0..60 {
        let before = service.wire.requests();
        service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
        requests.push(service.wire.requests() - before);
    }
    assert_eq!(requests[..33], [4; 33], "a hundred repetitions are free");
    assert_eq!(requests[34..], [1; 26], "and then there are none, so that a service in need is left alone");
}

#[tokio::test(start_paused = true)]
async fn a_dead_token_is_renewed_once_a_call() {
    let (result, requests) = state(&create(), &[DEAD]).await;
    assert!(result.is_ok() && requests == 2);
    let service = service(TIMEOUTS);
    service.wire.plan([DEAD, SYS_ERR, DEAD]);
    let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(service.wire.tokens(), ["Bearer token1", "Bearer token2", "Bearer token2"]);
}

/// A thousand tasks at once whose token is dead: one is bought, and the last task ends a fifth later than that takes, at
/// most.
#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_wait_for_one_token_and_not_longer_than_it_takes() {
    const MINT: Duration = Duration::from_millis(500);
    let service = service_with(TIMEOUTS, 1000, MINT);
    service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap();
    service.wire.plan([DEAD; 1000]);
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
    assert!(before.elapsed() <= MINT.mul_f64(1.2), "{:?}", before.elapsed());
    let tokens = service.wire.tokens();
    assert!(tokens[..1001].iter().all(|token| token == "Bearer token1"));
    assert!(tokens[1001..].iter().all(|token| token == "Bearer token2") && tokens.len() == 2001);
}

/// Whoever drops a call, in a pause or while a request is under way, leaves its place to others.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_leaves_nothing_behind() {
    let service = service(TIMEOUTS);
    let places = service.limits.free_places();
    for (event, moment) in [(Event::Silence, 5_000), (Event::Wait(503, "", 20), 5_000), (SYS_ERR, 10)] {
        service.wire.plan([event]);
        let request = read();
        let dropped =
            tokio::time::timeout(Duration::from_millis(moment), service.call(&request, &mut |_| Ok(()), &Span::none()))
                .await;
        assert!(dropped.is_err(), "{event:?}");
        assert_eq!((service.limits.free_places(), service.wire.in_flight()), (places, 0), "{event:?}");
    }
}

/// A service that takes 30 calls a second gets 600 creates at once. All are made, once each, in little more than the 20
/// seconds that they take at best; without a pace nine of ten requests would be refused.
#[tokio::test(start_paused = true)]
async fn the_pace_settles_at_what_the_service_takes() {
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

/// A call that pauses holds no place: ten that wait would stop all others.
#[tokio::test(start_paused = true)]
async fn a_pause_leaves_the_place_to_others() {
    let service = service(TIMEOUTS);
    service.wire.plan([Event::Wait(503, "", 20); 10]);
    let pausing: Vec<_> = (0..10)
        .map(|_| {
            let service = Arc::clone(&service);
            tokio::spawn(async move { service.call(&read(), &mut |_| Ok(()), &Span::none()).await.map(|_| ()) })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = Instant::now();
    service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap();
    assert!(before.elapsed() < Duration::from_secs(1));
    for task in pausing {
        task.await.unwrap().unwrap();
    }
}

/// The errors of calls that failed for want of repetitions said nothing of it.
#[tokio::test(start_paused = true)]
async fn an_error_says_that_the_budget_of_repetitions_is_used_up() {
    let service = service(TIMEOUTS);
    let mut exhausted = 0;
    for _ in 0..60 {
        service.wire.plan([Event::Broken; 4]);
        let error = service.call(&read(), &mut |_| Ok(()), &Span::none()).await.unwrap_err();
        let says = error.to_string().contains("no more, since the client's retry budget is used up");
        assert_eq!(says, error.is_retry_budget_exhausted());
        assert_eq!(says, error.attempts() < 4, "{error}");
        exhausted += usize::from(says);
        service.wire.clear();
    }
    assert_eq!(exhausted, 60 - 33, "a hundred repetitions, three for each call, and one that has one of three");
}
