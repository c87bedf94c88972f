//! Parts of a list.

use std::borrow::Cow;

use super::Gateway;
use super::operation::PreparedList;
use crate::request::Request;

/// Records that are asked for with one request. The vendor's largest documented figure that holds for all of its interfaces.
pub(crate) const PAGE_SIZE: u64 = 200;

/// Some of the records of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Records that are passed over.
    pub skip: u64,
    /// Records at most.
    pub top: u64,
}

/// A window of a list, and the request for it.
#[derive(Debug, Clone)]
pub(crate) struct PageRequest {
    pub request: Request,
    /// How many records of the answer stand before the window that is wanted.
    pub passed: usize,
    /// How many of the wanted records the answer can hold.
    pub top: u64,
    /// It may hold others as well.
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

    /// Leaves of what came what is wanted.
    pub fn cut<T>(&self, items: &mut Vec<T>) {
        if self.is_wider {
            items.drain(..self.passed.min(items.len()));
            items.truncate(usize::try_from(self.top).unwrap_or(usize::MAX));
        }
    }
}
