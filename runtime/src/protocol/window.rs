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
    /// The window of the request.
    asked: Window,
    is_numbered: bool,
}

impl PageRequest {
    /// `most` is the maximum size of a page, if the service is known to have one below [`PAGE_SIZE`].
    pub fn new(gateway: &dyn Gateway, list: Cow<'_, PreparedList>, wanted: Window, most: u64) -> Self {
        let most = most.clamp(1, PAGE_SIZE);
        let asked = gateway.window(Window { top: wanted.top.min(most), ..wanted }, most);
        let before = wanted.skip.saturating_sub(asked.skip);
        let passed = usize::try_from(before).unwrap_or(usize::MAX);
        let top = wanted.top.min(asked.top.saturating_sub(before)).max(1);
        let is_wider = before > 0 || asked.top > wanted.top;
        let is_numbered = gateway.features().numbered_pages;
        Self { request: gateway.page(list, asked), passed, top, is_wider, asked, is_numbered }
    }

    /// Returns the maximum size of a page if the service has shortened this one: it has `records` records, those outside
    /// the wanted window included, while there are `matches` in all.
    ///
    /// Only of numbered pages, since the later ones are of the service's size from then on.
    pub fn shortened(&self, records: usize, matches: Option<u64>) -> Option<u64> {
        let expected = matches?.saturating_sub(self.asked.skip).min(self.asked.top);
        let records = records as u64;
        (self.is_numbered && (1..expected).contains(&records)).then_some(records)
    }

    /// Returns true if a page of another size has other records: all but the first.
    pub fn is_shifted(&self) -> bool {
        self.asked.skip > 0
    }

    /// Removes records outside the wanted window.
    pub fn cut<T>(&self, items: &mut Vec<T>) {
        if self.is_wider {
            items.drain(..self.passed.min(items.len()));
            items.truncate(usize::try_from(self.top).unwrap_or(usize::MAX));
        }
    }
}
