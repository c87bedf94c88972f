//! The pairs of a relation that no column holds, read from the data-model gateway.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::json;
use weda::{Client, GatewayKind};

use super::error::Error;
use super::plan::{Link, Side};
use super::value::related_id;

/// Records per request, the documented maximum.
const PAGE: u64 = 200;

/// Checks that the client's interface has the related records.
///
/// # Errors
/// Returns an error that names the relations if it has not.
pub(super) fn check(client: &Client, links: &[Link]) -> Result<(), Error> {
    if links.is_empty() || client.gateway_kind() == GatewayKind::Model {
        return Ok(());
    }
    let names: Vec<String> = links.iter().map(|link| format!("`{}.{}`", link.own.model, link.own.key)).collect();
    Err(Error::Links(weda_definition::printable(&format!(
        "only the data-model gateway has the related records of {}: set WEDA_GATEWAY=model, or pass `--without-links` to \
         leave their tables out",
        names.join(", ")
    ))
    .into_owned()))
}

/// Reads the pairs of a relation, page by page.
pub(super) struct Pairs<'p> {
    client: &'p Client,
    link: &'p Link,
    page: u64,
    read: u64,
    total: u64,
    seen: HashSet<String>,
}

#[derive(Deserialize)]
struct Envelope {
    data: Answer,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    records: Vec<serde_json::Map<String, serde_json::Value>>,
    total: Option<u64>,
}

impl<'p> Pairs<'p> {
    pub(super) fn of(client: &'p Client, link: &'p Link) -> Self {
        Self { client, link, page: 0, read: 0, total: 0, seen: HashSet::new() }
    }

    /// Returns the pairs of the next page of records, or `None` after the last one.
    ///
    /// # Errors
    /// Returns an error if the service cannot be read, the records changed places meanwhile, or the list of a record is
    /// incomplete.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<(String, String)>>, Error> {
        if self.page > 0 && self.read >= self.total {
            return Ok(None);
        }
        self.page += 1;
        let own = &self.link.own;
        let answer =
            self.list(&own.model, json!({}), json!({ "_id": true, &own.key: { "_id": true } }), self.page).await?;
        let total = answer.total.ok_or_else(|| self.bad("the answer has no `total`"))?;
        if self.page > 1 && total != self.total || answer.records.is_empty() && self.read < total {
            return Err(self.unstable("the number of records changed between pages"));
        }
        self.total = total;
        let mut pairs = Vec::new();
        for record in answer.records {
            let id = record.get("_id").and_then(|id| id.as_str()).unwrap_or_default().to_owned();
            if id.is_empty() {
                return Err(self.bad("a record has no `_id`"));
            }
            self.read += 1;
            let shown = record.get(&own.key).map(ids).unwrap_or_default();
            let all = match shown.len() as u64 >= self.link.shown {
                true => self.all(&id).await?,
                false => shown,
            };
            let mut unique = HashSet::new();
            pairs.extend(all.into_iter().filter(|other| unique.insert(other.clone())).map(|other| (id.clone(), other)));
            if !self.seen.insert(id) {
                return Err(self.unstable("a page repeats a record of an earlier page"));
            }
        }
        Ok(Some(pairs))
    }

    /// Reads all records that are related to one, from the other side.
    async fn all(&self, id: &str) -> Result<Vec<String>, Error> {
        let Side { model, key, .. } = &self.link.other;
        if key.is_empty() {
            return Err(Error::Links(weda_definition::printable(&format!(
                "record `{id}` of model `{}` has at least {} related records in `{}`, as many as one answer shows, and \
                 model `{model}` has no field by which the others could be read; pass `--without-links` to leave the \
                 tables of such relations out",
                self.link.own.model, self.link.shown, self.link.own.key
            ))
            .into_owned()));
        }
        let filter = json!({ "relateWhere": { key: { "where": { "_id": { "$eq": id } } } } });
        let mut all = Vec::new();
        for page in 1.. {
            let answer = self.list(model, filter.clone(), json!({ "_id": true }), page).await?;
            let is_last = (answer.records.len() as u64) < PAGE;
            all.extend(answer.records.iter().filter_map(|record| Some(record.get("_id")?.as_str()?.to_owned())));
            if is_last || answer.total.is_some_and(|total| all.len() as u64 >= total) {
                break;
            }
        }
        let unique: HashSet<&String> = all.iter().collect();
        match unique.len() == all.len() {
            true => Ok(all),
            false => Err(self.unstable("a page repeats a record of an earlier page")),
        }
    }

    async fn list(
        &self,
        model: &str,
        filter: serde_json::Value,
        select: serde_json::Value,
        page: u64,
    ) -> Result<Answer, Error> {
        let path = format!("/v1/model/{}/{model}/list", self.client.env_type());
        let body = json!({
            "filter": filter, "select": select, "orderBy": [{ "_id": "asc" }],
            "pageSize": PAGE, "pageNumber": page, "getCount": true,
        });
        let fail = |error| Error::Service { model: model.to_owned(), error };
        let answer = self.client.request("POST", path).json(&body).reads().await.map_err(fail)?;
        answer.json().map(|Envelope { data }| data).map_err(fail)
    }

    fn bad(&self, what: &str) -> Error {
        Error::Links(format!(
            "the related records in `{}.{}` cannot be read: {what}",
            self.link.own.model, self.link.own.key
        ))
    }

    fn unstable(&self, what: &str) -> Error {
        Error::Unstable { model: self.link.own.model.clone(), problem: what.to_owned() }
    }
}

/// Returns the ids in a list of records, or of the single record of a one-one relation.
fn ids(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Array(records) => records.iter().filter_map(related_id).collect(),
        record => related_id(record).into_iter().collect(),
    }
}
