//! The OData wire: addresses, query options and bodies, from plain data.

mod body;
mod filter;
mod literal;

pub(crate) use body::body;
pub(crate) use filter::{Condition, condition};

use std::fmt::Write;

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::client::Client;
use crate::filter::SortKey;
use crate::request::Request;
use crate::{Error, Id, Model};

/// What stays readable: unreserved characters, and those that mean nothing inside a query value.
const TEXT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')').remove(b',');

/// Bytes of a filter at most. HTTP libraries take addresses of up to 65,534; what else stands in one is short.
const LONGEST_FILTER: usize = 64_000;

/// The filter, unless no address can hold it.
pub(crate) fn fitting(filter: String) -> Result<String, Error> {
    match encode(&filter).len() {
        0..=LONGEST_FILTER => Ok(filter),
        length => Err(Error::invalid_value(format!(
            "the filter is {length} bytes long, and an address holds no more than {LONGEST_FILTER} of it; \
             filter by fewer values at a time and put the rows together"
        ))),
    }
}

/// One page of a list: what the list call sends.
#[derive(Debug, Clone)]
pub(crate) struct PageOptions<'a> {
    pub filter: Option<&'a str>,
    pub order: &'a [SortKey],
    pub skip: u64,
    pub top: u64,
}

/// Source: "Data source management API", query by filter.
pub(crate) fn list<M: Model>(client: &Client, options: &PageOptions<'_>) -> Request {
    let mut path = collection::<M>(client);
    path.push('?');
    if let Some(filter) = options.filter {
        path.extend(["$filter=", &encode(filter), "&"]);
    }
    let order: Vec<String> = options
        .order
        .iter()
        .map(|key| format!("{} {}", key.field, if key.descending { "desc" } else { "asc" }))
        .collect();
    if !order.is_empty() {
        path.extend(["$orderby=", &encode(&order.join(",")), "&"]);
    }
    write!(path, "$skip={}&$top={}&$count=true", options.skip, options.top).expect("a String grows");
    Request { method: Method::GET, path, body: None, expect: 200 }
}

pub(crate) fn create<M: Model>(client: &Client, body: Vec<u8>) -> Request {
    Request { method: Method::POST, path: collection::<M>(client), body: Some(body), expect: 201 }
}

pub(crate) fn get<M: Model, N>(client: &Client, id: &Id<N>) -> Result<Request, Error> {
    Ok(Request { method: Method::GET, path: record::<M, N>(client, id)?, body: None, expect: 200 })
}

/// Source: the same page; PATCH is the only update method that an endpoint page names.
pub(crate) fn update<M: Model, N>(client: &Client, id: &Id<N>, body: Vec<u8>) -> Result<Request, Error> {
    Ok(Request { method: Method::PATCH, path: record::<M, N>(client, id)?, body: Some(body), expect: 204 })
}

pub(crate) fn delete<M: Model, N>(client: &Client, id: &Id<N>) -> Result<Request, Error> {
    Ok(Request { method: Method::DELETE, path: record::<M, N>(client, id)?, body: None, expect: 204 })
}

fn collection<M: Model>(client: &Client) -> String {
    format!("/weda/odata/v1/{}/{}", client.env_type(), encode(M::IDENTIFIER))
}

fn record<M: Model, N>(client: &Client, id: &Id<N>) -> Result<String, Error> {
    if id.as_str().is_empty() {
        return Err(Error::invalid_value(format!(
            "the id of a record of model `{}` is empty; use the `id` of a record that was read or created",
            M::IDENTIFIER
        )));
    }
    // A quote inside the id is doubled, as in any OData text.
    Ok(format!("{}('{}')", collection::<M>(client), encode(&id.as_str().replace('\'', "''"))))
}

/// Spaces become `%20`, never `+`.
fn encode(text: &str) -> String {
    utf8_percent_encode(text, TEXT).to_string()
}
