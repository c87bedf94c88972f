//! What is asked of the service, as data.

use std::borrow::Cow;

use super::Gateway;
use crate::filter::{Expr, SortBy};
use crate::request::Request;
use crate::value::RowFields;

/// One call about records of a model.
#[derive(Debug, Clone)]
pub(crate) struct Operation<'a> {
    pub model: Cow<'static, str>,
    pub action: Action<'a>,
}

#[derive(Debug, Clone)]
pub(crate) enum Action<'a> {
    Get(&'a str),
    Create(&'a RowFields),
    /// Rows as [`encode`](super::Gateway::encode) made them.
    CreateMany(&'a [&'a [u8]]),
    Update(Records<'a>, &'a RowFields),
    Delete(Records<'a>),
}

/// Which records are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Records<'a> {
    /// The one with this id.
    One(&'a str),
    /// Those with these ids; the answer says how many there were.
    Counted(&'a [&'a str]),
}

/// What a list call asks for.
#[derive(Debug, Clone)]
pub(crate) struct ListSpec<'a> {
    pub model: Cow<'static, str>,
    /// `None` asks for every record.
    pub filter: Option<&'a Expr>,
    /// At least one.
    pub order: &'a [SortBy],
    /// The fields that are needed, unless all are.
    pub fields: Option<&'a [&'a str]>,
}

/// A list call with all of it that does not change from page to page, as its gateway has it.
#[derive(Debug, Clone)]
pub(crate) struct PreparedList {
    pub model: Cow<'static, str>,
    /// The same for two lists exactly when they ask for the same records in the same order.
    pub text: String,
}

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
    /// How many records are wanted.
    pub top: u64,
}

impl PageRequest {
    pub fn new(gateway: &dyn Gateway, list: PreparedList, wanted: Window) -> Self {
        let asked = gateway.window(wanted);
        let passed = usize::try_from(wanted.skip - asked.skip).unwrap_or(usize::MAX);
        Self { request: gateway.page(list, asked), passed, top: wanted.top }
    }

    /// Leaves of what came what is wanted.
    pub fn cut<T>(&self, items: &mut Vec<T>) {
        if self.passed > 0 {
            items.drain(..self.passed.min(items.len()));
            items.truncate(usize::try_from(self.top).unwrap_or(usize::MAX));
        }
    }
}
