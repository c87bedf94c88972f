//! The body of a request.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use http_body::Body as _;
use hyper::body::Incoming;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::face::error_response::{ApiError, Code};
use crate::face::request::Caller;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(60);

/// The bytes of all bodies that are kept at once, beyond which calls wait for each other. The largest body always has room.
const ROOM: usize = 128 << 20;

/// The bytes that one permit stands for.
const UNIT: usize = 64 << 10;

/// The most bytes of a body from a caller who has shown no token.
const STRANGERS: usize = 64 << 10;

/// Room for the bodies of calls.
#[derive(Debug)]
pub(super) struct Room {
    units: Semaphore,
    /// The most bytes of one body.
    max: usize,
}

/// A body, with the room that it takes.
#[derive(Debug, Default)]
pub(super) struct Kept<'r> {
    pub(super) bytes: Vec<u8>,
    _room: Option<SemaphorePermit<'r>>,
}

impl Kept<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Room {
    pub(super) fn new(max: usize) -> Self {
        Self { units: Semaphore::new(units(ROOM.max(max)) as usize), max }
    }

    /// Reads the whole body. One that is too large is read to its end all the same: an answer in its middle would be lost.
    pub(super) async fn read(&self, body: Incoming, caller: Caller) -> Result<Kept<'_>, ApiError> {
        let max = if caller == Caller::Known { self.max } else { self.max.min(STRANGERS) };
        let announced = body.size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok());
        let mut room = match self.take(announced.unwrap_or(max).min(max), caller).await {
            Ok(room) => room,
            Err(refused) => {
                pass(body).await;
                return Err(refused);
            }
        };
        let mut bytes = Vec::new();
        let length = each(body, |data| {
            if bytes.len() + data.len() <= max {
                bytes.extend_from_slice(data);
            }
        });
        let length = length.await?;
        if length > max {
            let of = if max == self.max { " (`writes.body_max`)" } else { " of a call without a token" };
            let message = format!("the body has {length} bytes, {max} is the limit{of}: send less at once");
            return Err(ApiError::new(Code::ExceedRequestSizeLimit, message));
        }
        // What was announced and did not come is for others.
        if let Some(room) = &mut room {
            drop(room.split(room.num_permits().saturating_sub(units(bytes.len()) as usize)));
        }
        // The mark that some programs put before UTF-8 (RFC 8259, 8.1).
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        Ok(Kept { bytes, _room: room })
    }

    /// Waits for room. That of strangers is small, and is not taken from the others.
    async fn take(&self, bytes: usize, caller: Caller) -> Result<Option<SemaphorePermit<'_>>, ApiError> {
        let needed = units(bytes);
        if needed == 0 || caller == Caller::Stranger {
            return Ok(None);
        }
        match timeout(BODY_TIME, self.units.acquire_many(needed)).await {
            Ok(room) => Ok(room.ok()),
            Err(_) => {
                let message = "the bodies of other calls leave no room for this one: send less at once, and call again";
                Err(ApiError::new(Code::ServerTimeout, message))
            }
        }
    }
}

/// Reads a body that nobody will look at, and keeps nothing of it. What is wrong with it matters to nobody, either.
pub(super) async fn pass(body: Incoming) {
    drop(each(body, |_| {}).await);
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

/// Shows the pieces of a body, and returns its length.
async fn each(mut body: Incoming, mut show: impl FnMut(&[u8])) -> Result<usize, ApiError> {
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
            Err(ApiError::new(Code::BadRequest, message))
        }
        Err(_) => {
            let message = "the body did not arrive within a minute: send it without a pause";
            Err(ApiError::new(Code::BadRequest, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight callers who announced the largest body and sent nothing kept all others waiting for a minute.
    #[test]
    fn room_is_given_back_and_strangers_take_none() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let room = Room::new(16 << 20);
            let strangers = [room.take(STRANGERS, Caller::Stranger).await, room.take(16 << 20, Caller::Stranger).await];
            assert!(strangers.into_iter().all(|taken| taken.is_ok_and(|taken| taken.is_none())));
            let mut all = Vec::new();
            for _ in 0..8 {
                all.push(room.take(16 << 20, Caller::Known).await.unwrap());
            }
            let refused = room.take(1, Caller::Known).await.unwrap_err();
            assert_eq!(refused.code(), "SERVER_TIMEOUT");
            all.pop();
            assert!(room.take(16 << 20, Caller::Known).await.is_ok());
        });
    }
}
