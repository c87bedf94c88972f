//! The body of a request.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use http_body::Body as _;
use hyper::body::Incoming;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::envelope::{Code, Rejection};

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(60);

/// The bytes of all bodies that are kept at once, beyond which calls wait for each other. The largest body always has room.
const ROOM: usize = 128 << 20;

/// The bytes that one permit stands for.
const UNIT: usize = 64 << 10;

/// Room for the bodies of calls.
#[derive(Debug)]
pub(super) struct Room {
    units: Semaphore,
    /// The most bytes of one body.
    max: usize,
}

/// A body, with the room that it takes.
#[derive(Debug)]
pub(super) struct Kept<'r> {
    pub(super) bytes: Vec<u8>,
    _room: Option<SemaphorePermit<'r>>,
}

impl Room {
    pub(super) fn new(max: usize) -> Self {
        Self { units: Semaphore::new(units(ROOM.max(max)) as usize), max }
    }

    /// Reads the whole body. One that is too large is read to its end all the same: an answer in its middle would be lost.
    pub(super) async fn read(&self, body: Incoming) -> Result<Kept<'_>, Rejection> {
        let announced = body.size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok());
        let needed = units(announced.unwrap_or(self.max).min(self.max));
        let room = if needed == 0 { None } else { self.units.acquire_many(needed).await.ok() };
        let mut bytes = Vec::new();
        let length = each(body, |data| {
            if bytes.len() + data.len() <= self.max {
                bytes.extend_from_slice(data);
            }
        });
        let length = length.await?;
        if length > self.max {
            let max = self.max;
            let message =
                format!("the body has {length} bytes, {max} is the limit (`writes.body_max`): send less at once");
            return Err(Rejection::new(Code::ExceedRequestSizeLimit, message));
        }
        // The mark that some programs put before UTF-8 (RFC 8259, 8.1).
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        Ok(Kept { bytes, _room: room })
    }

    /// Reads a body that nobody will look at, and keeps nothing of it.
    pub(super) async fn pass(&self, body: Incoming) -> Result<Kept<'_>, Rejection> {
        each(body, |_| {}).await?;
        Ok(Kept { bytes: Vec::new(), _room: None })
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

/// Shows the pieces of a body, and returns its length.
async fn each(mut body: Incoming, mut show: impl FnMut(&[u8])) -> Result<usize, Rejection> {
    let mut length = 0_usize;
    let whole = timeout(BODY_TIME, async {
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let Ok(data) = frame?.into_data() else { continue };
            length = length.saturating_add(data.len());
            show(&data);
        }
        Ok::<_, hyper::Error>(())
    });
    match whole.await {
        Ok(Ok(())) => Ok(length),
        Ok(Err(error)) => {
            let message = format!("the body broke off ({error}): send as many bytes as announced");
            Err(Rejection::new(Code::BadRequest, message))
        }
        Err(_) => {
            let message = "the body did not arrive within a minute: send it without a pause";
            Err(Rejection::new(Code::BadRequest, message))
        }
    }
}
