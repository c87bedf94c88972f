//! One row is handed to `create_many`.

use school::models::{NewStudent, Student};
use weda::prelude::*;

fn bulk(client: &Client, row: NewStudent) {
    let _ = Student::create_many(client, row);
}

fn main() {
    let _ = bulk;
}
