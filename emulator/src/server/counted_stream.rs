//! A connection that counts the bytes of each answer that the operating system, or TLS, accepted.
//!
//! Bytes that were handed to the HTTP layer may never be sent.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::entry::Entry;
use crate::locked::locked;
use crate::log::Delivery;

/// Shared state of a connection and its answers.
#[derive(Clone, Default)]
pub(super) struct StreamHandle(Arc<State>);

#[derive(Default)]
struct State {
    /// The number of bytes that were accepted for sending.
    bytes: AtomicU64,
    /// Set if no more bytes are to be sent.
    cut: AtomicBool,
    /// Set if the bytes until the next flush are to be sent twice.
    repeat: AtomicBool,
    entries: Mutex<PendingEntries>,
}

#[derive(Default)]
struct PendingEntries {
    /// Answers that are complete once all bytes are accepted, each with the byte count at its start.
    pending: Vec<(Entry, u64)>,
    closed: bool,
}

impl StreamHandle {
    /// The number of bytes sent so far.
    pub(super) fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// Ends the connection without sending anything more.
    pub(super) fn cut(&self) {
        self.0.cut.store(true, Ordering::Relaxed);
    }

    /// Sends the next answer twice.
    pub(super) fn repeat(&self) {
        self.0.repeat.store(true, Ordering::Relaxed);
    }

    /// Writes an answer's entry once the answer is sent; `since` is the byte count at its start.
    pub(super) fn end_when_sent(&self, entry: Entry, since: u64) {
        let mut entries = self.entries();
        if entries.closed {
            drop(entries);
            self.end_now(entry, since);
        } else {
            entries.pending.push((entry, since));
        }
    }

    /// Writes the entry of an answer that ended early.
    pub(super) fn end_now(&self, entry: Entry, since: u64) {
        entry.end(if self.bytes() > since { Delivery::Partial } else { Delivery::None });
    }

    /// Writes the pending entries: all bytes were accepted.
    fn on_flushed(&self) {
        let pending = std::mem::take(&mut self.entries().pending);
        pending.into_iter().for_each(|(entry, _)| entry.end(Delivery::Complete));
    }

    fn on_closed(&self) {
        let mut entries = self.entries();
        entries.closed = true;
        let pending = std::mem::take(&mut entries.pending);
        drop(entries);
        pending.into_iter().for_each(|(entry, since)| self.end_now(entry, since));
    }

    /// Counts accepted bytes.
    fn count(&self, written: usize) -> usize {
        self.0.bytes.fetch_add(written as u64, Ordering::Relaxed);
        written
    }

    fn check(&self) -> io::Result<()> {
        if self.0.cut.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::BrokenPipe, "the connection was ended by an injected fault"));
        }
        Ok(())
    }

    fn entries(&self) -> MutexGuard<'_, PendingEntries> {
        locked(&self.0.entries)
    }
}

/// A connection, encrypted or not, that counts the bytes it sends.
pub(super) struct CountedStream<S> {
    stream: S,
    handle: StreamHandle,
    /// Bytes to send a second time.
    repeated: Vec<u8>,
    /// The timeout of a write that the caller blocks.
    stalled: Option<Pin<Box<Sleep>>>,
}

/// The time after which a blocked write ends the connection.
const STALL_TIMEOUT: Duration = Duration::from_secs(300);

impl<S: AsyncWrite + Unpin> CountedStream<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, handle: StreamHandle::default(), repeated: Vec::new(), stalled: None }
    }

    pub(super) fn handle(&self) -> &StreamHandle {
        &self.handle
    }

    /// Applies the timeout to a write or flush.
    fn with_timeout<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALL_TIMEOUT)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the caller does not read the answer")))
    }

    /// Records written bytes that are to be sent again.
    fn record(&mut self, parts: &[io::IoSlice<'_>], mut written: usize) {
        if !self.handle.0.repeat.load(Ordering::Relaxed) {
            return;
        }
        for part in parts {
            let length = written.min(part.len());
            self.repeated.extend_from_slice(&part[..length]);
            written -= length;
        }
    }

    /// Writes the recorded bytes again.
    fn poll_repeat(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.repeated.is_empty() {
            let written = Pin::new(&mut self.stream).poll_write(context, &self.repeated);
            let written = ready!(self.with_timeout(context, written))?;
            self.repeated.drain(..self.handle.count(written));
            self.handle.0.repeat.store(false, Ordering::Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S> Drop for CountedStream<S> {
    fn drop(&mut self) {
        self.handle.on_closed();
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for CountedStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, to)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CountedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.handle.check()?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        let written = ready!(self.with_timeout(context, written))?;
        self.record(&[io::IoSlice::new(bytes)], written);
        Poll::Ready(Ok(self.handle.count(written)))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.handle.check()?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        let written = ready!(self.with_timeout(context, written))?;
        self.record(parts, written);
        Poll::Ready(Ok(self.handle.count(written)))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Hyper flushes once it has written its whole buffer.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_repeat(context))?;
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        ready!(self.with_timeout(context, flushed))?;
        self.handle.on_flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut_down = Pin::new(&mut self.stream).poll_shutdown(context);
        self.with_timeout(context, shut_down)
    }
}
