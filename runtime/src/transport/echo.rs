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
    data: Seen,
    token: Seen,
    /// Successes that nothing ties to their requests but what they hold.
    untold: AtomicU64,
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
    /// Judges the answer to the request with the id `sent` to this path.
    pub fn origin(&self, path: &str, sent: &str, status: u16, came: Option<&str>) -> Origin {
        let origin = self.told(path, sent, status, came);
        if origin == Origin::Untold && (200..300).contains(&status) {
            self.untold.fetch_add(1, Ordering::Relaxed);
        }
        origin
    }

    /// How many successes said nothing of their request.
    pub fn untold(&self) -> u64 {
        self.untold.load(Ordering::Relaxed)
    }

    fn told(&self, path: &str, sent: &str, status: u16, came: Option<&str>) -> Origin {
        let seen = match path {
            path if path.starts_with("/weda/odata/") => Some(&self.data),
            path if path.starts_with("/auth/") => Some(&self.token),
            // Of other interfaces nobody knows whether one place answers all of them.
            _ => None,
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

    const DATA: &str = "/weda/odata/v1/pre/student";

    #[test]
    fn an_answer_with_another_requests_id_is_another_requests() {
        let (echo, sent) = (Echo::default(), request_id());
        assert_eq!(echo.origin(DATA, &sent, 200, Some(&request_id())), Origin::Other);
        assert_eq!(echo.origin(DATA, &sent, 200, Some("a-gateways-own")), Origin::Untold);
        assert_eq!(echo.origin(DATA, &sent, 200, None), Origin::Untold);
        assert_eq!(echo.origin(DATA, &sent, 502, None), Origin::Untold);
        assert_eq!(echo.untold(), 2, "successes are counted, and errors are not");
    }

    /// A gateway that refuses a token does not repeat ids, though the service behind it does.
    #[test]
    fn an_answer_without_an_id_is_another_requests_where_its_kind_has_been_seen_to_have_one() {
        let (echo, sent) = (Echo::default(), request_id());
        assert_eq!(echo.origin(DATA, &sent, 200, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(DATA, &sent, 201, None), Origin::Other);
        assert_eq!(echo.origin(DATA, &sent, 200, Some("a-gateways-own")), Origin::Untold);
        assert_eq!(echo.origin(DATA, &sent, 401, None), Origin::Untold);
        assert_eq!(echo.origin("/auth/v1/token/clientCredential", &sent, 200, None), Origin::Untold);
        assert_eq!(echo.origin("/weda/auth/v1/prod/describeUserList", &sent, 200, None), Origin::Untold);
        assert_eq!(echo.origin(DATA, &sent, 429, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(DATA, &sent, 429, None), Origin::Other);
        assert_eq!(echo.origin(DATA, &sent, 999, Some(&sent)), Origin::Own);
        assert_eq!(echo.origin(DATA, &sent, 999, None), Origin::Untold);
    }
}
