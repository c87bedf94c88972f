//! The sales of each customer.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use weda::prelude::*;

use super::problem::Answer;
use super::views::Customer;

/// The fields of a sale that the report needs.
#[weda_model("sale")]
struct Paid {
    customer: Id<Customer>,
    total: f64,
    pieces: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Span {
    since: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
}

#[derive(Serialize)]
pub(super) struct Line {
    customer: Id<Customer>,
    name: String,
    sales: u64,
    pieces: i64,
    total: f64,
}

/// The customers with paid sales, the largest totals first.
pub(super) async fn by_customer(State(client): State<Client>, Query(span): Query<Span>) -> Answer<Json<Vec<Line>>> {
    let mut filter = Paid::STATE.eq("paid");
    filter &= span.since.map(|since| Paid::PLACED_AT.ge(since));
    filter &= span.until.map(|until| Paid::PLACED_AT.lt(until));
    let mut lines = HashMap::<Id<Customer>, Line>::new();
    // Streamed page by page: a year of sales may not fit into memory.
    let mut sales = Paid::query(&client).filter(filter).stream();
    while let Some(sale) = sales.next().await {
        let Paid { customer, total, pieces } = sale?;
        let line = lines.entry(customer.clone()).or_insert_with(|| Line {
            customer,
            name: String::new(),
            sales: 0,
            pieces: 0,
            total: 0.0,
        });
        line.sales += 1;
        line.pieces += pieces.unwrap_or_default();
        line.total += total;
    }
    let customers = Customer::get_many(&client, lines.keys()).await?;
    let mut lines: Vec<Line> = lines.into_values().collect();
    for line in &mut lines {
        // The customer may have been deleted.
        line.name = customers.get(&line.customer).map_or_else(|| "?".to_owned(), |customer| customer.name.clone());
    }
    lines.sort_by(|one, other| other.total.total_cmp(&one.total));
    Ok(Json(lines))
}
