//! A connection that knows how much of each answer went out.
//!
//! What a server has handed to its HTTP layer may never leave it, so the bytes are counted where the system takes them.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::entry::Entry;
use crate::locked::locked;
use crate::log::Sent;

/// What the answers of a connection know of it.
#[derive(Clone, Default)]
pub(super) struct StreamHandle(Arc<State>);

#[derive(Default)]
struct State {
    /// How many bytes the system took.
    bytes: AtomicU64,
    /// Whether no more bytes shall go out.
    cut: AtomicBool,
    /// Whether what goes out until the next flush shall go out again.
    repeat: AtomicBool,
    lines: Mutex<Lines>,
}

#[derive(Default)]
struct Lines {
    /// Answers that are whole as soon as the system has all bytes, each with the count at its beginning.
    leaving: Vec<(Entry, u64)>,
    closed: bool,
}

impl StreamHandle {
    /// How many bytes went out so far.
    pub(super) fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// Lets nothing more go out, and the connection end.
    pub(super) fn cut(&self) {
        self.0.cut.store(true, Ordering::Relaxed);
    }

    /// Lets the next answer go out twice.
    pub(super) fn repeat(&self) {
        self.0.repeat.store(true, Ordering::Relaxed);
    }

    /// Ends the line of an answer that is on its way, once it is out; `since` is the count at its beginning.
    pub(super) fn leave(&self, entry: Entry, since: u64) {
        let mut lines = self.lines();
        if lines.closed {
            drop(lines);
            self.end(entry, since);
        } else {
            lines.leaving.push((entry, since));
        }
    }

    /// Ends the line of an answer of which no more goes out.
    pub(super) fn end(&self, entry: Entry, since: u64) {
        entry.end(if self.bytes() > since { Sent::Half } else { Sent::Nothing });
    }

    /// The system has all bytes of all answers.
    fn flushed(&self) {
        let leaving = std::mem::take(&mut self.lines().leaving);
        leaving.into_iter().for_each(|(entry, _)| entry.end(Sent::Whole));
    }

    fn closed(&self) {
        let mut lines = self.lines();
        lines.closed = true;
        let leaving = std::mem::take(&mut lines.leaving);
        drop(lines);
        leaving.into_iter().for_each(|(entry, since)| self.end(entry, since));
    }

    /// Counts what the system took.
    fn count(&self, written: usize) -> usize {
        self.0.bytes.fetch_add(written as u64, Ordering::Relaxed);
        written
    }

    fn check(&self) -> io::Result<()> {
        if self.0.cut.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::BrokenPipe, "the connection ends here, as a fault demands"));
        }
        Ok(())
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        locked(&self.0.lines)
    }
}

/// A connection that counts.
pub(super) struct CountedStream {
    stream: TcpStream,
    handle: StreamHandle,
    /// What shall go out once more.
    again: Vec<u8>,
    /// When the connection ends, while its caller takes nothing of what is written.
    stalled: Option<Pin<Box<Sleep>>>,
}

/// How long a caller may take too little of an answer for the system to have room for more of it.
const STALL_TIME: Duration = Duration::from_secs(300);

impl CountedStream {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, handle: StreamHandle::default(), again: Vec::new(), stalled: None }
    }

    pub(super) fn handle(&self) -> &StreamHandle {
        &self.handle
    }

    /// What became of a write: one that waits too long for its caller ends the connection.
    fn moving(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALL_TIME)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the caller takes nothing of the answer")))
    }

    /// Keeps what was written where it shall go out again.
    fn keep(&mut self, parts: &[io::IoSlice<'_>], mut written: usize) {
        if !self.handle.0.repeat.load(Ordering::Relaxed) {
            return;
        }
        for part in parts {
            let length = written.min(part.len());
            self.again.extend_from_slice(&part[..length]);
            written -= length;
        }
    }

    /// Writes once more what was kept.
    fn poll_again(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.again.is_empty() {
            let written = Pin::new(&mut self.stream).poll_write(context, &self.again);
            let written = ready!(self.moving(context, written))?;
            self.again.drain(..self.handle.count(written));
            self.handle.0.repeat.store(false, Ordering::Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl Drop for CountedStream {
    fn drop(&mut self) {
        self.handle.closed();
    }
}

impl AsyncRead for CountedStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, to)
    }
}

impl AsyncWrite for CountedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.handle.check()?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        let written = ready!(self.moving(context, written))?;
        self.keep(&[io::IoSlice::new(bytes)], written);
        Poll::Ready(Ok(self.handle.count(written)))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.handle.check()?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        let written = ready!(self.moving(context, written))?;
        self.keep(parts, written);
        Poll::Ready(Ok(self.handle.count(written)))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// The HTTP layer flushes when it has written everything that it holds.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_again(context))?;
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.handle.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
