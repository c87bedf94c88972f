//! The header with the store's id.

use std::sync::Mutex;

use http::HeaderValue;
use uuid::Uuid;

use crate::locked::locked;

/// The header's value, formatted once.
pub(super) struct StoreHeader(Mutex<(Uuid, HeaderValue)>);

impl StoreHeader {
    pub(super) fn new(id: Uuid) -> Self {
        Self(Mutex::new((id, format(id))))
    }

    /// The header's value for a store.
    pub(super) fn of(&self, id: Uuid) -> HeaderValue {
        let mut cached = locked(&self.0);
        if cached.0 != id {
            *cached = (id, format(id));
        }
        cached.1.clone()
    }
}

fn format(id: Uuid) -> HeaderValue {
    HeaderValue::from_str(&id.simple().to_string()).expect("digits are visible ASCII characters")
}
