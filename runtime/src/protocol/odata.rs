//! The OData interface of WeDa's Open API.

mod address;
mod body;
pub(crate) mod dialect;
mod filter;
mod list;
mod literal;
mod lookup_list;
mod page;
mod requests;
mod unavailable;

use std::borrow::Cow;

pub use dialect::{Dialect, RelationForm};
use http::Method;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::operation::{ListSpec, Operation, PreparedList, Related, Select};
use super::sql::SqlGateway;
use super::{
    Answer, Created, Endpoint, Features, Gateway, PageFacts, RawPage, Record, RowSink, Window, classify, envelope,
    sent_record,
};
use crate::Error;
use crate::filter::SortKey;
use crate::request::{Idempotency, OperationKind, Request};
use crate::value::{RowFields, Value};

/// The ids of a call are part of its URL; common gateways accept URLs of 8 KiB.
const BYTES_OF_IDS: usize = 7_500;

/// The OData interface in a dialect.
#[derive(Debug, Clone, Default)]
pub(crate) struct Odata {
    pub dialect: Dialect,
}

impl Gateway for Odata {
    fn features(&self) -> Features {
        Features {
            several_ids: self.dialect.comma_ids,
            commas_between_ids: true,
            bytes_of_ids: BYTES_OF_IDS,
            missing_ids_are_counted: false,
            numbered_pages: false,
            total: "@odata.count",
            atomic_batches: self.dialect.atomic_batches,
            ids_in_order: false,
        }
    }

    fn cloud_host(&self, env_id: &str) -> String {
        format!("{env_id}.ap-shanghai.tcb-api.tencentcloudapi.com")
    }

    fn leads_to_records(&self, path: &str) -> bool {
        path.starts_with("/weda/odata/")
    }

    fn expands(&self, relation: &Related) -> Result<bool, Error> {
        match relation.many {
            true => Err(Error::not_enabled(format!(
                "loading the list `{}`: the OData interface does not show which records it has; use a client of the data-model \
                 gateway (`GatewayKind::Model`), or query `{}` by its relation to these records",
                relation.field, relation.model
            ))),
            false => Ok(false),
        }
    }

    fn request(&self, endpoint: Endpoint<'_>, operation: Operation<'_>) -> Result<Request, Error> {
        requests::request(&self.dialect, endpoint, operation)
    }

    fn allow_order(&self, order: &[SortKey]) -> Result<(), Error> {
        list::allow_order(&self.dialect, order)
    }

    fn list(&self, endpoint: Endpoint<'_>, spec: ListSpec<'_>) -> Result<PreparedList, Error> {
        list::prepare(&self.dialect, endpoint, spec)
    }

    fn any_of(
        &self,
        endpoint: Endpoint<'_>,
        model: Cow<'static, str>,
        field: &str,
        values: &[&Value],
        _: Select,
    ) -> Result<(PreparedList, usize), Error> {
        lookup_list::any_of(endpoint, model, field, values)
    }

    fn page(&self, list: Cow<'_, PreparedList>, window: Window) -> Request {
        list::page(list, window)
    }

    fn definition(&self, model: Option<&str>) -> Result<Request, Error> {
        // Source: "Data source management API", schemas. Not paged.
        let mut path = "/weda/model/v1/getSchemaList".to_owned();
        if let Some(model) = model {
            path.push('/');
            path.push_str(&address::model_name(model)?);
        }
        Ok(description(Method::GET, path, None))
    }

    fn option_sets(&self, names: &[String]) -> Result<Request, Error> {
        let body = json!({ "optionSetNames": names }).to_string();
        Ok(description(Method::POST, "/weda/model/v1/describeOptionSet".to_owned(), Some(body)))
    }

    fn sql(&self) -> Result<&dyn SqlGateway, Error> {
        Err(Error::not_enabled(
            "SQL: the OData interface has none; run it with a client of the data-model gateway (`GatewayKind::Model`)"
                .to_owned(),
        ))
    }

    fn definition_rows<'b>(&self, body: &'b str) -> Result<Vec<&'b RawValue>, String> {
        #[derive(Deserialize)]
        struct Data<'b> {
            #[serde(borrow, rename = "QueryDataSourceSchemaResultList", alias = "queryDataSourceSchemaResultList")]
            rows: Option<Vec<&'b RawValue>>,
        }
        let data = envelope::data(body).ok_or("there is no `Data` inside a `Response`")?;
        let Data { rows } = serde_json::from_str(data.get()).map_err(|error| error.to_string())?;
        Ok(rows.unwrap_or_default())
    }

    fn encode(&self, row: &RowFields) -> Result<Vec<u8>, Error> {
        body::body(row, &self.dialect)
    }

    fn classify(&self, status: u16, expect: u16, body: &[u8]) -> Result<(), Error> {
        classify::classify(status, expect, body, |body| body.starts_with(br#"{"@odata.context""#))
    }

    fn read_page(&self, body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String> {
        page::read(body, rows)
    }

    fn records<'b>(&self, body: &'b [u8]) -> Option<RawPage<'b>> {
        page::records(body)
    }

    fn outline(&self, body: &[u8]) -> Result<(usize, Option<f64>), String> {
        page::outline(body)
    }

    fn record<'b>(&self, body: &'b [u8]) -> Result<Option<&'b str>, String> {
        page::record(body)
    }

    fn all_records(&self, body: &[u8]) -> Result<(Vec<Record>, Option<f64>), String> {
        page::all_records(body)
    }

    fn created(&self, body: &[u8]) -> Result<Created, String> {
        page::created(body).map(Created::Records)
    }

    fn affected(&self, request: &Request, body: &[u8]) -> Result<u64, &'static str> {
        let member = if request.operation == OperationKind::Delete { "deleteCount" } else { "updateCount" };
        page::count(member, body)
    }

    fn is_of_another_call(&self, id: &str, answer: &Answer) -> bool {
        sent_record::is_of_another_call(id, &answer.body)
    }

    fn is_what_was_sent(&self, request: &Request, answer: &Answer) -> bool {
        request.body.as_ref().is_none_or(|sent| sent_record::is_what_was_sent(sent, &answer.body))
    }
}

fn description(method: Method, path: String, body: Option<String>) -> Request {
    Request {
        method,
        path,
        body: body.map(Into::into),
        expect: 200,
        operation: OperationKind::Read,
        model: None,
        record: None,
        idempotency: Idempotency::Read,
    }
}

/// Encodes the body of a batch; for benches.
pub(crate) fn batch<'r>(rows: impl Iterator<Item = &'r RowFields>) -> Vec<u8> {
    let gateway = Odata::default();
    let rows: Vec<Vec<u8>> = rows.map_while(|row| gateway.encode(row).ok()).collect();
    requests::batch_body(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}
