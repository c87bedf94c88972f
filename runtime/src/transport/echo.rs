//! Matches answers with their requests by `x-request-id`.
//!
//! On a connection that received an answer twice, each later request gets the answer to the one before it. The service may
//! echo the id of the request in its answer; gateways may replace it with their own, or remove it.

use std::sync::atomic::{AtomicU64, Ordering};

use super::request_id::is_ours;

/// Records which answers echo ids: successes together, and errors by status, since errors may come from a gateway.
#[derive(Default)]
pub(super) struct Echo {
    records: Seen,
    tokens: Seen,
    /// Number of successes without a matching id.
    unmatched: AtomicU64,
}

/// The interface that answers a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Records,
    Tokens,
    /// Other interfaces, which different servers may answer.
    Other,
}

/// The statuses whose answers have echoed an id: a bit for each from 0 to 639.
#[derive(Default)]
struct Seen([AtomicU64; 10]);

/// The request that an answer belongs to, by its id.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// This request.
    Own,
    /// Unknown.
    Unknown,
    /// Another request.
    Other,
}

impl Echo {
    /// Returns the origin of an answer to the request with the id `sent`; `received` is the id of the answer.
    pub fn origin(&self, source: Source, sent: &str, status: u16, received: Option<&str>) -> Origin {
        let origin = self.compare(source, sent, status, received);
        if origin == Origin::Unknown && (200..300).contains(&status) {
            self.unmatched.fetch_add(1, Ordering::Relaxed);
        }
        origin
    }

    /// Number of successes without a matching id.
    pub fn unmatched(&self) -> u64 {
        self.unmatched.load(Ordering::Relaxed)
    }

    fn compare(&self, source: Source, sent: &str, status: u16, received: Option<&str>) -> Origin {
        let seen = match source {
            Source::Records => Some(&self.records),
            Source::Tokens => Some(&self.tokens),
            Source::Other => None,
        };
        match received {
            Some(id) if id == sent => {
                seen.inspect(|seen| seen.insert(status));
                Origin::Own
            }
            Some(id) if is_ours(id) => Origin::Other,
            Some(_) => Origin::Unknown,
            None if seen.is_some_and(|seen| seen.contains(status)) => Origin::Other,
            None => Origin::Unknown,
        }
    }
}

impl Seen {
    fn bit(&self, status: u16) -> Option<(&AtomicU64, u64)> {
        let status = if (200..300).contains(&status) { 200 } else { status };
        Some((self.0.get(usize::from(status / 64))?, 1 << (status % 64)))
    }

    fn insert(&self, status: u16) {
        if let Some((bits, bit)) = self.bit(status)
            && bits.load(Ordering::Relaxed) & bit == 0
        {
            bits.fetch_or(bit, Ordering::Relaxed);
        }
    }

    fn contains(&self, status: u16) -> bool {
        self.bit(status).is_some_and(|(bits, bit)| bits.load(Ordering::Relaxed) & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::request_id::request_id;
    use super::*;

    #[test]
    fn an_answer_with_the_id_of_another_request_belongs_to_it() {
        let (echo, sent) = (Echo::default(), request_id());
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some(&request_id())), Origin::Other);
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some("a-gateways-own")), Origin::Unknown);
        assert_eq!(echo.origin(Source::Records, &sent, 200, None), Origin::Unknown);
        assert_eq!(echo.origin(Source::Records, &sent, 502, None), Origin::Unknown);
        assert_eq!(echo.unmatched(), 2, "successes count, errors do not");
    }

    /// A gateway that rejects a token does not echo ids, although the service behind it does.
    #[test]
    fn an_answer_without_an_id_belongs_to_another_request_if_such_answers_have_echoed_ids() {
        let (echo, sent) = (Echo::default(), request_id());
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(Source::Records, &sent, 201, None), Origin::Other);
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some("a-gateways-own")), Origin::Unknown);
        assert_eq!(echo.origin(Source::Records, &sent, 401, None), Origin::Unknown);
        assert_eq!(echo.origin(Source::Tokens, &sent, 200, None), Origin::Unknown);
        assert_eq!(echo.origin(Source::Other, &sent, 200, None), Origin::Unknown);
        assert_eq!(echo.origin(Source::Records, &sent, 429, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(Source::Records, &sent, 429, None), Origin::Other);
        assert_eq!(echo.origin(Source::Records, &sent, 999, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(Source::Records, &sent, 999, None), Origin::Unknown);
    }
}
