//! The body of an answer, which knows how much of it went out.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Bytes, HttpBody};
use http_body::{Frame, SizeHint};

use crate::log::{Logged, Sent};
use crate::service::Service;

/// A body that is sent as far as it shall be, and tells the log how it went.
pub(super) struct Outgoing {
    /// What is left of the body.
    rest: Bytes,
    until: Sent,
    /// How much has gone out.
    sent: Sent,
    logged: Option<Logged>,
    since: Instant,
    service: Arc<Service>,
}

impl Outgoing {
    pub(super) fn new(body: Vec<u8>, until: Sent, logged: Logged, since: Instant, service: Arc<Service>) -> Self {
        let sent = if body.is_empty() && until != Sent::Nothing { Sent::Whole } else { Sent::Nothing };
        Self { rest: body.into(), until, sent, logged: Some(logged), since, service }
    }
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let broken = || Poll::Ready(Some(Err(io::Error::other("the connection ends here, as a fault demands"))));
        match (self.until, self.sent) {
            (Sent::Nothing, _) => broken(),
            (_, Sent::Whole) => Poll::Ready(None),
            (Sent::Whole, _) => {
                self.sent = Sent::Whole;
                let all = std::mem::take(&mut self.rest);
                Poll::Ready(Some(Ok(Frame::data(all))))
            }
            (Sent::Half, Sent::Half) if self.rest.is_empty() => broken(),
            // Once in between nothing is ready: the server uses the time to send what it has.
            (Sent::Half, Sent::Half) => {
                self.rest.clear();
                context.waker().wake_by_ref();
                Poll::Pending
            }
            (Sent::Half, Sent::Nothing) => {
                self.sent = Sent::Half;
                let half = self.rest.len().div_ceil(2);
                let half = self.rest.split_to(half);
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.until == Sent::Whole && self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match self.until {
            // A body of no length would not be asked for, and the answer go out.
            Sent::Nothing => SizeHint::default(),
            _ => SizeHint::with_exact(self.rest.len() as u64),
        }
    }
}

/// However it ended: whoever asked may have gone.
impl Drop for Outgoing {
    fn drop(&mut self) {
        if let Some(mut logged) = self.logged.take() {
            logged.sent = self.sent;
            logged.micros = u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.service.log.write(logged);
        }
    }
}
