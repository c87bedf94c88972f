//! The body of an answer, which ends the answer's line in the log.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use hyper::body::Bytes;

use super::counted_stream::StreamHandle;
use super::entry::Entry;

/// A body that is sent, or half of it.
pub(super) struct Outgoing {
    /// What is left of the body.
    rest: Bytes,
    /// How much of the body shall be left when the connection ends, where it shall.
    stop_at: Option<usize>,
    entry: Option<Entry>,
    stream: StreamHandle,
    /// How much had gone out over the connection before.
    since: u64,
}

impl Outgoing {
    /// A body, of which half is sent where it is `halved` and has two halves.
    pub(super) fn new(body: Bytes, halved: bool, entry: Option<Entry>, stream: StreamHandle) -> Self {
        let stop_at = (halved && body.len() > 1).then_some(body.len() / 2);
        let since = stream.bytes();
        Self { rest: body, stop_at, entry, stream, since }
    }

    /// A body that no line of the log waits for.
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
            // Once in between nothing is ready: the server uses the time to send what it has.
            Some(_) if left > 0 => {
                self.rest.clear();
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(_) => {
                let demanded = io::Error::other("the connection ends here, as a fault demands");
                Poll::Ready(Some(Err(demanded)))
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

/// However it ended: whoever asked may have gone.
impl Drop for Outgoing {
    fn drop(&mut self) {
        let Some(entry) = self.entry.take() else { return };
        if self.is_end_stream() {
            self.stream.leave(entry, self.since);
        } else {
            self.stream.end(entry, self.since);
        }
    }
}
