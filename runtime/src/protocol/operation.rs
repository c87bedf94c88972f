//! Operations as data.

use std::borrow::Cow;

use crate::filter::{Expr, SortKey};
use crate::request::{Idempotency, OperationKind};

/// An operation on records of a model.
#[derive(Debug, Clone)]
pub(crate) struct Operation<'a> {
    pub model: Cow<'static, str>,
    pub action: Action<'a>,
}

/// Rows are encoded by [`encode`](super::Gateway::encode).
#[derive(Debug, Clone)]
pub(crate) enum Action<'a> {
    Get(&'a str, Select),
    Create(Cow<'a, [u8]>),
    CreateMany(&'a [&'a [u8]]),
    Update(Records<'a>, Cow<'a, [u8]>),
    Delete(Records<'a>),
    /// Updates the record that matches the filter, or creates it if there is none.
    Upsert {
        create: &'a [u8],
        update: &'a [u8],
        filter: &'a Expr,
    },
    /// Updates the record with this id if it matches the filter, which includes the id.
    Change {
        id: &'a str,
        filter: &'a Expr,
        row: &'a [u8],
    },
    /// Updates all records that match; `None` for every record.
    UpdateWhere(Option<&'a Expr>, &'a [u8]),
    /// Deletes all records that match; `None` for every record.
    DeleteWhere(Option<&'a Expr>),
}

impl<'a> Action<'a> {
    /// Returns the kind of operation, and the effect of sending it twice.
    pub fn meaning(&self) -> (OperationKind, Idempotency) {
        match self {
            Action::Get(..) => (OperationKind::Read, Idempotency::Read),
            Action::Create(_) | Action::CreateMany(_) => (OperationKind::Create, Idempotency::Once),
            Action::Update(..) => (OperationKind::Update, Idempotency::Idempotent),
            Action::Delete(Records::One(_)) => (OperationKind::Delete, Idempotency::Idempotent),
            // A repeated call would count the remaining records.
            Action::Delete(Records::Counted(_)) => (OperationKind::Delete, Idempotency::Once),
            // The second time the record exists: it would be updated, and reported as such.
            Action::Upsert { .. } => (OperationKind::Upsert, Idempotency::Once),
            // The second time the record no longer has the old values.
            Action::Change { .. } => (OperationKind::Update, Idempotency::Once),
            // The second time other records may match, and the first count is lost.
            Action::UpdateWhere(..) => (OperationKind::Update, Idempotency::Once),
            Action::DeleteWhere(_) => (OperationKind::Delete, Idempotency::Once),
        }
    }

    /// Returns the id of the only record that is changed.
    pub fn record(&self) -> Option<&'a str> {
        match self {
            Action::Update(records, _) | Action::Delete(records) => records.only(),
            Action::Change { id, .. } => Some(id),
            _ => None,
        }
    }
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
    pub select: Select,
    /// The fields to load, in place of `select`.
    pub names: Option<&'a [String]>,
}

/// Returns the fields to load. A function, since computing them is costly.
pub(crate) type Select = fn() -> Selection;

/// The fields to load.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    /// `None` for all fields.
    pub fields: Option<&'static [&'static str]>,
    /// The fields that hold ids of other records, which may have to be named beside all others.
    pub relations: Vec<&'static str>,
    /// The fields that hold related records.
    pub related: &'static [Related],
}

impl Selection {
    /// All fields of a model whose relations are not known.
    pub fn all() -> Self {
        Self::default()
    }

    /// The ids of the records alone.
    pub fn ids() -> Self {
        Self { fields: Some(&["_id"]), ..Self::default() }
    }
}

/// A relation whose records are loaded with a row.
#[derive(Debug, Clone, Copy)]
pub struct Related {
    /// The key of the relation.
    pub(crate) field: &'static str,
    /// The identifier of the model that it leads to.
    pub(crate) model: &'static str,
    /// The fields of the related records.
    pub(crate) select: Select,
    /// The fields of the related records that hold ids.
    pub(crate) references: fn() -> Vec<&'static str>,
    /// True for lists.
    pub(crate) many: bool,
    /// True for relations that are sent as objects.
    pub(crate) by_object: bool,
    /// True if the related view loads relations itself.
    pub(crate) deep: bool,
}

/// The encoded part of a list request that all pages share.
#[derive(Debug, Clone)]
pub(crate) struct PreparedList {
    pub model: Cow<'static, str>,
    /// Equal for two lists if and only if they request the same records in the same order.
    pub text: String,
}
