//! The records of the service and its operations.

use std::cmp::Ordering;

use serde_json::{Value as Json, json};

use super::conditions::{fits, order};
use crate::protocol::Record;

/// The form of the answers to batches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Ids {
    #[default]
    InOrder,
    Reversed,
    OneMissing,
    OneTwice,
}

#[derive(Default)]
pub(super) struct Store {
    pub records: Vec<Record>,
    /// Maximum number of records per page.
    pub longest: Option<usize>,
    pub ids: Ids,
    /// True if values of `name` must be unique.
    pub is_unique: bool,
    last: usize,
}

/// The result of an operation, or its error code.
pub(super) type Answer = Result<Json, &'static str>;

impl Store {
    pub fn answer(&mut self, operation: &str, body: &Json) -> Answer {
        let condition = body.pointer("/filter/where").cloned().unwrap_or(json!({}));
        match operation {
            "create" => Ok(json!({ "id": self.create(&body["data"])? })),
            "createMany" => self.create_many(body["data"].as_array().expect("rows")),
            "update" | "updateMany" => {
                let data = body["data"].as_object().expect("changes");
                let mut count = 0;
                for record in self.records.iter_mut().filter(|record| fits(record, &condition)) {
                    record.extend(data.clone());
                    count += 1;
                }
                Ok(json!({ "count": count }))
            }
            "delete" | "deleteMany" => {
                let before = self.records.len();
                self.records.retain(|record| !fits(record, &condition));
                Ok(json!({ "count": before - self.records.len() }))
            }
            "get" => Ok(json!({ "record": self.records.iter().find(|record| fits(record, &condition)) })),
            "list" => {
                let number = |name: &str| body[name].as_u64().expect("both numbers of a page") as usize;
                let (size, page) = (number("pageSize"), number("pageNumber"));
                assert!((1..=200).contains(&size) && page > 0, "a page that is not documented: {size} {page}");
                let (records, total) = self.page(&condition, &body["orderBy"], (page - 1) * size, size);
                Ok(json!({ "records": records, "total": total }))
            }
            _ => Err("UNSUPPORTED_OPERATION"),
        }
    }

    /// Returns a page of a list and the total number of records.
    pub fn page(&self, condition: &Json, by: &Json, skip: usize, top: usize) -> (Vec<Record>, usize) {
        let mut records: Vec<Record> = self.records.iter().filter(|record| fits(record, condition)).cloned().collect();
        let keys: Vec<(&String, &Json)> =
            by.as_array().into_iter().flatten().filter_map(Json::as_object).flatten().collect();
        records.sort_by(|one, other| {
            let compared = keys.iter().map(|(field, direction)| {
                let ordering = order(&one[*field], &other[*field]).unwrap_or(Ordering::Equal);
                if *direction == "desc" { ordering.reverse() } else { ordering }
            });
            compared.fold(Ordering::Equal, Ordering::then)
        });
        let total = records.len();
        let top = top.min(self.longest.unwrap_or(usize::MAX));
        (records.into_iter().skip(skip).take(top).collect(), total)
    }

    /// Adds records with names, every third without a number.
    pub fn fill(&mut self, records: usize) {
        for at in 0..records {
            let n = if at % 3 == 0 { Json::Null } else { json!(at) };
            self.create(&json!({ "name": format!("name {at}"), "n": n, "tags": ["a", "b"] })).unwrap();
        }
    }

    fn create(&mut self, row: &Json) -> Result<String, &'static str> {
        let mut record = row.as_object().expect("a row").clone();
        if self.is_unique && self.records.iter().any(|stored| stored.get("name") == record.get("name")) {
            return Err("FAILED_OPERATION");
        }
        self.last += 1;
        let id = format!("i{:06}", self.last);
        record.insert("_id".to_owned(), json!(id));
        self.records.push(record);
        Ok(id)
    }

    /// Creates all rows or none; skips rows without fields.
    fn create_many(&mut self, rows: &[Json]) -> Answer {
        let before = (self.records.clone(), self.last);
        let rows = rows.iter().filter(|row| row.as_object().is_some_and(|row| !row.is_empty()));
        let mut ids = match rows.map(|row| self.create(row)).collect::<Result<Vec<_>, _>>() {
            Ok(ids) => ids,
            Err(code) => {
                (self.records, self.last) = before;
                return Err(code);
            }
        };
        match self.ids {
            Ids::InOrder => {}
            Ids::Reversed => ids.reverse(),
            Ids::OneMissing => ids.truncate(ids.len() - 1),
            Ids::OneTwice => ids[1] = ids[0].clone(),
        }
        Ok(json!({ "idList": ids }))
    }
}
