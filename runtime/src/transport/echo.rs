//! Whether an answer is that of its request, as far as its `x-request-id` tells.
//!
//! A connection on which one answer came twice gives each later request the answer to the one before it. The service
//! may repeat the id of a request in its answer, and gateways before it may put ids of their own in its place, or none.

use std::sync::atomic::{AtomicU64, Ordering};

use super::request_id::is_ours;

/// Which answers have been seen to repeat ids: all successes, and errors by their status, since those of a gateway need not
/// come from where the others do.
#[derive(Default)]
pub(super) struct Echo {
    records: Seen,
    tokens: Seen,
    /// Successes that nothing ties to their requests but what they hold.
    untold: AtomicU64,
}

/// What answers a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Records,
    Tokens,
    /// Of other interfaces nobody knows whether one place answers all of them.
    Other,
}

/// A bit for each status from 0 to 639.
#[derive(Default)]
struct Seen([AtomicU64; 10]);

/// What the id of an answer says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is the answer to this request.
    Own,
    /// Nothing.
    Untold,
    /// It is the answer to another request.
    Other,
}

impl Echo {
    /// Judges the answer to the request with the id `sent`.
    pub fn origin(&self, source: Source, sent: &str, status: u16, came: Option<&str>) -> Origin {
        let origin = self.told(source, sent, status, came);
        if origin == Origin::Untold && (200..300).contains(&status) {
            self.untold.fetch_add(1, Ordering::Relaxed);
        }
        origin
    }

    /// How many successes said nothing of their request.
    pub fn untold(&self) -> u64 {
        self.untold.load(Ordering::Relaxed)
    }

    fn told(&self, source: Source, sent: &str, status: u16, came: Option<&str>) -> Origin {
        let seen = match source {
            Source::Records => Some(&self.records),
            Source::Tokens => Some(&self.tokens),
            Source::Other => None,
        };
        match came {
            Some(id) if id == sent => {
                seen.inspect(|seen| seen.note(status));
                Origin::Own
            }
            Some(id) if is_ours(id) => Origin::Other,
            Some(_) => Origin::Untold,
            None if seen.is_some_and(|seen| seen.has(status)) => Origin::Other,
            None => Origin::Untold,
        }
    }
}

impl Seen {
    fn place(&self, status: u16) -> Option<(&AtomicU64, u64)> {
        let status = if (200..300).contains(&status) { 200 } else { status };
        Some((self.0.get(usize::from(status / 64))?, 1 << (status % 64)))
    }

    fn note(&self, status: u16) {
        if let Some((bits, bit)) = self.place(status)
            && bits.load(Ordering::Relaxed) & bit == 0
        {
            bits.fetch_or(bit, Ordering::Relaxed);
        }
    }

    fn has(&self, status: u16) -> bool {
        self.place(status).is_some_and(|(bits, bit)| bits.load(Ordering::Relaxed) & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::request_id::request_id;
    use super::*;

    #[test]
    fn an_answer_with_another_requests_id_is_another_requests() {
        let (echo, sent) = (Echo::default(), request_id());
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some(&request_id())), Origin::Other);
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some("a-gateways-own")), Origin::Untold);
        assert_eq!(echo.origin(Source::Records, &sent, 200, None), Origin::Untold);
        assert_eq!(echo.origin(Source::Records, &sent, 502, None), Origin::Untold);
        assert_eq!(echo.untold(), 2, "successes are counted, and errors are not");
    }

    /// A gateway that refuses a token does not repeat ids, though the service behind it does.
    #[test]
    fn an_answer_without_an_id_is_another_requests_where_its_kind_has_been_seen_to_have_one() {
        let (echo, sent) = (Echo::default(), request_id());
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(Source::Records, &sent, 201, None), Origin::Other);
        assert_eq!(echo.origin(Source::Records, &sent, 200, Some("a-gateways-own")), Origin::Untold);
        assert_eq!(echo.origin(Source::Records, &sent, 401, None), Origin::Untold);
        assert_eq!(echo.origin(Source::Tokens, &sent, 200, None), Origin::Untold);
        assert_eq!(echo.origin(Source::Other, &sent, 200, None), Origin::Untold);
        assert_eq!(echo.origin(Source::Records, &sent, 429, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(Source::Records, &sent, 429, None), Origin::Other);
        assert_eq!(echo.origin(Source::Records, &sent, 999, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(Source::Records, &sent, 999, None), Origin::Untold);
    }
}
