//! The state of one call: attempts, the pauses between them, and its end.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use tokio::time::{Instant, sleep_until, timeout_at};
use tracing::Span;

use super::backoff::{Budget, pause};
use super::limits::Limits;
use super::retry_table;
use super::trace::ended;
use crate::DateTime;
use crate::auth::{Token, TokenCache};
use crate::error::{Code, Error, ErrorKind, InDoubt, Problem, Retry};
use crate::protocol::Answer;
use crate::request::{Idempotency, OperationKind, Request};
use crate::transport::{Attempt, Exchange, HttpTransport, Next, request_id, trace};

/// How long, and how often, a call is tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallTimeouts {
    /// For the whole call, pauses and token included.
    pub call: Duration,
    /// For each wait for a place or a turn, where it is not as long.
    pub queue: Option<Duration>,
    /// For one request that may be repeated.
    pub attempt: Duration,
    pub attempts: u32,
}

/// What all handles to one environment share: its token, its limits, and the way to it.
pub(super) struct Service<W = HttpTransport> {
    pub wire: Arc<W>,
    pub token: TokenCache,
    /// Whether a token that is dead can be replaced.
    pub renewable: bool,
    pub limits: Limits,
    pub timeouts: CallTimeouts,
    pub budget: Budget,
}

/// Reads an answer, or says that it is none of this request.
pub(crate) type ReadAnswer<'r> = dyn FnMut(&Answer) -> Result<(), Error> + Send + 'r;

/// A request that left this machine, or was about to.
struct Sent {
    token: Arc<Token>,
    request_id: String,
    at: DateTime,
}

/// What is remembered from one attempt to the next.
#[derive(Default)]
struct CallState {
    attempts: u32,
    renewed: bool,
    pauses: u32,
    /// When the first request was sent whose end is unknown, and the ids of all such requests.
    doubts: Option<(DateTime, Vec<String>)>,
    /// The call ends since no repetition is left.
    is_out_of_budget: bool,
}

impl<W: Exchange> Service<W> {
    /// Makes the call, again where the table of [`retry_table`] says so and time, number and budget allow it.
    ///
    /// Whoever drops the future leaves nothing behind: the place is free again, and a purchase of a token goes on for the
    /// others.
    pub async fn call(&self, request: &Request, read: &mut ReadAnswer<'_>, span: &Span) -> Result<Answer, Error> {
        let mut state = CallState::default();
        let result = self.run(request, read, &mut state).await;
        ended(span, state.attempts, &result);
        result
    }

    async fn run(&self, request: &Request, read: &mut ReadAnswer<'_>, state: &mut CallState) -> Result<Answer, Error> {
        let mut asked = Instant::now();
        let mut deadline = asked + self.timeouts.call;
        loop {
            let place = match self.limits.enter(asked, self.timeouts.queue.unwrap_or(self.timeouts.call)).await {
                Ok(place) => place,
                Err(error) => return state.end(request, error.unsent().with_call(request)),
            };
            // Waiting for a place is not counted: otherwise the last of many tasks would fail though nothing is slow.
            let begun = Instant::now();
            deadline += begun - asked;
            let (mut attempt, sent) = self.attempt(request, begun, deadline).await;
            drop(place);
            if let Ok(answer) = &attempt.result
                && let Err(error) = read(answer)
            {
                let error = error.with_status(answer.status).in_call(request, &answer.request_id);
                attempt = Attempt::unknown(error);
            }
            state.attempts += 1;
            let sent_id = sent.as_ref().map(|sent| sent.request_id.as_str());
            let rule = attempt.result.as_ref().map_or_else(Error::retry, |_| Retry::Never);
            let step = retry_table::step(attempt.delivery, request.idempotency, rule);
            let pause = match &attempt.result {
                Err(error) if step.next == Next::Again => self.pause_until(state, error, deadline),
                _ => None,
            };
            let next = match step.next {
                Next::Again if pause.is_none() => Next::Stop,
                Next::Renew if !self.renewable || state.renewed || sent.is_none() => Next::Stop,
                next => next,
            };
            trace::attempt(state.attempts, sent_id, &attempt, next);
            let error = match attempt.result {
                Ok(answer) => {
                    if state.attempts == 1 {
                        self.budget.earn();
                    }
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if error.kind() == ErrorKind::RateLimited {
                self.limits.too_many(begun, error.retry_after());
            }
            match &sent {
                Some(sent) if step.in_doubt => state.doubt(sent),
                _ => {}
            }
            match (step.next, sent) {
                (Next::Renew, _) if !self.renewable => {
                    let advice =
                        "give `ClientBuilder::token` a new one, or `ClientBuilder::secret` keys to buy it with";
                    return state.end(request, error.with_verdict(ErrorKind::Authentication, advice.to_owned()));
                }
                (Next::Renew, Some(sent)) if !state.renewed => {
                    state.renewed = true;
                    self.token.discard(&sent.token);
                }
                _ => match pause {
                    Some(end) => sleep_until(end).await,
                    None => return state.end(request, error),
                },
            }
            asked = Instant::now();
        }
    }

    async fn attempt(&self, request: &Request, mut begun: Instant, deadline: Instant) -> (Attempt, Option<Sent>) {
        let token = match self.token.good() {
            Ok(token) => token,
            Err(look) => match timeout_at(deadline, self.token.wait(look)).await {
                Ok(Ok(token)) => {
                    begun = Instant::now();
                    token
                }
                Ok(Err(error)) => return (Attempt::never_sent(error), None),
                Err(_) => {
                    let after = self.timeouts.call;
                    let problem = Problem::TimeoutOfToken { host: self.wire.host().to_owned(), after };
                    return (Attempt::never_sent(Error::new(ErrorKind::Timeout, problem).with_call(request)), None);
                }
            },
        };
        let sent = Sent { token, request_id: request_id(), at: DateTime::now() };
        let limit = match request.idempotency {
            // It could not be repeated, so giving it up early would bring nothing but doubt.
            Idempotency::Once => deadline,
            Idempotency::Read | Idempotency::Idempotent => deadline.min(begun + self.timeouts.attempt),
        };
        let in_time = {
            // Pinned where it is, since it is large and a timeout would move it.
            let exchange = pin!(self.wire.exchange(request, &*sent.token, &sent.request_id));
            timeout_at(limit, exchange).await
        };
        let attempt = in_time.unwrap_or_else(|_| {
            let problem = Problem::Timeout { host: self.wire.host().to_owned(), after: limit - begun };
            Attempt::unknown(Error::new(ErrorKind::Timeout, problem).in_call(request, &sent.request_id))
        });
        (attempt, Some(sent))
    }

    /// The end of the pause before the next attempt; `None` where the call is to end.
    fn pause_until(&self, state: &mut CallState, error: &Error, deadline: Instant) -> Option<Instant> {
        // The service asks for patience, and what it refuses costs it little.
        let throttled = error.kind() == ErrorKind::RateLimited;
        let most = match self.timeouts.attempts {
            0 | 1 => 1,
            _ if throttled => u32::MAX,
            attempts => attempts,
        };
        if state.attempts >= most {
            return None;
        }
        state.pauses += 1;
        let pause = pause(state.pauses, fastrand::f64()).max(error.retry_after().unwrap_or_default());
        let end = Instant::now().checked_add(pause).filter(|end| *end < deadline)?;
        let is_paid = throttled || self.budget.take();
        state.is_out_of_budget = !is_paid;
        is_paid.then_some(end)
    }
}

impl CallState {
    fn doubt(&mut self, sent: &Sent) {
        let (_, ids) = self.doubts.get_or_insert_with(|| (sent.at, Vec::new()));
        ids.push(sent.request_id.clone());
    }

    fn end(&mut self, request: &Request, error: Error) -> Result<Answer, Error> {
        let doubts = self.doubts.take();
        if let Some((sent_at, _)) = doubts
            && request.operation == OperationKind::Delete
            // A status without a code may be a gateway's, which knows nothing of records.
            && error.code().is_some_and(Code::is_of_record)
        {
            // The first request has done it.
            let request_id = error.request_id().unwrap_or_default().to_owned();
            return Ok(Answer {
                status: error.status().unwrap_or_default(),
                body: Bytes::new(),
                request_id,
                sent_at,
                headers: HeaderMap::new(),
                is_tied: false,
            });
        }
        let in_doubt = doubts.map(|(sent_at, ids)| InDoubt::new(request, sent_at, ids));
        let error = if self.is_out_of_budget { error.out_of_budget() } else { error };
        Err(error.with_attempts(self.attempts).with_doubt(in_doubt))
    }
}

#[cfg(test)]
mod tests;
