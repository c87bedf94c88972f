use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::time::sleep;

use super::*;
use crate::client::MAX_CONCURRENT_CALLS;
use crate::client::rate_limiter::AdaptiveRateLimiter;
use crate::protocol::Gateway as _;
use crate::protocol::odata::Odata;
use crate::transport::{Credential, Delivery, Exchange};

/// The outcome of a request.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    Answer(u16, &'static str),
    /// With this `Retry-After`, in seconds.
    Wait(u16, &'static str, u64),
    /// The connection is refused.
    NoConnection,
    /// The connection is lost after the request was sent.
    Broken,
    /// No answer comes.
    Silence,
}

/// A transport with scripted events. After them every request succeeds.
#[derive(Default)]
pub struct Fake {
    script: Mutex<VecDeque<Event>>,
    /// Time, token and id of each request.
    sent: Mutex<Vec<(Instant, String, String)>>,
    in_flight: AtomicUsize,
    /// The number of calls per second that are not rate-limited.
    pub limit: AtomicUsize,
    /// The times of those calls.
    accepted: Mutex<VecDeque<Instant>>,
}

impl Fake {
    fn is_rate_limited(&self) -> bool {
        let limit = self.limit.load(Ordering::SeqCst);
        let mut accepted = self.accepted.lock().unwrap();
        let now = Instant::now();
        accepted.retain(|at| now - *at < Duration::from_secs(1));
        let refused = limit > 0 && accepted.len() >= limit;
        if !refused {
            accepted.push_back(now);
        }
        refused
    }

    /// Drops the planned events.
    pub fn clear(&self) {
        self.script.lock().unwrap().clear();
    }

    pub fn plan(&self, events: impl IntoIterator<Item = Event>) {
        self.script.lock().unwrap().extend(events);
    }

    pub fn requests(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    pub fn ids(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|(_, _, id)| id.clone()).collect()
    }

    pub fn tokens(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|(_, token, _)| token.clone()).collect()
    }

    /// The times between consecutive requests.
    pub fn gaps(&self) -> Vec<Duration> {
        self.sent.lock().unwrap().windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
    }

    pub fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::SeqCst)
    }
}

struct InFlight<'a>(&'a AtomicUsize);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Exchange for Fake {
    fn host(&self) -> &str {
        "weda.example"
    }

    fn other_answer(&self) -> Error {
        Error::new(ErrorKind::UnexpectedAnswer, Problem::OtherAnswer { host: self.host().to_owned() })
    }

    async fn exchange(&self, request: &Request, credentials: &dyn Credential, request_id: &str) -> Attempt {
        self.in_flight.fetch_add(1, Ordering::SeqCst);
        let _counted = InFlight(&self.in_flight);
        let token = credentials.header().to_str().unwrap().to_owned();
        self.sent.lock().unwrap().push((Instant::now(), token, request_id.to_owned()));
        let event = self.script.lock().unwrap().pop_front();
        let good = Event::Answer(request.expect, if request.expect == 204 { "" } else { r#"{"_id":"9G5C0WQN26"}"# });
        let event = event.unwrap_or(good);
        let event = if self.is_rate_limited() { super::THROTTLED } else { event };
        sleep(Duration::from_millis(10)).await;
        let broken = |delivery| {
            let problem = Problem::Network { host: self.host().to_owned(), causes: "it broke".to_owned() };
            let error = Error::new(ErrorKind::Network, problem).in_call(request, request_id);
            Attempt { delivery, result: Err(error) }
        };
        let (status, body, pause) = match event {
            Event::NoConnection => return broken(Delivery::NotSent),
            Event::Broken => return broken(Delivery::Unknown),
            Event::Silence => std::future::pending().await,
            Event::Answer(status, body) => (status, body, None),
            Event::Wait(status, body, seconds) => (status, body, Some(Duration::from_secs(seconds))),
        };
        match Odata::default().classify(status, request.expect, body.as_bytes()) {
            Ok(()) => {
                let (body, request_id) = (Bytes::from_static(body.as_bytes()), request_id.to_owned());
                Attempt::answered(Answer {
                    status,
                    body,
                    request_id,
                    sent_at: DateTime::now(),
                    headers: http::HeaderMap::default(),
                    is_tied: true,
                })
            }
            Err(error) => Attempt::failed(error.in_call(request, request_id).with_retry_after(pause)),
        }
    }
}

/// A service over this transport, whose tokens are `Bearer token1`, `Bearer token2` and so on.
pub fn service(timeouts: CallTimeouts) -> Arc<Service<Fake>> {
    service_with(timeouts, MAX_CONCURRENT_CALLS, Duration::ZERO)
}

/// The same, with a concurrency limit and a latency of token requests.
pub fn service_with(timeouts: CallTimeouts, concurrency: usize, token_latency: Duration) -> Arc<Service<Fake>> {
    let issued = Arc::new(AtomicUsize::new(0));
    let token = TokenCache::new(move |_| {
        let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
        let token = Token::new(&format!("token{number}"), Instant::now(), Duration::from_secs(432_000)).unwrap();
        async move {
            sleep(token_latency).await;
            Ok(token)
        }
    });
    let limits = Limits::new(concurrency, Arc::new(AdaptiveRateLimiter::new()));
    Arc::new(Service {
        wire: Arc::default(),
        token,
        renewable: true,
        advice: "",
        limits,
        timeouts,
        budget: Budget::full(100),
    })
}
