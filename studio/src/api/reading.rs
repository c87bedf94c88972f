//! The calls `why`, `group`, `sql` and `plan`.

use hyper::body::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Api, Number, parse};
use crate::refused::Refused;
use crate::source::{Ask, Grouping, Place, Stage};
use crate::value::cell;

/// The maximum number of rows of a statement.
const MAX_ROWS: u32 = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Why {
    at: Place,
    filter: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    at: Place,
    #[serde(default)]
    filter: String,
    by: Grouping,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sql {
    stage: Stage,
    text: String,
}

impl Api {
    pub(super) async fn why(&self, body: &Bytes) -> Result<Value, Refused> {
        let Why { at, filter } = parse(body)?;
        self.source.why(at, filter).await
    }

    pub(super) async fn group(&self, body: &Bytes) -> Result<Value, Refused> {
        let Group { at, filter, by } = parse(body)?;
        let ask = Ask { at, filter, sort: Vec::new(), offset: 0, limit: 0 };
        let mut groups = self.source.group(ask, by).await?;
        for group in &mut groups.groups {
            group.key = cell(group.key.take());
        }
        Ok(json!(groups))
    }

    pub(super) async fn sql(&self, body: &Bytes) -> Result<Value, Refused> {
        let Sql { stage, text } = parse(body)?;
        let mut table = self.source.sql(stage, text, MAX_ROWS).await?;
        for value in table.rows.iter_mut().flatten() {
            *value = cell(value.take());
        }
        Ok(json!(table))
    }

    pub(super) async fn plan(&self, body: &Bytes) -> Result<Value, Refused> {
        let Number { number } = parse(body)?;
        self.machine()?.plan(number).await
    }
}
