//! A reference to a new record.

use school::models::{NewStudent, Student};
use weda::prelude::*;

async fn run(client: &Client, new: NewStudent) {
    let _ = Student::create(client, &new).await;
}

fn main() {
    let _ = run;
}
