//! Reading, changing and importing customers.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use weda::prelude::*;
use weda::{Create, Patch};

use super::problem::Answer;
use super::views::{Customer, NewCustomer};

pub(super) async fn one(State(client): State<Client>, Path(id): Path<Id<Customer>>) -> Answer<Json<Customer>> {
    Ok(Json(Customer::require(&client, &id).await?))
}

/// Changes the fields in the body; null clears a field.
pub(super) async fn change(
    State(client): State<Client>,
    Path(id): Path<Id<Customer>>,
    Json(patch): Json<Patch<Customer>>,
) -> Answer<Json<Customer>> {
    Ok(Json(Customer::update_get(&client, &id, patch).await?))
}

/// A customer of another system.
#[derive(Deserialize)]
struct Imported {
    name: String,
    email: String,
    level: Option<String>,
    born: Option<jiff::civil::Date>,
    #[serde(default)]
    tags: Vec<String>,
}

impl From<Imported> for Create<Customer> {
    fn from(row: Imported) -> Self {
        NewCustomer { name: row.name, email: row.email }
            .set(Customer::LEVEL, row.level)
            .set(Customer::BIRTHDAY, row.born)
            .set(Customer::TAGS, &row.tags)
    }
}

#[derive(Serialize)]
pub(super) struct Imports {
    created: u64,
    /// Rows of the body, from 0, with the reason why they were not created.
    failed: Vec<(usize, String)>,
}

/// Invalid rows fail by themselves. An existing customer with the same values counts as created.
pub(super) async fn import(State(client): State<Client>, Json(rows): Json<Vec<Value>>) -> Answer<Json<Imports>> {
    let rows = rows.into_iter().map(|row| serde_json::from_value::<Imported>(row).map(Create::from));
    let outcomes = Customer::create_many(&client, rows).unique_by(Customer::EMAIL).await?;
    let failed = outcomes.failures().map(|(row, error)| (row, error.to_string())).collect();
    Ok(Json(Imports { created: outcomes.counts().succeeded, failed }))
}
