//! The measured work: each case processes one page repeatedly, drops included.

use std::hint::black_box;

use weda::__private::{json, model_page, page};
use weda::{GatewayKind, Row};

use crate::derive;
use crate::make::{self, Form};
use crate::models::{Repair, RepairText};

/// Number of records per page.
pub const RECORDS: usize = 100;

/// Runs a case for so many pages.
///
/// # Panics
/// Panics if there is no such case.
pub fn run(case: &str, pages: usize) {
    match case {
        "plain" => decode::<Repair>(Form::Plain, pages),
        "plain-serde" => derived(Form::Plain, pages),
        "text" => decode::<RepairText>(Form::Plain, pages),
        "unknown" => decode::<Repair>(Form::Unknown, pages),
        "unknown-serde" => derived(Form::Unknown, pages),
        "rotated" => decode::<Repair>(Form::Rotated, pages),
        "rotated-serde" => derived(Form::Rotated, pages),
        "native" => native(Form::Plain, pages),
        "native-serde" => native_derived(Form::Plain, pages),
        "native-unknown" => native(Form::Unknown, pages),
        "native-unknown-serde" => native_derived(Form::Unknown, pages),
        "encode" => {
            let rows: Vec<Repair> = page(&make::page(RECORDS, Form::Plain, GatewayKind::OData)).unwrap();
            each(pages, || rows.iter().map(|row| json(row).unwrap()).collect::<Vec<_>>());
        }
        "encode-serde" => {
            let page: derive::Page =
                serde_json::from_slice(&make::page(RECORDS, Form::Plain, GatewayKind::OData)).unwrap();
            each(pages, || page.value.iter().map(|row| serde_json::to_vec(row).unwrap()).collect::<Vec<_>>());
        }
        other => panic!("there is no case {other}"),
    }
}

fn decode<R: Row>(form: Form, pages: usize) {
    let body = make::page(RECORDS, form, GatewayKind::OData);
    each(pages, || page::<R>(&body).unwrap());
}

fn derived(form: Form, pages: usize) {
    let body = make::page(RECORDS, form, GatewayKind::OData);
    each(pages, || serde_json::from_slice::<derive::Page>(&body).unwrap());
}

fn native(form: Form, pages: usize) {
    let body = make::page(RECORDS, form, GatewayKind::Model);
    each(pages, || model_page::<Repair>(&body).unwrap());
}

fn native_derived(form: Form, pages: usize) {
    let body = make::page(RECORDS, form, GatewayKind::Model);
    each(pages, || serde_json::from_slice::<derive::NativePage>(&body).unwrap());
}

fn each<T>(pages: usize, work: impl Fn() -> T) {
    for _ in 0..pages {
        drop(black_box(work()));
    }
}
