//! Rows that were read are handed to `create_many`.

use school::models::Student;
use weda::prelude::*;

fn bulk(client: &Client, rows: Vec<Student>) {
    let _ = Student::create_many(client, rows);
}

fn main() {
    let _ = bulk;
}
