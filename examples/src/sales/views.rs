//! The views of the records that the service returns.

use serde::Serialize;
use weda::prelude::*;
use weda::{Date, DateTime};

/// A customer.
#[weda_model("customer")]
#[derive(Debug, Serialize)]
pub(super) struct Customer {
    pub id: Id<Customer>,
    pub name: String,
    pub email: String,
    pub level: Option<String>,
    #[serde(with = "weda::rfc3339::option")]
    pub birthday: Option<Date>,
    pub tags: Option<Vec<String>>,
}

/// A sale.
#[weda_model("sale")]
#[derive(Debug, Serialize)]
pub(super) struct Sale {
    pub id: Id<Sale>,
    pub number: String,
    pub customer: Id<Customer>,
    #[serde(with = "weda::rfc3339")]
    pub placed_at: DateTime,
    pub total: f64,
    pub pieces: Option<i64>,
    pub state: String,
    #[serde(with = "weda::rfc3339::option")]
    pub due: Option<Date>,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub(super) struct ListPage<R> {
    /// The number of rows on all pages.
    pub total: u64,
    pub rows: Vec<R>,
}
