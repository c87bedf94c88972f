//! References to rows are handed to `delete_many`.

use school::models::Student;
use weda::prelude::*;

fn bulk(client: &Client, rows: Vec<Student>) {
    let _ = Student::delete_many(client, &rows);
}

fn main() {
    let _ = bulk;
}
