//! Whether a call is repeated: one table over what became of the request, what the call does, and what went wrong.

use crate::error::Retry;
use crate::request::Idempotency;
use crate::transport::{Delivery, Next};

/// What is done after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub next: Next,
    /// Whether this attempt may have applied a write.
    pub in_doubt: bool,
}

pub(super) fn step(delivery: Delivery, idempotency: Idempotency, repeat: Retry) -> Step {
    let in_doubt = delivery == Delivery::Unknown && idempotency != Idempotency::Read;
    let harmless = match (delivery, idempotency) {
        (Delivery::NotSent | Delivery::Rejected, _) | (_, Idempotency::Read | Idempotency::Idempotent) => true,
        (Delivery::Applied | Delivery::Unknown, Idempotency::Once) => false,
    };
    let next = match (delivery, repeat) {
        (Delivery::Applied, _) | (_, Retry::Never | Retry::Unknown) => Next::Stop,
        // Refused keys are not to be helped by buying with them once more.
        (Delivery::Rejected, Retry::AfterTokenRefresh) => Next::Renew,
        (_, Retry::AfterTokenRefresh) => Next::Stop,
        (_, Retry::AfterBackoff | Retry::IfIdempotent) if harmless => Next::Again,
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

    /// Letters by rule, in the order of `RULES`: `.` stops, `N` renews, `A` asks again; `?` behind them where a write is
    /// in doubt.
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
                assert_eq!(doubts, [doubts[0]; 5], "doubt is a matter of delivery and idempotency alone");
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
