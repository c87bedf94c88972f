//! Operations as data.

use std::borrow::Cow;

use crate::filter::{Expr, SortKey};

/// An operation on records of a model.
#[derive(Debug, Clone)]
pub(crate) struct Operation<'a> {
    pub model: Cow<'static, str>,
    pub action: Action<'a>,
}

/// Rows are encoded by [`encode`](super::Gateway::encode).
#[derive(Debug, Clone)]
pub(crate) enum Action<'a> {
    Get(&'a str),
    Create(Cow<'a, [u8]>),
    CreateMany(&'a [&'a [u8]]),
    Update(Records<'a>, Cow<'a, [u8]>),
    Delete(Records<'a>),
}

/// The records of an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Records<'a> {
    /// The one with this id.
    One(&'a str),
    /// Those with these ids; the answer has their number.
    Counted(&'a [&'a str]),
}

impl<'a> Records<'a> {
    /// Returns the id if there is a single record.
    pub fn only(self) -> Option<&'a str> {
        match self {
            Self::One(id) | Self::Counted(&[id]) => Some(id),
            Self::Counted(_) => None,
        }
    }
}

/// The parameters of a list.
#[derive(Debug, Clone)]
pub(crate) struct ListSpec<'a> {
    pub model: Cow<'static, str>,
    /// `None` for every record.
    pub filter: Option<&'a Expr>,
    /// At least one.
    pub order: &'a [SortKey],
    /// Returns the fields to load, or `None` for all. A function, since computing them is costly.
    pub fields: fn() -> Option<&'static [&'static str]>,
}

/// The encoded part of a list request that all pages share.
#[derive(Debug, Clone)]
pub(crate) struct PreparedList {
    pub model: Cow<'static, str>,
    /// Equal for two lists if and only if they request the same records in the same order.
    pub text: String,
}
