//! The OData wire: addresses, query options and bodies, from plain data.

mod batch;
mod body;
mod filter;
mod literal;

pub(crate) use batch::{any_of, batch_body, create_batch, delete_ids, update_ids};
pub(crate) use body::body;

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Error;
use crate::filter::Expr;
use crate::filter::SortBy;
use crate::protocol::Target;
use crate::request::{Idempotency, Request};

/// What stays readable: unreserved characters, and those that mean nothing inside a query value.
const TEXT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')').remove(b',');

/// A list call: everything in its address that does not change from page to page.
#[derive(Debug, Clone)]
pub(crate) struct List {
    path: String,
}

/// What a list call asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListOptions<'a> {
    /// `None` asks for every record.
    pub filter: Option<&'a Expr>,
    pub order: &'a [SortBy],
    /// The only fields that are asked for, unless all are.
    pub select: Option<&'a [&'a str]>,
}

/// Source: "Data source management API", query by filter.
pub(crate) fn list(target: Target<'_>, model: &str, options: ListOptions<'_>) -> Result<List, Error> {
    let mut path = collection(target, model)?;
    path.push('?');
    if let Some(expr) = options.filter {
        path.push_str("$filter=");
        filter::write(expr, target.dialect, &mut path)?;
        path.push('&');
    }
    for (at, key) in options.order.iter().enumerate() {
        path.push_str(if at == 0 { "$orderby=" } else { "," });
        field(&key.field, &mut path)?;
        path.push_str(if key.descending { "%20desc" } else { "%20asc" });
    }
    path.push('&');
    if let Some(names) = options.select {
        // Pages that overlap are told by their ids, which a view need not load.
        path.push_str("$select=_id");
        for name in names.iter().filter(|name| **name != "_id") {
            path.push(',');
            encode(name, &mut path);
        }
        path.push('&');
    }
    match target.base_url.len() + path.len() + PAGING {
        0..=LONGEST => Ok(List { path }),
        length => Err(Error::invalid_value(format!(
            "the address of the query would be {length} bytes long, and no more than {LONGEST} can be sent; \
             filter by fewer values at a time and put the rows together"
        ))),
    }
}

impl List {
    /// What does not change from page to page.
    pub fn address(&self) -> &str {
        &self.path
    }

    /// The request for one page.
    pub fn page(&self, skip: u64, top: u64) -> Request {
        let mut path = String::with_capacity(self.path.len() + PAGING);
        path.push_str(&self.path);
        Self { path }.only_page(skip, top)
    }

    /// The request for the only page that is wanted.
    pub fn only_page(self, skip: u64, top: u64) -> Request {
        let mut path = self.path;
        path.push_str("$skip=");
        path.push_str(itoa::Buffer::new().format(skip));
        path.push_str("&$top=");
        path.push_str(itoa::Buffer::new().format(top));
        path.push_str("&$count=true");
        Request { method: Method::GET, path, body: None, expect: 200, idempotency: Idempotency::Read }
    }
}

/// Room for `$skip`, `$top` and `$count`: the longest are 47 bytes.
const PAGING: usize = 48;

/// Bytes of an address at most, from its scheme to its end: HTTP libraries take no more.
const LONGEST: usize = 65_534;

pub(crate) fn create(target: Target<'_>, model: &str, body: Vec<u8>) -> Result<Request, Error> {
    let path = collection(target, model)?;
    Ok(Request { method: Method::POST, path, body: Some(body.into()), expect: 201, idempotency: Idempotency::Once })
}

pub(crate) fn get(target: Target<'_>, model: &str, id: &str) -> Result<Request, Error> {
    let path = record(target, model, id)?;
    Ok(Request { method: Method::GET, path, body: None, expect: 200, idempotency: Idempotency::Read })
}

/// Source: the same page; PATCH is the only update method that an endpoint page names.
pub(crate) fn update(target: Target<'_>, model: &str, id: &str, body: Vec<u8>) -> Result<Request, Error> {
    let path = record(target, model, id)?;
    let method = if target.dialect.put { Method::PUT } else { Method::PATCH };
    Ok(Request { method, path, body: Some(body.into()), expect: 204, idempotency: Idempotency::Idempotent })
}

pub(crate) fn delete(target: Target<'_>, model: &str, id: &str) -> Result<Request, Error> {
    let path = record(target, model, id)?;
    Ok(Request { method: Method::DELETE, path, body: None, expect: 204, idempotency: Idempotency::Idempotent })
}

/// The address of a model's records. There is room for what follows in most addresses.
fn collection(target: Target<'_>, model: &str) -> Result<String, Error> {
    let mut path = String::with_capacity(256);
    path.push_str("/weda/odata/v1/");
    path.push_str(target.env_type.as_ref());
    path.push('/');
    name(model, &mut path)?;
    Ok(path)
}

/// A model's identifier as it stands in addresses.
pub(crate) fn model_name(model: &str) -> Result<String, Error> {
    let mut out = String::new();
    name(model, &mut out)?;
    Ok(out)
}

fn name(model: &str, out: &mut String) -> Result<(), Error> {
    if !is_name(model) {
        return Err(Error::invalid_value(format!(
            "no model can be called `{}`; give the identifier (标识) that the WeDa console shows, such as `student`",
            model.escape_debug()
        )));
    }
    encode(model, out);
    Ok(())
}

fn record(target: Target<'_>, model: &str, id: &str) -> Result<String, Error> {
    if id.is_empty() {
        return Err(Error::invalid_value(format!(
            "the id of a record of model `{model}` is empty; use the `id` of a record that was read or created"
        )));
    }
    let mut path = collection(target, model)?;
    path.push_str("('");
    // A quote inside the id is doubled, as in any OData text.
    encode(&id.replace('\'', "''"), &mut path);
    path.push_str("')");
    Ok(path)
}

/// Appends the key of a field, which in a filter or an order must not be taken for more.
fn field(name: &str, out: &mut String) -> Result<(), Error> {
    // As most are: they are looked at once, since a filter by ids names its field again and again.
    if is_plain(name) && !name.is_empty() {
        out.push_str(name);
        return Ok(());
    }
    if !is_name(name) {
        return Err(Error::invalid_value(format!(
            "no field can be called `{}`; write the key of one field, and for other words use `Filter::raw_unchecked`",
            name.escape_debug()
        )));
    }
    encode(name, out);
    Ok(())
}

/// Whether this can be what the service calls a model or a field: letters of any language, digits, and signs that mean
/// nothing in an address or a filter.
fn is_name(text: &str) -> bool {
    if is_plain(text) {
        return !text.is_empty();
    }
    let fits = |character: char| character.is_alphanumeric() || "_-.@$".contains(character);
    text.chars().all(fits) && text.chars().any(|character| character != '.')
}

/// Appends a text that may hold anything. Spaces become `%20`, never `+`.
fn encode(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        out.extend(utf8_percent_encode(text, TEXT));
    }
}

/// Whether the text is sent as it is, as most names and ids are. Sixteen bytes at once, where there are as many: to look
/// at one after the other is what most of a filter by ids would cost.
fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() | (*byte == b'_') | (*byte == b'-');
    let (chunks, rest) = text.as_bytes().as_chunks::<16>();
    chunks.iter().all(|chunk| chunk.iter().fold(true, |all, byte| all & plain(byte))) && rest.iter().all(plain)
}
