//! Rows are borrowed where `create_many` takes them.

use school::models::{NewStudent, Student};
use weda::prelude::*;

fn bulk(client: &Client, rows: Vec<NewStudent>) {
    let _ = Student::create_many(client, &rows);
}

fn main() {
    let _ = bulk;
}
