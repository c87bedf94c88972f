//! Rows are handed to `get_many`.

use school::models::Student;
use weda::prelude::*;

fn bulk(client: &Client, rows: Vec<Student>) {
    let _ = Student::get_many(client, rows);
}

fn main() {
    let _ = bulk;
}
