//! The measured work.

use std::hint::black_box;

use arrow::array::RecordBatch;
use weda::GatewayKind;
use weda_arrow::{BatchBuilder, Form as Place, schema};
use weda_definition::Definition;

use crate::make::{Form, page};
use crate::models::Repair;

/// Number of records of a page.
pub const RECORDS: usize = 100;

/// The builder of a stream, which lives from page to page.
pub fn builder() -> BatchBuilder {
    const TEXT: &str = include_str!("../../../../runtime/benches/page/database-schemas/repair.json");
    let definition = Definition::parse("repair", "repair.json", TEXT).expect("the definition is valid");
    BatchBuilder::new(schema(&definition, Place::Table))
}

/// From the body of a page to a batch.
pub fn batch(builder: &mut BatchBuilder, body: &[u8]) -> RecordBatch {
    for record in weda::__private::texts(body).expect("the page is valid") {
        builder.push(&record).expect("the record fits");
    }
    builder.finish().expect("every record has an id")
}

/// Reads the page this many times.
pub fn run(case: &str, pages: usize) {
    let form = if case.ends_with("-unknown") { Form::Unknown } else { Form::Plain };
    let body = page(RECORDS, form, GatewayKind::OData);
    let mut builder = builder();
    let records = weda::__private::texts(&body).expect("the page is valid");
    for _ in 0..pages {
        match case.trim_end_matches("-unknown") {
            "columns" => {
                for record in black_box(&records) {
                    builder.push(record).expect("the record fits");
                }
                drop(black_box(builder.finish().expect("every record has an id")));
            }
            "batch" => drop(black_box(batch(&mut builder, black_box(&body)))),
            "structs" => drop(black_box(weda::__private::page::<Repair>(black_box(&body)))),
            "texts" => drop(black_box(weda::__private::texts(black_box(&body)))),
            other => panic!("there is no case `{other}`"),
        }
    }
}
