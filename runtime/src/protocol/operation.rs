//! What is asked of the service, as data.

use std::borrow::Cow;

use crate::filter::{Expr, SortKey};

/// One call about records of a model.
#[derive(Debug, Clone)]
pub(crate) struct Operation<'a> {
    pub model: Cow<'static, str>,
    pub action: Action<'a>,
}

/// Rows are as [`encode`](super::Gateway::encode) made them.
#[derive(Debug, Clone)]
pub(crate) enum Action<'a> {
    Get(&'a str),
    Create(Cow<'a, [u8]>),
    CreateMany(&'a [&'a [u8]]),
    Update(Records<'a>, Cow<'a, [u8]>),
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

impl<'a> Records<'a> {
    /// The id of the record, where one is meant.
    pub fn only(self) -> Option<&'a str> {
        match self {
            Self::One(id) | Self::Counted(&[id]) => Some(id),
            Self::Counted(_) => None,
        }
    }
}

/// What a list call asks for.
#[derive(Debug, Clone)]
pub(crate) struct ListSpec<'a> {
    pub model: Cow<'static, str>,
    /// `None` asks for every record.
    pub filter: Option<&'a Expr>,
    /// At least one.
    pub order: &'a [SortKey],
    /// Gives the fields that are needed, unless all are; to know them takes work.
    pub fields: fn() -> Option<&'static [&'static str]>,
}

/// A list call with all of it that does not change from page to page, as its gateway has it.
#[derive(Debug, Clone)]
pub(crate) struct PreparedList {
    pub model: Cow<'static, str>,
    /// The same for two lists exactly when they ask for the same records in the same order.
    pub text: String,
}
