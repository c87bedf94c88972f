//! The data-model gateway against a service of these tests. It differs from OData wherever the trait of gateways allows
//! it, so everything above the trait must work with both.

mod bulk;
mod conditions;
mod filters;
mod item;
mod one_record;
mod paging;
mod paging_at_random;
mod retries;
mod service;
mod store;

use std::sync::Arc;

use item::Item;
use service::{Fault, Service};

use crate::protocol::model_api::ModelApi;
use crate::{Client, ClientBuilder};

/// Settings for the second gateway, with a token, so that none is requested.
fn settings(address: impl std::fmt::Display, gateway: ModelApi) -> ClientBuilder {
    let base_url = format!("http://{address}");
    Client::builder("lowcode-1").base_url(base_url).token("t").custom_gateway(Arc::new(gateway))
}

/// The gateway of a service whose batches are atomic.
fn gateway() -> ModelApi {
    ModelApi { atomic_batches: true, ..ModelApi::default() }
}

fn client(service: &Service) -> Client {
    settings(service.address(), gateway()).build().unwrap()
}

/// A client of the same service through OData, of which it supports lists.
fn odata(service: &Service) -> Client {
    Client::builder("lowcode-1").base_url(format!("http://{}", service.address())).token("t").build().unwrap()
}

/// Clients of both gateways.
fn both(service: &Service) -> [Client; 2] {
    [client(service), odata(service)]
}
