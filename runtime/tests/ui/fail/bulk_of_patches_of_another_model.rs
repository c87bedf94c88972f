//! Patches of another model are handed to `update_many`.

use school::models::{Course, Student};
use weda::prelude::*;

fn bulk(client: &Client, id: Id<Student>) {
    let _ = Student::update_many(client, [(id, Course::patch())]);
}

fn main() {
    let _ = bulk;
}
