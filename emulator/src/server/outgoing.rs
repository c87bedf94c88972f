//! The body of an answer, whose end writes the answer's log entry.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use hyper::body::Bytes;

use super::counted_stream::StreamHandle;
use super::entry::Entry;

/// A body of which all or half is sent.
pub(super) struct Outgoing {
    /// The rest of the body.
    rest: Bytes,
    /// The length of the rest at which the connection is to end, if any.
    stop_at: Option<usize>,
    entry: Option<Entry>,
    stream: StreamHandle,
    /// The connection's byte count at the start.
    since: u64,
}

impl Outgoing {
    /// A body, of which half is sent if it is `halved` and longer than a byte.
    pub(super) fn new(body: Bytes, halved: bool, entry: Option<Entry>, stream: StreamHandle) -> Self {
        let stop_at = (halved && body.len() > 1).then_some(body.len() / 2);
        let since = stream.bytes();
        Self { rest: body, stop_at, entry, stream, since }
    }

    /// A whole body without a log entry.
    pub(super) fn whole(body: Bytes, stream: StreamHandle) -> Self {
        Self::new(body, false, None, stream)
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let left = self.rest.len();
        match self.stop_at {
            None if left == 0 => Poll::Ready(None),
            None => Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.rest))))),
            Some(end) if left > end => {
                let half = self.rest.split_to(left - end);
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            // Pending once, so that the server flushes the first half.
            Some(_) if left > 0 => {
                self.rest.clear();
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(_) => {
                let error = io::Error::other("the connection was ended by an injected fault");
                Poll::Ready(Some(Err(error)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.stop_at.is_none() && self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

/// Runs even if the caller disconnected.
impl Drop for Outgoing {
    fn drop(&mut self) {
        let Some(entry) = self.entry.take() else { return };
        if self.is_end_stream() {
            self.stream.end_when_sent(entry, self.since);
        } else {
            self.stream.end_now(entry, self.since);
        }
    }
}
