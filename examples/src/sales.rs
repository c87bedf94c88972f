//! A web service over WeDa for customers (客户) and their sales (销售单).
//!
//! - `GET /sales` with filters, an order and a page in the query string, `POST /sales`, `GET /sales/{id}`
//! - `POST /sales/cancel-overdue`
//! - `GET /customers/{id}`, `PATCH /customers/{id}`, `POST /customers/import`
//! - `GET /report`

mod customers;
mod problem;
mod report;
mod sale_list;
mod views;

use axum::Router;
use axum::routing::{get, post};
use weda::Client;

/// The routes of the service.
pub fn router(client: Client) -> Router {
    Router::new()
        .route("/sales", get(sale_list::list).post(sale_list::create))
        .route("/sales/cancel-overdue", post(sale_list::cancel_overdue))
        .route("/sales/{id}", get(sale_list::one))
        .route("/customers/import", post(customers::import))
        .route("/customers/{id}", get(customers::one).patch(customers::change))
        .route("/report", get(report::by_customer))
        .with_state(client)
}
