//! Windows of a list.

use std::borrow::Cow;

use super::Gateway;
use super::operation::PreparedList;
use crate::request::Request;

/// Maximum number of records per request: the largest documented one that holds for all interfaces.
pub(crate) const PAGE_SIZE: u64 = 200;

/// A range of the records of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Number of records to skip.
    pub skip: u64,
    /// Maximum number of records.
    pub top: u64,
}

/// A window of a list, and the request for it.
#[derive(Debug, Clone)]
pub(crate) struct PageRequest {
    pub request: Request,
    /// Number of records in the answer before the wanted window.
    pub passed: usize,
    /// Maximum number of wanted records in the answer.
    pub top: u64,
    /// True if the answer may contain other records.
    pub is_wider: bool,
}

impl PageRequest {
    pub fn new(gateway: &dyn Gateway, list: Cow<'_, PreparedList>, wanted: Window) -> Self {
        let asked = gateway.window(wanted);
        let before = wanted.skip.saturating_sub(asked.skip);
        let passed = usize::try_from(before).unwrap_or(usize::MAX);
        let top = wanted.top.min(asked.top.saturating_sub(before)).max(1);
        Self { request: gateway.page(list, asked), passed, top, is_wider: before > 0 || asked.top > wanted.top }
    }

    /// Removes records outside the wanted window.
    pub fn cut<T>(&self, items: &mut Vec<T>) {
        if self.is_wider {
            items.drain(..self.passed.min(items.len()));
            items.truncate(usize::try_from(self.top).unwrap_or(usize::MAX));
        }
    }
}
