//! New records of another model are handed to `create_many`.

use school::models::{NewStudent, Course};
use weda::prelude::*;

fn bulk(client: &Client, rows: Vec<NewStudent>) {
    let _ = Course::create_many(client, rows);
}

fn main() {
    let _ = bulk;
}
