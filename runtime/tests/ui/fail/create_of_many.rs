//! Many new records in a call for one.

use school::models::{NewStudent, Student};
use weda::prelude::*;

async fn run(client: &Client, new: Vec<NewStudent>) {
    let _ = Student::create(client, new).await;
}

fn main() {
    let _ = run;
}
