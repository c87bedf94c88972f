//! The second gateway: POST and PUT with JSON bodies, filters as trees, numbered pages, creates that return only ids.

use std::borrow::Cow;

use http::Method;
use serde_json::{Map, Value as Json, json};

use super::answers;
use super::filter::tree;
use super::window::{LONGEST, Windows};
use crate::Error;
use crate::codec::Writer;
use crate::protocol::Window;
use crate::protocol::operation::{Action, ListSpec, Operation, PreparedList, Records};
use crate::protocol::same_record::agrees_with_json;
use crate::protocol::{Answer, Created, Endpoint, Features, Gateway, PageFacts, RawPage, Record, RowSink, same_record};
use crate::request::{Idempotency, OperationKind, Request};
use crate::value::{self, RowFields, Value};

#[derive(Debug, Clone, Default)]
pub(super) struct Numbered {
    pub windows: Windows,
    pub ids_in_order: bool,
}

fn path(endpoint: Endpoint<'_>, model: &str, operation: &str) -> Result<String, Error> {
    if model.is_empty() || !model.chars().all(|character| character.is_alphanumeric() || character == '_') {
        return Err(Error::invalid_value(format!("`{}` is not a valid model identifier", model.escape_debug())));
    }
    Ok(format!("/v1/model/{}/{model}/{operation}", endpoint.env_type.as_ref()))
}

fn ids(records: Records<'_>) -> Json {
    match records {
        Records::One(id) => json!({ "where": { "_id": { "$eq": id } } }),
        Records::Counted(ids) => json!({ "where": { "_id": { "$in": ids } } }),
    }
}

fn row(fields: &RowFields) -> Result<Vec<u8>, Error> {
    let mut out = Writer::new();
    let is_last = |at: usize| !fields[at + 1..].iter().any(|(name, _)| *name == fields[at].0);
    let kept = (0..fields.len()).filter(|at| is_last(*at)).map(|at| (&fields[at].1, &*fields[at].0));
    out.named(kept, |out, value| value::write(value, out));
    out.finish().map_err(|reason| Error::invalid_value(format!("a value is {reason}; set another")))
}

/// Returns `{"data":.., "filter":..}`, each optional.
fn body(data: Option<&[u8]>, filter: Option<Json>) -> Vec<u8> {
    let data = data.map(|data| [br#""data":"#, data].concat());
    let filter = filter.map(|filter| format!(r#""filter":{filter}"#).into_bytes());
    let members: Vec<Vec<u8>> = data.into_iter().chain(filter).collect();
    [b"{".as_slice(), &members.join(&b","[..]), b"}"].concat()
}

impl Numbered {
    fn prepared(endpoint: Endpoint<'_>, model: Cow<'static, str>, parts: &Json) -> Result<PreparedList, Error> {
        // Paths have no spaces, so the first one is the separator.
        let text = format!("{} {parts}", path(endpoint, &model, "list")?);
        Ok(PreparedList { model, text })
    }
}

impl Gateway for Numbered {
    fn features(&self) -> Features {
        Features {
            several_ids: true,
            commas_between_ids: false,
            bytes_of_ids: usize::MAX,
            atomic_batches: true,
            ids_in_order: self.ids_in_order,
        }
    }

    fn cloud_host(&self, env_id: &str) -> String {
        format!("{env_id}.numbered.invalid")
    }

    fn leads_to_records(&self, path: &str) -> bool {
        path.starts_with("/v1/model/")
    }

    fn request(&self, endpoint: Endpoint<'_>, operation: Operation<'_>) -> Result<Request, Error> {
        use Idempotency::{Idempotent, Once, Read};
        let Operation { model, action } = operation;
        let (method, name, body, kind, idempotency) = match &action {
            Action::Get(id) => {
                (Method::POST, "get", body(None, Some(ids(Records::One(id)))), OperationKind::Read, Read)
            }
            Action::Create(row) => (Method::POST, "create", body(Some(row), None), OperationKind::Create, Once),
            Action::CreateMany(rows) => {
                let rows = [b"[".as_slice(), &rows.join(&b","[..]), b"]"].concat();
                (Method::POST, "createMany", body(Some(&rows), None), OperationKind::Create, Once)
            }
            Action::Update(records, row) => {
                let name = if matches!(records, Records::One(_)) { "update" } else { "updateMany" };
                let body = body(Some(row), Some(ids(*records)));
                (Method::PUT, name, body, OperationKind::Update, Idempotent)
            }
            Action::Delete(records) => {
                let (name, idempotency) =
                    if matches!(records, Records::One(_)) { ("delete", Idempotent) } else { ("deleteMany", Once) };
                (Method::POST, name, body(None, Some(ids(*records))), OperationKind::Delete, idempotency)
            }
        };
        let record = match action {
            Action::Update(Records::One(id), _) | Action::Delete(Records::One(id)) => Some(id.to_owned()),
            _ => None,
        };
        let path = path(endpoint, &model, name)?;
        let model = Some(model);
        Ok(Request { method, path, body: Some(body.into()), expect: 200, operation: kind, model, record, idempotency })
    }

    fn allow_order(&self, _order: &[crate::filter::SortKey]) -> Result<(), Error> {
        Ok(())
    }

    fn list(&self, endpoint: Endpoint<'_>, spec: ListSpec<'_>) -> Result<PreparedList, Error> {
        let condition = spec.filter.map_or(Ok(json!({})), tree)?;
        let order = |key: &crate::filter::SortKey| json!({ &*key.field: if key.descending { "desc" } else { "asc" } });
        let select = match (spec.fields)() {
            Some(fields) => fields.iter().chain(&["_id"]).map(|name| ((*name).to_owned(), Json::Bool(true))).collect(),
            None => Map::from_iter([("$master".to_owned(), Json::Bool(true))]),
        };
        let order: Vec<Json> = spec.order.iter().map(order).collect();
        let parts = json!({ "filter": { "where": condition }, "select": select, "orderBy": order });
        Self::prepared(endpoint, spec.model, &parts)
    }

    fn any_of(
        &self,
        endpoint: Endpoint<'_>,
        model: Cow<'static, str>,
        field: &str,
        values: &[&Value],
    ) -> Result<(PreparedList, usize), Error> {
        let values: Vec<Json> =
            values.iter().take(LONGEST as usize).filter_map(|value| same_record::json(value)).collect();
        let parts = json!({
            "filter": { "where": { field: { "$in": values } } },
            "select": { "$master": true },
            "orderBy": [{ "_id": "asc" }],
        });
        Ok((Self::prepared(endpoint, model, &parts)?, values.len()))
    }

    fn window(&self, wanted: Window) -> Window {
        self.windows.window(wanted)
    }

    fn page(&self, list: Cow<'_, PreparedList>, window: Window) -> Request {
        let list = list.into_owned();
        let (path, parts) = list.text.split_once(' ').expect("as `prepared` has made it");
        let number = window.skip / window.top + 1;
        let parts = parts.strip_suffix('}').expect("an object");
        let body = format!(r#"{parts},"pageSize":{},"pageNumber":{number},"getCount":true}}"#, window.top);
        Request {
            method: Method::POST,
            path: path.to_owned(),
            body: Some(body.into()),
            expect: 200,
            operation: OperationKind::Read,
            model: Some(list.model),
            record: None,
            idempotency: Idempotency::Read,
        }
    }

    fn definition(&self, _: Option<&str>) -> Result<Request, Error> {
        Err(Error::not_enabled("this gateway has no definitions".to_owned()))
    }

    fn option_sets(&self, _: &[String]) -> Request {
        unreachable!("no test asks for option sets")
    }

    fn encode(&self, fields: &RowFields) -> Result<Vec<u8>, Error> {
        row(fields)
    }

    fn classify(&self, status: u16, _: u16, body: &[u8]) -> Result<(), Error> {
        answers::classify(status, body)
    }

    fn read_page(&self, body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String> {
        answers::page(body, rows)
    }

    fn records<'b>(&self, body: &'b [u8]) -> Option<RawPage<'b>> {
        let data = answers::raw(body).ok()?;
        let records = data.records?.into_iter().map(serde_json::value::RawValue::get).collect();
        Some(RawPage { records, count: data.total.map(|total| total as u64) })
    }

    fn outline(&self, body: &[u8]) -> Result<(usize, Option<f64>), String> {
        self.all_records(body).map(|(records, total)| (records.len(), total))
    }

    fn created_id(&self, body: &[u8]) -> Option<String> {
        answers::data(body).ok()?.id.filter(|id| !id.is_empty())
    }

    fn record<'b>(&self, body: &'b [u8]) -> Result<Option<&'b str>, String> {
        let record = answers::raw(body)?.record.map(serde_json::value::RawValue::get);
        Ok(record.filter(|text| !matches!(*text, "null" | "{}")))
    }

    fn all_records(&self, body: &[u8]) -> Result<(Vec<Record>, Option<f64>), String> {
        let data = answers::data(body)?;
        Ok((data.records.ok_or("the answer has no `records`")?, data.total))
    }

    fn created(&self, body: &[u8]) -> Result<Created, String> {
        answers::data(body)?.id_list.map(Created::Ids).ok_or_else(|| "the answer has no `idList`".to_owned())
    }

    fn affected(&self, _: &Request, body: &[u8]) -> Result<u64, &'static str> {
        answers::data(body).ok().and_then(|data| data.count).ok_or("count")
    }

    fn is_of_another_call(&self, id: &str, answer: &Answer) -> bool {
        let record = answers::data(&answer.body).ok().and_then(|data| data.record);
        record.is_some_and(|record| record.get("_id").is_some_and(|found| found != id))
    }

    fn is_what_was_sent(&self, request: &Request, answer: &Answer) -> bool {
        let sent =
            request.body.as_ref().and_then(|body| serde_json::from_slice::<answers::Envelope<Record>>(body).ok());
        let came = answers::data(&answer.body).ok().and_then(|data| data.record);
        sent.zip(came).is_none_or(|(sent, came)| agrees_with_json(&sent.data, &came))
    }
}
