//! Any bytes as a page of records give rows or an error, never a panic, and no rows from invalid JSON.

#[path = "../../runtime/benches/page/models.rs"]
mod models;

use serde::de::IgnoredAny;
use weda::prelude::*;
use weda::{__private, AreaCode, Date, DateTime, FileRef, Json, Location, Row, TimeOfDay};

/// A field of every kind that a view can have; the generated models also have options and nested objects.
#[weda_model("kinds")]
#[derive(Debug)]
struct Kinds {
    id: Id<Kinds>,
    text: Option<String>,
    number: Option<f64>,
    integer: Option<i64>,
    boolean: Option<bool>,
    date_time: Option<DateTime>,
    date: Option<Date>,
    time: Option<TimeOfDay>,
    image: Option<FileRef>,
    images: Option<Vec<FileRef>>,
    region: Option<AreaCode>,
    location: Option<Location>,
    choice: Option<String>,
    texts: Option<Vec<String>>,
    table: Option<Vec<Vec<f64>>>,
    object: Option<Json>,
    objects: Option<Vec<Json>>,
    relation: Option<Id<Shelf>>,
    reverse: Option<Vec<Id<Shelf>>>,
}

#[weda_model("shelf")]
#[derive(Debug)]
struct Shelf {
    id: Id<Shelf>,
}

/// Reads the bytes as a page of each type.
pub fn row(data: &[u8]) {
    let is_json = serde_json::from_slice::<IgnoredAny>(data).is_ok();
    page::<Kinds>(data, is_json);
    page::<Shelf>(data, is_json);
    page::<models::Repair>(data, is_json);
    page::<models::RepairText>(data, is_json);
}

fn page<R: Row + std::fmt::Debug>(data: &[u8], is_json: bool) {
    let rows = __private::page::<R>(data);
    assert!(is_json || rows.is_err(), "rows from invalid JSON: {rows:?}");
}
