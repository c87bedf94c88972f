//! The data-model gateway of the HTTP API, `/v1/model`: JSON filters, numbered pages, creates that return ids.

mod answers;
mod classify;
mod filter;
mod list;
mod requests;
mod sql;
mod unavailable;
mod window;

use std::borrow::Cow;

use serde_json::value::RawValue;
#[cfg(test)]
pub(crate) use window::Windows;

use super::operation::{ListSpec, Operation, PreparedList, Related, Select};
use super::sql::SqlGateway;
use super::{Answer, Created, Endpoint, Features, Gateway, PageFacts, RawPage, Record, RowSink, Window, row_body};
use crate::Error;
use crate::filter::SortKey;
use crate::request::{OperationKind, Request};
use crate::value::{self, RowFields, Value, WireValue};

/// The data-model gateway with its settings.
#[derive(Debug, Clone, Default)]
pub(crate) struct ModelApi {
    /// See [`Dialect::atomic_batches`](super::Dialect::atomic_batches).
    pub atomic_batches: bool,
    /// See [`Dialect::relation_filters`](super::Dialect::relation_filters).
    pub relation_filters: bool,
    /// See [`Dialect::contains_ignore_case`](super::Dialect::contains_ignore_case).
    pub contains_ignore_case: bool,
    /// The environment is in a region outside China.
    pub international: bool,
    /// The ids of a batch are in the order of its rows, which no document says.
    pub ids_in_order: bool,
    #[cfg(test)]
    pub windows: Windows,
}

impl Gateway for ModelApi {
    fn features(&self) -> Features {
        Features {
            several_ids: true,
            commas_between_ids: false,
            bytes_of_ids: usize::MAX,
            missing_ids_are_counted: true,
            numbered_pages: true,
            total: "total",
            atomic_batches: self.atomic_batches,
            ids_in_order: self.ids_in_order,
        }
    }

    fn cloud_host(&self, env_id: &str) -> String {
        match self.international {
            false => format!("{env_id}.api.tcloudbasegateway.com"),
            true => format!("{env_id}.api.intl.tcloudbasegateway.com"),
        }
    }

    fn leads_to_records(&self, path: &str) -> bool {
        path.starts_with("/v1/model/")
    }

    fn expands(&self, relation: &Related) -> Result<bool, Error> {
        Ok(list::expands(relation))
    }

    fn request(&self, endpoint: Endpoint<'_>, operation: Operation<'_>) -> Result<Request, Error> {
        requests::request(self, endpoint, operation)
    }

    fn allow_order(&self, order: &[SortKey]) -> Result<(), Error> {
        list::allow_order(order)
    }

    fn list(&self, endpoint: Endpoint<'_>, spec: ListSpec<'_>) -> Result<PreparedList, Error> {
        list::prepare(self, endpoint, spec)
    }

    fn any_of(
        &self,
        endpoint: Endpoint<'_>,
        model: Cow<'static, str>,
        field: &str,
        values: &[&Value],
        select: Select,
    ) -> Result<(PreparedList, usize), Error> {
        list::any_of(endpoint, model, field, values, select)
    }

    fn window(&self, wanted: Window, most: u64) -> Window {
        #[cfg(test)]
        if self.windows == Windows::Widest {
            return window::widest(wanted, most);
        }
        window::exact(wanted, most)
    }

    fn page(&self, list: Cow<'_, PreparedList>, window: Window) -> Request {
        list::page(list, window)
    }

    fn definition(&self, model: Option<&str>) -> Result<Request, Error> {
        requests::definition(model)
    }

    fn option_sets(&self, _: &[String]) -> Result<Request, Error> {
        Err(unavailable::option_sets())
    }

    fn sql(&self) -> Result<&dyn SqlGateway, Error> {
        Ok(self)
    }

    fn definition_rows<'b>(&self, body: &'b str) -> Result<Vec<&'b RawValue>, String> {
        answers::definition_rows(body)
    }

    /// Relations are documented not to be supported in batches.
    fn allows_in_batch(&self, row: &RowFields) -> bool {
        !row.iter().any(|(_, value)| match &value.0 {
            WireValue::Reference(_)
            | WireValue::NoReference
            | WireValue::References(_)
            | WireValue::PrintedReference { .. } => true,
            // A list of related records, or of objects that look like them.
            WireValue::Json(json) => json.trim_start_matches(['[', '{', ' ']).starts_with("\"_id\""),
            _ => false,
        })
    }

    fn encode(&self, row: &RowFields) -> Result<Vec<u8>, Error> {
        row_body::encode(row, value::write)
    }

    fn classify(&self, status: u16, expect: u16, body: &[u8]) -> Result<(), Error> {
        classify::classify(status, expect, body)
    }

    fn read_page(&self, body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String> {
        answers::page(body, rows)
    }

    fn records<'b>(&self, body: &'b [u8]) -> Option<RawPage<'b>> {
        answers::records(body)
    }

    fn outline(&self, body: &[u8]) -> Result<(usize, Option<f64>), String> {
        answers::outline(body)
    }

    fn created_id(&self, body: &[u8]) -> Option<String> {
        answers::created_id(body)
    }

    fn record<'b>(&self, body: &'b [u8]) -> Result<Option<&'b str>, String> {
        answers::record(body)
    }

    fn all_records(&self, body: &[u8]) -> Result<(Vec<Record>, Option<f64>), String> {
        answers::all_records(body)
    }

    fn created(&self, body: &[u8]) -> Result<Created, String> {
        answers::created_ids(body).map(Created::Ids)
    }

    fn affected(&self, _: &Request, body: &[u8]) -> Result<u64, &'static str> {
        answers::count(body).ok_or("count")
    }

    /// A write is documented to be answered by a count.
    fn confirms(&self, request: &Request, body: &[u8]) -> bool {
        let is_counted =
            matches!(request.operation, OperationKind::Update | OperationKind::Delete | OperationKind::Upsert);
        !(is_counted && request.model.is_some()) || answers::count(body).is_some()
    }

    fn upserted(&self, body: &[u8]) -> Result<Option<String>, String> {
        answers::upserted(body)
    }

    fn forbidden(&self, body: &[u8]) -> usize {
        answers::forbidden(body)
    }

    fn is_of_another_call(&self, id: &str, answer: &Answer) -> bool {
        answers::is_of_another_call(id, &answer.body)
    }

    fn is_what_was_sent(&self, request: &Request, answer: &Answer) -> bool {
        request.body.as_ref().is_none_or(|sent| answers::is_what_was_sent(sent, &answer.body))
    }
}
