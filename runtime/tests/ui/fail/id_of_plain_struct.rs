//! The id of a struct without the attribute.

use school::models::Student;
use weda::prelude::*;

struct Plain {
    _name: String,
}

async fn run(client: &Client, id: &Id<Plain>) {
    let _ = Student::get(client, id).await;
}

fn main() {
    let _ = run;
}
