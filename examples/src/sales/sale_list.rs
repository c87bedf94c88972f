//! Searching, reading, creating and cancelling sales.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use weda::Filter;
use weda::prelude::*;

use super::problem::{Answer, Problem};
use super::views::{Customer, ListPage, NewSale, Sale};

/// The parameters of the query string.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Search {
    customer: Option<Id<Customer>>,
    state: Option<String>,
    /// Only open sales that are past their due date.
    overdue: bool,
    number: Option<String>,
    at_least: Option<f64>,
    at_most: Option<f64>,
    since: Option<jiff::Timestamp>,
    /// The key of a field.
    sort: String,
    descending: bool,
    page: u64,
    size: u64,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            customer: None,
            state: None,
            overdue: false,
            number: None,
            at_least: None,
            at_most: None,
            since: None,
            sort: "placedAt".to_owned(),
            descending: false,
            page: 0,
            size: 50,
        }
    }
}

impl Search {
    fn filter(&self) -> Filter<Sale> {
        let mut filter = Filter::default();
        filter &= self.customer.as_ref().map(|customer| Sale::CUSTOMER.eq(customer));
        filter &= self.state.as_ref().map(|state| Sale::STATE.eq(state));
        filter &= self.number.as_ref().map(|number| Sale::NUMBER.contains(number));
        filter &= self.at_least.map(|total| Sale::TOTAL.ge(total));
        filter &= self.at_most.map(|total| Sale::TOTAL.le(total));
        filter &= self.since.map(|since| Sale::PLACED_AT.ge(since));
        if self.overdue {
            filter &= overdue();
        }
        filter
    }
}

fn overdue() -> Filter<Sale> {
    let today = Date::from_millis(DateTime::now().as_millis());
    Sale::STATE.eq("open") & Sale::DUE.lt(today)
}

pub(super) async fn list(State(client): State<Client>, Query(search): Query<Search>) -> Answer<Json<ListPage<Sale>>> {
    let Some(order) = Sale::sort_by(&search.sort, search.descending) else {
        return Err(Problem::bad_request(format!("sales cannot be sorted by `{}`", search.sort)));
    };
    if !(1..=200).contains(&search.size) {
        return Err(Problem::bad_request("a page has 1 to 200 sales"));
    }
    let sales = Sale::query(&client).filter(search.filter()).order_by(order);
    let (page, total) = sales.skip(search.page.saturating_mul(search.size)).top(search.size).page_with_total().await?;
    Ok(Json(ListPage { total, rows: page.rows }))
}

pub(super) async fn one(State(client): State<Client>, Path(id): Path<Id<Sale>>) -> Answer<Json<Sale>> {
    Ok(Json(Sale::require(&client, &id).await?))
}

/// The body of a new sale.
#[derive(Deserialize)]
pub(super) struct Order {
    number: String,
    customer: Id<Customer>,
    prices: Vec<f64>,
    due: Option<jiff::civil::Date>,
}

pub(super) async fn create(State(client): State<Client>, Json(order): Json<Order>) -> Answer<(StatusCode, Json<Sale>)> {
    // Answers 404 if the customer does not exist.
    let customer = Customer::require(&client, &order.customer).await?;
    let new = NewSale {
        number: order.number,
        customer: customer.id,
        placed_at: DateTime::now(),
        total: order.prices.iter().sum(),
        state: "open".to_owned(),
    };
    let new = new.set(Sale::PIECES, order.prices.len()).set(Sale::DUE, order.due);
    Ok((StatusCode::CREATED, Json(Sale::create(&client, new).await?)))
}

#[derive(Serialize)]
pub(super) struct Cancelled {
    cancelled: u64,
    /// The number of sales that were refused or are in doubt.
    open: usize,
}

/// Cancels open sales that are past their due date, at most 1,000.
pub(super) async fn cancel_overdue(State(client): State<Client>) -> Answer<Json<Cancelled>> {
    let patch = Sale::patch().set(Sale::STATE, "cancelled");
    let outcomes = Sale::query(&client).filter(overdue()).update_all(patch).at_most(1_000).await?;
    Ok(Json(Cancelled { cancelled: outcomes.counts().succeeded, open: outcomes.failures().count() }))
}
