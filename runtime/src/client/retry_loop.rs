//! The retry loop: the attempts of a call, the delays between them, and its result.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use tokio::time::{Instant, sleep_until, timeout_at};
use tracing::Span;

use super::backoff::{Budget, delay};
use super::limits::Limits;
use super::retry_table;
use super::trace::ended;
use crate::DateTime;
use crate::auth::{Token, TokenCache};
use crate::error::{Error, ErrorKind, InDoubt, Problem, Retry};
use crate::protocol::Answer;
use crate::request::{Idempotency, OperationKind, Request};
use crate::transport::{Attempt, Exchange, HttpTransport, Next, request_id, trace};

/// Timeouts and number of attempts of a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallTimeouts {
    /// Of the whole call, delays and token request included.
    pub call: Duration,
    /// Of each wait for the limits. Defaults to that of the call.
    pub queue: Option<Duration>,
    /// Of an attempt that may be retried.
    pub attempt: Duration,
    pub attempts: u32,
}

/// State shared by all handles to one environment: transport, token and limits.
pub(super) struct Service<W = HttpTransport> {
    pub wire: Arc<W>,
    pub token: TokenCache,
    /// Set if a rejected token can be replaced.
    pub renewable: bool,
    /// Advice on a rejected token that cannot be replaced.
    pub advice: &'static str,
    pub limits: Limits,
    pub timeouts: CallTimeouts,
    pub budget: Budget,
}

/// Reads an answer; fails if it does not belong to the request.
pub(crate) type ReadAnswer<'r> = dyn FnMut(&Answer) -> Result<(), Error> + Send + 'r;

/// A request that was sent.
struct Sent {
    token: Arc<Token>,
    request_id: String,
    at: DateTime,
}

/// State that is carried from one attempt to the next.
#[derive(Default)]
struct CallState {
    attempts: u32,
    renewed: bool,
    delays: u32,
    /// When the first request with an unknown outcome was sent, and the ids of all such requests.
    doubts: Option<(DateTime, Vec<String>)>,
    /// The call ends because the retry budget is exhausted.
    is_out_of_budget: bool,
}

impl<W: Exchange> Service<W> {
    /// Makes a call, with retries by the table of [`retry_table`] as far as timeout, attempts and budget allow.
    ///
    /// Dropping the future releases its permit; a token request in flight continues for other callers.
    pub async fn call(&self, request: &Request, read: &mut ReadAnswer<'_>, span: &Span) -> Result<Answer, Error> {
        let mut state = CallState::default();
        let result = self.run(request, read, &mut state).await;
        ended(span, state.attempts, &result);
        result
    }

    async fn run(&self, request: &Request, read: &mut ReadAnswer<'_>, state: &mut CallState) -> Result<Answer, Error> {
        let mut queued_at = Instant::now();
        let mut deadline = queued_at + self.timeouts.call;
        loop {
            let permit = match self.limits.acquire(queued_at, self.timeouts.queue.unwrap_or(self.timeouts.call)).await {
                Ok(permit) => permit,
                Err(error) => return state.end(request, error.unsent().with_call(request)),
            };
            // The time in the queue does not count: otherwise the last of many tasks would time out although nothing is slow.
            let begun = Instant::now();
            deadline += begun - queued_at;
            let (mut attempt, sent) = self.attempt(request, begun, deadline).await;
            drop(permit);
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
            let delay = match &attempt.result {
                Err(error) if step.next == Next::Again => self.delay_until(state, error, deadline),
                _ => None,
            };
            let next = match step.next {
                Next::Again if delay.is_none() => Next::Stop,
                Next::Renew if !self.renewable || state.renewed || sent.is_none() => Next::Stop,
                next => next,
            };
            trace::attempt(state.attempts, sent_id, &attempt, next);
            let error = match attempt.result {
                Ok(answer) => {
                    if state.attempts == 1 {
                        self.budget.deposit();
                    }
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if error.kind() == ErrorKind::RateLimited {
                self.limits.on_rate_limited(begun, error.retry_after());
            }
            match &sent {
                Some(sent) if step.in_doubt => state.doubt(sent),
                _ => {}
            }
            match (step.next, sent) {
                (Next::Renew, _) if !self.renewable => {
                    return state.end(request, error.with_verdict(ErrorKind::Authentication, self.advice.to_owned()));
                }
                (Next::Renew, Some(sent)) if !state.renewed => {
                    state.renewed = true;
                    self.token.discard(&sent.token);
                }
                _ => match delay {
                    Some(end) => sleep_until(end).await,
                    None => return state.end(request, error),
                },
            }
            queued_at = Instant::now();
        }
    }

    async fn attempt(&self, request: &Request, mut begun: Instant, deadline: Instant) -> (Attempt, Option<Sent>) {
        let token = match self.token.valid() {
            Ok(token) => token,
            Err(lookup) => match timeout_at(deadline, self.token.wait(lookup)).await {
                Ok(Ok(token)) => {
                    begun = Instant::now();
                    token
                }
                Ok(Err(error)) => return (Attempt::not_sent(error), None),
                Err(_) => {
                    let after = self.timeouts.call;
                    let problem = Problem::TimeoutOfToken { host: self.wire.host().to_owned(), after };
                    return (Attempt::not_sent(Error::new(ErrorKind::Timeout, problem).with_call(request)), None);
                }
            },
        };
        let sent = Sent { token, request_id: request_id(), at: DateTime::now() };
        let limit = match request.idempotency {
            // It cannot be retried, so an early timeout would only leave it in doubt.
            Idempotency::Once => deadline,
            Idempotency::Read | Idempotency::Idempotent => deadline.min(begun + self.timeouts.attempt),
        };
        let in_time = {
            // Pinned here, since it is large and `timeout_at` would move it.
            let exchange = pin!(self.wire.exchange(request, &*sent.token, &sent.request_id));
            timeout_at(limit, exchange).await
        };
        let attempt = in_time.unwrap_or_else(|_| {
            let problem = Problem::Timeout { host: self.wire.host().to_owned(), after: limit - begun };
            Attempt::unknown(Error::new(ErrorKind::Timeout, problem).in_call(request, &sent.request_id))
        });
        (attempt, Some(sent))
    }

    /// The end of the delay before the next attempt; `None` if the call ends.
    fn delay_until(&self, state: &mut CallState, error: &Error, deadline: Instant) -> Option<Instant> {
        // Retries after rate limiting count towards neither limit: the service asks for them, and refusing costs it little.
        let throttled = error.kind() == ErrorKind::RateLimited;
        let max_attempts = match self.timeouts.attempts {
            0 | 1 => 1,
            _ if throttled => u32::MAX,
            attempts => attempts,
        };
        if state.attempts >= max_attempts {
            return None;
        }
        state.delays += 1;
        let delay = delay(state.delays, fastrand::f64()).max(error.retry_after().unwrap_or_default());
        let end = Instant::now().checked_add(delay).filter(|end| *end < deadline)?;
        let is_in_budget = throttled || self.budget.withdraw();
        state.is_out_of_budget = !is_in_budget;
        is_in_budget.then_some(end)
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
            // A status without a code may be a gateway's, which says nothing about the record.
            && error.code().is_some()
            && error.is_about_a_record()
        {
            // An earlier attempt has deleted the record.
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
