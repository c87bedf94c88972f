//! Reading the bodies of requests.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use http_body::Body as _;
use hyper::body::Incoming;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::face::error_response::{ApiError, Code};
use crate::face::request::Caller;

/// The time for a body to arrive, and to wait for memory.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// The time for a body to arrive that is discarded, or that comes from a caller without a token.
const ANONYMOUS_TIMEOUT: Duration = Duration::from_secs(10);

/// The maximum size of all bodies in memory; beyond it calls wait for each other. Never less than one largest body.
const TOTAL: usize = 128 << 20;

/// The bytes per permit.
const UNIT: usize = 64 << 10;

/// The maximum size of a body from a caller without a token.
const ANONYMOUS_MAX: usize = 64 << 10;

/// The memory for bodies of calls.
#[derive(Debug)]
pub(super) struct BodyMemory {
    units: Semaphore,
    /// The maximum size of one body.
    max: usize,
}

/// A body with its share of the memory.
#[derive(Debug, Default)]
pub(super) struct ReceivedBody<'m> {
    pub(super) bytes: Vec<u8>,
    _permit: Option<SemaphorePermit<'m>>,
}

impl ReceivedBody<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl BodyMemory {
    pub(super) fn new(max: usize) -> Self {
        Self { units: Semaphore::new(units(TOTAL.max(max)) as usize), max }
    }

    /// Reads the whole body, even if it is too large: clients would miss an answer that is sent before.
    pub(super) async fn read(&self, body: Incoming, caller: Caller) -> Result<ReceivedBody<'_>, ApiError> {
        let (max, limit) = match caller {
            Caller::Authenticated => (self.max, BODY_TIMEOUT),
            Caller::Anonymous => (self.max.min(ANONYMOUS_MAX), ANONYMOUS_TIMEOUT),
        };
        let announced = body.size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok());
        let mut permit = match self.acquire(announced.unwrap_or(max).min(max), caller).await {
            Ok(permit) => permit,
            Err(refused) => {
                discard(body).await;
                return Err(refused);
            }
        };
        let mut bytes = Vec::new();
        let length = each(body, limit, |data| {
            if bytes.len() + data.len() <= max {
                bytes.extend_from_slice(data);
            }
        });
        let length = length.await?;
        if length > max {
            let of = if max == self.max { " (`writes.body_max`)" } else { " of a call without a token" };
            let message = format!("the body has {length} bytes, the limit is {max}{of}: send smaller bodies");
            let switch = (max == self.max).then_some("writes.body_max");
            return Err(ApiError::new(Code::ExceedRequestSizeLimit, message).depends_on(switch));
        }
        // Returns the share that was announced but not used.
        if let Some(permit) = &mut permit {
            drop(permit.split(permit.num_permits().saturating_sub(units(bytes.len()) as usize)));
        }
        // The byte order mark that some programs send (RFC 8259, 8.1).
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        Ok(ReceivedBody { bytes, _permit: permit })
    }

    /// Waits for memory. Bodies of anonymous callers are small and do not count.
    async fn acquire(&self, bytes: usize, caller: Caller) -> Result<Option<SemaphorePermit<'_>>, ApiError> {
        let needed = units(bytes);
        if needed == 0 || caller == Caller::Anonymous {
            return Ok(None);
        }
        match timeout(BODY_TIMEOUT, self.units.acquire_many(needed)).await {
            Ok(permit) => Ok(permit.ok()),
            Err(_) => {
                let message = "the bodies of other calls use all memory for bodies: send smaller ones, and call again";
                Err(ApiError::new(Code::ServerTimeout, message))
            }
        }
    }
}

/// Reads and discards a body, ignoring its errors.
pub(super) async fn discard(body: Incoming) {
    drop(each(body, ANONYMOUS_TIMEOUT, |_| {}).await);
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

/// Passes the chunks of a body that arrives in time to `show`, and returns its length.
async fn each(mut body: Incoming, limit: Duration, mut show: impl FnMut(&[u8])) -> Result<usize, ApiError> {
    let mut length = 0_usize;
    let whole = timeout(limit, async {
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
            let message = format!("the body ended early ({error}): send as many bytes as announced");
            Err(ApiError::new(Code::BadRequest, message))
        }
        Err(_) => {
            let message =
                format!("the body did not arrive within {} seconds: send it without a pause", limit.as_secs());
            Err(ApiError::new(Code::BadRequest, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight callers that announced the largest body and sent nothing blocked all others for a minute.
    #[test]
    fn memory_is_returned_and_anonymous_callers_use_none() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let memory = BodyMemory::new(16 << 20);
            for bytes in [ANONYMOUS_MAX, 16 << 20] {
                assert!(memory.acquire(bytes, Caller::Anonymous).await.is_ok_and(|permit| permit.is_none()));
            }
            let mut all = Vec::new();
            for _ in 0..8 {
                all.push(memory.acquire(16 << 20, Caller::Authenticated).await.unwrap());
            }
            let refused = memory.acquire(1, Caller::Authenticated).await.unwrap_err();
            assert_eq!(refused.code(), "SERVER_TIMEOUT");
            all.pop();
            assert!(memory.acquire(16 << 20, Caller::Authenticated).await.is_ok());
        });
    }
}
