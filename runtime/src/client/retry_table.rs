//! The retry table: whether a call is retried, by the delivery of the request, its idempotency and the error.

use crate::error::Retry;
use crate::request::Idempotency;
use crate::transport::{Delivery, Next};

/// The decision after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub next: Next,
    /// The attempt may have applied a write.
    pub in_doubt: bool,
}

pub(super) fn step(delivery: Delivery, idempotency: Idempotency, retry: Retry) -> Step {
    let in_doubt = delivery == Delivery::Unknown && idempotency != Idempotency::Read;
    let is_safe = match (delivery, idempotency) {
        (Delivery::NotSent | Delivery::Rejected, _) | (_, Idempotency::Read | Idempotency::Idempotent) => true,
        (Delivery::Applied | Delivery::Unknown, Idempotency::Once) => false,
    };
    let next = match (delivery, retry) {
        (Delivery::Applied, _) | (_, Retry::Never | Retry::Unknown) => Next::Stop,
        // Rejected keys would be rejected again.
        (Delivery::Rejected, Retry::AfterTokenRefresh) => Next::Renew,
        (_, Retry::AfterTokenRefresh) => Next::Stop,
        (_, Retry::AfterBackoff | Retry::IfIdempotent) if is_safe => Next::Again,
        (_, Retry::AfterBackoff | Retry::IfIdempotent) => Next::Stop,
    };
    Step { next, in_doubt }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELIVERIES: [Delivery; 4] = [Delivery::NotSent, Delivery::Rejected, Delivery::Applied, Delivery::Unknown];
    const IDEMPOTENCIES: [Idempotency; 3] = [Idempotency::Read, Idempotency::Idempotent, Idempotency::Once];
    const RULES: [Retry; 5] =
        [Retry::Never, Retry::Unknown, Retry::AfterTokenRefresh, Retry::AfterBackoff, Retry::IfIdempotent];

    /// A letter for each of `RULES`: `.` stops, `N` renews the token, `A` retries; then `?` if a write is in doubt.
    #[test]
    fn the_whole_table() {
        let mut rows = Vec::new();
        for delivery in DELIVERIES {
            for idempotency in IDEMPOTENCIES {
                let steps = RULES.map(|rule| step(delivery, idempotency, rule));
                let letters = steps.map(|step| match step.next {
                    Next::Stop => '.',
                    Next::Renew => 'N',
                    Next::Again => 'A',
                });
                let doubts = steps.map(|step| step.in_doubt);
                assert_eq!(doubts, [doubts[0]; 5], "doubt depends on delivery and idempotency alone");
                let doubt = if doubts[0] { "?" } else { "" };
                rows.push(format!("{delivery:?} {idempotency:?} {}{doubt}", letters.iter().collect::<String>()));
            }
        }
        assert_eq!(
            rows,
            [
                "NotSent Read ...AA",
                "NotSent Idempotent ...AA",
                "NotSent Once ...AA",
                "Rejected Read ..NAA",
                "Rejected Idempotent ..NAA",
                "Rejected Once ..NAA",
                "Applied Read .....",
                "Applied Idempotent .....",
                "Applied Once .....",
                "Unknown Read ...AA",
                "Unknown Idempotent ...AA?",
                "Unknown Once .....?",
            ]
        );
    }
}
