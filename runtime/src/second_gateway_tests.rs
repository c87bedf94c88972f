//! A second gateway, which differs from OData wherever the interface of gateways lets it: everything above the interface
//! has to work with both.

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
use service::{DecodeError, Service};

use crate::{Client, ClientBuilder};

/// Settings for the second gateway, which begin with a token: no call is for one.
fn settings(address: impl std::fmt::Display, gateway: Numbered) -> ClientBuilder {
    let base_url = format!("http://{address}");
    Client::builder("lowcode-1").base_url(base_url).token("t").gateway(Arc::new(gateway))
}

fn client(service: &Service) -> Client {
    settings(service.address(), Numbered::default()).build().unwrap()
}

/// The same service through OData, of which it speaks the lists.
fn odata(service: &Service) -> Client {
    Client::builder("lowcode-1").base_url(format!("http://{}", service.address())).token("t").build().unwrap()
}

/// What both gateways have to give.
fn both(service: &Service) -> [Client; 2] {
    [client(service), odata(service)]
}
