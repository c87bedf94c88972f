//! Ids of another model are handed to `delete_many`.

use school::models::{Course, Student};
use weda::prelude::*;

fn bulk(client: &Client, ids: Vec<Id<Course>>) {
    let _ = Student::delete_many(client, ids);
}

fn main() {
    let _ = bulk;
}
