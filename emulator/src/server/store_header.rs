//! The header that names the store of an answer.

use std::sync::Mutex;

use http::HeaderValue;
use uuid::Uuid;

use crate::locked::locked;

/// The id of the store as answers have it, written once for all of them.
pub(super) struct StoreHeader(Mutex<(Uuid, HeaderValue)>);

impl StoreHeader {
    pub(super) fn new(id: Uuid) -> Self {
        Self(Mutex::new((id, written(id))))
    }

    /// Returns the header's value for a store.
    pub(super) fn of(&self, id: Uuid) -> HeaderValue {
        let mut kept = locked(&self.0);
        if kept.0 != id {
            *kept = (id, written(id));
        }
        kept.1.clone()
    }
}

fn written(id: Uuid) -> HeaderValue {
    HeaderValue::from_str(&id.simple().to_string()).expect("digits are visible ASCII characters")
}
