//! The patch stands before the id.

use school::models::Student;
use weda::prelude::*;

fn bulk(client: &Client, id: Id<Student>) {
    let _ = Student::update_many(client, [(Student::patch(), id)]);
}

fn main() {
    let _ = bulk;
}
