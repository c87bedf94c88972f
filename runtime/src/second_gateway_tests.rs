//! A second gateway that differs from OData wherever the trait allows it. Everything above the trait must work with
//! both.

mod answers;
mod bulk;
mod conditions;
mod filter;
mod filters;
mod gateway;
mod item;
mod one_record;
mod paging;
mod paging_at_random;
mod retries;
mod service;
mod store;
mod window;

use std::sync::Arc;

use gateway::Numbered;
use item::Item;
use service::{Fault, Service};

use crate::{Client, ClientBuilder};

/// Settings for the second gateway, with a token, so that none is requested.
fn settings(address: impl std::fmt::Display, gateway: Numbered) -> ClientBuilder {
    let base_url = format!("http://{address}");
    Client::builder("lowcode-1").base_url(base_url).token("t").gateway(Arc::new(gateway))
}

fn client(service: &Service) -> Client {
    settings(service.address(), Numbered::default()).build().unwrap()
}

/// A client of the same service through OData, of which it supports lists.
fn odata(service: &Service) -> Client {
    Client::builder("lowcode-1").base_url(format!("http://{}", service.address())).token("t").build().unwrap()
}

/// Clients of both gateways.
fn both(service: &Service) -> [Client; 2] {
    [client(service), odata(service)]
}
